"""Answers that are set aside: not read, not given again, let through when a run shows to be sound."""

import hashlib
from typing import Any

import pytest
from sqlalchemy import update

from db import tables
from db.read import listing, work as read
from db.store import fetches
from tests.db.stores import Store, day
from tracker.records import Reply, Request

JUDGED = fetches.Context("registry", "page", "topic", judged=True)
OPEN = fetches.Context("registry", "page", "topic")


def bring(store: Store, url: str, body: bytes, at: float, context: fetches.Context = JUDGED, **more: Any) -> str | None:
    if context.source not in store.sources:
        store.add_source(context.source, "registry")
    reply = Reply(request=Request(url=url, role="search"), url=url, status=200, body=body, fetched_at=day(at))
    found: str | None = store.do(fetches.save_reply, context, reply, hashlib.sha256(body).hexdigest(), **more)
    return found


def waiting(store: Store) -> list[str]:
    return [row.url for row in store.do(read.unparsed, {"page": "1"})]


def reasons(store: Store) -> list[str | None]:
    return store.column('SELECT quarantined FROM "fetch" ORDER BY url, seq')


def test_what_is_judged_waits(store: Store) -> None:
    bring(store, "a", b"1", 0)
    assert reasons(store) == [fetches.UNJUDGED]
    assert waiting(store) == []
    assert store.do(fetches.settle, JUDGED, [], None) == 1
    assert reasons(store) == [None]
    assert waiting(store) == ["a"]


def test_what_is_not_judged_is_read(store: Store) -> None:
    bring(store, "a", b"1", 0, OPEN)
    assert waiting(store) == ["a"]


def test_a_reason_sets_aside_what_waits_and_nothing_that_was_let_through(store: Store) -> None:
    bring(store, "a", b"1", 0)
    store.do(fetches.settle, JUDGED, [], None)
    bring(store, "b", b"2", 1)
    other = fetches.Context("registry", "page", "other topic", judged=True)
    bring(store, "c", b"3", 1, other)
    store.do(fetches.settle, JUDGED, [], "too few")
    assert reasons(store) == [None, "too few", fetches.UNJUDGED]
    assert waiting(store) == ["a"]


@pytest.mark.parametrize("sound", [True, False])
def test_the_same_bytes_again_are_let_through_by_a_sound_run(store: Store, sound: bool) -> None:
    first = bring(store, "a", b"1", 0)
    store.do(fetches.settle, JUDGED, [], "too few")
    assert bring(store, "a", b"1", 1) is None
    confirmed = store.do(fetches.standing, "registry", Request(url="a", role="search"))
    assert confirmed == first
    store.do(fetches.settle, JUDGED, [confirmed], None if sound else "still too few")
    assert reasons(store) == [None if sound else "too few"]


def test_an_absence_is_kept_and_never_read(store: Store) -> None:
    bring(store, "a", b"none", 0, OPEN, absent="registry has no entry A")
    assert waiting(store) == []
    assert store.column('SELECT error FROM "fetch"') == ["registry has no entry A"]


def answer(store: Store) -> Any:
    found = store.do(listing.stored_answer, "registry", Request(url="a", role="version", once=True))
    return found and found.blob_sha256 == hashlib.sha256(b"1").hexdigest()


def test_an_answer_that_is_held_can_be_given_again(store: Store) -> None:
    assert answer(store) is None
    bring(store, "a", b"1", 0, OPEN)
    assert answer(store)


def test_one_that_is_set_aside_or_redacted_cannot(store: Store) -> None:
    bring(store, "a", b"1", 0)
    assert answer(store) is None
    store.do(fetches.settle, JUDGED, [], None)
    assert answer(store)
    store.do(lambda conn: conn.execute(update(tables.blob).values(redacted_at=day(1))))
    assert answer(store) is None
