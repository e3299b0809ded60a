"""Fit the model of `tracker.claims._outcome_changes`: python -m tracker.evaluation._train_outcome_changes FILE.

FILE is hidden_outcome_changes_pub.jsonl. Held-back rows are not fitted and do not choose the thresholds.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from tracker.claims import extract
from tracker.claims._outcome_changes import MODEL
from tracker.evaluation._fit import learnt
from tracker.evaluation._train_same_outcome import seen_rows
from tracker.evaluation.hidden_outcomes import compared, paper, severity

PENALTY = 5.0
CHOSEN = {
    "any": "same_time least_mentioned short_registered further_time other_time_anywhere a_primary_is_named "
    "a_phrase_was_read nearer_to_secondary",
    "major": "several_registered words_registered same_time foreign_phrase not_first other_time likest_secondary "
    "a_phrase_was_read",
}
"""The evidence that each model sees: chosen over folds of the seen part."""


def main(path: Path) -> None:
    """Write the weights, and print how they do on folds by trial."""
    rows = [row for row in seen_rows(path) if severity(row) != "unrated"]
    if not MODEL.exists():
        blank = {"weights": {}, "bias": 0.0, "threshold": 0.5}
        MODEL.write_text(json.dumps({"any": blank, "major": blank}), encoding="utf-8")
    evidence = [asdict(compared(row, extract(paper(row))).evidence) for row in rows]
    groups = [str(row["registry_id"]) for row in rows]
    fitted = {}
    for name, counts in (("any", {"minor", "major"}), ("major", {"major"})):
        seen = [{key: one[key] for key in CHOSEN[name].split()} for one in evidence]
        fitted[name], f1 = learnt(seen, [severity(row) in counts for row in rows], groups, PENALTY)
        print(f"{name}: {len(rows)} trials, F1 over folds by trial {f1:.3f} at {fitted[name]['threshold']}")
    MODEL.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
