"""The projects that drifts are seeded in: where they come from, and how each is told of its database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

EXAMPLE = Path(__file__).parents[2] / "examples" / "todo" / "backend"


class Project(NamedTuple):
    """`source` is a folder, or the requirements that install it; `packages` the folders of it that are copied; `arguments` go before an
    Alembic command. `environment` says for a database's URL which variables name it. `python` is the oldest that it runs on.
    Where `url_in_ini`, alembic.ini names the database. `folder` is where Alembic is run.
    """

    name: str
    source: Path | tuple[str, ...]
    packages: tuple[str, ...]
    config: str
    dialects: tuple[str, ...]
    environment: Callable[[sa.URL], Mapping[str, str]]
    style: str
    python: tuple[int, int] = (3, 10)
    url_in_ini: bool = False
    folder: str = "."

    @property
    def arguments(self) -> list[str]:
        """What every Alembic command begins with."""
        return ["-c", self.config]


def _one(variable: str, **drivers: str) -> Callable[[sa.URL], Mapping[str, str]]:
    def environment(url: sa.URL) -> Mapping[str, str]:
        backend = url.get_backend_name()
        driver = drivers.get(backend)
        chosen = url.set(drivername=f"{backend}+{driver}") if driver else url
        host = url.query.get("host")
        if not isinstance(host, str):
            return {variable: chosen.render_as_string(hide_password=False)}
        return {
            variable: chosen.set(query={}).render_as_string(hide_password=False),
            "PGHOST": host,
        }  # a % is not for every alembic.ini

    return environment


def _fractal(url: sa.URL) -> Mapping[str, str]:
    host = url.host or str(url.query.get("host", "localhost"))
    return {
        "POSTGRES_DB": url.database or "",
        "POSTGRES_HOST": host,
        "POSTGRES_USER": url.username or "postgres",
        "POSTGRES_PORT": str(url.port or 5432),
        "POSTGRES_PASSWORD": url.password or "",
        "FRACTAL_RUNNER_WORKING_BASE_DIR": "/tmp",
        "FRACTAL_TASKS_DIR": "/tmp",
        "JWT_SECRET_KEY": "x",
        "FRACTAL_DEFAULT_GROUP_NAME": "All",
    }


BOTH = ("sqlite", "postgresql")
PROJECTS: tuple[Project, ...] = (
    Project(
        "todo",
        EXAMPLE,
        ("app", "alembic", "alembic.ini", "pyproject.toml"),
        "alembic.ini",
        BOTH,
        _one("DATABASE_URL"),
        "SQLModel",
    ),
    Project(
        "cape-cod-db",
        ("cape-cod-db==0.4.1",),
        ("cape_cod_db",),
        "cape_cod_db/alembic.ini",
        ("postgresql",),
        _one("DB_URL"),
        "SQLModel",
    ),
    Project(
        "optuna",
        ("optuna==5.0.0", "sqlalchemy==2.1.9", "alembic==1.20.1", "psycopg2-binary", "greenlet"),
        ("optuna",),
        "optuna/storages/_rdb/alembic.ini",
        BOTH,
        _one("CLOSURE_URL"),
        "Column",
        url_in_ini=True,
    ),
    Project(
        "dstack",
        (
            "dstack==0.22.5",
            "sqlalchemy==2.1.9",
            "alembic==1.20.1",
            "sqlalchemy-utils",
            "alembic-postgresql-enum==1.11.0",
            "aiosqlite",
            "asyncpg",
            "greenlet",
            "psycopg2-binary",
            "fastapi",
        ),
        ("dstack",),
        "alembic.ini",
        BOTH,
        _one("DSTACK_DATABASE_URL", postgresql="asyncpg", sqlite="aiosqlite"),
        "Mapped",
        folder="dstack/_internal/server",
    ),
    Project(
        "argilla-server",
        ("argilla-server==2.8.0", "sqlalchemy==2.0.58", "alembic==1.13.3", "asyncpg", "psycopg2-binary"),
        ("argilla_server",),
        "argilla_server/alembic.ini",
        BOTH,
        _one("ARGILLA_DATABASE_URL", postgresql="asyncpg", sqlite="aiosqlite"),
        "Mapped",
    ),
    Project(
        "fractal-server-2.18",
        ("fractal-server==2.18.5", "sqlalchemy==2.0.58", "alembic==1.20.1"),
        ("fractal_server",),
        "fractal_server/alembic.ini",
        ("postgresql",),
        _fractal,
        "SQLModel",
        (3, 11),
    ),
    Project(
        "fractal-server",
        ("fractal-server==2.26.0", "sqlalchemy==2.1.9", "alembic==1.20.1"),
        ("fractal_server",),
        "fractal_server/alembic.ini",
        ("postgresql",),
        _fractal,
        "Mapped, SQLAlchemy 2.1",
        (3, 13),
    ),
    Project(
        "datajunction-server",
        ("datajunction-server==0.0.272", "sqlalchemy==2.1.9", "alembic==1.20.1", "psycopg2-binary", "greenlet"),
        ("datajunction_server",),
        "alembic.ini",
        ("postgresql",),
        _one("DATABASE_URI", postgresql="psycopg"),
        "Mapped",
        (3, 11),
        folder="datajunction_server",
    ),
)


def interpreter(project: Project, venvs: Path) -> Path:
    """The Python that runs the project: ours for an example; else that of a virtual environment, made and filled where it is not there."""
    if isinstance(project.source, Path):
        return Path(sys.executable)
    place = venvs / project.name
    python = place / "bin" / "python"
    if not (place / "ok").exists():
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run([_python(project.python), "-m", "venv", str(place)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *project.source], check=True)
        (place / "ok").touch()
    return python


def _python(oldest: tuple[int, int]) -> str:
    """A Python that is new enough: this one, or one on PATH."""
    if sys.version_info[:2] >= oldest:
        return sys.executable
    for minor in range(14, oldest[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and not subprocess.run([found, "-c", ""], check=False, capture_output=True).returncode:
            return found
    raise SystemExit(f"no Python {oldest[0]}.{oldest[1]} or newer on PATH")


def site_packages(python: Path) -> Path:
    """Where that interpreter's libraries are."""
    said = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], check=True, capture_output=True, text=True
    )
    return Path(said.stdout.strip())


def copy(project: Project, python: Path, to: Path) -> None:
    """Put the project's own files into an empty folder, compiled so that a changed file is noticed by its content."""
    source = project.source if isinstance(project.source, Path) else site_packages(python)
    ignore = shutil.ignore_patterns("__pycache__", "*.db", "static", "*.so")
    to.mkdir(parents=True)
    for package in project.packages:
        if (source / package).is_dir():
            shutil.copytree(source / package, to / package, ignore=ignore)
        else:
            shutil.copy(source / package, to / package)
    if project.url_in_ini:  # its own code sets script_location and URL, from the folder of the package
        ini = to / project.folder / project.config
        ini.write_text(ini.read_text().replace("script_location = alembic", "script_location = %(here)s/alembic"))
    template = site_packages(python) / "alembic" / "templates" / "generic" / "script.py.mako"
    for env in to.rglob("env.py"):
        if not (env.parent / "script.py.mako").exists():  # packages leave it out: it is for those who write revisions
            shutil.copy(template, env.parent / "script.py.mako")
    if sys.platform != "win32":
        subprocess.run(
            [str(python), "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", str(to)],
            check=False,
            capture_output=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
        )
