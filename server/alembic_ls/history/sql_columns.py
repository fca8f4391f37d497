"""Column definitions and constraints, as CREATE TABLE and ALTER TABLE write them."""

from __future__ import annotations

from typing import Union

from alembic_ls.history.sql_cursor import Cursor, Unreadable
from alembic_ls.history.sql_tokens import NAME, NUMBER, STRING, WORD
from alembic_ls.history.sql_types import read_type
from alembic_ls.schema.tables import Check, Column, Computed, Default, ForeignKey, Identity, Index, PrimaryKey, Unique, exclusion
from alembic_ls.schema.types import Type, make_type
from alembic_ls.startup.named_tuple import NamedTuple

Constraint = Union[PrimaryKey, ForeignKey, Unique, Check]

_DEFAULT_ENDS = frozenset(
    """NOT NULL PRIMARY UNIQUE REFERENCES CHECK CONSTRAINT COLLATE GENERATED COMMENT AUTO_INCREMENT AUTOINCREMENT ON FIRST
    AFTER DEFERRABLE INITIALLY KEY INVISIBLE VISIBLE""".split()
)
_COLUMN_ENDS = (",", ")", "FIRST", "AFTER", "USING")


class ColumnParts(NamedTuple):
    """A column definition, with the constraints that stand in it."""

    column: Column
    primary_key: PrimaryKey | None = None
    foreign_keys: tuple[ForeignKey, ...] = ()
    uniques: tuple[Unique, ...] = ()
    checks: tuple[Check, ...] = ()
    said_null: bool = False  # NULL or NOT NULL stands there


class _Parts:
    """What is gathered while a column definition is read."""

    __slots__ = ("checks", "column", "foreign_keys", "primary_key", "said_null", "uniques")

    def __init__(self, column: Column) -> None:
        self.column = column
        self.primary_key: PrimaryKey | None = None
        self.foreign_keys: list[ForeignKey] = []
        self.uniques: list[Unique] = []
        self.checks: list[Check] = []
        self.said_null = False

    def set(self, **fields: object) -> None:
        self.column = self.column._replace(**fields)  # type: ignore[arg-type]


def read_column(cursor: Cursor) -> ColumnParts:
    """NAME TYPE and all that follows, up to the next comma, closing parenthesis, or FIRST and AFTER."""
    name = cursor.name()
    if cursor.dialect == "sqlite" and (cursor.done or cursor.comes(",", ")")):
        return ColumnParts(Column(name, make_type("NullType"), origin=cursor.where))
    found = read_type(cursor)
    parts = _Parts(Column(name, found.type, origin=cursor.where))
    if found.serial:  # PostgreSQL makes a sequence for it, and reflection tells of an autoincrement
        parts.set(nullable=False, autoincrement=True)
    while not cursor.done and not cursor.comes(*_COLUMN_ENDS):
        _read_column_part(cursor, parts)
    return ColumnParts(
        parts.column, parts.primary_key, tuple(parts.foreign_keys), tuple(parts.uniques), tuple(parts.checks), parts.said_null
    )


def _read_column_part(cursor: Cursor, parts: _Parts) -> None:
    where = cursor.where
    columns = (parts.column.name,)
    name = cursor.name() if cursor.take("CONSTRAINT") else None
    if cursor.take("NOT", "NULL"):
        parts.said_null = True
        parts.set(nullable=False)
        _conflict_clause(cursor)
    elif cursor.take("NULL"):
        parts.said_null = True
    elif cursor.take("DEFAULT"):
        parts.set(server_default=read_default(cursor))
    elif cursor.take("PRIMARY", "KEY"):
        parts.primary_key = PrimaryKey(columns, name, where)
        if cursor.dialect != "sqlite":  # SQLite lets NULL into primary keys, and says so
            parts.set(nullable=False)
        cursor.take_any("ASC", "DESC")
        _conflict_clause(cursor)
        if cursor.take("AUTOINCREMENT"):
            parts.set(autoincrement=True)
    elif cursor.take("UNIQUE"):
        cursor.take("KEY")
        not_distinct = _nulls(cursor)
        _conflict_clause(cursor)
        parts.uniques.append(Unique(columns, name, *_deferral(cursor), not_distinct, where))
    elif cursor.take("REFERENCES"):
        found = _read_reference(cursor, columns, name)
        if cursor.dialect == "sqlite":  # SQLAlchemy finds a key's options only where FOREIGN KEY is written out
            found = found._replace(ondelete=None, onupdate=None, deferrable=None, initially=None)
        parts.foreign_keys.append(found)
    elif cursor.take("CHECK"):
        parts.checks.append(Check(cursor.group_text(), name, origin=where))
        cursor.take("NO", "INHERIT")
        cursor.take("NOT", "ENFORCED")
    elif name is None:
        _read_column_option(cursor, parts)
    else:
        raise Unreadable(f"a constraint expected before {cursor.rest()[:30]!r}")


