"""`# alembic-ls: ignore[rule]` where a finding stands: it is known, and meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.findings.ignore_comment import ignore_comments
from alembic_ls.findings.span import Span
from alembic_ls.fixes.bench import Bench
from alembic_ls.writing.refusal import Refusal

_NOT_THEIRS = ("unused-ignore", "unknown-ignore")  # what is found in such comments is not ignored by others


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """The last that is offered, and never taken unseen. Where the comment goes is looked for when it is chosen."""
    if finding.rule not in _NOT_THEIRS and finding.where.path.endswith(".py"):
        yield Offer(f"Ignore {finding.rule} here", lambda is_trusted: _repair(bench, finding), finding=finding)


def _repair(bench: Bench, finding: Finding) -> Fix:
    span = bench.main.span(finding.where)
    lines = bench.main.source(span.path).lines
    if not 0 <= span.start_line < len(lines):
        raise Refusal("the file is another by now")
    for edit, first in _ways(lines, span, finding.rule):
        if _does(lines, edit, finding.rule, span.start_line + first):
            return Fix((), (edit,))
    raise Refusal("there is no place for a comment here")


def _ways(lines: list[str], span: Span, rule: str) -> Iterator[tuple[Replacement, int]]:
    """The edits that may do, and by how much each moves the finding's line down."""
    line = lines[span.start_line]
    for comment in ignore_comments("\n".join(lines)):  # none are looked for where the text has no such mark
        text = lines[comment.line][comment.start : comment.end]
        if comment.line == span.start_line and comment.rules and text.endswith("]"):
            yield _put(span, comment.line, comment.end - 1, f", {rule}"), 0
    end = len(line.rstrip())
    yield _put(span, span.start_line, end, f"  # alembic-ls: ignore[{rule}]"), 0
    indent = line[: len(line) - len(line.lstrip())]
    yield _put(span, span.start_line, 0, f"{indent}# alembic-ls: ignore[{rule}]\n"), 1


def _put(span: Span, line: int, character: int, text: str) -> Replacement:
    return Replacement(Span(span.path, line, character, line, character), text)


def _does(lines: list[str], edit: Replacement, rule: str, line: int) -> bool:
    """True where the comment is read as one that is for this line, and not for the whole file."""
    at, character = edit.span.start_line, edit.span.start_character
    text = [*lines]
    text[at] = text[at][:character] + edit.text + text[at][character:]
    changed = "\n".join(text)
    if not _says_the_same("\n".join(lines), changed):  # within a text of several lines, behind a backslash
        return False
    return any(
        each.covers(rule, line) and not (each.first == 0 and each.last >= changed.count("\n"))
        for each in ignore_comments(changed)
    )


def _says_the_same(before: str, after: str) -> bool:
    """True where the comment is one to Python; of a file that does not parse nobody knows."""
    try:
        tree = ast.dump(ast.parse(before))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    try:
        return ast.dump(ast.parse(after)) == tree
    except (SyntaxError, ValueError):
        return False
