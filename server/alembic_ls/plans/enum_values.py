"""Values that an enum type of PostgreSQL gets or loses. Alembic does not see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alembic_ls.changes.on_enums import native_enum
from alembic_ls.dialects.quoting import dotted, identifier, sql_literal
from alembic_ls.plans.differences import Meant
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.fill import table_name
from alembic_ls.plans.lines import Autocommit, Line, OnDialect, Sql
from alembic_ls.schema.operations import AlterEnum
from alembic_ls.schema.tables import Column, Default, EnumType, Table
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown

KIND = "modify_enum"  # of a difference between two EnumTypes, which `unseen` tells


def steps(draft: Draft, found: Meant) -> None:
    """What is only added is added; what goes takes a new type in the place of the old one."""
    done: set[str] = set()
    for difference in found.of(KIND):
        there: EnumType = difference.database
        old, new = _values(there), _values(difference.model)
        if there.key in done or old is None or new is None:
            continue
        done.add(there.key)
        surplus = [value for value in old if value not in new]
        lost = None
        if not surplus:
            lines: list[Line] = [Autocommit(tuple(_additions(there, old, new)))]
            added = [value for value in new if value not in old]
            lost = f"The downgrade takes {_listed(added)} from `{there.key}`: it fails while a row has it."
            back = list(replaced(draft, there.name, there.schema, old))
        else:
            lines = list(replaced(draft, there.name, there.schema, new))
            back = list(replaced(draft, there.name, there.schema, old))
        only = tuple(draft.wanted.dialects) == ("postgresql",)
        draft.step(
            lines if only else [OnDialect("postgresql", tuple(lines))],
            back if only else [OnDialect("postgresql", tuple(back))],
            lost,
        )
        draft.follow(AlterEnum(there.name, there.schema, values=new))


def _values(enum: EnumType) -> tuple[str, ...] | None:
    return None if isinstance(enum.values, Unknown) else enum.values


def _listed(values: Sequence[str]) -> str:
    return " and ".join(f"`{value}`" for value in values)


def _additions(there: EnumType, old: Sequence[str], wanted: Sequence[str]) -> Iterator[Line]:
    known = list(old)
    for at, value in enumerate(wanted):
        if value in known:
            continue
        place = ""
        if any(other in known for other in wanted[at + 1 :]):
            before = next(other for other in wanted[at + 1 :] if other in known)
            place = f" BEFORE {sql_literal(before)}"
        known.append(value)
        yield Sql(f"ALTER TYPE {dotted(there.name, there.schema)} ADD VALUE IF NOT EXISTS {sql_literal(value)}{place}")


def replaced(draft: Draft, name: str, schema: str | None, values: Sequence[str]) -> Iterator[Line]:
    """A new type of the same name; the columns are converted by the values' names, and those that have none fail."""
    whole = dotted(name, schema)
    yield Sql(f"ALTER TYPE {whole} RENAME TO {identifier(name + '_old')}")
    yield Sql(f"CREATE TYPE {whole} AS ENUM ({', '.join(map(sql_literal, values))})")
    for table, column in _users(draft, name, schema):
        at, which = f"ALTER TABLE {table_name(table)}", identifier(column.name)
        default = column.server_default
        if isinstance(default, Default):
            yield Sql(f"{at} ALTER COLUMN {which} DROP DEFAULT")
        many = "[]" if isinstance(column.type, Type) and column.type.name.endswith("ARRAY") else ""
        yield Sql(f"{at} ALTER COLUMN {which} TYPE {whole}{many} USING {which}::text{many}::{whole}{many}")
        if isinstance(default, Default):
            text = default.text if default.is_expression else sql_literal(default.text)
            yield Sql(f"{at} ALTER COLUMN {which} SET DEFAULT {text}")
    yield Sql(f"DROP TYPE {dotted(name + '_old', schema)}")


def _users(draft: Draft, name: str, schema: str | None) -> Iterator[tuple[Table, Column]]:
    rules = draft.wanted.rules
    for table in draft.schema.tables.values():
        for column in table.columns.values():
            type_ = native_enum(column)
            if type_ is not None and rules.key(type_.argument("name"), type_.argument("schema")) == rules.key(name, schema):
                yield table, column
