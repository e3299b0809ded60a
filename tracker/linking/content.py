"""Documents to trials by what they say: drug, condition, numbers of people, results, journal, institution, dates.

Every fact that agrees or contradicts adds its weight (weights.py); the candidates of a document share out its
probability with "no trial that we hold", so two trials that fit equally well are both at most proposed.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from heapq import nsmallest

from tracker.linking._base import ROLE_OF_KIND, DraftLink, Spans, Trial
from tracker.linking.agreement import score
from tracker.linking.enough import is_marked, is_on_topic, is_own_paper, is_question, is_specific
from tracker.linking.facts import Facts
from tracker.linking.parts import OTHER_PARTS, parts_of
from tracker.linking.persons import persons
from tracker.linking.score import Report, Score
from tracker.linking.weights import AGAINST, PRIOR
from tracker.linking.words import Terms, acronyms_in, classes_in, found_in, illnesses_in, names_an_illness, words
from tracker.records import LinkState

CROWD = 1000
"""Trials from which a name is shared by too many to look at each of them."""
HOUSES = 10
"""Trials up to which an institution says something: that of hundreds is in every second story."""
CANDIDATES = 50
"""Trials that are scored for one document, best shared names first."""
COVERAGE = ("press", "press_release")
MOST = 0.5
"""Share of the probability of all trials that the best one needs, when nothing marks it."""
OWN_MARKS = 2
"""Kinds of marks of each trial that make a page one about two trials."""
NEAREST = 0.1
"""Share of the line of proposals from which the only trial of the same treatment and illness is still a question."""
HIGHEST = 30.0
"""Sums of weights above this are as good as certain (and exp() stays finite)."""


@dataclass(slots=True)
class Index:
    """Trials by the names and numbers that reports can share with them."""

    profiles: dict[str, tuple[Trial, Facts]] = field(default_factory=dict)
    interventions: Terms = field(default_factory=Terms)
    acronyms: Terms = field(default_factory=Terms)
    conditions: Terms = field(default_factory=Terms)
    institutions: Terms = field(default_factory=Terms)
    journals: Terms = field(default_factory=Terms)
    by_name: dict[Hashable, set[str]] = field(default_factory=lambda: defaultdict(set))
    houses: Counter[str] = field(default_factory=Counter)
    """Of how many trials an institution is part."""
    by_number: dict[Decimal, set[str]] = field(default_factory=lambda: defaultdict(set))

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
        for key in (*facts.interventions, *illnesses, *facts.acronyms, *_papers(facts), *facts.authors):
            self.by_name[key].add(trial.id)
        self.houses.update(facts.institutions)
        for number in _numbers(facts):
            self.by_number[number].add(trial.id)

    def read(self, report: Report) -> Report:
        """The report with what its text names of these trials."""
        said, acronyms = report.facts, acronyms_in(report.text, self.acronyms)
        named = found_in(report.text, self.interventions)
        places = said.institutions | found_in(report.text, self.institutions)
        facts = replace(
            said,
            interventions=said.interventions | named,
            acronyms=said.acronyms | acronyms.known,
            other_acronyms=acronyms.others,
            conditions=said.conditions | found_in(report.text, self.conditions) | illnesses_in(report.text),
            institutions={name for name in places if self.houses[name] <= HOUSES},
            journals=said.journals | found_in(report.text, self.journals),
            classes=said.classes | (set() if said.interventions | named else classes_in(report.text)),
            authors=persons(report.text),
            title_words=frozenset(words(report.text)),
        )
        met = {person for person in facts.authors if person in self.by_name}
        names = _named(replace(facts, institutions=places, acronyms=facts.acronyms | facts.other_acronyms, authors=met))
        return replace(report, facts=facts, names=names)

    def candidates(self, report: Facts) -> tuple[list[str], int]:
        """Trials that share a name with the report, the likeliest first, and how many more do.

        Of names that very many trials have (an illness, an old drug) only those are looked at that share another name
        or a number too.
        """
        shared: dict[str, float] = defaultdict(float)
        crowds: list[set[str]] = []
        for name in (*report.interventions, *report.conditions, *report.acronyms, *report.dois, *report.authors):
            trials = self.by_name.get(name, set())
            if len(trials) > CROWD:
                crowds.append(trials)
                continue
            for trial_id in trials:
                shared[trial_id] += 1 / len(trials)
        numbers = [self.by_number[n] for n in _numbers(report) if n in self.by_number]
        for crowd in crowds:
            for others in (shared.keys(), *numbers):
                for trial_id in crowd & others:
                    shared[trial_id] += 1 / len(crowd)
        for same in numbers:
            for trial_id in same & shared.keys():
                shared[trial_id] += 1 / len(same)
        best = nsmallest(CANDIDATES, shared, key=lambda t: (-shared[t], t))
        return best, max(len(shared), *map(len, crowds), 0) - len(best)

    def scores(self, report: Report) -> tuple[dict[str, Score], int]:
        """The candidates of a report that was read, each with what speaks for and against it; and how many more."""
        names, more = self.candidates(report.facts)
        found = {t: self.profiles[t][1] for t in names}
        shared = Counter(word for facts in found.values() for word in facts.title_words)
        return {t: score(report, facts, _unlike(facts, shared, len(found))) for t, facts in found.items()}, more


def names_of(facts: Facts) -> frozenset[str]:
    """Everything by which a report can meet a trial with these facts: a report that has none of it is not concerned."""
    return _named(facts) | _illnesses(facts)


def _named(facts: Facts) -> frozenset[str]:
    persons_met = {" ".join(person) for person in facts.authors}
    names = facts.interventions | facts.conditions | facts.acronyms | facts.institutions | facts.journals
    return frozenset(names | _papers(facts) | persons_met)


def _papers(facts: Facts) -> set[str]:
    return facts.dois | facts.listed | facts.derived


def _illnesses(facts: Facts) -> set[str]:
    """The conditions of a trial, and the words of them that name an illness by themselves."""
    return facts.conditions | {w for c in facts.conditions for w in c.split() if names_an_illness(w)}


def _numbers(facts: Facts) -> set[Decimal]:
    """The numbers of people of a trial or report, and what else of it is odd."""
    return {n for numbers in facts.sizes.values() for n in numbers} | facts.arms | facts.figures


def _unlike(facts: Facts, shared: Mapping[str, int], of: int) -> set[str]:
    """Words of a trial's titles that under half of the `of` candidates have, and that no fact counts already."""
    counted = {w for name in (*facts.interventions, *facts.conditions, *facts.acronyms) for w in name.split()}
    return {w for w in facts.title_words if shared[w] * 2 < of + 1 and w not in counted}


