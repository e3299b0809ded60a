"""Mismatches that are told as one: the same in copies of one story, and what stands below a head finding."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from db import tables

SAID = ("check_name", "qualifiers", "verdict", "against_document_id", "trial_id", "document_value", "against_value")
"""Columns of verdict that are the same in copies of a story which say the same."""


def told_with(conn: Connection, mismatch_id: str) -> list[str]:
    """The ids of the mismatches that are told with one, itself among them."""
    table = tables.verdict
    row = conn.execute(select(table).where(table.c.id == mismatch_id)).one()
    group = {mismatch_id, *(copy.id for copy in _in_copies(conn, dict(row._mapping)))}
    below = select(tables.mismatch.c.id).join(table, table.c.id == tables.mismatch.c.id)
    return sorted(group | set(conn.execute(below.where(table.c.parent_id.in_(group))).scalars()))


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person made of a mismatch: dismissed or acknowledged, by whom, and why."""

    kind: str
    author: str | None
    reason: str | None


def decided_copy(conn: Connection, verdict: dict[str, Any]) -> Decided | None:
    """What a person made of the same mismatch in a copy of the story."""
    event, state = tables.mismatch_event, tables.mismatch
    copies = [row.id for row in _in_copies(conn, verdict)]
    row = conn.execute(
        select(event.c.kind, event.c.author, event.c.reason)
        .join(state, (state.c.id == event.c.mismatch_id) & (state.c.state == event.c.kind))
        .where(event.c.mismatch_id.in_(copies), event.c.kind.in_(("dismissed", "acknowledged")))
        .order_by(event.c.at.desc(), event.c.id)
        .limit(1)
    ).one_or_none()
    return Decided(*row) if row is not None else None


def _in_copies(conn: Connection, verdict: dict[str, Any]) -> list[Row[Any]]:
    """The mismatches of other documents of the story that say the same; those settled at the source are none."""
    table, member, state = tables.verdict, tables.story_member, tables.mismatch
    story = select(member.c.story_id).where(member.c.document_id == verdict["document_id"]).scalar_subquery()
    rows = conn.execute(
        select(table)
        .join(member, member.c.document_id == table.c.document_id)
        .join(state, state.c.id == table.c.id)
        .where(
            member.c.story_id == story,
            table.c.document_id != verdict["document_id"],
            table.c.check_name == verdict["check_name"],
            table.c.gone_at.is_(None),
            state.c.state != "resolved",
        )
    )
    return [row for row in rows if _said(dict(row._mapping)) == _said(verdict)]


def _said(verdict: dict[str, Any]) -> list[str | None]:
    return [value.casefold() if isinstance(value, str) else value for value in (verdict[name] for name in SAID)]
