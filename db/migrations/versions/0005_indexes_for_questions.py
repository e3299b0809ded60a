"""Indexes for what people ask: a trial by its number as they write it, its verdicts, and the few verdicts that differ."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DIFFERS = sa.text("verdict IN ('inconsistent', 'decision_changing') AND gone_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_trial_identifier_upper", "trial_identifier", [sa.text("upper(value)")], unique=False)
    op.create_index("ix_verdict_trial_id", "verdict", ["trial_id"], unique=False)
    op.create_index(
        "ix_verdict_differs",
        "verdict",
        ["document_id"],
        unique=False,
        sqlite_where=DIFFERS,
        postgresql_where=DIFFERS,
    )


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_verdict_differs", table_name="verdict")
    op.drop_index("ix_verdict_trial_id", table_name="verdict")
    op.drop_index("ix_trial_identifier_upper", table_name="trial_identifier")
