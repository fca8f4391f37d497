"""Drift between SQLAlchemy or SQLModel classes and Alembic revisions, read from source text alone."""

__version__ = "0.1.0"
