"""Lines, columns and places in source text."""
