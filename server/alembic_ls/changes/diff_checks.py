"""Check constraints that only one side has, or that say something else. Alembic does not compare them."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.changes.named import name_of, unnamed_checks
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.tables import Check, Table
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex

_NO_MATTER = regex(r"[\s()\"`]+|::\w+")


class CheckChange(NamedTuple):
    """A constraint as the database and the models have it; a side is None that has none. `name` is the database's, or will be."""

    name: str
    there: Check | None
    wanted: Check | None


def check_changes(database: Table, model: Table, rules: Rules) -> list[CheckChange]:
    """Those of the constraints that are all known on both sides. Conditions are compared by their words alone.

    What one side has under another name, or under none, is no change. Those without a name are compared for PostgreSQL,
    which makes up names that they can be dropped by; SQLite has none for them, and its batch mode may have lost them.
    """
    if "checks" in database.unknown or "checks" in model.unknown or not (database.checks or model.checks):
        return []
    there, wanted = _named(database), _named(model)
    names = dict.fromkeys((*wanted, *(name for name in there if not _is_made_up(name, database))))
    found = [CheckChange(name, there.get(name), wanted.get(name)) for name in names]
    changes = [change for change in found if _differ(change) and not _is_elsewhere(change, database, model)]
    return [*changes, *_without_names(database, model, rules)] if rules.dialect == "postgresql" else changes


def _is_made_up(name: str, table: Table) -> bool:
    """True for what PostgreSQL calls a constraint that has no name."""
    return name.startswith(f"{table.name}_") and name.rstrip("0123456789").endswith("_check")


def _named(table: Table) -> dict[str, Check]:
    return {check.name: check for check in table.checks if check.name is not None and not check.of_type}


def _without_names(database: Table, model: Table, rules: Rules) -> Iterator[CheckChange]:
    """Of the constraints that nobody named those whose condition the other side does not have; one on each side is one that changed."""
    if any(check.sql is None or check.of_type for check in (*database.checks, *model.checks)):
        return
    asked = {check.name for check in model.checks if check.name is not None}
    made_up = [check for check in database.checks if check.name and check.name not in asked and _is_made_up(check.name, database)]
    gone = [check for check in made_up if not any(same_check(check, other) for other in model.checks)]
    new = [check for check in unnamed_checks(model) if not any(same_check(check, other) for other in database.checks)]
    if len(gone) == len(new) == 1:
        yield CheckChange(str(gone[0].name), gone[0], new[0])
        return
    yield from (CheckChange(str(check.name), check, None) for check in gone)
    for check in new:
        name = name_of(check, database, rules)
        if isinstance(name, str):
            yield CheckChange(name, None, check)


def _is_elsewhere(change: CheckChange, database: Table, model: Table) -> bool:
    """True where the side that does not have the name has the condition, has one that is not known, or has it by a type."""
    check, other = (change.wanted, database) if change.there is None else (change.there, model)
    if (change.there is None) == (change.wanted is None) or check is None:
        return False
    if check.sql is None or any(each.of_type and each.name in (None, check.name) for each in other.checks):
        return True
    return any(each.sql is None or same_check(each, check) for each in other.checks if not each.of_type)


def _differ(change: CheckChange) -> bool:
    if change.there is None or change.wanted is None:
        return True
    one, other = change.there, change.wanted
    return one.sql is not None and other.sql is not None and not same_check(one, other)


def same_check(one: Check, other: Check) -> bool:
    """True where two conditions are the same words."""
    return one.sql is not None and other.sql is not None and _words(one.sql) == _words(other.sql)


def _words(sql: str) -> str:
    return _NO_MATTER.sub("", sql).lower()
