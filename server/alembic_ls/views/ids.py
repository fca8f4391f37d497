"""The revision ids that are written in a revision's docstring and header."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alembic_ls.analysis.project import Project
from alembic_ls.findings.span import Span
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.views.literal import literals_in
from alembic_ls.views.memory import memory_of
from alembic_ls.views.offsets import span_in

_DOCSTRING_LINE = regex(r"^(?:Revision ID|Revises|Depends on):[ \t]*(.*)$", re.IGNORECASE)
_ID = regex(r"[^\s,()]+")
_NAMES = ("revision", "down_revision", "depends_on")


class WrittenId(NamedTuple):
    """An id, where it is written, and what it is assigned to; None in the docstring."""

    id: str
    span: Span
    name: str | None


def ids_in(project: Project, path: str) -> Iterator[WrittenId]:
    """The ids in a file, those of revisions that there are."""
    source = memory_of(project).source(path)
    if source is None or not source.chunks:
        return
    known = project.graph.by_id
    docstring = source.chunks[0]
    if docstring.text.startswith(('"', "'", "r", "R")):
        for number, line in enumerate(docstring.text.split("\n"), docstring.start_line):
            if (header := _DOCSTRING_LINE.match(line)) is not None:
                for word in _ID.finditer(line, header.start(1)):
                    if word[0] in known:
                        yield WrittenId(word[0], Span(path, number, word.start(), number, word.end()), None)
    for chunk in source.chunks:
        if chunk.kind == "assign" and chunk.name in _NAMES:
            for literal in literals_in(chunk.text, known):
                yield WrittenId(literal.text, span_in(path, chunk, literal.start, literal.end), chunk.name)
