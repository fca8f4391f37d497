"""Checks projects again and again with one of their files cut or edited at random: nothing may raise, nor take much longer.

    python tests/hostile/fuzz_corpus.py FOLDER... [--first SEED] [--count N] [--keep FOLDER] [--site-packages FOLDER]

Each FOLDER is a project, or holds projects; it is copied first, and left as it is. Of each project `--count` edits are tried, those of
the seeds from `--first` on. A seed makes the same edit of the same file again as long as the project is the same. What raises is
printed once for each place that raises, with its seed, file and edit; `--keep` writes the edited files there. The exit code says
whether anything was found.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from alembic_ls.analysis.project import open_projects
from alembic_ls.checks.run import run
from alembic_ls.workspace.environment import Said

_CONFIGURATION = ("alembic.ini", "pyproject.toml", "setup.cfg")
_BRACKETS = "()[]{}\"'"
_ODD = [
    "\0",
    "\r",
    "\f",
    "\\",
    "\ufeff",
    "\u2028",
    "'''",
    '"""',
    "#",
    "@",
    "*",
    ":",
    "=",
    " ",
    "\t",
    "0",
    "lambda: ",
    "await ",
    "é",
]


class TooLong(BaseException):
    """A check took longer than it may. No Exception, that nothing catches it on the way."""


class Found(NamedTuple):
    """What went wrong with one edit."""

    seed: int
    path: str
    edit: str
    error: str
    place: str


# Edits: each takes a text, gives another


def _truncate(text: str, dice: random.Random) -> str:
    return text[: dice.randrange(len(text) + 1)]


def _behead(text: str, dice: random.Random) -> str:
    return text[dice.randrange(len(text) + 1) :]


def _drop_lines(text: str, dice: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at = dice.randrange(len(lines) + 1)
    return "".join(lines[:at] + lines[at + dice.randint(1, 4) :])


def _repeat_lines(text: str, dice: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at = dice.randrange(len(lines) + 1)
    return "".join(lines[:at] + lines[at : at + dice.randint(1, 6)] * 2 + lines[at:])


def _move_lines(text: str, dice: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at, to = dice.randrange(len(lines) + 1), dice.randrange(len(lines) + 1)
    taken = lines[at : at + dice.randint(1, 4)]
    rest = lines[:at] + lines[at + len(taken) :]
    return "".join(rest[:to] + taken + rest[to:])


def _swap_characters(text: str, dice: random.Random) -> str:
    if len(text) < 2:
        return text
    a, b = sorted(dice.sample(range(len(text)), 2))
    return text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :]


def _drop_characters(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text) + 1)
    return text[:at] + text[at + dice.randint(1, 30) :]


def _unbalance(text: str, dice: random.Random) -> str:
    places = [i for i, character in enumerate(text) if character in _BRACKETS]
    if not places or dice.random() < 0.3:
        at = dice.randrange(len(text) + 1)
        return text[:at] + dice.choice(_BRACKETS) + text[at:]
    at = dice.choice(places)
    return text[:at] + (dice.choice(_BRACKETS) if dice.random() < 0.5 else "") + text[at + 1 :]


def _insert_odd(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text) + 1)
    return text[:at] + dice.choice(_ODD) + text[at:]


def _swap_words(text: str, dice: random.Random) -> str:
    """Another word of the text in the place of one: what parses, and means something else."""
    import re

    words = [match.span() for match in re.finditer(r"\w+|\"[^\"\n]*\"|\([^()\n]*\)", text)]
    if len(words) < 2:
        return text
    (a, b), (c, d) = dice.sample(words, 2)
    return text[:a] + text[c:d] + text[b:]


_EDITS: list[Callable[[str, random.Random], str]] = [
    _truncate, _behead, _drop_lines, _repeat_lines, _move_lines, _swap_characters, _drop_characters, _unbalance, _insert_odd,
    _swap_words, _swap_words, _swap_words,
]  # fmt: skip


def edit(text: str, dice: random.Random) -> tuple[str, str]:
    """The text with one to three edits, and their names."""
    names = []
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        change = dice.choice(_EDITS)
        text = change(text, dice)
        names.append(change.__name__.strip("_"))
    return text, " ".join(names)


# Projects