def link_by_content(reports: Sequence[Report], index: Index, accept_at: float, propose_at: float) -> list[DraftLink]:
    """The best trial of each report, when that is likely enough; both trials of a page that tells of two."""
    return [link for report in reports for link in best_links(index.read(report), index, accept_at, propose_at)]


def best_links(read: Report, index: Index, accept_at: float, propose_at: float) -> list[DraftLink]:
    """The links of one report that was read with the index."""
    scores, more = index.scores(read)
    both = two_trials(read.facts, scores, index.profiles)
    if both:
        parts = parts_of(read.text, *(index.profiles[t][1] for t in both))
        return [
            _of_two(read, index.profiles[t][0], scores[t], part if all(parts) else (), accept_at)
            for t, part in zip(both, parts, strict=True)
        ]
    link = _best(read, scores, more, index.profiles, accept_at, propose_at)
    return [link] if link is not None else []


def two_trials(
    said: Facts, scores: Mapping[str, Score], profiles: Mapping[str, tuple[Trial, Facts]]
) -> tuple[str, str] | None:
    """The two trials that a report gives marks of, each its own, that the other has not; None when it is about one."""
    best = sorted((t for t in scores if scores[t].total > 0), key=lambda t: (-scores[t].total, t))[:2]
    if len(best) < 2:
        return None
    one, other = (_marks(said, profiles[t][1]) for t in best)
    mine, theirs = ({kind for kind, _ in a - b} for a, b in ((one, other), (other, one)))
    return (best[0], best[1]) if min(len(mine), len(theirs)) >= OWN_MARKS else None


def _marks(said: Facts, trial: Facts) -> set[tuple[str, object]]:
    """What the report gives of the trial, each with its kind; a number counts once."""
    people = (said.people() | said.figures) & trial.people()
    rates = (said.rates | said.figures) & (trial.rates | trial.figures) - people
    return {
        *(("acronym", name) for name in said.acronyms & trial.acronyms),
        *(("people", n) for n in people),
        *(("arm", n) for n in said.arms & trial.arms - people),
        *(("rate", n) for n in rates),
        *(("countries", run) for run in said.countries if set(run) <= trial.places),
    }


def _of_two(report: Report, trial: Trial, found: Score, parts: Spans, accept_at: float) -> DraftLink:
    """The link of a page on two trials: accepted when it can be said which parts are about this one.

    Without parts what the page says of the other trial would be held against this one, so it is a question.
    """
    odds = math.exp(min(found.total, HIGHEST))
    score = round(odds / (1 + odds), 3)
    told = OTHER_PARTS if parts else "but tells of another trial too"
    evidence = (*found.agrees, told, *(f"but {reason}" for reason in found.differs))
    sure = parts and score >= accept_at and _is_sure(report, found)
    state: LinkState = "accepted" if sure else "proposed"
    return DraftLink(report.document_id, trial, ROLE_OF_KIND[report.kind], "content", score, state, evidence, parts)


def _best(
    report: Report,
    scores: Mapping[str, Score],
    more: int,
    profiles: Mapping[str, tuple[Trial, Facts]],
    accept_at: float,
    propose_at: float,
) -> DraftLink | None:
    fitting = {t: s for t, s in scores.items() if is_question(s)}
    if not fitting:
        return None
    best = min(fitting, key=lambda t: (-fitting[t].total, t))
    found = fitting[best]
    odds = [math.exp(min(s.total, HIGHEST)) for s in scores.values()]
    whole = 1 + sum(odds) + more * min(*odds, _unseen(report.facts))
    probability = round(math.exp(min(found.total, HIGHEST)) / whole, 3)
    alone = probability / (1 - 1 / whole) >= MOST
    topic = report.kind in COVERAGE and is_on_topic(found)
    nearest = alone and topic and probability >= propose_at * NEAREST
    if not nearest and not (probability >= propose_at and is_marked(found)):
        return None
    state: LinkState = "accepted" if probability >= accept_at and _is_sure(report, found) else "proposed"
    evidence = (*found.agrees, *(f"but {reason}" for reason in found.differs))
    trial = profiles[best][0]
    return DraftLink(report.document_id, trial, ROLE_OF_KIND[report.kind], "content", probability, state, evidence)


def _is_sure(report: Report, found: Score) -> bool:
    return is_specific(found) and (report.kind in COVERAGE or is_own_paper(found))


def _unseen(said: Facts) -> float:
    """What a trial is worth that was not looked at: it has none of the numbers that the report prints."""
    return math.exp(PRIOR + AGAINST["sample_size"]) if _numbers(said) else math.inf
