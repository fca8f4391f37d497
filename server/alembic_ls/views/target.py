"""What stands at a place of a file: a table, a column, an index or constraint, an operation, a revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from alembic_ls.analysis.project import Project
from alembic_ls.findings.span import Span
from alembic_ls.schema.operations import CreateTable
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.syntax.chunks import Chunk, SourceFile
from alembic_ls.views.ids import ids_in
from alembic_ls.views.keys import name_in_models
from alembic_ls.views.literal import Literal, literal_at
from alembic_ls.views.memory import Memory, Written, memory_of
from alembic_ls.views.offsets import chunk_at, contains, offset_of, span_in
from alembic_ls.views.roles import COLUMN, KEY, REFERENT, REFERS, REVISION, TABLE, TARGET, Role, role_of, written_table
from alembic_ls.views.thread import Thread

_BATCH = regex(r"([ \t]*)with[ \t]+(\w+\.batch_alter_table)\b")


class Subject(NamedTuple):
    """A table, or a column of it, under today's names. `thread` is what the history knows of it, None where no revision made it."""

    table: str
    column: str | None
    thread: Thread | None


class Target(NamedTuple):
    """What stands at `span`. `kind`: column, table, key, operation, revision.

    `subjects` are several where a mixin's field is in several tables, or an operation in a loop. `written` are the operations around.
    `name` is a literal's text: the name as it is written there; `revision` an id. `in_models` where it stands in the models.
    """

    kind: str
    project: Project
    span: Span
    subjects: tuple[Subject, ...] = ()
    written: tuple[Written, ...] = ()
    name: str | None = None
    revision: str | None = None
    in_models: bool = False


def targets_at(projects: Sequence[Project], path: str, line: int, character: int) -> list[Target]:
    """What stands there, for one project of each environment that knows the file and has something there."""
    found: dict[tuple[str, str], Target] = {}
    for project in projects:
        environment = project.environment.env_py, project.environment.section
        if environment not in found and (target := target_at(project, path, line, character)) is not None:
            found[environment] = target
    return list(found.values())


def target_at(project: Project, path: str, line: int, character: int) -> Target | None:
    """What stands at a place, None where nothing of the schema. A place behind the last character of a name belongs to it."""
    memory = memory_of(project)
    source = memory.source(path) if memory.concerns(path) else None
    if source is None:
        return None
    return _Looker(project, memory, source).at(line, character)


def subject_of(project: Project, table: str, column: str | None = None) -> Subject:
    """A table of the models or of the newest schema, by its key, or a column of it."""
    memory = memory_of(project)
    threads = memory.threads
    thread = threads.table(table, threads.end)
    found = threads.column(thread, column, threads.end) if thread is not None and column is not None else None
    return Subject(table, column, thread if column is None else found)


def subject_of_thread(project: Project, thread: Thread) -> Subject:
    """What a thread is today; the models' table where it lives."""
    memory = memory_of(project)
    table = thread.table or thread
    model = memory.model(table.name) if table.alive else None
    column = thread.name if thread.table is not None else None
    return Subject(model.key if model is not None else table.name, column, thread)


