"""A loopback server for runs."""

from collections.abc import Iterator

import pytest

from tests.loopback import Loopback


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


@pytest.fixture
def pg_database(made_pg_database: str) -> str:
    """No test here asks for a database without tables."""
    return made_pg_database
