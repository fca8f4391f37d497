"""Markdown of revisions and their steps: links, dates, lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from alembic_ls.analysis.describe import describe
from alembic_ls.analysis.project import Project
from alembic_ls.findings.span import Span
from alembic_ls.schema.operations import CreateTable
from alembic_ls.startup.regex import regex
from alembic_ls.views.ddl import column_line
from alembic_ls.views.thread import Step, Thread

_SPECIAL = regex(r"([\\*_\[\]<>#|~])")
_MOST = 12  # lines of a list


def uri(path: str) -> str:
    """A path as a file's URI."""
    path = path.replace("\\", "/")
    return "file://" + quote(path if path.startswith("/") else "/" + path)


def plain(text: str) -> str:
    """Text of the project, so that it is shown as it is."""
    return _SPECIAL.sub(r"\\\1", text).replace("`", "\\`")


def link(text: str, span: Span) -> str:
    """A link to a place."""
    return f"[{text}]({uri(span.path)}#L{span.start_line + 1})"


def code(lines: Sequence[str], language: str = "sql") -> str:
    """A block of code; nothing where there are no lines."""
    body = "\n".join(lines).replace("```", "'''")
    return f"```{language}\n{body}\n```" if lines else ""


def bullets(lines: Sequence[str], most: int = _MOST) -> str:
    """A list, its end left out where it is long."""
    more = [f"… and {len(lines) - most} more"] if len(lines) > most else []
    return "\n".join(f"- {line}" for line in (*lines[:most], *more))


def revision_line(project: Project, id_: str, where: Span | None = None) -> str:
    """Date, linked id and message of a revision."""
    revision = project.graph.by_id[id_]
    date = f"{revision.create_date[:10]} " if revision.create_date else ""
    message = f" {plain(revision.message.rstrip('.'))}" if revision.message else ""
    return f"{date}{link(f'`{id_}`', where or project.span(revision.where))}{message}"


def history(project: Project, threads: Iterable[Thread]) -> list[str]:
    """What was done to them and around them, a line for each revision, newest first."""
    return lines_of(project, [(step, thread) for thread in threads for step in (*thread.steps, *thread.around)])


def lines_of(project: Project, done: Iterable[tuple[Step, Thread]]) -> list[str]:
    """A line for each revision of these steps, newest first."""
    by_revision: dict[str, list[tuple[Step, Thread]]] = {}
    for step, thread in sorted(done, key=lambda each: each[0].number, reverse=True):
        by_revision.setdefault(step.revision, []).insert(0, (step, thread))
    return [_line(project, id_, found) for id_, found in by_revision.items()]


def _line(project: Project, id_: str, done: list[tuple[Step, Thread]]) -> str:
    origin, path = done[0][0].operation.origin, project.graph.by_id[id_].path
    where = project.span(origin) if origin is not None and origin.path == path else None  # rather than in a helper
    said = list(dict.fromkeys(_done(step, thread, project.dialect) for step, thread in done))
    shown = [*said[:3], *(["…"] if len(said) > 3 else [])]
    return f"{revision_line(project, id_, where)}: {'; '.join(shown)}"


def _done(step: Step, thread: Thread, dialect: str) -> str:
    operation = step.operation
    if isinstance(operation, CreateTable):
        column = operation.table.columns.get(thread.born) if thread.table is not None else None
        return f"create table `{operation.table.key}`" + (f" with `{column_line(column, dialect)}`" if column is not None else "")
    return describe(operation, dialect)
