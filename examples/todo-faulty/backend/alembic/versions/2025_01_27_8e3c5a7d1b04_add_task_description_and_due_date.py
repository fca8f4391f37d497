"""Add the optional description and due date of a task.

Revision ID: 8e3c5a7d1b04
Revises: 4d0b1f6a92c7
Create Date: 2025-01-27 14:02:55.907113
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "8e3c5a7d1b04"
down_revision: str | Sequence[str] | None = "4d0b1f6a92c7"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("task", sa.Column("description", sa.Text(), nullable=True))
    op.add_column("task", sa.Column("due_date", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_column("due_date")
        batch_op.drop_column("description")
