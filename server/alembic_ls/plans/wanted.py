"""What a plan is to achieve, and what it is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from alembic_ls.changes.rules import Rules
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Check, Schema
from alembic_ls.startup.named_tuple import NamedTuple

# How a required column comes to a table with rows: filled by an UPDATE, or by a server default that is dropped again.
BY_UPDATE = "update"
BY_DEFAULT = "default"


class Wanted(NamedTuple):
    """The two schemas, how they are compared, and what the user chose.

    `compare` gives what a schema differs in from the models, as Alembic reports it, and what it does not see. `is_meant` says which of that
    the revision is to change. `value_of` gives the SQL of the value that the model's own default has for a column, None where it has none.
    The keys of `column_renames` are (table's key as the models have it, the old name). `enforces_keys`: SQLite looks after foreign keys.
    `unnamed_checks` gives those that a table, by its key, has on SQLite, where they stay without a name.
    `by_value`: what becomes of each value is written out where texts become numbers, or numbers texts.
    """

    history: Schema
    models: Schema
    rules: Rules
    dialects: tuple[str, ...]
    compare: Callable[[Schema], list[Difference]]
    is_meant: Callable[[Difference], bool] = lambda difference: True
    value_of: Callable[[str, str], str | None] = lambda table, column: None
    column_renames: Mapping[tuple[str, str], str] = MappingProxyType({})
    table_renames: Mapping[str, str] = MappingProxyType({})
    fill: str = BY_UPDATE
    concurrently: bool = False
    enforces_keys: bool = False
    by_value: bool = False
    unnamed_checks: Callable[[str], tuple[Check, ...]] = lambda table: ()
