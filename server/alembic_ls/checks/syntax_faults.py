"""Revision files that Python would not load: parsing all of them takes too long, so those are tried that may well be broken."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from alembic_ls.startup.regex import regex
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.checks.revisions import Review

_MAX_HEADS = 5
# What the next Pythons allow, and this one may not: the fault is then ours.
_NEWER_MESSAGE = regex(r"multiple exception types|f-string")
_NEWER_LINE = regex(r"""\b[tT][rR]?["']|\b[rR][tT]["']|^\s*(?:type\s+\w+|(?:async\s+)?def\s+\w+\[|class\s+\w+\[|lazy\s+)""")


def doubtful_files(review: Review) -> Iterable[str]:
    """Paths of the files that could not be read, in which something did not parse when it was needed, and of the newest revisions."""
    graph = review.graph
    ours = {revision.path for revision in graph.by_id.values()} | {problem.where.path for problem in graph.problems}
    found = [problem.where.path for problem in graph.problems if problem.kind in ("unreadable", "unknown-header", "no-revision")]
    found += [why.where.path for why in review.history.unknowns if why.where is not None and "not parse" in why.reason]
    found += [graph.by_id[id_].path for id_ in graph.real_heads[-_MAX_HEADS:]]
    return dict.fromkeys(path for path in found if path in ours)


def faulty(review: Review) -> Iterator[str]:
    """Those of them that are faulty indeed."""
    return (path for path in doubtful_files(review) if review.project.files.text(path) is None or fault(review, path) is not None)


def fault(review: Review, path: str) -> tuple[str, Anchor] | None:
    """The first thing in the file that Python would not load it for, and where; None where it is sound, or may be for a newer Python."""
    text = review.project.files.text(path)
    if text is None or review.project.machine.finder.python_version > sys.version_info[:2]:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        return None if _may_be_newer(error, text) else _place(error, path, text)
    except (ValueError, RecursionError, MemoryError):  # nested too deeply for us
        return None
    return None


def _may_be_newer(error: SyntaxError, text: str) -> bool:
    if _NEWER_MESSAGE.search(error.msg):
        return True
    lines = text.split("\n")
    at = (error.lineno or 1) - 1
    return at < len(lines) and _NEWER_LINE.search(lines[at]) is not None


def _place(error: SyntaxError, path: str, text: str) -> tuple[str, Anchor]:
    """Statements are told apart by their beginnings: the fault of one is shown in it, not where the file as a whole breaks."""
    from alembic_ls.syntax.chunks import SourceFile

    for found, where in SourceFile(path, text).faults():
        return found.message, where
    line, column = max((error.lineno or 1) - 1, 0), max((error.offset or 1) - 1, 0)
    return error.msg, Anchor(path, "", line, column, line, column + 1)
