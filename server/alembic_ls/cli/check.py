"""`alembic-ls check`: what no revision covers yet."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module

from alembic_ls.checks.over_dialects import merged
from alembic_ls.checks.registry import NAMES
from alembic_ls.checks.run import run as run_checks
from alembic_ls.checks.selection import Selection, select, unknown_rule
from alembic_ls.cli.failure import Failure
from alembic_ls.cli.opened import Opened, open_all
from alembic_ls.cli.options import add_project_options, listed
from alembic_ls.cli.progress import Progress
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.workspace.problem import Problem

# The formats, and what writes them: `check_as_…`, of which one is imported.
_WRITERS = {
    "full": "text",
    "concise": "text",
    "json": "json",
    "github": "github",
    "gitlab": "gitlab",
    "sarif": "sarif",
    "junit": "junit",
}


class Checked(NamedTuple):
    """One environment, what is told of it, what was found in it, and what of it could not be followed."""

    opened: Opened
    selection: Selection
    findings: list[Finding]
    unknowns: list[Unknown]
    known: int = 0  # further findings, which the baseline has


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", default=["."], help="folders to look in; of a file, only its findings"
    )
    parser.add_argument("--output-format", choices=tuple(_WRITERS), default="full")
    parser.add_argument(
        "--select", metavar="RULE,…", action="append", help="tell what these rules find, whatever the settings say (repeatable)"
    )
    parser.add_argument(
        "--ignore", metavar="RULE,…", action="append", default=[], help="do not tell what these rules find (repeatable)"
    )
    parser.add_argument(
        "--since",
        metavar="REVISION|DATE",
        help="what is wrong with this revision and those before it, or with those created before this day, is information",
    )
    parser.add_argument("--baseline", metavar="FILE", help="do not tell what this file says is known")
    parser.add_argument("--update-baseline", action="store_true", help="make all that is found known, in the file of --baseline")
    parser.add_argument("--unknowns", action="store_true", help="list what could not be followed, and why")
    add_project_options(parser)


def run(options: Namespace) -> int:
    """Check everything; 1 where there is a finding of warning or above."""
    if options.update_baseline and options.baseline is None:
        raise Failure("--update-baseline needs --baseline FILE, the file to write")
    named = _named_rules(options)
    folders, files = _looked_at(options.paths)
    with Progress("reading") as progress:
        opened = open_all(folders, options, several=len(options.paths) > 1)
        _reject_unknown_since(opened, options.since)
        checked = []
        for number, each in enumerate(opened):
            progress.say(each.name, number, len(opened))
            checked.append(_check(each, select(each.main.environment.own_settings, *named)))
    checked = _without_ignored(checked)
    if files:
        checked = [each._replace(findings=[f for f in each.findings if f.where.path in files]) for each in checked]
    if options.baseline is not None:
        from alembic_ls.cli import baseline

        checked, note = baseline.apply(options.baseline, options.update_baseline, checked, files)
        if note is not None:
            print(f"alembic-ls: {note}", file=sys.stderr)
    writer = import_module(f"alembic_ls.cli.check_as_{_WRITERS[options.output_format]}")
    writer.write(checked, options, sys.stdout)
    found = any(finding.severity in ("error", "warning") for each in checked for finding in each.findings)
    return 1 if found else 0


def _looked_at(paths: list[str]) -> tuple[list[str], set[str]]:
    """The folders of these paths, and where all are files, these: then only what is found in them is told."""
    for path in paths:
        if not os.path.exists(path):
            raise Failure(f"there is no file or folder `{path}`")
    folders = [os.path.dirname(path) or "." if os.path.isfile(path) else path for path in paths]
    files = {os.path.abspath(path) for path in paths} if all(map(os.path.isfile, paths)) else set()
    return list(dict.fromkeys(folders)), files


def _named_rules(options: Namespace) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """The rules of --select, None where it is not given, and those of --ignore."""
    selected, ignored = None if options.select is None else listed(options.select), listed(options.ignore)
    if selected == ():
        raise Failure("--select names no rule; leave it out to be told of all")
    for name in (*(selected or ()), *ignored):
        if name not in NAMES:
            raise Failure(unknown_rule(name))
    return selected, ignored


def _reject_unknown_since(opened: list[Opened], option: str | None) -> None:
    """Raises Failure where `since` names no revision. One that is said on the command line need be in one environment alone."""
    if all(each.main.environment.since is None for each in opened):
        return
    from alembic_ls.analysis.age import before

    unknown = [
        each.main.environment
        for each in opened
        if (since := each.main.environment.since) and before(each.main.graph, since) is None
    ]
    if option is not None:
        if len(unknown) == len(opened):
            raise Failure(f"--since: there is no one revision `{option}`, nor is it a date like 2026-01-31")
        return
    for environment in unknown:
        since, settings = str(environment.since), environment.settings
        what = f"[tool.alembic-ls] since: there is no one revision `{since}`, nor is it a date like 2026-01-31"
        raise Failure(str(Problem(settings.path or "", what, settings.line("since", since))))


def _check(opened: Opened, selection: Selection) -> Checked:
    findings = merged(selection.applied(run_checks(project)) for project in opened.projects)
    unknowns = dict.fromkeys(unknown for project in opened.projects for unknown in project.unknowns())
    return Checked(opened, selection, findings, list(unknowns))


def _without_ignored(checked: list[Checked]) -> list[Checked]:
    """What comments in the sources do not ignore, and what is wrong with these comments."""
    marked: dict[str, str] = {}
    for each in checked:
        for project in each.opened.projects:
            marked.update(project.files.marked)
    if not marked:
        return checked
    from alembic_ls.checks.ignores import Ignores, about_comments

    ignores = Ignores(marked)
    left = [each._replace(findings=ignores.told(each.findings, each.opened.main.span, each.selection)) for each in checked]
    for finding in about_comments(ignores):
        owner = next((each for each in left if _reads(each.opened, finding.where.path)), None)
        if owner is not None:
            owner.findings.extend(owner.selection.applied([finding]))
    for each in left:
        each.findings.sort(key=lambda finding: (*each.opened.main.span(finding.where), finding.rule, finding.message))
    return left


def _reads(opened: Opened, path: str) -> bool:
    """True where the file is one of the environment's project, and none of a library's."""
    libraries = opened.main.environment.site_packages
    return any(path in project.files.marked for project in opened.projects) and not path.startswith(tuple(libraries))
