"""One path for each name of the libraries that are recognised, wherever it was imported from."""

from __future__ import annotations

from functools import lru_cache

# Known by what they mean, never read or run.
KNOWN = frozenset(
    "sqlalchemy sqlmodel alembic pydantic pydantic_settings pydantic_core typing_extensions flask_sqlalchemy flask_migrate flask fastapi "
    "starlette flask_sqlalchemy_lite numpy pandas setuptools pytest annotated_types email_validator packaging lazy_object_proxy".split()
)

_SQLMODEL_OWN = frozenset(
    "SQLModel Field Relationship AutoString Session select create_engine FieldInfo RelationshipInfo GUID Uuid UTCDateTime NaiveDatetime".split()
)
_ORM = frozenset(
    """DeclarativeBase DeclarativeBaseNoMeta MappedAsDataclass Mapped mapped_column relationship declarative_base declared_attr registry
    column_property synonym composite deferred Session sessionmaker scoped_session backref declarative_mixin as_declarative
    WriteOnlyMapped DynamicMapped query_expression column_property configure_mappers mapper DeclarativeMeta validates foreign remote
    has_inherited_table add_mapped_attribute clear_mappers object_session reconstructor aliased joinedload selectinload""".split()
)
_POSTGRESQL = "sqlalchemy.dialects.postgresql."


@lru_cache(maxsize=4096)
def canonical(path: str) -> str:
    """The one path under which a library's name is recognised.

    `sqlalchemy.sql.sqltypes.String` and `sqlmodel.String` → `sqlalchemy.String`; `sqlalchemy.ext.declarative.declarative_base` →
    `sqlalchemy.orm.declarative_base`; `sqlalchemy.dialects.postgresql.json.JSONB` → `sqlalchemy.dialects.postgresql.JSONB`.
    A path that is not one of those comes back as it is.
    """
    root, _, rest = path.partition(".")
    if not rest:
        return path
    name = rest.rpartition(".")[2]
    if root == "sqlmodel":
        if name in _SQLMODEL_OWN and rest.count(".") <= 2:
            return f"sqlmodel.{name}"
        if rest.partition(".")[0] in _SQLMODEL_OWN:
            return path
        if rest in ("sql", "main", "sql.sqltypes", "sql.expression", "orm", "ext", "ext.asyncio"):
            return path
        return canonical(f"sqlalchemy.{name}")
    if root == "sqlalchemy":
        return _sqlalchemy(rest, name)
    if root == "typing_extensions":
        return f"typing.{name}"
    if root == "builtins" and name in ("UnionType",):
        return "types.UnionType"
    return path


def _sqlalchemy(rest: str, name: str) -> str:
    parts = rest.split(".")
    if parts[0] == "dialects":
        if len(parts) > 2 and (name[:1].isupper() or name in ("insert", "array", "aggregate_order_by")):
            return f"sqlalchemy.dialects.{parts[1]}.{name}"
        return f"sqlalchemy.{rest}"
    if parts[0] == "func" or "func" in parts:
        return ".".join(["sqlalchemy", *parts[parts.index("func") :]])
    if parts[:-1] == ["sql", "functions"] and name.islower() and name != "register_function":
        return f"sqlalchemy.func.{name}"
    if name in _ORM:
        return f"sqlalchemy.orm.{name}"
    if (
        len(parts) > 1
        and parts[0] in ("schema", "types", "sql", "sqltypes", "engine", "event", "inspection", "pool")
        and not _is_module(rest)
    ):
        return f"sqlalchemy.{name}"
    return f"sqlalchemy.{rest}"


def _is_module(rest: str) -> bool:
    return rest in (
        "sql.schema",
        "sql.sqltypes",
        "sql.expression",
        "sql.elements",
        "sql.functions",
        "sql.type_api",
        "engine.reflection",
        "engine.base",
        "engine.url",
        "sql.ddl",
        "sql.naming",
        "sql.selectable",
        "engine.interfaces",
        "engine.default",
    )
