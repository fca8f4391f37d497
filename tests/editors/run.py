"""Real editors, headless, with what docs/editors.md tells their users to write, on examples/todo and on a project of others.

usage: run.py PROJECTS [EDITOR …]

PROJECTS is the folder into which fractal-server 2.18.5 was installed (pip install --no-deps --target PROJECTS fractal-server==2.18.5).
EDITOR is nvim or emacs; all that are given must be there. `alembic-ls` is the one beside the Python that runs this.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


class Scenario(NamedTuple):
    """What is done in a file of a project, and what is to be seen. `field` is typed above the line `before`. `mends`:
    whether a revision can be written."""

    project: str
    file: str
    before: str
    field: str
    code: str
    told: str
    hover: str
    shown: str
    there: str
    mends: bool = True


SCENARIOS = (
    Scenario(
        project="todo",
        file="backend/app/models/task.py",
        before="    due_date: date",
        field="    estimate: int | None = None",
        code="missing-column",
        told="task.estimate",
        hover="title: str",
        shown="title VARCHAR(200) NOT NULL",
        there='"title"',
    ),
    Scenario(
        project="fractal_server",
        file="app/models/v2/job.py",
        before="    first_task_index: int",
        field="    réponse: str",
        code="missing-column",
        told="jobv2.réponse",
        hover="slurm_account: str",
        shown="slurm_account VARCHAR",
        there="slurm_account",
        mends=False,  # its package leaves out script.py.mako
    ),
)


def snippet(heading: str) -> str:
    """The first block of code below a heading of docs/editors.md."""
    text = (ROOT / "docs" / "editors.md").read_text()
    section = text.split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    found = re.search(r"^```\w+\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    assert found is not None, f"docs/editors.md has no code below {heading}"
    return found[1]


def nvim(home: Path, scenario: Path) -> list[str]:
    """The command, with the user's configuration written below `home`."""
    config = home / ".config" / "nvim"
    (config / "lsp").mkdir(parents=True)
    (config / "lsp" / "alembic_ls.lua").write_text(snippet("Neovim"))
    (config / "init.lua").write_text("vim.lsp.enable('alembic_ls')\n")
    return ["nvim", "--headless", "-u", str(config / "init.lua"), "-l", str(HERE / "nvim.lua"), str(scenario)]


def emacs(home: Path, scenario: Path) -> list[str]:
    """The command, with the user's configuration written below `home`."""
    init = home / "init.el"
    init.write_text(snippet("Emacs"))
    return ["emacs", "-Q", "--batch", "-l", str(HERE / "eglot.el"), str(init), str(scenario)]


EDITORS: dict[str, Callable[[Path, Path], list[str]]] = {"nvim": nvim, "emacs": emacs}


def run(editor: str, scenario: Scenario, source: Path) -> bool:
    """Do the scenario in a copy of the project; True where all was as it should be."""
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        folder = home / "work" / scenario.project
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
        said = home / "scenario.json"
        said.write_text(json.dumps({**scenario._asdict(), "folder": str(folder), "file": str(folder / scenario.file)}))
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        env = {**os.environ, "HOME": made, "PATH": path, "LC_ALL": "C.UTF-8"}
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            env.pop(name, None)
        started = time.perf_counter()
        done = subprocess.run(
            EDITORS[editor](home, said), env=env, cwd=folder, capture_output=True, text=True, timeout=300, check=False
        )
        print(f"{editor} on {scenario.project}: exit status {done.returncode}, {time.perf_counter() - started:.1f} s")
        print("".join(f"  {line}\n" for line in done.stdout.splitlines()), end="", flush=True)
        is_well = done.returncode == 0 and "PASS" in done.stdout and "FAIL" not in done.stdout
        if not is_well:
            print(done.stderr[-4000:])
        return is_well


def main() -> int:
    """Run all scenarios in all editors that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("projects", type=Path)
    parser.add_argument("editors", nargs="*", default=list(EDITORS), metavar="EDITOR")
    given = parser.parse_args()
    sources = {"todo": ROOT / "examples" / "todo"}
    well = [
        run(editor, each, sources.get(each.project, given.projects / each.project))
        for editor in given.editors
        for each in SCENARIOS
    ]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
