"""What the server can do, as `initialize` is answered, in plain JSON: the answer does not wait for the protocol's library.

A test holds it equal to what pygls makes of the features that are registered.
"""

from __future__ import annotations

from typing import Any

from alembic_ls import __version__
from alembic_ls.lsp.introduction import Introduction

_NOT_LAZY = {"resolveProvider": False}
_MOVED = {"filters": [{"pattern": {"glob": "**/*.py"}}, {"pattern": {"glob": "**", "matches": "folder"}}]}


def answer(client: Introduction) -> dict[str, Any]:
    """The result of `initialize` for this client."""
    return {"capabilities": capabilities(client), "serverInfo": {"name": "alembic-ls", "version": __version__}}


def capabilities(client: Introduction) -> dict[str, Any]:
    """What the server can do for this client."""
    moving = client.says("workspace", "fileOperations")
    operations = [name for name in ("didRename", "didDelete") if isinstance(moving, dict) and moving.get(name)]
    pulling = {"interFileDependencies": True, "workspaceDiagnostics": False, "identifier": "alembic-ls"}
    return {
        "positionEncoding": client.encoding,
        "textDocumentSync": {"openClose": True, "change": 2, "save": True},  # 2: what was edited, rather than the whole text
        "completionProvider": {"triggerCharacters": ['"', "'", "."]},
        "hoverProvider": True,
        "definitionProvider": True,
        "referencesProvider": True,
        "documentHighlightProvider": True,
        "documentSymbolProvider": True,
        "codeActionProvider": {
            "codeActionKinds": ["quickfix", "refactor.rewrite", "source.alembicLs.createMigration"],
            "resolveProvider": True,
        },
        "codeLensProvider": _NOT_LAZY,
        "documentLinkProvider": _NOT_LAZY,
        "workspaceSymbolProvider": _NOT_LAZY,
        "executeCommandProvider": {
            "commands": [f"alembic-ls.{name}" for name in ("applyFix", "createMigration", "mergeHeads", "writeDowngrade")]
        },
        "typeHierarchyProvider": True,
        "inlayHintProvider": _NOT_LAZY,
        **({"diagnosticProvider": pulling} if client.pulls else {}),
        "workspace": {
            "workspaceFolders": {"supported": True, "changeNotifications": True},
            "fileOperations": dict.fromkeys(operations, _MOVED),
        },
    }
