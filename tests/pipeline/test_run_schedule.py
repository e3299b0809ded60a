"""Scheduled slots: which one is due, one claimant of many, a dead owner's slot, catching up."""

import os
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.engine import open_engine
from db.store import runs
from tests.pipeline.stores import PatientClock, ask, config_in
from tracker.config import Config, Job
from tracker.config.slots import EPOCH, last_slot, next_slot, odd_nights
from tracker.errors import ConfigError
from tracker.operations.maintain import upgrade_store
from tracker.schedule import Slots, job_named, run_slot, serve, take_slot

NIGHTLY = Job(name="nightly", at="03:15")
WORKDAYS = Job(name="workdays", at="03:15", days=("mon", "tue", "wed", "thu", "fri"))
WEEKLY = Job(name="weekly", at="23:59", days=("sun",))
OFTEN = Job(name="often", every_minutes=90)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("job", "now", "slot"),
    [
        (NIGHTLY, "2026-11-20 03:15", "2026-11-20 03:15"),
        (NIGHTLY, "2026-11-20 03:14:59", "2026-11-19 03:15"),
        (NIGHTLY, "2026-11-20 23:59", "2026-11-20 03:15"),
        (NIGHTLY, "2027-01-01 00:00", "2026-12-31 03:15"),
        (NIGHTLY, "2028-03-01 01:00", "2028-02-29 03:15"),
        (NIGHTLY, "2026-10-25 03:30", "2026-10-25 03:15"),  # the night on which clocks change in Europe
        (WORKDAYS, "2026-11-22 12:00", "2026-11-20 03:15"),  # a Sunday
        (WORKDAYS, "2026-11-23 03:14", "2026-11-20 03:15"),
        (WORKDAYS, "2026-11-23 03:15", "2026-11-23 03:15"),
        (WEEKLY, "2026-11-22 23:58", "2026-11-15 23:59"),
        (WEEKLY, "2026-11-22 23:59", "2026-11-22 23:59"),
        (OFTEN, "2026-01-05 00:00", "2026-01-05 00:00"),
        (OFTEN, "2026-01-05 01:29:59", "2026-01-05 00:00"),
        (OFTEN, "2026-01-05 01:30", "2026-01-05 01:30"),
        (OFTEN, "2026-01-06 00:10", "2026-01-06 00:00"),
    ],
)
def test_the_last_slot(job: Job, now: str, slot: str) -> None:
    assert last_slot(job, at(now)) == at(slot)


@pytest.mark.parametrize(
    "job", [NIGHTLY, WORKDAYS, WEEKLY, OFTEN, Job(name="minute", every_minutes=1)], ids=lambda j: j.name
)
def test_the_trigger_fires_at_slots_and_at_no_other_moment(job: Job) -> None:
    trigger, now = Slots(job), at("2026-10-23 11:07")
    for _ in range(20):
        fires = trigger.get_next_fire_time(None, now)
        assert fires.utcoffset() == timedelta(0)
        assert last_slot(job, fires) == fires
        assert last_slot(job, fires - timedelta(seconds=1)) != fires
        now = fires + timedelta(seconds=1)


BERLIN = "Europe/Berlin"
EARLY = Job(name="early", at="02:30")


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-07-01 00:30", "2026-07-01 00:30"),  # summer: two hours ahead of UTC
        ("2026-12-01 01:29", "2026-11-30 01:30"),
        ("2026-12-01 01:30", "2026-12-01 01:30"),
        ("2027-03-28 01:30", "2027-03-28 01:30"),  # 02:30 is skipped: run when it would have been
        ("2026-10-25 00:30", "2026-10-25 00:30"),  # 02:30 for the first time
        ("2026-10-25 01:30", "2026-10-25 00:30"),  # and for the second: the same slot
    ],
)
def test_a_time_of_a_zone_is_one_slot_a_day(now: str, slot: str) -> None:
    assert last_slot(EARLY, at(now), BERLIN) == at(slot)


def test_a_year_of_nights_in_a_zone_has_every_day_once() -> None:
    now, days = at("2026-01-01 12:00"), []
    for _ in range(365):
        now = next_slot(EARLY, now, BERLIN)
        assert last_slot(EARLY, now, BERLIN) == now
        days.append(now.date())
    assert len(set(days)) == 365


def test_hours_that_clocks_skip_or_repeat_are_named_beforehand() -> None:
    odd = [(str(day), what) for day, what in odd_nights(EARLY, at("2026-10-01 00:00"), BERLIN)]
    assert odd == [("2026-10-25", "repeated"), ("2027-03-28", "skipped")]
    assert list(odd_nights(EARLY, at("2026-10-01 00:00"), "UTC")) == []
    assert list(odd_nights(NIGHTLY, at("2026-10-01 00:00"), BERLIN)) == []
    assert list(odd_nights(OFTEN, at("2026-10-01 00:00"), BERLIN)) == []


def jobs(folder: Path, url: str, *lines: str, catch_up: float = 20) -> Config:
    """A configuration without sources, whose only job is `nightly` unless `lines` say otherwise."""
    table = "\n".join(lines or ('name = "nightly"', 'at = "03:15"'))
    return config_in(folder, url, f"[schedule]\ncatch_up_hours = {catch_up}\n[[schedule.jobs]]\n{table}")


def slots(config: Config) -> list[tuple[str, str]]:
    return [(str(slot), str(state)) for slot, state in ask(config, "SELECT slot_at, state FROM slot ORDER BY slot_at")]


