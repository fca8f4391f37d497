"""Mapped classes and tables, as SQLAlchemy and SQLModel would build them, to a Schema."""
