"""`alembic-ls check`: what no revision covers yet."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from typing import NamedTuple

from alembic_ls.checks.registry import NAMES
from alembic_ls.checks.run import run as run_checks
from alembic_ls.checks.selection import Selection, select, unknown_rule
from alembic_ls.cli.failure import Failure
from alembic_ls.cli.opened import Opened, open_all
from alembic_ls.cli.options import add_project_options, listed
from alembic_ls.cli.progress import Progress
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.unknown import Unknown


class Checked(NamedTuple):
    """One environment, what was found in it, and what of it could not be followed."""

    opened: Opened
    findings: list[Finding]
    unknowns: list[Unknown]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", default=["."], help="folders to look in; of a file, only its findings"
    )
    parser.add_argument("--output-format", choices=("full", "concise", "json"), default="full")
    parser.add_argument(
        "--select", metavar="RULE,…", action="append", help="tell what these rules find, whatever the settings say (repeatable)"
    )
    parser.add_argument(
        "--ignore", metavar="RULE,…", action="append", default=[], help="do not tell what these rules find (repeatable)"
    )
    parser.add_argument("--unknowns", action="store_true", help="list what could not be followed, and why")
    add_project_options(parser)


def run(options: Namespace) -> int:
    """Check everything; 1 where there is a finding of warning or above."""
    named = None if options.select is None else listed(options.select), listed(options.ignore)
    for name in (*(named[0] or ()), *named[1]):
        if name not in NAMES:
            raise Failure(unknown_rule(name))
    files = {os.path.abspath(path) for path in options.paths if os.path.isfile(path)}
    missing = [path for path in options.paths if not os.path.exists(path)]
    if missing:
        raise Failure(f"there is no file or folder `{missing[0]}`")
    folders = [os.path.dirname(path) or "." if os.path.isfile(path) else path for path in options.paths]
    with Progress("reading") as progress:
        opened = open_all(list(dict.fromkeys(folders)), options)
        checked = []
        for number, each in enumerate(opened):
            progress.say(each.name, number, len(opened))
            selection = select(each.main.environment.own_settings, *named)
            checked.append(_check(each, selection, files if len(files) == len(options.paths) else set()))
    if options.output_format == "json":
        from alembic_ls.cli.check_as_json import write
    else:
        from alembic_ls.cli.check_as_text import write
    write(checked, options, sys.stdout)
    found = any(finding.severity in ("error", "warning") for each in checked for finding in each.findings)
    return 1 if found else 0


def _check(opened: Opened, selection: Selection, files: set[str]) -> Checked:
    findings: dict[tuple[object, ...], Finding] = {}
    unknowns: dict[Unknown, None] = {}
    for project in opened.projects:
        for finding in selection.applied(run_checks(project)):
            if files and finding.where.path not in files:
                continue
            same = _identity(finding)
            before = findings.get(same)
            findings[same] = finding if before is None else before._replace(dialects=(*before.dialects, *finding.dialects))
        unknowns.update(dict.fromkeys(project.unknowns()))
    return Checked(opened, list(findings.values()), list(unknowns))


def _identity(finding: Finding) -> tuple[object, ...]:
    """What two findings agree in that are one finding on two dialects."""
    differences = tuple(tuple(difference.as_list()) for difference in finding.differences)
    return finding.rule, finding.severity, finding.where, finding.table, finding.column, differences
