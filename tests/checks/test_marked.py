"""Small projects, each with the findings that it must have, and no others, written where they must be."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from alembic_ls.checks.registry import DRIFT
from alembic_ls.findings.finding import Finding

Check = Callable[..., list[Finding]]


@pytest.fixture
def check_marked(check_marked: Check) -> Check:
    """For the rules of drift: what the revisions here do besides, or leave out, is beside the point."""
    return partial(check_marked, of=DRIFT)


_TASK = """
# file: alembic/versions/1.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("mail", sa.String(80), nullable=False),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=True),
    )
    op.create_index("ix_task_title", "task", ["title"])
"""


def test_sqlmodel_fields(check_marked: Check) -> None:
    found = check_marked(
        _TASK
        + """
# file: models.py
from typing import Optional

from sqlmodel import Field, SQLModel

metadata = SQLModel.metadata


class User(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    mail: str = Field(max_length=80)


class Task(SQLModel, table=True):  # expect: extra-column
    id: Optional[int] = Field(default=None, primary_key=True)
    title: str = Field(max_length=120, index=True)  # expect: type-mismatch
    owner_id: int = Field(foreign_key="user.id", index=True)  # expect: missing-column
"""
    )
    by_rule = {finding.rule: finding for finding in found}
    added = by_rule["missing-column"]
    assert sorted(difference.kind for difference in added.differences) == ["add_column", "add_fk", "add_index"]
    assert (added.table, added.column) == ("task", "owner_id")
    assert by_rule["type-mismatch"].revision == "0001"
    assert "revision 0001 last touched `task.title`" in [related.message for related in by_rule["type-mismatch"].related]


def test_declarative_with_mixins(check_marked: Check) -> None:
    check_marked(
        _TASK
        + """
# file: models.py
from typing import Optional

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


metadata = Base.metadata


class Stamped:
    created: Mapped[Optional[int]]  # expect: missing-column


class User(Stamped, Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    mail: Mapped[Optional[str]] = mapped_column(sa.String(80))  # expect: nullable-mismatch


class Task(Stamped, Base):
    __tablename__ = "task"
    __table_args__ = (sa.UniqueConstraint("title", "done", name="uq_task"),)  # expect: missing-unique

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(80))  # expect: extra-index
    done: Mapped[Optional[bool]]
"""
    )


def test_tables_of_one_side_only(check_marked: Check) -> None:
    check_marked(
        """
# file: alembic/versions/1.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("draft", sa.Column("id", sa.Integer(), primary_key=True))  # expect: extra-table

# file: models.py
import sqlalchemy as sa

metadata = sa.MetaData()
note = sa.Table("note", metadata, sa.Column("id", sa.Integer, primary_key=True))  # expect: missing-table
"""
    )


def test_a_model_that_env_py_does_not_reach(check_marked: Check) -> None:
    found = check_marked(
        """
# file: alembic/env.py
from alembic import context
from app.base import Base
import app.user

context.configure(target_metadata=Base.metadata, dialect_name="postgresql")

# file: alembic/versions/1.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("note", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("text", sa.Text(), index=True))

# file: app/__init__.py
# file: app/base.py
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass

# file: app/user.py
from sqlalchemy.orm import Mapped, mapped_column

from app.base import Base


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)

# file: app/note.py
from typing import Optional

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.base import Base


class Note(Base):  # expect: unreached-model
    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[Optional[str]] = mapped_column(sa.Text, index=True)
"""
    )
    assert sorted(difference.kind for difference in found[0].differences) == ["remove_index", "remove_table"]


def test_models_of_which_env_py_reaches_none(check_marked: Check) -> None:
    check_marked(
        """
# file: alembic/env.py
from alembic import context
from app.db.base import Base

context.configure(target_metadata=Base.metadata, dialect_name="postgresql")

# file: alembic/versions/1.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("gone", sa.Column("id", sa.Integer(), primary_key=True))  # expect: extra-table

# file: app/__init__.py
# file: app/db/__init__.py
# file: app/db/base.py
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass

# file: app/models/__init__.py
# file: app/models/user.py
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class User(Base):  # expect: unreached-model
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
"""
    )


def test_what_alembic_does_not_see(check_marked: Check) -> None:
    found = check_marked(
        """
# file: alembic/versions/1.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "task",
        sa.Column("a", sa.Integer(), nullable=False),
        sa.Column("b", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum("todo", "done", name="state"), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("a", "b"),
    )

# file: models.py
import enum

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


metadata = Base.metadata


class State(enum.Enum):
    todo = "t"
    done = "d"
    late = "l"


class Task(Base):
    __tablename__ = "task"

    a: Mapped[int] = mapped_column(primary_key=True)
    b: Mapped[int]  # expect: primary-key-mismatch
    state: Mapped[State]  # expect: enum-values
    title: Mapped[str]  # expect: length-lost
    position: Mapped[int]  # expect: default-unseen
