"""`tracker sql` reads the evidence: no file, no other database, no session, no password, and it writes nothing."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.conftest import CORPUS
from tests.db.conftest import pg_engine, store
from tests.db.stores import Store
from tracker.config import Config, Store as StoreConfig
from tracker.errors import TrackerError
from tracker.operations.find import sql

__all__ = ["pg_engine", "store"]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in which also the database's server, another user, may write."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


def test_statements_of_the_corpus_are_refused(store: Store, folder: Path) -> None:
    store.trial("Trial 1: 50%", identifiers=["1"])
    config = Config(store=StoreConfig(url=store.url, blobs=str(folder / "blobs"), report=folder / "report"))
    before = store.everything()
    passed, said = [], []
    for statement in CORPUS["sql"][store.engine.dialect.name]:
        try:
            passed.append((statement, list(sql(config, statement.replace("{folder}", str(folder)))[1])))
        except TrackerError as error:
            said.append(str(error))
    assert passed == []
    assert [line for line in said if not line.isprintable() or "root:" in line] == []
    assert store.everything() == before
    assert list(folder.iterdir()) == []


def test_a_name_within_a_word_or_a_value_of_the_evidence_is_no_attack(store: Store, folder: Path) -> None:
    store.trial("Trial 1: 50%", identifiers=["1"])
    config = Config(store=StoreConfig(url=store.url, blobs=str(folder / "blobs"), report=folder / "report"))
    for statement in ("SELECT label AS my_pg_read_file FROM trial", "SELECT label FROM trial WHERE label <> 'lo, we'"):
        assert list(sql(config, statement)[1]) == [("Trial 1: 50%",)]
