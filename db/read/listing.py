"""What is held of a source, for asking it only what it must be asked: marks, stored answers, documents per topic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from db import tables
from tracker.ids import request_key
from tracker.records import Request


@dataclass(frozen=True, slots=True)
class LastAsked:
    """The marks of the last complete run, and when all there is was last listed for which question (a hash)."""

    marks: Mapping[str, str]
    listed_at: datetime | None
    question: str | None


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document that a source brought for a topic.

    `absences` counts the times in a row that it was asked for by its number in vain; `asked_at` is when it last was.
    """

    id: str
    native_id: str
    first_seen_at: datetime
    gone: bool
    absences: int = 0
    asked_at: datetime | None = None


def last_asked(conn: Connection, source: str, topic: str) -> LastAsked:
    """What the last complete run left; empty at first."""
    table = tables.cursor
    query = select(table.c.marks, table.c.listed_at, table.c.question)
    row = conn.execute(query.where(table.c.source == source, table.c.topic == topic)).one_or_none()
    return LastAsked(*row) if row is not None else LastAsked({}, None, None)


def is_held(conn: Connection, document_id: str) -> bool:
    """Whether there is such a document."""
    query = select(tables.document.c.id).where(tables.document.c.id == document_id)
    return conn.execute(query).first() is not None


def stored_answer(conn: Connection, source: str, request: Request) -> Row[Any] | None:
    """The newest usable answer to the same request: read without objection, its bytes still there."""
    fetch, blob = tables.fetch, tables.blob
    return conn.execute(
        select(fetch)
        .join(blob, blob.c.sha256 == fetch.c.blob_sha256)
        .where(
            fetch.c.source == source,
            fetch.c.request_key == request_key(request.method, request.url, request.body),
            fetch.c.error.is_(None),
            fetch.c.quarantined.is_(None),
            blob.c.redacted_at.is_(None),
        )
        .order_by(fetch.c.seq.desc())
        .limit(1)
    ).one_or_none()


def held_documents(conn: Connection, source: str, topic: str) -> dict[str, HeldDocument]:
    """The documents that answers of `source` for `topic` brought, by native id."""
    document, version, fetch, beat = tables.document, tables.version, tables.fetch, tables.heartbeat
    rows = conn.execute(
        select(
            document.c.id,
            document.c.native_id,
            document.c.first_seen_at,
            document.c.gone_since,
            beat.c.failures,
            beat.c.checked_at,
        )
        .join(version, version.c.document_id == document.c.id)
        .join(fetch, fetch.c.id == version.c.fetch_id)
        .outerjoin(beat, and_(beat.c.source == document.c.source, beat.c.document_id == document.c.id))
        .where(fetch.c.source == source, fetch.c.topic == topic)
        .distinct()
    )
    return {
        row.native_id: HeldDocument(
            row.id, row.native_id, row.first_seen_at, row.gone_since is not None, row.failures or 0, row.checked_at
        )
        for row in rows
    }
