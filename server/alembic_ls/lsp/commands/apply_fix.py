"""alembic-ls.applyFix: a code action's, for clients that cannot ask for its edit."""

from __future__ import annotations

from alembic_ls.findings.fix import Offer
from alembic_ls.lsp.desk import Desk

NAME = "alembic-ls.applyFix"


def choose(desk: Desk, argument: object) -> Offer | str:
    """The offer of this number."""
    return desk.offer(argument) or "this fix was offered for an older state of the files; ask for it again"
