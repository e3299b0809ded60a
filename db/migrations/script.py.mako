"""${message}"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
import db.types

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Apply."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Migrations go forward only: restore a backup instead."""
    raise RuntimeError("there is no way back: restore a backup")
