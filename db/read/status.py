"""The state of the store: sources, runs, counts."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text


def rows(conn: Connection, sql: str, **values: Any) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries."""
    return [dict(row) for row in conn.execute(text(sql), values).mappings()]


def source_health(conn: Connection) -> list[dict[str, Any]]:
    """Every source with its last success and failure (view v_source_health)."""
    return rows(conn, "SELECT * FROM v_source_health ORDER BY source")


def last_runs(conn: Connection, count: int = 5) -> list[dict[str, Any]]:
    """The latest runs, newest first."""
    return rows(
        conn,
        "SELECT id, command, cause, state, started_at, finished_at FROM run ORDER BY started_at DESC LIMIT :count",
        count=count,
    )


def counts(conn: Connection, tables: Sequence[str]) -> dict[str, int]:
    """How many rows each of `tables` has."""
    return {name: conn.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables}  # noqa: S608
