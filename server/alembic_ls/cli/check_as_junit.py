"""The result of `check` as a JUnit report, which most services show as failed tests.

Of its dialects, what the schema of Jenkins' xUnit plug-in allows, which the others do too.
"""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, TextIO

from alembic_ls.cli.placed import Placed, placed, report_root
from alembic_ls.startup.regex import regex

if TYPE_CHECKING:
    from alembic_ls.cli.check import Checked

_NO_XML = regex("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2: these cannot be written at all


def write(checked: list[Checked], options: Namespace, out: TextIO) -> None:
    """Write a suite for each environment: a failed test for each finding of warning or above, a passed one for each other, and
    one that passes where there is none."""
    root = report_root()
    out.write('<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="alembic-ls">\n')
    for each in checked:
        found = list(placed(each, root))
        failures = sum(_is_failure(one) for one in found)
        counts = f'tests="{max(len(found), 1)}" failures="{failures}" errors="0"'
        out.write(f' <testsuite name="{_attribute(each.opened.name)}" {counts}>\n')
        out.writelines(map(_case, found))
        if not found:
            out.write('  <testcase name="check" classname="alembic-ls"/>\n')
        out.write(" </testsuite>\n")
    out.write("</testsuites>\n")


def _is_failure(found: Placed) -> bool:
    return found.finding.severity in ("error", "warning")


def _case(found: Placed) -> str:
    place, severity, rule = found.place, found.finding.severity, found.finding.rule
    text = _text(f"{place.path}:{place.line}:{place.column}: {severity}[{rule}] {found.message}")
    if _is_failure(found):
        inner = f'<failure type="{severity}" message="{_attribute(found.message)}">{text}</failure>'
    else:
        inner = f"<system-out>{text}</system-out>"
    subject = ".".join(filter(None, (found.finding.table, found.finding.column)))
    name = f"{rule}: {subject}" if subject else rule  # without the line: services tell by the name whether a failure is new
    return f'  <testcase name="{_attribute(name)}" classname="{_attribute(place.path)}">{inner}</testcase>\n'


def _text(text: str) -> str:
    """As XML has it, in ASCII: whatever the encoding of the output is, it is UTF-8 too."""
    escaped = _NO_XML.sub("\ufffd", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.encode("ascii", "xmlcharrefreplace").decode()


def _attribute(text: str) -> str:
    return _text(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
