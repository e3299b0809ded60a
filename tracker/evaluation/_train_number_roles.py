"""Train the model of number roles: `python -m tracker.evaluation._train_number_roles FOLDER [--out FILE]`.

FOLDER holds the gold files pico_corpus.jsonl and ctro_corpus.jsonl, of which only the seen parts are read;
number_roles_examples.toml beside this file holds sentences of our own. Without --out the figures of a cross-validation
by document are printed instead.
"""

import argparse
import re
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from tracker.claims._base import Document, Sentence
from tracker.claims._joined import shadow_of
from tracker.claims._number_features import Reader, Shapes, shape
from tracker.claims._number_roles import FAMILIES, SCALE, SIDED
from tracker.claims._number_sides import side_features
from tracker.claims._splitter import spans
from tracker.claims._trial_arms import trial_arms
from tracker.evaluation._base import held_back
from tracker.evaluation._logistic import Fitted, Row, fit, scores
from tracker.text import canonical

FOLDS = 4
_LABELS = {
    "total-participants": "total",
    "intervention-participants": "arm_treatment",
    "control-participants": "arm_control",
    "iv-bin-percent": "rate_treatment",
    "cv-bin-percent": "rate_control",
    "iv-bin-abs": "count_treatment",
    "cv-bin-abs": "count_control",
    "NumberPatientsCT": "total",
    "FinalNumPatientsCT": "total",
    "NumberPatientsArm": "arm",
    "FinalNumPatientsArm": "arm",
    "PercentageAffected": "rate",
    "NumberAffected": "count",
}
"""What a label of the corpora says: a family, with the arm where it is said. Our own sentences use these words."""
_ROLES = frozenset(_LABELS.values())
_SUMMARIES = frozenset(
    "label told rule sum part kin own form nv rv lv alike largest place listed earlier only more none parts".split()
)
"""First words of features that sum up many words: they may weigh more."""


@dataclass(frozen=True)
class Text:
    """A labelled text: labels as (start, end, role)."""

    corpus: str
    text: str
    labels: list[tuple[int, int, str]]


@dataclass(frozen=True)
class Item:
    """A candidate: its document, its features and its role."""

    document: int
    features: list[str]
    role: str

    @property
    def family(self) -> int:
        """The number of its family."""
        return FAMILIES.index(self.role.partition("_")[0])


@dataclass(frozen=True)
class Pair:
    """Two numbers of one family in a sentence (or one alone): what tells them apart, and whether the first is the
    treatment's."""

    document: int
    row: Row
    treatment: bool


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
            yield Text(corpus, shadow.text if shadow else text, labels)
    own = Path(__file__).with_name("number_roles_examples.toml")
    for row in tomllib.loads(own.read_text("utf-8"))["example"]:
        yield Text("own", row["text"], list(_own_labels(row)))


def _own_labels(row: dict[str, Any]) -> Iterator[tuple[int, int, str]]:
    for role in _ROLES.intersection(row):
        for one in row[role]:
            found = re.search(rf"(?<!\w){re.escape(one)}(?!\w)", row["text"])
            if found is None:
                raise ValueError(f"'{one}' does not stand in '{row['text']}'")
            yield (*found.span(), role)


def items(number: int, text: Text, known: Shapes) -> Iterator[Item | Pair]:
    """The candidates of a text with their features, and the pairs among them."""
    document = Document(text.text)
    for start, end in spans(text.text):
        reader = Reader(Sentence(text.text[start:end], start, document=document), known)
        roles = [
            next((r for low, high, r in text.labels if low < start + one.end and start + one.start < high), "other")
            for one in reader.numbers.candidates
        ]
        for at, role in enumerate(roles):
            yield Item(number, reader.features(at), role)
        for family in SIDED:
            kin = [at for at, role in enumerate(roles) if role.startswith(f"{family}_")]
            seen = side_features(reader.numbers, kin, document.of(trial_arms)) if kin else []
            yield from _pairs(number, family, [roles[at].endswith("treatment") for at in kin], seen)


def _pairs(number: int, family: str, treatment: list[bool], seen: list[list[str]]) -> Iterator[Pair]:
    if len(seen) == 1:
        row = dict.fromkeys([*seen[0], f"alone {family}"], 1.0)
        yield Pair(number, row, treatment[0])
        return
    for one in range(len(seen)):
        for other in range(one + 1, len(seen)):
            if treatment[one] != treatment[other]:
                apart = Counter(seen[one])
                apart.subtract(Counter(seen[other]))
                yield Pair(number, {name: float(value) for name, value in apart.items() if value}, treatment[one])


