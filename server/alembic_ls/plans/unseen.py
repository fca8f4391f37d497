"""What models and history differ in and Alembic does not report, in the words in which it reports the rest."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.changes.diff_checks import check_changes
from alembic_ls.changes.exact import unlike
from alembic_ls.changes.on_enums import native_enum
from alembic_ls.changes.rules import Rules
from alembic_ls.plans.checks import ADDED, REMOVED
from alembic_ls.plans.enum_values import KIND
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import EnumType, Schema

_KINDS = {"type": "modify_type", "default": "modify_default"}


def unseen(history: Schema, models: Schema, rules: Rules) -> Iterator[Difference]:
    """Types and server defaults that only look the same to Alembic, and the values of enums."""
    for key, model in models.tables.items():
        table = history.tables.get(key) or history.tables.get(rules.short(key))
        if table is None or table.is_view or "table" in table.unknown:
            continue
        here = Schema({key: table._replace(schema=model.schema)})
        for each in unlike(here, Schema({key: model}), rules):
            there = table.columns.get(each.name) if each.name is not None else None
            wanted = model.columns.get(each.name) if each.name is not None else None
            if each.sort in _KINDS and there is not None and wanted is not None:
                yield Difference(_KINDS[each.sort], key, each.name, None, there, wanted)
        for change in check_changes(table, model, rules):
            if change.there is not None:
                yield Difference(REMOVED, key, None, change.name, change.there, None)
            if change.wanted is not None:
                yield Difference(ADDED, key, None, change.name, None, change.wanted)
        for name, column in model.columns.items():
            type_ = native_enum(column) if rules.dialect == "postgresql" else None
            if type_ is None or name not in table.columns:
                continue
            enum = history.enums.get(rules.key(type_.argument("name"), type_.argument("schema")))
            values = type_.argument("values")
            if enum is None or not isinstance(enum.values, tuple) or not isinstance(values, tuple):
                continue
            if set(enum.values) != set(values):
                yield Difference(KIND, key, name, None, enum, EnumType(enum.name, values, enum.schema))
