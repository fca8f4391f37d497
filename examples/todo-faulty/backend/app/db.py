"""The engine, and a session for every request."""

from collections.abc import Iterator

from sqlalchemy import event
from sqlmodel import Session, create_engine

from app.settings import read_settings

settings = read_settings()
engine = create_engine(settings.database_url, echo=settings.echo_sql)


if engine.dialect.name == "sqlite":

    @event.listens_for(engine, "connect")
    def enforce_foreign_keys(connection, _record) -> None:
        """Let SQLite hold its foreign keys, as PostgreSQL does."""
        connection.execute("PRAGMA foreign_keys = ON")


def get_session() -> Iterator[Session]:
    """Give a request its session, and close it afterwards."""
    with Session(engine) as session:
        yield session
