"""Where top-level statements begin: all of them, or those alone that may import something."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.startup.regex import regex
from alembic_ls.syntax.strings import long_strings, outside

_STARTS = regex(r"\n(?=[^)\]}#\s])")  # not `^`: a literal in front is searched for ten times faster
# What surely begins a statement, so that a bracket that is not closed yet does not swallow it.
_BEGINS = regex(
    r"@|(?:async|def|class|import|from|if|for|while|with|try|return|raise|del|pass|global|assert)\b|[^\W\d][\w.]*\s*(?::|[-+*/|&]?=\s)"
)
_CLAUSE = regex(r"(?:else|elif|except|finally)\b")
_IMPORTING = r"(?:from|import|if|try|with|for|while)\b"
_IMPORTING_FIRST = regex(_IMPORTING)
_IMPORTING_LATER = regex(rf"\n(?={_IMPORTING})")
_IMPORTS_BEHIND = regex(r";[\s\\]*(?:from|import)\b")  # on the line of another statement


def statement_starts(text: str) -> list[int]:
    """Offsets of the lines at column 0 that begin a statement: outside of strings, decorators joined to what they adorn."""
    starts: list[int] = []
    decorated = False
    lines = [match.end() for match in _STARTS.finditer(text)]
    if text and text[0] not in ")]}#" and not text[0].isspace():
        lines.insert(0, 0)
    for at in outside(long_strings(text), lines):
        if _goes_on(text, at):
            continue
        if not decorated:
            starts.append(at)
        decorated = text[at] == "@"
    return starts


def importing_statements(text: str) -> Iterator[str]:
    """The texts of the top-level statements that may import something where they are run, and of a few others, in their order.

    Of most modules of an application nobody asks more: they are not split.
    """
    text = text.replace("\f", "")  # it hides that a line begins a statement
    if ";" in text and _IMPORTS_BEHIND.search(text) is not None:
        starts = statement_starts(text)
        yield from (text[start:end] for start, end in zip(starts, [*starts[1:], len(text)]))
        return
    found = [0] if _IMPORTING_FIRST.match(text) is not None else []
    found += [match.end() for match in _IMPORTING_LATER.finditer(text)]
    for at in outside(long_strings(text, found[-1]), found) if found else ():
        if not _goes_on(text, at):
            yield text[at : _end(text, at)]


def _end(text: str, start: int) -> int:
    """Where the statement that begins at `start` ends: where the next one begins."""
    after = start + 1
    while (match := _STARTS.search(text, after)) is not None:
        after = match.end()
        if _goes_on(text, after):
            continue
        if text.find('"""', start, after) >= 0 or text.find("'''", start, after) >= 0:
            for begin, end in long_strings(text[start:], after - start):
                if begin < after - start < end:
                    after = start + end
                    break
            else:
                return after
            continue
        return after
    return len(text)


def _goes_on(text: str, at: int) -> bool:
    """True where a line is another clause of the statement before, or where the line before ends in a backslash, or in what opens or
    parts a list and this line begins no statement."""
    if text[at] in "ef" and _CLAUSE.match(text, at):
        return True
    if at < 2 or text[at - 2] not in "\\([{,":
        return False
    return text[at - 2] == "\\" or not _BEGINS.match(text, at)
