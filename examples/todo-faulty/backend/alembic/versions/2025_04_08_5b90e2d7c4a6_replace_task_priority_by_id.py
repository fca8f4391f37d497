"""Replace the text task.priority by task.priority_id.

The text was free: "HIGH", "asap" and the like are in it.
What can be read as a priority becomes that one, the rest medium.
The downgrade writes the plain name of the priority. What users had typed instead is lost.

Revision ID: 5b90e2d7c4a6
Revises: d64c83a5f017
Create Date: 2025-04-08 13:44:50.532079
"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision: str = "5b90e2d7c4a6"
down_revision: str | Sequence[str] | None = "d64c83a5f017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("task") as batch_op:
        batch_op.add_column(sa.Column("priority_id", sa.Integer(), nullable=True))

    op.execute(
        """
        UPDATE task SET priority_id = CASE lower(trim(priority))
            WHEN 'low' THEN 1
            WHEN 'medium' THEN 2
            WHEN 'high' THEN 3
            WHEN 'urgent' THEN 4
            WHEN 'asap' THEN 4
            ELSE 2
        END
        """
    )

    with op.batch_alter_table("task") as batch_op:
        batch_op.alter_column("priority_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_index(batch_op.f("ix_task_priority_id"), ["priority_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_task_priority_id_priority"), "priority", ["priority_id"], ["id"], ondelete="RESTRICT"
        )
        batch_op.drop_column("priority")


def downgrade() -> None:
    with op.batch_alter_table("task") as batch_op:
        batch_op.add_column(
            sa.Column("priority", sqlmodel.sql.sqltypes.AutoString(length=20), server_default="medium", nullable=False)
        )

    op.execute(
        """
        UPDATE task SET priority = CASE priority_id
            WHEN 1 THEN 'low'
            WHEN 3 THEN 'high'
            WHEN 4 THEN 'urgent'
            ELSE 'medium'
        END
        """
    )

    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_task_priority_id_priority"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_task_priority_id"))
        batch_op.drop_column("priority_id")
