"""Tables and views made, dropped, renamed, commented, moved to another schema."""

from __future__ import annotations

from alembic_ls.changes.applied import Applied, Problem, missing
from alembic_ls.changes.edits import put, referrers, retarget
from alembic_ls.changes.obscure import obscured
from alembic_ls.changes.on_enums import with_enums_of
from alembic_ls.changes.on_keys import add_foreign_key, add_index, add_unique, with_check, with_primary_key
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.operations import (
    CreateTable,
    CreateView,
    DropTable,
    DropView,
    Operation,
    RenameTable,
    SetTableComment,
    SetTableSchema,
)
from alembic_ls.schema.tables import PrimaryKey, Schema, Table, Unique
from alembic_ls.schema.unknown import Unknown


def create_table(schema: Schema, operation: CreateTable, rules: Rules) -> Applied:
    """The table with its indexes, and on PostgreSQL the enum types that its columns create."""
    written = operation.table
    existing = schema.tables.get(rules.key(written.name, written.schema))
    problems: tuple[Problem, ...] = ()
    certain = existing is not None and "table" not in existing.unknown
    if certain and operation.if_not_exists:
        return Applied(schema)
    if certain:
        problems = (Problem("existing-table", f"table `{written.name}` exists already", operation),)
    table = as_created(written, rules)
    if operation.if_not_exists and (existing is not None or schema.unknown):
        why = existing.unknown["table"] if existing is not None else schema.unknown[-1]
        table = obscured(table, why, None)  # this one, or one that was there before
    schema, enum_problems = with_enums_of(table, schema, operation, rules)
    return Applied(put(schema, table), problems + enum_problems)


def as_created(written: Table, rules: Rules) -> Table:
    """What CREATE TABLE and the CREATE INDEX after it leave, by the names that the database then knows."""
    schema = None if written.schema == rules.default_schema else written.schema
    table = written._replace(schema=schema, primary_key=PrimaryKey(), foreign_keys=(), uniques=(), indexes=(), checks=())
    if written.primary_key.columns:
        table = with_primary_key(table, _named_key(written, rules), rules, forces_not_null=rules.dialect != "sqlite")
    for unique in _distinct(written, rules):
        table = add_unique(table, unique, rules)
    for index in written.indexes:
        table = add_index(table, index, rules)
    for foreign_key in written.foreign_keys:
        table = add_foreign_key(table, foreign_key, rules)
    for check in written.checks:
        table = with_check(table, check, rules)
    return table


def _named_key(written: Table, rules: Rules) -> PrimaryKey:
    """The primary key; where it has no name, PostgreSQL gives it that of the unique constraint that it takes in
    (`transformIndexConstraints`)."""
    key = written.primary_key
    if rules.dialect != "postgresql" or key.name is not None or "pk" in rules.naming_convention:
        return key
    same = (u.name for u in written.uniques if u.columns == key.columns and not u.deferrable and u.name is not None)
    return key._replace(name=next(same, None))


def _distinct(written: Table, rules: Rules) -> tuple[Unique, ...]:
    """PostgreSQL merges the uniques of one CREATE TABLE that say the same, and those that say what the primary key says
    (its `transformIndexConstraints`). SQLAlchemy tells of SQLite's the first over the same columns."""
    if rules.dialect == "sqlite":
        return tuple({unique.columns: unique for unique in reversed(written.uniques)}.values())[::-1]
    if rules.dialect != "postgresql":
        return written.uniques
    kept: dict[object, Unique] = {}
    for unique in written.uniques:
        if unique.columns == written.primary_key.columns and not unique.deferrable:
            continue
        same = unique._replace(name=None, origin=None)
        first = kept.setdefault(same, unique)
        if first.name is None and unique.name is not None and "uq" not in rules.naming_convention:
            kept[same] = unique
    return tuple(kept.values())


def drop_table(schema: Schema, operation: DropTable, rules: Rules) -> Applied:
    """The table goes with all that belongs to it; on PostgreSQL foreign keys of others to it go too (CASCADE), or refuse."""
    key = rules.key(operation.table, operation.schema)
    if key not in schema.tables:
        return Applied(schema) if operation.if_exists else missing(schema, "table", key, operation)
    holders = referrers(schema, key) if rules.dialect != "sqlite" else []
    tables = dict(schema.tables)
    del tables[key]
    schema = Schema(tables, schema.enums, schema.unknown)
    if not holders:
        return Applied(schema)
    problem = Problem("still-referenced", f"table `{key}` is still the target of a foreign key of `{holders[0]}`", operation)
    return Applied(retarget(schema, key, None) if rules.dialect == "postgresql" else schema, (problem,))


def rename_table(schema: Schema, operation: RenameTable, rules: Rules) -> Applied:
    """A new name; constraints and indexes keep theirs, foreign keys of others follow."""
    return _moved(schema, operation, rules, operation.new_name, operation.schema)


def set_table_schema(schema: Schema, operation: SetTableSchema, rules: Rules) -> Applied:
    """Another schema; all that belongs to the table follows."""
    return _moved(schema, operation, rules, operation.table, operation.new_schema)


def _moved(
    schema: Schema, operation: RenameTable | SetTableSchema, rules: Rules, new_name: str, new_schema: str | None
) -> Applied:
    key = rules.key(operation.table, operation.schema)
    table = schema.tables.get(key)
    if table is None:
        return missing(schema, "table", key, operation)
    new_key = rules.key(new_name, new_schema)
    existing = schema.tables.get(new_key)
    problems: tuple[Problem, ...] = ()
    if existing is not None and "table" not in existing.unknown and new_key != key:
        problems = (Problem("existing-table", f"table `{new_key}` exists already", operation),)
    moved = table._replace(name=new_name, schema=None if new_schema == rules.default_schema else new_schema)
    if rules.is_mysql:
        moved = _with_innodb_names(moved, table.name)
    tables = {k: t for k, t in schema.tables.items() if k != key}
    return Applied(retarget(put(schema._replace(tables=tables), moved), key, new_key), problems)


def _with_innodb_names(table: Table, old: str) -> Table:
    """InnoDB renames the foreign keys that it has named itself, `old_ibfk_1`, with their table."""
    prefix = old + "_ibfk_"
    return table._replace(
        foreign_keys=tuple(
            fk._replace(name=table.name + fk.name[len(old) :]) if fk.name and fk.name.startswith(prefix) else fk
            for fk in table.foreign_keys
        )
    )


def set_table_comment(schema: Schema, operation: SetTableComment, rules: Rules) -> Applied:
    """COMMENT ON TABLE."""
    key = rules.key(operation.table, operation.schema)
    table = schema.tables.get(key)
    if table is None:
        return missing(schema, "table", key, operation)
    return Applied(put(schema, table._replace(comment=operation.comment)))


def create_view(schema: Schema, operation: CreateView, rules: Rules) -> Applied:
    """A name that is taken; the columns are not followed."""
    why = Unknown("a view's columns are not followed", operation.origin)
    view = Table(
        operation.name,
        None if operation.schema == rules.default_schema else operation.schema,
        unknown={"columns": why},
        is_view=True,
        origin=operation.origin,
    )
    return Applied(put(schema, view))


def drop_view(schema: Schema, operation: DropView, rules: Rules) -> Applied:
    """The name is free again."""
    key = rules.key(operation.name, operation.schema)
    view = schema.tables.get(key)
    if view is None or not view.is_view:
        return Applied(schema)
    return Applied(schema.without_table(key))


def unchanged(schema: Schema, operation: Operation, rules: Rules) -> Applied:
    """Rows and empty schemas leave the tables as they are."""
    return Applied(schema)
