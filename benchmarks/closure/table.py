"""Outcomes in words and tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from closure.run import AUTOGENERATE, OURS, Outcome


def failure(outcome: Outcome, with_revision: bool = False) -> str:
    """Which drift, and what went wrong."""
    lines = [f"FAILED {outcome.project} {outcome.dialect} {outcome.fixer}: {outcome.kind}: {outcome.label} [{outcome.title}]"]
    lines += [f"    {fault}" for fault in outcome.faults]
    if with_revision:
        lines += ["    | " + line for line in outcome.revision.split("\n")]
    return "\n".join(lines)


def summary(outcomes: list[Outcome]) -> str:
    """Kind by dialect and fixer: how many of the drifts are closed; then by project, then all."""
    counted = [outcome for outcome in outcomes if outcome.state != "none"]
    columns = sorted({(outcome.fixer, outcome.dialect) for outcome in counted})
    kinds = sorted({outcome.kind for outcome in counted})
    width = max([len(kind) for kind in kinds] + [20])
    lines = [" " * width + "".join(f"  {fixer} {dialect}".rjust(26) for fixer, dialect in columns)]
    for kind in [*kinds, "all"]:
        cells = []
        for fixer, dialect in columns:
            of = [o for o in counted if (o.fixer, o.dialect) == (fixer, dialect) and kind in (o.kind, "all")]
            cells.append(_share(of).rjust(26))
        lines.append(kind.ljust(width) + "".join(cells))
    lines.append("")
    for project in dict.fromkeys(outcome.project for outcome in outcomes):
        for fixer in dict.fromkeys(outcome.fixer for outcome in counted):
            lines.append(f"{project:{width}} {fixer}: {_share(o for o in counted if (o.project, o.fixer) == (project, fixer))}")
    for fixer in dict.fromkeys(outcome.fixer for outcome in counted):
        of = [outcome for outcome in counted if outcome.fixer == fixer]
        drifts = len({(o.project, o.kind, o.label) for o in of})
        closed = sum(o.state == "closed" for o in of)
        unseen = sum(not o.seen for o in of)
        lines.append(
            f"{fixer}: {closed} of {len(of)} closed ({closed / (len(of) or 1):.1%}); {drifts} drifts, {unseen} times unseen by `alembic check`"
        )
    left = Counter(
        outcome.faults[0].partition(":")[0] if outcome.faults else "no drift on this dialect"
        for outcome in outcomes
        if outcome.state == "none"
    )
    lines.append("not counted: " + ", ".join(f"{count} {reason}" for reason, count in left.items()))
    return "\n".join(lines)


def _share(outcomes: Iterable[Outcome]) -> str:
    of = list(outcomes)
    return f"{sum(o.state == 'closed' for o in of)} of {len(of)}" if of else ""


# What a fault is, in the words of the comparison; the first that fits.
_REASONS = (
    (r"^upgrade loses rows|^downgrade loses rows|^upgrade: .*cannot drop table", "values are lost"),
    (r"contains null values|NOT NULL constraint failed|Cannot add a NOT NULL", "fails on a table with rows"),
    (r"cannot be cast automatically", "no USING: fails"),
    (r"type \"\w+\" does not exist", "the enum type is not made: fails"),
    (r"already exists|enum \w+: new|enum \w+: gone|only in the database: enum", "the enum type is left behind"),
    (r"^database is not what the models make", "the database is not what the models make"),
    (r"^downgrade leaves", "the way back leaves another schema"),
    (r"^check", "drift is left"),
    (r"^no fix", "no fix"),
    (r"^downgrade", "the way back fails"),
    (r"^upgrade", "fails"),
)


def reason(outcome: Outcome) -> str:
    """The first fault in the words of the comparison."""
    fault = outcome.faults[0]
    if not outcome.seen and outcome.fixer == AUTOGENERATE:
        return "is not seen"
    return next((words for pattern, words in _REASONS if re.search(pattern, fault)), fault[:60])


def comparison(outcomes: list[Outcome]) -> str:
    """A Markdown table: for each kind what autogenerate's revisions do, and ours."""
    counted = [outcome for outcome in outcomes if outcome.state != "none"]
    rows = ["| Drift | `alembic revision --autogenerate` | `alembic-ls` |", "| --- | --- | --- |"]
    for kind in sorted({outcome.kind for outcome in counted}):
        rows.append(f"| {kind} | {_told(counted, kind, AUTOGENERATE)} | {_told(counted, kind, OURS)} |")
    return "\n".join(rows)


