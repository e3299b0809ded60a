"""Exchanges: a row for what is new, a heartbeat for what is not, and documents that go and come back."""

from typing import Any

import pytest

from db.read import work as read
from db.store import fetches
from tests.db.stores import Store, day
from tracker.ids import request_key
from tracker.records import Document, Reply, Request

URL = "https://paper.example/a"
ETAG = {"etag": '"1"', "set-cookie": "secret", "content-type": "text/html"}


def beats(store: Store) -> list[tuple[Any, ...]]:
    rows = store.rows("SELECT status, failures, fetch_id FROM heartbeat ORDER BY url")
    return [tuple(row.values()) for row in rows]


def stored(store: Store) -> list[tuple[Any, ...]]:
    rows = store.rows('SELECT seq, status, blob_sha256 IS NOT NULL, error FROM "fetch" ORDER BY seq')
    return [(row[0], row[1], bool(row[2]), row[3]) for row in (tuple(row.values()) for row in rows)]


def fail(store: Store, at: float, error: str = "timed out", status: int | None = None) -> None:
    context = fetches.Context("paper", "page", "topic")
    store.do(fetches.save_failure, context, Request(url=URL, role="article"), error, status, day(at))


def gone(store: Store) -> Any:
    return store.rows("SELECT gone_since FROM document")[0]["gone_since"]


@pytest.fixture
def known(store: Store) -> str:
    """The document that the first answer of URL brought."""
    first = store.answer(URL, b"one", 0)
    store.read(first, 0, Document(native_id="a", kind="press", text="one"))
    return str(first)


def test_a_new_answer_is_a_row(store: Store) -> None:
    first = store.answer(URL, b"one", 0, headers=ETAG, meta={"title": "A"})
    (row,) = store.rows('SELECT * FROM "fetch"')
    kept = {"id": first, "source": "paper", "reader": "page", "role": "article", "topic": "topic", "method": "GET"}
    kept |= {
        "url": URL,
        "final_url": URL,
        "seq": 0,
        "status": 200,
        "error": None,
        "request_key": request_key("GET", URL),
    }
    assert {name: row[name] for name in kept} == kept
    assert store.rows("SELECT size, redacted_at FROM blob") == [{"size": 3, "redacted_at": None}]
    assert store.do(read.known, "paper", Request(url=URL, role="article")) == read.Known(
        '"1"', None, row["blob_sha256"], URL, {"etag": '"1"', "content-type": "text/html"}
    )
    assert beats(store) == [(200, 0, first)]


@pytest.mark.parametrize("not_modified", [False, True])
def test_the_same_again_is_a_heartbeat(store: Store, not_modified: bool) -> None:
    first = store.answer(URL, b"one", 0)
    before = store.everything()
    assert store.answer(URL, b"one", 1, not_modified=not_modified) is None
    after = store.everything()
    assert [name for name in after if after[name] != before[name]] == ["heartbeat"]
    assert beats(store) == [(200, 0, first)]


def test_other_knowledge_about_the_same_bytes_is_a_row(store: Store) -> None:
    store.answer(URL, b"one", 0, meta={"title": "A"})
    assert store.answer(URL, b"one", 1, meta={"title": "B"}) is not None
    assert store.answer(URL, b"", 2, meta={"title": "C"}, not_modified=True) is not None
    assert store.answer(URL, b"one", 3, meta={"title": "C"}) is None
    assert stored(store) == [(0, 200, True, None), (1, 200, True, None), (2, 200, True, None)]
    assert store.column("SELECT count(*) FROM blob") == [1]


def test_there_and_back_is_three_rows_and_two_blobs(store: Store) -> None:
    found = [store.answer(URL, body, at) for at, body in enumerate([b"A", b"B", b"A", b"A"])]
    assert [one is not None for one in found] == [True, True, True, False]
    assert store.column("SELECT count(*) FROM blob") == [2]


def test_requests_are_told_apart(store: Store) -> None:
    store.add_source("paper")
    context = fetches.Context("paper", "page")
    for request in (
        Request(url=URL, role="article"),
        Request(url=URL + "?b", role="article"),
        Request(url=URL, role="search", method="POST", body=b"1"),
        Request(url=URL, role="search", method="POST", body=b"2"),
    ):
        reply = Reply(request=request, url=URL, status=200, body=b"one", fetched_at=day(0))
        assert store.do(fetches.save_reply, context, reply, None) is not None
    assert store.answer(URL, b"one", source="other") is not None
    assert store.column('SELECT count(*) FROM "fetch"') == [5]


