"""Status: whether a trial recruits, is over, was stopped or never began, in the document and in the registry entry.

A story that says that the trial is recruiting, and that appeared a month or more after the day on which the entry says
that it was completed (an actual date), differs; and so does one by which the trial was withdrawn or, severity info,
stopped, while the entry says that it was completed, and the other way round: trials that were stopped for their success
are often entered as completed. States change and entries lag behind: two states that may be of two moments, or a
document of an unknown day, are not comparable. Rule: 42 CFR 11.64 (the status is kept up to date within 30 days).
"""

from collections.abc import Iterator
from datetime import timedelta

from tracker.checks._base import Case, Check, Example, Finding, Held, Witness
from tracker.checks._milestones import COMPLETED, stated
from tracker.records import Severity

OPEN = frozenset({"not_yet_recruiting", "recruiting", "enrolling_by_invitation"})
OVER = frozenset({"completed", "terminated", "withdrawn"})
LATE = timedelta(days=31)


def run(case: Case) -> Iterator[Finding]:
    """Compare what the document says of the state of its trial with the entry."""
    entry = next((w for w in case.references if w.kind == "registry" and _state(w)), None)
    if entry is None or case.subject.kind == "registry":
        return
    seen: set[str] = set()
    for held in case.subject.of("status"):
        value = str(held.claim.value)
        if held.claim.status == "asserted" and held.claim.value and value not in seen:
            seen.add(value)
            yield _judge(case, held, entry)


def _state(entry: Witness) -> Held | None:
    return next((h for h in entry.of("status") if h.claim.value and h.claim.kind != "why_stopped"), None)


def _judge(case: Case, held: Held, entry: Witness) -> Finding:
    other = _state(entry)
    assert other is not None  # the caller has looked
    ours, theirs = str(held.claim.value), str(other.claim.value)
    said = f"Status: “{held.claim.raw}”"
    if ours == theirs:
        return _finding("consistent", f"{said} agrees with {other.claim.raw}.", held, other, entry)
    if ours in OVER and theirs in OVER:
        severity: Severity = "minor" if "withdrawn" in (ours, theirs) else "info"
        return _finding("inconsistent", f"{said} differs from {other.claim.raw}.", held, other, entry, severity)
    done = stated(entry, COMPLETED[:1]) or stated(entry, COMPLETED)
    day = case.subject.published
    late = day is not None and done is not None and done.actual and day > done.high + LATE
    if ours in OPEN and theirs in OVER and day is not None and done is not None and late:
        why = f"{said} of {day} differs from the entry, by which the trial was completed on {done.held.claim.raw}."
        return _finding("inconsistent", why, held, done.held, entry, "minor")
    why = f"{said} and {other.claim.raw} may be of two moments."
    return _finding("not_comparable", why, held, other, entry)


def _finding(verdict: str, why: str, held: Held, other: Held, entry: Witness, severity: Severity = "info") -> Finding:
    about = str(held.claim.value)
    return Finding(verdict, why, held, other, entry.document_id, about, severity)  # type: ignore[arg-type]


def _entry(state: str, done: str = "", kind: str = "ACTUAL") -> tuple[tuple[str, str, str | None, dict[str, str]], ...]:
    dates = (("date", done, "primary_completion", {"date_type": kind}),) if done else ()
    return (("status", state, "overall", {}), *dates)


CHECK = Check(
    name="trial_status",
    title="State of the trial",
    run=run,
    about=__doc__ or "",
    needs=("status", "date"),
    examples=(
        Example(
            "The trial is now recruiting.", _entry("COMPLETED", "2031-03-10"), "inconsistent", published="2032-01-05"
        ),
        Example(
            "The study is not yet recruiting.", _entry("COMPLETED", "2031-03"), "inconsistent", published="2031-08-01"
        ),
        Example(
            "The trial is still enrolling.", _entry("TERMINATED", "2031-03-10"), "inconsistent", published="2031-06-30"
        ),
        Example("The trial was withdrawn.", _entry("COMPLETED"), "inconsistent"),
        Example("Status: completed", _entry("WITHDRAWN"), "inconsistent"),
        Example("The trial was stopped early for benefit.", _entry("COMPLETED"), "inconsistent"),
        Example("The trial is now complete.", _entry("TERMINATED"), "inconsistent"),
        Example("The trial is now recruiting.", _entry("RECRUITING"), "consistent"),
        Example("The trial was stopped early.", _entry("TERMINATED"), "consistent"),
        Example(
            "The trial is now recruiting.", _entry("COMPLETED", "2031-03-10"), "not_comparable", published="2031-02-05"
        ),
        Example(
            "The trial is now recruiting.", _entry("COMPLETED", "2031-03-10"), "not_comparable", published="2031-03-25"
        ),
        Example("The trial is now recruiting.", _entry("COMPLETED", "2031-03-10"), "not_comparable"),
        Example(
            "The trial is now recruiting.",
            _entry("COMPLETED", "2031-03-10", "ESTIMATED"),
            "not_comparable",
            published="2032-01-05",
        ),
        Example("The trial is now complete.", _entry("ACTIVE_NOT_RECRUITING"), "not_comparable"),
        Example("Recruiting nurses is hard.", _entry("COMPLETED"), None),
        Example("Twenty people completed the study.", _entry("TERMINATED"), None),
    ),
)
