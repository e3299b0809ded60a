"""Documents from files, for `tracker import`: JSON lines, pages, texts, registry files, WARC captures.

`plan` says for the bytes of one file which source reads which part of it; `with_body` does so for a file that a JSON
line names; `reply_of` makes of each item the Reply that its source parses. Registry files are recognised by asking
every source (`Source.reads`), so that a new source is known here without a change.
"""

import gzip
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, BinaryIO, get_args

from scrapers import _relevance
from scrapers._base import Options, Source, all_sources
from scrapers._dates import partial_date
from scrapers._json import load
from scrapers._passages import passages_of, stable_text
from scrapers._warc import Capture, captures, may_be_relevant
from scrapers.page import article, kind_of
from tracker.errors import ReadError
from tracker.records import Cursor, Document, Fetch, Kind, Problem, Query, Reply, Request
from tracker.text import canonical, decode

_MOST_BYTES = 200_000_000
_HEAD = 4096
_UTF8_HTML = {"content-type": "text/html; charset=utf-8"}
_KNOWN = ".jsonl, .html, .txt, .warc, or a file as a registry or index gives it out, see docs/sources; .gz of these"


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


def plan(
    name: str,
    content: bytes | BinaryIO,
    defaults: Mapping[str, str] | None = None,
    query: Query | None = None,
) -> Iterator[ImportItem | Problem]:
    """Say what is in the file `name` (a path relative to what is imported), item by item.

    `content` is the file's bytes, or the open file: a WARC is then read as a stream. `defaults` (kind, publisher) hold
    for items that do not say otherwise. With a `query`, pages of a WARC that are not about trials of its words are
    left out. What cannot be used is a Problem that names it; gzip is unpacked to 200 MB at most.
    """
    defaults = dict(defaults or {})
    if name.lower().endswith((".warc", ".warc.gz")):
        yield from _captures(name, BytesIO(content) if isinstance(content, bytes) else content, defaults, query)
        return
    body = content if isinstance(content, bytes) else content.read()
    plain, unpacked = name, body
    if name.lower().endswith(".gz"):
        plain = name[:-3]
        try:
            unpacked = _gunzip(body)
        except (OSError, EOFError, zlib.error) as error:
            yield _skipped(name, f"not gzip, cut off or larger than {_MOST_BYTES // 1_000_000} MB unpacked ({error})")
            return
    lower = plain.lower()
    reader = _reader(plain, unpacked)
    if reader:
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


def _captures(
    name: str, stream: BinaryIO, defaults: Mapping[str, str], query: Query | None
) -> Iterator[ImportItem | Problem]:
    """The pages and registry answers of a WARC file; what is left out is counted, one Problem per reason."""
    skipped: Counter[str] = Counter()
    try:
        for capture in captures(stream, skipped):
            told = {**defaults, "captured": capture.captured}
            reader = _answer_of(capture)
            item = ImportItem(
                reader or "files",
                "file" if reader else "html",
                capture.url,
                capture.body,
                headers={"content-type": capture.content_type},
                meta=told,
            )
            if reader is None and not capture.is_page:
                skipped["captures are neither pages nor answers of a registry"] += 1
            elif reader is None and query is not None and not _is_relevant(capture, item, query):
                skipped["pages are not about trials of the topics"] += 1
            else:
                yield item
    except ReadError as error:
        yield _skipped(name, str(error))
    for reason, count in skipped.items():
        yield _skipped(name, f"{count} {reason}")


def _answer_of(capture: Capture) -> str | None:
    """The source that recognises the answer as its own."""
    if capture.is_page:
        return None
    name = _file_name(capture.content_type)
    return next((one.name for one in all_sources().values() if one.reads(name, capture.body[:_HEAD])), None)


def _is_relevant(capture: Capture, item: ImportItem, query: Query) -> bool:
    """The decision about a page: first by all that it shows, then by the article alone."""
    if not may_be_relevant(capture, query):
        return False
    reply = reply_of(item, datetime.min.replace(tzinfo=UTC))
    try:
        document = article(reply, kind_of(item.meta), hints={}, given=item.meta)
    except ReadError:
        return False
    return _relevance.decide(document.title or "", "", document.text, query)[0] is not False


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
