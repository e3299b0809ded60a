"""The weights by which statements of significance find their outcomes (docs/models/significance.md says whence).

Whole numbers, a hundredth each, so that sums are the same everywhere. A feature without a weight counts nothing.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson

_DATA = Path(__file__).with_name("significance_model.json")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the three parts: tags of tokens (begin, inside), phrases that are outcomes, pairs that go together.

    `steps[a][b]` is the score of tag b after tag a, where the tags are none, begin, inside.
    """

    tags: Mapping[str, tuple[int, int]]
    steps: tuple[tuple[float, ...], ...]
    spans: Mapping[str, int]
    pairs: Mapping[str, int]


@cache
def model() -> Model:
    """The model, read when it is first asked for."""
    data = orjson.loads(_DATA.read_bytes())
    return Model(
        {key: (begin, inside) for key, (begin, inside) in data["tags"].items()},
        tuple(tuple(row) for row in data["steps"]),
        data["spans"],
        data["pairs"],
    )


def share(weights: Mapping[str, int], features: Iterable[str]) -> float:
    """How likely what has these features is what the weights were trained for."""
    total = sum(weights.get(one, 0) for one in features) / 100
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
