"""What documents state about papers and their sources, and which documents are one publication."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from db import tables
from db.read.work import claim_of
from tracker.records import Claim

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


@dataclass(frozen=True, slots=True)
class PaperMember:
    """A document of a paper, the paper's name and the document's identifiers (scheme:value)."""

    document_id: str
    paper_id: str
    label: str
    identifiers: Sequence[str]


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


def members(conn: Connection) -> list[PaperMember]:
    """Every document of every paper."""
    member, paper = tables.paper_member, tables.paper
    query = select(member.c.document_id, paper.c.id, paper.c.label, member.c.identifiers).join(
        paper, paper.c.id == member.c.paper_id
    )
    return [PaperMember(*row) for row in conn.execute(query.order_by(member.c.document_id))]


def relations(conn: Connection, kinds: Collection[str]) -> list[tuple[str, str, Claim]]:
    """What current versions say of how papers stand to each other: (document, claim id, claim)."""
    claim, text, version = tables.claim, tables.text, tables.version
    query = (
        select(claim)
        .join(text, text.c.id == claim.c.text_id)
        .join(version, version.c.id == text.c.version_id)
        .where(
            claim.c.type == "relation",
            claim.c.kind.in_(kinds),
            claim.c.superseded_at.is_(None),
            text.c.superseded_at.is_(None),
            version.c.seen_to.is_(None),
        )
        .order_by(claim.c.document_id, claim.c.path, claim.c.id)
    )
    return [(row.document_id, row.id, claim_of(row)) for row in conn.execute(query)]


def named(conn: Connection, kinds: Collection[str]) -> list[tuple[str, str, str]]:
    """The papers that documents of these kinds name as what they report on: (document, scheme, value)."""
    claim, document = tables.claim, tables.document
    text, version = tables.text, tables.version
    query = (
        select(claim.c.document_id, claim.c.type, claim.c.value_json)
        .join(document, document.c.id == claim.c.document_id)
        .join(text, text.c.id == claim.c.text_id)
        .join(version, version.c.id == text.c.version_id)
        .where(
            document.c.kind.in_(kinds),
            claim.c.type.in_(("doi", "pmid")),
            claim.c.kind == "own",
            claim.c.scope == "this_trial",
            claim.c.superseded_at.is_(None),
            text.c.superseded_at.is_(None),
            version.c.seen_to.is_(None),
        )
        .order_by(claim.c.document_id, claim.c.id)
    )
    return [(row.document_id, row.type, str(row.value_json)) for row in conn.execute(query)]


def derivations(conn: Connection) -> dict[str, str]:
    """Where each press document has its facts from: document -> the next one up the chain."""
    table = tables.derivation
    return {row[0]: row[1] for row in conn.execute(select(table.c.document_id, table.c.from_document_id))}
