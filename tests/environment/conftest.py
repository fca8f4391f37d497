"""An env.py in two readings: really run by Alembic, which tells what it was configured with; and read by us."""

from __future__ import annotations

import importlib
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
import sqlmodel
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic_ls.environment.filters import name_filter, object_filter
from alembic_ls.environment.reader import EnvironmentReading, read_environment
from alembic_ls.interpret.finder import Finder
from alembic_ls.interpret.machine import Machine
from alembic_ls.models.libraries import install
from alembic_ls.schema.tables import Schema
from alembic_ls.schema.unknown import Unknown
from alembic_ls.workspace.discover import find_environments
from alembic_ls.workspace.environment import Said
from alembic_ls.workspace.files import Files

OPTIONS = (
    "compare_type",
    "compare_server_default",
    "include_schemas",
    "render_as_batch",
    "version_table",
    "version_table_schema",
)
INI = "[alembic]\nscript_location = %(here)s/alembic\nsqlalchemy.url = sqlite://\nprepend_sys_path = .\n"


class Ours(NamedTuple):
    """What we read: env.py itself, the schema of its metadata, and the machine, to run its filters."""

    reading: EnvironmentReading
    schema: Schema
    machine: Machine

    def includes(self, kind: str, value: Any, name: str, reflected: bool = False) -> Any:
        """What env.py's include_object answers."""
        ask = object_filter(self.machine, self.reading.include_object)
        return True if ask is None else ask(value, name, kind, reflected, None)

    def includes_name(self, name: str | None, kind: str, parents: dict[str, str | None]) -> Any:
        """What env.py's include_name answers."""
        ask = name_filter(self.machine, self.reading.include_name)
        return True if ask is None else ask(name, kind, parents)


def read_project(root: Path, dialect: str = "sqlite") -> Ours:
    """Reads the project in `root`, whose alembic.ini names the environment."""
    found = find_environments(str(root), Said(dialects=(dialect,)))
    assert len(found.environments) == 1, found
    at = found.environments[0]
    machine = Machine(Files(), Finder(at.import_roots, at.site_packages))
    mapper = install(machine, dialect, dict(at.libraries.versions))
    reading = read_environment(machine, mapper, at.env_py, at.options, at.section, at.config)
    return Ours(reading, mapper.schema(list(reading.metadata)), machine)


def write(root: Path, source: str, ini: str = INI) -> None:
    """Writes env.py, and the files that follow it after lines `# file: PATH`."""
    parts = re.split(r"^# file: (\S+)\n", source, flags=re.MULTILINE)
    for path, text in [("alembic/env.py", parts[0]), ("alembic.ini", ini), *zip(parts[1::2], parts[2::2], strict=True)]:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    (root / "alembic/versions").mkdir(exist_ok=True)
    (root / "alembic/script.py.mako").write_text("")


@contextmanager
def run(root: Path) -> Iterator[dict[str, Any]]:
    """The keywords of the last `context.configure` of the env.py, really run; nothing of it is left in the process afterwards."""
    told: list[dict[str, Any]] = []
    configure = EnvironmentContext.configure

    def record(self: EnvironmentContext, connection: Any = None, **keywords: Any) -> None:
        told.append(keywords)
        configure(self, connection, **keywords)

    before = set(sys.modules)
    path = list(sys.path)
    importlib.invalidate_caches()
    try:
        with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
            warnings.simplefilter("ignore")
            patch.chdir(root)
            patch.setattr(EnvironmentContext, "configure", record)
            config = Config(str(root / "alembic.ini"))
            sys.path.insert(0, str(root))
            script = ScriptDirectory.from_config(config)
            with EnvironmentContext(config, script, fn=lambda *_: []):
                script.run_env()
        yield told[-1]
    finally:
        sys.path[:] = path
        for name in set(sys.modules) - before:
            if str(root) in str(getattr(sys.modules[name], "__file__", None) or str(root)):
                del sys.modules[name]
        sa.orm.clear_mappers()
        sqlmodel.SQLModel.metadata.clear()
        sqlmodel.main.default_registry._class_registry.clear()


@pytest.fixture
def same_as_alembic(tmp_path: Path) -> Callable[..., Ours]:
    """Writes a project, runs its env.py and reads it: metadata's tables, options, and the answers of the filters must be the same."""

    def check(source: str, ini: str = INI) -> Ours:
        write(tmp_path, source, ini)
        ours = read_project(tmp_path)
        with run(tmp_path) as told:
            target = told.get("target_metadata")
            metadatas = target if isinstance(target, (list, tuple)) else [target]
            tables = {table.key: table for metadata in metadatas for table in metadata.tables.values()}
            assert sorted(ours.schema.tables) == sorted(tables), (ours.reading.unknown, ours.machine.notes)
            assert not ours.schema.unknown, ours.schema.unknown
            assert not ours.reading.unknown, ours.reading.unknown
            assert {
                k: v for k, v in ours.reading.options.items() if k in OPTIONS and not callable(v) and not hasattr(v, "name")
            } == {k: v for k, v in told.items() if k in OPTIONS and not callable(v)}
            _same_filters(ours, told, tables)
        return ours

    return check


def _same_filters(ours: Ours, told: dict[str, Any], tables: dict[str, sa.Table]) -> None:
    by_object = told.get("include_object") or (lambda *_: True)
    by_name = told.get("include_name") or (lambda *_: True)
    for key, table in tables.items():
        our_table = ours.schema.tables[key]
        for reflected in (False, True):
            seen = sa.Table(table.name, sa.MetaData(), schema=table.schema) if reflected else table
            expected = bool(by_object(seen, str(table.name), "table", reflected, None))
            assert ours.includes("table", our_table, str(table.name), reflected) is expected, (key, reflected)
        parents = {"schema_name": table.schema, "table_name": str(table.name), "schema_qualified_table_name": key}
        assert ours.includes_name(str(table.name), "table", {"schema_name": table.schema}) is bool(
            by_name(table.name, "table", {"schema_name": table.schema})
        ), key
        assert ours.includes_name(table.schema, "schema", {}) is bool(by_name(table.schema, "schema", {}))
        for column in table.columns:
            ours_says = ours.includes("column", (our_table.columns[column.name], our_table), str(column.name))
            assert ours_says is bool(by_object(column, column.name, "column", False, None)), column
            assert ours.includes_name(str(column.name), "column", parents) is bool(by_name(column.name, "column", parents)), (
                column
            )
        for index in our_table.indexes:
            really = next(i for i in table.indexes if i.name == index.name)
            assert ours.includes("index", (index, our_table), str(index.name)) is bool(
                by_object(really, index.name, "index", False, None)
            ), index


def is_unknown(value: Any) -> bool:
    """Whether a filter's answer was not followed."""
    return isinstance(value, Unknown)


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Ours]:
    """Writes a project and reads it."""

    def make(source: str, ini: str = INI) -> Ours:
        write(tmp_path / "project", source, ini)
        return read_project(tmp_path / "project")

    return make
