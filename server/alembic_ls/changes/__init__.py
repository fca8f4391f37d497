"""Three tables of functions over the vocabulary of `schema.operations`: apply, invert, and the difference of two schemas."""
