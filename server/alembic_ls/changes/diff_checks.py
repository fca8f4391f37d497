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
    """Those of the constraints with names, where all of both sides are known. Conditions are compared by their words alone.

    What one side has under another name, or under none, is no change: PostgreSQL makes up names that no model has.
    """
    if "checks" in database.unknown or "checks" in model.unknown or not (database.checks or model.checks):
        return []
    there, wanted = _named(database), _named(model)
    names = dict.fromkeys((*wanted, *(name for name in there if not _is_made_up(name, database))))
    found = [CheckChange(name, there.get(name), wanted.get(name)) for name in names]
    return [change for change in found if _differ(change) and not _is_elsewhere(change, database, model)]


def _is_made_up(name: str, table: Table) -> bool:
    """True for what PostgreSQL calls a constraint that has no name."""
    return name.startswith(f"{table.name}_") and name.rstrip("0123456789").endswith("_check")


def _named(table: Table) -> dict[str, Check]:
    return {check.name: check for check in table.checks if check.name is not None and not check.of_type}


def _is_elsewhere(change: CheckChange, database: Table, model: Table) -> bool:
    """True where the side that does not have the name has the condition, has one that is not known, or has it by a type."""
    check, other = (change.wanted, database) if change.there is None else (change.there, model)
    if (change.there is None) == (change.wanted is None) or check is None:
        return False
    if check.sql is None or any(each.of_type and each.name in (None, check.name) for each in other.checks):
        return True
    return any(each.sql is None or _words(each.sql) == _words(check.sql) for each in other.checks if not each.of_type)


def _differ(change: CheckChange) -> bool:
    if change.there is None or change.wanted is None:
        return True
    one, other = change.there.sql, change.wanted.sql
    return one is not None and other is not None and _words(one) != _words(other)


def _words(sql: str) -> str:
    return _NO_MATTER.sub("", sql).lower()
