"""The split of a file into statements: the same as Python's own, and steady while somebody types."""

from __future__ import annotations

import ast
import random
import warnings

import pytest
from alembic_ls.syntax.chunks import SourceFile
from alembic_ls.syntax.parse import Broken
from alembic_ls.text.anchor import Anchor
from hypothesis import given
from hypothesis import strategies as st


def _parse(text: str) -> list[ast.stmt]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text).body


def _shown(node: ast.stmt) -> str:
    """A tree as text. Where a class ends is left out: that of one without its methods ends with the last one's first line."""
    if isinstance(node, ast.ClassDef):
        node.end_lineno = node.end_col_offset = 0
    return ast.dump(node, include_attributes=True)


def _trees(source: SourceFile) -> list[str]:
    """The trees of all chunks as text, with their places in the file; methods as they are read when they are wanted."""
    shown = []
    for chunk in source.chunks:
        for node in chunk.statements:
            for at, inner in enumerate(getattr(node, "body", ())):
                if inner.lineno in chunk.methods:
                    node.body[at] = chunk.method(inner.lineno)
            ast.increment_lineno(node, chunk.start_line)
            shown.append(_shown(node))
        chunk.forget()
    return shown


def _same(text: str) -> None:
    assert _trees(SourceFile("a.py", text)) == [_shown(node) for node in _parse(text)]


def test_the_split_is_that_of_python_over_the_standard_library(library: dict[str, str]) -> None:
    different = [name for name, text in library.items() if _trees(SourceFile(name, text)) != [_shown(n) for n in _parse(text)]]
    assert len(library) > 100
    assert different == []


_STATEMENTS = [
    "x = 1\n",
    "x: int = 1\n",
    "x = [\n    1,\n    2,\n]\n",
    "x = (1\n)\n",
    "x = '''a\nb\n'''\n",
    'def f():\n    """doc\ndef g(): pass\n    """\n    return 1\n',
    "@decorated\ndef f(a,\n      b): return a\n",
    "@one(\n    2,\n)\n@two\nclass A(B):\n    x = 1\n",
    "class A:\n    '''doc'''\n\n    def f(self):\n        pass\n",
    "if x:\n    y = 1\nelif z:\n    y = 2\nelse:\n    y = 3\n",
    "try:\n    x\nexcept A:\n    pass\nexcept (B, C) as e:\n    pass\nelse:\n    y\nfinally:\n    z\n",
    "for x in y:\n    pass\nelse:\n    pass\n",
    "while x:\n    break\n",
    "with a as b, \\\n     c:\n    pass\n",
    "x = 1 + \\\n2\n",
    "from a import (\n    b,\n    c,  # (\n)\n",
    "import a; b = 2\n",
    "# a comment ''' \n",
    '"# no comment"\n',
    "x = 'it''s' # \"\"\"\n",
    "x = \"'''\"\n",
    "x = r'''\\'\n'''\n",
    "x = f'''{a!r:>{b}}\n{c}'''\n",
    "x = b'''\n\\\n'''\n",
    "async def f():\n    async with a: pass\n",
    "match x:\n    case 1: pass\n    case _: pass\n",
    "type_ = exception = elif_ = 1\n",
    "\n\n",
    "\f\n",
    "del x\n",
    "x = é = 'ü'\n",
    "x = {\n'a': '''\n}\n''',\n}\n",
    "x = '''\n''' + '''\n'''\n",
    'x = """a\\"""b\n"""\n',
]


@given(st.lists(st.sampled_from(_STATEMENTS), min_size=1, max_size=8))
def test_the_split_is_that_of_python_over_any_statements(statements: list[str]) -> None:
    _same("".join(statements))


@pytest.mark.parametrize("statement", _STATEMENTS)
@pytest.mark.parametrize("end", ["", "\n", "# end", "\\\n"])
def test_each_statement_before_and_behind_another(statement: str, end: str) -> None:
    text = "before = 1\n" + statement + "behind = 2\n" + end
    try:
        _parse(text)
    except SyntaxError:
        pytest.skip("no Python")
    _same(text)


def test_keys_stay_while_somebody_types_elsewhere(library: dict[str, str]) -> None:
    dice = random.Random(1)
    for name in ("dataclasses.py", "enum.py", "argparse.py"):
        source = SourceFile(name, library[name])
        chunk = dice.choice([c for c in source.chunks if c.name is not None and "#" not in c.key])
        at = source.chunks.index(chunk)
        for typed in ("x = ", "# ''' comment", "def half(", "class A:\n    y", "'''", "\n\n\n", "import x"):
            before = "".join(c.text for c in source.chunks[:at])
            edited = SourceFile(
                name,
                before
                + typed
                + "\n" * (typed != "'''")
                + ("'''\n" if typed == "'''" else "")
                + "".join(c.text for c in source.chunks[at:]),
            )
            found = edited.chunk(chunk.key)
            assert found is not None, (name, typed, chunk.key)
            assert found.text == chunk.text


