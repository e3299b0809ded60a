"""Backfill: a source's past in slices of time, oldest first; a finished slice is never asked for again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from db.read.work import marks
from db.store import fetches, runs
from tracker.errors import StoreError, TrackerError
from tracker.http import Client
from tracker.pipeline._work import Tally, Work, log
from tracker.pipeline.discovery import Discovery, Target
from tracker.pipeline.fetch import Counter, quarantined, settle

Step = Literal["month", "week", "day"]


@dataclass(frozen=True, slots=True)
class Slice:
    """The days from `since` to the one before `until`."""

    since: date
    until: date

    def __str__(self) -> str:
        """2026-01-01 to 2026-01-31, both included."""
        return f"{self.since} to {self.until - timedelta(days=1)}"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a backfill is: slices done of all, those of earlier runs included; the rest is of this run."""

    name: str
    slice: Slice | None
    """The slice that was just finished; None before the first."""
    done: int
    total: int
    entries: int
    elapsed: float
    """Seconds."""
    remaining: float | None
    """Seconds, as the finished slices of this run took them; None before the first."""


def slices(first: date, end: date, step: Step) -> Iterator[Slice]:
    """`first` up to the day before `end` in months of the calendar, weeks from `first` on, or days."""
    since = first
    while since < end:
        until = min(_next(since, step), end)
        yield Slice(since, until)
        since = until


def _next(day: date, step: Step) -> date:
    if step == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=7 if step == "week" else 1)


def backfill(
    work: Work,
    client: Client,
    counter: Counter,
    targets: Sequence[Target],
    wanted: Sequence[Slice],
    failed: dict[str, str],
    show: Callable[[Progress], None],
) -> Tally:
    """Ask every target for every slice that is not finished yet; what failed is in `failed`, a line per target.

    A target that fails ends there; the next backfill goes on with the same slice. A slice that reaches into today or
    later is asked for, and again next time.
    """
    whole = counter.tally = Tally()
    with work.reading() as conn:
        held = marks(conn, "backfill")
    todo = [(t, s) for t in targets for s in wanted if held.get(_key(t, s)) != t.question]
    total, done, entries = len(targets) * len(wanted), len(targets) * len(wanted) - len(todo), 0
    began, ended = work.clock.monotonic(), 0
    show(Progress(_label(targets[0]), None, done, total, 0, 0.0, None))
    broken: set[str] = set()
    for target, piece in todo:
        if _label(target) in broken:
            continue
        try:
            entries += _fetch_slice(work, client, whole, target, piece)
        except StoreError:
            raise
        except TrackerError as error:
            broken.add(_label(target))
            failed[target.name] = f"{piece}: {error}"
            log.error("source %s failed at %s: %s", target.name, piece, error)
            continue
        ended += 1
        passed = work.clock.monotonic() - began
        left = passed / ended * (len(todo) - ended)
        show(Progress(_label(target), piece, done + ended, total, entries, passed, left))
    return whole


def _fetch_slice(work: Work, client: Client, tally: Tally, target: Target, piece: Slice) -> int:
    """Ask for one slice and enter that it is done; returns how many entries it has. Raises TrackerError."""
    discovery = Discovery(work, client, target, tally, judged=True)
    try:
        discovery.ask(target.query(since=piece.since, until=piece.until))
    except BaseException:
        settle(discovery, discovery.listed.gaps())
        raise
    fault = discovery.listed.gaps()
    if fault is not None:
        settle(discovery, fault)
        raise quarantined(discovery, fault)
    count = len(discovery.listed.entries)
    with work.writing() as conn:
        fetches.settle(conn, discovery.context, discovery.confirmed, None)
        if discovery.cursor is not None and piece.until <= work.clock.now().date():
            now = work.clock.now()
            runs.save_ledger(conn, "backfill", {_key(target, piece): count}, target.question, now)
    if discovery.cursor is None:
        raise TrackerError(f"the answers for {piece} are not complete", "run the same backfill again")
    return count


def _key(target: Target, piece: Slice) -> str:
    return f"{_label(target)} {piece.since} {piece.until}"


def _label(target: Target) -> str:
    return f"{target.name} {target.topic_name}".strip()
