"""Claims: what the extractor read from a text; older readings stay, marked superseded."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from db import tables
from db.store._write import Row, storable, upsert
from tracker.ids import make_id
from tracker.records import Claim

OUTCOME_ROLES = {"primary_outcome": "primary", "secondary_outcome": "secondary"}


def claim_rows(text_id: str, document_id: str, claims: Sequence[Claim], extractor: str) -> list[Row]:
    """The rows of `claims`; two readings of one type at one place get ids that tell them apart."""
    rows: dict[str, Row] = {}
    for claim in claims:
        place = claim.path if claim.path is not None else [claim.start, claim.end]
        claim_id = make_id("claim", text_id, claim.type, place)
        while claim_id in rows:
            claim_id = make_id("claim", claim_id)
        rows[claim_id] = {
            "id": claim_id,
            "text_id": text_id,
            "document_id": document_id,
            "type": claim.type,
            "value_raw": storable(claim.raw),
            "value_num": claim.number,
            "value_low": claim.low,
            "value_high": claim.high,
            "unit": claim.unit,
            "value_json": storable(claim.model_dump(mode="json")["value"]),
            "date_low": claim.date_low,
            "date_high": claim.date_high,
            "kind": claim.kind,
            "arm": storable(claim.arm),
            "outcome": storable(claim.outcome),
            "timepoint_days": claim.timepoint_days,
            "comparator": claim.comparator,
            "scope": claim.scope,
            "status": claim.status,
            "passage": claim.passage,
            "char_start": claim.start,
            "char_end": claim.end,
            "path": claim.path,
            "quote": storable(claim.quote),
            "context_start": claim.context_start,
            "context_end": claim.context_end,
            "confidence": claim.confidence,
            "qualifiers": storable(claim.model_dump(mode="json")["qualifiers"]) or None,
            "extractor": extractor,
            "superseded_at": None,
        }
    return list(rows.values())


def save_claims(
    conn: Connection, text_id: str, document_id: str, claims: Sequence[Claim], extractor: str, now: datetime
) -> int:
    """Make `claims` the current reading of the text; returns how many there are.

    Claims of earlier code that are not among them are marked superseded; those that are keep their ids.
    """
    rows = claim_rows(text_id, document_id, claims, extractor)
    ids = {row["id"] for row in rows}
    held = conn.execute(
        select(tables.claim.c.id).where(tables.claim.c.text_id == text_id, tables.claim.c.superseded_at.is_(None))
    ).scalars()
    gone = [claim_id for claim_id in held if claim_id not in ids]
    if gone:
        conn.execute(update(tables.claim).where(tables.claim.c.id.in_(gone)).values(superseded_at=now))
    if rows:
        upsert(
            conn, tables.claim, rows, update=[name for name in rows[0] if name not in ("id", "text_id", "document_id")]
        )
    outcomes = [_outcome(row) for row in rows if row["type"] in OUTCOME_ROLES]
    if outcomes:
        upsert(conn, tables.outcome, outcomes, update=[name for name in outcomes[0] if name != "id"])
    return len(rows)


def _outcome(row: Row) -> Row:
    said = row["qualifiers"] or {}
    return {
        "id": row["id"],
        "text_id": row["text_id"],
        "document_id": row["document_id"],
        "role": OUTCOME_ROLES[row["type"]],
        "measure": row["value_raw"],
        "description": said.get("description"),
        "domain": said.get("domain"),
        "instrument": said.get("instrument"),
        "metric": said.get("metric"),
        "aggregation": said.get("aggregation"),
        "time_frame": said.get("time_frame"),
        "timepoint_days": row["timepoint_days"],
    }
