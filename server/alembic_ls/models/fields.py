"""The columns of a SQLModel table: its fields, inherited and overridden, as pydantic and SQLModel see them."""

from __future__ import annotations

from typing import Any

from alembic_ls.declare.columns import Declared, declared_column
from alembic_ls.interpret.values import MISSING, Call, ClassValue, Function, Symbol
from alembic_ls.models.annotations import Annotation, take_apart, value_of
from alembic_ls.models.declarative import Context
from alembic_ls.models.python_types import sqlmodel_type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.text.anchor import Anchor

_FIELDS = frozenset({"sqlmodel.Field", "pydantic.Field"})
_UNDEFINED = frozenset({"Undefined", "PydanticUndefined"})
_RELATIONSHIPS = frozenset({"sqlmodel.Relationship", "sqlalchemy.orm.relationship"})


def columns_of_fields(cls: ClassValue, context: Context) -> tuple[list[Declared], list[Unknown]]:
    """The columns of the model's fields in pydantic's order, and why there may be more."""
    made: list[Declared] = []
    doubts: list[Unknown] = []
    for base in cls.mro:
        if isinstance(base, Unknown):
            doubts.append(base)
        elif isinstance(base, ClassValue) and "broken" in base.facts:
            doubts.append(base.facts["broken"])
    for name in _field_names(cls):
        declared = _column(cls, name, context)
        if isinstance(declared, Unknown):
            doubts.append(declared)
        elif declared is not None:
            made.append(declared)
    made += _declared_attributes(cls, context, doubts, {d.column.name for d in made})
    return made, doubts


def _field_names(cls: ClassValue) -> list[str]:
    """Annotated names, from the farthest ancestor on (pydantic/_internal/_fields.py, collect_model_fields)."""
    names: dict[str, None] = {}
    for base in reversed(cls.mro):
        if isinstance(base, ClassValue):
            names.update(dict.fromkeys(base.annotations))
    return [n for n in names if not n.startswith("_") and n != "model_config"]


def _declared_attributes(cls: ClassValue, context: Context, doubts: list[Unknown], known: set[str]) -> list[Declared]:
    made = []
    for base in cls.mro:
        if not isinstance(base, ClassValue):
            continue
        for name, value in base.names.items():
            if name.startswith("__") or name in known:
                continue
            if isinstance(value, Function) and value.is_decorated("declared_attr"):
                doubt = Unknown(f"the declared_attr {name} could not be followed", base.place.anchor)
                value = context.machine.ask(value, [cls], doubt)
                if value is doubt:
                    doubts.append(doubt)
                    continue
            if (
                isinstance(value, Call)
                and value.path in ("sqlalchemy.Column", "sqlalchemy.orm.mapped_column")
                and name not in base.annotations
            ):
                place = base.places.get(name)
                declared = declared_column(
                    context.machine, value, context.dialect, context.target, name, None, None, place.anchor if place else None
                )
                if isinstance(declared, Unknown):
                    doubts.append(declared)
                else:
                    made.append(declared)
                known.add(name)
    return made


def _column(cls: ClassValue, name: str, context: Context) -> Declared | Unknown | None:
    """The column of one field; None for what is no field: relationships, ClassVars."""
    owner = next(b for b in cls.mro if isinstance(b, ClassValue) and name in b.annotations)
    found = cls.lookup(name)
    default = found[0] if found is not None else MISSING
    place = owner.places.get(name)
    origin = place.anchor if place is not None else owner.place.anchor
    if isinstance(default, Call) and default.path in _RELATIONSHIPS:
        return None
    if isinstance(default, Function):
        return None
    tree, scope = owner.annotations[name]
    annotation = take_apart(value_of(context.machine, tree, scope), context.machine, scope)
    if annotation.wrapper == "class":
        return None
    if annotation.wrapper == "mapped" and not (isinstance(default, Call) and default.path in _FIELDS):
        return None  # Mapped[…] on a SQLModel marks a relationship
    field = _field_call(default, annotation)
    if isinstance(field, Unknown):
        return field._replace(where=field.where or origin)
    return _declared(name, field, default, annotation, origin, context)


