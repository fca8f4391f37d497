"""Classes whose methods are left out: with the methods read again they are the classes as Python parses them."""

from __future__ import annotations

import ast

import pytest
from alembic_ls.syntax.chunks import SourceFile
from alembic_ls.syntax.skeleton import class_skeleton, method_tree

_FILL = "\n".join(f"    filling_{n} = 'a class that is worth while'" for n in range(20)) + "\n"


def _whole(text: str) -> str | None:
    """The class with its methods put back; None where it is parsed whole anyway."""
    skeleton = class_skeleton(text)
    if skeleton is None:
        return None
    (outer,) = skeleton.statements
    for node in list(ast.walk(outer)):
        for field in ("body", "orelse", "finalbody"):
            inner = getattr(node, field, None)
            if isinstance(inner, list):
                inner[:] = [method_tree(text, skeleton.methods[n.lineno]) if n.lineno in skeleton.methods else n for n in inner]
    return _shown(outer)


def _shown(outer: ast.stmt) -> str:
    """The tree as text. Where blocks end is left out: without its methods a class ends with the first line of the last one."""
    for node in ast.walk(outer):
        if isinstance(node, (ast.ClassDef, ast.If, ast.Try, ast.ExceptHandler)):
            node.end_lineno = node.end_col_offset = 0
    return ast.dump(outer, include_attributes=True)


def test_the_classes_of_the_standard_library(library: dict[str, str]) -> None:
    tried = 0
    for name, text in library.items():
        for chunk in SourceFile(name, text).chunks:
            if chunk.kind == "class" and (whole := _whole(chunk.text)) is not None:
                tried += 1
                assert whole == _shown(ast.parse(chunk.text).body[0]), (name, chunk.name)
    assert tried > 300


@pytest.mark.parametrize(
    "members",
    [
        "    def f(self): return 1\n    x = 1\n",
        "    @property\n    def f(self):\n        return 1\n\n    @f.setter\n    def f(self, v): pass\n",
        "    def f(self,\n          a=(1,\n2),\n    ):\n        return '''\n    def g(): pass\n'''\n    x = 1\n",
        "    async def f(self):\n        pass\n    def g(self) -> 'X': ...\n",
        "    if True:\n        def f(self): pass\n    else:\n        def g(self): pass\n    x = 1\n",
        "    def f(self):\n        def g():\n            pass\n        return g\n# comment at the margin\n    x = 1\n",
        "    def f(self): return [\n1,\n]\n    y = 2\n",
        "    class Inner:\n        def f(self): pass\n        x = 1\n    def g(self): pass\n",
        "    x = lambda self: 1; y = 2\n    def f(self): pass; return 2\n",
        "    def f(self):\n        '''doc\n\n    x = 5\n    '''\n    z = 1\n",
        "    def f(self):\n        return 'def g(self):'\n    x = '''\n    def not_one(self): pass\n    '''\n",
        "    @deco(\n        1,\n    )\n    # why\n    def f(self): pass\n",
        "    def f(self):\n        x = 1 + \\\n    2\n        return x\n    y = 1\n",
        "\tdef f(self):\n\t\treturn 1\n".replace("\t", "    "),
        "    try:\n        def f(self): pass\n    except E:\n        def f(self): return 1\n",
        "    def f[T](self): pass\n    x = 1\n" if hasattr(ast, "TypeAlias") else "    def f(self): pass\n",
    ],
)
def test_members_of_all_kinds(members: str) -> None:
    text = "class A(B, table=True):\n" + _FILL + members
    whole = _whole(text)
    assert whole is None or whole == _shown(ast.parse(text).body[0])


def test_a_method_that_does_not_parse_costs_only_itself() -> None:
    text = "class A:\n" + _FILL + "    def f(self):\n        x = = 1\n    def g(self): return 2\n    z = 1\n"
    (chunk,) = SourceFile("a.py", text).chunks
    (outer,) = chunk.statements
    assert [node.name for node in outer.body if isinstance(node, ast.FunctionDef)] == ["f", "g"]
    assert ast.unparse(outer.body[-1]) == "z = 1"


def test_small_classes_are_parsed_whole() -> None:
    assert class_skeleton("class A:\n    def f(self): pass\n") is None
