"""How far a backfill is: one line that is written over on a terminal, else a line per slice, on stderr."""

import sys
from typing import TYPE_CHECKING

from tracker.cli.output import note, plain

if TYPE_CHECKING:
    from tracker.pipeline.backfill import Progress

WIDTH = 20


def show(progress: "Progress") -> None:
    """Say how far it is."""
    if sys.stderr.isatty():
        filled = WIDTH * progress.done // progress.total
        bar = "#" * filled + "." * (WIDTH - filled)
        end = "\n" if progress.done == progress.total else ""
        sys.stderr.write(f"\r\x1b[K[{bar}] {plain(_line(progress))}{end}")
        sys.stderr.flush()
    else:
        note(_line(progress))


def _line(progress: "Progress") -> str:
    remaining = f"about {_time(progress.remaining)} left" if progress.remaining is not None else "no estimate yet"
    entries = f"{progress.entries} {'entry' if progress.entries == 1 else 'entries'}"
    where = f", {progress.slice} done" if progress.slice is not None else ""
    return (
        f"{progress.name}: {progress.done} of {progress.total} slices{where}, {entries}, "
        f"{_time(progress.elapsed)} passed, {remaining}"
    )


def _time(seconds: float) -> str:
    """Hours, minutes and seconds as 1:02:03, or 2:03."""
    hours, rest = divmod(round(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
