"""Documents to trials by what they say: drug, condition, numbers of people, results, journal, institution, dates.

Every fact that agrees or contradicts adds its weight (weights.py); the candidates of a document share out its
probability with "no trial that we hold", so two trials that fit equally well are both at most proposed.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from tracker.claims import claim_types
from tracker.linking._base import ROLE_OF_KIND, DraftLink, Trial
from tracker.linking.facts import Facts
from tracker.linking.weights import AGAINST, FOR, MOST_RATES, PRIOR, SAID_AGAINST, SAID_FOR
from tracker.linking.words import classes_in, dictionary, found_in, names_an_illness
from tracker.records import Kind, LinkState

CANDIDATES = 50
"""Trials that are scored for one document, best shared names first."""
NEAR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Report:
    """A document without a registration number of its own trial."""

    document_id: str
    kind: Kind
    text: str
    facts: Facts
    published: date | None = None


@dataclass(slots=True)
class Index:
    """Trials by the names and numbers that reports can share with them."""

    profiles: dict[str, tuple[Trial, Facts]] = field(default_factory=dict)
    interventions: dict[tuple[str, ...], str] = field(default_factory=dict)
    conditions: dict[tuple[str, ...], str] = field(default_factory=dict)
    institutions: dict[tuple[str, ...], str] = field(default_factory=dict)
    journals: dict[tuple[str, ...], str] = field(default_factory=dict)
    by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, profiles: Iterable[tuple[Trial, Facts]]) -> "Index":
        """Index the trials of a store."""
        index = cls()
        for trial, facts in profiles:
            index.profiles[trial.id] = (trial, facts)
            index.interventions |= dictionary(facts.interventions | facts.acronyms)
            illnesses = facts.conditions | {w for c in facts.conditions for w in c.split() if names_an_illness(w)}
            index.conditions |= dictionary(illnesses)
            index.institutions |= dictionary(facts.institutions)
            index.journals |= dictionary(facts.journals)
            for name in (*facts.interventions, *illnesses, *facts.acronyms, *facts.dois):
                index.by_name[name].add(trial.id)
        return index

    def candidates(self, report: Facts) -> list[str]:
        """Trials that share a name with the report, those that share rarer ones first."""
        shared: dict[str, float] = defaultdict(float)
        for name in (*report.interventions, *report.conditions, *report.acronyms, *report.dois):
            trials = self.by_name.get(name, set())
            for trial_id in trials:
                shared[trial_id] += 1 / len(trials)
        return sorted(shared, key=lambda t: (-shared[t], t))[:CANDIDATES]


@dataclass(slots=True)
class Score:
    """The sum of weights of one candidate, with the sentences behind it."""

    total: float = PRIOR
    agrees: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def plus(self, name: str, *values: object, times: int = 1) -> None:
        """Count a fact that agrees."""
        self.total += FOR[name] * times
        self.names.add(name)
        self.agrees.append(SAID_FOR[name].format(*values))

    def minus(self, name: str, *values: object) -> None:
        """Count a fact that contradicts."""
        self.total += AGAINST[name]
        self.differs.append(SAID_AGAINST[name].format(*values))


def link_by_content(reports: Sequence[Report], index: Index, accept_at: float, propose_at: float) -> list[DraftLink]:
    """At most one link per report: its best trial, when that is likely enough."""
    links = []
    for report in reports:
        facts = report.facts
        facts.interventions |= found_in(report.text, index.interventions)
        facts.conditions |= found_in(report.text, index.conditions)
        facts.institutions |= found_in(report.text, index.institutions)
        facts.journals |= found_in(report.text, index.journals)
        if not facts.interventions:
            facts.classes |= classes_in(report.text)
        scores = {t: score(report, index.profiles[t][1]) for t in index.candidates(facts)}
        link = _best(report, scores, index.profiles, accept_at, propose_at)
        if link is not None:
            links.append(link)
    return links


def _best(
    report: Report,
    scores: Mapping[str, Score],
    profiles: Mapping[str, tuple[Trial, Facts]],
    accept_at: float,
    propose_at: float,
) -> DraftLink | None:
    fitting = {
        t: s
        for t, s in scores.items()
        if (s.names & TELLING or s.names >= {"population", "published_near"})
        and (len(s.names - {"control", "results", "published_near"}) >= 2 or len(s.names - {"control"}) >= 3)
    }
    if not fitting:
        return None
    best = min(fitting, key=lambda t: (-fitting[t].total, t))
    whole = 1 + sum(math.exp(min(s.total, 30.0)) for s in scores.values())
    probability = round(math.exp(min(fitting[best].total, 30.0)) / whole, 3)
    if probability < propose_at:
        return None
    state: LinkState = "accepted" if probability >= accept_at and _is_specific(fitting[best]) else "proposed"
    evidence = (*fitting[best].agrees, *(f"but {reason}" for reason in fitting[best].differs))
    trial = profiles[best][0]
    return DraftLink(report.document_id, trial, ROLE_OF_KIND[report.kind], "content", probability, state, evidence)


def _is_specific(found: Score) -> bool:
    """Whether what agrees can tell this trial from others of the same drug and illness.

    A paper cited or quoted does. Else a name (drug, acronym) needs two marks of this one trial, and a trial without a
    drug needs a number of its own, a name of its people and its illness or kind of treatment.
    """
    if found.names & {"doi", "title"}:
        return True
    if found.names & {"intervention", "acronym"}:
        marks = NUMBERS | MARKS if found.differs else NUMBERS | MARKS | {"results"}
        return len(found.names & marks) >= 2
    places = found.names & PLACES or len(found.names & {"rate", "rounded_rate", "arm_size", "published_near"}) >= 3
    return bool(found.names & NUMBERS and places and found.names & {"condition", "class"})


TELLING = frozenset({"doi", "title", "acronym", "intervention", "class", "sample_size", "arm_size", "rate"})
"""Without one of these, or a narrow population soon after the paper, a report shares only an illness and a place."""
NUMBERS = frozenset({"sample_size", "arm_size", "rate"})
PLACES = frozenset({"journal", "institution", "acronym"})
MARKS = PLACES | {"rounded_rate", "published_near", "primary_outcome", "duration", "threshold"}


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
        if len(longest.split()) > 1:
            found.plus("population", longest)
    elif said.conditions and trial.conditions:
        found.minus("condition", ", ".join(sorted(said.conditions)[:2]))


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
    arms = said.arms & trial.arms
    if arms:
        found.plus("arm_size", " and ".join(str(n) for n in sorted(arms)[:2]))
    exact = {r for r in said.rates & trial.rates if r != r.to_integral_value()}
    near = {r for r in said.rates if r not in exact and any(_rounds_to(t, r) for t in trial.rates)}
    for name, rates in (("rate", exact), ("rounded_rate", near)):
        if rates:
            counted = sorted(rates)[:MOST_RATES]
            found.plus(name, "%, ".join(str(r) for r in counted), times=len(counted))


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
