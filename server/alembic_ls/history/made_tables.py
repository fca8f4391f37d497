"""Tables that a revision declares itself, Table(…) or a class of its own: what `create`, `create_all` and `drop` work on."""

from __future__ import annotations

from typing import Any

from alembic_ls.declare.tables import build_table
from alembic_ls.history.op_keys import target
from alembic_ls.history.recorder import Recorder
from alembic_ls.interpret.values import Call, Host, Place
from alembic_ls.schema.tables import Table
from alembic_ls.schema.unknown import Unknown


def tables_of(recorder: Recorder, value: Any) -> list[Table] | None:
    """The tables that a Table, a MetaData or a list of tables stands for; None where they are not known."""
    if isinstance(value, Table):
        return [value]
    if type(value) in (list, tuple):
        found = [tables_of(recorder, one) for one in value]
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
    declared = getattr(value, "as_table", None)
    if declared is not None:
        return declared(recorder.machine)  # type: ignore[no-any-return]
    kwargs = getattr(value, "kwargs", {})
    return _declared(recorder, value.name, getattr(value, "schema", None), value.elements, kwargs, getattr(value, "place", None))


def _declared(
    recorder: Recorder, name: str, schema: Any, elements: list[Any], kwargs: dict[str, Any], place: Place | None
) -> Table:
    place_of = place.anchor if place is not None else None
    schema = schema if isinstance(schema, str) else None
    return build_table(recorder.machine, name, schema, list(elements), kwargs, recorder.dialect, target, place_of)
