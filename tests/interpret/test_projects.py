"""Programs of several files against Python itself: imports in all their forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

_PROJECTS: dict[str, dict[str, str]] = {
    "import and from import": {
        "main.py": "import other\nfrom other import x, y as z\nfrom other import f\na = other.x, x, z, f(2)\n",
        "other.py": "x = 1\ny = [2]\ndef f(n): return n + x\n",
    },
    "star import": {
        "main.py": "from other import *\na = x\ntry:\n    b = _hidden\nexcept NameError:\n    b = 'hidden'\n",
        "other.py": "x = 1\n_hidden = 2\n",
    },
    "star import with __all__": {
        "main.py": "from other import *\na = _shown\nb = [n for n in ('x', '_shown') if n in globals()]\n",
        "other.py": "__all__ = ['_shown']\nx = 1\n_shown = 2\n",
    },
    "__all__ that is made": {
        "main.py": "from pack import *\na = x, y\n",
        "pack/__init__.py": "from . import one, two\n__all__ = one.__all__ + two.__all__\nfrom .one import *\nfrom .two import *\n",
        "pack/one.py": "__all__ = ['x']\nx = 1\n",
        "pack/two.py": "__all__ = ['y']\n__all__ += []\ny = 2\n",
    },
    "packages and relative imports": {
        "main.py": "from pack.sub.deep import value\nimport pack.sub.deep as d\nimport pack.sub\na = value, d.value, pack.sub.deep.up\n",
        "pack/__init__.py": "top = 't'\n",
        "pack/sub/__init__.py": "from .deep import value\n",
        "pack/sub/deep.py": "from .. import top\nfrom ..other import o\nfrom . import side\nvalue = [top, o, side.s]\nup = top\n",
        "pack/sub/side.py": "s = 'side'\n",
        "pack/other.py": "o = 'o'\n",
    },
    "namespace packages": {
        "main.py": "from space.inner.mod import x\nimport space.inner.mod as m\na = x, m.x\n",
        "space/inner/mod.py": "x = 5\n",
    },
    "a package before a module of the same name": {
        "main.py": "import both\na = both.x\n",
        "both.py": "x = 'module'\n",
        "both/__init__.py": "x = 'package'\n",
    },
    "a cycle of imports": {
        "main.py": "import one\na = one.x, one.f()\n",
        "one.py": "import two\nx = 1\ndef f(): return two.y + x\n",
        "two.py": "import one\ny = 10\ndef g(): return one.x\n",
    },
    "a cycle through functions": {
        "main.py": "from one import f\nfrom two import g\na = f(3), g(2)\n",
        "one.py": "def f(n):\n    from two import g\n    return n if n < 1 else g(n - 1)\n",
        "two.py": "from one import f\ndef g(n): return ['g', f(n - 1)]\n",
    },
    "a module with __getattr__": {
        "main.py": "import lazy\nfrom lazy import made\na = lazy.other, made, lazy.real\n",
        "lazy.py": "real = 'r'\ndef __getattr__(name):\n    if name.startswith('__'): raise AttributeError(name)\n    return name.upper()\n",
    },
    "a __getattr__ that asks a table of names": {
        "main.py": "import lazy\nfrom lazy import made\na = lazy.other, made\n",
        "lazy.py": "import importlib\ndef __getattr__(name):\n    path = __names.get(name)\n    if not path: raise AttributeError(f'no {name}')\n"
        "    value = getattr(importlib.import_module(path), name)\n    globals()[name] = value\n    return value\n"
        "__names = {'made': 'real', 'other': 'real'}\n",
        "real.py": "made, other = 'm', 'o'\n",
    },
    "a folder on the import path": {
        "main.py": "import os, sys\nhere = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'inner')\n"
        "if here not in sys.path:\n    sys.path.insert(0, here)\nimport beside\na = beside.x\n",
        "inner/beside.py": "x = 1\n",
    },
    "a folder that a package puts on the import path": {
        "main.py": "import pack.other\nfrom beside import x\na = x, pack.other.y\n",
        "pack/__init__.py": "import sys\nfrom pathlib import Path\nfolder = Path(__file__).resolve().parent / 'inner'\nsys.path.append(str(folder))\n",
        "pack/other.py": "y = 2\n",
        "pack/inner/beside.py": "x = 1\n",
    },
    "a namespace in several folders": {
        "main.py": "import os, sys\nsys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'other'))\n"
        "import space.one\nfrom space.inner.two import y\nfrom space.inner import three\na = space.one.x, y, three.z\n",
        "space/one.py": "x = 1\n",
        "space/inner/two.py": "y = 2\n",
        "other/space/inner/three.py": "z = 3\n",
    },
    "a package that goes on in another folder": {
        "main.py": "import os, sys\nsys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'other'))\n"
        "from pack.two import y\nimport pack\na = y, pack.x\n",
        "pack/__init__.py": "x = 1\n__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n",
        "other/pack/two.py": "y = 2\n",
    },
    "a package that hides a folder of its name": {
        "main.py": "import os, sys\nsys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'other'))\n"
        "import pack\ntry:\n    import pack.two\n    a = 'found'\nexcept ImportError:\n    a = 'hidden'\nb = pack.x\n",
        "pack/two.py": "y = 2\n",
        "other/pack/__init__.py": "x = 1\n",
    },
    "a __getattr__ beside globals().get": {
        "main.py": "from lazy import made\na = made\ntry:\n    from lazy import nothing\n    b = 1\nexcept ImportError:\n    b = 'none'\n",
        "lazy.py": "def _any_made(): return 'm'\ndef __getattr__(name):\n    if name != 'made': raise AttributeError(name)\n"
        "    kept = globals()\n    make = kept.get('_own_' + name, None) or kept.get('_any_' + name)\n    return make()\n",
    },
    "imports in try": {
        "main.py": "try:\n    from other import y\nexcept ImportError:\n    y = None\n"
        "try:\n    import other.nothing\n    z = 1\nexcept ImportError:\n    z = 2\n",
        "other.py": "y = 1\n",
    },
    "a name that is not there": {
        "main.py": "try:\n    from other import nothing\n    a = 1\nexcept ImportError:\n    a = 2\n",
        "other.py": "y = 1\n",
    },
    "what others change": {
        "main.py": "import registry\nimport one, two\na = list(registry.names), registry.table['two']\n",
        "registry.py": "names = []\ntable = {}\ndef add(n):\n    names.append(n)\n    return n\n",
        "one.py": "from registry import add\nadd('one')\n",
        "two.py": "import registry\nregistry.names.append('two')\nregistry.table['two'] = 2\n",
    },
    "constants that are put together": {
        "main.py": "from const import ALL, BY_NAME, TOTAL\na, b, c = ALL, BY_NAME, TOTAL\n",
        "const.py": "BASE = ['a']\nALL = BASE + ['b']\nALL.append('c')\nBY_NAME = {}\nfor i, n in enumerate(ALL):\n    BY_NAME[n] = i\nTOTAL = 0\n"
        "TOTAL = TOTAL + len(ALL)\nif TOTAL > 2:\n    TOTAL *= 10\n",
    },
    "names bound twice": {
        "main.py": "from const import first, x, y\na = first, x, y\n",
        "const.py": "x = 1\nfirst = x\nx = 2\ndef make(): return 'one'\ny = make()\ndef make(): return 'two'\n",
    },
    "a class bound twice": {
        "main.py": "from shapes import Square\na = Square().sides(), Square.name\n",
        "shapes.py": "class Base:\n    name = 'base'\n    def sides(self): return 1\nclass Square(Base):\n    name = 'square'\n    def sides(self): return super().sides() + 3\n",
    },
    "importlib": {
        "main.py": "import importlib\nm = importlib.import_module('pack.' + 'one')\nn = importlib.import_module('.two', 'pack')\na = m.x, n.y\n",
        "pack/__init__.py": "",
        "pack/one.py": "x = 1\n",
        "pack/two.py": "y = 2\n",
    },
    "__name__": {
        "main.py": "from pack import mod\na = mod.name, mod.is_main, mod.package\n",
        "pack/__init__.py": "",
        "pack/mod.py": "name = __name__\nis_main = __name__ == '__main__'\npackage = __name__.rpartition('.')[0]\n",
    },
    "a submodule as an attribute": {
        "main.py": "import pack\na = pack.sub.x\n",
        "pack/__init__.py": "from pack import sub\n",
        "pack/sub.py": "x = 3\n",
    },
    "a name and a submodule that are called alike": {
        "main.py": "from pack import thing\na = thing()\n",
        "pack/__init__.py": "from .thing import thing\n",
        "pack/thing.py": "def thing(): return 'function'\n",
    },
    "classes over several files": {
        "main.py": "from models import Task, User\na = Task.table(), User.table(), [c.__name__ for c in Task.__mro__[:2]]\n",
        "base.py": "class Base:\n    prefix = 'p_'\n    @classmethod\n    def table(cls): return cls.prefix + cls.__name__.lower()\n",
        "models.py": "from base import Base\nclass Task(Base): pass\nclass User(Base):\n    prefix = 'u_'\n",
    },
    "an enum over several files": {
        "main.py": "from kinds import Kind\nimport kinds as k\na = [m.value for m in Kind], k.Kind.A is Kind.A, k.DEFAULT == Kind.A, {Kind.A: 1}[k.Kind('a')]\n",
        "kinds.py": "import enum\nclass Kind(str, enum.Enum):\n    A = 'a'\n    B = 'b'\nDEFAULT = Kind.A\n",
    },
    "globals of another module": {
        "main.py": "import state\nstate.set(5)\na = state.get(), state.value\n",
        "state.py": "value = 0\ndef set(v):\n    global value\n    value = v\ndef get(): return value\n",
    },
    "set from outside": {
        "main.py": "import state\nstate.value = 7\nsetattr(state, 'other', 8)\na = state.get(), state.other\n",
        "state.py": "value = 0\ndef get(): return value\n",
    },
    "conditional imports": {
        "main.py": "import sys\nif sys.platform == 'no such platform':\n    from one import x\nelse:\n    from two import x\na = x\n",
        "one.py": "x = 1\n",
        "two.py": "x = 2\n",
    },
}
_MAY_BE_UNKNOWN = {"conditional imports", "__name__", "what others change"}  # the last: `a` asks before anyone has added


@pytest.mark.parametrize("name", _PROJECTS)
def test_imports_mean_what_they_mean_to_python(name: str, unknown_in_project: Callable[..., list[str]]) -> None:
    doubts = unknown_in_project(_PROJECTS[name])
    if name not in _MAY_BE_UNKNOWN:
        assert doubts == []
