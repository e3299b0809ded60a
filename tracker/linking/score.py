"""What speaks for and against a report being about a trial, added up (weights.py)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from tracker.claims import claim_types
from tracker.linking.facts import Facts
from tracker.linking.prints import COUNTRIES
from tracker.linking.weights import AGAINST, FOR, MOST_FIGURES, MOST_RATES, PRIOR, SAID_AGAINST, SAID_FOR
from tracker.records import Kind

NEAR = timedelta(days=60)
NUMBERS = frozenset({"sample_size", "arm_size", "rate"})
PLACES = frozenset({"journal", "institution", "acronym"})
MARKS = PLACES | {
    "rough_size",
    "rounded_rate",
    "figures",
    "countries",
    "published_near",
    "primary_outcome",
    "duration",
    "threshold",
}
DENIALS = frozenset({"intervention", "condition", "sample_size", "people", "results", "published_before"})
"""What contradicts so much that a drug and an illness alone make no question of it."""


@dataclass(frozen=True, slots=True)
class Report:
    """A document without a registration number of its own trial."""

    document_id: str
    kind: Kind
    text: str
    facts: Facts
    published: date | None = None


@dataclass(slots=True)
class Score:
    """The sum of weights of one candidate, with the sentences behind it."""

    total: float = PRIOR
    agrees: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    against: set[str] = field(default_factory=set)

    @property
    def has_mark(self) -> bool:
        """Whether more agrees than a drug, an illness and a design, which many trials share."""
        return bool(self.names & (NUMBERS | MARKS | {"doi", "title"}))

    def plus(self, name: str, *values: object, times: int = 1) -> None:
        """Count a fact that agrees."""
        self.total += FOR[name] * times
        self.names.add(name)
        self.agrees.append(SAID_FOR[name].format(*values))

    def minus(self, name: str, *values: object) -> None:
        """Count a fact that contradicts."""
        self.total += AGAINST[name]
        self.against.add(name)
        self.differs.append(SAID_AGAINST[name].format(*values))


def score(report: Report, trial: Facts) -> Score:
    """What speaks for and against the report being about the trial."""
    found, said = Score(), report.facts
    _names(found, said, trial)
    _numbers(found, said, trial)
    _design(found, said, trial)
    _time(found, report, trial)
    return found


def _names(found: Score, said: Facts, trial: Facts) -> None:
    for name, mine, theirs in (
        ("doi", said.dois, trial.dois),
        ("title", said.titles, trial.titles),
        ("acronym", said.acronyms | said.interventions, trial.acronyms),
        ("journal", said.journals, trial.journals),
        ("institution", said.institutions, trial.institutions),
        ("threshold", said.thresholds, trial.thresholds),
        ("control", said.controls, trial.controls),
    ):
        if mine & theirs:
            found.plus(name, ", ".join(sorted(mine & theirs)[:2]))
    listed = {run for run in said.countries & trial.countries if len(run) >= COUNTRIES}
    if listed:
        found.plus("countries", ", ".join(max(listed)))
    drugs = said.interventions & trial.interventions
    kinds = said.classes & trial.classes
    if drugs:
        found.plus("intervention", ", ".join(sorted(drugs)[:2]))
    elif said.interventions and trial.interventions:
        found.minus("intervention", ", ".join(sorted(said.interventions)[:2]))
    elif kinds:
        found.plus("class", ", ".join(sorted(kinds)).replace("_", " "))
    elif said.classes and trial.classes:
        found.minus("class", ", ".join(sorted(said.classes)[:2]).replace("_", " "))
    illnesses = _same_conditions(said.conditions, trial.conditions)
    if illnesses:
        longest = max(illnesses, key=lambda c: (len(c), c))
        found.plus("condition", longest)
        narrow = _same_conditions(_narrow(illnesses), _narrow(trial.conditions))
        if narrow:
            found.plus("population", max(narrow, key=lambda c: (len(c), c)))
    elif said.conditions and trial.conditions:
        found.minus("condition", ", ".join(sorted(said.conditions)[:2]))


def _narrow(conditions: Iterable[str]) -> set[str]:
    return {c for c in conditions if " " in c}


def _same_conditions(mine: Iterable[str], theirs: Iterable[str]) -> set[str]:
    """Conditions of `mine` that are one of `theirs`, wider or narrower (depression, treatment-resistant depression)."""
    others = [set(c.split()) for c in theirs]
    return {c for c in mine if any(set(c.split()) <= other or other <= set(c.split()) for other in others)}


def _numbers(found: Score, said: Facts, trial: Facts) -> None:
    mine, theirs = said.people(), trial.people()
    planned = trial.sizes.get("planned", set())
    if mine & theirs:
        found.plus("sample_size", ", ".join(str(n) for n in sorted(mine & theirs)[:2]))
    elif mine and (theirs or (planned and not mine & planned and max(mine) > max(planned))):
        sure = any(said.sizes.get(kind) for kind in ("enrolled", "randomised", "started"))
        found.minus("sample_size" if sure else "people", ", ".join(str(n) for n in sorted(mine)[:2]))
    rough = sorted(n for n in said.rough if any(_is_roughly(t, n) for t in theirs))
    if rough and not mine & theirs:
        found.plus("rough_size", rough[0])
    elif said.rough and theirs and not mine:
        found.minus("people", min(said.rough))
    arms = said.arms & trial.arms
    if arms:
        found.plus("arm_size", " and ".join(str(n) for n in sorted(arms)[:2]))
    exact = {r for r in said.rates & trial.rates if r != r.to_integral_value()}
    near = {r for r in said.rates if r not in exact and any(_rounds_to(t, r) for t in trial.rates)}
    for name, rates in (("rate", exact), ("rounded_rate", near)):
        if rates:
            counted = sorted(rates)[:MOST_RATES]
            found.plus(name, "%, ".join(str(r) for r in counted), times=len(counted))
    others = sorted((said.figures & trial.figures) - (mine & theirs) - arms - exact)[:MOST_FIGURES]
    if others:
        name = "figures" if len(others) > 1 else "figure"
        found.plus(name, ", ".join(f"{n:f}" for n in others), times=len(others))


def _is_roughly(exact: Decimal, printed: Decimal) -> bool:
    """Whether a number printed with "about" or "more than" can stand for a trial's number: a tenth either way."""
    return abs(exact - printed) * 10 <= printed


