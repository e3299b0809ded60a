"""`tracker schedule` as a process: it runs a due job, and SIGTERM ends it cleanly, also in the middle of a run."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.loopback import Canned, Loopback, Seen
from tests.pipeline.stores import ask, write_config
from tests.pipeline.webs import pages_of, play_pages, study, tables
from tracker.config import load_config

JOBS = '[schedule]\ncatch_up_hours = 1\n[[schedule.jobs]]\nname = "often"\nevery_minutes = 1\n'
RARE = JOBS.replace("catch_up_hours = 1\n", "catch_up_hours = 200\n").replace("minutes = 1\n", "minutes = 10080\n")
Spawn = Callable[..., "subprocess.Popen[str]"]


def until(true: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    for _ in range(1200):
        if true():
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    raise AssertionError("it never came")


def ended(process: "subprocess.Popen[str]") -> str:
    """Ask it to stop; it does so within ten seconds and says no more than its log."""
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err
    return err


def test_a_due_job_is_run_and_sigterm_ends_it(tmp_path: Path, web: Loopback, spawn: Spawn) -> None:
    play_pages(web, pages_of([study("NCT99999901")], 1), stamp="2026-11-19T09:00:05")
    path = write_config(tmp_path, f"sqlite:///{tmp_path}/e.db", JOBS + tables(web.url(""), "clinicaltrials_gov"))
    process = spawn("schedule")
    until(lambda: (tmp_path / "report" / "index.html").exists(), process)
    log = ended(process)
    assert "job often, slot" in log
    config = load_config(path, {})
    assert ask(config, "SELECT native_id FROM document") == [("NCT99999901",)]
    assert {cause for (cause,) in ask(config, "SELECT cause FROM run")} <= {"catch_up", "schedule"}
    states = ask(config, "SELECT s.state, r.state FROM slot s LEFT JOIN run r ON r.id = s.run_id ORDER BY s.slot_at")
    assert states[0] == ("done", "finished")


@pytest.mark.parametrize("store", ["sqlite", pytest.param("postgres", marks=pytest.mark.soak)])
def test_sigterm_in_the_middle_of_a_run_leaves_it_stopped_and_the_next_start_finishes_it(
    tmp_path: Path, web: Loopback, spawn: Spawn, store: str, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path}/e.db" if store == "sqlite" else request.getfixturevalue("pg_database")
    path = write_config(tmp_path, url, RARE + tables(web.url(""), "clinicaltrials_gov"))
    studies = [study(f"NCT9999990{n}") for n in range(1, 4)]
    pages = pages_of(studies, 1)
    play_pages(web, pages, stamp="2026-11-19T09:00:05")
    search, asked, go_on = web.routes["/api/v2/studies"], threading.Event(), threading.Event()

    def slow(seen: Seen) -> Canned:
        if "pageToken" in seen.path:
            asked.set()
            go_on.wait(20)
        assert callable(search)
        return search(seen)

    web.routes["/api/v2/studies"] = slow
    process = spawn("schedule")
    until(asked.is_set, process)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    go_on.set()
    _, err = process.communicate(timeout=10)
    assert (process.returncode, "Traceback" in err) == (0, False), err
    config = load_config(path, {})
    assert ask(config, "SELECT state FROM run") == [("stopped",)]
    assert 0 < len(ask(config, 'SELECT id FROM "fetch"')) < 3
    again = spawn("schedule")
    until(lambda: (tmp_path / "report" / "index.html").exists(), again)
    ended(again)
    assert sorted(ask(config, "SELECT state FROM run")) == [("finished",), ("stopped",)]
    assert ask(config, "SELECT state FROM slot") == [("done",)]
    assert len(ask(config, "SELECT id FROM document")) == 3


def test_sigterm_ends_a_plain_run_as_stopped(tmp_path: Path, web: Loopback, spawn: Spawn) -> None:
    path = write_config(tmp_path, f"sqlite:///{tmp_path}/e.db", tables(web.url(""), "clinicaltrials_gov"))
    play_pages(web, pages_of([study(f"NCT9999990{n}") for n in range(1, 9)], 1), stamp="2026-11-19T09:00:05")
    process = spawn("run")
    until(lambda: len(web.asked) >= 3, process)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=10)
    assert (process.returncode, "Traceback" in err) == (1, False), err
    assert ask(load_config(path, {}), "SELECT state FROM run") == [("stopped",)]


@pytest.mark.soak
def test_a_run_that_cannot_stop_is_ended_within_ten_seconds_and_the_next_one_goes_on(
    tmp_path: Path, web: Loopback, spawn: Spawn
) -> None:
    path = write_config(
        tmp_path, f"sqlite:///{tmp_path}/e.db", tables(web.url(""), "clinicaltrials_gov"), timeout_seconds=60.0
    )
    play_pages(web, pages_of([study(f"NCT9999990{n}") for n in range(1, 4)], 1), stamp="2026-11-19T09:00:05")
    search, asked, go_on = web.routes["/api/v2/studies"], threading.Event(), threading.Event()

    def silent(seen: Seen) -> Canned:
        if "pageToken" in seen.path:
            asked.set()
            go_on.wait(60)
        assert callable(search)
        return search(seen)

    web.routes["/api/v2/studies"] = silent
    process = spawn("run")
    until(asked.is_set, process)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=10)
    go_on.set()
    assert (process.returncode, "Traceback" in err) == (1, False), err
    assert "asked to stop: ended" in err
    config = load_config(path, {})
    assert ask(config, "SELECT state FROM run") == [("running",)]
    assert spawn("run").wait(timeout=60) == 0
    assert sorted(ask(config, "SELECT state FROM run")) == [("crashed",), ("finished",)]
    assert len(ask(config, "SELECT id FROM document")) == 3
