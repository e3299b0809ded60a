"""What linking knows of a document or a trial: sets of folded names and numbers, drawn from claims."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tracker.linking.prints import country_lists, figures
from tracker.linking.words import LONGEST, classes_of, telling, words
from tracker.records import Claim, Kind

ACTUAL = frozenset({"enrolled", "randomised", "started", "analysed", "completed", "participants"})
NOT_BEGUN = frozenset(
    {"not_yet_recruiting", "withdrawn", "recruiting", "enrolling_by_invitation", "approved", "planned"}
)
NO_NAME = ("placebo", "class")
"""Kinds of intervention that do not name what a trial tests."""
REPORTING = frozenset({"event_rate", "significance", "primary_outcome_met", "nnt", "p_value", "effect"})

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
    "primary_outcome",
    "primary_outcome_met",
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
    classes: set[str] = field(default_factory=set)
    conditions: set[str] = field(default_factory=set)
    acronyms: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    dois: set[str] = field(default_factory=set)
    journals: set[str] = field(default_factory=set)
    institutions: set[str] = field(default_factory=set)
    sizes: dict[str, set[Decimal]] = field(default_factory=dict)
    rough: set[Decimal] = field(default_factory=set)
    """Numbers of people printed with "about", "nearly", "more than"."""
    arms: set[Decimal] = field(default_factory=set)
    rates: set[Decimal] = field(default_factory=set)
    figures: set[Decimal] = field(default_factory=set)
    countries: set[tuple[str, ...]] = field(default_factory=set)
    thresholds: set[str] = field(default_factory=set)
    controls: set[str] = field(default_factory=set)
    claims: dict[str, list[Claim]] = field(default_factory=dict)
    results: bool = False
    begun: bool | None = None
    start: date | None = None
    published: date | None = None

    def people(self) -> set[Decimal]:
        """Numbers of people who really took part, whatever the kind."""
        return {n for kind, numbers in self.sizes.items() if kind in ACTUAL for n in numbers}


def facts_of(kind: Kind, published: date | None, claims: Iterable[Claim], outlet: str = "", text: str = "") -> Facts:
    """The facts of one document without other studies and background; the `outlet` of a paper is its journal.

    The odd numbers and lists of countries of the `text` count too, whatever they stand for.
    """
    facts = Facts(kinds={kind}, published=published if kind in ("paper", "preprint") else None)
    for claim in claims:
        if claim.status != "negated" and (claim.scope == "this_trial" or _is_setting(claim)):
            _add(facts, claim)
    if kind in ("paper", "preprint") and outlet:
        facts.journals.add(" ".join(words(outlet)[:LONGEST]))
    if kind in ("paper", "preprint") or (kind in ("press", "press_release") and _reports(facts)):
        facts.results = True
    for name in facts.interventions:
        facts.classes |= classes_of(name)
    facts.figures |= figures(text)
    facts.countries |= country_lists(text)
    return facts


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
            if not (name == "intervention" and (claim.kind in NO_NAME or not telling(value))):
                getattr(facts, _NAMES[name]).add(value)
    elif name == "doi":
        if claim.kind in (None, "own"):
            facts.dois.add(str(claim.value).lower())
    elif name == "centres" and claim.kind == "countries":
        facts.countries.add(tuple(sorted(set(claim.qualifiers["countries"]))))
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
    elif name == "date" and claim.kind == "results_posted":
        facts.results = True
    facts.claims.setdefault(name, []).append(claim)


def _names(claim: Claim) -> set[str]:
    """The names a claim gives, in folded words: its value, and a registry's own words up to the first stop."""
    said = [claim.value] if isinstance(claim.value, str) else []
    if claim.path is not None or not said:
        said.append(re.split(r"[:;.(\n]", claim.raw, maxsplit=1)[0])
    found = (" ".join(words(name)[:LONGEST]) for name in said)
    return {name for name in found if name}


_SETS = ("dois", "rough", "arms", "rates", "figures", "countries", "thresholds")


def merged(parts: Sequence[Facts]) -> Facts:
    """The facts of several documents of one trial together."""
    whole = Facts()
    for part in parts:
        for name in (*_NAMES.values(), "kinds", "classes", *_SETS):
            getattr(whole, name).update(getattr(part, name))
        for kind, numbers in part.sizes.items():
            whole.sizes.setdefault(kind, set()).update(numbers)
        for kind_of_claim, claims in part.claims.items():
            whole.claims.setdefault(kind_of_claim, []).extend(claims)
        whole.results |= part.results
        whole.begun = part.begun if whole.begun is None else whole.begun or bool(part.begun)
        whole.start = min(filter(None, (whole.start, part.start)), default=None)
        whole.published = min(filter(None, (whole.published, part.published)), default=None)
    return whole
