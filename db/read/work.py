"""What each stage still has to do, and what it needs to do it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from db import tables
from tracker.ids import request_key
from tracker.records import Claim, Field, Kind, LinkState, Passage, Reply, Request

IN_CHUNK = 900


@dataclass(frozen=True, slots=True)
class Known:
    """What is held of a request: its validators and the hash of the body they stand for."""

    etag: str | None
    last_modified: str | None
    blob_sha256: str
    url: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TextToRead:
    """A text whose claims are to be extracted."""

    id: str
    document_id: str
    text: str
    passages: tuple[Passage, ...]
    fields: tuple[Field, ...]
    language: str | None


@dataclass(frozen=True, slots=True)
class CurrentText:
    """The text of a document as it now stands, and where the document comes from."""

    document_id: str
    version_id: str
    text_id: str
    kind: Kind
    source: str
    native_id: str
    url: str | None
    title: str | None
    published: date | None
    first_seen_at: datetime
    content_hash: str
    publisher: str | None = None
    language: str | None = None
    author: str | None = None
    seen_from: datetime | None = None
    """When the current version was first seen."""
    valid_from: date | None = None
    """Since when the source says that it holds."""
    gone_since: datetime | None = None
    """Since when the source has the document no more."""


@dataclass(frozen=True, slots=True)
class HeldLink:
    """A link as checking needs it."""

    id: str
    document_id: str
    trial_id: str
    role: str
    method: str
    score: float
    state: LinkState
    evidence: Sequence[str]
    report: str | None = None
    parts: tuple[tuple[int, int], ...] = ()
    """The stretches of the document's text that are about the trial; none: the whole."""


def cursor(conn: Connection, source: str, topic: str) -> Mapping[str, str]:
    """The marks of the last complete run of `source` for `topic`; empty at first."""
    found = conn.execute(
        select(tables.cursor.c.marks).where(tables.cursor.c.source == source, tables.cursor.c.topic == topic)
    ).scalar()
    return found or {}


def known(conn: Connection, source: str, request: Request) -> Known | None:
    """The stored answer to the same request, when it had validators."""
    key = request_key(request.method, request.url, request.body)
    row = conn.execute(
        select(tables.fetch.c.headers, tables.fetch.c.blob_sha256, tables.fetch.c.final_url)
        .where(
            tables.fetch.c.source == source, tables.fetch.c.request_key == key, tables.fetch.c.blob_sha256.is_not(None)
        )
        .order_by(tables.fetch.c.seq.desc())
        .limit(1)
    ).one_or_none()
    headers: Mapping[str, str] = (row[0] if row else None) or {}
    if row is None or not ("etag" in headers or "last-modified" in headers):
        return None
    return Known(headers.get("etag"), headers.get("last-modified"), row[1], row[2], headers)


def unparsed(conn: Connection, fingerprints: Mapping[str, str]) -> list[Row[Any]]:
    """Stored answers that the present scrapers have not read, oldest first, none that is set aside.

    `fingerprints` is reader -> fingerprint.
    """
    redacted = select(tables.blob.c.sha256).where(tables.blob.c.redacted_at.is_not(None))
    seen = and_(tables.ledger.c.stage == "parse", tables.ledger.c.input_id == tables.fetch.c.id)
    fresh = [
        and_(
            tables.fetch.c.reader == reader,
            or_(tables.ledger.c.fingerprint.is_(None), tables.ledger.c.fingerprint != mark),
        )
        for reader, mark in fingerprints.items()
    ]
    return list(
        conn.execute(
            select(tables.fetch)
            .outerjoin(tables.ledger, seen)
            .where(
                tables.fetch.c.blob_sha256.is_not(None),
                tables.fetch.c.error.is_(None),
                tables.fetch.c.quarantined.is_(None),
                tables.fetch.c.blob_sha256.not_in(redacted),
                or_(*fresh),
            )
            .order_by(tables.fetch.c.fetched_at, tables.fetch.c.url, tables.fetch.c.id)
        )
    )


def reply_of(row: Row[Any], body: bytes) -> Reply:
    """The stored exchange `row` as the scraper saw it."""
    request = Request(url=row.url, role=row.role, meta=row.meta or {})
    return Reply(
        request=request,
        url=row.final_url,
        status=row.status,
        headers=row.headers or {},
        body=body,
        fetched_at=row.fetched_at,
    )


