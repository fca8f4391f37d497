"""How SQLAlchemy writes types for SQLite (sqlalchemy/dialects/sqlite/base.py, `SQLiteTypeCompiler`)."""

from __future__ import annotations

from alembic_ls.dialects.generic_ddl import GENERIC, Writer, Writers
from alembic_ls.schema.types import Type


def _moment(word: str) -> Writer:
    """A format of digits alone makes another word of it; what a format holds is not looked into."""

    def writer(type: Type) -> str | None:
        return None if type.argument("storage_format") else word

    return writer


WRITERS: Writers = {
    **GENERIC,
    **dict.fromkeys(("DateTime", "DATETIME"), _moment("DATETIME")),
    **dict.fromkeys(("Date", "DATE"), _moment("DATE")),
    **dict.fromkeys(("Time", "TIME"), _moment("TIME")),
    "JSON": "JSON",
    "JSONB": "JSONB",
}
