"""docs/schema.md is what the code says, and says something of every table, view and column."""

from pathlib import Path

import pytest
from sqlalchemy import text

from db import doc
from db.doc import column_meanings, schema_page, view_columns
from db.engine import open_engine, upgrade, view_files
from db.models import metadata

PAGE = Path(__file__).resolve().parents[2] / "docs" / "schema.md"


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text("utf-8") == schema_page(), "run `make docs`"


def test_every_table_and_view_is_on_the_page() -> None:
    page, views = schema_page(), view_columns()
    for name in [*metadata.tables, *views]:
        rest = page.partition(f"\n### `{name}`\n\n")[2]
        assert rest.split("\n")[0].endswith("."), name
        section = rest.partition("\n### ")[0]
        columns = views[name] if name in views else metadata.tables[name].columns.keys()
        assert [c for c in columns if f"\n| `{c}` |" not in section] == [], name


def test_every_column_of_every_view_has_a_meaning() -> None:
    silent = [
        (view, c) for view, columns in view_columns().items() for c in columns if not column_meanings(view).get(c)
    ]
    assert silent == []


def test_no_meaning_is_left_of_a_column_that_is_gone() -> None:
    views = view_columns()
    for name, sql in view_files().items():
        said = [line.split(": ")[1] for line in sql.splitlines() if line.startswith("-- column: ")]
        assert set(said) <= set(views[name])
        assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("view", "column", "meaning"),
    [
        ("v_claims", "kind", "planned, enrolled, randomised, ... (never collapsed)"),
        ("v_links", "state", "accepted, proposed or rejected"),
        ("v_open_mismatches", "state", "open, acknowledged, dismissed or resolved"),
        ("v_sample_sizes", "sentence", "the sentence the quote stands in"),
    ],
)
def test_a_view_takes_its_meanings_from_what_it_is_made_of(view: str, column: str, meaning: str) -> None:
    assert column_meanings(view)[column] == meaning


def test_a_new_view_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    sql = "-- What is one,\n-- or two.\n-- column: a: the a | b\nCREATE VIEW v_one AS SELECT 1 AS a, label FROM trial"
    monkeypatch.setattr(doc, "view_files", lambda: {"v_one": sql})
    monkeypatch.setattr(doc, "view_columns", lambda: {"v_one": ["a", "label"]})
    head = "### `v_one`\n\nWhat is one, or two.\n\n| column | meaning |\n|---|---|\n"
    assert f"{head}| `a` | the a \\| b |\n| `label` | name for people" in schema_page()


def test_a_postgresql_database_says_itself_what_its_views_mean(pg_database: str) -> None:
    engine = open_engine(pg_database)
    upgrade(engine)
    with engine.connect() as conn:
        view, column, undescribed = conn.execute(
            text(
                "SELECT obj_description('v_open_mismatches'::regclass),"
                " (SELECT col_description(attrelid, attnum) FROM pg_attribute"
                "  WHERE attrelid = 'v_open_mismatches'::regclass AND attname = 'story_root'),"
                " (SELECT count(*) FROM pg_attribute WHERE attrelid = 'v_claims'::regclass AND attnum > 0"
                "  AND col_description(attrelid, attnum) IS NULL)"
            )
        ).one()
    engine.dispose()
    assert view.startswith("What does not agree and nobody has settled")
    assert column == column_meanings("v_open_mismatches")["story_root"]
    assert undescribed == 0
