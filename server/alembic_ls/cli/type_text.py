"""How the types of a schema are written."""

from __future__ import annotations

from collections.abc import Callable

from alembic_ls.dialects.ddl import ddl
from alembic_ls.dialects.reflection import told_back
from alembic_ls.schema.types import Type

TypeText = Callable[[Type, str], str | None]

# The models' types as they would be created, the history's as the database tells them back.
TYPE_TEXTS: dict[str, TypeText] = {"models": ddl, "history": told_back}
