"""The history step of extract: what changed from version to version of every registry entry."""

from itertools import pairwise
from typing import Any

from db.read import history as read
from db.read.history import HeldVersion
from db.read.work import marks
from db.store import changes, runs
from tracker import history
from tracker.history import Reading
from tracker.ids import digest
from tracker.pipeline._work import Tally, Work, code_fingerprint
from tracker.records import Claim


def history_step(work: Work, tally: Tally) -> None:
    """Work out the changes of every entry whose versions, readings or comparing code are other than last time."""
    code = code_fingerprint("history.py", "history.toml", "pipeline/history.py")
    with work.reading() as conn:
        entries = read.histories(conn)
        extracted, done = marks(conn, "extract"), marks(conn, "history")
    for document_id, versions in entries.items():
        mark = digest([code, *([v.text_id, v.since.isoformat(), extracted.get(v.text_id)] for v in versions)])
        if done.get(document_id) == mark:
            continue
        work.pulse()
        with work.writing() as conn:
            claims = read.field_claims(conn, [version.text_id for version in versions])
            rows = _rows(versions, claims)
            now = work.clock.now()
            tally.done += changes.save_changes(conn, document_id, rows, now)
            runs.save_ledger(conn, "history", {document_id: len(rows)}, mark, now)


def _rows(versions: list[HeldVersion], claims: dict[str, list[Claim]]) -> list[dict[str, Any]]:
    """The rows of all pairs of versions that follow each other; the newest knows the trial's dates best."""
    dates = [claim for claim in claims[versions[-1].text_id] if claim.type == "date"]
    rows = []
    for before, after in pairwise(versions):
        one, two = (Reading(claims[v.text_id], v.sections) for v in (before, after))
        for change in history.differences(one, two, across=before.official and not after.official):
            told = history.tell(change, after.since, dates)
            rows.append(
                {
                    "document_id": after.document_id,
                    "from_version_id": before.version_id,
                    "to_version_id": after.version_id,
                    "origin": "official" if after.official else "observed",
                    "section": change.section,
                    "type": change.type,
                    "kind": change.kind,
                    "subject": change.subject,
                    "change": change.change,
                    "value_before": change.before,
                    "value_after": change.after,
                    "changed_on": after.since,
                    "milestone": told.milestone,
                    "days_after": told.days_after,
                    "words": told.words,
                }
            )
    return rows
