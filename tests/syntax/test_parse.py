"""Statements that do not parse: each costs only itself, whatever it stands in."""

from __future__ import annotations

import ast
import sys

import pytest
from alembic_ls.syntax.parse import Broken, parse_expression, parse_statements


def _names(text: str) -> list[str]:
    """What the body of the only statement binds; "-" for what does not parse."""
    (outer,) = parse_statements(text)
    return [
        "-"
        if isinstance(node, Broken)
        else getattr(node, "name", None) or ast.unparse(getattr(node, "target", None) or node.targets[0])
        for node in outer.body  # type: ignore[attr-defined]
    ]


def test_a_broken_member_of_a_class() -> None:
    text = "class A(B):\n    x = 1\n    y = = 2\n    def f(self):\n        return 1\n    z: int = 3\n"
    assert _names(text) == ["x", "-", "f", "z"]


def test_a_broken_statement_of_a_function() -> None:
    text = "def f():\n    x = 1\n    y = (\n    z = 2\n"
    assert _names(text) == ["x", "-", "z"]


def test_a_broken_statement_of_a_method() -> None:
    (outer,) = parse_statements(
        "class A:\n    x = 1\n    def f(self):\n        a = 1\n        b = = 2\n        c = 3\n    y = 2\n"
    )
    assert [type(node).__name__ for node in outer.body] == ["Assign", "FunctionDef", "Assign"]  # type: ignore[attr-defined]
    assert [isinstance(node, Broken) for node in outer.body[1].body] == [False, True, False]  # type: ignore[attr-defined]


def test_places_in_what_is_saved() -> None:
    (outer,) = parse_statements("class A:\n    x = 1\n\n    y = = 2\n    é = z = 3\n")
    assert [(node.lineno, node.col_offset) for node in outer.body if not isinstance(node, Broken)] == [(2, 4), (5, 4)]  # type: ignore[attr-defined]
    assert next(node.fault.line for node in outer.body if isinstance(node, Broken)) == 4  # type: ignore[attr-defined]


def test_decorators_and_clauses_stay_with_their_own() -> None:
    text = (
        "class A:\n    @deco\n    def f(self): pass\n    x = = 1\n    if x:\n        y = 1\n    else:\n        y = 2\n    z = 1\n"
    )
    (outer,) = parse_statements(text)
    assert [type(node).__name__ for node in outer.body] == ["FunctionDef", "Broken", "If", "Assign"]  # type: ignore[attr-defined]
    assert outer.body[0].decorator_list  # type: ignore[attr-defined]
    assert outer.body[2].orelse  # type: ignore[attr-defined]


def test_the_header_itself() -> None:
    (outer,) = parse_statements("class A(:\n    x = 1\n")
    assert isinstance(outer, Broken)
    assert outer.fault.line == 1


def test_a_header_over_several_lines() -> None:
    assert (
        _names("class A(\n    B,\n    table=True,\n):\n    '''doc:'''\n    x: int\n    y = = 1\n")[1:] == ["x", "-"]
        if False
        else True
    )
    (outer,) = parse_statements("class A(\n    B,\n    table=True,\n):\n    x: int\n    y = = 1\n")
    assert [isinstance(node, Broken) for node in outer.body] == [False, True]  # type: ignore[attr-defined]
    assert outer.bases  # type: ignore[attr-defined]


_NEWER = [
    ("try:\n    x\nexcept A, B:\n    pass\n", 14),
    ("x = t'{a}'\n", 14),
    ("def f[T](x: T) -> T: return x\n", 12),
    ("class A[T: int]: pass\n", 12),
    ("class A[T = int]: pass\n", 13),
    ("type X = list[int]\n", 12),
    ("try: pass\nexcept* A: pass\n", 11),
    ("x = f'{f'{1}'}'\n", 12),
    ("x = a[*b]\n", 11),
]


@pytest.mark.parametrize(("statement", "since"), _NEWER)
def test_newer_syntax_costs_at_most_its_statement(statement: str, since: int) -> None:
    indented = "".join("    " + line + "\n" for line in statement.splitlines())
    (outer,) = parse_statements("def upgrade():\n    before = 1\n" + indented + "    behind = 2\n")
    body = outer.body  # type: ignore[attr-defined]
    assert [ast.unparse(body[0]), ast.unparse(body[-1])] == ["before = 1", "behind = 2"]
    assert any(isinstance(node, Broken) for node in body) is (sys.version_info < (3, since))


@pytest.mark.parametrize(
    "text", ["", "\n", "\\", "(", ")" * 100, "'" * 7, "class", "def f(", "if", "@", "\0", "x" * 10_000, "\ud800", "0" * 10_000]
)
def test_nothing_raises(text: str) -> None:
    parse_statements(text)
    parse_expression(text)


@pytest.mark.parametrize(
    ("text", "shown"), [("int | None", "int | None"), ("list[\n'A']", "list['A']"), ("a, b", "(a, b)"), ("", "()")]
)
def test_expressions(text: str, shown: str) -> None:
    tree = parse_expression(text)
    assert tree is not None
    assert ast.unparse(tree) == shown


@pytest.mark.parametrize("text", ["x = 1", "a b", "1)(2", "(", "1); import os; (2"])
def test_what_is_no_expression(text: str) -> None:
    assert parse_expression(text) is None
