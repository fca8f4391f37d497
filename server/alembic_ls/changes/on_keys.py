"""Indexes and constraints made, dropped, renamed."""

from __future__ import annotations

from alembic_ls.changes.applied import Applied, Problem, missing, refused
from alembic_ls.changes.edits import put
from alembic_ls.changes.find_key import Aspect, FoundKey, find_constraint, find_index, find_rival, unnamed, unsure_of
from alembic_ls.changes.index_text import without_orders
from alembic_ls.changes.named import name_of, unnamed_checks, with_key
from alembic_ls.changes.obscure import obscured
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.operations import (
    CreateConstraint,
    CreateIndex,
    DropConstraint,
    DropIndex,
    KeepChecks,
    NameConstraints,
    Operation,
    RenameConstraint,
    RenameIndex,
)
from alembic_ls.schema.tables import Check, ForeignKey, Index, PrimaryKey, Schema, Table, Unique
from alembic_ls.schema.unknown import Unknown

IMPLICIT = ("implicit", True)  # the option that marks an index which InnoDB has made for a foreign key


def create_index(schema: Schema, operation: CreateIndex, rules: Rules) -> Applied:
    """CREATE INDEX."""
    key = rules.key(operation.table, operation.schema)
    table = schema.tables.get(key)
    if table is None:
        return missing(schema, "table", key, operation)
    name = name_of(operation.index, table, rules)
    problems = _columns_missing(table, operation.index.columns, operation)
    if any(other.name == name and IMPLICIT not in other.options for other in table.indexes):
        if operation.if_not_exists:
            return Applied(schema)
        problems = (*problems, Problem("existing-index", f"index `{name}` exists already", operation))
    return Applied(put(schema, add_index(table, operation.index, rules)), problems)


def drop_index(schema: Schema, operation: DropIndex, rules: Rules) -> Applied:
    """DROP INDEX, which PostgreSQL and SQLite find by its name alone."""
    name = operation.name
    if name is None:
        return refused(schema, "unnamed", "an index is dropped without its name", operation)
    home = None if operation.table is None else rules.key(operation.table, operation.schema)
    found = find_index(schema, name, home, rules)
    if found is not None:
        return Applied(put(schema, found.removed()))
    # an index over an expression is there on SQLite, and reflection does not tell of it
    if operation.if_exists or rules.dialect == "sqlite" or unsure_of(schema, "indexes", home):
        return Applied(schema)
    return missing(schema, "index", name, operation)


def rename_index(schema: Schema, operation: RenameIndex, rules: Rules) -> Applied:
    """ALTER INDEX … RENAME TO; on PostgreSQL the constraint that an index carries takes the name too."""
    found = find_index(schema, operation.name, None, rules, of_constraints=True)
    if found is None:
        if unsure_of(schema, "indexes", None):
            return Applied(schema)
        return missing(schema, "index", operation.name, operation)
    return Applied(put(schema, found.replaced(found.key._replace(name=operation.new_name))))


def create_constraint(schema: Schema, operation: CreateConstraint, rules: Rules) -> Applied:
    """ADD CONSTRAINT."""
    key = rules.key(operation.table, operation.schema)
    table = schema.tables.get(key)
    if table is None:
        return missing(schema, "table", key, operation)
    constraint = operation.constraint
    if rules.dialect == "sqlite" and not operation.in_batch:
        return refused(schema, "unsupported", f"SQLite cannot add a constraint to `{key}` outside batch mode", operation)
    problems = () if isinstance(constraint, Check) else _columns_missing(table, constraint.columns, operation)
    if problems and rules.dialect == "sqlite":
        return Applied(schema)  # a batch leaves such a constraint out (`ApplyBatchImpl._transfer_elements_to_new_table`)
    if rules.dialect == "sqlite" and name_of(constraint, table, rules) is None:
        problems = (*problems, Problem("unnamed", f"SQLite's batch mode adds no constraint without a name to `{key}`", operation))
    if isinstance(constraint, PrimaryKey):
        if table.primary_key.columns and rules.dialect != "sqlite":
            problems = (*problems, Problem("existing-constraint", f"table `{key}` has a primary key already", operation))
        table = with_primary_key(table, constraint, rules, forces_not_null=rules.dialect != "sqlite")
    else:
        name = name_of(constraint, table, rules)
        if isinstance(name, str) and (found := find_rival(table, constraint, name, rules)) is not None:
            if rules.dialect == "sqlite":
                table = found.removed()  # a batch lets the later one of a name have it
            else:
                problems = (*problems, Problem("existing-constraint", f"constraint `{name}` exists already", operation))
        table = _with_constraint(table, constraint, rules)
    return Applied(put(schema, table), problems)


