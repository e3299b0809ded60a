"""Changes of registry entries from version to version: worked out anew per document, what no longer holds is marked."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select, update

from db import tables
from db.store._write import Row, storable, upsert
from tracker.ids import make_id

SAME = ("document_id", "from_version_id", "to_version_id", "section", "type", "kind", "subject", "change")
TOLD = ("origin", "changed_on", "milestone", "days_after", "words")
"""Columns that may be told otherwise later: the trial's dates become better known."""


def save_changes(conn: Connection, document_id: str, rows: Iterable[Row], now: datetime) -> int:
    """Make `rows` (columns of registry_change but id and times) what changed in the document; returns how many are new.

    Rows that are there stay; those that no longer come out are marked superseded. Two equal rows are one.
    """
    table = tables.registry_change
    wanted = {row["id"]: row for row in map(_row, rows)}
    held = {row.id: row for row in conn.execute(select(table).where(table.c.document_id == document_id))}
    gone = [i for i, row in held.items() if i not in wanted and row.superseded_at is None]
    if gone:
        conn.execute(update(table).where(table.c.id.in_(gone)).values(superseded_at=now))
    fresh = [i for i in wanted if i not in held or held[i].superseded_at is not None]
    told = [i for i in wanted if i in held and any(getattr(held[i], name) != wanted[i][name] for name in TOLD)]
    changed = [{**wanted[i], "made_at": now, "superseded_at": None} for i in {*fresh, *told}]
    upsert(conn, table, changed, update=[*TOLD, "superseded_at"])
    return len(fresh)


def _row(row: Row) -> Row:
    kept = {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}
    identity = [kept[name] for name in (*SAME, "value_before", "value_after")]
    return {"id": make_id("change", *identity), **kept}
