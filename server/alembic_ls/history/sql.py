"""SQL text → operations: the DDL that revisions hand to `op.execute`."""

from __future__ import annotations

from collections.abc import Callable

from alembic_ls.history.sql_alter import read_alter_table
from alembic_ls.history.sql_cursor import Cursor, Unreadable
from alembic_ls.history.sql_do import after, read_do
from alembic_ls.history.sql_mentions import enums_mentioned, tables_mentioned
from alembic_ls.history.sql_objects import (
    read_alter_index,
    read_alter_type,
    read_alter_view,
    read_comment,
    read_create_schema,
    read_create_type,
    read_create_view,
    read_drop_schema,
    read_drop_type,
    read_drop_view,
)
from alembic_ls.history.sql_tables import (
    read_create_index,
    read_create_table,
    read_drop_index,
    read_drop_table,
    read_rename_table,
)
from alembic_ls.history.sql_tokens import WORD, Token, statements_of, tokens_of
from alembic_ls.interpret.limits import MAX_OPERATIONS
from alembic_ls.schema.operations import ChangeData, Obscure, Operation
from alembic_ls.schema.tables import Schema
from alembic_ls.schema.unknown import Unknown
from alembic_ls.text.anchor import Anchor

# Statements that neither change a schema nor rows.
_NOTHING = frozenset(
    """SET RESET SHOW USE BEGIN START COMMIT ROLLBACK SAVEPOINT RELEASE END ABORT GRANT REVOKE LOCK UNLOCK VACUUM ANALYZE
    ANALYSE REINDEX CLUSTER CHECKPOINT REFRESH NOTIFY LISTEN UNLISTEN DISCARD PRAGMA DEALLOCATE PREPARE FLUSH OPTIMIZE
    EXPLAIN DESCRIBE DESC SECURITY REASSIGN GO DELIMITER PRINT LOAD ATTACH DETACH NULL""".split()
)
_VERBS = {
    "INSERT": "insert",
    "REPLACE": "insert",
    "COPY": "insert",
    "UPDATE": "update",
    "MERGE": "update",
    "DELETE": "delete",
    "SELECT": "other",
}
# Words between CREATE, ALTER, DROP and the kind of thing.
_ADJECTIVES = frozenset(
    """OR REPLACE ALTER GLOBAL LOCAL UNLOGGED FORCE NOFORCE EDITIONABLE RECURSIVE MATERIALIZED UNIQUE CLUSTERED NONCLUSTERED
    FULLTEXT SPATIAL BITMAP TEMP TEMPORARY""".split()
)
_TEMPORARY = frozenset(("TEMP", "TEMPORARY"))
_CREATE: dict[str, Callable[[Cursor], list[Operation]]] = {
    "TYPE": read_create_type,
    "VIEW": read_create_view,
    "SCHEMA": read_create_schema,
}
_ALTER: dict[str, Callable[[Cursor], list[Operation]]] = {
    "TABLE": read_alter_table,
    "TYPE": read_alter_type,
    "INDEX": read_alter_index,
    "VIEW": read_alter_view,
}
_DROP: dict[str, Callable[[Cursor], list[Operation]]] = {
    "TABLE": read_drop_table,
    "INDEX": read_drop_index,
    "TYPE": read_drop_type,
    "VIEW": read_drop_view,
    "SCHEMA": read_drop_schema,
}
# Things that are made, altered and dropped without a trace in tables.
_OTHER_THINGS = frozenset(
    """FUNCTION PROCEDURE ROUTINE TRIGGER EXTENSION SEQUENCE DOMAIN ROLE USER GROUP DATABASE POLICY RULE AGGREGATE OPERATOR
    CAST COLLATION CONVERSION PUBLICATION SUBSCRIPTION SERVER EVENT STATISTICS CONSTRAINT TEXT LANGUAGE TRANSFORM ACCESS
    FOREIGN DEFINER SYNONYM PACKAGE DEFAULT SYSTEM TABLESPACE PROCEDURAL TRUSTED LARGE LOGIN PARTITION RESOURCE""".split()
)


def read_sql(text: str, dialect: str, where: Anchor | None = None, before: Schema | None = None) -> list[Operation]:
    """The operations that the statements in `text` come to, in their order; a statement that was not understood is an Obscure.

    `before` is the schema that the first statement meets: guards in DO blocks, UNIQUE USING INDEX and unknown type names are
    decided by it. Without it they are Obscure, or keep their IF NOT EXISTS as a flag. Statements that have to do with neither
    tables, enum types nor rows come to nothing. Raises nothing, whatever the text.
    """
    dialect = "mysql" if dialect == "mariadb" else dialect
    text = text.replace("\\:", ":")  # as sqlalchemy.text() writes a colon that is none of a parameter's
    operations: list[Operation] = []
    for statement in statements_of(tokens_of(text, dialect)):
        found = read_statement(Cursor(statement, text, dialect, where, before))
        operations += found
        if len(operations) > MAX_OPERATIONS:  # so has the revision, which does not follow what comes then
            break
        before = after(found, before, dialect)
    return operations


def read_statement(cursor: Cursor) -> list[Operation]:
    """The operations of one statement; an Obscure where it is not understood."""
    try:
        return _read(cursor)
    except Unreadable as unreadable:
        return [_obscure(cursor, str(unreadable))]


