"""How much a task matters."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Priority(SQLModel, table=True):
    """One of the few priorities. Revisions put them in, with ids that the code may rely on."""

    __table_args__ = (sa.CheckConstraint("rank > 0", name="rank_positive"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str = Field(max_length=20, unique=True)
    rank: int = Field(unique=True)
