"""What a class inherits from: a declarative base, SQLModel, Flask-SQLAlchemy's db.Model; its metadata, and what is mapped."""

from __future__ import annotations

import sys
from typing import Any

from alembic_ls.interpret.canonical import KNOWN
from alembic_ls.interpret.values import ClassValue, Function, Symbol
from alembic_ls.models.metadata import MetaDataHost
from alembic_ls.schema.unknown import Unknown

DECLARATIVE = frozenset({"sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.DeclarativeBaseNoMeta"})
SQLMODEL = "sqlmodel.SQLModel"
FLASK = "flask_sqlalchemy.Model"
_ROOTS = DECLARATIVE | {SQLMODEL, FLASK}


# Of libraries that give a model nothing which lies in the database; and single classes of others.
_WITHOUT_COLUMNS = (
    KNOWN
    | sys.stdlib_module_names
    | frozenset("builtins flask_login marshmallow dataclasses_json zope sqlalchemy_serializer sqlalchemy_continuum".split())
)
_WITHOUT_COLUMN = frozenset(
    "flask_security.UserMixin flask_security.RoleMixin oslo_db.sqlalchemy.models.ModelBase oslo_db.sqlalchemy.models.ModelIterator".split()
)


def unread_base(cls: ClassValue) -> Unknown | None:
    """Why the class may have more columns than were read: a mixin from a library that is not at hand may give it some."""
    for base in cls.mro:
        if isinstance(base, Symbol) and base.path.partition(".")[0] not in _WITHOUT_COLUMNS and base.path not in _WITHOUT_COLUMN:
            return Unknown(f"what {base.path} gives {cls.name} was not read: its library was not found", cls.place.anchor)
    return None


def is_sqlmodel(cls: ClassValue) -> bool:
    """True for subclasses of SQLModel."""
    return any(isinstance(b, Symbol) and b.path == SQLMODEL for b in cls.mro)


def is_flask(cls: ClassValue) -> bool:
    """True for subclasses of Flask-SQLAlchemy's Model."""
    return any(isinstance(b, Symbol) and b.path == FLASK for b in cls.mro)


def is_base(cls: ClassValue) -> bool:
    """True for a declarative base itself: the direct subclass of DeclarativeBase, or what `declarative_base()` made."""
    if cls.facts.get("base"):
        return True
    known = cls.facts.get("is base")
    if known is None:
        known = cls.facts["is base"] = _is_base(cls)
    return bool(known)


def _is_base(cls: ClassValue) -> bool:
    return any(isinstance(b, Symbol) and b.path in DECLARATIVE for b in cls.bases) and not any(
        isinstance(b, ClassValue) and is_declarative(b) for b in cls.bases
    )


def is_declarative(cls: ClassValue) -> bool:
    """True where the class descends from something that maps its subclasses."""
    known = cls.facts.get("declarative")
    if known is None:
        known = any(
            (isinstance(b, Symbol) and b.path in _ROOTS) or (isinstance(b, ClassValue) and b.facts.get("base")) for b in cls.mro
        )
        known = known or _has_declarative_meta(cls) or _is_mapped_by_decorator(cls)
        cls.facts["declarative"] = known
    return bool(known)


def _has_declarative_meta(cls: ClassValue) -> bool:
    for base in cls.mro:
        if isinstance(base, ClassValue):
            meta = base.keywords.get("metaclass")
            if isinstance(meta, Symbol) and meta.name in ("DeclarativeMeta", "DeclarativeAttributeIntercept"):
                return True
            if isinstance(meta, ClassValue) and meta.inherits("sqlalchemy.orm.DeclarativeMeta"):
                return True
    return False


def _is_mapped_by_decorator(cls: ClassValue) -> bool:
    return any(
        getattr(d, "maps", False) for base in cls.mro if isinstance(base, ClassValue) for d in base.facts.get("decorators", ())
    )