def check(folder: str, said: Said | None = None) -> int:
    """All that `alembic-ls check` does but for writing it down; how many findings there are."""
    found = 0
    for project in open_projects(folder, said)[0]:
        for finding in run(project):
            project.span(finding.where)
            found += 1
        for doubt in project.unknowns():
            if doubt.where is not None:
                project.span(doubt.where)
    return found


def files_of(folder: str, said: Said | None = None) -> list[str]:
    """The files that a check of the folder reads: configurations, env.py, revisions, models."""
    paths: set[str] = set()
    for project in open_projects(folder, said)[0]:
        run(project)
        environment = project.environment
        if environment.config is not None:
            paths.add(environment.config)
        paths.update(os.path.join(environment.root, name) for name in _CONFIGURATION)
        paths.update(module.path for module in project.machine.modules.values())
        for location in environment.version_locations:
            paths.update(os.path.join(location, name) for name in os.listdir(location) if name.endswith(".py"))
    return sorted(path for path in paths if path.startswith(folder + os.sep) and os.path.isfile(path))


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooLong(f"took longer than {seconds:.1f} s of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def fuzz(folder: str, seeds: range, said: Said | None = None, keep: str | None = None, slow: float = 0) -> Iterator[Found]:
    """What goes wrong when files of the project in `folder` (a copy: they are written to) are edited.

    A check may take ten times as long as it does without an edit, or `slow` seconds if that is more.
    """
    files = files_of(folder, said)
    if not files:
        return
    start = time.process_time()
    check(folder, said)
    most = max(10 * (time.process_time() - start), slow)
    for seed in seeds:
        dice = random.Random(seed)
        path = dice.choice(files)
        original = Path(path).read_bytes()
        text, what = edit(original.decode(errors="replace"), dice)
        edited = text.encode(errors="replace")
        try:
            Path(path).write_bytes(edited)
            with _limit(most):
                check(folder, said)
        except (Exception, TooLong) as error:
            frames = traceback.extract_tb(error.__traceback__)
            last = [frame for frame in frames if "alembic_ls" in frame.filename][-6:]
            place = "\n".join(f"    {Path(f.filename).name}:{f.lineno} {f.name}: {f.line}" for f in last)
            yield Found(seed, os.path.relpath(path, folder), what, f"{type(error).__name__}: {str(error)[:300]}", place)
            if keep is not None:
                Path(keep).mkdir(parents=True, exist_ok=True)
                Path(keep, f"{Path(folder).name}-{seed}-{Path(path).name}").write_bytes(edited)
        finally:
            Path(path).write_bytes(original)


def _projects(folder: str) -> list[str]:
    """The folder itself, or the folders in it, where one of them is no Python package."""
    inner = sorted(entry.path for entry in os.scandir(folder) if entry.is_dir() and not entry.name.startswith((".", "libs")))
    lone = any(os.path.exists(os.path.join(folder, name)) for name in _CONFIGURATION)
    return [folder] if lone or not inner else inner


def main(arguments: list[str] | None = None) -> int:
    """The command line; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--keep", metavar="FOLDER")
    parser.add_argument("--site-packages", action="append", default=[], metavar="FOLDER")
    options = parser.parse_args(arguments)
    said = Said(site_packages=tuple(options.site_packages))
    places: dict[str, int] = {}
    for folder in [project for given in options.folders for project in _projects(os.path.abspath(given))]:
        with tempfile.TemporaryDirectory() as scratch:
            copy = os.path.join(scratch, os.path.basename(folder))
            ignore = shutil.ignore_patterns("node_modules", ".git", "*.js", "*.map", "*.so", "*.png", "*.pyc")
            shutil.copytree(folder, copy, ignore=ignore, symlinks=True)
            start, number = time.process_time(), 0
            for found in fuzz(copy, range(options.first, options.first + options.count), said, options.keep, 5):
                number += 1
                places[found.place] = places.get(found.place, 0) + 1
                if places[found.place] == 1:
                    print(f"{folder}: seed {found.seed}, {found.path}, {found.edit}\n  {found.error}\n{found.place}", flush=True)
            print(f"{folder}: {number} of {options.count} went wrong, {time.process_time() - start:.0f} s", flush=True)
    return 1 if places else 0


if __name__ == "__main__":
    sys.exit(main())
