"""Redaction: what was read from a blob is taken out of every table, and that it was is kept."""

from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

from db import full_text, tables
from db.store.runs import save_problems
from tracker.records import Problem

KIND = "redacted"
"""Kind of the issue row that says by whom and why."""


def matching(conn: Connection, beginning: str) -> list[str]:
    """The hashes of blobs that begin so, redacted ones included."""
    name = tables.blob.c.sha256
    return list(conn.execute(select(name).where(name.startswith(beginning, autoescape=True))).scalars())


def redact(conn: Connection, sha256: str, author: str, reason: str, now: datetime) -> int:
    """Empty every text, quote and printed value that came from the blob; returns how many texts there were.

    Rows stay, with their ids, numbers, dates and hashes: what was compared can still be followed, but not read.
    """
    version, text, claim = tables.version, tables.text, tables.claim
    versions = list(conn.execute(select(version.c.id).where(version.c.blob_sha256 == sha256)).scalars())
    found = conn.execute(select(text.c.id, text.c.document_id).where(text.c.version_id.in_(versions))).all()
    texts, documents = [row.id for row in found], {row.document_id for row in found}
    claims = select(claim.c.id).where(claim.c.text_id.in_(texts))
    _verdicts(conn, list(conn.execute(claims).scalars()))
    outcome = tables.outcome
    conn.execute(
        update(outcome).where(outcome.c.text_id.in_(texts)).values(measure="", description=None, time_frame=None)
    )
    spans = {"char_start": 0, "char_end": 0, "context_start": None, "context_end": None}
    conn.execute(update(claim).where(claim.c.text_id.in_(texts), claim.c.char_start.is_not(None)).values(**spans))
    said = {"quote": "", "value_raw": "", "value_json": None, "outcome": None, "arm": None}
    conn.execute(update(claim).where(claim.c.text_id.in_(texts)).values(**said))
    conn.execute(delete(tables.passage).where(tables.passage.c.text_id.in_(texts)))
    emptied = {"text": "", "title": None, "author": None, "record": None, "fields": None}
    conn.execute(update(text).where(text.c.id.in_(texts)).values(**emptied))
    full_text.forget(conn)
    change = tables.registry_change
    near = or_(change.c.from_version_id.in_(versions), change.c.to_version_id.in_(versions))
    conn.execute(update(change).where(near).values(value_before=None, value_after=None, subject=None))
    links = select(tables.link.c.id).where(tables.link.c.document_id.in_(documents))
    conn.execute(delete(tables.link_part).where(tables.link_part.c.link_id.in_(links)))
    conn.execute(update(tables.link).where(tables.link.c.document_id.in_(documents)).values(evidence=[]))
    conn.execute(update(tables.fetch).where(tables.fetch.c.blob_sha256 == sha256).values(meta=None))
    conn.execute(update(tables.blob).where(tables.blob.c.sha256 == sha256).values(redacted_at=now))
    message = f"redacted by {author}: {reason}"
    save_problems(conn, "tracker", [Problem(kind=KIND, subject=sha256, message=message)], now)
    return len(texts)


def _verdicts(conn: Connection, claims: list[str]) -> None:
    """Empty what verdicts, and the events of mismatches, print of these claims."""
    verdict, event = tables.verdict, tables.mismatch_event
    for side in ("document", "against"):
        column = verdict.c["claim_id" if side == "document" else "against_claim_id"]
        rows = list(conn.execute(select(verdict.c.id).where(column.in_(claims))).scalars())
        emptied = {f"{side}_value": None, f"{side}_quote": None, "explanation": "one of the two texts was redacted"}
        conn.execute(update(verdict).where(verdict.c.id.in_(rows)).values(**emptied))
        conn.execute(update(event).where(event.c.mismatch_id.in_(rows)).values(**{f"{side}_value": None}))
