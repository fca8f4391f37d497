"""Who uses the application."""

import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from app.models.base import Timestamped

if TYPE_CHECKING:
    from app.models.category import Category
    from app.models.task import Task


class User(Timestamped, table=True):
    """A person with an account."""

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    email: str = Field(max_length=320, unique=True, index=True)
    full_name: str = Field(max_length=120)
    password_hash: str = Field(max_length=255)
    is_active: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})

    tasks: list["Task"] = Relationship(back_populates="owner", cascade_delete=True)
    categories: list["Category"] = Relationship(back_populates="owner", cascade_delete=True)
