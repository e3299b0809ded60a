"""`tracker doctor`: is everything there that a nightly run needs? A line per thing, with what to do about it."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from db.engine import head_revision
from db.read import status
from scrapers._base import credentials, source_named
from tracker.clock import Clock
from tracker.config import Config
from tracker.config.slots import last_slot
from tracker.errors import StoreError
from tracker.operations._open import reading
from tracker.pipeline.run import targets_of

ROOM = 2_000_000_000
"""Bytes that should be free where the evidence is kept."""
EXTRAS = {
    "apprise": ("notify", "messages after a run"),
    "psycopg": ("postgres", "a database on PostgreSQL"),
    "pyarrow": ("parquet", "`tracker export parquet`"),
}
"""Packages that are not always installed: the extra that brings them, and what needs them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: fine, a warning (works, but a person should know), or failing (a run would fail)."""

    what: str
    state: Literal["ok", "warning", "failing"]
    says: str
    remedy: str = ""


def doctor(config: Config, clock: Clock) -> list[dict[str, Any]]:
    """Everything that was looked at, in the order of a run."""
    looked = (_python(), *_extras(config), *_configuration(config), *_store(config, clock), *_folders(config))
    return [{"state": one.state} | asdict(one) for one in looked]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("python", "ok", f"{version} in {sys.prefix}")


def _extras(config: Config) -> Iterator[Finding]:
    for package, (extra, needed_by) in EXTRAS.items():
        here = importlib.util.find_spec(package) is not None
        wanted = (package == "psycopg" and config.store.url.startswith("postgresql")) or (
            package == "apprise" and bool(config.notify.urls)
        )
        state: Literal["ok", "failing"] = "failing" if wanted and not here else "ok"
        says = f"{package} is {'installed' if here else 'not installed'}: for {needed_by}"
        yield Finding("packages", state, says, "" if here else f"pip install 'evidence-tracker[{extra}]'")


def _configuration(config: Config) -> Iterator[Finding]:
    if not config.contact:
        yield Finding("contact", "failing", "is empty: nothing is fetched", "set `contact` in config.toml")
    else:
        yield Finding("contact", "ok", config.contact)
    if not config.topics:
        yield Finding("topics", "warning", "there are none", "add a [[topics]] table to config.toml")
    else:
        yield Finding("topics", "ok", ", ".join(topic.name for topic in config.topics))
    enabled = {name: one for name, one in config.sources.items() if one.enabled}
    if not enabled:
        yield Finding("sources", "failing", "none is enabled: nothing is fetched", "add a [sources.NAME] table")
        return
    asked = len(targets_of(config, (), ()))
    yield Finding("sources", "ok", f"{', '.join(enabled)} ({asked} questions a night)")
    for name, settings in enabled.items():
        for key in credentials(source_named(settings.reader).options):
            if not getattr(settings.options, key):
                yield Finding(f"source {name}", "warning", f"{key} is empty", "set it if the source asks for one")


def _store(config: Config, clock: Clock) -> Iterator[Finding]:
    try:
        with reading(config) as conn:
            counted = status.counts(conn, ("document", "claim", "mismatch"))
            latest = status.latest_run(conn)
            failing = [row for row in status.source_health(conn) if row["failing_addresses"] or row["quarantined"]]
    except StoreError as error:
        fresh = "there is no database" in error.problem or "is empty" in error.problem
        yield Finding("database", "warning" if fresh else "failing", error.problem, error.remedy)
        return
    held = ", ".join(f"{count} {name}s" for name, count in counted.items()).replace("mismatchs", "mismatches")
    yield Finding("database", "ok", f"schema {head_revision()}, {held}")
    yield _last_run(config, clock, latest)
    for row in failing:
        said = row["quarantined"] or row["last_message"] or f"{row['failing_addresses']} addresses fail"
        yield Finding(f"source {row['source']}", "warning", said, "see `tracker sources`")


def _last_run(config: Config, clock: Clock, latest: tuple[str, datetime] | None) -> Finding:
    if latest is None:
        return Finding("last run", "warning", "there was none", "run `tracker run`")
    (state, began), now = latest, clock.now()
    says = f"{state}, began {began:%Y-%m-%d %H:%M} UTC"
    if began > now + timedelta(minutes=5):
        return Finding("last run", "failing", f"{says}: later than this machine's clock says", "set the clock right")
    due = [slot for job in config.schedule.jobs if (slot := last_slot(job, now, config.schedule.timezone)) is not None]
    if state in ("failed", "crashed"):
        return Finding("last run", "warning", says, "run `tracker run --debug` to see why")
    if due and began < max(due) - timedelta(hours=24):
        return Finding("last run", "warning", f"{says}: more than a day late", "see that the scheduler or cron runs")
    return Finding("last run", "ok", says)


def _folders(config: Config) -> Iterator[Finding]:
    for what, place in (("blobs", config.store.blobs), ("report", str(config.store.report))):
        if "://" in place:
            yield Finding(what, "ok", place)
            continue
        folder = Path(place).absolute()
        while not folder.exists():
            folder = folder.parent
        if not os.access(folder, os.W_OK):
            yield Finding(what, "failing", f"{folder} cannot be written", f"set store.{what} to a place that can")
        elif (free := shutil.disk_usage(folder).free) < ROOM:
            yield Finding(what, "warning", f"only {free // 10**6} MB are free at {folder}", "free some space")
        else:
            yield Finding(what, "ok", f"{place}, {free // 10**9} GB free")


def failing(found: list[dict[str, Any]]) -> bool:
    """Whether a run would fail."""
    return any(one["state"] == "failing" for one in found)