def drop_constraint(schema: Schema, operation: DropConstraint, rules: Rules) -> Applied:
    """DROP CONSTRAINT by name; where the call gives none, the one of its kind, if there is but one."""
    key = rules.key(operation.table, operation.schema)
    table = schema.tables.get(key)
    if table is None:
        return Applied(schema) if operation.if_exists else missing(schema, "table", key, operation)
    if rules.dialect == "sqlite" and not operation.in_batch:
        return refused(schema, "unsupported", f"SQLite cannot drop a constraint of `{key}` outside batch mode", operation)
    if operation.naming_convention:
        rules = rules._replace(naming_convention=dict(operation.naming_convention))
    found = find_constraint(table, operation.name, operation.kind, rules)
    if operation.name is None:
        problem = Problem("unnamed", f"a constraint of `{key}` is dropped without its name", operation)
        return Applied(schema if found is None else put(schema, found.removed()), (problem,))
    if found is not None:
        schema = _without_dependants(schema, key, found) if operation.cascade else schema
        return Applied(put(schema, found._replace(table=schema.tables[key]).removed()))
    if operation.if_exists or _unsure_of_constraint(schema, key, operation.kind):
        return Applied(schema)
    if rules.dialect == "sqlite" and (meant := unnamed(table, operation.kind)):
        why = Unknown(f"which of the unnamed constraints `{operation.name}` means is not known", operation.origin)
        return Applied(put(schema, obscured(table, why, tuple({found.aspect for found in meant}))))
    return missing(schema, "constraint", operation.name, operation)


def _without_dependants(schema: Schema, key: str, found: FoundKey) -> Schema:
    """Without the foreign keys that refer to the columns of a primary key or unique constraint."""
    if found.aspect not in ("primary_key", "uniques"):
        return schema
    columns = set(found.key.columns)
    for table in list(schema.tables.values()):
        left = tuple(fk for fk in table.foreign_keys if fk.table != key or set(fk.refers) != columns)
        if len(left) != len(table.foreign_keys):
            schema = put(schema, table._replace(foreign_keys=left))
    return schema


def rename_constraint(schema: Schema, operation: RenameConstraint, rules: Rules) -> Applied:
    """ALTER TABLE … RENAME CONSTRAINT."""
    key = rules.key(operation.table, operation.schema)
    table = schema.tables.get(key)
    if table is None:
        return missing(schema, "table", key, operation)
    found = find_constraint(table, operation.name, None, rules)
    if found is None:
        if _unsure_of_constraint(schema, key, None):
            return Applied(schema)
        return missing(schema, "constraint", operation.name, operation)
    return Applied(put(schema, found.replaced(found.key._replace(name=operation.new_name))))


def name_constraints(schema: Schema, operation: NameConstraints, rules: Rules) -> Applied:
    """Names for what has none, by the batch's convention (`operations.batch.BatchOperationsImpl.flush`)."""
    key = rules.key(operation.table, operation.schema)
    table = schema.tables.get(key)
    if table is None:
        return missing(schema, "table", key, operation)
    if rules.dialect != "sqlite":
        return Applied(schema)
    by_convention = rules._replace(naming_convention=operation.convention)
    for found in unnamed(table, None):
        table = with_key(found._replace(table=table).removed(), found.key, by_convention)
    return Applied(put(schema, table))


def keep_checks(schema: Schema, operation: KeepChecks, rules: Rules) -> Applied:
    """Reflection gives a batch the checks without a name, and it leaves them out (`operations.batch.ApplyBatchImpl`)."""
    key = rules.key(operation.table, operation.schema)
    table = schema.tables.get(key)
    if table is None:
        return missing(schema, "table", key, operation)
    if rules.dialect != "sqlite":
        return Applied(schema)
    gone = unnamed_checks(table)
    named = tuple(check for check in table.checks if check not in gone)
    return Applied(put(schema, table._replace(checks=(*named, *operation.checks))))


def add_index(table: Table, index: Index, rules: Rules) -> Table:
    """`table` with the index under its name in the database, as far as reflection would tell of it: SQLAlchemy skips indexes over
    expressions on SQLite (`SQLiteDialect.get_indexes`)."""
    if rules.dialect != "postgresql" and index.has_expression:
        index = without_orders(index)
    if rules.dialect == "sqlite" and index.has_expression:
        return table
    return with_key(_covered(table, index.columns, rules), index, rules)


def add_unique(table: Table, unique: Unique, rules: Rules) -> Table:
    """`table` with the unique constraint under its name in the database; of two over the same columns SQLAlchemy tells one on
    SQLite, and a batch writes those with names first."""
    if rules.dialect == "sqlite":
        others = [other for other in table.uniques if other.columns == unique.columns]
        if any(other.name is not None or unique.name is None for other in others):
            return table
        table = table._replace(uniques=tuple(other for other in table.uniques if other not in others))
    return with_key(_covered(table, unique.columns, rules), unique, rules)


