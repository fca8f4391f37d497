"""The differences that a revision is to change, with those that they cannot do without."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.plans.draft import Draft
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import ForeignKey, Table
from alembic_ls.startup.named_tuple import NamedTuple


class Meant(NamedTuple):
    """What is to change after the renames."""

    differences: tuple[Difference, ...]

    def of(self, *kinds: str) -> Iterator[Difference]:
        """Those of these kinds, in the order of the models."""
        return (difference for difference in self.differences if difference.kind in kinds)

    def tables(self, kind: str) -> set[str]:
        """The keys of the tables of this kind of difference."""
        return {difference.table for difference in self.of(kind)}


def meant(draft: Draft) -> Meant:
    """What is left to do after the renames, of all that is meant; and the tables that its foreign keys refer to, where they are missing."""
    wanted = draft.wanted
    left = wanted.compare(draft.schema)
    found = [difference for difference in left if wanted.is_meant(difference)]
    missing = {difference.table: difference for difference in left if difference.kind == "add_table"}
    todo = list(found)
    while todo:
        for target in _targets(todo.pop()):
            needed = missing.get(target)
            if needed is not None and needed not in found:
                found.append(needed)
                todo.append(needed)
    added = {difference.table for difference in found if difference.kind == "add_table"}
    gone = {difference.table for difference in found if difference.kind == "remove_table"}
    return Meant(tuple(d for d in found if not _comes_with_its_table(d, added, gone)))


def _targets(difference: Difference) -> Iterator[str]:
    if difference.kind == "add_fk" and isinstance(difference.model, ForeignKey):
        yield difference.model.table
    if difference.kind == "add_table" and isinstance(difference.model, Table):
        yield from (key.table for key in difference.model.foreign_keys)


def _comes_with_its_table(difference: Difference, added: set[str], gone: set[str]) -> bool:
    """CREATE TABLE brings the indexes of a table, DROP TABLE takes them."""
    if difference.kind in ("add_table", "remove_table"):
        return False
    return difference.table in added or difference.table in gone
