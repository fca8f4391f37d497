"""Findings as diagnostics."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from alembic_ls.lsp.desk import Desk, path_of
from alembic_ls.lsp.rule_page import page_of
from alembic_ls.lsp.told import FindingAt
from alembic_ls.startup.named_tuple import NamedTuple

SOURCE = "alembic-ls"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
_UNNECESSARY = frozenset(("unused-ignore", "unknown-ignore"))  # rules about what can be deleted


class Told(NamedTuple):
    """The diagnostics of one file; `version` is that of the document, None where the client does not have it open."""

    version: int | None
    diagnostics: list[types.Diagnostic]


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


def diagnostic(desk: Desk, found: FindingAt) -> types.Diagnostic:
    """A finding in the protocol's words."""
    finding = found.finding
    return types.Diagnostic(
        desk.range(found.span),
        finding.message,
        _SEVERITIES[finding.severity],
        finding.rule,
        page_of(finding.rule),
        SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if finding.rule in _UNNECESSARY else None,
        related_information=[types.DiagnosticRelatedInformation(desk.location(span), message) for message, span in found.related]
        or None,
        data={"table": finding.table, "column": finding.column, "revision": finding.revision},
    )
