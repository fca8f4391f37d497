"""Calls of ForeignKey, UniqueConstraint, Index and their like, as the schema's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Union

from alembic_ls.declare.names import name_of
from alembic_ls.declare.sql_text import column_name, sql_of
from alembic_ls.interpret.values import Call, Host, Member, Spread, Symbol
from alembic_ls.schema.tables import Check, ForeignKey, Index, PrimaryKey, Unique, exclusion
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex
from alembic_ls.text.anchor import Anchor

Constraint = Union[Unique, ForeignKey, Check, PrimaryKey, Index]

# (table key, column) that a value of the source refers to: higher rooms know which table an attribute of a class lies in.
Target = Callable[[Any], "tuple[str, str] | Unknown"]

ASPECTS: dict[str, str] = {
    "sqlalchemy.UniqueConstraint": "uniques",
    "sqlalchemy.ForeignKeyConstraint": "foreign_keys",
    "sqlalchemy.CheckConstraint": "checks",
    "sqlalchemy.PrimaryKeyConstraint": "primary_key",
    "sqlalchemy.Index": "indexes",
    "sqlalchemy.dialects.postgresql.ExcludeConstraint": "checks",
}  # fmt: skip
# A text() that is but a column and its direction.
_ORDERED = regex(r'\s*"?(\w+)"?\s*((?:(?:ASC|DESC)\b\s*)?(?:NULLS\s+(?:FIRST|LAST)\s*)?)', re.IGNORECASE)
_DIRECTIONS = {
    "desc": "DESC",
    "asc": "ASC",
    **dict.fromkeys(("nullslast", "nulls_last"), "NULLS LAST"),
    **dict.fromkeys(("nullsfirst", "nulls_first"), "NULLS FIRST"),
}


def constraint_of(call: Call, dialect: str, target: Target) -> Constraint | Unknown:
    """A table-level constraint or index; Unknown where its columns or name could not be followed."""
    path = call.path
    if path == "sqlalchemy.UniqueConstraint":
        return _unique(call)
    if path == "sqlalchemy.ForeignKeyConstraint":
        return _foreign_key(call, target)
    if path == "sqlalchemy.CheckConstraint":
        return check_of(call, dialect)
    if path == "sqlalchemy.PrimaryKeyConstraint":
        columns = _columns(call.args)
        name = name_of(call.kwargs.get("name"))
        if isinstance(columns, Unknown) or isinstance(name, Unknown):
            return columns if isinstance(columns, Unknown) else name  # type: ignore[return-value]
        return PrimaryKey(columns, name, call.anchor)
    if path == "sqlalchemy.Index":
        return index_of(call, dialect)
    if path == "sqlalchemy.dialects.postgresql.ExcludeConstraint":
        return exclusion_of(call.args, call.kwargs, name_of(call.kwargs.get("name")), dialect, call.anchor)
    return Unknown(f"the constraint {path} is not followed", call.anchor)


def exclusion_of(
    elements: Iterable[Any], options: Mapping[str, Any], name: str | Unknown | None, dialect: str, origin: Anchor | None
) -> Check | Unknown:
    """An exclusion constraint of `(column, operator)` and the options of `ExcludeConstraint`; where one of these is not followed the
    name counts."""
    if isinstance(name, Unknown):
        return name
    parts, where, using = [], options.get("where"), options.get("using", "gist")
    for element in elements:
        column, operator = element if type(element) in (list, tuple) and len(element) == 2 else (None, None)
        expression = column_name(column) or sql_of(column, dialect)
        if type(expression) is not str or type(operator) is not str:
            return Check(None, name, True, origin)
        parts.append(f"{expression} WITH {operator}")
    condition = where if where is None or type(where) is str else sql_of(where, dialect)
    if isinstance(condition, Unknown) or type(using) is not str:
        return Check(None, name, True, origin)
    return exclusion(f"USING {using} ({', '.join(parts)})" + (f" WHERE ({condition})" if condition else ""), name, origin)


def _columns(values: Any) -> tuple[str, ...] | Unknown:
    names: list[str] = []
    for value in values:
        name = value.value if isinstance(value, Spread) else value if isinstance(value, Unknown) else column_name(value)
        if name is None or isinstance(name, Unknown):
            return name or Unknown("a column of this constraint is not known", getattr(value, "anchor", None))
        names.append(name)
    return tuple(names)


def _unique(call: Call) -> Unique | Unknown:
    columns = _columns(call.args)
    name = name_of(call.kwargs.get("name"))
    if isinstance(columns, Unknown):
        return columns
    if isinstance(name, Unknown):
        return name
    return Unique(
        columns,
        name,
        _flag(call, "deferrable"),
        _text(call, "initially"),
        _flag(call, "postgresql_nulls_not_distinct"),
        call.anchor,
    )


def _flag(call: Call, name: str) -> bool | None:
    value = call.kwargs.get(name)
    return value if isinstance(value, bool) else None


def _text(call: Call, name: str) -> str | None:
    value = call.kwargs.get(name)
    return value if type(value) is str else None


def check_of(call: Call, dialect: str) -> Check | Unknown:
    """`CheckConstraint("x > 0", name="positive")`; a text that could not be followed is None, the name counts."""
    value = call.args[0] if call.args else call.kwargs.get("sqltext")
    name = name_of(call.kwargs.get("name", call.args[1] if len(call.args) > 1 else None))
    if isinstance(name, Unknown):
        return name
    sql = value if type(value) is str else sql_of(value, dialect)
    return Check(None if isinstance(sql, Unknown) else sql, name, False, call.anchor)


def _foreign_key(call: Call, target: Target) -> ForeignKey | Unknown:
    args = [*call.args]
    local: Any = args[0] if args else call.kwargs.get("columns")
    remote: Any = args[1] if len(args) > 1 else call.kwargs.get("refcolumns")
    name = name_of(args[2] if len(args) > 2 else call.kwargs.get("name"))
    if type(local) not in (list, tuple) or type(remote) not in (list, tuple):
        return next(
            (v for v in (local, remote) if isinstance(v, Unknown)), Unknown("this foreign key is not followed", call.anchor)
        )
    columns = _columns(local)
    targets = [target(value) for value in remote]
    doubt = next((t for t in (columns, name, *targets) if isinstance(t, Unknown)), None)
    if doubt is not None:
        return doubt
    return _made(call, columns, targets, name)  # type: ignore[arg-type]


def foreign_key_of(call: Call, column: str, target: Target) -> ForeignKey | Unknown:
    """The `ForeignKey(…)` of a column."""
    found = target(call.args[0] if call.args else call.kwargs.get("column"))
    name = name_of(call.kwargs.get("name"))
    if isinstance(found, Unknown) or isinstance(name, Unknown):
        return found if isinstance(found, Unknown) else name  # type: ignore[return-value]
    return _made(call, (column,), [(found[0], found[1] or column)], name)


def _made(call: Call, columns: tuple[str, ...], targets: list[tuple[str, str]], name: str | None) -> ForeignKey:
    return ForeignKey(
        columns,
        targets[0][0] if targets else "",
        tuple(t[1] for t in targets),
        name,
        _action(call, "ondelete"),
        _action(call, "onupdate"),
        _flag(call, "deferrable"),
        _text(call, "initially"),
        call.kwargs.get("use_alter") is True,
        call.anchor,
    )


def _action(call: Call, name: str) -> str | Unknown | None:
    value = call.kwargs.get(name)
    return value if value is None or isinstance(value, (str, Unknown)) else Unknown("this action is not known", call.anchor)


def index_of(call: Call, dialect: str) -> Index | Unknown:
    """`Index("ix", "a", func.lower(T.b), unique=True, postgresql_using="gin")`."""
    name = name_of(call.args[0] if call.args else call.kwargs.get("name"))
    if isinstance(name, Unknown):
        return name
    return index_from(name, call.args[1:], call.kwargs, dialect, call)


def index_from(name: str | None, elements: Any, options: dict[str, Any], dialect: str, call: Call | None) -> Index | Unknown:
    """An index of these elements; the options that start with the dialect's name are kept."""
    columns: list[str] = []
    for element in elements:
        column = index_element(element, dialect)
        if isinstance(column, Unknown):
            return column
        columns.append(column)
    orders = options.get("postgresql_ops")
    if (
        dialect == "postgresql" and type(orders) is dict
    ):  # an "operator class" DESC is written behind the column, and is its order
        columns = [_ordered(c, str(orders.get(c, "")), dialect) if _is_order(orders.get(c)) else c for c in columns]
        options = {**options, "postgresql_ops": {c: o for c, o in orders.items() if not _is_order(o)} or None}
    unique = options.get("unique", False)
    kept = tuple(sorted((k, _option(v, dialect)) for k, v in options.items() if k.startswith(f"{dialect}_") and v is not None))
    return Index(
        tuple(columns),
        name,
        unique if isinstance(unique, (bool, Unknown)) else bool(unique),
        kept,
        call.anchor if call else None,
        tuple(k for k in options if k.startswith(DIALECTS) and k not in dict(kept)),
    )


