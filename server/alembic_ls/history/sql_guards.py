"""The conditions by which PL/pgSQL asks the catalogs whether a thing is there, answered from the schema."""

from __future__ import annotations

from collections.abc import Callable

from alembic_ls.history.sql_tokens import NAME, STRING, WORD, Token
from alembic_ls.schema.tables import Schema, Table

_IGNORED = frozenset("TABLE_SCHEMA SCHEMANAME NSPNAME CONSTRAINT_SCHEMA TABLE_CATALOG".split())
_REFUSED = frozenset("OR LIKE ILIKE IN ANY BETWEEN UNION HAVING LIMIT <> != < > <= >= ~ IS LEFT RIGHT SIMILAR".split())
_MAX_TOKENS = 300  # a guard is a line or two; what is longer is not gone into
_PLACES = ("public", "main", "dbo")
_BOUNDARIES = frozenset(("AND", "WHERE", "ON"))


def holds(condition: list[Token], before: Schema | None) -> bool | None:
    """Whether `condition` (what stands between IF and THEN) is true over the schema; None where that cannot be told."""
    if len(condition) > _MAX_TOKENS:
        return None
    condition = _without_parentheses(condition)
    for word, decisive in (("OR", True), ("AND", False)):
        parts = _split(condition, word)
        if len(parts) > 1:
            answers = [holds(part, before) for part in parts]
            return decisive if decisive in answers else None if None in answers else not decisive
    if condition and condition[0].key == "NOT":
        answer = holds(condition[1:], before)
        return None if answer is None else not answer
    if before is None or not condition:
        return None
    if condition[0].key == "EXISTS":
        return _exists(_without_parentheses(condition[1:]), before)
    return _to_regclass(condition, before)


def asks_for_absence(condition: list[Token]) -> bool:
    """True for NOT EXISTS (…): what stands behind it makes a thing where it is not there yet."""
    condition = _without_parentheses(condition[:_MAX_TOKENS])
    return [token.key for token in condition[:2]] == ["NOT", "EXISTS"] and len(_split(condition, "AND")) == 1


def asks_for_presence(condition: list[Token]) -> bool:
    """True for EXISTS (…): what stands behind it changes a thing where it is there."""
    condition = _without_parentheses(condition[:_MAX_TOKENS])
    return bool(condition) and condition[0].key == "EXISTS" and len(_split(condition, "AND")) == 1


def _without_parentheses(tokens: list[Token]) -> list[Token]:
    first, last = 0, len(tokens)
    while last - first > 1 and tokens[first].key == "(" and tokens[last - 1].key == ")" and _matches(tokens, first, last):
        first, last = first + 1, last - 1
    return tokens[first:last]


def _matches(tokens: list[Token], first: int, last: int) -> bool:
    """True where the parenthesis at `first` is closed by the one before `last`."""
    depth = 0
    for at in range(first, last):
        depth += (tokens[at].key == "(") - (tokens[at].key == ")")
        if depth == 0:
            return at == last - 1
    return False


def _split(tokens: list[Token], word: str) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.key == "(") - (token.key == ")")
        if depth == 0 and token.kind == WORD and token.key == word:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _exists(query: list[Token], before: Schema) -> bool | None:
    """SELECT … FROM a catalog WHERE column = 'name' AND …"""
    keys = {token.key for token in query if token.kind != STRING}
    asked = _equalities(query)
    if asked is None or not query or query[0].key != "SELECT" or sum(token.key == "SELECT" for token in query) != 1:
        return None
    for catalog, (wanted, allowed, answer) in _CATALOGS.items():
        if catalog in keys:
            said = {key: value for key, value in asked.items() if key not in _IGNORED}
            return answer(before, said) if wanted <= said.keys() and said.keys() <= wanted | allowed else None
    return None


def _equalities(query: list[Token]) -> dict[str, str] | None:
    """COLUMN → the string that it is to equal; None where something else is asked as well."""
    found: dict[str, str] = {}
    start = next((at for at, token in enumerate(query) if token.key in ("WHERE", "JOIN") and token.kind == WORD), len(query))
    for part in _conjuncts(query[start:]):
        keys = [token.key for token in part if token.kind != STRING]
        if keys == ["NOT", "ATTISDROPPED"]:
            continue
        if _REFUSED.intersection(keys) or "NOT" in keys or keys.count("=") != 1:
            return None
        at = next(place for place, token in enumerate(part) if token.key == "=" and token.kind != STRING)
        left, right = part[:at], part[at + 1 :]
        if left and left[0].kind == STRING:
            left, right = right, left
        if not left or left[-1].kind not in (WORD, NAME) or "(" in [token.key for token in left]:
            return None
        if right and right[0].kind == STRING:
            column, value = left[-1].value.upper(), right[0].value
            if column in _IGNORED and value not in _PLACES:
                return None
            found[column] = value
        elif not right or right[0].kind not in (WORD, NAME):
            return None
    return found


