"""What each database makes of a declaration: DDL, implicit names, what it tells back, what counts as the same."""
