"""Writing what was fetched as a WARC file: fixtures, and the recorded web of the demo."""

import io
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tracker.http.urls import checked_url, redact_url
from tracker.records import Request

Recorded = tuple[Request, int, Mapping[str, str], bytes, datetime]
"""Request, status, response headers, body as the headers describe it (or decompressed), and when (aware)."""

_KEPT_OF_REQUEST = frozenset(("accept", "accept-language", "content-type"))
_DROPPED_OF_RESPONSE = frozenset(("transfer-encoding", "content-length", "set-cookie", "set-cookie2", "connection"))
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://iipc.github.io/warc-specifications/")


def write_warc(path: Path, exchanges: Iterable[Recorded]) -> None:
    """Write a response and a request record per exchange to `path` (.warc.gz), as WARC 1.1, one gzip member each.

    The same exchanges give the same bytes. No credentials are written: addresses are redacted (ReplayTransport finds
    them all the same), and of the request's headers only the harmless ones are kept. Raises Failed for an address
    that could not have been asked for, ValueError for a naive date.
    """
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        for number, exchange in enumerate(exchanges):
            _write_pair(writer, number, exchange)


def _write_pair(writer: WARCWriter, number: int, exchange: Recorded) -> None:
    request, status, headers, body, moment = exchange
    if moment.tzinfo is None:
        raise ValueError("a recorded exchange needs an aware datetime")
    date = moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    url = checked_url(request.url)
    address = redact_url(str(url))
    target = redact_url(url.raw_path.decode("ascii"))
    ids = [f"<urn:uuid:{uuid.uuid5(_NAMESPACE, f'{number} {kind} {date} {address}')}>" for kind in ("answer", "asked")]
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"
    kept = [(name, value) for name, value in headers.items() if name.lower() not in _DROPPED_OF_RESPONSE]
    answered = StatusAndHeaders(f"{status} {phrase}", [*kept, ("Content-Length", str(len(body)))], protocol="HTTP/1.1")
    sent = [(name, value) for name, value in request.headers.items() if name.lower() in _KEPT_OF_REQUEST]
    asked = StatusAndHeaders(
        f"{request.method} {target} HTTP/1.1", [("Host", url.netloc.decode("ascii")), *sent], is_http_request=True
    )
    for kind, own, other, block_headers, block in (
        ("response", ids[0], ids[1], answered, body),
        ("request", ids[1], ids[0], asked, request.body or b""),
    ):
        names = {"WARC-Date": date, "WARC-Record-ID": own, "WARC-Concurrent-To": other}
        writer.write_record(
            writer.create_warc_record(
                address, kind, io.BytesIO(block), len(block), warc_headers_dict=names, http_headers=block_headers
            )
        )
