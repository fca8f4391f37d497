"""Server defaults as PostgreSQL writes them back (`pg_get_expr`), without the cast."""

from __future__ import annotations

import pytest
from alembic_ls.dialects.told_defaults import default_told_back
from alembic_ls.schema.tables import Default
from alembic_ls.schema.types import make_type

TOLD = [
    ("Float", "0.0", "0"),
    ("Double", "1.50", "1.5"),
    ("REAL", "-0.250", "-0.25"),
    ("Float", "0.00001", "1e-05"),
    ("Float", "NaN", "NaN"),
    ("Numeric", "0.0", "0.0"),
    ("String", "0.0", "0.0"),
    ("Interval", "0", "00:00:00"),
    ("DateTime", "2020-01-01T10:00", "2020-01-01 10:00:00"),
]


@pytest.mark.parametrize(("kind", "written", "told"), TOLD)
def test_literals(kind: str, written: str, told: str) -> None:
    assert default_told_back(Default(written), make_type(kind), "postgresql") == Default(told)
    assert default_told_back(Default(written), make_type(kind), "sqlite") == Default(written)
