"""A comment that ignores what is not found, or names a rule that there is not, taken out or put right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.findings.ignore_comment import IgnoreComment, ignore_comments
from alembic_ls.findings.span import Span
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.repair import offered
from alembic_ls.writing.refusal import Refusal

RULES = ("unused-ignore", "unknown-ignore")


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """The comment, or the names in it that are of no use; of a misspelt name the one that was meant."""
    found, _, remedy = finding.message.rpartition("; ")
    names = re.findall(r"`([\w-]+)`", found)
    if finding.rule == "unused-ignore":
        title = "Take out the comment" if remedy == "delete this comment" else f"Take {', '.join(names)} out of the comment"
        yield from offered(finding, title, lambda: _without(bench, finding, names))
    elif names and (meant := re.fullmatch(r"did you mean `([\w-]+)`\?", remedy)) is not None:
        yield from offered(finding, f"Write {meant[1]}", lambda: _renamed(bench, finding, names[0], meant[1]))


def _comment(bench: Bench, finding: Finding) -> tuple[list[str], IgnoreComment]:
    lines = bench.main.source(finding.where.path).lines
    span = bench.main.span(finding.where)
    for each in ignore_comments("\n".join(lines)):
        if (each.line, each.start) == (span.start_line, span.start_character):
            return lines, each
    raise Refusal("the comment is not there any more")


def _without(bench: Bench, finding: Finding, names: list[str]) -> Fix:
    lines, comment = _comment(bench, finding)
    path, line = finding.where.path, lines[comment.line]
    kept = [name for name in comment.rules if name not in names]
    if kept:
        inside = re.search(r"\[([^\]]*)\]", line[comment.start : comment.end])
        if inside is None:
            raise Refusal("the comment is another by now")
        start, end = comment.start + inside.start(1), comment.start + inside.end(1)
        return Fix((), (Replacement(Span(path, comment.line, start, comment.line, end), ", ".join(kept)),))
    following = line.find("#", comment.end)
    end = following if following >= 0 else len(line)
    before = line[: comment.start]
    if following < 0 and not before.strip():
        last = (comment.line + 1, 0) if comment.line + 1 < len(lines) else (comment.line, len(line))
        return Fix((), (Replacement(Span(path, comment.line, 0, *last), ""),))
    start = comment.start if following >= 0 else len(before.rstrip())
    return Fix((), (Replacement(Span(path, comment.line, start, comment.line, end), ""),))


def _renamed(bench: Bench, finding: Finding, name: str, meant: str) -> Fix:
    lines, comment = _comment(bench, finding)
    found = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", lines[comment.line][comment.start :])
    if found is None:
        raise Refusal("the comment is another by now")
    start = comment.start + found.start()
    span = Span(finding.where.path, comment.line, start, comment.line, start + len(name))
    return Fix((), (Replacement(span, meant),))
