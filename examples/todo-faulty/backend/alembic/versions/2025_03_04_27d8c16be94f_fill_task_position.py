"""Fill the position of the tasks that have none.

The second of three steps. Old tasks keep the order in which they were made.
The downgrade empties the column again, positions that users chose since included: the order is lost.

Revision ID: 27d8c16be94f
Revises: f05a9b3c7e21
Create Date: 2025-03-04 11:30:09.355217
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "27d8c16be94f"
down_revision: str | Sequence[str] | None = "f05a9b3c7e21"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

task = sa.table("task", sa.column("id", sa.Integer), sa.column("position", sa.Integer))


def upgrade() -> None:
    op.execute(task.update().where(task.c.position.is_(None)).values(position=task.c.id))


def downgrade() -> None:
    op.execute(task.update().values(position=None))
