"""Documents, versions and texts: what a parser read from one stored answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from db import tables
from db.store._write import Row, storable, upsert
from tracker.ids import digest, document_id, make_id
from tracker.records import Document, Official, PartialDate

LATER = ("section_hashes", "access", "embargo_until")
"""Columns of a text that came after the first schema; where they are empty, the text keeps the id it had."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The stored answer a document was read from, and the parser (scraper@fingerprint) that read it."""

    source: str
    fetch_id: str
    blob_sha256: str
    fetched_at: datetime
    parser: str


@dataclass(slots=True)
class _Held:
    """A version the store has, with the content hash of its current text."""

    id: str
    seq: int
    fetch_id: str
    seen_from: datetime
    seen_to: datetime | None
    content_hash: str | None


def save_documents(conn: Connection, origin: Origin, documents: Iterable[Document], now: datetime) -> int:
    """Enter what one answer says; returns how many texts are new.

    A document whose content is that of the version seen before it stays that version; when it is that of the version
    seen after it (an older capture, imported later), that version was there earlier. The same answer read again by
    another parser gives its version a new text and never a new version. A version of the source's own history is known
    by its number, and is never the current one.
    """
    return sum(_save_document(conn, origin, document, now) for document in documents)


def _save_document(conn: Connection, origin: Origin, document: Document, now: datetime) -> int:
    native_id = storable(document.native_id)
    doc_id = document_id(origin.source, native_id)
    row = {
        "id": doc_id,
        "source": origin.source,
        "native_id": native_id,
        "kind": document.kind,
        "url": storable(document.url),
        "first_seen_at": origin.fetched_at,
        "gone_since": None,
    }
    upsert(conn, tables.document, [row])
    conn.execute(
        update(tables.document)
        .where(tables.document.c.id == doc_id, tables.document.c.first_seen_at > origin.fetched_at)
        .values(first_seen_at=origin.fetched_at)
    )
    reading = _reading(document)
    if document.official is not None:
        version_id: str | None = _official(conn, origin, doc_id, document.official)
    else:
        version_id = _version_for(conn, origin, doc_id, reading["content_hash"], document)
    if version_id is None:
        return 0
    return _save_text(conn, origin, version_id, doc_id, reading, document, now)


def _reading(document: Document) -> Row:
    """The columns of a text row that say what was read."""
    record = storable(document.record) if document.record is not None else None
    content = document.content
    if content is None:
        content = record if record is not None else [document.title, document.text]
    published, modified = document.published, document.modified
    return {
        "content_hash": digest(storable(content)),
        "title": storable(document.title),
        "author": storable(document.author),
        "publisher": storable(document.publisher),
        "language": storable(document.language),
        **_days("published", published),
        **_days("modified", modified),
        "text": storable(document.text),
        "record": record,
        "fields": storable([field.model_dump() for field in document.fields]) or None,
        "access": document.access,
        "embargo_until": document.embargo_until,
        "section_hashes": {name: digest(_unordered(storable(s))) for name, s in document.sections.items()} or None,
    }


def _unordered(value: Any) -> Any:
    """The value with every list in an order of its own: a list in another order is no change of a section."""
    if isinstance(value, dict):
        return {key: _unordered(item) for key, item in value.items()}
    return sorted(map(_unordered, value), key=digest) if isinstance(value, list) else value


def _days(name: str, when: PartialDate | None) -> Row:
    return {f"{name}_low": when.low if when else None, f"{name}_high": when.high if when else None}


