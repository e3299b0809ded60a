"""Train the model of number roles: `python -m tracker.evaluation._train_number_roles FOLDER OUT [--folds N]`.

FOLDER holds the gold files pico_corpus.jsonl and ctro_corpus.jsonl, of which only the seen parts are read, and
number_roles_examples.toml beside this file holds sentences of our own. Multinomial logistic regression with L2, fitted
by L-BFGS on all candidates; where a label leaves open which arm is meant, the likelihood is that of either. The second
reading learns from first readings made by models that did not see the document (four folds).
"""

import argparse
import re
import sys
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from tracker.claims._joined import shadow_of
from tracker.claims._number_features import Reader, _shape
from tracker.claims._number_roles import ROLES, SCALE, beside
from tracker.claims._splitter import spans
from tracker.evaluation._base import held_back
from tracker.text import canonical

FOLDS = 4
L2 = 1.0
STRESS = 3.0
_SUMMARIES = frozenset("side told both arm rule sum part kin odd own form nv rv lv".split())
LEAST = 3
"""Documents in which a feature must occur."""
_LABELS = {
    "total-participants": ("total",),
    "intervention-participants": ("arm_treatment",),
    "control-participants": ("arm_control",),
    "iv-bin-percent": ("rate_treatment",),
    "cv-bin-percent": ("rate_control",),
    "iv-bin-abs": ("count_treatment",),
    "cv-bin-abs": ("count_control",),
    "NumberPatientsCT": ("total",),
    "FinalNumPatientsCT": ("total",),
    "NumberPatientsArm": ("arm_treatment", "arm_control"),
    "FinalNumPatientsArm": ("arm_treatment", "arm_control"),
    "PercentageAffected": ("rate_treatment", "rate_control"),
    "NumberAffected": ("count_treatment", "count_control"),
}
Array = Any


@dataclass
class Text:
    """A labelled text: its sentences as (start, text), and the roles that its numbers may have, by where they start."""

    name: str
    corpus: str
    text: str
    labels: list[tuple[int, int, tuple[str, ...]]]
    sentences: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Item:
    """A candidate: its document, features, its place in the sentence, and the allowed roles."""

    document: int
    features: list[str]
    sentence: int
    side: tuple[str, str]
    allowed: tuple[int, ...]
    start: int = 0


def texts(folder: Path) -> Iterator[Text]:
    """The seen documents of both corpora, and the examples of our own."""
    for corpus in ("pico", "ctro"):
        for line in (folder / f"{corpus}_corpus.jsonl").read_bytes().splitlines():
            row = orjson.loads(line)
            if held_back(str(row["id"])):
                continue
            text = canonical(row["text"])
            shadow = shadow_of(text)
            places = shadow.places if shadow else range(len(text))
            labels = [
                (bisect_left(places, g["start"]), bisect_left(places, g["end"]), _LABELS[g["type"]])
                for g in row["gold"]
                if g["type"] in _LABELS
            ]
            yield Text(str(row["id"]), corpus, shadow.text if shadow else text, labels)
    own = Path(__file__).with_name("number_roles_examples.toml")
    if own.exists():
        for n, row in enumerate(tomllib.loads(own.read_text("utf-8"))["example"]):
            labels = []
            for role, printed in row.items():
                if role in ROLES:
                    for one in printed:
                        found = re.search(rf"(?<!\w){re.escape(one)}(?!\w)", row["text"])
                        if found is None:
                            raise ValueError(f"'{one}' does not stand in '{row['text']}'")
                        labels.append((*found.span(), (role,)))
            yield Text(f"own:{n}", "own", row["text"], labels)


def items(number: int, text: Text, known: frozenset[str] | None) -> Iterator[Item]:
    """The candidates of a text with their features."""
    for nth, (start, end) in enumerate(spans(text.text)):
        reader = Reader(text.text[start:end], start, text.text, known)
        for at, one in enumerate(reader.numbers.candidates):
            roles = next(
                (r for low, high, r in text.labels if low < start + one.end and start + one.start < high), ("other",)
            )
            allowed = tuple(ROLES.index(r) for r in roles)
            features = reader.features(at)
            yield Item(number, features, number * 1000 + nth, reader.sides[at], allowed, start + one.start)


