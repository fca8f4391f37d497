"""Findings as diagnostics, in plain JSON: the first ones are told before the protocol's library is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from alembic_ls.findings.span import Span
from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.paths import path_of
from alembic_ls.lsp.report import SOURCE, Told, with_page
from alembic_ls.lsp.told import FindingAt

SEVERITIES: Final = {"error": 1, "warning": 2, "information": 3, "hint": 4}  # DiagnosticSeverity
_TAG_UNNECESSARY = 1  # DiagnosticTag
_UNNECESSARY = frozenset(("unused-ignore", "unknown-ignore"))  # rules about what can be deleted


def diagnostics(desk: Desk, before: Iterable[str] = ()) -> dict[str, Told]:
    """URI → what is to be told of the file: of every file of which there is something, and of those of which there was `before`."""
    desk.projects()
    findings = desk.session.findings()
    told = {}
    for uri in dict.fromkeys((*map(desk.uri, findings), *before)):
        path = path_of(uri) or ""
        document = desk.documents.get(path)
        version = document.version if document is not None else None
        told[uri] = Told(version, [diagnostic(desk, each) for each in findings.get(path, ())])
    return told


def diagnostic(desk: Desk, found: FindingAt) -> dict[str, Any]:
    """A finding in the protocol's words."""
    finding = found.finding
    told: dict[str, Any] = {
        "range": _range(desk, found.span),
        "message": finding.message,
        "severity": SEVERITIES[finding.severity],
        "code": finding.rule,
        "source": SOURCE,
        "data": {"table": finding.table, "column": finding.column, "revision": finding.revision},
    }
    if finding.rule in _UNNECESSARY:
        told["tags"] = [_TAG_UNNECESSARY]
    if found.related:
        told["relatedInformation"] = [
            {"location": {"uri": desk.uri(span.path), "range": _range(desk, span)}, "message": message}
            for message, span in found.related
        ]
    return with_page(told)


def _range(desk: Desk, span: Span) -> dict[str, Any]:
    path, line, character, end_line, end_character = span
    return {
        "start": {"line": line, "character": desk.character(path, line, character)},
        "end": {"line": end_line, "character": desk.character(path, end_line, end_character)},
    }
