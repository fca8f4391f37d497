"""A name that a revision uses is imported there, and in the template of new revisions where that is the cause."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.findings.span import Span
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.imports import bound_by_imports, import_added
from alembic_ls.fixes.python_source import PythonSource
from alembic_ls.fixes.repair import offered, own_revision, source_of
from alembic_ls.writing.refusal import Refusal

RULES = ("name-not-imported",)
_USUAL = {
    "sa": "import sqlalchemy as sa",
    "sqlalchemy": "import sqlalchemy",
    "sqlmodel": "import sqlmodel",
    "op": "from alembic import op",
    "context": "from alembic import context",
    **{name: f"from sqlalchemy.dialects import {name}" for name in ("postgresql", "mysql", "sqlite", "mssql", "oracle")},
}
# Of the standard library: modules whose name nothing else is likely to have.
_PLAIN = frozenset(("enum", "json", "logging", "os", "re", "uuid", "decimal", "textwrap", "pathlib", "string", "secrets"))


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """Where the template lacks it too, both at once first."""
    statement = _statement(bench, finding)
    if statement is None:
        return
    template = next((each.where.path for each in finding.related if each.where.path.endswith(".mako")), None)
    if template is not None and _is_for_templates(statement):
        title = f"{statement}, in script.py.mako too"
        yield from offered(finding, title, lambda: _repair(bench, finding, statement, template))
    yield from offered(finding, statement, lambda: _repair(bench, finding, statement, None))


def _is_for_templates(statement: str) -> bool:
    """What autogenerate writes without importing it: modules. Not what somebody used by hand, nor the dialects, which Alembic imports."""
    module = statement.removeprefix("import ").partition(" ")[0]
    return statement == "from alembic import op" or (statement.startswith("import ") and module not in sys.stdlib_module_names)


def _repair(bench: Bench, finding: Finding, statement: str, template: str | None) -> Fix:
    own_revision(bench, finding)
    source = source_of(bench, finding.where.path)
    if statement in bound_by_imports(source.tree).values():
        raise Refusal("it is imported by now")
    edits = [import_added(source, statement)]
    if template is not None:
        edits.append(_in_template(bench, template, statement))
    return Fix((), tuple(edits))


def _in_template(bench: Bench, path: str, statement: str) -> Replacement:
    """Behind the last import of the template."""
    text = bench.main.files.text(path)
    lines = (text or "").replace("\r\n", "\n").split("\n")
    last = max((n for n, line in enumerate(lines) if line.startswith(("import ", "from "))), default=None)
    if last is None or last + 1 >= len(lines) or lines[last].rstrip().endswith(("(", "\\", ",")):
        raise Refusal(f"{os.path.basename(path)} has no imports to put it with")
    return Replacement(Span(path, last + 1, 0, last + 1, 0), f"{statement}\n")


def _statement(bench: Bench, finding: Finding) -> str | None:
    """What imports the name: as everybody does, as other revisions do it, or by the module that is there; None where that is not plain."""
    try:
        source = source_of(bench, finding.where.path)
    except Refusal:
        return None
    node = next((each for each in source.at(finding.where) if isinstance(each, ast.Name)), None)
    if node is None:
        return None
    uses = [each for each in ast.walk(source.tree) if isinstance(each, ast.Name) and each.id == node.id]
    return _USUAL.get(node.id) or _as_others(bench, finding, node.id) or _module(bench, source, uses)


def _as_others(bench: Bench, finding: Finding, name: str) -> str | None:
    """The import of the name in other revisions, where all that have one agree."""
    line = re.compile(rf"^(?:from|import)[ \t][^\n]*\b{re.escape(name)}\b[^\n(]*$", re.MULTILINE)
    found: set[str] = set()
    for path, text in bench.main.graph.texts.items():
        if path == finding.where.path or name not in text:
            continue
        for statement in line.findall(text):
            try:
                bound = bound_by_imports(ast.parse(statement)).get(name)
            except (SyntaxError, ValueError):
                continue
            if bound is not None and not bound.startswith("from ."):
                found.add(bound)
    return found.pop() if len(found) == 1 else None


def _module(bench: Bench, source: PythonSource, uses: list[ast.Name]) -> str | None:
    """`import X`, where X is a module and all uses of the name look into it: as far down as there are modules."""
    paths = [_dotted(source, use) for use in uses]
    if not paths or any(len(path) < 2 for path in paths):
        return None
    name = paths[0][0]
    if name in _PLAIN:
        return f"import {name}"
    if name in sys.stdlib_module_names:
        return None
    find = bench.main.machine.finder.find
    modules = {_deepest(path, find) for path in paths}
    return f"import {modules.pop()}" if len(modules) == 1 and None not in modules else None


def _deepest(path: list[str], find) -> str | None:  # type: ignore[no-untyped-def]
    return next((name for n in range(len(path) - 1, 0, -1) if find(name := ".".join(path[:n])) is not None), None)


def _dotted(source: PythonSource, use: ast.Name) -> list[str]:
    path, at = [use.id], source.parent(use)
    while isinstance(at, ast.Attribute):
        path.append(at.attr)
        at = source.parent(at)
    return path
