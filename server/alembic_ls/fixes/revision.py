"""A plan as a fix: the file of a new revision."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from alembic_ls.analysis.project import Project
from alembic_ls.dialects.reflection import told_back
from alembic_ls.findings.fix import Fix, NewFile
from alembic_ls.fixes.bench import Bench
from alembic_ls.plans.lines import PLACEHOLDER, Plan
from alembic_ls.schema.tables import Column, Index
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.workspace.line_length import line_length
from alembic_ls.writing.body import Style, Writer
from alembic_ls.writing.hooks import hooks_of, run_hooks
from alembic_ls.writing.layout import WIDTH
from alembic_ls.writing.objects import Objects, Variants
from alembic_ls.writing.parents import folder_for, parents_for
from alembic_ls.writing.refusal import Refusal
from alembic_ls.writing.revision_file import Content, write_revision_file


def revision_of(
    bench: Bench, plan: Plan, tables: Iterable[str], is_trusted: bool, message: str | None = None, head: str | None = None
) -> Fix:
    """The fix that makes the revision. `tables` are the keys of those it is about, which tell where several heads are to be continued.

    Raises Refusal where it cannot be written.
    """
    if not plan.steps:
        raise Refusal("there is nothing to write: the revisions make what the models want")
    project = bench.main
    parents = parents_for(project.graph, tables, lambda table: [id_ for id_, _ in project.lineage(table)], head)
    folder = folder_for(project.graph, parents, project.environment.version_locations)
    objects = objects_of(bench)
    writer = Writer(style_of(bench), objects)
    upgrade, downgrade = writer.body(plan.upgrade), writer.body(plan.downgrade)
    content = Content(message or plan.message, upgrade, downgrade, writer.imports, plan.lost)
    like = project.graph.texts.get(project.graph.by_id[parents[0]].path) if parents else None
    file = write_revision_file(project.environment, folder, parents, content, is_trusted, like)
    placeholder = PLACEHOLDER if PLACEHOLDER in file.text else None
    notes = [*plan.notes, *objects.unsaid, *_unread(project, tables), *_not_done(project)]
    fix = Fix((NewFile(os.path.abspath(file.path), file.text),), (), tuple(dict.fromkeys(notes)), placeholder)
    hooks = hooks_of(project.environment)
    if not hooks:
        return fix
    note = f"the post-write hooks were not run: {', '.join(hooks)}"
    return fix._replace(finish=lambda path: run_hooks(project.environment, path), unfinished=note)


def objects_of(bench: Bench) -> Objects:
    """What makes SQLAlchemy's objects for a revision of this environment."""
    convention = bench.main.rules.naming_convention
    is_portable = len(bench.projects) > 1
    return Objects(
        convention,
        _variants(bench),
        _index_options(bench),
        is_portable,
        lambda table: tuple(check.sql for check in bench.unnamed_checks(table) if check.sql is not None),
    )


def style_of(bench: Bench) -> Style:
    """How env.py has revisions written."""
    project, options = bench.main, bench.main.reading.options
    batch = "always" if project.rules.render_as_batch else "needed" if "sqlite" in bench.dialects else "never"
    prefixes = {}
    for field, name in (("sa", "sqlalchemy_module_prefix"), ("op", "alembic_module_prefix")):
        if isinstance(options.get(name), str):
            prefixes[field] = str(options[name])
    user = options.get("user_module_prefix")
    width = line_length(project.environment.script_location) or WIDTH
    prefix = user if isinstance(user, str) else None
    return Style(project.dialect, batch, user_module_prefix=prefix, width=width, **prefixes)


def _variants(bench: Bench) -> Callable[[Type], Variants]:
    """What a type of the main dialect is on the other dialects, where it is another one there: in the history, and in the models."""
    found: dict[Type, Variants] = {}
    for other in bench.others(bench.main):
        for main, its in ((bench.main.history(), other.history()), (bench.main.models(), other.models())):
            for key, table in its.tables.items():
                twins = main.tables[key].columns if key in main.tables else {}
                for name, column in table.columns.items():
                    twin = twins.get(name)
                    if _are_variants(twin, column, other.dialect):
                        assert twin is not None
                        found[twin.type] = {**found.get(twin.type, {}), other.dialect: column.type}  # type: ignore[dict-item,index,arg-type]
    return lambda type_: found.get(type_, {})


def _index_options(bench: Bench) -> Callable[[str, Index], Mapping[str, object]]:
    """What the index of this name has for the other dialects alone: in the history, and in the models."""
    found: dict[tuple[str, str | None], dict[str, object]] = {}
    for other in bench.others(bench.main):
        for schema in (other.history(), other.models()):
            for table in schema.tables.values():
                for index in table.indexes:
                    own = {key: value for key, value in index.options if key.startswith(f"{other.dialect}_")}
                    found.setdefault((table.name, index.name), {}).update(own)
    return lambda table, index: found.get((table, index.name), {})


def _are_variants(one: Column | None, other: Column, dialect: str) -> bool:
    """True where the other dialect has not what the type of the main one would be there by itself."""
    if one is None or not isinstance(one.type, Type) or not isinstance(other.type, Type) or one.type.spelling is not None:
        return False
    return one.type[:2] != other.type[:2] and (told_back(one.type, dialect) or one) != told_back(other.type, dialect)


def _unread(project: Project, tables: Iterable[str]) -> list[str]:
    """What of these tables could not be read, so that the revision may lack it."""
    notes = []
    for key in tables:
        for schema, side in ((project.models(), "model"), (project.history(), "history")):
            table = schema.tables.get(key)
            for what, why in table.unknown.items() if table is not None else ():
                notes.append(f"{what.partition(':')[2] or what} of `{key}` could not be read in the {side}: {why.reason}")
    return notes


def _not_done(project: Project) -> list[str]:
    """What env.py has Alembic do besides, which is not done here."""
    notes = []
    if project.reading.options.get("render_item") is not None:
        notes.append("env.py's render_item was not asked how to write the types")
    if isinstance(project.reading.process_directives, Unknown):
        notes.append("env.py's process_revision_directives could not be followed")
    return notes
