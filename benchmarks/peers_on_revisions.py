"""What other tools say of revisions: of our own faulty and harmless ones, or of the newest of a project.

usage: peers_on_revisions.py [--sqlalchemy-lsp PATH] [--alembic-guard PATH] [--zdm PATH] [--pytest-alembic PYTHON] [--postgresql URL]
                             [--newest N] [--verbose] tests/checks/revisions/faulty.txt | FOLDER_OF_REVISIONS

Only the tools that are named are run. Of a file of cases: on how many each tool says anything about the second revision, on how many of
these on a line that is marked as faulty, and with which rules; whether a rule means that fault is for a reader to judge (`--verbose` lists
them). Where nothing is at fault all that is said is counted. Each case is written out once, for the first dialect that it names, below
alembic/versions, where all of the tools look, with its tables as models. Of a folder: the findings on its newest revisions, in Alembic's
order. For sqlalchemy-lsp the project is the folder in which this runs; the others read a copy of those revisions.

pytest-alembic's tests (one head, upgrade, up and down again) are run by PYTHON, which has it and a driver; there are no models to hold
against a faulty history, so that its fourth is left out. Cases for PostgreSQL need the URL of a database that may be emptied.
Run it with a Python that has alembic-ls and what its tests need.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "checks"))

ENV = """
from alembic import context

with context.config.attributes["connection"].connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
TESTS = """
import pytest
import sqlalchemy as sa
from pytest_alembic.tests import test_single_head_revision, test_up_down_consistency, test_upgrade

@pytest.fixture
def alembic_config():
    return {{"script_location": {location!r}}}

@pytest.fixture
def alembic_engine(tmp_path):
    url = {url!r}
    engine = sa.create_engine(url or f"sqlite:///{{tmp_path / 'database'}}", poolclass=sa.NullPool)
    if url:
        with engine.begin() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
    return engine
"""


class Said(NamedTuple):
    """One finding of a tool."""

    tool: str
    path: str
    line: int
    rule: str
    message: str


def said(arguments: argparse.Namespace, folder: pathlib.Path, project: pathlib.Path) -> list[Said]:
    """What the static tools find in `folder`; sqlalchemy-lsp reads the whole `project`. Paths are absolute."""
    found: list[Said] = []
    if arguments.sqlalchemy_lsp:
        for at in _json([arguments.sqlalchemy_lsp, "check", ".", "--reporter", "json"], project):
            found.append(Said("sqlalchemy-lsp", str(project / at["filename"]), at["location"]["row"], at["code"], at["message"]))
    for flags in ([], ["--include-downgrade"]) if arguments.alembic_guard else ():
        for at in _json([arguments.alembic_guard, "--format", "json", *flags, "."], folder):
            name = " ".join(["alembic-guard", *flags])
            found.append(Said(name, str(folder / at["path"]), at["line"], f"{at['rule']} {at['name']}", at["message"]))
    if arguments.zdm:
        for at in _json([arguments.zdm, "--output-format", "json", "."], folder)["diagnostics"]:
            found.append(Said("zdm", str(folder / at["path"]), at["line"], f"{at['rule_id']} {at['rule_name']}", at["message"]))
    return found


def _json(command: list[str], folder: pathlib.Path) -> Any:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    try:
        return json.loads(done.stdout)
    except ValueError:
        sys.exit(f"{command} in {folder}: exit {done.returncode}\n{done.stdout[-500:]}{done.stderr[-500:]}")


def models(sections: Iterable[str]) -> str:
    """The tables that these operations make, as mapped classes."""
    text = "import sqlalchemy as sa\nfrom sqlalchemy.dialects import postgresql\nfrom sqlalchemy.orm import DeclarativeBase\n"
    text += "\n\nclass Base(DeclarativeBase):\n    pass\n"
    calls = [node for section in sections for node in ast.walk(ast.parse(section)) if isinstance(node, ast.Call)]
    tables = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "create_table"]
    for number, table in enumerate(tables):
        text += f"\n\nclass Model{number}(Base):\n    __tablename__ = {ast.unparse(table.args[0])}\n"
        columns = [ast.unparse(part) for part in table.args[1:] if ast.unparse(part).startswith("sa.Column(")]
        text += "".join(f"    column{index} = {column}\n" for index, column in enumerate(columns))
    return text


