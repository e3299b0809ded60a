"""Opening the store for a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from db.engine import open_engine, require_schema, unreadable, upgrade
from db.store.blobs import BlobStore
from tracker.clock import Clock
from tracker.config import Config
from tracker.pipeline._work import Work
from tracker.pipeline.run import new_run_id


def open_work(config: Config, clock: Clock) -> Work:
    """A run about to start, on a store of this code's schema (made or brought up to date). Raises StoreError."""
    engine = open_engine(config.store.url)
    upgrade(engine)
    return Work(engine, BlobStore(config.store.blobs), config, clock, new_run_id(clock.now()))


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