def test_a_file_is_read_not_asked_for(store: Store) -> None:
    store.answer("folder/drafts.jsonl", b"{}", status=0)
    assert store.rows('SELECT method, status FROM "fetch"') == [{"method": "FILE", "status": 0}]
    assert beats(store)[0][:2] == (0, 0)


def test_failures_are_rows_and_count(store: Store) -> None:
    first = store.answer(URL, b"one", 0)
    fail(store, 1, "timed \x00 out")
    fail(store, 2, "server error", 503)
    assert beats(store) == [(503, 2, None)]
    assert stored(store) == [
        (0, 200, True, None),
        (1, None, False, "timed \ufffd out"),
        (2, 503, False, "server error"),
    ]
    assert store.answer(URL, b"two", 3) is not None
    assert beats(store)[0][:2] == (200, 0)
    assert first is not None


def test_a_304_after_a_failure_confirms_the_last_answer(store: Store) -> None:
    first = store.answer(URL, b"one", 0, headers=ETAG)
    fail(store, 1)
    assert store.answer(URL, b"one", 2, not_modified=True) is None
    assert beats(store) == [(200, 0, first)]
    fail(store, 3)
    assert store.answer(URL, b"one", 4, not_modified=True, meta={"title": "new"}) is not None
    assert [row[0] for row in stored(store)] == [0, 1, 2, 3]


def test_a_listing_without_news_is_a_heartbeat(store: Store) -> None:
    store.add_source("paper")
    reply = Reply(request=Request(url=URL, role="search"), url=URL, status=200, fetched_at=day(1))
    store.do(fetches.save_poll, fetches.Context("paper", "page"), reply)
    assert beats(store) == [(200, 0, None)]
    assert stored(store) == []
    assert store.column("SELECT checked_at FROM heartbeat") in ([day(1)], ["2026-03-02 02:00:00.000000"])


def test_absent_three_times_is_gone_until_it_is_back(store: Store, known: str) -> None:
    for night in (1, 2):
        store.answer(URL, None, night)
        assert gone(store) is None
    store.answer(URL, None, 3)
    since = gone(store)
    assert str(since).startswith("2026-03-04 02:00:00")
    assert beats(store)[0][:2] == (404, 3)
    store.answer(URL, None, 4)
    assert gone(store) == since
    assert stored(store) == [(0, 200, True, None), (1, 404, False, None)]
    assert store.column("SELECT count(*) FROM version WHERE seen_to IS NULL") == [1]
    back = store.answer(URL, b"one", 5)
    assert back not in (None, known)
    assert gone(store) is None
    assert beats(store) == [(200, 0, back)]
    store.answer(URL, None, 6)
    store.answer(URL, None, 7)
    assert gone(store) is None


def test_a_410_is_gone_at_once(store: Store, known: str) -> None:
    store.answer(URL, None, 1, status=410)
    assert str(gone(store)).startswith("2026-03-02 02:00:00")


def test_a_304_brings_it_back_too(store: Store, known: str) -> None:
    store.answer(URL, None, 1, status=410)
    assert store.answer(URL, b"one", 2, not_modified=True) is None
    assert gone(store) is None
    assert beats(store) == [(200, 0, known)]


def test_broken_nights_make_nothing_gone(store: Store, known: str) -> None:
    for night in (1, 2, 3, 4):
        fail(store, night)
    store.answer(URL, None, 5)
    assert gone(store) is None
    assert beats(store)[0][:2] == (404, 1)
    fail(store, 6)
    store.answer(URL, None, 7)
    store.answer(URL, None, 8)
    assert gone(store) is None
    store.answer(URL, None, 9)
    assert gone(store) is not None


def test_an_absence_elsewhere_changes_nothing(store: Store, known: str) -> None:
    for night in (1, 2, 3):
        store.answer(URL + "/other", None, night)
        store.answer(URL, None, night, source="other")
    assert gone(store) is None


def test_text_that_no_database_takes(store: Store) -> None:
    store.add_source("paper")
    odd = "a\x00b"
    request = Request(url=f"https://paper.example/{odd}", role="article", meta={"title": odd, odd: "\ud800"})
    reply = Reply(
        request=request, url=request.url, status=200, body=b"x", fetched_at=day(0), headers={"etag": odd, "date": odd}
    )
    assert store.do(fetches.save_reply, fetches.Context("paper", "page"), reply, None) is not None
    (row,) = store.rows('SELECT url, final_url FROM "fetch"')
    assert set(row.values()) == {"https://paper.example/a\ufffdb"}
    assert store.do(fetches.save_reply, fetches.Context("paper", "page"), reply, None) is None
