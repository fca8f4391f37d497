"""How long the language server takes, spoken to over stdio, from a keystroke to its diagnostics, and for a hover; beside its peers.

usage: latency.py [--corpus FOLDER --projects PROJECTS.json] [--only NAME,…] [--edits N] [--made MODELSxREVISIONS] [--peers FOLDER]

On the three largest projects of the corpus (as its measure.py installs them into FOLDER), and on one made with made_project.py. The
debounce is 0. The file with most fields is opened with a field more, which is then taken away and typed again in its middle, N times; after each
edit a field is hovered over. `start` is from spawning the process, with nothing in any cache but the operating system's, to the first
diagnostics of that file; `start again` is the same once more, after the first server has ended as an editor ends it; `revision` is a
revision from the middle of the history. FOLDER of peers holds the programs sqlalchemy-lsp and
jedi-language-server, whose hover on the same fields is measured too. Exit status 1 where a bar is missed. On a machine that does other
work, what was waited for says little; the time of a processor says more.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time
from typing import Any, NamedTuple

from lsp_client import Client
from made_project import make

LARGEST = ("skyvern", "zenml", "langflow-pg")
BARS = {"edit p50": 10, "edit p99": 40, "hover p99": 10, "start": 1500, "start again": 700, "memory": 150}  # ms, MB


class Case(NamedTuple):
    """A project, and what the server has to be told of it."""

    name: str
    folder: pathlib.Path
    options: dict[str, Any]


def fields_of(text: str) -> list[int]:
    """The lines on which a field of a model begins."""
    return [
        number
        for number, line in enumerate(text.split("\n"))
        if line.startswith("    ")
        and line[4:5].isalpha()
        and any(word in line for word in ("Column(", "Field(", "mapped_column("))
    ]


def largest(folder: pathlib.Path) -> pathlib.Path:
    """The file with most fields of models."""
    found = {}
    for path in folder.rglob("*.py"):
        if not {"versions", "alembic", "migrations", "site-packages"} & set(path.parts):
            text = path.read_text(errors="replace")
            if "table=True" in text or "__tablename__" in text:
                found[path] = len(fields_of(text))
    return max(found, key=lambda path: found[path])


def revision_of(folder: pathlib.Path) -> pathlib.Path:
    """A revision from the middle."""
    found = sorted(path for path in folder.rglob("*.py") if "down_revision" in path.read_text(errors="replace"))
    return found[len(found) // 2]


def p(times: list[float], share: float) -> float:
    """A percentile, in milliseconds."""
    ordered = sorted(times)
    return 1000 * (statistics.median(ordered) if share == 0.5 else ordered[min(int(len(ordered) * share), len(ordered) - 1)])


def timed(client: Client, method: str, params: dict[str, Any], count: int = 20) -> list[float]:
    """How long the server takes to answer, in seconds."""
    times = []
    for _ in range(count):
        sent = time.perf_counter()
        client.ask(method, params)
        times.append(time.perf_counter() - sent)
    return times


def typed_in(text: str, at: int) -> str:
    """A field in the words of the one on that line."""
    line = text.split("\n")[at]
    if "Field(" in line:
        return '    typed: str = Field(default="")\n'
    return "    typed: Mapped[str] = mapped_column(String)\n" if "mapped_column(" in line else "    typed = Column(String)\n"


def is_published(message: dict[str, Any], uri: str, version: int) -> bool:
    """True where these are the diagnostics of this version."""
    of = message.get("params", {})
    return message.get("method") == "textDocument/publishDiagnostics" and (of["uri"], of.get("version")) == (uri, version)


def started(case: Case, path: pathlib.Path, text: str, cache: pathlib.Path) -> tuple[Client, float, float]:
    """A server that has told of this file, and after how many milliseconds: on the clock, and of a processor."""
    command = [str(pathlib.Path(sys.executable).parent / "alembic-ls"), "serve", "--stdio"]
    client = Client(command, case.folder, dict.fromkeys(("XDG_CACHE_HOME", "LOCALAPPDATA"), str(cache)))
    client.start(case.folder, {"debounce": 0, **case.options})
    client.open(path, text)
    client.wait(lambda message: is_published(message, path.as_uri(), 1))
    return client, (time.perf_counter() - client.started) * 1000, client.cpu() * 1000


def measure(case: Case, edits: int, cache: pathlib.Path) -> dict[str, float]:
    """Drive our server on a project, the caches of users being in an empty folder; print what it took; what there are bars for."""
    path = largest(case.folder)
    text, uri = path.read_text(), path.as_uri()
    fields = fields_of(text)
    at = fields[len(fields) // 2]
    field = typed_in(text, at)
    lines = text.split("\n")
    opened = "\n".join([*lines[:at], field[:-1], *lines[at:]])
    first, start, start_cpu = started(case, path, opened, cache)
    position = {"line": at, "character": 6}
    first.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})
    answered = (time.perf_counter() - first.started) * 1000
    first.ask("shutdown", None)
    first.kill()
    client, again, again_cpu = started(case, path, opened, cache)
    client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})  # all is read

    def published(version: int) -> None:
        client.wait(lambda message: is_published(message, uri, version))

    edit_times, hover_times = [], []
    read_cpu = client.cpu()
    for version in range(2, edits + 2):
        where, is_there = {"line": at, "character": 0}, version % 2 == 0
        end = {"line": at + 1, "character": 0} if is_there else where
        change = {"range": {"start": where, "end": end}, "text": "" if is_there else field}
        sent = time.perf_counter()
        client.tell("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]})
        published(version)
        edit_times.append(time.perf_counter() - sent)
        position = {"line": fields[version % len(fields)], "character": 6}
        hover_times += timed(client, "textDocument/hover", {"textDocument": {"uri": uri}, "position": position}, 1)
    cpu = (client.cpu() - read_cpu) / edits
    document = {"textDocument": {"uri": uri}}
    old = {"textDocument": {"uri": revision_of(case.folder).as_uri()}}
    lens, old_lens = (timed(client, "textDocument/codeLens", each) for each in (document, old))
    whole = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": len(lines), "character": 0}}}
    hints = timed(client, "textDocument/inlayHint", {**document, **whole})
    now, most = client.memory()
    client.kill()
    print(f"{case.name}: {path.relative_to(case.folder)}, {len(fields)} fields")
    print(f"  start to the first diagnostics     {start:7.0f} ms, of a processor {start_cpu:.0f}")
    print(f"  start again to the first ones      {again:7.0f} ms, of a processor {again_cpu:.0f}")
    print(f"  start to the first hover           {answered:7.0f} ms")
    for name, times in (
        ("didChange to diagnostics", edit_times),
        ("hover", hover_times),
        ("code lens of the models", lens),
        ("code lens of a revision", old_lens),
        ("inlay hints of the models", hints),
    ):
        first = f"first {times[0] * 1000:6.1f}" if len(times) == 20 else ""
        print(f"  {name:32} p50 {p(times, 0.5):6.1f} ms   p99 {p(times, 0.99):6.1f} ms   {first}")
    print(f"  of a processor, an edit and a hover {cpu * 1000:6.1f} ms")
    print(f"  memory                             {now:7.0f} MB, at most {most:.0f}", flush=True)
    return {
        "edit p50": p(edit_times, 0.5),
        "edit p99": p(edit_times, 0.99),
        "hover p99": p(hover_times, 0.99),
        "start": start,
        "start again": again,
        "memory": now,
    }


def measure_peer(name: str, command: list[str], case: Case, count: int) -> None:
    """Print how long another server's hover takes on the same fields."""
    path = largest(case.folder)
    text = path.read_text()
    fields = fields_of(text)
    client = Client(command, case.folder)
    client.start(case.folder, {})
    client.open(path, text)
    times, answered = [], 0
    for number in range(count + 1):
        position = {"line": fields[number % len(fields)], "character": 6}
        sent = time.perf_counter()
        answered += client.ask("textDocument/hover", {"textDocument": {"uri": path.as_uri()}, "position": position}) is not None
        times.append(time.perf_counter() - sent)
    print(
        f"  {name + ' hover':32} p50 {p(times[1:], 0.5):6.1f} ms   p99 {p(times[1:], 0.99):6.1f} ms   "
        f"first {times[0] * 1000:6.1f}   answered {answered} of {count + 1}",
        flush=True,
    )
    client.kill()


