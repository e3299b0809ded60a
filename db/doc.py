"""docs/schema.md, written from the models and the view files."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Table, inspect, text
from sqlalchemy.types import Boolean, Date, Float, Integer, Text, TypeEngine

from db import models
from db.engine import open_engine, upgrade, view_files
from db.models import metadata
from db.types import DecimalNumber, JsonDocument, UTCDateTime

INTRODUCTION = """\
# Schema

The tables and views of the evidence database, the same on SQLite and PostgreSQL. This page is generated from the code
(`make docs`). Read them with `tracker sql "SELECT ..."` or any client. Names that begin with `v_` are the tracker's: it
drops and makes its views again when it is updated, so give your own views other names.

Times: `seen_from` and `seen_to` say when we saw it, `valid_from` and `valid_to` since when it is so by the source's own
account. A row whose `seen_to`, `superseded_at` or `gone_at` is empty holds now; the views show what holds now unless
they say otherwise. Spans are half-open and count characters from 0:
`quote = substr(text.text, char_start + 1, char_end - char_start)`.

| type | SQLite | PostgreSQL |
|---|---|---|
| text | TEXT | text |
| integer, number | INTEGER, FLOAT | integer, double precision |
| decimal | NUMERIC (15 exact digits) | numeric |
| true or false | BOOLEAN (1, 0) | boolean |
| day | DATE (`2026-05-20`) | date |
| moment | DATETIME (`2026-05-20 02:00:00.000000`, UTC) | timestamp with time zone |
| JSON | JSON (`->`, `->>`, `json_each`) | jsonb (`->`, `->>`, `jsonb_array_elements`) |

`fetch` is a word of SQL: on PostgreSQL it is written `"fetch"`, which SQLite understands too.
"""
FULL_TEXT = """\
## Full-text search

The title and text of every standing reading, and the fields of structured records (their first 100,000 characters
each), are indexed by the stems of their words, none left out. `tracker search` is the way in for people. In SQL,
`text_search(...)` gives a `rowid` and a `rank` (the lesser, the better), and `text_search_key` (`id`, `text_id`) leads
from there to the table `text`:

    SELECT d.source, d.native_id, s.rank
    FROM text_search('placebo') s
    JOIN text_search_key k ON k.id = s.rowid
    JOIN v_documents d ON d.text_id = k.text_id
    ORDER BY s.rank

What stands between the brackets is a query of FTS5 on SQLite (`"two words" AND third NOT fourth`) and one of
`websearch_to_tsquery` on PostgreSQL (`"two words" third -fourth`). SQLite takes accents off letters, PostgreSQL leaves
them.
The index is kept by triggers and holds no evidence: `tracker db reindex` makes it anew. On SQLite it is the FTS5 table
`text_search` with tables of its own (`text_search_...`), which reads the texts through the view `searched_text`; on
PostgreSQL the column `words` of `text_search_key`, filled by `text_search_words(title, text, fields)`.
"""
TYPES: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (UTCDateTime, "moment"),
    (DecimalNumber, "decimal"),
    (JsonDocument, "JSON"),
    (Boolean, "true or false"),
    (Integer, "integer"),
    (Float, "number"),
    (Date, "day"),
    (Text, "text"),
)


def schema_page() -> str:
    """The Markdown of docs/schema.md."""
    views = view_columns()
    return "\n".join([INTRODUCTION, *_views(views), FULL_TEXT, *_tables()])


@cache
def view_columns() -> Mapping[str, list[str]]:
    """The columns of every view, in their order, as a new database in memory has them."""
    engine = open_engine("sqlite://")
    try:
        upgrade(engine)
        found = inspect(engine)
        return {name: [column["name"] for column in found.get_columns(name)] for name in view_files()}
    finally:
        engine.dispose()


def column_meanings(name: str) -> Mapping[str, str]:
    """What the columns of a view or table mean, by name.

    For a view: its own `-- column: name: meaning` lines, else the comments of the tables and views it is made of, those
    it names first before the others.
    """
    if name in metadata.tables:
        return {column.name: column.comment or "" for column in metadata.tables[name].columns}
    sql = view_files()[name]
    found = dict(re.findall(r"^-- column: (\w+): (.+)$", sql, re.MULTILINE))
    for made_of in re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", re.sub(r"^--.*$", "", sql, flags=re.MULTILINE)):
        if made_of in metadata.tables or made_of in view_files():  # else a table that the view makes for itself
            found = {**column_meanings(made_of), **found}
    return found


def describe_views(connection: Connection) -> None:
    """Say in a PostgreSQL database what its views and their columns mean, as its tables say of theirs."""
    found = connection.execute(
        text("SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name LIKE 'v!_%' ESCAPE '!'")
    )  # fmt: skip
    columns: dict[str, list[str]] = {}
    for view, column in found:
        columns.setdefault(view, []).append(column)
    said = []
    for name, view in view_files().items():
        meanings = column_meanings(name)
        if name in columns:
            said.append(f"COMMENT ON VIEW {name} IS {_quoted(' '.join(_told(view)))}")
        said += [
            f'COMMENT ON COLUMN {name}."{c}" IS {_quoted(meanings[c])}'
            for c in sorted(meanings.keys() & columns.get(name, ()))
        ]
    connection.exec_driver_sql(";\n".join(said).replace("%", "%%"))


def _told(view: str) -> Iterator[str]:
    """What a view file says that the view is."""
    return (line.removeprefix("-- ") for line in _head(view))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _tables() -> Iterator[str]:
    yield "## Tables"
    yield ""
    by_name = {cls.__tablename__: cls for cls in vars(models).values() if hasattr(cls, "__tablename__")}
    for table in sorted(metadata.tables.values(), key=lambda t: t.name):
        yield f"### `{table.name}`"
        yield ""
        yield by_name[table.name].__doc__ or ""
        yield ""
        yield from _table(table)
        yield ""


def _table(table: Table) -> Iterator[str]:
    yield "| column | type | meaning |"
    yield "|---|---|---|"
    for column in table.columns:
        yield f"| `{column.name}` | {_type(column)} | {_cell(column.comment or '')}{_key(column)} |"


def _views(views: Mapping[str, list[str]]) -> Iterator[str]:
    yield "## Views"
    yield ""
    for name, view in view_files().items():
        yield f"### `{name}`"
        yield ""
        yield " ".join(_told(view))
        yield ""
        yield "| column | meaning |"
        yield "|---|---|"
        meanings = column_meanings(name)
        for column in views[name]:
            yield f"| `{column}` | {_cell(meanings[column])} |"
        yield ""


def _head(sql: str) -> Iterator[str]:
    """The comment lines at the top of a view file that say what the view is."""
    for line in sql.splitlines():
        if not line.startswith("-- "):
            return
        if not line.startswith("-- column: "):
            yield line


def _type(column: Column[Any]) -> str:
    kind = next(word for known, word in TYPES if isinstance(column.type, known))
    return f"{kind}, may be empty" if column.nullable else kind


def _key(column: Column[Any]) -> str:
    said = "; key" if column.primary_key else ""
    return said + "".join(f"; refers to `{key.target_fullname}`" for key in column.foreign_keys)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
