"""What linking knows of a document or a trial: sets of folded names and numbers, drawn from claims."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tracker.linking.persons import Person, authors
from tracker.linking.prints import country_lists, country_names, decimals, figures
from tracker.linking.words import LONGEST, classes_of, telling, title_words, words
from tracker.records import Claim, Kind

ACTUAL = frozenset({"enrolled", "randomised", "started", "analysed", "completed", "participants"})
NOT_BEGUN = frozenset(
    {"not_yet_recruiting", "withdrawn", "recruiting", "enrolling_by_invitation", "approved", "planned"}
)
ENDS = ("completion", "primary_completion")
NO_NAME = ("placebo", "class")
"""Kinds of intervention that do not name what a trial tests."""
REPORTING = frozenset({"event_rate", "significance", "primary_outcome_met", "nnt", "p_value", "effect"})

DESCRIBED = 40
"""Characters from which a registry's intervention is a description of all arms, and not the name of one."""
SHOWN = 5
"""Causal strength from which a sentence says that something was shown."""

TYPES = (
    "acronym",
    "arm_size",
    "causal_strength",
    "centres",
    "condition",
    "control",
    "date",
    "doi",
    "duration",
    "eligibility_threshold",
    "event_rate",
    "institution",
    "intervention",
    "journal",
    "masking",
    "nnt",
    "phase",
    "pmid",
    "primary_outcome",
    "primary_outcome_met",
    "reference",
    "sample_size",
    "significance",
    "status",
    "title",
)
"""Claim types that linking reads."""


@dataclass(slots=True)
class Facts:
    """One document, or all accepted documents of a trial together."""

    kinds: set[Kind] = field(default_factory=set)
    interventions: set[str] = field(default_factory=set)
    tested: set[str] = field(default_factory=set)
    """Treatments that a report says it is about, and does not only name."""
    classes: set[str] = field(default_factory=set)
    conditions: set[str] = field(default_factory=set)
    acronyms: set[str] = field(default_factory=set)
    other_acronyms: set[str] = field(default_factory=set)
    """Acronyms in a report that are no trial's of the store, or longer than one that is."""
    titles: set[str] = field(default_factory=set)
    dois: set[str] = field(default_factory=set)
    """Papers that a document is or cites as its source, by DOI or PubMed number."""
    listed: set[str] = field(default_factory=set)
    """Papers that a registration lists as its results."""
    derived: set[str] = field(default_factory=set)
    """Papers that a registry found by the trial's number, which can be another's review."""
    authors: set[Person] = field(default_factory=set)
    """Of a paper by its byline, of a report all that may be a person's name."""
    journals: set[str] = field(default_factory=set)
    institutions: set[str] = field(default_factory=set)
    sizes: dict[str, set[Decimal]] = field(default_factory=dict)
    rough: set[Decimal] = field(default_factory=set)
    """Numbers of people printed with "about", "nearly", "more than"."""
    arms: set[Decimal] = field(default_factory=set)
    rates: set[Decimal] = field(default_factory=set)
    figures: set[Decimal] = field(default_factory=set)
    decimals: set[Decimal] = field(default_factory=set)
    """Small numbers with one decimal, of which several must agree."""
    countries: set[tuple[str, ...]] = field(default_factory=set)
    """Lists of countries, as printed in one breath."""
    named: set[str] = field(default_factory=set)
    """Countries that a report names."""
    places: set[str] = field(default_factory=set)
    """Countries of a trial, as its registration gives them."""
    title_words: Set[str] = field(default_factory=set)
    """Telling words of a trial's titles, or all words of a report."""
    about: set[str] = field(default_factory=set)
    """Illnesses that are this trial's, and not named in passing."""
    thresholds: set[str] = field(default_factory=set)
    controls: set[str] = field(default_factory=set)
    claims: dict[str, list[Claim]] = field(default_factory=dict)
    results: bool = False
    begun: bool | None = None
    start: date | None = None
    ended: date | None = None
    published: set[date] = field(default_factory=set)
    """When its papers appeared."""

    def people(self) -> set[Decimal]:
        """Numbers of people who really took part, whatever the kind."""
        return {n for kind, numbers in self.sizes.items() if kind in ACTUAL for n in numbers}


def facts_of(
    kind: Kind, published: date | None, claims: Iterable[Claim], outlet: str = "", text: str = "", byline: str = ""
) -> Facts:
    """The facts of one document without other studies and background.

    The `outlet` of a paper is its journal, that of a release an institution. The odd numbers and the countries of the
    `text` count too, whatever they stand for.
    """
    facts, claims = Facts(kinds={kind}), list(claims)
    names = [(c.start, c.end) for c in claims if c.type in ("journal", "institution") and c.start is not None]
    if kind in ("paper", "preprint") and published is not None:
        facts.published.add(published)
    for claim in claims:
        if claim.type == "intervention" and any(_within(claim, *span) for span in names):
            continue  # a word of a journal's name
        if claim.status != "negated" and (claim.scope == "this_trial" or _is_setting(claim)):
            _add(facts, claim)
    if kind == "press_release" and outlet:
        facts.institutions.add(" ".join(words(outlet)[:LONGEST]))
    if kind in ("paper", "preprint") and outlet:
        facts.journals.add(" ".join(words(outlet)[:LONGEST]))
    if kind in ("paper", "preprint") or (kind in ("press", "press_release") and _reports(facts)):
        facts.results = True
    facts.tested |= facts.interventions
    for name in facts.interventions:
        facts.classes |= classes_of(name)
    facts.authors |= authors(byline) if kind in ("paper", "preprint", "protocol") else set()
    facts.figures |= figures(text)
    facts.decimals |= decimals(text)
    facts.countries |= country_lists(text)
    facts.named |= country_names(text)
    return facts


