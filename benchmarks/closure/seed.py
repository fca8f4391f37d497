"""A seeded drift: what it changes in the sources, and what is true of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

Change = Callable[[str], str]


class Seed(NamedTuple):
    """`changes` are pure functions of a file's text, by its path. `fits` is SQL that gives the rows values which the change can be made with.

    `renamed` holds names as they are and as they become (`table`, `table.column`), `touched` columns whose values may change, `dropped` what
    is gone at least for a while. `values` are what a user would put for a placeholder, SQL by column. `choose` is a pattern for the title
    of the fix where there is a choice. `shown_in` are files besides the changed ones in which the drift shows. `places` are the columns
    and tables that it is about: two of one place are not combined.
    """

    kind: str
    label: str
    changes: Mapping[str, tuple[Change, ...]]
    places: frozenset[str]
    fits: tuple[str, ...] = ()
    renamed: Mapping[str, str] = {}
    touched: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    values: Mapping[str, str] = {}
    choose: str | None = None
    shown_in: tuple[str, ...] = ()

    def applied(self, read: Callable[[str], str]) -> dict[str, str]:
        """The changed texts by their paths; Unfit where a source is not such that the change can be made."""
        found = {}
        for path, changes in self.changes.items():
            text = before = read(path)
            for change in changes:
                text = change(text)
            if text != before:
                found[path] = text
        return found


def together(kind: str, seeds: list[Seed]) -> Seed:
    """Several at once."""
    changes: dict[str, tuple[Change, ...]] = {}
    for seed in seeds:
        for path, more in seed.changes.items():
            changes[path] = (*changes.get(path, ()), *more)
    return Seed(
        kind,
        " + ".join(f"{seed.kind} {seed.label}" for seed in seeds),
        changes,
        frozenset().union(*(seed.places for seed in seeds)),
        tuple(statement for seed in seeds for statement in seed.fits),
        {old: new for seed in seeds for old, new in seed.renamed.items()},
        tuple(name for seed in seeds for name in seed.touched),
        tuple(name for seed in seeds for name in seed.dropped),
        {column: value for seed in seeds for column, value in seed.values.items()},
        None,
        tuple(path for seed in seeds for path in seed.shown_in),
    )
