"""The options that every command about a project takes: what the project's files do not say."""

from __future__ import annotations

import os
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from alembic_ls.cli.failure import Failure
from alembic_ls.workspace.discover import split_section
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


def said(options: Namespace, folder: str) -> Said:
    """What the user said by these options of what lies in `folder`. Raises Failure where a place is named that does not exist.

    A place is meant in the folder, or seen from where the command runs, as a shell completes it.
    """
    version_locations = _split(options.version_locations or "", f"[,{re.escape(os.pathsep)}]")
    return Said(
        config=_config(folder, options.config),
        script_location=None if options.script_location is None else _place(folder, options.script_location),
        version_locations=_existing(folder, version_locations, "--version-locations"),
        import_roots=_existing(folder, options.import_root, "--import-root"),
        site_packages=_existing(folder, options.site_packages, "--site-packages"),
        dialects=listed(options.dialect),
        since=getattr(options, "since", None),  # an option of `check` alone
    )


def listed(values: list[str]) -> tuple[str, ...]:
    """The names in the values of a repeatable option, each a list separated by commas."""
    return tuple(name for names in values for name in _split(names, ","))


def _config(folder: str, config: str | None) -> str | None:
    if config is None:
        return None
    path, section = split_section(config)
    return _place(folder, path) + (f":{section}" if section else "")


def _place(folder: str, place: str) -> str:
    if os.path.exists(os.path.join(folder, place)) or not os.path.exists(place):
        return place
    return os.path.abspath(place)


def _existing(folder: str, places: Iterable[str], option: str) -> tuple[str, ...]:
    found = tuple(_place(folder, place) for place in places)
    for place in found:
        if not os.path.exists(os.path.join(folder, place)):
            raise Failure(f"{option}: there is no `{place}`")
    return found


def _split(text: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(separator, text) if part.strip())
