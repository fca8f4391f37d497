"""The result of `check` for programs."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from typing import TYPE_CHECKING, Any, TextIO

from alembic_ls import __version__
from alembic_ls.cli.opened import Opened
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.cli.check import Checked


_EXPRESSION = regex(r"\((?!\w+(?: ASC| DESC)?(?: NULLS \w+)?\)$).*\)", re.DOTALL)  # in parentheses, and no ordered column


def write(checked: list[Checked], options: Namespace, out: TextIO) -> None:
    """Write one document. Paths are relative to the folder given, and begin with it where several were given."""
    json.dump({"version": __version__, "environments": [_environment(each) for each in checked]}, out, indent=1)
    out.write("\n")


def environment_header(opened: Opened) -> dict[str, Any]:
    """What names an environment."""
    return {
        "config": opened.config,
        "script_location": opened.path(opened.main.environment.script_location),
        "dialect": opened.main.dialect,
    }


def _environment(checked: Checked) -> dict[str, Any]:
    opened, project = checked.opened, checked.opened.main
    writer = _Writer(opened)
    return {
        **environment_header(opened),
        "heads": list(project.graph.heads),
        "counts": {
            "tables": len(project.models().tables),
            "revisions": len(project.graph.by_id),
            "unknown": len(checked.unknowns),
        },
        "unknown": [writer.unknown(unknown) for unknown in checked.unknowns],
        "findings": [writer.finding(finding) for finding in checked.findings],
    }


def _difference(difference: Difference) -> list[str | None]:
    """As Alembic's own list has it: a removed index is told of by its columns' table, and one of expressions alone has no column."""
    kind, table, what = difference.as_list()
    if kind == "remove_index" and all(_EXPRESSION.fullmatch(column) for column in difference.database.columns):
        table = None
    return [kind, table, what]


class _Writer:
    """Turns what is found in one environment into what json knows."""

    __slots__ = ("_path", "_project")

    def __init__(self, opened: Opened) -> None:
        self._project = opened.main
        self._path = opened.path

    def finding(self, finding: Finding) -> dict[str, Any]:
        return {
            "rule": finding.rule,
            "severity": finding.severity,
            "message": finding.message,
            **self._place(finding.where),
            "table": finding.table,
            "column": finding.column,
            "revision": finding.revision,
            "dialects": list(finding.dialects),
            "differences": [_difference(difference) for difference in finding.differences],
            "related": [{"message": related.message, **self._place(related.where)} for related in finding.related],
        }

    def unknown(self, unknown: Unknown) -> dict[str, Any]:
        if unknown.where is None:
            return {"path": None, "line": None, "reason": unknown.reason}
        span = self._project.span(unknown.where)
        return {"path": self._path(span.path), "line": span.start_line, "reason": unknown.reason}

    def _place(self, where: Anchor) -> dict[str, Any]:
        span = self._project.span(where)
        return {
            "path": self._path(span.path),
            "range": {
                "start": {"line": span.start_line, "character": span.start_character},
                "end": {"line": span.end_line, "character": span.end_character},
            },
        }
