"""Runs Alembic's post-write hooks over a file: `run_hooks.py CONFIG SECTION FILE`. What they print is told on stderr."""

from __future__ import annotations

import sys
from typing import Any


def main(config_file: str, section: str, path: str) -> None:
    """As `alembic revision` does after it has written the file (alembic.script.ScriptDirectory._generate_template)."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory, write_hooks

    given: dict[str, Any] = {"toml_file": config_file} if config_file.endswith(".toml") else {"file_": config_file}
    config = Config(ini_section=section, stdout=sys.stderr, **given)
    hooks = ScriptDirectory.from_config(config).hooks
    if hooks:
        write_hooks._run_hooks(path, hooks)


if __name__ == "__main__":
    main(*sys.argv[1:])
