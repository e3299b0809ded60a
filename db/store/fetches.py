"""Exchanges: what was asked, what came back, and what an unchanged night leaves behind (a heartbeat)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row as SqlRow, func, select, update

from db import tables
from db.store._write import Row, storable, upsert
from db.store.absences import ABSENCES, ABSENT, set_back, set_gone
from tracker.ids import make_id, request_key
from tracker.records import Reply, Request

KEPT_HEADERS = ("content-type", "etag", "last-modified", "date", "content-language")
UNJUDGED = "the run that fetched it has not ended yet"
"""Why an answer is set aside until its run has shown to be sound."""


@dataclass(frozen=True, slots=True)
class Context:
    """For whom an exchange was made; `judged`: what it brings is set aside until `settle` says what becomes of it."""

    source: str
    reader: str
    topic: str = ""
    judged: bool = False


def save_reply(
    conn: Connection, context: Context, reply: Reply, sha256: str | None, absent: str | None = None
) -> str | None:
    """Enter an answer whose body is already stored under `sha256`.

    `absent` is for an answer that says that the source has not what was asked for: in which words.

    Returns the id of the new fetch row, or None when the answer brought nothing new (304, or the bytes and the
    knowledge about them that the last exchange of this request brought): then only the heartbeat moves.
    """
    request = reply.request
    key = request_key(request.method, request.url, request.body)
    last = _last_fetch(conn, context.source, key)
    meta = storable(dict(request.meta))
    held = _last_fetch(conn, context.source, key, with_body=True) if reply.not_modified else last
    same = held is not None and (reply.not_modified or (held.blob_sha256 == sha256 and held.status == reply.status))
    if held is not None and same and held.meta == (meta or None):
        _answered(conn, context, key, reply, held.id, absent is not None)
        return None
    if held is not None and reply.not_modified:
        sha256 = held.blob_sha256
    if sha256 is not None:
        size = len(reply.body)
        upsert(
            conn, tables.blob, [{"sha256": sha256, "size": size, "stored_at": reply.fetched_at, "redacted_at": None}]
        )
    seq = last.seq + 1 if last is not None else 0
    fetch_id = make_id("fetch", context.source, key, seq)
    headers = {name: reply.headers[name] for name in KEPT_HEADERS if name in reply.headers}
    row = _row(context, request, key, seq) | {
        "final_url": storable(reply.url),
        "status": reply.status,
        "fetched_at": reply.fetched_at,
        "blob_sha256": sha256,
        "headers": storable(headers) or None,
        "error": storable(absent),
        "quarantined": UNJUDGED if context.judged else None,
    }
    upsert(conn, tables.fetch, [row])
    _answered(conn, context, key, reply, fetch_id, absent is not None)
    return fetch_id


def _answered(conn: Connection, context: Context, key: str, reply: Reply, fetch_id: str, absent: bool) -> None:
    """Move the heartbeat of a request that was answered, and see whether what its address brought is gone."""
    failed = 0 if reply.ok or absent else 1  # to say that there is no such entry is to answer
    _beat(conn, context.source, key, reply.request.url, reply.fetched_at, reply.status, fetch_id, failed)
    if not absent:  # asked for by number: counted by run and document, not by address
        _note_absence(conn, context.source, key, reply)


def standing(conn: Connection, source: str, request: Request) -> str | None:
    """The id of the stored answer that the last exchange of this request brought or confirmed."""
    key = request_key(request.method, request.url, request.body)
    beat = tables.heartbeat
    query = select(beat.c.fetch_id).where(beat.c.source == source, beat.c.request_key == key)
    return conn.execute(query).scalar_one_or_none()


def settle(conn: Connection, context: Context, confirmed: Collection[str], reason: str | None) -> int:
    """End the judgement on what `context` brought: set aside for `reason`, or let through; returns how many changed.

    `confirmed` are ids of answers that came again: a sound run lets through those that an earlier one set aside.
    """
    table = tables.fetch
    here = (table.c.source == context.source) & (table.c.topic == context.topic)
    waiting = here & (table.c.quarantined == UNJUDGED)
    if reason is None:
        waiting = waiting | (table.c.id.in_(list(confirmed)) & table.c.quarantined.is_not(None))
    return conn.execute(update(table).where(waiting).values(quarantined=storable(reason))).rowcount


def save_poll(conn: Connection, context: Context, reply: Reply) -> None:
    """Enter an exchange that held no evidence (a listing without news): a heartbeat and nothing else."""
    request = reply.request
    key = request_key(request.method, request.url, request.body)
    _beat(conn, context.source, key, request.url, reply.fetched_at, reply.status, None, 0)


def save_failure(
    conn: Connection, context: Context, request: Request, error: str, status: int | None, now: datetime
) -> None:
    """Enter an exchange that ended without a usable answer."""
    key = request_key(request.method, request.url, request.body)
    last = _last_fetch(conn, context.source, key)
    seq = last.seq + 1 if last is not None else 0
    row = _row(context, request, key, seq) | {
        "final_url": request.url,
        "status": status,
        "fetched_at": now,
        "blob_sha256": None,
        "headers": None,
        "error": storable(error),
        "quarantined": None,
    }
    upsert(conn, tables.fetch, [row])
    kept = last.id if last is not None and last.blob_sha256 else None
    _beat(conn, context.source, key, request.url, now, status or 0, kept, 1)


def _row(context: Context, request: Request, key: str, seq: int) -> Row:
    return {
        "id": make_id("fetch", context.source, key, seq),
        "source": context.source,
        "reader": context.reader,
        "role": request.role,
        "topic": context.topic,
        "method": request.method if "://" in request.url else "FILE",
        "url": storable(request.url),
        "request_key": key,
        "seq": seq,
        "meta": storable(dict(request.meta)) or None,
    }


def _last_fetch(conn: Connection, source: str, key: str, with_body: bool = False) -> SqlRow[Any] | None:
    query = select(tables.fetch).where(tables.fetch.c.source == source, tables.fetch.c.request_key == key)
    if with_body:
        query = query.where(tables.fetch.c.blob_sha256.is_not(None))
    return conn.execute(query.order_by(tables.fetch.c.seq.desc()).limit(1)).one_or_none()


def _beat(
    conn: Connection, source: str, key: str, url: str, at: datetime, status: int, fetch_id: str | None, failed: int
) -> None:
    """Move the heartbeat; `failed` 1 adds to its consecutive failures, 0 clears them.

    The count starts again when an absence follows other failures: a broken night does not make a document gone.
    """
    row = {
        "source": source,
        "request_key": key,
        "url": storable(url),
        "checked_at": at,
        "status": status,
        "fetch_id": fetch_id,
        "failures": failed,
    }
    before = conn.execute(
        select(tables.heartbeat.c.failures, tables.heartbeat.c.status).where(
            tables.heartbeat.c.source == source, tables.heartbeat.c.request_key == key
        )
    ).one_or_none()
    if failed and before is not None and (before.status in ABSENT) == (status in ABSENT):
        row["failures"] = before.failures + 1
    upsert(conn, tables.heartbeat, [row], update=["url", "checked_at", "status", "fetch_id", "failures"])


def _note_absence(conn: Connection, source: str, key: str, reply: Reply) -> None:
    """Set or clear `gone_since` of the documents that this address once brought."""
    brought = (
        select(tables.version.c.document_id)
        .join(tables.fetch, tables.fetch.c.id == tables.version.c.fetch_id)
        .where(
            tables.fetch.c.source == source,
            tables.fetch.c.request_key == key,
            tables.fetch.c.role == reply.request.role,
            tables.version.c.origin == "observed",
        )
        .distinct()
    )
    gone = tables.document.c.gone_since
    here = select(tables.document.c.id).where(tables.document.c.id.in_(brought))
    if reply.ok:
        set_back(conn, conn.execute(here.where(gone.is_not(None))).scalars().all(), reply.fetched_at)
        return
    failures = conn.execute(
        select(func.max(tables.heartbeat.c.failures)).where(
            tables.heartbeat.c.source == source, tables.heartbeat.c.request_key == key
        )
    ).scalar()
    if reply.status == 410 or (failures or 0) >= ABSENCES:
        set_gone(conn, conn.execute(here.where(gone.is_(None))).scalars().all(), reply.fetched_at)
