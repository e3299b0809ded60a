"""What was concluded: trials, links, verdicts, mismatches, and what people said of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text as sql

from db.models._columns import Table, json, key, moment, plain, text

DIFFERS = sql("verdict IN ('inconsistent', 'decision_changing') AND gone_at IS NULL")
"""The few verdicts that questions begin at."""


class TrialRow(Table, table=True):
    """One study, however many registrations and papers it has."""

    __tablename__ = "trial"
    id: str = key("hash of its first identifier in canonical order")
    label: str = text("name for people: acronym, title or identifier")
    merged_into: str | None = text("the trial this one turned out to be", null=True)


class TrialIdentifierRow(Table, table=True):
    """An identifier of a trial; several of one scheme are legal."""

    __tablename__ = "trial_identifier"
    __table_args__ = (Index("ix_trial_identifier_upper", sql("upper(value)")),)
    scheme: str = key("nct, isrctn, eudract, ctis, ...")
    value: str = key("canonical value")
    trial_id: str = text("trial", refers="trial.id", index=True)


class CrossRegistrationRow(Table, table=True):
    """A statement that two identifiers are one trial, with the claim that says so: why trials were merged."""

    __tablename__ = "cross_registration"
    __table_args__ = (UniqueConstraint("claim_id"),)
    id: str = key("hash of both identifiers and the document")
    scheme: str = text("scheme of the document's own identifier")
    value: str = text("the document's own identifier")
    other_scheme: str = text("scheme of the identifier it names")
    other_value: str = text("the identifier it names")
    document_id: str = text("document that says so", refers="document.id")
    claim_id: str = text("claim that says so", refers="claim.id")
    state: str = text("accepted or rejected (by a person)")


class LinkRow(Table, table=True):
    """Why a document is held to be about a trial."""

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("document_id", "trial_id", "role"),)
    id: str = key("hash of document, trial and role")
    document_id: str = text("document", refers="document.id", index=True)
    trial_id: str = text("trial", refers="trial.id", index=True)
    role: str = text("registration, protocol, results, coverage or background")
    method: str = text(
        "how it was found: identifier, content, paper (another document of the same publication), person"
    )
    score: float = plain("0 to 1")
    state: str = text("accepted, proposed or rejected")
    evidence: Any = json("list of sentences with the claims behind them", null=False)
    report: str | None = text(
        "which report of the trial a paper is: primary, secondary, interim, extension, follow_up, pooled, "
        "meta_analysis or protocol; none for other documents",
        null=True,
    )
    first_seen_at: datetime = moment("when the link was first made")


class LinkPartRow(Table, table=True):
    """A stretch of a document that is about the link's trial, where the page tells of two; no rows: the whole is."""

    __tablename__ = "link_part"
    id: str = key("hash of link and beginning")
    link_id: str = text("link", refers="link.id", index=True)
    char_start: int = plain("where the stretch begins in the document's current text, in code points")
    char_end: int = plain("where it ends")


class TrialProfileRow(Table, table=True):
    """What linking by content last knew of a trial: a document with none of its names need not be looked at again."""

    __tablename__ = "trial_profile"
    id: str = key("hash of trial and of whether its stories' papers count too")
    trial_id: str = text("trial")
    coverage: bool = plain("whether it is the profile that stories are held against; else the one for papers")
    mark: str = text("hash of the documents it was drawn from")
    names: Any = json("names by which a document can meet it", null=False)


class LinkReadingRow(Table, table=True):
    """What linking by content last found for a document without a number of its own trial."""

    __tablename__ = "link_reading"
    document_id: str = key("document", "document.id")
    mark: str = text("hash of its text, its claims, the linking code and the thresholds")
    names: Any = json("names in it by which it can meet a trial", null=False)
    links: Any = json("the links as linking made them, before people and papers were heard", null=False)


class JudgementRow(Table, table=True):
    """What a person decided about a link; append-only, the latest per document and identifier counts, for good."""

    __tablename__ = "judgement"
    __table_args__ = (UniqueConstraint("document_id", "scheme", "value", "seq"),)
    id: str = key("hash of document, identifier and sequence number")
    seq: int = plain("n-th judgement of this pair, from 0")
    document_id: str = text("document", refers="document.id")
    scheme: str = text("identifier of the trial the person named")
    value: str = text("its value")
    decision: str = text("accept or reject")
    reason: str = text("in the person's words")
    author: str = text("who decided")
    decided_at: datetime = moment("when")


class VerdictRow(Table, table=True):
    """What a check found for a document, a set of qualifiers and a reference document."""

    __tablename__ = "verdict"
    __table_args__ = (Index("ix_verdict_differs", "document_id", sqlite_where=DIFFERS, postgresql_where=DIFFERS),)
    id: str = key("hash of document, check, qualifiers and reference document")
    document_id: str = text("document", refers="document.id", index=True)
    against_document_id: str | None = text("reference document; none within one document", null=True)
    trial_id: str | None = text("trial both are about", null=True, index=True)
    link_id: str | None = text("link the verdict rests on", null=True)
    parent_id: str | None = text("head mismatch this one belongs to", null=True)
    check_name: str = text("check (docs/checks.md)", index=True)
    qualifiers: str = text("what was compared: kind, arm, outcome, time point")
    verdict: str = text(
        "consistent, rounding_only, not_comparable, uninformative, missing, inconsistent or decision_changing",
        index=True,
    )
    severity: str = text("info, minor, major or critical")
    confidence: float = plain("the least of link and claims")
    claim_id: str | None = text("claim of the document", null=True)
    against_claim_id: str | None = text("claim of the reference document", null=True)
    document_value: str | None = text("what the document says, as printed", null=True)
    against_value: str | None = text("what the reference says, as printed", null=True)
    document_quote: str | None = text("its sentence", null=True)
    against_quote: str | None = text("the reference's sentence", null=True)
    explanation: str = text("what was compared and why this verdict, for a reader")
    made_at: datetime = moment("when this result came out")
    gone_at: datetime | None = moment("when it no longer came out; none while it holds", null=True)
    code: str = text("fingerprint of the checking code")


class MismatchRow(Table, table=True):
    """A verdict worth a person's time, with its state."""

    __tablename__ = "mismatch"
    id: str = key("the verdict's id", "verdict.id")
    state: str = text("open, acknowledged, dismissed or resolved", index=True)
    reviewed: bool = plain("whether a person has seen it")
    first_seen_at: datetime = moment("when it was opened", index=True)
    last_changed_at: datetime = moment("when its state or values last changed")


class MismatchEventRow(Table, table=True):
    """What happened to a mismatch, in order; append-only."""

    __tablename__ = "mismatch_event"
    __table_args__ = (UniqueConstraint("mismatch_id", "seq"),)
    id: str = key("hash of mismatch and sequence number")
    mismatch_id: str = text("mismatch", refers="mismatch.id", index=True)
    seq: int = plain("n-th event, from 0")
    kind: str = text("opened, value_changed, resolved_at_source, dismissed, acknowledged or reopened")
    at: datetime = moment("when")
    document_value: str | None = text("the document's value then", null=True)
    against_value: str | None = text("the reference's value then", null=True)
    by_code: bool = plain("whether only our code changed, not a source (such events never notify)")
    author: str | None = text("person, for triage", null=True)
    reason: str | None = text("the person's reason", null=True)
