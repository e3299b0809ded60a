"""The weights of tracker/linking/weights.py, fitted to the half of the benchmark that may be tuned on.

    python -m tests.linking.calibrate        # prints the table as it should be

Every document of it that goes by content, and every one of tests/cases that must be accepted, gives one case: its
candidates with what speaks for and against each, and which of them (or none) it is about. The weights make the right
answers as likely as they can (a conditional logit with "none" as one of the choices), but are held near the values that
were set by hand (weights_by_hand.json), because a benchmark is small and made up: a weight moves by SPREAD only if the
cases speak for it. Signs are kept.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import numpy as np
from sqlalchemy import delete

from db import tables
from db.read import work as read
from tests.linking.measure import NOW, documents, is_held_back, store_in, store_of
from tracker.clock import SetClock
from tracker.config import Config
from tracker.linking import content
from tracker.linking.score import Score
from tracker.operations._open import open_work, reading
from tracker.pipeline.link import link_stage

BY_HAND = Path(__file__).with_name("weights_by_hand.json")
FAMILIES = Path(__file__).resolve().parents[1] / "cases"
SPREAD = 0.7
SPREAD_OF_PRIOR = 0.3
LEAST = 0.1
"""What is left of a weight that the cases speak against: it keeps its sign."""
STEPS, RATE = 4000, 0.02


@dataclass(frozen=True)
class Case:
    """The candidates of a document: how often each fact counts, one row per trial; and which row is right."""

    document: str
    counts: "np.ndarray[Any, Any]"
    right: int | None


def names_of(table: dict[str, Any]) -> list[str]:
    """The names of the weights, in order."""
    return ["prior", *(f"+{n}" for n in table["for"]), *(f"-{n}" for n in table["against"])]


def cases(names: Sequence[str]) -> list[Case]:
    """One case per document that goes by content: of the benchmark's tuning half, and of the case families."""
    lines = documents()
    about = {line["id"]: set(line["about"]) for line in lines if not is_held_back(line) and len(line["about"]) < 2}
    with TemporaryDirectory() as folder:
        found = _heard(names, store_of(Path(folder), lines), about)
    for path in sorted(FAMILIES.glob("*.expected.json")):
        family = path.name.removesuffix(".expected.json")
        given = [p for p in sorted(FAMILIES.glob(f"{family}.*")) if p != path]
        trials = json.loads(path.read_text("utf-8"))["trials"].items()
        sure = {
            d: {number} for number, t in trials for d, want in t["documents"].items() if want["state"] == "accepted"
        }
        with TemporaryDirectory() as folder:
            found += _heard(names, store_in(Path(folder), given), sure)
    return found


def _heard(names: Sequence[str], config: Config, about: Mapping[str, set[str]]) -> list[Case]:
    """The cases of the documents of a store of which it is known what they are `about`."""
    heard: dict[str, tuple[Any, Any]] = {}
    best = content._best

    def overhear(report: Any, scores: Any, more: int, profiles: Any, *lines: float) -> Any:
        heard[report.document_id] = (scores, profiles)
        return best(report, scores, more, profiles, *lines)

    with mock.patch.object(content, "_best", overhear):
        work = open_work(config, SetClock(NOW))
        with work.writing() as conn:
            conn.execute(delete(tables.ledger).where(tables.ledger.c.stage == "link"))
        link_stage(work)
    with reading(config) as conn:
        native = {text.document_id: text.native_id for text in read.current_texts(conn)}
    found = []
    for document_id, (scores, profiles) in heard.items():
        name = native[document_id]
        numbers = {t: {value for _, value in profiles[t][0].identifiers} for t in scores}
        right = [row for row, trial in enumerate(scores) if about.get(name, set()) & numbers[trial]]
        if name in about and scores and (right or not about[name]):
            found.append(Case(name, _counts(names, scores.values()), right[0] if right else None))
    return found


def _counts(names: Sequence[str], scores: Collection[Score]) -> "np.ndarray[Any, Any]":
    place = {name: at for at, name in enumerate(names)}
    counts = np.zeros((len(scores), len(names)))
    counts[:, 0] = 1
    for row, score in enumerate(scores):
        for sign, facts in (("+", score.names), ("-", score.against)):
            for fact, times in facts.items():
                counts[row, place[f"{sign}{fact}"]] = times
    return counts


def fitted(found: Sequence[Case], names: Sequence[str], by_hand: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """The weights that make the right answers likely and stay near `by_hand`."""
    spread = np.array([SPREAD_OF_PRIOR if name == "prior" else SPREAD for name in names])
    sign = np.sign(by_hand)
    weights, moment, square = by_hand.copy(), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, STEPS + 1):
        slope = (weights - by_hand) / spread**2
        for case in found:
            totals = np.append(case.counts @ weights, 0.0)
            odds = np.exp(totals - totals.max())
            odds /= odds.sum()
            odds[len(totals) - 1 if case.right is None else case.right] -= 1
            slope += odds[:-1] @ case.counts
        moment, square = 0.9 * moment + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= RATE * (moment / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        weights = np.where(weights * sign < LEAST, sign * LEAST, weights)
    return weights


def main() -> None:
    """Print the fitted table."""
    table = json.loads(BY_HAND.read_text("utf-8"))
    names = names_of(table)
    by_hand = np.array([table["prior"], *table["for"].values(), *table["against"].values()])
    found = cases(names)
    weights = dict(zip(names, fitted(found, names, by_hand), strict=True))
    print(f"# {len(found)} cases, {sum(c.right is None for c in found)} of them about no trial")
    print(f"PRIOR = {weights['prior']:.1f}\n")
    for title, sign in (("FOR", "+"), ("AGAINST", "-")):
        print(f"{title} = {{")
        for name, weight in weights.items():
            if name[0] == sign:
                print(f'    "{name[1:]}": {weight:.1f},')
        print("}")


if __name__ == "__main__":
    main()
