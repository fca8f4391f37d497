"""The environments that are found, and where Alembic itself finds them."""

from __future__ import annotations

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic_ls.workspace.discover import find_environments
from alembic_ls.workspace.environment import Environment, Found, Said
from hypothesis import given, settings
from hypothesis import strategies as st

ENV = "from alembic import context\n"


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def only(found: Found) -> Environment:
    assert found.problems == ()
    (environment,) = found.environments
    return environment


def alembics(
    monkeypatch: pytest.MonkeyPatch, cwd: Path, ini: str | None = "alembic.ini", toml: str | None = None, section: str = "alembic"
) -> ScriptDirectory:
    """What Alembic finds when it is run in `cwd`."""
    monkeypatch.chdir(cwd)
    monkeypatch.setattr("sys.path", ["."])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return ScriptDirectory.from_config(Config(ini, toml_file=toml, ini_section=section))


def agree(environment: Environment, alembic: ScriptDirectory) -> bool:
    assert environment.script_location == str(Path(alembic.dir).absolute())
    assert environment.recursive == alembic.recursive_version_locations
    assert environment.version_locations == tuple(map(str, alembic._version_locations))
    return True


INIS = {
    "plain": "[alembic]\nscript_location = db/migrations\n",
    "here": "[alembic]\nscript_location = %(here)s/db/migrations/\nrecursive_version_locations = true\n",
    "other keys": "[DEFAULT]\nbase = db\n[alembic]\nscript_location = %(base)s/migrations\nrecursive_version_locations = True\n",
    "legacy splitting": "[alembic]\nscript_location = db/migrations\nversion_locations = db/a, db/b  %(here)s/db/c\n",
    "os": "[alembic]\nscript_location = db/migrations\nversion_locations = db/a:%(here)s/db/b\nversion_path_separator = os\n",
    "newline": "[alembic]\nscript_location = db/migrations\nversion_locations =\n  db/a\n  db/b\npath_separator = newline\n",
    "semicolon": "[alembic]\nscript_location = db/migrations\nversion_locations = db/a;db/b\npath_separator = ;\n",
    "space": "[alembic]\nscript_location = db/migrations\nversion_locations = db/a db/b\npath_separator = space\n",
    "a package": "[alembic]\nscript_location = db:migrations\nversion_locations = db:a\nprepend_sys_path = .\n",
}


@pytest.mark.parametrize("ini", INIS.values(), ids=INIS)
def test_it_is_where_alembic_finds_it(ini: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        tmp_path,
        {"alembic.ini": ini, "db/__init__.py": "", "db/migrations/env.py": ENV, "db/a/x": "", "db/b/x": "", "db/c/x": ""},
    )
    environment = only(find_environments(str(tmp_path)))
    assert environment.config == str(tmp_path / "alembic.ini")
    assert environment.env_py == str(tmp_path / "db/migrations/env.py")
    assert agree(environment, alembics(monkeypatch, tmp_path))


TOML = """
[tool.alembic]
script_location = "%(here)s/one"
version_locations = ["%(here)s/one/a", "two/b"]
recursive_version_locations = true
"""


def test_pyproject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"pyproject.toml": TOML, "one/env.py": ENV, "two/env.py": "", "one/a/x": "", "two/b/x": ""})
    environment = only(find_environments(str(tmp_path)))
    assert environment.config == str(tmp_path / "pyproject.toml")
    assert agree(environment, alembics(monkeypatch, tmp_path, None, "pyproject.toml"))


def test_an_ini_stands_before_pyproject_key_by_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"pyproject.toml": TOML, "alembic.ini": "[alembic]\nscript_location = two\nsqlalchemy.url = sqlite://\n"})
    write(tmp_path, {"one/env.py": ENV, "two/env.py": ENV, "one/a/x": "", "two/b/x": ""})
    environment = only(find_environments(str(tmp_path)))
    assert environment.config == str(tmp_path / "alembic.ini")
    assert environment.dialects.names == ("sqlite",)
    assert agree(environment, alembics(monkeypatch, tmp_path, "alembic.ini", "pyproject.toml"))


