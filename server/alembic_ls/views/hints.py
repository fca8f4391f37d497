"""Words within lines: the message beside a bare revision id, and the column type that a field leaves to be inferred."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alembic_ls.analysis.project import Project
from alembic_ls.analysis.words import type_text
from alembic_ls.schema.tables import Column
from alembic_ls.schema.unknown import Unknown
from alembic_ls.views.ids import ids_in
from alembic_ls.views.memory import memory_of
from alembic_ls.views.values import Hint

_LONGEST = 60  # letters of a message


def hints(projects: Sequence[Project], path: str, first_line: int, last_line: int) -> list[Hint]:
    """The hints of these lines, both included."""
    for number, project in enumerate(projects):
        memory = memory_of(project)
        if memory.revision_of(path) is not None:
            found = _messages(project, path)
        elif memory.places(path):
            siblings = [each for each in projects[number:] if each.environment == project.environment]
            found = _types(siblings, path)
        else:
            continue
        return [hint for hint in found if first_line <= hint.line <= last_line]
    return []


def _messages(project: Project, path: str) -> Iterator[Hint]:
    for id_, span, name in ids_in(project, path):
        message = project.graph.by_id[id_].message
        if name in ("down_revision", "depends_on") and message:
            shown = message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"
            yield Hint(span.end_line, span.end_character + 1, shown, "message", message)  # behind the quote


def _types(projects: Sequence[Project], path: str) -> Iterator[Hint]:
    memory = memory_of(projects[0])
    source = memory.source(path)
    seen: set[tuple[int, int]] = set()
    for place in memory.places(path):
        if place.column is None or source is None or place.span[1:3] in seen:
            continue
        seen.add((place.span.start_line, place.span.start_character))
        column = place.table.columns[place.column]
        field = memory.field(column.origin)
        text = _type(column, projects[0].dialect)
        if field is None or column.origin is None or text is None or field.says_type:
            continue
        line = place.span.start_line - column.origin.start_line + field.end_line
        if line >= len(source.lines):
            continue  # the file has changed since
        character = len(source.lines[line].encode()[: field.end_column].decode(errors="ignore"))
        yield Hint(line, character, text, "type", _elsewhere(projects, place.table.key, place.column))


def _type(column: Column, dialect: str) -> str | None:
    return None if isinstance(column.type, Unknown) else type_text(column.type, dialect)


def _elsewhere(projects: Sequence[Project], table: str, column: str) -> str:
    """The type in every dialect of the environment, for the tooltip."""
    said = []
    for project in projects:
        found = memory_of(project).model(table)
        there = found.columns.get(column) if found is not None else None
        if there is not None and (text := _type(there, project.dialect)) is not None:
            said.append(f"{project.dialect}: {text}")
    return "\n".join(said)
