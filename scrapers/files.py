"""Documents from files, for `tracker import`: JSON lines, pages, texts, registry files, WARC captures.

`plan` says for the bytes of one file which source reads which part of it; `with_body` does so for a file that a JSON
line names; `reply_of` makes of each item the Reply that its source parses. Registry files are recognised by asking
every source (`Source.reads`), so that a new source is known here without a change.
"""

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, get_args

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from scrapers._base import Options, Source, all_sources
from scrapers._dates import partial_date
from scrapers._json import load
from scrapers._passages import passages_of, stable_text
from scrapers.page import article, kind_of
from tracker.errors import ReadError
from tracker.records import Cursor, Document, Fetch, Kind, Problem, Query, Reply, Request
from tracker.text import canonical, decode

_MOST_BYTES = 200_000_000
_HEAD = 4096
_UTF8_HTML = {"content-type": "text/html; charset=utf-8"}
_KNOWN = ".jsonl, .html, .txt, ClinicalTrials.gov .json or .ndjson, ISRCTN .xml, .warc; .gz of these"


@dataclass(frozen=True, slots=True)
class ImportItem:
    """One thing to import: `source` parses it in `role`; `body` is None when `file` beside the JSONL is to be read."""

    source: str
    role: str
    url: str
    body: bytes | None = None
    file: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    meta: Mapping[str, str] = field(default_factory=dict)


def plan(name: str, body: bytes, defaults: Mapping[str, str] | None = None) -> Iterator[ImportItem | Problem]:
    """Say what is in the file `name` (a path relative to what is imported), item by item.

    `defaults` (kind, publisher) hold for items that do not say otherwise. What cannot be used is a Problem that names
    it; gzip is unpacked to 200 MB at most.
    """
    defaults = dict(defaults or {})
    plain, unpacked = name, body
    if name.lower().endswith(".gz") and not name.lower().endswith(".warc.gz"):
        plain = name[:-3]
        try:
            unpacked = _gunzip(body)
        except (OSError, EOFError, zlib.error) as error:
            yield _skipped(name, f"not gzip, cut off or larger than {_MOST_BYTES // 1_000_000} MB unpacked ({error})")
            return
    lower = plain.lower()
    reader = _reader(plain, unpacked)
    if lower.endswith((".warc", ".warc.gz")):
        yield from _captures(name, unpacked, defaults)
    elif reader:
        yield ImportItem(reader[0], reader[1], name, unpacked, meta={**defaults, "name": plain})
    elif lower.endswith(".jsonl"):
        yield from _lines(name, unpacked, defaults)
    else:
        yield _skipped(name, f"not a format this reads ({_KNOWN})")


def with_body(item: ImportItem, body: bytes) -> ImportItem | Problem:
    """Complete an item that names a `file` with the bytes of it: which source reads it is decided by name and bytes."""
    name = item.file or item.url
    reader = _reader(name, body)
    if reader is None:
        return _skipped(name, f"not a format this reads ({_KNOWN})")
    return replace(item, source=reader[0], role=reader[1], body=body)


