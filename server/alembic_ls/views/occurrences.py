"""Every place of a project that means the same table, column, index, constraint or revision, under whatever name it had there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from alembic_ls.analysis.project import Project
from alembic_ls.findings.span import Span
from alembic_ls.schema import operations as ops
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.views.ids import ids_in
from alembic_ls.views.keys import KeyPast, key_place, past_of_key
from alembic_ls.views.literal import literals_in
from alembic_ls.views.memory import Written, memory_of
from alembic_ls.views.offsets import contains, span_in
from alembic_ls.views.target import Subject, Target, subject_of, target_at
from alembic_ls.views.thread import Step, Thread


class Occurrence(NamedTuple):
    """A place. `writes` where an operation makes, changes or drops the thing there; `declares` where a model says what it is."""

    span: Span
    writes: bool = False
    declares: bool = False


def occurrences(target: Target, only: str | None = None) -> list[Occurrence]:
    """All places that mean what a target means, by file and line; those of the file `only` where one is given."""
    project = target.project
    if target.kind == "revision":
        found = list(_of_revision(project, target.revision or "", only))
    elif target.kind == "key":
        found = [each for subject in target.subjects for each in _of_key(project, subject, target.name or "", only)]
    elif target.kind == "operation":
        found = []
    else:
        found = [each for subject in target.subjects for each in _of_subject(project, subject, only)]
    by_span: dict[Span, Occurrence] = {}
    for each in sorted(found):
        before = by_span.get(each.span)
        by_span[each.span] = each if before is None else Occurrence(each.span, before.writes or each.writes, True)
    return list(by_span.values())


def model_place(project: Project, subject: Subject) -> Span | None:
    """The field or the class's name in the models."""
    table = memory_of(project).model(subject.table)
    if table is None:
        return None
    column = table.columns.get(subject.column) if subject.column is not None else None
    if subject.column is not None and column is None:
        return None
    anchor = column.origin if column is not None else table.class_origin or table.origin
    return project.span(anchor) if anchor is not None else None


# Tables and columns


def _of_subject(project: Project, subject: Subject, only: str | None) -> Iterator[Occurrence]:
    place = model_place(project, subject)
    if place is not None and only in (None, place.path):
        yield Occurrence(place, declares=True)
    seen: list[Span] = []
    kinds = ("table",) if subject.column is None else ("column",)
    for target in _mentions(project, _names(project, subject), _paths(project, subject, only), kinds):
        if any(_same(subject, each) for each in target.subjects):
            seen.append(target.span)
            yield Occurrence(target.span, subject.thread is not None and _writes(target.written, subject.thread))
    yield from _unnamed(project, subject.thread.steps if subject.thread is not None else (), seen, only, subject.column is None)


def _unnamed(
    project: Project, steps: Iterable[Step], seen: Iterable[Span], only: str | None, is_in_file: bool = False
) -> Iterator[Occurrence]:
    """The operations in which the name is not written: a loop, a variable, SQL. With `is_in_file`, in whose file it is not."""
    for step in steps:
        origin = step.operation.origin
        if origin is None or only not in (None, origin.path):
            continue
        span = project.span(origin)
        within = (each for each in seen if each.path == span.path)
        if not any(is_in_file or contains(span, each.start_line, each.start_character) for each in within):
            yield Occurrence(span, True)


def _same(subject: Subject, other: Subject) -> bool:
    if subject.thread is not None or other.thread is not None:
        return subject.thread is other.thread
    return (subject.table, subject.column) == (other.table, other.column)


def _writes(written: Iterable[Written], thread: Thread) -> bool:
    return any(_changes(each.operation, thread) for each in written)


def _changes(operation: ops.Operation, thread: Thread) -> bool:
    """True where the operation's own subject is the thread."""
    if thread.table is None:
        return isinstance(operation, (ops.CreateTable, ops.DropTable, ops.RenameTable, ops.SetTableComment, ops.SetTableSchema))
    return isinstance(operation, (ops.CreateTable, ops.AddColumn, ops.DropColumn, ops.AlterColumn))


