"""What the views remember of a Project that was read: what is written where in its files."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary, proxy

from alembic_ls.analysis.project import Project
from alembic_ls.changes.apply import apply
from alembic_ls.findings.span import Span
from alembic_ls.history.revision import Revision
from alembic_ls.models.mapping import Mapper
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.operations import CreateTable, Operation
from alembic_ls.schema.tables import ForeignKey, Schema, Table
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.syntax.chunks import SourceFile
from alembic_ls.text.anchor import Anchor
from alembic_ls.views.field import Field, fields_of
from alembic_ls.views.past import Past, past_of, written_at
from alembic_ls.views.threads import Threads


class Place(NamedTuple):
    """A column or class of the models in a file: `column` is None for the class (or `Table(…)`). `chunk` is the statement's key."""

    span: Span
    chunk: str
    table: Table
    column: str | None


class Named(NamedTuple):
    """Where a table of the models, or a column of it, is written."""

    anchor: Anchor
    table: Table
    column: str | None


class Written(NamedTuple):
    """An operation in a file. `function` is upgrade or downgrade; `moment` how many operations of the history have run before it
    (of a downgrade's: before it would be undone). `before` is the schema that a downgrade's operation meets."""

    span: Span
    revision: str
    operation: Operation
    function: str
    moment: int
    before: Schema | None = None


