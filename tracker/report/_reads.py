"""What the pages read from the store, in few statements: none of them loads more than it shows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, text

from db.read.status import rows
from tracker.checks import WITNESS_ORDER

AT_ONCE = 500
"""Ids named in one statement; databases take a limited number of parameters."""


def some(conn: Connection, sql: str, ids: Collection[str], **values: Any) -> list[dict[str, Any]]:
    """The rows of `sql`, which says `IN :ids`, for all of `ids`, some at a time."""
    statement = text(sql).bindparams(bindparam("ids", expanding=True))
    wanted = sorted(ids)
    found: list[dict[str, Any]] = []
    for start in range(0, len(wanted), AT_ONCE):
        done = conn.execute(statement, {"ids": wanted[start : start + AT_ONCE], **values})
        found.extend(dict(row) for row in done.mappings())
    return found


def source_titles(conn: Connection) -> dict[str, str]:
    """The title of every source by its name."""
    return {row["name"]: row["title"] for row in rows(conn, "SELECT name, title FROM source")}


def night_before(conn: Connection, now: datetime) -> datetime | None:
    """When the last run of an earlier day than that of `now` ended; None when there was none."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    found = rows(
        conn,
        "SELECT coalesce(finished_at, heartbeat_at) AS ended FROM run WHERE started_at < :midnight"
        " ORDER BY started_at DESC LIMIT 1",
        midnight=_bound(conn, midnight),
    )
    return aware(found[0]["ended"]) if found else None


def _bound(conn: Connection, moment: datetime) -> Any:
    """A moment as the database compares it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if conn.dialect.name == "sqlite" else moment


def aware(value: Any) -> datetime:
    """A moment as a statement in plain SQL gives it: SQLite hands over text."""
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(f"{value}+00:00")


def topics_of(conn: Connection, trial_ids: Collection[str]) -> dict[str, list[str]]:
    """The topics that the registry entries, papers and reports of each trial were fetched for."""
    found = some(
        conn,
        "SELECT DISTINCT l.trial_id, f.topic FROM link l JOIN version v ON v.document_id = l.document_id"
        ' JOIN "fetch" f ON f.id = v.fetch_id'
        " WHERE l.trial_id IN :ids AND l.state = 'accepted' AND l.role <> 'background' AND f.topic <> ''",
        trial_ids,
    )
    topics: dict[str, list[str]] = defaultdict(list)
    for row in sorted(found, key=lambda r: r["topic"]):
        topics[row["trial_id"]].append(row["topic"])
    return dict(topics)


def captures(conn: Connection, document_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The bytes that the current version of each document was read from: hash and time."""
    found = some(
        conn,
        "SELECT v.document_id, v.blob_sha256 AS sha256, b.redacted_at FROM version v"
        " JOIN blob b ON b.sha256 = v.blob_sha256 WHERE v.document_id IN :ids AND v.seen_to IS NULL",
        document_ids,
    )
    return {row["document_id"]: row for row in found if row["redacted_at"] is None}


def places(conn: Connection, mismatch_ids: Collection[str]) -> dict[str, tuple[str | None, str | None]]:
    """Where the two values of each verdict stand in structured records: a path for each, None for running text."""
    found = some(
        conn,
        "SELECT w.id, c.path AS own, a.path AS other FROM verdict w LEFT JOIN claim c ON c.id = w.claim_id"
        " LEFT JOIN claim a ON a.id = w.against_claim_id WHERE w.id IN :ids",
        mismatch_ids,
    )
    return {row["id"]: (row["own"], row["other"]) for row in found}