def add_foreign_key(table: Table, foreign_key: ForeignKey, rules: Rules) -> Table:
    """`table` with the foreign key under its name in the database; InnoDB adds an index where none begins with its columns."""
    foreign_key = foreign_key._replace(table=rules.short(foreign_key.table))
    if rules.is_mysql:
        foreign_key = foreign_key._replace(ondelete=_told(foreign_key.ondelete), onupdate=_told(foreign_key.onupdate))
    if rules.dialect == "sqlite" and (twin := _twin(table, foreign_key)) is not None:
        if twin.name is not None:
            return table
        table = table._replace(foreign_keys=tuple(key for key in table.foreign_keys if key is not twin))
    table = with_key(table, foreign_key, rules)
    columns, name = foreign_key.columns, table.foreign_keys[-1].name
    if not rules.is_mysql:
        return table
    # of its own indexes it keeps the newest (sql/sql_table.cc, `mysql_prepare_create_table`)
    table = _covered(table, columns, rules)
    if _is_indexed(table, columns):
        return table
    if foreign_key.name is None and "fk" not in rules.naming_convention:
        name = columns[0]
    return table._replace(indexes=(*table.indexes, Index(columns, name, options=(IMPLICIT,))))


def _twin(table: Table, foreign_key: ForeignKey) -> ForeignKey | None:
    """A foreign key of the same columns to the same: SQLite's inspector tells of one of them, the first that has a name."""
    same = (foreign_key.columns, foreign_key.table, foreign_key.refers)
    return next((key for key in table.foreign_keys if (key.columns, key.table, key.refers) == same), None)


def with_check(table: Table, check: Check, rules: Rules) -> Table:
    """`table` with the check constraint under its name in the database."""
    return with_key(table, check, rules)


def with_primary_key(table: Table, primary_key: PrimaryKey, rules: Rules, forces_not_null: bool) -> Table:
    """`table` with the primary key; databases make its columns NOT NULL, a batch on SQLite leaves them as they were."""
    table = with_key(table, primary_key, rules)
    if not forces_not_null:
        return table
    nullable = [name for name in primary_key.columns if name in table.columns and table.columns[name].nullable is not False]
    if not nullable:
        return table
    columns = {name: (c._replace(nullable=False) if name in nullable else c) for name, c in table.columns.items()}
    return table._replace(columns=columns)


def _with_constraint(table: Table, constraint: Unique | ForeignKey | Check, rules: Rules) -> Table:
    if isinstance(constraint, Unique):
        return add_unique(table, constraint, rules)
    if isinstance(constraint, ForeignKey):
        return add_foreign_key(table, constraint, rules)
    return with_check(table, constraint, rules)


def _told(action: str | Unknown | None) -> str | Unknown | None:
    """MySQL does not tell of RESTRICT, its default, nor SQLAlchemy of NO ACTION."""
    return None if isinstance(action, str) and action.upper() in ("RESTRICT", "NO ACTION") else action


def _is_indexed(table: Table, columns: tuple[str, ...]) -> bool:
    others = [table.primary_key.columns, *(u.columns for u in table.uniques), *(i.columns for i in table.indexes)]
    return any(other[: len(columns)] == columns for other in others)


def _covered(table: Table, columns: tuple[str, ...], rules: Rules) -> Table:
    """InnoDB drops an index of its own making once another begins with the same columns."""
    if not rules.is_mysql:
        return table
    left = tuple(i for i in table.indexes if IMPLICIT not in i.options or columns[: len(i.columns)] != i.columns)
    return table if len(left) == len(table.indexes) else table._replace(indexes=left)


def _columns_missing(table: Table, columns: tuple[str, ...], operation: Operation) -> tuple[Problem, ...]:
    if table.unknown and "columns" in table.unknown:
        return ()
    return tuple(
        Problem("missing-column", f"column `{table.key}.{name}` does not exist here", operation)
        for name in columns
        if name not in table.columns and not name.startswith("(")
    )


_ASPECTS: dict[str | None, tuple[Aspect, ...]] = {
    "unique": ("uniques",),
    "foreignkey": ("foreign_keys",),
    "check": ("checks",),
    "primary": ("primary_key",),
}


def _unsure_of_constraint(schema: Schema, key: str, kind: str | None) -> bool:
    aspects = _ASPECTS.get(kind, ("uniques", "foreign_keys", "checks", "primary_key"))
    return any(unsure_of(schema, aspect, key) for aspect in aspects)
