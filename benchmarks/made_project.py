"""A project made up for measuring: so many models, so many revisions, clean, runnable by real Alembic on SQLite."""

from __future__ import annotations

import pathlib

_ENV = """\
from alembic import context
from sqlalchemy import create_engine
from app.models import Base

target_metadata = Base.metadata

with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
"""
_INI = """\
[alembic]
script_location = alembic
prepend_sys_path = .
sqlalchemy.url = sqlite:///made.db
"""
_MODEL = """\
class Model{n}(Base):
    __tablename__ = "model_{n}"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    amount: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    created_at: Mapped[datetime]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("model_{parent}.id"))
{columns}

"""
_REVISION = '''\
"""{message}

Revision ID: {id}
Revises: {down}
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "{id}"
down_revision = {down_literal}
branch_labels = None
depends_on = None


def upgrade() -> None:
{upgrade}


def downgrade() -> None:
{downgrade}
'''


def make(folder: pathlib.Path, models: int, revisions: int) -> None:
    """Write the project into `folder`. The first revisions make a table each, the others add a column each, to one table after the other."""
    extra = [0] * models
    (folder / "app").mkdir(parents=True)
    versions = folder / "alembic" / "versions"
    versions.mkdir(parents=True)
    for number in range(revisions):
        table = number % models
        if number < models:
            _write(versions, number, f"create model_{table}", _create(table), f'    op.drop_table("model_{table}")')
        else:
            column = f"extra_{extra[table]}"
            extra[table] += 1
            add = f'    op.add_column("model_{table}", sa.Column("{column}", sa.String(length=20), nullable=True))'
            _write(versions, number, f"add model_{table}.{column}", add, f'    op.drop_column("model_{table}", "{column}")')
    source = ["from datetime import datetime\nfrom decimal import Decimal\n\nfrom sqlalchemy import ForeignKey, Numeric, String"]
    source.append(
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n\nclass Base(DeclarativeBase):\n    pass\n\n"
    )
    for n in range(models):
        columns = "\n".join(f"    extra_{i}: Mapped[str | None] = mapped_column(String(20))" for i in range(extra[n]))
        source.append(_MODEL.format(n=n, parent=max(n - 1, 0), columns=columns))
    (folder / "app" / "__init__.py").write_text("")
    (folder / "app" / "models.py").write_text("\n".join(source))
    (folder / "alembic" / "env.py").write_text(_ENV)
    (folder / "alembic" / "script.py.mako").write_text("")
    (folder / "alembic.ini").write_text(_INI)


def _create(n: int) -> str:
    parent = max(n - 1, 0)
    return f"""\
    op.create_table(
        "model_{n}",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["model_{parent}.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_model_{n}_name", "model_{n}", ["name"])"""


def _write(versions: pathlib.Path, number: int, message: str, upgrade: str, downgrade: str) -> None:
    down = f"{number - 1:012x}" if number else None
    text = _REVISION.format(
        id=f"{number:012x}",
        down=down or "",
        down_literal=f'"{down}"' if down else "None",
        message=message,
        upgrade=upgrade,
        downgrade=downgrade,
    )
    (versions / f"{number:012x}_made.py").write_text(text)
