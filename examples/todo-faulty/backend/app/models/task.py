"""What there is to do."""

import enum
import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Optional

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from app.models.base import Timestamped
from app.models.tag import Tag, TaskTag

if TYPE_CHECKING:
    from app.models.category import Category
    from app.models.priority import Priority
    from app.models.user import User


class TaskStatus(str, enum.Enum):
    """How far a task has come. The database stores the names."""

    todo = "todo"
    in_progress = "in_progress"
    done = "done"
    archived = "archived"


class Task(Timestamped, table=True):
    """Something that a user wants to get done."""

    __table_args__ = (
        sa.CheckConstraint("position > 0", name="position_positive"),
        sa.Index("ix_task_owner_id_due_date", "owner_id", "due_date"),
    )

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=200)
    description: str | None = Field(default=None, sa_type=sa.Text)
    due_date: date | None = Field(default=None, index=True)
    reminder_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))  # type: ignore[call-overload]
    position: int
    status: TaskStatus = Field(default=TaskStatus.todo, sa_column_kwargs={"server_default": "todo"})
    owner_id: uuid.UUID = Field(foreign_key="user.id", ondelete="CASCADE")
    category_id: int | None = Field(default=None, foreign_key="category.id", ondelete="SET NULL", index=True)
    priority_id: int = Field(default=2, foreign_key="priority.id", ondelete="RESTRICT", index=True)

    owner: Optional["User"] = Relationship(back_populates="tasks")
    category: Optional["Category"] = Relationship(back_populates="tasks")
    priority: Optional["Priority"] = Relationship()
    tags: list[Tag] = Relationship(back_populates="tasks", link_model=TaskTag)
