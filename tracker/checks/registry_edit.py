"""Registry edit: what a registry entry says of its design now that it did not say when the trial was completed.

The present version is held against the one in force on the day of primary completion (as the entry states it now), or
on the day on which the first paper on the results appeared where that was earlier. Compared is meaning, by the
comparison of each claim type: the number of people planned, phase, allocation, masking, model, control, age and sex.
The number that was planned and the number that was enrolled are two facts; contacts, sites, status, dates, posted
results, other words and another order are no change of design; outcomes have a check of their own (outcome_switch). A
change of design is minor. Source of the rule: 42 CFR 11.64 asks that entries are kept up to date while a trial runs;
what was planned does not change when it is over.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from tracker.checks._base import Case, Check, Example, Finding, Held, Past, Said, Witness, says
from tracker.checks._milestones import COMPLETED, Day, in_force, stated
from tracker.claims import claim_types
from tracker.records import VerdictName

DESIGN = ("sample_size", "phase", "allocation", "masking", "model", "control", "age", "sex")


def run(case: Case) -> Iterator[Finding]:
    """Compare the design that an entry states with the one it stated when the trial was completed."""
    entry = case.subject
    if entry.kind != "registry" or not entry.past:
        return
    end = stated(entry, COMPLETED)
    if end is None and case.results is None:
        yield from _open(entry, "when the trial was completed is not stated")
        return
    day, event = _day(end, case.results)
    if day >= entry.versions()[-1].since:
        return  # no version is later
    base = in_force(entry, day)
    for name in DESIGN:
        yield from _compared(name, base, entry, f"after {event}")


def _day(end: Day | None, results: date | None) -> tuple[date, str]:
    if end is not None and (results is None or end.high <= results):
        return end.high, f"completion ({end.held.claim.raw})"
    assert results is not None
    return results, f"the first paper on the results ({results.isoformat()})"


def _compared(name: str, base: Past, entry: Witness, when: str) -> Iterator[Finding]:
    """What of one type was exchanged: a present statement that differs from each earlier one of its kind."""
    old, now = _design(base, name), _design(entry, name)
    left = [a for a in old if not any(_same(a, b) for b in now)]
    come = [b for b in now if not any(_same(a, b) for a in old)]
    compare = claim_types()[name].compare
    for b in come:
        pairs = [(compare(a.claim, b.claim).verdict, a) for a in left if a.claim.kind == b.claim.kind]
        if pairs and all(verdict == "differ" for verdict, _ in pairs):
            a = pairs[0][1]
            what = name.replace("_", " ")
            words = (
                f"Registry edit of the {what} {when}, on {_since(b, entry)}: {says(b)} differs from {says(a)} before."
            )
            yield Finding("inconsistent", words, b, a, None, f"{name} {b.claim.kind or ''}".strip(), "minor")
    if now and old and not come and not left:
        words = (
            f"Registry entry: the {name.replace('_', ' ')} ({says(now[0])}) is as it was {when.replace('after', 'at')}."
        )
        yield Finding("consistent", words, now[0], old[0], None, name)


def _design(version: Past | Witness, name: str) -> list[Held]:
    """What a version says of the design; numbers that were reached are results."""
    return [h for h in version.of(name) if name != "sample_size" or h.claim.kind == "planned"]


def _same(a: Held, b: Held) -> bool:
    return claim_types()[a.claim.type].compare(a.claim, b.claim).verdict in ("agree", "rounding")


def _since(now: Held, entry: Witness) -> str:
    """The day from which on the entry has said so."""
    since = entry.versions()[-1].since
    for version in reversed(entry.past):
        if not any(_same(now, held) for held in _design(version, now.claim.type)):
            break
        since = version.since
    return since.isoformat()


def _open(entry: Witness, why: str) -> Iterator[Finding]:
    held: Sequence[Held] = [h for name in DESIGN for h in _design(entry, name)]
    if held:
        yield Finding("not_comparable", f"Registry entry: {says(held[0])} could not be compared: {why}.", held[0])


_END = ("date", "2031-03-01", "primary_completion")


def _example(
    now: Said, before: Said, verdict: VerdictName | None, since: str = "2031-06-01", *, end: bool = True
) -> Example:
    old, new = ((*said, _END) if end else said for said in (before, now))
    return Example(new, (), verdict, document_kind="registry", earlier=(("2030-01-05", old),), since=since)


def _one(name: str, raw: str, kind: str | None = None) -> Said:
    return ((name, raw, kind),)


_MASKED, _OPEN_LABEL = _one("masking", "DOUBLE"), _one("masking", "NONE")
_120, _90 = _one("sample_size", "120", "planned"), _one("sample_size", "90", "planned")

CHECK = Check(
    name="registry_edit",
    title="Registry edit",
    run=run,
    about=__doc__ or "",
    level="over_time",
    needs=DESIGN,
    examples=(
        _example(_90, _120, "inconsistent"),
        _example(_one("phase", "PHASE3"), _one("phase", "PHASE2"), "inconsistent"),
        _example(_MASKED, _OPEN_LABEL, "inconsistent"),
        _example(_one("allocation", "RANDOMIZED"), _one("allocation", "NON_RANDOMIZED"), "inconsistent"),
        _example(_one("age", "18 Years", "minimum"), _one("age", "40 Years", "minimum"), "inconsistent"),
        _example(_one("sex", "ALL"), _one("sex", "FEMALE"), "inconsistent"),
        _example(_120, _120, "consistent"),
        _example(_one("phase", "PHASE2"), _one("phase", "Phase II"), "consistent"),
        _example(_90, _120, None, since="2031-02-01"),
        _example(_one("sample_size", "90", "enrolled"), _120, None),
        _example(_one("primary_outcome", "Pain"), _one("primary_outcome", "Sleep"), None),
        _example(_one("status", "COMPLETED"), _one("status", "RECRUITING"), None),
        _example(_one("date", "2031-07-01", "results_posted"), (), None),
        Example(
            "The trial planned for 90 people.", (), None, earlier=(("2030-01-05", "The trial planned for 80 people."),)
        ),
        _example(_90, _120, "not_comparable", end=False),
        _example(_MASKED, _OPEN_LABEL, "not_comparable", end=False),
    ),
)
