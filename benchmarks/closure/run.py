"""Seeds, fixes and judgements, one after another, and what came of each."""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from closure.bench import Bench
from closure.databases import Databases, PostgreSQL, SQLite, server
from closure.fixers import Fix, LanguageServer
from closure.projects import Project, interpreter
from closure.seed import Seed
from closure.seeds import by_kind, several, singles

OURS, AUTOGENERATE = "alembic-ls", "autogenerate"


class Outcome(NamedTuple):
    """What came of a drift on one dialect. `state` is `closed`, `failed`, or `none` where it is no drift there and nothing was done."""

    project: str
    dialect: str
    fixer: str
    kind: str
    label: str
    state: str
    seen: bool
    faults: tuple[str, ...]
    title: str
    how: str
    placeholder: bool
    revision: str
    drift: tuple[str, ...]


class Sample(NamedTuple):
    """How many drifts: so many of each kind, so many pairs and threes.

    `pattern`, a regular expression, leaves only those where it is found in "kind: label";
    `kinds` is how many kinds there are at most.
    """

    per_kind: int
    pairs: int
    threes: int
    seed: int = 5
    pattern: str = ""
    kinds: int = 999


def run(
    projects: list[Project],
    venvs: Path,
    sample: Sample,
    fixers: tuple[str, ...],
    dialects: tuple[str, ...],
    postgresql: sa.URL | None = None,
) -> Iterator[Outcome]:
    """The outcomes, as they come. `postgresql` names a server; without one, one is started where a dialect asks for it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="closure")))
        url = postgresql
        for project in projects:
            python = interpreter(project, venvs)
            benches: list[Bench] = []
            # PostgreSQL's bench comes first: its facts say most of what there is to seed.
            for dialect in sorted(set(project.dialects) & set(dialects)):
                databases: Databases = SQLite(folder)
                if dialect == "postgresql":
                    url = url or stack.enter_context(server())
                    databases = PostgreSQL(url)
                benches.append(Bench(project, python, dialect, databases, folder))
            if not benches:
                continue
            ours = LanguageServer(project, python, folder) if OURS in fixers else None
            try:
                yield from _of_project(project, benches, ours, sample, AUTOGENERATE in fixers)
            finally:
                if ours is not None:
                    ours.close()
                for bench in benches:
                    bench.close()


def seeds_of(bench: Bench, sample: Sample) -> Iterator[tuple[list[Seed], int]]:
    """Drifts of one kind, and how many of them are wanted; the same at every run."""
    random_ = random.Random(sample.seed)
    every = singles(bench.facts, bench.root, bench.dialect)
    found = by_kind(every, random_)
    for kind in sorted(random_.sample(sorted(found), min(sample.kinds, len(found)))):
        yield found[kind], sample.per_kind
    for size, count in ((2, sample.pairs), (3, sample.threes)):
        yield several(every, 2 * count, size, random_), count


def _of_project(
    project: Project, benches: list[Bench], ours: LanguageServer | None, sample: Sample, autogenerate: bool
) -> Iterator[Outcome]:
    for candidates, count in seeds_of(benches[0], sample):
        fitting = [seed for seed in candidates if re.search(sample.pattern, f"{seed.kind}: {seed.label}")]
        made = 0
        for seed in fitting[: count + _MORE]:
            outcomes = list(_of_seed(benches, ours, seed, autogenerate))
            yield from outcomes
            made += any(outcome.state != "none" for outcome in outcomes)
            if made == count:
                break


_MORE = 4  # so many may turn out to be no drift, or to leave models that do not load


def _of_seed(benches: list[Bench], ours: LanguageServer | None, seed: Seed, autogenerate: bool) -> Iterator[Outcome]:
    files = seed.applied(lambda path: (benches[0].root / path).read_text(encoding="utf-8"))
    fix = ours.fix(seed, files) if ours is not None else None
    found = [_by_us(bench, seed, files, fix) for bench in benches] if fix is not None else []
    if not any(outcome.drift for outcome in found):  # then what was written is about something else
        found = [outcome._replace(state="none") for outcome in found]
    yield from found
    if autogenerate:
        for bench in benches:
            yield _outcome(bench, seed, AUTOGENERATE, _judged(bench, seed, files, {}, True), None)


def _judged(bench: Bench, seed: Seed, files: dict[str, str], revisions: dict[str, str], autogenerate: bool) -> dict[str, Any]:
    return bench.judge(files, revisions, autogenerate, list(seed.fits), seed.renamed, list(seed.touched), list(seed.dropped))


def _by_us(bench: Bench, seed: Seed, files: dict[str, str], fix: Fix) -> Outcome:
    answer = _judged(bench, seed, {**files, **fix.files}, fix.filled(seed), False)
    if fix.refused and not answer["broken"] and (answer["seen"] or answer["unseen"]):
        answer["faults"] = [f"no fix: {fix.refused}"]
    return _outcome(bench, seed, OURS, answer, fix)


def _outcome(bench: Bench, seed: Seed, fixer: str, answer: dict[str, Any], fix: Fix | None) -> Outcome:
    drift = (*answer["seen"], *answer["unseen"])
    nothing = bool(answer["broken"]) or (not drift and not answer["faults"])
    return Outcome(
        bench.project.name,
        bench.dialect,
        fixer,
        seed.kind,
        seed.label,
        "none" if nothing else "failed" if answer["faults"] else "closed",
        bool(answer["seen"]),
        (f"broken: {answer['broken']}",) if answer["broken"] else tuple(answer["faults"]),
        fix.title if fix is not None else "",
        fix.how if fix is not None else "",
        fix is not None and fix.has_placeholder,
        "\n".join(fix.revisions.values()) if fix is not None and fix.revisions else answer["revision"],
        drift,
    )
