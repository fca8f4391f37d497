"""What the environment decides."""

import os
from typing import NamedTuple


class Settings(NamedTuple):
    """The settings of one running server."""

    database_url: str
    echo_sql: bool


def read_settings() -> Settings:
    """Read the settings from the environment; without any, a local SQLite file is used."""
    return Settings(
        database_url=os.environ.get("DATABASE_URL", "sqlite:///todo.db"),
        echo_sql=os.environ.get("ECHO_SQL") == "1",
    )
