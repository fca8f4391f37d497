"""The files that the syntax room is tried on: those of the standard library that this interpreter reads itself."""

from __future__ import annotations

import ast
import sysconfig
import warnings
from pathlib import Path

import pytest


def _readable(path: Path) -> str | None:
    try:
        text = path.read_text(encoding="utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (OSError, ValueError, SyntaxError, RecursionError):
        return None
    return text


@pytest.fixture(scope="session")
def library() -> dict[str, str]:
    """Texts of the standard library by file name: every file at its top, some of its packages."""
    folder = Path(sysconfig.get_paths()["stdlib"])
    paths = [path for pattern in ("*.py", "json/*.py", "asyncio/*.py") for path in sorted(folder.glob(pattern))]
    return {str(path.relative_to(folder)): text for path in paths if (text := _readable(path)) is not None}
