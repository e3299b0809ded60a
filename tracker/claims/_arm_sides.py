"""Which arm figures are of, judged over a whole abstract by a trained linear model: the treatment's or the control's.

The rules and the model of number roles look at one sentence; here what they say is weighed with which arm the title and
the text name first, what a group's letter stands for and what stands beside it. Figures under one label are of one arm,
and two labels in a sentence are of two. The model is data (arm_sides.json; docs/models/arm_sides.md).
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import orjson

from tracker.claims._arm_side_features import Figure, Item, features, figures, mates
from tracker.claims._gated import Gated

SURE = 200
"""Score (hundredths of the logarithm of odds) from which a figure gets an arm that the rules gave none."""
BY = "arm sides"
_OF_ALL = Gated(r"\b(?:both|each|either|all|overall|total|entire|whole|every)\b", re.IGNORECASE)


@cache
def model() -> dict[str, int]:
    """The trained weights, in hundredths, read at their first use."""
    weights: dict[str, int] = orjson.loads(Path(__file__).with_name("arm_sides.json").read_bytes())
    return weights


def sided(items: list[Item]) -> list[Item]:
    """What was found in one text, figures of arms with the arm they belong to."""
    some = figures(items)
    if not some:
        return items
    result = list(items)
    for one, score in zip(some, scores(some, model()), strict=True):
        sentence, name, found = items[one.at]
        arm = "treatment" if score > 0 else "control"
        wanted = found.arm or (one.named and abs(score) >= SURE)
        if arm != found.arm and score and wanted and not _OF_ALL.search(one.label):
            told = found.qualifiers | {"arm_by": "order", "decided_by": BY}
            result[one.at] = sentence, name, replace(found, arm=arm, qualifiers=told)
    return result


def scores(some: Sequence[Figure], weights: dict[str, int]) -> list[float]:
    """How much speaks for each figure being the treatment's (above 0) or the control's."""
    alone = [float(sum(weights.get(name, 0) for name in row)) for row in features(some)]
    return _opposed(some, _by_label(some, alone))


def _by_label(some: Sequence[Figure], alone: Sequence[float]) -> list[float]:
    """The mean of the scores of all figures that have one label in the text."""
    under: dict[frozenset[str], list[float]] = defaultdict(list)
    for one, score in zip(some, alone, strict=True):
        under[one.words].append(score)
    return [
        sum(under[one.words]) / len(under[one.words]) if one.words and one.named else score
        for one, score in zip(some, alone, strict=True)
    ]


def _opposed(some: Sequence[Figure], known: Sequence[float]) -> list[float]:
    """Of two labels in a sentence (or, without labels, of two places in turn) one is each arm's."""
    result = list(known)
    for n, beside in enumerate(mates(some)):
        if n != beside[0]:
            continue
        sides: dict[Hashable, list[int]] = defaultdict(list)
        for place, m in enumerate(beside):
            turn = place % 2 if len(beside) % 2 == 0 else place
            sides[some[m].words if some[m].named else turn].append(m)
        if len(sides) == 2:
            first, second = sides.values()
            half = (sum(known[m] for m in first) / len(first) - sum(known[m] for m in second) / len(second)) / 2
            for m in beside:
                result[m] = half if m in first else -half
    return result