def _names(project: Project, subject: Subject) -> Set[str]:
    """What a literal may say that means the subject: its names of all times, alone or behind those of its table."""
    tables = _table_names(project, subject)
    if subject.column is None:
        return tables
    names = {subject.column} | ({subject.thread.born} if subject.thread is not None else set())
    for step in subject.thread.steps if subject.thread is not None else ():
        if isinstance(step.operation, ops.AlterColumn):
            names.add(step.operation.column)
    return names | {f"{table}.{name}" for table in tables for name in names}


def _table_names(project: Project, subject: Subject) -> set[str]:
    names = {subject.table, subject.table.rpartition(".")[2]}
    thread = subject.thread
    thread = thread.table or thread if thread is not None else subject_of(project, subject.table).thread
    if thread is not None:
        for name in (thread.name, thread.born):
            names |= {name, name.rpartition(".")[2]}
        names |= {step.operation.table for step in thread.steps if isinstance(step.operation, ops.RenameTable)}
    return names


def _paths(project: Project, subject: Subject, only: str | None) -> list[str]:
    """The files in which the subject may be written: those that have its table's operations, or a string with a name of the table."""
    if only is not None:
        return [only]
    memory = memory_of(project)
    names = _table_names(project, subject)
    said = [f"{quote}{name}{end}" for name in names for quote in "\"'" for end in (quote, ".")]
    thread = subject.thread
    thread = thread.table or thread if thread is not None else None
    found = {step.operation.origin.path for step in thread.steps if step.operation.origin is not None} if thread else set()
    model = memory.model(subject.table)
    if model is not None and model.class_origin is not None:
        found.add(model.class_origin.path)
    for path in (*project.graph.texts, *memory.model_paths()):
        if path not in found:
            text = project.graph.texts.get(path)
            if text is None:
                text = source.text if (source := memory.source(path)) is not None else ""
            if any(each in text for each in said):
                found.add(path)
    return sorted(found)


def _mentions(project: Project, names: Set[str], paths: Iterable[str], kinds: tuple[str, ...]) -> Iterator[Target]:
    """What the literals that say one of these names mean, in these files."""
    memory = memory_of(project)
    quoted = [f"{quote}{name}{quote}" for name in names for quote in "\"'"]
    for path in paths:
        source = memory.source(path)
        for chunk in source.chunks if source is not None else ():
            if chunk.kind == "import" or not any(each in chunk.text for each in quoted):
                continue
            for literal in literals_in(chunk.text, names):
                span = span_in(path, chunk, literal.start, literal.end)
                target = target_at(project, path, span.start_line, span.start_character)
                if target is not None and target.kind in kinds and target.name is not None:
                    yield target


# Indexes and constraints


def _of_key(project: Project, subject: Subject, name: str, only: str | None) -> Iterator[Occurrence]:
    declared = key_place(project, subject.table, name)
    if declared is not None and only in (None, declared.path):
        yield Occurrence(declared, declares=True)
    thread = subject.thread
    past = past_of_key(memory_of(project), thread, name) if thread is not None else KeyPast([], frozenset((name,)))
    seen: list[Span] = []
    for target in _mentions(project, past.names, _paths(project, subject, only), ("key",)):
        if not target.subjects or any(_same(subject, each) for each in target.subjects):
            seen.append(target.span)
            place = target.span.start_line, target.span.start_character
            if declared is None or declared.path != target.span.path or not contains(declared, *place):
                yield Occurrence(target.span, bool(target.written))
    yield from _unnamed(project, past.steps, seen, only)


# Revisions


def _of_revision(project: Project, id_: str, only: str | None) -> Iterator[Occurrence]:
    for path, text in project.graph.texts.items():
        if id_ in text and only in (None, path):
            for found, span, name in ids_in(project, path):
                if found == id_:
                    yield Occurrence(span, declares=name == "revision")
