"""Dates: when a trial began, ended and was registered, by the document and by the registry entry.

A date is all the days that its print allows (a month is any day of it; 05/06 is 5 June or May 6), and two dates of one
kind differ when they are more than 31 days apart on every reading. Registered is any of the days on which the entry was
handed in or shown, the end either the primary completion or the last visit. A date that the entry only estimates is not
comparable, and neither is one of a document that appeared before that day, which could only estimate it. Source of the
kinds: ClinicalTrials.gov data elements (study start, primary completion, study completion); WHO data set item 16.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from tracker.checks._base import Case, Check, Example, Finding, Held, Witness
from tracker.checks._milestones import COMPLETED, REGISTERED, STARTED, Day, stated

KINDS = {
    "start": STARTED,
    "primary_completion": COMPLETED,
    "completion": tuple(reversed(COMPLETED)),
    "first_posted": REGISTERED,
    "results_posted": ("results_posted",),
}
"""Kind of a date in a document -> kinds of the entry that may be meant, the likeliest first."""
APART = timedelta(days=31)


def run(case: Case) -> Iterator[Finding]:
    """Compare each dated event of the document with the first entry that dates it."""
    if case.subject.kind == "registry":
        return
    seen: set[str] = set()
    for held in case.subject.of("date"):
        kind = held.claim.kind or ""
        if kind not in KINDS or kind in seen or held.claim.status != "asserted" or held.claim.date_low is None:
            continue
        for entry in case.references:
            days = [day for one in KINDS[kind] if (day := stated(entry, (one,))) is not None]
            if entry.kind == "registry" and days:
                seen.add(kind)
                yield _judge(case, held, days, entry)
                break


def _judge(case: Case, held: Held, days: list[Day], entry: Witness) -> Finding:
    low, high = held.claim.date_low or date.min, held.claim.date_high or date.max
    near = [day for day in days if low <= day.high + APART and day.low <= high + APART]
    other = (near or days)[0]
    event = (held.claim.kind or "").replace("_", " ")
    pair = (held, other.held, entry.document_id, held.claim.kind or "")
    said = f"Date ({event}): {held.claim.raw}"
    if near:
        exact = any(low <= day.high and day.low <= high for day in near)
        how = "agrees with" if exact else "is within a month of"
        return Finding("consistent", f"{said} {how} {other.held.claim.raw}.", *pair)
    if any(day.actual is False for day in days):
        return Finding("not_comparable", f"{said}: the entry only estimates {other.held.claim.raw}.", *pair)
    published = case.subject.published
    if published is not None and published < max(low, other.low):
        return Finding("not_comparable", f"{said}: the document appeared before {other.held.claim.raw}.", *pair)
    return Finding("inconsistent", f"{said} differs from {other.held.claim.raw}.", *pair, "minor")


def _entry(kind: str, day: str, how: str = "ACTUAL") -> tuple[tuple[str, str, str | None, dict[str, str]], ...]:
    return (("date", day, kind, {"date_type": how}),)


CHECK = Check(
    name="dates",
    title="Dates of the trial",
    run=run,
    about=__doc__ or "",
    needs=("date",),
    examples=(
        Example("Study start: 2031-05", _entry("start", "2032-05-02"), "inconsistent"),
        Example("Study start date: March 3, 2031", _entry("start", "2031-06"), "inconsistent"),
        Example("Registered on 25/06/2031.", _entry("first_posted", "2031-01-25"), "inconsistent"),
        Example("Primary completion date: December 2032", _entry("primary_completion", "2033-06-01"), "inconsistent"),
        Example("End date: 13.02.2033", _entry("completion", "2034-02-13"), "inconsistent"),
        Example("The trial began on 1 May 2031.", _entry("start", "2030-05-01"), "inconsistent"),
        Example("Study start: 2031-05", _entry("start", "2031-05-02"), "consistent"),
        Example("Study start: 1 May 2031", _entry("start", "2031-05-20"), "consistent"),
        Example("Registered on 05/06/2031.", _entry("first_submitted", "2031-05-06"), "consistent"),
        Example("Registered on 05/06/2031.", _entry("first_submitted", "2031-06-05"), "consistent"),
        Example("Completion date: 1 May 2033", _entry("primary_completion", "2033-05-01"), "consistent"),
        Example("Study start: 2031-05", _entry("start", "2032-05-02", "ESTIMATED"), "not_comparable"),
        Example(
            "Completion date: May 2033", _entry("completion", "2034-01-01"), "not_comparable", published="2032-01-01"
        ),
        Example("Study start: 2031-05", _entry("completion", "2034-01-01"), None),
        Example("In May 2031 the town had a flood.", _entry("start", "2033-01-01"), None),
    ),
)
