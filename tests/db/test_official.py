"""Versions out of a source's own history: known by number, dated by the source, never the current one."""

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from db.read import history, work as read
from tests.db.stores import Store
from tracker.ids import document_id
from tracker.records import Document, Field, Official, PartialDate

DOC = document_id("registry", "NCT1")
DATES = {0: date(2025, 1, 10), 1: date(2025, 3, 1), 4: date(2025, 9, 30)}


def entry(people: int, number: int | None = None, *, modified: date | None = None, order: int = 1) -> Document:
    """An entry that plans `people`; with a `number`, as that version of its history."""
    outcomes = ["dryness", "itching"][::order]
    return Document(
        native_id="NCT1",
        kind="registry",
        record={"n": people, "outcomes": outcomes},
        fields=(Field(type="sample_size", raw=str(people), path="$.n", kind="planned"),),
        sections={"design": {"n": people}, "outcomes": {"list": outcomes}},
        modified=PartialDate(low=modified, high=modified, precision="day") if modified else None,
        official=Official(number=number, valid_from=DATES[number]) if number is not None else None,
    )


def read_version(store: Store, number: int, at: float, people: int | None = None, parser: str = "r@1") -> int:
    found = store.answer(f"https://registry.example/NCT1/{number}", f"{number} {at}".encode(), at, source="registry")
    return store.read(found, at, entry(people or 40 + number, number), parser=parser, source="registry")


def observe(store: Store, people: int, at: float, **more: Any) -> None:
    found = store.answer("https://registry.example/NCT1", f"{people} {at}".encode(), at, source="registry")
    store.read(found, at, entry(people, **more), source="registry")


def official(store: Store) -> list[tuple[Any, ...]]:
    rows = store.rows("SELECT number, seq, valid_from, valid_to FROM version WHERE origin = 'official' ORDER BY number")
    return [(r["number"], r["seq"], str(r["valid_from"]), r["valid_to"] and str(r["valid_to"])) for r in rows]


@pytest.mark.parametrize("order", list(itertools.permutations(DATES)))
def test_valid_to_is_right_in_whatever_order_versions_arrive(store: Store, order: Sequence[int]) -> None:
    for at, number in enumerate(order):
        assert read_version(store, number, at) == 1
    assert official(store) == [
        (0, -1, "2025-01-10", "2025-03-01"),
        (1, -2, "2025-03-01", "2025-09-30"),
        (4, -5, "2025-09-30", None),
    ]


def test_a_version_that_is_read_again_is_the_same(store: Store) -> None:
    read_version(store, 0, 0)
    found = store.column('SELECT id FROM "fetch"')[0]
    before = store.everything()
    assert store.read(found, 0, entry(40, 0), parser="r@1", source="registry") == 0
    assert store.everything() == before
    assert store.read(found, 0, entry(41, 0), parser="r@2", source="registry") == 1
    assert store.column("SELECT count(*) FROM version") == [1]
    assert sorted(row is None for row in store.column("SELECT superseded_at FROM text")) == [False, True]


@pytest.mark.parametrize("first", ["history", "today"])
def test_it_is_never_the_current_version(store: Store, first: str) -> None:
    if first == "history":
        read_version(store, 4, 0)
    observe(store, 50, 1)
    read_version(store, 1, 2)
    observe(store, 60, 3)
    (current,) = store.do(read.current_texts)
    assert store.column("SELECT record FROM text WHERE id = :id", id=current.text_id)[0] in (
        {"n": 60, "outcomes": ["dryness", "itching"]},
        '{"n":60,"outcomes":["dryness","itching"]}',
    )
    seen = store.rows("SELECT seq, seen_to FROM version WHERE origin = 'observed' ORDER BY seq")
    assert [(row["seq"], row["seen_to"] is None) for row in seen] == [(0, False), (1, True)]
    assert store.column("SELECT count(*) FROM version WHERE seen_to IS NULL") == [1]
    assert store.column("SELECT count(*) FROM v_documents") == [1]


def test_a_history_without_the_entry_of_today_is_no_current_document(store: Store) -> None:
    read_version(store, 0, 0)
    assert store.do(read.current_texts) == []
    assert len(store.do(read.unextracted, lambda _: "x")) == 1  # and yet its claims are read


def test_an_old_address_that_is_gone_says_nothing_about_the_entry(store: Store) -> None:
    observe(store, 50, 0)
    read_version(store, 0, 0)
    store.answer("https://registry.example/NCT1/0", None, 1, source="registry", status=410)
    assert store.column("SELECT gone_since FROM document") == [None]


def test_the_order_of_a_list_changes_no_section(store: Store) -> None:
    observe(store, 50, 0)
    observe(store, 50, 1, order=-1)
    first, second = store.column("SELECT section_hashes FROM text")
    assert first == second
    observe(store, 51, 2)
    assert len(set(map(str, store.column("SELECT section_hashes FROM text")))) == 2


def test_the_history_is_official_then_observed(store: Store) -> None:
    observe(store, 39, 0, modified=date(2025, 2, 1))  # seen before its history was read: it covers this one
    for number in (4, 0, 1):
        read_version(store, number, 1 + number)
    observe(store, 60, 6, modified=date(2025, 10, 2))
    observe(store, 70, 7, modified=date(2025, 12, 24))
    (versions,) = store.do(history.histories).values()
    assert [(v.official, str(v.since)) for v in versions] == [
        (True, "2025-01-10"),
        (True, "2025-03-01"),
        (True, "2025-09-30"),
        (False, "2025-10-02"),
        (False, "2025-12-24"),
    ]
    assert all(v.sections.keys() == {"design", "outcomes"} for v in versions)


def test_one_version_is_no_history(store: Store) -> None:
    observe(store, 39, 0)
    assert store.do(history.histories) == {}


def test_documents_of_other_kinds_have_none(store: Store) -> None:
    store.document("a", "one", 0)
    store.document("a", "two", 1)
    assert store.do(history.histories) == {}


def test_what_the_source_says_of_a_day(store: Store) -> None:
    for number in DATES:
        read_version(store, number, 5)
    observe(store, 60, 6)
    day_ = "'2025-03-01'"
    rows = store.rows(
        "SELECT v.number FROM version v WHERE v.origin = 'official' AND v.valid_from <= "
        f"{day_} AND (v.valid_to IS NULL OR v.valid_to > {day_})"
    )
    assert rows == [{"number": 1}]
