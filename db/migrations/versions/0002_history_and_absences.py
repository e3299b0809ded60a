"""Official versions, section hashes, quarantine, absences, changes of registry entries, decisions about articles"""

import sqlalchemy as sa
from alembic import op

import db.types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COMMENTS = (
    ("version", "seq", "n-th observed version of the document, from 0; official ones count down from -1 (number 0)"),
    ("version", "origin", "official (the source's own history, never the current version) or observed (by us)"),
    (
        "version",
        "seen_to",
        "when we first saw something else; none while it is current; an official version is seen for no time",
    ),
    ("run", "command", "what was run: run, import, backfill, demo"),
    ("job", "stage", "fetch, backfill, import, parse, extract, link, check or report"),
    ("job", "state", "finished, failed, quarantined (answers set aside), skipped or stopped"),
    ("job", "message", "why it failed, was quarantined or skipped"),
    ("heartbeat", "request_key", "hash of method, address and body, or of the number asked for"),
    ("heartbeat", "url", "address asked, or the number asked for"),
    ("ledger", "stage", "parse, extract, history, link, check, report or backfill"),
    ("ledger", "input_id", "fetch, text, document, trial or slice of time the stage worked on"),
)
"""Columns that now hold more than before; SQLite keeps no comments."""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "absence",
        sa.Column("id", sa.Text(), nullable=False, comment="hash of document and sequence number"),
        sa.Column("document_id", sa.Text(), nullable=False, comment="document"),
        sa.Column("seq", sa.Integer(), nullable=False, comment="n-th absence of the document, from 0"),
        sa.Column(
            "gone_at", db.types.UTCDateTime(timezone=True), nullable=False, comment="when its absence was confirmed"
        ),
        sa.Column(
            "back_at",
            db.types.UTCDateTime(timezone=True),
            nullable=True,
            comment="when the source had it again; none while it is gone",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("document_id", "seq"),
    )
    op.create_table(
        "decision",
        sa.Column("source", sa.Text(), nullable=False, comment="source"),
        sa.Column("url", sa.Text(), nullable=False, comment="address of the article, as the feed or listing names it"),
        sa.Column("relevant", sa.Boolean(), nullable=False, comment="whether it is fetched and kept"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why, in words"),
        sa.Column(
            "decided_at",
            db.types.UTCDateTime(timezone=True),
            nullable=False,
            comment="when it was last decided otherwise than before",
        ),
        sa.ForeignKeyConstraint(["source"], ["source.name"]),
        sa.PrimaryKeyConstraint("source", "url"),
    )
    op.create_table(
        "registry_change",
        sa.Column("id", sa.Text(), nullable=False, comment="hash of both versions, what changed, and both values"),
        sa.Column("document_id", sa.Text(), nullable=False, comment="document"),
        sa.Column("from_version_id", sa.Text(), nullable=False, comment="version before"),
        sa.Column("to_version_id", sa.Text(), nullable=False, comment="version after"),
        sa.Column(
            "origin",
            sa.Text(),
            nullable=False,
            comment="official (both from the source's own history) or observed (the later one seen by us)",
        ),
        sa.Column(
            "section", sa.Text(), nullable=True, comment="section of the entry: design, outcomes, eligibility, ..."
        ),
        sa.Column(
            "type", sa.Text(), nullable=True, comment="claim type; none where a section changed in what no claim states"
        ),
        sa.Column("kind", sa.Text(), nullable=True, comment="kind of the claim: planned, enrolled, start, ..."),
        sa.Column("subject", sa.Text(), nullable=True, comment="outcome or arm it is about"),
        sa.Column("change", sa.Text(), nullable=False, comment="changed, added or removed"),
        sa.Column("value_before", sa.Text(), nullable=True, comment="what the entry said, as printed"),
        sa.Column("value_after", sa.Text(), nullable=True, comment="what it says since, as printed"),
        sa.Column(
            "changed_on",
            sa.Date(),
            nullable=False,
            comment="since when the later version holds, by the source's date, else the day we first saw it",
        ),
        sa.Column(
            "milestone",
            sa.Text(),
            nullable=True,
            comment="date of the trial it is told from, as the newest version states it: start, primary_completion, completion",
        ),
        sa.Column(
            "days_after", sa.Integer(), nullable=True, comment="days from that date to the change; negative before it"
        ),
        sa.Column(
            "words",
            sa.Text(),
            nullable=False,
            comment="the change in a phrase: primary outcome changed on 2024-03-02, 5 months after completion",
        ),
        sa.Column("made_at", db.types.UTCDateTime(timezone=True), nullable=False, comment="when it was worked out"),
        sa.Column(
            "superseded_at",
            db.types.UTCDateTime(timezone=True),
            nullable=True,
            comment="when it no longer came out; none while it holds",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["from_version_id"],
            ["version.id"],
        ),
        sa.ForeignKeyConstraint(
            ["to_version_id"],
            ["version.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_registry_change_document_id", "registry_change", ["document_id"], unique=False)
    op.add_column(
        "cursor",
        sa.Column(
            "listed_at",
            db.types.UTCDateTime(timezone=True),
            nullable=True,
            comment="when everything there is for the topic was last listed",
        ),
    )
    op.add_column(
        "cursor", sa.Column("question", sa.Text(), nullable=True, comment="hash of what was asked for in that listing")
    )
    op.add_column(
        "fetch",
        sa.Column(
            "quarantined", sa.Text(), nullable=True, comment="why the answer is set aside and not read, if it is"
        ),
    )
    op.add_column(
        "heartbeat",
        sa.Column(
            "document_id",
            sa.Text(),
            nullable=True,
            comment="document that was asked for by its number, to see whether it is gone; none for an address",
        ),
    )
    op.add_column(
        "text",
        sa.Column(
            "section_hashes",
            db.types.JsonDocument(none_as_null=True),
            nullable=True,
            comment="hash of each section of the entry (design, outcomes, ...), whatever the order of lists",
        ),
    )
    op.add_column(
        "text",
        sa.Column("access", sa.Text(), nullable=True, comment="open, paywalled or embargoed, as far as the page says"),
    )
    op.add_column(
        "text",
        sa.Column(
            "embargo_until",
            db.types.UTCDateTime(timezone=True),
            nullable=True,
            comment="until when the sender asks for silence",
        ),
    )
    op.add_column(
        "version",
        sa.Column(
            "number",
            sa.Integer(),
            nullable=True,
            comment="its number in the source's own history, for an official version",
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, column, comment in COMMENTS:
            op.alter_column(table, column, comment=comment)


def downgrade() -> None:
    """Migrations go forward only: restore a backup instead."""
    raise RuntimeError("there is no way back: restore a backup")
