"""The Project: one environment, read for one dialect; everything that a command or an editor asks about it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from alembic_ls.analysis.pairs import Pairs
from alembic_ls.analysis.unreached import find_unreached
from alembic_ls.changes.diff import Memory, diff
from alembic_ls.changes.filters import IncludeName, IncludeObject
from alembic_ls.changes.rules import Rules
from alembic_ls.dialects.naming import DEFAULT_CONVENTION
from alembic_ls.environment.directives import surviving
from alembic_ls.environment.filters import name_filter, object_filter, type_filter
from alembic_ls.environment.reader import EnvironmentReading, read_environment, sets_locations
from alembic_ls.environment.revision_imports import load_imports, names_schemas
from alembic_ls.findings.span import Span
from alembic_ls.history.graph import read_graph
from alembic_ls.history.replay import History
from alembic_ls.interpret.finder import Finder
from alembic_ls.interpret.machine import Machine
from alembic_ls.interpret.modules import Module
from alembic_ls.models.libraries import install
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Schema, Table
from alembic_ls.schema.unknown import Unknown
from alembic_ls.syntax.chunks import SourceFile
from alembic_ls.text.anchor import Anchor
from alembic_ls.workspace.discover import find_environments
from alembic_ls.workspace.environment import Environment, Said
from alembic_ls.workspace.files import Files
from alembic_ls.workspace.problem import Problem

if TYPE_CHECKING:
    from alembic_ls.history.graph import Graph
    from alembic_ls.history.lineage import Event

_Answer = TypeVar("_Answer")
_Ask = TypeVar("_Ask")

# An interpreted call takes several Python frames: enough for MAX_CALL_DEPTH calls of deep expressions, and chains of imports.
_RECURSION = 9_000


class Project:
    """One Alembic environment for one dialect. Each part is read when it is first asked for, and remembered.

    Nothing of the project is run. Nothing is raised for what the project's files hold: what cannot be followed is among `unknowns`.
    """

    def __init__(
        self,
        environment: Environment,
        dialect: str,
        files: Files | None = None,
        basis: Project | None = None,
        changed: frozenset[str] = frozenset(),
    ) -> None:
        """`basis` is the project as it was read before the files `changed`: its revisions are taken over where they are the same."""
        sys.setrecursionlimit(max(sys.getrecursionlimit(), _RECURSION))
        self.environment = environment
        self.dialect = dialect
        self.files = files or Files()
        self.machine = Machine(self.files, Finder(environment.import_roots, environment.site_packages, self.files.overlay))
        self.mapper = install(self.machine, dialect, dict(environment.libraries.versions))
        self._before = basis._history if basis is not None else None
        self._reading: EnvironmentReading | None = None
        self._elsewhere = self._revisions_elsewhere()
        self.graph: Graph = self._read_graph(basis.graph if basis is not None else None, changed)
        self._models: Schema | None = None
        self._history: History | None = None
        self._differences: list[Difference] | None = None
        self._compared: Memory = {}
        self._remembered: dict[tuple[str, str], tuple[Table, Table, Any]] = {}
        self._pairs = Pairs()
        self._is_paired = False
        self._unanswered: dict[Unknown, None] = {}  # what env.py's functions left open as to what counts
        self._settled: dict[Any, Any] = {}  # what env.py's filters need to know of the models, as they are now
        self._has_imports = False  # whether the models that the revisions import were loaded
        self._unreached: list[Table] | None = None
        self._sources: dict[str, SourceFile] = {}

    # After a change

    @property
    def is_read(self) -> bool:
        """True where the models were read already."""
        return self._models is not None

    def with_models(self, changed: frozenset[str] = frozenset()) -> Project:
        """The same project after classes of these files were made again in place."""
        twin = self._twin()
        twin._forget_models()
        known = self._history or self._before
        if known is not None and not changed.isdisjoint(
            known.created_from()
        ):  # it is from these models that revisions make tables
            twin._history = twin._before = None
        twin._sources = self._sources_but(changed)
        for module in self.machine.modules.values():
            if isinstance(module, Module) and module.source is not None and module.path in changed:
                twin._sources[module.path] = module.source
        return twin

    def with_revisions(self, changed: frozenset[str]) -> Project:
        """The same project after these revision files changed, were made or removed."""
        twin = self._twin()
        twin._sources = self._sources_but(changed)
        twin.graph = self._read_graph(self.graph, changed)
        twin._before, twin._history = self._history or self._before, None
        twin._has_imports = False
        twin._forget_models()
        return twin

    def _forget_models(self) -> None:
        self._models = self._differences = None
        self._settled = {}
        self._is_paired = False

    def _read_graph(self, basis: Graph | None, changed: frozenset[str]) -> Graph:
        at = self.environment
        graph = read_graph(at.version_locations, self.files, at.recursive, self.machine, basis, changed, self.files.overlay)
        graph.unknown = self._elsewhere
        self.machine.symbols["alembic_ls.names_schemas"] = lambda: names_schemas(graph.texts.values())
        return graph

    def _revisions_elsewhere(self) -> Unknown | None:
        """Where env.py itself tells Alembic where the revisions lie, they lie there; Unknown where that is not followed, and the user
        does not say it either."""
        if self.environment.is_located or not sets_locations(self.files.text(self.environment.env_py) or ""):
            return None
        found = self.reading.version_locations
        if isinstance(found, Unknown):
            self.environment = self.environment._replace(version_locations=())
            return found
        if found is not None:
            self.environment = self.environment._replace(version_locations=found)
        return None

    def _twin(self) -> Project:
        from copy import copy  # which costs a cold process, which has no use for it, a millisecond

        return copy(self)

    def _sources_but(self, changed: frozenset[str]) -> dict[str, SourceFile]:
        return {path: source for path, source in self._sources.items() if path not in changed}

    # What env.py says

    @property
    def reading(self) -> EnvironmentReading:
        """env.py, read with all the models that it reaches."""
        if self._reading is None:
            at = self.environment
            found = read_environment(self.machine, self.mapper, at.env_py, at.options, at.section, at.config)
            if at.is_located and isinstance(found.version_locations, Unknown):
                found = found._replace(
                    unknown=tuple(u for u in found.unknown if u != found.version_locations), version_locations=None
                )
            self._reading = found
        return self._reading

    @property
    def rules(self) -> Rules:
        """What decides how operations work out and what counts as a difference."""
        options = self.reading.options
        convention = self.reading.metadata[0].naming_convention if self.reading.metadata else DEFAULT_CONVENTION
        alembic = self.environment.libraries.versions.get("alembic", (9,))
        compare_type = options.get("compare_type", alembic >= (1, 12))  # the default since Alembic 1.12
        return Rules(
            self.dialect,
            convention,
            compare_type is not False and not isinstance(compare_type, Unknown),
            options.get("compare_server_default") is True,
            options.get("include_schemas") is True,
            options.get("render_as_batch") is True,
            _text(options.get("version_table")) or "alembic_version",
            _text(options.get("version_table_schema")),
        )

    # The two sides

    def models(self) -> Schema:
        """What the models that env.py targets declare."""
        if self._models is None:
            metadata = list(self.reading.metadata)
            if not self._has_imports:
                load_imports(self.machine, self.graph.texts.values())
                self._has_imports = True
            schema = self.mapper.schema(metadata)
            self._models = schema._replace(unknown=(*schema.unknown, *self.reading.unknown))
        return self._models

    def history(self, revision: str | None = None) -> Schema:
        """What the database holds after `revision`, None for all heads. Raises KeyError where there is no such revision."""
        return self.replayed().schema_at(revision)

    def lineage(self, table: str, column: str | None = None) -> list[Event]:
        """What the revisions did to the table of this key, or to one of its columns, oldest first."""
        return self.replayed().lineage(table, column)

    def replayed(self) -> History:
        """The revisions as they were run, one by one: their operations, and what the database would have refused."""
        if self._history is None:
            rules = self.rules
            self.models()  # first, since a revision that creates from today's models may load more of them
            self._history = History(self.machine, self.graph, rules, self._before, self.reading.runs)
            self._before = None
        return self._history

    # What they differ in

    def differences(self, history: Schema | None = None) -> list[Difference]:
        """What Alembic's autogenerate would report, through env.py's filters; of another schema than the history's, where it is given."""
        if history is not None:
            return self._differences_of(history, {})
        if self._differences is None:
            self._differences = self._differences_of(self.history(), self._compared)
        return list(self._differences)

    def _differences_of(self, history: Schema, memory: Memory) -> list[Difference]:
        if self.reading.guessed is not None:
            history = history._replace(unknown=(*history.unknown, self.reading.guessed))
        found = diff(history, self.models(), self.rules, *self.filters(), memory)
        keeps = type_filter(self.machine, self.reading.options.get("compare_type"))
        found = [d for d in found if d.kind != "modify_type" or keeps(d)]
        if not found or self.reading.process_directives is None:
            return found
        left = self._heard(surviving)(self.machine, self.reading.process_directives, found)
        return [] if isinstance(left, Unknown) else left

    def filters(self) -> tuple[IncludeName | None, IncludeObject | None]:
        """env.py's include_name and include_object, as `changes` asks them."""
        reading = self.reading
        return (
            self._heard(name_filter(self.machine, reading.include_name, self._settled)),
            self._heard(object_filter(self.machine, reading.include_object, self._settled, self.dialect)),
        )

    def _heard(self, ask: _Ask) -> _Ask:
        """A function of env.py's, with what it answers remembered where that is Unknown: nothing is found then, which is to be told."""
        if not callable(ask):
            return ask

        def answer(*args: Any) -> Any:
            answered = ask(*args)
            if isinstance(answered, Unknown):
                self._unanswered[answered] = None
            return answered

        return cast(_Ask, answer)

    def pairs(self) -> Pairs:
        """The tables that the history and the models both have."""
        if not self._is_paired:
            self._pairs.renew(self.history(), self.models(), self.rules)
            self._is_paired = True
        return self._pairs

    def remembered(self, what: str, database: Table, model: Table, ask: Callable[[Table, Table], _Answer]) -> _Answer:
        """What `ask` says of two tables of one key. It is asked again only where one of them is another than when it was asked last,
        through this project or the one that it was renewed from."""
        known = self._remembered.get((what, model.key))
        if known is None or known[0] is not database or known[1] is not model:
            known = self._remembered[what, model.key] = database, model, ask(database, model)
        answer: _Answer = known[2]
        return answer

    def unreached(self) -> list[Table]:
        """Tables of the project's models that env.py does not reach, though they would belong to its metadata."""
        if self._unreached is None and self.reading.guessed is not None:
            self._unreached = []
        if self._unreached is None:
            self._unreached = find_unreached(self.machine, self.mapper, list(self.reading.metadata), self.models())
        return self._unreached

    def unknowns(self) -> list[Unknown]:
        """What could not be followed and may matter: of env.py, of the models, of the revisions. Each once."""
        self.differences()
        found = [*self.models().unknown, *self.replayed().unknowns, *self._unanswered]
        for table in self.models().tables.values():
            found += table.unknown.values()
            found += (field for column in table.columns.values() for field in column if isinstance(field, Unknown))
        return list(dict.fromkeys(found))

    # Places

    def span(self, anchor: Anchor) -> Span:
        """Where an anchor lies in its file as it is now."""
        source = self.source(anchor.path)
        line, column, end_line, end_column = source.span_of(anchor)
        lines = source.lines
        return Span(anchor.path, line, _characters(lines, line, column), end_line, _characters(lines, end_line, end_column))

    def source(self, path: str) -> SourceFile:
        """A file as it is now, as its statements; an empty one where it cannot be read."""
        found = self._sources.get(path)
        if found is None:
            found = self._sources[path] = SourceFile(path, self.files.text(path) or "")
        return found


def _characters(lines: list[str], line: int, column: int) -> int:
    """A column in UTF-8 bytes as one in code points."""
    if line >= len(lines):
        return 0
    text = lines[line]
    return column if text.isascii() else len(text.encode()[:column].decode(errors="ignore"))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def open_projects(folder: str, said: Said | None = None, files: Files | None = None) -> tuple[list[Project], list[Problem]]:
    """A Project for each environment under `folder` and each of its dialects, and what was amiss on the way."""
    found = find_environments(folder, said)
    projects = [
        Project(environment, dialect, files) for environment in found.environments for dialect in environment.dialects.names
    ]
    return projects, list(found.problems)
