"""A history that ends in several revisions.

## Why it matters

Two people wrote a revision after the same one. Git merges them without a conflict, for they are two files; `alembic upgrade head`
then refuses to choose between them, in the next deployment at the latest.

## When it is wrong

Where the branches are meant: those with branch labels of their own are not reported, nor one that another depends on. Branches that
have no revision in common are told as information.

## How to fix

Where one of them is not shared yet, let its `down_revision` name the other: the history stays a line. Else `alembic merge heads`. Where
both change the same thing, look at what comes out in either order first. The quick fixes do either; `alembic-ls fix` merges.

## Example

```python
# versions/b2c4_add_due_date.py
revision = "b2c4"
down_revision = "a1b3"  # like that of versions/c3d5_add_position.py, which came with another branch
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from alembic_ls.checks.branches import Meeting, meeting
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.words import joined
from alembic_ls.findings.finding import Finding, Related

_SHOWN = 5


def find(review: Review) -> Iterator[Finding]:
    """One finding, on the newest head that is not shared. It keeps its severity where all are: a new revision can merge them."""
    graph = review.graph
    if graph.problems or _are_meant(review):  # a broken graph has heads that are none
        return
    heads = sorted(graph.real_heads, key=lambda id_: graph.by_id[id_].create_date or "")  # else in the order of their files
    shared = {id_ for id_ in heads if review.is_shared(id_)}
    last = [id_ for id_ in heads if id_ not in shared or len(shared) == len(heads)][-1]
    others = [id_ for id_ in heads if id_ != last]
    common = frozenset.intersection(*map(graph.ancestors, heads))
    remedy = "merge them (`alembic merge heads`)"
    if last not in shared and len(others) == 1:
        first = next(id_ for id_ in graph.order() if id_ in graph.ancestors(last) - common)
        remedy = f"let revision {first} come after {others[0]}, or {remedy}"
    if common:
        severity, what = RULE.severity, f"{_both(review, heads, common)}"
    else:
        severity, what = "information", "they have no revision in common"
    message = f"revision {last} is a head, and so {_are(others)}: `alembic upgrade head` cannot choose, {what}; {remedy}"
    related = [Related(f"revision {id_} is a head too", graph.by_id[id_].where) for id_ in others]
    if common:
        parted = [id_ for id_ in graph.order() if id_ in common][-1]
        related.append(Related(f"they part after revision {parted}", graph.by_id[parted].where))
    yield review.finding(RULE.name, severity, message, graph.by_id[last].where, last, related=related)


def _are_meant(review: Review) -> bool:
    """True where all heads but one have a branch label that no other head has."""
    graph = review.graph
    labelled = {heads[0] for heads in map(graph.branch_heads, graph.labels) if len(heads) == 1}
    return len([id_ for id_ in graph.real_heads if id_ not in labelled]) < 2


def _both(review: Review, heads: list[str], common: frozenset[str]) -> str:
    """What the branches have in common, as the middle of a sentence."""
    graph, history = review.graph, review.history
    branches = []
    for head in heads:
        own = graph.ancestors(head).difference(*(graph.ancestors(other) for other in heads if other != head), common)
        branches.append([operation for id_ in graph.order() if id_ in own for operation in history.operations(id_)])
    met = [meeting(one, other, review.rules) for one, other in combinations(branches, 2)]
    clashes = list(dict.fromkeys(name for each in met for name in each.clashes))
    if clashes:
        return f"and they get in each other's way at {_list(clashes)}"
    tables = list(dict.fromkeys(f"`{name}`" for each in met for name in each.tables))
    if not _all_followed(met):
        return "and what they do could not be followed to its end" + (f"; both touch {_list(tables)}" if tables else "")
    rows = list(dict.fromkeys(f"`{name}`" for each in met for name in each.rows))
    if rows:
        return f"and both write rows of {_list(rows)}"
    if tables:
        return f"though they do not conflict: both touch {_list(tables)}, and neither is in the other's way"
    return "though they do not conflict: they touch nothing in common"


def _all_followed(met: list[Meeting]) -> bool:
    return all(each.followed for each in met)


def _are(others: list[str]) -> str:
    return f"{'is' if len(others) == 1 else 'are'} {_list(others)}"


def _list(names: list[str]) -> str:
    return joined([*names[:_SHOWN], f"{len(names) - _SHOWN} more"] if len(names) > _SHOWN else names)


RULE = Rule("several-heads", "warning", find, __doc__)
