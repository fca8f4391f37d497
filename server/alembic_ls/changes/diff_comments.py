"""Comments, which not every database keeps (`alembic.autogenerate.compare.comments`)."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.changes.pair import Pair
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.unknown import Unknown

_KEEPERS = frozenset({"postgresql", "mysql", "mariadb", "mssql", "oracle"})


def comments_differ(database: str | Unknown | None, model: str | Unknown | None, rules: Rules) -> bool:
    """True where Alembic would set another comment; an empty one is none."""
    if rules.dialect not in _KEEPERS or isinstance(database, Unknown) or isinstance(model, Unknown):
        return False
    return (database or None) != (model or None)


def table_comment_differences(pair: Pair) -> Iterator[Difference]:
    """A comment of the table to add, to change or to remove."""
    table, model = pair.database, pair.model
    if table is not None and model is not None and comments_differ(table.comment, model.comment, pair.rules):
        kind = "add_table_comment" if model.comment else "remove_table_comment"
        yield Difference(kind, pair.key, database=table, model=model)
