"""Add the position of a task, not yet required.

The first of three steps. From here on the code writes a position for every new task.

Revision ID: f05a9b3c7e21
Revises: 6c82d7f3a1e5
Create Date: 2025-03-03 09:12:44.781530
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "f05a9b3c7e21"
down_revision: str | Sequence[str] | None = "6c82d7f3a1e5"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("task", sa.Column("position", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_column("position")
