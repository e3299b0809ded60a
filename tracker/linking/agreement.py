"""A report held against a trial: names, numbers, design and dates, each as a fact for or against (weights.py)."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from decimal import Decimal

from tracker.claims import claim_types
from tracker.linking.facts import Facts
from tracker.linking.prints import COUNTRIES, PAIR
from tracker.linking.score import Report, Score
from tracker.linking.weights import MOST_MORE, MOST_WORDS
from tracker.linking.words import classes_of

NEAR = timedelta(days=60)
MANY_SITES = 5
"""Sites from which their number is rare enough to count."""
AMONG = 12
"""Countries up to which it says something that two of a trial's are named."""
ROUND = 10
"""A number of people that is a multiple of this is shared by many trials."""


def score(report: Report, trial: Facts, unlike: Collection[str] = ()) -> Score:
    """What speaks for and against the report being about the trial.

    `unlike` are the words of the trial's titles that the titles of similar trials have not.
    """
    found, said = Score(), report.facts
    _names(found, said, trial)
    _treatment(found, said, trial)
    _illness(found, said, trial)
    _places(found, said, trial)
    _people(found, said, trial)
    _results(found, said, trial)
    _design(found, said, trial)
    _time(found, report, trial)
    telling = sorted(said.title_words & set(unlike))[:MOST_WORDS]
    if telling:
        found.plus("title_word", ", ".join(telling), times=len(telling))
    return found


def _names(found: Score, said: Facts, trial: Facts) -> None:
    for name, mine, theirs in (
        ("doi", said.dois, trial.dois),
        ("listed", said.dois, trial.listed - trial.dois),
        ("derived", said.dois, trial.derived - trial.dois - trial.listed),
        ("title", said.titles, trial.titles),
        ("acronym", said.acronyms | said.interventions, trial.acronyms),
        ("author", said.authors, trial.authors),
        ("journal", said.journals, trial.journals),
        ("institution", said.institutions, trial.institutions),
        ("threshold", said.thresholds, trial.thresholds),
        ("control", said.controls, trial.controls),
    ):
        if mine & theirs:
            found.plus(name, ", ".join(sorted(map(_shown, mine & theirs))[:2]))
        elif name == "acronym" and trial.acronyms and said.acronyms | said.other_acronyms:
            found.minus(name, ", ".join(sorted(said.acronyms | said.other_acronyms)[:2]))
        elif name == "journal" and mine and theirs and trial.results:
            found.minus(name, min(mine))


def _shown(name: str | tuple[str, str]) -> str:
    return name if isinstance(name, str) else f"{name[1].upper()}. {name[0].title()}"


def _treatment(found: Score, said: Facts, trial: Facts) -> None:
    drugs = said.interventions & trial.interventions
    kinds = said.classes & trial.classes
    if drugs:
        found.plus("intervention", ", ".join(sorted(drugs)[:2]))
        others = {name for name in said.tested - trial.interventions if not classes_of(name) & trial.classes}
        if others and not said.tested & trial.interventions:
            found.minus("treatments", min(others))
    elif kinds:
        found.plus("class", ", ".join(sorted(kinds)).replace("_", " "))
    elif said.interventions and trial.interventions:
        found.minus("intervention", ", ".join(sorted(said.interventions)[:2]))
    elif said.classes and trial.classes:
        found.minus("class", ", ".join(sorted(said.classes)[:2]).replace("_", " "))


def _illness(found: Score, said: Facts, trial: Facts) -> None:
    illnesses = _same_conditions(said.conditions, trial.conditions)
    if illnesses:
        longest = max(illnesses, key=lambda c: (len(c), c))
        found.plus("condition", longest)
        narrow = _same_conditions(_narrow(illnesses), _narrow(trial.conditions))
        if narrow:
            found.plus("population", max(narrow, key=lambda c: (len(c), c)))
    elif said.about and trial.conditions:
        found.minus("condition", ", ".join(sorted(said.about)[:2]))


def _narrow(conditions: Iterable[str]) -> set[str]:
    return {c for c in conditions if " " in c}


def _same_conditions(mine: Iterable[str], theirs: Iterable[str]) -> set[str]:
    """Conditions of `mine` that are one of `theirs`, wider or narrower (depression, treatment-resistant depression)."""
    others = [set(c.split()) for c in theirs]
    return {c for c in mine if any(set(c.split()) <= other or other <= set(c.split()) for other in others)}


