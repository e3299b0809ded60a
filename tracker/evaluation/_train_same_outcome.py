"""Fit the model of `tracker.claims._same_outcome`: python -m tracker.evaluation._train_same_outcome PAIRS [OUTCOMES].

PAIRS is a file of labelled pairs (outcome_similarity.jsonl), OUTCOMES one of registered outcomes, from which only words
are counted. Held-back rows are neither fitted nor counted, nor do they choose the threshold. Logistic regression with a
ridge penalty (Newton's method) on standardised features; the threshold is the one with the best F1 over folds that
share no source text.
"""

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from tracker.claims._outcome_pairs import features
from tracker.claims._outcome_words import MODEL, definitions, model, telling, words_of
from tracker.evaluation._base import held_back
from tracker.evaluation._sources import sources

PENALTY = 20.0
FOLDS = 8
SEEN_OFTEN = 3
"""A word in fewer phrases counts as unseen."""
Array = np.ndarray[Any, np.dtype[Any]]


def _rows(path: Path) -> list[dict[str, Any]]:
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [row for row in rows if not held_back(str(row["id"]))]


def _pair(text: str) -> tuple[str, str]:
    one, other = text.split("|||")
    return one.strip(), other.strip()


def _counted(phrases: Iterable[str]) -> dict[str, Any]:
    counts = Counter(one for phrase in phrases for one in telling(phrase))
    return {one: count for one, count in sorted(counts.items()) if count >= SEEN_OFTEN}


def _fitted(x: Array, y: Array) -> Array:
    weights = np.zeros(x.shape[1])
    ridge = np.eye(x.shape[1]) * PENALTY
    ridge[0, 0] = 0.0
    for _ in range(30):
        p = _chance(x, weights)
        weights += np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge, x.T @ (y - p) - ridge @ weights)
    return weights


def _chance(x: Array, weights: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-x @ weights)))


def _f1(y: Array, yes: Array) -> float:
    return float(2 * (y * yes).sum() / max(1.0, y.sum() + yes.sum()))


def main(pairs: Path, outcomes: Path | None) -> None:
    """Write the model from the rows that are not held back, and print how it does on folds by source text."""
    rows = _rows(pairs)
    told = [_pair(row["text"]) for row in rows]
    phrases = {phrase for pair in told for phrase in pair}
    for row in _rows(outcomes) if outcomes else ():
        registered = [*row["registry_primary"], *row["registry_secondary"]]
        phrases.update(re.split(r"\n", one)[0] for one in registered if one)
    counted: dict[str, Any] = {"phrases": len(phrases), "words": _counted(sorted(phrases))}
    MODEL.write_text(json.dumps(counted | {"weights": {}, "bias": 0.0, "threshold": 0.5}), encoding="utf-8")
    model.cache_clear()
    seen = [features(*(words_of(one, tuple(sorted(definitions(*pair).items()))) for one in pair)) for pair in told]
    names = list(seen[0])
    raw = np.array([[one[name] for name in names] for one in seen])
    y = np.array([float(row["gold"][0]["value"]) for row in rows])
    middle, spread = raw.mean(0), raw.std(0) + 1e-9
    x = np.hstack([np.ones((len(raw), 1)), (raw - middle) / spread])
    group = sources(told)
    fold = np.array([int(hashlib.sha256(group[one].encode()).hexdigest(), 16) % FOLDS for one, _ in told])
    chance = np.zeros(len(y))
    for at in range(FOLDS):
        chance[fold == at] = _chance(x[fold == at], _fitted(x[fold != at], y[fold != at]))
    threshold = max((round(0.02 * n, 2) for n in range(10, 35)), key=lambda t: _f1(y, (chance >= t) * 1.0))
    weights = _fitted(x, y)
    learnt = {
        "weights": {name: round(float(w / s), 4) for name, w, s in zip(names, weights[1:], spread, strict=True)},
        "bias": round(float(weights[0] - (weights[1:] * middle / spread).sum()), 4),
        "threshold": threshold,
    }
    MODEL.write_text(json.dumps(counted | learnt, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(rows)} pairs, F1 over folds by source text {_f1(y, (chance >= threshold) * 1.0):.3f} at {threshold}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
