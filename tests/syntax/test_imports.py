"""Import statements read by patterns: the same as by Python's parser."""

from __future__ import annotations

import ast

import pytest
from alembic_ls.syntax.chunks import SourceFile
from alembic_ls.syntax.imports import Import, import_of, read_import


def test_all_imports_of_the_standard_library(library: dict[str, str]) -> None:
    read = 0
    for name, text in library.items():
        lines = text.splitlines(keepends=True)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                segment = "".join(lines[node.lineno - 1 : node.end_lineno]).strip()
                found = read_import(segment)
                if (
                    found is not None
                    and ast.parse(segment).body[0].__class__ is node.__class__
                    and len(ast.parse(segment).body) == 1
                ):
                    assert found == import_of(node), (name, segment)
                    read += 1
    assert read > 1000


@pytest.mark.parametrize(
    "text",
    [
        "import a",
        "import a.b.c",
        "import a.b as c, d , e as f",
        "from a import b",
        "from a.b import c as d, e",
        "from . import a",
        "from .. import a",
        "from ...a.b import c",
        "from .a import *",
        "from a import*",
        "from a import (b)",
        "from a import (b, c,)",
        "from a import (\n    b,  # one\n    c as d,\n    # two\n)",
        "from a import \\\n    b, \\\n    c",
        "from  .  a  import  b",
        "from . . a import b",
        "from a import b;",
        "from a import b  # why",
        "import a  # b, c",
        "from\ta\timport\tb",
        "from a import (b\n, c)",
        "from é import ü",
        "from .import a",
        "from ....a import b",
        "import a\\\n.b",
        "from a import (b as\n c)",
    ],
)
def test_layouts(text: str) -> None:
    found = read_import(text + "\n")
    (node,) = ast.parse(text).body
    assert isinstance(node, (ast.Import, ast.ImportFrom))
    assert found is None or found == import_of(node)


@pytest.mark.parametrize(
    "text",
    [
        "import a; import b",
        "from a import b; c = 1",
        "import a, ",
        "from a import",
        "from a import (b",
        "from a import b c",
        "import a b",
        "from import a",
        "import a as",
        "import a.b as c.d",
        "from a import b.c",
        "from a import (*)",
        "from a import ()",
        "import",
        "from",
        "x = 1",
        "import a if b else c",
        "import .a",
        "from a import b as c as d",
        "from a import b,",
        "import a..b",
        "import 1",
        "from a import 1",
        "from a import if",
        "import a # x\nimport b",
        "from a import (b c)",
        "from a import (b,,c)",
    ],
)
def test_what_is_no_single_import(text: str) -> None:
    found = read_import(text)
    try:
        body = ast.parse(text).body
    except SyntaxError:
        body = []
    assert found is None or not body or (len(body) == 1 and import_of(body[0]) == found)  # type: ignore[arg-type]


def test_what_it_binds() -> None:
    assert Import(False, "", 0, (("a.b", None), ("c.d", "e"))).bound == ["a", "e"]
    assert Import(True, "a", 1, (("b", None), ("c", "d"), ("*", None))).bound == ["b", "d", "*"]


def test_a_chunk_is_an_import_where_it_is_one() -> None:
    source = SourceFile("a.py", "import a\nfrom b import (\n    c,\n)\nimportant = 1\nfrom_ = 2\nif x:\n    import d\n")
    assert [chunk.kind for chunk in source.chunks] == ["import", "import", "assign", "assign", "other"]