def first_appearances(
    conn: Connection, trial_ids: Collection[str], silent: Collection[str]
) -> dict[str, dict[str, Any]]:
    """For every difference of these trials, by its id: the document in which it appeared first, if it may be named.

    As in the view v_evidence_chain (the same check and value within a trial, by day, then by place in the chain), read
    from the documents of these trials alone.
    """
    found = some(
        conn,
        "SELECT DISTINCT w.id, w.document_id, w.trial_id, w.check_name, d.source, d.kind, d.first_seen_at, t.title,"
        " t.published_low AS published, coalesce(CAST(CAST(c.value_num AS double precision) AS TEXT),"
        " lower(w.document_value), '') AS said,"
        " CASE WHEN s.root_document_id = w.document_id THEN 0 ELSE 1 END AS copied"
        " FROM link l JOIN verdict w ON w.document_id = l.document_id AND w.trial_id = l.trial_id"
        " JOIN document d ON d.id = w.document_id"
        " JOIN version v ON v.document_id = d.id AND v.seen_to IS NULL"
        " JOIN text t ON t.version_id = v.id AND t.superseded_at IS NULL"
        " LEFT JOIN claim c ON c.id = w.claim_id LEFT JOIN story_member m ON m.document_id = d.id"
        " LEFT JOIN story s ON s.id = m.story_id"
        " WHERE l.trial_id IN :ids AND w.gone_at IS NULL AND w.verdict IN ('inconsistent', 'decision_changing')",
        trial_ids,
    )
    found.sort(
        key=lambda r: (
            str(r["published"] or r["first_seen_at"]),
            place_of(r["kind"]),
            r["copied"],
            str(r["first_seen_at"]),
            r["document_id"],
        )
    )
    first: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in found:
        first.setdefault((row["trial_id"], row["check_name"], row["said"]), row)
    told = {}
    for row in found:
        earliest = first[row["trial_id"], row["check_name"], row["said"]]
        if earliest["document_id"] not in silent:
            told[row["id"]] = earliest | {"here": earliest["document_id"] == row["document_id"]}
    return told


def tally(conn: Connection, silent: Collection[str]) -> dict[str, int]:
    """How many mismatches that nobody has settled there are, by severity, without those under a head finding."""
    found = rows(
        conn,
        "SELECT w.severity, w.document_id, count(*) AS n FROM mismatch m JOIN verdict w ON w.id = m.id"
        " WHERE m.state IN ('open', 'acknowledged') AND w.gone_at IS NULL AND w.parent_id IS NULL"
        " AND w.severity <> 'info' GROUP BY w.severity, w.document_id",
    )
    counted: dict[str, int] = defaultdict(int)
    for row in found:
        if row["document_id"] not in silent:
            counted[row["severity"]] += row["n"]
    return dict(counted)


def changes_since(conn: Connection, since: datetime, most: int) -> list[dict[str, Any]]:
    """What registry entries say otherwise than before, seen after `since`, newest first."""
    return rows(
        conn,
        "SELECT source, native_id, words, value_before, value_after, changed_on FROM v_registry_changes"
        " WHERE seen_at > :since ORDER BY seen_at DESC, native_id, words LIMIT :most",
        since=_bound(conn, since),
        most=most,
    )


def trials_with_coverage(conn: Connection, silent: Collection[str]) -> list[str]:
    """Trials that a report, release or paper speaks of: the others have nothing to be compared with."""
    found = rows(
        conn,
        "SELECT l.trial_id AS id, l.document_id FROM link l JOIN document d ON d.id = l.document_id"
        " WHERE l.state <> 'rejected' AND l.role <> 'background' AND d.kind <> 'registry' ORDER BY l.trial_id",
    )
    return list(dict.fromkeys(row["id"] for row in found if row["document_id"] not in silent))


def verdicts_of(conn: Connection, trial_id: str, silent: Collection[str]) -> list[dict[str, Any]]:
    """Everything that was compared for a trial, without what rests on documents that are `silent`."""
    found = rows(
        conn,
        "SELECT w.document_id, w.against_document_id, w.verdict, w.claim_id, w.explanation"
        " FROM verdict w WHERE w.document_id IN (SELECT document_id FROM link WHERE trial_id = :trial_id)"
        " AND w.trial_id = :trial_id AND w.gone_at IS NULL ORDER BY w.id",
        trial_id=trial_id,
    )
    return [v for v in found if not {v["document_id"], v["against_document_id"]} & set(silent)]


