"""Server defaults and identities, as far as env.py has them compared (`alembic.autogenerate.compare.server_defaults`)."""

from __future__ import annotations

from alembic_ls.changes.rules import Rules
from alembic_ls.dialects.defaults import defaults_differ
from alembic_ls.schema.tables import Column, Table
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown

_WITHOUT_IDENTITY = frozenset({"sqlite", "mysql", "mariadb"})


def server_default_differs(there: Column, wanted: Column, model: Table, rules: Rules) -> bool:
    """Only a known difference counts. What a column is computed from cannot be altered and is never reported."""
    if there.computed is not None or wanted.computed is not None:
        return False
    if wanted.identity is not None or (there.identity is not None and rules.dialect not in _WITHOUT_IDENTITY):
        # before the comparisons became plug-ins, identities were compared whatever env.py says
        return (rules.compare_server_default or rules.alembic_version < (1, 18)) and _identities_differ(there, wanted, rules)
    if not rules.compare_server_default or (rules.dialect == "postgresql" and _counts_by_itself(wanted, model)):
        return False
    return defaults_differ(there.server_default, wanted.server_default, wanted.type, rules.dialect) is True


def _identities_differ(there: Column, wanted: Column, rules: Rules) -> bool:
    told = None if rules.dialect in _WITHOUT_IDENTITY else there.identity
    if isinstance(told, Unknown) or isinstance(wanted.identity, Unknown):
        return False
    if told is None or wanted.identity is None:
        return told is not wanted.identity
    return told.always != wanted.identity.always


def _counts_by_itself(column: Column, model: Table) -> bool:
    """The table's autoincrement column: its default is the server's own (`PostgresqlImpl.compare_server_default`)."""
    is_integer = isinstance(column.type, Type) and "int" in column.type.name.lower()
    return is_integer and column.server_default is None and model.primary_key.columns == (column.name,)
