"""The names by which a file of models calls what it imports, and the edits that import what it does not yet."""

from __future__ import annotations

import ast

from alembic_ls.findings.fix import Replacement
from alembic_ls.fixes.imports import bound_by_imports, import_added, name_of
from alembic_ls.fixes.python_source import PythonSource


class ModelNames:
    """For one fix of one file."""

    def __init__(self, source: PythonSource, owner: str | None = None) -> None:
        """`owner` is the object that gives SQLAlchemy's names besides, as `db` of Flask-SQLAlchemy."""
        self._source = source
        self._owner = owner
        self._bound = bound_by_imports(source.tree)
        self._asked: dict[str, str] = {}
        self._missing: dict[str, list[str]] = {}  # names by module

    @property
    def edits(self) -> list[Replacement]:
        """What imports the names that were asked for: among those that the file imports from the same module, else on a line of its own."""
        return [self._beside(module, names) or self._alone(module, names) for module, names in self._missing.items()]

    def of_sqlalchemy(self, name: str, module: str = "sqlalchemy") -> str:
        """`String`, or `sa.String`, or `db.String`. Raises Refusal where the name is taken."""
        if self._owner is not None and module == "sqlalchemy":
            return f"{self._owner}.{name}"
        if name not in self._bound and module == "sqlalchemy":
            whole = next((own for own, by in self._bound.items() if by.partition(" as ")[0] == "import sqlalchemy"), None)
            if whole is not None:
                return f"{whole}.{name}"
        return self.imported(f"from {module} import {name}")

    def imported(self, statement: str) -> str:
        """What the file calls it. Raises Refusal where the name is taken."""
        known = self._asked.get(statement)
        if known is None:
            known, edits = name_of(self._source, statement)
            self._asked[statement] = known
            wanted = ast.parse(statement).body[0]
            if edits and isinstance(wanted, ast.ImportFrom):
                self._missing.setdefault(str(wanted.module), []).append(wanted.names[0].name)
        return known

    def _alone(self, module: str, names: list[str]) -> Replacement:
        return import_added(self._source, f"from {module} import {', '.join(names)}")

    def _beside(self, module: str, names: list[str]) -> Replacement | None:
        for node in self._source.tree.body:
            is_same = isinstance(node, ast.ImportFrom) and (node.module, node.level) == (module, 0)
            if isinstance(node, ast.ImportFrom) and is_same and node.names[0].name != "*":
                last = node.names[-1]
                line, character = self._source.end(last)
                before = self._source.lines[line][: self._source.start(last)[1]]
                between = f",\n{before}" if not before.strip() else ", "
                return self._source.inserted(line, character, "".join(between + name for name in names))
        return None
