"""Fingerprints of press texts, and the pairs of them that are alike."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, delete, or_

from db import tables
from db.store._write import CHUNK, upsert


def save_prints(conn: Connection, prints: Mapping[str, Sequence[int]]) -> None:
    """Make `prints` the fingerprints of these documents; what was known of their likeness is forgotten."""
    forget_prints(conn, prints)
    rows = [{"document_id": document_id, "print": one} for document_id, found in prints.items() for one in found]
    upsert(conn, tables.story_print, rows)


def forget_prints(conn: Connection, document_ids: Collection[str]) -> None:
    """Forget the fingerprints of these documents, and what they were like."""
    held, pair = tables.story_print, tables.story_pair
    ids = list(document_ids)
    for at in range(0, len(ids), CHUNK):
        some = ids[at : at + CHUNK]
        conn.execute(delete(held).where(held.c.document_id.in_(some)))
        conn.execute(delete(pair).where(or_(pair.c.document_id.in_(some), pair.c.other_id.in_(some))))


def save_pairs(conn: Connection, pairs: Mapping[tuple[str, str], float]) -> None:
    """Enter how alike two documents are, by their ids in order."""
    rows = [{"document_id": one, "other_id": other, "similarity": value} for (one, other), value in pairs.items()]
    upsert(conn, tables.story_pair, rows, update=["similarity"])
