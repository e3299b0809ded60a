"""Recorded answers instead of the network: a WARC file, or a folder of them, behind httpx's transport seam.

Nothing leaves the machine, so the address guard has nothing to do; robots.txt rules in the recording are obeyed, and
a host whose robots.txt was not recorded allows everything.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader

from tracker.clock import SetClock
from tracker.errors import ReadError
from tracker.http.decode import is_stored_decoded
from tracker.http.failure import NotRecorded
from tracker.http.urls import ADDRESS, normalised, redact_url

_Key = tuple[str, str, str]
# The body is stored as a block, so these no longer say how long it is or how it was cut up.
_TRANSFER_HEADERS = frozenset(("content-length", "transfer-encoding", "connection", "keep-alive"))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a response record starts; its body is read when it is asked for, so a large recording stays on disk."""

    path: Path
    offset: int
    moment: datetime
    body: "_Place | None" = None
    """For a revisit record: where the same body was stored in full."""


class ReplayTransport(httpx.BaseTransport):
    """Answers by (method, address, body of a POST); repeated ones in the order recorded, then the last for ever.

    A request whose If-None-Match or If-Modified-Since equals what the recorded answer says of itself gets a 304.
    Anything not recorded is NotRecorded (FetchFailed, to the caller of Client.fetch).
    """

    def __init__(self, path: Path) -> None:
        """Index `path`, a .warc or .warc.gz file or a folder of them (by name); raises ReadError if it holds none."""
        self.clock: SetClock | None = None
        self._places: dict[_Key, list[_Place]] = {}
        self._served: dict[_Key, int] = {}
        for file in _warc_files(path):
            for key, place in _responses(file):
                self._places.setdefault(key, []).append(place)
        if not self._places:
            raise ReadError(f"{path} holds no recorded responses", "give a WARC file or a folder of .warc.gz files")
        self.earliest = min(place.moment for places in self._places.values() for place in places)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The next recorded answer to `request`; its date is in the extension `fetched_at`."""
        place = self._next(request)
        status, headers, body = _read_response(place)
        if self.clock is not None:
            self.clock.move_to(max(self.clock.moment, place.moment))
        if _unchanged(request.headers, httpx.Headers(headers)) and status == 200:
            status, body = 304, b""
            headers = [(name, value) for name, value in headers if name.lower() != "content-encoding"]
        return httpx.Response(
            status,
            headers=[*headers, ("content-length", str(len(body)))],
            stream=httpx.ByteStream(body),
            extensions={"fetched_at": place.moment},
        )

    def _next(self, request: httpx.Request) -> _Place:
        url = str(request.extensions.get(ADDRESS) or request.url)
        for address in (url, redact_url(url)):  # write_warc records redacted addresses
            key = _key(request.method, address, request.read())
            if key in self._places:
                turn = self._served.get(key, 0)
                self._served[key] = turn + 1
                return self._places[key][min(turn, len(self._places[key]) - 1)]
        raise NotRecorded("not in the recording")


def replay_clock(transport: ReplayTransport) -> SetClock:
    """A clock at the earliest WARC-Date, which every answer served moves forward to its own date, never back.

    Waiting takes no time. One clock per transport.
    """
    transport.clock = SetClock(transport.earliest)
    return transport.clock


def _key(method: str, url: str, body: bytes) -> _Key:
    return method.upper(), normalised(url), hashlib.sha256(body).hexdigest() if method.upper() == "POST" else ""


def _warc_files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(p for p in path.rglob("*") if p.name.endswith((".warc", ".warc.gz")) and p.is_file())
    if not path.is_file():
        raise ReadError(f"{path} does not exist", "give a WARC file or a folder of .warc.gz files")
    return [path]


def _records(path: Path) -> Iterator[tuple[Any, int]]:
    """Every record of a WARC file with its offset; raises ReadError when the file is something else."""
    try:
        with path.open("rb") as stream:
            records = ArchiveIterator(stream)
            start = 0
            for record in records:
                yield record, start
                records.read_to_end()
                if record.raw_stream.limit > 0:
                    raise EOFError("it ends in the middle of a record")
                start = records.offset
    except OSError:
        raise
    except Exception as error:  # warcio raises whatever its parsers trip over
        first_line = (str(error).strip().splitlines() or ["broken"])[0]
        raise ReadError(f"{path} is not a readable WARC file ({first_line})", "record it again") from None


def _responses(path: Path) -> list[tuple[_Key, _Place]]:
    """Key and place of every response in `path`; request records give the method and the body of a POST."""
    asked: dict[str, tuple[str, bytes]] = {}
    responses: list[tuple[str, str, str, _Place]] = []
    by_digest: dict[str, _Place] = {}
    for record, offset in _records(path):
        header = record.rec_headers.get_header
        url = (header("WARC-Target-URI") or "").strip("<>")
        if record.http_headers is None or not url:
            continue
        own, other = header("WARC-Record-ID") or "", header("WARC-Concurrent-To") or ""
        if record.rec_type == "request":
            # A request and its response name each other by either's Concurrent-To.
            asked[own] = asked[other] = (record.http_headers.protocol, _payload(record))
        elif record.rec_type in ("response", "revisit") and record.http_headers.get_statuscode().isdigit():
            digest = header("WARC-Payload-Digest") or ""
            moment = _moment(path, header("WARC-Date"))
            place = _Place(path, offset, moment, by_digest.get(digest) if record.rec_type == "revisit" else None)
            if record.rec_type == "response":
                by_digest.setdefault(digest, place)
            responses.append((url, own, other, place))
    asked.pop("", None)
    found = []
    for url, own, other, place in responses:
        method, body = asked.get(own) or asked.get(other) or ("GET", b"")
        found.append((_key(method, url, body), place))
    return found


def _moment(path: Path, date: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(date or "")
    except ValueError:
        raise ReadError(f"{path} has a record with the WARC-Date '{date}'", "record it again") from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _payload(record: Any) -> bytes:
    """The body of a record, content-encoding kept, chunks joined (recorders keep the chunking or not)."""
    stream = record.raw_stream
    if (record.http_headers.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        stream = ChunkedDataReader(stream)
    pieces = iter(lambda: stream.read(65536), b"")
    return b"".join(pieces)


def _read_response(place: _Place) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and raw body at `place`, with a Content-Encoding only if the body still has it."""
    with place.path.open("rb") as stream:
        stream.seek(place.offset)
        record = next(iter(ArchiveIterator(stream)))
        body = _payload(record)
    if place.body is not None:
        body = _read_response(place.body)[2]
    headers = [(str(name), str(value)) for name, value in record.http_headers.headers]
    encoding = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    dropped = _TRANSFER_HEADERS | ({"content-encoding"} if is_stored_decoded(encoding, body) else frozenset())
    kept = [(name, value) for name, value in headers if name.lower() not in dropped]
    return int(record.http_headers.get_statuscode()), kept, body


def _unchanged(asked: httpx.Headers, recorded: httpx.Headers) -> bool:
    """Whether the validators of a request match those of the recorded answer (RFC 9110 13.1: the ETag goes first)."""
    tag = asked.get("if-none-match")
    if tag is not None:
        return bool(tag.removeprefix("W/") == recorded.get("etag", "").removeprefix("W/"))
    since = asked.get("if-modified-since")
    return since is not None and bool(since == recorded.get("last-modified"))
