"""One rule a file, each making findings of one kind."""
