"""Require the position of a task.

The last of three steps.

Revision ID: 93ab40f7d65c
Revises: 27d8c16be94f
Create Date: 2025-03-10 08:57:13.604488
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "93ab40f7d65c"
down_revision: str | Sequence[str] | None = "27d8c16be94f"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("task") as batch_op:
        batch_op.alter_column("position", existing_type=sa.Integer(), nullable=False)
        batch_op.create_check_constraint(batch_op.f("ck_task_position_positive"), "position > 0")


def downgrade() -> None:
    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_task_position_positive"), type_="check")
        batch_op.alter_column("position", existing_type=sa.Integer(), nullable=True)
