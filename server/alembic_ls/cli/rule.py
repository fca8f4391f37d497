"""`alembic-ls rule`: what the rules are, and what one of them means."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from alembic_ls.checks.registry import NAMES, rule, rules
from alembic_ls.checks.selection import unknown_rule
from alembic_ls.cli.failure import Failure


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("name", metavar="NAME", nargs="?", help="the rule to explain")


def run(options: Namespace) -> int:
    """Print the list of the rules, or the page of one."""
    if options.name is None:
        width = max(map(len, NAMES))
        sys.stdout.writelines(f"{each.name:{width}}  {each.severity:11}  {each.summary}\n" for each in rules())
        return 0
    if options.name not in NAMES:
        raise Failure(unknown_rule(options.name))
    sys.stdout.write(rule(options.name).page)
    return 0
