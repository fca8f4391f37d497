"""The SQL text of expressions that the source builds: text("now()"), func.now(), a column, a comparison."""

from __future__ import annotations

from typing import Any

from alembic_ls.interpret.expressions import text_of
from alembic_ls.interpret.values import Call, Function, Host, Member, Symbol
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown

_OPERATORS = {
    "Eq": "=", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Add": "+", "Sub": "-", "Mult": "*", "Div": "/",
    "BitAnd": "AND", "BitOr": "OR", "Mod": "%",
}  # fmt: skip
_BARE_FUNCTIONS = frozenset(
    "current_timestamp current_date current_time current_user localtime localtimestamp session_user user".split()
)
_METHODS = {"is_": "IS", "is_not": "IS NOT", "isnot": "IS NOT", "in_": "IN", "not_in": "NOT IN", "like": "LIKE", "op": ""}


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
        return "'" + value.replace("'", "''") + "'"
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
    if path.startswith("operator."):
        return _operator(path[9:], value, dialect)
    name = column_name(value)
    if name is not None:
        return name
    if path in ("sqlalchemy.and_", "sqlalchemy.or_"):
        parts = [sql_of(a, dialect) for a in value.args]
        doubt = next((p for p in parts if isinstance(p, Unknown)), None)
        return doubt if doubt is not None else f" {value.func.name.rstrip('_').upper()} ".join(str(p) for p in parts)
    if path == "sqlalchemy.literal" and value.args:
        return sql_of(value.args[0], dialect)
    if path == "sqlalchemy.not_" and value.args:
        inner = sql_of(value.args[0], dialect)
        return inner if isinstance(inner, Unknown) else f"NOT ({inner})"
    if path == "sqlalchemy.type_coerce" and value.args and isinstance(value.args[0], (Call, Host)):
        return sql_of(value.args[0], dialect)
    if path == "sqlalchemy.cast" and len(value.args) == 2:
        return _cast(value, dialect)
    if isinstance(value.func, Call) and isinstance(value.func.func, Member) and value.func.func.name == "op":
        return _own_operator(value.func, value, dialect)
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


def _operator(name: str, value: Call, dialect: str) -> str | Unknown:
    parts = [sql_of(a, dialect) for a in value.args]
    doubt = next((p for p in parts if isinstance(p, Unknown)), None)
    if doubt is not None:
        return doubt
    if len(parts) == 1:
        return f"{'NOT ' if name == 'Invert' else '-'}{parts[0]}"
    if name not in _OPERATORS:
        return Unknown("this SQL expression is not followed", value.anchor)
    word = _OPERATORS[name]
    if parts[1] == "NULL" and name in ("Eq", "NotEq"):
        word = "IS" if name == "Eq" else "IS NOT"
    return f"{parts[0]} {word} {parts[1]}"


def _own_operator(word: Call, value: Call, dialect: str) -> str | Unknown:
    """`x.op("||")(y)`."""
    if len(word.args) != 1 or type(word.args[0]) is not str or len(value.args) != 1:
        return Unknown("this SQL expression is not followed", value.anchor)
    parts = [sql_of(word.func.owner, dialect), sql_of(value.args[0], dialect)]
    doubt = next((p for p in parts if isinstance(p, Unknown)), None)
    return doubt if doubt is not None else f"{parts[0]} {word.args[0]} {parts[1]}"


def _method(method: Member, value: Call, dialect: str) -> str | Unknown:
    owner = sql_of(method.owner, dialect)
    if isinstance(owner, Unknown):
        return owner
    if method.name in ("desc", "asc", "nullslast", "nulls_last", "nullsfirst", "nulls_first"):
        words = {"desc": "DESC", "asc": "ASC"}.get(method.name) or ("NULLS LAST" if "last" in method.name else "NULLS FIRST")
        return f"{owner} {words}"
    if method.name in ("label", "self_group", "collate") or (method.name == "bindparams" and not value.args and not value.kwargs):
        return owner
    if method.name in _METHODS and value.args:
        items = value.args[0]
        parts = [sql_of(a, dialect) for a in (items if type(items) in (list, tuple) else [items])]
        doubt = next((p for p in parts if isinstance(p, Unknown)), None)
        if doubt is not None:
            return doubt
        inner = ", ".join(str(p) for p in parts)
        return (
            f"{owner} {_METHODS[method.name]} ({inner})"
            if "IN" in _METHODS[method.name]
            else f"{owner} {_METHODS[method.name]} {inner}"
        )
    return Unknown("this SQL expression is not followed", value.anchor)
