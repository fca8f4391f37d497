"""SQL text → tokens, for the dialects that revisions are written in. Nothing is raised, whatever the text; the time is linear."""

from __future__ import annotations

import re
from typing import Final

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex

WORD: Final = "word"  # an unquoted name or keyword
NAME: Final = "name"  # a quoted name
STRING: Final = "string"
NUMBER: Final = "number"
BODY: Final = "body"  # a dollar-quoted string
OP: Final = "op"
END: Final = "end"


class Token(NamedTuple):
    """`value`: a name as the database will know it, or a string without its quotes; `key`: the upper-case word or operator."""

    kind: str
    value: str
    key: str
    start: int
    end: int


_STANDARD_STRING = r"'[^']*(?:''[^']*)*'?"
_ESCAPED_STRING = r"'[^'\\]*(?:(?:''|\\.)[^'\\]*)*'?"
_DOUBLE = r'"[^"]*(?:""[^"]*)*"?'
_PATTERN = r"""
    (?P<space>\s+|--[^\n]*{comment})
    |(?P<comment>/\*)
    |(?P<escaped>{escaped})
    |(?P<string>{string})
    |(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<word>[^\W\d][\w$]*)
    |(?P<name>{name})
    |(?P<body>\$(?:[^\W\d]\w*)?\$)
    |(?P<op>::|:=|<=|>=|<>|!=|\|\||->>|\#>>|->|\#>|.)
"""
_ESCAPE = regex(r"\\(.)|''", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0"}
_BLOCK_EDGE = regex(r"/\*|\*/")
_FOLDED = ("postgresql", "oracle")  # unquoted names are told back in lower case (oracle's by SQLAlchemy)


def _compile(string: str, name: str, escaped: str = "(?!)", comment: str = "") -> re.Pattern[str]:
    return re.compile(_PATTERN.format(string=string, name=name, escaped=escaped, comment=comment), re.VERBOSE | re.DOTALL)


_patterns: dict[str, re.Pattern[str]] = {}


def _pattern(dialect: str) -> re.Pattern[str]:
    """Compiled when a revision first holds SQL: most projects have one dialect, some none."""
    if dialect not in _patterns:
        if dialect == "mysql":
            double = _ESCAPED_STRING.replace("'", '"')
            pattern = _compile(f"[nN]?{_ESCAPED_STRING}|{double}", r"`[^`]*(?:``[^`]*)*`?", comment=r"|\#[^\n]*")
        elif dialect in ("sqlite", "mssql"):
            pattern = _compile(f"[nN]?{_STANDARD_STRING}", rf"{_DOUBLE}|`[^`]*`?|\[[^\]]*\]?")
        else:
            pattern = _compile(f"[nN]?{_STANDARD_STRING}", _DOUBLE, escaped=f"[eE]{_ESCAPED_STRING}")
        _patterns[dialect] = pattern
    return _patterns[dialect]


def tokens_of(text: str, dialect: str) -> list[Token]:
    """The tokens of `text`, comments left out. An unfinished string or comment reaches to the end."""
    match = _pattern(dialect).match
    fold = dialect in _FOLDED
    tokens: list[Token] = []
    at, size = 0, len(text)
    while at < size:
        found = match(text, at)
        if found is None:  # cannot be: the last alternative takes any character
            break
        kind, end = found.lastgroup, found.end()
        if kind == "word":
            word = found[0]
            tokens.append(Token(WORD, word.lower() if fold else word, word.upper(), at, end))
        elif kind == "op":
            tokens.append(Token(OP, found[0], found[0], at, end))
        elif kind == "comment":
            end = _after_comment(text, end, nested=dialect == "postgresql")
        elif kind == "body":
            close = text.find(found[0], end)
            inner = text[end:] if close < 0 else text[end:close]
            end = size if close < 0 else close + len(found[0])
            tokens.append(Token(BODY, inner, "", at, end))
        elif kind == "number":
            tokens.append(Token(NUMBER, found[0], "", at, end))
        elif kind in ("string", "escaped"):
            value, start = _string(found[0], dialect), at
            if tokens and tokens[-1].kind == STRING and _is_one_string(text[tokens[-1].end : at], dialect):
                before = tokens.pop()
                value, start = before.value + value, before.start
            tokens.append(Token(STRING, value, "", start, end))
        elif kind == "name":
            tokens.append(Token(NAME, _name(found[0]), "", at, end))
        at = end
    return tokens


def _is_one_string(between: str, dialect: str) -> bool:
    """Whether two strings with this between them are one: in PostgreSQL where a line ends there, in MySQL always."""
    return not between.strip() and ("\n" in between if dialect == "postgresql" else dialect == "mysql")


def _after_comment(text: str, at: int, nested: bool) -> int:
    depth = 1
    for edge in _BLOCK_EDGE.finditer(text, at):
        if edge[0] == "*/":
            depth -= 1
        elif nested:
            depth += 1
        if not depth:
            return edge.end()
    return len(text)


def _string(raw: str, dialect: str) -> str:
    if raw[0] in "nN":
        raw = raw[1:]
    escaped = dialect == "mysql"
    if raw[0] in "eE":
        raw, escaped = raw[1:], True
    quote = raw[0]
    inner = raw[1:-1] if len(raw) > 1 and raw.endswith(quote) else raw[1:]
    if escaped and "\\" in inner:
        return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]) if found[1] else "'", inner)
    return inner.replace(quote * 2, quote)


def _name(raw: str) -> str:
    close = "]" if raw[0] == "[" else raw[0]
    inner = raw[1:-1] if len(raw) > 1 and raw.endswith(close) else raw[1:]
    return inner.replace(close * 2, close) if close != "]" else inner


def statements_of(tokens: list[Token]) -> list[list[Token]]:
    """The statements, split at semicolons, without them; a routine or trigger keeps those of its BEGIN … END."""
    statements: list[list[Token]] = []
    current: list[Token] = []
    depth = blocks = 0
    for token in tokens:
        key = token.key if token.kind in (OP, WORD) else ""
        if key == ";" and depth <= 0 and not blocks:
            if current:
                statements.append(current)
            current, depth = [], 0
            continue
        current.append(token)
        if key == "(":
            depth += 1
        elif key == ")":
            depth -= 1
        elif key in _BLOCK_WORDS and len(current) > 1 and _is_routine(current):
            blocks = max(0, blocks + _block_step(current))
    if current:
        statements.append(current)
    return statements


_ROUTINES = frozenset(("TRIGGER", "FUNCTION", "PROCEDURE", "EVENT", "PACKAGE"))
_ENDED_BY_NAME = frozenset(("IF", "LOOP", "WHILE", "REPEAT", "FOR", "CASE"))  # END IF: these close themselves, not a BEGIN
_BLOCK_WORDS = frozenset(("BEGIN", "END", *_ENDED_BY_NAME))


def _is_routine(statement: list[Token]) -> bool:
    return statement[0].key == "CREATE" and any(token.key in _ROUTINES for token in statement[1:12])


def _block_step(statement: list[Token]) -> int:
    """What the last word does to the depth of BEGIN … END and CASE … END."""
    word, before = statement[-1].key, statement[-2].key
    if word == "END":
        return -1
    if before == "END" and word in _ENDED_BY_NAME:
        return 0 if word == "CASE" else 1  # that END closed no BEGIN
    return 1 if word in ("BEGIN", "CASE") else 0
