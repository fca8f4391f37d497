"""`alembic-ls serve`: the language server, for editors."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace

from alembic_ls.cli.failure import Failure


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("--stdio", action="store_true", help="speak over stdin and stdout, as it does without it too")


def run(options: Namespace) -> int:
    """Serve until the client is done. Does not return: a thread may still wait for input that never comes."""
    try:
        from alembic_ls.lsp.start import serve
    except ImportError as error:
        raise Failure(f"the language server needs pygls and lsprotocol: {error}") from None
    status = serve()
    sys.stderr.flush()
    os._exit(status)
