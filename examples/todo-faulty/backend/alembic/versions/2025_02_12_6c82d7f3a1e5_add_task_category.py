"""Give a task its category.

Revision ID: 6c82d7f3a1e5
Revises: b19f64e02d8a
Create Date: 2025-02-12 16:48:20.126675
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "6c82d7f3a1e5"
down_revision: str | Sequence[str] | None = "b19f64e02d8a"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("task") as batch_op:
        batch_op.add_column(sa.Column("category_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_task_category_id"), ["category_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_task_category_id_category"), "category", ["category_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_task_category_id_category"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_task_category_id"))
        batch_op.drop_column("category_id")
