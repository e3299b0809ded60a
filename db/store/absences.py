"""Documents that a source has no more, and those that come back: confirmed, dated, never deleted."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from db import tables
from db.store._write import Row, storable, upsert
from tracker.ids import make_id, request_key

ABSENT = (404, 410)
ABSENCES = 3  # asked for in vain this many times in a row, a document is `gone`; with a 410 at once


def set_gone(conn: Connection, document_ids: Iterable[str], at: datetime) -> None:
    """Enter that these documents are gone since `at`; those that are gone already stay so."""
    for document_id in _with(conn, document_ids, gone=False):
        conn.execute(update(tables.document).where(tables.document.c.id == document_id).values(gone_since=at))
        table = tables.absence
        count = select(func.count()).select_from(table).where(table.c.document_id == document_id)
        seq = conn.execute(count).scalar_one()
        row = {"id": make_id("absence", document_id, seq), "document_id": document_id, "seq": seq}
        upsert(conn, table, [{**row, "gone_at": at, "back_at": None}])


def set_back(conn: Connection, document_ids: Iterable[str], at: datetime) -> None:
    """Enter that the source has these documents (again): a count of absences begins anew, and none is gone."""
    ids = list(document_ids)
    beat = tables.heartbeat
    conn.execute(update(beat).where(beat.c.document_id.in_(ids), beat.c.failures > 0).values(failures=0, checked_at=at))
    gone = _with(conn, ids, gone=True)
    conn.execute(update(tables.document).where(tables.document.c.id.in_(gone)).values(gone_since=None))
    open_ = tables.absence.c.back_at.is_(None)
    conn.execute(update(tables.absence).where(tables.absence.c.document_id.in_(gone), open_).values(back_at=at))


def save_asked(
    conn: Connection, source: str, document_id: str, native_id: str, status: int, absent: bool, at: datetime
) -> bool:
    """Enter that a document was asked for by its number and answered with `status`; returns whether it is now gone.

    Call it once per run and document: absences in a row are counted, and the third makes it gone (a 410 at once).
    """
    key = request_key("NUMBER", native_id)
    beat = tables.heartbeat
    held = conn.execute(
        select(beat.c.failures).where(beat.c.source == source, beat.c.request_key == key)
    ).scalar_one_or_none()
    failures = (held or 0) + 1 if absent else 0
    row: Row = {
        "source": source,
        "request_key": key,
        "url": storable(native_id),
        "checked_at": at,
        "status": status,
        "fetch_id": None,
        "failures": failures,
        "document_id": document_id,
    }
    upsert(conn, beat, [row], update=["checked_at", "status", "failures", "document_id"])
    gone = absent and (status == 410 or failures >= ABSENCES)
    if gone:
        set_gone(conn, [document_id], at)
    elif not absent:
        set_back(conn, [document_id], at)
    return gone


def _with(conn: Connection, document_ids: Iterable[str], *, gone: bool) -> list[str]:
    """Those of the documents that are gone, or that are not."""
    table = tables.document
    state = table.c.gone_since.is_not(None) if gone else table.c.gone_since.is_(None)
    return list(conn.execute(select(table.c.id).where(table.c.id.in_(list(document_ids)), state)).scalars())
