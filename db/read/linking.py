"""What linking by content last knew and found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from db import tables


@dataclass(frozen=True, slots=True)
class Known:
    """A trial's profile, or a document's reading, when linking last ran: of what, and the names in it."""

    mark: str
    names: frozenset[str]
    links: Sequence[Mapping[str, Any]] = ()


def profiles(conn: Connection, *, coverage: bool) -> dict[str, Known]:
    """The profiles of the trials that stories (`coverage`) or papers were held against, by trial."""
    table = tables.trial_profile
    rows = conn.execute(select(table).where(table.c.coverage.is_(coverage)))
    return {row.trial_id: Known(row.mark, frozenset(row.names)) for row in rows}


def readings(conn: Connection) -> dict[str, Known]:
    """The readings of the documents that go by content, by document."""
    rows = conn.execute(select(tables.link_reading))
    return {row.document_id: Known(row.mark, frozenset(row.names), row.links) for row in rows}
