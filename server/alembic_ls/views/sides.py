"""A table or column on its two sides: what the revisions leave in the database, and what the models want."""

from __future__ import annotations

from collections.abc import Sequence

from alembic_ls.analysis.project import Project
from alembic_ls.schema.tables import Column, Table
from alembic_ls.schema.unknown import Unknown
from alembic_ls.views.memory import memory_of
from alembic_ls.views.target import Subject


def siblings(project: Project, projects: Sequence[Project]) -> list[Project]:
    """The Projects of the same environment, for the other dialects."""
    same = [each for each in projects if each.environment == project.environment]
    return [project, *(each for each in same if each.dialect != project.dialect)]


def database_table(project: Project, subject: Subject) -> Table | None:
    """The table as the revisions leave it."""
    tables = project.history().tables
    return tables.get(subject.table) or tables.get(memory_of(project).rules.short(subject.table))


def database_column(project: Project, subject: Subject) -> Column | None:
    """The column as the revisions leave it."""
    table = database_table(project, subject)
    return table.columns.get(subject.column or "") if table is not None else None


def model_column(project: Project, subject: Subject) -> Column | None:
    """The column as the models want it."""
    table = memory_of(project).model(subject.table)
    return table.columns.get(subject.column or "") if table is not None else None


def last_known(project: Project, subject: Subject) -> Column | None:
    """The column as it was after the last operation that was certainly about it."""
    thread, memory = subject.thread, memory_of(project)
    if thread is None or thread.table is None:
        return None
    for step in reversed(thread.steps):
        for table in memory.past.schema(step.number + 1).tables.values():
            column = table.columns.get(thread.name) if memory.threads.table(table.key, step.number + 1) is thread.table else None
            if column is not None and not isinstance(column.type, Unknown):
                return column
    return None
