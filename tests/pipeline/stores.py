"""Running the tracker in a test: a configuration in a folder, a clock that does not wait, all rows of a database."""

import atexit
import shutil
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import select, text

from db.engine import open_engine, upgrade
from db.models import metadata
from tracker.clock import Clock
from tracker.config import Config, load_config
from tracker.operations.run import run
from tracker.pipeline.run import Outcome

START = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
OF_THE_RUN = frozenset({"run", "job", "slot", "heartbeat"})
"""Tables that every run may write to."""


class PatientClock(Clock):
    """Stands at `start` but for waits, which take no real time and move it on."""

    def __init__(self, start: datetime = START) -> None:
        self.waited = 0.0
        super().__init__(now=lambda: start + timedelta(seconds=self.waited), sleep=self._wait, monotonic=self._passed)

    def _wait(self, seconds: float) -> None:
        self.waited += seconds

    def _passed(self) -> float:
        return self.waited


def write_config(folder: Path, url: str, tables: str = "", **fetch: Any) -> Path:
    """config.toml in `folder` with the store at `url`; `fetch` are keys of [fetch]."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = {"allow_loopback": True, "attempts": 1, "timeout_seconds": 5.0} | fetch
    lines = [f"{name} = {str(value).lower()}" for name, value in keys.items()]
    top = (
        f'contact = "desk@example.org"\n{tables}\n[store]\nurl = "{url}"\nblobs = "blobs"\nreport = "report"\n[fetch]\n'
    )
    _make(url)
    path = folder / "config.toml"
    path.write_text(top + "\n".join(lines) + "\n", "utf-8")
    return path


def _make(url: str) -> None:
    """Give a new SQLite store at an absolute path its tables by a copy: making them takes longer than most runs."""
    place = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:////") and place.parent.is_dir() and not place.exists():
        shutil.copyfile(_made(), place)


@cache
def _made() -> Path:
    """A SQLite store with this code's tables and no rows."""
    place = Path(mkdtemp(prefix="tracker-made-")) / "evidence.db"
    atexit.register(shutil.rmtree, place.parent, ignore_errors=True)
    engine = open_engine(f"sqlite:///{place}")
    upgrade(engine)
    engine.dispose()
    return place


def config_in(folder: Path, url: str, tables: str = "", **fetch: Any) -> Config:
    """The configuration that `write_config` writes."""
    return load_config(write_config(folder, url, tables, **fetch), {})


def go(config: Config, clock: Clock | None = None, **options: Any) -> Outcome:
    """One run that waits for nothing."""
    return run(config, clock or PatientClock(), **options)


def ask(config: Config, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query, as plain tuples."""
    engine = open_engine(config.store.url)
    try:
        with engine.connect() as conn:
            return [tuple(row) for row in conn.execute(text(sql), values)]
    finally:
        engine.dispose()


def rows(url: str, without: Collection[str] = OF_THE_RUN) -> Mapping[str, list[str]]:
    """Every row of every table but those of `without`, sorted."""
    engine = open_engine(url)
    found = {}
    try:
        with engine.connect() as conn:
            for table in metadata.sorted_tables:
                if table.name not in without:
                    found[table.name] = sorted(repr(tuple(row)) for row in conn.execute(select(table)))
    finally:
        engine.dispose()
    return found


def differences(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> list[str]:
    """What is in one and not in the other, to be read by a person."""
    return [
        f"{table}: {sign} {row[:300]}"
        for table in sorted(before.keys() | after.keys())
        for sign, one, other in (("-", before, after), ("+", after, before))
        for row in sorted(set(one.get(table, ())) - set(other.get(table, ())))
    ]
