"""A database that cannot be opened, read or written is one clear line, and no line shows a password."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db import engine as engines
from db.engine import open_engine, require_schema, revision_of, unreadable, upgrade
from tests.db.stores import Store
from tracker.errors import StoreError, TrackerError

NOBODY = 65534


@pytest.fixture
def unwritable() -> Iterator[Path]:
    """A folder with a store, in which this process may write nothing (root becomes nobody meanwhile)."""
    folder = Path(tempfile.mkdtemp())
    engine = open_engine(f"sqlite:///{folder}/evidence.db")
    upgrade(engine)
    engine.dispose()
    (folder / "evidence.db").chmod(0o444)
    folder.chmod(0o555)
    me = os.geteuid()
    if me == 0:
        os.seteuid(NOBODY)
    yield folder
    os.seteuid(me)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def refusal(url: str, *, read_only: bool = False) -> TrackerError:
    """What is said of a database that cannot be used."""
    with pytest.raises(TrackerError) as caught:
        use(url, read_only)
    assert "\n" not in str(caught.value)
    return caught.value


def use(url: str, read_only: bool) -> None:
    engine = open_engine(url, read_only=read_only)
    try:
        (require_schema if read_only else upgrade)(engine)
    finally:
        engine.dispose()


@pytest.mark.parametrize("body", [b"not a database " * 100, b"SQLite format 3\0" + b"\xff" * 200, b"<html></html>"])
def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "evidence.db"
    path.write_bytes(body)
    for read_only in (False, True):
        error = refusal(f"sqlite:///{path}", read_only=read_only)
        assert isinstance(error, StoreError)
        assert str(error) == (
            "database: file is not a database; set store.url to another file; this one is left as it is"
        )
    assert path.read_bytes() == body


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 8000)
    assert "database: " in str(refusal(f"sqlite:///{path}"))


def test_a_file_that_cannot_be_written(unwritable: Path) -> None:
    engine = open_engine(f"sqlite:///{unwritable}/evidence.db")
    with pytest.raises(StoreError, match=r"^database: .*(readonly|unable to open).*writable"):
        upgrade(engine)
    engine.dispose()


def test_a_folder_that_cannot_be_written(unwritable: Path) -> None:
    error = refusal(f"sqlite:///{unwritable}/new.db")
    assert str(error) == (
        "database: unable to open database file; check that the folder of store.url exists and is writable"
    )
    error = refusal(f"sqlite:///{unwritable}/folder/new.db")
    assert str(error).startswith(f"cannot make the folder of {unwritable}/folder/new.db: Permission denied; set store")


def test_paths_that_cannot_hold_a_database(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    assert "cannot make the folder" in str(refusal(f"sqlite:///{tmp_path}/file/evidence.db"))
    assert "unable to open database file" in str(refusal(f"sqlite:///{tmp_path}/folder"))
    assert "there is no database at" in str(refusal(f"sqlite:///{tmp_path}/folder", read_only=True))


def test_reading_makes_no_database(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/evidence.db", "sqlite://"):
        assert "there is no database at" in str(refusal(url, read_only=True))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_an_empty_database(tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    path.write_bytes(b"")
    assert "the database is empty" in str(refusal(f"sqlite:///{path}", read_only=True))
    engine = open_engine(f"sqlite:///{path}")
    assert upgrade(engine) is True
    engine.dispose()


@pytest.mark.parametrize("name", ["with space.db", "question?.db", "hash#100%.db", "übung.db"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    quoted = name.replace("%", "%25").replace("?", "%3F")
    engine = open_engine(f"sqlite:///{tmp_path}/{quoted}")
    upgrade(engine)
    engine.dispose()
    (made,) = (path for path in tmp_path.iterdir() if not path.name.endswith(("-shm", "-wal")))
    reader = open_engine(f"sqlite:///{tmp_path}/{quoted}", read_only=True)
    require_schema(reader)
    reader.dispose()
    assert made.name == name


def test_another_writer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 1)
    engine = open_engine(f"sqlite:///{tmp_path}/evidence.db")
    upgrade(engine)
    holder = sqlite3.connect(tmp_path / "evidence.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="database: database is locked; another process is writing"):
        upgrade(engine)
    holder.close()
    assert upgrade(engine) is False
    engine.dispose()


def test_sqlite_is_opened_as_it_should_be(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/evidence.db")
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30_000, "synchronous": 1}
    with engine.connect() as conn:
        assert {name: conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted} == wanted
    engine.dispose()


def test_references_hold(store: Store) -> None:
    with pytest.raises(DBAPIError), store.engine.begin() as conn:
        conn.execute(text("INSERT INTO trial_identifier (scheme, value, trial_id) VALUES ('nct', 'x', 'none')"))
    assert store.column("SELECT count(*) FROM trial_identifier") == [0]


def test_what_fails_half_way_leaves_nothing(store: Store) -> None:
    def work(conn: Connection) -> None:
        conn.execute(text("INSERT INTO trial (id, label) VALUES ('t', 'T')"))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.do(work)
    assert store.column("SELECT count(*) FROM trial") == [0]


SECRET = "hunter2"


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://desk:{SECRET}@127.0.0.1:1/evidence",
        f"postgresql+psycopg://desk:{SECRET}@127.0.0.1:1/evidence",
        f"postgresql://desk:{SECRET}@127.0.0.1:port/evidence",
        f"postgresql://desk:{SECRET}@127.0.0.1:1/evidence?sslmode=nonsense",
        f"postgresql://desk:{SECRET}@/evidence?host=/nowhere",
        f"postgresql://desk:{SECRET}@127.0.0.1:1/evidence?nonsense=1",
        f"mysql://desk:{SECRET}@127.0.0.1/evidence",
        f"desk:{SECRET}@127.0.0.1",
        f"sqlite+{SECRET}",
    ],
)
def test_no_error_shows_a_password(url: str) -> None:
    for read_only in (False, True):
        error = refusal(url, read_only=read_only)
        shown = f"{error} {error!r} {error.__cause__!r} {error.problem} {error.remedy}"
        assert SECRET not in shown


def test_a_wrong_password_is_not_shown(pg_database: str) -> None:
    url = pg_database.replace("//postgres:", f"//nobody:{SECRET}")
    assert url != pg_database
    error = refusal(url)
    assert "database: " in str(error)
    assert SECRET not in str(error)


def test_values_are_not_shown(store: Store) -> None:
    with pytest.raises(DBAPIError) as caught, store.engine.begin() as conn:
        conn.execute(text("INSERT INTO trial (id) VALUES (:value)"), {"value": SECRET})
    assert SECRET not in str(unreadable(caught.value))


def test_a_server_that_allows_only_reading(pg_database: str) -> None:
    engine = open_engine(pg_database)
    with engine.begin() as conn:
        name = conn.execute(text("SELECT current_database()")).scalar_one()
        conn.exec_driver_sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    engine.dispose()
    assert str(refusal(pg_database)) == (
        "database: cannot execute CREATE TABLE in a read-only transaction;"
        " use an account that may write, or set store.url"
    )
    engine = open_engine(pg_database)
    assert revision_of(engine) is None
    engine.dispose()
