"""Mismatches and links as people and scripts see them (the JSON of docs/commands)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, select, text

from db import tables
from db.read.copies import copies_of

SEVERITIES = ("info", "minor", "major", "critical")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which verdicts are listed; without `verdict` and `state`, mismatches that are neither resolved nor dismissed."""

    since: date | None = None
    trial_ids: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    min_severity: str = "info"
    state: str | None = None
    verdict: str | None = None
    mismatch_id: str | None = None
    dismissed: bool = False
    """Whether those that a person dismissed are listed with the others."""
    now: datetime | None = None
    """When given, nothing is listed that rests on a document still under embargo then."""
    most: int | None = None
    """When given, no more heads than this: the gravest, then the newest, with what stands below them."""
    newest: bool = False
    """With `most`: the newest, however grave."""
    topic: str | None = None
    """Only of trials some of whose documents were fetched for this topic."""


def mismatches(conn: Connection, wanted: Wanted) -> list[dict[str, Any]]:
    """The list: gravest first, then those that differ in most, then newest; see `tracker mismatches --json`."""
    table, state = tables.verdict, tables.mismatch
    query = select(table, state.c.state, state.c.reviewed, state.c.first_seen_at, state.c.last_changed_at).outerjoin(
        state, state.c.id == table.c.id
    )
    if wanted.mismatch_id is not None:
        query = query.where(table.c.id == wanted.mismatch_id)
    elif wanted.verdict is not None:
        query = query.where(table.c.verdict == wanted.verdict, table.c.gone_at.is_(None))
    elif wanted.state is not None:
        query = query.where(state.c.state == wanted.state)
    else:
        settled = ("resolved",) if wanted.dismissed else ("resolved", "dismissed")
        query = query.where(state.c.state.is_not(None), state.c.state.not_in(settled))
    if wanted.trial_ids:
        near = select(tables.link.c.document_id).where(tables.link.c.trial_id.in_(wanted.trial_ids))
        query = query.where(table.c.document_id.in_(near), table.c.trial_id.in_(wanted.trial_ids))
    if wanted.document_ids:
        query = query.where(table.c.document_id.in_(wanted.document_ids))
    if wanted.topic is not None:
        query = query.where(table.c.trial_id.in_(trials_of(wanted.topic)))
    least = SEVERITIES.index(wanted.min_severity)
    query = query.where(table.c.severity.in_(SEVERITIES[least:]))
    if wanted.most is not None:
        query = _first(query, wanted.most, newest=wanted.newest)
    silent = embargoed(conn, wanted.now) if wanted.now is not None else frozenset()
    rows = [
        r
        for r in conn.execute(query)
        if _since(r, wanted.since) and not {r.document_id, r.against_document_id} & silent
    ]
    children = Counter(r.parent_id for r in rows)
    rows.sort(
        key=lambda r: (
            -SEVERITIES.index(r.severity),
            r.verdict != "decision_changing",
            -children[r.id],
            -_seen(r),
            r.id,
        )
    )
    return _described(conn, rows)


def trials_of(topic: str) -> Select[Any]:
    """The ids of the trials some of whose documents were fetched for `topic`."""
    link, version, fetch = tables.link, tables.version, tables.fetch
    return (
        select(link.c.trial_id)
        .join(version, version.c.document_id == link.c.document_id)
        .join(fetch, fetch.c.id == version.c.fetch_id)
        .where(fetch.c.topic == topic, link.c.state == "accepted", link.c.role != "background")
    )


def _first(query: Select[Any], most: int, *, newest: bool) -> Select[Any]:
    """The first `most` heads that `query` gives, and the verdicts whose parent is one of them."""
    table, state = tables.verdict, tables.mismatch
    gravity = case({name: -place for place, name in enumerate(SEVERITIES)}, value=table.c.severity)
    order = () if newest else (gravity, table.c.verdict != "decision_changing")
    heads = (
        query.with_only_columns(table.c.id)
        .where(table.c.parent_id.is_(None))
        .order_by(
            *order,
            func.coalesce(state.c.first_seen_at, table.c.made_at).desc(),
            table.c.id,
        )
        .limit(most)
        .subquery()
    )
    chosen = select(heads.c.id)
    return query.where(table.c.id.in_(chosen) | table.c.parent_id.in_(chosen))


def _since(row: Row[Any], since: date | None) -> bool:
    return since is None or (row.last_changed_at or row.made_at).date() >= since


def _seen(row: Row[Any]) -> float:
    moment: datetime = row.first_seen_at or row.made_at
    return moment.timestamp()


