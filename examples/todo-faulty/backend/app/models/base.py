"""What all tables share: the names of constraints, and the two timestamps."""

from datetime import datetime, timezone

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

# Set before the first table is made: a constraint without a name can be neither found nor dropped by a revision.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def utc_now() -> datetime:
    """Now, in UTC, with its time zone."""
    return datetime.now(timezone.utc)


class Timestamped(SQLModel):
    """When a row was made, and when it last changed."""

    created_at: datetime = Field(
        default_factory=utc_now,
        sa_type=sa.DateTime(timezone=True),  # type: ignore[call-overload]
        sa_column_kwargs={"server_default": sa.func.now()},
    )
    updated_at: datetime = Field(
        default_factory=utc_now,
        sa_type=sa.DateTime(timezone=True),  # type: ignore[call-overload]
        sa_column_kwargs={"server_default": sa.func.now(), "onupdate": utc_now},
    )