def _places(found: Score, said: Facts, trial: Facts) -> None:
    runs = [run for run in said.countries if len(run) >= PAIR]
    same = [run for run in runs if run in trial.countries or set(run) <= trial.places]
    long = [run for run in same if len(run) >= COUNTRIES]
    if long:
        found.plus("countries", ", ".join(max(long)))
    elif same and len(trial.places) <= AMONG:
        found.plus("country_pair", ", ".join(max(same)))
    elif said.named and said.named <= trial.places and len(trial.places) <= AMONG:
        found.plus("country", ", ".join(sorted(said.named)))
    elif runs and trial.places and all(trial.places.isdisjoint(run) for run in runs):
        found.minus("countries", ", ".join(max(runs)))


def _people(found: Score, said: Facts, trial: Facts) -> None:
    mine, theirs = said.people(), trial.people()
    planned = trial.sizes.get("planned", set())
    arms = (said.arms | mine) & trial.arms
    others = mine - trial.arms - trial.figures
    every = {n for numbers in said.sizes.values() for n in numbers}
    known = theirs or planned
    same = every & known or ({sum(arms)} & known if len(arms) == 2 else set())
    if same:
        odd = [n for n in same if n % ROUND]
        found.plus("sample_size" if odd else "round_size", ", ".join(str(n) for n in sorted(same)[:2]))
    elif others and (theirs or (planned and max(others) > max(planned))):
        sure = any(others & said.sizes.get(kind, set()) for kind in ("enrolled", "randomised", "started"))
        found.minus("sample_size" if sure else "people", ", ".join(str(n) for n in sorted(others)[:2]))
    rough = sorted(n for n in said.rough if any(_is_roughly(t, n) for t in theirs))
    if rough and not same:
        found.plus("rough_size", rough[0])
    elif said.rough and theirs and not mine:
        found.minus("people", min(said.rough))
    arms -= same
    if arms:
        found.plus("arm_size", " and ".join(str(n) for n in sorted(arms)[:2]))
        if len(arms) > 1:
            found.plus("arm_sizes")
    elif said.arms and trial.arms:
        found.minus("arm_size", min(said.arms))


def _results(found: Score, said: Facts, trial: Facts) -> None:
    exact = {r for r in said.rates & trial.rates if r != r.to_integral_value()}
    near = {r for r in said.rates if r not in exact and any(_rounds_to(t, r) for t in trial.rates)}
    for name, rates in (("rate", exact), ("rounded_rate", near)):
        if rates:
            found.plus(name, "%, ".join(str(r) for r in sorted(rates)[:3]))
            if len(rates) > 1:
                found.plus(f"{name}s", times=min(len(rates) - 1, MOST_MORE))
    people, arms = said.people() & trial.people(), (said.arms | said.people()) & trial.arms
    printed = trial.figures | trial.people() | trial.arms
    others = sorted((said.figures & printed) - people - arms - exact)
    if others:
        found.plus("figure", ", ".join(f"{n:f}" for n in others[:3]))
        if len(others) > 1:
            found.plus("figures", times=min(len(others) - 1, MOST_MORE))
    small = sorted(said.decimals & trial.decimals - said.rates)
    if len(small) > 1:
        found.plus("decimals", ", ".join(f"{n:f}" for n in small[:3]), times=min(len(small) - 1, MOST_MORE))
    odd = {r for r in said.rates if r != r.to_integral_value()}
    if len(odd) > 1 and trial.rates and not (exact or near or others or small):
        found.minus("rates", "%, ".join(str(r) for r in sorted(odd)[:2]))


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
        if agreeing:
            found.plus(name, agreeing[0].raw)
        elif differing and not agreeing:
            found.minus(name, differing[0].raw)
    sites = {c.number for c in said.claims.get("centres", ()) if c.number is not None and c.number >= MANY_SITES}
    sites &= {c.number for c in trial.claims.get("centres", ())}
    if sites:
        found.plus("centres", max(sites))
    mine, theirs = said.claims.get("significance", []), trial.claims.get("significance", [])
    claimed = [c for c in mine if c.value == "yes" and c.kind == "statistical"]
    if claimed and theirs and all(c.value in ("no", "few") for c in theirs):
        found.minus("significance", claimed[0].raw)


def _time(found: Score, report: Report, trial: Facts) -> None:
    published, results = report.published, report.facts.results
    if results and trial.results:
        found.plus("results")
    elif results and (trial.begun is False or (trial.ended is None and trial.kinds <= {"registry", "derivative"})):
        found.minus("results")
    if published is None:
        return
    if not results and trial.start is not None and abs(published - trial.start) <= NEAR:
        found.plus("begun_near")
    if any(abs(published - day) <= NEAR for day in trial.published):
        found.plus("published_near")
    elif results and trial.published and published < min(trial.published) - NEAR:
        found.minus("before_paper")
    if trial.start is not None and published < trial.start:
        found.minus("published_before")
    elif results and trial.ended is not None and published < trial.ended:
        found.minus("before_end")
