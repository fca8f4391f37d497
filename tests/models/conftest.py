"""Models in two readings: really imported, and told by SQLAlchemy's own MetaData; and read by us. Facts of both, to be equal."""

from __future__ import annotations

import importlib
import itertools
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import sqlmodel
from alembic_ls.dialects.ddl import ddl
from alembic_ls.interpret.attributes import attribute_of
from alembic_ls.interpret.finder import Finder
from alembic_ls.interpret.machine import Machine
from alembic_ls.models.libraries import install
from alembic_ls.models.metadata import MetaDataHost
from alembic_ls.schema.tables import Column, Default, Index, Table
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.workspace.files import Files
from alembic_ls.workspace.libraries import release
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.ext.compiler import deregister
from sqlalchemy.sql.naming import _constraint_name_for_table

DIALECTS: dict[str, Any] = {"postgresql": postgresql.dialect, "sqlite": sqlite.dialect, "mysql": mysql.dialect}
VERSIONS = {name: release(version(name)) for name in ("sqlalchemy", "sqlmodel")}
_MODULE = "models"
_HOLDERS = ("metadata", "Base", "db", "SQLModel")  # names of the module that lead to its MetaData, the first that is there
_CONVENTION = dict(sqlmodel.SQLModel.metadata.naming_convention)
_numbers = itertools.count()

Facts = dict[str, Any]  # "table.column type" and the like → the fact
Same = Callable[..., None]


@pytest.fixture
def same_as_sqlalchemy(tmp_path: Path) -> Iterator[Same]:
    """A check that a module `models`, and others split off by lines `# file: PATH`, are read as SQLAlchemy has them, for each dialect.

    `only` names a dialect for which alone that is checked, where it is one; `unknown` are the facts that may be, and then must be, Unknown to us: keys of Facts, as patterns of `re.fullmatch`.
    """
    return lambda source, unknown=(), only="": check(tmp_path / str(next(_numbers)), source, unknown, only)  # type: ignore[return-value]


@pytest.fixture
def as_read(tmp_path: Path) -> Callable[[str, str], Facts]:
    """The facts of a module that SQLAlchemy itself would not write for the dialect, as we read it."""

    def facts(source: str, dialect: str) -> Facts:
        write(tmp_path, source)
        return read(tmp_path, dialect)

    return facts


def check(folder: Path, source: str, unknown: tuple[str, ...] = (), only: str = "") -> None:
    """See `same_as_sqlalchemy`."""
    write(folder, source)
    with imported(folder) as metadata:
        never = list(unknown)
        for name in (only,) if only in DIALECTS else DIALECTS:
            dialect = DIALECTS[name]
            truth = facts_of_metadata(metadata, dialect())
            ours = read(folder, name)
            silent = {key for key, fact in ours.items() if isinstance(fact, Unknown)}
            allowed = {key for key in truth.keys() | ours.keys() if any(re.fullmatch(pattern, key) for pattern in unknown)}
            wrong = {
                key: (f"SQLAlchemy has {truth.get(key)!r}", f"we read {ours.get(key)!r}")
                for key in sorted(truth.keys() | ours.keys())
                if key not in silent and truth.get(key) != ours.get(key) and not _is_within(key, silent)
            }
            assert not wrong, f"for {name}"
            assert {k: ours[k] for k in silent - allowed} == {}, f"for {name}: not followed"
            never = [pattern for pattern in never if not any(re.fullmatch(pattern, key) for key in silent)]
        assert not never, "followed after all"


def _is_within(key: str, silent: set[str]) -> bool:
    """Whether a missing fact is one of those of which there may be more."""
    return "unknown" in silent or key.partition(".")[0] + " columns" in silent


def write(folder: Path, source: str) -> None:
    """Writes a project of one or several modules."""
    parts = re.split(r"^# file: (\S+)\n", source, flags=re.MULTILINE)
    for path, text in [(f"{_MODULE}.py", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]:
        if text.strip():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)


def _subclasses(cls: type) -> Iterator[type]:
    for each in cls.__subclasses__():
        yield each
        yield from _subclasses(each)


