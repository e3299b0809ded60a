"""Logistic regression with a ridge penalty, for the small models of the package. Needs numpy, as spaCy does."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

FOLDS = 8
Array = np.ndarray[Any, np.dtype[Any]]


def learnt(
    seen: Sequence[dict[str, float]], truth: Sequence[bool], groups: Sequence[str], penalty: float
) -> tuple[dict[str, Any], float]:
    """Weights, bias and threshold for features `seen`, and the F1 over folds that share no group.

    Newton's method on standardised features. The threshold is the one with the best F1 over those folds.
    """
    names = list(seen[0])
    raw = np.array([[one[name] for name in names] for one in seen])
    y = np.array([float(one) for one in truth])
    middle, spread = raw.mean(0), raw.std(0) + 1e-9
    x = np.hstack([np.ones((len(raw), 1)), (raw - middle) / spread])
    fold = np.array([int(hashlib.sha256(one.encode()).hexdigest(), 16) % FOLDS for one in groups])
    chance = np.zeros(len(y))
    for at in range(FOLDS):
        chance[fold == at] = _chance(x[fold == at], _fitted(x[fold != at], y[fold != at], penalty))
    thresholds = [round(0.02 * n, 2) for n in range(8, 35)]
    threshold = max(thresholds, key=lambda t: _f1(y, (chance >= t) * 1.0))
    weights = _fitted(x, y, penalty)
    model = {
        "weights": {name: round(float(w / s), 4) for name, w, s in zip(names, weights[1:], spread, strict=True)},
        "bias": round(float(weights[0] - (weights[1:] * middle / spread).sum()), 4),
        "threshold": threshold,
    }
    return model, _f1(y, (chance >= threshold) * 1.0)


def _fitted(x: Array, y: Array, penalty: float) -> Array:
    weights = np.zeros(x.shape[1])
    ridge = np.eye(x.shape[1]) * penalty
    ridge[0, 0] = 0.0
    for _ in range(30):
        p = _chance(x, weights)
        weights += np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge, x.T @ (y - p) - ridge @ weights)
    return weights


def _chance(x: Array, weights: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-x @ weights)))


def _f1(y: Array, yes: Array) -> float:
    return float(2 * (y * yes).sum() / max(1.0, y.sum() + yes.sum()))
