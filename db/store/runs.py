"""Runs, jobs, slots, cursors, issues and the ledger."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from db import tables
from db.store._write import Row, insert_or_skip, storable, upsert
from tracker.errors import StoreError
from tracker.ids import make_id
from tracker.records import Decision, Problem


def save_source(conn: Connection, row: Row) -> None:
    """Make `row` (columns of the source table) the description of its source."""
    upsert(conn, tables.source, [row], update=[name for name in row if name != "name"])


def start_run(conn: Connection, row: Row, *, stale_after: timedelta) -> list[str]:
    """Enter a run unless another one is alive; runs whose heartbeat is older than `stale_after` become `crashed`.

    Returns the ids of those that crashed. Raises StoreError when a live run exists.
    """
    now: datetime = row["started_at"]
    if conn.dialect.name == "postgresql":  # two that start at once must see each other; on SQLite writers take turns
        conn.exec_driver_sql("LOCK TABLE run IN SHARE ROW EXCLUSIVE MODE")
    running = conn.execute(
        select(tables.run.c.id, tables.run.c.heartbeat_at, tables.run.c.owner).where(tables.run.c.state == "running")
    ).all()
    for run_id, heartbeat_at, owner in running:
        if abs(now - heartbeat_at) <= stale_after and not _owner_is_dead(owner, row["owner"]):
            raise StoreError(
                f"run {run_id} ({owner}) is still going",
                f"wait for it, or try again {int(stale_after.total_seconds() // 60)} minutes after it died",
            )
        conn.execute(update(tables.run).where(tables.run.c.id == run_id).values(state="crashed"))
    conn.execute(insert(tables.run).values(**row))
    return [run_id for run_id, _, _ in running]


def answered(conn: Connection, run_ids: Iterable[str], since: datetime) -> set[tuple[str, str]]:
    """The questions (source, topic) that these runs, if begun after `since`, have asked to the end."""
    job = tables.job
    mine = job.c.run_id.in_(list(run_ids)) & (job.c.stage == "fetch") & (job.c.state == "finished")
    return {(row.source, row.topic) for row in conn.execute(select(job).where(mine, job.c.started_at >= since))}


def _owner_is_dead(owner: str, me: str) -> bool:
    """Whether `owner` (host:pid:start) is a process of this host that no longer exists."""
    host, pid, start = (owner.split(":") + ["", ""])[:3]
    if host != me.split(":")[0] or not pid.isdigit():
        return False
    return process_start(int(pid)) != start


def process_start(pid: int) -> str:
    """When process `pid` of this machine started, in kernel ticks; empty where that cannot be known or it is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[19]
    except OSError:
        return ""


def beat(conn: Connection, run_id: str, now: datetime) -> None:
    """Record that the run is alive."""
    conn.execute(update(tables.run).where(tables.run.c.id == run_id).values(heartbeat_at=now))


def tell_planner(conn: Connection) -> None:
    """Let the database count anew what it plans its queries by: after much was written its guesses are wrong."""
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql("ANALYZE (SKIP_LOCKED)")
        return
    conn.exec_driver_sql("PRAGMA analysis_limit=1000")
    conn.exec_driver_sql("ANALYZE")


def finish_run(conn: Connection, run_id: str, state: str, now: datetime, summary: Mapping[str, Any]) -> None:
    """Close a run with its final `state` and counts."""
    conn.execute(
        update(tables.run)
        .where(tables.run.c.id == run_id)
        .values(state=state, finished_at=now, heartbeat_at=now, summary=storable(dict(summary)))
    )


def save_job(conn: Connection, row: Row) -> None:
    """Enter what one part of a run did."""
    upsert(conn, tables.job, [row], update=[n for n in row if n not in ("run_id", "stage", "source", "topic")])


