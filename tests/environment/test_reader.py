"""env.py as it is really written: what it targets, how it finds the models, what it configures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

_ONLINE = """
def run_migrations_offline() -> None:
    url = config.get_main_option("sqlalchemy.url")
    context.configure(url=url, target_metadata=target_metadata, literal_binds=True, dialect_opts={"paramstyle": "named"}OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online() -> None:
    connectable = engine_from_config(config.get_section(config.config_ini_section, {}), prefix="sqlalchemy.", poolclass=pool.NullPool)
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadataOPTIONS)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
"""
_HEAD = """
from logging.config import fileConfig
from sqlalchemy import engine_from_config, pool
from alembic import context
config = context.config
"""
_BASE = """
# file: app/__init__.py
# file: app/base.py
from sqlalchemy.orm import DeclarativeBase
class Base(DeclarativeBase):
    pass
"""


def model(name: str, base: str = "from app.base import Base") -> str:
    """The source of a model."""
    return (
        f"from sqlalchemy.orm import Mapped, mapped_column\n{base}\nclass {name.title()}(Base):\n    __tablename__ = {name!r}\n"
        "    id: Mapped[int] = mapped_column(primary_key=True)\n"
    )


_ONE = _BASE + "# file: app/user.py\n" + model("user")
_TWO = _ONE + "# file: app/post.py\n" + model("post")
_PACKAGE = (
    _BASE
    + "# file: app/models/__init__.py\n@INIT\n"
    + "# file: app/models/user.py\n"
    + model("user")
    + "# file: app/models/blog/__init__.py\n# file: app/models/blog/post.py\n"
    + model("post")
    + "# file: app/models/_private.py\n"
    + model("private")
    + "# file: app/models/notes.txt\nnothing\n"
)


def env(target: str, options: str = "") -> str:
    """The text of Alembic's own template around what sets `target_metadata`."""
    return _HEAD + target + "\n" + _ONLINE.replace("OPTIONS", options)


