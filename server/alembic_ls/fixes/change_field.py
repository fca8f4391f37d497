"""The field changed to what the database has: for who writes the revision first."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.fixes.add_field import names_for
from alembic_ls.fixes.annotation import inner_of, is_optional
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.field_at import FieldAt, field_at
from alembic_ls.fixes.field_text import FieldText
from alembic_ls.fixes.field_type import FieldType, field_type
from alembic_ls.fixes.model_place import MAPPED, SQLMODEL
from alembic_ls.fixes.python_source import PythonSource, constant_text, last_name
from alembic_ls.fixes.repair import offered
from alembic_ls.schema.tables import Column
from alembic_ls.writing.refusal import Refusal

RULES = ("type-mismatch", "nullable-mismatch", "length-lost", "type-unseen")
_OPTIONS = ("max_length", "max_digits", "decimal_places", "sa_type")
_PYTHON = ("str", "int", "bool", "float", "bytes", "dict", "Decimal", "datetime", "date", "time", "timedelta", "UUID")


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """Behind the revision that alters the column. Nothing where other columns follow the type of this one."""
    table, column = finding.table, finding.column
    if table is None or column is None or len(finding.differences) > 1:
        return
    title = f"Change field `{column}` to what the database has"
    repair = _nullable if finding.rule == "nullable-mismatch" else _type
    yield from offered(finding, title, lambda: repair(bench, table, column, _there(bench, finding)), is_preferred=False)


def _there(bench: Bench, finding: Finding) -> Column:
    """The column as the database has it."""
    if finding.differences:
        found: Column = finding.differences[0].database
        return found
    project = bench.project_for(finding.dialects)
    history, key = project.history().tables, str(finding.table)
    table = history.get(key) or history.get(project.rules.short(key))
    if table is None or str(finding.column) not in table.columns:
        raise Refusal("the database has no such column any more")
    return table.columns[str(finding.column)]


# Nullability


def _nullable(bench: Bench, table: str, column: str, there: Column) -> Fix:
    found = field_at(bench, table, column)
    names = names_for(found.place)
    nullable = there.nullable is not False
    call = found.call
    said = next((k for k in call.keywords if k.arg == "nullable"), None) if call is not None else None
    edits: list[Replacement] = []
    if _column_of_field(found) is not None:
        raise Refusal("the field's column is written out; change it there")
    if said is not None:
        if not isinstance(said.value, ast.Constant):
            raise Refusal("what `nullable` is given is not written out")
        edits.append(found.source.replaced(said.value, str(nullable)))
    elif isinstance(found.statement, ast.AnnAssign) and found.place.style in (SQLMODEL, MAPPED):
        edits += _annotated(found, FieldText(found.place, names), nullable)
    elif call is not None:
        edits.append(found.source.with_argument(call, f"nullable={nullable}"))
    else:
        raise Refusal("the field is not declared in a plain way")
    return Fix((), (*names.edits, *edits))


def _column_of_field(found: FieldAt) -> ast.expr | None:
    """What `sa_column` is given."""
    return next((k.value for k in found.call.keywords if k.arg == "sa_column"), None) if found.call is not None else None


def _annotated(found: FieldAt, text: FieldText, nullable: bool) -> Iterator[Replacement]:
    source, statement = found.source, found.statement
    assert isinstance(statement, ast.AnnAssign)
    annotation = _inner(found)
    if is_optional(annotation) is nullable:
        raise Refusal("the annotation says so already")
    if nullable:
        yield source.replaced(annotation, text.optional(source.text(annotation)))
        if found.place.style == SQLMODEL:
            yield from _with_default(found)
        return
    yield source.replaced(annotation, source.text(inner_of(annotation)))
    yield from _without_default(found)


def _inner(found: FieldAt) -> ast.expr:
    """The annotation, of `Mapped[…]` what is in it."""
    statement = found.statement
    assert isinstance(statement, ast.AnnAssign)
    annotation = statement.annotation
    if found.place.style == MAPPED:
        if not isinstance(annotation, ast.Subscript) or last_name(annotation.value) != "Mapped":
            raise Refusal("the annotation is not plain")
        annotation = annotation.slice
    if isinstance(annotation, ast.Constant) or (
        isinstance(annotation, ast.Subscript) and last_name(annotation.value) == "Annotated"
    ):
        raise Refusal("the annotation is not plain")
    return annotation


def _default(found: FieldAt) -> tuple[ast.expr | ast.keyword | None, ast.expr | None]:
    """What the field is set to: the argument, and its value."""
    call = found.call
    if call is None:
        value = found.statement.value if found.statement is not None else None
        return value, value
    said = next((k for k in call.keywords if k.arg in ("default", "default_factory")), None)
    if said is not None:
        return said, said.value
    return (call.args[0], call.args[0]) if call.args and last_name(call.func) == "Field" else (None, None)


def _with_default(found: FieldAt) -> Iterator[Replacement]:
    """A field of SQLModel that may be left out."""
    argument, _ = _default(found)
    if argument is not None:
        return
    if found.call is not None:
        yield found.source.with_argument(found.call, "default=None", first=True)
    else:
        assert found.statement is not None
        yield found.source.inserted(*found.source.end(found.statement), " = None")


def _without_default(found: FieldAt) -> Iterator[Replacement]:
    argument, value = _default(found)
    if not isinstance(value, ast.Constant) or value.value is not None:
        return
    source, statement = found.source, found.statement
    assert isinstance(statement, ast.AnnAssign)
    whole = found.call is None or len(found.call.args) + len(found.call.keywords) == 1
    if whole and found.place.style == SQLMODEL:
        yield _bare(source, statement)
    elif found.call is not None and argument is not None:
        yield from source.without_arguments(found.call, [argument])


def _bare(source: PythonSource, statement: ast.AnnAssign) -> Replacement:
    """The annotation alone."""
    line, character = source.end(statement.annotation)
    return Replacement(source.span(statement)._replace(start_line=line, start_character=character), "")


# Type


def _type(bench: Bench, table: str, column: str, there: Column) -> Fix:
    found = field_at(bench, table, column)
    if any(column in key.columns for key in bench.main.models().tables[table].foreign_keys):
        raise Refusal("the field takes its type from what it refers to")
    names = names_for(found.place)
    text = FieldText(found.place, names)
    wanted = field_type(there.type)
    is_in_field = found.place.style == SQLMODEL and _column_of_field(found) is None
    edits = list(_retyped_field(found, text, wanted) if is_in_field else _retyped_column(found, text, wanted))
    if isinstance(found.statement, ast.AnnAssign):
        edits += _reannotated(found, text, wanted)
    return Fix((), (*names.edits, *edits))


def _reannotated(found: FieldAt, text: FieldText, wanted: FieldType) -> Iterator[Replacement]:
    """The annotation, where the values are others in Python."""
    annotation = inner_of(_inner(found))
    name = last_name(annotation)
    if isinstance(annotation, ast.Subscript):
        name = last_name(annotation.value)
    if name == wanted.python or (wanted.python == "dict" and name in ("dict", "list", "Dict", "List", "Any")):
        return
    if name not in _PYTHON:
        raise Refusal("what the annotation should be then cannot be told")
    _, default = _default(found)
    if default is not None and not (isinstance(default, ast.Constant) and default.value is None):
        raise Refusal("the field's default is one of the other type")
    yield found.source.replaced(annotation, text.python(wanted, False))


def _retyped_field(found: FieldAt, text: FieldText, wanted: FieldType) -> Iterator[Replacement]:
    """SQLModel's options of the type."""
    source, call, statement = found.source, found.call, found.statement
    options = dict(text.options(wanted))
    if call is None:
        assert statement is not None
        given = [f"{name}={value}" for name, value in options.items()]
        if not given:
            return
        made = text.maker("from sqlmodel import Field")
        if statement.value is None:
            yield source.inserted(*source.end(statement), f" = {made}({', '.join(given)})")
        else:
            yield source.replaced(statement.value, f"{made}({', '.join([f'default={source.text(statement.value)}', *given])})")
        return
    gone = [k for k in call.keywords if k.arg in _OPTIONS and k.arg not in options]
    there = {k.arg: k for k in call.keywords if k.arg in options}
    if not options and len(gone) == len(call.args) + len(call.keywords):
        assert isinstance(statement, ast.AnnAssign)
        yield _bare(source, statement)
        return
    for name, value in options.items():
        if name in there:
            yield source.replaced(there[name].value, value)
        elif gone:
            yield source.replaced(gone.pop(), f"{name}={value}")
        else:
            yield source.with_argument(call, f"{name}={value}")
    yield from source.without_arguments(call, gone)


