"""Tables and columns as lines of DDL, for people: names, types, NOT NULL, defaults, keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from alembic_ls.analysis.words import default_text, type_text
from alembic_ls.dialects.quoting import sql_literal
from alembic_ls.schema.tables import (
    Check,
    Column,
    Computed,
    EnumType,
    ForeignKey,
    Identity,
    Index,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex

_WORD = regex(r"\w+")


def column_line(column: Column, dialect: str) -> str:
    """`name VARCHAR(50) NOT NULL DEFAULT 'x'`; a question mark stands for what is not known."""
    parts = [column.name, "?" if isinstance(column.type, Unknown) else type_text(column.type, dialect)]
    if column.nullable is not True:
        parts.append("NOT NULL" if column.nullable is False else "NOT NULL?")
    if column.server_default is not None:
        parts.append(f"DEFAULT {'?' if isinstance(column.server_default, Unknown) else default_text(column.server_default)}")
    if isinstance(column.computed, Computed):
        parts.append(f"GENERATED ALWAYS AS ({column.computed.sql})")
    if isinstance(column.identity, Identity):
        parts.append(f"GENERATED {'ALWAYS' if column.identity.always else 'BY DEFAULT'} AS IDENTITY")
    return " ".join(parts)


def column_lines(columns: Iterable[tuple[Column | None, str]]) -> list[str]:
    """The lines of one column in several dialects, those that are alike once; with the dialects behind them where there are several.

    Takes (column or None, dialect); a dialect in which there is no such column is left out.
    """
    dialects: dict[str, list[str]] = {}
    for column, dialect in columns:
        if column is not None:
            dialects.setdefault(column_line(column, dialect), []).append(dialect)
    several = sum(map(len, dialects.values())) > 1
    return [line + (f"  -- {', '.join(names)}" if several else "") for line, names in dialects.items()]


def table_lines(table: Table, dialect: str) -> Iterator[str]:
    """A line for each column, then for each key."""
    for column in table.columns.values():
        yield column_line(column, dialect)
    if table.primary_key.columns:
        yield key_line(table.primary_key)
    keys: Sequence[ForeignKey | Unique | Index | Check] = (*table.foreign_keys, *table.uniques, *table.indexes, *table.checks)
    for key in keys:
        yield key_line(key)
    if isinstance(table.comment, str):
        yield f"COMMENT {table.comment}"


def key_line(key: PrimaryKey | ForeignKey | Unique | Index | Check) -> str:
    """`INDEX ix (a, b)`, `CONSTRAINT fk FOREIGN KEY (a) REFERENCES t (id)` …"""
    if isinstance(key, Index):
        unique = "UNIQUE INDEX" if key.unique is True else "INDEX"
        elements = ", ".join(_element(element) for element in key.columns)
        return f"{unique}{f' {key.name}' if key.name else ''}{_option(key, 'using', ' USING ')} ({elements}){_option(key, 'where', ' WHERE ')}"
    named = f"CONSTRAINT {key.name} " if key.name else ""
    if isinstance(key, Check):
        return f"{named}{key.sql}" if key.excludes else f"{named}CHECK ({key.sql or '?'})"
    columns = f"({', '.join(key.columns)})"
    if isinstance(key, ForeignKey):
        actions = [("DELETE", key.ondelete), ("UPDATE", key.onupdate)]
        said = "".join(f" ON {what} {action}" for what, action in actions if isinstance(action, str))
        return f"{named}FOREIGN KEY {columns} REFERENCES {key.table} ({', '.join(key.refers)}){said}"
    return f"{named}{'PRIMARY KEY' if isinstance(key, PrimaryKey) else 'UNIQUE'} {columns}"


def _element(element: str) -> str:
    """An element of an index; `(a DESC)` without the parentheses that are there for expressions alone."""
    is_plain = element.endswith((" DESC)", " ASC)", " LAST)", " FIRST)"))
    return element[1:-1] if is_plain and "(" not in element[1:] else element


def _option(index: Index, name: str, before: str) -> str:
    """An option of whatever dialect, behind the word for it."""
    found = next((value for option, value in index.options if option.partition("_")[2] == name), None)
    return f"{before}{found}" if isinstance(found, str) else ""


def keys_with(table: Table, column: str) -> list[str]:
    """The lines of the keys that a column is part of."""
    keys: Sequence[PrimaryKey | ForeignKey | Unique | Index] = (
        table.primary_key,
        *table.foreign_keys,
        *table.uniques,
        *table.indexes,
    )
    checks = (check for check in table.checks if column in _WORD.findall(check.sql or ""))
    return [*(key_line(key) for key in keys if column in key.columns), *map(key_line, checks)]


def changed_lines(before: Table | None, after: Table | None, dialect: str) -> list[str]:
    """What differs between two states of a table, as in a diff: `- ` and `+ ` lines, those that go next to those that come."""
    old = list(table_lines(before, dialect)) if before is not None else []
    new = list(table_lines(after, dialect)) if after is not None else []
    gone = [line for line in old if line not in new]
    come = [line for line in new if line not in old]
    if len(gone) == len(come):
        return [line for pair in zip(gone, come) for line in (f"- {pair[0]}", f"+ {pair[1]}")]
    return [*(f"- {line}" for line in gone), *(f"+ {line}" for line in come)]


def changed_types(before: Schema, after: Schema) -> list[str]:
    """What differs between the enum types of two schemas, as in a diff."""
    found = []
    for key in dict.fromkeys((*before.enums, *after.enums)):
        old, new = before.enums.get(key), after.enums.get(key)
        if old is None or new is None or old.values != new.values:
            found += [f"{sign} {type_line(each)}" for sign, each in (("-", old), ("+", new)) if each is not None]
    return found


def type_line(enum: EnumType) -> str:
    """`TYPE mood AS ENUM ('sad', 'glad')`."""
    values = "?" if isinstance(enum.values, Unknown) else ", ".join(map(sql_literal, enum.values))
    return f"TYPE {enum.key} AS ENUM ({values})"
