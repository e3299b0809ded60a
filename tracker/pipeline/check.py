"""Check: every document whose claims, links or reference documents changed is compared again, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from db.read import findings, work as read
from db.read.history import histories
from db.read.papers import memberships
from db.store import runs, verdicts
from tracker import claims
from tracker.checks import all_checks
from tracker.ids import digest
from tracker.pipeline._work import Tally, Work, code_fingerprint
from tracker.pipeline.judge import Judgement, judge
from tracker.pipeline.notices import notices_of
from tracker.pipeline.units import COVERAGE, PAPERS, Unit, units_of

VERSIONED = ("registry", "paper", "preprint", "press", "press_release")
"""Kinds of documents of which earlier versions are looked at."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What the ledger holds of a checked document: code, readings, when it is due again, and what sources said."""

    code: str
    everything: str
    """the code that reads, links and checks"""
    readings: str
    due: str
    sources: str

    def __str__(self) -> str:
        """As the ledger keeps it."""
        return ":".join((self.code, self.everything, self.readings, self.due, self.sources))


def check_stage(work: Work) -> Tally:
    """Run the checks of every document whose inputs or checking code changed, and of those that are due."""
    tally = Tally()
    timed = frozenset(check.name for check in all_checks().values() if check.due)
    today = work.clock.now().date().isoformat()
    with work.reading() as conn:
        done = read.done(conn, "check")
        decided = {row.document_id: row.decided_at for row in read.judgements(conn)}
        waiting = marked(conn)
    for document_id, (units, mark) in waiting.items():
        before, at = done.get(document_id, ("", None))
        held = Mark(*before.split(":")) if before.count(":") == 4 else None
        has_come = held is not None and bool(held.due) and held.due <= today
        if _same(held, mark) and not has_come:
            continue
        work.pulse()
        by_code = held is not None and _by_code(held, mark, at, _last_word(units, decided))
        with work.writing() as conn:
            tally.done += _check(conn, units, mark, work.clock.now(), by_code, timed if has_come else frozenset())
    return tally


def marked(conn: Connection) -> dict[str, tuple[list[Unit], Mark]]:
    """Every document with its units (one per trial that it tells of), and the mark of one that is checked now."""
    code = code_fingerprint("checks", "pipeline/judge.py", "pipeline/units.py", "pipeline/notices.py")
    everything = digest([code, claims.fingerprint(), code_fingerprint("linking", "pipeline")])[:16]
    extracted = read.marks(conn, "extract")
    of_document: dict[str, list[Unit]] = {}
    for unit in _units(conn):
        of_document.setdefault(unit.text.document_id, []).append(unit)
    found = {}
    for document_id, own in of_document.items():
        readings, sources = "+".join(u.readings(extracted) for u in own), "+".join(u.sources() for u in own)
        found[document_id] = own, Mark(code, everything, readings, "", sources)
    return found


def _units(conn: Connection) -> list[Unit]:
    texts, links = read.current_texts(conn), read.links(conn)
    return units_of(
        texts,
        links,
        read.texts_with_abstract(conn),
        memberships(conn),
        histories(conn, VERSIONED),
        notices_of(conn, texts, links),
    )


def _same(held: Mark | None, mark: Mark) -> bool:
    return held is not None and (held.code, held.readings, held.sources) == (mark.code, mark.readings, mark.sources)


def _last_word(units: Sequence[Unit], decided: Mapping[str, datetime]) -> datetime:
    """When a source or a person last said something that the result depends on."""
    news = max(unit.news() for unit in units)
    return max(news, decided.get(units[0].text.document_id, news))


def _by_code(held: Mark, mark: Mark, at: datetime | None, last_word: datetime) -> bool:
    """Whether only our own code changed: no source says otherwise, or new code has made other links of what is old."""
    if held.sources == mark.sources:
        return True
    return held.everything != mark.everything and at is not None and last_word <= at


def _check(
    conn: Connection, units: Sequence[Unit], mark: Mark, now: datetime, by_code: bool, timed: frozenset[str]
) -> int:
    """Check one document, by each of its trials, and keep what comes out; returns how many verdicts changed."""
    document_id = units[0].text.document_id
    rows: dict[str, dict[str, Any]] = {}
    listed: set[str] = set()
    due: list[date] = []
    for unit in units:
        found = _judged(conn, unit, mark.code, now.date())
        rows = {row["id"]: row for row in found.rows} | rows
        listed |= found.listed
        due += [found.due] if found.due is not None else []
    changed = verdicts.save_verdicts(conn, document_id, list(rows.values()), listed, by_code, now, timed)
    kept = replace(mark, due=min(due).isoformat() if due else "")
    runs.save_ledger_each(conn, "check", {document_id: (str(kept), len(rows))}, now)
    return changed


def _judged(conn: Connection, unit: Unit, code: str, today: date) -> Judgement:
    proposed = unit.link is not None and unit.link.state == "proposed"
    nearest = findings.trial_name(conn, unit.link.trial_id) if unit.link is not None and proposed else ""
    bodies = read.bodies_of(conn, bodies_wanted(unit))
    return judge(unit, read.claims_of(conn, unit.text_ids), code, nearest, bodies=bodies, today=today)


def bodies_wanted(unit: Unit) -> list[str]:
    """The texts that checks read as a whole: papers, and stories, with what they said before they were edited."""
    if unit.text.kind in PAPERS or unit.text.kind in COVERAGE:
        return [unit.text.text_id, *(v.text_id for v in unit.past.get(unit.text.document_id, ()))]
    return []
