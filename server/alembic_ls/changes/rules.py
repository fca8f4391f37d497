"""What env.py decides about how operations work out and what counts as a difference."""

from __future__ import annotations

from collections.abc import Mapping

from alembic_ls.dialects.naming import DEFAULT_CONVENTION
from alembic_ls.startup.named_tuple import NamedTuple

_DEFAULT_SCHEMAS = {"postgresql": "public", "sqlite": "main", "mssql": "dbo"}


class Rules(NamedTuple):
    """The dialect and the options given to `context.configure` that matter to `apply` and `diff`.

    `naming_convention` is target_metadata's; Alembic hands it to `op.*` as well (`operations.schemaobj.SchemaObjects.metadata`).
    """

    dialect: str
    naming_convention: Mapping[str, object] = DEFAULT_CONVENTION
    compare_type: bool = True
    compare_server_default: bool = False
    include_schemas: bool = False
    render_as_batch: bool = False
    version_table: str = "alembic_version"
    version_table_schema: str | None = None
    alembic_version: tuple[int, ...] = (1, 20)

    @property
    def is_mysql(self) -> bool:
        """True for MySQL and MariaDB, which Alembic takes for one."""
        return self.dialect in ("mysql", "mariadb")

    @property
    def default_schema(self) -> str | None:
        """The schema that reflection leaves unnamed, as far as the dialect alone tells."""
        return _DEFAULT_SCHEMAS.get(self.dialect)

    def key(self, name: str, schema: str | None) -> str:
        """A table's (or enum's) key in `Schema`, where the default schema goes without its name."""
        return name if schema is None or schema == self.default_schema else f"{schema}.{name}"

    def short(self, key: str) -> str:
        """A key as written (`public.users`) without the default schema's name."""
        default = self.default_schema
        return key[len(default) + 1 :] if default is not None and key.startswith(default + ".") else key