def claim_slot(conn: Connection, job: str, slot_at: str, owner: str, now: datetime, stale_after: timedelta) -> bool:
    """Take the slot; False when somebody has it already. A claim whose run died without finishing can be taken over."""
    row = conn.execute(
        select(tables.slot.c.owner, tables.slot.c.claimed_at, tables.slot.c.state).where(
            tables.slot.c.job == job, tables.slot.c.slot_at == slot_at
        )
    ).one_or_none()
    values = {"owner": owner, "claimed_at": now, "state": "claimed", "run_id": None}
    if row is None:
        return insert_or_skip(conn, tables.slot, {"job": job, "slot_at": slot_at, **values})
    if row.state != "claimed" or not (_owner_is_dead(row.owner, owner) or now - row.claimed_at > stale_after * 6):
        return False
    taken = conn.execute(
        update(tables.slot)
        .where(
            tables.slot.c.job == job,
            tables.slot.c.slot_at == slot_at,
            tables.slot.c.owner == row.owner,
            tables.slot.c.state == row.state,
        )
        .values(**values)
    )
    return bool(taken.rowcount)


def finish_slot(conn: Connection, job: str, slot_at: str, state: str, run_id: str | None) -> None:
    """Close a slot: done or failed."""
    conn.execute(
        update(tables.slot)
        .where(tables.slot.c.job == job, tables.slot.c.slot_at == slot_at)
        .values(state=state, run_id=run_id)
    )


def save_cursor(
    conn: Connection,
    source: str,
    topic: str,
    marks: Mapping[str, str],
    listed_at: datetime | None = None,
    question: str | None = None,
) -> None:
    """Keep where the next run of `source` for `topic` may start; `listed_at` when all of `question` was listed."""
    row: Row = {"source": source, "topic": topic, "marks": storable(dict(marks))}
    listing: Row = {"listed_at": listed_at, "question": question if listed_at is not None else None}
    changed = ["marks", *listing] if listed_at is not None else ["marks"]
    upsert(conn, tables.cursor, [row | listing], update=changed)


def save_problems(conn: Connection, source: str, problems: Iterable[Problem], now: datetime) -> int:
    """Enter issue rows; the same problem met again is the same row. Returns how many were given."""
    rows: dict[str, Row] = {}
    for problem in problems:
        said = storable(problem.model_dump())
        issue_id = make_id("issue", source, said["kind"], said["subject"])
        rows[issue_id] = {"id": issue_id, "source": source, **said, "first_seen_at": now}
    upsert(conn, tables.issue, rows.values(), update=["message"])
    return len(rows)


def save_decision(conn: Connection, source: str, decision: Decision, now: datetime) -> bool:
    """Enter what was decided about an article; returns whether that is new. The same decision again leaves its row."""
    table = tables.decision
    row: Row = {"source": source, **storable(decision.model_dump()), "decided_at": now}
    held = conn.execute(
        select(table.c.relevant, table.c.reason).where(table.c.source == source, table.c.url == row["url"])
    ).one_or_none()
    if held is not None and (held.relevant, held.reason) == (row["relevant"], row["reason"]):
        return False
    upsert(conn, table, [row], update=["relevant", "reason", "decided_at"])
    return True


def save_ledger(conn: Connection, stage: str, done: Mapping[str, int], fingerprint: str, now: datetime) -> None:
    """Record that `stage` has worked on the inputs of `done` (id -> number of results) with this fingerprint."""
    save_ledger_each(conn, stage, {key: (fingerprint, results) for key, results in done.items()}, now)


def save_ledger_each(conn: Connection, stage: str, done: Mapping[str, tuple[str, int]], now: datetime) -> None:
    """Like `save_ledger`, with a fingerprint per input: id -> (fingerprint, results)."""
    upsert(
        conn,
        tables.ledger,
        [
            {"stage": stage, "input_id": key, "fingerprint": mark, "done_at": now, "results": results}
            for key, (mark, results) in done.items()
        ],
        update=["fingerprint", "done_at", "results"],
    )


def forget_ledger(conn: Connection, stage: str, input_ids: Iterable[str]) -> None:
    """Let `stage` work on these inputs again."""
    conn.execute(
        delete(tables.ledger).where(tables.ledger.c.stage == stage, tables.ledger.c.input_id.in_(list(input_ids)))
    )
