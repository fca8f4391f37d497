"""Column types as expressions, already resolved for one dialect."""

from __future__ import annotations

from typing import Any

from alembic_ls.startup.named_tuple import NamedTuple


class Type(NamedTuple):
    """A column type: SQLAlchemy's own name for it and the arguments that matter to DDL.

    `name` is the class name in SQLAlchemy: generic ("String", "Integer", "Enum", "Uuid", "Double"), SQL standard ("VARCHAR",
    "TIMESTAMP"), or with its dialect in front ("postgresql.JSONB", "mysql.LONGTEXT"). "Raw" is a type whose DDL text is all
    that is known: arguments (("ddl", "vector(3)"),). TypeDecorators, `load_dialect_impl` and `with_variant` are resolved
    before a Type is made; `spelling` keeps the call that makes it in the project ("app.types.GUID(16)", its module first; None where that
    takes more than literals), which takes no part in comparisons.

    `arguments` are sorted (name, value) pairs under the names of SQLAlchemy's constructor, those left out or None omitted:
    length, collation, precision, scale, timezone, item (a Type), dimensions, native_uuid, display_width, unsigned, fields …;
    for "Enum": values (tuple of the labels that the database sees), name, native_enum, create_constraint, schema, length,
    create_type (False where the type is said not to be created), inherit_schema.
    """

    name: str
    arguments: tuple[tuple[str, Any], ...] = ()
    spelling: str | None = None

    def argument(self, name: str, default: Any = None) -> Any:
        """The value of one constructor argument, `default` where it was not given."""
        for key, value in self.arguments:
            if key == name:
                return value
        return default


def make_type(name: str, /, spelling: str | None = None, **arguments: Any) -> Type:
    """A Type with its arguments in canonical order; arguments that are None are left out."""
    return Type(name, tuple(sorted((k, v) for k, v in arguments.items() if v is not None)), spelling)
