"""Type values of the source, `String(50)`, `JSON().with_variant(JSONB, "postgresql")`, a TypeDecorator of the project, to a Type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.declare.decorators import compiled, compiled_library_type, decorator_type
from alembic_ls.interpret.values import Call, ClassValue, EnumMember, Generic, Host, Instance, Member, Spread, Symbol
from alembic_ls.schema.types import Type, make_type
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

# The positional parameters of SQLAlchemy's type constructors, those that decide DDL under the names of schema.types.
_TEXT_PARAMETERS = ("length", "collation")
_PARAMETERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("String", "Text", "Unicode", "UnicodeText", "VARCHAR", "NVARCHAR", "CHAR", "NCHAR", "TEXT", "CLOB"), _TEXT_PARAMETERS),
    **dict.fromkeys(("Numeric", "NUMERIC", "DECIMAL"), ("precision", "scale", "", "")),
    **dict.fromkeys(("Float", "FLOAT", "REAL", "Double", "DOUBLE", "DOUBLE_PRECISION"), ("precision", "", "")),
    **dict.fromkeys(("DateTime", "TIMESTAMP", "DATETIME", "Time", "TIME"), ("timezone",)),
    **dict.fromkeys(("LargeBinary", "BINARY", "VARBINARY", "BLOB"), ("length",)),
    **dict.fromkeys(("ARRAY", "postgresql.ARRAY"), ("item", "", "dimensions")),
    "Interval": ("native", "second_precision", "day_precision"),
    "Boolean": ("create_constraint", "name"),
    **dict.fromkeys(("Uuid", "UUID"), ("", "native_uuid")),
    "JSON": (),
    "postgresql.TIMESTAMP": ("timezone", "precision"),
    "postgresql.DOMAIN": ("name", ""),
    "postgresql.TIME": ("timezone", "precision"),
    "postgresql.INTERVAL": ("precision", "fields"),
    "postgresql.BIT": ("length", "varying"),
    "postgresql.UUID": ("",),
    "postgresql.BYTEA": ("length",),
    "mysql.VARCHAR": ("length",),
    "mysql.CHAR": ("length",),
    **dict.fromkeys(("mysql.INTEGER", "mysql.BIGINT", "mysql.SMALLINT", "mysql.TINYINT", "mysql.MEDIUMINT"), ("display_width",)),
    **dict.fromkeys(("mysql.NUMERIC", "mysql.DECIMAL", "mysql.DOUBLE", "mysql.FLOAT", "mysql.REAL"), ("precision", "scale", "")),
    **dict.fromkeys(("mysql.DATETIME", "mysql.TIMESTAMP", "mysql.TIME"), ("timezone", "fsp")),
    **dict.fromkeys(("mysql.BIT", "mysql.TEXT", "mysql.BLOB"), ("length",)),
    "mysql.YEAR": ("display_width",),
}  # fmt: skip
# Keywords that decide DDL, of any type that has them.
_KEYWORDS = frozenset(
    """length collation precision scale timezone dimensions native second_precision day_precision native_uuid display_width unsigned zerofill
    fsp fields varying charset national binary ascii unicode create_constraint name native_enum schema create_type inherit_schema""".split()
)
_PLAIN = frozenset(
    """String Text Unicode UnicodeText VARCHAR NVARCHAR CHAR NCHAR TEXT CLOB Numeric NUMERIC DECIMAL Float FLOAT REAL Double DOUBLE
    DOUBLE_PRECISION DateTime TIMESTAMP DATETIME Time TIME Date DATE LargeBinary BINARY VARBINARY BLOB ARRAY Interval Boolean BOOLEAN Uuid
    UUID JSON Integer INTEGER INT BigInteger BIGINT SmallInteger SMALLINT Enum PickleType NullType""".split()
)
# Types of other libraries whose DDL is a word and its argument (pgvector.sqlalchemy: VECTOR(3)).
_THIRD_PARTY = {
    "pgvector.sqlalchemy.Vector": "VECTOR",
    "pgvector.sqlalchemy.VECTOR": "VECTOR",
    "pgvector.sqlalchemy.HALFVEC": "HALFVEC",
    "pgvector.sqlalchemy.SPARSEVEC": "SPARSEVEC",
}


def type_of(machine: Machine, value: Any, dialect: str) -> Type | Unknown:
    """The Type that `value` is for `dialect`: decorators and variants resolved. Unknown where it could not be followed."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Type):
        return value
    if isinstance(value, Symbol):
        return _of_library(machine, value.path, [], {}, dialect)
    if isinstance(value, Call):
        return _of_call(machine, value, dialect)
    if isinstance(value, Generic):
        return type_of(machine, value.origin, dialect)
    if isinstance(value, ClassValue):
        instance = machine.ask(value, [], _unknown(value))
        return type_of(machine, instance, dialect) if isinstance(instance, Instance) else _unknown(value)
    if isinstance(value, Instance):
        return _of_instance(machine, value, dialect)
    if isinstance(value, Host) and (declared := getattr(value, "type_value", None)) is not None:
        return type_of(machine, declared, dialect)
    if isinstance(value, Host) and (column := getattr(value, "column_type", None)) is not None:
        return column if isinstance(column, (Type, Unknown)) else _unknown(value)
    return _unknown(value)