DIALECTS = ("postgresql_", "mysql_", "mariadb_", "sqlite_", "mssql_", "oracle_")


def _is_order(value: Any) -> bool:
    return type(value) is str and value.upper().split()[:1] in (["DESC"], ["ASC"])


def _option(value: Any, dialect: str) -> object:
    if isinstance(value, (Call, Member, Host, Symbol)):
        return sql_of(value, dialect)
    if type(value) is dict:
        return tuple(sorted((str(k), str(v)) for k, v in value.items()))
    if type(value) is list:
        return tuple(str(column_name(v) or v) for v in value)
    return value


def index_element(value: Any, dialect: str) -> str | Unknown:
    """A column's name, or the SQL of an expression in parentheses. A text that is but a column and its order is one for PostgreSQL,
    which tells of orders; elsewhere it stays a text, which Alembic takes for no column."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Spread):
        return value.value
    direction = _direction_of(value)
    if direction is not None:
        inner = index_element(direction[0], dialect)
        if isinstance(inner, Unknown):
            return inner
        word = inner.strip("()")
        is_text = (type(direction[0]) is str or inner != word) and word.isidentifier()
        return f"({word} {direction[1]})" if is_text and dialect != "postgresql" else _ordered(inner, direction[1], dialect)
    name = column_name(value)
    if name is not None and not (isinstance(value, Call) and value.path == "sqlalchemy.literal_column"):
        return name
    sql = sql_of(value, dialect)
    if isinstance(sql, Unknown):
        return sql
    plain = _ORDERED.fullmatch(sql)
    if plain is None:
        return f"({sql})"
    if dialect == "postgresql" or (name is not None and not plain[2]):
        return _ordered(plain[1], plain[2] or "", dialect)
    return f"({sql.strip()})"


def _direction_of(value: Any) -> tuple[Any, str] | None:
    """(what is ordered, the words) of `x.desc()`, `desc(x)`, `nulls_last(x)`; None where nothing is ordered."""
    if not isinstance(value, Call):
        return None
    if isinstance(value.func, Member) and value.func.name in _DIRECTIONS:
        return value.func.owner, _DIRECTIONS[value.func.name]
    if value.path.startswith("sqlalchemy.") and value.path[11:] in _DIRECTIONS and value.args:
        return value.args[0], _DIRECTIONS[value.path[11:]]
    return None


def _ordered(element: str, words: str, dialect: str) -> str:
    """An element in its order, as PostgreSQL reflects it; the reflection of the others says nothing of order."""
    words = words.strip().upper()
    if dialect != "postgresql" or words in ("", "ASC"):
        return element
    return f"({element[1:-1] if element.startswith('(') else element} {words})"


def target_of_text(value: Any, default_schema: str | None = None) -> tuple[str, str] | Unknown:
    """What a foreign key's string names: (table key, column, "" where only the table is named)."""
    if type(value) is not str:
        return (
            value
            if isinstance(value, Unknown)
            else Unknown("what this foreign key refers to is not known", getattr(value, "anchor", None))
        )
    parts = value.split(".")
    if len(parts) == 1:
        table, column = parts[0], ""
    else:
        table, column = ".".join(parts[:-1]), parts[-1]
    if default_schema is not None and "." not in table:
        table = f"{default_schema}.{table}"
    return table, column


__all__ = [
    "ASPECTS",
    "Constraint",
    "Target",
    "check_of",
    "constraint_of",
    "foreign_key_of",
    "index_element",
    "index_from",
    "index_of",
    "target_of_text",
]
