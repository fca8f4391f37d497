"""A project on the bench: a copy of its own, a database at head with rows in it, and real Alembic in the project's own interpreter."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from closure.databases import Databases
from closure.projects import Project, copy

_ZYGOTE = Path(__file__).parent / "judge" / "zygote.py"


class Trouble(Exception):
    """The bench itself did not work."""


class Bench:
    """One project on one dialect. `facts` are the mapped classes, `base` is what is amiss with the project before any drift."""

    def __init__(self, project: Project, python: Path, dialect: str, databases: Databases, folder: Path) -> None:
        self.project = project
        self.dialect = dialect
        self._databases = databases
        self.root = folder / f"{project.name}-{dialect}"
        copy(project, python, self.root)
        self._places = [env.parent for env in self.root.rglob("env.py")]
        self._process = subprocess.Popen(
            [str(python), str(_ZYGOTE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=_environment(self.root, python),
        )
        self._template = databases.empty()
        scratch = databases.empty()
        self.base = self._ask("describe", self._template, scratch)
        databases.drop(scratch)
        self.facts: list[dict[str, Any]] = self.base["facts"]
        words = [line.split() for line in self.base["base_drift"]]
        # A fix for everything mends these too: what rows have there may change.
        self._drifted = [f"{each[2]}.{each[3]}" for each in words if each[0].startswith("modify_")]
        self._send({"do": "preload", "modules": self.base["modules"]})

    def judge(
        self,
        files: Mapping[str, str],
        revisions: Mapping[str, str],
        autogenerate: bool,
        fits: list[str],
        renamed: Mapping[str, str],
        touched: list[str],
        dropped: list[str],
    ) -> dict[str, Any]:
        """Put `files` (by their path in the project) in place of what is there, and let Alembic judge; all is as before afterwards.

        `revisions` are new files. The answer is that of `judge/trial.py`, with the text of the revision that autogenerate wrote.
        """
        old = {path: self._text(path) for path in files}
        was = self._revisions()
        url, scratch = self._databases.copy(self._template), self._databases.empty()
        try:
            for path, text in files.items():
                (self.root / path).write_text(text, encoding="utf-8")
            answer = self._ask(
                "judge",
                url,
                scratch,
                base_drift=self.base["base_drift"],
                base_shape=self.base["base_shape"],
                revisions={str(self.root / path): text for path, text in revisions.items()},
                autogenerate=autogenerate,
                fits=fits,
                renamed=dict(renamed),
                touched=[*touched, *self._drifted],
                dropped=dropped,
            )
            new = self._revisions() - was
            answer["revision"] = "\n".join(path.read_text(encoding="utf-8") for path in sorted(new))
            return answer
        finally:
            for path in self._revisions() - was:
                path.unlink()
            for path, before in old.items():
                if before is None:
                    (self.root / path).unlink(missing_ok=True)
                else:
                    (self.root / path).write_text(before, encoding="utf-8")
            self._databases.drop(url)
            self._databases.drop(scratch)

    def _text(self, path: str) -> str | None:
        return (self.root / path).read_text(encoding="utf-8") if (self.root / path).exists() else None

    def _revisions(self) -> set[Path]:
        return {path for place in self._places for path in place.rglob("*.py")}

    def _ask(self, what: str, url: sa.URL, scratch: sa.URL, **more: object) -> dict[str, Any]:
        if self.project.url_in_ini:
            ini = self.root / self.project.folder / self.project.config
            shown = url.render_as_string(hide_password=False).replace("%", "%%")
            ini.write_text(re.sub(r"(?m)^sqlalchemy\.url = .*$", lambda _: f"sqlalchemy.url = {shown}", ini.read_text()))
        return self._send(
            {
                "do": what,
                "root": str(self.root),
                "folder": str(self.root / self.project.folder),
                "url": url.render_as_string(hide_password=False),
                "scratch": scratch.render_as_string(hide_password=False),
                "environment": dict(self.project.environment(url)),
                "arguments": self.project.arguments,
                **more,
            }
        )

    def _send(self, job: dict[str, object]) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise Trouble(f"{self.project.name}: the judge ended")
        answer: dict[str, Any] = json.loads(line)
        if "crash" in answer:
            raise Trouble(f"{self.project.name} on {self.dialect}: {answer['crash']}")
        return answer

    def close(self) -> None:
        """End the judge, drop the database."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()
        self._databases.drop(self._template)


def _environment(root: Path, python: Path) -> dict[str, str]:
    """Little: a project is to find what it is given, not what this machine has."""
    return {
        "PYTHONPATH": str(root),
        "PATH": f"{python.parent}:/usr/bin:/bin",
        "HOME": str(root),
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
    }
