"""A full disk, a store that cannot be written, a lost connection, a clock that goes back: one line, and nothing lost.

Each fault hits a run in its middle; the next run, without it, ends with the rows of a run that nothing disturbed.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event

from db import engine as engines
from db.store import blobs
from tests.loopback import Loopback
from tests.pipeline.kill_driver import empty
from tests.pipeline.stores import START, PatientClock, ask, config_in, differences, go, rows, write_config
from tests.pipeline.test_run_killed import BASE, recording
from tests.pipeline.webs import article, pages_of, play_feed, play_pages, study, tables
from tracker import claims
from tracker.clock import Clock
from tracker.config import Config, load_config
from tracker.errors import StoreError
from tracker.operations.maintain import upgrade_store
from tracker.operations.run import run

__all__ = ["recording"]

Fault = Callable[[pytest.MonkeyPatch, Config], None]


def config_at(folder: Path, url: str) -> Config:
    return load_config(write_config(folder, url, tables(BASE)), {})


@pytest.fixture(scope="module")
def undisturbed(recording: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[str]]:
    folder = tmp_path_factory.mktemp("undisturbed")
    config = config_at(folder, f"sqlite:///{folder}/e.db")
    assert run(config, Clock(), replay=recording).state == "finished"
    return rows(config.store.url)


def nth(number: int, do: Callable[[], None]) -> Callable[..., None]:
    """A function that does it at its `number`-th call."""
    calls = 0

    def count(*given: Any, **named: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == number:
            do()

    return count


def no_space() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def full_blobs(patch: pytest.MonkeyPatch, config: Config) -> None:
    """The disk of the blobs is full when the third one is written down."""
    sync, full = os.fsync, nth(5, no_space)  # two per blob: the file and its folder

    def fsync(handle: int) -> None:
        full()
        sync(handle)

    patch.setattr(blobs.os, "fsync", fsync)


def full_database(patch: pytest.MonkeyPatch, config: Config) -> None:
    """SQLite may not grow beyond what it has when the first answers are in."""
    pragmas = engines._pragmas

    def opened(connection: sqlite3.Connection, record: Any) -> None:
        pragmas(connection, record)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 8}")

    upgrade_store(config)
    patch.setattr(engines, "_pragmas", opened)


def full_report(patch: pytest.MonkeyPatch, config: Config) -> None:
    """The disk of the report is full: the last stage fails when all evidence is in."""
    write = Path.write_text

    def writing(self: Path, *given: Any, **named: Any) -> int:
        if self.suffix == ".part":
            no_space()
        return write(self, *given, **named)

    patch.setattr("tracker.pipeline.report.Path.write_text", writing)


def _at_blob(patch: pytest.MonkeyPatch, number: int, do: Callable[[], None]) -> None:
    """Do it when the `number`-th blob has been stored: between two transactions."""
    put, then = blobs.BlobStore.put, nth(number, do)

    def putting(self: blobs.BlobStore, body: bytes) -> str:
        then()
        return put(self, body)

    patch.setattr(blobs.BlobStore, "put", putting)


def read_only(patch: pytest.MonkeyPatch, config: Config) -> None:
    """The file system is remounted read-only in the middle."""
    opened: list[sqlite3.Connection] = []
    pragmas = engines._pragmas

    def noting(connection: sqlite3.Connection, record: Any) -> None:
        pragmas(connection, record)
        opened.append(connection)

    patch.setattr(engines, "_pragmas", noting)
    _at_blob(patch, 3, lambda: [one.execute("PRAGMA query_only = ON") for one in opened] and None)


HOLDERS: list[sqlite3.Connection] = []


def locked(patch: pytest.MonkeyPatch, config: Config) -> None:
    """Another program takes the database and does not let go."""

    def take() -> None:
        holder = sqlite3.connect(config.store.url.removeprefix("sqlite:///"), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        HOLDERS.append(holder)

    patch.setattr(engines, "BUSY_TIMEOUT_MS", 20)
    _at_blob(patch, 3, take)


SQLITE: dict[str, tuple[Fault, str]] = {
    "the disk of the blobs is full": (full_blobs, r"cannot store a blob: No space left on device; free some space"),
    "the disk of the database is full": (full_database, r"database or disk is full; free some space and run again"),
    "the disk of the report is full": (full_report, r"cannot write the report: No space left on device; free some"),
    "the database becomes read-only": (read_only, r"attempt to write a readonly database; make the file"),
    "the database is locked": (locked, r"database is locked; another process is writing; try again"),
}


@pytest.mark.parametrize("name", SQLITE)
def test_a_fault_in_the_middle_of_a_run(
    tmp_path: Path, recording: Path, undisturbed: Mapping[str, list[str]], name: str
) -> None:
    config, (fault, says) = config_at(tmp_path, f"sqlite:///{tmp_path}/e.db"), SQLITE[name]
    with pytest.MonkeyPatch.context() as patch:
        fault(patch, config)
        with pytest.raises(StoreError, match=says) as caught:
            run(config, Clock(), replay=recording)
    assert "\n" not in str(caught.value)
    while HOLDERS:
        HOLDERS.pop().close()
    with sqlite3.connect(tmp_path / "e.db") as conn:  # this process lives on, unlike one that has failed
        conn.execute("UPDATE run SET owner = 'gone:1:1', heartbeat_at = '2000-01-01 00:00:00' WHERE state = 'running'")
    assert run(config, Clock(), replay=recording).state == "finished"
    assert differences(undisturbed, rows(config.store.url)) == []
    assert not list(tmp_path.rglob("*.part"))


def test_a_connection_that_is_lost_in_mid_transaction(tmp_path: Path, recording: Path, pg_database: str) -> None:
    config = config_at(tmp_path, pg_database)
    server = pg_database.replace("postgresql+psycopg://", "postgresql://")
    assert run(config, Clock(), replay=recording).state == "finished"
    undisturbed = rows(config.store.url)
    for table in ("version", "claim", "verdict"):
        empty(config)
        with pytest.raises(StoreError, match=r"^database: .*; check that the database server is up") as caught:
            cut_off(server, table, lambda: run(config, Clock(), replay=recording))
        assert "\n" not in str(caught.value)
        assert ask(config, "SELECT state FROM run") == [("failed",)]
        assert run(config, Clock(), replay=recording).state == "finished"
        assert differences(undisturbed, rows(config.store.url)) == [], table


def cut_off(server: str, table: str, do: Callable[[], object]) -> None:
    """Do it, and end every connection to the database just before the first row of `table` is written."""

    def cut() -> None:
        with psycopg.connect(server, autocommit=True) as conn:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            conn.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")

    once = nth(1, cut)

    def executing(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(f"INSERT INTO {table} "):
            once()

    event.listen(Engine, "before_cursor_execute", executing)
    try:
        do()
    finally:
        event.remove(Engine, "before_cursor_execute", executing)


def played(web: Loopback, size: int) -> None:
    play_pages(web, pages_of([study("NCT99999901", size=size, updated=f"2026-11-{size - 30:02}")], 1))


def test_a_clock_that_goes_back(
    tmp_path: Path, web: Loopback, store_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    config = config_in(tmp_path, store_url, tables(web.url(""), "clinicaltrials_gov"))
    played(web, 40)
    assert go(config, PatientClock(START)).state == "finished"
    before = rows(store_url)
    played(web, 50)
    with pytest.raises(StoreError, match=r"clock says 2026-11-13 02:30 UTC, but a run was made at 2026-11-20 02:30"):
        go(config, PatientClock(START - timedelta(days=7)))
    assert differences(before, rows(store_url)) == []
    assert ask(config, "SELECT count(*) FROM run") == [(1,)]

    assert go(config, PatientClock(START - timedelta(minutes=30))).state == "finished"
    assert "the clock went back by 18" in caplog.text
    sizes = "SELECT value_raw FROM v_claims WHERE type = 'sample_size'"
    assert ask(config, sizes) == [("50",)]  # seen last, though the clock said that it was earlier
    assert ask(config, "SELECT count(*) FROM version WHERE seen_to IS NULL") == [(1,)]
    assert go(config, PatientClock(START + timedelta(days=1))).state == "finished"
    assert ask(config, sizes) == [("50",)]


def test_a_run_that_was_cut_off_is_resumed_where_it_was(tmp_path: Path, web: Loopback, store_url: str) -> None:
    """What the dead run had asked to the end is not asked again; the stages after it find their own work."""
    config = config_in(tmp_path, store_url, tables(web.url(""), "clinicaltrials_gov", "isrctn"))
    played(web, 40)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.pipeline.run._close", lambda work, outcome: None)
        go(config, PatientClock(START))
    asked = [path for path in web.asked if path.startswith("/api/v2/studies?")]
    assert asked
    engine = engines.open_engine(store_url)
    with engine.begin() as conn:
        conn.exec_driver_sql("UPDATE run SET owner = 'gone:1:1'")
    engine.dispose()
    assert go(config, PatientClock(START + timedelta(hours=1))).state == "partial"
    assert [path for path in web.asked if path.startswith("/api/v2/studies?")] == asked
    assert sorted(state for (state,) in ask(config, "SELECT state FROM run")) == ["crashed", "partial"]
    assert [path for path in web.asked if path.startswith("/isrctn")]


def test_a_text_that_trips_our_own_rules_costs_no_other_and_no_further_night(
    tmp_path: Path, web: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = {f"/{n}": article(f"Story {n}", f"The phase 2 trial {n} randomised {n}0 people.") for n in (3, 4, 5)}
    play_feed(web, stories)
    config = config_in(tmp_path, f"sqlite:///{tmp_path}/e.db", tables(web.url(""), "example_news"))
    many = claims.extract_many

    def trips(texts: Any) -> Any:
        texts = list(texts)
        if any("Story 4" in text for text, _ in texts):
            raise ZeroDivisionError("by a hostile number")
        return many(texts)

    monkeypatch.setattr(claims, "extract_many", trips)
    assert go(config).state == "finished"
    read = ask(config, "SELECT DISTINCT d.native_id FROM claim c JOIN document d ON d.id = c.document_id ORDER BY 1")
    assert [address.rpartition("/")[2] for (address,) in read] == ["3", "5"]
    ((kind, message),) = ask(config, "SELECT kind, message FROM issue")
    assert kind == "extractor_error"
    assert "unexpected ZeroDivisionError" in message
    assert go(config, PatientClock(START + timedelta(days=1))).state == "finished"


def test_the_summary_of_a_run_says_how_each_source_fared(tmp_path: Path, web: Loopback) -> None:
    config = config_in(
        tmp_path, f"sqlite:///{tmp_path}/e.db", tables(web.url(""), "clinicaltrials_gov", "example_news")
    )
    played(web, 40)
    outcome = go(config)
    assert outcome.sources["clinicaltrials_gov"]["done"] >= 1
    assert outcome.sources["example_news"] == {"requests": 2, "unchanged": 0, "done": 0, "problems": 0}
    assert outcome.failed.keys() == {"example_news"}
