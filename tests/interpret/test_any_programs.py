"""Programs made at random, run by Python and by the interpreter: what the interpreter knows is so."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from alembic_ls.schema.unknown import Unknown
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

_NAMES = st.sampled_from(["a", "b", "c", "d"])
_ATOMS = st.one_of(
    st.integers(-9, 9).map(str),
    st.sampled_from(
        ["'x'", "'yz'", "''", "None", "True", "False", "1.5", "[]", "()", "{}", "[1, 2]", "{'k': 1}", "{1, 2}", "('p', 'q')"]
    ),
    _NAMES,
)


def _expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(
            inner,
            st.sampled_from(["+", "-", "*", "//", "%", "==", "!=", "<", "in", "not in", "is", "and", "or", "|", "&"]),
            inner,
        ).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda e: f"(not {e})"),
        inner.map(lambda e: f"(-{e})"),
        pair.map(lambda t: f"[{t[0]}, {t[1]}]"),
        pair.map(lambda t: f"({t[0]}, {t[1]})"),
        pair.map(lambda t: f"[*[{t[0]}], {t[1]}]"),
        pair.map(lambda t: f"{{'k': {t[0]}, 'm': {t[1]}}}"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
        st.tuples(inner, st.sampled_from(["0", "-1", "1:", "::-1", "'k'", ":2"])).map(lambda t: f"{t[0]}[{t[1]}]"),
        st.tuples(inner, inner).map(lambda t: f"[e for e in {t[0]} if {t[1]}]"),
        inner.map(lambda e: f"{{e: 1 for e in {e}}}"),
        st.tuples(
            st.sampled_from(
                [
                    "len",
                    "str",
                    "list",
                    "tuple",
                    "sorted",
                    "bool",
                    "sum",
                    "max",
                    "set",
                    "repr",
                    "any",
                    "all",
                    "int",
                    "dict",
                    "reversed",
                ]
            ),
            inner,
        ).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(
            inner,
            st.sampled_from(
                ["upper()", "split('x')", "get('k')", "copy()", "items()", "count(1)", "index(1)", "replace('x', 'w')", "strip()"]
            ),
        ).map(lambda t: f"{t[0]}.{t[1]}"),
        st.tuples(inner, inner).map(
            lambda t: f"f'{{{t[0]}}}-{{{t[1]}!r}}'".replace("\\", "") if "'" not in t[0] + t[1] else "'plain'"
        ),
        st.tuples(inner, inner).map(lambda t: f"(lambda x, y={t[0]}: [x, y])({t[1]})"),
        st.tuples(inner, inner).map(lambda t: f"isinstance({t[0]}, (int, str))"),
        inner.map(lambda e: f"f({e})"),
    )


_EXPRESSION = st.recursive(_ATOMS, _expressions, max_leaves=6)
_SIMPLE = st.one_of(
    st.tuples(_NAMES, _EXPRESSION).map(lambda t: [f"{t[0]} = {t[1]}"]),
    st.tuples(_NAMES, st.sampled_from(["+=", "*=", "-=", "|="]), _EXPRESSION).map(lambda t: [f"{t[0]} {t[1]} {t[2]}"]),
    st.tuples(_NAMES, _NAMES, _EXPRESSION).map(lambda t: [f"{t[0]}, {t[1]} = {t[2]}"]),
    st.tuples(_NAMES, _EXPRESSION).map(lambda t: [f"{t[0]}.append({t[1]})"]),
    st.tuples(_NAMES, _EXPRESSION, _EXPRESSION).map(lambda t: [f"{t[0]}[{t[1]}] = {t[2]}"]),
    st.tuples(
        _NAMES, st.sampled_from(["pop()", "clear()", "sort()", "reverse()", "update(k=5)", "add(7)", "pop('k', 0)", "remove(1)"])
    ).map(lambda t: [f"{t[0]}.{t[1]}"]),
    st.tuples(_NAMES, st.sampled_from(["0", "'k'", "-1"])).map(lambda t: [f"del {t[0]}[{t[1]}]"]),
    st.sampled_from([["return a"], ["return [b, c]"], ["pass"], ["break"], ["continue"], ["raise Boom"]]),
)


def _block(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    body = st.lists(inner, min_size=1, max_size=3).map(lambda parts: ["    " + line for part in parts for line in part])
    return st.one_of(
        st.tuples(_EXPRESSION, body, body).map(lambda t: [f"if {t[0]}:", *t[1], "else:", *t[2]]),
        st.tuples(_EXPRESSION, body).map(lambda t: [f"if {t[0]}:", *t[1]]),
        st.tuples(_NAMES, _EXPRESSION, body).map(lambda t: [f"for {t[0]} in {t[1]}:", *t[2]]),
        st.tuples(_NAMES, body, body).map(lambda t: [f"for {t[0]} in [1, 2]:", *t[1], "else:", *t[2]]),
        body.map(lambda b: ["for n in range(3):", *b]),
        st.tuples(body, body).map(lambda t: ["try:", *t[0], "except Boom:", *t[1]]),
        st.tuples(body, body, body).map(
            lambda t: ["try:", *t[0], "except (Boom, ZeroDivisionError):", *t[1], "finally:", "    pass", *t[2]]
        ),
    )


_STATEMENT = st.recursive(_SIMPLE, _block, max_leaves=5)
_START = ["a, b, c, d = 1, 'x', [1, 2], {'k': 1}"]


@st.composite
def _programs(draw: st.DrawFn) -> str:
    body = [line for part in draw(st.lists(_STATEMENT, min_size=1, max_size=6)) for line in part]
    helper = draw(st.lists(_SIMPLE, max_size=2))
    # What else is raised ends the program: that a value is of the wrong type is not always seen.
    lines = [
        "class Boom(Exception): pass",
        "def f(a):",
        "    b, c, d = 2, [a], {}",
        *("    " + line for part in helper for line in part if line not in ("break", "continue")),
        "    return [a, c]",
    ]
    lines += ["def main():", *("    " + line for line in [*_START, *body]), "    return a, b, c, d", "result = main()"]
    return "\n".join(lines) + "\n"


class _TooMuch(Exception):
    """The program may be endless (`for a in c: c.append(a)`), or its values grow without bound (`a = [a, a]` in loops)."""


def _size(value: Any, sizes: dict[int, int]) -> int:
    """How much `value` would be if what it holds several times were written out."""
    if isinstance(value, str):
        return 1 + len(value)
    if isinstance(value, int):
        return 1 + value.bit_length() // 8
    if not isinstance(value, (list, tuple, set, dict)):
        return 1
    if id(value) not in sizes:
        sizes[id(value)] = 1  # where it holds itself, which Python writes as [...]
        held = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        sizes[id(value)] = 1 + sum(_size(one, sizes) for one in held)
    return sizes[id(value)]


def _run_bounded(code: CodeType, names: dict[str, Any]) -> None:
    """Run `code`; raises what it raises, and `_TooMuch` after a thousand lines or once a variable grows beyond a thousand parts."""
    lines = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal lines
        if frame.f_code.co_filename != "main.py":
            return None
        lines += 1
        if lines > 1_000 or any(
            _size(value, {}) > 1_000 for name, value in frame.f_locals.items() if name in ("a", "b", "c", "d")
        ):
            raise _TooMuch
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        exec(code, names)
    finally:
        sys.settrace(before)


@given(_programs())
@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_what_is_known_of_any_program_is_so(interpreted_names: Any, known_to_differ: Any, program: str) -> None:
    names: dict[str, Any] = {"__name__": "main"}
    try:
        code = compile(program, "main.py", "exec")
    except SyntaxError:
        return
    try:
        _run_bounded(code, names)
    except Exception:
        return  # it raises: nothing that is known could be wrong
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.py").write_text(program, encoding="utf-8")
        found = interpreted_names(folder)
        list(known_to_differ(found.machine, names["result"], found["result"], "result"))


def test_most_of_them_are_known(interpreted_names: Any, tmp_path: Path) -> None:
    """The property above would hold of an interpreter that knows nothing."""
    (tmp_path / "main.py").write_text(
        "def main():\n    a = []\n    for n in range(3):\n        if n: a.append(n)\n    return a\nresult = main()\n",
        encoding="utf-8",
    )
    result = interpreted_names(str(tmp_path))["result"]
    assert not isinstance(result, Unknown)
    assert result == [1, 2]