def _field_call(default: Any, annotation: Annotation) -> Call | Unknown:
    """The `Field(…)` of the attribute, with what an `Annotated[…, Field(…)]` says beneath it."""
    inner = next((m for m in annotation.outer if isinstance(m, Call) and m.path in _FIELDS), None)
    if isinstance(default, Unknown):
        return default
    if isinstance(default, Call) and default.path in _FIELDS:
        if inner is None:
            return default
        merged = default.copy()
        merged.kwargs = {**inner.kwargs, **default.kwargs}
        return merged
    if isinstance(default, Call) and not default.path and default.place is not None:
        return Unknown("what makes this field is not followed", default.anchor)
    return inner.copy() if inner is not None else Call(Symbol("sqlmodel.Field"), [], {}, None)


def _option(field: Call, name: str) -> Any:
    value = field.kwargs.get(name)
    return None if isinstance(value, Symbol) and value.name in _UNDEFINED else value


def _declared(
    name: str, field: Call, default: Any, annotation: Annotation, origin: Anchor, context: Context
) -> Declared | Unknown:
    """sqlmodel/main.py, get_column_from_field."""
    if "**" in field.kwargs:
        return _unsure(name, field.kwargs["**"], origin, context)
    sa_column = _option(field, "sa_column")
    if isinstance(sa_column, Unknown):
        return _unsure(name, sa_column, origin, context)
    if isinstance(sa_column, Call):
        return declared_column(context.machine, sa_column, context.dialect, context.target, name, None, None, origin)
    if sa_column is not None:
        return _unsure(name, Unknown("this sa_column is not followed", field.anchor), origin, context)
    kwargs: dict[str, Any] = {k: v for k in ("primary_key", "index", "unique") if (v := _option(field, k)) is not None}
    primary = kwargs.get("primary_key", False)
    nullable = _option(field, "nullable")
    if nullable is None:
        nullable = False if primary is True else annotation.optional
    kwargs["nullable"] = nullable
    args: list[Any] = []
    foreign_key = _option(field, "foreign_key")
    if foreign_key:
        options = {k: v for k in ("ondelete",) if (v := _option(field, k)) is not None}
        args.append(Call(Symbol("sqlalchemy.ForeignKey"), [foreign_key], options, field.place))
    extra_args = _option(field, "sa_column_args")
    if type(extra_args) in (list, tuple):
        args += extra_args
    extra = _option(field, "sa_column_kwargs")
    if type(extra) is dict:
        kwargs.update(extra)
    doubt = next((v for v in (extra_args, extra) if isinstance(v, Unknown)), None)
    if doubt is not None:
        return _unsure(name, doubt, origin, context)
    given_type = _option(field, "sa_type")
    if given_type is None:
        sizes = _sizes(field, annotation)
        column_type: Any = sqlmodel_type(context.machine, annotation.inner, *sizes, context.dialect, context.versions)
        if isinstance(column_type, Unknown) and column_type.where is None:
            column_type = column_type._replace(where=origin)
    else:
        column_type = given_type
    call = Call(Symbol("sqlalchemy.Column"), args, {"type_": column_type, **kwargs}, field.place)
    return declared_column(context.machine, call, context.dialect, context.target, name, None, None, origin)


def _unsure(name: str, why: Any, origin: Anchor, context: Context) -> Declared | Unknown:
    """A column of which only the name is sure."""
    doubt = why if isinstance(why, Unknown) else Unknown("this field is not followed", origin)
    call = Call(Symbol("sqlalchemy.Column"), [], {"**": doubt, "index": doubt, "unique": doubt, "primary_key": doubt}, None)
    return declared_column(context.machine, call, context.dialect, context.target, name, None, None, origin)


def _sizes(field: Call, annotation: Annotation) -> tuple[Any, Any, Any]:
    """(max_length, max_digits, decimal_places), as pydantic keeps them in a field's metadata."""
    sources = [m for m in annotation.outer if isinstance(m, Call)]
    if not any(source.place is field.place for source in sources):  # else it is one of these
        sources.insert(0, field)
    if isinstance(annotation.inner, Call) and annotation.optional is False and annotation.inner.path.endswith(".condecimal"):
        sources.append(annotation.inner)
    sources = [s for s in sources if not s.path.endswith("StringConstraints")]
    found: list[Any] = []
    for option in ("max_length", "max_digits", "decimal_places"):
        value = next((v for s in sources if (v := _given(s, option)) is not None), None)
        found.append(value if not isinstance(value, Symbol) else None)
    return found[0], found[1], found[2]


def _given(source: Call, option: str) -> Any:
    if option == "max_length" and source.path == "annotated_types.MaxLen" and source.args:
        return source.args[0]
    return source.kwargs.get(option)
