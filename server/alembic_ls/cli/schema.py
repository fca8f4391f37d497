"""`alembic-ls schema`: the tables that the models want, or that the revisions make."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from alembic_ls.analysis.project import Project
from alembic_ls.changes.on_enums import native_enum
from alembic_ls.cli.failure import Failure
from alembic_ls.cli.opened import open_one
from alembic_ls.cli.options import add_project_options
from alembic_ls.cli.progress import Progress
from alembic_ls.cli.type_text import TYPE_TEXTS
from alembic_ls.schema.tables import EnumType, Schema
from alembic_ls.schema.unknown import Unknown


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="the folder to look in")
    parser.add_argument("--of", choices=("models", "history"), help="what the models want, or what the revisions make")
    parser.add_argument("--at", metavar="REVISION", help="the history after this revision (head where it is left out)")
    parser.add_argument("--output-format", choices=("text", "json"), default="text")
    add_project_options(parser)


def run(options: Namespace) -> int:
    """Print the schema; `--of` is models, unless `--at` names a revision."""
    of = options.of or ("models" if options.at is None else "history")
    if of == "models" and options.at is not None:
        raise Failure("--at is for the history: the models have no revisions")
    with Progress("reading"):
        opened = open_one(options.path, options)
        schema = _models(opened.main) if of == "models" else _history(opened.main, options.at)
    type_text = TYPE_TEXTS[of]
    if options.output_format == "json":
        import json

        from alembic_ls.cli.check_as_json import environment_header
        from alembic_ls.cli.schema_as_json import schema_json

        environment = {**environment_header(opened), "of": of, "at": options.at}
        json.dump(
            {"environment": environment, **schema_json(schema, opened.main.dialect, type_text, of == "history")},
            sys.stdout,
            indent=1,
        )
        sys.stdout.write("\n")
    else:
        from alembic_ls.cli.schema_as_text import schema_text

        sys.stdout.write(schema_text(schema, opened.main.dialect, type_text))
    return 0


def _models(project: Project) -> Schema:
    """What the models want, with the enum types of their columns: only the history has these as objects of their own."""
    schema = project.models()
    if project.dialect != "postgresql":
        return schema
    enums: dict[str, EnumType] = {}
    for table in schema.tables.values():
        for type_ in filter(None, map(native_enum, table.columns.values())):
            values, name = type_.argument("values"), type_.argument("name")
            known = values if isinstance(values, tuple) else Unknown("the values of this enum are not known")
            enum = EnumType(name, known, type_.argument("schema"))
            enums.setdefault(project.rules.key(enum.name, enum.schema), enum)
    return schema._replace(enums=enums)


def _history(project: Project, name: str | None) -> Schema:
    if name is None or name == "heads":
        return project.history()
    if name == "base":
        return Schema()
    found = project.graph.resolve(name)
    if not found:
        raise Failure(f"there is no revision `{name}`")
    if len(found) > 1:
        raise Failure(f"`{name}` may be any of the revisions {', '.join(found)}: name one")
    return project.history(found[0])
