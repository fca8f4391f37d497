"""The result of `check` in SARIF 2.1.0, which code scanning services and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from alembic_ls import __version__
from alembic_ls.checks.registry import rule
from alembic_ls.cli.placed import Place, Placed, placed, report_root

if TYPE_CHECKING:
    from alembic_ls.cli.check import Checked

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}
_ROOT = "%SRCROOT%"  # what GitHub and others take for the checkout


def write(checked: list[Checked], options: Namespace, out: TextIO) -> None:
    """Write one log with one run, in which the rules that found something are explained."""
    root = report_root()
    found = [one for each in checked for one in placed(each, root)]
    names = list(dict.fromkeys(one.finding.rule for one in found))
    run = {
        "tool": {"driver": {"name": "alembic-ls", "version": __version__, "rules": [_rule(name) for name in names]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, names.index(one.finding.rule)) for one in found],
        "properties": {"unknown": sum(len(each.unknowns) for each in checked), "known": sum(each.known for each in checked)},
    }
    json.dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, out, indent=1)
    out.write("\n")


def _rule(name: str) -> dict[str, Any]:
    described = rule(name)
    return {
        "id": name,
        "shortDescription": {"text": described.summary or name},
        "help": {"text": described.page, "markdown": described.page},
        "defaultConfiguration": {"level": _LEVELS[described.severity]},
    }


def _result(found: Placed, index: int) -> dict[str, Any]:
    return {
        "ruleId": found.finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[found.finding.severity],
        "message": {"text": found.message},
        "locations": [{"physicalLocation": _location(found.place)}],
        "relatedLocations": [
            {"id": number, "message": {"text": message}, "physicalLocation": _location(place)}
            for number, (message, place) in enumerate(found.related, 1)
        ],
        "partialFingerprints": {"alembicLs/v1": found.fingerprint},
    }


def _location(place: Place) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": quote(place.path), "uriBaseId": _ROOT},
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        },
    }
