"""`alembic-ls new`: write a revision for what no revision covers yet."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from alembic_ls.checks.over_dialects import merged
from alembic_ls.checks.run import about_drift
from alembic_ls.checks.selection import select
from alembic_ls.cli.changed_files import write
from alembic_ls.cli.failure import Failure
from alembic_ls.cli.opened import Opened, open_one
from alembic_ls.cli.options import add_project_options, listed
from alembic_ls.cli.progress import Progress
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.everything import everything, renames_among
from alembic_ls.fixes.planning import Choice, Scope
from alembic_ls.plans.wanted import BY_DEFAULT, BY_UPDATE
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Schema
from alembic_ls.writing.refusal import Refusal


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="the folder to look in")
    parser.add_argument("-m", "--message", help="the revision's message; without it, one that says what the revision does")
    parser.add_argument(
        "--table", metavar="TABLE,…", action="append", default=[], help="only what drifted in these tables (repeatable)"
    )
    parser.add_argument(
        "--column",
        metavar="TABLE.COLUMN,…",
        action="append",
        default=[],
        help="only these columns, and the keys over them (repeatable)",
    )
    parser.add_argument(
        "--rename",
        metavar="[TABLE.]OLD=NEW",
        action="append",
        help="a table or a column that was renamed (repeatable); without it, what looks like a rename is taken for one",
    )
    parser.add_argument("--no-rename", action="store_true", help="take nothing for a rename: drop the one and add the other")
    parser.add_argument(
        "--fill",
        choices=(BY_UPDATE, BY_DEFAULT),
        default=BY_UPDATE,
        help="how a required column comes to the rows that are there: by an UPDATE, or by a server default that is dropped again",
    )
    parser.add_argument("--by-value", action="store_true", help="write out what becomes of each value where texts become numbers")
    parser.add_argument("--concurrently", action="store_true", help="make and drop indexes without keeping others from writing")
    parser.add_argument("--head", metavar="REVISION", help="the head to continue, where there are several")
    parser.add_argument("--dry-run", action="store_true", help="show the revision, write nothing")
    add_project_options(parser)


def run(options: Namespace) -> int:
    """Write the file, and say where. Running this is trusting the folder: its script.py.mako and its hooks are run, as by `alembic revision`."""
    with Progress("reading"):
        opened = open_one(options.path, options)
        findings = merged(about_drift(project) for project in opened.projects)
    scope = _scope(opened, listed(options.table), listed(options.column))
    choice = _choice(opened, options)
    if choice is None:
        guessed = renames_among(select(opened.main.environment.own_settings).applied(findings), scope)
        choice = guessed._replace(fill=options.fill, concurrently=options.concurrently, by_value=options.by_value)
        for text in _told(guessed):
            print(f"alembic-ls: taken for a rename: {text}; --no-rename drops the one and adds the other", file=sys.stderr)
    try:
        bench = Bench(lambda: opened.projects)
        fix = everything(bench, findings, True, options.message, options.head, scope, choice, not options.column)
    except Refusal as refusal:
        raise Failure(str(refusal)) from None
    for note in fix.notes:
        print(f"alembic-ls: {note}", file=sys.stderr)
    (file,) = fix.files
    if options.dry_run:
        sys.stdout.write(file.text)
        return 0
    write({file.path: file.text}, {file.path})
    if fix.finish is not None:
        try:
            fix.finish(file.path)
        except Refusal as refusal:
            print(f"alembic-ls: {refusal}; the file stays as it was written", file=sys.stderr)
    print(opened.shown(file.path))
    if fix.placeholder is not None:
        line = file.text[: file.text.index(fix.placeholder)].count("\n") + 1
        print(f"alembic-ls: line {line}: put the value in the place of {fix.placeholder}", file=sys.stderr)
    return 0


def _scope(opened: Opened, tables: tuple[str, ...], columns: tuple[str, ...]) -> Scope:
    known = _tables(opened)
    for name in (*tables, *(column.rpartition(".")[0] for column in columns)):
        if name not in known:
            raise Failure(f"neither the models nor the revisions of {opened.name} have a table `{name}`")
    if not tables and not columns:
        return lambda difference: True
    pairs = {(column.rpartition(".")[0], column.rpartition(".")[2]) for column in columns}

    def is_meant(difference: Difference) -> bool:
        if difference.table in tables:
            return True
        if difference.column is not None:
            return (difference.table, difference.column) in pairs
        key = difference.model if difference.model is not None else difference.database
        return any((difference.table, column) in pairs for column in getattr(key, "columns", ()))

    return is_meant


def _tables(opened: Opened) -> set[str]:
    schemas: list[Schema] = [schema for project in opened.projects for schema in (project.models(), project.history())]
    return {key for schema in schemas for key in schema.tables}


def _choice(opened: Opened, options: Namespace) -> Choice | None:
    """What the options say of renames; None where they say nothing."""
    if options.no_rename:
        return Choice(fill=options.fill, concurrently=options.concurrently, by_value=options.by_value)
    if options.rename is None:
        return None
    columns: dict[tuple[str, str], str] = {}
    tables: dict[str, str] = {}
    models, history = opened.main.models(), opened.main.history()
    for given in options.rename:
        old, equals, new = given.partition("=")
        table, _, column = old.rpartition(".")
        table = table or (options.table[0] if len(options.table) == 1 else "")
        if not equals or not old or not new:
            raise Failure(f"--rename {given}: write OLD=NEW, or TABLE.OLD=NEW for a column")
        if old in history.tables and old not in models.tables and new in models.tables:
            tables[old] = new
        elif table in models.tables and new in models.tables[table].columns:
            columns[table, column] = new
        else:
            raise Failure(f"--rename {given}: the models have no such name, or the revisions do not have the old one")
    return Choice(columns, tables, options.fill, options.concurrently, options.by_value)


def _told(choice: Choice) -> list[str]:
    told = [f"{table}.{old} → {new}" for (table, old), new in choice.column_renames.items()]
    return told + [f"{old} → {new}" for old, new in choice.table_renames.items()]
