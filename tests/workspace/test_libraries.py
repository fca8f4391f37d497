"""The project's libraries are found by folder names alone."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import pytest
from alembic_ls.workspace.libraries import NEWEST, find_libraries, release, site_packages_of


@pytest.fixture(autouse=True)
def no_active_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def make_venv(folder: Path, *distributions: str) -> Path:
    packages = folder / "lib" / "python3.12" / "site-packages"
    packages.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").touch()
    (folder / "pyvenv.cfg").touch()
    for distribution in distributions:
        (packages / distribution).mkdir()
    return packages


def test_versions_come_from_the_projects_environment(tmp_path: Path) -> None:
    packages = make_venv(tmp_path / ".venv", "SQLAlchemy-1.4.52.dist-info", "Flask_SQLAlchemy-2.5.1-py3.9.egg-info", "sqlalchemy")
    libraries = find_libraries([str(tmp_path / "inner"), str(tmp_path)])
    assert libraries.site_packages == (str(packages),)
    assert libraries.versions["sqlalchemy"] == (1, 4, 52)
    assert libraries.versions["flask-sqlalchemy"] == (2, 5, 1)
    assert libraries.versions["sqlmodel"] == NEWEST["sqlmodel"]
    assert set(libraries.assumed) == {"sqlmodel", "alembic"}
    assert libraries.source == str(tmp_path / ".venv")


def test_an_environment_an_interpreter_and_a_folder_name_the_same_packages(tmp_path: Path) -> None:
    packages = make_venv(tmp_path / "env")
    for place in (tmp_path / "env", tmp_path / "env" / "bin" / "python", packages):
        assert site_packages_of(str(place)) == [str(packages)]
    assert site_packages_of(str(tmp_path / "never")) == []


def test_windows_and_lib64(tmp_path: Path) -> None:
    (tmp_path / "Lib" / "site-packages").mkdir(parents=True)
    assert site_packages_of(str(tmp_path)) == [str(tmp_path / "Lib" / "site-packages")]
    packages = make_venv(tmp_path / "linux")
    (tmp_path / "linux" / "lib64").symlink_to("lib")
    assert site_packages_of(str(tmp_path / "linux")) == [str(packages)]


def test_what_is_named_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_venv(tmp_path / ".venv", "sqlalchemy-1.4.0.dist-info")
    make_venv(tmp_path / "active", "sqlalchemy-2.0.1.dist-info")
    make_venv(tmp_path / "named", "sqlalchemy-2.0.9.dist-info")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "active"))
    assert find_libraries([str(tmp_path / "elsewhere")]).versions["sqlalchemy"] == (2, 0, 1)
    assert find_libraries([str(tmp_path)]).versions["sqlalchemy"] == (1, 4, 0)
    assert find_libraries([str(tmp_path)], [str(tmp_path / "named")]).versions["sqlalchemy"] == (2, 0, 9)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("uv.lock", '[[package]]\nname = "sqlalchemy"\nversion = "1.4.54"\nsource = { registry = "" }\n'),
        ("poetry.lock", '[[package]]\r\nname = "SQLAlchemy"\r\nversion = "1.4.54"\r\n'),
        ("Pipfile.lock", json.dumps({"default": {"sqlalchemy": {"hashes": ["sha256:1"], "version": "==1.4.54"}}}, indent=4)),
        ("requirements.txt", "fastapi==0.1\nSQLAlchemy[asyncio]==1.4.54  # pinned\n"),
    ],
)
def test_a_lock_file_knows_better_than_the_interpreter_that_runs_us(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(text.encode())
    libraries = find_libraries([str(tmp_path)])
    assert libraries.versions["sqlalchemy"] == (1, 4, 54)
    assert name in libraries.source


def test_else_it_is_the_interpreter_that_runs_us(tmp_path: Path) -> None:
    libraries = find_libraries([str(tmp_path)])
    assert libraries.versions["sqlalchemy"] == release(version("sqlalchemy"))
    assert libraries.source == "the interpreter that runs alembic-ls"


def test_editable_installs_add_to_the_import_path(tmp_path: Path) -> None:
    packages = make_venv(tmp_path / ".venv")
    for folder in ("one/src", "two/pkg", "three"):
        (tmp_path / folder).mkdir(parents=True)
    (packages / "__editable__.one-1.0.pth").write_text(
        f"{tmp_path}/one/src\n# a comment\nimport os; os.mkdir('{tmp_path}/run')\n\n"
    )
    (packages / "__editable___two_1_0_finder.py").write_text(f"MAPPING: dict[str, str] = {{'pkg': '{tmp_path}/two/pkg'}}\n")
    (packages / "plain.pth").write_bytes(f"{tmp_path}/three\r\n{tmp_path}/never".encode())
    roots = find_libraries([str(tmp_path)]).import_roots
    assert set(roots) == {f"{tmp_path}/one/src", f"{tmp_path}/two", f"{tmp_path}/three"}
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("2.1.0b1", (2, 1, 0)), ("2.0.58.post1", (2, 0, 58)), ("2025.9.1", (2025, 9, 1)), ("1!2", (1,)), ("x", ())],
)
def test_release(text: str, numbers: tuple[int, ...]) -> None:
    assert release(text) == numbers