def unextracted(conn: Connection, fingerprint: Callable[[str | None], str]) -> list[str]:
    """Ids of the standing texts that the present extractor has not read.

    `fingerprint` says, by a text's language, what the ledger holds of one that it has read.
    """
    seen = and_(tables.ledger.c.stage == "extract", tables.ledger.c.input_id == tables.text.c.id)
    rows = conn.execute(
        select(tables.text.c.id, tables.text.c.language, tables.ledger.c.fingerprint)
        .outerjoin(tables.ledger, seen)
        .where(tables.text.c.superseded_at.is_(None))
        .order_by(tables.text.c.id)
    )
    return [row.id for row in rows if row.fingerprint != fingerprint(row.language)]


def texts(conn: Connection, text_ids: Sequence[str]) -> list[TextToRead]:
    """Texts with their passages and fields, in the order of `text_ids`."""
    passages: dict[str, list[Passage]] = defaultdict(list)
    for row in conn.execute(
        select(tables.passage.c.text_id, tables.passage.c.kind, tables.passage.c.char_start, tables.passage.c.char_end)
        .where(tables.passage.c.text_id.in_(text_ids))
        .order_by(tables.passage.c.seq)
    ):
        passages[row[0]].append(Passage(kind=row[1], start=row[2], end=row[3]))
    rows = {
        row[0]: row
        for row in conn.execute(
            select(
                tables.text.c.id,
                tables.text.c.document_id,
                tables.text.c.text,
                tables.text.c.fields,
                tables.text.c.language,
            ).where(tables.text.c.id.in_(text_ids))
        )
    }
    return [
        TextToRead(
            id=text_id,
            document_id=rows[text_id][1],
            text=rows[text_id][2],
            passages=tuple(passages[text_id]),
            fields=tuple(Field(**field) for field in rows[text_id][3] or ()),
            language=rows[text_id][4],
        )
        for text_id in text_ids
    ]


def current_texts(conn: Connection) -> list[CurrentText]:
    """The standing text of the current version of every document."""
    document, version, text = tables.document, tables.version, tables.text
    rows = conn.execute(
        select(
            document.c.id.label("document_id"),
            version.c.id.label("version_id"),
            text.c.id.label("text_id"),
            document.c.kind,
            document.c.source,
            document.c.native_id,
            document.c.url,
            text.c.title,
            text.c.published_low.label("published"),
            document.c.first_seen_at,
            text.c.content_hash,
            text.c.publisher,
            text.c.language,
            text.c.author,
            version.c.seen_from,
            version.c.valid_from,
            document.c.gone_since,
        )
        .join(version, version.c.document_id == document.c.id)
        .join(text, text.c.version_id == version.c.id)
        .where(version.c.seen_to.is_(None), text.c.superseded_at.is_(None))
        .order_by(document.c.id)
    )
    return [CurrentText(**row) for row in rows.mappings()]


def identifier_claims(conn: Connection) -> list[Row[Any]]:
    """Standing registration numbers of current texts: what linking starts from."""
    return list(
        conn.execute(
            select(
                tables.claim.c.id,
                tables.claim.c.document_id,
                tables.document.c.kind.label("document_kind"),
                tables.claim.c.value_json,
                tables.claim.c.kind,
                tables.claim.c.scope,
                tables.claim.c.status,
                tables.claim.c.passage,
                tables.claim.c.confidence,
                tables.claim.c.quote,
                tables.claim.c.path,
            )
            .join(tables.document, tables.document.c.id == tables.claim.c.document_id)
            .join(tables.text, tables.text.c.id == tables.claim.c.text_id)
            .join(tables.version, tables.version.c.id == tables.text.c.version_id)
            .where(
                tables.claim.c.type == "registration_id",
                tables.claim.c.superseded_at.is_(None),
                tables.text.c.superseded_at.is_(None),
                tables.version.c.seen_to.is_(None),
            )
            .order_by(tables.claim.c.id)
        )
    )


def identifiers(conn: Connection) -> list[tuple[str, str, str]]:
    """Every identifier as (scheme, value, trial id)."""
    table = tables.trial_identifier
    return [tuple(row) for row in conn.execute(select(table.c.scheme, table.c.value, table.c.trial_id))]


def judgements(conn: Connection) -> list[Row[Any]]:
    """People's decisions on links, in the order in which they were made."""
    table = tables.judgement
    return list(conn.execute(select(table).order_by(table.c.decided_at, table.c.seq, table.c.id)))


