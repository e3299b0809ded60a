"""Which parts of a page are about which trial, which report of it a paper is, and what linking knew when it last ran."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "link_part",
        sa.Column("id", sa.Text(), nullable=False, comment="hash of link and beginning"),
        sa.Column("link_id", sa.Text(), nullable=False, comment="link"),
        sa.Column(
            "char_start",
            sa.Integer(),
            nullable=False,
            comment="where the stretch begins in the document's current text, in code points",
        ),
        sa.Column("char_end", sa.Integer(), nullable=False, comment="where it ends"),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_link_part_link_id", "link_part", ["link_id"], unique=False)
    op.create_table(
        "trial_profile",
        sa.Column(
            "id", sa.Text(), nullable=False, comment="hash of trial and of whether its stories' papers count too"
        ),
        sa.Column("trial_id", sa.Text(), nullable=False, comment="trial"),
        sa.Column(
            "coverage",
            sa.Boolean(),
            nullable=False,
            comment="whether it is the profile that stories are held against; else the one for papers",
        ),
        sa.Column("mark", sa.Text(), nullable=False, comment="hash of the documents it was drawn from"),
        sa.Column(
            "names",
            db.types.JsonDocument(none_as_null=True),
            nullable=False,
            comment="names by which a document can meet it",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "link_reading",
        sa.Column("document_id", sa.Text(), nullable=False, comment="document"),
        sa.Column(
            "mark",
            sa.Text(),
            nullable=False,
            comment="hash of its text, its claims, the linking code and the thresholds",
        ),
        sa.Column(
            "names",
            db.types.JsonDocument(none_as_null=True),
            nullable=False,
            comment="names in it by which it can meet a trial",
        ),
        sa.Column(
            "links",
            db.types.JsonDocument(none_as_null=True),
            nullable=False,
            comment="the links as linking made them, before people and papers were heard",
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.add_column(
        "link",
        sa.Column(
            "report",
            sa.Text(),
            nullable=True,
            comment="which report of the trial a paper is: primary, secondary, interim, extension, follow_up, pooled, "
            "meta_analysis or protocol; none for other documents",
        ),
    )


def downgrade() -> None:
    """Migrations go forward only: restore a backup instead."""
    raise RuntimeError("there is no way back: restore a backup")
