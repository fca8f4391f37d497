"""One table as the database has it and as the models want it, with all that it takes to compare the two."""

from __future__ import annotations

from collections.abc import Iterable

from alembic_ls.changes.filters import Filters
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.tables import Table
from alembic_ls.startup.named_tuple import NamedTuple


class Pair(NamedTuple):
    """The two sides; either may be None, not both."""

    database: Table | None
    model: Table | None
    rules: Rules
    filters: Filters

    @property
    def key(self) -> str:
        """The models' key of the table, or the database's where there is no model."""
        table = self.model if self.model is not None else self.database
        assert table is not None
        return table.key

    def surely_not_in_database(self, aspects: Iterable[str], columns: Iterable[str]) -> bool:
        """True where a key over `columns` that the database does not show is really not there."""
        return self.database is None or _knows(self.database, aspects, columns)

    def surely_not_in_model(self, aspects: Iterable[str], columns: Iterable[str]) -> bool:
        """True where a key over `columns` that the models do not show is really not there."""
        return self.model is None or _knows(self.model, aspects, columns)


def _knows(table: Table, aspects: Iterable[str], columns: Iterable[str]) -> bool:
    """True where every such key of `table` is known: an unreadable column may carry keys of its own."""
    unknown = table.unknown
    if not unknown:
        return True
    if any(aspect in unknown for aspect in aspects):
        return False
    if "columns" not in unknown:
        return not any("column:" + column in unknown for column in columns)
    return all(column in table.columns and "column:" + column not in unknown for column in columns)
