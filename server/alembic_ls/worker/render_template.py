"""Renders a script.py.mako: a request as json on stdin, the answer as the last line of stdout."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any


class _Config:
    """What templates ask of Alembic's Config."""

    def __init__(self, options: dict[str, str]) -> None:
        self._options = options

    def get_main_option(self, name: str, default: str | None = None) -> str | None:
        return self._options.get(name, default)


def _comma(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else ", ".join(value)


def main() -> None:
    """Render what is asked for; what the template raises is told, not raised."""
    request = json.loads(sys.stdin.read())
    sys.path[:0] = request["paths"]
    values = request["values"]
    values["create_date"] = datetime.fromisoformat(values["create_date"])
    if isinstance(values["down_revision"], list):
        values["down_revision"] = tuple(values["down_revision"])
    answer = sys.stdout
    sys.stdout = sys.stderr  # what the template prints is not the answer
    try:
        from mako.template import Template

        text = Template(filename=request["template"]).render_unicode(**values, comma=_comma, config=_Config(request["options"]))
        told = {"text": text}
    except Exception as error:  # whatever a template raises
        told = {"error": f"{type(error).__name__}: {error}"}
    answer.write("\n" + json.dumps(told))


if __name__ == "__main__":
    main()
