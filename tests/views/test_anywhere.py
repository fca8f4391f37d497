"""Whatever the place and however much of the line is typed, a view answers, and its places are in the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic_ls.findings.span import Span
from alembic_ls.views.completion import completion
from alembic_ls.views.definition import definition
from alembic_ls.views.hierarchy import prepare
from alembic_ls.views.highlight import highlight
from alembic_ls.views.hover import hover
from alembic_ls.views.references import references

_STEP = 37  # characters from one place to the next: enough that a run is short, and that lines are met at every column


def _is_in_file(span: Span) -> bool:
    lines = Path(span.path).read_text(encoding="utf-8").split("\n")
    start, end = span[1:3], span[3:5]
    return start <= end and span.end_line < len(lines) and span.end_character <= len(lines[span.end_line])


def test_every_view_answers_at_every_place(todo: Any) -> None:
    answered = 0
    for path in todo.root.rglob("*.py"):
        name = path.relative_to(todo.root).as_posix()
        for offset in range(0, len(todo.text(name)), _STEP):
            cursor = todo.cursor(name, offset)
            spans = [each.span for each in highlight(*cursor)]
            spans += [*definition(*cursor), *references(*cursor)]
            spans += [node.selection for node in prepare(*cursor)]
            told = hover(*cursor)
            if told is not None:
                answered += 1
                spans.append(told.span)
                assert told.span[1:3] <= (cursor.line, cursor.character) <= told.span[3:5]
            assert all(map(_is_in_file, spans))
    assert answered > 100


def test_completion_answers_in_every_half_typed_file(todo: Any) -> None:
    completed = 0
    for path in todo.root.rglob("*.py"):
        text = todo.text(path.relative_to(todo.root).as_posix())
        for offset in range(0, len(text), _STEP):
            before = text[:offset]
            line, character = before.count("\n"), len(before.rpartition("\n")[2])
            for item in completion(todo.projects, str(path), line, character, before):
                completed += 1
                assert (item.span.start_line, item.span.end_line) == (line, line)
                assert item.span.start_character <= item.span.end_character == character
    assert completed > 100


def test_a_file_that_no_project_knows_has_nothing(todo: Any, tmp_path: Path) -> None:
    path = tmp_path / "other.py"
    path.write_text("import os\n")
    place = (todo.projects, str(path), 0, 3)
    assert hover(*place) is None
    assert definition(*place) == references(*place) == highlight(*place) == prepare(*place) == completion(*place) == []
