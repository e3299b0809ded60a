"""Check: every document whose claims, links or reference documents changed is compared again, and nothing else."""

from typing import Any

from sqlalchemy import Connection

from db.read import findings, work as read
from db.read.papers import memberships
from db.store import runs, verdicts
from tracker.pipeline._work import Tally, Work, code_fingerprint
from tracker.pipeline.judge import judge
from tracker.pipeline.units import Unit, units_of


def check_stage(work: Work) -> Tally:
    """Run the checks of every document whose inputs or checking code changed."""
    tally = Tally()
    code = code_fingerprint("checks", "pipeline/judge.py", "pipeline/units.py")
    with work.reading() as conn:
        units = units_of(read.current_texts(conn), read.links(conn), read.texts_with_abstract(conn), memberships(conn))
        extracted = read.marks(conn, "extract")
        done = read.marks(conn, "check")
    of_document: dict[str, list[Unit]] = {}
    for unit in units:
        of_document.setdefault(unit.text.document_id, []).append(unit)
    waiting = []
    for document_id, own in of_document.items():
        sources = "+".join(unit.sources() for unit in own)
        mark = f"{code}:{'+'.join(unit.readings(extracted) for unit in own)}:{sources}"
        before = done.get(document_id, "")
        if before != mark:
            by_code = before.rpartition(":")[2] == sources
            waiting.append((document_id, own, mark, by_code))
    for document_id, own, mark, by_code in waiting:
        work.pulse()
        with work.writing() as conn:
            now = work.clock.now()
            rows: dict[str, dict[str, Any]] = {}
            listed: set[str] = set()
            for unit in own:
                found, told = _judged(conn, unit, code)
                rows = {row["id"]: row for row in found} | rows
                listed |= told
            saved = verdicts.save_verdicts(conn, document_id, list(rows.values()), listed, by_code, now)
            tally.done += saved
            runs.save_ledger_each(conn, "check", {document_id: (mark, len(rows))}, now)
    return tally


def _judged(conn: Connection, unit: Unit, code: str) -> tuple[list[dict[str, Any]], set[str]]:
    claims = read.claims_of(conn, [t.text_id for t in unit.texts])
    proposed = unit.link is not None and unit.link.state == "proposed"
    nearest = findings.trial_name(conn, unit.link.trial_id) if unit.link is not None and proposed else ""
    return judge(unit, claims, code, nearest)
