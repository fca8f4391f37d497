"""Tables that a revision declares itself, Table(…) or a class of its own: what `create`, `create_all` and `drop` work on."""

from __future__ import annotations

from typing import Any

from alembic_ls.declare.columns import NO_TYPE
from alembic_ls.declare.tables import build_table
from alembic_ls.history.op_keys import target
from alembic_ls.history.recorder import Recorder
from alembic_ls.interpret.lively import is_lively
from alembic_ls.interpret.loading import walk
from alembic_ls.interpret.values import Call, Host, Place
from alembic_ls.schema.tables import Table
from alembic_ls.schema.unknown import Unknown


def tables_of(recorder: Recorder, value: Any) -> list[Table] | None:
    """The tables that a Table, a MetaData or a list of tables stands for; None where they are not known."""
    found = _found(recorder, value)
    return None if found is None else [_with_types(table, found, recorder) for table in found]


def load_all(recorder: Recorder) -> None:
    """Runs what declares tables in the revision itself and in the modules that it imports: all that a MetaData then holds."""
    machine, module = recorder.machine, recorder.module
    lazy, machine.lazy = machine.lazy, False
    try:
        for name, other in list(machine.modules.items()):
            if other.is_looked_into and other.source is not None and machine.finder.is_first_party(name):
                walk(machine, other)
        if module is not None and module.source is not None and is_lively(module.source.text):
            module.lively = True
            walk(machine, module)
    finally:
        machine.lazy = lazy


def _with_types(table: Table, others: list[Table], recorder: Recorder) -> Table:
    """Columns without a type have that of the column that their foreign key refers to."""
    columns = dict(table.columns)
    for key in table.foreign_keys:
        target = next((one for one in others if one.key == key.table), None) or recorder.schema.tables.get(key.table)
        for column, refers in zip(key.columns, key.refers, strict=False):
            if column in columns and columns[column].type == NO_TYPE and target is not None and refers in target.columns:
                columns[column] = columns[column]._replace(type=target.columns[refers].type)
    return table._replace(columns=columns) if columns != table.columns else table


def _found(recorder: Recorder, value: Any) -> list[Table] | None:
    if isinstance(value, Table):
        return [value]
    if type(value) in (list, tuple):
        found = [_found(recorder, one) for one in value]
        return None if None in found else [table for tables in found for table in tables or ()]
    if isinstance(value, Call) and value.path == "sqlalchemy.Table" and value.args and type(value.args[0]) is str:
        return [_declared(recorder, value.args[0], value.kwargs.get("schema"), value.args[2:], value.kwargs, value.place)]
    if isinstance(value, Host):
        as_tables = getattr(value, "as_tables", None)
        if as_tables is None:
            return None
        made = as_tables(recorder.machine)
        if isinstance(made, Unknown):
            return None
        return [_of_host(recorder, one) for one in made] if all(_is_known(one) for one in made) else None
    return None


def _is_known(value: Any) -> bool:
    return isinstance(value, Table) or type(getattr(value, "name", None)) is str


def _of_host(recorder: Recorder, value: Any) -> Table:
    if isinstance(value, Table):
        return value
    kwargs = getattr(value, "kwargs", {})
    return _declared(recorder, value.name, getattr(value, "schema", None), value.elements, kwargs, getattr(value, "place", None))


def _declared(
    recorder: Recorder, name: str, schema: Any, elements: list[Any], kwargs: dict[str, Any], place: Place | None
) -> Table:
    place_of = place.anchor if place is not None else None
    schema = schema if isinstance(schema, str) else None
    return build_table(recorder.machine, name, schema, list(elements), kwargs, recorder.dialect, target, place_of)