def on_cases(arguments: argparse.Namespace, file: pathlib.Path, scratch: pathlib.Path) -> None:
    """Print what the tools say of the cases of a file."""
    from test_revisions import read, write  # type: ignore[import-not-found]

    cases: dict[str, Any] = {}
    for parameter in read(str(file.resolve())):
        cases.setdefault(parameter.values[0].name, parameter.values[0])
    anywhere: dict[str, set[str]] = defaultdict(set)
    marked: dict[str, set[str]] = defaultdict(set)
    rules: dict[str, Counter[str]] = defaultdict(Counter)
    for number, case in enumerate(cases.values()):
        folder = scratch / f"case{number}"
        expected = write(case, folder)
        sections = [case.sections[name] for name in ("before", "upgrade") if name in case.sections]
        (folder / "models.py").write_text(models(sections))
        (folder / "alembic" / "env.py").write_text(ENV)
        url = arguments.postgresql if case.dialect == "postgresql" else None
        (folder / "test_case.py").write_text(TESTS.format(location=str(folder / "alembic"), url=url))
        wanted = dict(expected.keys())
        for at in said(arguments, folder, folder):
            if os.path.basename(at.path) != "r1.py":
                continue
            anywhere[at.tool].add(case.name)
            if at.line in wanted:
                marked[at.tool].add(case.name)
            if at.line in wanted or not wanted:
                fault = wanted.get(at.line, "nothing is at fault")
                rules[at.tool][f"{at.rule} where {fault}"] += 1
                if arguments.verbose:
                    print(f"    {at.tool} | {case.name} | {fault} | {at.rule} | {at.message}")
    print(f"{len(cases)} cases")
    for tool in sorted(anywhere):
        print(f"{tool}: something on {len(anywhere[tool])}, on a marked line of {len(marked[tool])}")
        print("".join(f"    {count} {rule}\n" for rule, count in rules[tool].most_common()), end="")
    if arguments.pytest_alembic:
        _run(arguments, list(cases.values()), scratch)


def _run(arguments: argparse.Namespace, cases: list[Any], scratch: pathlib.Path) -> None:
    report = scratch / "report.xml"
    run = [case.dialect == "sqlite" or bool(arguments.postgresql) for case in cases]
    folders = [f"case{number}" for number, runs in enumerate(run) if runs]
    command = [
        arguments.pytest_alembic,
        "-m",
        "pytest",
        "-q",
        "--import-mode=importlib",
        f"--rootdir={scratch}",
        f"--junitxml={report}",
    ]
    done = subprocess.run([*command, "-p", "no:cacheprovider", *folders], cwd=scratch, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(done.stdout[-1500:] + done.stderr[-1500:])
    failed: dict[str, set[str]] = defaultdict(set)
    for test in xml.etree.ElementTree.parse(report).iter("testcase"):
        if test.find("failure") is not None or test.find("error") is not None:
            failed[test.attrib["classname"].split(".")[0]].add(test.attrib["name"])
    print(f"pytest-alembic: fails on {len(failed)} of {len(folders)} that were run")
    for number, case in enumerate(cases):
        if arguments.verbose and run[number]:
            print(f"    {case.name} | {case.dialect} | {', '.join(sorted(failed[f'case{number}'])) or 'passes'}")


def on_folder(arguments: argparse.Namespace, versions: pathlib.Path, scratch: pathlib.Path) -> None:
    """Print what the tools say of the newest revisions of a folder."""
    from alembic_ls.history.graph import read_graph

    class Disk:
        def text(self, path: str) -> str | None:
            return pathlib.Path(path).read_text(encoding="utf-8")

    graph = read_graph([str(versions.resolve())], Disk(), recursive=True)
    newest = {pathlib.Path(graph.by_id[id_].path).name: graph.by_id[id_].path for id_ in graph.order()[-arguments.newest :]}
    copies = scratch / "alembic" / "versions"
    copies.mkdir(parents=True)
    for path in newest.values():
        shutil.copy(path, copies)
    found = [at for at in said(arguments, scratch, pathlib.Path.cwd()) if at.path in newest.values() or str(scratch) in at.path]
    print(f"{len(newest)} revisions")
    for (tool, rule), count in sorted(Counter((at.tool, at.rule) for at in found).items()):
        print(f"{tool}: {count} {rule}")
    for at in found if arguments.verbose else ():
        print(f"    {at.tool} | {newest[os.path.basename(at.path)]}:{at.line} | {at.rule} | {at.message}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for tool in ("sqlalchemy-lsp", "alembic-guard", "zdm", "pytest-alembic", "postgresql"):
        parser.add_argument("--" + tool)
    parser.add_argument("--newest", type=int, default=10)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("where", type=pathlib.Path)
    arguments = parser.parse_args()
    for tool in ("sqlalchemy_lsp", "alembic_guard", "zdm", "pytest_alembic"):
        if named := getattr(arguments, tool):
            setattr(arguments, tool, os.path.abspath(named) if os.path.dirname(named) else named)
    with tempfile.TemporaryDirectory() as scratch:
        (on_cases if arguments.where.is_file() else on_folder)(arguments, arguments.where, pathlib.Path(scratch).resolve())


if __name__ == "__main__":
    main()
