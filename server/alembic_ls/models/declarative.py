"""The columns of a declarative class: its own, its mixins', those of its annotations (sqlalchemy/orm/decl_base.py)."""

from __future__ import annotations

from typing import Any

from alembic_ls.declare.columns import NO_TYPE, Declared, declared_column
from alembic_ls.declare.constraints import Target
from alembic_ls.interpret.values import Call, ClassValue, Function, Symbol
from alembic_ls.models.annotations import Annotation, annotation_of, take_apart, value_of
from alembic_ls.models.attribute import Attribute
from alembic_ls.models.bases import is_mapped, type_map_of
from alembic_ls.models.composite import parts_of_composite
from alembic_ls.models.mapped_attribute import MappedAttribute
from alembic_ls.models.python_types import Versions, declarative_type, outside_of_schemas
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple

_COLUMNS = frozenset({"sqlalchemy.Column", "sqlalchemy.orm.mapped_column"})
_WRAPPERS = frozenset({"sqlalchemy.orm.deferred", "sqlalchemy.orm.column_property"})
# What an attribute may be that is no column: Unknown values of other kinds leave the table's columns in doubt.
_NO_COLUMNS = frozenset(
    """sqlalchemy.orm.relationship sqlalchemy.orm.synonym sqlalchemy.orm.backref sqlmodel.Relationship sqlalchemy.orm.query_expression
    sqlalchemy.ext.associationproxy.association_proxy sqlalchemy.ext.hybrid.hybrid_property sqlalchemy.ext.hybrid.hybrid_method
    sqlalchemy.ext.declarative.synonym_for builtins.property""".split()
)


class Context(NamedTuple):
    """What the reading of one class needs from around it."""

    machine: Any
    dialect: str
    versions: Versions
    target: Target


def columns_of(cls: ClassValue, context: Context) -> tuple[list[Declared], list[Unknown]]:
    """The columns that the class declares for its table, with those of its mixins, and why there may be more."""
    made: list[Declared] = []
    doubts: list[Unknown] = []
    for attribute in _attributes(cls, context, doubts):
        for declared in _columns_of_attribute(cls, attribute, context):
            if isinstance(declared, Unknown):
                doubts.append(declared)
            else:
                made.append(declared)
    return made, doubts


def _attributes(cls: ClassValue, context: Context, doubts: list[Unknown]) -> list[Attribute]:
    """The class's attributes and its mixins', in the order of the MRO; what a mapped ancestor maps is not the class's own."""
    machine = context.machine
    seen: set[str] = set()
    inherited: set[str] = set()
    found: list[Attribute] = []
    for base in cls.mro:
        if isinstance(base, Unknown):
            doubts.append(base)
        if not isinstance(base, ClassValue):
            continue
        if "broken" in base.facts:
            doubts.append(base.facts["broken"])
        if base is not cls and is_mapped(machine, base):
            inherited |= {*base.names, *base.annotations}
            for mixin in base.mro[1:]:
                if isinstance(mixin, ClassValue):
                    inherited |= {*mixin.names, *mixin.annotations}
            continue
        for name in dict.fromkeys([*base.annotations, *base.names]):
            if name in seen or (name.startswith("__") and name.endswith("__")) or name == "metadata":
                continue
            value = base.names.get(name)
            if name in inherited and base is not cls and not (type(value) is Function and value.is_decorated("cascading")):
                continue
            annotation = _annotation(machine, base, name)
            if name not in base.names and (annotation is None or annotation.wrapper != "mapped"):
                continue  # an annotation alone hides nothing that a mixin declares
            seen.add(name)
            place = base.places.get(name)
            origin = place.anchor if place is not None else None
            found.append(Attribute(name, value, annotation, origin, base is not cls and type(value) is Call))
    return found


def _annotation(machine: Any, base: ClassValue, name: str) -> Annotation | None:
    """The attribute's annotation; of a declared_attr, that of what it returns."""
    if name in base.annotations:
        return annotation_of(machine, base, name)
    value = base.names.get(name)
    if (
        type(value) is Function
        and value.is_decorated("declared_attr")
        and (tree := getattr(value.node, "returns", None)) is not None
    ):
        return take_apart(value_of(machine, tree, value.scope), machine, value.scope)
    return None


