"""Create priority, with its rows.

The ids are ours, not the database's: the code and later revisions rely on them.

Revision ID: d64c83a5f017
Revises: 1e7f02c9b8d3
Create Date: 2025-04-07 10:05:02.873361
"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision: str = "d64c83a5f017"
down_revision: str | Sequence[str] | None = "1e7f02c9b8d3"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    priority = op.create_table(
        "priority",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.CheckConstraint("rank > 0", name=op.f("ck_priority_rank_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority")),
        sa.UniqueConstraint("name", name=op.f("uq_priority_name")),
        sa.UniqueConstraint("rank", name=op.f("uq_priority_rank")),
    )
    op.bulk_insert(
        priority,
        [
            {"id": 1, "name": "low", "rank": 10},
            {"id": 2, "name": "medium", "rank": 20},
            {"id": 3, "name": "high", "rank": 30},
            {"id": 4, "name": "urgent", "rank": 40},
        ],
    )


def downgrade() -> None:
    op.drop_table("priority")