def test_keys_are_unique(library: dict[str, str]) -> None:
    for name, text in library.items():
        keys = [chunk.key for chunk in SourceFile(name, text).chunks]
        assert len(set(keys)) == len(keys), name


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("def f(): pass\n", "def", "f"),
        ("async def f(): pass\n", "def", "f"),
        ("@a\n@b(\n1)\ndef f(): pass\n", "def", "f"),
        ("class A: pass\n", "class", "A"),
        ("@a\nclass A: pass\n", "class", "A"),
        ("import a\n", "import", None),
        ("from a import b\n", "import", None),
        ("x = 1\n", "assign", "x"),
        ("x: int = 1\n", "assign", "x"),
        ("x == 1\n", "other", None),
        ("x += 1\n", "other", None),
        ("x, y = 1, 2\n", "other", None),
        ("x.y = 1\n", "other", None),
        ("print(x=1)\n", "other", None),
        ("if x: y = 1\n", "other", None),
        ("imported = 1\n", "assign", "imported"),
        ("classes = 1\n", "assign", "classes"),
        ("defs = 1\n", "assign", "defs"),
        ("é = 1\n", "assign", "é"),
    ],
)
def test_what_a_statement_is(text: str, kind: str, name: str | None) -> None:
    (chunk,) = SourceFile("a.py", text).chunks
    assert (chunk.kind, chunk.name) == (kind, name)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_anchor_is_found_again_with_any_line_ends(end: str, mark: str) -> None:
    lines = ["# \u2028 é", "a = 1", "", "class B:", "\tx = 'ü'; y = 2", "\f", "c = 3"]
    source = SourceFile("a.py", mark + end.join(lines) + end)
    assert source.lines[:7] == lines
    (statement,) = source.chunk("class:B").statements
    second = statement.body[1]
    anchor = Anchor("a.py", "class:B", second.lineno - 1, second.col_offset, second.end_lineno - 1, second.end_col_offset)
    line, column, end_line, end_column = source.span_of(anchor)
    assert (line, end_line) == (4, 4)
    assert source.lines[line].encode()[column:end_column].decode() == "y = 2"
    edited = SourceFile("a.py", mark + end.join(["import x", *lines]) + end)
    assert edited.span_of(anchor)[0] == 5


def test_the_anchor_of_a_chunk_that_is_gone_is_in_the_file() -> None:
    assert SourceFile("a.py", "x = 1\n").span_of(Anchor("a.py", "class:Gone", 3, 4, 3, 9)) == (3, 4, 3, 9)


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\x0b", "\x1c", "\f"])
def test_only_real_line_ends_end_a_line(odd: str) -> None:
    text = f"x = '{odd}'\ny = 2\nclass A:\n    z = '{odd}'; w = 1\n    v = 2\n"
    if odd == "\f":
        text = f"x = 1 {odd}\ny = 2\nclass A:\n    z = 1 {odd}; w = 1\n    v = 2\n"
    _same(text)


@pytest.mark.parametrize(
    "text",
    [
        "a = 1\nx = '''never closed\nb = 2\n",
        'a = 1\ndef f():\n    """never closed\nb = 2\n',
        "a = 1\nx = 'not closed\nb = 2\n",
        "a = 1\nx = (\nb = 2\n",
        "a = 1\nx = [1,\n\nb = 2\n",
        "a = 1\nclass A(:\n    x = 1\nb = 2\n",
        "a = 1\ndef f(\nb = 2\n",
        "a = 1\n@\nb = 2\n",
        "a = 1\nx = \\\n\nb = 2\n",
        "a = 1\nx = (\n'a',\nb = 2\n",
        "a = 1\nif x\n    y = 1\nb = 2\n",
        "a = 1\n'''''\nb = 2\n",
        "\0a = 1\n",
        "a = 1\nx = 1 2\nb = 2\n",
    ],
)
def test_what_does_not_parse_costs_only_itself(text: str) -> None:
    source = SourceFile("a.py", text)
    good = {chunk.name for chunk in source.chunks if not any(isinstance(s, Broken) for s in chunk.statements)}
    if not text.startswith("\0"):
        assert "a" in good
    assert source.faults()
    assert "".join(chunk.text for chunk in source.chunks).strip() in text


def test_a_string_that_is_open_costs_no_more_than_what_it_swallows() -> None:
    source = SourceFile("a.py", "a = 1\nx = '''\nb = 2\nc = '''closed\n'''\nd = 3\n")
    assert {"a"} <= {chunk.name for chunk in source.chunks}
