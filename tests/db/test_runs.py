"""One run at a time, each slot once, and the books of what was done."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db import tables
from db.engine import open_engine
from db.read import work as read
from db.store import runs
from tests.db.stores import Store, day
from tracker.errors import StoreError
from tracker.records import Decision, Problem

STALE = timedelta(minutes=10)
HOST = socket.gethostname()
ME = f"{HOST}:{os.getpid()}:{runs.process_start(os.getpid())}"


@pytest.fixture
def dead() -> str:
    """The owner name of a process of this machine that has ended."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    owner = f"{HOST}:{process.pid}:{runs.process_start(process.pid)}"
    process.communicate(b"\n")
    return owner


def start(store: Store, name: str, at: float = 0, owner: str = ME) -> None:
    row = {"id": name, "command": "run", "cause": "manual", "state": "running", "code_version": "0"}
    row |= {"started_at": day(at), "heartbeat_at": day(at), "owner": owner}
    store.do(runs.start_run, row, stale_after=STALE)


def states(store: Store) -> dict[str, str]:
    return {row["id"]: row["state"] for row in store.rows("SELECT id, state FROM run")}


def at_once(store: Store, work: Callable[[Store, int], Any], count: int = 8) -> list[Any]:
    """What `count` threads got, each with connections of its own, all starting at the same moment."""
    results: list[Any] = []
    barrier = threading.Barrier(count)

    def one(number: int) -> None:
        engine = open_engine(store.url)
        mine = Store(store.url, engine)
        mine.column("SELECT 1")
        barrier.wait()
        try:
            results.append(work(mine, number))
        except StoreError as error:
            results.append(error)
        engine.dispose()

    threads = [threading.Thread(target=one, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_a_run_from_start_to_end(store: Store) -> None:
    start(store, "one")
    store.do(runs.beat, "one", day(0.1))
    store.do(runs.finish_run, "one", "partial", day(0.2), {"failed": {"x": "a\x00b"}})
    with store.engine.begin() as conn:
        row = conn.execute(tables.run.select()).one()
    assert (row.state, row.started_at, row.heartbeat_at, row.finished_at) == ("partial", day(0), day(0.2), day(0.2))
    assert row.summary == {"failed": {"x": "a\ufffdb"}}
    start(store, "two")


def test_a_second_run_is_refused_while_one_is_alive(store: Store) -> None:
    start(store, "one")
    store.do(runs.beat, "one", day(1))
    with pytest.raises(StoreError, match=r"^run one \(.*\) is still going; wait for it, or try again 10 minutes after"):
        start(store, "two", 1)
    assert states(store) == {"one": "running"}


def test_a_run_whose_heart_stopped_has_crashed(store: Store) -> None:
    start(store, "one", 0, "elsewhere:1:1")
    with pytest.raises(StoreError):
        start(store, "two", 9 / 24 / 60)
    start(store, "three", 11 / 24 / 60)
    assert states(store) == {"one": "crashed", "three": "running"}


def test_a_run_whose_process_is_gone_has_crashed(store: Store, dead: str) -> None:
    start(store, "one", 0, dead)
    start(store, "two", 0)
    assert states(store) == {"one": "crashed", "two": "running"}


@pytest.mark.parametrize("owner", ["elsewhere:1:1", "odd", "", f"{HOST}:notanumber:1", "a:b:c:d"])
def test_of_another_machine_only_the_heart_tells(store: Store, owner: str) -> None:
    start(store, "one", 0, owner)
    with pytest.raises(StoreError, match="still going"):
        start(store, "two", 0)


def test_another_process_with_the_same_number_is_not_the_owner(store: Store) -> None:
    start(store, "one", 0, f"{HOST}:{os.getpid()}:1")
    start(store, "two", 0)
    assert states(store) == {"one": "crashed", "two": "running"}


def test_of_many_that_start_at_once_one_runs(store: Store) -> None:
    results = at_once(store, lambda mine, number: start(mine, f"run-{number}"))
    assert sum(result is None for result in results) == 1
    assert sum("still going" in str(result) for result in results) == len(results) - 1
    assert list(states(store).values()) == ["running"]


def claim(store: Store, owner: str = ME, at: float = 0, slot: str = "2026-03-01T02:00Z") -> bool:
    taken: bool = store.do(runs.claim_slot, "nightly", slot, owner, day(at), STALE)
    return taken


def test_a_slot_is_taken_once(store: Store, dead: str) -> None:
    assert claim(store)
    assert not claim(store)
    assert not claim(store, "elsewhere:1:1")
    assert claim(store, slot="2026-03-02T02:00Z")
    for state in ("done", "failed", "abandoned"):
        store.do(runs.finish_slot, "nightly", "2026-03-01T02:00Z", state, None)
        assert not claim(store)
        assert not claim(store, at=30)
    assert store.column("SELECT owner FROM slot WHERE slot_at = '2026-03-01T02:00Z'") == [ME]


def test_the_slot_of_a_dead_owner_is_taken_over(store: Store, dead: str) -> None:
    assert claim(store, dead)
    assert claim(store)
    assert not claim(store)
    assert store.column("SELECT owner FROM slot") == [ME]


def test_a_slot_that_was_never_closed_is_taken_over_in_time(store: Store) -> None:
    assert claim(store, "elsewhere:1:1")
    assert not claim(store, at=59 / 24 / 60)
    assert claim(store, at=61 / 24 / 60)


def test_of_many_that_claim_at_once_one_wins(store: Store) -> None:
    assert sum(at_once(store, lambda mine, number: claim(mine, f"machine-{number}:1:1"))) == 1


def test_of_many_that_take_over_at_once_one_wins(store: Store, dead: str) -> None:
    claim(store, dead)
    assert sum(at_once(store, lambda mine, number: claim(mine, f"{ME}:{number}"))) == 1


def test_one_engine_serves_many_threads(store: Store) -> None:
    """More than the connections that it keeps."""
    results: list[bool] = []
    threads = [
        threading.Thread(target=lambda n=n: results.append(claim(store, slot=f"2026-03-01T02:{n:02}Z")))
        for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == [True] * 12


def test_jobs_are_entered_once(store: Store) -> None:
    start(store, "one")
    job = {"run_id": "one", "stage": "fetch", "source": "paper", "topic": "", "state": "failed"}
    job |= {"started_at": day(0), "finished_at": day(1), "requests": 3, "unchanged": 0, "done": 1, "problems": 0}
    store.do(runs.save_job, {**job, "message": "timed out"})
    store.do(runs.save_job, {**job, "state": "finished", "message": None})
    assert store.rows("SELECT state, requests, message FROM job") == [
        {"state": "finished", "requests": 3, "message": None}
    ]


def test_cursors_are_kept_by_source_and_topic(store: Store) -> None:
    assert store.do(read.cursor, "paper", "") == {}
    store.do(runs.save_cursor, "paper", "", {"since": "2026-01-01"})
    store.do(runs.save_cursor, "paper", "topic", {"since": "a\x00"})
    store.do(runs.save_cursor, "paper", "", {"since": "2026-02-01", "page": "2"})
    assert store.do(read.cursor, "paper", "") == {"since": "2026-02-01", "page": "2"}
    assert store.do(read.cursor, "paper", "topic") == {"since": "a\ufffd"}


def test_the_ledger_says_what_is_still_to_do(store: Store) -> None:
    doc_id = store.document("a", "one")
    text_id = store.text_of(doc_id)
    fetch_id = store.column('SELECT id FROM "fetch"')[0]
    waits = lambda mark: [row.id for row in store.do(read.unparsed, {"page": mark})]  # noqa: E731
    assert waits("p1") == [fetch_id]
    store.do(runs.save_ledger, "parse", {fetch_id: 1}, "p1", day(0))
    assert (waits("p1"), waits("p2")) == ([], [fetch_id])
    assert store.do(read.unextracted, lambda _: "x1") == [text_id]
    store.do(runs.save_ledger, "extract", {text_id: 0}, "x1", day(0))
    assert (store.do(read.unextracted, lambda _: "x1"), store.do(read.unextracted, lambda _: "x2")) == ([], [text_id])
    store.do(runs.save_ledger_each, "extract", {text_id: ("x2", 4)}, day(1))
    assert (store.do(read.marks, "extract"), store.do(read.marks, "check")) == ({text_id: "x2"}, {})
    assert store.column("SELECT results FROM ledger WHERE stage = 'extract'") == [4]
    store.do(runs.forget_ledger, "extract", [text_id])
    assert store.do(read.unextracted, lambda _: "x2") == [text_id]


def test_the_same_issue_is_one_row(store: Store) -> None:
    odd = Problem(kind="bad_line", subject="line \ud800 4", message="not\x00 JSON")
    assert store.do(runs.save_problems, "paper", [odd, odd], day(0)) == 1
    before = store.everything()
    assert store.do(runs.save_problems, "paper", [odd], day(1)) == 1
    assert store.everything() == before
    other = odd.model_copy(update={"message": "not JSON at all"})
    store.do(runs.save_problems, "paper", [other, odd.model_copy(update={"subject": "5"})], day(2))
    store.do(runs.save_problems, "other", [odd], day(2))
    rows = store.rows("SELECT source, subject, message FROM issue ORDER BY source, subject")
    assert [tuple(row.values()) for row in rows] == [
        ("other", "line \ufffd 4", "not\ufffd JSON"),
        ("paper", "5", "not\ufffd JSON"),
        ("paper", "line \ufffd 4", "not JSON at all"),
    ]


def test_a_source_is_described_anew(store: Store) -> None:
    store.add_source("paper")
    row = {"name": "paper", "reader": "feed", "kind": "press", "title": "The Paper", "homepage": "", "basis": "robots"}
    store.do(runs.save_source, {**row, "licence": "CC"})
    assert store.rows("SELECT reader, title, licence FROM source") == [
        {"reader": "feed", "title": "The Paper", "licence": "CC"}
    ]


def test_a_decision_is_a_row_that_moves_when_it_is_another(store: Store) -> None:
    store.add_source("paper")
    one = Decision(url="https://paper.example/a", relevant=False, reason="no trial")
    two = one.model_copy(update={"relevant": True, "reason": "names a trial"})
    assert store.do(runs.save_decision, "paper", one, day(0))
    before = store.everything()
    assert not store.do(runs.save_decision, "paper", one, day(1))
    assert store.everything() == before
    assert store.do(runs.save_decision, "paper", two, day(2))
    rows = store.rows("SELECT relevant, reason, decided_at FROM decision")
    assert [(bool(r["relevant"]), r["reason"], str(r["decided_at"])[:10]) for r in rows] == [
        (True, "names a trial", "2026-03-03")
    ]
