"""The differences that Alembic's autogenerate would report between a database and the models."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.changes.diff_columns import column_differences
from alembic_ls.changes.diff_comments import table_comment_differences
from alembic_ls.changes.diff_foreign_keys import foreign_key_differences
from alembic_ls.changes.diff_keys import index_and_unique_differences
from alembic_ls.changes.filters import Filters, IncludeName, IncludeObject
from alembic_ls.changes.pair import Pair
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Schema, Table
from alembic_ls.startup.named_tuple import NamedTuple


def diff(
    database: Schema,
    models: Schema,
    rules: Rules,
    include_name: IncludeName | None = None,
    include_object: IncludeObject | None = None,
    memory: Memory | None = None,
) -> list[Difference]:
    """All that `alembic check` would list, in no particular order; nothing where either side is Unknown.

    `database` is told as `apply` tells it. A difference bears the key of the models' table where there is one. The filters are
    asked as Alembic asks them, over our own tables, columns, indexes and keys; `Unknown` for an answer means no difference.
    As `alembic.autogenerate.compare` of Alembic 1.20. `memory` holds what tables differed in, under the same rules and filters: of two
    tables that are the very ones of before nothing is compared again.
    """
    return list(_differences(database, models, rules, Filters(include_name, include_object), {} if memory is None else memory))


# By the models' key: the two tables that were compared, and what they differ in.
Memory = dict[str, tuple[Table, Table, list[Difference]]]


class _Sides(NamedTuple):
    """The tables of both sides by (schema, name), the default schema being None. `doubtful` are those of the database of which it
    is not known whether they are there, or looked at."""

    database: dict[tuple[str | None, str], Table]
    doubtful: set[tuple[str | None, str]]
    models: dict[tuple[str | None, str], Table]


def _differences(database: Schema, models: Schema, rules: Rules, filters: Filters, memory: Memory) -> Iterator[Difference]:
    sides = _sides(database, models, rules, filters)
    for key, table in sides.models.items():
        if key not in sides.database and key not in sides.doubtful and not database.unknown and _surely_there(table):
            yield from _added(table, rules, filters)
    for key, table in sides.database.items():
        if key in sides.doubtful:
            continue
        model = sides.models.get(key)
        if model is not None:
            known = memory.get(model.key)
            if known is None or known[0] is not table or known[1] is not model:
                known = memory[model.key] = (table, model, list(_changed(table, model, rules, filters)))
            yield from known[2]
        elif not models.unknown:
            yield from _removed(table, rules, filters)


def _sides(database: Schema, models: Schema, rules: Rules, filters: Filters) -> _Sides:
    """As `compare.tables._autogen_for_tables` and `_compare_tables` collect them."""
    version_table = (rules.version_table_schema, rules.version_table)
    schemas: dict[str | None, bool | None] = {None: filters.schema(None)}
    there: dict[tuple[str | None, str], Table] = {}
    doubtful: set[tuple[str | None, str]] = set()
    for table in database.tables.values():
        key = (table.schema, table.name)
        if table.is_view or key == version_table or (table.schema is not None and not rules.include_schemas):
            continue
        if table.schema not in schemas:
            schemas[table.schema] = filters.schema(table.schema)
        looked_at = schemas[table.schema] and filters.table(table.name, table.schema)
        if looked_at is not False:
            there[key] = table
        if looked_at is None or (looked_at and not _surely_there(table)):
            doubtful.add(key)
    default = rules.default_schema
    wanted = {(None if table.schema == default else table.schema, table.name): table for table in models.tables.values()}
    wanted.pop(version_table, None)
    return _Sides(there, doubtful, wanted)


def _surely_there(table: Table) -> bool:
    return not table.unknown or "table" not in table.unknown


def _added(model: Table, rules: Rules, filters: Filters) -> Iterator[Difference]:
    if filters.reports(model, model.name, "table", False, None):
        yield Difference("add_table", model.key, model=model)
        yield from index_and_unique_differences(Pair(None, model, rules, filters))


def _removed(table: Table, rules: Rules, filters: Filters) -> Iterator[Difference]:
    if filters.reports(table, table.name, "table", True, None):
        yield from index_and_unique_differences(Pair(table, None, rules, filters))
        yield Difference("remove_table", table.key, database=table)


def _changed(table: Table, model: Table, rules: Rules, filters: Filters) -> Iterator[Difference]:
    if not filters.reports(model, model.name, "table", False, table):
        return
    pair = Pair(table, model, rules, filters)
    yield from column_differences(pair)
    yield from index_and_unique_differences(pair)
    yield from foreign_key_differences(pair)
    yield from table_comment_differences(pair)
