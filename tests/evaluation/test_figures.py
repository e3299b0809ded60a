"""Precision, recall, F1 and their intervals, by hand."""

import pytest

from tracker.evaluation import Judged, figures, held_back


def one(gold: set[int], read: set[int], group: str | None = None) -> Judged:
    return Judged("t", dict.fromkeys(gold), dict.fromkeys(read), group)


def test_items_of_all_documents_are_counted_together() -> None:
    got = figures([("a", one({1, 2}, {1})), ("b", one({3}, {3, 4})), ("c", one(set(), set()))])
    assert (got.documents, got.items) == (3, 3)
    assert (got.precision, got.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert got.f1 == pytest.approx(2 / 3)
    assert got.answered == pytest.approx(2 / 3)
    assert got.low <= got.f1 <= got.high


def test_nothing_to_score_is_no_error() -> None:
    assert figures([]).f1 == 0
    assert figures([("a", one(set(), set()))]).items == 0


def test_the_interval_is_the_same_every_time_and_narrows_with_more_documents() -> None:
    few = [(f"d{n}", one({1}, {1} if n % 3 else {2})) for n in range(9)]
    many = [(f"d{n}", one({1}, {1} if n % 3 else {2})) for n in range(900)]
    assert figures(few) == figures(few)
    assert figures(many).high - figures(many).low < (figures(few).high - figures(few).low) / 3


def test_documents_of_one_group_are_drawn_together() -> None:
    rows = [(f"d{n}", one({1}, {1} if n < 50 else set(), "first" if n < 50 else "second")) for n in range(100)]
    assert figures(rows).low == 0
    assert figures(rows).high == 1


def test_a_quarter_is_held_back_by_the_fixed_rule() -> None:
    assert held_back("doc-9")
    assert not held_back("doc-1")
    assert 0.2 < sum(held_back(f"pmid:{n}") for n in range(4000)) / 4000 < 0.3
