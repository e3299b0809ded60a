"""`tracker sql` and the connection under it read, whatever they are told."""

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from db.engine import open_engine
from tests.db.stores import Store
from tracker.config import Config, Store as StoreConfig
from tracker.errors import TrackerError
from tracker.operations.find import sql

WRITES = [
    "INSERT INTO trial (id, label) VALUES ('x', 'X')",
    "UPDATE trial SET label = 'X'",
    "DELETE FROM trial_identifier",
    "WITH t AS (SELECT 'x' AS id) INSERT INTO trial (id, label) SELECT id, id FROM t",
    "INSERT INTO trial (id, label) VALUES ('x', 'X') RETURNING id",
    "DROP TABLE trial",
    "DROP VIEW v_trials",
    "CREATE TABLE mine (x integer)",
    "CREATE VIEW mine AS SELECT 1 AS x",
    "CREATE INDEX mine ON trial (label)",
    "ALTER TABLE trial ADD COLUMN mine text",
    "SELECT 1; DELETE FROM trial_identifier",
    "COMMIT; DELETE FROM trial_identifier",
    "SELECT 1; COMMIT; BEGIN; DELETE FROM trial_identifier; COMMIT",
    "VACUUM",
    "COMMIT",
    "ROLLBACK",
    "BEGIN",
    "",
    "  -- nothing",
    "EXPLAIN ANALYZE DELETE FROM trial_identifier",
]
ONLY = {
    "sqlite": [
        "WITH t AS (SELECT 1) DELETE FROM trial_identifier",
        "CREATE TEMP TABLE mine (x)",
        "CREATE VIRTUAL TABLE mine USING fts5(x)",
        "CREATE TRIGGER mine AFTER INSERT ON run BEGIN DELETE FROM trial_identifier; END",
        "REPLACE INTO trial (id, label) VALUES ('t', 'X')",
        "ATTACH ':memory:' AS other",
        "ATTACH DATABASE '{folder}/other.db' AS other",
        "DETACH main",
        "VACUUM INTO '{folder}/other.db'",
        "REINDEX",
        "ANALYZE",
        "SAVEPOINT here",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA user_version = 7",
        "PRAGMA wal_checkpoint",
        "PRAGMA temp_store_directory = '/tmp'",
        "SELECT * FROM pragma_database_list",
        "SELECT load_extension('other')",
        "SELECT readfile('/etc/hostname')",
        "SELECT writefile('{folder}/other.db', 'x')",
        "SELECT edit('x')",
        "SELECT fts3_tokenizer('simple')",
        "UPDATE sqlite_master SET sql = ''",
        "UPDATE sqlite_master SET type = 'view'",
        "DELETE FROM sqlite_master",
    ],
    "postgresql": [
        "WITH gone AS (DELETE FROM trial_identifier RETURNING value) SELECT * FROM gone",
        "TRUNCATE trial CASCADE",
        "MERGE INTO trial USING (SELECT 1) AS x ON true WHEN MATCHED THEN DELETE",
        "SELECT * INTO mine FROM trial",
        "CREATE TEMP TABLE mine (x integer)",
        "SET default_transaction_read_only = off",
        "SET default_transaction_read_only = off; DELETE FROM trial_identifier",
        "SET TRANSACTION READ WRITE",
        "SET TRANSACTION READ WRITE; DELETE FROM trial_identifier",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
        "COMMIT; BEGIN READ WRITE; DELETE FROM trial_identifier; COMMIT",
        "SELECT set_config('transaction_read_only', 'off', false)",
        "RESET ALL",
        "DO $$ BEGIN DELETE FROM trial_identifier; END $$",
        "DO $$ BEGIN SET TRANSACTION READ WRITE; DELETE FROM trial_identifier; END $$",
        "DO $$ BEGIN COMMIT; SET TRANSACTION READ WRITE; DELETE FROM trial_identifier; COMMIT; END $$",
        "COPY trial TO '{folder}/other.db'",
        "COPY (SELECT 1) TO PROGRAM 'cat > {folder}/other.db'",
        "COPY trial FROM PROGRAM 'echo x'",
        "COPY trial TO STDOUT",
        "SELECT lo_create(7)",
        "PREPARE mine AS DELETE FROM trial_identifier",
        "LISTEN mine",
        "LOCK TABLE trial",
        "SELECT * FROM trial FOR UPDATE",
    ],
}
READS: list[tuple[str, list[str], list[Any]]] = [
    ("SELECT label FROM trial", ["label"], ["Trial 1: 50%"]),
    ("SELECT label FROM trial;", ["label"], ["Trial 1: 50%"]),
    ("-- mine\nSELECT label AS name FROM trial", ["name"], ["Trial 1: 50%"]),
    ("WITH t AS (SELECT label FROM trial) SELECT count(*) AS n FROM t", ["n"], [1]),
    ("SELECT count(*) AS n FROM trial WHERE label LIKE 'Trial %'", ["n"], [1]),
    ("SELECT ':x %s %(y)s ?' AS said", ["said"], [":x %s %(y)s ?"]),
    ("SELECT label FROM trial WHERE id = 'none'", ["label"], []),
    (
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 300) SELECT sum(x) AS s FROM c",
        ["s"],
        [45150],
    ),
    ("SELECT identifier, accepted_documents FROM v_trials", ["identifier", "accepted_documents"], ["1"]),
]
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"


