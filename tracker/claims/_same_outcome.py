"""Whether two outcome phrases mean the same outcome: `same_outcome`, with the reasons in words.

What is certain is decided by rules (two instruments, words that exclude each other such as response and remission, a
part of a domain against the whole, a list against one of its items, other points in time); what the words leave open by
a small linear model over features that a person can check (`_outcome_pairs`; docs/models/same_outcome.md).
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from tracker.claims._base import fold, plain
from tracker.claims._instruments import Measure, parts_in, unified
from tracker.claims._outcome_pairs import features
from tracker.claims._outcome_times import same_time
from tracker.claims._outcome_words import Words, contrast, definitions, model, parts, telling, words_of
from tracker.claims._outcomes import Read, read

Relation = Literal["equal", "narrower", "broader", "different", "unclear"]
GENERIC = frozenset({"VAS", "NRS", "CTCAE", "RECIST", "CGI", "PGIC", "GROC", "PROMIS"})
"""Rating scales that measure whatever they are used for: two of them are no two outcomes."""

PEOPLE_COUNTED = {"proportion", "rate", "count"}
"""Ways to sum up how many people had an event: one for the other is no other aggregation."""
LONGEST = 800
"""Characters of a phrase that are compared: longer ones are descriptions of a whole trial."""
COMPLEMENTS = {"OS", "mortality"}
"""One is what the other leaves; whether they are one outcome depends on how they are counted."""


@dataclass(frozen=True, slots=True)
class Equivalence:
    """How one outcome stands to another.

    `relation` is of the whole outcome, time point included; `measured` of what is measured alone. Narrower: the first
    is a part of the second, broader: the other way round. `score` is how likely the words mean the same (0 to 1),
    `differs` names the elements (instrument, metric, aggregation, time) that both state, and not alike.
    """

    relation: Relation
    measured: Relation
    score: float
    reasons: tuple[str, ...]
    differs: tuple[str, ...] = ()


@lru_cache(maxsize=10_000)
def same_outcome(
    one: str, other: str, one_days: Decimal | None = None, other_days: Decimal | None = None
) -> Equivalence:
    """Compare two outcomes as printed, the registered or intended one first.

    `one_days` and `other_days` are their time points where these are known from elsewhere (a registry's time frame);
    else those of the phrases count. An element that only one side gives is no difference.
    """
    one, other = one[:LONGEST], other[:LONGEST]
    parts = read(one), read(other)
    days = tuple(
        given if given is not None else part.days for given, part in zip((one_days, other_days), parts, strict=True)
    )
    measured, score, reasons = _measured(one, other)
    differs = [name for name in ("instrument", "metric", "aggregation") if _apart(name, *parts)]
    relation = measured
    if days[0] is not None and days[1] is not None and not same_time(days[0], days[1]):
        differs.append("time")
        if measured in {"equal", "narrower", "broader"}:
            relation = "different"
            printed = " and ".join(str(plain(round(one, 1))) for one in days if one is not None)
            reasons = (*reasons, f"at other times ({printed} days)")
    return Equivalence(relation, measured, score, reasons, tuple(differs))


def _apart(element: str, one: Read, other: Read) -> bool:
    if element == "instrument":
        return bool(one.instruments and other.instruments and not set(one.instruments) & set(other.instruments))
    values = [getattr(part.outcome, element) for part in (one, other)]
    return None not in values and values[0] != values[1] and not set(values) <= PEOPLE_COUNTED


def _measured(one: str, other: str) -> tuple[Relation, float, tuple[str, ...]]:
    """What is measured: the relation, the score of the words, and why."""
    if fold(one) == fold(other):
        return "equal", 1.0, ("the same words",)
    written_out = tuple(sorted(definitions(one, other).items()))
    a, b = words_of(one, written_out), words_of(other, written_out)
    score = likeness(a, b)
    lists = _listed(a, b)
    if lists and lists[0] == "equal":
        return "equal", score, (lists[1],)
    excluded = _excluded(a, b)
    if excluded and not lists:
        return "different", score, (excluded,)
    if lists:
        return lists[0], score, (lists[1],)
    whole = _part_of(a, b)
    if whole:
        return whole[0], score, (whole[1],)
    if score >= model()["threshold"]:
        return "equal", score, (_why(a, b),)
    if not a.stems & b.stems and a.concepts and b.concepts and not a.concepts & b.concepts:
        return "different", score, (f"{_names(a.concepts)} and {_names(b.concepts)} are two domains",)
    return "unclear", score, ("other words; whether they mean the same is not decided",)


def likeness(a: Words, b: Words) -> float:
    """How likely two phrases mean the same outcome, by the linear model: 0 to 1."""
    learnt = model()
    weights = learnt["weights"]
    sum_ = learnt["bias"] + sum(weights[name] * value for name, value in features(a, b).items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, sum_)))), 3)


def _excluded(a: Words, b: Words) -> str | None:
    """Why two phrases cannot mean the same, or None."""
    if words := contrast(a.text, b.text):
        return f"'{words[0]}' and '{words[1]}' are not the same"
    one, two = (_specific(words.measures) for words in (a, b))
    if {measure.name for measure in one | two} == COMPLEMENTS:
        return None
    if one and two and not a.measures & b.measures and not {m.domain for m in one} & {m.domain for m in two}:
        return f"{_first(one)} and {_first(two)} are two outcomes"
    tools = [frozenset(one for one in some if one.tool) for some in (one, two)]
    if all(tools) and not tools[0] & tools[1]:
        return f"{_first(tools[0])} and {_first(tools[1])} are two instruments"
    named = [parts_in(unified(words.expanded)) for words in (a, b)]
    if not named[0] & named[1]:
        for domain, name in sorted(named[0]):
            for within, second in sorted(named[1]):
                if within == domain:
                    return f"{name} and {second} are two parts of {domain}"
    return None


def _specific(measures: frozenset[Measure]) -> frozenset[Measure]:
    return frozenset(one for one in measures if one.name not in GENERIC)


def _first(measures: frozenset[Measure]) -> str:
    return min(one.name for one in measures)


def _listed(a: Words, b: Words) -> tuple[Relation, str] | None:
    """Whether one phrase lists outcomes of which the other is one, or both list the same."""
    if len(a.items) > 1 and len(b.items) > 1:
        met = [any(_same_item(item, two) for two in b.items) for item in a.items]
        if all(met) and len(a.items) == len(b.items):
            return "equal", "both list the same outcomes"
        return None
    for longer, shorter, relation in ((a, b, "broader"), (b, a, "narrower")):
        if len(longer.items) > 1 and len(shorter.items) == 1:
            met = [_same_item(item, shorter.items[0]) for item in longer.items]
            apart = [not item & shorter.stems for item in longer.items]
            if any(met) and any(apart):
                return (
                    "broader" if relation == "broader" else "narrower",
                    "one is a list of outcomes, the other one of them",
                )
    return None


def _same_item(one: frozenset[str], two: frozenset[str]) -> bool:
    return bool(one) and bool(two) and (one <= two or two <= one)


def _part_of(a: Words, b: Words) -> tuple[Relation, str] | None:
    """Whether one names a part of what the other names as a whole (systolic blood pressure, blood pressure)."""
    bare = [telling(words.expanded) for words in (a, b)]
    for whole, part, relation in ((bare[0], bare[1], "broader"), (bare[1], bare[0], "narrower")):
        extra = (part - whole) & parts()
        if whole and whole < part and extra and len(part - whole) <= 2:
            return (
                "broader" if relation == "broader" else "narrower",
                f"only one of them is about the part '{min(extra)}…'",
            )
    return None


def _why(a: Words, b: Words) -> str:
    shared = a.measures & b.measures
    if shared:
        return f"both are about {min(one.name for one in shared)}"
    if a.stems == b.stems:
        return "the same telling words"
    common = sorted(one for one in a.stems & b.stems if not one.startswith("="))
    return f"shared words: {', '.join(f'{one}…' for one in common[:4])}" if common else "alike in writing"


def _names(concepts: frozenset[str]) -> str:
    return " and ".join(sorted(concepts)[:2])
