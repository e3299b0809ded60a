"""Train the model of arm sides: `python -m tracker.evaluation._train_arm_sides FOLDER [--out FILE]`.

FOLDER holds the gold files of `_train_number_roles`, of which only the seen parts are read. What the rules and the
model of number roles say of each figure is a feature, so each text is read with a model of number roles that was
trained without it. Without --out the figures of a cross-validation by document are printed instead.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import orjson

from tracker.claims import _arm_sides, _frame, _number_roles
from tracker.claims._arm_side_features import Figure, features, figures
from tracker.claims._number_features import Shapes
from tracker.evaluation import _train_number_roles as number_roles
from tracker.evaluation._logistic import fit
from tracker.evaluation._train_number_roles import FOLDS, Item, Pair, Text

L2 = 5.0
LEAST = 2
"""Texts in which a feature must occur."""
Read = tuple[int, list[Figure], list[bool | None]]
"""A text: its number, its figures, and for each whether it is the treatment's (None: not labelled)."""


def unseeing(all_texts: Sequence[Text]) -> list[_number_roles.Model]:
    """The models of number roles of the folds, each trained without the texts of its fold."""
    words = number_roles.vocabulary(all_texts)
    read = [one for n, text in enumerate(all_texts) for one in number_roles.items(n, text, Shapes(words))]
    models = []
    for fold in range(FOLDS):
        some = [one for one in read if isinstance(one, Item) and one.document % FOLDS != fold]
        pairs = [one for one in read if isinstance(one, Pair) and one.document % FOLDS != fold]
        data = number_roles.as_json(words, number_roles.families(some), number_roles.arms(pairs))
        models.append(_number_roles.unpacked(data))
    return models


def readings(all_texts: Sequence[Text], models: Sequence[_number_roles.Model]) -> Iterator[Read]:
    """The figures of every abstract, read with the model that did not see it."""
    nlp = _frame.pipeline()
    for number, text in enumerate(all_texts):
        if text.corpus == "own":  # single sentences: no title, and nothing said elsewhere
            continue
        _number_roles._roles.cache_clear()
        with patch.object(_number_roles, "model", lambda fold=number % FOLDS: models[fold]):
            for doc in nlp.pipe(_frame._docs(nlp, [(text.text, ())])):
                some = figures(doc.user_data["found"])
                yield number, some, [_side(one, text) for one in some]


def _side(figure: Figure, text: Text) -> bool | None:
    start, end = (figure.sentence.start + place for place in (figure.found.start, figure.found.end))
    sides = {role.partition("_")[2] for low, high, role in text.labels if low < end and start < high}
    sides &= {"treatment", "control"}
    return sides == {"treatment"} if len(sides) == 1 else None


def weights(read: Sequence[Read]) -> dict[str, int]:
    """Fit the weights, in hundredths."""
    labelled = [
        (number, dict.fromkeys(row, 1.0), int(side))
        for number, some, sides in read
        for row, side in zip(features(some), sides, strict=True)
        if side is not None
    ]
    names, found = fit(
        [row for _, row, _ in labelled],
        [side for _, _, side in labelled],
        [number for number, _, _ in labelled],
        of=2,
        l2=L2,
        least=LEAST,
        stretched=lambda name: 1.0,
    )
    whole = {name: round(100 * float(found[n, 1] - found[n, 0])) for name, n in names.items()}
    return {name: weight for name, weight in sorted(whole.items()) if abs(weight) >= 3}


def _print_figures(read: Sequence[Read]) -> None:
    right: Counter[tuple[str, str]] = Counter()
    for fold in range(FOLDS):
        trained = weights([one for one in read if one[0] % FOLDS != fold])
        for number, some, sides in read:
            if number % FOLDS != fold:
                continue
            for one, score, side in zip(some, _arm_sides.scores(some, trained), sides, strict=True):
                if side is not None:
                    right[one.kind, "labelled"] += 1
                    right[one.kind, "rules and number roles"] += one.found.arm == ("treatment" if side else "control")
                    right[one.kind, "arm sides"] += (score > 0) == side
    for kind in ("arm_size", "event_rate"):
        print(kind, {what: right[kind, what] for what in ("labelled", "rules and number roles", "arm sides")})


def main() -> None:
    """Train and write the model, or print how well it does by cross-validation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    all_texts = list(number_roles.texts(given.folder))
    read = list(readings(all_texts, unseeing(all_texts)))
    if given.out is None:
        _print_figures(read)
    else:
        given.out.write_bytes(orjson.dumps(weights(read), option=orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    main()
