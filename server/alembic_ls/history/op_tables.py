"""`op.create_table` and its like: calls to operations on tables."""

from __future__ import annotations

from typing import Any

from alembic_ls.declare.tables import build_table
from alembic_ls.history.arguments import Arguments
from alembic_ls.history.op_keys import target
from alembic_ls.history.recorder import Recorder, key_of
from alembic_ls.schema.operations import CreateTable, DropTable, Obscure, Operation, RenameTable, SetTableComment
from alembic_ls.schema.tables import Table
from alembic_ls.schema.unknown import Unknown


def create_table(recorder: Recorder, given: Arguments, elements: list[Any]) -> list[Operation]:
    """`op.create_table(name, *columns, schema=…)`."""
    name, schema = given.text("table_name"), given.text("schema")
    if not isinstance(name, str) or isinstance(schema, Unknown):
        return [Obscure(_doubt(name, schema, given), None, origin=given.anchor)]
    prefixes = given.get("prefixes")
    if type(prefixes) in (list, tuple) and any(str(each).upper() in ("TEMPORARY", "TEMP") for each in prefixes):
        recorder.temporary.add(name)
        return []
    kwargs = given.values if given.doubt is None else {**given.values, "**": given.doubt}
    table = build_table(recorder.machine, name, schema, elements, kwargs, recorder.dialect, target, given.anchor)
    return [CreateTable(made_at_once(table, recorder.dialect), given.flag("if_not_exists"), given.anchor)]


def made_at_once(table: Table, dialect: str) -> Table:
    """What CREATE TABLE makes of a table: a foreign key with `use_alter` is left to `metadata.create_all`, which makes it by an ALTER of
    its own, unless the database knows no ALTER (sqlalchemy/sql/compiler.py, create_table_constraints)."""
    later = [key for key in table.foreign_keys if key.use_alter] if dialect != "sqlite" else []
    return table._replace(foreign_keys=tuple(key for key in table.foreign_keys if key not in later)) if later else table


def drop_table(recorder: Recorder, given: Arguments) -> list[Operation]:
    """`op.drop_table(name)`."""
    name, schema = given.text("table_name"), given.text("schema")
    if not isinstance(name, str) or isinstance(schema, Unknown):
        return [Obscure(_doubt(name, schema, given), None, origin=given.anchor)]
    return [DropTable(name, schema, given.flag("if_exists"), given.anchor)]


def rename_table(recorder: Recorder, given: Arguments) -> list[Operation]:
    """`op.rename_table(old, new)`."""
    old, new, schema = given.text("old_table_name"), given.text("new_table_name"), given.text("schema")
    if isinstance(old, str) and isinstance(new, str) and not isinstance(schema, Unknown):
        return [RenameTable(old, new, schema, given.anchor)]
    known = tuple(key_of(name, schema) for name in (old, new) if isinstance(name, str))
    whole = len(known) == 2 and not isinstance(schema, Unknown)
    return [Obscure(_doubt(old, new, given), known if whole else None, origin=given.anchor)]


def comment_table(recorder: Recorder, given: Arguments) -> list[Operation]:
    """`op.create_table_comment(table, comment)` and `op.drop_table_comment(table)`."""
    name, schema = given.text("table_name"), given.text("schema")
    if not isinstance(name, str) or isinstance(schema, Unknown):
        return [Obscure(_doubt(name, schema, given), None, ("comment",), origin=given.anchor)]
    comment = given.get("comment")
    if comment is not None and not isinstance(comment, (str, Unknown)):
        comment = Unknown("this comment is not known", given.anchor)
    return [SetTableComment(name, comment, schema, given.anchor)]


def _doubt(one: Any, other: Any, given: Arguments) -> Unknown:
    found = one if isinstance(one, Unknown) else other if isinstance(other, Unknown) else given.doubt
    return found or Unknown("which table this is is not known", given.anchor)
