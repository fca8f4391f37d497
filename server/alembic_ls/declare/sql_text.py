"""The SQL text of expressions that the source builds: text("now()"), func.now(), a column, a comparison."""

from __future__ import annotations

from typing import Any

from alembic_ls.declare.sql_operators import Operation, operation_of
from alembic_ls.dialects.quoting import sql_literal
from alembic_ls.interpret.texts import text_of
from alembic_ls.interpret.values import Call, Function, Host, Member, Symbol
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown

_BARE_FUNCTIONS = frozenset(
    "current_timestamp current_date current_time current_user localtime localtimestamp session_user user".split()
)


def sql_of(value: Any, dialect: str) -> str | Unknown:
    """The SQL of an expression, near to what SQLAlchemy would write for it; Unknown where it is not followed."""
    if isinstance(value, Unknown):
        return value
    if value is None:
        return "NULL"
    if type(value) is bool:
        return _truth(value, dialect)
    if type(value) in (int, float):
        return str(value)
    if type(value) is str:
        return sql_literal(value)
    if isinstance(value, Symbol):
        return _of_symbol(value)
    if isinstance(value, Call):
        return _of_call(value, dialect)
    name = column_name(value)
    if name is not None:
        return name
    return Unknown("this SQL expression is not followed", getattr(value, "anchor", None))


def column_name(value: Any) -> str | None:
    """The name of the column that a value stands for: "name", a Column, Table.c.name, Class.attribute; None where it is none."""
    if type(value) is str:
        return value
    if isinstance(value, Call):
        if value.path in ("sqlalchemy.Column", "sqlalchemy.orm.mapped_column", "sqlalchemy.column", "sqlalchemy.literal_column"):
            name = (value.attributes or {}).get("name")
            if name is None:
                name = value.args[0] if value.args and type(value.args[0]) is str else value.kwargs.get("name")
            if name is None:
                name = (value.attributes or {}).get("key")
            return name if type(name) is str else None
        if value.path in ("sqlalchemy.quoted_name",):
            return text_of(value)
        return None
    if isinstance(value, Member):
        return value.name
    if isinstance(value, Host):
        name = getattr(value, "column_name", None)
        return name if isinstance(name, str) else None
    if isinstance(value, Function):
        return value.name
    return None


def _of_symbol(value: Symbol) -> str | Unknown:
    if value.path.startswith("sqlalchemy.func."):
        return value.name
    return Unknown(f"the SQL of {value.path} is not known")


def _of_call(value: Call, dialect: str) -> str | Unknown:
    path = value.path
    if path in ("sqlalchemy.text", "sqlalchemy.literal_column", "sqlalchemy.sql.text"):
        text = text_of(value.args[0]) if value.args else text_of(value.kwargs.get("text"))
        return text if text is not None else Unknown("the text of this SQL is not known", value.anchor)
    if path in ("sqlalchemy.true", "sqlalchemy.false"):
        return _truth(path.endswith("true"), dialect)
    if path == "sqlalchemy.null":
        return "NULL"
    if path.startswith("sqlalchemy.func."):
        return _function(path[len("sqlalchemy.func.") :], value, dialect)
    operation = operation_of(value, dialect)
    if operation is not None:
        return _operation(operation, dialect)
    name = column_name(value)
    if name is not None:
        return name
    if path == "sqlalchemy.literal" and value.args:
        return sql_of(value.args[0], dialect)
    if path == "sqlalchemy.type_coerce" and value.args and isinstance(value.args[0], (Call, Host)):
        return sql_of(value.args[0], dialect)
    if path == "sqlalchemy.cast" and len(value.args) == 2:
        return _cast(value, dialect)
    if isinstance(value.func, Member):
        return _method(value.func, value, dialect)
    return Unknown("this SQL expression is not followed", value.anchor)


