"""The lines of `upgrade()` or `downgrade()` as source text."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from alembic_ls.plans.lines import Autocommit, Line, OnDialect, Remark, Sql
from alembic_ls.schema import operations as ours
from alembic_ls.schema.operations import Operation
from alembic_ls.schema.tables import Column, Default
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.writing.layout import WIDTH, laid_out
from alembic_ls.writing.objects import Objects, escaped, literal, unmarked
from alembic_ls.writing.operations import alembic_operations, source_of, tuple_of

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext

_INDENT = "    "
_NAME = regex(r"\"(\w+)\"")
_ANY_WIDTH = 10_000
_BATCH = "batch_op"  # what Alembic's renderer calls the object of a block
_IN_BATCH = (
    ours.AddColumn,
    ours.DropColumn,
    ours.AlterColumn,
    ours.CreateConstraint,
    ours.DropConstraint,
    ours.SetTableComment,
)  # indexes are made and dropped by themselves: SQLite can, and a batch does not know those over expressions


class Style(NamedTuple):
    """How the project writes revisions. `batch` is never, needed (where SQLite cannot do without) or always; the prefixes are those of
    `context.configure`."""

    dialect: str
    batch: str = "never"
    sa: str = "sa."
    op: str = "op."
    user_module_prefix: str | None = None
    width: int = WIDTH  # of a line


class Writer:
    """Writes lines. `imports` grow with what they need."""

    def __init__(self, style: Style, objects: Objects) -> None:
        self._style = style
        self._objects = objects
        self._context = _context(style)
        self._indent = len(_INDENT)  # of the line that is being written, in a function's body

    @property
    def imports(self) -> list[str]:
        """The import statements that the lines need besides `sa` and `op`."""
        own = [] if self._style.user_module_prefix is not None else self._objects.imports
        return sorted({*self._context.imports, *own})

    def body(self, lines: Sequence[Line], indent: int = len(_INDENT)) -> str:
        """The source, not indented; "" where there are no lines. `indent` is how far it will stand from the margin."""
        self._indent = indent
        return "\n".join(self._lines(lines))

    def in_batch(self, lines: Iterable[Line], name: str, indent: int) -> str:
        """The source of lines for a block of batch mode that is there, on the operations object `name`."""
        self._indent = indent
        with self._context._within_batch():
            texts = [text for line in lines for text in self._line(line)]
        return "\n".join(_on(text, name) for text in texts)

    def column(self, column: Column) -> str:
        """The call that makes a column, on one line."""
        from alembic.autogenerate.render import _render_column

        return laid_out(_render_column(self._objects.column(column), self._context), width=_ANY_WIDTH)

    def _lines(self, lines: Iterable[Line]) -> Iterator[str]:
        batch: list[Operation] = []
        for line in _joined(lines):
            if batch and not self._belongs(batch, line):
                yield from self._batch(batch)
                batch = []
            if self._style.batch != "never" and isinstance(line, _IN_BATCH) and not _is_rename(line):
                batch.append(line)
            else:
                yield from self._line(line)
        if batch:
            yield from self._batch(batch)

    def _line(self, line: Line) -> Iterator[str]:
        if isinstance(line, Sql):
            yield laid_out(
                f"{self._style.op}execute({literal(escaped(self._quoted(line.text)))})", self._indent, self._style.width
            )
        elif isinstance(line, Remark):
            yield from (f"# {text}" for text in textwrap.wrap(line.text, 100))
        elif isinstance(line, OnDialect):
            sign = "!=" if line.is_not else "=="
            yield f"if {self._style.op}get_context().dialect.name {sign} {line.dialect!r}:"
            is_sqlite = line.is_not is not (line.dialect == "sqlite")
            yield from self._block(line.lines, self._style.batch if is_sqlite else "never")
        elif isinstance(line, Autocommit):
            yield f"with {self._style.op}get_context().autocommit_block():"
            yield from self._block(line.lines, "never")
        else:
            yield from self._operation(line)

    def _quoted(self, sql: str) -> str:
        """MySQL has names in backticks; what it has in double quotes are texts."""
        return _NAME.sub(r"`\1`", sql) if self._style.dialect in ("mysql", "mariadb") else sql

    def _block(self, lines: Iterable[Line], batch: str) -> Iterator[str]:
        """Lines one level deeper."""
        style, self._style = self._style, self._style._replace(batch=batch)
        self._indent += len(_INDENT)
        texts = list(self._lines(lines))
        self._indent -= len(_INDENT)
        self._style = style
        yield from (textwrap.indent(text, _INDENT) for text in texts)

    def _operation(self, operation: Operation) -> Iterator[str]:
        from alembic.autogenerate.render import render_op_text

        own = source_of(operation, self._style.sa, self._style.op)
        if own is not None:
            yield "\n".join(laid_out(part, self._indent, self._style.width) for part in own.split("\n"))
        for each in alembic_operations(operation, self._objects):
            text = self._with_using(unmarked(render_op_text(self._context, each), self._style.sa), operation)
            yield laid_out(text, self._indent, self._style.width)

    @staticmethod
    def _with_using(text: str, operation: Operation) -> str:
        """Alembic's renderer leaves out `postgresql_using`."""
        using = operation.using if isinstance(operation, ours.AlterColumn) else None
        return text if using is None else f"{text[:-1]}, postgresql_using={literal(using)})"

    # Batch mode

    def _belongs(self, batch: list[Operation], line: Line) -> bool:
        """True where the line can be in one block with those before it."""
        if not isinstance(line, _IN_BATCH) or _is_rename(line) or _place(batch[0]) != _place(line):
            return False
        added = {each.column.name for each in batch if isinstance(each, ours.AddColumn)}
        return not (isinstance(line, ours.AlterColumn) and line.column in added)

    def _batch(self, batch: list[Operation]) -> Iterator[str]:
        if self._style.batch == "needed" and all(map(_is_simple, batch)):
            for each in batch:
                yield from self._operation(each)
            return
        table, schema = _place(batch[0])
        given = f", schema={schema!r}" if schema else ""
        convention = {key: value for each in batch for key, value in getattr(each, "naming_convention", ())}
        copies = any(isinstance(each, ours.DropColumn) or not _is_simple(each) for each in batch)
        checks = () if not copies else self._objects.unnamed_checks(table)
        if checks:
            given += f", table_args={tuple_of([f'{self._style.sa}CheckConstraint({literal(escaped(sql))})' for sql in checks])}"
        if convention:
            given += f", naming_convention={convention!r}"
        yield laid_out(f"with {self._style.op}batch_alter_table({table!r}{given}) as batch_op:", self._indent, self._style.width)
        self._indent += len(_INDENT)
        with self._context._within_batch():
            texts = [text for each in batch for text in self._operation(each)]
        self._indent -= len(_INDENT)
        yield from (textwrap.indent(text, _INDENT) for text in texts)