def vocabulary(all_texts: Sequence[Text]) -> frozenset[str]:
    """The words told apart: in at least six texts, and where a corpus is large enough to tell, in both."""
    seen: dict[str, Counter[str]] = {"pico": Counter(), "ctro": Counter(), "own": Counter()}
    for text in all_texts:
        words = {_shape(word) for word in re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|[^\s\w]", text.text.lower())}
        seen[text.corpus].update(words)
    kept = {w for w, n in seen["pico"].items() if n >= 6 and seen["ctro"][w] >= 1}
    kept |= {w for w, n in seen["ctro"].items() if n >= 6}
    kept |= {w for w, n in seen["own"].items() if n >= 3}
    return frozenset(kept | {"#", "#.", "#y", "#%", "#1", "<p>", "<s>", "</s>"})


def stress(names: dict[str, int]) -> Array:
    """How much each feature may weigh: a feature that sums up many words may weigh more than a word."""
    found = np.ones(len(names), dtype=np.float32)
    for name, n in names.items():
        if name.split(" ", 1)[0] in _SUMMARIES:
            found[n] = STRESS
    return found


class Data:
    """Features as a sparse matrix with numpy: rows are candidates."""

    def __init__(self, rows: Sequence[Sequence[str]], names: dict[str, int]) -> None:
        """Index the features that are in `names`."""
        known = [[names[f] for f in dict.fromkeys(row) if f in names] for row in rows]
        lengths = np.array([len(row) for row in known])
        self.columns: Array = np.array([c for row in known for c in row], dtype=np.int32)
        self.starts: Array = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        self.rows: Array = np.repeat(np.arange(len(known)), lengths)
        order = np.argsort(self.columns, kind="stable")
        self.by_column_rows: Array = self.rows[order]
        sorted_columns = self.columns[order]
        self.used, self.column_starts = np.unique(sorted_columns, return_index=True)
        self.width = len(names)
        self.stress: Array = stress(names)[self.columns][:, None]
        self.sorted_stress: Array = self.stress[order]

    def scores(self, weights: Array) -> Array:
        """Rows times weights."""
        return np.add.reduceat(weights[self.columns] * self.stress, self.starts, axis=0)

    def back(self, slopes: Array) -> Array:
        """Columns times slopes."""
        found = np.zeros((self.width, slopes.shape[1]), dtype=slopes.dtype)
        found[self.used] = np.add.reduceat(slopes[self.by_column_rows] * self.sorted_stress, self.column_starts, axis=0)
        return found


def _loss(data: Data, allowed: Array, l2: float, flat: Array) -> tuple[float, Array]:
    weights = flat.reshape(data.width, len(ROLES))
    scores = data.scores(weights)
    scores -= scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    shares = powers / powers.sum(axis=1, keepdims=True)
    right = shares * allowed
    sums = right.sum(axis=1, keepdims=True)
    value = -np.log(np.maximum(sums, 1e-30)).sum() + 0.5 * l2 * (weights**2).sum()
    slopes = shares - right / np.maximum(sums, 1e-30)
    return float(value), (data.back(slopes) + l2 * weights).ravel()


def minimise(loss: Any, start: Array, rounds: int = 80, memory: int = 8) -> Array:
    """L-BFGS with a halving line search (Nocedal and Wright, algorithm 7.4)."""
    at, (value, slope) = start, loss(start)
    steps: list[tuple[Array, Array, float]] = []
    for _ in range(rounds):
        direction, alphas = -slope, []
        for s, y, rho in reversed(steps):
            alpha = rho * s.dot(direction)
            alphas.append(alpha)
            direction = direction - alpha * y
        if steps:
            s, y, _rho = steps[-1]
            direction = direction * (s.dot(y) / y.dot(y))
        for (s, y, rho), alpha in zip(steps, reversed(alphas), strict=True):
            direction = direction + s * (alpha - rho * y.dot(direction))
        length = 1.0 if steps else min(1.0, 1.0 / float(np.abs(slope).sum()))
        downhill = slope.dot(direction)
        for _halving in range(30):
            moved = at + length * direction
            new_value, new_slope = loss(moved)
            if new_value <= value + 1e-4 * length * downhill:
                break
            length /= 2
        else:
            break
        s, y = moved - at, new_slope - slope
        if s.dot(y) > 1e-10:
            steps = [*steps[-(memory - 1) :], (s, y, 1.0 / float(s.dot(y)))]
        done = value - new_value < 3e-4 * abs(value)
        at, value, slope = moved, new_value, new_slope
        if done:
            break
    return at


Fitted = tuple[dict[str, int], Array]


def fit(some: Sequence[Item], rows: Sequence[Sequence[str]], l2: float = L2) -> Fitted:
    """The weights of a model of the given rows, and its features."""
    counted: Counter[str] = Counter()
    last: dict[str, int] = {}
    for item, row in zip(some, rows, strict=True):
        for name in row:
            if last.get(name) != item.document:
                last[name] = item.document
                counted[name] += 1
    names = {name: n for n, name in enumerate(sorted(f for f, n in counted.items() if n >= LEAST))}
    data = Data(rows, names)
    allowed = np.zeros((len(some), len(ROLES)), dtype=np.float32)
    for n, item in enumerate(some):
        allowed[n, list(item.allowed)] = 1
    flat = minimise(partial(_loss, data, allowed, l2), np.zeros(len(names) * len(ROLES), dtype=np.float32))
    return names, flat.reshape(len(names), len(ROLES)) * stress(names)[:, None]


def best_of(fitted: Fitted, rows: Sequence[Sequence[str]]) -> list[int]:
    """The likeliest role of each row."""
    names, weights = fitted
    return [int(np.argmax(weights[[names[f] for f in row if f in names]].sum(axis=0))) for row in rows]


def with_neighbours(some: Sequence[Item], best: Sequence[int]) -> list[list[str]]:
    """The features of each candidate with those of what its neighbours seem to be."""
    rows: list[list[str]] = []
    at = 0
    while at < len(some):
        end = at
        while end < len(some) and some[end].sentence == some[at].sentence:
            end += 1
        names = [ROLES[b] for b in best[at:end]]
        sides = [one.side for one in some[at:end]]
        rows.extend([*some[n].features, *beside(names, sides, n - at)] for n in range(at, end))
        at = end
    return rows


def fold_of(item: Item) -> int:
    """The fold that a candidate's document belongs to."""
    return item.document % FOLDS


def two_readings(some: Sequence[Item]) -> tuple[Fitted, Fitted]:
    """Both models: the second learns from first readings by models that did not see the document."""
    best = [0] * len(some)
    for fold in range(FOLDS):
        inside = [n for n, one in enumerate(some) if fold_of(one) != fold]
        outside = [n for n, one in enumerate(some) if fold_of(one) == fold]
        fitted = fit([some[n] for n in inside], [some[n].features for n in inside])
        for n, role in zip(outside, best_of(fitted, [some[n].features for n in outside]), strict=True):
            best[n] = role
    first = fit(some, [one.features for one in some])
    return first, fit(some, with_neighbours(some, best))


def as_json(words: frozenset[str], fitted: tuple[Fitted, Fitted], least: float = 0.03) -> dict[str, Any]:
    """A model as data: weights in hundredths; features that hardly weigh are left out."""
    parts = []
    for names, weights in fitted:
        whole = np.rint(weights * SCALE).astype(int)
        parts.append({name: whole[n].tolist() for name, n in names.items() if np.abs(weights[n]).max() >= least})
    return {"words": sorted(words), "first": parts[0], "second": parts[1]}


def main() -> None:
    """Train and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    all_texts = list(texts(given.folder))
    words = vocabulary(all_texts)
    some = [item for n, text in enumerate(all_texts) for item in items(n, text, words)]
    print(f"{len(all_texts)} texts, {len(words)} words, {len(some)} numbers", file=sys.stderr)
    given.out.write_bytes(orjson.dumps(as_json(words, two_readings(some)), option=orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    main()
