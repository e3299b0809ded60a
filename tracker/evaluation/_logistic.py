"""Logistic regression over named features, with numpy alone: what the shipped models are trained with."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

Array = Any
Row = Mapping[str, float]
"""The features of one item by name, with their values."""
Fitted = tuple[dict[str, int], Array]
"""The features of a model, and its weights: a row per feature, a column per class."""


class Rows:
    """Items as a sparse matrix: only the features in `names`, each stretched by `stretch` (how much it may weigh)."""

    def __init__(self, rows: Sequence[Row], names: Mapping[str, int], stretch: Array) -> None:
        """Index the rows."""
        known = [sorted((names[f], value) for f, value in row.items() if f in names) or [(0, 0.0)] for row in rows]
        lengths = np.array([len(row) for row in known])
        self.columns: Array = np.array([c for row in known for c, _ in row], dtype=np.int64)
        values = np.array([value for row in known for _, value in row], dtype=np.float32)
        self.values: Array = (values * stretch[self.columns])[:, None]
        self.starts: Array = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        order = np.argsort(self.columns, kind="stable")
        self.rows: Array = np.repeat(np.arange(len(known)), lengths)[order]
        self.sorted_values: Array = self.values[order]
        self.used, self.column_starts = np.unique(self.columns[order], return_index=True)
        self.width = len(names)

    def times(self, weights: Array) -> Array:
        """Rows times weights."""
        return np.add.reduceat(weights[self.columns] * self.values, self.starts, axis=0)

    def back(self, slopes: Array) -> Array:
        """Columns times slopes."""
        found = np.zeros((self.width, slopes.shape[1]), dtype=slopes.dtype)
        found[self.used] = np.add.reduceat(slopes[self.rows] * self.sorted_values, self.column_starts, axis=0)
        return found


def _loss(rows: Rows, truth: Array, l2: float, flat: Array) -> tuple[float, Array]:
    weights = flat.reshape(rows.width, truth.shape[1])
    scores = rows.times(weights)
    scores -= scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    shares = powers / powers.sum(axis=1, keepdims=True)
    value = -(truth * np.log(np.maximum(shares, 1e-30))).sum() + 0.5 * l2 * (weights**2).sum()
    return float(value), (rows.back(shares - truth) + l2 * weights).ravel()


def minimise(loss: Callable[[Array], tuple[float, Array]], start: Array, rounds: int = 60, memory: int = 8) -> Array:
    """L-BFGS with a halving line search (Nocedal and Wright, algorithm 7.4)."""
    at, (value, slope) = start, loss(start)
    steps: list[tuple[Array, Array, float]] = []
    for _ in range(rounds):
        direction, alphas = -slope, []
        for s, y, rho in reversed(steps):
            alphas.append(rho * s.dot(direction))
            direction = direction - alphas[-1] * y
        if steps:
            s, y, _rho = steps[-1]
            direction = direction * (s.dot(y) / y.dot(y))
        for (s, y, rho), alpha in zip(steps, reversed(alphas), strict=True):
            direction = direction + s * (alpha - rho * y.dot(direction))
        length = 1.0 if steps else min(1.0, 1.0 / float(np.abs(slope).sum()))
        downhill = slope.dot(direction)
        for _halving in range(30):
            new_value, new_slope = loss(at + length * direction)
            if new_value <= value + 1e-4 * length * downhill:
                break
            length /= 2
        else:
            break
        moved = at + length * direction
        s, y = moved - at, new_slope - slope
        if s.dot(y) > 1e-10:
            steps = [*steps[-(memory - 1) :], (s, y, 1.0 / float(s.dot(y)))]
        done = value - new_value < 3e-4 * abs(value)
        at, value, slope = moved, new_value, new_slope
        if done:
            break
    return at


def fit(
    rows: Sequence[Row],
    classes: Sequence[int],
    groups: Sequence[int],
    *,
    of: int,
    l2: float,
    least: int,
    stretched: Callable[[str], float],
) -> Fitted:
    """Fit the weights for `of` classes; a feature counts that occurs in at least `least` groups (documents)."""
    counted: Counter[str] = Counter()
    last: dict[str, int] = {}
    for row, group in zip(rows, groups, strict=True):
        for name in row:
            if last.get(name) != group:
                last[name] = group
                counted[name] += 1
    names = {name: n for n, name in enumerate(sorted(f for f, n in counted.items() if n >= least))}
    stretch = np.array([stretched(name) for name in names], dtype=np.float32)
    truth = np.zeros((len(rows), of), dtype=np.float32)
    truth[np.arange(len(rows)), list(classes)] = 1
    start = np.zeros(len(names) * of, dtype=np.float32)
    flat = minimise(partial(_loss, Rows(rows, names, stretch), truth, l2), start)
    return names, flat.reshape(len(names), of) * stretch[:, None]


def scores(fitted: Fitted, rows: Sequence[Row]) -> Array:
    """What a model says of each row: a score per class."""
    names, weights = fitted
    return np.array(
        [
            sum((weights[names[f]] * value for f, value in row.items() if f in names), np.zeros(weights.shape[1]))
            for row in rows
        ]
    )
