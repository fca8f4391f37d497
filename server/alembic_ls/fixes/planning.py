"""A plan for a part of what drifted, or for all of it, made from what is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from alembic_ls.analysis.project import Project
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.python_default import python_default
from alembic_ls.plans.followed import followed
from alembic_ls.plans.lines import Line, OnDialect, Plan, Step
from alembic_ls.plans.make import make_plan
from alembic_ls.plans.unseen import unseen
from alembic_ls.plans.wanted import BY_UPDATE, Wanted
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Schema
from alembic_ls.startup.named_tuple import NamedTuple

Scope = Callable[[Difference], bool]


class Choice(NamedTuple):
    """What the user chose: renames, as in `plans.wanted`, and the manner of writing."""

    column_renames: Mapping[tuple[str, str], str] = {}  # nobody changes it
    table_renames: Mapping[str, str] = {}
    fill: str = BY_UPDATE
    concurrently: bool = False
    by_value: bool = False


def plan_for(bench: Bench, project: Project, scope: Scope, choice: Choice = Choice()) -> Plan:  # noqa: B008
    """The plan for all in `scope`, as `project` sees it. What that leaves on another dialect comes after it, on that dialect alone."""
    whole = _plan(bench, project, project.history(), scope, choice, bench.dialects)
    others = bench.others(project)
    if not others:
        return whole
    seen = {_identity(difference) for difference in left(project, project.history())}
    steps = list(whole.steps)
    message = whole.message
    for other in others:
        there = _in_own_types(followed(other.history(), whole.upgrade, other.rules), project, other)
        rest = choice._replace(column_renames={}, table_renames={})
        own = _plan(bench, other, there, lambda d: scope(d) and _identity(d) not in seen, rest, (other.dialect,))
        own_steps = [Step(_only(other, step.up), _only(other, step.down), step.lost) for step in own.steps]
        if (
            steps and own_steps and _undoes(steps[-1], own_steps[0])
        ):  # what is switched on at the end of one is not off for the next
            del steps[-1], own_steps[0]
        steps += own_steps
        if own.steps and not whole.steps:
            message = own.message
    return Plan(message, tuple(steps), whole.notes)


def _undoes(one: Step, other: Step) -> bool:
    return one.up == other.down and one.down == other.up


def _in_own_types(schema: Schema, project: Project, other: Project) -> Schema:
    """With what `other` has for the types that the models of `project` gave to columns: they are written with a variant for it."""
    before, models, own = other.history().tables, project.models().tables, other.models().tables
    tables = dict(schema.tables)
    for key, table in schema.tables.items():
        was = before[key].columns if key in before else {}
        if table is before.get(key) or key not in models or key not in own:
            continue
        given, wanted = models[key].columns, own[key].columns
        new = [name for name, column in table.columns.items() if column is not was.get(name) and name in given and name in wanted]
        columns = {name: table.columns[name] for name in new if table.columns[name].type == given[name].type}
        retyped = {name: column._replace(type=wanted[name].type) for name, column in columns.items()}
        tables[key] = table._replace(columns={**table.columns, **retyped})
    return schema._replace(tables=tables)


def _plan(bench: Bench, project: Project, history: Schema, scope: Scope, choice: Choice, dialects: tuple[str, ...]) -> Plan:
    wanted = Wanted(
        history,
        project.models(),
        project.rules,
        dialects,
        lambda schema: left(project, schema),
        scope,
        lambda table, column: python_default(project, table, column),
        choice.column_renames,
        choice.table_renames,
        choice.fill,
        choice.concurrently,
        "sqlite" in dialects and _enforces_keys(project),
        choice.by_value,
        bench.unnamed_checks,
    )
    return make_plan(wanted)


def _enforces_keys(project: Project) -> bool:
    """True where the project's code has SQLite look after foreign keys: a table that is dropped to be made anew takes others' rows along."""
    sources = [getattr(module, "source", None) for module in list(project.machine.modules.values())]
    texts = [source.text for source in sources if source is not None]
    return any("foreign_keys" in text and "pragma" in text.lower() for text in texts)


def left(project: Project, schema: Schema) -> list[Difference]:
    """What the models want otherwise than `schema` has it: what Alembic reports, then what it does not see."""
    found = project.differences(None if schema is project.history() else schema)
    seen = set(map(_identity, found))
    return [*found, *(each for each in unseen(schema, project.models(), project.rules) if _identity(each) not in seen)]


def _identity(difference: Difference) -> tuple[str | None, ...]:
    return tuple(difference.as_list())


def _only(project: Project, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return (OnDialect(project.dialect, lines),) if lines else ()