def timeline_of(conn: Connection, trial_id: str) -> list[dict[str, Any]]:
    """The dates of a trial: what its registry entries state, changes of them, and when documents appeared."""
    dated = rows(
        conn,
        "SELECT c.date_low AS day, c.kind AS event, d.source, d.native_id, d.kind AS document_kind,"
        " c.value_raw AS printed, d.url, c.document_id"
        " FROM link l JOIN document d ON d.id = l.document_id"
        " JOIN version v ON v.document_id = d.id AND v.seen_to IS NULL"
        " JOIN text t ON t.version_id = v.id AND t.superseded_at IS NULL"
        " JOIN claim c ON c.text_id = t.id AND c.type = 'date' AND c.superseded_at IS NULL AND c.path IS NOT NULL"
        " WHERE l.trial_id = :trial_id AND l.state = 'accepted' AND l.role <> 'background' AND d.kind = 'registry'"
        " AND c.date_low IS NOT NULL",
        trial_id=trial_id,
    )
    published = rows(
        conn,
        "SELECT t.published_low AS day, 'published' AS event, d.source, d.native_id, d.kind AS document_kind,"
        " t.title AS printed, d.url, d.id AS document_id FROM link l JOIN document d ON d.id = l.document_id"
        " JOIN version v ON v.document_id = d.id AND v.seen_to IS NULL"
        " JOIN text t ON t.version_id = v.id AND t.superseded_at IS NULL"
        " WHERE l.trial_id = :trial_id AND l.state <> 'rejected' AND l.role <> 'background' AND d.kind <> 'registry'"
        " AND t.published_low IS NOT NULL",
        trial_id=trial_id,
    )
    changed = rows(
        conn,
        "SELECT c.changed_on AS day, 'changed' AS event, d.source, d.native_id, d.kind AS document_kind,"
        " c.words AS printed, d.url, d.id AS document_id FROM registry_change c JOIN document d ON d.id = c.document_id"
        " JOIN link l ON l.document_id = d.id AND l.trial_id = :trial_id AND l.state = 'accepted'"
        " AND l.role <> 'background' WHERE c.superseded_at IS NULL",
        trial_id=trial_id,
    )
    kept = {(str(r["day"]), r["event"], r["document_id"], r["printed"]): r for r in [*dated, *published, *changed]}
    return [kept[key] for key in sorted(kept, key=lambda k: tuple(map(str, k)))]


def versions_of(conn: Connection, document_ids: Collection[str]) -> list[dict[str, Any]]:
    """Every version of these documents with the text it reads as, in order of time."""
    found = some(
        conn,
        "SELECT v.document_id, v.origin, v.number, v.seq, v.valid_from, v.seen_from, v.seen_to, t.id AS text_id"
        " FROM version v JOIN text t ON t.version_id = v.id AND t.superseded_at IS NULL WHERE v.document_id IN :ids",
        document_ids,
    )
    return sorted(found, key=lambda r: (r["document_id"], r["origin"] != "official", r["number"] or 0, r["seq"]))


def claims_in(conn: Connection, text_ids: Collection[str], types: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The standing claims of these types about the trial itself, by text, in the order of the text."""
    found = some(
        conn,
        "SELECT c.text_id, c.id, c.type, c.kind, c.arm, c.outcome, c.timepoint_days, c.value_raw, c.value_num,"
        " c.status, c.char_start, c.path, c.unit, CASE WHEN c.context_start IS NULL THEN c.quote"
        " ELSE substr(t.text, c.context_start + 1, c.context_end - c.context_start) END AS sentence"
        " FROM claim c JOIN text t ON t.id = c.text_id WHERE c.text_id IN :ids AND c.superseded_at IS NULL"
        " AND c.scope = 'this_trial' AND c.status <> 'negated' AND c.type <> 'date'",
        text_ids,
    )
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(found, key=lambda r: (r["char_start"] or 0, r["path"] or "", r["id"])):
        if row["type"] in types:
            grouped[row["text_id"]].append(row)
    return dict(grouped)


def stories_in(conn: Connection, document_ids: Collection[str]) -> Mapping[str, str]:
    """The earliest document of the story of each of these documents that has one."""
    found = some(
        conn,
        "SELECT m.document_id, s.root_document_id AS root FROM story_member m JOIN story s ON s.id = m.story_id"
        " WHERE m.document_id IN :ids",
        document_ids,
    )
    return {row["document_id"]: row["root"] for row in found}


def place_of(kind: str) -> int:
    """Where documents of this kind stand side by side: best witness first, derivatives after the registry."""
    order = ("registry", "derivative", *WITNESS_ORDER[1:])
    return order.index(kind)
