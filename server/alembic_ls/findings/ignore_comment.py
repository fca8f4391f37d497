"""Comments that say of a place that findings there are known and meant: `# alembic-ls: ignore[rule, …]`."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.findings.finding import IGNORE_MARK
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex

_COMMENT = regex(r"#\s*alembic-ls:\s*(?P<what>[^#]*)")
_IGNORE = regex(r"ignore(?![\w-])\s*(?:\[(?P<rules>[^\]]*)\]|(?!\s*\[))")
_CONTINUING = frozenset({"else", "elif", "except", "finally"})


class IgnoreComment(NamedTuple):
    """One comment: where it stands, what it ignores, and for which lines, `first` to `last` (all from 0).

    `rules` are the names in it, none meaning all. `understood` is False where it begins as such a comment and goes on otherwise.
    """

    line: int
    start: int
    end: int
    rules: tuple[str, ...]
    understood: bool
    first: int
    last: int

    def covers(self, rule: str, line: int) -> bool:
        """True where a finding of this rule that begins on this line is not to be told."""
        return self.understood and self.first <= line <= self.last and (not self.rules or rule in self.rules)


class _Place(NamedTuple):
    """A comment's text, where it begins, and whether code stands before it."""

    line: int
    character: int
    text: str
    alone: bool


class _Statement:
    """The lines of a statement: its first, the last of its head, the last of all that is in it."""

    __slots__ = ("first", "head", "last")

    def __init__(self, first: int, head: int) -> None:
        self.first = first
        self.head = head
        self.last = head


def ignore_comments(text: str) -> list[IgnoreComment]:
    """The comments in the text of a Python file, in their order.

    Behind code, a comment is for its line; at the end of a statement of several lines, for the statement (of a class or function:
    its head). On a line of its own it is for the statement below with all that is in it; within a statement, for the line below;
    above the first statement of a file, for the file.
    """
    if IGNORE_MARK not in text:
        return []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    places, statements = _python(lines) or _by_line(lines)
    return [comment for place in places for comment in _read(place, lines, statements)]


def _read(place: _Place, lines: list[str], statements: list[_Statement]) -> Iterator[IgnoreComment]:
    first, last = _covered(place, lines, statements)
    for found in _COMMENT.finditer(place.text):
        what = _IGNORE.match(found["what"])
        names: tuple[str, ...] = ()
        if what is not None and what["rules"] is not None:
            names = tuple(name.strip() for name in what["rules"].split(",") if name.strip())
        understood = what is not None and (what["rules"] is None or bool(names))
        start = place.character + found.start()
        end = place.character + (found.start("what") + what.end() if what is not None else found.end())
        stripped = len(lines[place.line][start:end].rstrip())
        yield IgnoreComment(place.line, start, start + stripped, names, understood, first, last)


def _covered(place: _Place, lines: list[str], statements: list[_Statement]) -> tuple[int, int]:
    at = place.line
    around = next((each for each in statements if each.first <= at <= each.head), None)
    if not place.alone:
        return (around.first if around is not None and around.head == at else at), at
    if statements and at < statements[0].first:
        return 0, len(lines)
    if around is not None:
        below = next((n for n in range(at + 1, around.head + 1) if lines[n].strip() and lines[n].lstrip()[0] != "#"), at)
        return below, below
    following = next((each for each in statements if each.first > at), None)
    return (following.first, following.last) if following is not None else (at, at)


def _python(lines: list[str]) -> tuple[list[_Place], list[_Statement]] | None:
    """The comments and statements of Python; None where it cannot be split into tokens."""
    import tokenize  # few files have such comments

    places: list[_Place] = []
    reader = _Statements()
    source = iter([line + "\n" for line in lines])
    try:
        for kind, string, (row, column), (end, _), line in tokenize.generate_tokens(lambda: next(source, "")):
            if kind == tokenize.COMMENT:
                places.append(_Place(row - 1, column, string, not line[:column].strip()))
            elif kind == tokenize.INDENT:
                reader.indent()
            elif kind == tokenize.DEDENT:
                reader.dedent()
            elif kind == tokenize.NEWLINE:
                reader.end(end - 1)
            elif kind not in (tokenize.NL, tokenize.ENDMARKER):
                reader.token(row - 1, string)
    except (tokenize.TokenError, SyntaxError, IndexError):  # IndexError: a file that begins with an indent
        return None
    return places, reader.found


class _Statements:
    """Makes statements of tokens: a decorated one begins at its decorators, and `else` belongs to its `if`."""

    __slots__ = ("_begun", "_decorators", "_open", "_siblings", "found")

    def __init__(self) -> None:
        self.found: list[_Statement] = []
        self._open: list[_Statement] = []  # those whose blocks we are in
        self._siblings: list[_Statement | None] = [None]  # at each depth, the one that an `else` belongs to
        self._begun: tuple[int, str] | None = None
        self._decorators: int | None = None  # the line of the first

    def token(self, row: int, string: str) -> None:
        if self._begun is None:
            self._begun = row, string

    def end(self, row: int) -> None:
        if self._begun is None:
            return
        first, word = self._begun
        self._begun = None
        if word == "@":
            self._decorators = first if self._decorators is None else self._decorators
            return
        statement = _Statement(first if self._decorators is None else self._decorators, row)
        self._decorators = None
        self.found.append(statement)
        before = self._siblings[-1]
        if word in _CONTINUING and before is not None:
            before.last = row
        else:
            self._siblings[-1] = statement

    def indent(self) -> None:
        self._open.append(self.found[-1])
        self._siblings.append(None)

    def dedent(self) -> None:
        last = self.found[-1].head
        self._open.pop().last = last
        self._siblings.pop()
        if (sibling := self._siblings[-1]) is not None:
            sibling.last = max(sibling.last, last)


def _by_line(lines: list[str]) -> tuple[list[_Place], list[_Statement]]:
    """Of what cannot be split into tokens: every line with something on it that is no comment is taken for a statement."""
    places, statements = [], []
    for number, line in enumerate(lines):
        at = line.find("#")
        if at >= 0 and _COMMENT.search(line, at):
            places.append(_Place(number, at, line[at:], not line[:at].strip()))
        if line.strip() and line.lstrip()[0] != "#":
            statements.append(_Statement(number, number))
    return places, statements
