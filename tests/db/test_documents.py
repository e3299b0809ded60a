"""Versions are contents, texts are readings: what makes a new one of each, and what does not."""

import itertools
from datetime import date
from typing import Any

import pytest

from db.read import work as read
from tests.db.stores import Store, day
from tracker.ids import document_id
from tracker.records import Document, Field, PartialDate, Passage

URL = "https://paper.example/a"
DOC = document_id("paper", "a")


def said(text: str, **more: Any) -> Document:
    return Document(native_id="a", kind="press", text=text, **more)


def capture(store: Store, body: str, at: float, document: Document, parser: str = "page@1") -> str:
    found = store.answer(URL, body.encode(), at)
    store.read(found, at, document, parser=parser)
    return str(found)


def history(store: Store) -> list[tuple[str, int, int | None]]:
    """Standing text, and the nights from which and to which each version was seen."""
    rows = store.rows(
        "SELECT t.text, v.seen_from, v.seen_to FROM version v JOIN text t ON t.version_id = v.id"
        " AND t.superseded_at IS NULL ORDER BY v.seen_from, v.seq"
    )
    return [(r["text"], night(r["seen_from"]), None if r["seen_to"] is None else night(r["seen_to"])) for r in rows]


def night(moment: Any) -> int:
    """The night of a moment, on SQLite (where raw SQL gives text) as on PostgreSQL."""
    text = str(moment)[:10]
    return (date.fromisoformat(text) - day(0).date()).days


def texts(store: Store) -> list[tuple[str, str, bool]]:
    rows = store.rows("SELECT text, parser, superseded_at FROM text ORDER BY made_at, text")
    return [(r["text"], r["parser"], r["superseded_at"] is None) for r in rows]


def test_a_document_with_all_its_parts(store: Store) -> None:
    text = "Headline\nBody\nAbstract"
    document = Document(
        native_id="a",
        kind="press",
        url=URL,
        title="Headline",
        author="A. Writer",
        publisher="The Paper",
        language="en",
        published=PartialDate(low=date(2026, 2, 1), high=date(2026, 2, 28), precision="month"),
        modified=PartialDate(low=date(2026, 3, 1), high=date(2026, 3, 1), precision="day"),
        text=text,
        passages=(Passage(kind="headline", start=0, end=8), Passage(kind="abstract", start=14, end=22)),
        record={"n": 30, "tags": ["x"]},
        fields=(Field(type="phase", raw="2", path="$.phase", qualifiers={"scheme": "nct"}),),
    )
    capture(store, "one", 0, document)
    (row,) = store.do(read.current_texts)
    assert (row.document_id, row.kind, row.source, row.native_id, row.url) == (DOC, "press", "paper", "a", URL)
    assert (row.title, row.published, row.first_seen_at) == ("Headline", date(2026, 2, 1), day(0))
    (held,) = store.do(read.texts, [row.text_id])
    assert (held.text, held.passages, held.fields) == (text, document.passages, document.fields)
    (version,) = store.rows("SELECT origin, seq, valid_from, seen_to FROM version")
    assert [str(value) for value in version.values()] == ["observed", "0", "2026-03-01", "None"]


def test_the_same_content_in_other_bytes_is_the_same_version(store: Store) -> None:
    capture(store, "one <!-- 1 -->", 0, said("one"))
    capture(store, "one <!-- 2 -->", 1, said("one"))
    assert history(store) == [("one", 0, None)]
    assert store.column("SELECT count(*) FROM blob") == [2]


def test_a_change_is_a_new_version(store: Store) -> None:
    capture(store, "1", 0, said("one"))
    capture(store, "2", 1, said("two"))
    assert history(store) == [("one", 0, 1), ("two", 1, None)]
    assert store.column("SELECT seq FROM version ORDER BY seen_from") == [0, 1]


def test_there_and_back_is_three_versions(store: Store) -> None:
    for at, text in enumerate(["A", "B", "A", "A"]):
        capture(store, f"{text}{at}", at, said(text))
    assert history(store) == [("A", 0, 1), ("B", 1, 2), ("A", 2, None)]


@pytest.mark.parametrize(
    ("first", "second", "versions"),
    [
        (said("one", title="A"), said("one", title="B"), 2),
        (said("one", author="A"), said("one", author="B"), 1),
        (said("one", record={"a": 1}), said("other", record={"a": 1}), 1),
        (said("one", record={"a": 1}), said("one", record={"a": 2}), 2),
        (said("one", record={"a": 1, "b": 2}), said("one", record={"b": 2, "a": 1}), 1),
        (said("one", content=["body"]), said("other", title="B", content=["body"]), 1),
        (said("one", content=["body"]), said("one", content=["other"]), 2),
        (said("one", content="a\x00"), said("one", content="a\ufffd"), 1),
    ],
)
def test_what_is_content(store: Store, first: Document, second: Document, versions: int) -> None:
    capture(store, "1", 0, first)
    capture(store, "2", 1, second)
    assert store.column("SELECT count(*) FROM version") == [versions]


def test_another_parser_that_reads_the_same_changes_nothing(store: Store) -> None:
    found = capture(store, "1", 0, said("one"))
    before = store.everything()
    assert store.read(found, 0, said("one"), parser="page@2") == 0
    assert store.everything() == before


def test_another_parser_that_reads_otherwise_makes_a_text_and_no_version(store: Store) -> None:
    first = capture(store, "1", 0, said("one menu"))
    second = capture(store, "2", 1, said("two menu"))
    for found, at, text in ((first, 0, "one"), (second, 1, "two")):
        assert store.read(found, at, said(text), parser="page@2") == 1
    assert history(store) == [("one", 0, 1), ("two", 1, None)]
    assert sorted(texts(store)) == [
        ("one", "page@2", True),
        ("one menu", "page@1", False),
        ("two", "page@2", True),
        ("two menu", "page@1", False),
    ]


