"""Trials, cross-registrations, links and judgements."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from db import tables
from db.store._write import Row, storable, sync, upsert
from tracker.ids import make_id


def save_trials(conn: Connection, trials: Sequence[Row], identifiers: Sequence[Row]) -> int:
    """Make `trials` (id, label) and `identifiers` (scheme, value, trial_id) the current ones; returns rows changed.

    A trial that is no longer among them stays, pointing at the trial that its identifiers now belong to.
    """
    before = {
        (scheme, value): trial_id
        for scheme, value, trial_id in conn.execute(
            select(
                tables.trial_identifier.c.scheme, tables.trial_identifier.c.value, tables.trial_identifier.c.trial_id
            )
        )
    }
    rows = [{"id": t["id"], "label": storable(t["label"]), "merged_into": None} for t in trials]
    changed = sync(conn, tables.trial, rows, remove=False)
    changed += sync(conn, tables.trial_identifier, identifiers, remove=True, keys=("scheme", "value"))
    after = {(row["scheme"], row["value"]): row["trial_id"] for row in identifiers}
    for identifier, trial_id in before.items():
        now_in = after.get(identifier)
        if now_in is not None and now_in != trial_id and trial_id not in after.values():
            conn.execute(update(tables.trial).where(tables.trial.c.id == trial_id).values(merged_into=now_in))
    return changed


def save_links(conn: Connection, links: Sequence[Row], bonds: Sequence[Row], now: datetime) -> int:
    """Make `links` and cross-registrations `bonds` the current ones; returns how many rows changed.

    `parts` of a link are the stretches (char_start, char_end) of its document that are about its trial, none for all.
    """
    parts = []
    for row in links:
        row["id"] = make_id("link", row["document_id"], row["trial_id"], row["role"])
        for start, end in row.pop("parts", ()):
            part_id = make_id("link_part", row["id"], start)
            parts.append({"id": part_id, "link_id": row["id"], "char_start": start, "char_end": end})
    for row in bonds:
        row["id"] = make_id(
            "bond", row["scheme"], row["value"], row["other_scheme"], row["other_value"], row["document_id"]
        )
    changed = sync(conn, tables.cross_registration, bonds, remove=True)
    kept = {part["id"] for part in parts}
    conn.execute(delete(tables.link_part).where(tables.link_part.c.id.not_in(kept)))
    changed += sync(conn, tables.link, links, remove=True, once={"first_seen_at": now})
    return changed + sync(conn, tables.link_part, parts, remove=False)


def profile_row(trial_id: str, coverage: bool, mark: str, names: Iterable[str]) -> Row:
    """What linking by content knows of a trial, as `save_linking` takes it."""
    key = make_id("profile", trial_id, coverage)
    return {"id": key, "trial_id": trial_id, "coverage": coverage, "mark": mark, "names": storable(sorted(names))}


def reading_row(document_id: str, mark: str, names: Iterable[str], links: Iterable[Mapping[str, Any]]) -> Row:
    """What linking by content found for a document, as `save_linking` takes it."""
    return {"document_id": document_id, "mark": mark, "names": storable(sorted(names)), "links": storable(list(links))}


def save_linking(conn: Connection, profiles: Sequence[Row], readings: Sequence[Row]) -> None:
    """Make these the current profiles of trials and readings of documents."""
    sync(conn, tables.trial_profile, profiles, remove=True)
    sync(conn, tables.link_reading, readings, remove=True, keys=("document_id",))


def save_stories(conn: Connection, stories: Sequence[Row], members: Sequence[Row]) -> int:
    """Make `stories` and their `members` the current ones; returns how many rows changed."""
    changed = sync(conn, tables.story, stories, remove=False)
    changed += sync(conn, tables.story_member, members, remove=True, keys=("document_id",))
    gone = select(tables.story_member.c.story_id)
    conn.execute(delete(tables.story).where(tables.story.c.id.not_in(gone)))
    return changed


def save_judgement(conn: Connection, row: Row) -> str:
    """Append a person's decision (document_id, scheme, value, decision, reason, author, decided_at); returns its id."""
    pair = (row["document_id"], row["scheme"], row["value"])
    seq = conn.execute(
        select(func.count())
        .select_from(tables.judgement)
        .where(
            tables.judgement.c.document_id == pair[0],
            tables.judgement.c.scheme == pair[1],
            tables.judgement.c.value == pair[2],
        )
    ).scalar_one()
    judgement_id = make_id("judgement", *pair, seq)
    upsert(
        conn,
        tables.judgement,
        [{**storable(_without_time(row)), "decided_at": row["decided_at"], "id": judgement_id, "seq": seq}],
    )
    return judgement_id


def _without_time(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "decided_at"}
