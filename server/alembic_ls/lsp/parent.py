"""The process that started the server: when it is gone the server ends, though somebody else may still hold its input open."""

from __future__ import annotations

import asyncio
import os

_EVERY = 3.0  # seconds


def can_watch(process: int | None) -> bool:
    """True where it can be seen whether the process is alive. One that is not there from the beginning is another container's."""
    return process is not None and process > 0 and os.name == "posix" and _is_alive(process)


async def watch(process: int) -> None:
    """End this process when that one has ended. Nothing gentler does: a thread waits for input that never comes."""
    while _is_alive(process):
        await asyncio.sleep(_EVERY)
    os._exit(1)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # it is somebody else's
        return True
    return True
