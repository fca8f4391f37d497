"""The history: every revision run in Alembic's order over the schema that those before it left."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping
from typing import Any

from alembic_ls.changes.applied import Problem
from alembic_ls.changes.apply import apply
from alembic_ls.changes.rules import Rules
from alembic_ls.history.boundary import Boundary
from alembic_ls.history.graph import Graph
from alembic_ls.history.install import install
from alembic_ls.history.lineage import Event, Lineages
from alembic_ls.history.recorder import Recorder, key_of
from alembic_ls.history.revision import Revision
from alembic_ls.history.revision_module import RevisionModules, does_nothing, function_of
from alembic_ls.interpret.limits import STEPS_PER_STATEMENT
from alembic_ls.interpret.machine import Machine
from alembic_ls.interpret.values import MISSING, Function, OutOfFuel, Raised
from alembic_ls.schema.operations import CreateTable, CreateView, Obscure, Operation, RenameTable, SetTableSchema
from alembic_ls.schema.tables import Schema
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor

_MILESTONE = 32  # so far apart that thousands of revisions keep few schemas, so near that what lies between is applied in no time
_NEWEST = 10  # revisions of which it is remembered what they met: those that are looked at most


class Happening(NamedTuple):
    """What the database would have refused, and in which revision."""

    revision: str
    problem: Problem


class Run(NamedTuple):
    """What a function of a revision did to a schema. `returned` is False where it raised, or could not be followed to its end."""

    schema: Schema
    operations: tuple[Operation, ...]
    problems: tuple[Problem, ...]
    returned: bool


class History:
    """The revisions of a graph, replayed for one dialect. Read when it is first asked; not changed afterwards."""

    def __init__(
        self,
        machine: Machine,
        graph: Graph,
        rules: Rules,
        basis: History | None = None,
        runs: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        """`basis` is the history as it was before some revision files changed: what they leave as it was is not run again. `runs` are
        the keywords that env.py hands to the functions of the revisions, once for each of its databases."""
        self.machine = machine
        self.graph = graph
        self.rules: Rules = rules
        self._basis = basis if basis is not None and basis._head is not None and basis.rules == rules else None
        # Several without keywords do the same to each of several databases.
        self._runs = [dict(run) for run in runs if run] or [{}]
        self._milestones: dict[int, Schema] = {}  # what stood before every so many revisions of the order
        self._recorder = Recorder(machine, rules)
        self._operations: dict[str, tuple[Operation, ...]] = {}
        self._problems: list[Happening] = []
        self._met: dict[str, Schema] = {}  # what the newest revisions met
        self._rivals: dict[str, Unknown] = {}  # tables that several branches make: what is done to them is done to one of several
        self._head: Schema | None = None
        self._lineages: Lineages | None = None
        self._by_path: dict[str, str] | None = None
        self._created_from: frozenset[str] | None = None
        self._modules = RevisionModules(machine)
        self._boundary = Boundary(machine, self._recorder)
        install(machine, self._recorder)

    @property
    def head(self) -> Schema:
        """The schema at all heads."""
        if self._head is None:
            order = self.graph.order()
            self._head, self._operations, self._problems = self._head_of(order)
            self._basis = None
            for key, doubt in self._rivals.items():
                if key in self._head.tables:
                    self._head = apply(self._head, Obscure(doubt, (key,)), self.rules).schema
            if self.graph.unordered:
                doubt = Unknown("revisions that come before themselves cannot be run", None)
                self._head = self._head._replace(unknown=(*self._head.unknown, doubt))
            if self.graph.unknown is not None:
                self._head = self._head._replace(unknown=(*self._head.unknown, self.graph.unknown))
            elsewhere = self._made_elsewhere()
            if elsewhere is not None:
                self._head = self._head._replace(unknown=(*self._head.unknown, elsewhere))
        return self._head

    def _made_elsewhere(self) -> Unknown | None:
        """Why there may be tables that no revision creates: the revisions work on one that none of them has made, so that the database
        that they are meant for does not begin empty."""
        missed = [happening.problem.operation for happening in self._problems if happening.problem.kind == "missing-table"]
        if not missed:
            return None
        made = {key for done in self._operations.values() for operation in done for key in _made_by(operation)}
        for operation in missed:
            table = getattr(operation, "table", None)
            if isinstance(table, str) and self.rules.key(table, getattr(operation, "schema", None)) not in made:
                return Unknown(f"table `{table}` is created by no revision: the database does not begin empty", operation.origin)
        return None

    def _head_of(self, order: tuple[str, ...]) -> tuple[Schema, dict[str, tuple[Operation, ...]], list[Happening]]:
        """What running the order gives; of the basis, what comes before the first revision that changed, and what comes behind it where
        it still does what it did."""
        basis = self._basis
        remembered = frozenset(order[-_NEWEST:])
        if basis is None:
            return self._replayed(order, remembered=remembered)
        self._rivals = dict(basis._rivals)
        same = next((n for n, (a, b) in enumerate(zip(order, basis.graph.order())) if a != b or self._differs(basis, a)), None)
        if same is None:
            same = min(len(order), len(basis.graph.order()))
        last = max((n for n in basis._milestones if n <= same), default=0)
        schema = basis._milestones.get(last, Schema())
        for id_ in order[last:same]:
            schema = self._begun(schema, self.graph.by_id[id_])
            for operation in basis._operations.get(id_, ()):
                schema = apply(schema, operation, self.rules).schema
        self._milestones = {n: known for n, known in basis._milestones.items() if n <= same}
        kept = {id_: basis._operations.get(id_, ()) for id_ in order[:same]}
        problems = [happening for happening in basis._problems if happening.revision in kept]
        rest = order[same:]
        if rest and order == basis.graph.order() and not any(self._differs(basis, id_) for id_ in rest[1:]):
            _, done, _ = self._replayed(rest[:1], remembered, schema, same)
            mine, other = self.graph.by_id[rest[0]], basis.graph.by_id[rest[0]]
            is_met_alike = mine.down == other.down and mine.unknown == other.unknown
            if is_met_alike and done[rest[0]] == basis._operations.get(rest[0]):
                self._milestones = dict(basis._milestones)
                return basis.head, dict(basis._operations), basis._problems
        head, more, happened = self._replayed(rest, remembered, schema, same)
        return head, {**kept, **more}, problems + happened

    def _differs(self, basis: History, revision: str) -> bool:
        """True where the revision is another than in the basis, by its text or its place in the graph."""
        mine, other = self.graph.by_id[revision], basis.graph.by_id.get(revision)
        if other is None or mine.path != other.path or mine.down != other.down or mine.depends_on != other.depends_on:
            return True
        text = self.graph.texts.get(mine.path)
        return text is None or text != basis.graph.texts.get(mine.path)

    def schema_at(self, revision: str | None = None) -> Schema:
        """The schema when `revision` and all that comes before it has run, in Alembic's order; at all heads where it is None.

        Where its ancestors are the first of that order, what they did is applied again; else they are run again among themselves.
        """
        head = self.head
        order = self.graph.order()
        if revision is None or revision not in self.graph.by_id:
            return head
        ancestors = self.graph.ancestors(revision)
        chosen = [id_ for id_ in order if id_ in ancestors]
        if len(chosen) == len(order):
            return head
        if tuple(chosen) == order[: len(chosen)]:
            return self._applied(chosen)
        return self._replayed(chosen)[0]

    def operations(self, revision: str) -> tuple[Operation, ...]:
        """What a revision did when all were run."""
        assert self.head is not None
        return self._operations.get(revision, ())

    @property
    def problems(self) -> list[Happening]:
        """What the database would have refused."""
        assert self.head is not None
        return self._problems

    @property
    def unknowns(self) -> list[Unknown]:
        """What could not be followed, each once."""
        assert self.head is not None
        found: dict[Unknown, None] = {}
        for operations in self._operations.values():
            for operation in operations:
                if isinstance(operation, Obscure):
                    found[operation.why] = None
        return list(found)

    def schema_before(self, revision: str) -> Schema:
        """The schema that a revision met when all were run; remembered for the newest."""
        assert self.head is not None
        known = self._met.get(revision)
        if known is None:
            order = self.graph.order()
            known = self._applied(order[: order.index(revision)])
        return self._begun(known, self.graph.by_id[revision])

    def run_over(self, schema: Schema, revision: str, function: str, text: str | None = None) -> Run:
        """Runs `upgrade` or `downgrade` of a revision over a schema, which need not be the one that it met.

        `text` is what its file might become.
        """
        assert self.head is not None
        recorder = self._recorder
        with _Hooks(self.machine, self._boundary, recorder):
            recorder.begin(schema)
            returned = self._run(self.graph.by_id[revision], function, text)
        return Run(recorder.schema, tuple(recorder.operations), tuple(recorder.problems), returned)

    def created_from(self) -> frozenset[str]:
        """The files in which tables are declared that revisions create: besides their own, those of models (`metadata.create_all`)."""
        if self._created_from is None:
            assert self.head is not None
            tables = (each.table for done in self._operations.values() for each in done if isinstance(each, CreateTable))
            places = (table.class_origin or table.origin for table in tables)
            self._created_from = frozenset(place.path for place in places if place is not None)
        return self._created_from

    def lineage(self, table: str, column: str | None = None) -> list[Event]:
        """What the revisions did to the table of this key, or to one of its columns, oldest first; see `Lineages.of`."""
        if self._lineages is None:
            assert self.head is not None
            events = (Event(id_, operation) for id_, done in self._operations.items() for operation in done)
            self._lineages = Lineages(events, self.rules)
        return self._lineages.of(table, column)

    def revision_at(self, anchor: Anchor | None) -> str | None:
        """The revision in whose file a place lies: the `origin` of an index says which revision last touched it."""
        if self._by_path is None:
            self._by_path = {revision.path: id_ for id_, revision in self.graph.by_id.items()}
        return self._by_path.get(anchor.path) if anchor is not None else None

    def _applied(self, order: Iterable[str]) -> Schema:
        schema = Schema()
        for id_ in order:
            schema = self._begun(schema, self.graph.by_id[id_])
            for operation in self._operations[id_]:
                schema = apply(schema, operation, self.rules).schema
        return schema

    def _replayed(
        self, order: Iterable[str], remembered: frozenset[str] = frozenset(), schema: Schema | None = None, first: int = 0
    ) -> tuple[Schema, dict[str, tuple[Operation, ...]], list[Happening]]:
        """Runs the order over `schema`; `first` is where in the order of the heads it begins, told for the milestones."""
        recorder = self._recorder
        schema = Schema() if schema is None else schema
        operations: dict[str, tuple[Operation, ...]] = {}
        problems: list[Happening] = []
        with _Hooks(self.machine, self._boundary, recorder):
            for number, id_ in enumerate(order, first):
                revision = self.graph.by_id[id_]
                if remembered and number % _MILESTONE == 0:
                    self._milestones[number] = schema
                if id_ in remembered:
                    self._met[id_] = schema
                recorder.begin(self._begun(schema, revision))
                self._run(revision, "upgrade")
                self._doubt_rivals(id_, operations)
                schema = recorder.schema
                operations[id_] = tuple(recorder.operations)
                problems += [Happening(id_, problem) for problem in recorder.problems]
        return schema, operations, problems

    def _doubt_rivals(self, revision: str, before: dict[str, tuple[Operation, ...]]) -> None:
        """A table that a revision makes again, though one of another branch has made it: a database is on one of the two."""
        recorder = self._recorder
        for problem in list(recorder.problems):
            if problem.kind != "existing-table" or not isinstance(problem.operation, CreateTable):
                continue
            key = problem.operation.table.key
            maker = next((id_ for id_ in reversed(before) if any(key in _made_by(operation) for operation in before[id_])), None)
            if maker is not None and maker not in self.graph.ancestors(revision):
                doubt = Unknown(f"revisions {maker} and {revision} both create the table `{key}`", problem.operation.origin)
                recorder.obscure(doubt, (key,))
                self._rivals[key] = doubt
                if self._are_alternatives(maker, revision):
                    recorder.problems.remove(problem)

    def _are_alternatives(self, one: str, other: str) -> bool:
        """True where the two have nothing in common, before or after: no database is on both."""
        ancestors = self.graph.ancestors
        return ancestors(one).isdisjoint(ancestors(other)) and not any(
            {one, other} <= set(ancestors(id_)) for id_ in self.graph.heads
        )

    def _begun(self, schema: Schema, revision: Revision) -> Schema:
        """What a revision meets: anything, where one before it is missing."""
        missing = [down for down in revision.down if down not in self.graph.by_id]
        doubts = [Unknown(f"revision {down} is not present", revision.down_where) for down in missing]
        doubts += revision.unknown
        if not doubts:
            return schema
        return apply(schema, Obscure(doubts[0], None), self.rules).schema

    def _run(self, revision: Revision, name: str, other: str | None = None) -> bool:
        """Runs `upgrade()` or `downgrade()`: what stops it leaves what was recorded, and that anything may have happened then.

        True where it came to its end.
        """
        machine, recorder = self.machine, self._recorder
        text = other or self.graph.texts.get(revision.path) or machine.files.text(revision.path)
        written = (
            revision.upgrade if name == "upgrade" or (other is not None and revision.downgrade is None) else revision.downgrade
        )
        if text is None or written is None:
            if text is None:
                recorder.obscure(Unknown("this file could not be read", Anchor(revision.path)))
            return False
        if does_nothing(text, name):
            return True
        module = recorder.module = self._modules.module(revision, text)
        saved, given = machine.fuel, min(machine.fuel, STEPS_PER_STATEMENT)
        machine.fuel = given
        machine.uncertain = None
        machine.tiring = set()
        returned = False
        try:
            function = function_of(machine, module, name)
            if isinstance(function, Function):
                for number, arguments in enumerate(self._runs):
                    self._hand_over(function, arguments, written, again=number > 0)
                returned = True
            elif function is not MISSING:
                recorder.obscure(Unknown(f"'{name}' is no function that could be followed", written))
        except Raised as raised:
            reason = raised.value.reason if isinstance(raised.value, Unknown) else f"{name}() raises here"
            recorder.obscure(Unknown(reason, written))
        except OutOfFuel:
            recorder.obscure(Unknown(f"{name}() takes too long to follow", written))
        except RecursionError:
            recorder.obscure(Unknown(f"{name}() is nested too deeply to follow", written))
        finally:
            machine.fuel = saved - (given - max(machine.fuel, 0))
            machine.uncertain = None
            machine.guarded = 0
            machine.depth = 0
            module.forget()
        return returned

    def _hand_over(self, function: Function, handed: Mapping[str, Any], written: Anchor, again: bool) -> None:
        """Calls a revision's function as env.py has Alembic call it, `again` where that is for another of several databases: what all of
        them make is one table here, of which nothing more is known."""
        recorder = self._recorder
        before = len(recorder.problems)
        arguments, doubt = _arguments_of(function, handed, written)
        if doubt is not None:
            recorder.obscure(doubt)
        self.machine.call(function, [], arguments, None)
        for problem in recorder.problems[before:] if again else ():
            if isinstance(made := problem.operation, CreateTable) and problem.kind == "existing-table":
                recorder.problems.remove(problem)
                doubt = Unknown(f"several databases have a table `{made.table.key}`", made.origin)
                recorder.obscure(doubt, (made.table.key,))


def _arguments_of(function: Function, handed: Mapping[str, Any], written: Anchor) -> tuple[dict[str, Any], Unknown | None]:
    """What the function takes of what env.py hands over; and why it may do anything: it asks for what is not handed over, or unknown."""
    spec = getattr(function.node, "args", None)
    if spec is None or not (spec.args or spec.kwonlyargs or spec.kwarg):
        return {}, None
    taken = [each.arg for each in (*spec.args, *spec.kwonlyargs)]
    arguments = {name: value for name, value in handed.items() if spec.kwarg is not None or name in taken or name == "**"}
    optional = {each.arg for each in spec.args[len(spec.args) - len(spec.defaults) :]}
    optional |= {each.arg for each, default in zip(spec.kwonlyargs, spec.kw_defaults) if default is not None}
    for name in taken:
        given = arguments.get(name, arguments.get("**", MISSING))
        if isinstance(given, Unknown):
            return arguments, given
        if given is MISSING and name not in optional:
            return arguments, Unknown(f"what {function.name}() is handed as '{name}' is not known", written)
    return arguments, None


def _made_by(operation: Operation) -> tuple[str, ...]:
    """Keys of what an operation gives a name to."""
    if isinstance(operation, CreateTable):
        return (operation.table.key,)
    if isinstance(operation, RenameTable):
        return (key_of(operation.new_name, operation.schema),)
    if isinstance(operation, SetTableSchema):
        return (key_of(operation.table, operation.new_schema),)
    return (key_of(operation.name, operation.schema),) if isinstance(operation, CreateView) else ()


class _Hooks:
    """What the machine tells while revisions are run, and only then."""

    def __init__(self, machine: Machine, boundary: Boundary, recorder: Recorder) -> None:
        self.machine = machine
        self.boundary = boundary
        self.recorder = recorder
        self.collects = True

    def __enter__(self) -> None:
        # Trees are made and let go by the thousand: looking for cycles among them takes a third of the time.
        self.collects = gc.isenabled()
        gc.disable()
        self.machine.lazy = True
        self.machine.boundary = self.boundary.enter
        self.machine.unfollowed_hook = self.boundary.unfollowed
        self.machine.library_hook = self.boundary.library
        self.machine.unreadable_hook = self.boundary.unreadable
        self.machine.savepoint = self.recorder.savepoint

    def __exit__(self, *_: object) -> None:
        if self.collects:
            gc.enable()
        self.machine.lazy = False
        self.machine.boundary = self.machine.unfollowed_hook = self.machine.library_hook = None
        self.machine.unreadable_hook = self.machine.savepoint = None
