"""How users group their tasks."""

import uuid
from typing import TYPE_CHECKING, Optional

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from app.models.base import Timestamped

if TYPE_CHECKING:
    from app.models.task import Task
    from app.models.user import User


class Category(Timestamped, table=True):
    """A group of tasks; its name is the owner's own."""

    __table_args__ = (sa.UniqueConstraint("owner_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    owner_id: uuid.UUID = Field(foreign_key="user.id", ondelete="CASCADE")

    owner: Optional["User"] = Relationship(back_populates="categories")
    tasks: list["Task"] = Relationship(back_populates="category", passive_deletes="all")