def _unknown(value: Any) -> Unknown:
    place = getattr(value, "place", None)
    name = value.path if isinstance(value, (Symbol, Call)) and value.path else getattr(value, "name", None) or "this"
    return Unknown(f"the type {name} is not known", place.anchor if place is not None else None)


def _of_call(machine: Machine, value: Call, dialect: str) -> Type | Unknown:
    if isinstance(value.func, Symbol):
        return _of_library(machine, value.path, value.args, value.kwargs, dialect, value)
    if isinstance(value.func, Member):
        return _of_method(machine, value.func, value, dialect)
    return _unknown(value)


def written_as(machine: Machine, visited: str, value: Any, dialect: str) -> str | Unknown:
    """What the dialect's compiler writes where it visits a type as one of another name, `JSON` or `big_integer`, of SQLAlchemy's own."""
    from alembic_ls.dialects.ddl import ddl

    name = visited if visited.isupper() else "".join(word.title() for word in visited.split("_"))
    name = "DateTime" if name == "Datetime" else name
    args, kwargs = (value.args, value.kwargs) if isinstance(value, Call) else ([], {})
    if name in ("JSON", "Uuid", "UUID"):
        args, kwargs = [], {}  # those of another type say nothing of it
    elif not isinstance(value, (Call, Symbol)):
        return Unknown(f"what the compiler writes for {visited} is not followed")
    known = {key: value for key, value in kwargs.items() if key in ("length", "precision", "scale", "timezone")}
    compiled, machine.compiled = machine.compiled, {}
    found = _of_library(machine, f"sqlalchemy.{name}", args, known, dialect)  # as SQLAlchemy itself writes it
    machine.compiled = compiled
    text = ddl(found, dialect) if isinstance(found, Type) else None
    return text if text is not None else Unknown(f"what the compiler writes for {visited} is not followed")


def _of_method(machine: Machine, method: Member, value: Call, dialect: str) -> Type | Unknown:
    if method.name == "with_variant":
        names = value.args[1:] or [value.kwargs.get("dialect_name")]
        if any(type(n) is not str for n in names) or not value.args:
            return _unknown(value)
        if dialect in names or (dialect == "mysql" and "mariadb" in names):
            return type_of(machine, value.args[0], dialect)
        return type_of(machine, method.owner, dialect)
    if method.name == "as_mutable" and value.args:
        return type_of(machine, value.args[0], dialect)
    if method.name in ("copy", "adapt", "evaluates_none", "as_generic", "with_default"):
        return type_of(machine, method.owner, dialect)
    return _unknown(value)


def compiled_name(path: str) -> str:
    """The name under which it is noted down how a library's type is written: that of its class, which may have several paths."""
    name = canonical_name(path)
    return "UUID" if name == "postgresql.UUID" else name or path


def canonical_name(path: str) -> str | None:
    """The name in `schema.types` of a library's type: `sqlalchemy.dialects.postgresql.JSONB` → `postgresql.JSONB`."""
    if path.startswith("sqlalchemy.dialects."):
        dialect, _, name = path[len("sqlalchemy.dialects.") :].partition(".")
        if not name or "." in name or not name[:1].isupper():
            return None
        if (
            f"{dialect}.{name}" not in _PARAMETERS
            and name in _PLAIN
            and dialect != "mysql"
            and name not in ("DATETIME", "DATE", "TIME", "JSON")
        ):
            return name
        return f"{dialect}.{name}"
    if path.startswith("sqlalchemy.") and path.count(".") == 1:
        name = path[len("sqlalchemy.") :]
        return name if name in _PLAIN else None
    return None


