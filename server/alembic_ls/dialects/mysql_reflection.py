"""What MySQL 8 and MariaDB tell back of a type (SHOW CREATE TABLE, as sqlalchemy/dialects/mysql/reflection.py reads it)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alembic_ls.schema.types import Type
from alembic_ls.startup.regex import regex

_PARTS = regex(r"((?:NATIONAL )?[A-Z0-9]+(?: PRECISION)?)\s*(?:\((.*)\))?\s*([^()]*)", re.I | re.S)
_OTHER_NAMES = {
    **dict.fromkeys(("INT", "INT4"), "INTEGER"),
    **dict.fromkeys(("NUMERIC", "DEC", "FIXED"), "DECIMAL"),
    **dict.fromkeys(("REAL", "DOUBLE PRECISION", "FLOAT8"), "DOUBLE"),
    "FLOAT4": "FLOAT",
    "INT8": "BIGINT",
    "INT2": "SMALLINT",
}
# How wide MariaDB shows a whole number that was declared without a width, signed and unsigned.
_WIDTHS = {"TINYINT": (4, 3), "SMALLINT": (6, 5), "MEDIUMINT": (9, 8), "INTEGER": (11, 10), "BIGINT": (20, 20)}
_PLAIN = frozenset(("DATE", "TINYTEXT", "MEDIUMTEXT", "LONGTEXT", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB"))
_MOMENTS = frozenset(("DATETIME", "TIMESTAMP", "TIME"))


def answers(type: Type, text: str) -> tuple[str, ...]:
    """What either server may tell of a column declared with `text`, MySQL 8 first; empty where it is not known."""
    parts = _PARTS.fullmatch(text.strip())
    if parts is None:
        return ()
    name, size, tail = parts[1].upper(), parts[2], parts[3].strip()
    return tuple(dict.fromkeys(_told(_OTHER_NAMES.get(name, name), size, tail)))


def _told(name: str, size: str | None, tail: str) -> Iterator[str]:
    if name in _WIDTHS:
        yield from _whole_numbers(name, size, tail)
    elif name in ("BOOL", "BOOLEAN"):
        yield "TINYINT(1)"
    elif name in ("DECIMAL", "DOUBLE", "FLOAT"):
        if re.fullmatch(r"[0-9, ]*", size or ""):
            yield " ".join(filter(None, (_number(name, size), tail.upper())))
    elif name in _MOMENTS:
        yield name if size in (None, "0") else f"{name}({size})"
    elif name in _PLAIN or name == "TEXT" or name == "BLOB":
        for word in _sized_by_bytes(name, size):
            yield from _with_charset(word, tail)
    elif name in ("VARCHAR", "CHAR", "ENUM", "SET", "NATIONAL VARCHAR", "NATIONAL CHAR"):
        yield from _characters(name, size, tail)
    elif name in ("BINARY", "VARBINARY", "BIT"):
        yield f"{name}({size or 1})"
    elif name == "YEAR":
        yield from ("YEAR", "YEAR(4)")
    elif name == "JSON":
        yield from ("JSON", "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
    elif name == "UUID":
        yield "UUID"


def _whole_numbers(name: str, size: str | None, tail: str) -> Iterator[str]:
    tail = tail.upper()
    if "ZEROFILL" in tail:
        tail = "UNSIGNED ZEROFILL"
    width = size or str(_WIDTHS[name]["UNSIGNED" in tail])
    of_mariadb = " ".join(filter(None, (f"{name}({width})", tail)))
    shown = "ZEROFILL" in tail or (name == "TINYINT" and size == "1" and not tail)
    yield of_mariadb if shown else " ".join(filter(None, (name, tail)))
    yield of_mariadb


def _number(name: str, size: str | None) -> str:
    numbers = re.findall("[0-9]+", size or "")
    if name == "DECIMAL":
        return f"DECIMAL({numbers[0] if numbers else 10}, {numbers[1] if len(numbers) > 1 else 0})"
    if len(numbers) == 2:
        return f"{name}({numbers[0]}, {numbers[1]})"
    if name == "FLOAT" and numbers and int(numbers[0]) > 24:
        return "DOUBLE"
    return name


def _sized_by_bytes(name: str, size: str | None) -> list[str]:
    """TEXT and BLOB of a length become the smallest of their kind that holds it, a character being one to four bytes."""
    if size is None or not size.isdecimal():
        return [name]
    found = []
    for each in (4, 3, 1) if name == "TEXT" else (1,):
        needed = int(size) * each
        prefix = "TINY" if needed < 2**8 else "" if needed < 2**16 else "MEDIUM" if needed < 2**24 else "LONG"
        found.append(prefix + name)
    return found


def _characters(name: str, size: str | None, tail: str) -> Iterator[str]:
    if name.startswith("NATIONAL "):
        name = name.removeprefix("NATIONAL ")
        tails = [f"CHARACTER SET {charset} {tail}".strip() for charset in ("utf8mb3", "utf8")]
    else:
        tails = [tail]
    word = f"{name}({size or 1})"
    for each in tails:
        yield from _with_charset(word, each)


def _with_charset(word: str, tail: str) -> Iterator[str]:
    """What the table's own character set and collation are is not told again, and the one may be told for the other."""
    if not tail:
        yield word
        return
    charset = re.search(r"CHARACTER SET ([\w\-]+)", tail)
    collation = re.search(r"COLLATE ([\w\-]+)", tail)
    if charset is None and collation is None:
        return
    if collation is None:
        assert charset is not None
        yield f"{word} CHARACTER SET {charset[1]}"
        yield word
        return
    letters = charset[1] if charset else collation[1].partition("_")[0]
    yield f"{word} CHARACTER SET {letters} COLLATE {collation[1]}"
    yield f"{word} COLLATE {collation[1]}"
    yield word