def metadata_of(machine: Any, cls: ClassValue) -> MetaDataHost | Unknown | None:
    """The MetaData that the class's table goes to; None for a class that is not declarative."""
    if not is_declarative(cls):
        return None
    for base in cls.mro:
        if not isinstance(base, ClassValue):
            if isinstance(base, Symbol) and base.path == SQLMODEL:
                return machine.symbols["sqlmodel.SQLModel.metadata"]  # type: ignore[no-any-return]
            continue
        own = base.names.get("metadata")
        of_bind = base.facts.get("metadata of bind")
        if of_bind is not None and (bind_key := cls.lookup("__bind_key__")) is not None:
            return of_bind(bind_key[0])  # type: ignore[no-any-return]
        if isinstance(own, (MetaDataHost, Unknown)):
            return own
        registry = base.names.get("registry", base.keywords.get("registry"))
        found = getattr(registry, "metadata", None)
        if isinstance(found, MetaDataHost):
            return found
        for decorator in base.facts.get("decorators", ()):
            if isinstance(getattr(decorator, "metadata", None), MetaDataHost):
                return decorator.metadata  # type: ignore[no-any-return]
        if is_base(base):
            made = base.facts.get("metadata")
            if made is None:
                made = base.facts["metadata"] = MetaDataHost()
                made.machine = machine
            return made
    if cls.unknown_base is not None:
        return cls.unknown_base
    return cls.facts.setdefault("metadata", MetaDataHost())  # type: ignore[no-any-return]


def is_abstract(cls: ClassValue) -> bool:
    """`__abstract__ = True` in the class's own body."""
    return cls.names.get("__abstract__") is True


def is_mapped(machine: Any, cls: ClassValue) -> bool:
    """True where SQLAlchemy maps the class: not a base, a mixin, an abstract class, nor a SQLModel without a table."""
    known = cls.facts.get("mapped")
    if known is None:
        cls.facts["mapped"] = False  # while it is asked
        known = cls.facts["mapped"] = _is_mapped(machine, cls)
    return bool(known)


def _is_mapped(machine: Any, cls: ClassValue) -> bool:
    if not is_declarative(cls) or is_abstract(cls) or is_base(cls):
        return False
    if is_sqlmodel(cls):
        return is_table_model(cls) and not any(isinstance(b, ClassValue) and is_mapped(machine, b) for b in cls.mro[1:])
    if _is_mapped_by_decorator(cls):
        return any(getattr(d, "maps", False) for d in cls.facts.get("decorators", ()))
    return True


def is_table_model(cls: ClassValue) -> bool:
    """A SQLModel with `table=True`, as a keyword or in its model_config."""
    if cls.keywords.get("table") is True:
        return True
    config = cls.names.get("model_config")
    if isinstance(config, dict) and config.get("table") is True:
        return True
    kwargs = getattr(config, "kwargs", None)
    return isinstance(kwargs, dict) and kwargs.get("table") is True


def mapped_ancestors(machine: Any, cls: ClassValue) -> list[ClassValue]:
    """The mapped classes that it inherits from, nearest first."""
    return [b for b in cls.mro[1:] if isinstance(b, ClassValue) and is_mapped(machine, b)]


def type_map_of(cls: ClassValue) -> dict[Any, Any]:
    """The `type_annotation_map` that holds for the class: of its base, or its registry."""
    for base in cls.mro:
        if isinstance(base, ClassValue):
            own = base.names.get("type_annotation_map")
            if isinstance(own, dict):
                return own
            registries = [base.names.get("registry", base.keywords.get("registry"))]
            registries += [getattr(decorator, "registry", None) for decorator in base.facts.get("decorators", ())]
            for registry in registries:
                found = getattr(registry, "type_map", None)
                if isinstance(found, dict):
                    return found
    return {}


def declared(machine: Any, cls: ClassValue, name: str) -> Any:
    """The value of a special attribute (`__tablename__`, `__table_args__`) as declarative sees it for the class; None where it has none.

    It comes from the class itself, a mixin or an abstract class; from a mapped ancestor only where that declares it by declared_attr
    (sqlalchemy/orm/decl_base.py, _scan_attributes).
    """
    for base in cls.mro:
        if not isinstance(base, ClassValue):
            if isinstance(base, Unknown):
                return base
            continue
        if name not in base.names:
            continue
        value = base.names[name]
        inherited = base is not cls and is_mapped(machine, base)
        if isinstance(value, Function):
            if inherited and not value.is_decorated("declared_attr"):
                continue
            return machine.ask(value, [cls], Unknown(f"what '{name}' of {cls.name} gives is not followed", cls.place.anchor))
        if inherited:
            continue
        return value
    return None
