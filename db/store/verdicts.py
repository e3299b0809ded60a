"""Verdicts, the mismatches among them, and their events."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row as SqlRow, RowMapping, delete, func, select, update

from db import tables
from db.read.triage import decided_copy, told_with
from db.store._write import Row, storable, upsert
from tracker.ids import make_id

VALUES = ("document_value", "against_value", "verdict")


def verdict_id(document_id: str, check: str, qualifiers: str, against_document_id: str | None) -> str:
    """The id of a verdict and of its mismatch: neither trial nor story, which can be merged and re-rooted."""
    return make_id("mismatch", document_id, check, qualifiers, against_document_id)


def save_verdicts(
    conn: Connection,
    document_id: str,
    rows: Sequence[Row],
    listed: set[str],
    by_code: bool,
    now: datetime,
    timed: Collection[str] = (),
) -> int:
    """Make `rows` what the checks say of the document; returns how many verdict rows changed.

    `listed` are the ids that are worth a person's time. A mismatch opens, changes, resolves or reopens by comparing
    with what was said before; `by_code` marks events that only our own code brought about, except those of the checks
    `timed`, for which a day has come.
    """
    held = {row["id"]: dict(row) for row in _held(conn, document_id)}
    state = {
        row.id: row for row in conn.execute(select(tables.mismatch).where(tables.mismatch.c.id.in_([*held, *listed])))
    }
    changed = 0

    def _by_code(row: Row) -> bool:
        return by_code and row["check_name"] not in timed

    for row in rows:
        row.update({name: storable(value) for name, value in row.items() if isinstance(value, str)})
        before = held.pop(row["id"], None)
        fresh = before is None or before["gone_at"] is not None or any(before[n] != row[n] for n in row if n != "code")
        if fresh:
            upsert(
                conn,
                tables.verdict,
                [{**row, "made_at": now, "gone_at": None}],
                update=[*(n for n in row if n != "id"), "made_at", "gone_at"],
            )
            changed += 1
        moved = before is None or before["gone_at"] is not None or any(before[n] != row[n] for n in VALUES)
        _update_mismatch(conn, row, row["id"] in listed, state.get(row["id"]), moved, _by_code(row), now)
    for row_id, before in held.items():
        if before["gone_at"] is not None:
            continue
        changed += 1
        if row_id in state:
            conn.execute(update(tables.verdict).where(tables.verdict.c.id == row_id).values(gone_at=now))
            _update_mismatch(conn, before, False, state[row_id], True, _by_code(before), now)
        else:
            conn.execute(delete(tables.verdict).where(tables.verdict.c.id == row_id))
    return changed


def _held(conn: Connection, document_id: str) -> Sequence[RowMapping]:
    table = tables.verdict
    return conn.execute(select(table).where(table.c.document_id == document_id)).mappings().all()


def _update_mismatch(
    conn: Connection, row: Row, listed: bool, held: SqlRow[Any] | None, moved: bool, by_code: bool, now: datetime
) -> None:
    """Open, change, resolve or reopen the mismatch of a verdict."""
    if held is None:
        if listed:
            _open(conn, row, by_code, now)
        return
    if not listed:
        if held.state != "resolved":
            _set_state(conn, row["id"], "resolved", now)
            add_event(conn, row["id"], "resolved_at_source", now, row=row, by_code=by_code)
        return
    if held.state == "resolved":
        _set_state(conn, row["id"], _state_to_return_to(conn, row["id"], by_code), now)
        add_event(conn, row["id"], "reopened", now, row=row, by_code=by_code)
    elif moved:
        wakes = held.state == "dismissed" and not by_code  # a dismissal holds until a source says something else
        _set_state(conn, row["id"], "open" if wakes else held.state, now)
        add_event(conn, row["id"], "value_changed", now, row=row, by_code=by_code)


def _open(conn: Connection, row: Row, by_code: bool, now: datetime) -> None:
    """Open a mismatch; in a copy of a story it is taken for what a person made of it in another copy."""
    decided = decided_copy(conn, row)
    state = decided.kind if decided is not None else "open"
    fresh = {"id": row["id"], "state": state, "reviewed": decided is not None}
    upsert(conn, tables.mismatch, [fresh | {"first_seen_at": now, "last_changed_at": now}])
    add_event(conn, row["id"], "opened", now, row=row, by_code=by_code)
    if decided is not None:
        told = f"as in another copy of the story: {decided.reason}"
        add_event(conn, row["id"], state, now, author=decided.author, reason=told)


def _state_to_return_to(conn: Connection, mismatch_id: str, by_code: bool) -> str:
    """`open`, or what a person made of the mismatch when only our own code let it go and found it again."""
    table = tables.mismatch_event
    last = conn.execute(
        select(table.c.kind)
        .where(table.c.mismatch_id == mismatch_id, table.c.by_code.is_(False))
        .order_by(table.c.seq.desc())
        .limit(1)
    ).scalar()
    return last if by_code and last in ("dismissed", "acknowledged") else "open"


def _set_state(conn: Connection, mismatch_id: str, state: str, now: datetime) -> None:
    conn.execute(
        update(tables.mismatch).where(tables.mismatch.c.id == mismatch_id).values(state=state, last_changed_at=now)
    )


def add_event(
    conn: Connection,
    mismatch_id: str,
    kind: str,
    now: datetime,
    *,
    row: Row | None = None,
    by_code: bool = False,
    author: str | None = None,
    reason: str | None = None,
) -> None:
    """Append an event to a mismatch."""
    seq = conn.execute(
        select(func.count())
        .select_from(tables.mismatch_event)
        .where(tables.mismatch_event.c.mismatch_id == mismatch_id)
    ).scalar_one()
    event = {
        "id": make_id("event", mismatch_id, seq),
        "mismatch_id": mismatch_id,
        "seq": seq,
        "kind": kind,
        "at": now,
        "document_value": row["document_value"] if row else None,
        "against_value": row["against_value"] if row else None,
        "by_code": by_code,
        "author": storable(author),
        "reason": storable(reason),
    }
    upsert(conn, tables.mismatch_event, [event])


def review(conn: Connection, mismatch_id: str, action: str, author: str, reason: str, now: datetime) -> int:
    """Enter a person's triage (acknowledge, dismiss or reopen) of a mismatch and of what is told with it.

    These are the same mismatch in copies of its story, and what stands below a head finding; what is settled stays so.
    Returns how many mismatches it is.
    """
    state, kind = {
        "acknowledge": ("acknowledged", "acknowledged"),
        "dismiss": ("dismissed", "dismissed"),
        "reopen": ("open", "reopened"),
    }[action]
    table = tables.mismatch
    group = set(told_with(conn, mismatch_id))
    held = conn.execute(select(table.c.id).where(table.c.id.in_(group), table.c.state.not_in(("resolved", state))))
    wanted = sorted({mismatch_id, *held.scalars()})
    conn.execute(update(table).where(table.c.id.in_(wanted)).values(state=state, reviewed=True, last_changed_at=now))
    for one in wanted:
        add_event(conn, one, kind, now, author=author, reason=reason)
    return len(wanted)