def _read_column_option(cursor: Cursor, parts: _Parts) -> None:
    if cursor.take("COLLATE"):
        collation = cursor.qualified().name
        found = parts.column.type
        if not isinstance(found, Type) or found.name.rpartition(".")[2] not in (
            "VARCHAR",
            "CHAR",
            "TEXT",
        ):
            return
        parts.set(type=make_type(found.name, **{**dict(found.arguments), "collation": collation}))
    elif cursor.take("GENERATED", "ALWAYS", "AS", "IDENTITY"):
        _read_identity(cursor, parts, always=True)
    elif cursor.take("GENERATED", "BY", "DEFAULT", "AS", "IDENTITY") or cursor.take(
        "GENERATED", "BY", "DEFAULT", "ON", "NULL", "AS", "IDENTITY"
    ):
        _read_identity(cursor, parts, always=False)
    elif cursor.take("GENERATED", "ALWAYS", "AS") or cursor.take("AS"):
        sql = cursor.group_text()
        kind = cursor.take_any("STORED", "VIRTUAL", "PERSISTED", "PERSISTENT")
        parts.set(computed=Computed(sql, None if kind is None else kind != "VIRTUAL"))
    elif cursor.take_any("AUTO_INCREMENT", "AUTOINCREMENT", "IDENTITY"):
        parts.set(autoincrement=True)
        if cursor.comes("("):
            cursor.group()
    elif cursor.take("COMMENT"):
        parts.set(comment=cursor.string())
    elif cursor.take("ON", "UPDATE"):  # MySQL's, of timestamps; reflection tells it as part of the default, Alembic looks away
        cursor.expression(_DEFAULT_ENDS)
    elif cursor.take("KEY"):
        parts.primary_key = PrimaryKey((parts.column.name,), None, cursor.where)
    elif cursor.take("CHARACTER", "SET") or cursor.take("CHARSET"):
        cursor.next()
    elif not cursor.take_any("VISIBLE", "INVISIBLE"):
        if cursor.take("STORAGE") or cursor.take("COMPRESSION") or cursor.take("COLUMN_FORMAT"):
            cursor.next()
        else:
            raise Unreadable(f"nothing known begins with {cursor.rest()[:30]!r} in a column's definition")


def _read_identity(cursor: Cursor, parts: _Parts, always: bool) -> None:
    parts.set(identity=Identity(always), nullable=False)
    if cursor.comes("("):
        cursor.group()


def read_default(cursor: Cursor, ends: frozenset[str] = _DEFAULT_ENDS) -> Default | None:
    """What stands behind DEFAULT; None for NULL."""
    start, end = cursor.expression(ends)
    tokens = cursor.tokens[start:end]
    while len(tokens) > 2 and tokens[0].key == "(" and tokens[-1].key == ")" and len(tokens) <= 4:  # (0), ('x'), (-1)
        tokens = tokens[1:-1]
    sign = ""
    if len(tokens) == 2 and tokens[0].key in ("-", "+") and tokens[1].kind == NUMBER:
        sign = "-" if tokens[0].key == "-" else ""
        tokens = tokens[1:]
    if len(tokens) == 1:
        token = tokens[0]
        if token.kind in (STRING, NUMBER):
            return Default(sign + token.value)
        if token.kind == WORD and token.key in ("TRUE", "FALSE"):
            return Default(token.key.lower())
        if token.kind == WORD and token.key == "NULL":
            return None
    return Default(cursor.text_of(start, end), is_expression=True)


def constraint_comes(cursor: Cursor) -> bool:
    """True where a table constraint, and no column, comes."""
    if cursor.peek().kind == NAME:
        return False
    if cursor.comes("CONSTRAINT", "EXCLUDE"):
        return True
    behind = cursor.peek(1)
    if cursor.comes("PRIMARY", "FOREIGN"):
        return behind.key == "KEY"
    if cursor.comes("CHECK"):
        return behind.key == "("
    if cursor.comes("UNIQUE"):
        return behind.key in ("(", "KEY", "INDEX", "NULLS", "USING") or cursor.dialect == "mysql"
    return False


