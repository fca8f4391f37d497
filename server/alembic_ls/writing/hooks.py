"""The post-write hooks of a configuration: which there are, and running them over a file that was written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from alembic_ls.workspace.environment import Environment
from alembic_ls.workspace.files import read_bytes
from alembic_ls.workspace.ini import read_ini
from alembic_ls.workspace.problem import Problem
from alembic_ls.workspace.pyproject import read_tool_table
from alembic_ls.writing.refusal import Refusal

_SECTION = "post_write_hooks"
_SECONDS = 60


def hooks_of(environment: Environment) -> tuple[str, ...]:
    """Their names, in the order in which Alembic runs them."""
    config = environment.config
    if config is None:
        return ()
    if config.endswith(".toml"):
        table = read_tool_table(config, "alembic")
        given = table.get(_SECTION) if table is not None and not isinstance(table, Problem) else None
        return tuple(str(hook.get("name")) for hook in given if isinstance(hook, dict)) if isinstance(given, list) else ()
    source = read_bytes(config)
    if isinstance(source, Problem):
        return ()
    text = source.decode("utf-8-sig", "replace")
    names = read_ini(text, config).options(_SECTION, os.path.dirname(config)).get("hooks", "")
    return tuple(name for name in names.replace(",", " ").split() if name)


def run_hooks(environment: Environment, path: str) -> None:
    """Run them over the file at `path`, in a process of their own, by the project's interpreter where it has Alembic. Raises Refusal
    where one fails; the file stays as it is then. Only for folders that are trusted."""
    import alembic

    from alembic_ls.worker import run_hooks as script

    if not hooks_of(environment) or environment.config is None:
        return
    python = _interpreter(environment)
    variables = dict(os.environ)
    if python == sys.executable:
        ours = str(Path(alembic.__path__[0]).parent)
        variables["PYTHONPATH"] = os.pathsep.join(filter(None, (ours, variables.get("PYTHONPATH"))))
    command = [python, str(script.__file__), environment.config, environment.section, path]
    try:
        done = subprocess.run(
            command,
            cwd=environment.root,
            env=variables,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
            errors="replace",
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Refusal(f"the post-write hooks could not be run: {error}") from None
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or ["no reason was given"]
        raise Refusal(f"a post-write hook failed: {last[0]}")


def _interpreter(environment: Environment) -> str:
    """The python of the environment whose site-packages the project has."""
    for place in environment.site_packages:
        if os.path.isdir(os.path.join(place, "alembic")):
            root = Path(place).parents[1] if os.name == "nt" else Path(place).parents[2]
            for name in ("bin/python", "Scripts/python.exe"):
                if (root / name).is_file():
                    return str(root / name)
    return sys.executable
