"""Revisions that come before themselves.

## Why it matters

Alembic can put revisions into no order where one of them is, by way of `down_revision` or `depends_on`, its own ancestor: every
command fails.

## When it is wrong

Never, as far as we know: Alembic allows no exception.

## How to fix

Find the `down_revision` that was edited last, often while two branches were put in a row, and let it name the revision that really
stood before.

## Example

```python
revision = "a1b3"
down_revision = "b2c4"  # whose down_revision is "a1b3"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding, Related
from alembic_ls.history.graph import Graph


def find(review: Review) -> Iterator[Finding]:
    """A finding for each cycle, on the revision of it that Alembic loads last; an error whatever its age: no command works."""
    by_id = review.graph.by_id
    for cycle in _cycles(review.graph):
        last = max(cycle, key=list(by_id).index)
        start = cycle.index(last)
        *others, _ = ring = [*cycle[start:], *cycle[:start], last]
        message = (
            f"revision {last} comes before itself ({' after '.join(ring)}): every Alembic command fails; let `down_revision` name "
            "the revision that really stood before"
        )
        related = [Related(f"revision {id_} is on the way", by_id[id_].down_where or by_id[id_].where) for id_ in others[1:]]
        where = by_id[last].down_where or by_id[last].where
        yield review.finding(RULE.name, RULE.severity, message, where, last, related=related)


def _cycles(graph: Graph) -> Iterator[list[str]]:
    """Cycles of ids, each coming after the next; no revision is in two of them."""
    graph.order()
    todo = set(graph.unordered)
    for start in graph.unordered:
        path: list[str] = []
        at: str | None = start
        while at in todo:
            todo.discard(at)
            path.append(at)
            # What cannot be ordered has something before it that cannot be either.
            at = next(down for down in graph.downs[at] if down in graph.unordered)
        if at in path:
            yield path[path.index(at) :]


RULE = Rule("revision-cycle", "error", find, __doc__)
