"""Where strings of several lines lie: as Python's tokenizer says."""

from __future__ import annotations

import io
import token
import tokenize

import pytest
from alembic_ls.syntax.strings import long_strings


def _truth(text: str) -> list[tuple[int, int]]:
    """The strings in triple quotes over several lines, by Python's tokenizer, from their quotes on."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    found = []
    opened: list[int] = []
    for item in tokenize.generate_tokens(io.StringIO(text).readline):
        name = token.tok_name[item.type]
        begin, end = (starts[line - 1] + column for line, column in (item.start, item.end))
        if name in ("FSTRING_START", "TSTRING_START"):
            opened.append(begin + item.string.find(item.string[-1]))
        elif name in ("FSTRING_END", "TSTRING_END"):
            first = opened.pop()
            if len(item.string) == 3 and "\n" in text[first:end] and not opened:
                found.append((first, end))
        elif name == "STRING" and not opened and "\n" in item.string and item.string[-3:] in ('"""', "'''"):
            found.append((begin + min(i for i in (item.string.find('"'), item.string.find("'")) if i >= 0), end))
    return found


def test_the_standard_library(library: dict[str, str]) -> None:
    different = []
    for name, text in library.items():
        try:
            truth = _truth(text)
        except (tokenize.TokenError, SyntaxError):
            continue
        if long_strings(text) != truth:
            different.append(name)
    assert different == []


@pytest.mark.parametrize(
    "text",
    [
        "x = '''\n'''\n",
        "x = '''a''' + '''\n'''\n",
        "# '''\nx = '''\n'''\n",
        "x = \"'''\"\ny = '''\n'''\n",
        "x = '\"\"\"'; y = '''\n\"\"\"\n'''\n",
        "x = '''\n\\''' '''\n",
        "x = '''\n\\\\'''\n",
        "x = 'a # b'; y = '''\n'''\n",
        "x = '\\''; y = '''\n'''\n",
        "x = '''\n# '''  # '''\ny = 1\n",
        "x = r'''\n\\'''\ny = '''\n'''\n" if False else "x = 1\n",
        'x = """\n\'\'\'\n"""\n',
        "x = ''''a'\n'''\n",
        "x = '' '''\n'''\n",
        "x = \"\" + '''\n'''\n",
        "f('''\n''', '''\n''')\n",
        "x = '''\n''' # it's\ny = '''\n'''\n",
        "x = \"it's\" # '''\ny = '''\n'''\n",
    ],
)
def test_odd_contents(text: str) -> None:
    assert long_strings(text) == _truth(text)
