"""The databases of a project: from what is said most plainly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic_ls.workspace.dialects import dialect_name, find_dialects
from alembic_ls.workspace.environment import Dialects


def found(folder: Path, **said: Any) -> Dialects:
    (folder / "env.py").touch()
    return find_dialects(
        said.get("option", ()),
        said.get("settings", ()),
        said.get("options", {}),
        str(folder / "alembic.ini"),
        str(folder / "env.py"),
        [str(folder)],
        [str(folder / "versions")],
    )


def test_the_option_wins_over_the_settings_and_they_over_the_rest(tmp_path: Path) -> None:
    url = {"sqlalchemy.url": "sqlite:///x.db"}
    assert found(tmp_path, option=["mariadb", "postgres"], settings=["sqlite"], options=url) == Dialects(
        ("mysql", "postgresql"), "--dialect"
    )
    assert found(tmp_path, settings=["postgresql"], options=url).names == ("postgresql",)
    assert found(tmp_path, options=url) == Dialects(("sqlite",), "the URL in alembic.ini")


def test_urls_of_ini_and_env_py_together_servers_first(tmp_path: Path) -> None:
    (tmp_path / "env.py").write_text('url = os.environ.get("URL", f"postgresql+asyncpg://{user}@host/db")\n')
    dialects = found(tmp_path, options={"sqlalchemy.url": "sqlite:///x.db"})
    assert dialects.names == ("postgresql", "sqlite")
    assert "alembic.ini" in dialects.source
    assert "env.py" in dialects.source


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('URL.create("mysql+pymysql", host=h)', ("mysql",)),
        ('if connection.dialect.name == "sqlite": pass', ("postgresql",)),
        ('"driver://user:pass@localhost/dbname"', ("postgresql",)),
    ],
)
def test_env_py(source: str, names: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "env.py").write_text(source)
    assert found(tmp_path, options={"sqlalchemy.url": "driver://user:pass@localhost/dbname"}).names == names


@pytest.mark.parametrize(
    ("name", "text", "names"),
    [
        ("pyproject.toml", 'dependencies = ["psycopg[binary]>=3", "aiosqlite"]', ("postgresql",)),
        ("pyproject.toml", '[tool.poetry.dependencies]\nPyMySQL = "^1"\n', ("mysql",)),
        ("requirements.txt", "asyncpg==0.29\n# pymysql\n", ("postgresql",)),
        ("requirements/base.txt", "mysqlclient\npsycopg2-binary\n", ("mysql", "postgresql")),
        ("requirements-dev.txt", "aiosqlite\n", ("sqlite",)),
        ("Pipfile", 'not-psycopg2-at-all = "*"\n', ("postgresql",)),
    ],
)
def test_drivers(name: str, text: str, names: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    dialects = found(tmp_path)
    assert dialects.names == names
    assert dialects.assumed == (name == "Pipfile")


def test_types_used_in_revisions(tmp_path: Path) -> None:
    (tmp_path / "versions" / "2024").mkdir(parents=True)
    for number in range(3):
        (tmp_path / "versions" / "2024" / f"{number}.py").write_text(
            "from sqlalchemy.dialects import mysql\nsa.Column(mysql.LONGTEXT())\n"
        )
    assert found(tmp_path).names == ("mysql",)


def test_else_it_is_assumed_and_said(tmp_path: Path) -> None:
    dialects = found(tmp_path)
    assert (dialects.names, dialects.assumed) == (("postgresql",), True)
    assert "assumed" in dialects.source


def test_names() -> None:
    assert [dialect_name(said) for said in ("Postgres", "mariadb+pymysql", "sqlite", "MSSQL", "snowflake")] == [
        "postgresql",
        "mysql",
        "sqlite",
        "mssql",
        "snowflake",
    ]
