"""Real Alembic over a project, in a process of its own: `proof.py FOLDER STEP…`; tells as json what it saw.

A step is `schema` or `rows`, which are told, `fill` (two rows for every table) or a command of Alembic: `upgrade head`, `check`, `downgrade -1`.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def main(folder: str, *steps: str) -> list[Any]:
    """Do the steps one after the other; what was seen at the telling ones."""
    os.chdir(folder)
    sys.path.insert(0, folder)
    config = Config(str(Path(folder) / "alembic.ini"))
    engine = sa.create_engine(os.environ["URL"], poolclass=sa.NullPool)
    told: list[Any] = []
    for step in steps:
        name, *arguments = step.split()
        if name == "schema":
            told.append(schema(engine))
        elif name == "rows":
            told.append(rows(engine))
        elif name == "fill":
            fill(engine)
        elif name == "sql":
            with engine.begin() as connection:
                connection.execute(sa.text(step.removeprefix("sql ")))
        else:
            getattr(command, name)(config, *arguments)
    return told


def fill(engine: sa.Engine) -> None:
    """Two rows for every table, with whatever fits the column."""
    metadata = sa.MetaData()
    metadata.reflect(engine)
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name != "alembic_version":
                for number in (1, 2):
                    connection.execute(table.insert(), {column.name: _value(column, number) for column in table.columns})


def _value(column: sa.Column[Any], number: int) -> Any:
    if column.primary_key or column.foreign_keys:
        return number
    if isinstance(column.type, sa.Enum):
        return column.type.enums[0]
    if column.nullable and number == 2:
        return None
    made: dict[type, Any] = {
        int: number,
        bool: True,
        datetime.datetime: datetime.datetime(2020, 1, number),
        datetime.date: datetime.date(2020, 1, number),
    }
    return made.get(column.type.python_type, f"text{number}"[: getattr(column.type, "length", None) or 9])


def schema(engine: sa.Engine) -> Any:
    """All that reflection tells, but for the names of constraints on SQLite: those without one need one to come back."""
    inspector = sa.inspect(engine)
    named = engine.dialect.name != "sqlite"
    told: dict[str, Any] = {}
    for name in sorted(inspector.get_table_names()):
        if name == "alembic_version":
            continue
        told[name] = {
            "columns": {
                c["name"]: (str(c["type"]), c["nullable"], c["default"], c.get("comment")) for c in inspector.get_columns(name)
            },
            "primary key": inspector.get_pk_constraint(name)["constrained_columns"],
            "indexes": sorted(
                (str(i["name"]), list(map(str, i["column_names"])), bool(i["unique"])) for i in inspector.get_indexes(name)
            ),
            "uniques": sorted((named and u["name"], u["column_names"]) for u in inspector.get_unique_constraints(name)),
            "foreign keys": sorted(
                (
                    named and f["name"],
                    f["constrained_columns"],
                    f["referred_table"],
                    f["referred_columns"],
                    sorted(f["options"].items()),
                )
                for f in inspector.get_foreign_keys(name)
            ),
            "checks": sorted((str(c["name"]), c["sqltext"]) for c in inspector.get_check_constraints(name)),
            "comment": inspector.get_table_comment(name)["text"] if named else None,
        }
    if engine.dialect.name == "postgresql":
        told["enums"] = {e["name"]: e["labels"] for e in inspector.get_enums()}  # type: ignore[attr-defined]
    return told


def rows(engine: sa.Engine) -> Any:
    """Every row; of a moment of this day only that it is one."""
    metadata = sa.MetaData()
    metadata.reflect(engine)
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    with engine.connect() as connection:
        found = {
            table.name: connection.execute(sa.text(f'SELECT * FROM "{table.name}" ORDER BY 1')).mappings().all()
            for table in metadata.sorted_tables
            if table.name != "alembic_version"
        }
    return {
        name: [{key: "now" if str(value).startswith(today) else str(value) for key, value in row.items()} for row in each]
        for name, each in found.items()
    }


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
