"""Run in an example's folder: walks its history, each revision in a fresh context, as a team does that deploys one at a time.

What works only because several revisions share a connection fails here.
    up               to head
    down REVISION    from head to this one; the two parents of a merge are left one after the other
    there-and-back   to head; every revision is taken back once, and has to leave the schema that it found
"""

from __future__ import annotations

import os
import sys
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import Script, ScriptDirectory

CONFIG = Config("alembic.ini")
NEWEST_FIRST: list[Script] = list(ScriptDirectory.from_config(CONFIG).walk_revisions())


def up() -> None:
    """Upgrade to head."""
    for script in reversed(NEWEST_FIRST):
        command.upgrade(CONFIG, script.revision)


def down(script: Script) -> None:
    """Take this revision back, which is a head."""
    if script.is_merge_point:  # "-1" would be ambiguous here
        command.downgrade(CONFIG, script.down_revision[0])
    else:
        command.downgrade(CONFIG, f"{script.revision}@-1")


def schema() -> dict[str, Any]:
    """What the database says that it holds, but for the order of a table's columns."""
    engine = sa.create_engine(os.environ["DATABASE_URL"], poolclass=sa.NullPool)
    inspector = sa.inspect(engine)
    tables: dict[str, Any] = {
        table: {
            "columns": {column["name"]: describe(column) for column in inspector.get_columns(table)},
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": by_name(inspector.get_foreign_keys(table)),
            "uniques": by_name(inspector.get_unique_constraints(table)),
            "checks": by_name(inspector.get_check_constraints(table)),
            "indexes": by_name(inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }
    if engine.dialect.name == "postgresql":
        tables["types"] = by_name(inspector.get_enums())  # type: ignore[attr-defined]
    return tables


def describe(column: Any) -> tuple[str, bool, str]:
    """A column's type, nullability and default; SQLite's batch mode puts parentheses around an expression."""
    return repr(column["type"]), column["nullable"], str(column["default"]).strip("()")


def by_name(described: Any) -> list[Any]:
    """In an order that does not depend on the database."""
    return sorted(described, key=lambda one: one["name"])


def there_and_back() -> None:
    """Upgrade to head, taking every revision back once on the way."""
    for script in reversed(NEWEST_FIRST):
        before = schema()
        command.upgrade(CONFIG, script.revision)
        down(script)
        after = schema()
        assert after == before, f"{script.revision}: before {before}, after {after}"
        command.upgrade(CONFIG, script.revision)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["up"]:
            up()
        case ["down", last]:
            for revision in NEWEST_FIRST:
                if revision.revision != last:
                    down(revision)
        case ["there-and-back"]:
            there_and_back()
        case other:
            sys.exit(f"unknown arguments: {other}")
