"""Connections: SQLite with the pragmas it needs, PostgreSQL as it is; migrations and views on top.

Writers on SQLite start with BEGIN IMMEDIATE, so that two processes wait for each other instead of failing half-way.
"""

import hashlib
import sqlite3
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any

import orjson
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from db import full_text, guard
from tracker.clock import Clock
from tracker.errors import ConfigError, StoreError

BUSY_TIMEOUT_MS = 30_000
TIMEOUT_STEPS = 10_000  # SQLite looks at the clock after so many of its instructions: some ten times a millisecond
UPGRADE_LOCK = 7_304_517_026  # any number: whoever upgrades a PostgreSQL database holds the advisory lock of this name


def _dumps(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def open_engine(url: str, *, read_only: bool = False, statement_timeout: float | None = None) -> Engine:
    """An engine for `url` (sqlite:///path or postgresql://...).

    `read_only` connections cannot write, whatever the SQL says, and take one statement at a time. `statement_timeout`
    is in seconds. Raises ConfigError when the URL or its driver is unusable, StoreError when a read-only SQLite file is
    missing or the folder of a new one cannot be made.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise ConfigError("store.url is not a database URL", "use sqlite:///evidence.db or postgresql://...") from None
    if parsed.get_backend_name() == "postgresql":
        return _postgres(parsed.set(drivername="postgresql+psycopg"), read_only, statement_timeout)
    if parsed.get_backend_name() != "sqlite":
        raise ConfigError(f"store.url: {parsed.get_backend_name()} is not supported", "use sqlite or postgresql")
    return _sqlite(parsed.database or "", read_only, statement_timeout)


def _postgres(url: Any, read_only: bool, statement_timeout: float | None) -> Engine:
    settings = ["-c timezone=UTC"]
    given: dict[str, Any] = {}
    if read_only:
        settings.append("-c default_transaction_read_only=on")
        # a statement that is prepared is one statement: "COMMIT; BEGIN READ WRITE; DELETE ..." is refused as a whole
        given["prepare_threshold"] = 0
    if statement_timeout:
        settings.append(f"-c statement_timeout={int(statement_timeout * 1000)}")
    try:
        engine = create_engine(
            url, connect_args={"options": " ".join(settings), **given}, json_serializer=_dumps, hide_parameters=True
        )
    except (NoSuchModuleError, ModuleNotFoundError):
        raise ConfigError(
            "store.url names PostgreSQL but its driver is not installed", "pip install 'evidence-tracker[postgres]'"
        ) from None
    if read_only:
        event.listen(engine, "connect", lambda connection, _record: guard.lessen_rights(connection))
    return engine


def _sqlite(path: str, read_only: bool, statement_timeout: float | None) -> Engine:
    if read_only and not Path(path).is_file():
        raise StoreError(
            f"there is no database at {path or 'store.url'}", "run `tracker run` or `tracker import` first"
        )
    if not read_only and path:
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"cannot make the folder of {path}: {error.strerror}", "set store.url to a place that can be written"
            ) from None

    def connect() -> sqlite3.Connection:
        if read_only:
            return sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        return sqlite3.connect(path or ":memory:", check_same_thread=False)

    pool = {"poolclass": QueuePool} if path else {}  # "sqlite://" alone would be taken for a database in memory
    engine = create_engine("sqlite://", creator=connect, json_serializer=_dumps, hide_parameters=True, **pool)
    event.listen(engine, "connect", _read_only_pragmas if read_only else _pragmas)
    event.listen(engine, "begin", _begin if read_only else _begin_immediate)
    if statement_timeout:
        event.listen(engine, "before_cursor_execute", _deadline(statement_timeout))
    return engine


def _pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not start transactions of its own
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    with suppress(sqlite3.OperationalError):  # locked: another process is just doing it (SQLite does not wait here)
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _read_only_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()
    guard.restrict(connection)


def _deadline(seconds: float) -> Any:
    """A listener that gives every statement, the fetching of its rows included, `seconds`."""
    now = Clock().monotonic

    def start(_connection: Connection, cursor: sqlite3.Cursor, *_: Any) -> None:
        end = now() + seconds
        cursor.connection.set_progress_handler(lambda: now() > end, TIMEOUT_STEPS)

    return start


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


# Migrations and views ------------------------------------------------------------------------------------------------


def _alembic(connection: Connection | None = None) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def view_files() -> dict[str, str]:
    """The views by name (v_...), in the order in which they can be created."""
    folder = resources.files("db") / "views"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return {f.name.removesuffix(".sql").split("-", 1)[1]: f.read_text("utf-8") for f in files}


def _views_digest(dialect: str) -> str:
    return hashlib.sha256("\n".join([*view_files().values(), *full_text.definitions(dialect)]).encode()).hexdigest()[
        :16
    ]


def revision_of(engine: Engine) -> str | None:
    """The schema revision of a database, None when it has no tables; raises StoreError when it cannot be read."""
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise unreadable(error) from None


def head_revision() -> str:
    """The newest schema revision this code knows."""
    head = ScriptDirectory.from_config(_alembic()).get_current_head()
    assert head is not None
    return head


def _known_revisions() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_alembic()).walk_revisions()}


def upgrade(engine: Engine) -> bool:
    """Bring the schema and the views to this code's state; returns whether anything changed.

    Raises StoreError for a database of newer code, one that is read-only, or a file that is no database.
    """
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":  # on SQLite the transaction itself keeps others out
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
            current = MigrationContext.configure(connection).get_current_revision()
            if current is not None and current not in _known_revisions():
                raise StoreError(
                    f"the database has schema {current}, newer than this tracker ({head_revision()})",
                    "update the tracker",
                )
            if current == head_revision() and _stored_views_digest(connection) == _views_digest(engine.dialect.name):
                return False
            _drop_views(connection)  # a batch migration fails while a view uses the table
            if current is not None:
                full_text.drop(connection)
            command.upgrade(_alembic(connection), "head")
            for sql in view_files().values():
                connection.exec_driver_sql(sql.replace("%", "%%") if engine.dialect.name == "postgresql" else sql)
            full_text.create(connection)
            if engine.dialect.name == "postgresql":
                from db.doc import describe_views  # which imports this module

                describe_views(connection)
            connection.execute(text("DELETE FROM view_digest"))
            connection.execute(
                text("INSERT INTO view_digest (digest) VALUES (:d)"), {"d": _views_digest(engine.dialect.name)}
            )
        return True
    except DBAPIError as error:
        raise unreadable(error) from None


def _stored_views_digest(connection: Connection) -> str | None:
    if not inspect(connection).has_table("view_digest"):
        return None
    return connection.execute(text("SELECT digest FROM view_digest")).scalar()


def _drop_views(connection: Connection) -> None:
    for name in inspect(connection).get_view_names():
        if name.startswith("v_"):
            connection.exec_driver_sql(f'DROP VIEW IF EXISTS "{name}"' + _cascade(connection))


def _cascade(connection: Connection) -> str:
    return " CASCADE" if connection.dialect.name == "postgresql" else ""


def require_schema(engine: Engine) -> None:
    """Raise StoreError, with the remedy, unless the database has exactly this code's schema."""
    current = revision_of(engine)
    if current is None:
        raise StoreError("the database is empty", "run `tracker run`, `tracker import` or `tracker db upgrade` first")
    if current not in _known_revisions():
        raise StoreError(f"the database has schema {current}, newer than this tracker", "update the tracker")
    if current != head_revision():
        raise StoreError(f"the database has the older schema {current}", "run `tracker db upgrade`")


def unreadable(error: DBAPIError) -> StoreError:
    """One line for a database error, with what to do about the common ones. Never shows parameters or credentials."""
    reason = str(error.orig).strip().splitlines()[0] if error.orig else "the database failed"
    remedies = {
        "readonly": "make the file and its folder writable, or set store.url",
        "read-only": "use an account that may write, or set store.url",
        "unable to open": "check that the folder of store.url exists and is writable",
        "not a database": "set store.url to another file; this one is left as it is",
        "locked": "another process is writing; try again when it has finished",
        "disk is full": "free some space and run again; nothing was lost",
        "no space left": "free some space and run again; nothing was lost",
        "disk i/o error": "see that the disk is sound and has room, then run again; nothing was lost",
        "permission denied": "use an account that may do that, or set store.url",
        "deadlock": "run again; nothing was lost",
        "connection": "check that the database server is up and store.url is right",
        "interrupted": "the statement took too long; narrow it",
        "statement timeout": "the statement took too long; narrow it",
        "one statement": "give one statement at a time",
        "multiple commands": "give one statement at a time",
        "not authorized": "only reading is allowed here",
        "fts5: syntax error": "put what is given to text_search in double quotes: docs/schema.md",
        "unterminated string": "put what is given to text_search in double quotes: docs/schema.md",
        "no such module: fts5": "this Python's SQLite has no full-text search (FTS5): use a Python that has",
    }
    remedy = next((text for word, text in remedies.items() if word in reason.lower()), "see `tracker status`")
    return StoreError(f"database: {reason}", remedy)