class _Looker:
    """One question about one file."""

    def __init__(self, project: Project, memory: Memory, source: SourceFile) -> None:
        self.project = project
        self.memory = memory
        self.source = source
        self.path = source.path
        self.revision = memory.revision_of(self.path)

    def at(self, line: int, character: int) -> Target | None:
        chunk = chunk_at(self.source, line)
        if chunk is None:
            return None
        if self.revision is not None and chunk.kind in ("assign", "other") and (found := self._id(line, character)) is not None:
            return found
        offset = offset_of(chunk, line, character)
        literal = literal_at(chunk.text, offset)
        written = tuple(w for w in self.memory.written(self.path, chunk.name) if contains(w.span, line, character))
        role = role_of(literal) if literal is not None else None
        named = self._named(chunk, literal, role, written) if literal is not None and role is not None else None
        return (
            named
            or self._field(line, character)
            or self._operation(written, line, character)
            or self._batch(chunk, line, character)
        )

    # By what is written

    def _id(self, line: int, character: int) -> Target | None:
        for id_, span, _ in ids_in(self.project, self.path):
            if contains(span, line, character):
                return Target("revision", self.project, span, revision=id_)
        return None

    def _field(self, line: int, character: int) -> Target | None:
        places = [place for place in self.memory.places_on(self.path, line) if contains(place.span, line, character)]
        fields = [place for place in places if place.column is not None]
        chosen = fields or places
        if not chosen:
            return None
        subjects = tuple(subject_of(self.project, place.table.key, place.column) for place in chosen)
        return Target("column" if fields else "table", self.project, chosen[0].span, subjects, in_models=True)

    def _operation(self, written: tuple[Written, ...], line: int, character: int) -> Target | None:
        """The innermost operation; of a table that is made there, the column in whose `Column(…)` the place is."""
        if not written:
            return None
        innermost = max(written, key=lambda each: (each.span.start_line, each.span.start_character))
        same = tuple(each for each in written if each.span == innermost.span)
        found = Target("operation", self.project, innermost.span, self._subjects(same), same)
        if isinstance(innermost.operation, CreateTable):
            for column in innermost.operation.table.columns.values():
                if column.origin is not None and column.origin.path == self.path:
                    span = self.project.span(column.origin)
                    if contains(span, line, character):
                        return found._replace(span=span, name=column.name)
        return found

    def _batch(self, chunk: Chunk, line: int, character: int) -> Target | None:
        """The operations of the batch that is begun there."""
        lines = chunk.text.split("\n")
        header = _BATCH.match(lines[line - chunk.start_line]) if line - chunk.start_line < len(lines) else None
        if header is None or not header.start(2) <= character <= header.end(2):
            return None
        following = range(line - chunk.start_line + 1, len(lines))
        ends = (at for at in following if lines[at].strip() and len(lines[at]) - len(lines[at].lstrip()) <= len(header[1]))
        end = chunk.start_line + next(ends, len(lines))
        inside = tuple(each for each in self.memory.written(self.path, chunk.name) if line < each.span.start_line < end)
        span = Span(self.path, line, header.start(2), line, header.end(2))
        return Target("operation", self.project, span, self._subjects(inside), inside) if inside else None

    def _subjects(self, written: Iterable[Written]) -> tuple[Subject, ...]:
        found: dict[Subject, None] = {}
        for each in written:
            for moment in self._moments(each):
                key = self.memory.table_key(each.operation)
                threads = self.memory.threads
                thread = threads.table(key, moment) if key is not None else threads.of_index(each.operation)
                if thread is not None:
                    found[subject_of_thread(self.project, thread)] = None
                    break
        return tuple(found)

    # By a literal's role

    def _named(self, chunk: Chunk, literal: Literal, role: Role, written: tuple[Written, ...]) -> Target | None:
        span = span_in(self.path, chunk, literal.start, literal.end)
        if role.name == REVISION:
            return None
        operations = self._operation(written, span.start_line, span.start_character)
        around = operations.written if operations is not None else ()
        in_models = self.revision is None and not around
        if role.name == KEY:
            subjects = self._subjects(around) or self._tables_of_class(chunk)
            names = (name_in_models(self.project, each.table, literal.text, span) for each in subjects if in_models)
            name = next((name for name in names if name != literal.text), literal.text)
            return Target("key", self.project, span, subjects, around, name, in_models=in_models) if subjects else None
        subjects = tuple(dict.fromkeys(self._subjects_named(chunk, literal, role, around)))
        kind = "table" if role.name in (TABLE, REFERENT) else "column"
        return Target(kind, self.project, span, subjects, around, literal.text, in_models=in_models) if subjects else None

    def _subjects_named(self, chunk: Chunk, literal: Literal, role: Role, around: tuple[Written, ...]) -> Iterator[Subject]:
        table, column = _split(literal.text, role)
        if self.revision is None and not around:
            keys = [table] if table is not None else [subject.table for subject in self._tables_of_class(chunk)]
            for key in keys:
                model = self.memory.model(key)
                if model is not None and (column is None or column in model.columns):
                    yield subject_of(self.project, key, column)
            return
        for owner, moments in self._owners(chunk, table, role, around):
            thread = self._thread(owner, column, moments)
            if thread is not None:
                yield subject_of_thread(self.project, thread)

    def _owners(
        self, chunk: Chunk, table: str | None, role: Role, around: tuple[Written, ...]
    ) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The keys of the tables that may be meant, each with the moments at which it may bear that name."""
        for each in around:
            key = self.memory.referred(each.operation) if role.name == REFERS else self.memory.table_key(each.operation)
            if table is not None and (key is None or key.rpartition(".")[2] != table):
                key = table
            if key is not None:
                yield key, self._moments(each)
        if not around:
            wanted = REFERENT if role.name == REFERS else TABLE
            key = table or written_table(role.calls, wanted)
            if key is not None and self.revision is not None:
                first, last = self.memory.threads.moments.get(self.revision.id, (0, 0))
                yield key, ((last, first) if chunk.name == "downgrade" else (first, last))

    def _thread(self, key: str, column: str | None, moments: tuple[int, ...]) -> Thread | None:
        threads = self.memory.threads
        for moment in moments:
            table = threads.table(key, moment)
            if table is None:
                continue
            found = table if column is None else threads.column(table, column, moment)
            if found is not None:
                return found
        return None

    def _moments(self, written: Written) -> tuple[int, ...]:
        if written.function == "upgrade":
            return written.moment, written.moment + 1
        first, last = self.memory.threads.moments[written.revision]
        return last, first

    def _tables_of_class(self, chunk: Chunk) -> tuple[Subject, ...]:
        return tuple(
            subject_of(self.project, place.table.key)
            for place in self.memory.places(self.path)
            if place.chunk == chunk.key and place.column is None
        )


def _split(text: str, role: Role) -> tuple[str | None, str | None]:
    """(table, column) as the literal names them."""
    if role.name in (TABLE, REFERENT):
        return text, None
    if role.name == TARGET:
        table, _, column = text.rpartition(".")
        return (table, column) if table else (text, None)
    assert role.name in (COLUMN, REFERS)
    return None, text
