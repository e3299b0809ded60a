"""Which parts of a page are about which trial, and which report of a trial a paper is."""

import sqlalchemy as sa
from alembic import op

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