class imported:
    """The MetaData of the module, really imported; afterwards nothing of it is left in the process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> sa.MetaData:
        self.before = set(sys.modules)
        sys.path.insert(0, str(self.folder))
        importlib.invalidate_caches()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                module = importlib.import_module(_MODULE)
                sa.orm.configure_mappers()
        except BaseException:
            self.__exit__()
            raise
        holder = next(getattr(module, name) for name in _HOLDERS if hasattr(module, name))
        return holder if isinstance(holder, sa.MetaData) else holder.metadata

    def __exit__(self, *_: object) -> None:
        sys.path.remove(str(self.folder))
        for name in set(sys.modules) - self.before:
            if getattr(sys.modules[name], "__file__", None) is None or str(self.folder) in str(sys.modules[name].__file__):
                del sys.modules[name]
        for cls in _subclasses(sa.types.TypeEngine):
            if cls.__module__.startswith("sqlalchemy.") and "_compiler_dispatcher" in vars(cls):
                deregister(cls)  # what `@compiles` did to it
        sa.orm.clear_mappers()
        sqlmodel.SQLModel.metadata.clear()
        sqlmodel.SQLModel.metadata.naming_convention = _CONVENTION
        sqlmodel.SQLModel.metadata.schema = None
        sqlmodel.main.default_registry._class_registry.clear()


def read(folder: Path, dialect: str, versions: dict[str, tuple[int, ...]] | None = None) -> Facts:
    """The facts of the module as we read it."""
    machine = Machine(Files(), Finder((str(folder),), tuple(p for p in sys.path if p.endswith("site-packages"))))
    mapper = install(machine, dialect, versions or VERSIONS)
    module = machine.module(_MODULE)
    assert module is not None and not isinstance(module, Unknown)
    for name in _HOLDERS:
        value = attribute_of(machine, module, name)
        if isinstance(value, Unknown) or not hasattr(value, "__class__") or repr(value) == "MISSING":
            continue
        holder = value if isinstance(value, MetaDataHost) else attribute_of(machine, value, "metadata")
        assert isinstance(holder, MetaDataHost), (name, value, holder, machine.notes)
        schema = mapper.schema([holder])
        facts = facts_of_schema(schema.tables.values(), dialect)
        if schema.unknown:
            facts["unknown"] = schema.unknown[0]
        return facts
    raise AssertionError(f"no metadata found: {machine.notes}")


# The truth


def facts_of_metadata(metadata: sa.MetaData, dialect: Any) -> Facts:
    """What SQLAlchemy's tables say."""
    facts: Facts = {}
    for table in metadata.tables.values():
        key = table.key
        facts[key] = True
        for column in table.columns:
            facts.update({f"{key}.{column.name} {what}": fact for what, fact in _column(column, dialect).items()})
        facts[f"{key} comment"] = table.comment
        facts[f"{key} primary_key"] = ([c.name for c in table.primary_key.columns], _name(table.primary_key))
        of_kind: dict[str, list[Any]] = {"foreign_keys": [], "uniques": [], "checks": [], "indexes": []}
        for constraint in [*table.constraints, *(c for column in table.columns for c in column.constraints)]:
            if isinstance(constraint, sa.ForeignKeyConstraint):
                refers = [_target(element) for element in constraint.elements]
                actions = (constraint.ondelete, constraint.onupdate, constraint.deferrable, constraint.initially)
                columns = [c.name for c in constraint.columns]
                of_kind["foreign_keys"].append((columns, refers, _name(constraint), *actions))
            elif isinstance(constraint, sa.UniqueConstraint):
                options = (constraint.deferrable, constraint.initially)
                of_kind["uniques"].append(([c.name for c in constraint.columns], _name(constraint), *options))
            elif isinstance(constraint, sa.CheckConstraint) and not getattr(constraint, "_type_bound", False):
                of_kind["checks"].append((_name(constraint), _plain(_sql(constraint.sqltext, dialect))))
        for index in table.indexes:
            of_kind["indexes"].append(_index(index, dialect))
        facts.update({f"{key} {what}": sorted(found, key=repr) for what, found in of_kind.items()})
    return facts


def _name(constraint: Any) -> str | None:
    table = constraint.parent if isinstance(constraint.parent, sa.Table) else constraint.parent.table
    name = _constraint_name_for_table(constraint, table) or constraint.name
    return str(name) if isinstance(name, str) else None


def _target(element: sa.ForeignKey) -> str:
    try:
        return f"{element.column.table.key}.{element.column.name}"
    except sa.exc.NoReferenceError:
        return element.target_fullname


def _column(column: sa.Column[Any], dialect: Any) -> dict[str, Any]:
    compiler = dialect.ddl_compiler(dialect, None)
    default = None
    if column.server_default is not None and not isinstance(column.server_default, (sa.Computed, sa.Identity)):
        default = compiler.get_column_default_string(column)
    computed = column.computed and (_plain(_sql(column.computed.sqltext, dialect)), column.computed.persisted)
    return {
        "type": _type(column.type, dialect),
        "nullable": column.nullable,
        "default": default if default is None else default.replace("%%", "%") if default.startswith("'") else _plain(default),
        "comment": column.comment,
        "computed": computed,
        "identity": column.identity and bool(column.identity.always),
        "values": _values(column.type, dialect),
    }


def _type(found: Any, dialect: Any) -> str | None:
    try:
        return str(found.compile(dialect=dialect))
    except (sa.exc.CompileError, sa.exc.UnsupportedCompilationError):
        return None


def _values(found: Any, dialect: Any) -> list[str] | None:
    found = found.dialect_impl(dialect)
    while isinstance(found, sa.types.TypeDecorator):
        found = found.impl_instance
    return list(found.enums) if isinstance(found, sa.Enum) else None


