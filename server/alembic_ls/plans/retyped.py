"""A column that gets another type, with its values."""

from __future__ import annotations

from alembic_ls.dialects.casts import family
from alembic_ls.dialects.quoting import identifier, quoted
from alembic_ls.plans.by_value import by_value, converts_names, may_convert_names
from alembic_ls.plans.conversion import cast, conversion
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.fill import existing_facts, table_name
from alembic_ls.plans.lines import Line, OnDialect, Remark, Sql
from alembic_ls.schema.operations import AlterColumn
from alembic_ls.schema.tables import Column, Default, Table
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown

_TRUE = "'true', 't', 'yes', 'y', 'on', '1'"


def retype(draft: Draft, table: Table, there: Column, wanted: Column) -> None:
    """The type alone: what else changes in the column comes afterwards."""
    before, after = there.type, wanted.type
    if not isinstance(before, Type) or not isinstance(after, Type):
        return
    default = _default_afterwards(draft, table, there, wanted)
    up = conversion_lines(draft, table, there, after, default)
    back = there._replace(type=after, server_default=default)
    down = conversion_lines(draft, table, back, before, there.server_default)
    draft.step(up, down, lost_by(table, there, before, after, draft))


def _default_afterwards(draft: Draft, table: Table, there: Column, wanted: Column) -> Default | Unknown | None:
    """The model's where the default has to be set anew; where that is none, it is dropped for good."""
    now, after = there.server_default, wanted.server_default
    if not isinstance(wanted.type, Type) or isinstance(after, Unknown) or not _is_set_anew(draft, there, wanted.type):
        return now
    if after is None:
        draft.notes.append(
            f"the server default of `{table.key}.{there.name}` goes with the old type: the model has none for the new one"
        )
    return after


def conversion_lines(draft: Draft, table: Table, now: Column, after: Type, default: object) -> list[Line]:
    """The column `now` gets the type `after` with its values; `default` is the server default that it has then."""
    before = now.type
    assert isinstance(before, Type)
    case = _case(draft, before, after, now.name)
    using = _using(draft, before, after, now.name) if draft.is_on_postgresql else None
    column = now
    lines: list[Line] = []
    is_moved = _is_set_anew(draft, now, after)
    if is_moved:
        lines.append(AlterColumn(table.name, now.name, table.schema, server_default=None, existing=existing_facts(now)))
        column = now._replace(server_default=None)
    altered = AlterColumn(table.name, now.name, table.schema, type=after, existing=existing_facts(column), using=using)
    if case is not None:
        lines.append(Remark(f"Say which value of {now.name} becomes which."))
        if draft.wanted.dialects != ("postgresql",):
            told = Sql(f"UPDATE {table_name(table)} SET {identifier(now.name)} = {case}")
            lines.append(OnDialect("postgresql", (told,), True) if draft.is_on_postgresql else told)
    lines += _around_on_sqlite(draft, table, now, after, altered)
    if isinstance(default, Default) and not isinstance(column.server_default, Default):
        default = _as_of(default, after) if draft.is_on_postgresql else default
        facts = existing_facts(now._replace(type=after, server_default=None))
        lines.append(AlterColumn(table.name, now.name, table.schema, server_default=default, existing=facts))
    return lines


def _case(draft: Draft, before: Type, after: Type, column: str) -> str | None:
    """The conversion value by value, where there is no other, or the user wants it."""
    if converts_names(before, after) or (draft.wanted.by_value and may_convert_names(before, after)):
        return by_value(before, after, column)
    return None


def _using(draft: Draft, before: Type, after: Type, column: str) -> str | None:
    """What stands after USING on PostgreSQL."""
    case = _case(draft, before, after, column)
    return conversion(before, after, column) if case is None else cast(case, after)


def _as_of(default: Default, type_: Type) -> Default:
    """The default in the words of the new type: truth is a number on some databases, and on others none."""
    found = family(type_, "postgresql")
    text = default.text.lower()
    if found in ("integer", "numeric", "float") and text in ("true", "false"):
        return Default("1" if text == "true" else "0")
    if found == "boolean" and text in ("0", "1"):
        return Default("true" if text == "1" else "false", True)
    return default


def _is_set_anew(draft: Draft, now: Column, after: Type) -> bool:
    """True where the column's default would stay one of the old type, or PostgreSQL cannot turn it into one of the new."""
    before = now.type
    if not isinstance(now.server_default, Default) or not isinstance(before, Type):
        return False
    one, other = family(before, "postgresql"), family(after, "postgresql")
    return one is None or one != other or (draft.is_on_postgresql and _using(draft, before, after, now.name) is not None)


def _around_on_sqlite(draft: Draft, table: Table, now: Column, after: Type, altered: AlterColumn) -> list[Line]:
    """Batch mode copies the rows through CAST, which makes a number of a date: what it would spoil is kept beside meanwhile."""
    assert isinstance(now.type, Type)
    if not draft.is_on_sqlite:
        return [altered]
    one, other = family(now.type, "sqlite"), family(after, "sqlite")
    name, whole = identifier(now.name), table_name(table)
    if one == "text" and other == "boolean":
        told = Sql(
            f"UPDATE {whole} SET {name} = CASE WHEN lower({name}) IN ({_TRUE}) THEN '1' ELSE '0' END WHERE {name} IS NOT NULL"
        )
        return [OnDialect("sqlite", (told,)), altered]
    if other in ("date", "timestamp", "time") and one != other and table.primary_key.columns:
        keys = ", ".join(identifier(column) for column in table.primary_key.columns)
        kept = quoted(f"{table.name}_{now.name}_kept")
        same = " AND ".join(f"{kept}.{identifier(column)} = {whole}.{identifier(column)}" for column in table.primary_key.columns)
        value = {"date": f"date({name})", "time": f"time({name})", "timestamp": f"datetime({name})"}[other]
        keep = Sql(f"CREATE TEMPORARY TABLE {kept} AS SELECT {keys}, {value} AS {name} FROM {whole}")
        restore = Sql(f"UPDATE {whole} SET {name} = (SELECT {kept}.{name} FROM {kept} WHERE {same})")
        return [OnDialect("sqlite", (keep,)), altered, OnDialect("sqlite", (restore, Sql(f"DROP TABLE IF EXISTS {kept}")))]
    return [altered]


def lost_by(table: Table, column: Column, before: Type, after: Type, draft: Draft) -> str | None:
    """What the upgrade from one type to the other loses, as a sentence."""
    one, other = family(before, draft.wanted.rules.dialect), family(after, draft.wanted.rules.dialect)
    name = f"`{table.key}.{column.name}`"
    if (one, other) in (("numeric", "integer"), ("float", "integer")):
        return f"The upgrade rounds {name}; the downgrade cannot bring the fractions back."
    if (one, other) in (("timestamp", "date"), ("timestamp", "time")):
        return f"The upgrade cuts {name}; the downgrade cannot bring the rest back."
    if one is not None and one != other and other == "boolean":
        return f"The upgrade keeps of {name} only whether it holds; the downgrade cannot bring more back."
    return None
