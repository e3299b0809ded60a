"""The schema: made on an empty database, brought up to date, the same as the models say, refused when newer."""

import re
import threading
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from db import engine as engines
from db.engine import head_revision, open_engine, require_schema, revision_of, upgrade, view_files
from db.models import metadata
from tests.db.stores import Store
from tracker.errors import StoreError

OTHER = re.compile("alembic_version$|text_search|searched_text$")
"""Tables that no model describes: alembic's, and the full-text index."""


def test_an_empty_database_gets_all_tables_and_views(store_url: str) -> None:
    engine = open_engine(store_url)
    assert revision_of(engine) is None
    assert upgrade(engine) is True
    found = inspect(engine)
    assert {t for t in found.get_table_names() if not t.startswith("text_search")} == {
        *metadata.tables,
        "alembic_version",
    }
    assert {v for v in found.get_view_names() if v != "searched_text"} == set(view_files())
    assert revision_of(engine) == head_revision()
    require_schema(engine)
    assert upgrade(engine) is False
    engine.dispose()


def test_the_migrated_schema_is_that_of_the_models(fresh: Store) -> None:
    with fresh.engine.connect() as conn:
        context = MigrationContext.configure(
            conn, opts={"compare_type": True, "include_name": lambda name, kind, parent: not OTHER.match(name or "")}
        )
        assert compare_metadata(context, metadata) == []


def test_the_comparison_sees_a_difference(fresh: Store) -> None:
    with fresh.engine.begin() as conn:
        conn.execute(text("ALTER TABLE slot ADD COLUMN extra integer"))
        assert compare_metadata(MigrationContext.configure(conn), metadata) != []


def test_every_column_says_what_it_holds(fresh: Store) -> None:
    silent = [f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.columns if not c.comment]
    assert silent == []
    if fresh.engine.dialect.name == "postgresql":
        found = inspect(fresh.engine)
        kept = {(t.name, c["name"]): c["comment"] for t in metadata.sorted_tables for c in found.get_columns(t.name)}
        assert kept == {(t.name, c.name): c.comment for t in metadata.sorted_tables for c in t.columns}


def test_a_changed_view_is_made_anew(fresh: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    files = view_files()
    changed = {**files, "v_sample_sizes": "CREATE VIEW v_sample_sizes AS SELECT 'new, 100%' AS said"}
    monkeypatch.setattr(engines, "view_files", lambda: changed)
    assert upgrade(fresh.engine) is True
    assert fresh.rows("SELECT * FROM v_sample_sizes") == [{"said": "new, 100%"}]
    assert upgrade(fresh.engine) is False
    without = {name: sql for name, sql in files.items() if name != "v_sample_sizes"}
    monkeypatch.setattr(engines, "view_files", lambda: without)
    assert upgrade(fresh.engine) is True
    assert set(inspect(fresh.engine).get_view_names()) - {"searched_text"} == set(without)
    assert fresh.column("SELECT count(*) FROM view_digest") == [1]


def test_a_view_that_cannot_be_made_changes_nothing(fresh: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {**view_files(), "v_zz": "CREATE VIEW v_zz AS SELECT nothing FROM nowhere"}
    if fresh.engine.dialect.name == "sqlite":  # it looks at a view's tables when the view is used
        broken["v_zz"] = "CREATE VIEW v_zz AS SELECT FROM"
    monkeypatch.setattr(engines, "view_files", lambda: broken)
    with pytest.raises(StoreError):
        upgrade(fresh.engine)
    monkeypatch.undo()
    assert set(inspect(fresh.engine).get_view_names()) - {"searched_text"} == set(view_files())
    assert upgrade(fresh.engine) is False


def test_those_that_upgrade_at_once_do_not_collide(store_url: str) -> None:
    results: list[Any] = []
    start = threading.Barrier(6)

    def work() -> None:
        engine = open_engine(store_url)
        start.wait()
        try:
            results.append(upgrade(engine))
        except StoreError as error:
            results.append(str(error))
        engine.dispose()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(map(str, results)) == ["False"] * 5 + ["True"]


def test_a_newer_schema_is_refused(fresh: Store) -> None:
    with fresh.engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refuses in (upgrade, require_schema):
        with pytest.raises(StoreError, match=r"^the database has schema 9999, newer than this tracker.*update the"):
            refuses(fresh.engine)
    assert fresh.column("SELECT version_num FROM alembic_version") == ["9999"]


def test_an_empty_database_is_no_store(store_url: str) -> None:
    engine = open_engine(store_url)
    with engine.begin() as conn:
        conn.execute(text("SELECT 1"))
    with pytest.raises(StoreError, match="the database is empty; run `tracker run`"):
        require_schema(engine)
    engine.dispose()


def test_an_older_schema_is_named(fresh: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    held = engines.head_revision()
    monkeypatch.setattr(engines, "head_revision", lambda: "9999")
    with pytest.raises(StoreError, match=f"older schema {held}; run `tracker db upgrade`"):
        require_schema(fresh.engine)


def test_a_store_of_the_first_schema_is_brought_up_to_date_with_its_rows(store_url: str) -> None:
    engine = open_engine(store_url)
    with engine.begin() as conn:
        command.upgrade(engines._alembic(conn), "0001")
        conn.execute(text("INSERT INTO source VALUES ('paper', 'page', 'press', 'Paper', '', '', '')"))
        conn.execute(text("INSERT INTO cursor (source, topic, marks) VALUES ('paper', '', '{\"since\": \"1\"}')"))
    assert upgrade(engine) is True
    assert engine_rows(engine, "SELECT source, documents, quarantined FROM v_source_health") == [("paper", 0, None)]
    assert engine_rows(engine, "SELECT topic, listed_at, question FROM cursor") == [("", None, None)]
    assert upgrade(engine) is False
    engine.dispose()


def engine_rows(engine: Engine, sql: str) -> list[tuple[Any, ...]]:
    with engine.connect() as conn:
        return [tuple(row) for row in conn.execute(text(sql))]
