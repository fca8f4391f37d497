"""An index or unique constraint over one column, said in its field or taken out there, as the database has it."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.fixes.add_field import is_of_field, is_unnamed, names_for
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.field_at import FieldAt, field_at
from alembic_ls.fixes.field_text import FieldText
from alembic_ls.fixes.model_place import MAPPED, SQLMODEL
from alembic_ls.fixes.repair import offered
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Index, Unique
from alembic_ls.writing.refusal import Refusal

RULES = ("extra-index", "missing-index", "extra-unique", "missing-unique")


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """Behind the revision."""
    if len(finding.differences) != 1:
        return
    (difference,) = finding.differences
    key = difference.database if difference.database is not None else difference.model
    if not isinstance(key, (Index, Unique)) or len(key.columns) != 1:
        return
    column, what = key.columns[0], "index" if isinstance(key, Index) else "unique"
    if difference.database is not None:
        title = f"Add `{what}=True` to the field `{column}`"
        yield from offered(finding, title, lambda: _added(bench, difference, key), is_preferred=False)
    else:
        title = f"Take `{what}=True` from the field `{column}`"
        yield from offered(finding, title, lambda: _taken(bench, difference, column, what), is_preferred=False)


def _added(bench: Bench, difference: Difference, key: Index | Unique) -> Fix:
    column = key.columns[0]
    if isinstance(key, Index):
        if not is_of_field(bench, difference.table, key, column):
            raise Refusal("the index is not one that `index=True` makes")
        given = ["index=True", *(["unique=True"] if key.unique is True else [])]
    else:
        if not is_unnamed(bench, difference.table, key):
            raise Refusal("the constraint has a name of its own")
        given = ["unique=True"]
    found = field_at(bench, difference.table, column)
    said = {k.arg for k in found.call.keywords} if found.call is not None else set()
    if said & {"sa_column", "index", "unique"}:
        raise Refusal("the field says something of its keys already")
    names = names_for(found.place)
    edits = list(_with(found, FieldText(found.place, names), given))
    return Fix((), (*names.edits, *edits))


def _with(found: FieldAt, text: FieldText, given: list[str]) -> Iterator[Replacement]:
    source, statement = found.source, found.statement
    whole = ", ".join(given)
    if found.call is not None:
        yield source.with_argument(found.call, whole)
        return
    assert statement is not None
    if found.place.style == SQLMODEL:
        made = text.maker("from sqlmodel import Field")
        if statement.value is None:
            yield source.inserted(*source.end(statement), f" = {made}({whole})")
        else:
            yield source.replaced(statement.value, f"{made}(default={source.text(statement.value)}, {whole})")
    elif found.place.style == MAPPED and statement.value is None:
        yield source.inserted(*source.end(statement), f" = {text.maker('from sqlalchemy.orm import mapped_column')}({whole})")
    else:
        raise Refusal("the field is not declared in a plain way")


def _taken(bench: Bench, difference: Difference, column: str, what: str) -> Fix:
    found = field_at(bench, difference.table, column)
    call = found.call
    said = [k for k in call.keywords if k.arg == what] if call is not None else []
    if call is None or not said:
        raise Refusal("the field does not say it")
    is_unique_index = what == "index" and any(k.arg == "unique" for k in call.keywords)
    if is_unique_index:
        said += [k for k in call.keywords if k.arg == "unique"]
    if len(call.args) + len(call.keywords) == len(said) and found.place.style in (SQLMODEL, MAPPED):
        assert found.statement is not None
        start = found.source.end(found.statement.annotation) if hasattr(found.statement, "annotation") else None
        if start is None:
            raise Refusal("the field is not declared in a plain way")
        span = found.source.span(found.statement)._replace(start_line=start[0], start_character=start[1])
        return Fix((), (Replacement(span, ""),))
    return Fix((), tuple(found.source.without_arguments(call, said)))
