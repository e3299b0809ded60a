"""Fit the model of `tracker.claims._same_outcome`: python -m tracker.evaluation._train_same_outcome PAIRS [OUTCOMES].

PAIRS is a file of labelled pairs (outcome_similarity.jsonl), OUTCOMES one of registered outcomes, from which only words
are counted. Held-back rows are neither fitted nor counted, nor do they choose the threshold.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tracker.claims._outcome_pairs import features
from tracker.claims._outcome_words import MODEL, definitions, model, telling, words_of
from tracker.evaluation._base import held_back
from tracker.evaluation._fit import learnt
from tracker.evaluation._sources import sources

PENALTY = 20.0
SEEN_OFTEN = 3
"""A word in fewer phrases counts as unseen."""


def seen_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a gold file that are not held back."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [row for row in rows if not held_back(str(row["id"]))]


def _pair(text: str) -> tuple[str, str]:
    one, other = text.split("|||")
    return one.strip(), other.strip()


def _counted(phrases: Iterable[str]) -> dict[str, int]:
    counts = Counter(one for phrase in phrases for one in telling(phrase))
    return {one: count for one, count in sorted(counts.items()) if count >= SEEN_OFTEN}


def main(pairs: Path, outcomes: Path | None) -> None:
    """Write the model from the rows that are not held back, and print how it does on folds by source text."""
    rows = seen_rows(pairs)
    told = [_pair(row["text"]) for row in rows]
    phrases = {phrase for pair in told for phrase in pair}
    for row in seen_rows(outcomes) if outcomes else ():
        phrases.update(one.split("\n")[0] for one in [*row["registry_primary"], *row["registry_secondary"]] if one)
    counted: dict[str, Any] = {"phrases": len(phrases), "words": _counted(sorted(phrases))}
    MODEL.write_text(json.dumps(counted | {"weights": {}, "bias": 0.0, "threshold": 0.5}), encoding="utf-8")
    model.cache_clear()
    seen = [features(*(words_of(one, tuple(sorted(definitions(*pair).items()))) for one in pair)) for pair in told]
    groups = sources(told)
    truth = [bool(int(row["gold"][0]["value"])) for row in rows]
    fitted, f1 = learnt(seen, truth, [groups[one] for one, _ in told], PENALTY)
    MODEL.write_text(json.dumps(counted | fitted, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(rows)} pairs, F1 over folds by source text {f1:.3f} at {fitted['threshold']}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
