"""The string literal at a place, whole or half typed, and what it is an argument of."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex

_TOKEN = regex(
    r"""(?P<string>(?:\b[rRbBuUfF]{1,2})?(?:'''(?:\\.|[^\\])*?(?:'''|\Z)|\"{3}(?:\\.|[^\\])*?(?:\"{3}|\Z)
        |'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?))
      | (?P<comment>\#[^\n]*)
      | (?P<name>[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*)
      | (?P<open>[(\[{]) | (?P<close>[)\]}]) | (?P<comma>,) | (?P<equals>(?<![=!<>])=(?!=))
      | (?P<restart>\n[ \t]*(?=(?:with|def|class|return)\b|(?:op|\w*batch\w*)\.(?:create|drop|add|alter|rename|batch|execute|bulk)_?))""",
    re.VERBOSE | re.DOTALL,
)
_MOST_READ_ON = 30  # literals
_ASSIGNED = regex(r"[ \t]*(\w+)[ \t]*[:=]")
_QUOTES = regex(r"""([a-zA-Z]{0,2})('{3}|"{3}|'|")""")


class Argument(NamedTuple):
    """A slot of a bracket: of the call of `callee` (dotted, as written), or of a list or tuple where it is "".

    `position` counts the elements before; `keyword` is the name that it is given by. `literals` are the texts before it in the same
    bracket, by position or keyword.
    """

    callee: str
    position: int
    keyword: str | None
    literals: dict[int | str, str]


class Literal(NamedTuple):
    """A string literal. `start` and `end` are the offsets of its content, `text` that content, `typed` as much as is before the place asked
    about. `closed` is False where its end is missing. `around` are the brackets that it is in, the innermost last; `assigned` the name that
    an assignment outside of brackets gives it to.
    """

    text: str
    typed: str
    start: int
    end: int
    closed: bool
    around: tuple[Argument, ...]
    assigned: str | None


class _Frame:
    __slots__ = ("callee", "keyword", "literals", "position")

    def __init__(self, callee: str) -> None:
        self.callee = callee
        self.position = 0
        self.keyword: str | None = None
        self.literals: dict[int | str, str] = {}

    def argument(self) -> Argument:
        return Argument(self.callee, self.position, self.keyword, self.literals)


def literal_at(text: str, offset: int, with_rest: bool = False) -> Literal | None:
    """The literal between whose quotes `offset` lies, beginning on its line. `text` begins outside of brackets and strings.

    With `with_rest`, `literals` are also those that follow in the same brackets.
    """
    line = text.rfind("\n", 0, offset) + 1
    if text.find('"', line, offset) < 0 and text.find("'", line, offset) < 0:
        return None  # most places: nothing before needs to be looked at
    strings = _strings(text, len(text) if with_rest else offset)
    for token, frames, assigned in strings:
        if token.start() >= offset:
            return None
        if offset <= token.end():
            literal = _literal(token, offset, frames, assigned)
            if with_rest and literal.closed and frames:
                _read_rest(strings, frames)
            return literal if literal.start <= offset <= literal.end else None
    return None


def _read_rest(strings: Iterator[tuple[re.Match[str], list[_Frame], str | None]], frames: list[_Frame]) -> None:
    """Read on until the outermost bracket is closed, which adds to the literals of those that are open."""
    outermost, own = frames[0], frames[-1]
    place = own.keyword or own.position
    for count, _ in enumerate(strings):
        if outermost not in frames or count > _MOST_READ_ON:
            break
    own.literals.pop(place, None)  # the literal itself


def literals_in(text: str, wanted: Container[str]) -> Iterator[Literal]:
    """The literals of `text` whose content is among `wanted`, in its order."""
    for token, frames, assigned in _strings(text, len(text)):
        if _content(token)[0] in wanted:
            yield _literal(token, token.end(), frames, assigned)


def _strings(text: str, end: int) -> Iterator[tuple[re.Match[str], list[_Frame], str | None]]:
    """The strings that begin before `end`, each with the brackets around it and the name it is assigned to."""
    frames: list[_Frame] = []
    name = ""
    assigned: str | None = None
    for token in _TOKEN.finditer(text):
        if token.start() > end:
            return
        kind = token.lastgroup
        if kind == "string":
            yield token, frames, assigned
            if frames:
                frame = frames[-1]
                frame.literals[frame.keyword or frame.position] = _content(token)[0]
        elif kind == "open":
            frames.append(_Frame(name if token[0] == "(" else ""))
        elif kind == "close":
            if frames:
                frames.pop()
        elif kind == "comma":
            if frames:
                frames[-1].position += 1
                frames[-1].keyword = None
        elif kind == "equals":
            if frames:
                frames[-1].keyword = name or None
            else:
                head = _ASSIGNED.match(text, text.rfind("\n", 0, token.start()) + 1)
                assigned = head[1] if head is not None else None
        elif kind == "restart":
            frames.clear()  # what was open before is half typed
            assigned = None
        name = "".join(token[0].split()) if kind == "name" else name if kind == "comment" else ""


def _content(token: re.Match[str]) -> tuple[str, int, int, bool]:
    written = token[0]
    quotes = _QUOTES.match(written)
    assert quotes is not None
    mark = quotes[2]
    closed = len(written) >= quotes.end() + len(mark) and written.endswith(mark)
    start = token.start() + quotes.end()
    end = token.end() - len(mark) if closed else token.end()
    return token.string[start:end], start, end, closed


def _literal(token: re.Match[str], offset: int, frames: list[_Frame], assigned: str | None) -> Literal:
    text, start, end, closed = _content(token)
    around = tuple(frame.argument() for frame in frames)
    return Literal(text, token.string[start : max(start, min(offset, end))], start, end, closed, around, assigned)