def _conjuncts(tokens: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = []
    for token in tokens:
        if token.kind == WORD and token.key == "JOIN":
            parts.append([])  # the joined catalog's name, up to ON
        elif token.kind == WORD and token.key in _BOUNDARIES:
            if parts and not any(inner.key == "=" for inner in parts[-1]):
                parts.pop()
            parts.append([])
        elif parts and token.key != ")":
            parts[-1].append(token)
    return [part for part in parts if part]


def _table_of(before: Schema, said: dict[str, str], *keys: str) -> str | None:
    for key in keys:
        if key in said:
            return said[key].replace('"', "").removeprefix("public.")
    return None


def _seen(found: bool, sure: bool) -> bool | None:
    return True if found else False if sure else None


def _sure(before: Schema) -> bool:
    return not before.unknown


def _table(before: Schema, said: dict[str, str]) -> bool | None:
    return _seen(_table_of(before, said, "TABLE_NAME", "TABLENAME") in before.tables, _sure(before))


def _column(before: Schema, said: dict[str, str]) -> bool | None:
    table = before.tables.get(_table_of(before, said, "TABLE_NAME", "ATTRELID") or "")
    column = said.get("COLUMN_NAME") or said.get("ATTNAME")
    return _seen(table is not None and column in table.columns, _sure(before) and (table is None or table.complete))


def _type(before: Schema, said: dict[str, str]) -> bool | None:
    return _seen(said["TYPNAME"] in before.enums, _sure(before))


def _enum_value(before: Schema, said: dict[str, str]) -> bool | None:
    enum = before.enums.get(said["TYPNAME"])
    if enum is None or not isinstance(enum.values, tuple):
        return None
    return said["ENUMLABEL"] in enum.values


def _among(
    before: Schema, table: str | None, name: str, names: Callable[[Table], list[str | None]], aspects: tuple[str, ...]
) -> bool | None:
    tables = before.tables.values() if table is None else [found] if (found := before.tables.get(table)) else []
    unsure = any(aspect in one.unknown for one in tables for aspect in aspects)
    return _seen(any(name in names(one) for one in tables), _sure(before) and not unsure)


def _constraint(before: Schema, said: dict[str, str]) -> bool | None:
    name = said.get("CONNAME") or said["CONSTRAINT_NAME"]
    table = _table_of(before, said, "CONRELID", "TABLE_NAME", "RELNAME")
    return _among(before, table, name, _constraint_names, ("foreign_keys", "uniques", "checks", "primary_key"))


def _constraint_names(table: Table) -> list[str | None]:
    names = [*(key.name for key in table.foreign_keys), *(key.name for key in table.uniques), *(key.name for key in table.checks)]
    return [table.primary_key.name, *names]


def has_index(before: Schema, name: str) -> bool | None:
    """Whether there is an index of this name, of a constraint's too; None where that is not known."""
    return _index(before, {"INDEXNAME": name})


def _index(before: Schema, said: dict[str, str]) -> bool | None:
    table = _table_of(before, said, "TABLENAME")
    return _among(
        before,
        table,
        said["INDEXNAME"],
        lambda one: [*(i.name for i in one.indexes), *_constraint_names(one)],
        ("indexes", "uniques"),
    )


def _relation(before: Schema, said: dict[str, str]) -> bool | None:
    if said["RELNAME"] in before.tables:
        return True
    return has_index(before, said["RELNAME"])


def _to_regclass(condition: list[Token], before: Schema) -> bool | None:
    """to_regclass('name') IS [NOT] NULL."""
    keys = [token.key for token in condition]
    if len(keys) < 6 or keys[:2] != ["TO_REGCLASS", "("] or condition[2].kind != STRING or keys[3:5] != [")", "IS"]:
        return None
    there = _relation(before, {"RELNAME": condition[2].value.replace('"', "").removeprefix("public.")})
    if there is None or keys[5:] not in (["NULL"], ["NOT", "NULL"]):
        return None
    return there if keys[5:] == ["NOT", "NULL"] else not there


# Catalog → the columns that must be asked for, those that may be, and who answers. The first one that is named counts.
_CATALOGS: dict[str, tuple[frozenset[str], frozenset[str], Callable[[Schema, dict[str, str]], bool | None]]] = {
    "PG_ENUM": (frozenset(("ENUMLABEL", "TYPNAME")), frozenset(), _enum_value),
    "PG_TYPE": (frozenset(("TYPNAME",)), frozenset(("TYPTYPE",)), _type),
    "PG_CONSTRAINT": (frozenset(("CONNAME",)), frozenset(("CONRELID", "CONTYPE", "RELNAME")), _constraint),
    "TABLE_CONSTRAINTS": (frozenset(("CONSTRAINT_NAME",)), frozenset(("TABLE_NAME", "CONSTRAINT_TYPE")), _constraint),
    "PG_INDEXES": (frozenset(("INDEXNAME",)), frozenset(("TABLENAME",)), _index),
    "PG_ATTRIBUTE": (frozenset(("ATTRELID", "ATTNAME")), frozenset(), _column),
    "COLUMNS": (frozenset(("TABLE_NAME", "COLUMN_NAME")), frozenset(), _column),
    "TABLES": (frozenset(("TABLE_NAME",)), frozenset(("TABLE_TYPE",)), _table),
    "PG_TABLES": (frozenset(("TABLENAME",)), frozenset(), _table),
    "PG_CLASS": (frozenset(("RELNAME",)), frozenset(("RELKIND",)), _relation),
}
