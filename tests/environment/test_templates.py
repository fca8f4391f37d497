"""The env.py files that Alembic and Flask-Migrate themselves write, each with the lines that a project fills in."""

from __future__ import annotations

import importlib.util
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

_MODELS = """
# file: app/__init__.py
# file: app/models.py
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase):
    pass
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
class Other(DeclarativeBase):
    pass
class Elsewhere(Other):
    __tablename__ = "elsewhere"
    id: Mapped[int] = mapped_column(primary_key=True)
"""


def _template(name: str) -> str:
    return (files("alembic") / "templates" / name / "env.py").read_text()


@pytest.mark.parametrize("name", ["generic", "async", "pyproject", "pyproject_async"])
def test_templates_with_one_database(name: str, project: Any) -> None:
    text = _template(name)
    assert "target_metadata = None" in text
    ours = project(
        text.replace("target_metadata = None", "from app.models import Base\ntarget_metadata = Base.metadata") + _MODELS
    )
    assert list(ours.schema.tables) == ["user"]
    assert ours.reading.unknown == ()


def test_the_template_with_several_databases(project: Any) -> None:
    text = _template("multidb")
    assert "target_metadata = {}" in text
    filled = "from app.models import Base, Other\ntarget_metadata = {'engine1': Base.metadata, 'engine2': Other.metadata}"
    ini = (
        "[alembic]\nscript_location = %(here)s/alembic\nprepend_sys_path = .\ndatabases = engine1, engine2\n"
        "[engine1]\nsqlalchemy.url = sqlite://\n[engine2]\nsqlalchemy.url = sqlite://\n"
    )
    ours = project(text.replace("target_metadata = {}", filled) + _MODELS, ini)
    assert sorted(ours.schema.tables) == ["elsewhere", "user"]


@pytest.mark.skipif(importlib.util.find_spec("flask_migrate") is None, reason="Flask-Migrate is not installed")
@pytest.mark.parametrize("name", ["flask", "aioflask"])
@pytest.mark.parametrize("style", ["module", "factory"])
def test_templates_of_flask_migrate(name: str, style: str, project: Any) -> None:
    text = (files("flask_migrate") / "templates" / name / "env.py").read_text()
    models = "class User(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n"
    if style == "module":
        app = f"# file: app.py\nfrom flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\napp = Flask(__name__)\ndb = SQLAlchemy(app)\n{models}"
    else:
        app = (
            "# file: site_/__init__.py\nfrom flask import Flask\nfrom site_.extensions import db\ndef create_app():\n    app = Flask(__name__)\n"
            "    db.init_app(app)\n    from site_ import models\n    return app\n"
            f"# file: site_/extensions.py\nfrom flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n# file: site_/models.py\nfrom site_.extensions import db\n{models}"
        )
    ours = project(text + "\n" + app)
    assert list(ours.schema.tables) == ["user"]


def test_no_metadata_at_all(project: Any) -> None:
    """Models are looked for where models lie."""
    ours = project(_template("generic") + _MODELS)
    assert "user" in ours.schema.tables


def test_metadata_that_cannot_be_followed(project: Any) -> None:
    text = _template("generic").replace("target_metadata = None", "import nowhere\ntarget_metadata = nowhere.find(__name__)")
    ours = project(text)
    assert ours.schema.tables == {}
    assert ours.reading.unknown


def test_what_an_application_configures(project: Any) -> None:
    """env.py gives the work to a class of the project."""
    env = "from alembic import context\nfrom app.migrations import Runner\nrunner = Runner(context)\nrunner.run()\n"
    runner = (
        "# file: app/migrations.py\nfrom sqlalchemy import create_engine\nfrom app.models import Base\nclass Runner:\n"
        "    metadata = Base.metadata\n    def __init__(self, context):\n        self.context = context\n        self.options = {'compare_type': False}\n"
        "    def run(self):\n        engine = create_engine(self.context.config.get_main_option('sqlalchemy.url'))\n"
        "        with engine.connect() as connection:\n            self.context.configure(connection=connection, target_metadata=self.metadata, **self.options)\n"
        "            with self.context.begin_transaction():\n                self.context.run_migrations()\n"
    )
    ours = project(env + _MODELS + runner)
    assert list(ours.schema.tables) == ["user"]
    assert ours.reading.options["compare_type"] is False


def test_keywords_that_cannot_be_followed_are_told(project: Any) -> None:
    env = (
        "from alembic import context\nimport nowhere\nfrom app.models import Base\n"
        "context.configure(url='sqlite://', target_metadata=Base.metadata, **nowhere.options())\n"
    )
    ours = project(env + _MODELS)
    assert list(ours.schema.tables) == ["user"]
    assert ours.reading.unknown


def test_a_filter_that_asks_the_world_is_unknown(project: Any) -> None:
    env = (
        "from alembic import context\nimport requests\nfrom app.models import Base\n"
        "def include_object(obj, name, type_, reflected, compare_to):\n    return requests.get('http://x/' + name).ok\n"
        "context.configure(url='sqlite://', target_metadata=Base.metadata, include_object=include_object)\n"
    )
    ours = project(env + _MODELS)
    answer = ours.includes("table", ours.schema.tables["user"], "user")
    assert answer is not True and answer is not False


@pytest.mark.parametrize("how", ["settings.tables", "Settings().tables", "get().tables"])
def test_settings_prefer_the_environment(how: str, project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A field of pydantic's BaseSettings is what the variable of its name says, then its default."""
    env = (
        "from alembic import context\nfrom app.models import Base\nfrom app.settings import Settings, get, settings\n"
        f"context.configure(url='sqlite://', target_metadata=Base.metadata, version_table={how})\n"
    )
    text = (
        "# file: app/settings.py\nfrom functools import lru_cache\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\nclass Settings(BaseSettings):\n"
        "    model_config = SettingsConfigDict(env_prefix='APP_')\n    tables: str = 'default_table'\n    other: int = 3\n"
        "settings = Settings()\n@lru_cache\ndef get():\n    return Settings()\n"
    )
    assert project(env + _MODELS + text).reading.options["version_table"] == "default_table"
    monkeypatch.setenv("APP_TABLES", "told_table")
    assert project(env + _MODELS + text).reading.options["version_table"] == "told_table"


def test_folders_outside_of_the_import_roots_stay_closed(project: Any, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "x.txt").write_text("version_of_a_secret")
    for listing in (
        "os.listdir(SECRET)[0]",
        "open(SECRET + '/x.txt').read()",
        "glob.glob(SECRET + '/*')[0]",
        "next(pathlib.Path(SECRET).iterdir()).name",
        "(pathlib.Path(SECRET) / 'x.txt').read_text()",
        "(pathlib.Path(__file__).parent / '../../secret/x.txt').read_text()",
        "[f for _, _, files in os.walk(SECRET) for f in files][0]",
        "'there' if os.path.exists(SECRET) else 'not'",
    ):
        env = (
            f"import glob, os, pathlib\nfrom alembic import context\nfrom app.models import Base\nSECRET = {str(tmp_path / 'secret')!r}\n"
            f"context.configure(url='sqlite://', target_metadata=Base.metadata, version_table={listing})\n"
        )
        assert not isinstance(project(env + _MODELS).reading.options["version_table"], str), listing
