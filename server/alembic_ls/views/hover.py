"""What is told about what the pointer is on: the database's side of a field or class, what an operation does, who a revision is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alembic_ls.analysis.describe import describe
from alembic_ls.analysis.project import Project
from alembic_ls.changes.apply import apply
from alembic_ls.schema.operations import ChangeData, Obscure
from alembic_ls.schema.tables import Column, Schema, Table
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex
from alembic_ls.views.ddl import changed_lines, column_lines, keys_with, table_lines
from alembic_ls.views.field import why_nullable
from alembic_ls.views.markdown import bullets, code, history, link, plain, revision_line
from alembic_ls.views.memory import Written, memory_of
from alembic_ls.views.pending import pending_of_column, pending_text
from alembic_ls.views.target import Subject, Target, targets_at
from alembic_ls.views.values import Hover

_WORD = regex(r"\w+")
_MOST_TABLES = 5  # of those that a mixin's field is in
_MOST_LINES = 40  # of a table


def hover(projects: Sequence[Project], path: str, line: int, character: int) -> Hover | None:
    """What stands at a place, in Markdown; None where nothing is that the schema knows of."""
    targets = targets_at(projects, path, line, character)
    texts = {_told(target, projects): None for target in targets}
    told = "\n\n---\n\n".join(text for text in texts if text)
    return Hover(told, targets[0].span) if told else None


def _told(target: Target, projects: Sequence[Project]) -> str:
    if target.kind == "revision":
        return "\n\n".join(filter(None, _revision(target.project, target.revision or "")))
    parts = list(_operations(target)) if target.written else []
    if target.kind == "column":
        parts += _column(target, projects)
    elif target.kind == "table" or (target.kind == "key" and not target.written):
        parts += _tables(target)
    return "\n\n".join(filter(None, parts))


# A column


def _column(target: Target, projects: Sequence[Project]) -> Iterator[str]:
    subject = target.subjects[0]
    siblings = _siblings(target.project, projects)
    columns = [(_database_column(project, subject), project.dialect) for project in siblings]
    several = len(target.subjects) > 1
    if several:
        tables = [f"`{each.table}`" for each in target.subjects]
        yield f"**`{subject.column}`** of {', '.join(tables[:_MOST_TABLES])}{' …' if len(tables) > _MOST_TABLES else ''}"
    else:
        yield f"**`{subject.table}.{subject.column}`**"
    if any(column is not None for column, _ in columns):
        table = _database_table(target.project, subject)
        keys = keys_with(table, subject.column or "") if table is not None and not several else []
        yield "In the database:\n" + code([*column_lines(columns), *keys])
    else:
        yield _absent(target.project, subject)
    if target.in_models:
        yield _nullable(target, subject)
    yield bullets(list(_doubts(target.project, subject)))
    yield _pending(target)
    yield _history(target)


def _siblings(project: Project, projects: Sequence[Project]) -> list[Project]:
    """The Projects of the same environment, for the other dialects."""
    same = [each for each in projects if each.environment == project.environment]
    return [project, *(each for each in same if each.dialect != project.dialect)]


def _database_table(project: Project, subject: Subject) -> Table | None:
    tables = project.history().tables
    return tables.get(subject.table) or tables.get(memory_of(project).rules.short(subject.table))


def _database_column(project: Project, subject: Subject) -> Column | None:
    table = _database_table(project, subject)
    return table.columns.get(subject.column or "") if table is not None else None


def _absent(project: Project, subject: Subject) -> str:
    table = _database_table(project, subject)
    if table is not None and not table.complete:
        return f"Not known to be in the database: {plain(table.unknown['columns'].reason)}."
    gone = subject.thread is not None and not subject.thread.alive
    return "No longer in the database." if gone else "Not in the database."


def _nullable(target: Target, subject: Subject) -> str:
    memory = memory_of(target.project)
    table = memory.model(subject.table)
    column = table.columns.get(subject.column or "") if table is not None else None
    if table is None or column is None:
        return ""
    field = memory.field(column.origin)
    why = why_nullable(field, table, column) if field is not None else None
    if isinstance(column.nullable, Unknown):
        return f"Whether it may be null is not known: {plain(column.nullable.reason)}"
    because = f", because {why}" if why else ""
    return f"The model {'lets it be null' if column.nullable else 'does not let it be null'}{because}."


def _doubts(project: Project, subject: Subject) -> Iterator[str]:
    memory = memory_of(project)
    table = memory.model(subject.table)
    for side, column in (
        ("database", _database_column(project, subject)),
        ("model", table.columns.get(subject.column or "") if table is not None else None),
    ):
        if column is not None and isinstance(column.type, Unknown):
            yield f"The type in the {side} is not known: {plain(column.type.reason)}"


def _pending(target: Target) -> str:
    project = target.project
    lines = []
    for subject in target.subjects:
        found = memory_of(project).differences(subject.table)
        if subject.column is not None:
            found = pending_of_column(found, subject.column)
        lines += [pending_text(difference, project.dialect) for difference in found]
    return "**Not migrated**\n" + bullets(list(dict.fromkeys(lines))) if lines else ""


def _history(target: Target) -> str:
    threads = [subject.thread for subject in target.subjects if subject.thread is not None]
    lines = history(target.project, threads)
    return "**History**\n" + bullets(lines) if lines else ""


# A table


def _tables(target: Target) -> Iterator[str]:
    for subject in target.subjects[:_MOST_TABLES]:
        yield f"**`{subject.table}`**"
        table = _database_table(target.project, subject)
        if table is None:
            yield _absent(target.project, subject)
        elif target.kind == "key":
            yield code([line for line in table_lines(table, target.project.dialect) if target.name in _WORD.findall(line)])
        elif not table.complete:
            yield f"Other columns may be there: {plain(table.unknown['columns'].reason)}"
    yield _pending(target)
    yield _history(target)


# Operations


def _operations(target: Target) -> Iterator[str]:
    project = target.project
    said = list(dict.fromkeys(_said(written, project.dialect) for written in target.written))
    yield said[0] if len(said) == 1 else bullets(said)
    lines: list[str] = []
    refused: dict[str, None] = {}
    for before, after, problems in _states(target.written, project):
        refused.update(dict.fromkeys(problems))
        keys = [key for key in {**before.tables, **after.tables} if before.tables.get(key) is not after.tables.get(key)]
        renamed = len(keys) == 2 and len(before.tables) == len(after.tables)
        if renamed and keys[0] in after.tables:
            keys.reverse()
        for key in keys:
            changed = changed_lines(before.tables.get(key), after.tables.get(key), project.dialect)
            if target.kind == "column":
                changed = [line for line in changed if target.name in _WORD.findall(line)]
            if renamed:
                lines.append(f"{'-' if key in before.tables else '+'} {key}")
            elif changed:
                lines += [f"  {key}", *changed]
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
    for each in written[:_MOST_TABLES]:
        if isinstance(each.operation, Obscure):
            continue
        before = memory.schema_before(each)
        after, problems = apply(before, each.operation, memory.rules)
        yield before, after, [problem.message for problem in problems]


# A revision


def _revision(project: Project, id_: str) -> Iterator[str]:
    revision = project.graph.by_id[id_]
    memory = memory_of(project)
    yield f"**{plain(revision.message) or f'`{id_}`'}**"
    labels = () if isinstance(revision.branch_labels, Unknown) else revision.branch_labels
    facts = [link(f"`{id_}`", project.span(revision.where))]
    facts += [revision.create_date[:16]] if revision.create_date else []
    facts += [f"labelled `{label}`" for label in labels]
    facts += ["head"] if id_ in project.graph.heads else []
    yield " · ".join(facts)
    around = [f"after {revision_line(project, parent)}" for parent in revision.down if parent in project.graph.by_id]
    around += [f"depends on `{name}`" for name in revision.depends_on]
    around += [f"before {revision_line(project, child)}" for child in project.graph.children[id_]]
    yield bullets(around)
    threads = memory.threads
    first, last = threads.moments.get(id_, (0, 0))
    done = [describe(step.operation, project.dialect) for step in threads.steps[first:last]]
    yield "**Does**\n" + bullets(done) if done else "It changes nothing."
