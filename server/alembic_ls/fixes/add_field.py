"""The field for a column that the database has and the model has not: for who writes the revision first."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from alembic_ls.dialects.names import implicit_name
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.field_text import FieldText, Keys
from alembic_ls.fixes.model_names import ModelNames
from alembic_ls.fixes.model_place import ModelPlace, place_of
from alembic_ls.fixes.python_source import last_name
from alembic_ls.fixes.repair import offered
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import ForeignKey, Index, Unique
from alembic_ls.schema.unknown import Unknown
from alembic_ls.writing.refusal import Refusal

RULES = ("extra-column",)


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """Behind the revision that drops the column."""
    removed = next((d for d in finding.differences if d.kind == "remove_column"), None)
    if removed is not None and finding.table is not None:
        title = f"Add field `{removed.column}` to the model"
        yield from offered(finding, title, lambda: _repair(bench, finding, removed), is_preferred=False)


def _repair(bench: Bench, finding: Finding, removed: Difference) -> Fix:
    place = place_of(bench, removed.table)
    names = names_for(place)
    keys = _keys(bench, removed, [d for d in finding.differences if d is not removed])
    text = FieldText(place, names).field(removed.database, keys)
    return Fix((), (*names.edits, _placed(place, text)))


def names_for(place: ModelPlace) -> ModelNames:
    """The names of the file; of Flask-SQLAlchemy's object where the class uses it."""
    maker = place.maker
    owner = maker.value if isinstance(maker, ast.Attribute) else None
    return ModelNames(place.source, place.source.text(owner) if owner is not None and last_name(owner) == "db" else None)


def _keys(bench: Bench, removed: Difference, others: Iterable[Difference]) -> Keys:
    """The keys over the column. Raises Refusal where the field alone cannot say them."""
    keys = Keys()
    for difference in others:
        key, column = difference.database, removed.column
        if isinstance(key, Index) and is_of_field(bench, removed.table, key, str(column)):
            keys = keys._replace(indexed=True, unique=key.unique is True)
        elif isinstance(key, Unique) and key.columns == (column,) and is_unnamed(bench, removed.table, key):
            keys = keys._replace(unique=True)
        elif isinstance(key, ForeignKey) and key.columns == (column,) and not isinstance(key.ondelete, Unknown):
            keys = keys._replace(foreign_key=key)
        else:
            raise Refusal("what stands on the column besides cannot be said in its field")
    return keys


def is_of_field(bench: Bench, table: str, index: Index, column: str) -> bool:
    """True for what `index=True` makes."""
    plain = index.columns == (column,) and not index.options
    convention = bench.main.rules.naming_convention.get("ix", "ix_%(column_0_label)s")
    return plain and convention == "ix_%(column_0_label)s" and index.name == f"ix_{table.replace('.', '_')}_{column}"


def is_unnamed(bench: Bench, table: str, unique: Unique) -> bool:
    """True where the name is the one that the database makes up: then the model needs none."""
    made_up = implicit_name("uq", table.rpartition(".")[2], unique.columns, bench.main.dialect)
    return unique.name in (None, made_up) and "uq" not in bench.main.rules.naming_convention


def _placed(place: ModelPlace, text: str) -> Replacement:
    """Behind the last column of the class or table."""
    source, node = place.source, place.node
    if isinstance(node, ast.Call):
        columns = [each for each in node.args if isinstance(each, ast.Call) and last_name(each.func) == "Column"]
        last = columns[-1] if columns else node.args[-1]
        line, character = source.end(last)
        before = source.lines[source.start(last)[0]][: source.start(last)[1]]
        if not before.strip() and source.lines[line][character:].lstrip()[:1] == ",":
            return source.inserted(line + 1, 0, f"{before}{text},\n")  # behind the comment of the last
        return source.inserted(line, character, f",\n{before}{text}" if not before.strip() else f", {text}")
    if place.fields:
        return source.lines_after(place.fields[-1], [text])
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return source.lines_after(first, ["", text])
    return source.lines_before(first, [text])
