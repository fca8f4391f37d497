"""One Alembic environment: where its parts lie, and what is known of the libraries and databases around it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.workspace.problem import Problem
from alembic_ls.workspace.settings import Settings


class Dialects(NamedTuple):
    """The databases that a project runs on, by SQLAlchemy's dialect names, the first being the main one."""

    names: tuple[str, ...]
    source: str  # a phrase for people: "sqlalchemy.url in alembic.ini"
    assumed: bool = False


class Libraries(NamedTuple):
    """The project's installed libraries.

    `versions` maps a distribution's normalised name ("flask-sqlalchemy") to its release numbers, (2, 0, 58). The libraries that
    decide how models are mapped are always in it; those nobody told us of are `assumed`.
    """

    site_packages: tuple[str, ...] = ()
    import_roots: tuple[str, ...] = ()  # folders that .pth files of the site-packages add to the import path
    versions: Mapping[str, tuple[int, ...]] = MappingProxyType({})
    source: str = ""  # a phrase for people: "/project/.venv"
    assumed: tuple[str, ...] = ()


class Environment(NamedTuple):
    """An Alembic environment. All paths are absolute; `script_location` and `env_py` exist when it is found, the others need not.

    `options` are those of the ini's section, or of `[tool.alembic]` where the ini does not have them, with `%(here)s` and
    references to other keys filled in. `import_roots` come in the order in which modules are to be looked for.
    """

    root: str  # the project's folder: the nearest one above with a pyproject.toml, setup.py, setup.cfg or .git
    config: str | None  # the ini or pyproject.toml, None where the script location alone is known
    section: str
    script_location: str
    env_py: str
    version_locations: tuple[str, ...]
    recursive: bool
    options: Mapping[str, str]
    import_roots: tuple[str, ...]
    libraries: Libraries
    dialects: Dialects
    settings: Settings = Settings()  # the whole `[tool.alembic-ls]`
    since: str | None = None  # a revision, or a date: what came before is old, and faults in it are information
    is_located: bool = False  # the user said where the revisions lie, whatever the project's files say

    @property
    def own_settings(self) -> Settings:
        """What `[tool.alembic-ls]` says of this environment."""
        return self.settings.of(self.config, self.section, self.script_location)

    @property
    def site_packages(self) -> tuple[str, ...]:
        """The folders in which third-party modules lie."""
        return self.libraries.site_packages


class Said(NamedTuple):
    """What the user says instead of the project's files: the options of every command. None or empty where it says nothing."""

    config: str | None = None  # INI or INI:SECTION
    script_location: str | None = None
    version_locations: tuple[str, ...] = ()
    import_roots: tuple[str, ...] = ()
    site_packages: tuple[str, ...] = ()  # site-packages folders, virtual environments or interpreters
    dialects: tuple[str, ...] = ()
    since: str | None = None


class Found(NamedTuple):
    """The environments that were found, in the order of their folders, and what could not be read on the way."""

    environments: tuple[Environment, ...] = ()
    problems: tuple[Problem, ...] = ()
