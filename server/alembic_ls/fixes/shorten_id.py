"""A revision's id that the version table has no room for is shortened, there and in the revisions that name it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.headers import docstring_replaced, header
from alembic_ls.fixes.python_source import PythonSource, constant_text
from alembic_ls.fixes.repair import offered, own_revision, refuse_shared, source_of
from alembic_ls.history.graph import VERSION_LENGTH, Graph
from alembic_ls.writing.refusal import Refusal

RULES = ("revision-id-too-long",)


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """The beginning of the id, where no other has it. Not unseen where SQLite is a database: it took the long one."""
    new = _shorter(bench.main.graph, finding.revision or "")
    if new is not None:
        title = f"Shorten the id to {new}"
        yield from offered(finding, title, lambda: _repair(bench, finding, new), is_preferred="sqlite" not in bench.dialects)


def _shorter(graph: Graph, id_: str) -> str | None:
    new = id_[:VERSION_LENGTH].rstrip("_-. ")
    return new if new and new != id_ and all(not each.startswith(new) for each in graph.by_id if each != id_) else None


def _repair(bench: Bench, finding: Finding, new: str) -> Fix:
    graph = bench.main.graph
    revision = own_revision(bench, finding)
    old = revision.id
    edits = _renamed(source_of(bench, revision.path), ("revision",), "Revision ID", old, new)
    for other in graph.by_id.values():
        named = [name for name, ids in (("down_revision", other.down), ("depends_on", other.depends_on)) if old in ids]
        if named:
            refuse_shared(bench, other)
            edits += _renamed(source_of(bench, other.path), named, "Revises", old, new)
    note = (
        f"a database that has run {old} already names it so in its version table: put the new id there"
        if "sqlite" in bench.dialects
        else ""
    )
    return Fix((), tuple(edits), (note,) if note else ())


def _renamed(source: PythonSource, names: list[str] | tuple[str, ...], field: str, old: str, new: str) -> list[Replacement]:
    edits = list(docstring_replaced(source, field, old, new))
    for name in names:
        found = [node for node in ast.walk(header(source, name)) if isinstance(node, ast.expr) and constant_text(node) == old]
        if not found:
            raise Refusal(f"`{name}` is computed in {source.path}; change what computes it")
        edits += [source.replaced(node, f"{source.text(node)[-1]}{new}{source.text(node)[-1]}") for node in found]
    return edits
