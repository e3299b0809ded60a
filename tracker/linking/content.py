"""Documents to trials by what they say: drug, condition, numbers of people, results, journal, institution, dates.

Every fact that agrees or contradicts adds its weight (weights.py); the candidates of a document share out its
probability with "no trial that we hold", so two trials that fit equally well are both at most proposed.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tracker.linking._base import ROLE_OF_KIND, DraftLink, Trial
from tracker.linking.agreement import score
from tracker.linking.facts import Facts
from tracker.linking.persons import persons
from tracker.linking.score import DENIALS, MARKS, NUMBERS, PLACES, Report, Score
from tracker.linking.words import Terms, acronyms_in, classes_in, found_in, illnesses_in, names_an_illness, words
from tracker.records import LinkState

CANDIDATES = 50
"""Trials that are scored for one document, best shared names first."""
MOST = 0.5
"""Share of the probability of all trials that the best one needs, when nothing marks it."""
NEAREST = 0.1
"""Share of the line of proposals from which the only trial of the same treatment and illness is still a question."""
HIGHEST = 30.0
"""Sums of weights above this are as good as certain (and exp() stays finite)."""
TELLING = frozenset({"doi", "title", "acronym", "intervention", "class", "sample_size", "arm_size", "rate"})
"""Without one of these, or a narrow population soon after the paper, a report shares only an illness and a place."""


@dataclass(slots=True)
class Index:
    """Trials by the names and numbers that reports can share with them."""

    profiles: dict[str, tuple[Trial, Facts]] = field(default_factory=dict)
    interventions: Terms = field(default_factory=Terms)
    acronyms: Terms = field(default_factory=Terms)
    conditions: Terms = field(default_factory=Terms)
    institutions: Terms = field(default_factory=Terms)
    journals: Terms = field(default_factory=Terms)
    by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, profiles: Iterable[tuple[Trial, Facts]]) -> "Index":
        """Index the trials of a store."""
        index = cls()
        for trial, facts in profiles:
            index.add(trial, facts)
        return index

    def add(self, trial: Trial, facts: Facts) -> None:
        """Index one trial."""
        self.profiles[trial.id] = (trial, facts)
        illnesses = facts.conditions | {w for c in facts.conditions for w in c.split() if names_an_illness(w)}
        for terms, names in (
            (self.interventions, facts.interventions),
            (self.acronyms, facts.acronyms),
            (self.conditions, illnesses),
            (self.institutions, facts.institutions),
            (self.journals, facts.journals),
        ):
            for name in names:
                terms.add(name)
        for name in (*facts.interventions, *illnesses, *facts.acronyms, *facts.dois):
            self.by_name[name].add(trial.id)

    def read(self, report: Report) -> Report:
        """The report with what its text names of these trials."""
        said, acronyms = report.facts, acronyms_in(report.text, self.acronyms)
        named = found_in(report.text, self.interventions)
        facts = replace(
            said,
            interventions=said.interventions | named,
            acronyms=said.acronyms | acronyms.known,
            other_acronyms=acronyms.others,
            conditions=said.conditions | found_in(report.text, self.conditions) | illnesses_in(report.text),
            institutions=said.institutions | found_in(report.text, self.institutions),
            journals=said.journals | found_in(report.text, self.journals),
            classes=said.classes | (set() if said.interventions | named else classes_in(report.text)),
            authors=persons(report.text),
            title_words=frozenset(words(report.text)),
        )
        return replace(report, facts=facts)

    def candidates(self, report: Facts) -> list[str]:
        """Trials that share a name with the report, those that share rarer ones first."""
        shared: dict[str, float] = defaultdict(float)
        for name in (*report.interventions, *report.conditions, *report.acronyms, *report.dois):
            trials = self.by_name.get(name, set())
            for trial_id in trials:
                shared[trial_id] += 1 / len(trials)
        return sorted(shared, key=lambda t: (-shared[t], t))[:CANDIDATES]

    def scores(self, report: Report) -> dict[str, Score]:
        """The candidates of a report that was read, each with what speaks for and against it."""
        found = {t: self.profiles[t][1] for t in self.candidates(report.facts)}
        shared = Counter(word for facts in found.values() for word in facts.title_words)
        return {t: score(report, facts, _unlike(facts, shared, len(found))) for t, facts in found.items()}


def _unlike(facts: Facts, shared: Mapping[str, int], of: int) -> set[str]:
    """Words of a trial's titles that under half of the `of` candidates have, and that no fact counts already."""
    counted = {w for name in (*facts.interventions, *facts.conditions, *facts.acronyms) for w in name.split()}
    return {w for w in facts.title_words if shared[w] * 2 < of + 1 and w not in counted}


def link_by_content(reports: Sequence[Report], index: Index, accept_at: float, propose_at: float) -> list[DraftLink]:
    """At most one link per report: its best trial, when that is likely enough."""
    links = []
    for report in reports:
        link = _best(report, index.scores(index.read(report)), index.profiles, accept_at, propose_at)
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
    fitting = {t: s for t, s in scores.items() if _is_question(s)}
    if not fitting:
        return None
    best = min(fitting, key=lambda t: (-fitting[t].total, t))
    found = fitting[best]
    whole = 1 + sum(math.exp(min(s.total, HIGHEST)) for s in scores.values())
    probability = round(math.exp(min(found.total, HIGHEST)) / whole, 3)
    alone = probability / (1 - 1 / whole) >= MOST
    nearest = alone and not found.against.keys() & DENIALS and probability >= propose_at * NEAREST
    if probability < propose_at and not (nearest and _is_on_topic(found)):
        return None
    if not found.has_mark and not alone:
        return None
    state: LinkState = "accepted" if probability >= accept_at and _is_specific(found) else "proposed"
    evidence = (*found.agrees, *(f"but {reason}" for reason in found.differs))
    trial = profiles[best][0]
    return DraftLink(report.document_id, trial, ROLE_OF_KIND[report.kind], "content", probability, state, evidence)


def _is_question(found: Score) -> bool:
    """Whether a person could be asked if it is the trial: more than an illness or a place agrees."""
    names = found.names.keys()
    if not found.has_mark and found.against.keys() & DENIALS:
        return False
    kinds = names - {"control", "arm_sizes", "rates", "rounded_rates", "figures"}
    several = len(kinds - {"results", "published_near"}) >= 2 or len(kinds) >= 3
    return several and bool(names & TELLING or names >= {"population", "published_near"})


def _is_on_topic(found: Score) -> bool:
    """Whether treatment and illness are the trial's, so that it is the nearest even if its details differ."""
    names = found.names.keys()
    return "condition" in names and ("intervention" in names or "population" in names)


def _is_specific(found: Score) -> bool:
    """Whether what agrees can tell this trial from others of the same drug and illness.

    A paper cited or quoted does. Else a name (drug, acronym) needs two marks of this one trial, and a trial without a
    drug needs a number of its own, a name of its people and its illness or kind of treatment. An odd number of people
    is enough beside drug and illness when nothing differs.
    """
    names = found.names.keys()
    if names & {"doi", "title"} or (not found.differs and names >= {"sample_size", "intervention", "condition"}):
        return True
    if names & {"intervention", "acronym"}:
        marks = NUMBERS | MARKS if found.differs else NUMBERS | MARKS | {"results"}
        return len(names & marks) >= 2
    places = names & PLACES or len(names & {"rate", "rounded_rate", "arm_size", "published_near"}) >= 3
    return bool(names & NUMBERS and places and names & {"condition", "class"})
