"""script.py.mako, filled in."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from alembic_ls.startup.regex import regex
from alembic_ls.writing.refusal import NotTrusted, Refusal

_SECONDS = 20
# What the templates that Alembic brings have between braces (alembic/templates/*/script.py.mako, of all releases since 0.8), without
# spaces. It is data: a template with nothing else runs no code.
_EXPRESSION = regex(r"\$\{(?P<text>[^{}]*)\}")
_CODE = regex(r"<%|</%|^[ \t]*(?:%(?!%)|##)|\\$", re.MULTILINE)


def fill_in(template: str, values: Mapping[str, Any], paths: Sequence[str], options: Mapping[str, str], is_trusted: bool) -> str:
    """The file's text. A template with code of its own is rendered by Mako in another process, where the folder is trusted.

    `paths` are the import roots of the project. Raises Refusal where it cannot be read or rendered.
    """
    try:
        text = Path(template).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"the template {template} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    plain = _plain(text, values)
    if plain is not None:
        return plain
    if not is_trusted:
        raise NotTrusted(f"the template {template} has Python code in it, which is run in trusted folders only", template)
    return _rendered(template, values, paths, options)


def _plain(text: str, values: Mapping[str, Any]) -> str | None:
    """The template filled in, None where it holds more than the usual expressions."""
    if _CODE.search(text):
        return None
    known = _expressions(values)
    found = [re.sub(r"\s+", "", match["text"]) for match in _EXPRESSION.finditer(text)]
    if text.count("${") != len(found) or not known.keys() >= set(found):
        return None
    return _EXPRESSION.sub(lambda match: known[re.sub(r"\s+", "", match["text"])], text)


def _expressions(values: Mapping[str, Any]) -> dict[str, str]:
    known: dict[str, str] = {}
    for name in ("message", "up_revision", "create_date", "down_revision", "branch_labels", "depends_on"):
        known[name] = str(values[name])
        known[f"repr({name})"] = repr(values[name])
    known["down_revision|comma,n"] = known["comma(down_revision)"] = comma(values["down_revision"])
    for name, otherwise in (("imports", ""), ("upgrades", "pass"), ("downgrades", "pass")):
        for quote in "\"'":
            known[f"{name}if{name}else{quote}{otherwise}{quote}"] = str(values[name]) or otherwise
    return known


def comma(value: str | Iterable[str] | None) -> str:
    """As `alembic.util.format_as_comma`."""
    if value is None:
        return ""
    return value if isinstance(value, str) else ", ".join(value)


def _rendered(template: str, values: Mapping[str, Any], paths: Sequence[str], options: Mapping[str, str]) -> str:
    import mako

    from alembic_ls.worker import render_template

    libraries = [str(Path(mako.__path__[0]).parent)]
    created = values["create_date"]
    request = {
        "template": template,
        "paths": [*paths, *libraries],
        "values": {**values, "create_date": created.isoformat()},
        "options": dict(options),
    }
    command = [sys.executable, "-I", str(render_template.__file__)]
    try:
        done = subprocess.run(
            command, input=json.dumps(request), capture_output=True, text=True, encoding="utf-8", timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise Refusal(f"the template {template} was not rendered within {_SECONDS} seconds") from None
    try:
        answer = json.loads(done.stdout.rpartition(os.linesep if os.linesep in done.stdout else "\n")[2] or done.stdout)
    except ValueError:
        raise Refusal(f"the template {template} could not be rendered: {done.stderr.strip()[-300:]}") from None
    if "error" in answer:
        raise Refusal(f"the template {template} could not be rendered: {answer['error']}")
    return str(answer["text"])
