"""Names and texts in SQL: which identifiers are in quotes, and how a literal is written."""

from __future__ import annotations

from alembic_ls.startup.regex import regex

_LEGAL = regex(r"[a-z_][a-z0-9_$]*")

# What PostgreSQL keeps for itself, as SQLAlchemy has it (sqlalchemy/dialects/postgresql/base.py, RESERVED_WORDS).
POSTGRESQL_RESERVED = frozenset(
    """
    all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
    current_catalog current_date current_role current_time current_timestamp current_user default deferrable desc
    distinct do else end except false fetch for foreign from grant group having in initially intersect into leading
    limit localtime localtimestamp new not null of off offset old on only or order placing primary references returning
    select session_user some symmetric table then to trailing true union unique user using variadic when where window
    with authorization between binary cross current_schema freeze full ilike inner is isnull join left like natural
    notnull outer over overlaps right similar verbose
    """.split()
)


def quoted(name: str, reserved: frozenset[str] = frozenset()) -> str:
    """`name` in double quotes where it needs them: reserved words, capitals, what is no letter, digit or underscore.

    As sqlalchemy/sql/compiler.py, `IdentifierPreparer._requires_quotes` and `quote_identifier`.
    """
    if name not in reserved and _LEGAL.fullmatch(name):
        return name
    return '"' + name.replace('"', '""') + '"'


def identifier(name: str) -> str:
    """A name in SQL that several dialects are to understand: in quotes where PostgreSQL needs them."""
    return quoted(name, POSTGRESQL_RESERVED)


def dotted(name: str, schema: str | None) -> str:
    """The name of a table or type, behind its schema's where it has one."""
    return f"{identifier(schema)}.{identifier(name)}" if schema else identifier(name)


def sql_literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
