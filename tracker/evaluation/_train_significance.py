"""Train the model of significance: `python -m tracker.evaluation._train_significance FOLDER OUT`.

FOLDER holds the gold files koroleva_significance.jsonl and pico_corpus.jsonl, of which only the seen parts are read.
Three linear models are fitted one on the other: a conditional random field over tokens (outcome phrases), a logistic
regression over the phrases it proposes, and one over pairs of statement and phrase. The second and third learn from
phrases proposed by models that did not see the document (five folds); printed is how well they do on those.
"""

import argparse
import hashlib
import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from tracker.claims._base import Sentence
from tracker.claims._outcome_spans import ENOUGH, Phrase, features, mended
from tracker.claims._outcome_tags import Token, features_of, parts_of, tagged, tokens
from tracker.claims._significance_outcomes import cue_of
from tracker.claims._significance_pairs import Cue, Layout, chosen, features as pair_features
from tracker.claims._splitter import spans
from tracker.claims.significance import statements
from tracker.evaluation._base import held_back
from tracker.text import canonical

FOLDS = 5
TAG_ROUNDS, PAIR_ROUNDS = 8, 15
BATCH = 8
"""Sentences, of about one length, after which the weights of the tagger are moved."""
OTHER_WEIGHT = 0.1
"""How much a sentence of the other corpus counts, whose outcomes are labelled by other rules."""
OFTEN = 3
"""Sentences in which a feature of tokens must occur."""
LEAST_OF_TAGS = 15
LEAST = 8
"""Hundredths below which a weight is left out, of the tagger and of the others."""
Array = Any
Span = tuple[int, int]


@dataclass
class Text:
    """A labelled sentence: its outcomes, its pairs with their label, and what was read of it so far."""

    name: str
    text: str
    outcomes: list[Span]
    pairs: dict[tuple[Span, Span], int]
    weight: float = 1.0
    given: list[Token] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    phrase_rows: list[list[str]] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)

    @property
    def fold(self) -> int:
        """The part that it is judged in."""
        return int(hashlib.sha256(self.name.encode()).hexdigest(), 16) % FOLDS


