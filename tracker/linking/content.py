"""Documents to trials by what they say: drug, condition, numbers of people, results, journal, institution, dates.

Every fact that agrees or contradicts adds its weight (weights.py); the candidates of a document share out its
probability with "no trial that we hold", so two trials that fit equally well are both at most proposed.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tracker.linking._base import ROLE_OF_KIND, DraftLink, Trial
from tracker.linking.facts import Facts
from tracker.linking.score import DENIALS, MARKS, NUMBERS, PLACES, Report, Score, score
from tracker.linking.words import capitals_in, classes_in, dictionary, found_in, names_an_illness
from tracker.records import LinkState

CANDIDATES = 50
"""Trials that are scored for one document, best shared names first."""
MOST = 0.5
"""Share of the probability of all trials that the best one needs, when nothing marks it."""
TELLING = frozenset({"doi", "title", "acronym", "intervention", "class", "sample_size", "arm_size", "rate"})
"""Without one of these, or a narrow population soon after the paper, a report shares only an illness and a place."""


@dataclass(slots=True)
class Index:
    """Trials by the names and numbers that reports can share with them."""

    profiles: dict[str, tuple[Trial, Facts]] = field(default_factory=dict)
    interventions: dict[tuple[str, ...], str] = field(default_factory=dict)
    acronyms: dict[tuple[str, ...], str] = field(default_factory=dict)
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
            index.interventions |= dictionary(facts.interventions)
            index.acronyms |= dictionary(facts.acronyms)
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


def link_by_content(reports: Sequence[Report], index: Index, accept_at: float, propose_at: float) -> list[DraftLink]:
    """At most one link per report: its best trial, when that is likely enough."""
    links = []
    for report in reports:
        facts = report.facts
        facts.interventions |= found_in(report.text, index.interventions)
        facts.acronyms |= capitals_in(report.text, index.acronyms)
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
        if (s.has_mark or not s.against & DENIALS)
        and (s.names & TELLING or s.names >= {"population", "published_near"})
        and (len(s.names - {"control", "results", "published_near"}) >= 2 or len(s.names - {"control"}) >= 3)
    }
    if not fitting:
        return None
    best = min(fitting, key=lambda t: (-fitting[t].total, t))
    whole = 1 + sum(math.exp(min(s.total, 30.0)) for s in scores.values())
    probability = round(math.exp(min(fitting[best].total, 30.0)) / whole, 3)
    if probability < propose_at or (not fitting[best].has_mark and probability / (1 - 1 / whole) < MOST):
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
