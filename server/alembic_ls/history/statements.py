"""Statements that a revision executes: text, constructs of SQLAlchemy, data."""

from __future__ import annotations

import re
import sys
from typing import Any

from alembic_ls.history.made_tables import tables_of
from alembic_ls.history.recorder import Recorder, key_of, where
from alembic_ls.history.rows import Expression, Result, unknown_rows
from alembic_ls.interpret.texts import text_of
from alembic_ls.interpret.values import Call, ClassValue, Host, Member, OneOf, PartialText, Place, Symbol
from alembic_ls.schema.operations import ChangeData, CreateSchema, CreateTable, DropTable, Obscure, Operation
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex

_TEXTS = ("sqlalchemy.text", "sqlalchemy.DDL", "sqlalchemy.sql.text")
_QUERY = regex(r"\s*(?:SELECT|WITH|PRAGMA|SHOW|VALUES)\b", re.IGNORECASE)
_DATA = regex(
    r"[\s(]*(?:SELECT|INSERT|UPDATE|DELETE|WITH|SET|RESET|REPLACE|COPY|GRANT|REVOKE|PRAGMA|SHOW|LOCK|ANALYZE|VACUUM|REINDEX"
    r"|REFRESH|NOTIFY)\b",
    re.IGNORECASE,
)
_VERBS = ("insert", "update", "delete")
_TEMPORARY = regex(
    r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:GLOBAL\s+|LOCAL\s+)?TEMP(?:ORARY)?\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[\"`]?(\w+)",
    re.IGNORECASE,
)


def execute(recorder: Recorder, statement: Any, parameters: Any, place: Place | None) -> Any:
    """Runs a statement: what it does is recorded, and what it gives back is the value of the call."""
    if isinstance(statement, OneOf) and statement.values:
        return _one_of(recorder, statement, parameters, place)
    statement, bound = _unwrapped(statement, parameters)
    text = _text(statement)
    if text is None:
        for operation in _of_construct(recorder, statement, place):
            recorder.record(operation)
        return unknown_rows(where(place))
    if isinstance(text, Unknown):
        for operation in _of_unknown(recorder, text, place):
            recorder.record(operation)
        return unknown_rows(where(place))
    # The readers of SQL are a tenth of all there is to import: where no revision executes any, they stay out.
    if _QUERY.match(text) is not None:
        from alembic_ls.history import catalogue

        if catalogue.asks_the_catalogue(text):
            found = catalogue.answer(text, bound, recorder.schema, recorder.dialect)
            if found is not None:
                return Result(found.names, found.rows)
            return Unknown("what the catalogue answers here is not followed", where(place))
        if not re.match(r"\s*(?:SELECT\b.*\bINTO\b|WITH\b)", text, re.IGNORECASE | re.DOTALL):
            return unknown_rows(where(place))
    from alembic_ls.history.sql import read_sql

    recorder.temporary.update(found[1] for found in _TEMPORARY.finditer(text))
    for operation in read_sql(text, recorder.dialect, where(place), recorder.schema):
        recorder.record(operation)
    return unknown_rows(where(place))


def _one_of(recorder: Recorder, statement: OneOf, parameters: Any, place: Place | None) -> Any:
    """Runs each of the statements that it may be, as one that may not be run at all."""
    machine = recorder.machine
    saved, machine.uncertain = machine.uncertain, machine.uncertain or Unknown(*statement)
    for value in statement.values:
        execute(recorder, value, parameters, place)
    machine.uncertain = saved
    return unknown_rows(where(place))


def _unwrapped(statement: Any, parameters: Any) -> tuple[Any, dict[str, Any]]:
    """The statement without `.bindparams(…)` and its like, and the values of its bind parameters."""
    bound: dict[str, Any] = {}
    while isinstance(statement, Call) and isinstance(statement.func, Member) and statement.func.name in _WRAPPERS:
        if statement.func.name == "bindparams":
            bound.update(statement.kwargs)
            for arg in statement.args:
                if (
                    isinstance(arg, Call)
                    and arg.path == "sqlalchemy.bindparam"
                    and len(arg.args) > 1
                    and type(arg.args[0]) is str
                ):
                    bound[arg.args[0]] = arg.args[1]
        statement = statement.func.owner
    if type(parameters) is dict:
        bound.update({key: value for key, value in parameters.items() if type(key) is str})
    return statement, bound


_WRAPPERS = frozenset(("bindparams", "execution_options", "columns", "execute_if", "options", "with_only_columns"))


def _text(statement: Any) -> str | Unknown | None:
    """The SQL text of a statement; Unknown where it is a text that is not known; None where it is no text."""
    if isinstance(statement, (str, Unknown)):
        return statement
    if isinstance(statement, Call) and statement.path in _TEXTS:
        value = statement.args[0] if statement.args else statement.kwargs.get("text", statement.kwargs.get("statement"))
        if isinstance(value, Unknown):
            return value
        text = text_of(value)
        return text if text is not None else Unknown("the text of this SQL is not known", statement.anchor)
    return None