def test_several_sections(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ini = "[DEFAULT]\nfile_template = x\n[one]\nscript_location = one\n[two]\nscript_location = two\n[loggers]\nkeys = root\n"
    write(tmp_path, {"alembic.ini": ini, "one/env.py": ENV, "two/env.py": ENV})
    found = find_environments(str(tmp_path))
    assert [environment.section for environment in found.environments] == ["one", "two"]
    for environment in found.environments:
        assert environment.options["file_template"] == "x"
        assert agree(environment, alembics(monkeypatch, tmp_path, section=environment.section))
    assert only(find_environments(str(tmp_path), Said(config="alembic.ini:two"))).section == "two"
    (problem,) = find_environments(str(tmp_path), Said(config="alembic.ini:three")).problems
    assert "[three]" in problem.message
    assert "[one], [two]" in problem.message


def test_sections_that_share_one_script_location(tmp_path: Path) -> None:
    ini = "[DEFAULT]\nscript_location = m\n[a]\nversion_locations = m/a\n[b]\nversion_locations = m/b\n[loggers]\nkeys = root\n"
    write(tmp_path, {"alembic.ini": ini, "m/env.py": ENV})
    assert [environment.section for environment in find_environments(str(tmp_path)).environments] == ["a", "b"]


def test_flask_migrate(tmp_path: Path) -> None:
    write(tmp_path, {"migrations/alembic.ini": "[alembic]\n[loggers]\nkeys = root\n", "migrations/env.py": ENV, "app.py": ""})
    environment = only(find_environments(str(tmp_path)))
    assert environment.script_location == str(tmp_path / "migrations")
    assert str(tmp_path) in environment.import_roots


def test_a_folder_without_any_ini(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"pkg/__init__.py": "", "pkg/db/__init__.py": "", "pkg/db/migrations/env.py": ENV, "pkg/db/migrations/versions/a.py": ""},
    )
    write(tmp_path, {"other/env.py": "# no such thing", "other/versions/a.py": "", "third/env.py": ENV})
    environment = only(find_environments(str(tmp_path)))
    assert environment.config is None
    assert environment.script_location == str(tmp_path / "pkg/db/migrations")
    assert str(tmp_path) in environment.import_roots


def test_many_projects_and_what_is_not_looked_into(tmp_path: Path) -> None:
    project = {"alembic.ini": "[alembic]\nscript_location = m\n", "m/env.py": ENV, "m/versions/a.py": ""}
    for folder in ("b/x", "a", "b/y"):
        write(tmp_path / folder, project)
    for folder in ("node_modules/n", ".git/x", "venv2/lib/python3.11/site-packages/n", "a/.tox/x", "{{cookiecutter.name}}"):
        write(tmp_path / folder, project)
    write(tmp_path, {"venv2/pyvenv.cfg": ""})
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    configs = [environment.config for environment in find_environments(str(tmp_path)).environments]
    assert configs == [str(tmp_path / folder / "alembic.ini") for folder in ("a", "b/x", "b/y")]


def test_development_ini_is_another_name_for_the_same_environment(tmp_path: Path) -> None:
    ini = "[app:main]\nuse = egg:app\n[alembic]\nscript_location = m\n"
    write(
        tmp_path,
        {"production.ini": ini, "alembic.ini": ini, "tox.ini": "[tox]\nenvlist = py\n", "setup.cfg": "[a]\n", "m/env.py": ENV},
    )
    assert only(find_environments(str(tmp_path))).config == str(tmp_path / "alembic.ini")
    (tmp_path / "alembic.ini").unlink()
    assert only(find_environments(str(tmp_path))).config == str(tmp_path / "production.ini")


def test_alembic_is_started_elsewhere(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pyproject.toml": "",
            "conf/alembic.ini": "[alembic]\nscript_location = app/db\nversion_locations = app/v\nprepend_sys_path = lib\n",
        },
    )
    write(tmp_path, {"app/db/env.py": ENV, "app/v/a.py": "", "lib/x.py": ""})
    environment = only(find_environments(str(tmp_path)))
    assert environment.script_location == str(tmp_path / "app/db")
    assert environment.version_locations == (str(tmp_path / "app/v"),)
    assert environment.import_roots[:2] == (str(tmp_path / "lib"), str(tmp_path))


