"""What SQLAlchemy makes of SQLite's type names (sqlalchemy/dialects/sqlite/base.py, `_resolve_type_affinity`)."""

from __future__ import annotations

import re

from alembic_ls.dialects.generic_ddl import write
from alembic_ls.dialects.sqlite_ddl import WRITERS
from alembic_ls.schema.types import Type
from alembic_ls.startup.regex import regex

_AS_THEY_ARE = """BIGINT BLOB BOOLEAN CHAR DATE DATETIME DOUBLE DECIMAL FLOAT INTEGER JSON JSONB NUMERIC REAL SMALLINT TEXT TIME
    TIMESTAMP VARCHAR NVARCHAR NCHAR""".split()
_RECOGNISED = {
    **{name: name for name in _AS_THEY_ARE},
    "BOOL": "BOOLEAN",
    "DATE_CHAR": "DATE",
    "DATETIME_CHAR": "DATETIME",
    "INT": "INTEGER",
    "TIME_CHAR": "TIME",
}
# In SQLite's own order: the first fragment that occurs in the name decides.
_AFFINITIES = (
    ("INT", "INTEGER"),
    ("CHAR", "TEXT"),
    ("CLOB", "TEXT"),
    ("TEXT", "TEXT"),
    ("BLOB", None),
    ("REAL", "REAL"),
    ("FLOA", "REAL"),
    ("DOUB", "REAL"),
)
_ARGUMENTS = {
    **dict.fromkeys(("CHAR", "VARCHAR", "NVARCHAR", "NCHAR", "TEXT"), ("length",)),
    **dict.fromkeys(("NUMERIC", "DECIMAL"), ("precision", "scale")),
}
_PARTS = regex(r"([\w ]+)(\(.*?\))?")


def answers(type: Type, text: str) -> tuple[str, ...]:
    """The one answer for a column declared with `text`."""
    declared = re.sub(r"\s+COLLATE\s.*", "", text.upper(), flags=re.S)
    parts = _PARTS.match(declared)
    name, sizes = (parts[1], parts[2]) if parts else ("", None)
    word = _recognised(name)
    if word is None:
        return ("NULL",)
    numbers = [int(number) for number in re.findall(r"\d+", sizes or "")]
    known = _ARGUMENTS.get(word, ())
    if known and len(numbers) > len(known):
        return ()
    written = write(Type(word, tuple(sorted(zip(known, numbers, strict=False)))), WRITERS)
    return (written,) if written is not None else ()


def _recognised(name: str) -> str | None:
    if name in _RECOGNISED:
        return _RECOGNISED[name]
    if not name:
        return None
    for fragment, word in _AFFINITIES:
        if fragment in name:
            return word
    return "NUMERIC"
