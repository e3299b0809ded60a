"""Backfill: slice by slice, oldest first; what is finished is never asked for again."""

import os
import re
import signal
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.loopback import Canned, Loopback, Seen
from tests.pipeline.stores import PatientClock, ask, config_in, differences, rows
from tests.pipeline.webs import XML, entries, entry, tables
from tracker.config import Config
from tracker.operations.backfill import backfill
from tracker.pipeline.backfill import Progress, slices
from tracker.pipeline.run import Outcome

EDITED = {"01": "2026-01-15", "02": "2026-02-03", "03": "2026-03-31", "04": "2026-04-01", "05": "2026-04-30"}


class Past:
    """ISRCTN with entries edited in EDITED; it answers 503 for the slices that begin on a day of `down`."""

    def __init__(self, web: Loopback) -> None:
        self.down: set[str] = set()
        self.asked: list[str] = []
        web.routes["/isrctn/query/format/default"] = self._query

    def _query(self, seen: Seen) -> Canned:
        asked = parse_qs(urlsplit(seen.path).query)["q"][0]
        since, until = (re.search(rf"lastEdited {word} ([\d-]+)", asked) for word in ("GE", "LT"))
        low, high = (found[1] if found else "" for found in (since, until))
        self.asked.append(low)
        if low in self.down:
            return Canned(503)
        held = [entry(f"ISRCTN999999{n}", edited=f"{day}T10:00:00Z") for n, day in EDITED.items() if low <= day < high]
        return Canned(200, entries(*held), XML)


@pytest.fixture
def past(web: Loopback) -> Past:
    return Past(web)


@pytest.fixture
def config(tmp_path: Path, web: Loopback, long_store_url: str) -> Config:
    return config_in(tmp_path, long_store_url, tables(web.url(""), "isrctn"))


def fill(config: Config, shown: list[Progress] | None = None, *, first: str = "2026-01-10") -> Outcome:
    show = shown.append if shown is not None else lambda progress: None
    return backfill(config, PatientClock(), "isrctn", first=first, last="2026-04-30", show=show)


def numbers(config: Config) -> list[str]:
    return [name[-2:] for (name,) in ask(config, "SELECT native_id FROM document ORDER BY native_id")]


MONTHS = ["2026-01-10", "2026-02-01", "2026-03-01", "2026-04-01"]


def test_the_past_is_asked_for_by_month_oldest_first(config: Config, past: Past) -> None:
    shown: list[Progress] = []
    assert fill(config, shown).exit_code == 0
    assert past.asked == MONTHS
    assert numbers(config) == sorted(EDITED)
    assert [(p.done, p.total, p.entries) for p in shown] == [(0, 4, 0), (1, 4, 1), (2, 4, 2), (3, 4, 3), (4, 4, 5)]
    assert [p.remaining is None for p in shown] == [True, False, False, False, False]
    assert ask(config, "SELECT command, state FROM run") == [("backfill", "finished")]
    assert ask(config, "SELECT done FROM job WHERE stage = 'backfill' AND source = 'isrctn'") == [(4,)]
    assert ask(config, "SELECT count(*) FROM claim")[0][0] > 0


def test_after_a_failure_it_goes_on_where_it_was(config: Config, past: Past) -> None:
    past.down = {"2026-03-01"}
    outcome = fill(config)
    assert (outcome.exit_code, past.asked) == (3, MONTHS[:3])
    assert outcome.failed["isrctn"].startswith("2026-03-01 to 2026-03-31: ")
    assert numbers(config) == ["01", "02"]  # what came was read
    past.down, past.asked = set(), []
    shown: list[Progress] = []
    assert fill(config, shown).exit_code == 0
    assert past.asked == MONTHS[2:]
    assert [(p.done, p.total, p.entries) for p in shown] == [(2, 4, 0), (3, 4, 1), (4, 4, 3)]
    assert numbers(config) == sorted(EDITED)


def test_interrupted_it_goes_on_where_it_was(config: Config, past: Past) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.done == 2:
            os.kill(os.getpid(), signal.SIGINT)

    stopped = backfill(config, PatientClock(), "isrctn", first="2026-01-10", last="2026-04-30", show=interrupt)
    assert (stopped.state, past.asked) == ("stopped", MONTHS[:2])
    assert ask(config, "SELECT state FROM job WHERE stage = 'backfill'") == [("stopped",)]
    past.asked = []
    assert fill(config).exit_code == 0
    assert past.asked == MONTHS[2:]
    assert numbers(config) == sorted(EDITED)


def test_a_finished_backfill_asks_nothing(config: Config, past: Past) -> None:
    fill(config)
    before, past.asked = rows(config.store.url), []
    assert fill(config).exit_code == 0
    assert past.asked == []
    assert differences(before, rows(config.store.url)) == []


def test_a_slice_that_reaches_into_today_is_asked_for_again(config: Config, past: Past) -> None:
    for _ in range(2):
        backfill(config, PatientClock(), "isrctn", first="2026-10-15")
    assert past.asked == ["2026-10-15", "2026-11-01", "2026-11-01"]


def test_a_backfill_leaves_the_cursor_alone(config: Config, past: Past) -> None:
    fill(config)
    assert ask(config, "SELECT * FROM cursor") == []


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("month", ["2026-01-30", "2026-02-01", "2026-03-01"]),
        ("week", ["2026-01-30", "2026-02-06", "2026-02-13", "2026-02-20", "2026-02-27"]),
    ],
)
def test_slices(step: str, expected: list[str]) -> None:
    found = list(slices(date(2026, 1, 30), date(2026, 3, 3), step))  # type: ignore[arg-type]
    assert [str(piece.since) for piece in found] == expected
    assert [piece.until for piece in found] == [piece.since for piece in found[1:]] + [date(2026, 3, 3)]


def test_days() -> None:
    found = list(slices(date(2026, 2, 27), date(2026, 3, 2), "day"))
    assert [str(piece) for piece in found] == [f"{d} to {d}" for d in ("2026-02-27", "2026-02-28", "2026-03-01")]
