"""env.py's filters, asked as `autogenerate.api.AutogenContext.run_name_filters` and `run_object_filters` ask them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alembic_ls.schema.unknown import Unknown

IncludeName = Callable[["str | None", str, "dict[str, str | None]"], Any]
IncludeObject = Callable[[Any, "str | None", str, bool, Any], Any]


class Filters:
    """What counts as drift. Each answer is True, False, or None where the filter could not be followed."""

    __slots__ = ("_name", "_object")

    def __init__(self, include_name: IncludeName | None, include_object: IncludeObject | None) -> None:
        self._name = include_name
        self._object = include_object

    def schema(self, name: str | None) -> bool | None:
        """May the database's schema `name` be looked at?"""
        return True if self._name is None else _answer(self._name(name, "schema", {}))

    def table(self, name: str, schema: str | None) -> bool | None:
        """May the database's table `name` be looked at?"""
        if self._name is None:
            return True
        return _answer(self._name(name, "table", {"schema_name": schema, **_qualified(name, schema)}))

    def name(self, name: str | None, kind: str, table: str, schema: str | None) -> bool | None:
        """May this `column`, `index`, `unique_constraint` or `foreign_key_constraint` of the database's table be looked at?"""
        if self._name is None:
            return True
        return _answer(self._name(name, kind, {"table_name": table, "schema_name": schema, **_qualified(table, schema)}))

    def reports(
        self, value: Any, name: str | None, kind: str, reflected: bool, compare_to: Any, tables: tuple[Any, Any] | None = None
    ) -> bool:
        """Does a difference in `value` count? What the filter does not tell counts as no.

        `tables` are those of `value` and of `compare_to`, where these are no tables themselves; the filter may ask for them.
        """
        if self._object is None:
            return True
        if tables is not None:
            value = (value, tables[0])
            compare_to = None if compare_to is None else (compare_to, tables[1])
        return bool(_answer(self._object(value, name, kind, reflected, compare_to)))


def _qualified(table: str, schema: str | None) -> dict[str, str | None]:
    return {"schema_qualified_table_name": f"{schema}.{table}" if schema else table}


def _answer(answer: Any) -> bool | None:
    return None if isinstance(answer, Unknown) else bool(answer)
