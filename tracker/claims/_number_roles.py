"""What a number counts in an abstract (the whole trial, an arm, people with an event), by a trained linear model.

The model is data (number_roles.json; docs/models/number_roles.md says what it learnt from): what a number counts is
judged from the features of `_number_features`, whose arm it is from those of `_number_sides`, number against number.
Weights are whole numbers (a hundredth each), so that sums are the same everywhere; those of a feature for all families
are packed into one integer, so that a sum of integers adds up all families at once.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import orjson

from tracker.claims._base import Document, Sentence
from tracker.claims._number_candidates import Candidate, numbers_of
from tracker.claims._number_features import Reader, Shapes
from tracker.claims._number_sides import side_features
from tracker.claims._trial_arms import trial_arms

FAMILIES = ("total", "arm", "rate", "count", "other")
SIDED = ("arm", "rate", "count")
"""What is counted of one arm."""
COUNTS, SHARES = frozenset({"#", "#1", "#y"}), frozenset({"#%"})
"""Forms of numbers (`Numbers`): whole ones, and percentages. Of whole ones alone it is told whose arms they are, not
whose events they count."""
KIN = 0.3
"""From this likeliness of its family on a number is told apart from others of the family by its arm."""
SCALE = 100
_BITS = 24
_MASK = (1 << _BITS) - 1
_BIAS = 1 << 14
"""Added to each weight, so that no field of a packed integer is negative; at most 512 features are added up."""


@dataclass(frozen=True, slots=True)
class Role:
    """A number: how likely each of `FAMILIES` is, and how likely it is the treatment arm's where it is an arm's."""

    number: Candidate
    shares: tuple[float, ...]
    treatment: float = 0.5

    @property
    def best(self) -> str:
        """The likeliest family."""
        return _best(self.shares)

    def share(self, family: str) -> float:
        """How likely it is that the number is of `family`."""
        return self.shares[FAMILIES.index(family)]


@dataclass(frozen=True, slots=True)
class Model:
    """The words that are told apart, the weights of each feature for the families, packed, and its weight for arms."""

    words: Shapes
    weights: dict[str, int]
    sides: dict[str, float]


def packed(weights: Sequence[int]) -> int:
    """The weights of one feature (one per family) as one integer."""
    return sum((weight + _BIAS) << (_BITS * at) for at, weight in enumerate(weights))


def _scores(weights: dict[str, int], features: Iterable[str]) -> list[int]:
    found = [weight for weight in map(weights.get, features) if weight is not None]
    total, lift = sum(found), len(found) * _BIAS
    return [((total >> (_BITS * at)) & _MASK) - lift for at in range(len(FAMILIES))]


def _shares(scores: Sequence[int]) -> tuple[float, ...]:
    top = max(scores)
    powers = [math.exp((score - top) / SCALE) for score in scores]
    whole = sum(powers)
    return tuple(power / whole for power in powers)


def _best(scores: Sequence[float]) -> str:
    return FAMILIES[max(range(len(FAMILIES)), key=scores.__getitem__)]


@cache
def model() -> Model:
    """The trained model, read at its first use."""
    data: dict[str, Any] = orjson.loads(Path(__file__).with_name("number_roles.json").read_bytes())
    return unpacked(data)


def unpacked(data: dict[str, Any]) -> Model:
    """A model from its JSON form."""
    return Model(
        Shapes(data["words"]),
        {name: packed(weights) for name, weights in data["families"].items()},
        {name: weight / SCALE for name, weight in data["arms"].items()},
    )


def roles(sentence: Sentence, forms: frozenset[str] = COUNTS) -> tuple[Role, ...]:
    """The numbers of a sentence that have one of these forms, in order, with the likeliness of each role."""
    return _roles(sentence.text, sentence.start, sentence.document, forms)


@lru_cache(maxsize=64)
def _roles(text: str, start: int, document: Document, forms: frozenset[str]) -> tuple[Role, ...]:
    if not any(one.form in forms for one in numbers_of(text).candidates):
        return ()
    trained = model()
    reader = Reader(Sentence(text, start, document=document), trained.words)
    found = {
        at: Role(number, _shares(_scores(trained.weights, reader.features(at))))
        for at, number in enumerate(reader.numbers.candidates)
        if number.form in forms
    }
    for family in SIDED if forms is not COUNTS else ("arm",):
        kin = [at for at, one in found.items() if one.share(family) >= KIN]
        for at, share in zip(kin, sides(trained, family, reader, kin, document), strict=True):
            found[at] = replace(found[at], treatment=share)
    return tuple(found.values())


def sides(trained: Model, family: str, reader: Reader, kin: Sequence[int], document: Document) -> list[float]:
    """How likely each number of `kin` (of one family in a sentence) is that of the treatment arm.

    An even number of them is read as pairs, one of each arm; of more than two the least likely is the control's.
    """
    if not kin:
        return []
    seen = side_features(reader.numbers, kin, document.of(trial_arms))
    scores = [sum(trained.sides.get(name, 0.0) for name in features) for features in seen]
    if len(kin) % 2:
        middle = sum(scores) / len(scores) if len(scores) > 1 else -trained.sides.get(f"alone {family}", 0.0)
        return [_sigmoid(score - middle) for score in scores]
    shares: list[float] = []
    for first, second in zip(scores[::2], scores[1::2], strict=True):
        share = _sigmoid(first - second)
        shares += [share, 1 - share]
    return shares


def _sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def reasons(sentence: Sentence, start: int, most: int = 5) -> list[tuple[str, float]]:
    """The features that speak most for the role of the number at `start`, with their weights: the largest first."""
    trained = model()
    reader = Reader(sentence, trained.words)
    numbers = reader.numbers.candidates
    at = next((n for n, one in enumerate(numbers) if one.start == start), None)
    if at is None:
        return []
    best = _best(_scores(trained.weights, reader.features(at)))
    field = _BITS * FAMILIES.index(best)
    weighed = [
        (name, (((trained.weights[name] >> field) & _MASK) - _BIAS) / SCALE)
        for name in reader.features(at)
        if name in trained.weights
    ]
    return sorted(weighed, key=lambda item: (-item[1], item[0]))[:most]
