"""One thing that the models say and the history does not, or the other way round."""

from __future__ import annotations

from typing import Any

from alembic_ls.startup.named_tuple import NamedTuple


class Difference(NamedTuple):
    """What Alembic's autogenerate would report, in its words.

    `kind`: add_table, remove_table, add_column, remove_column, modify_type, modify_nullable, modify_default, modify_comment,
    add_index, remove_index, add_constraint, remove_constraint (unique), add_fk, remove_fk, add_table_comment,
    remove_table_comment. `table` is the table's key. `what` is the index's name, or the constrained columns joined by ",", for
    indexes and constraints; None otherwise. `column` is the column's name for the column kinds. `database` and `model` are
    the two things themselves (Table, Column, Index, Unique, ForeignKey), None on the side that has none.
    """

    kind: str
    table: str
    column: str | None = None
    what: str | None = None
    database: Any = None
    model: Any = None

    def as_list(self) -> list[str | None]:
        """[kind, table, column or index name or constrained columns or None], as in the json of `check`."""
        return [self.kind, self.table, self.column if self.column is not None else self.what]
