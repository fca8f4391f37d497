"""Words that users pin to tasks."""

from typing import TYPE_CHECKING

from sqlmodel import Field, Relationship, SQLModel

from app.models.base import Timestamped

if TYPE_CHECKING:
    from app.models.task import Task


class TaskTag(SQLModel, table=True):
    """Which task bears which tag."""

    __tablename__ = "task_tag"

    task_id: int = Field(foreign_key="task.id", ondelete="CASCADE", primary_key=True)
    tag_id: int = Field(foreign_key="tag.id", ondelete="CASCADE", primary_key=True, index=True)


class Tag(Timestamped, table=True):
    """A word, the same for everybody."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50, unique=True)

    tasks: list["Task"] = Relationship(back_populates="tags", link_model=TaskTag)