def links(conn: Connection) -> list[HeldLink]:
    """All links, best first within a document."""
    table = tables.link
    names = [field.name for field in fields(HeldLink) if field.name != "parts"]
    rows = conn.execute(
        select(*(table.c[name] for name in names)).order_by(table.c.document_id, table.c.score.desc(), table.c.id)
    )
    parts: dict[str, list[tuple[int, int]]] = defaultdict(list)
    part = tables.link_part
    for link_id, start, end in conn.execute(
        select(part.c.link_id, part.c.char_start, part.c.char_end).order_by(part.c.link_id, part.c.char_start)
    ):
        parts[link_id].append((start, end))
    return [HeldLink(**row, parts=tuple(parts.get(row["id"], ()))) for row in rows.mappings()]


def marks(conn: Connection, stage: str) -> dict[str, str]:
    """The ledger of a stage: input -> fingerprint."""
    query = select(tables.ledger.c.input_id, tables.ledger.c.fingerprint).where(tables.ledger.c.stage == stage)
    return {row.input_id: row.fingerprint for row in conn.execute(query)}


def done(conn: Connection, stage: str) -> dict[str, tuple[str, datetime]]:
    """The ledger of a stage: input -> (fingerprint, when it was done)."""
    table = tables.ledger
    query = select(table.c.input_id, table.c.fingerprint, table.c.done_at).where(table.c.stage == stage)
    return {row.input_id: (row.fingerprint, row.done_at) for row in conn.execute(query)}


def claims_of(conn: Connection, text_ids: Iterable[str]) -> dict[str, list[tuple[str, Claim, str]]]:
    """Standing claims per text, as (id, claim, sentence), in the order in which they stand."""
    wanted = sorted(set(text_ids))
    bodies = bodies_of(conn, wanted)
    found: dict[str, list[tuple[str, Claim, str]]] = defaultdict(list)
    for at in range(0, len(wanted), IN_CHUNK):
        chunk = wanted[at : at + IN_CHUNK]
        table = tables.claim
        rows = conn.execute(
            select(table)
            .where(table.c.text_id.in_(chunk), table.c.superseded_at.is_(None))
            .order_by(table.c.text_id, table.c.char_start, table.c.path, table.c.id)
        )
        for row in rows:
            body = bodies[row.text_id]
            sentence = body[row.context_start : row.context_end] if row.context_start is not None else row.quote
            found[row.text_id].append((row.id, claim_of(row), sentence))
    return found


def claims_of_types(conn: Connection, types: Sequence[str]) -> dict[str, list[Claim]]:
    """Standing claims of these types by document, current versions only."""
    claim, text, version = tables.claim, tables.text, tables.version
    rows = conn.execute(
        select(claim)
        .join(text, text.c.id == claim.c.text_id)
        .join(version, version.c.id == text.c.version_id)
        .where(
            claim.c.type.in_(types),
            claim.c.superseded_at.is_(None),
            text.c.superseded_at.is_(None),
            version.c.seen_to.is_(None),
        )
        .order_by(claim.c.document_id, claim.c.char_start, claim.c.path, claim.c.id)
    )
    found: dict[str, list[Claim]] = defaultdict(list)
    for row in rows:
        found[row.document_id].append(claim_of(row))
    return found


def texts_with_abstract(conn: Connection) -> set[str]:
    """Ids of the texts in which an abstract is marked as a passage."""
    query = select(tables.passage.c.text_id).where(tables.passage.c.kind == "abstract")
    return set(conn.execute(query).scalars())


def bodies_of(conn: Connection, text_ids: Sequence[str]) -> dict[str, str]:
    """The canonical texts of these ids."""
    found: dict[str, str] = {}
    for at in range(0, len(text_ids), IN_CHUNK):
        chunk = text_ids[at : at + IN_CHUNK]
        query = select(tables.text.c.id, tables.text.c.text).where(tables.text.c.id.in_(chunk))
        found |= {row.id: row.text for row in conn.execute(query)}
    return found


def claim_of(row: Row[Any]) -> Claim:
    """A claim row as the record that the extractor made."""
    return Claim(
        type=row.type,
        raw=row.value_raw,
        value=row.value_json,
        number=row.value_num,
        low=row.value_low,
        high=row.value_high,
        unit=row.unit,
        date_low=row.date_low,
        date_high=row.date_high,
        kind=row.kind,
        arm=row.arm,
        outcome=row.outcome,
        timepoint_days=row.timepoint_days,
        comparator=row.comparator,
        scope=row.scope,
        status=row.status,
        passage=row.passage,
        start=row.char_start,
        end=row.char_end,
        path=row.path,
        quote=row.quote,
        context_start=row.context_start,
        context_end=row.context_end,
        confidence=row.confidence,
        qualifiers=row.qualifiers or {},
    )