def _told(outcomes: list[Outcome], kind: str, fixer: str) -> str:
    of = [outcome for outcome in outcomes if (outcome.kind, outcome.fixer) == (kind, fixer)]
    reasons = Counter(reason(outcome) for outcome in of if outcome.faults)
    if not of:
        return "not asked"
    told = "; ".join(f"{words} ({count})" for words, count in reasons.most_common())
    return f"{_share(of)} closed" + (f"; {told}" if told else "")


def page(outcomes: list[Outcome], command: str, commit: str) -> str:
    """docs/closure.md: the table of comparison, how many of our fixes close their drift, and why each other one does not; `commit` was measured."""
    counted = [outcome for outcome in outcomes if outcome.state != "none"]
    ours = [outcome for outcome in counted if outcome.fixer == OURS]
    theirs = [outcome for outcome in counted if outcome.fixer == AUTOGENERATE]
    parts = [
        "# Do the fixes close the drift?",
        "",
        "Drifts are seeded in the models of real projects, and real Alembic judges what is written for them, on PostgreSQL and on SQLite, with "
        "rows in the tables. A drift is *closed* where `alembic upgrade head` runs and no row is lost, `alembic check` is clean and the "
        "database is what the models would make, `alembic downgrade -1` gives the very schema that was there before (but for the order of "
        "columns, and on SQLite for the names of constraints that had none: Alembic can make none without), and `upgrade head` works again. "
        "Ours are the code actions of `alembic-ls serve`, taken over stdio as an editor takes them; a placeholder is filled in as a user would. "
        "What `alembic revision --autogenerate` writes is judged unedited.",
        "",
        f"This page is written by `{command}`, or from parts of it (`--only …`, `--write FILE`) that `--read FILE …` puts together. "
        f"It was measured at commit {commit}.",
        "",
        f"alembic-ls: {_total(ours)}. Autogenerate: {_total(theirs)}.",
        "",
        comparison(counted),
        "",
        "| Project | Database | `alembic revision --autogenerate` | `alembic-ls` |",
        "| --- | --- | --- | --- |",
    ]
    for project, dialect in sorted({(outcome.project, outcome.dialect) for outcome in counted}):
        here = [outcome for outcome in counted if (outcome.project, outcome.dialect) == (project, dialect)]
        cells = [_share(o for o in here if o.fixer == fixer) for fixer in (AUTOGENERATE, OURS)]
        parts.append(f"| {project} | {dialect} | {' | '.join(cells)} |")
    failed = [outcome for outcome in ours if outcome.state == "failed"]
    parts += ["", "## What is not closed", ""]
    for outcome in failed:
        parts.append(
            f"- {outcome.project}, {outcome.dialect}: {outcome.kind}, `{outcome.label}`: {_shortened(outcome.faults[0])}"
        )
    if not failed:
        parts.append("Nothing, of these drifts.")
    return "\n".join(parts) + "\n"


def _total(outcomes: list[Outcome]) -> str:
    closed = sum(outcome.state == "closed" for outcome in outcomes)
    drifts = len({(outcome.project, outcome.kind, outcome.label) for outcome in outcomes})
    return (
        f"{closed} of {len(outcomes)} closed ({closed / (len(outcomes) or 1):.1%}), of {drifts} drifts"
        if outcomes
        else "not asked"
    )


def _shortened(fault: str) -> str:
    return fault if len(fault) < 200 else f"{fault[:200]}…"
