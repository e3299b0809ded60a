"""Precision, recall and F1 with bootstrap intervals.

The interval is the 2.5th to 97.5th percentile of the F1 of resampled groups of documents (Efron's percentile bootstrap,
1,000 samples, fixed seed): documents, not items, are what a new text is drawn from.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.evaluation._base import Judged

SAMPLES = 1000
Tally = tuple[int, int, int, int, int]
"""Of one group: hits, values read wrongly, values missed, documents, documents with an answer."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How well one task went: `low`..`high` is the interval of `f1`; `answered`: share of documents with a value."""

    documents: int
    items: int
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    answered: float


def figures(judged: Iterable[tuple[str, Judged]]) -> Figures:
    """The figures of one task over its documents, given as (id, Judged); items are counted exactly, micro-averaged."""
    groups: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for name, one in judged:
        hits = len(one.gold.keys() & one.read.keys())
        tally = (hits, len(one.read) - hits, len(one.gold) - hits, 1, int(bool(one.read)))
        group = groups[one.group or name]
        for at, amount in enumerate(tally):
            group[at] += amount
    tallies: list[Tally] = [(a, b, c, d, e) for a, b, c, d, e in groups.values()]
    hits, wrong, missed, documents, answered = map(sum, zip(*tallies, strict=True)) if tallies else (0,) * 5
    low, high = _interval(tallies)
    return Figures(
        documents,
        hits + missed,
        _share(hits, hits + wrong),
        _share(hits, hits + missed),
        _f1(hits, wrong, missed),
        low,
        high,
        _share(answered, documents),
    )


def _interval(tallies: Sequence[Tally]) -> tuple[float, float]:
    if not tallies:
        return 0.0, 0.0
    chance = random.Random(20261130)
    scores = []
    for _ in range(SAMPLES):
        sample = chance.choices(tallies, k=len(tallies))
        scores.append(_f1(sum(t[0] for t in sample), sum(t[1] for t in sample), sum(t[2] for t in sample)))
    scores.sort()
    return scores[int(0.025 * SAMPLES)], scores[int(0.975 * SAMPLES) - 1]


def _f1(hits: int, wrong: int, missed: int) -> float:
    return _share(2 * hits, 2 * hits + wrong + missed)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
