"""Replace task.done by task.status.

PostgreSQL makes and drops the type of the column only when it is told to; on SQLite the status is a VARCHAR.
The downgrade knows done and not done: what was in progress is to do again.

Revision ID: 3f6d9c08b7e2
Revises: 5b90e2d7c4a6
Create Date: 2025-05-07 17:10:58.247736
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "3f6d9c08b7e2"
down_revision: str | Sequence[str] | None = "5b90e2d7c4a6"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

task_status = sa.Enum("todo", "in_progress", "done", name="taskstatus")


def upgrade() -> None:
    task_status.create(op.get_bind(), checkfirst=False)
    with op.batch_alter_table("task") as batch_op:
        batch_op.add_column(sa.Column("status", task_status, server_default="todo", nullable=False))

    op.execute("UPDATE task SET status = 'done' WHERE done")

    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_column("done")


def downgrade() -> None:
    with op.batch_alter_table("task") as batch_op:
        batch_op.add_column(sa.Column("done", sa.Boolean(), server_default=sa.false(), nullable=False))

    op.execute("UPDATE task SET done = (status = 'done')")

    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_column("status")
    task_status.drop(op.get_bind(), checkfirst=False)
