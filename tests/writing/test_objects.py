"""Objects of SQLAlchemy, as Alembic writes them into a revision."""

from __future__ import annotations

import pytest
from alembic_ls.schema.types import make_type
from alembic_ls.writing.objects import Objects
from sqlalchemy.dialects import postgresql


@pytest.mark.parametrize("version", ["2.0", "2.1"])
def test_an_enum_that_is_there_already_is_not_created_again(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if version == "2.0":
        monkeypatch.setattr(postgresql.ENUM, "__repr__", lambda self: "ENUM('plain', 'fancy', name='kind')")
    type_ = Objects({}).type(make_type("Enum", values=("plain", "fancy"), name="kind", create_type=False))
    assert repr(type_) == "ENUM('plain', 'fancy', name='kind', create_type=False)"
    assert type(type_).__module__.startswith("sqlalchemy.dialects.postgresql")