def _rounds_to(exact: Decimal, printed: Decimal) -> bool:
    """Whether a result printed as a whole number is the trial's result, rounded."""
    return printed == printed.to_integral_value() and abs(exact - printed) <= Decimal("0.5")


def _design(found: Score, said: Facts, trial: Facts) -> None:
    for name in ("duration", "primary_outcome", "phase", "masking"):
        mine, theirs = said.claims.get(name), trial.claims.get(name)
        if not mine or not theirs:
            continue
        compare = claim_types()[name].compare
        verdicts = [(compare(a, b).verdict, a) for a in mine for b in theirs]
        agreeing = [a for verdict, a in verdicts if verdict in ("agree", "rounding")]
        differing = [a for verdict, a in verdicts if verdict == "differ"]
        if agreeing and name in FOR:
            found.plus(name, agreeing[0].raw)
        elif differing and not agreeing:
            found.minus(name, differing[0].raw)
    mine, theirs = said.claims.get("significance", []), trial.claims.get("significance", [])
    claimed = [c for c in mine if c.value == "yes" and c.kind == "statistical"]
    if claimed and theirs and all(c.value in ("no", "few") for c in theirs):
        found.minus("significance", claimed[0].raw)


def _time(found: Score, report: Report, trial: Facts) -> None:
    if report.facts.results:
        if trial.results:
            found.plus("results")
        elif trial.begun is False or trial.kinds <= {"registry", "derivative"}:
            found.minus("results")
    published = report.published
    if published is None:
        return
    if trial.published is not None and abs(published - trial.published) <= NEAR:
        found.plus("published_near")
    if trial.start is not None and published < trial.start:
        found.minus("published_before")
