"""`alembic-ls history`: which revisions made a table or column what it is."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from alembic_ls.analysis.describe import describe
from alembic_ls.cli.failure import Failure
from alembic_ls.cli.opened import Opened, open_one
from alembic_ls.cli.options import add_project_options
from alembic_ls.cli.progress import Progress

if TYPE_CHECKING:
    from alembic_ls.history.lineage import Event


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("subject", metavar="TABLE[.COLUMN]", help="a table, by its name or SCHEMA.NAME, or a column of it")
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="the folder to look in")
    parser.add_argument("--output-format", choices=("text", "json"), default="text")
    add_project_options(parser)


def run(options: Namespace) -> int:
    """Print what was done to the table or column, oldest first."""
    with Progress("reading"):
        opened = open_one(options.path, options)
        table, column, events = _find(options.subject, opened)
    if options.output_format == "json":
        _write_json(opened, table, column, events)
    else:
        _write_text(opened, events)
    return 0


def _find(subject: str, opened: Opened) -> tuple[str, str | None, Sequence[Event]]:
    """The table, the column, and what was done. Raises Failure where no revision knows of it."""
    project = opened.main
    if events := project.lineage(subject):
        return subject, None, events
    table, _, column = subject.rpartition(".")
    if table and (events := project.lineage(table, column)):
        return table, column, events
    known = project.lineage(table) if table else []
    raise Failure(f"no revision of {opened.name} touches " + (f"a column `{column}` of `{table}`" if known else f"`{subject}`"))


def _write_text(opened: Opened, events: Sequence[Event]) -> None:
    last = None
    for id_, operation in events:
        if id_ != last:
            revision = opened.main.graph.by_id[id_]
            date = f"{revision.create_date[:10]}  " if revision.create_date else ""
            sys.stdout.write(f"{id_}  {date}{revision.message}\n")
            last = id_
        sys.stdout.write(f"  {describe(operation, opened.main.dialect)}\n")
        if operation.origin is not None:
            span = opened.main.span(operation.origin)
            sys.stdout.write(f"    {opened.shown(span.path)}:{span.start_line + 1}:{span.start_character + 1}\n")


def _write_json(opened: Opened, table: str, column: str | None, events: Sequence[Event]) -> None:
    import json

    from alembic_ls.cli.check_as_json import environment_header

    document = {
        "environment": environment_header(opened),
        "table": table,
        "column": column,
        "events": [_event(opened, event) for event in events],
    }
    json.dump(document, sys.stdout, indent=1)
    sys.stdout.write("\n")


def _event(opened: Opened, event: Event) -> dict[str, Any]:
    revision, operation = opened.main.graph.by_id[event.revision], event.operation
    where: dict[str, Any] = {"path": opened.path(revision.path), "line": None}
    if operation.origin is not None:
        span = opened.main.span(operation.origin)
        where = {"path": opened.path(span.path), "line": span.start_line}
    return {
        "revision": revision.id,
        "message": revision.message,
        "create_date": revision.create_date,
        "operation": type(operation).__name__,
        "description": describe(operation, opened.main.dialect),
        **where,
    }
