"""Index the tasks of a user by due date.

PostgreSQL builds and drops the index without locking the table out, which it does outside a transaction only.

Revision ID: b3e96d05a7f8
Revises: 76f1c4b2e8ad
Create Date: 2025-07-14 09:50:12.185560
"""

from collections.abc import Sequence

from alembic import op

revision: str = "b3e96d05a7f8"
down_revision: str | Sequence[str] | None = "76f1c4b2e8ad"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_task_owner_id_due_date", "task", ["owner_id", "due_date"], unique=False, postgresql_concurrently=True
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("ix_task_owner_id_due_date", table_name="task", postgresql_concurrently=True)
