"""Writing many rows at once, the same way on SQLite and PostgreSQL."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tracker.text import canonical

CHUNK = 500  # rows per statement: 30 columns x 500 stays under SQLite's 32,766 parameters

Row = dict[str, Any]


def storable(value: Any) -> Any:
    """A JSON-like value with every string canonical (no NUL, no lone surrogate), as PostgreSQL demands."""
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, dict):
        return {canonical(str(k)): storable(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [storable(v) for v in value]
    return value


def insert_or_skip(conn: Connection, table: Table, row: Row) -> bool:
    """Insert one row unless its primary key exists; whether it was inserted (atomic: two writers cannot both win)."""
    statement = _insert(conn, table).values(**row).on_conflict_do_nothing()
    return conn.execute(statement.returning(*table.primary_key)).first() is not None


def upsert(conn: Connection, table: Table, rows: Iterable[Row], update: Sequence[str] = ()) -> None:
    """Insert `rows`; where the primary key exists, set the `update` columns (none: leave the row as it is)."""
    pending = list(rows)
    keys = [column.name for column in table.primary_key]
    for at in range(0, len(pending), CHUNK):
        statement = _insert(conn, table)
        if update:
            changed = {name: statement.excluded[name] for name in update}
            statement = statement.on_conflict_do_update(index_elements=keys, set_=changed)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=keys)
        conn.execute(statement, pending[at : at + CHUNK])


def sync(
    conn: Connection,
    table: Table,
    wanted: Sequence[Row],
    *,
    remove: bool,
    keys: tuple[str, ...] = ("id",),
    once: dict[str, Any] | None = None,
) -> int:
    """Write the rows of `wanted` unlike the table's (`once` on new ones only); `remove` the others if asked."""
    held = {tuple(row[k] for k in keys): dict(row) for row in conn.execute(select(table)).mappings()}
    wanted_keys = {tuple(row[k] for k in keys) for row in wanted}
    new = [{**row, **(once or {})} for row in wanted if tuple(row[k] for k in keys) not in held]
    old = [
        row
        for row in wanted
        if (before := held.get(tuple(row[k] for k in keys))) and any(before[n] != v for n, v in row.items())
    ]
    stale = [key for key in held if key not in wanted_keys] if remove else []
    for key in stale:
        where = [table.c[name] == value for name, value in zip(keys, key, strict=True)]
        conn.execute(delete(table).where(*where))
    upsert(conn, table, new)
    for row in old:
        where = [table.c[k] == row[k] for k in keys]
        conn.execute(update(table).where(*where).values(**{n: v for n, v in row.items() if n not in keys}))
    return len(new) + len(old) + len(stale)


def _insert(conn: Connection, table: Table) -> Any:
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
