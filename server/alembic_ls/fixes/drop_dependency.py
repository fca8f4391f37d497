"""What a revision depends on and is not there is taken out of `depends_on`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.headers import header
from alembic_ls.fixes.python_source import constant_text
from alembic_ls.fixes.repair import offered, source_of
from alembic_ls.writing.refusal import Refusal

RULES = ("missing-dependency",)


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """Not to be taken unseen: its file may only have been left out of a commit."""
    graph = bench.main.graph
    revision = graph.by_id.get(finding.revision or "")
    if revision is None or revision.path != finding.where.path:
        return
    missing = [name for name in revision.depends_on if name not in graph.by_id and name not in graph.labels]
    title = f"Take {' and '.join(missing)} out of depends_on"
    yield from offered(finding, title, lambda: _repair(bench, revision.path, missing), is_preferred=False)


def _repair(bench: Bench, path: str, missing: list[str]) -> Fix:
    source = source_of(bench, path)
    value = header(source, "depends_on")
    elements = [value] if isinstance(value, ast.Constant) else value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
    names = [constant_text(each) for each in elements]
    if not names or None in names or not missing:
        raise Refusal("`depends_on` is computed; change what computes it")
    kept = [source.text(each) for each, name in zip(elements, names) if name not in missing]
    text = "None" if not kept else kept[0] if len(kept) == 1 else f"({', '.join(kept)})"
    edits: tuple[Replacement, ...] = (source.replaced(value, text),)
    return Fix((), edits)
