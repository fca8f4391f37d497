"""alembic-ls.mergeHeads: the revision that joins the heads of a history. Argument: {"uri"?}."""

from __future__ import annotations

from alembic_ls.findings.fix import Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.lsp.commands.create_migration import reading_meant
from alembic_ls.lsp.desk import Desk

NAME = "alembic-ls.mergeHeads"


def choose(desk: Desk, argument: object) -> Offer | str:
    """The heads of the environment that the file belongs to; of the only one where none is named."""
    from alembic_ls.fixes.merge_heads import merge  # when it is first wanted: the server starts without

    reading = reading_meant(desk, argument)
    return reading if isinstance(reading, str) else merge(Bench(lambda: reading.projects))