def _index(index: sa.Index, dialect: Any) -> tuple[Any, ...]:
    elements = []
    for expression in index.expressions:
        sql = _plain(_sql(expression, dialect))
        while isinstance(expression, sa.sql.elements.UnaryExpression) and expression.modifier is not None:
            expression = expression.element
        if dialect.name != "postgresql" and isinstance(expression, (sa.TextClause, sa.sql.elements._textual_label_reference)):
            elements.append(f"({sql})")  # which Alembic takes for no column
            continue
        if dialect.name != "postgresql":
            sql = re.sub(r"( desc| asc)?( nulls (first|last))?$", "", sql)
        if not isinstance(expression, sa.Column) and sql in index.table.columns:
            elements.append(sql)
        elif isinstance(expression, sa.Column) and (
            dialect.name != "postgresql" or sql.removesuffix(" asc") == expression.name.lower()
        ):
            elements.append(expression.name)  # Alembic looks at the order on PostgreSQL alone
        else:
            elements.append(f"({sql})")
    options = []
    for name, value in index.dialect_options.get(dialect.name, {}).items():
        if isinstance(value, sa.sql.elements.ClauseElement) or value not in (None, False, {}, [], ()):
            text = _plain(_sql(value, dialect)) if isinstance(value, sa.sql.elements.ClauseElement) else _listed(value)
            options.append((f"{dialect.name}_{name}", text))
    return (None if index.name is None else str(index.name), elements, bool(index.unique), sorted(options))


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((str(k), str(v)) for k, v in value.items())
    return [str(getattr(v, "name", v)) for v in value] if isinstance(value, (list, tuple)) else str(value)


def _sql(clause: Any, dialect: Any) -> str:
    if isinstance(clause, str):
        return clause
    return str(clause.compile(dialect=dialect, compile_kwargs={"literal_binds": True, "include_table": False}))


def _plain(sql: str) -> str:
    """An expression without what is but manner: quotes of names, spaces, brackets around the whole, escaped percent signs."""
    sql = re.sub(r"\s+", " ", sql.replace('"', "").replace("`", "").replace("%%", "%")).strip()
    while sql.startswith("(") and sql.endswith(")") and _is_one(sql):
        sql = sql[1:-1].strip()
    return sql.lower()


def _is_one(sql: str) -> bool:
    depth = 0
    for at, character in enumerate(sql):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return at == len(sql) - 1
    return False


# Ours


def facts_of_schema(tables: Any, dialect: str) -> Facts:
    """What our tables say, in the same words; Unknown what we could not follow."""
    facts: Facts = {}
    for table in tables:
        key = table.key
        facts[key] = table.unknown.get("table", True)
        for column in table.columns.values():
            facts.update({f"{key}.{column.name} {what}": fact for what, fact in _our_column(column, dialect).items()})
        facts[f"{key} comment"] = table.comment
        facts[f"{key} primary_key"] = (list(table.primary_key.columns), table.primary_key.name)
        facts.update({f"{key} {what}": sorted(found, key=repr) for what, found in _our_keys(table, dialect).items()})
        facts.update({f"{key} {aspect}": doubt for aspect, doubt in table.unknown.items() if aspect != "table"})
    return facts


def _our_keys(table: Table, dialect: str) -> dict[str, list[Any]]:
    return {
        "foreign_keys": [
            (list(k.columns), [f"{k.table}.{r}" for r in k.refers], k.name, k.ondelete, k.onupdate, k.deferrable, k.initially)
            for k in table.foreign_keys
        ],
        "uniques": [(list(k.columns), k.name, k.deferrable, k.initially) for k in table.uniques],
        "checks": [(k.name, _plain(k.sql or "")) for k in table.checks if not k.of_type],
        "indexes": [_our_index(k, dialect) for k in table.indexes],
    }


def _our_index(index: Index, dialect: str) -> tuple[Any, ...]:
    elements = [f"({_plain(c[1:-1])})" if c.startswith("(") else c for c in index.columns]
    options = []
    for name, value in index.options:
        if value not in (None, False, (), ""):
            options.append(
                (name, list(value) if isinstance(value, tuple) else _plain(str(value)) if "where" in name else str(value))
            )
    return (index.name, elements, index.unique, sorted(options))


def _our_column(column: Column, dialect: str) -> dict[str, Any]:
    default = column.server_default
    if isinstance(default, Default):
        if default.is_expression:
            default = default.text if default.text.startswith("'") else _plain(default.text)  # type: ignore[assignment]
        else:
            default = "'" + default.text.replace("'", "''") + "'"  # type: ignore[assignment]
    computed = column.computed
    identity = column.identity
    return {
        "type": ddl(column.type, dialect) if isinstance(column.type, Type) else column.type,
        "nullable": column.nullable,
        "default": default,
        "comment": column.comment,
        "computed": computed if computed is None or isinstance(computed, Unknown) else (_plain(computed.sql), computed.persisted),
        "identity": identity if identity is None or isinstance(identity, Unknown) else identity.always,
        **_our_values(column),
    }


def _our_values(column: Column) -> dict[str, Any]:
    found = column.type
    if isinstance(found, Unknown):
        return {}
    values = found.argument("values")
    return {"values": list(values) if isinstance(values, tuple) else values}
