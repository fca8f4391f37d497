"""`metadata.reflect(bind)` and `Table(name, metadata, autoload_with=bind)`: tables as the database has them by then."""

from __future__ import annotations

from typing import Any

from alembic_ls.history.inspector import VERSIONS
from alembic_ls.history.recorder import Recorder, where
from alembic_ls.history.rows import Expression
from alembic_ls.history.tables import MadeTable
from alembic_ls.interpret.values import Place
from alembic_ls.schema.tables import Table
from alembic_ls.schema.unknown import Unknown


def reflected_table(recorder: Recorder, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """The table as the database has it, from now on one of the metadata."""
    name, schema = (args[0] if args else kwargs.get("name")), kwargs.get("schema")
    if type(name) is not str or not (schema is None or type(schema) is str):
        return Expression("which table is reflected here is not known", where(place))
    metadata = args[1] if len(args) > 1 else kwargs.get("metadata")
    tables = recorder.schema.tables
    found = tables.get(recorder.rules.key(name, schema))
    if found is None:
        getattr(metadata, "unknown", []).append(Unknown("the reflected table is not known", where(place)))
        return Expression("the reflected table is not known", where(place))
    chosen: dict[str, Table] = {}
    _add(tables, found, chosen, schema)
    made = {key: MadeTable(recorder, table) for key, table in chosen.items()}
    loaded = getattr(metadata, "loaded", {})
    loaded.update({**made, **loaded})
    return next(iter(made.values()))


def reflect(recorder: Recorder, metadata: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> None:
    """From now on the metadata has the tables that the database has (sqlalchemy/sql/schema.py, MetaData.reflect), with those that
    their foreign keys refer to."""
    given = dict(zip(("bind", "schema", "views", "only"), args, strict=False)) | kwargs
    schema = given.get("schema", metadata.schema)
    own = None if schema == recorder.rules.default_schema else schema
    views, only = given.get("views", False), given.get("only")
    now = recorder.schema
    doubts = [*now.unknown[:1], *(value for value in (schema, views, only) if isinstance(value, Unknown))]
    chosen: dict[str, Table] = {}
    tables = [
        *now.tables.values(),
        VERSIONS._replace(name=recorder.rules.version_table, schema=recorder.rules.version_table_schema),
    ]
    for table in sorted(tables, key=lambda one: one.name):
        if table.schema != own or (table.is_view and not views):
            continue
        wanted = _is_wanted(recorder, metadata, only, table.name)
        if wanted is True and "table" not in table.unknown:
            _add(now.tables, table, chosen, schema)
        elif wanted is not False:
            doubts.append(table.unknown.get("table") or wanted)
    for key, table in chosen.items():
        metadata.loaded.setdefault(key, MadeTable(recorder, table))
    metadata.unknown += doubts[:1]


def _is_wanted(recorder: Recorder, metadata: Any, only: Any, name: str) -> Any:
    """Whether `only` names the table, in a list or as a function of (name, metadata)."""
    if only is None:
        return True
    if type(only) in (list, tuple, set):
        return name in only
    answer = recorder.machine.call(only, [name, metadata], {}, None)
    return answer if isinstance(answer, bool) else Unknown("whether this table is reflected is not known")


def _add(tables: Any, table: Table, chosen: dict[str, Table], schema: Any) -> None:
    """The table, then those that its foreign keys refer to: the order in which SQLAlchemy adds them."""
    key = table.key if table.schema or not schema else f"{schema}.{table.name}"
    if key in chosen:
        return
    chosen[key] = table
    for foreign_key in table.foreign_keys:
        if foreign_key.table in tables:
            _add(tables, tables[foreign_key.table], chosen, schema)
