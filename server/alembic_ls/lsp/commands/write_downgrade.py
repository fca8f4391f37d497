"""alembic-ls.writeDowngrade: the downgrade of the revision in a file, or what it forgets. Argument: {"uri"}."""

from __future__ import annotations

from alembic_ls.findings.fix import Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.paths import path_of

NAME = "alembic-ls.writeDowngrade"


def choose(desk: Desk, argument: object) -> Offer | str:
    """The offer for the revision that the file declares."""
    from alembic_ls.fixes.write_downgrade import offer_for  # when it is first wanted: the server starts without

    desk.projects()
    given = argument if isinstance(argument, dict) else {}
    path = path_of(given["uri"]) if isinstance(given.get("uri"), str) else None
    for reading in desk.session.readings:
        found = next((id_ for id_, revision in reading.main.graph.by_id.items() if revision.path == path), None)
        if found is not None:
            return offer_for(Bench(lambda reading=reading: reading.projects), found)  # type: ignore[misc]
    return "this file is no revision of an Alembic environment here"