CASES: dict[str, str] = {
    "plain": env("from app.user import Base\ntarget_metadata = Base.metadata") + _ONE,
    "imports by name": env("import app.user\nfrom app import post\nfrom app.base import Base\ntarget_metadata = Base.metadata") + _TWO,
    "one of two": env("import app.post\nfrom app.base import Base as B\ntarget_metadata = B.metadata") + _TWO,
    "an attribute chain": env("import app.user\nimport app.base\nmeta = app.base\ntarget_metadata = meta.Base.metadata") + _ONE,
    "a function": env("def get_metadata():\n    from app.user import User\n    return User.metadata\ntarget_metadata = get_metadata()") + _ONE,
    "a list": env("from app.user import User\nfrom sqlalchemy import MetaData, Table, Column, Integer\nother = MetaData()\n"
        "Table('o', other, Column('id', Integer, primary_key=True))\ntarget_metadata = [User.metadata, other]") + _ONE,
    "tables merged into one": env("from sqlalchemy import MetaData\nfrom app.user import Base\ndef combine(*args):\n    m = MetaData()\n    for metadata in args:\n"
        "        for t in metadata.tables.values():\n            t.to_metadata(m)\n    return m\ntarget_metadata = combine(Base.metadata)") + _ONE,
    "sqlmodel": env("from sqlmodel import SQLModel\nfrom app.hero import *\ntarget_metadata = SQLModel.metadata")
        + "# file: app/__init__.py\n# file: app/hero.py\nfrom sqlmodel import Field, SQLModel\nclass Hero(SQLModel, table=True):\n    id: int = Field(primary_key=True)\n",
    "sqlmodel with its convention": env("from sqlmodel import SQLModel\nSQLModel.metadata.naming_convention = {'ix': 'i_%(column_0_N_name)s'}\nimport app.hero\ntarget_metadata = SQLModel.metadata")
        + "# file: app/__init__.py\n# file: app/hero.py\nfrom sqlmodel import Field, SQLModel\nclass Hero(SQLModel, table=True):\n    id: int = Field(primary_key=True)\n    n: str = Field(index=True)\n",
    "a package whose __init__ imports": env("from app.models import Base\ntarget_metadata = Base.metadata")
        + _PACKAGE.replace("@INIT", "from app.base import Base\nfrom .user import User\nfrom .blog import post as _post\n__all__ = ['Base', 'User']"),
    "star imports": env("from app.models import *\nfrom app.base import Base\ntarget_metadata = Base.metadata")
        + _PACKAGE.replace("@INIT", "from .user import *\nfrom .blog.post import *"),
    "os.listdir": env("import os, importlib\nfrom app.base import Base\nfolder = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'app', 'models')\n"
        "for name in os.listdir(folder):\n    if name.endswith('.py') and not name.startswith('_'):\n        importlib.import_module('app.models.' + name[:-3])\n"
        "target_metadata = Base.metadata") + _PACKAGE.replace("@INIT", ""),
    "Path.glob": env("from pathlib import Path\nfrom importlib import import_module\nfrom app.base import Base\nroot = Path(__file__).resolve().parent.parent / 'app' / 'models'\n"
        "for path in sorted(root.glob('*.py')):\n    if path.stem == '__init__':\n        continue\n    import_module(f'app.models.{path.stem}')\n"
        "target_metadata = Base.metadata") + _PACKAGE.replace("@INIT", ""),
    "Path.rglob": env("from pathlib import Path\nimport importlib\nfrom app.base import Base\nroot = Path(__file__).parents[1]\n"
        "for path in root.rglob('models/**/*.py'):\n    module = '.'.join(path.relative_to(root).with_suffix('').parts)\n    importlib.import_module(module)\n"
        "target_metadata = Base.metadata") + _PACKAGE.replace("@INIT", ""),
    "Path.iterdir": env("import pathlib, importlib\nimport app.models\nfrom app.base import Base\nfor path in pathlib.Path(app.models.__file__).parent.iterdir():\n"
        "    if path.suffix == '.py' and path.is_file() and not path.name.startswith('_'):\n        importlib.import_module('app.models.' + path.name.removesuffix('.py'))\n"
        "target_metadata = Base.metadata") + _PACKAGE.replace("@INIT", ""),
    "os.walk": env("import os, importlib\nfrom app.base import Base\nfor root, dirs, files in os.walk('app/models'):\n    for file in files:\n"
        "        if file.endswith('.py') and file != '__init__.py':\n            importlib.import_module(os.path.join(root, file)[:-3].replace(os.sep, '.'))\n"
        "target_metadata = Base.metadata") + _PACKAGE.replace("@INIT", ""),
    "glob.glob": env("import glob, importlib\nfrom os.path import basename, dirname, isfile, join\nfrom app.base import Base\nimport app.models\n"
        "modules = glob.glob(join(dirname(app.models.__file__), '*.py'))\nnames = [basename(f)[:-3] for f in modules if isfile(f) and not f.endswith('__init__.py')]\n"
        "for name in names:\n    importlib.import_module('.' + name, 'app.models')\ntarget_metadata = Base.metadata") + _PACKAGE.replace("@INIT", ""),
    "glob in __init__": env("from app.models import *\nfrom app.base import Base\ntarget_metadata = Base.metadata")
        + _PACKAGE.replace("@INIT", "from os.path import dirname, basename, isfile, join\nimport glob\nmodules = glob.glob(join(dirname(__file__), '*.py'))\n"
            "__all__ = [basename(f)[:-3] for f in modules if isfile(f) and not f.endswith('__init__.py')]"),
    "pkgutil.iter_modules": env("import importlib, pkgutil\nimport app.models\nfrom app.base import Base\nfor _, name, is_package in pkgutil.iter_modules(app.models.__path__):\n"
        "    if not is_package:\n        importlib.import_module(f'{app.models.__name__}.{name}')\ntarget_metadata = Base.metadata") + _PACKAGE.replace("@INIT", ""),
    "pkgutil.walk_packages": env("import importlib, pkgutil\nimport app.models as package\nfrom app.base import Base\nfor info in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "    importlib.import_module(info.name)\ntarget_metadata = Base.metadata") + _PACKAGE.replace("@INIT", ""),
    "a helper that loads all": env("from app.load import load_all\nfrom app.base import Base\nload_all('app.models')\ntarget_metadata = Base.metadata")
        + _PACKAGE.replace("@INIT", "") + "# file: app/load.py\nimport importlib, pkgutil\ndef load_all(name, recursive=True):\n    package = importlib.import_module(name)\n    results = {}\n"
        "    for loader, module_name, is_pkg in pkgutil.walk_packages(package.__path__):\n        full = package.__name__ + '.' + module_name\n"
        "        results[full] = importlib.import_module(full)\n        if recursive and is_pkg:\n            load_all(full)\n    return results\n",
    "models that a Flask application imports": env("from flask import current_app\nfrom app.user import Base\nexec('import app.post')\ntarget_metadata = Base.metadata") + _TWO,
    "a folder that env.py puts on the import path": env("import sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'lib' / 'python'))\n"
        "from kept import Base\ntarget_metadata = Base.metadata") + "# file: lib/python/kept.py\n" + model("user", "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): pass"),
    "type checking": env("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.post import Post\nfrom app.user import Base\ntarget_metadata = Base.metadata") + _TWO,
    "options": env("from app.user import Base\ntarget_metadata = Base.metadata",
        ", compare_type=True, compare_server_default=True, render_as_batch=True, version_table='v', include_schemas=False") + _ONE,
    "options by a dictionary": env("from app.user import Base\ntarget_metadata = Base.metadata\nopts = dict(compare_type=False)\nopts['render_as_batch'] = config.get_main_option('sqlalchemy.url').startswith('sqlite')",
        ", **opts") + _ONE,
    "options by the dialect": env("from app.user import Base\ntarget_metadata = Base.metadata").replace("context.configure(connection=connection, target_metadata=target_metadata)",
        "context.configure(connection=connection, target_metadata=target_metadata, render_as_batch=connection.dialect.name == 'sqlite')") + _ONE,
    "a convention before the models": env("from app.base import Base\nBase.metadata.naming_convention = {'pk': 'pk_%(table_name)s'}\nimport app.user\ntarget_metadata = Base.metadata") + _ONE,
    "sys.path": env("import sys, os\nsys.path.append(os.getcwd())\nsys.path.insert(0, os.path.realpath(os.path.join(os.path.dirname(__file__), '..')))\nfrom app.user import Base\ntarget_metadata = Base.metadata") + _ONE,
    "settings of the environment": env("import os\nfrom app.user import Base\nurl = os.environ.get('DATABASE_URL_FOR_THIS', 'sqlite://')\nconfig.set_main_option('sqlalchemy.url', url)\ntarget_metadata = Base.metadata",
        ", version_table=os.getenv('VERSIONS_HERE', 'versions_there')") + _ONE,
    "pydantic's settings": env("from app.settings import settings\nfrom app.user import Base\nconfig.set_main_option('sqlalchemy.url', str(settings.url))\ntarget_metadata = Base.metadata",
        ", version_table=settings.version_table, include_schemas=settings.schemas")
        + _ONE + "# file: app/settings.py\nfrom pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    url: str = 'sqlite://'\n    version_table: str = 'vv'\n    schemas: bool = False\nsettings = Settings()\n",
    "several targets by name": env("from app.user import Base\nfrom sqlalchemy import MetaData\nMETADATA = {'main': Base.metadata, 'other': MetaData()}\ntarget_metadata = METADATA[config.get_main_option('which', 'main')]") + _ONE,
    "fileConfig guarded": env("from logging.config import fileConfig\nif config.config_file_name is not None and config.attributes.get('configure_logger', False):\n    fileConfig(config.config_file_name)\n"
        "from app.user import Base\ntarget_metadata = Base.metadata") + _ONE,
    "a connection given": env("from app.user import Base\ntarget_metadata = Base.metadata").replace("    connectable = engine_from", "    connectable = config.attributes.get('connection', None)\n    if connectable is None:\n        connectable = engine_from") + _ONE,
    "a model module that does more": env("from app.user import Base\ntarget_metadata = Base.metadata")
        + _ONE + "\nimport logging\nlog = logging.getLogger(__name__)\nlog.info('loaded')\nif not hasattr(User, 'nothing'):\n    from app.late import Late\n# file: app/late.py\n" + model("late"),
    "includes by function": env("from app.post import Base\nimport app.user\ntarget_metadata = Base.metadata\ndef include_object(object, name, type_, reflected, compare_to):\n"
        "    if type_ == 'table' and name in ('user', 'spatial_ref_sys'):\n        return False\n    return True", ", include_object=include_object") + _TWO,
    "main guarded by a function": env("from app.user import Base\ntarget_metadata = Base.metadata").replace("if context.is_offline_mode():\n    run_migrations_offline()\nelse:\n    run_migrations_online()",
        "def main():\n    if context.is_offline_mode():\n        return run_migrations_offline()\n    return run_migrations_online()\nmain()") + _ONE,
}  # fmt: skip


@pytest.mark.parametrize("source", CASES.values(), ids=CASES.keys())
def test_env_py(source: str, same_as_alembic: Callable[..., Any]) -> None:
    same_as_alembic(source)


FILTERS = {
    "names in a set": "IGNORED = {'user', 'x'}\ndef include_object(obj, name, type_, reflected, compare_to):\n    return not (type_ == 'table' and name in IGNORED)",
    "prefixes": "def include_object(obj, name, type_, reflected, compare_to):\n    if type_ == 'table':\n        return not name.startswith(('us', 'celery_'))\n    return not name.endswith('_skip')",
    "a pattern": "import re\nPATTERN = re.compile(r'^(post|x)_?')\ndef include_object(obj, name, type_, reflected, compare_to):\n    return type_ != 'table' or bool(PATTERN.match(name))",
    "re.match": "import re\ndef include_object(obj, name, type_, reflected, compare_to):\n    if type_ == 'table' and re.match('^us.*', name) is not None:\n        return False\n    return True",
    "the table's info": "def include_object(obj, name, type_, reflected, compare_to):\n    return not obj.info.get('skip_autogenerate', False)",
    "the table of a column": "def include_object(obj, name, type_, reflected, compare_to):\n    if type_ == 'column' and obj.table.name == 'post':\n        return False\n    return not obj.info.get('skip')",
    "schemas": "def include_object(obj, name, type_, reflected, compare_to):\n    if type_ == 'table' and obj.schema not in (None, 'public'):\n        return False\n    return True",
    "what is only reflected": "def include_object(obj, name, type_, reflected, compare_to):\n    if type_ == 'table' and reflected and compare_to is None:\n        return False\n    return True",
    "a helper and a lambda": "def is_ours(name):\n    return name in target_metadata.tables\ninclude_object = lambda obj, name, type_, reflected, compare_to: type_ != 'table' or is_ours(name)",
    "by any": "PREFIXES = ['pos', 'zz']\ndef include_object(obj, name, type_, reflected, compare_to):\n    return not any(name.startswith(p) for p in PREFIXES)",
    "by a match statement": "def include_object(obj, name, type_, reflected, compare_to):\n    match type_:\n        case 'table':\n            return name != 'user'\n        case 'column' | 'index':\n            return True\n    return False",
    "an object that is called": "class Filter:\n    def __init__(self, names): self.names = set(names)\n    def __call__(self, obj, name, type_, reflected, compare_to):\n        return name not in self.names\ninclude_object = Filter(['user'])",
    "partial": "from functools import partial\ndef keep(obj, name, type_, reflected, compare_to, ignored=()):\n    return name not in ignored\ninclude_object = partial(keep, ignored=('post',))",
    "from the ini": "EXCLUDED = config.get_section('alembic:exclude', {}).get('tables', '').split(',')\ndef include_object(obj, name, type_, reflected, compare_to):\n    return not (type_ == 'table' and name in EXCLUDED)",
    "keywords": "def include_object(object, name, type_, *args, **kwargs):\n    return not (type_ == 'column' and name == 'secret_skip')",
    "a class's table": "from app.models import User\ndef include_object(obj, name, type_, reflected, compare_to):\n    return not (type_ == 'table' and name == User.__tablename__)",
    "fnmatch": "import fnmatch\ndef include_object(obj, name, type_, reflected, compare_to):\n    return not (type_ == 'table' and fnmatch.fnmatch(name, 'us*'))",
    "lists of regular expressions": "import re\nIGNORE = [r'^us', r'_log$']\ndef include_object(obj, name, type_, reflected, compare_to):\n    return type_ != 'table' or not any(re.search(p, name) for p in IGNORE)",
    "an isinstance": "from sqlalchemy import Column, Table\ndef include_object(obj, name, type_, reflected, compare_to):\n    if isinstance(obj, Table):\n        return obj.name != 'user'\n    return not isinstance(obj, Column) or obj.nullable is False",
    "a column's type": "from sqlalchemy import String\ndef include_object(obj, name, type_, reflected, compare_to):\n    if type_ == 'column' and isinstance(obj.type, String):\n        return False\n    return type_ != 'column' or obj.type.__visit_name__ != 'integer' or obj.nullable",
    "the index's columns": "def include_object(obj, name, type_, reflected, compare_to):\n    if type_ == 'index':\n        return [c.name for c in obj.columns] != ['name'] and obj.unique is False\n    return True",
}  # fmt: skip

_MODELS = """
# file: app/__init__.py
# file: app/models.py
from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase):
    pass
class User(Base):
    __tablename__ = "user"
    __table_args__ = {"info": {"skip_autogenerate": True}}
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(info={"skip": True}, index=True)
class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    secret_skip: Mapped[int | None]
plain = Table("plain", Base.metadata, Column("id", Integer, primary_key=True, info={"skip": True}), Column("x", Integer, index=True), info={"skip": 1})
away = Table("away", Base.metadata, Column("id", Integer, primary_key=True), schema="other")
"""


@pytest.mark.parametrize("text", FILTERS.values(), ids=FILTERS.keys())
def test_filters_by_object(text: str, same_as_alembic: Callable[..., Any]) -> None:
    source = (
        env("from app.models import Base\ntarget_metadata = Base.metadata\n" + text, ", include_object=include_object") + _MODELS
    )
    same_as_alembic(source, "[alembic:exclude]\ntables = post,away\n" + _ini())


NAMES = {
    "the metadata's schemas": "SCHEMAS = [None, *target_metadata._schemas]\ndef include_name(name, type_, parent_names):\n    return type_ != 'schema' or name in SCHEMAS",
    "schemas": "def include_name(name, type_, parent_names):\n    if type_ == 'schema':\n        return name in [None, 'app']\n    return True",
    "tables of the metadata": "def include_name(name, type_, parent_names):\n    if type_ == 'table':\n        return parent_names['schema_qualified_table_name'] in target_metadata.tables if 'schema_qualified_table_name' in parent_names else name in target_metadata.tables\n    return True",
    "a prefix": "def include_name(name, type_, parent_names):\n    return type_ != 'table' or not name.startswith('us')",
    "the parents": "def include_name(name, type_, parent_names):\n    if type_ == 'column':\n        return parent_names['table_name'] != 'post'\n    return True",
    "a schema of the parents": "def include_name(name, type_, parent_names):\n    if type_ == 'table':\n        return parent_names.get('schema_name') != 'other'\n    return True",
}  # fmt: skip


@pytest.mark.parametrize("text", NAMES.values(), ids=NAMES.keys())
def test_filters_by_name(text: str, same_as_alembic: Callable[..., Any]) -> None:
    same_as_alembic(
        env("from app.models import Base\ntarget_metadata = Base.metadata\n" + text, ", include_name=include_name") + _MODELS
    )


def _ini() -> str:
    return "[alembic]\nscript_location = %(here)s/alembic\nsqlalchemy.url = sqlite://\nprepend_sys_path = .\n"
