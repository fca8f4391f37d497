"""The columns of a `composite(…)`."""

from __future__ import annotations

from typing import Any

from alembic_ls.interpret.values import Call, ClassValue, Function, Symbol
from alembic_ls.models.annotations import Annotation, take_apart, value_of
from alembic_ls.models.attribute import Attribute
from alembic_ls.schema.unknown import Unknown

_COLUMNS = frozenset({"sqlalchemy.Column", "sqlalchemy.orm.mapped_column"})


def parts_of_composite(machine: Any, attribute: Attribute, call: Call) -> list[Attribute]:
    """The columns that the composite declares, as attributes of the names and annotations that its class gives them
    (sqlalchemy/orm/descriptor_props.py, CompositeProperty._setup_for_dataclass). Strings name attributes that are there already."""
    given = list(call.args)
    made_of: Any = given.pop(0) if given and isinstance(given[0], (ClassValue, Function)) else call.kwargs.get("_class_or_attr")
    if made_of is None and attribute.annotation is not None:
        made_of = attribute.annotation.inner
    fields = _fields(machine, made_of) if isinstance(made_of, ClassValue) else {}
    unknown = Unknown(f"the class of the composite '{attribute.name}' is not followed", attribute.origin)
    template = call.kwargs.get("column_template")
    parts = []
    names = list(fields)
    for number in range(max(len(given), len(names) if isinstance(made_of, ClassValue) else 0)):
        name = names[number] if number < len(names) else attribute.name
        part = given[number] if number < len(given) else _implied(template, name)
        if isinstance(part, Call) and part.path in _COLUMNS:
            annotation = fields[name] if name in fields else Annotation(unknown, unknown, (), "mapped", unknown)
            parts.append(Attribute(name, part, annotation._replace(wrapper="mapped"), attribute.origin))
    return parts


def _implied(template: Any, name: str) -> Call:
    return Call(Symbol("sqlalchemy.orm.mapped_column"), [template % name] if type(template) is str else [], {}, None)


def _fields(machine: Any, cls: ClassValue) -> dict[str, Annotation]:
    """What the class's constructor takes: the parameters of its `__init__`, else the fields of a dataclass."""
    found = cls.lookup("__init__")
    if found is not None and isinstance(found[0], Function) and found[0].node is not None:
        scope = found[0].scope
        trees = [(p.arg, p.annotation, scope) for p in found[0].node.args.args[1:]]
    else:
        owners = [base for base in reversed(cls.mro) if isinstance(base, ClassValue)]
        trees = [(name, tree, scope) for base in owners for name, (tree, scope) in base.annotations.items()]
    return {name: take_apart(value_of(machine, tree, scope), machine, scope) for name, tree, scope in trees}