def test_a_parser_that_is_taken_back_gives_the_old_text_back(store: Store) -> None:
    found = capture(store, "1", 0, said("one menu"))
    store.read(found, 0, said("one"), parser="page@2")
    assert store.read(found, 0, said("one menu"), parser="page@3") == 1
    assert history(store) == [("one menu", 0, None)]
    assert store.column("SELECT count(*) FROM text") == [2]


def test_all_captures_read_again_by_another_parser_make_no_version(store: Store) -> None:
    """Also those that brought nothing new when they came."""
    found = [capture(store, f"{text}{at}", at, said(f"{text} x")) for at, text in enumerate(["A", "A", "B", "B", "A"])]
    before = store.column("SELECT count(*) FROM version")
    for at, (one, text) in enumerate(zip(found, ["A", "A", "B", "B", "A"], strict=True)):
        store.read(one, at, said(text), parser="page@2")
    assert store.column("SELECT count(*) FROM version") == before == [3]
    assert history(store) == [("A", 0, 2), ("B", 2, 4), ("A", 4, None)]


CAPTURES = [(0, "A"), (1, "B"), (2, "B"), (3, "C")]


def test_captures_may_be_imported_in_any_order(store: Store) -> None:
    for order in itertools.permutations(CAPTURES):
        name = "".join(f"{text}{at}" for at, text in order)
        for at, text in order:
            found = store.answer(f"https://paper.example/{name}", f"{text}{at}".encode(), at)
            store.read(found, at, Document(native_id=name, kind="press", text=text))
    rows = store.rows(
        "SELECT d.native_id, d.first_seen_at, t.text, v.seen_from, v.seen_to FROM document d"
        " JOIN version v ON v.document_id = d.id JOIN text t ON t.version_id = v.id ORDER BY d.native_id, v.seen_from"
    )
    assert len(rows) == 24 * 3
    for _, group in itertools.groupby(rows, key=lambda row: row["native_id"]):
        found = [(r["text"], night(r["seen_from"]), r["seen_to"] and night(r["seen_to"])) for r in group]
        assert found == [("A", 0, 1), ("B", 1, 3), ("C", 3, None)]
    assert {night(row["first_seen_at"]) for row in rows} == {0}


def test_an_older_capture_takes_its_place_in_history(store: Store) -> None:
    capture(store, "now", 10, said("now"))
    capture(store, "then", 2, said("then"))
    capture(store, "between", 5, said("between"))
    assert history(store) == [("then", 2, 5), ("between", 5, 10), ("now", 10, None)]
    assert [text.text_id for text in store.do(read.current_texts)] == [store.text_of(DOC)]
    (row,) = store.rows("SELECT versions, title FROM v_documents")
    assert row["versions"] == 3
    first = store.column("SELECT fetch_id FROM version ORDER BY seen_from")[0]
    store.read(first, 2, said("then, read otherwise"), parser="page@2")
    assert [text for text, _, _ in history(store)] == ["then, read otherwise", "between", "now"]


def test_one_answer_may_hold_many_documents(store: Store) -> None:
    found = store.answer(URL, b"list", 0)
    one, two = (Document(native_id=name, kind="registry", text=name) for name in ("a", "b"))
    assert store.read(found, 0, one, two) == 2
    again = store.answer(URL, b"list 2", 1)
    assert store.read(again, 1, one, two.model_copy(update={"text": "b changed"})) == 1
    assert history(store) == [("a", 0, None), ("b", 0, 1), ("b changed", 1, None)]


def test_one_name_at_two_sources_is_two_documents(store: Store) -> None:
    store.document("a", "one", source="paper")
    store.document("a", "one", source="other")
    assert len(store.do(read.current_texts)) == 2


def test_text_that_no_database_takes_keeps_its_length(store: Store) -> None:
    odd = "a\x00b \ud83d c\udc00 😀é"
    capture(
        store,
        "1",
        0,
        said(
            odd,
            title=odd,
            url=odd,
            author=odd,
            record={odd: [odd]},
            fields=(Field(type="phase", raw=odd, path="$.x", qualifiers={"q": odd}),),
            passages=(Passage(kind="related", start=2, end=len(odd)),),
        ),
    )
    (row,) = store.do(read.current_texts)
    (held,) = store.do(read.texts, [row.text_id])
    wanted = "a\ufffdb \ufffd c\ufffd 😀é"
    assert (held.text, row.title, row.url, held.fields[0].raw) == (wanted, wanted, wanted, wanted)
    assert store.column("SELECT length(text) FROM text") == [len(odd)]
    assert store.do(read.texts, [row.text_id])[0].passages[0].end == len(odd)


def test_many_passages_keep_their_order(store: Store) -> None:
    passages = tuple(Passage(kind="related", start=n, end=n + 1) for n in range(120))
    capture(store, "1", 0, said("x" * 120, passages=passages))
    (held,) = store.do(read.texts, [store.text_of(DOC)])
    assert held.passages == passages


def test_other_passages_are_another_text(store: Store) -> None:
    found = capture(store, "1", 0, said("one two"))
    again = said("one two", passages=(Passage(kind="related", start=4, end=7),))
    assert store.read(found, 0, again, parser="page@2") == 1
    assert store.column("SELECT count(*) FROM text WHERE superseded_at IS NULL") == [1]
