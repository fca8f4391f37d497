"""What is told about an operation that the pointer is in: what it does to the schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alembic_ls.analysis.describe import describe
from alembic_ls.analysis.project import Project
from alembic_ls.changes.apply import apply
from alembic_ls.schema.operations import ChangeData, Obscure
from alembic_ls.schema.tables import Schema
from alembic_ls.startup.regex import regex
from alembic_ls.views.ddl import changed_lines, changed_types
from alembic_ls.views.markdown import bullets, code, plain
from alembic_ls.views.memory import Written, memory_of
from alembic_ls.views.target import Target

_WORD = regex(r"\w+")
_MOST = 12  # operations of one place
_MOST_LINES = 40  # of a diff


def operations(target: Target) -> Iterator[str]:
    """In Markdown: each operation in words, and what it does to the schema as in a diff; of what the pointer is on, where it is on a name."""
    project = target.project
    said = list(dict.fromkeys(_said(written, project.dialect) for written in target.written))
    yield said[0] if len(said) == 1 else bullets(said)
    lines: list[str] = []
    last = None
    refused: dict[str, None] = {}
    for before, after, problems in _states(target.written, project):
        refused.update(dict.fromkeys(problems))
        keys = [key for key in {**before.tables, **after.tables} if before.tables.get(key) is not after.tables.get(key)]
        renamed = len(keys) == 2 and len(before.tables) == len(after.tables)
        if renamed and keys[0] in after.tables:
            keys.reverse()
        for key in keys:
            changed = changed_lines(before.tables.get(key), after.tables.get(key), project.dialect)
            if target.name is not None and target.kind != "table":
                changed = [line for line in changed if _names(line, target.name)]
            if renamed:
                lines.append(f"{'-' if key in before.tables else '+'} {key}")
            elif changed:
                lines += changed if key == last else [f"  {key}", *changed]
                last = key
        lines += changed_types(before, after)
    yield code([*lines[:_MOST_LINES], *(["  …"] if len(lines) > _MOST_LINES else [])], "diff")
    yield bullets([f"The database would refuse this: {plain(message)}" for message in refused])


def _said(written: Written, dialect: str) -> str:
    operation = written.operation
    if isinstance(operation, Obscure):
        return f"Could not be followed: {plain(operation.why.reason)}"
    text = describe(operation, dialect)
    return text[0].upper() + text[1:] + (": the schema stays as it is" if isinstance(operation, ChangeData) else "")


def _states(written: Sequence[Written], project: Project) -> Iterator[tuple[Schema, Schema, list[str]]]:
    """The schema before and after each operation, and what the database objects to."""
    memory = memory_of(project)
    for each in written[:_MOST]:
        if isinstance(each.operation, Obscure):
            continue
        before = memory.schema_before(each)
        after, problems = apply(before, each.operation, memory.rules)
        yield before, after, [problem.message for problem in problems]


def _names(line: str, name: str) -> bool:
    """True where a line of DDL has all words of a name, `table.column` say."""
    return set(_WORD.findall(name)) <= set(_WORD.findall(line))
