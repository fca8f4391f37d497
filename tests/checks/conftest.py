"""Two ways to ask the rules: about two schemas in memory, and about a small project written as one marked text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

import pytest
from alembic_ls.analysis.pairs import Pairs
from alembic_ls.changes.diff import diff
from alembic_ls.changes.rules import Rules
from alembic_ls.checks.registry import NAMES
from alembic_ls.checks.run import run
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.span import Span
from alembic_ls.history.graph import Graph
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Schema, Table
from alembic_ls.schema.unknown import Unknown
from alembic_ls.text.anchor import Anchor
from alembic_ls.workspace.environment import Dialects, Environment, Libraries
from alembic_ls.workspace.files import Files


class NothingRun:
    """A history of no revisions."""

    problems = unknowns = ()

    def revision_at(self, anchor: Anchor | None) -> None:
        return None


class TwoSchemas:
    """What the rules need of a Project, over two schemas that are given. An anchor's path is where a thing stands."""

    environment = Environment("", None, "alembic", "", "env.py", (), False, {}, (), Libraries(), Dialects(("postgresql",), ""))
    graph = Graph(())
    files = Files()

    def __init__(self, history: Schema, models: Schema, rules: Rules, unreached: Iterable[Table]) -> None:
        self.rules = rules
        self.dialect = rules.dialect
        self._history = history
        self._models = models
        self._unreached = list(unreached)

    def replayed(self) -> NothingRun:
        return NothingRun()

    def models(self) -> Schema:
        return self._models

    def history(self, revision: str | None = None) -> Schema:
        return self._history

    def remembered(self, what: str, database: Table, model: Table, ask: Callable[[Table, Table], Any]) -> Any:
        return ask(database, model)

    def pairs(self) -> Pairs:
        found = Pairs()
        found.renew(self._history, self._models, self.rules)
        return found

    def lineage(self, table: str, column: str | None = None) -> list[object]:
        return []

    def differences(self) -> list[Difference]:
        return diff(self._history, self._models, self.rules)

    def filters(self) -> tuple[None, None]:
        return None, None

    def unknowns(self) -> list[Unknown]:
        return []

    def unreached(self) -> list[Table]:
        return self._unreached

    def span(self, anchor: Anchor) -> Span:
        return Span(anchor.path, anchor.start_line, anchor.start_column, anchor.end_line, anchor.end_column)


Compare = Callable[..., list[Finding]]


@pytest.fixture
def compare() -> Compare:
    """Findings for (tables of the history, tables of the models). Each difference is seen to be in exactly one of them."""

    def compare(
        history: Iterable[Table] | Schema,
        models: Iterable[Table] | Schema,
        rules: Rules = Rules("postgresql"),  # noqa: B008
        unreached: Iterable[Table] = (),
    ) -> list[Finding]:
        sides = [side if isinstance(side, Schema) else Schema({table.key: table for table in side}) for side in (history, models)]
        project = TwoSchemas(sides[0], sides[1], rules, unreached)
        findings = run(project)  # type: ignore[arg-type]
        told = [tuple(difference.as_list()) for finding in findings for difference in finding.differences]
        assert sorted(map(str, told)) == sorted(str(tuple(difference.as_list())) for difference in project.differences())
        return findings

    return compare


_FILE = re.compile(r"^# file: (\S+)\n", re.MULTILINE)
_EXPECTED = re.compile(r"#\s*expect:\s*([\w, -]+?)\s*$")

_INI = """[alembic]
script_location = alembic
prepend_sys_path = .
"""
_ENV = """from alembic import context
from models import metadata

target_metadata = metadata
context.configure(target_metadata=target_metadata, dialect_name="postgresql", compare_type=True)
"""


@pytest.fixture
def check_marked(tmp_path: Path) -> Callable[..., list[Finding]]:
    """Check the project that a text holds, and compare rules and lines with its `# expect: rule` comments.

    The text's files begin with a line `# file: NAME`. `alembic.ini` and `alembic/env.py` (which takes `metadata` of `models`)
    are there where it has none. A finding that is not expected fails, like an expected one that is not found, and like something
    that could not be followed in a text that is `followed`, or nothing in one that is not; where `followed` is None, both are
    fine. `of` names the rules that are meant; `versions` are the folders of the revisions where the user says them.
    """

    def check(
        text: str,
        dialect: str = "postgresql",
        followed: bool | None = True,
        of: Collection[str] = NAMES,
        versions: tuple[str, ...] = (),
    ) -> list[Finding]:
        from alembic_ls.analysis.project import open_projects
        from alembic_ls.workspace.environment import Said

        files = {"alembic.ini": _INI, "alembic/env.py": _ENV, **_files(text)}
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        projects, problems = open_projects(str(tmp_path), Said(dialects=(dialect,), version_locations=versions))
        assert not problems
        (project,) = projects
        findings = [finding for finding in run(project) if finding.rule in of]
        spans = [(finding.rule, project.span(finding.where)) for finding in findings]
        found = Counter((Path(span.path).relative_to(tmp_path).as_posix(), span.start_line + 1, rule) for rule, span in spans)
        assert found == _expectations(files), "\n".join(finding.message for finding in findings)
        assert followed is None or bool(project.unknowns()) is not followed, project.unknowns()
        return findings

    return check


def _files(text: str) -> dict[str, str]:
    _, *parts = _FILE.split(text)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _expectations(files: dict[str, str]) -> Counter[tuple[str, int, str]]:
    expected: Counter[tuple[str, int, str]] = Counter()
    for name, content in files.items():
        for number, line in enumerate(content.split("\n"), 1):
            if marked := _EXPECTED.search(line):
                expected.update((name, number, rule.strip()) for rule in marked[1].split(","))
    return expected
