"""Chronology: dates and durations of a registry entry that cannot both hold, and a document's against the entry's.

A trial cannot begin after it ended, its last visit cannot come before its primary completion, and results cannot be
posted before it began. A treatment cannot last longer than the whole trial, from the first day that the entry's start
allows to the last of its completion (and a tenth and a month more, for approximate lengths): the entry's own lengths,
and those of treatment in a document about it, are held against that when both dates are actual and the trial was
completed. An extension, a rerun or a trial that was stopped is not comparable. Source of the rule: INSPECT-SR
(plausible timeline of recruitment and follow-up); ClinicalTrials.gov quality control review criteria (dates in order).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from tracker.checks._base import Case, Check, Example, Finding, Held, Witness
from tracker.checks._milestones import STARTED, Day, stated

ORDER = (
    (STARTED, ("completion",)),
    (STARTED, ("primary_completion",)),
    (("primary_completion",), ("completion",)),
    (STARTED, ("results_posted",)),
)
"""Pairs of events of which the first cannot come after the second."""
EXTENDED = re.compile(
    r"\b(?:extension|extended|long[- ]term|follow-?on|roll-?over|open-label|after the trial|lifelong|up to|"
    r"maximum|at least|until)\b",
    re.IGNORECASE,
)
SLACK = timedelta(days=31)


def run(case: Case) -> Iterator[Finding]:
    """Check the order of an entry's own dates, then lengths of treatment against the length of the trial."""
    subject = case.subject
    if subject.kind == "registry":
        yield from _order(subject)
    entry = subject if subject.kind == "registry" else next((w for w in case.references if w.kind == "registry"), None)
    if entry is None or (entry is not subject and case.link_state != "accepted"):
        return
    yield from _lengths(subject, entry)


def _order(entry: Witness) -> Iterator[Finding]:
    withdrawn = any(h.claim.value == "withdrawn" for h in entry.of("status"))
    for first, second in ORDER:
        one, two = stated(entry, first), stated(entry, second)
        if one is None or two is None:
            continue
        names = [(day.held.claim.kind or "").replace("_", " ") for day in (one, two)]
        said = f"Dates: {names[0]} {one.held.claim.raw} and {names[1]} {two.held.claim.raw}"
        pair = (one.held, two.held, None, f"{names[0]} {names[1]}")
        if one.low <= two.high:
            yield Finding("consistent", f"{said} are in order.", *pair)
        elif withdrawn:
            yield Finding("not_comparable", f"{said}: the trial was withdrawn and had neither.", *pair)
        else:
            yield Finding("inconsistent", f"{said} cannot both hold.", *pair, "minor")
            return


def _lengths(subject: Witness, entry: Witness) -> Iterator[Finding]:
    start, end = stated(entry, STARTED), _end(entry)
    lengths = [h for h in subject.of("duration") if _usable(h)]
    if start is None or end is None or not lengths or end.high <= start.low:
        return
    span = end.high - start.low
    held = max(lengths, key=lambda h: h.claim.low or 0)
    days = float(held.claim.low if held.claim.low is not None else held.claim.number or 0)
    said = f"{held.claim.raw} of treatment and a trial from {start.held.claim.raw} to {end.held.claim.raw}"
    pair = (held, end.held, None if entry is subject else entry.document_id, "length of treatment")
    fits = days <= 1.1 * span.days + SLACK.days
    reason = None if fits else _reason(held, lengths, entry, (start, end))
    if fits:
        yield Finding("consistent", f"Dates: {said} go together.", *pair)
    elif reason:
        yield Finding("not_comparable", f"Dates: {said} could not be compared: {reason}.", *pair)
    else:
        yield Finding("inconsistent", f"Dates: {said} ({span.days} days) cannot both hold.", *pair, "minor")


def _end(entry: Witness) -> Day | None:
    """The latest end that is stated."""
    ends = [day for kind in ("completion", "primary_completion") if (day := stated(entry, (kind,))) is not None]
    return max(ends, key=lambda day: day.high, default=None)


def _usable(held: Held) -> bool:
    return held.claim.kind == "treatment" and held.claim.status == "asserted" and held.claim.number is not None


def _reason(held: Held, lengths: Sequence[Held], entry: Witness, dates: tuple[Day, Day]) -> str | None:
    """Why a length beyond that of the trial may be right."""
    if not all(day.actual for day in dates):
        return "the dates of the entry are not said to be actual"
    if not any(h.claim.value == "completed" for h in entry.of("status")):
        return "the trial is not entered as completed"
    if EXTENDED.search(held.sentence or held.claim.raw):
        return "it may go on after the trial"
    if len({h.claim.number for h in lengths}) > 1:
        return "several lengths are given"
    return None


_Date = tuple[str, str, str | None, dict[str, str]]


def _entry(*dates: tuple[str, str], state: str = "COMPLETED", how: str = "ACTUAL") -> tuple[_Date, ...]:
    days: tuple[_Date, ...] = tuple(("date", day, kind, {"date_type": how}) for kind, day in dates)
    return (*days, ("status", state, "overall", {}))


_SHORT = (("start", "2031-03-01"), ("completion", "2031-06-30"))

CHECK = Check(
    name="chronology",
    title="Dates and durations that go together",
    run=run,
    about=__doc__ or "",
    level="over_time",
    needs=("date", "duration", "status"),
    examples=(
        Example(
            _entry(("start", "2032-05-01"), ("completion", "2031-05-01")),
            (),
            "inconsistent",
            document_kind="registry",
        ),
        Example(
            _entry(("start", "2032-05"), ("primary_completion", "2032-03-30")),
            (),
            "inconsistent",
            document_kind="registry",
        ),
        Example(
            _entry(("primary_completion", "2033-05-01"), ("completion", "2033-01-01")),
            (),
            "inconsistent",
            document_kind="registry",
        ),
        Example(
            _entry(("start", "2033-05-01"), ("results_posted", "2032-01-01")),
            (),
            "inconsistent",
            document_kind="registry",
        ),
        Example("Patients were treated with the tablet for 52 weeks.", _entry(*_SHORT), "inconsistent"),
        Example("They received zinc for two years.", _entry(*_SHORT), "inconsistent"),
        Example(
            _entry(("start", "2031-05-01"), ("primary_completion", "2031-09-01"), ("completion", "2032-05-01")),
            (),
            "consistent",
            document_kind="registry",
        ),
        Example(_entry(("start", "2031-05"), ("completion", "2031-05-01")), (), "consistent", document_kind="registry"),
        Example("Patients were treated with the tablet for 12 weeks.", _entry(*_SHORT), "consistent"),
        Example(
            _entry(("start", "2032-05-01"), ("completion", "2031-05-01"), state="WITHDRAWN"),
            (),
            "not_comparable",
            document_kind="registry",
        ),
        Example(
            "Patients were treated with the tablet for 52 weeks.",
            _entry(*_SHORT, state="TERMINATED"),
            "not_comparable",
        ),
        Example(
            "Patients were treated with the tablet for 52 weeks.", _entry(*_SHORT, how="ESTIMATED"), "not_comparable"
        ),
        Example("They were followed for two years.", _entry(*_SHORT), None),
        Example("The drug was approved two years ago.", _entry(*_SHORT), None),
    ),
)