def vocabulary(all_texts: Sequence[Text]) -> frozenset[str]:
    """The words told apart: those of six texts or more; of the larger corpus only what the smaller knows too."""
    seen: dict[str, Counter[str]] = {"pico": Counter(), "ctro": Counter(), "own": Counter()}
    for text in all_texts:
        words = re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|[^\s\w]", text.text.lower())
        seen[text.corpus].update(set(map(shape, words)))
    kept = {w for w, n in seen["pico"].items() if n >= 6 and seen["ctro"][w]}
    kept |= {w for w, n in seen["ctro"].items() if n >= 6} | {w for w, n in seen["own"].items() if n >= 3}
    return frozenset(kept | {"#", "#.", "#y", "#%", "#1", "<p>", "<s>", "</s>"})


def _stretched(name: str) -> float:
    return 3.0 if name.partition(" ")[0] in _SUMMARIES else 1.0


def families(some: Sequence[Item], l2: float = 4.0) -> Fitted:
    """A model of the families."""
    rows = [dict.fromkeys(one.features, 1.0) for one in some]
    documents, truth = [one.document for one in some], [one.family for one in some]
    return fit(rows, truth, documents, of=len(FAMILIES), l2=l2, least=3, stretched=_stretched)


def arms(pairs: Sequence[Pair], l2: float = 12.0) -> dict[str, float]:
    """Weights for arms: how much each feature speaks for the treatment arm."""
    rows = [one.row for one in pairs] + [{f: -v for f, v in one.row.items()} for one in pairs]
    truth = [int(one.treatment) for one in pairs] + [int(not one.treatment) for one in pairs]
    documents = [one.document for one in pairs] * 2
    names, weights = fit(rows, truth, documents, of=2, l2=l2, least=5, stretched=_stretched)
    return {name: float(weights[n, 1] - weights[n, 0]) for name, n in names.items()}


def unseen(some: Sequence[Item]) -> list[int]:
    """The family that a model which did not see the document gives to each candidate."""
    best = [0] * len(some)
    for fold in range(FOLDS):
        inside = [n for n, one in enumerate(some) if one.document % FOLDS != fold]
        outside = [n for n, one in enumerate(some) if one.document % FOLDS == fold]
        fitted = families([some[n] for n in inside])
        said = scores(fitted, [dict.fromkeys(some[n].features, 1.0) for n in outside])
        for n, score in zip(outside, said, strict=True):
            best[n] = int(score.argmax())
    return best


def as_json(words: frozenset[str], fitted: Fitted, sides: dict[str, float]) -> dict[str, Any]:
    """A model as data: weights in hundredths; features that hardly weigh are left out."""
    names, weights = fitted
    whole = np.rint(weights * SCALE).astype(int)
    return {
        "words": sorted(words),
        "families": {name: whole[n].tolist() for name, n in names.items() if np.abs(whole[n]).max() >= 3},
        "arms": {name: round(weight * SCALE) for name, weight in sides.items() if abs(weight) >= 0.03},
    }


def _figures(all_texts: Sequence[Text], some: Sequence[Item], best: Sequence[int]) -> None:
    for corpus in ("pico", "ctro", "own"):
        mine = [(one.family, b) for one, b in zip(some, best, strict=True) if all_texts[one.document].corpus == corpus]
        line = []
        for n, family in enumerate(FAMILIES[:-1]):
            hits = sum(truth == b == n for truth, b in mine)
            every = sum((truth == n) + (b == n) for truth, b in mine)
            line.append(f"{family} {2 * hits / max(1, every):.3f}")
        print(corpus, *line)


def _figures_of_arms(pairs: Sequence[Pair]) -> None:
    right: Counter[tuple[bool, bool]] = Counter()
    for fold in range(FOLDS):
        weights = arms([one for one in pairs if one.document % FOLDS != fold])
        for one in pairs:
            if one.document % FOLDS == fold:
                score = sum(weights.get(name, 0.0) * value for name, value in one.row.items())
                alone = any(name.startswith("alone") for name in one.row)
                right[alone, (score > 0) == one.treatment] += 1
    for alone in (False, True):
        told = right[alone, True]
        print("alone" if alone else "pairs", told, "of", told + right[alone, False])


def main() -> None:
    """Train and write the model, or print how well it does by cross-validation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    all_texts = list(texts(given.folder))
    words = vocabulary(all_texts)
    read = [one for n, text in enumerate(all_texts) for one in items(n, text, Shapes(words))]
    some = [one for one in read if isinstance(one, Item)]
    pairs = [one for one in read if isinstance(one, Pair)]
    print(len(all_texts), "texts,", len(words), "words,", len(some), "numbers,", len(pairs), "pairs", flush=True)
    if given.out is None:
        _figures_of_arms(pairs)
        _figures(all_texts, some, unseen(some))
    else:
        data = as_json(words, families(some), arms(pairs))
        given.out.write_bytes(orjson.dumps(data, option=orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    main()
