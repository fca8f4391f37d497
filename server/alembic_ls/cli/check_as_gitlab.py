"""The result of `check` as a GitLab code quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING, Any, TextIO

from alembic_ls.cli.placed import Placed, placed, report_root

if TYPE_CHECKING:
    from alembic_ls.cli.check import Checked

_SEVERITIES = {"error": "critical", "warning": "major", "information": "minor", "hint": "info"}


def write(checked: list[Checked], options: Namespace, out: TextIO) -> None:
    """Write one list of all findings."""
    root = report_root()
    json.dump([_issue(found) for each in checked for found in placed(each, root)], out, indent=1)
    out.write("\n")


def _issue(found: Placed) -> dict[str, Any]:
    place = found.place
    return {
        "description": found.message,
        "check_name": found.finding.rule,
        "fingerprint": found.fingerprint,
        "severity": _SEVERITIES[found.finding.severity],
        "location": {
            "path": place.path,
            "positions": {
                "begin": {"line": place.line, "column": place.column},
                "end": {"line": place.end_line, "column": place.end_column},
            },
        },
    }
