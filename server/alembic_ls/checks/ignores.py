"""What comments in the sources ignore, and which of these comments are of no use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from alembic_ls.checks.registry import COMMENTS, NAMES, rules
from alembic_ls.checks.selection import Selection
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.ignore_comment import IgnoreComment, ignore_comments
from alembic_ls.findings.span import Span
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor


class Comment(NamedTuple):
    """A comment that ignores findings, and where it stands."""

    where: Anchor
    comment: IgnoreComment


class Ignores:
    """The comments of all files that were read, and what they were of use for so far: one file may be read for several projects."""

    __slots__ = ("_asked", "_by_path", "_used")

    def __init__(self, marked: Mapping[str, str]) -> None:
        """`marked` is the text of each file that has such comments."""
        self._by_path = {path: list(_comments(path, text)) for path, text in marked.items()}
        self._used: set[tuple[Comment, str]] = set()
        self._asked: set[str] = set()  # rules whose findings are told somewhere

    def told(self, findings: list[Finding], span: Callable[[Anchor], Span], selection: Selection) -> list[Finding]:
        """The findings that no comment ignores; they are what the selection tells."""
        self._asked.update(filter(selection.tells, NAMES))
        return [finding for finding in findings if not self._is_ignored(finding, span)]

    def _is_ignored(self, finding: Finding, span: Callable[[Anchor], Span]) -> bool:
        comments = self._by_path.get(finding.where.path)
        if not comments:
            return False
        line = span(finding.where).start_line
        covering = [each for each in comments if each.comment.covers(finding.rule, line)]
        self._used.update((each, finding.rule) for each in covering)
        return bool(covering)

    def comments(self) -> Iterator[Comment]:
        """Every comment."""
        for comments in self._by_path.values():
            yield from comments

    def useless(self) -> Iterator[tuple[Comment, tuple[str, ...]]]:
        """The comments that ignored nothing, with those of their rules for which that is so; asked when all findings have been seen.

        A rule that is not told may have found what the comment is for.
        """
        for each in self.comments():
            used = {rule for comment, rule in self._used if comment == each}
            named = tuple(rule for rule in each.comment.rules if rule in self._asked and rule not in used)
            ignores_all = each.comment.understood and not each.comment.rules
            if named or (ignores_all and not used and self._asked.issuperset(NAMES)):
                yield each, named


def about_comments(ignores: Ignores) -> list[Finding]:
    """What there is to say of the comments themselves, when all findings have been seen."""
    return [finding for rule in rules(COMMENTS) for finding in rule.find(ignores)]


def _comments(path: str, text: str) -> Iterator[Comment]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for comment in ignore_comments(text):
        line = lines[comment.line]
        start, end = (len(line[:character].encode()) for character in (comment.start, comment.end))
        yield Comment(Anchor(path, "", comment.line, start, comment.line, end), comment)
