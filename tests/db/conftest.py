"""A store of this code's schema on either database."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from db.engine import open_engine, upgrade
from db.models import metadata
from tests.db.stores import Store


@pytest.fixture
def fresh(store_url: str) -> Iterator[Store]:
    """A store in a database of its own, whose schema a test may change."""
    engine = open_engine(store_url)
    upgrade(engine)
    yield Store(store_url, engine)
    engine.dispose()


@pytest.fixture(scope="session")
def pg_engine(postgres_url: str) -> Iterator[tuple[str, Engine]]:
    """A PostgreSQL store for all tests, and its address: to make one takes longer than most tests."""
    name = f"store_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    url = postgres_url.replace("postgresql://", "postgresql+psycopg://", 1).replace("/postgres?", f"/{name}?", 1)
    engine = open_engine(url)
    upgrade(engine)
    yield url, engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store without rows: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/evidence.db"
        engine = open_engine(url)
        upgrade(engine)
        yield Store(url, engine)
        engine.dispose()
        return
    url, engine = request.getfixturevalue("pg_engine")
    with engine.begin() as conn:
        for table in reversed(metadata.sorted_tables):
            if table.name != "view_digest":
                conn.execute(table.delete())
    yield Store(url, engine)