def read_constraint(cursor: Cursor) -> Constraint:
    """A table constraint, CONSTRAINT NAME included."""
    name: str | None = None
    if cursor.take("CONSTRAINT") and not (cursor.dialect == "mysql" and cursor.comes("PRIMARY", "FOREIGN", "UNIQUE", "CHECK")):
        name = cursor.name()
    where = cursor.where
    if cursor.take("PRIMARY", "KEY"):
        found: Constraint = PrimaryKey(_key_columns(cursor), name, where)
    elif cursor.take("UNIQUE"):
        if cursor.take_any("KEY", "INDEX") or cursor.dialect == "mysql":
            name = cursor.name() if not cursor.comes("(") else name
        not_distinct = _nulls(cursor)
        columns = _key_columns(cursor)
        _index_parameters(cursor)
        found = Unique(columns, name, *_deferral(cursor), not_distinct, where)
    elif cursor.take("FOREIGN", "KEY"):
        if not cursor.comes("("):
            name = cursor.name()
        columns = cursor.names()
        cursor.expect("REFERENCES")
        found = _read_reference(cursor, columns, name)
    elif cursor.take("CHECK"):
        found = Check(cursor.group_text(), name, origin=where)
        while cursor.take("NO", "INHERIT") or cursor.take("NOT", "ENFORCED") or cursor.take("ENFORCED"):
            pass
    elif cursor.take("EXCLUDE"):
        start = cursor.at
        cursor.skip_item()
        found = exclusion(cursor.text_of(start, cursor.at), name, where)
    else:
        raise Unreadable(f"a constraint expected before {cursor.rest()[:30]!r}")
    _index_parameters(cursor)
    _deferral(cursor)
    _conflict_clause(cursor)
    cursor.take("NOT", "VALID")
    return found


def _key_columns(cursor: Cursor) -> tuple[str, ...]:
    """(a, b(10) DESC): the columns of a key, whose lengths and orders no comparison looks at."""
    cursor.expect("(")
    columns: list[str] = []
    while True:
        columns.append(cursor.name())
        if cursor.comes("("):
            cursor.group()
        cursor.take_any("ASC", "DESC")
        if cursor.take("COLLATE"):
            cursor.name()
        if not cursor.take(","):
            break
    cursor.expect(")")
    return tuple(columns)


def _read_reference(cursor: Cursor, columns: tuple[str, ...], name: str | None) -> ForeignKey:
    target = cursor.qualified()
    is_written_out = cursor.comes("(")
    refers = cursor.names() if is_written_out else cursor.primary_key(target)
    actions: dict[str, str] = {}
    deferrable, initially = None, None
    while True:
        if cursor.take("MATCH"):
            cursor.next()
        elif cursor.take("ON"):
            event = cursor.take_any("DELETE", "UPDATE")
            if event is None:
                raise Unreadable("DELETE or UPDATE expected behind ON")
            actions[event] = _action(cursor)
        else:
            found = _deferral(cursor)
            if found == (None, None):
                break
            deferrable, initially = found
    if cursor.dialect == "sqlite" and not is_written_out:  # SQLAlchemy finds neither name nor options of such a key
        return ForeignKey(columns, target.key, refers, origin=cursor.where)
    return ForeignKey(
        columns,
        target.key,
        refers,
        name,
        actions.get("DELETE"),
        actions.get("UPDATE"),
        deferrable,
        initially,
        origin=cursor.where,
    )


def _action(cursor: Cursor) -> str:
    for words in (("NO", "ACTION"), ("SET", "NULL"), ("SET", "DEFAULT"), ("CASCADE",), ("RESTRICT",)):
        if cursor.take(*words):
            if words[0] == "SET" and cursor.comes("("):
                cursor.group()
            return " ".join(words)
    raise Unreadable(f"an action expected before {cursor.rest()[:30]!r}")


def _deferral(cursor: Cursor) -> tuple[bool | None, str | None]:
    deferrable: bool | None = None
    initially: str | None = None
    while True:
        if cursor.take("DEFERRABLE"):
            deferrable = True
        elif cursor.take("NOT", "DEFERRABLE"):
            deferrable = False
        elif cursor.take("INITIALLY"):
            initially = cursor.next().key
        else:
            return deferrable, initially


def _nulls(cursor: Cursor) -> bool | None:
    if cursor.take("NULLS", "NOT", "DISTINCT"):
        return True
    cursor.take("NULLS", "DISTINCT")
    return None


def _index_parameters(cursor: Cursor) -> None:
    """INCLUDE (…), WITH (…), USING BTREE, USING INDEX TABLESPACE x: nothing that is compared of a constraint."""
    while True:
        if cursor.take("INCLUDE") or (cursor.comes("WITH") and cursor.peek(1).key == "(" and cursor.take("WITH")):
            cursor.group()
        elif cursor.take("USING", "INDEX", "TABLESPACE") or cursor.take("USING"):
            cursor.name()
        else:
            return


