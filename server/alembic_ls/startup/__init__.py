"""What the standard library has as well, in a form that costs less while the program starts."""
