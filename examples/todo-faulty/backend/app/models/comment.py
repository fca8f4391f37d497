"""What users say about tasks."""

import uuid
from typing import TYPE_CHECKING, Optional

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from app.models.base import Timestamped

if TYPE_CHECKING:
    from app.models.task import Task
    from app.models.user import User


class Comment(Timestamped, table=True):
    """A remark on a task. It outlives the account of its author."""

    id: int | None = Field(default=None, primary_key=True)
    body: str = Field(sa_type=sa.Text)
    task_id: int = Field(foreign_key="task.id", ondelete="CASCADE", index=True)
    author_id: uuid.UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL", index=True)

    task: Optional["Task"] = Relationship()
    author: Optional["User"] = Relationship()