def _conflict_clause(cursor: Cursor) -> None:
    if cursor.take("ON", "CONFLICT"):
        cursor.next()


_ELEMENT_ENDS = frozenset(("ASC", "DESC", "NULLS", "COLLATE"))


def read_index_elements(cursor: Cursor) -> tuple[tuple[str, ...], dict[str, str]]:
    """(a, lower(b), c DESC, d gin_trgm_ops): the elements as `Index.columns` has them, and the operator classes by column."""
    cursor.expect("(")
    columns: list[str] = []
    classes: dict[str, str] = {}
    while True:
        element, operator_class = _read_element(cursor)
        columns.append(element)
        if operator_class:
            classes[element] = operator_class
        if not cursor.take(","):
            break
    cursor.expect(")")
    return tuple(columns), classes


def _read_element(cursor: Cursor) -> tuple[str, str | None]:
    start = cursor.at
    token = cursor.peek()
    operator_class: str | None = None
    if token.kind in (WORD, NAME) and cursor.peek(1).key != "(" and cursor.peek(1).key != ".":
        plain: str | None = cursor.name()
    elif cursor.dialect == "mysql" and token.kind in (WORD, NAME) and cursor.peek(2).kind == NUMBER and cursor.peek(3).key == ")":
        plain = cursor.name()  # name(10): the first ten characters
        cursor.group()
    else:
        plain = None
        if token.key == "(":
            cursor.group()
        else:
            cursor.qualified()
            cursor.group()
    end = cursor.at
    if cursor.take("COLLATE"):
        cursor.qualified()
        end = cursor.at
    if cursor.peek().kind in (WORD, NAME) and not cursor.comes(*_ELEMENT_ENDS):
        operator_class = cursor.qualified().name
        if cursor.comes("("):
            cursor.group()
    words = [word] if (word := cursor.take_any("ASC", "DESC")) == "DESC" else []
    if cursor.take("NULLS"):
        words += ["NULLS", cursor.next().key]
    if cursor.dialect != "postgresql":  # elsewhere reflection says nothing of the order
        words = []
    if plain is not None:  # nor does it of a collation
        return f"({plain} {' '.join(words)})" if words else plain, operator_class
    text = " ".join((cursor.text_of(start, end), *words))
    if not words and text.startswith("(") and cursor.tokens[start].key == "(":
        return text, operator_class
    return f"({text})", operator_class


def index_of(cursor: Cursor, name: str | None, unique: bool) -> Index:
    """What stands from USING or the elements on, up to the end of a CREATE INDEX."""
    prefix = cursor.dialect
    options: dict[str, object] = {}
    if cursor.take("USING"):
        _set_method(options, prefix, cursor.name())
    columns, classes = read_index_elements(cursor)
    if classes:
        options[f"{prefix}_ops"] = tuple(sorted(classes.items()))
    while not cursor.done and not cursor.comes(",", ")"):
        if cursor.take("INCLUDE"):
            options[f"{prefix}_include"] = cursor.names()
        elif cursor.take("NULLS", "NOT", "DISTINCT"):
            options[f"{prefix}_nulls_not_distinct"] = True
        elif cursor.take("NULLS", "DISTINCT"):
            pass
        elif cursor.take("WITH"):
            cursor.group()
        elif cursor.take("WHERE"):
            start, end = cursor.expression(frozenset())
            options[f"{prefix}_where"] = cursor.text_of(start, end)
        elif cursor.take("USING"):
            _set_method(options, prefix, cursor.name())
        else:
            _skip_index_option(cursor)
    return Index(columns, name, unique, tuple(sorted(options.items())), cursor.where)


def _set_method(options: dict[str, object], prefix: str, method: str) -> None:
    if method.lower() != "btree":  # what an index is where nothing is said
        options[f"{prefix}_using"] = method.lower()


def _skip_index_option(cursor: Cursor) -> None:
    """Options of how an index is stored or built (MySQL's COMMENT, ALGORITHM, LOCK; TABLESPACE)."""
    if cursor.take_any("TABLESPACE", "COMMENT", "ALGORITHM", "LOCK", "KEY_BLOCK_SIZE", "PARSER"):
        cursor.take("=")
        cursor.next()
    elif not cursor.take_any("VISIBLE", "INVISIBLE", "ONLINE"):
        raise Unreadable(f"nothing known begins with {cursor.rest()[:30]!r} in an index")
