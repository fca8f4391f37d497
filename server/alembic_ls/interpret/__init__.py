"""A small interpreter of Python values over source that is never run; Unknown where it does not know."""
