"""Made histories: revisions from the bodies of their upgrade functions, replayed by us, and run by real Alembic."""

from __future__ import annotations

import textwrap
import warnings
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic_ls.changes.rules import Rules
from alembic_ls.dialects.naming import DEFAULT_CONVENTION
from alembic_ls.dialects.reflection import told_back
from alembic_ls.history.graph import read_graph
from alembic_ls.history.replay import History
from alembic_ls.interpret.finder import Finder
from alembic_ls.interpret.machine import Machine
from alembic_ls.models.libraries import install
from alembic_ls.models.python_types import Versions
from alembic_ls.schema.tables import Schema
from alembic_ls.schema.types import Type

HEAD = """
from alembic import op, context
import sqlalchemy as sa
from sqlalchemy import inspect, text
from sqlalchemy.dialects import postgresql
"""
ENV = """
from alembic import context
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=None)
with context.begin_transaction():
    context.run_migrations()
"""


class Disk:
    """Files as they lie on the disk."""

    def text(self, path: str) -> str | None:
        try:
            return Path(path).read_text()
        except OSError:
            return None


def write(folder: Path, *bodies: str) -> Path:
    """A script location with a straight chain of revisions, r0, r1 …, from the bodies of their upgrade functions.

    What stands above a line `---` of a body is the module's own code.
    """
    versions = folder / "versions"
    versions.mkdir(exist_ok=True)
    (folder / "env.py").write_text(ENV)
    for number, body in enumerate(bodies):
        above, _, inside = textwrap.dedent(body).rpartition("---\n")
        down = repr(f"r{number - 1}") if number else None
        header = f"{HEAD}\nrevision = 'r{number}'\ndown_revision = {down}\n{above}\n"
        (versions / f"r{number}.py").write_text(f"{header}\ndef upgrade():\n{textwrap.indent(inside, '    ')}\n    return\n")
    return folder


def read(folder: Path, dialect: str = "sqlite", convention: dict[str, str] | None = None, libraries: str = "none") -> History:
    """The history of a script location, as we read it; modules beside its folder can be imported, and those in the libraries."""
    machine = Machine(Disk(), Finder((str(folder),), (str(folder / libraries),)))
    install(machine, dialect, Versions())
    graph = read_graph([str(folder / "versions")], Disk(), machine=machine)
    return History(machine, graph, Rules(dialect, convention or dict(DEFAULT_CONVENTION)))


def replayed(folder: Path, *bodies: str, dialect: str = "sqlite") -> History:
    """`write` and `read`."""
    return read(write(folder, *bodies), dialect)


def upgraded(folder: Path, connection: sa.Connection) -> None:
    """Real Alembic upgrades the database to all heads."""
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("prepend_sys_path", str(folder))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        command.upgrade(config, "heads")


def told(schema: Schema, dialect: str) -> dict[str, Any]:
    """What of our schema can be held beside `reflected`."""
    tables: dict[str, Any] = {}
    for key, table in schema.tables.items():
        assert not table.unknown, table.unknown
        columns = {
            column.name: (
                told_back(column.type, dialect) if isinstance(column.type, Type) else column.type,
                column.nullable,
                column.server_default is not None,
            )
            for column in table.columns.values()
        }
        tables[key] = {
            "columns": columns,
            "primary key": list(table.primary_key.columns),
            "foreign keys": sorted((fk.name or "", fk.columns, fk.table, fk.refers, fk.ondelete) for fk in table.foreign_keys),
            "uniques": sorted((unique.name or "", unique.columns) for unique in table.uniques),
            "indexes": sorted((index.name or "", index.columns, index.unique) for index in table.indexes),
        }
    return tables


def reflected(connection: sa.Connection) -> dict[str, Any]:
    """The same of a real database."""
    inspector = sa.inspect(connection)
    dialect = connection.dialect
    tables: dict[str, Any] = {}
    for name in inspector.get_table_names():
        if name == "alembic_version":
            continue
        columns = {
            column["name"]: (
                column["type"].compile(dialect),
                column["nullable"],
                column["default"] is not None and not str(column["default"]).startswith("nextval("),
            )
            for column in inspector.get_columns(name)
        }
        foreign_keys = [
            (
                fk["name"] or "",
                tuple(fk["constrained_columns"]),
                fk["referred_table"],
                tuple(fk["referred_columns"]),
                fk["options"].get("ondelete"),
            )
            for fk in inspector.get_foreign_keys(name)
        ]
        uniques = [(u["name"] or "", tuple(u["column_names"])) for u in inspector.get_unique_constraints(name)]
        indexes = [
            (index["name"], tuple(index["column_names"]), bool(index["unique"]))
            for index in inspector.get_indexes(name)
            if not index.get("duplicates_constraint")
        ]
        tables[name] = {
            "columns": columns,
            "primary key": inspector.get_pk_constraint(name)["constrained_columns"],
            "foreign keys": sorted(foreign_keys),
            "uniques": sorted(uniques),
            "indexes": sorted(indexes),
        }
    return tables
