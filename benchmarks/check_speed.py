"""How long `alembic-ls check` takes as a cold process, beside its peers, in one run.

usage: check_speed.py [--repeat N] [--clock wall|processor] [--sizes MODELSxREVISIONS,…] [--corpus FOLDER --projects PROJECTS.json]
                      [--peer sqlalchemy-lsp]

Run it with the Python of an environment in which alembic-ls was installed (not in editable mode: bytecode counts), with alembic and
sqlmodel. Every time is of a whole process, the least of N runs, the two commands taken in turn: wall time, or, where the machine has
other work, the processor's time (none of the commands has two threads at work). `alembic check` runs on SQLite at head. Of a corpus (see
docs/speed.md) the seconds of `alembic check` were measured elsewhere: they are scaled by the time that `import sqlalchemy, alembic` takes
here against the 0.18 s that it took there.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

from made_project import make

HERE = pathlib.Path(__file__).resolve().parent
BIN = pathlib.Path(sys.executable).parent
IMPORTS_THERE = 0.18  # seconds, on the machine that measured the corpus


def wall() -> float:
    """Seconds by the clock on the wall."""
    return time.perf_counter()


def processor() -> float:
    """Seconds that the processor has spent on the commands that ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


CLOCKS = {"wall": wall, "processor": processor}
clock = wall


def least(commands: list[list[str]], folders: list[pathlib.Path], repeat: int, environment: dict[str, str]) -> list[float]:
    """The least time of each command, run in turn; exits where one cannot do its work."""
    times = [float("inf")] * len(commands)
    for _ in range(repeat):
        for index, command in enumerate(commands):
            started = clock()
            done = subprocess.run(command, cwd=folders[index], capture_output=True, text=True, env=environment)
            times[index] = min(times[index], clock() - started)
            if done.returncode not in (0, 1, 255):
                sys.exit(f"{command} in {folders[index]}: exit {done.returncode}\n{done.stdout[-500:]}{done.stderr[-1500:]}")
    return times


def row(name: str, ours: float, peer: float, what: str) -> None:
    """One line of the result."""
    print(f"{name:34} ours {ours:7.3f} s   {what} {peer:7.3f} s   ratio {peer / ours:6.1f}", flush=True)


def beside_alembic(repeat: int, sizes: list[tuple[int, int]], scratch: pathlib.Path) -> None:
    """The example and made projects: `alembic check` on a database at head."""
    todo = scratch / "todo"
    shutil.copytree(HERE.parent / "examples" / "todo", todo, ignore=shutil.ignore_patterns("*.db", "__pycache__"))
    environment = {**os.environ, "DATABASE_URL": "sqlite:///bench.db"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([BIN / "alembic", "upgrade", "head"], cwd=todo / "backend", env=environment, check=True, capture_output=True)
    folders = [todo / "backend", todo / "backend"]
    commands = [[str(BIN / "alembic-ls"), "check", ".", "--dialect", "sqlite"], [str(BIN / "alembic"), "check"]]
    row("examples/todo", *least(commands, folders, repeat, environment), "alembic check")
    for models, revisions in sizes:
        folder = scratch / f"made-{models}-{revisions}"
        make(folder, models, revisions)
        fill = "import sqlalchemy as sa; from app.models import Base; Base.metadata.create_all(sa.create_engine('sqlite:///made.db'))"
        subprocess.run([sys.executable, "-c", fill], cwd=folder, env=environment, check=True)
        subprocess.run([BIN / "alembic", "stamp", "head"], cwd=folder, env=environment, check=True, capture_output=True)
        commands = [[str(BIN / "alembic-ls"), "check", "."], [str(BIN / "alembic"), "check"]]
        times = least(commands, [folder, folder], repeat if revisions < 2_000 else 2, environment)
        row(f"{models} models, {revisions} revisions", *times, "alembic check")


def on_corpus(corpus: pathlib.Path, projects: pathlib.Path, repeat: int, peer: str | None) -> None:
    """Real projects: against the corpus' seconds, scaled; against sqlalchemy-lsp on the larger trees."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    imports = least(
        [[sys.executable, "-c", "import sqlalchemy, alembic.command, alembic.autogenerate"]], [corpus], 5, environment
    )[0]
    scale = imports / IMPORTS_THERE
    print(f"import of sqlalchemy and alembic {imports:.3f} s: the corpus' seconds are scaled by {scale:.2f}")
    for project in json.loads(projects.read_text()):
        root = corpus / f"{project['package']}-{project['version']}"
        command = [
            str(BIN / "alembic-ls"),
            "check",
            ".",
            "--dialect",
            project["dialect"],
            "--import-root",
            ".",
            "--output-format",
            "json",
        ]
        command += ["--site-packages", str(corpus / f"libs-{project['truth']}"), "--script-location", project["script_location"]]
        ours = least([command], [root], repeat, environment)[0]
        row(project["truth"], ours, project["alembic_check_seconds"] * scale, "alembic check, scaled")
        files = sum(1 for _ in root.rglob("*.py"))
        if peer and files > 500:
            theirs = least([[peer, "check", "."]], [root], repeat, environment)[0]
            row(f"  {files} Python files", ours, theirs, "sqlalchemy-lsp check")


def main() -> None:
    """Measure and print."""
    global clock
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--clock", choices=CLOCKS, default="wall")
    parser.add_argument("--sizes", default="50x100,50x1000,50x5000,1000x1000")
    parser.add_argument("--corpus", type=pathlib.Path)
    parser.add_argument("--projects", type=pathlib.Path)
    parser.add_argument("--peer", default=shutil.which("sqlalchemy-lsp", path=str(BIN)))
    options = parser.parse_args()
    clock = CLOCKS[options.clock]
    sizes = [(int(m), int(r)) for m, _, r in (size.partition("x") for size in options.sizes.split(",") if size)]
    with tempfile.TemporaryDirectory() as scratch:
        beside_alembic(options.repeat, sizes, pathlib.Path(scratch))
    if options.corpus and options.projects:
        on_corpus(options.corpus, options.projects, options.repeat, options.peer)


if __name__ == "__main__":
    main()
