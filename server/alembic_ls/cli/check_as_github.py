"""The result of `check` as GitHub's workflow commands, which it shows on the lines of a pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, TextIO

from alembic_ls.cli.check_as_text import write_summary
from alembic_ls.cli.placed import Placed, placed, report_root

if TYPE_CHECKING:
    from alembic_ls.cli.check import Checked

_LEVELS = {"error": "error", "warning": "warning", "information": "notice", "hint": "notice"}


def write(checked: list[Checked], options: Namespace, out: TextIO) -> None:
    """Write a command for each finding, then what they amount to, for those who read the log."""
    root = report_root()
    for each in checked:
        out.writelines(_command(finding) for finding in placed(each, root))
    write_summary(checked, options, out)


def _command(found: Placed) -> str:
    rule, place = found.finding.rule, found.place
    properties = {"title": f"alembic-ls ({rule})", "file": place.path, "line": place.line, "endLine": place.end_line}
    if place.end_line == place.line:  # GitHub takes columns of one line alone; its end column is the last one meant
        properties |= {"col": place.column, "endColumn": max(place.column, place.end_column - 1)}
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    message = f"{place.path}:{place.line}:{place.column}: {rule}: {found.message}"  # the log shows no more than this
    return f"::{_LEVELS[found.finding.severity]} {told}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
