"""`alembic-ls fix`: mend what is found, where that can be done unseen."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from typing import TextIO

from alembic_ls.checks.registry import NAMES
from alembic_ls.checks.selection import unknown_rule
from alembic_ls.cli import changed_files
from alembic_ls.cli.failure import Failure
from alembic_ls.cli.mending import Done, Left, Mending
from alembic_ls.cli.opened import open_all
from alembic_ls.cli.options import add_project_options, listed, said
from alembic_ls.cli.progress import Progress
from alembic_ls.lsp.session import Session
from alembic_ls.lsp.told import FindingAt
from alembic_ls.writing.refusal import Refusal

_STATUS = """Exit status: 0 where all that was found is mended, or is information; 1 where something of warning or above is left,
or a value is to be filled in; 2 where the command could not do its work, and nothing was written."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.epilog = _STATUS
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="the folder to look in")
    parser.add_argument(
        "--rule", metavar="RULE,…", action="append", default=[], help="mend only what these rules find (repeatable)"
    )
    parser.add_argument("--diff", action="store_true", help="show what would change, as a unified diff, and write nothing")
    add_project_options(parser)


def run(options: Namespace) -> int:
    """Mend, and say what was done and what is left. Running this is trusting the folder: its script.py.mako is run as Alembic would."""
    rules = listed(options.rule)
    for name in rules:
        if name not in NAMES:
            raise Failure(unknown_rule(name))
    open_all([options.path], options)  # which refuses where there is nothing, or what the settings say is wrong
    with Progress("reading") as progress:
        session = Session([options.path], said(options, options.path))
        progress.say("fixing", 0, 1)
        mending = Mending(session, set(rules))
        left = mending.mend()
    if options.diff:
        sys.stdout.writelines(changed_files.as_diff(mending.texts, mending.made))
    else:
        changed_files.write(mending.texts, mending.made)
        for done in mending.done:
            _finish(done, mending)
    _tell(mending, left, sys.stderr if options.diff else sys.stdout)
    is_open = any(each.found.finding.severity in ("error", "warning") for each in left)
    return 1 if is_open or any(done.fix.placeholder is not None for done in mending.done) else 0


def _finish(done: Done, mending: Mending) -> None:
    """Run the project's hooks over the new files, as Alembic does."""
    for path in done.paths if done.fix.finish is not None else ():
        if path in mending.made:
            try:
                done.fix.finish(path)  # type: ignore[misc]  # which was asked for above
            except Refusal as refusal:
                print(f"alembic-ls: {refusal}; {_shown(path)} stays as it was written", file=sys.stderr)


def _tell(mending: Mending, left: list[Left], out: TextIO) -> None:
    for done in mending.done:
        out.write(_done(done, mending))
    told = (each for each in left if each.found.finding.severity in ("error", "warning"))
    out.writelines(dict.fromkeys(f"left: {_place(each.found)}: {each.found.finding.rule}: {each.why}\n" for each in told))
    files = len(mending.texts)
    mended = sum(len(done.found) for done in mending.done)
    information = sum(each.found.finding.severity not in ("error", "warning") for each in left)
    out.write(
        f"{mended} fixed in {files} file{'' if files == 1 else 's'}, {len(left) - information} left"
        + (f", and {information} of information" if information else "")
        + ".\n"
    )


def _done(done: Done, mending: Mending) -> str:
    lines = [f"fixed: {_place(each)}: {each.finding.rule}: {done.title}\n" for each in done.found]
    lines += [f"   new: {_shown(path)}\n" for path in done.paths if path in mending.made]
    lines += [f"  note: {note}\n" for note in done.fix.notes]
    if done.fix.placeholder is not None:
        for path in done.paths:
            text = mending.texts[path]
            if done.fix.placeholder in text:
                number = text[: text.index(done.fix.placeholder)].count("\n") + 1
                lines.append(f"  todo: {_shown(path)}:{number}: put the value in the place of {done.fix.placeholder}\n")
    return "".join(lines)


def _place(found: FindingAt) -> str:
    return f"{_shown(found.span.path)}:{found.span.start_line + 1}:{found.span.start_character + 1}"


def _shown(path: str) -> str:
    """The path from here, or all of it where that leads out of this folder."""
    inside = path.startswith(os.path.join(os.getcwd(), ""))
    return (os.path.relpath(path) if inside else path).replace(os.sep, "/")
