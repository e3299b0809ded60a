"""Each gold set's labels are held against claims as its own rows mean them."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.evaluation import rows
from tracker.claims import extract
from tracker.evaluation import Judged, gold_set_of, gold_sets

READ: dict[str, tuple[Callable[[], dict[str, Any]], dict[str, int]]] = {
    "pico": (rows.pico, {"sample_size": 1, "arm_size": 2, "arm_size, treatment": 1, "event_rate, control": 1}),
    "ctro": (rows.ctro, {"sample_size": 1, "duration": 1, "dose": 1}),
    "news": (rows.news, {"sample_size": 1, "duration": 1, "control": 1, "all types": 3, "event_rate": 0}),
    "nnt": (rows.nnt, {"nnt": 1}),
    "koroleva": (rows.koroleva, {"relation": 3, "relation, all phrases": 3, "statement": 3, "outcome": 2}),
    "windisch": (rows.windisch, {"positive": 1, "negative": 0, "exact": 1}),
}


def judged(row: dict[str, Any]) -> dict[str, Judged]:
    gold_set = gold_set_of(row)
    assert gold_set is not None
    return {one.task: one for one in gold_set.judge(row, extract(gold_set.text(row)))}


@pytest.mark.parametrize("name", READ)
def test_a_row_is_recognised_and_right_claims_are_right(name: str) -> None:
    make, hits = READ[name]
    row = make()
    gold_set = gold_set_of(row)
    assert gold_set is not None
    assert gold_set.name == name
    found = judged(row)
    assert {task: len(found[task].gold.keys() & found[task].read.keys()) for task in hits} == hits
    assert found.keys() <= {task.name for task in gold_set.tasks}


def test_every_gold_set_says_what_it_scores() -> None:
    assert gold_sets()
    for gold_set in gold_sets().values():
        assert gold_set.tasks
        assert len({task.name for task in gold_set.tasks}) == len(gold_set.tasks)
        assert all(task.measure in {"f1", "precision", "exact"} for task in gold_set.tasks)


def test_a_wrong_number_is_wrong_and_missed() -> None:
    row = rows.pico()
    row["gold"][0]["text"] = "121"
    found = judged(row)["sample_size"]
    assert found.gold.keys() != found.read.keys()
    assert len(found.gold) == len(found.read) == 1


def test_a_claim_that_the_labels_give_to_background_is_wrong_for_the_trial() -> None:
    row = rows.news()
    row["claims"][0]["scope"] = "background"
    found = judged(row)["sample_size"]
    assert not found.gold
    assert len(found.read) == 1


def test_a_number_in_an_everyday_sentence_must_be_of_the_right_kind() -> None:
    assert judged(rows.nnt(kind="nns"))["nnt"].gold.keys() != judged(rows.nnt(kind="nns"))["nnt"].read.keys()
    assert judged(rows.nnt(kind="none", value=""))["nnt, false friends"].read.keys() != {frozenset()}


def test_a_pair_that_is_labelled_unrelated_is_wrong_when_it_is_read() -> None:
    row = rows.koroleva()
    for one in row["gold"]:
        if one["type"] == "outcome_significance_rel":
            one["value"] = 1 - one["value"]
    found = judged(row)["relation"]
    assert not found.gold.keys() & found.read.keys()
    assert len(found.gold) == len(found.read) == 3


def test_an_endpoint_that_was_missed_is_not_positive() -> None:
    row = rows.windisch()
    row["gold"][0]["value"] = "Negative"
    found = judged(row)
    assert found["positive"].read.keys()
    assert not found["positive"].gold.keys()
    assert (found["exact"].truth, found["exact"].said) == ("negative", "positive")
