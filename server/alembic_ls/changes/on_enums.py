"""The enum types of PostgreSQL, objects of their own."""

from __future__ import annotations

from alembic_ls.changes.applied import Applied, Problem, missing, refused
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.operations import AlterEnum, CreateEnum, DropEnum, Operation
from alembic_ls.schema.tables import Column, EnumType, Schema, Table
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown, known


def create_enum(schema: Schema, operation: CreateEnum, rules: Rules) -> Applied:
    """CREATE TYPE."""
    enum = _placed(operation.enum, rules)
    if enum.key in schema.enums:
        if operation.checkfirst:
            return Applied(schema)
        return refused(schema, "existing-enum", f"enum type `{enum.key}` exists already", operation)
    return Applied(_with_enum(schema, enum))


def drop_enum(schema: Schema, operation: DropEnum, rules: Rules) -> Applied:
    """DROP TYPE."""
    key = rules.key(operation.name, operation.schema)
    if key not in schema.enums:
        return Applied(schema) if operation.if_exists else missing(schema, "enum", key, operation)
    return Applied(schema._replace(enums={k: e for k, e in schema.enums.items() if k != key}))


def alter_enum(schema: Schema, operation: AlterEnum, rules: Rules) -> Applied:
    """ALTER TYPE: a value added or renamed, the type renamed, or its values replaced."""
    key = rules.key(operation.name, operation.schema)
    enum = schema.enums.get(key)
    if enum is None:
        return missing(schema, "enum", key, operation)
    if operation.new_name is not None:
        return Applied(_with_name(schema, key, enum, operation.new_name))
    return Applied(_with_enum(schema, enum._replace(values=_values(enum.values, operation))))


def _values(values: tuple[str, ...] | Unknown, operation: AlterEnum) -> tuple[str, ...] | Unknown:
    if operation.values is not None:
        return operation.values
    if isinstance(values, Unknown):
        return values
    if operation.renamed is not None:
        old, new = operation.renamed
        return tuple(new if value == old else value for value in values)
    if operation.added is None or operation.added in values:
        return values
    if operation.before in values:
        at = values.index(operation.before)
    elif operation.after in values:
        at = values.index(operation.after) + 1
    else:
        at = len(values)
    return (*values[:at], operation.added, *values[at:])


def with_enums_of(table: Table, schema: Schema, operation: Operation, rules: Rules) -> tuple[Schema, tuple[Problem, ...]]:
    """`schema` with the types that CREATE TABLE creates first: the native, named enums of its columns, also inside arrays."""
    if rules.dialect != "postgresql":
        return schema, ()
    problems: list[Problem] = []
    made: set[str] = set()
    for column in table.columns.values():
        enum = native_enum(column)
        if enum is None or enum.argument("create_type") is False:
            continue
        placed = _placed(
            EnumType(enum.argument("name"), enum.argument("values", ()), enum.argument("schema"), column.origin), rules
        )
        if placed.key in schema.enums and placed.key not in made:
            problems.append(Problem("existing-enum", f"enum type `{placed.key}` exists already", operation))
        elif placed.key not in made:
            schema = _with_enum(schema, placed)
        made.add(placed.key)
    return schema, tuple(problems)


def enum_missing(column: Column, schema: Schema, operation: Operation, rules: Rules) -> tuple[Problem, ...]:
    """A problem where `column` uses a type that nobody has created (ADD COLUMN and ALTER COLUMN create none)."""
    if rules.dialect != "postgresql" or schema.unknown:
        return ()
    enum = native_enum(column)
    if enum is None or (key := rules.key(enum.argument("name"), enum.argument("schema"))) in schema.enums:
        return ()
    return (Problem("missing-enum", f"enum type `{key}` does not exist here", operation),)


def native_enum(column: Column) -> Type | None:
    """The named enum type that PostgreSQL would hold for the column's type."""
    type_ = column.type
    while known(type_) and isinstance(item := type_.argument("item"), Type):  # type: ignore[union-attr]
        type_ = item
    if isinstance(type_, Unknown) or type_.name not in ("Enum", "postgresql.ENUM"):
        return None
    if type_.argument("native_enum") is False or not isinstance(type_.argument("name"), str):
        return None
    return type_


def _placed(enum: EnumType, rules: Rules) -> EnumType:
    return enum._replace(schema=None) if enum.schema == rules.default_schema else enum


def _with_enum(schema: Schema, enum: EnumType) -> Schema:
    return schema._replace(enums={**schema.enums, enum.key: enum})


def _with_name(schema: Schema, key: str, enum: EnumType, new_name: str) -> Schema:
    """The type under its new name, which the columns that use it now tell back."""
    enums = {k: e for k, e in schema.enums.items() if k != key}
    renamed = enum._replace(name=new_name)
    tables = {k: _using(t, enum.name, new_name) for k, t in schema.tables.items()}
    return schema._replace(tables=tables, enums={**enums, renamed.key: renamed})


def _using(table: Table, old: str, new: str) -> Table:
    changed = {
        name: column._replace(type=_renamed_type(column.type, old, new))
        for name, column in table.columns.items()
        if (enum := native_enum(column)) is not None and enum.argument("name") == old
    }
    return table._replace(columns={**table.columns, **changed}) if changed else table


def _renamed_type(type_: Type | Unknown, old: str, new: str) -> Type | Unknown:
    if isinstance(type_, Unknown):
        return type_
    arguments = tuple(
        (name, new if name == "name" and value == old else _renamed_type(value, old, new) if isinstance(value, Type) else value)
        for name, value in type_.arguments
    )
    return type_._replace(arguments=arguments)
