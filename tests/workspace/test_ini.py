"""Our ini files are those of `configparser`, as Alembic uses it; what stops it is a problem with its line."""

from __future__ import annotations

import contextlib
from configparser import ConfigParser, Error, InterpolationError

import pytest
from alembic_ls.workspace.ini import read_ini
from hypothesis import given, settings
from hypothesis import strategies as st

LINES = st.sampled_from(
    [
        "[alembic]",
        "[DEFAULT]",
        "[other]",
        "a = 1",
        "b: two  # no comment",
        "c = %(here)s/x",
        "d = %(a)s:%(b)s",
        "e = 100%%",
        "f =",
        "g = first",
        "    second",
        "  ; a comment",
        "# another = comment",
        "",
        "\tthird",
        "A.B = x = y : z",
        "h = %(e)s%(d)s",
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_it_is_what_configparser_reads(lines: list[str], end: str) -> None:
    text = end.join(["[alembic]", *lines])
    parser = ConfigParser({"here": "/h"})
    ini = read_ini(text, "alembic.ini")
    try:
        parser.read_string(text.replace("\r\n", "\n"))
    except Error as error:
        at = getattr(error, "lineno", None) or error.errors[0][0]  # type: ignore[attr-defined]
        assert at - 1 in [problem.line for problem in ini.problems]
        return
    assert ini.problems == ()
    for section in parser.sections():
        options = ini.options(section, "/h")
        assert {*options, "here"} == set(parser.options(section))
        for key, value in options.items():
            with contextlib.suppress(InterpolationError):  # it raises where a reference leads nowhere; ours leaves it as it is
                assert value == parser.get(section, key)


def test_references_that_lead_nowhere_stay() -> None:
    ini = read_ini("[alembic]\nurl = %(DB_URL)s/%(name)s?%%\nname = ${NAME}\nloop = %(loop)s", "alembic.ini")
    assert ini.options("alembic", "/h") == {"url": "%(DB_URL)s/${NAME}?%", "name": "${NAME}", "loop": "%(loop)s"}


def test_references_do_not_multiply() -> None:
    doubling = "\n".join(f"k{n} = " + f"%(k{n + 1})s" * 20 for n in range(9))
    options = read_ini(f"[alembic]\n{doubling}\nk9 = {'x' * 100}", "alembic.ini").options("alembic", "/h")
    assert sum(map(len, options.values())) < 1_000_000


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a = 1\n", 0, "before any"),
        ("[alembic]\na = 1\n[alembic]\n", 2, "twice"),
        ("[alembic]\na = 1\nA = 2\n", 2, "`a` is written twice"),
        ("[alembic]\n\nnonsense\n", 2, "nonsense"),
    ],
)
def test_a_problem_says_where(text: str, line: int, says: str) -> None:
    (problem,) = read_ini(text, "/p/alembic.ini").problems
    assert problem.line == line
    assert str(problem).startswith(f"/p/alembic.ini:{line + 1}: ")
    assert says in problem.message


@given(st.text(max_size=200))
def test_nothing_raises(text: str) -> None:
    ini = read_ini(text, "alembic.ini")
    for section in ini.sections:
        ini.options(section, "/h")
