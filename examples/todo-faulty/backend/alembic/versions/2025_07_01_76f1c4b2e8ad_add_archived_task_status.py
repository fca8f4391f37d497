"""Add the task status archived.

PostgreSQL wants a new value committed before it is used, hence the autocommit block.
On SQLite the status is a VARCHAR that is long enough already.
PostgreSQL cannot take a value away: the downgrade makes the type anew. Archived tasks become done.

Revision ID: 76f1c4b2e8ad
Revises: e4b87a2f6d19
Create Date: 2025-07-01 11:08:33.964427
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "76f1c4b2e8ad"
down_revision: str | Sequence[str] | None = "e4b87a2f6d19"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        with op.get_context().autocommit_block():
            op.execute("ALTER TYPE taskstatus ADD VALUE IF NOT EXISTS 'archived'")


def downgrade() -> None:
    op.execute("UPDATE task SET status = 'done' WHERE status = 'archived'")
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE task ALTER COLUMN status DROP DEFAULT")
        op.execute("ALTER TYPE taskstatus RENAME TO taskstatus_with_archived")
        sa.Enum("todo", "in_progress", "done", name="taskstatus").create(op.get_bind(), checkfirst=False)
        op.execute("ALTER TABLE task ALTER COLUMN status TYPE taskstatus USING status::text::taskstatus")
        op.execute("ALTER TABLE task ALTER COLUMN status SET DEFAULT 'todo'")
        op.execute("DROP TYPE taskstatus_with_archived")
