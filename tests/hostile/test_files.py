"""Files that are no text, never end, or are not files: a check neither raises nor waits, and the rest of the project is still read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("bounds are the kernel's, by setrlimit", allow_module_level=True)

Check = Callable[..., dict[str, Any]]
Write = Callable[..., Path]

_NO_TEXT: dict[str, bytes] = {
    "nothing": b"",
    "zeros": b"\0" * 100_000,
    "a zero": b"x = 1\0\n",
    "noise": bytes(range(256)) * 400,
    "no UTF-8": b"x = '\xff\xfe\xc3'\n",
    "UTF-16": "x = 'ä'\n".encode("utf-16"),
    "UTF-32": "x = 'ä'\n".encode("utf-32"),
    "another encoding": "# -*- coding: latin-1 -*-\nx = 'ä'\n".encode("latin-1"),
    "no such encoding": b"# -*- coding: nothing -*-\nx = 1\n",
    "an encoding that is no text": b"# -*- coding: zlib -*-\nx = 1\n",
    "an encoding that unpacks": b"# -*- coding: bz2_codec -*-\n" + b"x" * 1000,
    "an encoding of escapes": b"# -*- coding: unicode_escape -*-\nx = '\\N{nothing}'\n",
    "a mark alone": b"\xef\xbb\xbf",
    "marks": b"\xef\xbb\xbf" * 1000,
    "line ends": b"\r" * 100_000,
    "mixed line ends": b"x = 1\r\ny = 2\rz = 3\n" * 1000,
    "an archive": b"PK\x03\x04" + b"\0" * 1000,
    "bytecode": b"\xa7\r\r\n" + b"\0" * 1000,
    "five megabytes": b"x = '" + b"a" * 5_000_000 + b"'\n",
    "a directory of text": b"\n" * 1_000_000,
}
_PLACES = ["models.py", "alembic/env.py", "alembic/versions/1.py", "alembic.ini", "pyproject.toml", "setup.cfg", ".env"]


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize("kind", _NO_TEXT)
def test_what_is_no_source(kind: str, place: str, project: Write, check: Check) -> None:
    check(project({place: _NO_TEXT[kind]}))


@pytest.mark.parametrize("kind", _NO_TEXT)
def test_beside_the_models(kind: str, project: Write, check: Check) -> None:
    assert check(project({"other.py": _NO_TEXT[kind], "alembic/versions/2.py": _NO_TEXT[kind]}))["projects"] == 1


def test_links_in_a_circle(project: Write, check: Check) -> None:
    folder = project()
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "alembic" / "versions" / "up").symlink_to(folder / "alembic", target_is_directory=True)
    (folder / "self.py").symlink_to(folder / "self.py")
    (folder / "pack").mkdir()
    (folder / "pack" / "pack").symlink_to(folder / "pack", target_is_directory=True)
    (folder / "nowhere.py").symlink_to(folder / "gone.py")
    result = check(folder)
    assert (result["projects"], result["findings"]) == (1, [])


def test_links_in_a_circle_where_everything_is_searched(project: Write, check: Check) -> None:
    folder = project(
        {"alembic.ini": "[alembic]\nscript_location = alembic\nrecursive_version_locations = true\nsqlalchemy.url = sqlite://\n"}
    )
    (folder / "alembic" / "versions" / "round").symlink_to(folder / "alembic" / "versions", target_is_directory=True)
    assert check(folder)["projects"] == 1


@pytest.mark.parametrize(
    "place", ["models.py", "alembic/env.py", "alembic/versions/1.py", "alembic/versions/2.py", "alembic.ini", "pyproject.toml"]
)
def test_a_pipe_that_nobody_writes_to(place: str, project: Write, check: Check) -> None:
    folder = project()
    (folder / place).unlink(missing_ok=True)
    os.mkfifo(folder / place)
    check(folder)


@pytest.mark.parametrize(
    "place",
    [
        "models.py",
        "alembic/env.py",
        "alembic/versions/1.py",
        "alembic/versions/2.py",
        "alembic.ini",
        "pyproject.toml",
        "setup.cfg",
    ],
)
def test_a_folder_of_that_name(place: str, project: Write, check: Check) -> None:
    folder = project()
    (folder / place).unlink(missing_ok=True)
    (folder / place).mkdir()
    check(folder)


@pytest.mark.parametrize("place", ["models.py", "alembic/env.py", "alembic/versions/1.py", "alembic.ini"])
def test_a_device(place: str, project: Write, check: Check) -> None:
    folder = project()
    (folder / place).unlink()
    (folder / place).symlink_to("/dev/zero")
    check(folder)


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root reads everything")
@pytest.mark.parametrize("place", ["models.py", "alembic/env.py", "alembic/versions", "alembic.ini"])
def test_what_may_not_be_read(place: str, project: Write, check: Check) -> None:
    folder = project()
    (folder / place).chmod(0)
    try:
        check(folder)
    finally:
        (folder / place).chmod(0o700)


def test_ten_thousand_files(project: Write, check: Check) -> None:
    folder = project()
    for number in range(100):
        (folder / f"pack{number}").mkdir()
        for other in range(100):
            (folder / f"pack{number}" / f"module{other}.py").touch()
    assert check(folder)["findings"] == []


def test_a_deep_folder(project: Write, check: Check) -> None:
    folder = project()
    deep = folder
    for _ in range(100):
        deep = deep / "d"
        deep.mkdir()
    (deep / "alembic.ini").write_text("[alembic]\nscript_location = x\n", encoding="utf-8")
    assert check(folder)["projects"] == 1


def test_odd_names(project: Write, check: Check) -> None:
    names = [
        "alembic/versions/-.py",
        "alembic/versions/ü ü.py",
        "alembic/versions/a\nb.py",
        "alembic/versions/.py",
        "alembic/versions/x.py.py",
        "1.py",
        "class.py",
    ]
    folder = project(dict.fromkeys(names, "x = 1\n"))
    os.close(os.open(os.fsencode(folder / "alembic" / "versions") + b"/\xff\xfe.py", os.O_CREAT | os.O_WRONLY))
    assert check(folder)["projects"] == 1


@pytest.mark.parametrize(
    "ini",
    [
        "[alembic]\nscript_location = %(script_location)s\n",
        "[alembic]\nscript_location = %(a)s\na = %(b)s\nb = %(a)s\n",
        "[alembic]\nscript_location = alembic\nversion_locations = " + "x " * 100_000 + "\n",
        "[alembic]\nscript_location = alembic\n"
        + "".join(f"k{n} = %(k{n + 1})s%(k{n + 1})s\n" for n in range(60))
        + "k60 = x\nversion_locations = %(k0)s\n",
        "[alembic]\nscript_location = " + "../" * 1000 + "\n",
        "[alembic]\nscript_location = \0\n",
        "[alembic]\nscript_location = alembic\nversion_locations = /\nrecursive_version_locations = true\n",
        "[alembic]\nscript_location = alembic\nprepend_sys_path = /proc:/sys:/dev\nversion_path_separator = nothing\n",
        "[alembic\nscript_location\n=\n",
        "[" * 100_000,
        "[alembic]\nscript_location = a:b:c:d\n",
        "[alembic]\nscript_location = alembic\nsqlalchemy.url = " + "://" * 10_000 + "\n",
        "[alembic]\nscript_location = alembic\nsqlalchemy.url = driver://%(here)s%%%:a@[::1\n",
        "".join(f"[s{n}]\nscript_location = alembic\n" for n in range(50)),
    ],
    ids=range(14),
)
def test_configurations(ini: str, project: Write, check: Check) -> None:
    check(project({"alembic.ini": ini}), seconds=20)


@pytest.mark.parametrize(
    "revision",
    [
        "revision = '1'\ndown_revision = '1'\n",
        "revision = '1'\ndown_revision = ('1', '2', '3')\n",
        "revision = down_revision = depends_on = branch_labels = '1'\n",
        "revision = None\ndown_revision = None\n",
        "revision = 1\ndown_revision = [[]]\n",
        "revision = 'a' * 10 ** 9\n",
        "revision: str = '1'\ndown_revision: object = lambda: 1\n",
        "import revision\nfrom down_revision import *\n",
        "revision = '2'\ndown_revision = '1'\ndef upgrade(): upgrade()\ndef downgrade(): return upgrade\n",
        "revision = '2'\ndown_revision = '1'\nupgrade = downgrade = None\n",
        "revision = '2'\ndown_revision = '1'\nclass upgrade: pass\n",
        "revision = '2'\ndown_revision = '1'\ndef upgrade(a, *, b): pass\n",
        "revision = '2'\ndown_revision = '1'\nasync def upgrade():\n    yield\n",
    ],
    ids=range(13),
)
def test_revisions(revision: str, project: Write, check: Check) -> None:
    check(project({"alembic/versions/2.py": revision}))


def test_a_circle_of_revisions(project: Write, check: Check) -> None:
    files = {f"alembic/versions/r{n}.py": f"revision = 'r{n}'\ndown_revision = 'r{(n + 1) % 500}'\n" for n in range(500)}
    check(project(files))


def test_a_lattice_of_revisions(project: Write, check: Check) -> None:
    """Each of two merges the two before: the paths double with every step."""
    files = {}
    for n in range(60):
        down = f"('a{n - 1}', 'b{n - 1}')" if n else "None"
        for side in "ab":
            files[f"alembic/versions/{side}{n}.py"] = f"revision = '{side}{n}'\ndown_revision = {down}\ndepends_on = {down}\n"
    check(project(files))


def test_modules_that_import_each_other(project: Write, check: Check) -> None:
    files = {
        f"m{n}.py": "".join(f"from m{k} import *\nimport m{k}\n" for k in range(40)) + f"x{n} = x{(n + 1) % 40}\n"
        for n in range(40)
    }
    models = "import sqlalchemy as sa\nfrom m0 import *\nmetadata = sa.MetaData()\nt = sa.Table('note', metadata, sa.Column('id', sa.Integer, primary_key=True))\ny = x0, nothing\n"
    assert check(project({**files, "models.py": models}))["findings"] == []


def test_a_long_chain_of_imports(project: Write, check: Check) -> None:
    files = {f"m{n}.py": f"from m{n + 1} import x\nfrom sqlalchemy import Column, MetaData\nMetaData()\n" for n in range(1500)}
    models = "import sqlalchemy as sa\nfrom m0 import x\nmetadata = sa.MetaData()\nt = sa.Table('note', metadata, sa.Column('id', sa.Integer, primary_key=True))\ny = x\n"
    check(project({**files, "m1500.py": "x = 1\n", "models.py": models}))


# What makes a pattern go back and forth, for those that read source without parsing it.
_FOR_PATTERNS = {
    "decorators": "@" + "a\n" * 50_000,
    "more decorators": "@a\n" * 50_000,
    "a decorator of one line": "@" + "a" * 500_000 + "\n",
    "an annotation without end": "x" + ": " * 200_000 + "\n",
    "blanks": "from" + " " * 500_000 + "x\n",
    "an import of blanks": "from a import (" + " " * 300_000 + "\n",
    "an import of names": "from a import (" + "a, " * 100_000 + "!\n",
    "an import of words": "import " + "a " * 100_000 + "!\n",
    "an import of aliases": "import " + "a as b, " * 50_000 + "!\n",
    "an import of dots": "from " + "." * 300_000 + " import a!\n",
    "an import of dots and blanks": "from " + ". " * 200_000 + "!\n",
    "an import of parts": "import " + "a." * 200_000 + "!\n",
    "comments in an import": "from a import (" + "# x\n" * 100_000 + "!\n",
    "backslashes": "x = 1 " + "\\\n" * 200_000,
    "quotes": "x = " + '"' * 300_000 + "\n",
    "two kinds of quotes": "x = " + "\"'" * 200_000 + "\n",
    "triple quotes": ("x = '''\n" + '"""\n') * 30_000,
    "quotes behind backslashes": "x = '''" + "\\" * 300_000 + "'''\n",
    "escaped quotes": "x = '''" + "\\'''" * 100_000 + "\n",
    "quotes in comments": "# '''\n" * 100_000,
    "quotes on one line": "x = " + "'''a''' " * 50_000 + "\n",
    "quotes on one line behind one": "x = ' " + "''' " * 50_000 + "\n",
    "names": "x" * 500_000 + "\n",
    "equals signs": "x = " * 200_000 + "1\n",
    "colons": "x: " * 200_000 + "1\n",
    "a class of methods": "class A:\n" + "    def f(self): pass\n" * 30_000,
    "a class of decorators": "class A:\n" + "    @a\n" * 50_000 + "    def f(self): pass\n",
    "a class of broken members": "class A:\n" + "    x = = 1\n" * 3_000,
    "broken in broken": "".join("  " * n + f"class A{n}:\n" for n in range(60)) + "  " * 60 + "x = = 1\n",
    "a broken function": "def f():\n" + "    x = 1\n" * 20_000 + "    y = (\n",
    "headers without end": "def f(\n" * 5_000,
    "ifs without end": "if x:\n" * 5_000,
    "colons at the ends": "class A:\n" + "  x:\n" * 3_000,
    "elses": "else:\n" * 20_000,
    "form feeds": "\f" * 300_000 + "x = 1\n",
    "line ends that are none": "\u2028" * 300_000 + "x = 1\n",
}


@pytest.mark.parametrize("name", _FOR_PATTERNS)
def test_what_makes_patterns_go_back_and_forth(name: str, project: Write, check: Check) -> None:
    models = "import sqlalchemy as sa\nmetadata = sa.MetaData()\nnote = sa.Table('note', metadata, sa.Column('id', sa.Integer, primary_key=True))\n"
    result = check(project({"models.py": models + _FOR_PATTERNS[name] + "\nfrom unknown import *\nfrom models import x\n"}))
    assert result["projects"] == 1
