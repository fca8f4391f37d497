"""A model that env.py does not reach is imported where the other models are."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator

from alembic_ls.analysis.project import Project
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.imports import bound_by_imports, import_added
from alembic_ls.fixes.python_source import PythonSource, constant_text
from alembic_ls.fixes.repair import offered, source_of
from alembic_ls.interpret.modules import Module
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.writing.refusal import Refusal

RULES = ("unreached-model",)


class _Model(NamedTuple):
    """The module of the model, the package that it lies in, and what it is called there."""

    path: str
    package: str
    stem: str
    name: str

    @property
    def module(self) -> str:
        return f"{self.package}.{self.stem}" if self.package else self.stem


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """In the `__init__.py` of the models, else in env.py, else where most of the others are imported."""
    project = bench.main
    try:
        model = _model(project, finding)
        place = _place(project, model)
    except Refusal:
        return
    shown = os.path.relpath(place, project.environment.root).replace(os.sep, "/")
    yield from offered(finding, f"Import {model.name} in {shown}", lambda: _repair(bench, finding))


def _repair(bench: Bench, finding: Finding) -> Fix:
    project = bench.main
    model = _model(project, finding)
    source = source_of(bench, _place(project, model))
    if model.name in bound_by_imports(source.tree):
        raise Refusal(f"`{model.name}` is the name of something else there")
    siblings = list(_siblings(source, project, model))
    if not siblings:
        name = f"import {model.module}" if "." in model.module else f"from {model.module} import {model.name}"
        return Fix((), (import_added(source, f"{name}  # noqa: F401"),))
    last = siblings[-1]
    statement = _like(last, model) + _noqa(source, last)
    keys = [_key(each) for each in siblings]
    is_sorted = keys == sorted(keys) and not _imports_its_package(project, model)
    following = next((each for each in siblings if _key(each) > model.stem), None) if is_sorted else None
    edits = [source.lines_before(following, [statement]) if following else source.lines_after(last, [statement])]
    edits += _in_all(source, model.name)
    return Fix((), tuple(edits))


def _model(project: Project, finding: Finding) -> _Model:
    path = finding.where.path
    folder, file = os.path.split(path)
    packages = {m.package for m in _modules(project) if os.path.dirname(m.path) == folder}
    if len(packages) != 1 or not file.endswith(".py"):
        raise Refusal("the package of the model is not known")
    source = PythonSource(project, path)
    line, start, end_line, end = project.span(finding.where)[1:]
    name = source.lines[line][start:end] if line == end_line else ""
    if not name.isidentifier():
        statement = source.statement(next(iter(source.at(finding.where)), source.tree))
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        name = target.id if isinstance(target, ast.Name) else ""
    if not name:
        raise Refusal("the model has no name to import it by")
    return _Model(path, packages.pop(), file[:-3], name)


def _modules(project: Project) -> list[Module]:
    return [module for module in project.machine.modules.values() if isinstance(module, Module) and module.path]


def _place(project: Project, model: _Model) -> str:
    """The file in which the import belongs: the package's own, else env.py, else where most of the others are imported."""
    folder = os.path.dirname(model.path)
    init, env_py = os.path.join(folder, "__init__.py"), project.environment.env_py
    for path in (init, env_py):
        if _count(project, model, path):
            return path
    inside = tuple(root + os.sep for root in project.environment.import_roots)
    elsewhere = (folder, *project.environment.version_locations, *project.environment.site_packages)
    outside = tuple(place + os.sep for place in elsewhere)
    read = sorted({module.path for module in _modules(project)})
    counts = {path: _count(project, model, path) for path in read if path.startswith(inside) and not path.startswith(outside)}
    best = max(counts, key=lambda path: counts[path], default=env_py)
    return best if counts.get(best) else env_py


def _count(project: Project, model: _Model, path: str) -> int:
    """How many imports of the model's siblings a file has."""
    if path != project.environment.env_py and all(module.path != path for module in _modules(project)):
        return 0
    text = project.files.text(path) or ""
    last = re.escape(model.package.rpartition(".")[2])
    if re.search(rf"^[ \t]*(?:from[ \t]+\S*\b{last}\b|from[ \t]+\.|import[ \t].*\b{last}\b)", text, re.MULTILINE) is None:
        return 0
    try:
        return len(list(_siblings(PythonSource(project, path), project, model)))
    except Refusal:
        return 0


def _siblings(source: PythonSource, project: Project, model: _Model) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports at the top of a file that load modules beside the model's."""
    folder = os.path.dirname(model.path)
    beside = {module.name for module in _modules(project) if os.path.dirname(module.path) == folder}
    here = next((module.package for module in _modules(project) if module.path == source.path), "")
    for node in source.tree.body:
        if isinstance(node, ast.Import):
            if any(alias.name in beside and alias.name != model.package for alias in node.names):
                yield node
        elif isinstance(node, ast.ImportFrom):
            origin = _absolute(node, here)
            loads = {f"{origin}.{alias.name}" for alias in node.names} if origin == model.package else {origin}
            if loads & beside - {model.package}:
                yield node


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    base = ".".join(parts[: len(parts) - node.level + 1])
    return f"{base}.{node.module}" if node.module else base


def _imports_its_package(project: Project, model: _Model) -> bool:
    """True where the model's module takes names from its package, which must have them by then."""
    own = re.escape(model.package)
    text = project.files.text(model.path) or ""
    return re.search(rf"^(?:from[ \t]+(?:\.|{own})[ \t]+import|import[ \t]+{own}[ \t]*$)", text, re.MULTILINE) is not None


def _like(node: ast.Import | ast.ImportFrom, model: _Model) -> str:
    """The import of the model, written as that of another one is."""
    if isinstance(node, ast.Import):
        return f"import {model.module}"
    dots = "." * node.level
    if node.module is None or node.module == model.package:  # from app.models import task
        return f"from {dots}{node.module or ''} import {model.stem}"
    before = node.module.rpartition(".")[0]
    names = "*" if node.names[0].name == "*" else model.name
    return f"from {dots}{before}{'.' if before else ''}{model.stem} import {names}"


def _noqa(source: PythonSource, node: ast.stmt) -> str:
    line, character = source.end(node)
    comment = source.lines[line][character:].strip()
    return f"  {comment}" if comment.startswith("# noqa") else ""


def _key(node: ast.Import | ast.ImportFrom) -> str:
    name = (node.module or node.names[0].name) if isinstance(node, ast.ImportFrom) else node.names[0].name
    return name.rpartition(".")[2]


def _in_all(source: PythonSource, name: str) -> Iterator[Replacement]:
    """`__all__` names the model too, where it is a plain list of what is imported."""
    for node in source.tree.body:
        if not isinstance(node, ast.Assign) or not any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            continue
        names = [constant_text(each) for each in node.value.elts] if isinstance(node.value, (ast.List, ast.Tuple)) else []
        if not names or None in names or name in names:
            return
        assert isinstance(node.value, (ast.List, ast.Tuple))
        texts = [str(each) for each in names]
        quote = source.text(node.value.elts[0])[-1]
        at = next((n for n, each in enumerate(texts) if each > name), None) if texts == sorted(texts) else None
        if at is not None:
            line, character = source.start(node.value.elts[at])
            before = source.lines[line][:character]
            yield source.inserted(line, character, f"{quote}{name}{quote},{' ' if before.strip() else chr(10) + before}")
            return
        line, character = source.end(node.value.elts[-1])
        start = source.start(node.value.elts[-1])
        before = source.lines[start[0]][: start[1]]
        yield source.inserted(line, character, f",{' ' if before.strip() else chr(10) + before}{quote}{name}{quote}")
        return
