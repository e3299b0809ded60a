"""Results overdue: a completed trial whose registry entry has no results although a rule asks for them.

The rule is named, and the day is counted from the latest day that the stated date allows. FDAAA 801 (42 CFR 11.44): one
year after the primary completion of a trial of a drug or device that the FDA regulates, in another phase than 1,
completed since 18 January 2017; 30 days are added for the review before results are shown, and a certified delay is
possible, which is not read here. CTIS (Regulation (EU) 536/2014, article 37): one year after the end of the trial.
Whether a paper has appeared does not count. It is listed under "not mentioned", never as an alarm; entries that do not
say whether the FDA regulates what is studied, and planned dates, are not compared. Other registries are not looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.checks._base import Case, Check, Example, Finding, Held, Said, Stated, Witness
from tracker.checks._milestones import Day, stated
from tracker.records import VerdictName

SINCE = date(2017, 1, 18)
YEAR, REVIEW = timedelta(days=366), timedelta(days=30)
EARLY_PHASES = frozenset({"1", "early_1", "0"})


@dataclass(frozen=True, slots=True)
class _Rule:
    """Which rule asks for results, from when on, and the statement that the day is counted from."""

    name: str
    due: date
    held: Held


def run(case: Case) -> Iterator[Finding]:
    """Say whether results of a registry entry are overdue today."""
    rule = _rule(case.subject)
    if rule is None or case.today is None:
        return
    if isinstance(rule, Finding):
        yield rule
        return
    posted = stated(case.subject, ("results_posted",))
    counted = f"{rule.name}, counted from {rule.held.claim.raw}: due by {rule.due.isoformat()}"
    if posted is not None:
        yield Finding("consistent", f"Results posted on {posted.held.claim.raw} ({counted}).", rule.held, posted.held)
    elif case.today > rule.due:
        words = f"Not mentioned: results. {counted}, and none are posted."
        yield Finding("missing", words, rule.held, None, None, "results", "info", omission=True)
    else:
        yield Finding("consistent", f"Results are not due yet ({counted}).", rule.held)


def due(case: Case) -> date | None:
    """The day on which results that are not posted become overdue."""
    rule = _rule(case.subject)
    if not isinstance(rule, _Rule) or case.today is None or case.today > rule.due:
        return None
    return rule.due + timedelta(days=1)


def _rule(entry: Witness) -> _Rule | Finding | None:
    if entry.kind != "registry":
        return None
    own = {(held.claim.value or {}).get("scheme") for held in entry.of("registration_id") if held.claim.kind == "own"}
    if "nct" in own:
        end = stated(entry, ("primary_completion",))
        return _fdaaa(entry, end) if end is not None else None
    end = stated(entry, ("completion",))
    if "ctis" not in own or end is None:
        return None
    if end.actual is not True:
        return _open(end, "the actual end is not stated")
    return _Rule("CTIS asks for results within a year of the end of the trial", end.high + YEAR, end.held)


def _fdaaa(entry: Witness, end: Day) -> _Rule | Finding | None:
    regulated = entry.of("fda_regulated")
    if not regulated:
        return _open(end, "whether the FDA regulates what is studied is not stated")
    phases = {str(one) for held in entry.of("phase") for one in held.claim.value or ()}
    observed = any(held.claim.kind == "observational" for held in entry.of("model"))
    if observed or not any(held.claim.value is True for held in regulated) or (phases and phases <= EARLY_PHASES):
        return None
    if end.high < SINCE:
        return None
    if end.actual is not True:
        return _open(end, "the actual primary completion is not stated")
    name = "FDAAA asks for results within a year of primary completion, shown after a review of 30 days"
    return _Rule(name, end.high + YEAR + REVIEW, end.held)


def _open(end: Day, why: str) -> Finding:
    words = f"Results: the completion on {end.held.claim.raw} could not be compared with a rule: {why}."
    return Finding("not_comparable", words, end.held)


_DONE = {"date_type": "ACTUAL"}


def _entry(end: str, *more: Stated, phase: str = "PHASE3", regulated: str = "true") -> Said:
    return (
        ("registration_id", "NCT99999901", "own"),
        ("date", end, "primary_completion", _DONE),
        ("phase", phase, None),
        ("fda_regulated", regulated, "drug"),
        *more,
    )


def _example(said: Said, verdict: VerdictName | None, today: str = "2032-06-01") -> Example:
    return Example(said, (), verdict, document_kind="registry", today=today)


_EUROPE = ("registration_id", "2099-500999-11-00", "own")

CHECK = Check(
    name="results_overdue",
    title="Results overdue",
    run=run,
    about=__doc__ or "",
    level="over_time",
    needs=("date", "phase", "fda_regulated", "registration_id"),
    due=due,
    examples=(
        _example(_entry("2031-01-10"), "missing"),
        _example(_entry("2031-03"), "missing"),
        _example(_entry("2020-03-01", phase="PHASE2|PHASE3"), "missing"),
        _example(_entry("2031-01-10", phase="PHASE4"), "missing"),
        _example(_entry("2031-01-10", phase="NA"), "missing"),
        _example((_EUROPE, ("date", "2031-02-01", "completion", _DONE)), "missing"),
        _example(_entry("2031-01-10", ("date", "2032-01-01", "results_posted")), "consistent"),
        _example(_entry("2031-05-20"), "consistent"),
        _example((_EUROPE, ("date", "2031-08-01", "completion", _DONE)), "consistent"),
        _example(_entry("2031-01-10", phase="PHASE1"), None),
        _example(_entry("2031-01-10", regulated="false"), None),
        _example(_entry("2015-01-10"), None),
        _example((("registration_id", "ISRCTN99999901", "own"), ("date", "2030-01-01", "completion")), None),
        Example("The trial ended in January 2031 and has no results.", (), None, today="2032-06-01"),
        _example(_entry("2031-01-10")[:2], "not_comparable"),
        _example(
            (*_entry("2031-01-10")[2:], *_entry("2031-01-10")[:1], ("date", "2031-01", "primary_completion")),
            "not_comparable",
        ),
        _example((_EUROPE, ("date", "2031-02-01", "completion")), "not_comparable"),
    ),
)
