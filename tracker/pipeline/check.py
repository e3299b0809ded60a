"""Check: every document whose claims, links or reference documents changed is compared again, and nothing else."""

from db.read import findings, work as read
from db.read.papers import memberships
from db.store import runs, verdicts
from tracker.pipeline._work import Tally, Work, code_fingerprint
from tracker.pipeline.judge import judge
from tracker.pipeline.units import units_of


def check_stage(work: Work) -> Tally:
    """Run the checks of every document whose inputs or checking code changed."""
    tally = Tally()
    code = code_fingerprint("checks", "pipeline/judge.py", "pipeline/units.py")
    with work.reading() as conn:
        units = units_of(read.current_texts(conn), read.links(conn), read.texts_with_abstract(conn), memberships(conn))
        extracted = read.marks(conn, "extract")
        done = read.marks(conn, "check")
    waiting = []
    for unit in units:
        mark = f"{code}:{unit.readings(extracted)}:{unit.sources()}"
        before = done.get(unit.text.document_id, "")
        if before != mark:
            by_code = before.rpartition(":")[2] == unit.sources()
            waiting.append((unit, mark, by_code))
    for unit, mark, by_code in waiting:
        work.pulse()
        with work.writing() as conn:
            now = work.clock.now()
            claims = read.claims_of(conn, [t.text_id for t in unit.texts])
            proposed = unit.link is not None and unit.link.state == "proposed"
            nearest = findings.trial_name(conn, unit.link.trial_id) if unit.link is not None and proposed else ""
            rows, listed = judge(unit, claims, code, nearest)
            tally.done += verdicts.save_verdicts(conn, unit.text.document_id, rows, listed, by_code, now)
            runs.save_ledger_each(conn, "check", {unit.text.document_id: (mark, len(rows))}, now)
    return tally