def _meet(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _load(folder: Path) -> Iterator[Text]:
    for line in (folder / "koroleva_significance.jsonl").read_bytes().splitlines():
        row = orjson.loads(line)
        if not held_back(row["id"]):
            outcomes = [(g["start"], g["end"]) for g in row["gold"] if g["type"] == "outcome"]
            relations = [g for g in row["gold"] if g["type"] == "outcome_significance_rel"]
            pairs = {(tuple(g["outcome"]), tuple(g["sig"])): g["value"] for g in relations}
            yield Text(row["id"].split(":")[1], canonical(row["text"]), sorted(set(outcomes)), pairs)
    for line in (folder / "pico_corpus.jsonl").read_bytes().splitlines():
        row = orjson.loads(line)
        if held_back(row["id"]):
            continue
        labels = sorted({(g["start"], g["end"]) for g in row["gold"] if g["type"] in {"outcome", "outcome-Measure"}})
        for start, end in spans(row["text"]):
            own = [(a - start, b - start) for a, b in labels if start <= a and b <= end]
            if own:
                yield Text(row["id"], row["text"][start:end], own, {}, OTHER_WEIGHT)


def _prepare(one: Text) -> None:
    one.given = tokens(one.text)
    one.rows = [features_of(parts) for parts in parts_of(one.text, one.given)]
    if one.weight == 1.0:
        found = [f for f in statements(Sentence(one.text)) if f.kind != "everyday"]
        one.cues = [cue_of(one.text, f) for f in found]


def _tags(one: Text) -> list[int]:
    found = [0] * len(one.given)
    for start, end in sorted(one.outcomes, key=lambda span: span[0] - span[1]):
        tag = 1
        for at, (a, b, _) in enumerate(one.given):
            if a < end and start < b:
                found[at], tag = found[at] or tag, 2
    return [1 if tag == 2 and (at == 0 or not found[at - 1]) else tag for at, tag in enumerate(found)]


class Tagger:
    """A linear-chain conditional random field, fitted by AdaGrad; the weights are means over the later rounds."""

    def __init__(self, texts: Sequence[Text]) -> None:
        """Fit it to `texts`."""
        counts = Counter(feature for one in texts for feature in {feature for row in one.rows for feature in row})
        kept = sorted(name for name, times in counts.items() if times >= OFTEN)
        self.index = {name: at for at, name in enumerate(kept, 1)}
        data = sorted(
            ((self._numbers(one.rows), np.array(_tags(one)), one.weight) for one in texts if one.rows),
            key=lambda item: len(item[1]),
        )
        batches = [data[at : at + BATCH] for at in range(0, len(data), BATCH)]
        size = len(self.index) + 1
        weights, steps = np.zeros((size, 3)), np.zeros((3, 3))
        squares, step_squares = np.full((size, 3), 1e-6), np.full((3, 3), 1e-6)
        sums, step_sums, count = np.zeros((size, 3)), np.zeros((3, 3)), 0
        chance = random.Random(1)
        for turn in range(TAG_ROUNDS):
            chance.shuffle(batches)
            for batch in batches:
                own = [weights[rows].sum(1) for rows, _, _ in batch]
                slopes, step_slope = _slopes(own, steps, [tags for _, tags, _ in batch], [w for _, _, w in batch])
                used, place = np.unique(np.concatenate([rows.reshape(-1) for rows, _, _ in batch]), return_inverse=True)
                total = np.zeros((len(used), 3))
                np.add.at(total, place, np.concatenate([np.repeat(one, data[0][0].shape[1], axis=0) for one in slopes]))
                total += 1e-3 * weights[used]
                squares[used] += total**2
                weights[used] -= 0.1 * total / np.sqrt(squares[used])
                step_squares += step_slope**2
                steps -= 0.1 * step_slope / np.sqrt(step_squares)
                if turn >= TAG_ROUNDS // 2:
                    sums, step_sums, count = sums + weights, step_sums + steps, count + 1
        self.weights, self.steps = sums / count, step_sums / count
        self.weights[0] = 0

    def _numbers(self, rows: list[list[str]]) -> Array:
        return np.array([[self.index.get(one, 0) for one in row] for row in rows])

    def scores(self, one: Text) -> list[tuple[float, float]]:
        """What `_outcome_tags.scores` gives, with these weights."""
        if not one.rows:
            return []
        own = self.weights[self._numbers(one.rows)].sum(1)
        return [(float(b - o), float(i - o)) for o, b, i in own]


def _slopes(
    own: Sequence[Array], steps: Array, tags: Sequence[Array], weights: Sequence[float]
) -> tuple[list[Array], Array]:
    """How the likelihood of `tags` changes with the scores of tokens and steps: forward-backward, side by side."""
    allowed = _allowed(steps)
    lengths = [len(one) for one in tags]
    longest, many = max(lengths), len(tags)
    scores = np.zeros((many, longest, 3))
    for at, one in enumerate(own):
        scores[at, : len(one)] = one
    inside = np.arange(longest)[None, :] < np.array(lengths)[:, None]
    ahead, behind = np.zeros_like(scores), np.zeros_like(scores)
    ahead[:, 0] = scores[:, 0] + np.array([0, 0, -30])
    for at in range(1, longest):
        ahead[:, at] = scores[:, at] + _total(ahead[:, at - 1, :, None] + allowed, 1)
    for at in range(longest - 2, -1, -1):
        following = _total(allowed[None] + (scores[:, at + 1] + behind[:, at + 1])[:, None, :], 2)
        behind[:, at] = np.where(inside[:, at + 1, None], following, 0)
    last = ahead[np.arange(many), np.array(lengths) - 1]
    whole = _total(last, 1)
    share = np.exp(ahead + behind - whole[:, None, None])
    step = np.exp(
        ahead[:, :-1, :, None]
        + allowed[None, None]
        + (scores[:, 1:] + behind[:, 1:])[:, :, None, :]
        - whole[:, None, None, None]
    )
    step_slope = np.zeros((3, 3))
    slopes = []
    for at, (length, true, weight) in enumerate(zip(lengths, tags, weights, strict=True)):
        slope = share[at, :length].copy()
        slope[np.arange(length), true] -= 1
        slopes.append(slope * weight)
        part = step[at, : length - 1].sum(0)
        np.subtract.at(part, (true[:-1], true[1:]), 1)
        step_slope += part * weight
    return slopes, step_slope


def _allowed(steps: Array) -> Array:
    """The scores of the steps, where no phrase goes on that did not begin."""
    found = steps.copy()
    found[0, 2] = -30
    return found


def _total(scores: Array, axis: int) -> Array:
    top = scores.max(axis)
    return top + np.log(np.exp(scores - np.expand_dims(top, axis)).sum(axis))


def logistic(rows: Sequence[Sequence[str]], truth: Sequence[int], decay: float) -> dict[str, float]:
    """Fit a logistic regression by AdaGrad; the weights are means over the later rounds."""
    index: dict[str, int] = {}
    data = [np.array([index.setdefault(one, len(index)) for one in row]) for row in rows]
    weights, squares, sums, count = np.zeros(len(index)), np.full(len(index), 1e-6), np.zeros(len(index)), 0
    order, chance = list(range(len(data))), random.Random(1)
    for turn in range(PAIR_ROUNDS):
        chance.shuffle(order)
        for at in order:
            own = data[at]
            off = 1 / (1 + math.exp(-max(-30.0, min(30.0, weights[own].sum())))) - truth[at]
            slope = off + decay * weights[own]
            squares[own] += slope**2
            weights[own] -= 0.2 * slope / np.sqrt(squares[own])
        if turn >= PAIR_ROUNDS // 3:
            sums, count = sums + weights, count + 1
    return {name: float(sums[at] / count) for name, at in index.items()}


def _share(weights: dict[str, float], row: Sequence[str]) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(weights.get(one, 0.0) for one in row)))))


