"""`tracker backfill`: what a source had before it was watched."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

from tracker.clock import Clock
from tracker.config import Config
from tracker.errors import ConfigError
from tracker.http import Client
from tracker.operations._open import keep_time, open_work
from tracker.pipeline._work import Tally, Work
from tracker.pipeline.backfill import Progress, Step, backfill as fill, slices
from tracker.pipeline.fetch import Counter, http_settings
from tracker.pipeline.run import STAGES, First, Outcome, replay_of, run_stages, targets_of


def backfill(
    config: Config,
    clock: Clock,
    source: str,
    *,
    first: str,
    last: str | None = None,
    topic: str | None = None,
    step: str = "month",
    replay: Path | None = None,
    show: Callable[[Progress], None] = lambda progress: None,
) -> Outcome:
    """Fetch `source` from day `first` to day `last` (YYYY-MM-DD, both included; default: today) slice by slice.

    The later stages run once at the end. Slices that an earlier backfill finished are left out. `show` is told after
    every slice. Raises ConfigError for a source that cannot be asked so, unknown names and wrong dates.
    """
    since, until = _day("--from", first), (_day("--to", last) if last else clock.now().date()) + timedelta(days=1)
    if since >= until:
        raise ConfigError(f"--from: {since} is after {until - timedelta(days=1)}", "give an earlier day")
    steps = {name: name for name in get_args(Step)}
    if step not in steps:
        raise ConfigError(f"--step: there is no step '{step}'", f"use one of {', '.join(steps)}")
    targets = targets_of(config, [source], [topic] if topic else [])
    if not targets:
        raise ConfigError(f"the source '{source}' is not enabled", f"set enabled = true in [sources.{source}]")
    if not targets[0].source.slices:
        raise ConfigError(
            f"the source '{source}' cannot be asked for a slice of time",
            "`tracker run` brings what it offers, or export it there and `tracker import` the file",
        )
    wanted = list(slices(since, until, steps[step]))
    transport = replay_of(replay)
    settings = http_settings(config, "replay@example.org" if transport is not None else None)
    work = open_work(config, clock)

    def do(at_work: Work, failed: dict[str, str]) -> Tally:
        counter = Counter()
        with Client(settings, clock, transport=transport, on_exchange=counter) as client:
            return fill(at_work, client, counter, targets, wanted, failed, show)

    try:
        if transport is None:
            keep_time(work)
        return run_stages(work, STAGES[1:], command="backfill", first=First("backfill", do, source))
    finally:
        work.engine.dispose()


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"{option}: '{text}' is no date", "write it as 2026-11-20") from None