def test_from_a_folder_or_file_inside_the_project(tmp_path: Path) -> None:
    write(
        tmp_path, {".git/HEAD": "", "alembic.ini": "[alembic]\nscript_location = m\n", "m/env.py": ENV, "src/app/models.py": ""}
    )
    for place in ("src/app", "src/app/models.py"):
        environment = only(find_environments(str(tmp_path / place)))
        assert environment.config == str(tmp_path / "alembic.ini")
        assert environment.import_roots == (str(tmp_path), str(tmp_path / "src"))
    write(tmp_path, {"inner/.git/HEAD": "", "inner/x.py": ""})
    assert find_environments(str(tmp_path / "inner")) == Found()


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"alembic.ini": "[alembic]\nscript_location = never\n"}, "never does not exist"),
        ({"alembic.ini": "[alembic]\nscript_location = m\n", "m/x.py": ""}, "m has no env.py"),
        ({"alembic.ini": "[loggers]\n"}, "no [alembic] section"),
        ({"alembic.ini": "[alembic]\n"}, "no script_location"),
        ({"pyproject.toml": "[tool.alembic\n"}, "no valid TOML"),
    ],
)
def test_what_cannot_be_used_is_said(files: dict[str, str], says: str, tmp_path: Path) -> None:
    write(tmp_path, files)
    found = find_environments(str(tmp_path))
    assert found.environments == ()
    assert [says in problem.message for problem in found.problems] == [True]
    assert found.problems[0].path == str(tmp_path / next(iter(files)))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_odd_encodings(encoding: str, tmp_path: Path) -> None:
    write(tmp_path, {"m/env.py": ENV})
    (tmp_path / "alembic.ini").write_bytes("# é\r\n[alembic]\r\nscript_location = m\r\n".encode(encoding))
    assert only(find_environments(str(tmp_path))).script_location == str(tmp_path / "m")


def test_the_rest_of_a_faulty_ini_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"alembic.ini": "[alembic]\nscript_location = m\nnonsense\n", "m/env.py": ENV})
    found = find_environments(str(tmp_path))
    assert len(found.environments) == 1
    assert [problem.line for problem in found.problems] == [2]


def test_options(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"pkg/__init__.py": "", "pkg/m/env.py": ENV, "pkg/v/a.py": "", "lib/x.py": "", "site/sqlalchemy-1.4.1.dist-info/x": ""},
    )
    said = Said(
        script_location="pkg/m",
        version_locations=("pkg/v", "pkg/w"),
        import_roots=(".", "lib"),
        site_packages=("site",),
        dialects=("postgres", "sqlite"),
    )
    environment = only(find_environments(str(tmp_path), said))
    assert environment.script_location == str(tmp_path / "pkg/m")
    assert environment.version_locations == (str(tmp_path / "pkg/v"), str(tmp_path / "pkg/w"))
    assert environment.import_roots == (str(tmp_path), str(tmp_path / "lib"))
    assert environment.site_packages == (str(tmp_path / "site"),)
    assert environment.libraries.versions["sqlalchemy"] == (1, 4, 1)
    assert environment.dialects.names == ("postgresql", "sqlite")


def test_options_beside_an_ini(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"c/alembic.ini": "[alembic]\nscript_location = m\nsqlalchemy.url = sqlite://\n", "c/m/env.py": ENV, "other/env.py": ENV},
    )
    environment = only(find_environments(str(tmp_path), Said(config="c/alembic.ini", script_location="other")))
    assert environment.script_location == str(tmp_path / "other")
    assert environment.options["sqlalchemy.url"] == "sqlite://"
    (problem,) = find_environments(str(tmp_path), Said(config="never.ini")).problems
    assert "no such configuration file" in problem.message


WORDS = """[alembic] [tool.alembic] [ script_location = m "m" m:n:o %(here)s % %(x)s .. / ["a",1] version_locations ::: true {a=1}
    ' é path_separator prepend_sys_path os"""
PIECES = st.sampled_from([*WORDS.split(), " = ", "\n", "\n ", "\0", "\n[x]\n", "\r\n", "version_locations = a\0b, c"])


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=30), st.lists(PIECES, max_size=30), st.binary(max_size=20))
def test_nothing_raises(ini: list[str], toml: list[str], noise: bytes) -> None:
    with TemporaryDirectory() as folder:
        write(Path(folder), {"m/env.py": ENV})
        (Path(folder) / "alembic.ini").write_bytes("".join(["[alembic]\nscript_location", *ini]).encode() + noise)
        (Path(folder) / "pyproject.toml").write_bytes("".join(["[tool.alembic]\nscript_location", *toml]).encode() + noise)
        for said in (Said(), Said(config="alembic.ini:x"), Said(config="pyproject.toml"), Said(script_location="m")):
            found = find_environments(folder, said)
            assert found.environments or found.problems
