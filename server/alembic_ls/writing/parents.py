"""Which revision a new one comes after."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence

from alembic_ls.history.graph import Graph
from alembic_ls.writing.refusal import Refusal


def parents_for(
    graph: Graph, tables: Iterable[str], revisions_of: Callable[[str], Iterable[str]], head: str | None = None
) -> tuple[str, ...]:
    """The one head; of several the one that the tables live on, or the one that is named. Empty where there is no revision yet.

    `revisions_of` gives the ids of the revisions that touched a table. Raises Refusal where the choice is the user's.
    """
    if head is not None:
        found = graph.resolve(head)
        if len(found) != 1:
            raise Refusal(
                f"there is no revision `{head}`" if not found else f"`{head}` may be {' or '.join(found)}; give more of its id"
            )
        return found
    if graph.unordered:
        raise Refusal(f"the revisions go in a circle at {graph.unordered[0]}; correct its `down_revision` first")
    heads = graph.real_heads
    if len(heads) < 2:
        return heads
    touched = {id_ for table in tables for id_ in revisions_of(table)}
    bearing = [each for each in heads if touched & graph.ancestors(each)]
    own = [each for each in bearing if touched - _shared(graph, heads)]
    if len(bearing) == 1:
        return tuple(bearing)
    alone = [each for each in own if (touched - _shared(graph, heads)) & graph.ancestors(each)]
    if len(alone) == 1:
        return tuple(alone)
    raise Refusal(
        f"there are several heads, {', '.join(heads)}; merge them first (`alembic merge heads`), or say which one to continue"
    )


def _shared(graph: Graph, heads: Sequence[str]) -> frozenset[str]:
    """What all heads are built on."""
    return frozenset.intersection(*(graph.ancestors(head) for head in heads))


def folder_for(graph: Graph, parents: Sequence[str], locations: Sequence[str]) -> str:
    """The folder of the new file: the one of its parent where there are several, as `alembic revision` chooses.

    Raises Refusal where there is none to put it in.
    """
    if len(locations) > 1 and parents:
        return _location_of(os.path.dirname(graph.by_id[parents[0]].path), locations)
    if not locations:
        raise Refusal("the configuration names no folder for revisions; `version_locations` is empty")
    return locations[0]


def _location_of(folder: str, locations: Sequence[str]) -> str:
    return next((place for place in locations if folder == place or folder.startswith(place + os.sep)), folder)
