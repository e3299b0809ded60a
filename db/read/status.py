"""The state of the store: sources, runs, counts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, text

from db import tables

TOLD = "notify"
"""Under this name the table cursor keeps when a message was last sent."""


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


def latest_run(conn: Connection) -> tuple[str, datetime] | None:
    """State and start of the latest run; None when there was none."""
    table = tables.run
    found = conn.execute(select(table.c.state, table.c.started_at).order_by(table.c.started_at.desc()).limit(1)).first()
    return None if found is None else (found.state, found.started_at)


def latest_sign(conn: Connection) -> datetime | None:
    """The latest moment at which any run was there; None when there was none."""
    table = tables.run
    return conn.execute(select(func.max(table.c.heartbeat_at))).scalar()


def run_before(conn: Connection, moment: datetime) -> datetime | None:
    """When the latest run before `moment` started; None for the first one."""
    table = tables.run
    return conn.execute(select(func.max(table.c.started_at)).where(table.c.started_at < moment)).scalar()


def told_at(conn: Connection) -> datetime | None:
    """When a message was last sent; None when there was none."""
    table = tables.cursor
    marks = conn.execute(select(table.c.marks).where(table.c.source == TOLD, table.c.topic == "")).scalar()
    return datetime.fromisoformat(marks["at"]) if marks else None


def open_mismatches(conn: Connection) -> dict[str, int]:
    """How many mismatches are not settled, by severity; every severity is there."""
    found = rows(conn, "SELECT severity, count(*) AS n FROM v_open_mismatches GROUP BY severity")
    return dict.fromkeys(("info", "minor", "major", "critical"), 0) | {row["severity"]: row["n"] for row in found}


def failed_sources(conn: Connection, before: datetime) -> set[str]:
    """The sources whose fetch failed in the last run that fetched and began earlier than `before`."""
    job = tables.job
    fetched = (job.c.stage == "fetch") & (job.c.source != "") & (job.c.started_at < before)
    last = select(job.c.run_id).where(fetched).order_by(job.c.started_at.desc()).limit(1).scalar_subquery()
    failed = select(job.c.source).where(fetched, job.c.run_id == last, job.c.state.in_(("failed", "quarantined")))
    return set(conn.execute(failed).scalars())


def verdict_counts(conn: Connection) -> dict[str, Any]:
    """How many comparisons came to which verdict, what is open by severity, and critical ones that nobody has seen."""
    table, state = tables.verdict, tables.mismatch
    said = select(table.c.verdict, func.count()).where(table.c.gone_at.is_(None)).group_by(table.c.verdict)
    open_ = (
        select(table.c.severity, state.c.reviewed, func.count())
        .join(state, state.c.id == table.c.id)
        .where(state.c.state.in_(("open", "acknowledged")), table.c.parent_id.is_(None), table.c.verdict != "missing")
        .group_by(table.c.severity, state.c.reviewed)
    )
    by_severity: dict[str, int] = {}
    unreviewed = 0
    for severity, reviewed, count in conn.execute(open_):
        by_severity[severity] = by_severity.get(severity, 0) + count
        unreviewed += count if severity == "critical" and not reviewed else 0
    verdicts = dict(map(tuple, conn.execute(said.order_by(table.c.verdict))))
    return {"verdicts": verdicts, "open": by_severity, "unreviewed_critical": unreviewed}


def counts(conn: Connection, names: Sequence[str]) -> dict[str, int]:
    """How many rows each of the tables `names` has."""
    return {name: conn.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}  # noqa: S608
