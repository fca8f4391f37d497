"""Check constraints that only one side has, or that say something else. Alembic does not compare them."""

from __future__ import annotations

from alembic_ls.schema.tables import Check, Table
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex

_NO_MATTER = regex(r"[\s()\"`]+|::\w+")


class CheckChange(NamedTuple):
    """A named constraint as the database and the models have it; a side is None that has none."""

    name: str
    there: Check | None
    wanted: Check | None


def check_changes(database: Table, model: Table) -> list[CheckChange]:
    """Those of the constraints with names, where all of both sides are known. Conditions are compared by their words alone."""
    if "checks" in database.unknown or "checks" in model.unknown or not (database.checks or model.checks):
        return []
    there, wanted = _named(database), _named(model)
    names = dict.fromkeys((*wanted, *(name for name in there if not _is_made_up(name, database))))
    found = [CheckChange(name, there.get(name), wanted.get(name)) for name in names]
    return [change for change in found if _differ(change)]


def _is_made_up(name: str, table: Table) -> bool:
    """True for what PostgreSQL calls a constraint that has no name."""
    return name.startswith(f"{table.name}_") and name.rstrip("0123456789").endswith("_check")


def _named(table: Table) -> dict[str, Check]:
    return {check.name: check for check in table.checks if check.name is not None and not check.of_type}


def _differ(change: CheckChange) -> bool:
    if change.there is None or change.wanted is None:
        return True
    one, other = change.there.sql, change.wanted.sql
    return one is not None and other is not None and _words(one) != _words(other)


def _words(sql: str) -> str:
    return _NO_MATTER.sub("", sql).lower()