def _columns_of_attribute(cls: ClassValue, attribute: Attribute, context: Context) -> list[Declared | Unknown]:
    value, annotation = attribute.value, attribute.annotation
    if annotation is not None and annotation.wrapper in ("other", "class"):
        return []
    if isinstance(value, Function):
        if not value.is_decorated("declared_attr"):
            return []
        doubt = Unknown(f"the declared_attr {attribute.name} could not be followed", attribute.origin)
        value = context.machine.ask(value, [cls], doubt)
        if isinstance(value, MappedAttribute):
            value = value.declared
    if isinstance(value, Call):
        return _of_call(cls, attribute, value, context)
    if isinstance(value, Unknown):
        if annotation is None and attribute.name.isupper():
            return []  # a constant by its name, from code that is not followed
        return [value] if annotation is None or annotation.wrapper == "mapped" else []
    if annotation is not None and annotation.wrapper == "mapped":
        return [_column(cls, attribute, _annotated_call(annotation), context)]
    return []


def _annotated_call(annotation: Annotation) -> Call:
    """The `mapped_column()` among the metadata of `Annotated[…]`, or an empty one."""
    for extra in annotation.metadata:
        if isinstance(extra, Call) and extra.path == "sqlalchemy.orm.mapped_column":
            return extra.copy()
    return Call(Symbol("sqlalchemy.orm.mapped_column"), [], {}, None)


def _of_call(cls: ClassValue, attribute: Attribute, call: Call, context: Context) -> list[Declared | Unknown]:
    path = call.path
    if path in _COLUMNS:
        return [_column(cls, attribute, call, context)]
    if path == "sqlalchemy.orm.composite":
        return [_column(cls, part, part.value, context) for part in parts_of_composite(context.machine, attribute, call)]
    if path in _WRAPPERS:
        inner = [a for a in call.args if isinstance(a, Call) and a.path in _COLUMNS]
        return [_column(cls, attribute, inner[0], context)] if inner else []
    if path in _NO_COLUMNS or path.startswith(("sqlalchemy.", "operator.", "pydantic.", "dataclasses.")):
        return []
    annotation = attribute.annotation
    if annotation is not None and annotation.wrapper == "mapped":
        return [Unknown(f"what declares '{attribute.name}' is not followed", attribute.origin or call.anchor)]
    return []  # a library's descriptor: association proxies, hybrid attributes, validators


def _merged(call: Call, annotation: Annotation) -> Call:
    """`mapped_column(…)` over the one in `Annotated[…]`: the attribute's own words first (orm/properties.py, _init_column_for_annotation)."""
    inner = _annotated_call(annotation)
    if inner.place is None:
        return call
    merged = call.copy()
    merged.kwargs = {**inner.kwargs, **call.kwargs}
    own_types = {type(a) for a in call.args if not isinstance(a, Call) or "ForeignKey" not in a.path}
    merged.args = [
        *call.args,
        *(a for a in inner.args if isinstance(a, Call) and a.path.endswith("ForeignKey") and not own_types & {Call}),
    ]
    if not any(_is_type_argument(a) for a in call.args):
        merged.args += [a for a in inner.args if _is_type_argument(a)]
    return merged


def _is_type_argument(value: Any) -> bool:
    if isinstance(value, Symbol):
        return True
    return isinstance(value, ClassValue) or (
        isinstance(value, Call) and not value.path.endswith(("ForeignKey", "Identity", "Computed", "Sequence", "CheckConstraint"))
    )


def _column(cls: ClassValue, attribute: Attribute, call: Call, context: Context) -> Declared | Unknown:
    annotation = attribute.annotation
    annotated = annotation is not None and annotation.wrapper == "mapped" and call.path == "sqlalchemy.orm.mapped_column"
    nullable: Any = None
    if annotated and annotation is not None:
        if attribute.value is not None:
            call = _merged(call, annotation)
        nullable = annotation.optional
    origin = attribute.origin or call.anchor
    declared = declared_column(context.machine, call, context.dialect, context.target, attribute.name, None, nullable, origin)
    if isinstance(declared, Unknown):
        return declared
    if attribute.is_copied:
        declared = declared._replace(column=declared.column._replace(type=outside_of_schemas(declared.column.type)))
    if not annotated or annotation is None:
        return declared
    if declared.column.type == NO_TYPE and not declared.foreign_keys:
        found: Type | Unknown = declarative_type(context.machine, annotation, type_map_of(cls), context.dialect, context.versions)
        if isinstance(found, Unknown) and found.where is None:
            found = found._replace(where=origin)
        declared = declared._replace(column=declared.column._replace(type=found))
    return declared
