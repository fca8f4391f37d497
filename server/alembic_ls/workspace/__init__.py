"""Where the Alembic environments, the import roots and the installed libraries of a folder are."""