def _of_library(
    machine: Machine, path: str, args: list[Any], kwargs: dict[str, Any], dialect: str, origin: Call | None = None
) -> Type | Unknown:
    if path.startswith("sqlmodel."):
        return _of_sqlmodel(machine, path[9:], args, kwargs, dialect)
    if path.endswith(".as_mutable") and args:  # MutableDict.as_mutable(JSON)
        return type_of(machine, args[0], dialect)
    if path in _THIRD_PARTY:
        size = args[0] if args else kwargs.get("dim")
        shown = f"({size})" if type(size) is int else ""
        return make_type("Raw", ddl=_THIRD_PARTY[path] + shown, spelling=path + (shown or "()"))
    name = canonical_name(path)
    if (
        machine is not None
        and machine.compiled
        and (written := compiled_library_type(machine, compiled_name(path), origin or Symbol(path), dialect)) is not None
    ):
        return written if isinstance(written, Unknown) else make_type("Raw", ddl=written)
    if name is None:
        return Unknown(f"the type {path} is not known", origin.anchor if origin is not None else None)
    if name in ("Enum", "postgresql.ENUM"):
        return _enum(machine, args, kwargs, name)
    if name == "mysql.ENUM":
        values = tuple(a for a in args if type(a) is str)
        return make_type(name, values=values) if len(values) == len(args) else Unknown("the values of this enum are not known")
    if name == "PickleType":
        impl = kwargs.get("impl")
        return type_of(machine, impl, dialect) if impl is not None else make_type("LargeBinary")
    arguments: dict[str, Any] = {}
    for parameter, value in zip(_PARAMETERS.get(name, ()), args):
        if parameter:
            arguments[parameter] = value
    if "item_type" in kwargs:
        arguments["item"] = kwargs["item_type"]
    arguments.update({k: v for k, v in kwargs.items() if k in _KEYWORDS})
    if "item" in arguments:
        item = type_of(machine, arguments["item"], dialect)
        if isinstance(item, Unknown):
            return item
        arguments["item"] = item
    if isinstance(arguments.get("collation"), Unknown):
        del arguments["collation"]  # which is not compared
    is_told = "length" in arguments and _PARAMETERS.get(name) == _TEXT_PARAMETERS  # all that a text's type is compared by
    if any(isinstance(a, Spread) for a in args) or ("**" in kwargs and not is_told):
        return Unknown("the arguments of this type are not known", origin.anchor if origin is not None else None)
    for value in arguments.values():
        if isinstance(value, Unknown):
            return value
        if not isinstance(value, (str, int, float, bool, type(None), Type)):
            return Unknown("an argument of this type is not known", origin.anchor if origin is not None else None)
    if name == "Boolean" or not arguments.get("create_constraint", True):
        arguments = {k: v for k, v in arguments.items() if k == "create_constraint" and v}
    return make_type(name, **{k: v for k, v in arguments.items() if v is not False or k in ("native", "native_uuid")})


def _of_sqlmodel(machine: Machine, name: str, args: list[Any], kwargs: dict[str, Any], dialect: str) -> Type | Unknown:
    """SQLModel's own types (sqlmodel/sql/sqltypes.py)."""
    if name == "AutoString":
        length = args[0] if args else kwargs.get("length")
        if isinstance(length, Unknown):
            return length
        if length is None and dialect in ("mysql", "mariadb"):
            length = 255
        return make_type("String", spelling="sqlmodel.sql.sqltypes.AutoString()", length=length)
    if name == "GUID":  # until 0.0.14
        return make_type("postgresql.UUID") if dialect == "postgresql" else make_type("CHAR", length=32)
    if name == "UTCDateTime":
        return make_type("DateTime", spelling="sqlmodel.sql.sqltypes.UTCDateTime()", timezone=True)
    if name == "Uuid":
        return make_type("Uuid")
    return Unknown(f"the type sqlmodel.{name} is not known")


