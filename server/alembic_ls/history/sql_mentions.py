"""Which tables a statement may touch that nobody could read: the names behind the words that tables stand behind."""

from __future__ import annotations

from alembic_ls.history.sql_cursor import Cursor, Unreadable
from alembic_ls.history.sql_tokens import NAME, STRING, WORD, Token

_BEFORE_TABLES = frozenset("TABLE ON INTO FROM UPDATE JOIN REFERENCES EXISTS ONLY".split())
_NO_NAMES = frozenset(
    """IF NOT EXISTS ONLY SET SELECT DELETE UPDATE CASCADE DO CONFLICT CONCURRENTLY USING TABLE COLUMN AS WHERE VALUES SCHEMA
    ALL""".split()
)
_CATALOGS = ("information_schema", "pg_catalog", "mysql", "sys")


def tables_mentioned(tokens: list[Token], dialect: str) -> tuple[str, ...] | None:
    """The keys of all tables that are named where tables are named, each once; None where there is none."""
    cursor = Cursor(tokens, "", dialect, None)
    found: dict[str, None] = {}
    for at, token in enumerate(tokens[:-1]):
        if token.kind == WORD and token.key in _BEFORE_TABLES and _is_name(tokens[at + 1]):
            cursor.at = at + 1
            try:
                name = cursor.qualified()
            except Unreadable:
                continue
            if name.schema not in _CATALOGS and not name.name.startswith("pg_"):
                found[name.key] = None
    return tuple(found) or None


def enums_mentioned(tokens: list[Token]) -> tuple[str, ...]:
    """The names behind the word TYPE."""
    behind = (tokens[at + 1] for at, token in enumerate(tokens[:-1]) if token.key == "TYPE")
    return tuple(dict.fromkeys(token.value for token in behind if _is_name(token)))


def _is_name(token: Token) -> bool:
    return token.kind == NAME or (token.kind == WORD and token.key not in _NO_NAMES)


def strings_in(tokens: list[Token]) -> list[str]:
    """The string literals among the tokens."""
    return [token.value for token in tokens if token.kind == STRING]
