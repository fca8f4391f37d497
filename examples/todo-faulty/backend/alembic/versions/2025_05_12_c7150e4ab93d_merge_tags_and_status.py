"""Merge the tags and the status of tasks.

Both were made side by side, on top of 5b90e2d7c4a6.

Revision ID: c7150e4ab93d
Revises: a82f3d61e90b, 3f6d9c08b7e2
Create Date: 2025-05-12 10:26:41.058293
"""

from collections.abc import Sequence

revision: str = "c7150e4ab93d"
down_revision: str | Sequence[str] | None = ("a82f3d61e90b", "3f6d9c08b7e2")
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
