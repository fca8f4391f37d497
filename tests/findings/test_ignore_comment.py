"""Which lines a comment is for."""

from __future__ import annotations

import pytest
from alembic_ls.findings.ignore_comment import ignore_comments

# In each text, `<` marks the lines that its one comment, `# I`, is for.
_TEXTS = {
    "behind code": "a = 1\nb = 2  # I <\nc = 3\n",
    "on a line of its own, for the statement below": "a = 1\n# I\nb = f(  # <\n    2,  # <\n)  # <\nc = 3\n",
    "with blank lines and comments between": "a = 1\n# I\n\n# why\nb = 2  # <\n",
    "above a function, for all that is in it": "a = 1\n# I\ndef f():  # <\n    x = 1  # <\n\n    y = 2  # <\nb = 2\n",
    "above a decorator": "a = 1\n# I\n@d  # <\n@e  # <\ndef f():  # <\n    x = 1  # <\n# more\nb = 2\n",
    "above a nested statement": "def f():\n    # I\n    if x:  # <\n        y()  # <\n    else:  # <\n        z()  # <\n    w()\n",
    "above a class": "a = 1\n# I\nclass A:  # <\n    def f(self):  # <\n        pass  # <\n\n    x = 1  # <\n\n\nb = 1\n",
    "above a try": "a = 1\n# I\ntry:  # <\n    a()  # <\nexcept E:  # <\n    b()  # <\nfinally:  # <\n    c()  # <\nd()\n",
    "at the head of a class": "class A(B):  # I <\n    x = 1\n",
    "behind the end of a statement": "a = 1\nb = f(  # <\n    2,  # <\n)  # I <\nc = 3\n",
    "behind the beginning of one": "a = 1\nb = f(  # I <\n    2,\n)\nc = 3\n",
    "behind the middle of one": "a = f(\n    2,  # I <\n    3,\n)\n",
    "on a line of its own within one": "a = f(\n    # I\n    # why\n    2,  # <\n    3,\n)\n",
    "above the first statement, for the file": "#!/usr/bin/env python  # <\n# I <\n'''doc'''  # <\n\nb = 2  # <\n",
    "above nothing": "a = 1\n# I <\n",
    "in a string, none": "a = '''\n# I\n'''\n",
    "in what does not parse": "a = 1\nb = (  # I <\nc = 3\n",
    "below a wrong indent": "    a = 1\n    b = 2  # I <\n",
}


def _lines(text: str) -> set[int]:
    source = text.replace("# I", "# alembic-ls: ignore[rule]")
    return {
        line
        for comment in ignore_comments(source)
        for line in range(len(source.split("\n")))
        if comment.covers("rule", line) and source.split("\n")[line].strip()
    }


@pytest.mark.parametrize("text", _TEXTS.values(), ids=_TEXTS)
def test_the_lines_that_a_comment_is_for(text: str) -> None:
    expected = {number for number, line in enumerate(text.split("\n")) if "<" in line}
    assert _lines(text) == expected


@pytest.mark.parametrize(
    ("text", "rules", "shown"),
    [
        ("x  # alembic-ls: ignore", (), "# alembic-ls: ignore"),
        ("x  #alembic-ls:ignore[a]", ("a",), "#alembic-ls:ignore[a]"),
        ("x  # alembic-ls: ignore[a, b-c] for a reason, see #12", ("a", "b-c"), "# alembic-ls: ignore[a, b-c]"),
        ("x  # alembic-ls: ignore for a reason", (), "# alembic-ls: ignore"),
        ("x  # noqa: E501  # alembic-ls: ignore[a]", ("a",), "# alembic-ls: ignore[a]"),
        ("x  # alembic-ls: ignore[a]  # type: ignore", ("a",), "# alembic-ls: ignore[a]"),
    ],
)
def test_how_it_is_written(text: str, rules: tuple[str, ...], shown: str) -> None:
    (comment,) = ignore_comments(text)
    assert (comment.understood, comment.rules, text[comment.start : comment.end]) == (True, rules, shown)


@pytest.mark.parametrize("what", ["ignore[]", "ignore[a", "ignore-file", "ignores[a]", "off", "", "ignored"])
def test_what_is_not_understood(what: str) -> None:
    text = f"x = 1  # alembic-ls: {what}"
    (comment,) = ignore_comments(text)
    assert not comment.understood
    assert not comment.covers("a", 0)
    assert text[comment.start : comment.end] == f"# alembic-ls: {what}".strip()


def test_several_comments_of_one_line_and_line_ends() -> None:
    text = "a = 1\r\nb = 2  # alembic-ls: ignore[x] # alembic-ls: ignore[y]\r\n"
    assert [comment.rules for comment in ignore_comments(text)] == [("x",), ("y",)]
    assert {comment.line for comment in ignore_comments(text)} == {1}