@pytest.mark.parametrize(
    ("now", "hours", "ran"),
    [
        ("2026-11-20 03:15", 20, True),
        ("2026-11-20 23:15", 20, True),
        ("2026-11-20 23:16", 20, False),
        ("2026-11-21 03:14", 20, False),
        ("2026-11-20 03:15", 0, True),
        ("2026-11-20 03:16", 0, False),
    ],
)
def test_a_missed_slot_is_made_up_for_within_the_window(tmp_path: Path, now: str, hours: float, ran: bool) -> None:
    config = jobs(tmp_path, f"sqlite:///{tmp_path}/e.db", catch_up=hours)
    upgrade_store(config)
    assert run_slot(config, PatientClock(at(now)), config.schedule.jobs[0], cause="catch_up") is ran
    assert slots(config) == ([("2026-11-20T03:15Z", "done")] if ran else [])
    assert ask(config, "SELECT cause, state FROM run") == ([("catch_up", "finished")] if ran else [])


def test_a_slot_is_run_once_and_the_next_one_again(tmp_path: Path, store_url: str) -> None:
    config = jobs(tmp_path, store_url)
    (job,) = config.schedule.jobs
    for now, ran in (("2026-11-20 03:15", True), ("2026-11-20 09:00", False), ("2026-11-21 03:16", True)):
        assert run_slot(config, PatientClock(at(now)), job) is ran
    assert slots(config) == [("2026-11-20T03:15Z", "done"), ("2026-11-21T03:15Z", "done")]


def test_of_many_claimants_one_runs_the_slot(tmp_path: Path, store_url: str) -> None:
    config = jobs(tmp_path, store_url)
    upgrade_store(config)
    ran: list[bool] = []
    together = threading.Barrier(6)

    def claim() -> None:
        together.wait()
        ran.append(run_slot(config, PatientClock(at("2026-11-20 03:15")), config.schedule.jobs[0]))

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ran) == [False] * 5 + [True]
    assert ask(config, "SELECT count(*) FROM run") == [(1,)]


def owner(alive: bool) -> str:
    """The name of a process of this machine that runs, or of one that has ended."""
    if alive:
        return f"{socket.gethostname()}:{os.getpid()}:{runs.process_start(os.getpid())}"
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return f"{socket.gethostname()}:{ended.pid}:12345"


@pytest.mark.parametrize(
    ("who", "now", "taken"),
    [
        ("dead", "03:16", True),
        ("alive", "03:16", False),
        ("elsewhere:1:1", "03:16", False),
        ("elsewhere:1:1", "09:00", True),
    ],
)
def test_the_slot_of_a_crashed_owner_is_taken_over(
    tmp_path: Path, store_url: str, who: str, now: str, taken: bool
) -> None:
    config = jobs(tmp_path, store_url)
    upgrade_store(config)
    name = who if ":" in who else owner(who == "alive")
    engine = open_engine(config.store.url)
    with engine.begin() as conn:
        start = at("2026-11-20 03:15")
        assert runs.claim_slot(conn, "nightly", "2026-11-20T03:15Z", name, start, timedelta(minutes=10))
    engine.dispose()
    assert run_slot(config, PatientClock(at(f"2026-11-20 {now}")), config.schedule.jobs[0]) is taken
    assert slots(config) == [("2026-11-20T03:15Z", "done" if taken else "claimed")]


def test_a_failed_run_is_noted_and_the_next_slot_tries_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.errors import StoreError

    config = jobs(tmp_path, f"sqlite:///{tmp_path}/e.db")

    def fails(*given: object, **named: object) -> None:
        raise StoreError("the disk is on fire")

    with monkeypatch.context() as patch:
        patch.setattr("tracker.schedule.run", fails)
        assert run_slot(config, PatientClock(at("2026-11-20 03:15")), config.schedule.jobs[0])
    assert slots(config) == [("2026-11-20T03:15Z", "failed")]
    assert run_slot(config, PatientClock(at("2026-11-21 03:15")), config.schedule.jobs[0])


def test_serving_catches_up_once_and_stops_when_asked(tmp_path: Path) -> None:
    config = jobs(tmp_path, f"sqlite:///{tmp_path}/e.db", 'name = "rare"', "every_minutes = 10000", catch_up=10_000)
    stop, started = threading.Event(), threading.Event()
    served = threading.Thread(target=serve, args=(config, PatientClock(EPOCH + timedelta(hours=1)), stop, started.set))
    served.start()
    assert started.wait(30)
    for _ in range(600):
        if (tmp_path / "report" / "index.html").exists():
            break
        threading.Event().wait(0.05)
    stop.set()
    served.join(30)
    assert not served.is_alive()
    assert slots(config) == [("2026-01-05T00:00Z", "done")]
    assert ask(config, "SELECT cause FROM run") == [("catch_up",)]


def test_a_slot_that_cron_has_run_is_not_run_by_the_scheduler_and_the_other_way_round(
    tmp_path: Path, store_url: str
) -> None:
    config = jobs(tmp_path, store_url)
    job = job_named(config, "nightly")
    outcome = take_slot(config, PatientClock(at("2026-11-20 03:15")), job)  # what `tracker run --job nightly` does
    assert outcome is not None
    assert outcome.state == "finished"
    assert run_slot(config, PatientClock(at("2026-11-20 03:16")), job) is False
    assert run_slot(config, PatientClock(at("2026-11-21 03:15")), job) is True
    assert take_slot(config, PatientClock(at("2026-11-21 03:16")), job) is None
    assert ask(config, "SELECT count(*) FROM run") == [(2,)]


def test_an_unknown_job_is_named_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no job 'weekly'; known: nightly"):
        job_named(jobs(tmp_path, f"sqlite:///{tmp_path}/e.db"), "weekly")
