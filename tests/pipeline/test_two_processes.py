"""Two processes on one PostgreSQL, each with the same jobs: every slot is run once, and neither waits for ever."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.loopback import Loopback
from tests.pipeline.registry import Registry
from tests.pipeline.stores import PatientClock, ask, config_in
from tests.pipeline.webs import tables
from tracker.config import Config
from tracker.config.slots import EPOCH
from tracker.operations.maintain import upgrade_store
from tracker.schedule import run_slot

JOB = '[schedule]\n[[schedule.jobs]]\nname = "hourly"\nevery_minutes = 60\n'


def at_round(n: int) -> datetime:
    return EPOCH + timedelta(hours=n)


def rounds(config: Config, number: int) -> None:
    """Take part in every slot: run it, or see that the other one has it and is done."""
    for n in range(number):
        clock = PatientClock(at_round(n))
        slot = f"{at_round(n):%Y-%m-%dT%H:%MZ}"
        while ask(config, "SELECT count(*) FROM slot WHERE slot_at = :slot AND state <> 'claimed'", slot=slot) == [
            (0,)
        ]:
            run_slot(config, clock, config.schedule.jobs[0])
            time.sleep(0.02)


def together(tmp_path: Path, url: str, number: int) -> None:
    registry = Registry(stamp="2026-01-05T09:00:05")
    for n in range(1, 4):
        registry.add(n, "2025-10-01")
    with Loopback() as web:
        registry.play(web, 3)
        config = config_in(tmp_path, url, JOB + tables(web.url(""), "clinicaltrials_gov"))
        upgrade_store(config)
        children = []
        for _ in range(2):
            child = os.fork()
            if child == 0:
                code = 1
                try:
                    rounds(config, number)
                    code = 0
                finally:
                    os._exit(code)
            children.append(child)
        assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0]
    slots = ask(config, "SELECT slot_at, state, owner FROM slot ORDER BY slot_at")
    assert [state for _, state, _ in slots] == ["done"] * number
    states = ask(config, "SELECT state, count(*) FROM run GROUP BY state")
    assert states == [("finished", number)]
    assert ask(config, "SELECT count(*) FROM document") == [(3,)]


def test_a_few_rounds(tmp_path: Path, pg_database: str) -> None:
    together(tmp_path, pg_database, 3)


@pytest.mark.soak
def test_a_hundred_rounds(tmp_path: Path, pg_database: str) -> None:
    together(tmp_path, pg_database, 100)
