"""alembic-ls.createMigration: one revision for everything that drifted. Argument: {"uri"?, "message"?, "head"?}."""

from __future__ import annotations

import os

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.paths import path_of
from alembic_ls.lsp.reading import Reading

NAME = "alembic-ls.createMigration"
_KIND = "source.alembicLs.createMigration"


def choose(desk: Desk, argument: object) -> Offer | str:
    """The environment that the file belongs to; the only one where none is named."""
    reading = reading_meant(desk, argument)
    if isinstance(reading, str):
        return reading
    given = argument if isinstance(argument, dict) else {}
    message, head = given.get("message"), given.get("head")
    return offer_all(desk, reading, message if isinstance(message, str) else None, head if isinstance(head, str) else None)


def reading_meant(desk: Desk, argument: object) -> Reading | str:
    """The environment of the file that the argument names as `uri`, else the only one; or why there is none."""
    desk.projects()
    given = argument if isinstance(argument, dict) else {}
    path = path_of(given["uri"]) if isinstance(given.get("uri"), str) else None
    readings = desk.session.readings
    reading = reading_for(desk, path) if path is not None else None
    if reading is None and len(readings) == 1:
        reading = readings[0]
    if reading is None:
        return (
            "there is no Alembic environment here"
            if not readings
            else "there are several Alembic environments: open a file of one"
        )
    return reading


def reading_for(desk: Desk, path: str) -> Reading | None:
    """The environment that a file is of: it was read there, or lies in its folder."""
    readings = desk.session.readings
    found = next((reading for reading in readings if path in reading.files_read()), None)
    return found or next((reading for reading in readings if path.startswith(reading.environment.root + os.sep)), None)


def offer_all(desk: Desk, reading: Reading, message: str | None = None, head: str | None = None) -> Offer:
    """The offer of one revision for all of the environment's drift that is told."""

    def make(is_trusted: bool) -> Fix:
        findings: list[Finding] = reading.findings()
        from alembic_ls.fixes.everything import everything  # when it is first wanted: the server starts without

        return everything(Bench(lambda: reading.projects), findings, is_trusted, message, head)

    return Offer("Create migration for everything that drifted", make, _KIND)
