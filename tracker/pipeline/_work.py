"""What every stage is handed, and what it gives back."""

import hashlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from db.engine import unreadable
from db.store import runs
from db.store.blobs import BlobStore
from tracker.clock import Clock
from tracker.config import Config

log = logging.getLogger("tracker.pipeline")
BEAT_EVERY = timedelta(seconds=30)


class Stopped(BaseException):
    """The run was asked to stop (SIGTERM, Ctrl-C): what was done is kept, the rest is for the next run."""


@dataclass(slots=True)
class Work:
    """One run at work: where it reads and writes, what time it is, and whether it should stop."""

    engine: Engine
    blobs: BlobStore
    config: Config
    clock: Clock
    run_id: str
    stop: threading.Event = field(default_factory=threading.Event)
    last_beat: float = 0.0
    asked: set[str] = field(default_factory=set)
    """Documents that this run has asked for by number: an absence counts once per run."""

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction; database errors come out as one clear line (StoreError)."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise unreadable(error) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading, ended without a trace."""
        with self.writing() as connection:
            yield connection

    def pulse(self) -> None:
        """Show a sign of life now and then; raises Stopped when the run was asked to stop."""
        if self.stop.is_set():
            raise Stopped
        if self.clock.monotonic() - self.last_beat >= BEAT_EVERY.total_seconds():
            self.last_beat = self.clock.monotonic()
            with self.writing() as conn:
                runs.beat(conn, self.run_id, self.clock.now())


@dataclass(slots=True)
class Tally:
    """What one part of a run did."""

    requests: int = 0
    unchanged: int = 0
    done: int = 0
    problems: int = 0
    message: str | None = None


def code_fingerprint(*packages: str) -> str:
    """SHA-256 over the source and data files of parts of this package ("linking", "ids.py"), 16 hex digits."""
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for package in packages:
        place = root / package
        files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.suffix in (".py", ".toml"))
        for path in files:
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