def _enum(machine: Machine, args: list[Any], kwargs: dict[str, Any], name: str) -> Type | Unknown:
    """`Enum(MyEnum, …)` or `Enum("a", "b", name=…)` (sqlalchemy/sql/sqltypes.py, Enum._enum_init)."""
    values: Any
    type_name = kwargs.get("name")
    if len(args) == 1 and isinstance(args[0], (ClassValue, Generic)):
        cls = args[0] if isinstance(args[0], ClassValue) else args[0].origin
        members = machine.enum_members(cls) if isinstance(cls, ClassValue) else None
        if members is None:
            return _literal_values(args[0], kwargs) or Unknown("the members of this enum are not known")
        callable_ = kwargs.get("values_callable")
        values = (
            list(members)
            if callable_ is None
            else machine.ask(callable_, [cls], Unknown("what values_callable gives is not followed"))
        )
        if type_name is None and "name" not in kwargs:
            type_name = cls.name.lower()
    else:
        values = args[0] if len(args) == 1 and type(args[0]) in (list, tuple) else args
    if isinstance(values, Unknown):
        known: Any = values
    else:
        plain = [v.value if type(v) is EnumMember and v.mixes_in_value else v for v in values]
        doubt = next((v.value if isinstance(v, Spread) else v for v in plain if isinstance(v, (Unknown, Spread))), None)
        known = (
            doubt
            if doubt is not None
            else tuple(plain)
            if all(type(v) is str for v in plain)
            else Unknown("the values of this enum are not known")
        )
    if isinstance(type_name, Unknown):
        return type_name
    options = {
        k: kwargs.get(k) for k in ("native_enum", "schema", "create_type", "inherit_schema", "length", "create_constraint")
    }
    if options["schema"] is None:
        options["schema"] = getattr(kwargs.get("metadata"), "default_schema", None)
    doubt = next((v for v in options.values() if isinstance(v, Unknown)), None)
    if doubt is not None:
        return doubt
    if options["native_enum"] is True or name == "postgresql.ENUM":
        options["native_enum"] = None
    if not options["create_constraint"]:
        options["create_constraint"] = None
    if options["create_type"] is True:
        options["create_type"] = None
    pairs = sorted((k, v) for k, v in {**options, "values": known, "name": type_name}.items() if v is not None)
    return Type("Enum", tuple(pairs))


def _literal_values(value: Any, kwargs: dict[str, Any]) -> Type | None:
    """`Enum(Literal["a", "b"])`."""
    if (
        isinstance(value, Generic)
        and isinstance(value.origin, Symbol)
        and value.origin.path == "typing.Literal"
        and all(type(a) is str for a in value.args)
    ):
        options = [("native_enum", False)] if kwargs.get("native_enum") is False else []
        name = kwargs.get("name")
        return Type("Enum", tuple(sorted([*options, ("values", value.args), *([("name", name)] if name else [])])))
    return None


_LITERALS = (str, int, float, bool, type(None))


def _spelled(name: str, args: list[Any], kwargs: dict[str, Any]) -> str | None:
    """The call that makes the type, for whoever writes it; None where it takes more than literals."""
    if any(type(value) not in _LITERALS for value in (*args, *kwargs.values())):
        return None
    return f"{name}({', '.join([*map(repr, args), *(f'{key}={value!r}' for key, value in kwargs.items())])})"


def _of_instance(machine: Machine, value: Instance, dialect: str) -> Type | Unknown:
    """A type that the project (or a library whose source was read) defines."""
    cls = value.cls
    args, kwargs = value.attributes.get("()", ([], {}))
    spelling = _spelled(f"{cls.module.name}.{cls.name}", *value.attributes.get("made with", (args, kwargs)))
    spec = cls.lookup("get_col_spec")
    if spec is not None:
        text = machine.ask(spec[0], [value], _unknown(value.cls))
        return make_type("Raw", ddl=text, spelling=spelling) if type(text) is str else _unknown(value.cls)
    written = compiled(machine, value, dialect)
    if written is not None:
        return written if isinstance(written, Unknown) else make_type("Raw", ddl=written, spelling=spelling)
    if cls.inherits("sqlalchemy.TypeDecorator", "sqlalchemy.types.TypeDecorator"):
        impl = decorator_type(machine, value, args, kwargs, dialect)
        found = type_of(machine, impl, dialect)
        return found._replace(spelling=spelling) if isinstance(found, Type) else found
    for base in cls.mro[1:]:
        if isinstance(base, Symbol) and (canonical_name(base.path) or base.path.startswith("sqlmodel.")):
            found = _of_library(machine, base.path, args, kwargs, dialect)
            return found._replace(spelling=spelling) if isinstance(found, Type) else found
        if isinstance(base, Unknown):
            return base
    return _unknown(cls)