def _retyped_column(found: FieldAt, text: FieldText, wanted: FieldType) -> Iterator[Replacement]:
    """The type in `Column(…)` or `mapped_column(…)`."""
    inner = _column_of_field(found)
    call = inner if isinstance(inner, ast.Call) else found.call
    if inner is not None and call is not inner:
        raise Refusal("the field's column is not written out")
    if call is None:
        if wanted.is_implied:
            return
        assert found.statement is not None
        if found.statement.value is not None:
            raise Refusal("the field is not declared in a plain way")
        made = text.maker("from sqlalchemy.orm import mapped_column")
        yield found.source.inserted(*found.source.end(found.statement), f" = {made}({text.expression(wanted)})")
        return
    at = 1 if call.args and constant_text(call.args[0]) is not None else 0
    said = call.args[at] if len(call.args) > at else next((k.value for k in call.keywords if k.arg == "type_"), None)
    if said is not None and last_name(said.func if isinstance(said, ast.Call) else said) in ("Sequence", "Identity", "Computed"):
        raise Refusal("the column is not declared in a plain way")
    if said is not None:
        yield found.source.replaced(said, text.expression(wanted))
    elif at == 0:
        yield found.source.with_argument(call, text.expression(wanted), first=True)
    else:
        line, character = found.source.end(call.args[0])
        yield found.source.inserted(line, character, f", {text.expression(wanted)}")
