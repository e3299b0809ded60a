"""Papers and their documents, and where press documents have their facts from."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from db import tables
from db.store._write import Row, storable, sync


def save_papers(conn: Connection, papers: Sequence[Row], members: Sequence[Row]) -> int:
    """Make `papers` and their `members` the current ones; returns how many rows changed."""
    changed = sync(conn, tables.paper, [storable(row) for row in papers], remove=False)
    changed += sync(conn, tables.paper_member, members, remove=True, keys=("document_id",))
    held = select(tables.paper_member.c.paper_id)
    conn.execute(delete(tables.paper).where(tables.paper.c.id.not_in(held)))
    return changed


def save_derivations(conn: Connection, rows: Sequence[Row]) -> int:
    """Make `rows` (document_id, from_document_id, how, claim_id) the current ones; returns how many changed."""
    return sync(conn, tables.derivation, rows, remove=True, keys=("document_id",))
