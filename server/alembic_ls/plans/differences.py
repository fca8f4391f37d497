"""The differences that a revision is to change, with those that they cannot do without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alembic_ls.plans.draft import Draft
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import ForeignKey, Table
from alembic_ls.startup.named_tuple import NamedTuple

_WHOLE = ("add_table", "remove_table")


class Meant(NamedTuple):
    """What is to change after the renames."""

    differences: tuple[Difference, ...]

    def of(self, *kinds: str) -> Iterator[Difference]:
        """Those of these kinds, in the order of the models."""
        return (difference for difference in self.differences if difference.kind in kinds)


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
    return Meant(tuple(without_parts(found)))


def without_parts(differences: Sequence[Difference]) -> Iterator[Difference]:
    """Without what comes and goes with its table: CREATE TABLE brings the indexes, DROP TABLE takes them."""
    whole = {difference.table for difference in differences if difference.kind in _WHOLE}
    return (difference for difference in differences if difference.kind in _WHOLE or difference.table not in whole)


def _targets(difference: Difference) -> Iterator[str]:
    if difference.kind == "add_fk" and isinstance(difference.model, ForeignKey):
        yield difference.model.table
    if difference.kind == "add_table" and isinstance(difference.model, Table):
        yield from (key.table for key in difference.model.foreign_keys)