def _read(cursor: Cursor) -> list[Operation]:
    while cursor.take("("):  # (SELECT …)
        pass
    verb = cursor.peek().key
    if cursor.done or verb in _NOTHING:
        return []
    if verb in _VERBS or verb in ("WITH", "VALUES"):
        return _read_data(cursor)
    cursor.next()
    if verb == "CREATE":
        return _read_create(cursor)
    if verb == "ALTER":
        return _read_thing(cursor, _ALTER)
    if verb == "DROP":
        return _read_thing(cursor, _DROP)
    if verb == "COMMENT" and cursor.take("ON"):
        return read_comment(cursor)
    if verb == "TRUNCATE":
        return _read_truncate(cursor)
    if verb == "RENAME" and cursor.take("TABLE"):
        return read_rename_table(cursor)
    if verb == "DO" and cursor.dialect == "postgresql":
        return read_do(cursor, read_statement)
    raise Unreadable("a statement of another kind")


def _read_create(cursor: Cursor) -> list[Operation]:
    adjectives = set()
    while cursor.peek().key in _ADJECTIVES:
        adjectives.add(cursor.next().key)
    thing = cursor.next().key
    if thing == "TABLE":
        return read_create_table(cursor, temporary=bool(adjectives & _TEMPORARY))
    if thing == "INDEX":
        return read_create_index(cursor, unique="UNIQUE" in adjectives)
    if thing in _CREATE:
        return [] if adjectives & _TEMPORARY else _CREATE[thing](cursor)
    if thing in _OTHER_THINGS:
        return []
    raise Unreadable(f"CREATE {thing}")


def _read_thing(cursor: Cursor, readers: dict[str, Callable[[Cursor], list[Operation]]]) -> list[Operation]:
    while cursor.peek().key in _ADJECTIVES:
        cursor.next()
    thing = cursor.next().key
    if thing in readers:
        return readers[thing](cursor)
    if thing in _OTHER_THINGS:
        return []
    raise Unreadable(f"of the thing {thing!r} nothing is known")


def _read_data(cursor: Cursor) -> list[Operation]:
    """Rows are written: the table, where it can be told, and the text."""
    start = cursor.at
    at = _data_verb(cursor.tokens, start)
    verb = cursor.tokens[at].key if at is not None else "SELECT"
    table = None
    text = cursor.text_of(0, len(cursor.tokens))
    if at is not None and verb != "SELECT":
        cursor.at = at + 1
        table = _data_table(cursor)
    elif cursor.dialect in ("postgresql", "mssql") and (made := _selected_into(cursor, at or start)):
        return [Obscure(Unknown(f"table {made} is made from a query", cursor.where), (made,), origin=cursor.where)]
    return [ChangeData(table, _VERBS.get(verb, "other"), text, cursor.where)]


def _data_verb(tokens: list[Token], start: int) -> int | None:
    """The position of the verb outside of parentheses: behind WITH stand queries in them."""
    depth = 0
    for at in range(start, len(tokens)):
        token = tokens[at]
        depth += (token.key == "(") - (token.key == ")")
        if depth <= 0 and token.kind == WORD and token.key in _VERBS:
            return at
    return None


def _data_table(cursor: Cursor) -> str | None:
    while cursor.take_any(
        "OR",
        "INTO",
        "FROM",
        "ONLY",
        "IGNORE",
        "LOW_PRIORITY",
        "DELAYED",
        "QUICK",
        "TABLE",
        "REPLACE",
        "ABORT",
        "FAIL",
        "ROLLBACK",
    ):
        pass
    try:
        return cursor.qualified().key
    except Unreadable:
        return None


def _selected_into(cursor: Cursor, at: int) -> str | None:
    depth = 0
    for place in range(at, len(cursor.tokens)):
        token = cursor.tokens[place]
        depth += (token.key == "(") - (token.key == ")")
        if depth == 0 and token.kind == WORD and token.key in ("INTO", "FROM"):
            if token.key == "FROM":
                return None
            cursor.at = place + 1
            cursor.take_any("TEMP", "TEMPORARY", "UNLOGGED", "TABLE")
            return _data_table(cursor)
    return None


def _read_truncate(cursor: Cursor) -> list[Operation]:
    cursor.take("TABLE")
    text = cursor.text_of(0, len(cursor.tokens))
    operations: list[Operation] = []
    while True:
        cursor.take("ONLY")
        operations.append(ChangeData(cursor.qualified().key, "delete", text, cursor.where))
        cursor.take("*")
        if not cursor.take(","):
            return operations


def _obscure(cursor: Cursor, reason: str) -> Operation:
    """What a statement that was not understood may have touched: the table that it says it is about, else all that it names."""
    tokens = cursor.tokens
    head = " ".join(cursor.text_of(0, min(8, len(tokens))).split())[:80]
    why = Unknown(f"the SQL `{head}…` was not understood: {reason}", cursor.where)
    words = [token.key for token in tokens[:12]]
    if tokens[0].key == "DO":
        inner = [token for body in tokens if body.kind == "body" for token in tokens_of(body.value, cursor.dialect)]
        return Obscure(why, tables_mentioned(inner, cursor.dialect), None, enums_mentioned(inner), cursor.where)
    enums = enums_mentioned(tokens[:4])
    if enums:
        return Obscure(why, (), None, enums, cursor.where)
    mentioned = tables_mentioned(tokens, cursor.dialect)
    if words[0] in ("CREATE", "ALTER") and "TABLE" in words[:5] and mentioned:
        mentioned = mentioned[:1]
    if words[0] in ("CREATE", "ALTER", "DROP") and "INDEX" in words[:4]:
        return Obscure(why, mentioned, ("+indexes",) if words[0] == "CREATE" else ("indexes",), (), cursor.where)
    return Obscure(why, mentioned, None, (), cursor.where)