@pytest.fixture
def config(store: Store, tmp_path: Path) -> Config:
    """A configuration whose store holds one trial."""
    store.trial("Trial 1: 50%", identifiers=["1"])
    return Config(store=StoreConfig(url=store.url, blobs=str(tmp_path / "blobs"), report=tmp_path / "report"))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in which also the database's server, another user, may write."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.fixture
def reader(config: Config) -> Iterator[Engine]:
    """A read-only engine on the store of `config`."""
    engine = open_engine(config.store.url, read_only=True)
    yield engine
    engine.dispose()


def test_statements_that_do_more_than_read_are_refused(config: Config, store: Store, folder: Path) -> None:
    before = store.everything()
    passed, said = [], []
    for statement in [*WRITES, *ONLY[store.engine.dialect.name]]:
        try:
            rows = list(sql(config, statement.format(folder=folder))[1])
            passed.append((statement, rows))
        except TrackerError as error:
            said.append(str(error))
    assert passed == []
    assert [line for line in said if "\n" in line or "; " not in line] == []
    assert store.everything() == before
    assert list(folder.iterdir()) == []


def test_the_connection_refuses_to_write(reader: Engine, store: Store, folder: Path) -> None:
    """Without the cursor that `sql` puts around a statement, what one statement could change is still refused."""
    before = store.everything()
    for statement in [*WRITES, *ONLY[store.engine.dialect.name]]:
        if statement.startswith("COPY"):
            continue  # PostgreSQL counts writing a file as reading: `sql` refuses it
        with suppress(DBAPIError), reader.begin() as conn:
            conn.execution_options(no_parameters=True).exec_driver_sql(statement.format(folder=folder))
    assert store.everything() == before
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(("statement", "columns", "values"), READS)
def test_reading_is_free(config: Config, statement: str, columns: list[str], values: list[Any]) -> None:
    names, rows = sql(config, statement)
    assert (names, [row[0] for row in rows]) == (columns, values)


def test_many_rows(config: Config) -> None:
    count = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 20000) SELECT x FROM c"
    assert [row[0] for row in sql(config, count)[1]] == list(range(1, 20001))


def test_a_statement_that_takes_too_long_is_ended(config: Config) -> None:
    with pytest.raises(TrackerError, match=r"^database: .*; the statement took too long; narrow it$"):
        sql(config, ENDLESS, timeout=0.2)
    assert list(sql(config, "SELECT 1", timeout=60)[1]) == [(1,)]


def test_every_statement_has_its_own_time(config: Config) -> None:
    """The clock starts with each statement, not with the connection."""
    engine = open_engine(config.store.url, read_only=True, statement_timeout=0.3)
    with engine.connect() as conn:
        for _ in range(2):
            with pytest.raises(DBAPIError):
                conn.exec_driver_sql(ENDLESS).all()
            conn.rollback()
            assert conn.exec_driver_sql("SELECT count(*) FROM trial").scalar() == 1
    engine.dispose()


def test_json_can_be_taken_apart(store: Store, config: Config) -> None:
    statement = {
        "sqlite": "SELECT j.value FROM link l, json_each(l.evidence) j",
        "postgresql": "SELECT j FROM link l, jsonb_array_elements_text(l.evidence) j",
    }[store.engine.dialect.name]
    doc_id = store.document("a", "text")
    store.trial("NCT1", {"document_id": doc_id, "evidence": ["one", "two"]})
    assert [row[0] for row in sql(config, statement)[1]] == ["one", "two"]


def test_the_tables_can_be_described(store: Store, config: Config) -> None:
    statement = {
        "sqlite": "SELECT name FROM pragma_table_info('trial')",
        "postgresql": "SELECT column_name FROM information_schema.columns WHERE table_name = 'trial'",
    }[store.engine.dialect.name]
    assert {row[0] for row in sql(config, statement)[1]} == {"id", "label", "merged_into"}
