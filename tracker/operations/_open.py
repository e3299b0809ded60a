"""Opening the store for a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from db.engine import open_engine, require_schema, unreadable, upgrade
from db.read import status
from db.store.blobs import BlobStore
from tracker.clock import Clock, SteadyClock
from tracker.config import Config
from tracker.errors import StoreError
from tracker.pipeline._work import Work, log
from tracker.pipeline.run import new_run_id

NOTICED = timedelta(minutes=1)
FAR_BEHIND = timedelta(hours=1)
"""A clock that is set back by less (by a time server, say) is waited for; by more it is wrong."""


def open_work(config: Config, clock: Clock) -> Work:
    """A run about to start, on a store of this code's schema (made or brought up to date). Raises StoreError."""
    engine = open_engine(config.store.url)
    upgrade(engine)
    return Work(engine, BlobStore(config.store.blobs), config, clock, new_run_id(clock.now()))


def keep_time(work: Work) -> None:
    """Let the clock of `work` never fall behind what the store has seen: a later version must not look older.

    Raises StoreError when the machine's clock is more than an hour behind the last run: it is set wrong.
    """
    with work.reading() as conn:
        latest = status.latest_sign(conn)
    now = work.clock.now()
    if latest is None:
        latest = now
    if latest - now > FAR_BEHIND:
        raise StoreError(
            f"this machine's clock says {now:%Y-%m-%d %H:%M} UTC, but a run was made at {latest:%Y-%m-%d %H:%M}",
            "set the clock right and run again; if it was wrong then, restore the backup from before",
        )
    if latest - now > NOTICED:
        log.warning("the clock went back by %.0f s: this run keeps the later time", (latest - now).total_seconds())
    work.clock = SteadyClock(work.clock, latest)


@contextmanager
def reading(config: Config, statement_timeout: float | None = None) -> Iterator[Connection]:
    """A read-only connection to an existing store. Raises StoreError when it is missing, empty or of other code."""
    engine = open_engine(config.store.url, read_only=True, statement_timeout=statement_timeout)
    try:
        require_schema(engine)
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise unreadable(error) from error
    finally:
        engine.dispose()


@contextmanager
def writing(config: Config) -> Iterator[Connection]:
    """A transaction on an existing store, for a person's judgement. Raises StoreError."""
    with reading(config):
        pass  # opening it for writing would make a missing file
    engine = open_engine(config.store.url)
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        raise unreadable(error) from error
    finally:
        engine.dispose()
