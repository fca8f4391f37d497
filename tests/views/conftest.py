"""A small project written as one text, with the cursor as `<|>` in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from alembic_ls.analysis.project import Project, open_projects
from alembic_ls.findings.span import Span
from alembic_ls.workspace.environment import Said

EXAMPLE = Path(__file__).parents[2] / "examples" / "todo"
CURSOR = "<|>"
_FILE = re.compile(
    r"^# (?:file: (?P<name>\S+)|revision: (?P<id>\w+)(?: after (?P<after>[^:\n]+))?(?:: (?P<message>.*))?)\n", re.MULTILINE
)
_INI = "[alembic]\nscript_location = alembic\nprepend_sys_path = .\n"
_ENV = """from alembic import context
from models import Base

context.configure(target_metadata=Base.metadata, compare_type=True)
"""
_HEAD = "import sqlalchemy as sa\nfrom sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\nclass Base(DeclarativeBase):\n    pass\n"


class Cursor(NamedTuple):
    """A project that was read, and a place in one of its files. Unpacks into the arguments that views take."""

    projects: Sequence[Project]
    path: str
    line: int
    character: int


class Opened:
    """A project on the disk, and words for its places."""

    def __init__(self, root: Path, said: Said = Said()) -> None:  # noqa: B008
        self.root = root
        self.projects, problems = open_projects(str(root), said)
        assert not problems

    def path(self, name: str) -> str:
        return str(self.root / name)

    def at(self, name: str, needle: str, skip: int = 0) -> Cursor:
        """The place of the first `needle` in a file, `skip` characters behind its beginning."""
        return self.cursor(name, self.text(name).index(needle) + skip)

    def cursor(self, name: str, offset: int) -> Cursor:
        before = self.text(name)[:offset]
        return Cursor(self.projects, self.path(name), before.count("\n"), len(before.rpartition("\n")[2]))

    def text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def show(self, span: Span) -> str:
        """`file:line text`, the text up to the line's end where the span goes on."""
        name = Path(span.path).relative_to(self.root).as_posix()
        line = self.text(name).split("\n")[span.start_line]
        end = span.end_character if span.end_line == span.start_line else None
        return f"{Path(name).name}:{span.start_line + 1} {line[span.start_character : end]}"

    def shown(self, spans: Sequence[Span]) -> list[str]:
        return [self.show(span) for span in spans]


Make = Callable[..., "tuple[Opened, Cursor]"]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """(the project that a text holds, its cursor).

    The files of the text begin with a line `# file: NAME`, or `# revision: ID after PARENTS: MESSAGE` where only the lines of its
    `upgrade()` follow, and behind `# downgrade` those of the other. `alembic.ini` and an env.py for `models.Base` are there where the
    text has none, and models.py begins with what declarative models need.
    """

    def make(text: str, *dialects: str) -> tuple[Opened, Cursor]:
        files = _files(text)
        cursor = None
        for name, content in files.items():
            if CURSOR in content:
                cursor = name, content.index(CURSOR)
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content.replace(CURSOR, ""), encoding="utf-8")
        opened = Opened(tmp_path, Said(dialects=dialects or ("postgresql",)))
        name, offset = cursor or ("models.py", 0)
        return opened, opened.cursor(name, offset)

    return make


@pytest.fixture(scope="session")
def todo() -> Opened:
    """The example, read once."""
    return Opened(EXAMPLE)


def _revision(head: re.Match[str], body: str) -> tuple[str, str]:
    """The name and text of a revision's file."""
    id_, after, message = head["id"], head["after"] or "", head["message"] or head["id"]
    parents = re.findall(r"[\w<|>]+", after)
    down = "None" if not parents else f'"{parents[0]}"' if len(parents) == 1 else str(tuple(parents)).replace("'", '"')
    up, _, back = body.rstrip().partition("# downgrade\n")
    functions = [
        f"def {name}():\n" + "".join(f"    {line}\n" for line in (code.rstrip() or "pass").split("\n"))
        for name, code in (("upgrade", up), ("downgrade", back))
    ]
    docstring = (
        f'"""{message}\n\nRevision ID: {id_}\nRevises: {", ".join(parents)}\nCreate Date: 2025-01-0{id_[-1]} 10:00:00\n"""\n'
    )
    header = f'import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "{id_}"\ndown_revision = {down}\n\n\n'
    return f"alembic/versions/{id_}.py", docstring.replace(CURSOR, "") + header + "\n\n".join(functions)


def _files(text: str) -> dict[str, str]:
    found = {"alembic.ini": _INI, "alembic/env.py": _ENV, "models.py": ""}
    heads = list(_FILE.finditer(text))
    for head, following in zip(heads, [*heads[1:], None]):
        body = text[head.end() : following.start() if following is not None else len(text)]
        name, content = (head["name"], body) if head["name"] else _revision(head, body)
        found[name] = content
    if "DeclarativeBase" not in found["models.py"]:
        found["models.py"] = _HEAD + found["models.py"]
    return found