def _version_for(conn: Connection, origin: Origin, doc_id: str, content_hash: str, document: Document) -> str | None:
    """The version this reading belongs to (made if it is new), or None when it repeats the version before it."""
    held = _versions(conn, doc_id)
    for version in held:
        if version.fetch_id == origin.fetch_id:
            return version.id
    before = [v for v in held if v.seen_from <= origin.fetched_at]
    after = [v for v in held if v.seen_from > origin.fetched_at]
    if before and before[-1].content_hash == content_hash:
        return None
    if before and (before[-1].seen_to is None or before[-1].seen_to > origin.fetched_at):
        conn.execute(
            update(tables.version).where(tables.version.c.id == before[-1].id).values(seen_to=origin.fetched_at)
        )
    if after and after[0].content_hash == content_hash:
        first = {"fetch_id": origin.fetch_id, "blob_sha256": origin.blob_sha256, "seen_from": origin.fetched_at}
        conn.execute(update(tables.version).where(tables.version.c.id == after[0].id).values(**first))
        return None
    seq = max((v.seq for v in held), default=-1) + 1
    version_id = make_id("version", doc_id, seq)
    row = {
        "id": version_id,
        "document_id": doc_id,
        "seq": seq,
        "origin": "observed",
        "number": None,
        "fetch_id": origin.fetch_id,
        "blob_sha256": origin.blob_sha256,
        "valid_from": document.modified.low if document.modified else None,
        "valid_to": None,
        "seen_from": origin.fetched_at,
        "seen_to": after[0].seen_from if after else None,
    }
    upsert(conn, tables.version, [row])
    return version_id


def _official(conn: Connection, origin: Origin, doc_id: str, official: Official) -> str:
    """The version of the source's own history with this number, made if it is new; `valid_to` of all is kept right."""
    seq = -1 - official.number
    version_id = make_id("version", doc_id, seq)
    row = {
        "id": version_id,
        "document_id": doc_id,
        "seq": seq,
        "origin": "official",
        "number": official.number,
        "fetch_id": origin.fetch_id,
        "blob_sha256": origin.blob_sha256,
        "valid_from": official.valid_from,
        "valid_to": None,
        "seen_from": origin.fetched_at,
        "seen_to": origin.fetched_at,
    }
    upsert(conn, tables.version, [row], update=["valid_from"])
    table = tables.version
    held = conn.execute(
        select(table.c.id, table.c.valid_from, table.c.valid_to)
        .where(table.c.document_id == doc_id, table.c.origin == "official")
        .order_by(table.c.number)
    ).all()
    for version, after in zip(held, [*held[1:], None], strict=True):
        until = after.valid_from if after is not None else None
        if version.valid_to != until:
            conn.execute(update(table).where(table.c.id == version.id).values(valid_to=until))
    return version_id


def _versions(conn: Connection, doc_id: str) -> list[_Held]:
    """The observed versions of a document in the order in which they were seen."""
    rows = conn.execute(
        select(
            tables.version.c.id,
            tables.version.c.seq,
            tables.version.c.fetch_id,
            tables.version.c.seen_from,
            tables.version.c.seen_to,
            tables.text.c.content_hash,
        )
        .outerjoin(
            tables.text, (tables.text.c.version_id == tables.version.c.id) & tables.text.c.superseded_at.is_(None)
        )
        .where(tables.version.c.document_id == doc_id, tables.version.c.origin == "observed")
        .order_by(tables.version.c.seen_from, tables.version.c.seq)
    )
    return [_Held(*row) for row in rows]


def _save_text(
    conn: Connection, origin: Origin, version_id: str, doc_id: str, reading: Row, document: Document, now: datetime
) -> int:
    passages = [[p.kind, p.start, p.end] for p in document.passages]
    read = {name: value for name, value in reading.items() if name not in LATER or value is not None}
    text_id = make_id("text", version_id, read, passages)  # without sections, the id that it always had
    known = conn.execute(select(tables.text.c.superseded_at).where(tables.text.c.id == text_id)).one_or_none()
    if known is not None and known[0] is None:
        return 0
    conn.execute(
        update(tables.text)
        .where(tables.text.c.version_id == version_id, tables.text.c.superseded_at.is_(None))
        .values(superseded_at=now)
    )
    row: Row = {
        "id": text_id,
        "version_id": version_id,
        "document_id": doc_id,
        "parser": origin.parser,
        "made_at": now,
        "superseded_at": None,
        **reading,
    }
    upsert(conn, tables.text, [row], update=["superseded_at"])
    rows: list[dict[str, Any]] = [
        {"text_id": text_id, "seq": f"{n:04}", "kind": kind, "char_start": start, "char_end": end}
        for n, (kind, start, end) in enumerate(passages)
    ]
    upsert(conn, tables.passage, rows)
    return 1
