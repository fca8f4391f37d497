"""Diagnostics as they are sent: pushed, or as the answer to a client that pulls. In plain JSON."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any, Final

from alembic_ls.lsp.rule_page import page_of
from alembic_ls.startup.named_tuple import NamedTuple

SOURCE: Final = "alembic-ls"


class Told(NamedTuple):
    """The diagnostics of one file; `version` is that of the document, None where the client does not have it open."""

    version: int | None
    diagnostics: list[dict[str, Any]]


def with_page(diagnostic: dict[str, Any]) -> dict[str, Any]:
    """The diagnostic with where its rule is explained, where that has an address."""
    page = page_of(diagnostic["code"])
    return {**diagnostic, "codeDescription": {"href": page}} if page is not None else diagnostic


def publication(uri: str, told: Told) -> dict[str, Any]:
    """The parameters of textDocument/publishDiagnostics."""
    version = {} if told.version is None else {"version": told.version}
    return {"uri": uri, **version, "diagnostics": told.diagnostics}


def report(found: list[dict[str, Any]], before: object = None) -> dict[str, Any]:
    """The result of textDocument/diagnostic: that they are unchanged where `before` is the id of a result that had the same ones."""
    id_ = result_id(found)
    if id_ == before:
        return {"kind": "unchanged", "resultId": id_}
    return {"kind": "full", "resultId": id_, "items": found}


def result_id(found: list[dict[str, Any]]) -> str:
    """What is another when the diagnostics are others."""
    return blake2b(json.dumps(found, sort_keys=True).encode(), digest_size=8).hexdigest()
