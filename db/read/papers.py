"""What documents state about papers and their sources, and which documents are one publication."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from db import tables

STATED = ("id", "document_id", "type", "kind", "value_json", "path", "status")


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a text holds: characters outside its marked passages, and whether an abstract is marked."""

    body: int
    abstract: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """A document of a publication, how much of it that holds, and whether it stands for it."""

    publication: str
    role: str
    is_best: bool


def stated(conn: Connection, types: Collection[str]) -> list[Row[Any]]:
    """Standing claims of these types in current versions: id, document_id, type, kind, value_json, path, status."""
    claim, text, version = tables.claim, tables.text, tables.version
    query = (
        select(*(claim.c[name] for name in STATED))
        .join(text, text.c.id == claim.c.text_id)
        .join(version, version.c.id == text.c.version_id)
        .where(
            claim.c.type.in_(types),
            claim.c.superseded_at.is_(None),
            text.c.superseded_at.is_(None),
            version.c.seen_to.is_(None),
        )
        .order_by(claim.c.document_id, claim.c.char_start, claim.c.path, claim.c.id)
    )
    return list(conn.execute(query).all())


def extents(conn: Connection, kinds: Collection[str]) -> dict[str, Extent]:
    """How much the standing texts of documents of these kinds hold, by text id."""
    text, passage, document = tables.text, tables.passage, tables.document
    marked = func.coalesce(
        func.sum(case((passage.c.kind != "body", passage.c.char_end - passage.c.char_start), else_=0)), 0
    )
    abstracts = func.coalesce(func.sum(case((passage.c.kind == "abstract", 1), else_=0)), 0)
    rows = conn.execute(
        select(text.c.id, func.length(text.c.text), marked, abstracts)
        .join(document, document.c.id == text.c.document_id)
        .outerjoin(passage, passage.c.text_id == text.c.id)
        .where(document.c.kind.in_(kinds), text.c.superseded_at.is_(None))
        .group_by(text.c.id, text.c.text)
    )
    return {text_id: Extent(int(length) - int(outside), bool(found)) for text_id, length, outside, found in rows}


def memberships(conn: Connection) -> Mapping[str, Membership]:
    """The publication of every document that has one."""
    table = tables.paper_member
    rows = conn.execute(select(table.c.document_id, table.c.publication, table.c.role, table.c.is_best))
    return {document_id: Membership(*rest) for document_id, *rest in rows}
