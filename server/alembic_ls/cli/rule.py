"""`alembic-ls rule`: what the rules are, and what one of them means."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from alembic_ls.checks.registry import BY_NAME, RULES
from alembic_ls.cli.failure import Failure


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("name", metavar="NAME", nargs="?", help="the rule to explain")


def run(options: Namespace) -> int:
    """Print the list of the rules, or the page of one."""
    if options.name is None:
        width = max(map(len, BY_NAME))
        sys.stdout.writelines(f"{rule.name:{width}}  {rule.severity:11}  {rule.summary}\n" for rule in RULES)
        return 0
    if options.name not in BY_NAME:
        raise Failure(f"there is no rule `{options.name}`; `alembic-ls rule` lists them")
    sys.stdout.write(BY_NAME[options.name].page)
    return 0
