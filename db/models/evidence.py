"""What was said: documents, their versions and texts, the claims read from them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, UniqueConstraint

from db.models._columns import Table, day, json, key, moment, number, plain, text


class DocumentRow(Table, table=True):
    """What one source says at one address or under one native id."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("source", "native_id"),)
    id: str = key("hash of source and native id")
    source: str = text("source", refers="source.name")
    native_id: str = text("registry number, id given on import, or canonical address", index=True)
    kind: str = text("press, press_release, paper, preprint, protocol, registry or derivative")
    url: str | None = text("address a person can open", null=True)
    first_seen_at: datetime = moment("when it was first seen")
    gone_since: datetime | None = moment("since when it has been confirmed absent", null=True)


class VersionRow(Table, table=True):
    """The content of a document between two moments."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("document_id", "seq"),)
    id: str = key("hash of document and sequence number")
    document_id: str = text("document", refers="document.id")
    seq: int = plain("n-th version of the document, from 0")
    origin: str = text("official (the source's own history) or observed (by us)")
    fetch_id: str = text("the exchange that first brought it", refers="fetch.id")
    blob_sha256: str = text("the bytes that first brought it", refers="blob.sha256")
    valid_from: date | None = day("since when the source says it holds (its own update date)")
    valid_to: date | None = day("until when the source says it held")
    seen_from: datetime = moment("when we first saw it")
    seen_to: datetime | None = moment("when we first saw something else; none while it is current", null=True)


class TextRow(Table, table=True):
    """A version as read by one parser: canonical text, structured record and fields. Offsets refer to it."""

    __tablename__ = "text"
    id: str = key("hash of version and everything read")
    version_id: str = text("version", refers="version.id", index=True)
    document_id: str = text("document", refers="document.id", index=True)
    parser: str = text("scraper and code fingerprint that read it")
    content_hash: str = text("hash of what identifies the version, as this parser reads it")
    made_at: datetime = moment("when it was read")
    superseded_at: datetime | None = moment("when a later parser read the version differently", null=True)
    title: str | None = text("headline or title", null=True)
    author: str | None = text("byline", null=True)
    publisher: str | None = text("publisher, as the page says", null=True)
    language: str | None = text("language code, as the source says", null=True)
    published_low: date | None = day("earliest day of publication")
    published_high: date | None = day("latest day of publication (differs where only month or year is known)")
    modified_low: date | None = day("earliest day of the last change the source states")
    modified_high: date | None = day("latest day of it")
    text: str = text("canonical text; NUL and lone surrogates are U+FFFD")
    record: Any = json("structured entry as received, without personal contact data")
    fields: Any = json("fields of the record by claim type: type, raw, path, kind, qualifiers")


class PassageRow(Table, table=True):
    """A part of a text that is other than plain body."""

    __tablename__ = "passage"
    text_id: str = key("text", "text.id")
    char_start: int = plain("first character", null=False)
    char_end: int = plain("one past the last character", null=False)
    kind: str = text("headline, body, abstract, key_facts, citation, related or boilerplate")
    seq: str = key("position among the passages of the text, from 0000")


class ClaimRow(Table, table=True):
    """One statement: type, value, qualifiers, scope, passage, and the exact place it was read from."""

    __tablename__ = "claim"
    __table_args__ = (Index("ix_claim_type_text", "type", "text_id"),)
    id: str = key("hash of text, type and span or path")
    text_id: str = text("text it was read from", refers="text.id", index=True)
    document_id: str = text("document", refers="document.id", index=True)
    type: str = text("claim type (docs/claims.md)")
    value_raw: str = text("as printed")
    value_num: Decimal | None = number("normalised number in `unit`")
    value_low: Decimal | None = number("smallest number the printed form allows")
    value_high: Decimal | None = number("largest number the printed form allows")
    unit: str | None = text(
        "unit of the numbers, or the printed unit of a duration (whose numbers are days)", null=True
    )
    value_json: Any = json("typed value (schema per type in docs/claims.md)")
    date_low: date | None = day("earliest day a date claim allows")
    date_high: date | None = day("latest day a date claim allows")
    kind: str | None = text("planned, enrolled, randomised, ... (never collapsed)", null=True)
    arm: str | None = text("arm it is about", null=True)
    outcome: str | None = text("outcome it is about", null=True)
    timepoint_days: Decimal | None = number("time point it is about, in days")
    comparator: str | None = text("<, <=, =, >=, > where printed", null=True)
    scope: str = text("this_trial, other_study or background")
    status: str = text("asserted, negated or hedged")
    passage: str = text("kind of passage it stands in")
    char_start: int | None = plain("first character of the quote in the text", null=True)
    char_end: int | None = plain("one past its last character", null=True)
    path: str | None = text("JSONPath into the text's record, for structured sources", null=True)
    quote: str = text("exactly text[char_start:char_end], or the field's value")
    context_start: int | None = plain("first character of the sentence", null=True)
    context_end: int | None = plain("one past the sentence's last character", null=True)
    confidence: float = plain("0 to 1: how sure the reading is")
    qualifiers: Any = json("what else was said: who is masked, date type, time frame, ...")
    extractor: str = text("code fingerprint that read it")
    superseded_at: datetime | None = moment("when newer code no longer read it", null=True)


class OutcomeRow(Table, table=True):
    """An outcome as a registry entry or text defines it (SPIRIT / CONSORT 2025 elements)."""

    __tablename__ = "outcome"
    id: str = key("the claim it was read from", "claim.id")
    text_id: str = text("text", refers="text.id", index=True)
    document_id: str = text("document", refers="document.id", index=True)
    role: str = text("primary or secondary")
    measure: str = text("as printed")
    description: str | None = text("the source's longer description", null=True)
    domain: str | None = text("what is measured (depression severity)", null=True)
    instrument: str | None = text("by which instrument (HDRS)", null=True)
    metric: str | None = text("change from baseline, time to event, ...", null=True)
    aggregation: str | None = text("mean, proportion, ...", null=True)
    time_frame: str | None = text("time point as printed", null=True)
    timepoint_days: Decimal | None = number("time point in days")


class StoryRow(Table, table=True):
    """A group of press documents that are copies of one text."""

    __tablename__ = "story"
    id: str = key("hash of the shared text")
    root_document_id: str = text("the earliest of them", refers="document.id")


class StoryMemberRow(Table, table=True):
    """A document of a story."""

    __tablename__ = "story_member"
    document_id: str = key("document", "document.id")
    story_id: str = text("story", refers="story.id", index=True)
    similarity: float = plain("share of the text in common with the root, 1 for a copy")
