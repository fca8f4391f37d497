"""Statements laid out as formatters do: on one line where it fits, else an argument a line."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterable, Iterator
from itertools import pairwise

from alembic_ls.startup.regex import regex

WIDTH = 88
_INDENT = "    "
_OPEN, _CLOSE = "([{", ")]}"
_TEXT = regex(r"""(?P<quote>['"])(?!(?P=quote))(?:(?!(?P=quote))[^\\])+(?P=quote)""")  # without escapes


def laid_out(statement: str, indent: int = 0, width: int = WIDTH) -> str:
    """One call, as Alembic's renderer writes it, in lines of at most `width` characters where that can be, `indent` spaces included."""
    try:
        line = _joined(statement)
    except (tokenize.TokenError, SyntaxError):
        return statement
    return _split(line, indent, width)


def _joined(statement: str) -> str:
    """The statement on one line; what stands in strings stays."""
    tokens = list(tokenize.generate_tokens(io.StringIO(statement).readline))
    if any(token.type == tokenize.COMMENT for token in tokens):
        return statement
    parts: list[str] = []
    end = (1, 0)
    for token in tokens:
        if token.type in (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER):
            continue
        if token.start[0] == end[0]:
            parts.append(token.line[end[1] : token.start[1]] if token.start[1] > end[1] else "")
        elif parts and parts[-1][-1:] not in tuple(_OPEN) and token.string[:1] not in tuple(_CLOSE):
            parts.append(" ")
        parts.append(token.string)
        end = token.end
    return "".join(parts).replace(", )", ")").replace(",)", ",)")


def _split(line: str, indent: int, width: int) -> str:
    if "\n" in line or indent + len(line) <= width:
        return line
    pieces = _pieces(line)
    if pieces is None:
        return line
    head, arguments, tail = pieces
    inner = indent + len(_INDENT)
    together = ", ".join(arguments)
    if inner + len(together) <= width and head[-1:] == "(" and not _is_table(head):
        return f"{head}\n{_INDENT}{together}\n{tail}"
    if len(arguments) == 1 and _TEXT.fullmatch(together):
        return "\n".join([head, *(f"{_INDENT}{text}" for text in _wrapped(together, width - inner)), tail])
    lines = [_split(argument, inner, width) for argument in arguments]
    return "\n".join([head, *(f"{_INDENT}{_deeper(text)}," for text in lines), tail])


def _wrapped(text: str, width: int) -> Iterator[str]:
    """A string literal as several that Python joins, cut after spaces; a word that is too long stays whole."""
    quote, words = text[0], text[1:-1].split(" ")
    piece = words[0]
    for word in words[1:]:
        if len(piece) + len(word) + 4 > width:
            yield f"{quote}{piece} {quote}"
            piece = word
        else:
            piece += f" {word}"
    yield f"{quote}{piece}{quote}"


def _is_table(head: str) -> bool:
    return head.endswith("create_table(")


def _deeper(text: str) -> str:
    return text.replace("\n", "\n" + _INDENT)


def _pieces(line: str) -> tuple[str, list[str], str] | None:
    """What comes before the arguments of the last call at the top, these, and what comes after; None where there are none."""
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(line).readline) if t.type != tokenize.NEWLINE]
    depth, start, commas, end = 0, None, [], None
    for token in tokens:
        if token.type != tokenize.OP:
            continue
        if token.string in _OPEN:
            if depth == 0 and token.string == "(" and start is None:
                start = token.end[1]
            depth += 1
        elif token.string in _CLOSE:
            depth -= 1
            if depth == 0 and start is not None and end is None:
                end = token.start[1]
        elif token.string == "," and depth == 1 and end is None:
            commas.append(token.start[1])
    if start is None or end is None or end == start:
        return None
    bounds = [start - 1, *commas, end]
    arguments = [line[a + 1 : b].strip() for a, b in pairwise(bounds)]
    return line[:start], [a for a in arguments if a], line[end:]


def requoted(source: str) -> str:
    """The source with its string literals in double quotes, as most formatters want them, where these need no escapes."""
    lines = source.splitlines(keepends=True)
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return source
    for token in reversed(_strings(tokens)):
        row, (start, end) = token.start[0] - 1, (token.start[1], token.end[1])
        line = lines[row]
        lines[row] = f'{line[:start]}"{token.string[1:-1]}"{line[end:]}'
    return "".join(lines)


def _strings(tokens: Iterable[tokenize.TokenInfo]) -> list[tokenize.TokenInfo]:
    return [
        token
        for token in tokens
        if token.type == tokenize.STRING
        and token.start[0] == token.end[0]
        and token.string[0] == "'"
        and not token.string.startswith("'''")
        and '"' not in token.string
        and "\\" not in token.string
    ]
