"""Registration timing: the day of registration against the day on which enrolment began, both by the registry entry.

The standard is named. ICMJE asks for registration at or before the first enrolment, FDAAA 801 (42 CFR 11.22) for
registration of the trials that it applies to within 21 days after it. Lateness is info: it says something of the trial,
and of no story. An entry that names a registration elsewhere is not judged, as that one may be the earlier. A date is
as precise as it is printed, and only what is late on every day that it allows is late: a trial that began "in March"
and was registered on 20 March is not. Until an entry says that the start is the actual one, nothing is said;
observational studies and trials that began before July 2005, when the ICMJE's rule came into force, are not held to it.

A start that was edited is flagged too, as major: an earlier version stated an actual start before the registration, and
the present one states a start at or after it, so that registration looks prospective.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from tracker.checks._base import Case, Check, Example, Finding, Said, Witness
from tracker.checks._milestones import COMPLETED, REGISTERED, STARTED, Day, stated
from tracker.claims._schemes import SCHEMES
from tracker.records import VerdictName

FDAAA = timedelta(days=21)
RULE = date(2005, 7, 1)
_REGISTRIES = frozenset(scheme.name for scheme in SCHEMES) - {"utn", "iras", "cpms", "ukcrn"}
NOT_BEGUN = ("not_yet_recruiting", "withdrawn")


def run(case: Case) -> Iterator[Finding]:
    """Say whether a registry entry was made before enrolment began."""
    entry = case.subject
    if entry.kind != "registry":
        return
    registered, start = stated(entry, REGISTERED), stated(entry, STARTED)
    if registered is None or start is None or any(held.claim.kind == "observational" for held in entry.of("model")):
        return
    yield _timing(case, registered, start)
    yield from _edited(entry, registered, start)


def _timing(case: Case, registered: Day, start: Day) -> Finding:
    pair = (start.held, registered.held, None, "timing")
    dates = f"registered on {registered.held.claim.raw}, enrolment began on {start.held.claim.raw}"
    if start.actual is False or (start.actual is None and not _has_begun(case)):
        return Finding("not_comparable", f"Registration: {dates} by plan; the actual start is not stated.", *pair)
    if registered.high <= start.high:
        return Finding("consistent", f"Registration before or at the first enrolment: {dates}.", *pair)
    if registered.low <= start.high:
        return Finding("not_comparable", f"Registration: {dates}; which was first is not stated.", *pair)
    if start.low < RULE:
        return Finding("not_comparable", f"Registration: {dates}, before the ICMJE asked for registration.", *pair)
    if elsewhere := _elsewhere(case.subject):
        return Finding("not_comparable", f"Registration: {dates}; {elsewhere} may have been registered before.", *pair)
    days = (registered.low - start.high).days
    by = f"{days} {'day' if days == 1 else 'days'} or more after enrolment began"
    if registered.low - start.high <= FDAAA:
        words = f"Registration {by}, later than ICMJE asks for, within the 21 days of FDAAA: {dates}."
        return Finding("inconsistent", words, *pair, "info")
    words = f"Registration {by}, later than ICMJE (at or before it) and FDAAA (21 days) ask for: {dates}."
    return Finding("inconsistent", words, *pair, "info")


def _elsewhere(entry: Witness) -> str | None:
    """The number of another registration that an entry names as the same trial's."""
    for held in entry.of("registration_id"):
        value = held.claim.value
        if held.claim.kind in ("secondary", "alias") and isinstance(value, dict) and value["scheme"] in _REGISTRIES:
            return str(value["value"])
    return None


def _has_begun(case: Case) -> bool:
    """Whether the status of an entry says that enrolment has begun, or the trial has ended by its dates."""
    values = [held.claim.value for held in case.subject.of("status")]
    end = stated(case.subject, COMPLETED)
    ended = end is not None and case.today is not None and case.today > end.high
    return ended or (bool(values) and not any(value in NOT_BEGUN for value in values))


def _edited(entry: Witness, registered: Day, start: Day) -> Iterator[Finding]:
    """A start before the registration that was edited to one after it."""
    if start.low < registered.low:
        return
    for version, following in zip(entry.past, entry.versions()[1:], strict=True):
        before = stated(version, STARTED)
        if before is None or before.high >= registered.low or before.actual is not True:
            continue
        after = stated(following, STARTED)
        if after is None or after.low < registered.low:
            continue
        words = (
            f"Registration: the start of enrolment was edited on {following.since.isoformat()} from "
            f"{before.held.claim.raw} to {after.held.claim.raw}, now {start.held.claim.raw}; by the earlier date the "
            f"entry of {registered.held.claim.raw} was made {(registered.low - before.high).days} days after it."
        )
        yield Finding("inconsistent", words, start.held, before.held, None, "start edited", "major")
        return


_ACTUAL = {"date_type": "ACTUAL"}


def _entry(registered: str, start: str, status: str = "COMPLETED") -> Said:
    return (("date", registered, "first_submitted"), ("date", start, "start"), ("status", status, None))


def _actual(registered: str, start: str) -> Said:
    return (("date", registered, "first_submitted"), ("date", start, "start", _ACTUAL))


def _registry(said: Said, verdict: VerdictName | None, *earlier: tuple[str, Said], since: str = "") -> Example:
    return Example(said, (), verdict, document_kind="registry", earlier=earlier, since=since)


CHECK = Check(
    name="registration_timing",
    title="Registration timing",
    run=run,
    about=__doc__ or "",
    level="over_time",
    needs=("date", "status", "model", "registration_id"),
    examples=(
        _registry(_entry("2030-05-01", "2030-01-10"), "inconsistent"),
        _registry(_entry("2030-05-01", "2030-04-10"), "inconsistent"),
        _registry(_entry("2030-05-01", "2030-03"), "inconsistent"),
        _registry(_entry("2031-02", "2030-03"), "inconsistent"),
        _registry(_entry("2030-05-01", "2029-03", "RECRUITING"), "inconsistent"),
        _registry((("date", "2030-05-01", "registered"), ("date", "2030-03-01", "start", _ACTUAL)), "inconsistent"),
        _registry(_entry("2030-05-01", "2030-05-01"), "consistent"),
        _registry(_entry("2030-05-01", "2030-06"), "consistent"),
        _registry(_entry("2030-05-20", "2030-05"), "consistent"),
        _registry(_actual("2030-05-01", "2031-01-01"), "consistent"),
        _registry(
            _actual("2030-05-01", "2030-06-01"),
            "consistent",
            ("2030-05-02", (("date", "2030-05-01", "first_submitted"), ("date", "2030-04-20", "start"))),
            since="2030-06-02",
        ),
        _registry((("date", "2030-05-01", "first_submitted"),), None),
        _registry((*_entry("2030-05-01", "2030-01-10"), ("model", "COHORT", "observational")), None),
        _registry(_entry("2005-11-23", "2003-10"), "not_comparable"),
        _registry(
            (*_entry("2030-05-01", "2030-01-10"), ("registration_id", "ISRCTN99999901", "secondary")), "not_comparable"
        ),
        Example("The trial began in May 2030 and was registered in June 2030.", (), None),
        _registry(_entry("2030-05-01", "2030-01-10", "NOT_YET_RECRUITING"), "not_comparable"),
        _registry(
            (("date", "2030-05-01", "registered"), ("date", "2030-03-01", "recruitment_start")), "not_comparable"
        ),
        _registry(_entry("2030-06", "2030-06-10"), "not_comparable"),
    ),
)