def _propose(one: Text, tagger: Tagger) -> None:
    scored = tagger.scores(one)
    found = mended(one.text, tagged(one.given, scored, _allowed(tagger.steps)))
    one.phrase_rows = [features(one.text, span, at, len(found), one.given, scored) for at, span in enumerate(found)]
    one.phrases = [Phrase(*span, 0.0) for span in found]


def _span_data(texts: Sequence[Text]) -> tuple[list[list[str]], list[int]]:
    rows = [row for one in texts for row in one.phrase_rows]
    truth = [int(any(p.meets(*o) for o in one.outcomes)) for one in texts for p in one.phrases]
    return rows, truth


def _layout(one: Text, weights: dict[str, float] | None) -> Layout:
    """The phrases of a text as they are proposed, or (no weights) as they are labelled."""
    if weights is None:
        return Layout(one.text, one.cues, [Phrase(*span, 0.9) for span in one.outcomes])
    every = [Phrase(p.start, p.end, _share(weights, r)) for p, r in zip(one.phrases, one.phrase_rows, strict=True)]
    kept = {p for p in every if p.share >= ENOUGH}
    for rule in {cue.rule for cue in one.cues if cue.rule}:
        kept.update([p for p in every if p.meets(*rule)] or [Phrase(*rule, 0.3)])
    return Layout(one.text, one.cues, sorted(kept, key=lambda p: (p.start, p.end)))


def _pair_rows(one: Text, layout: Layout) -> Iterator[tuple[int, int, list[str], int]]:
    for at, cue in enumerate(layout.cues):
        for which, phrase in enumerate(layout.phrases):
            met = [v for (o, s), v in one.pairs.items() if phrase.meets(*o) and _meet(s, (cue.start, cue.end))]
            yield at, which, pair_features(layout, at, which), int(any(met))


def _judged(one: Text, layout: Layout, weights: dict[str, float]) -> tuple[int, int, int]:
    """Hits, pairs stated and true pairs among the labelled ones."""
    shares = [[0.0] * len(layout.phrases) for _ in layout.cues]
    for at, which, row, _ in _pair_rows(one, layout):
        shares[at][which] = _share(weights, row)
    stated = [
        (cue, layout.phrases[which])
        for cue, found in zip(layout.cues, chosen(layout, shares), strict=True)
        for which in found
    ]
    read = {(o, s) for o, s in one.pairs if any(p.meets(*o) and _meet(s, (c.start, c.end)) for c, p in stated)}
    true = {pair for pair, value in one.pairs.items() if value == 1}
    return len(read & true), len(read), len(true)


def train(folder: Path) -> dict[str, Any]:
    """Fit the three parts and print how well they do on documents they did not see."""
    texts = list(_load(folder))
    for one in texts:
        _prepare(one)
    own = [one for one in texts if one.weight == 1.0]
    for fold in range(FOLDS):
        tagger = Tagger([one for one in texts if one.fold != fold or one.weight < 1])
        for one in own:
            if one.fold == fold:
                _propose(one, tagger)
    counts = np.zeros(3)
    layouts: dict[int, Layout] = {}
    for fold in range(FOLDS):
        part = logistic(*_span_data([one for one in own if one.fold != fold]), 1e-2)
        layouts.update({id(one): _layout(one, part) for one in own if one.fold == fold})
    rows = {
        id(one): [(r[2], r[3]) for lay in (_layout(one, None), layouts[id(one)]) for r in _pair_rows(one, lay)]
        for one in own
    }
    for fold in range(FOLDS):
        part = logistic(*_pair_data([rows[id(one)] for one in own if one.fold != fold]), 3e-2)
        for one in own:
            if one.fold == fold:
                counts += _judged(one, layouts[id(one)], part)
    hits, read, true = counts
    print(f"pairs, unseen documents: P {hits / read:.3f} R {hits / true:.3f} F1 {2 * hits / (read + true):.3f}")
    tagger = Tagger(texts)
    steps = _allowed(tagger.steps)
    tags = {}
    for name, at in tagger.index.items():
        none, begin, inside = tagger.weights[at]
        tags[name] = [round(100 * (begin - none)), round(100 * (inside - none))]
    return {
        "tags": {name: pair for name, pair in sorted(tags.items()) if max(map(abs, pair)) >= LEAST_OF_TAGS},
        "steps": [[round(float(one), 2) for one in row] for row in steps],
        "spans": _rounded(logistic(*_span_data(own), 1e-2)),
        "pairs": _rounded(logistic(*_pair_data(list(rows.values())), 3e-2)),
    }


def _pair_data(rows: Sequence[Sequence[tuple[list[str], int]]]) -> tuple[list[list[str]], list[int]]:
    return [row for some in rows for row, _ in some], [truth for some in rows for _, truth in some]


def _rounded(weights: dict[str, float]) -> dict[str, int]:
    return {name: round(100 * one) for name, one in sorted(weights.items()) if abs(one) * 100 >= LEAST}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    given.out.write_bytes(orjson.dumps(train(given.folder)) + b"\n")
    print(given.out.stat().st_size, "bytes")
