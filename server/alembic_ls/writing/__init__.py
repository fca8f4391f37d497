"""A plan, written as a revision file: by Alembic's own renderer, through the project's own template."""
