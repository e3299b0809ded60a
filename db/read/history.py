"""The versions of registry entries one after the other, with what each says."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Connection, func, select

from db import tables
from db.read.work import claim_of
from tracker.records import Claim


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """A version in its place in the history of an entry; `since` is the day from which it holds."""

    document_id: str
    version_id: str
    text_id: str
    official: bool
    since: date
    sections: dict[str, str] | None
    seen_from: datetime


def histories(conn: Connection, kinds: Collection[str] = ("registry",)) -> dict[str, list[HeldVersion]]:
    """The versions of every document of these kinds that has two or more, by document, in order.

    First the source's own history by number, then what we observed after its newest version.
    """
    document, version, text = tables.document, tables.version, tables.text
    several = (
        select(version.c.document_id)
        .join(document, document.c.id == version.c.document_id)
        .where(document.c.kind.in_(kinds))
        .group_by(version.c.document_id)
        .having(func.count() > 1)
    )
    rows = conn.execute(
        select(
            version.c.document_id,
            version.c.id,
            text.c.id.label("text_id"),
            version.c.origin,
            version.c.valid_from,
            version.c.seen_from,
            text.c.section_hashes,
        )
        .join(text, (text.c.version_id == version.c.id) & text.c.superseded_at.is_(None))
        .where(version.c.document_id.in_(several))
        .order_by(version.c.document_id, version.c.origin.desc(), version.c.number, version.c.seen_from, version.c.seq)
    )
    found = {}
    for document_id, members in groupby(rows, key=lambda row: row.document_id):
        versions = [
            HeldVersion(
                row.document_id,
                row.id,
                row.text_id,
                row.origin == "official",
                row.valid_from or row.seen_from.date(),
                row.section_hashes,
                row.seen_from,
            )
            for row in members
        ]
        newest = max((v.since for v in versions if v.official), default=date.min)
        kept = [v for v in versions if v.official or v.since > newest]
        if len(kept) > 1:
            found[document_id] = kept
    return found


def field_claims(conn: Connection, text_ids: Sequence[str]) -> dict[str, list[Claim]]:
    """The standing claims of these texts that registry fields state, in the order of the fields."""
    table = tables.claim
    found: dict[str, list[Claim]] = {text_id: [] for text_id in text_ids}
    rows = conn.execute(
        select(table)
        .where(table.c.text_id.in_(text_ids), table.c.path.is_not(None), table.c.superseded_at.is_(None))
        .order_by(table.c.text_id, table.c.path, table.c.id)
    )
    for row in rows:
        found[row.text_id].append(claim_of(row))
    return found
