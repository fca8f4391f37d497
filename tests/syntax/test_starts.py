"""What a file imports when it is run, without the file being split: the same as Python's own trees say."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

import pytest
from alembic_ls.interpret.import_lines import imported_by, imports_in
from alembic_ls.syntax.chunks import SourceFile
from hypothesis import given
from hypothesis import strategies as st

_STATEMENTS = [
    "import a\n",
    "from a import (\n    b,\n    c as d,  # (\n)\n",
    "from . import *\n",
    "from .a import b; from c import d\n",
    "x = 1; import y\n",
    "x = 1; \\\nimport y\n",
    "x = 1\n",
    "x = '''\nimport not_this\n'''\n",
    '"""\nfrom not_this import x\n"""\n',
    "def f():\n    import later\n    '''\nimport not_this\n'''\n",
    "class A:\n    import inside\n",
    "if x:\n    import b\nelif y:\n    from c import d\nelse:\n    import e\n",
    "if x: import y\n",
    "if x:\n    '''\nimport not_this\n'''\n    import this\n",
    "try:\n    import a\nexcept ImportError:\n    import b\nelse:\n    import c\nfinally:\n    import d\n",
    "with a:\n    def f():\n        '''\nimport no\n'''\n    import b\n",
    "for a in b:\n    while c:\n        import d\n",
    "while x:\n    import y\n",
    "if TYPE_CHECKING:\n    import never\n",
    "if TYPE_CHECKING:\n    import never\nelse:\n    import now\n",
    "important = from_ = iffy = 1\n",
    "x = [\n    1,\n]\n",
    "x = 1 + \\\n2\n",
    "\fimport a\n",
    "# import a; import b\n",
    "async def f():\n    import later\n",
    "@a\ndef f(): pass\n",
    "# ''' it's\n",
]


def _truth(text: str) -> list[object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(imported_by(ast.parse(text).body))


def _found(text: str) -> list[object]:
    return list(imports_in(SourceFile("a.py", text)))


def _files(library: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield from library.items()
    yield from ((name, text.replace("\n", "\r\n")) for name, text in list(library.items())[:10])


def test_the_imports_of_the_standard_library(library: dict[str, str]) -> None:
    files = list(_files(library))
    assert sum(len(_truth(text)) for _, text in files) > 500
    assert [name for name, text in files if _found(text) != _truth(text)] == []


@given(st.lists(st.sampled_from(_STATEMENTS), min_size=1, max_size=8))
def test_the_imports_of_any_statements(statements: list[str]) -> None:
    text = "".join(statements)
    assert _found(text) == _truth(text)


@pytest.mark.parametrize("statement", _STATEMENTS)
@pytest.mark.parametrize("before", ["", "x = 1\n", "import z\n"])
def test_a_statement_alone_and_behind_another(before: str, statement: str) -> None:
    assert _found(before + statement) == _truth(before + statement)
