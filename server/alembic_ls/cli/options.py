"""The options that every command about a project takes: what the project's files do not say."""

from __future__ import annotations

import os
import re
from argparse import ArgumentParser, Namespace

from alembic_ls.workspace.environment import Said


def add_project_options(parser: ArgumentParser) -> None:
    """Add the options that name a project's parts."""
    group = parser.add_argument_group("what the project's files do not say")
    group.add_argument("--config", metavar="INI[:SECTION]", help="the alembic.ini or pyproject.toml to use, and its section")
    group.add_argument("--script-location", metavar="FOLDER", help="the folder of env.py")
    group.add_argument("--version-locations", metavar="FOLDER,…", help="the folders of the revisions, separated by commas")
    group.add_argument(
        "--import-root", metavar="FOLDER", action="append", default=[], help="where modules are imported from (repeatable)"
    )
    group.add_argument(
        "--site-packages",
        metavar="PATH",
        action="append",
        default=[],
        help="a site-packages folder, a virtual environment or an interpreter with the project's libraries (repeatable)",
    )
    group.add_argument(
        "--dialect", metavar="NAME,…", action="append", default=[], help="the databases: postgresql, sqlite, mysql … (repeatable)"
    )


def said(options: Namespace) -> Said:
    """What the user said by these options."""
    return Said(
        config=options.config,
        script_location=options.script_location,
        version_locations=_split(options.version_locations or "", f"[,{re.escape(os.pathsep)}]"),
        import_roots=tuple(options.import_root),
        site_packages=tuple(options.site_packages),
        dialects=listed(options.dialect),
        since=getattr(options, "since", None),  # an option of `check` alone
    )


def listed(values: list[str]) -> tuple[str, ...]:
    """The names in the values of a repeatable option, each a list separated by commas."""
    return tuple(name for names in values for name in _split(names, ","))


def _split(text: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(separator, text) if part.strip())
