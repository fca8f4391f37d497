"""Whether Alembic would see a difference between a column's type in the database and in the model."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from alembic_ls.dialects.ddl import ddl
from alembic_ls.dialects.reflection import UNRECOGNISED, every_answer
from alembic_ls.schema.types import Type
from alembic_ls.startup.named_tuple import NamedTuple

_ALWAYS = frozenset(("numeric", "decimal"))
_SYNONYMS: Final = {
    "postgresql": (_ALWAYS, frozenset(("float", "double precision"))),
    "mysql": (_ALWAYS, frozenset(("bool", "tinyint")), frozenset(("json", "longtext"))),
    "mssql": (_ALWAYS, frozenset(("varchar", "nvarchar"))),
    "oracle": (
        _ALWAYS,
        frozenset(("varchar", "varchar2")),
        frozenset(("bigint", "integer", "smallint", "decimal", "numeric", "number")),
        frozenset(("double", "float", "double_precision")),
    ),
}
_EXTRACTS: Final = {"mysql": (r"character set ([\w\-_]+)", r"collate ([\w\-_]+)")}


class _Tokens(NamedTuple):
    first: str
    rest: tuple[str, ...]
    arguments: tuple[str, ...]


@cache
def types_differ(database: Type, model: Type, dialect: str) -> bool | None:
    """What Alembic's `impl.compare_type` answers for a column that was created as `database`, and is `model` in the metadata.

    Both are types as declared: `database` is told back by the database first. None where it cannot be said, which counts as
    no difference. As alembic/autogenerate/compare/types.py and alembic/ddl/impl.py, `compare_type`, of Alembic 1.20.
    """
    dialect = "mysql" if dialect == "mariadb" else dialect
    if model.name == "NullType":
        return False
    answers = {_differ(told, text, dialect) for told, text in _pairs(database, model, dialect)}
    if len(answers) == 1:
        return answers.pop()
    if answers:
        return None
    same = database[:2] == model[:2] or ddl(database, dialect) == ddl(model, dialect) is not None
    return False if same else None


def _pairs(database: Type, model: Type, dialect: str) -> list[tuple[str, str]]:
    """What may be told back beside what the model says, for each kind of server that the dialect may mean."""
    text = ddl(model, dialect)
    if text is None:
        return []
    pairs = [(told, text) for told in every_answer(database, dialect)]
    if dialect == "mysql" and "Uuid" in (database.name, model.name):
        # A server of MariaDB has a type for it, and SQLAlchemy may use that, depending on its version and the URL.
        native = [type._replace(name="UUID") if type.name == "Uuid" else type for type in (database, model)]
        pairs += _pairs(native[0], native[1], dialect)
    return pairs


@cache
def _differ(told: str, text: str, dialect: str) -> bool | None:
    if told == UNRECOGNISED:
        return False
    inspected, meta = _tokenized(told), _tokenized(text)
    if inspected is None or meta is None:
        return None
    return not (_types_match(inspected, meta, dialect) and _arguments_match(inspected, meta, dialect))


def _tokenized(text: str) -> _Tokens | None:
    """As `_tokenize_column_type`; None where Alembic raises."""
    terms, parenthesised = [], ""
    for token in re.findall(r"[\w\-_]+|\(.+?\)", text.lower()):
        if re.match(r"^\(.*\)$", token):
            parenthesised = token
        else:
            terms.append(token)
    arguments = re.findall("[^(),]+", parenthesised)
    if not terms or any(argument.count("=") > 1 for argument in arguments):
        return None
    plain = tuple(argument.strip() for argument in arguments if "=" not in argument)
    return _Tokens(terms[0], tuple(terms[1:]), plain)


def _types_match(inspected: _Tokens, meta: _Tokens, dialect: str) -> bool:
    """As `_column_types_match`."""
    if inspected.first == meta.first:
        return True
    firsts = {inspected.first, meta.first}
    wholes = {" ".join((tokens.first, *tokens.rest)) for tokens in (inspected, meta)}
    return any(wholes <= synonyms or firsts <= synonyms for synonyms in _SYNONYMS.get(dialect, (_ALWAYS,)))


def _arguments_match(inspected: _Tokens, meta: _Tokens, dialect: str) -> bool:
    """As `_column_args_match`: only what both sides say is compared."""
    if len(meta.rest) == len(inspected.rest) and meta.rest != inspected.rest:
        return False
    if len(meta.arguments) == len(inspected.arguments) and meta.arguments != inspected.arguments:
        return False
    for pattern in _EXTRACTS.get(dialect, ()):
        one, other = (re.search(pattern, " ".join(tokens.rest)) for tokens in (inspected, meta))
        if one and other and one[1] != other[1]:
            return False
    return True