class Memory:
    """One for each Project; see `memory_of`. Each part is made when it is first asked for."""

    def __init__(self, project: Project) -> None:
        self._project: Project = proxy(project)  # it holds us, by way of `_MEMORIES`
        self.rules = project.rules
        self._sources: dict[str, SourceFile | None] = {}
        self._past: Past | None = None
        self._models: dict[str, Table] | None = None
        self._fields: dict[str, dict[str, list[Named]]] | None = None
        self._places: dict[str, list[Place]] = {}
        self._revisions: dict[str, Revision] | None = None
        self._up: dict[str, list[Written]] = {}
        self._down: dict[str, list[Written]] = {}
        self._class_fields: dict[tuple[str, str], dict[tuple[int, int], Field]] = {}
        self._differences: dict[str, list[Difference]] | None = None

    def source(self, path: str) -> SourceFile | None:
        """A file as it is now, None where it cannot be read."""
        if path not in self._sources:
            text = self._project.files.text(path)
            self._sources[path] = None if text is None else self._project.source(path)
        return self._sources[path]

    @property
    def past(self) -> Past:
        """The history, as the views look at it."""
        if self._past is None:
            self._past = past_of(self._project.replayed())
        return self._past

    @property
    def threads(self) -> Threads:
        """The tables and columns of the history through their renames."""
        return self.past.threads

    def revision_of(self, path: str) -> Revision | None:
        """The revision that a file holds."""
        if self._revisions is None:
            self._revisions = {revision.path: revision for revision in self._project.graph.by_id.values()}
        return self._revisions.get(path)

    # Models

    def model(self, key: str) -> Table | None:
        """The models' table of this key; the default schema's name may stand before it, there or here."""
        if self._models is None:
            self._models = {self.rules.short(key): table for key, table in self._project.models().tables.items()}
        return self._models.get(self.rules.short(key))

    def field(self, anchor: Anchor | None) -> Field | None:
        """The field whose name is written at an anchor."""
        source = self.source(anchor.path) if anchor is not None else None
        chunk = source.chunk(anchor.chunk) if source is not None and anchor is not None else None
        if anchor is None or chunk is None:
            return None
        key = anchor.path, anchor.chunk
        if key not in self._class_fields:
            self._class_fields[key] = fields_of(chunk)
        return self._class_fields[key].get((anchor.start_line, anchor.start_column))

    @property
    def version_folders(self) -> tuple[str, ...]:
        """The folders in which revisions lie."""
        return self._project.environment.version_locations

    def has_models(self, path: str) -> bool:
        """True where a table or column of the models is written in this file."""
        return path in self._model_anchors()

    def concerns(self, path: str) -> bool:
        """True where a revision, an operation, or a table or column of the models is written in this file."""
        return path in self._model_anchors() or self.revision_of(path) is not None or path in self.past.by_path

    def model_paths(self) -> list[str]:
        """The files in which tables and columns of the models are written."""
        return list(self._model_anchors())

    def places(self, path: str) -> list[Place]:
        """The classes and columns of the models that are written in a file, in its order."""
        found = self._places.get(path)
        if found is None:
            chunks = self._model_anchors().get(path, {})
            found = self._places[path] = self._placed(named for of_chunk in chunks.values() for named in of_chunk)
        return found

    def _placed(self, found: Iterable[Named]) -> list[Place]:
        places = [Place(self._project.span(anchor), anchor.chunk, table, column) for anchor, table, column in found]
        return sorted(places, key=lambda place: (place.span, place.table.key))

    def places_on(self, path: str, line: int) -> list[Place]:
        """Those whose name is written on a line."""
        source = self.source(path)
        chunk = source.chunk_at(line) if source is not None else None
        if chunk is None:
            return []
        here = line - chunk.start_line
        of_chunk = self._model_anchors().get(path, {}).get(chunk.key, ())
        return self._placed(named for named in of_chunk if named.anchor.start_line == here)

    def _model_anchors(self) -> dict[str, dict[str, list[Named]]]:
        """By path and the key of the chunk."""
        if self._fields is None:
            self._fields = {}
            known = _NAMED.setdefault(self._project.mapper, {})
            for key, table in self._project.models().tables.items():
                of_table = known.get(key)
                if of_table is None or of_table[0] is not table:
                    of_table = known[key] = table, _named(table)
                for (path, chunk), found in of_table[1].items():
                    self._fields.setdefault(path, {}).setdefault(chunk, []).extend(found)
        return self._fields

    def differences(self, table: str) -> list[Difference]:
        """What the models and the history differ in, of a table of the models."""
        if self._differences is None:
            self._differences = {}
            for difference in self._project.differences():
                self._differences.setdefault(difference.table, []).append(difference)
        return self._differences.get(table, [])

    # Operations

    def table_key(self, operation: Operation) -> str | None:
        """The key of the table that an operation is about, as it was written."""
        if isinstance(operation, CreateTable):
            return self.rules.key(operation.table.name, operation.table.schema)
        table = getattr(operation, "table", None)
        return self.rules.key(table, getattr(operation, "schema", None)) if isinstance(table, str) else None

    def referred(self, operation: Operation) -> str | None:
        """The key of the table that a new foreign key refers to."""
        constraint = getattr(operation, "constraint", None)
        return self.rules.short(constraint.table) if isinstance(constraint, ForeignKey) else None

    def upgrading(self, path: str) -> list[Written]:
        """The operations that are written in a file and that run on the way up."""
        found = self._up.get(path)
        if found is None:
            steps = [self.threads.steps[number] for number in self.past.by_path.get(path, ())]
            found = self._up[path] = [
                Written(self._project.span(where), step.revision, step.operation, "upgrade", step.number)
                for step in steps
                if (where := written_at(step.operation)) is not None
            ]
        return found

    def downgrading(self, path: str) -> list[Written]:
        """The operations of the downgrade that is written in a revision's file."""
        found = self._down.get(path)
        if found is None:
            revision = self.revision_of(path)
            known = revision is not None and revision.id in self.threads.moments
            found = self._down[path] = self._downgrading(revision) if revision is not None and known else []
        return found

    def written(self, path: str, function: str | None = None) -> list[Written]:
        """The operations that are written in a file: in its function of this name, both ways where it is neither."""
        up = self.upgrading(path) if function != "downgrade" else []
        return [*up, *self.downgrading(path)] if function != "upgrade" else up

    def _downgrading(self, revision: Revision) -> list[Written]:
        _, last = self.threads.moments[revision.id]
        schema = self.past.schema(last)
        found = []
        for operation in self._project.replayed().run_over(schema, revision.id, "downgrade").operations:
            where = written_at(operation)
            if where is not None and where.path == revision.path:
                found.append(Written(self._project.span(where), revision.id, operation, "downgrade", last, schema))
            schema = apply(schema, operation, self.rules).schema
        return found

    def schema_before(self, written: Written) -> Schema:
        """What an operation meets."""
        return self.past.schema(written.moment) if written.before is None else written.before


def _named(table: Table) -> dict[tuple[str, str], list[Named]]:
    """By path and the key of the chunk."""
    found: dict[tuple[str, str], list[Named]] = {}
    origins = [(table.class_origin or table.origin, None), *((column.origin, name) for name, column in table.columns.items())]
    for origin, name in origins:
        if origin is not None:
            found.setdefault((origin.path, origin.chunk), []).append(Named(origin, table, name))
    return found


# What is written of each table that is the same as before: a mapper outlives the edits of its models.
_NAMED: WeakKeyDictionary[Mapper, dict[str, tuple[Table, dict[tuple[str, str], list[Named]]]]] = WeakKeyDictionary()

_MEMORIES: WeakKeyDictionary[Project, Memory] = WeakKeyDictionary()


def memory_of(project: Project) -> Memory:
    """What is remembered of a Project: as long as it lives."""
    found = _MEMORIES.get(project)
    if found is None:
        found = _MEMORIES[project] = Memory(project)
    return found
