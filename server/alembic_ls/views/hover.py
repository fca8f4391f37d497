"""What is told about what the pointer is on: the database's side of a field or class, what an operation does, who a revision is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alembic_ls.analysis.describe import describe
from alembic_ls.analysis.project import Project
from alembic_ls.changes.on_enums import native_enum
from alembic_ls.schema.tables import Column
from alembic_ls.schema.unknown import Unknown
from alembic_ls.views.ddl import column_line, column_lines, key_line, keys_with, type_line
from alembic_ls.views.field import why_nullable
from alembic_ls.views.hover_operation import operations
from alembic_ls.views.keys import past_of_key
from alembic_ls.views.keys_made import key_named
from alembic_ls.views.markdown import bullets, code, history, lines_of, link, plain, revision_line
from alembic_ls.views.memory import memory_of
from alembic_ls.views.pending import pending_of_column, pending_of_key, pending_text
from alembic_ls.views.sides import database_column, database_table, last_known, model_column, siblings
from alembic_ls.views.target import Subject, Target, targets_at
from alembic_ls.views.values import Hover

_KEYS = ("table", "indexes", "uniques", "foreign_keys", "checks", "primary_key")
_MOST_TABLES = 5  # of those that a mixin's field is in


def hover(projects: Sequence[Project], path: str, line: int, character: int) -> Hover | None:
    """What stands at a place, in Markdown; None where nothing is that the schema knows of."""
    targets = targets_at(projects, path, line, character)
    texts = {_told(target, projects): None for target in targets}
    told = "\n\n---\n\n".join(text for text in texts if text)
    return Hover(told, targets[0].span) if told else None


def _told(target: Target, projects: Sequence[Project]) -> str:
    if target.kind == "revision":
        return "\n\n".join(filter(None, _revision(target.project, target.revision or "")))
    parts = list(operations(target)) if target.written else []
    if target.kind == "column":
        parts += _column(target, projects)
    elif target.kind == "table":
        parts += _tables(target, projects)
    elif target.kind == "key" and not target.written:
        parts += _key(target, projects)
    return "\n\n".join(filter(None, parts))


# A column


def _column(target: Target, projects: Sequence[Project]) -> Iterator[str]:
    subject = target.subjects[0]
    others = siblings(target.project, projects)
    columns = [(database_column(project, subject), project.dialect) for project in others]
    several = len(target.subjects) > 1
    if several:
        tables = [f"`{each.table}`" for each in target.subjects]
        yield f"**`{subject.column}`** of {', '.join(tables[:_MOST_TABLES])}{' …' if len(tables) > _MOST_TABLES else ''}"
    else:
        yield f"**`{subject.table}.{subject.column}`**"
    if any(column is not None for column, _ in columns):
        table = database_table(target.project, subject)
        keys = keys_with(table, subject.column or "") if table is not None and not several else []
        yield "In the database:\n" + code([*column_lines(columns), *_enum(target.project, columns[0][0]), *keys])
    else:
        yield _absent(target.project, subject)
        wanted = column_lines([(model_column(project, subject), project.dialect) for project in others])
        yield "The model wants:\n" + code(wanted) if wanted else ""
    if target.in_models:
        yield _nullable(target, subject)
    yield bullets(list(_doubts(target.project, subject)))
    yield _pending(target, others)
    yield _history(target)


def _enum(project: Project, column: Column | None) -> Iterator[str]:
    """The enum type that the database has for a column."""
    type_ = native_enum(column) if column is not None else None
    key = project.rules.key(type_.argument("name"), type_.argument("schema")) if type_ is not None else None
    enum = project.history().enums.get(key) if key is not None else None
    if enum is not None:
        yield type_line(enum)


def _absent(project: Project, subject: Subject) -> str:
    table = database_table(project, subject)
    if table is not None and not table.complete:
        return f"Not known to be in the database: {plain(table.unknown['columns'].reason)}."
    gone = subject.thread is not None and not subject.thread.alive
    return "No longer in the database." if gone else "Not in the database."


def _nullable(target: Target, subject: Subject) -> str:
    memory = memory_of(target.project)
    table, column = memory.model(subject.table), model_column(target.project, subject)
    if table is None or column is None:
        return ""
    field = memory.field(column.origin)
    why = why_nullable(field, table, column) if field is not None else None
    if isinstance(column.nullable, Unknown):
        return f"Whether it may be null is not known: {plain(column.nullable.reason)}"
    because = f", because {why}" if why else ""
    return f"The model {'lets it be null' if column.nullable else 'does not let it be null'}{because}."


def _doubts(project: Project, subject: Subject) -> Iterator[str]:
    """What is not known of the column, and why; what it was when it last was known."""
    database, table = database_column(project, subject), database_table(project, subject)
    said: set[str] = set()
    for doubt in [table.unknown.get(aspect) for aspect in ("table", f"column:{subject.column}")] if table is not None else []:
        if doubt is not None and database is not None and doubt.reason not in said:
            said.add(doubt.reason)
            there = f" ({link('there', project.span(doubt.where))})" if doubt.where is not None else ""
            yield f"A revision may have changed it: {plain(doubt.reason)}{there}"
    for side, column in (("database", database), ("model", model_column(project, subject))):
        if column is not None and isinstance(column.type, Unknown) and column.type.reason not in said:
            yield f"The type in the {side} is not known: {plain(column.type.reason)}"
    before = last_known(project, subject) if database is not None and isinstance(database.type, Unknown) else None
    if before is not None:
        yield f"Before that it was `{column_line(before, project.dialect)}`"


def _pending(target: Target, others: Sequence[Project]) -> str:
    """What is not migrated of it, with the dialects where it is not so for all."""
    dialects: dict[str, list[str]] = {}
    for project in others:
        for text in dict.fromkeys(_pending_texts(target, project)):
            dialects.setdefault(text, []).append(project.dialect)
    lines = [text + (f" ({', '.join(names)})" if len(names) < len(others) else "") for text, names in dialects.items()]
    return "**Not migrated**\n" + bullets(lines) if lines else ""


def _pending_texts(target: Target, project: Project) -> Iterator[str]:
    for subject in target.subjects:
        found = memory_of(project).differences(subject.table)
        if target.kind == "key":
            found = pending_of_key(found, target.name or "")
        elif subject.column is not None:
            found = pending_of_column(found, subject.column)
        yield from (pending_text(difference, project.dialect) for difference in found)


def _history(target: Target) -> str:
    threads = [subject.thread for subject in target.subjects if subject.thread is not None]
    return _told_history(history(target.project, threads))


def _told_history(lines: list[str]) -> str:
    return "**History**\n" + bullets(lines) if lines else ""


# A table


def _tables(target: Target, projects: Sequence[Project]) -> Iterator[str]:
    for subject in target.subjects[:_MOST_TABLES]:
        yield f"**`{subject.table}`**"
        table = database_table(target.project, subject)
        if table is None:
            yield _absent(target.project, subject)
        elif not table.complete:
            yield f"Other columns may be there: {plain(table.unknown['columns'].reason)}"
    yield _pending(target, siblings(target.project, projects))
    yield _history(target)


# An index or a constraint


def _key(target: Target, projects: Sequence[Project]) -> Iterator[str]:
    name, subject = target.name or "", target.subjects[0]
    yield f"**`{name}`** of `{subject.table}`"
    lines: dict[str, None] = {}
    others = siblings(target.project, projects)
    for project in others:
        key = key_named(database_table(project, subject), name)
        if key is not None:
            lines[key_line(key)] = None
    yield "In the database:\n" + code([*lines]) if lines else _absent_key(target.project, subject)
    yield _pending(target, others)
    if subject.thread is not None:
        steps = past_of_key(memory_of(target.project), subject.thread, name).steps
        yield _told_history(lines_of(target.project, [(step, subject.thread) for step in steps]))


def _absent_key(project: Project, subject: Subject) -> str:
    table = database_table(project, subject)
    doubts = [table.unknown[aspect] for aspect in _KEYS if aspect in table.unknown] if table is not None else []
    return f"Not known to be in the database: {plain(doubts[0].reason)}." if doubts else "Not in the database."


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
