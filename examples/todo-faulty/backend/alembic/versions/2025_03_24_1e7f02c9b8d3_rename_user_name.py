"""Rename user.name to user.full_name.

Revision ID: 1e7f02c9b8d3
Revises: 93ab40f7d65c
Create Date: 2025-03-24 15:21:36.019846
"""

from collections.abc import Sequence

import sqlmodel
from alembic import op

revision: str = "1e7f02c9b8d3"
down_revision: str | Sequence[str] | None = "93ab40f7d65c"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.alter_column(
        "user",
        "name",
        new_column_name="full_name",
        existing_type=sqlmodel.sql.sqltypes.AutoString(length=120),
        existing_nullable=True,
    )


def downgrade() -> None:
    op.alter_column(
        "user",
        "full_name",
        new_column_name="name",
        existing_type=sqlmodel.sql.sqltypes.AutoString(length=120),
        existing_nullable=True,
    )