def _described(conn: Connection, rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    documents = documents_named(conn, {r.document_id for r in rows} | {r.against_document_id for r in rows})
    trials = trials_named(conn, {r.trial_id for r in rows})
    printed = _abstracts(conn, {r.claim_id for r in rows} | {r.against_claim_id for r in rows})
    link = tables.link
    stories = copies_of(conn, rows, documents)
    links = {
        row.id: {"state": row.state, "score": row.score, "method": row.method}
        for row in conn.execute(select(link).where(link.c.id.in_({r.link_id for r in rows})))
    }
    return [
        {
            "id": row.id,
            "check": row.check_name,
            "verdict": row.verdict,
            "severity": row.severity,
            "confidence": row.confidence,
            "state": row.state,
            "reviewed": row.reviewed,
            "first_seen": row.first_seen_at or row.made_at,
            "last_seen": row.gone_at or row.made_at,
            "trial": trials.get(row.trial_id),
            "document": documents.get(row.document_id),
            "against": documents.get(row.against_document_id),
            "link": links.get(row.link_id),
            "parent": row.parent_id,
            "story": stories.get(row.id),
            "values": [v for v in (row.document_value, row.against_value) if v is not None],
            "quotes": [q for q in (row.document_quote, row.against_quote) if q is not None],
            "from_abstract": [
                claim in printed
                for quote, claim in (
                    (row.document_quote, row.claim_id),
                    (row.against_quote, row.against_claim_id),
                )
                if quote is not None
            ],
            "explanation": row.explanation,
        }
        for row in rows
    ]


def embargoed(conn: Connection, now: datetime) -> frozenset[str]:
    """Documents whose current version its sender asks to keep silent about until after `now`."""
    body, version = tables.text, tables.version
    query = (
        select(body.c.document_id)
        .join(version, version.c.id == body.c.version_id)
        .where(version.c.seen_to.is_(None), body.c.superseded_at.is_(None), body.c.embargo_until > now)
    )
    return frozenset(conn.execute(query).scalars())


def _abstracts(conn: Connection, claim_ids: Iterable[str | None]) -> set[str]:
    """Those of the claims that stand in an abstract which a story prints: the paper speaks there, not the story."""
    table, document = tables.claim, tables.document
    query = (
        select(table.c.id)
        .join(document, document.c.id == table.c.document_id)
        .where(
            table.c.id.in_({i for i in claim_ids if i is not None}),
            table.c.passage == "abstract",
            document.c.kind.in_(("press", "press_release")),
        )
    )
    return set(conn.execute(query).scalars())


def documents_named(conn: Connection, ids: Iterable[str | None]) -> Mapping[str | None, dict[str, Any]]:
    """Documents as the JSON outputs show them, by hash id; `id` is the native id."""
    table, body, version = tables.document, tables.text, tables.version
    rows = conn.execute(
        select(
            table,
            body.c.title,
            body.c.published_low,
            body.c.modified_low,
            body.c.access,
            body.c.embargo_until,
            version.c.seen_from,
        )
        .outerjoin(version, (version.c.document_id == table.c.id) & version.c.seen_to.is_(None))
        .outerjoin(body, (body.c.version_id == version.c.id) & body.c.superseded_at.is_(None))
        .where(table.c.id.in_({i for i in ids if i is not None}))
    )
    return {
        row.id: {
            "id": row.native_id,
            "document_id": row.id,
            "source": row.source,
            "kind": row.kind,
            "url": row.url,
            "title": row.title,
            "published": row.published_low,
            "modified": row.modified_low,
            "captured": row.seen_from,
            "access": row.access,
            "embargo_until": row.embargo_until,
        }
        for row in rows
    }


def trials_named(conn: Connection, ids: Iterable[str | None]) -> Mapping[str | None, dict[str, Any]]:
    """Trials as the JSON outputs show them, by id, with all their identifiers."""
    wanted = {i for i in ids if i is not None}
    numbers: dict[str, list[str]] = defaultdict(list)
    for trial_id, value in conn.execute(
        select(tables.trial_identifier.c.trial_id, tables.trial_identifier.c.value)
        .where(tables.trial_identifier.c.trial_id.in_(wanted))
        .order_by(tables.trial_identifier.c.scheme, tables.trial_identifier.c.value)
    ):
        numbers[trial_id].append(value)
    rows = conn.execute(select(tables.trial.c.id, tables.trial.c.label).where(tables.trial.c.id.in_(wanted)))
    return {trial_id: {"id": trial_id, "label": label, "identifiers": numbers[trial_id]} for trial_id, label in rows}


def trial_name(conn: Connection, trial_id: str) -> str:
    """What people call a trial: its label and its identifiers."""
    trial = trials_named(conn, [trial_id])[trial_id]
    numbers = ", ".join(trial["identifiers"])
    return numbers if trial["label"] in trial["identifiers"] else f"{trial['label']} ({numbers})"


def links(conn: Connection, document_ids: Sequence[str] = (), trial_ids: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Links as `tracker links --json` shows them, by document, best first."""
    table = tables.link
    query = select(table).order_by(table.c.document_id, table.c.score.desc(), table.c.id)
    if document_ids:
        query = query.where(table.c.document_id.in_(document_ids))
    if trial_ids:
        query = query.where(table.c.trial_id.in_(trial_ids))
    rows = list(conn.execute(query))
    documents = documents_named(conn, {r.document_id for r in rows})
    trials = trials_named(conn, {r.trial_id for r in rows})
    return [
        {
            "document": documents[row.document_id],
            "trial": trials[row.trial_id],
            "role": row.role,
            "method": row.method,
            "score": row.score,
            "state": row.state,
            "evidence": row.evidence,
            "report": row.report,
        }
        for row in rows
    ]


def find_documents(conn: Connection, name: str) -> list[str]:
    """Hash ids of the documents that `name` (hash id, native id or address) means."""
    table = tables.document
    rows = conn.execute(
        select(table.c.id)
        .where((table.c.id == name) | (table.c.native_id == name) | (table.c.url == name))
        .order_by(table.c.id)
    )
    return list(rows.scalars())


def find_trials(conn: Connection, name: str) -> list[str]:
    """Ids of the trials that `name` (trial id or any of its identifiers, in any case) means."""
    rows = conn.execute(
        text(
            "SELECT DISTINCT t.id FROM trial t LEFT JOIN trial_identifier i ON i.trial_id = t.id"
            " WHERE t.id = :name OR upper(i.value) = upper(:name) ORDER BY t.id"
        ),
        {"name": name},
    )
    return list(rows.scalars())
