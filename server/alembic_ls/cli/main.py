"""The command `alembic-ls`: which command is meant, and how it ends."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from argparse import ArgumentParser, HelpFormatter
from collections.abc import Sequence
from typing import NoReturn

from alembic_ls import __version__
from alembic_ls.cli.failure import Failure

_COMMANDS = {
    "check": "say what no revision covers yet",
    "new": "write a revision for what no revision covers yet",
    "fix": "mend what is found, where that can be done unseen",
    "schema": "show the tables that the models want, or that the revisions make",
    "history": "show which revisions made a table or column what it is",
    "rule": "list the rules, or explain one",
    "serve": "be the language server of an editor",
}
_FAILED = 2
_INTERRUPTED = 130  # as shells have it: 128 + SIGINT
_PIPE_CLOSED = 141  # 128 + SIGPIPE
_USAGE_WIDTH = 100  # of the usage that a wrong argument is answered with
_ROOM = 70_000  # words


def program() -> NoReturn:
    """The console script. The process ends at once: to free a project's values one by one takes a sixth of a short command."""
    status = main()
    try:
        sys.stdout.flush()
    except OSError:
        status = _PIPE_CLOSED
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit status: 0 clean, 1 findings of warning or above, 2 the command could not do its work."""
    # The process lives for a fraction of a second and makes hardly a cycle: collecting would only cost time.
    gc.disable()
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # the reader, `head` say, has seen enough; what is left must not be written at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    except Failure as failure:
        print(f"alembic-ls: {failure}", file=sys.stderr)
        return _FAILED
    except Exception as error:
        if "ALEMBIC_LS_TRACEBACK" in os.environ:
            raise
        print(
            f"alembic-ls: internal error, please report it: {type(error).__name__}: {error}\n"
            "ALEMBIC_LS_TRACEBACK=1 in the environment shows where it came from",
            file=sys.stderr,
        )
        return _FAILED


def _formatter(prog: str) -> HelpFormatter:
    """Without a width, argparse imports `shutil` to ask the terminal for it, whether there will be help to show or not."""
    return HelpFormatter(prog, width=None if {"-h", "--help"}.intersection(sys.argv) else _USAGE_WIDTH)


def _run(arguments: list[str]) -> int:
    chosen = next((argument for argument in arguments if not argument.startswith("-")), None)
    parser = ArgumentParser(
        "alembic-ls", description="What no Alembic revision covers yet, read from source alone.", formatter_class=_formatter
    )
    parser.add_argument("--version", action="version", version=f"alembic-ls {__version__}")
    # Without a name, argparse renders the usage to find one, and asks the terminal for its width.
    commands = parser.add_subparsers(metavar="command", required=True, prog="alembic-ls")
    command = None
    for name, summary in _COMMANDS.items():
        sub = commands.add_parser(
            name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.", formatter_class=_formatter
        )
        if name == chosen:  # the others' modules are not even imported
            command = importlib.import_module(f"alembic_ls.cli.{name}")
            command.add_arguments(sub)
    options = parser.parse_args(arguments)
    assert command is not None
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # what the terminal cannot show must not stop us
            stream.reconfigure(errors="backslashreplace")
    status: int = command.run(options)
    sys.stdout.flush()
    return status


# CPython keeps the frames of calls in pieces of 16 KB. Deep calls go over the edge of one again and again, and each time it is asked of
# the system and given back, a thousand times in a large project. A frame that wants as much as this one gets a piece of 1 MB.
main.__code__ = main.__code__.replace(co_stacksize=_ROOM)

if __name__ == "__main__":
    program()
