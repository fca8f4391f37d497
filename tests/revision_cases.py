"""Cases of one revision: written as sections of a text, read by us and run by real Alembic."""

from __future__ import annotations

import re
import textwrap
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

EXPECTED = re.compile(r"#\s*expect:\s*([\w, -]+?)\s*$")
INI = "[alembic]\nscript_location = alembic\npath_separator = os\n"
ENV = """
from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=None)
with context.begin_transaction():
    context.run_migrations()
"""
HEAD = "from alembic import op\nimport sqlalchemy as sa\nfrom sqlalchemy.dialects import postgresql\n\n"


class Case(NamedTuple):
    name: str
    dialect: str
    proven: bool
    sections: dict[str, str]
    expected_at: dict[str, str]  # sections on whose own line a finding is expected


def read(file: Path) -> Iterator[Any]:
    """The sections of a file, once for each dialect that they name."""
    _, *texts = re.split(r"^=== ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for text in texts:
        title, _, body = text.partition("\n")
        name, dialects, *flags = (part.strip() for part in title.split("|"))
        sections: dict[str, str] = {}
        expected_at: dict[str, str] = {}
        for part in re.split(r"^--- ", body, flags=re.MULTILINE)[1:]:
            section, _, lines = part.partition("\n")
            section, _, expected = section.partition(": expect ")
            sections[section.strip()] = lines.strip("\n")
            if expected:
                expected_at[section.strip()] = expected.strip()
        for dialect in dialects.split():
            yield pytest.param(Case(name, dialect, not flags, sections, expected_at), id=f"{name}-{dialect}")


def write(case: Case, folder: Path) -> Counter[tuple[int, str]]:
    """The project of a case; which rules are expected on which lines of its second revision."""
    (folder / "alembic" / "versions").mkdir(parents=True)
    (folder / "alembic.ini").write_text(INI)
    (folder / "alembic" / "env.py").write_text(ENV)
    first = f"revision = 'r0'\ndown_revision = None\n\n\ndef upgrade():\n{_indented(case.sections['before'])}\n"
    first += "\n\ndef downgrade():\n    raise NotImplementedError('the beginning')\n"
    (folder / "alembic" / "versions" / "r0.py").write_text(HEAD + first)
    parts = [_header("revision = 'r1'", case.expected_at.get("header")) + "down_revision = 'r0'", case.sections.get("module", "")]
    for function in ("upgrade", "downgrade"):
        if function in case.sections:
            head = _header(f"def {function}():", case.expected_at.get(function))
            parts.append(head + _indented(case.sections[function]))
    text = HEAD + "\n\n".join(parts) + "\n"
    (folder / "alembic" / "versions" / "r1.py").write_text(text)
    expected: Counter[tuple[int, str]] = Counter()
    for number, line in enumerate(text.split("\n"), 1):
        if found := EXPECTED.search(line):
            expected.update((number, rule.strip()) for rule in found[1].split(","))
    return expected


def _header(line: str, expected: str | None) -> str:
    return line + (f"  # expect: {expected}" if expected else "") + "\n"


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ")


def engine_of(case: Case, folder: Path, request: pytest.FixtureRequest) -> sa.Engine:
    if case.dialect == "sqlite":
        return sa.create_engine(f"sqlite:///{folder / 'database'}", poolclass=sa.NullPool)
    engine: sa.Engine = request.getfixturevalue("server")
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    return engine


def there_and_back(case: Case, folder: Path, engine: sa.Engine) -> bool:
    """True where the second revision runs up, down and up again, and the downgrade leaves what was there."""
    run_alembic(command.upgrade, folder, engine, "r0")
    if rows := case.sections.get("rows"):
        with engine.begin() as connection:
            connection.execute(sa.text(rows))
    before = told(engine)
    try:
        run_alembic(command.upgrade, folder, engine, "r1")
        run_alembic(command.downgrade, folder, engine, "r0")
        after = told(engine)
        run_alembic(command.upgrade, folder, engine, "r1")
    except (sa.exc.SQLAlchemyError, NotImplementedError, ValueError, KeyError, NameError, AttributeError):
        return False
    return before == after


def run_alembic(what: Any, folder: Path, engine: sa.Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(folder / "alembic"))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        config.attributes["connection"] = connection
        what(config, revision)


def told(engine: sa.Engine) -> dict[str, Any]:
    """All that the inspector tells of the database."""
    inspector = sa.inspect(engine)
    tables: dict[str, Any] = {}
    for table in inspector.get_table_names():
        if table != "alembic_version":
            columns = {
                column["name"]: (
                    column["type"].compile(engine.dialect),
                    column["nullable"],
                    column["default"],
                    column.get("comment"),
                )
                for column in inspector.get_columns(table)
            }
            keys = (inspector.get_foreign_keys(table), inspector.get_unique_constraints(table), inspector.get_indexes(table))
            tables[table] = columns, *(sorted(map(str, key)) for key in keys), str(inspector.get_pk_constraint(table))
    enums = inspector.get_enums() if engine.dialect.name == "postgresql" else []  # type: ignore[attr-defined]
    return {**tables, "enums": sorted((enum["name"], sorted(enum["labels"])) for enum in enums)}