"""
    )
    assert {finding.severity for finding in found} == {"information"}
    assert not any(finding.differences for finding in found)


def test_checks_are_compared_by_name_and_words(check_marked: Check) -> None:
    found = check_marked(
        """
# file: alembic/versions/1.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "task",
        sa.Column("a", sa.Integer(), nullable=False),
        sa.Column("b", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("a"),
        sa.CheckConstraint("a > 0", name="goes"),
        sa.CheckConstraint("b > 0", name="other"),
        sa.CheckConstraint("(a >  b)", name="same"),
        sa.CheckConstraint("a <> b"),
        sa.CheckConstraint("a <> 7"),
    )
# file: models.py
import sqlalchemy as sa
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


metadata = Base.metadata


class Task(Base):  # expect: check-mismatch
    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("b > 1", name="other"),  # expect: check-mismatch
        CheckConstraint("a > b", name="same"),
        CheckConstraint("a < 9", name="comes"),  # expect: check-mismatch
        CheckConstraint('"a"<>b'),
        CheckConstraint("a <> 8"),  # expect: check-mismatch
    )

    a: Mapped[int] = mapped_column(primary_key=True)
    b: Mapped[int]
"""
    )
    assert not any(finding.differences for finding in found)


def test_filters_decide_what_is_told_and_what_is_beyond_alembic_too(check_marked: Check) -> None:
    check_marked(
        """
# file: alembic/env.py
from alembic import context
from models import metadata


def include_object(object, name, type_, reflected, compare_to):
    if type_ == "table":
        return name != "legacy"
    return not (type_ == "column" and name == "ignored")


context.configure(target_metadata=metadata, dialect_name="postgresql", include_object=include_object)

# file: alembic/versions/1.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    for name in ("legacy", "note"):
        op.create_table(
            name,
            sa.Column("a", sa.Integer(), primary_key=True),
            sa.Column("ignored", sa.String(5), server_default="0"),
            sa.Column("told", sa.String(5), server_default="0"),
        )

# file: models.py
import sqlalchemy as sa

metadata = sa.MetaData()
legacy = sa.Table("legacy", metadata, sa.Column("a", sa.Integer), sa.Column("told", sa.String), sa.Column("new", sa.Integer))
note = sa.Table(
    "note",
    metadata,
    sa.Column("a", sa.Integer, primary_key=True),
    sa.Column("ignored", sa.String),
    sa.Column("told", sa.String),  # expect: length-lost, default-unseen
    sa.Column("new", sa.Integer),  # expect: missing-column
)
"""
    )


def test_what_cannot_be_followed_makes_no_finding(check_marked: Check) -> None:
    check_marked(
        """
# file: alembic/versions/1.py
from alembic import op
from somewhere import make_tables

revision = "0001"
down_revision = None


def upgrade():
    make_tables(op)

# file: models.py
import sqlalchemy as sa

metadata = sa.MetaData()
note = sa.Table("note", metadata, sa.Column("id", sa.Integer, primary_key=True))
""",
        followed=False,
    )


def test_a_method_of_who_knows_what_may_work_on_the_database(check_marked: Check) -> None:
    check_marked(
        """
# file: alembic/versions/1.py
import os

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


class Wanted:
    def __init__(self, name):
        self.name = name

    def create(self):
        op.create_table(self.name, sa.Column("id", sa.Integer(), primary_key=True))


def upgrade():
    [Wanted("note"), Wanted("task")][int(os.environ["WHICH"])].create()


def downgrade():
    raise NotImplementedError("which it was is not known")

# file: models.py
import sqlalchemy as sa

metadata = sa.MetaData()
note = sa.Table("note", metadata, sa.Column("id", sa.Integer, primary_key=True))
""",
        followed=False,
    )


def test_a_filter_that_cannot_be_followed_lets_nothing_through_and_is_told(check_marked: Check) -> None:
    check_marked(
        """
# file: alembic/env.py
from alembic import context
from models import metadata
from somewhere import wanted

context.configure(target_metadata=metadata, dialect_name="postgresql", include_name=lambda name, kind, parents: wanted(name))

# file: alembic/versions/1.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("note", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    op.drop_table("note")

# file: models.py
import sqlalchemy as sa

metadata = sa.MetaData()
""",
        followed=False,
    )


_SETTINGS = """
# file: models.py
import sqlalchemy as sa
from configuration import conf
from sqlalchemy.orm import declarative_base

metadata = sa.MetaData(schema=conf.get("schema"))
Base = declarative_base(metadata=metadata)
class Task(Base):
    __tablename__ = "task"
    id = sa.Column(sa.Integer, primary_key=True)
    title = sa.Column(sa.String(80), nullable=False)
    done = sa.Column(sa.Boolean)
    owner_id = sa.Column(sa.ForeignKey("user.id"))  MARK
    __table_args__ = (sa.Index("ix_task_title", "title"),)
class User(Base):
    __tablename__ = "user"
    id = sa.Column(sa.Integer, primary_key=True)
    mail = sa.Column(sa.String(80), nullable=False)
