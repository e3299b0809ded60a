"""What was said: documents, their versions and texts, the claims read from them, and what changed between versions."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, UniqueConstraint

from db.models._columns import Table, day, json, key, long_key, moment, number, plain, text


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


class AbsenceRow(Table, table=True):
    """A time in which the source had the document no more: confirmed three times, or said outright (410)."""

    __tablename__ = "absence"
    __table_args__ = (UniqueConstraint("document_id", "seq"),)
    id: str = key("hash of document and sequence number")
    document_id: str = text("document", refers="document.id")
    seq: int = plain("n-th absence of the document, from 0")
    gone_at: datetime = moment("when its absence was confirmed")
    back_at: datetime | None = moment("when the source had it again; none while it is gone", null=True)


class VersionRow(Table, table=True):
    """The content of a document between two moments."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("document_id", "seq"),)
    id: str = key("hash of document and sequence number")
    document_id: str = text("document", refers="document.id")
    seq: int = plain("n-th observed version of the document, from 0; official ones count down from -1 (number 0)")
    origin: str = text("official (the source's own history, never the current version) or observed (by us)")
    number: int | None = plain("its number in the source's own history, for an official version", null=True)
    fetch_id: str = text("the exchange that first brought it", refers="fetch.id")
    blob_sha256: str = text("the bytes that first brought it", refers="blob.sha256")
    valid_from: date | None = day("since when the source says it holds (its own update date)")
    valid_to: date | None = day("until when the source says it held")
    seen_from: datetime = moment("when we first saw it")
    seen_to: datetime | None = moment(
        "when we first saw something else; none while it is current; an official version is seen for no time", null=True
    )


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
    access: str | None = text("open, paywalled or embargoed, as far as the page says", null=True)
    embargo_until: datetime | None = moment("until when the sender asks for silence", null=True)
    published_low: date | None = day("earliest day of publication")
    published_high: date | None = day("latest day of publication (differs where only month or year is known)")
    modified_low: date | None = day("earliest day of the last change the source states")
    modified_high: date | None = day("latest day of it")
    text: str = text("canonical text; NUL and lone surrogates are U+FFFD")
    record: Any = json("structured entry as received, without personal contact data")
    fields: Any = json("fields of the record by claim type: type, raw, path, kind, qualifiers")
    section_hashes: Any = json("hash of each section of the entry (design, outcomes, ...), whatever the order of lists")


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


class RegistryChangeRow(Table, table=True):
    """What one version of a registry entry says otherwise than the version before it."""

    __tablename__ = "registry_change"
    id: str = key("hash of both versions, what changed, and both values")
    document_id: str = text("document", refers="document.id", index=True)
    from_version_id: str = text("version before", refers="version.id")
    to_version_id: str = text("version after", refers="version.id")
    origin: str = text("official (both from the source's own history) or observed (the later one seen by us)")
    section: str | None = text("section of the entry: design, outcomes, eligibility, ...", null=True)
    type: str | None = text("claim type; none where a section changed in what no claim states", null=True)
    kind: str | None = text("kind of the claim: planned, enrolled, start, ...", null=True)
    subject: str | None = text("outcome or arm it is about", null=True)
    change: str = text("changed, added or removed")
    value_before: str | None = text("what the entry said, as printed", null=True)
    value_after: str | None = text("what it says since, as printed", null=True)
    changed_on: date = plain("since when the later version holds, by the source's date, else the day we first saw it")
    milestone: str | None = text(
        "date of the trial it is told from, as the newest version states it: start, primary_completion, completion",
        null=True,
    )
    days_after: int | None = plain("days from that date to the change; negative before it", null=True)
    words: str = text("the change in a phrase: primary outcome changed on 2024-03-02, 5 months after completion")
    made_at: datetime = moment("when it was worked out")
    superseded_at: datetime | None = moment("when it no longer came out; none while it holds", null=True)


class StoryRow(Table, table=True):
    """A group of press documents that are copies of one text, or light edits of it."""

    __tablename__ = "story"
    id: str = key("hash of its root document")
    root_document_id: str = text("the earliest of them", refers="document.id")


class StoryMemberRow(Table, table=True):
    """A document of a story."""

    __tablename__ = "story_member"
    document_id: str = key("document", "document.id")
    story_id: str = text("story", refers="story.id", index=True)
    similarity: float = plain("share of the longer of both texts that is word for word in the other, 1 for a copy")


class StoryPrintRow(Table, table=True):
    """A fingerprint of a press text: texts that share some are compared in full."""

    __tablename__ = "story_print"
    document_id: str = key("document", "document.id")
    print: int = long_key("one of the least hashes of five words in a row")


class StoryPairRow(Table, table=True):
    """Two press documents with texts alike enough for one story; stories are made of these."""

    __tablename__ = "story_pair"
    document_id: str = key("document, the one with the lesser id", "document.id")
    other_id: str = key("the other document", "document.id")
    similarity: float = plain("share of the longer text that is word for word in the other")


class DerivationRow(Table, table=True):
    """Where a press document has its facts from: the next document up the chain paper, release, story."""

    __tablename__ = "derivation"
    document_id: str = key("document", "document.id")
    from_document_id: str = text("document it is a copy of, or cites", refers="document.id", index=True)
    how: str = text("copy, release, outlet, doi or paper (cited without its DOI)")
    claim_id: str | None = text("attribution or DOI that says so; none for a copy", null=True)


class PaperRow(Table, table=True):
    """One piece of work, however many records, full texts and preprints of it there are."""

    __tablename__ = "paper"
    id: str = key("hash of its first identifier (DOI before PMID, PMCID and PPR)")
    label: str = text("title of its best document, else its first identifier")
    doi: str | None = text("DOI of its journal version, else of what there is", null=True)
    pmid: str | None = text("PubMed number of the same", null=True)
    pmcid: str | None = text("PubMed Central number of the same", null=True)


class PaperMemberRow(Table, table=True):
    """A document that is, or lists, a paper."""

    __tablename__ = "paper_member"
    document_id: str = key("document", "document.id")
    paper_id: str = text("paper", refers="paper.id", index=True)
    publication: str = text("hash that documents of the same publication (same DOI, PMID or PMCID) share", index=True)
    role: str = text("how much of it the document holds: fulltext, record (with abstract) or index")
    form: str = text("which of its forms it is: journal_version, preprint or protocol")
    identifiers: Any = json("its identifiers, as scheme:value", null=False)
    is_best: bool = plain("whether it stands for its publication in comparisons")
