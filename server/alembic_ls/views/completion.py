"""What may be typed inside a string: tables, columns, indexes and constraints as they are at that revision; targets; revision ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alembic_ls.analysis.project import Project
from alembic_ls.findings.span import Span
from alembic_ls.startup.regex import regex
from alembic_ls.syntax.chunks import SourceFile
from alembic_ls.views.choices import CHOICES, Place
from alembic_ls.views.literal import literal_at
from alembic_ls.views.memory import Memory, memory_of
from alembic_ls.views.offsets import chunk_at, offset_of, span_in
from alembic_ls.views.roles import role_of
from alembic_ls.views.values import Item

_SWALLOWED = regex(r"[\s,()\[\]]")


def completion(projects: Sequence[Project], path: str, line: int, character: int, text: str | None = None) -> list[Item]:
    """What fits into the string around the place. `text` is the buffer as it is now, where the projects were read before.

    Nothing outside of strings: there the editor's own Python completion speaks.
    """
    for project in projects:
        memory = memory_of(project)
        source = memory.source(path) if text is None else SourceFile(path, text)
        chunk = chunk_at(source, line) if source is not None else None
        literal = literal_at(chunk.text, offset_of(chunk, line, character), with_rest=True) if chunk is not None else None
        role = role_of(literal) if literal is not None else None
        if chunk is None or literal is None or role is None:
            return []
        if _knows(memory, path):
            place = Place(project, memory, path, chunk, literal, role, line)
            return list(_items(place))
    return []


def _knows(memory: Memory, path: str) -> bool:
    return memory.concerns(path) or any(path.startswith(folder) for folder in memory.version_folders)


def _items(place: Place) -> Iterator[Item]:
    choose = CHOICES.get(place.role.name)
    if choose is not None:
        span = _replaced(place)
        for number, item in enumerate(choose(place)):
            yield item._replace(span=span, order=number)


def _replaced(place: Place) -> Span:
    """The string's content; as much as is typed where the rest of the line fell into a string that nobody closed."""
    literal = place.literal
    rest = literal.text[len(literal.typed) :]
    end = literal.end if literal.closed and not _SWALLOWED.search(rest) else literal.start + len(literal.typed)
    return span_in(place.path, place.chunk, literal.start, end)