def reply_of(item: ImportItem, fetched_at: datetime) -> Reply:
    """The Reply (status 0) that the item's source parses; raises ValueError for an item without a body."""
    if item.body is None:
        raise ValueError(f"{item.url} has no bytes yet; read its file and call with_body")
    request = Request(url=item.url, role=item.role, meta=item.meta)
    return Reply(request=request, url=item.url, status=0, headers=item.headers, body=item.body, fetched_at=fetched_at)


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Problem | Cursor]:
    """Yield a Problem: files are imported, not fetched."""
    yield Problem(kind="nothing_asked", subject="files", message="files are read with 'tracker import PATH'")


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read one item by its role: `jsonl-line`, `text` or `html`. Raises ReadError when there is nothing to read."""
    if not reply.ok:
        return
    meta, role = reply.request.meta, reply.request.role
    if role == "jsonl-line":
        line = _checked(load(reply.body, reply.url))
        told = {**meta, **_told(line)}
        if isinstance(line.get("html"), str):
            page = reply.model_copy(update={"body": canonical(line["html"]).encode(), "headers": _UTF8_HTML})
            document = article(page, kind_of(told), hints={}, given=told, least=1)
        else:
            document = _text_document(canonical(str(line.get("text") or "")), told)
    elif role == "text":
        document = _text_document(_decoded(reply), meta)
    else:
        document = article(reply, kind_of(meta), hints={}, given=meta)
    yield document
    stated = meta.get("published") if role != "jsonl-line" else told.get("published")
    if stated and document.published is None:
        yield Problem(kind="bad_date", subject=document.native_id, message=f"published_at '{stated}' is no date")


def _reader(name: str, body: bytes) -> tuple[str, str] | None:
    """Which source reads the (unpacked) file in which role, None when none does."""
    for source in all_sources().values():
        if source.reads(name, body[:_HEAD]):
            return source.name, "file"
    suffix = PurePosixPath(name.lower()).suffix
    return {".html": ("files", "html"), ".htm": ("files", "html"), ".txt": ("files", "text")}.get(suffix)


def _lines(name: str, body: bytes, defaults: Mapping[str, str]) -> Iterator[ImportItem | Problem]:
    seen: dict[str, int] = {}
    for number, raw in enumerate(body.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            line = _checked(load(raw, "it"))
            identity = str(line["id"])
            if identity in seen:
                raise ReadError(f"the id '{identity}' was already on line {seen[identity]}")
        except ReadError as error:
            yield Problem(kind="bad_line", subject=f"{name} line {number}", message=f"line {number}: {error}")
            continue
        seen[identity] = number
        url = f"{name}#{canonical(identity)}"
        if isinstance(line.get("file"), str):
            told = {**defaults, **_told(line), "name": line["file"]}
            yield ImportItem("files", "text", url, file=line["file"], meta=told)
        else:
            yield ImportItem("files", "jsonl-line", url, raw, meta={**defaults, **_told(line), "line": str(number)})


def _checked(line: Any) -> dict[str, Any]:
    """The line when it follows the interface; raises ReadError that says what is wrong with it."""
    if not isinstance(line, dict):
        raise ReadError("it is JSON but no object", 'write {"id": ..., "text": ...}')
    if not isinstance(line.get("id"), str | int) or isinstance(line.get("id"), bool) or not str(line["id"]).strip():
        raise ReadError("it has no id", "give each document an id of its own")
    homes = [key for key in ("text", "html", "file") if line.get(key) is not None]
    if len(homes) != 1 or not isinstance(line[homes[0]], str) or not line[homes[0]].strip():
        raise ReadError(f"it has {' and '.join(homes) or 'none'} of text, html, file", "give exactly one, as a string")
    if line.get("kind") is not None and line["kind"] not in get_args(Kind):
        raise ReadError(f"the kind '{line['kind']}' is unknown", f"use one of {', '.join(get_args(Kind))}")
    path = PurePosixPath(str(line.get("file") or "x").replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise ReadError(f"the file '{line['file']}' is outside the folder of the JSONL", "put it beside the JSONL")
    return line


def _told(line: Mapping[str, Any]) -> dict[str, str]:
    """What a line says about its document, under the names that `article` knows."""
    names = {"id": "id", "title": "title", "source": "publisher", "kind": "kind", "url": "url"}
    names["published_at"] = "published"
    return {to: canonical(str(line[name])) for name, to in names.items() if line.get(name) not in (None, "")}


def _text_document(text: str, told: Mapping[str, str]) -> Document:
    if not text.strip():
        raise ReadError(f"{told.get('id') or told.get('name')} is empty", "leave it out")
    title = told.get("title")
    passages = passages_of(text, title)
    headline = next((text[part.start : part.end].strip() for part in passages if part.kind == "headline"), None)
    return Document(
        native_id=told.get("id") or told.get("name", ""),
        kind=kind_of(told),
        url=told.get("url"),
        title=title or headline,
        published=partial_date(told.get("published")),
        publisher=told.get("publisher"),
        text=text,
        passages=passages,
        content={"title": title or headline, "text": stable_text(text, passages)},
    )


def _decoded(reply: Reply) -> str:
    """The text of a plain file; raises ReadError for one that is mostly control characters."""
    text = decode(reply.body)
    head = text[:_HEAD]
    if sum(not (c.isprintable() or c.isspace()) or c == "\ufffd" for c in head) > len(head) * 0.3:
        raise ReadError(f"{reply.url} is not a text file", "give a file with plain text")
    return text


def _captures(name: str, body: bytes, defaults: Mapping[str, str]) -> Iterator[ImportItem | Problem]:
    """The pages and registry answers of a WARC file; the rest is counted in one Problem."""
    other = 0
    try:
        for record in ArchiveIterator(BytesIO(body)):
            if record.rec_type != "response" or record.http_headers is None:
                continue
            url = str(record.rec_headers.get_header("WARC-Target-URI") or "")
            content = str(record.http_headers.get_header("Content-Type") or "")
            payload = record.content_stream().read(_MOST_BYTES + 1)
            told = {**defaults, "captured": str(record.rec_headers.get_header("WARC-Date") or "")}
            reader = next(
                (s.name for s in all_sources().values() if s.reads(_file_name(content), payload[:_HEAD])), None
            )
            if record.http_headers.get_statuscode() != "200" or len(payload) > _MOST_BYTES:
                other += 1
            elif reader:
                yield ImportItem(reader, "file", url, payload, headers={"content-type": content}, meta=told)
            elif "html" in content.lower():
                yield ImportItem("files", "html", url, payload, headers={"content-type": content}, meta=told)
            else:
                other += 1
    except (ArchiveLoadFailed, OSError, EOFError, zlib.error) as error:
        yield _skipped(name, f"the WARC is damaged, what stands behind the damage was left out ({error})")
    if other:
        yield _skipped(name, f"{other} captures are neither pages nor answers of a registry")


def _file_name(content_type: str) -> str:
    """A file name that says to `Source.reads` what the content type says."""
    return "capture.json" if "json" in content_type.lower() else "capture.xml" if "xml" in content_type.lower() else ""


def _gunzip(body: bytes) -> bytes:
    """Unpack gzip of at most 200 MB; raises OSError when it is more or no gzip, EOFError when it is cut off."""
    with gzip.GzipFile(fileobj=BytesIO(body)) as packed:
        unpacked = packed.read(_MOST_BYTES + 1)
    if len(unpacked) > _MOST_BYTES:
        raise OSError("too large")
    return unpacked


def _skipped(name: str, why: str) -> Problem:
    return Problem(kind="skipped", subject=name, message=f"{name} skipped: {why}")


SOURCE = Source(
    name="files",
    title="Imported files",
    kind="press",
    homepage="",
    licence="of whoever made the files",
    basis="Files that the user has.",
    discover=discover,
    parse=parse,
    by_topic=False,
)
