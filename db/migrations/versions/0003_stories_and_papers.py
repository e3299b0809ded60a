"""Fingerprints of stories, papers and what they are made of, where documents have their facts from"""

import sqlalchemy as sa
from alembic import op

import db.types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COMMENTS = (
    ("story", "id", "hash of its root document"),
    (
        "story_member",
        "similarity",
        "share of the longer of both texts that is word for word in the other, 1 for a copy",
    ),
    (
        "link",
        "method",
        "how it was found: identifier, content, paper (another document of the same publication), person",
    ),
    ("ledger", "stage", "parse, extract, history, story, link, check, report or backfill"),
)
"""Columns that now hold more than before; SQLite keeps no comments."""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "story_print",
        sa.Column("document_id", sa.Text(), nullable=False, comment="document"),
        sa.Column("print", sa.BigInteger(), nullable=False, comment="one of the least hashes of five words in a row"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.PrimaryKeyConstraint("document_id", "print"),
    )
    op.create_index("ix_story_print_print", "story_print", ["print"], unique=False)
    op.create_table(
        "story_pair",
        sa.Column("document_id", sa.Text(), nullable=False, comment="document, the one with the lesser id"),
        sa.Column("other_id", sa.Text(), nullable=False, comment="the other document"),
        sa.Column(
            "similarity",
            sa.Float(),
            nullable=False,
            comment="share of the longer text that is word for word in the other",
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["document.id"]),
        sa.PrimaryKeyConstraint("document_id", "other_id"),
    )
    op.create_table(
        "derivation",
        sa.Column("document_id", sa.Text(), nullable=False, comment="document"),
        sa.Column("from_document_id", sa.Text(), nullable=False, comment="document it is a copy of, or cites"),
        sa.Column(
            "how", sa.Text(), nullable=False, comment="copy, release, outlet, doi or paper (cited without its DOI)"
        ),
        sa.Column("claim_id", sa.Text(), nullable=True, comment="attribution or DOI that says so; none for a copy"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.ForeignKeyConstraint(["from_document_id"], ["document.id"]),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_index("ix_derivation_from_document_id", "derivation", ["from_document_id"], unique=False)
    op.create_table(
        "paper",
        sa.Column(
            "id", sa.Text(), nullable=False, comment="hash of its first identifier (DOI before PMID, PMCID and PPR)"
        ),
        sa.Column("label", sa.Text(), nullable=False, comment="title of its best document, else its first identifier"),
        sa.Column("doi", sa.Text(), nullable=True, comment="DOI of its journal version, else of what there is"),
        sa.Column("pmid", sa.Text(), nullable=True, comment="PubMed number of the same"),
        sa.Column("pmcid", sa.Text(), nullable=True, comment="PubMed Central number of the same"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "paper_member",
        sa.Column("document_id", sa.Text(), nullable=False, comment="document"),
        sa.Column("paper_id", sa.Text(), nullable=False, comment="paper"),
        sa.Column(
            "publication",
            sa.Text(),
            nullable=False,
            comment="hash that documents of the same publication (same DOI, PMID or PMCID) share",
        ),
        sa.Column(
            "role",
            sa.Text(),
            nullable=False,
            comment="how much of it the document holds: fulltext, record (with abstract) or index",
        ),
        sa.Column(
            "form",
            sa.Text(),
            nullable=False,
            comment="which of its forms it is: journal_version, preprint or protocol",
        ),
        sa.Column(
            "identifiers",
            db.types.JsonDocument(none_as_null=True),
            nullable=False,
            comment="its identifiers, as scheme:value",
        ),
        sa.Column(
            "is_best",
            sa.Boolean(),
            nullable=False,
            comment="whether it stands for its publication in comparisons",
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"]),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_index("ix_paper_member_paper_id", "paper_member", ["paper_id"], unique=False)
    op.create_index("ix_paper_member_publication", "paper_member", ["publication"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table, column, comment in COMMENTS:
            op.alter_column(table, column, comment=comment)


def downgrade() -> None:
    """Migrations go forward only: restore a backup instead."""
    raise RuntimeError("there is no way back: restore a backup")
