"""Models that only revisions import: Alembic loads every revision before it compares."""

from __future__ import annotations

from pathlib import Path

from alembic_ls.analysis.project import Project, open_projects
from alembic_ls.workspace.environment import Said

_ENV = """
from alembic import context
from app.base import Base
context.configure(url="sqlite://", target_metadata=Base.metadata)
"""
_BASE = "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): pass\n"
_MODEL = """
from sqlalchemy.orm import Mapped, mapped_column
from app.base import Base
class {0}(Base):
    __tablename__ = "{0}"
    id: Mapped[int] = mapped_column(primary_key=True)
"""


def project(root: Path, revision: str) -> Project:
    """A project of the models a, b and c, of which env.py imports none."""
    files = {
        "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\n",
        "migrations/env.py": _ENV,
        "migrations/versions/one.py": f"{revision}\nrevision = 'one'\ndown_revision = None\ndef upgrade(): pass\n",
        "app/__init__.py": "",
        "app/base.py": _BASE,
        **{f"app/{name}.py": _MODEL.format(name) for name in "abc"},
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return open_projects(str(root), Said(dialects=("sqlite",)))[0][0]


def test_what_revisions_import_belongs_to_the_models(tmp_path: Path) -> None:
    revision = "import sqlalchemy as sa\nfrom alembic import op\nfrom app.a import (\n    a,\n)\nfrom app import b as bees\n"
    assert set(project(tmp_path, revision).models().tables) == {"a", "b"}


def test_what_they_import_inside_functions_does_not(tmp_path: Path) -> None:
    revision = "import app.c\ndef helper():\n    from app.a import a\n"
    assert set(project(tmp_path, revision).models().tables) == {"c"}
