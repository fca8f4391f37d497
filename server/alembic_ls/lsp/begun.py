"""What the server goes on with, once the protocol's library is loaded."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from alembic_ls.lsp.introduction import Introduction
from alembic_ls.lsp.report import Told
from alembic_ls.lsp.wire import Rest
from alembic_ls.startup.named_tuple import NamedTuple

if TYPE_CHECKING:
    from alembic_ls.lsp.desk import Desk


class Begun(NamedTuple):
    """What was begun before: what the client was told, and what it said."""

    client: Introduction
    request: object  # the id of `initialize`, which is answered
    settings: object  # what the client answered to what its settings are; None where it was not asked
    desk: Desk
    worker: ThreadPoolExecutor  # of one thread, which alone touches the desk
    told: dict[str, Told]  # by URI, what was pushed
    pulled: dict[str, str]  # by URI, the id of the result that a client that pulls has
    records: list[logging.LogRecord]  # what was logged
    input: Rest
