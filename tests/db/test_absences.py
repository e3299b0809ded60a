"""Documents that are gone: confirmed three times in a row or said outright, dated, and undone when they come back."""

from typing import Any

import pytest

from db.store import absences
from tests.db.stores import Store, day
from tracker.records import Document

SAID = "https://paper.example/a"


@pytest.fixture
def held(store: Store) -> str:
    return store.document("a", "one")


def asked(store: Store, held: str, at: float, *, absent: bool = True, status: int = 404) -> bool:
    found: bool = store.do(absences.save_asked, "paper", held, "a", status, absent, day(at))
    return found


def gone(store: Store) -> list[tuple[Any, ...]]:
    rows = store.rows("SELECT seq, gone_at, back_at FROM absence ORDER BY seq")
    return [(r["seq"], str(r["gone_at"])[:10], r["back_at"] and str(r["back_at"])[:10]) for r in rows]


def since(store: Store) -> str | None:
    (found,) = store.column("SELECT gone_since FROM document")
    return found and str(found)[:10]


def test_the_third_absence_in_a_row_counts(store: Store, held: str) -> None:
    assert [asked(store, held, at) for at in (1, 2)] == [False, False]
    assert (since(store), gone(store)) == (None, [])
    assert asked(store, held, 3)
    assert (since(store), gone(store)) == ("2026-03-04", [(0, "2026-03-04", None)])
    assert asked(store, held, 4)
    assert gone(store) == [(0, "2026-03-04", None)]


def test_an_answer_in_between_starts_the_count_again(store: Store, held: str) -> None:
    for at, absent in enumerate([True, True, False, True, True]):
        assert not asked(store, held, at, absent=absent, status=404 if absent else 200)
    assert gone(store) == []
    assert asked(store, held, 5)


def test_an_empty_result_is_an_absence_too(store: Store, held: str) -> None:
    assert [asked(store, held, at, status=200) for at in range(3)] == [False, False, True]


def test_a_410_is_final_at_once(store: Store, held: str) -> None:
    assert asked(store, held, 1, status=410)
    assert gone(store) == [(0, "2026-03-02", None)]


def test_what_comes_back_can_go_again(store: Store, held: str) -> None:
    asked(store, held, 1, status=410)
    store.do(absences.set_back, [held], day(2))
    assert (since(store), gone(store)) == (None, [(0, "2026-03-02", "2026-03-03")])
    assert not asked(store, held, 3)
    asked(store, held, 4, status=410)
    assert gone(store) == [(0, "2026-03-02", "2026-03-03"), (1, "2026-03-05", None)]


def test_coming_back_touches_no_other_document(store: Store, held: str) -> None:
    other = store.document("b", "two")
    store.do(absences.save_asked, "paper", other, "b", 410, True, day(1))
    before = store.everything()
    store.do(absences.set_back, [held], day(2))
    assert store.everything() == before


def test_an_address_that_is_gone_is_an_absence(store: Store) -> None:
    found = store.answer(SAID, b"one")
    store.read(found, 0, Document(native_id="a", kind="press", text="one"))
    for at in (1, 2, 3):
        store.answer(SAID, None, at)
    store.answer(SAID, b"one", 5)
    assert gone(store) == [(0, "2026-03-04", "2026-03-06")]


def test_health_counts_addresses_and_not_the_numbers_asked_for(store: Store, held: str) -> None:
    asked(store, held, 1, status=410)
    assert store.rows("SELECT failing_addresses, gone FROM v_source_health") == [{"failing_addresses": 0, "gone": 1}]