def _joined(lines: Iterable[Line]) -> list[Line]:
    """What one after another is done on the same dialects stands in one block."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        if (
            isinstance(line, OnDialect)
            and isinstance(last, OnDialect)
            and (last.dialect, last.is_not) == (line.dialect, line.is_not)
        ):
            found[-1] = last._replace(lines=(*last.lines, *line.lines))
        else:
            found.append(line)
    return found


def _is_simple(operation: Operation) -> bool:
    """True where SQLite does it without a batch: it adds a column, but none whose default it has to work out, and drops one that no key or
    check holds."""
    if isinstance(operation, ours.DropColumn):
        return not operation.in_batch
    default = operation.column.server_default if isinstance(operation, ours.AddColumn) else None
    return isinstance(operation, ours.AddColumn) and not (isinstance(default, Default) and default.is_expression)


def _is_rename(operation: Operation) -> bool:
    """True where a column gets another name and nothing else: SQLite does that by itself, in its checks and indexes too."""
    return isinstance(operation, ours.AlterColumn) and operation == ours.AlterColumn(
        operation.table,
        operation.column,
        operation.schema,
        operation.new_name,
        existing=operation.existing,
        in_batch=operation.in_batch,
        origin=operation.origin,
    )


def goes_in_batch(line: Line, table: str, schema: str | None) -> bool:
    """True where a block of batch mode of this table can hold the line."""
    return isinstance(line, _IN_BATCH) and _place(line) == (table, schema)


def _place(operation: Any) -> tuple[str, str | None]:
    return operation.table, operation.schema


def _on(text: str, name: str) -> str:
    return re.sub(rf"(?<![\w.]){_BATCH}(?=\.)", name, text) if name != _BATCH else text


def _context(style: Style) -> AutogenContext:
    from alembic.autogenerate.api import AutogenContext
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy.dialects import registry

    dialect = registry.load(style.dialect)()
    options: Mapping[str, Any] = {
        "sqlalchemy_module_prefix": style.sa,
        "alembic_module_prefix": style.op,
        "user_module_prefix": style.user_module_prefix,
        "render_item": None,
        "render_as_batch": False,
    }
    return AutogenContext(MigrationContext.configure(dialect=dialect), opts=dict(options), autogenerate=False)