def corpus_cases(corpus: pathlib.Path, projects: pathlib.Path) -> list[Case]:
    """The largest projects, as measure.py of the corpus tells of them to `check`."""
    known = {each["truth"]: each for each in json.loads(projects.read_text())}
    cases = []
    for name in LARGEST:
        project = known[name]
        options: dict[str, Any] = {"dialects": [project["dialect"]], "sitePackages": [str(corpus / f"libs-{name}")]}
        if project["config"]:
            options["config"] = project["config"]
        else:
            options["scriptLocation"] = project["script_location"]
        cases.append(Case(name, corpus / f"{project['package']}-{project['version']}", options))
    return cases


def main() -> int:
    """Measure all that is asked for; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=pathlib.Path)
    parser.add_argument("--projects", type=pathlib.Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--made", default="500x2000")
    parser.add_argument("--peers", type=pathlib.Path)
    given = parser.parse_args()
    only = set(filter(None, given.only.split(",")))
    missed = []
    with tempfile.TemporaryDirectory() as scratch:
        models, revisions = map(int, given.made.split("x"))
        made = pathlib.Path(scratch) / f"made-{given.made}"
        make(made, models, revisions)
        cases = corpus_cases(given.corpus, given.projects) if given.corpus else []
        for case in (*cases, Case(f"made-{given.made}", made, {})):
            if only and case.name not in only:
                continue
            found = measure(case, given.edits, pathlib.Path(scratch) / f"caches of {case.name}")
            missed += [f"{case.name} {bar} {found[bar]:.1f} > {limit}" for bar, limit in BARS.items() if found[bar] > limit]
            if given.peers is not None:
                measure_peer("sqlalchemy-lsp", [str(given.peers / "sqlalchemy-lsp"), "lsp"], case, given.edits)
                measure_peer("jedi-language-server", [str(given.peers / "jedi-language-server")], case, given.edits)
    print(f"load of the last minute {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print("missed: " + "; ".join(missed) if missed else "no bar was missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
