"""What a number counts in an abstract (the whole trial, an arm, people with an event), by a trained linear model.

The model is data (number_roles.json; docs/models/number_roles.md says what it learnt from). It reads every number of a
sentence twice: first alone, then knowing what its neighbours seem to be. Weights are whole numbers (a hundredth each),
so that sums are the same everywhere; those of a feature for all roles and both readings are packed into one integer,
so that a sum of integers adds up all of them at once.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import orjson

from tracker.claims._base import Sentence
from tracker.claims._number_candidates import Candidate
from tracker.claims._number_features import Reader

ROLES = (
    "total",
    "arm_treatment",
    "arm_control",
    "rate_treatment",
    "rate_control",
    "count_treatment",
    "count_control",
    "other",
)
SCALE = 100
_BITS = 24
_MASK = (1 << _BITS) - 1
_BIAS = 1 << 14
"""Added to each weight, so that no field of a packed integer is negative; at most 512 features are added up."""


@dataclass(frozen=True, slots=True)
class Role:
    """A number of a sentence and how likely each role of `ROLES` is."""

    number: Candidate
    shares: tuple[float, ...]

    @property
    def best(self) -> str:
        """The likeliest role."""
        return _best(self.shares)

    def share(self, *roles: str) -> float:
        """How likely it is that the number has one of these roles."""
        return sum(self.shares[ROLES.index(role)] for role in roles)


@dataclass(frozen=True, slots=True)
class Model:
    """The words that are told apart, and by feature the weights of both readings, packed."""

    words: frozenset[str]
    weights: dict[str, int]


def packed(weights: Sequence[int]) -> int:
    """The weights of one feature (one per role and reading) as one integer."""
    return sum((weight + _BIAS) << (_BITS * at) for at, weight in enumerate(weights))


def _sum(weights: dict[str, int], features: Iterable[str]) -> tuple[int, int]:
    found = [weight for weight in map(weights.get, features) if weight is not None]
    return sum(found), len(found) * _BIAS


def _scores(total: int, lift: int, reading: int) -> list[int]:
    first = reading * len(ROLES)
    return [((total >> (_BITS * at)) & _MASK) - lift for at in range(first, first + len(ROLES))]


def _shares(scores: Sequence[int]) -> tuple[float, ...]:
    top = max(scores)
    powers = [math.exp((score - top) / SCALE) for score in scores]
    whole = sum(powers)
    return tuple(power / whole for power in powers)


@cache
def model() -> Model:
    """The trained model, read at its first use."""
    data: dict[str, Any] = orjson.loads(Path(__file__).with_name("number_roles.json").read_bytes())
    return unpacked(data)


def unpacked(data: dict[str, Any]) -> Model:
    """A model from its JSON form."""
    none = [0] * len(ROLES)
    first, second = data["first"], data["second"]
    names = [*first, *(name for name in second if name not in first)]
    return Model(
        frozenset(data["words"]),
        {name: packed([*first.get(name, none), *second.get(name, none)]) for name in names},
    )


def beside(best: Sequence[str], sides: Sequence[tuple[str, str]], at: int) -> Iterator[str]:
    """Features of what the neighbours of candidate `at` seem to be.

    `best` is the likeliest role of every number, `sides` which arm its label names by itself and by the text.
    """
    padded = ("-", "-", *best, "-", "-")
    left2, left, own, right, right2 = padded[at : at + 5]
    yield from (f"own {own}", f"<1 {left} {own}", f">1 {right} {own}", f"<2 {left2} {left}", f">2 {right} {right2}")
    yield f"<> {left} {own} {right}"
    yield from {f"with {role} {own}" for role in best}
    family = own.partition("_")[0]
    kin = [n for n, role in enumerate(best) if role.startswith(family)]
    if family == "other" or len(kin) > 12:
        return
    place, many = kin.index(at), len(kin)
    yield f"kin {family} {min(place, 4)} of {min(many, 5)}"
    partner = kin[place ^ 1] if place ^ 1 < many else None
    mine, others = sides[at], sides[partner] if partner is not None else ("", "")
    yield f"side {family} {place % 2} {mine[0]} {others[0]} {min(many, 3)}"
    yield f"told {family} {place % 2} {mine[1]} {others[1]} {min(many, 3)}"
    yield f"both {family} {place % 2} {mine} {others}"
    yield f"odd {family} {place % 2} {many % 2} {best[partner] if partner is not None else '-'} {own}"


def paired(shares: Sequence[tuple[float, ...]], family: str) -> list[tuple[float, ...]]:
    """The shares with two numbers side by side seen together: one is the treatment's, the other the control's.

    Only where the numbers of the family in a sentence are two, or two pairs.
    """
    treatment, control = ROLES.index(f"{family}_treatment"), ROLES.index(f"{family}_control")
    kin = [n for n, one in enumerate(shares) if one[treatment] + one[control] >= 0.5]
    found = list(shares)
    if len(kin) not in {2, 4}:
        return found
    for one, other in zip(kin[::2], kin[1::2], strict=True):
        a, b = found[one], found[other]
        first = a[treatment] * b[control] + 1e-9
        second = a[control] * b[treatment] + 1e-9
        share = first / (first + second)
        found[one] = _split(a, treatment, control, share)
        found[other] = _split(b, treatment, control, 1 - share)
    return found


def _split(shares: tuple[float, ...], treatment: int, control: int, share: float) -> tuple[float, ...]:
    both = shares[treatment] + shares[control]
    new = {treatment: both * share, control: both * (1 - share)}
    return tuple(new.get(n, one) for n, one in enumerate(shares))


def roles(sentence: Sentence) -> tuple[Role, ...]:
    """The numbers of a sentence, in order, with the likeliness of each role."""
    return _roles(sentence.text, sentence.start, sentence.document.text or sentence.text)


@lru_cache(maxsize=64)
def _roles(text: str, start: int, document: str) -> tuple[Role, ...]:
    return read_with(model(), text, start, document)


def read_with(trained: Model, text: str, start: int, document: str) -> tuple[Role, ...]:
    """As `roles`, with a given model."""
    reader = Reader(text, start, document, trained.words)
    numbers = reader.numbers.candidates
    sums = [_sum(trained.weights, reader.features(at)) for at in range(len(numbers))]
    best = [_best(_scores(*one, 0)) for one in sums]
    sides = [reader.sides[at] for at in range(len(numbers))]
    shares = []
    for at, (total, lift) in enumerate(sums):
        more, lifted = _sum(trained.weights, beside(best, sides, at))
        shares.append(_shares(_scores(total + more, lift + lifted, 1)))
    for family in ("arm", "rate", "count"):
        shares = paired(shares, family)
    return tuple(Role(number, one) for number, one in zip(numbers, shares, strict=True))


def _best(scores: Sequence[float]) -> str:
    return ROLES[max(range(len(ROLES)), key=scores.__getitem__)]


def reasons(sentence: Sentence, start: int, most: int = 5) -> list[tuple[str, float]]:
    """The features that speak most for the role of the number at `start`, with their weights: the largest first."""
    trained = model()
    reader = Reader(sentence.text, sentence.start, sentence.document.text or sentence.text, trained.words)
    found = roles(sentence)
    at = next((n for n, one in enumerate(found) if one.number.start == start), None)
    if at is None:
        return []
    seen = [reader.features(n) for n in range(len(found))]
    best = [_best(_scores(*_sum(trained.weights, features), 0)) for features in seen]
    sides = [reader.sides[n] for n in range(len(found))]
    field = _BITS * (len(ROLES) + ROLES.index(found[at].best))
    weighed = [
        (name, (((trained.weights[name] >> field) & _MASK) - _BIAS) / SCALE)
        for name in (*seen[at], *beside(best, sides, at))
        if name in trained.weights
    ]
    return sorted(weighed, key=lambda item: (-item[1], item[0]))[:most]
