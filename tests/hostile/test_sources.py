"""Sources that are written to hurt: a check of them neither raises nor runs away, and the rest of the project is still read."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("bounds are the kernel's, by setrlimit", allow_module_level=True)

_HEAD = "import sqlalchemy as sa\nfrom alembic import op\n"
_EVIL: dict[str, str] = {
    "deep parentheses": "x = " + "(" * 5_000 + "1" + ")" * 5_000 + "\n",
    "deep lists": "x = " + "[" * 90 + "]" * 90 + "\ny = str(x), repr(x), x == x, f'{x}'\n",
    "very deep lists": "x = " + "[" * 20_000 + "]" * 20_000 + "\n",
    "deep classes": "".join("  " * n + f"class A{n}:\n" for n in range(90)) + "  " * 90 + "x = 1\n",
    "deep ifs": "".join(" " * n + "if x:\n" for n in range(98)) + " " * 98 + "y = 1\n",
    "deep ifs that nobody knows": "import os\nu = os.urandom(1)\n"
    + "".join(" " * n + "if u:\n" for n in range(90))
    + " " * 90
    + "y = 1\n",
    "many ifs that nobody knows": "import os\nu = os.urandom(1)\ndef f():\n" + "    if u: return 1\n" * 3_000 + "\nx = f()\n",
    "nested ifs on both sides": "import os\nu = os.urandom(1)\ndef f(n):\n    if u: return f(n - 1)\n    else: return f(n + 1)\nx = f(0)\n",
    "a long sum": "x = " + "1 + " * 20_000 + "1\n",
    "a long chain of attributes": "x = a" + ".b" * 20_000 + "\n",
    "a long chain of calls": "x = f" + "()" * 20_000 + "\n",
    "a long comparison": "x = 1" + " < 2" * 20_000 + "\n",
    "a long boolean": "x = " + "a or " * 20_000 + "b\n",
    "a deep lambda": "x = " + "lambda: " * 5_000 + "1\n",
    "deep brackets": "x = a" + "[0" * 5_000 + "]" * 5_000 + "\n",
    "deep nots": "x = " + "not " * 20_000 + "1\n",
    "deep f-strings": "x = " + "f'{" * 3 + "1" + "}'" * 3 + "\n",
    "else if without end": "if x: pass\n" + "elif x: pass\n" * 5_000,
    "a megabyte of text": "x = '" + "a" * 1_000_000 + "'\ny = x.upper(), x * 2, x + x, f'{x}{x}', x.replace('a', 'bb')\n",
    "a megabyte of numbers": "x = [" + "1, " * 300_000 + "]\ny = x + x, x * 10, sorted(x), str(x)\n",
    "a megabyte of lines": "x = 1\n" * 60_000,
    "five megabytes of one line": "x = " + "1 + " * 1_250_000 + "1\n",
    "huge integers": "x = 10 ** 10 ** 10\ny = 9 ** 9 ** 9\nz = 1 << 10 ** 10\nw = 2 ** 4_000\nfor i in range(100): w = w * w\n",
    "huge literals": "x = " + "9" * 5_000 + "\ny = 0x" + "f" * 100_000 + "\nz = str(y)\n",
    "huge texts": "x = 'a' * 10 ** 10\ny = [0] * 10 ** 10\nz = 'a'\nfor i in range(60): z = z + z\n",
    "huge formats": "x = f'{1:1000000000}', '%1000000000d' % 1, '{:1000000000}'.format(1), 'a'.center(10 ** 10), '7'.zfill(10 ** 10)\n",
    "huge formats by words": "n = 10 ** 9\nx = f'{1:{n}}', '%*d' % (n, 1), '{:{}}'.format(1, n), format(1, str(n)), 'a'.ljust(n), 'a\\t'.expandtabs(n)\n",
    "huge joins": "x = ('a' * 1000).join(['b'] * 200_000)\ny = 'a' * 100_000\nz = y.replace('a', y)\nw = y.replace('', y)\n",
    "doubling lists": "x = [1]\nfor i in range(60): x = x + x\ny = [1]\nfor i in range(60): y += y\nz = [1]\nfor i in range(60): z.extend(z)\n",
    "doubling in place": "x = {1}\nfor i in range(60): x |= {str(x)}\ny = 'a'\nfor i in range(60): y = f'{y}{y}'\nz = (1,)\nfor i in range(60): z *= 2\n",
    "nested sharing": "x = []\nfor i in range(80): x = [x, x]\ny = str(x)\nz = x == [x]\nw = repr(x), f'{x}', x in [x], sorted([x, x])\n",
    "shared dicts": "x = {}\nfor i in range(80): x = {'a': x, 'b': x}\ny = str(x), x == dict(x), {**x} == x\nimport copy\nz = copy.deepcopy(x)\n",
    "a list that holds itself": "x = []\nx.append(x)\ny = str(x), repr(x), x == x, f'{x}', [x] == [x], x in x, sorted(x), '%s' % x\nimport copy\nz = copy.deepcopy(x)\n",
    "two lists that hold each other": "x = []\ny = [x]\nx.append(y)\nz = x == y, str(x), x in y, {'a': x} == {'a': y}, sum([x, y], [])\n",
    "a dict that holds itself": "x = {}\nx['x'] = x\ny = str(x), x == x, f'{x}', {**x}, x == {'x': x}\nimport json\nz = json.dumps(x)\n",
    "an object that holds itself": "class A:\n    pass\na = A()\na.a = a\nimport copy\nb = copy.deepcopy(a)\nc = a == b\n",
    "endless for": "def g():\n    while True: yield 1\nx = list(g())\nfor i in g(): pass\n",
    "endless while": "x = 0\nwhile True: x += 1\n",
    "an endless while that extends itself": "x = [1]\nwhile True: x.extend(x)\n",
    "an endless while that looks for what is not there": "x = [1] * 150_000\nwhile True: 2 in x\n",
    "an endless while that counts": "x = [1] * 150_000\nwhile True: x.count(1)\n",
    "an endless while that takes from the front": "x = [1] * 150_000\nwhile True: del x[0]\n",
    "an endless while of deep copies": "import copy\nx = [1] * 150_000\nwhile True: copy.deepcopy(x)\n",
    "an endless while that lists": "x = dict.fromkeys(range(100_000))\nwhile True: list(range(150_000)), list(x.items())\n",
    "endless while in while": "while True:\n    while True:\n        while True: pass\n",
    "a loop over what it appends to": "x = [1]\nfor i in x: x.append(i)\n",
    "long loops": "for i in range(10 ** 9):\n    for j in range(10 ** 9): pass\n",
    "long loops in loops": "def f():\n    for a in range(1000):\n        for b in range(1000):\n            for c in range(1000): pass\nf()\n",
    "long comprehensions": "x = [i for i in range(200_000) for j in range(200_000) for k in range(1000)]\n",
    "comprehensions in doubt": "import os\nx = [i for i in os.listdir() for j in os.listdir() if i if j]\n" * 200,
    "products": "x = list(range(1000))\ny = [(a, b, c) for a in x for b in x for c in x]\nz = sum([x] * 1000, [])\n",
    "endless recursion": "def f(): return f()\nx = f()\n",
    "endless mutual recursion": "def f(n): return g(n + 1)\ndef g(n): return f(n) + h(n)\ndef h(n): return g(n)\nx = f(0)\n",
    "exponential recursion": "def f(n): return f(n - 1) + f(n - 1) if n else 1\nx = f(35)\n",
    "exponential recursion in doubt": "import os\nu = os.urandom(1)\ndef f(n):\n    if u: f(n - 1)\n    if u: f(n - 1)\n    return n\nx = f(1)\n",
    "recursion through properties": "class A:\n    @property\n    def x(self): return self.x\n    def __getattr__(self, n): return getattr(self, n + 'a')\n    def __str__(self): return str(self)\n"
    "    def __iter__(self): return iter(self)\n    def __len__(self): return len(self)\n    def __getitem__(self, k): return self[k]\n    def __call__(self): return self()\n"
    "    def __contains__(self, x): return x in self\na = A()\nb = a.x\nc = a.y\nd = str(a)\ne = list(a)\nf = len(a)\ng = a[0]\nh = a()\ni = 1 in a\nj = f'{a}'\n",
    "recursion through construction": "class A:\n    def __init__(self): self.a = A()\nx = A()\nclass B:\n    def __new__(cls): return cls()\ny = B()\nclass C:\n    def __init_subclass__(cls):\n        class D(cls): pass\nclass E(C): pass\n",
    "recursion through decorators": "def d(f): return d(f)\n@d\ndef f(): pass\n@d\nclass A: pass\n",
    "recursion through defaults": "def f(x=None):\n    def g(y=f()): return y\n    return g()\nx = f()\n",
    "recursion through generators": "def g():\n    yield from g()\nx = list(g())\n",
    "recursion through context managers": "from contextlib import contextmanager\n@contextmanager\ndef m():\n    with m(): yield\nwith m(): x = 1\n",
    "recursion through sort keys": "def k(x): return sorted([3, 2, 1], key=k)\nx = sorted([1, 2], key=k)\n",
    "endless handling": "def f():\n    try: return f()\n    except Exception: return f()\n    finally: f()\nx = f()\n",
    "a class of itself": "class A(A): pass\nclass B(C): pass\nclass C(B): pass\nclass D(D.x): pass\nx = A().y, B.z, C()\n",
    "bases in any order": "class A: pass\nclass B(A): pass\nclass C(A, B): pass\nclass D(B, A, B, A): pass\nx = D.y, C.__mro__\n",
    "many bases": "class A0: pass\n"
    + "".join(f"class A{n}(A{n - 1}): pass\n" for n in range(1, 400))
    + "x = A399.y, A399().z, A399.__mro__\n",
    "a wide diamond": "class A: pass\n"
    + "".join(f"class B{n}(A): pass\n" for n in range(150))
    + "class C("
    + ", ".join(f"B{n}" for n in range(150))
    + "): pass\nx = C.y\n",
    "enums of themselves": "import enum\nclass E(E, enum.Enum):\n    A = E\n    B = [A]\n    def _generate_next_value_(n, s, c, l): return E.A\n    C = enum.auto()\nx = E.A, list(E), E(E.B)\n",
    "a million members": "import enum\nE = enum.Enum('E', [str(n) for n in range(200_000)])\nx = list(E)\n",
    "globals that change": "for n in range(10 ** 6): globals()['x' + str(n)] = n\nglobals().update(globals())\nlocals()['x'] = locals()\nvars()[1] = 2\nx = str(globals())\n",
    "regular expressions": "import re\nx = re.match('(a+)+$', 'a' * 40 + 'b'), re.sub('(a|a)*', '', 'a' * 40 + 'b'), re.match('(' * 500 + ')' * 500, 'a')\n"
    "y = re.search('(.*)(.*)(.*)(.*)x', 'a' * 5000), re.split('', 'a' * 10 ** 5), re.findall('a*a*a*a*a*b', 'a' * 3000), re.compile('a{1000}{1000}{1000}')\n",
    "splits": "x = 'a' * 200_000\ny = x.split('a'), list(x), [c for c in x], x.splitlines()\nz = [x.split('a') for i in range(1000)]\n",
    "slices": "x = list(range(200_000))\ny = [x[:] for i in range(10_000)]\nz = [x[::-1] for i in x]\n",
    "dates": "import datetime, decimal, uuid\nx = datetime.date(10 ** 10, 1, 1), decimal.Decimal('1e1000000000') + 1, uuid.UUID('x'), datetime.timedelta(10 ** 20)\ny = str(decimal.Decimal('1e999999'))\n",
    "divisions": "x = 1 / 0, 1 % 0, 0 ** -1, 1.0 // 0, divmod(1, 0), pow(0, -1), int('x'), float('y'), round(1e400), int(float('inf')), int(float('nan'))\n",
    "numbers that overflow": "x = 1e308 * 10, 10.0 ** 400, int('9' * 100_000), float('9' * 1000), 2 ** 0.5 ** 1000, (-8) ** 0.5, 1 << -1, range(10 ** 30)[10 ** 29], len(range(10 ** 30))\n",
    "wrong calls": "x = int(), len(), sorted(), min(), max([]), sum('a'), zip(1), enumerate(), map(), map(1), filter(), isinstance(1), getattr(1), setattr(1), next(), iter(), range(), dict(1), print(*1)\n",
    "more wrong calls": "x = reversed(), any(), all(), type(), super(), open(), ''.join(), ''.join(1), [].sort(1), {}.update(1), 'a'.format(1, b=2), '{}'.format(), '%d %d' % 1, {}.fromkeys(), range(1, 2, 0)\n",
    "wrong unpackings": "a, b = 1\nc, *d, e = []\n(f, g), h = 1, 2\n[*i] = None\nfor j, k in [1]: pass\nx = {**1}\ny = [*1]\nz = print(**1)\n",
    "wrong deletions": "del a, b[0], c.d, [e, f]\nx = [1]\ndel x[5]\ndel x['a']\ndel x[::0]\nx[5] = 1\nx['a'] = 1\nx[::0] = 1\nx[0:1] = 5\ny = {}\ny[[]] = 1\ndel y[[]]\nz = y[[]], y.get([]), {[]: 1}, {[]}\n",
    "statements out of place": "return 1\nyield 2\nawait x\nbreak\ncontinue\nraise\nnonlocal x\nglobal y\nclass A:\n    return 1\n    yield 2\n    break\n    nonlocal z\n",
    "yield everywhere": "def f(a=(yield)): pass\nx = [(yield) for y in z]\nlambda: (yield)\nclass A: x = yield\n",
    "names of the interpreter's own": "def f():\n    locals()['return?'] = 1\n    locals()['yield'] = 2\n    return 3\nx = f()\n{'**': 1}['**']\nd = {'**': 2}\nf(**d)\n",
    "star imports of oneself": "from models import *\nfrom . import *\nfrom .. import *\nfrom .models import metadata as m\nfrom ....... import x\nimport models.models.models\n",
    "odd characters": "x = '\\ud800', '\\U0010ffff', '\\x00', '\\N{SNOWMAN}', b'\\xff'.decode(), '\\ud800'.encode(), b'\\xff'.decode('nothing')\n\uff41 = 1\n",
    "a table of everything": "metadata2 = sa.MetaData()\nt = sa.Table(*[sa.Column('a' * 100_000)] * 3, metadata2, t=1)\nu = sa.Table()\nv = sa.Table(None, None, None)\nw = sa.Table('w', metadata2, *w.columns)\n",
    "ten thousand columns": "big = sa.Table('note', sa.MetaData(), *[sa.Column('c' + str(i), sa.Integer) for i in range(2_000)])\n",
}


@pytest.mark.parametrize("name", _EVIL)
def test_in_the_models(name: str, project: Callable[..., Path], check: Callable[..., dict[str, Any]]) -> None:
    models = "import sqlalchemy as sa\nmetadata = sa.MetaData()\nnote = sa.Table('note', metadata, sa.Column('id', sa.Integer, primary_key=True))\n"
    result = check(project({"models.py": models + _EVIL[name]}))
    assert result["projects"] == 1
    if len(_EVIL[name]) < 3_000_000:
        assert ["extra-table", "note"] not in result["findings"]


@pytest.mark.parametrize("name", _EVIL)
def test_in_a_revision(name: str, project: Callable[..., Path], check: Callable[..., dict[str, Any]]) -> None:
    body = "".join("    " + line + "\n" for line in _EVIL[name].splitlines() if "import *" not in line)
    if len(body) > 3_000_000 or "'''" in body:
        pytest.skip("no file that is read")
    text = f"{_HEAD}revision = '2'\ndown_revision = '1'\n\n\ndef upgrade():\n    metadata = sa.MetaData()\n{body}\n\ndef downgrade(): pass\n"
    result = check(project({"alembic/versions/2.py": text}))
    assert result["projects"] == 1


def test_all_in_env_py(project: Callable[..., Path], check: Callable[..., dict[str, Any]]) -> None:
    loops = [text for name, text in _EVIL.items() if "recursion" in name or "endless" in name or "long loops" in name]
    env = (
        "from alembic import context\nfrom models import metadata\n"
        + "".join(loops)
        + "context.configure(target_metadata=metadata)\n"
    )
    result = check(project({"alembic/env.py": env}), seconds=20)
    assert result["projects"] == 1


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE note ADD COLUMN c{n} INTEGER;",
        "CREATE INDEX i{n} ON note (id);",
        "ALTER TABLE note ALTER COLUMN id TYPE BIGINT;",
    ],
)
def test_more_operations_than_a_revision_has(
    statement: str, project: Callable[..., Path], check: Callable[..., dict[str, Any]]
) -> None:
    sql = "\n".join(statement.format(n=n) for n in range(50_000))
    upgrade = f"def upgrade():\n    op.execute('''{sql}''')\n    op.drop_table('note')\n\n\ndef downgrade(): pass\n"
    result = check(project({"alembic/versions/2.py": f"{_HEAD}revision = '2'\ndown_revision = '1'\n\n\n{upgrade}"}))
    found = {rule for rule, _ in result["findings"]}
    assert found.isdisjoint(("missing-table", "extra-column", "extra-index", "type-mismatch"))  # all of it is unknown
