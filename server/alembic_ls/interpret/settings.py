"""The values of a `BaseSettings` of pydantic: what this process' environment says, else the field's default. Imported when one is asked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.values import MISSING, Call, ClassValue, Generic, OutOfFuel, Raised, Symbol
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_TRUTHS = {
    **dict.fromkeys(("1", "true", "t", "yes", "y", "on"), True),
    **dict.fromkeys(("0", "false", "f", "no", "n", "off"), False),
}


def setting(machine: Machine, cls: ClassValue, name: str) -> Any:
    """The value of the field `name` where the environment sets it; MISSING where it does not, or where there is no such field."""
    if not any(isinstance(base, ClassValue) and name in base.annotations for base in cls.mro):
        return MISSING
    options = _options(cls)
    for variable in _variables(cls, name, options):
        machine.variables.add(variable)
        found = next((v for k, v in os.environ.items() if k.lower() == variable.lower()), None)
        if found is not None:
            return _converted(machine, cls, name, found)
    return _in_file(machine, name, options)


def _options(cls: ClassValue) -> dict[str, Any]:
    found = cls.lookup("model_config")
    config = found[0] if found is not None else None
    if isinstance(config, Call):
        return config.kwargs
    if type(config) is dict:
        return config
    inner = cls.lookup("Config")
    return inner[0].names if inner is not None and isinstance(inner[0], ClassValue) else {}


def _variables(cls: ClassValue, name: str, options: dict[str, Any]) -> list[str]:
    found = cls.lookup(name)
    field = found[0] if found is not None else None
    named = []
    if isinstance(field, Call):
        for keyword in ("validation_alias", "alias", "env"):
            value = field.kwargs.get(keyword)
            values: Any = value.args if isinstance(value, Call) else value if type(value) in (list, tuple) else [value]
            named += [v for v in values if type(v) is str]
    prefix = options.get("env_prefix", "")
    return named or [f"{prefix if type(prefix) is str else ''}{name}"]


def _converted(machine: Machine, cls: ClassValue, name: str, text: str) -> Any:
    from alembic_ls.interpret.evaluation import evaluate

    tree, scope = next(base.annotations[name] for base in cls.mro if isinstance(base, ClassValue) and name in base.annotations)
    try:
        kind = evaluate(machine, tree, scope) if tree is not None else None
    except (Raised, OutOfFuel, RecursionError):
        kind = None
    if isinstance(kind, Generic):  # Optional[int], int | None
        kinds = [k for k in kind.args if k is not None]
        kind = kinds[0] if len(kinds) == 1 else kind
    path = kind.path if isinstance(kind, Symbol) else ""
    if path == "builtins.str":
        return text
    if path == "builtins.bool" and text.lower() in _TRUTHS:
        return _TRUTHS[text.lower()]
    if path == "builtins.int" and text.strip().lstrip("+-").isdecimal() and len(text) < 20:
        return int(text)
    return Unknown(f"what the environment says of '{name}' is not followed")


def _in_file(machine: Machine, name: str, options: dict[str, Any]) -> Any:
    """Unknown where a `.env` file speaks of the field: what stands in it is not for others to read."""
    names: Any = options.get("env_file")
    prefix = options.get("env_prefix", "")
    wanted = f"{prefix if type(prefix) is str else ''}{name}".lower()
    for file in names if type(names) in (list, tuple) else (names,):
        for root in machine.finder.roots if type(file) is str else ():
            text = machine.files.text(os.path.join(root, file)) if file in machine.finder.listing(root) else None
            if text is not None and any(
                line.strip().removeprefix("export ").partition("=")[0].strip().lower() == wanted for line in text.splitlines()
            ):
                return Unknown(f"'{name}' is set in {file}, which is not followed")
    return MISSING
