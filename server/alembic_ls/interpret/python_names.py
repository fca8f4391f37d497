"""The names that Python binds everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.values import (
    Symbol,
)

if TYPE_CHECKING:
    pass

_NAMES = """abs all any ascii bin bool bytearray bytes callable chr classmethod complex delattr dict dir divmod enumerate eval exec filter
float format frozenset getattr globals hasattr hash hex id input int isinstance issubclass iter len list locals map max memoryview min next
object oct open ord pow print property range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip
__import__ BaseException Exception ArithmeticError AssertionError AttributeError ImportError ModuleNotFoundError IndexError KeyError
LookupError NameError NotImplementedError OSError RuntimeError StopIteration SystemExit TypeError UnicodeError ValueError Warning
DeprecationWarning UserWarning RuntimeWarning FutureWarning ConnectionError TimeoutError FileNotFoundError PermissionError ZeroDivisionError
RecursionError SyntaxError EnvironmentError IOError OverflowError KeyboardInterrupt GeneratorExit ExceptionGroup""".split()
BUILTINS: dict[str, Any] = {name: Symbol(f"builtins.{name}") for name in _NAMES}
BUILTINS.update(
    {"True": True, "False": False, "None": None, "NotImplemented": Symbol("builtins.NotImplemented"), "Ellipsis": ...}
)
BUILTINS["__debug__"] = True
BUILTINS["__builtins__"] = Symbol("builtins")
