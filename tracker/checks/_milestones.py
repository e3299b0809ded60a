"""The dates of a trial as its registry entry states them, and on which side of them a day is.

A date is as precise as it is printed: a day within a month that is all that is known is neither before nor after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.checks._base import Held, Past, Witness

REGISTERED = ("first_submitted", "registered", "first_posted")
"""When an entry was made, the day on which it was handed in before the day on which it was shown."""
STARTED = ("start", "recruitment_start")
COMPLETED = ("primary_completion", "completion")


@dataclass(frozen=True, slots=True)
class Day:
    """A stated date: every day from `low` to `high` is possible; `actual` is None where the entry does not say."""

    low: date
    high: date
    actual: bool | None
    held: Held


def stated(witness: Witness | Past, kinds: Sequence[str]) -> Day | None:
    """The date of the first of these kinds that is stated."""
    claims = witness.of("date")
    for kind in kinds:
        for held in claims:
            claim = held.claim
            if claim.kind == kind and claim.date_low is not None and claim.date_high is not None:
                said = str(claim.qualifiers.get("date_type") or "").upper()
                return Day(claim.date_low, claim.date_high, _ACTUAL.get(said), held)
    return None


_ACTUAL = {"ACTUAL": True, "ESTIMATED": False, "ANTICIPATED": False}


def phase(day: date, entry: Witness) -> str | None:
    """When `day` is in the life of the trial of a registry entry, as its newest version states the dates.

    "before enrolment", "during enrolment and follow-up", "after completion", "after the results were posted"; None
    where no start is stated, or the day is within the month in which it was.
    """
    start, end, results = (stated(entry, kinds) for kinds in (STARTED, COMPLETED, ("results_posted",)))
    if results is not None and day > results.high:
        return "after the results were posted"
    if end is not None and day > end.high:
        return "after completion"
    if start is None:
        return None
    if day > start.high:
        return "during enrolment and follow-up"
    return "before enrolment" if day < start.low or start.low == start.high else None


def in_force(entry: Witness, day: date) -> Past:
    """The version of an entry that held on `day`; of one that was made later, the first."""
    versions = entry.versions()
    held = [version for version in versions if version.since <= day]
    return held[-1] if held else versions[0]