def _cast(value: Call, dialect: str) -> str | Unknown:
    """CAST with the type's own DDL; MySQL casts to other types than it has for columns."""
    from alembic_ls.declare.types import type_of  # it reads SQL texts too
    from alembic_ls.dialects.ddl import ddl

    inner, kind = sql_of(value.args[0], dialect), value.args[1]
    if isinstance(inner, Unknown):
        return inner
    found = None
    if isinstance(kind, (Symbol, Call)) and not kind.path.endswith(("Enum", "ENUM")) and dialect not in ("mysql", "mariadb"):
        found = type_of(None, kind, dialect)  # type: ignore[arg-type]  # of the project's own classes alone is it asked
    text = ddl(found, dialect) if isinstance(found, Type) else None
    return Unknown("what this casts to is not known", value.anchor) if text is None else f"CAST({inner} AS {text})"


def _truth(value: bool, dialect: str) -> str:
    if dialect in ("postgresql", "mysql", "mariadb"):
        return "true" if value else "false"
    return str(int(value))


def _function(name: str, value: Call, dialect: str) -> str | Unknown:
    parts = [sql_of(a, dialect) for a in value.args]
    doubt = next((p for p in parts if isinstance(p, Unknown)), None)
    if doubt is not None:
        return doubt
    if name == "random" and dialect in ("mysql", "mariadb"):
        name = "rand"
    if not parts and name == "now":
        return "now()" if dialect in ("postgresql", "mysql", "mariadb") else "CURRENT_TIMESTAMP"
    if not parts and name.lower() in _BARE_FUNCTIONS:
        return name.upper()
    return f"{name}({', '.join(str(p) for p in parts)})"


def _operation(value: Operation, dialect: str) -> str | Unknown:
    parts = []
    for number, operand in enumerate(value.operands):
        if value.word.endswith("IN") and number:
            text: str | Unknown = _listed(operand, dialect)
        else:
            text = sql_of(operand, dialect)
            inner = operation_of(operand, dialect)
            if inner is not None and not isinstance(text, Unknown) and _needs_brackets(inner, value, number):
                text = f"({text})"
        if isinstance(text, Unknown):
            return text
        parts.append(text)
    if len(parts) == 1:
        return (
            parts[0]
            if value.word in ("AND", "OR")
            else f"{value.word} {parts[0]}"
            if value.word == "NOT"
            else value.word + parts[0]
        )
    if value.word == "BETWEEN":
        return f"{parts[0]} BETWEEN {parts[1]} AND {parts[2]}" if len(parts) == 3 else Unknown("this BETWEEN is not followed")
    joined = f" {value.word} ".join(parts)
    return f"({joined})" if value.word == "NOT IN" else joined


def _needs_brackets(inner: Operation, outer: Operation, number: int) -> bool:
    if inner.word == outer.word and outer.word in ("AND", "OR", "+", "*", "||"):
        return False
    return inner.strength < outer.strength or (inner.strength == outer.strength and (number > 0 or inner.word != outer.word))


def _listed(values: Any, dialect: str) -> str | Unknown:
    """The values after IN."""
    if type(values) not in (list, tuple) or not values:
        return Unknown("what stands after IN is not followed")
    parts = [sql_of(v, dialect) for v in values]
    doubt = next((p for p in parts if isinstance(p, Unknown)), None)
    return doubt if doubt is not None else f"({', '.join(str(p) for p in parts)})"


def _method(method: Member, value: Call, dialect: str) -> str | Unknown:
    owner = sql_of(method.owner, dialect)
    if isinstance(owner, Unknown):
        return owner
    if method.name in ("desc", "asc", "nullslast", "nulls_last", "nullsfirst", "nulls_first"):
        words = {"desc": "DESC", "asc": "ASC"}.get(method.name) or ("NULLS LAST" if "last" in method.name else "NULLS FIRST")
        return f"{owner} {words}"
    if method.name in ("label", "self_group", "collate") or (method.name == "bindparams" and not value.args and not value.kwargs):
        return owner
    return Unknown("this SQL expression is not followed", value.anchor)