def _of_unknown(recorder: Recorder, doubt: Unknown, place: Place | None) -> list[Operation]:
    """What a text may do of which at most the beginning is known, or several beginnings."""
    anchor = where(place)
    if isinstance(doubt, OneOf) and doubt.values and all(isinstance(value, (str, PartialText)) for value in doubt.values):
        texts = [value if isinstance(value, PartialText) else PartialText.of(value, doubt) for value in doubt.values]
        return [operation for text in texts for operation in _of_unknown(recorder, text, place)]
    if isinstance(doubt, Expression):
        return []
    if not isinstance(doubt, PartialText) or not doubt.beginning.strip():
        return [Obscure(doubt, None, origin=anchor)]
    from alembic_ls.history.sql_mentions import enums_mentioned, tables_mentioned
    from alembic_ls.history.sql_tokens import tokens_of

    beginning = doubt.beginning
    if _DATA.match(beginning) is not None:
        return [ChangeData(None, "other", None, anchor)]
    if not re.search(r"[\s(,;']$", beginning):
        beginning = re.sub(r"\S+$", "", beginning)  # a name that goes on
    words = beginning.upper().split()
    tokens = tokens_of(beginning, recorder.dialect)
    tables = tables_mentioned(tokens, recorder.dialect)
    if words[1:2] == ["TYPE"]:
        return [Obscure(doubt, (), enums=enums_mentioned(tokens), origin=anchor)]
    if words[1:2] and words[1] in _NO_TABLES:
        return []
    if tables is None and words[:2] == ["DROP", "INDEX"]:
        return [Obscure(doubt, None, ("indexes",), origin=anchor)]
    if tables is not None and words[:1] == ["CREATE"] and "INDEX" in words[1:3]:
        return [Obscure(doubt, tables, ("+indexes",), origin=anchor)]
    return [Obscure(doubt, tables, origin=anchor)]


_NO_TABLES = frozenset(
    [
        "FUNCTION",
        "PROCEDURE",
        "TRIGGER",
        "EXTENSION",
        "SEQUENCE",
        "POLICY",
        "ROLE",
        "USER",
        "DATABASE",
        "DOMAIN",
        "SCHEMA",
        "STATISTICS",
    ]
)


def _of_construct(recorder: Recorder, statement: Any, place: Place | None) -> list[Operation]:
    """CreateTable(…), AddConstraint(…), insert(…): constructs of SQLAlchemy."""
    anchor = where(place)
    name = statement.path.rpartition(".")[2] if isinstance(statement, Call) else ""
    if name in ("CreateTable", "DropTable") and isinstance(statement, Call) and statement.args:
        tables = tables_of(recorder, statement.args[0])
        if tables is None:
            return [Obscure(Unknown("which table this is is not known", anchor), None, origin=anchor)]
        if name == "CreateTable":
            return [CreateTable(table, origin=anchor) for table in tables]
        return [DropTable(table.name, table.schema, origin=anchor) for table in tables]
    if name == "CreateSchema" and isinstance(statement, Call) and statement.args and type(statement.args[0]) is str:
        return [CreateSchema(statement.args[0], anchor)]
    if name in _DDL_CONSTRUCTS:
        return [Obscure(Unknown(f"{name} is not followed", anchor), None, _DDL_CONSTRUCTS[name], origin=anchor)]
    if _comes_from_outside(statement):
        return [Obscure(Unknown("the text of this SQL is not known", anchor), None, origin=anchor)]
    verb, table = _data(recorder, statement)
    return [ChangeData(table, verb, None, anchor)] if verb is not None else []


def _comes_from_outside(statement: Any) -> bool:
    """True for what the standard library gives, `open("a.sql").read()` or `sys.argv[1]`: a text, and no construct."""
    at, depth = statement, 0
    while isinstance(at, (Call, Member)) and depth < 200:
        depth += 1
        at = at.func if isinstance(at, Call) else at.owner
    root = at.path.partition(".")[0] if isinstance(at, Symbol) else ""
    return root == "builtins" or root in sys.stdlib_module_names


_DDL_CONSTRUCTS: dict[str, tuple[str, ...] | None] = {
    "CreateIndex": ("+indexes",),
    "DropIndex": ("indexes",),
    "AddConstraint": ("+uniques", "+foreign_keys", "+checks", "+primary_key"),
    "DropConstraint": ("uniques", "foreign_keys", "checks", "primary_key"),
    "DropSchema": None,
}


def _data(recorder: Recorder, statement: Any) -> tuple[str | None, str | None]:
    """The verb and the table of an INSERT, UPDATE or DELETE built by SQLAlchemy; (None, None) for a query."""
    at, depth = statement, 0
    while isinstance(at, Call) and depth < 200:
        depth += 1
        if isinstance(at.func, Member):
            if at.func.name in _VERBS:
                return at.func.name, table_name_of(at.func.owner)
            at = at.func.owner
            continue
        verb = at.path.rpartition(".")[2]
        return (verb, table_name_of(at.args[0]) if at.args else None) if verb in _VERBS else (None, None)
    return None, None


def table_name_of(value: Any) -> str | None:
    """The key of the table that a value of the source stands for."""
    if isinstance(value, Call) and value.args and type(value.args[0]) is str:
        return key_of(value.args[0], value.kwargs.get("schema"))
    if isinstance(value, Host):
        key = getattr(value, "key", None)
        return key if isinstance(key, str) else None
    if isinstance(value, ClassValue):
        found = value.lookup("__tablename__")
        return found[0] if found is not None and type(found[0]) is str else None
    return None