"""


def test_a_schema_that_settings_decide_is_the_default_one_where_no_revision_names_any(check_marked: Check) -> None:
    check_marked(_TASK + _SETTINGS.replace("MARK", "# expect: missing-column"))


def test_a_schema_that_settings_decide_is_not_known_where_revisions_name_schemas(check_marked: Check) -> None:
    schema = '\n        schema="tracker",\n    )'
    check_marked(_TASK.replace("\n    )", schema) + _SETTINGS.replace("MARK", ""), followed=False)


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
@pytest.mark.parametrize("default", ['"sqlite:///a.db"', '"postgresql+asyncpg://h/a"', "None"])
def test_the_url_in_the_environment_is_of_the_database_that_is_read_for(check_marked: Check, dialect: str, default: str) -> None:
    created = _TASK.replace("sa.Boolean()", "sa.Text()" if dialect == "sqlite" else "sa.dialects.postgresql.JSONB()")
    check_marked(
        created
        + f"""
# file: models.py
import os
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()
url = os.getenv("UNSET_DATABASE_URL", {default})
kind = sa.Text if url.startswith("sqlite") else JSONB
sa.Table("user", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("mail", sa.String(80), nullable=False))
sa.Table("task", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("title", sa.String(80), nullable=False),
    sa.Column("done", kind), sa.Index("ix_task_title", "title"))
""",
        dialect=dialect,
    )


def test_the_tables_that_continuum_adds_are_not_taken_for_dropped(check_marked: Check) -> None:
    versions = "\n".join(
        f'    op.create_table("{n}", sa.Column("id", sa.Integer(), primary_key=True))' for n in ("task_version", "transaction")
    )
    check_marked(
        _TASK
        + versions
        + """
# file: models.py
import sqlalchemy as sa
from sqlalchemy.orm import declarative_base
from sqlalchemy_continuum import make_versioned

make_versioned(user_cls=None)
Base = declarative_base()
metadata = Base.metadata
class Task(Base):
    __versioned__ = {}
    __tablename__ = "task"
    id = sa.Column(sa.Integer, primary_key=True)
    title = sa.Column(sa.String(80), nullable=False, index=True)
    done = sa.Column(sa.Boolean)
class User(Base):
    __tablename__ = "user"
    id = sa.Column(sa.Integer, primary_key=True)
    mail = sa.Column(sa.String(80), nullable=False)
""",
        followed=False,
    )


def test_what_is_told_of_a_key_names_the_revision_that_made_it(check_marked: Check) -> None:
    later = """
# file: alembic/versions/2.py
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.create_unique_constraint("uq_mail", "user", ["mail"])
    op.create_index("ix_done", "task", ["done"])
    op.create_check_constraint("title_given", "task", "title <> ''")


# file: alembic/versions/3.py
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    op.alter_column("task", "done", nullable=True)
    op.alter_column("user", "mail", nullable=False)
"""
    found = check_marked(
        _TASK
        + later
        + """
# file: models.py
from typing import Optional

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

metadata = SQLModel.metadata


class User(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    mail: str = Field(max_length=80)  # expect: extra-unique


class Task(SQLModel, table=True):  # expect: check-mismatch
    id: Optional[int] = Field(default=None, primary_key=True)
    title: str = Field(max_length=80, index=True)
    done: Optional[bool] = Field(default=None, index=True, unique=True)  # expect: index-mismatch
"""
    )
    assert {finding.rule: (finding.revision, [related.message for related in finding.related]) for finding in found} == {
        "extra-unique": ("0002", ["revision 0002 last touched unique constraint `uq_mail`"]),
        "check-mismatch": ("0002", ["revision 0002 last touched check constraint `title_given`"]),
        "index-mismatch": ("0002", ["revision 0002 last touched index `ix_done`"]),
    }


def test_a_mixin_of_a_library_that_is_not_at_hand_may_give_a_table_its_name(check_marked: Check) -> None:
    check_marked(
        _TASK
        + """
# file: models.py
import sqlalchemy as sa
from nowhere import Named
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


metadata = Base.metadata


class Task(Base):
    __tablename__ = "task"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(90), index=True)  # expect: type-mismatch
    done: Mapped[bool | None]


class Person(Named, Base):
    id: Mapped[int] = mapped_column(primary_key=True)
""",
        followed=False,
    )


def test_what_a_mixin_of_a_library_declares_is_told_on_the_class(check_marked: Check) -> None:
    check_marked(
        _TASK
        + """
# file: .venv/pyvenv.cfg
home = /usr/bin

# file: .venv/lib/python3.12/site-packages/stamps.py
from sqlalchemy.orm import Mapped, mapped_column


class Stamped:
    created: Mapped[int] = mapped_column(index=True)


# file: models.py
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from stamps import Stamped


class Base(DeclarativeBase):
    pass


metadata = Base.metadata


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    mail: Mapped[str] = mapped_column(sa.String(80))


class Task(Stamped, Base):  # expect: missing-column
    __tablename__ = "task"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(80), index=True)
    done: Mapped[bool | None]
"""
    )