def _within(claim: Claim, start: int | None, end: int | None) -> bool:
    return claim.start is not None and start is not None and end is not None and start <= claim.start < end


def _is_setting(claim: Claim) -> bool:
    """Whether a background claim says what the story is about: the illness, wherever it is named."""
    return claim.type == "condition" and claim.scope == "background"


def _reports(facts: Facts) -> bool:
    """Whether a story tells of results, and not only of a plan."""
    shown = any((c.number or 0) >= SHOWN for c in facts.claims.get("causal_strength", ()))
    return shown or any(name in facts.claims for name in REPORTING)


_NAMES = {
    "intervention": "interventions",
    "condition": "conditions",
    "acronym": "acronyms",
    "title": "titles",
    "journal": "journals",
    "institution": "institutions",
    "control": "controls",
}


def _add(facts: Facts, claim: Claim) -> None:
    name, number = claim.type, claim.number
    if name in _NAMES and not (name == "institution" and claim.kind == "funded"):
        for value in _names(claim):
            if name != "intervention" or _names_a_treatment(claim, value):
                getattr(facts, _NAMES[name]).add(value)
        if name == "condition" and claim.scope == "this_trial":
            facts.about |= _names(claim)
        if name == "title":
            facts.title_words |= title_words(claim.raw)
    elif name in ("doi", "pmid"):
        if claim.kind in (None, "own"):
            facts.dois.add(_paper(name, claim.value))
    elif name == "reference" and claim.kind in ("RESULT", "DERIVED"):
        papers = facts.listed if claim.kind == "RESULT" else facts.derived
        papers |= {_paper(key, claim.qualifiers[key]) for key in ("doi", "pmid") if claim.qualifiers.get(key)}
    elif name == "centres" and claim.qualifiers.get("countries"):
        listed = tuple(sorted(set(claim.qualifiers["countries"])))
        facts.countries.add(listed)
        if claim.path is not None:
            facts.places |= set(listed)
    elif name == "sample_size" and claim.status == "hedged" and number is not None:
        facts.rough.add(number)
    elif name == "sample_size" and number is not None and claim.arm is None:
        facts.sizes.setdefault(claim.kind or "participants", set()).add(number)
    elif name == "arm_size" and number is not None and claim.kind == "count":
        facts.arms.add(number)
    elif name == "event_rate" and number is not None and claim.qualifiers.get("role", "primary") == "primary":
        facts.rates.add(number)  # a registry's results hold hundreds of secondary rates, of which some fit any story
    elif name == "eligibility_threshold" and number is not None:
        facts.thresholds.add(f"{claim.outcome} {number.normalize():f} {claim.unit}")
    elif name == "status":
        facts.begun = str(claim.value) not in NOT_BEGUN
    elif name == "date" and claim.kind in ("start", "recruitment_start") and claim.date_low is not None:
        facts.start = claim.date_low
    elif name == "date" and claim.kind in ENDS and claim.date_low is not None:
        facts.ended = min(filter(None, (facts.ended, claim.date_low)))
    elif name == "date" and claim.kind == "results_posted":
        facts.results = True
    facts.claims.setdefault(name, []).append(claim)


def _paper(scheme: str, value: object) -> str:
    return f"{scheme} {str(value).lower()}"


def _names_a_treatment(claim: Claim, value: str) -> bool:
    """Whether a value names what is tested: no placebo or class, except as the first words of a long description."""
    described = claim.path is not None and len(claim.raw) > DESCRIBED and "placebo" not in value
    return telling(value) and (claim.kind not in NO_NAME or (claim.kind == "placebo" and described))


def _names(claim: Claim) -> set[str]:
    """The names a claim gives, in folded words: its value, and a registry's own words up to the first stop."""
    said = [claim.value] if isinstance(claim.value, str) else []
    if claim.path is not None or not said:
        said.append(re.split(r"[:;.(\n]", claim.raw, maxsplit=1)[0])
    found = (" ".join(words(name)[:LONGEST]) for name in said)
    return {name for name in found if name}


_SETS = tuple(
    "dois listed derived rough arms rates figures decimals countries places authors title_words about thresholds "
    "published".split()
)


def merged(parts: Sequence[Facts]) -> Facts:
    """The facts of several documents of one trial together."""
    whole = Facts()
    for part in parts:
        for name in (*_NAMES.values(), "kinds", "classes", *_SETS):
            setattr(whole, name, getattr(whole, name) | getattr(part, name))
        for kind, numbers in part.sizes.items():
            whole.sizes.setdefault(kind, set()).update(numbers)
        for kind_of_claim, claims in part.claims.items():
            whole.claims.setdefault(kind_of_claim, []).extend(claims)
        whole.results |= part.results
        whole.begun = part.begun if whole.begun is None else whole.begun or bool(part.begun)
        whole.start = min(filter(None, (whole.start, part.start)), default=None)
        whole.ended = min(filter(None, (whole.ended, part.ended)), default=None)
    return whole
