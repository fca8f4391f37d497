"""The rules: one a file, each turning differences of models and history into findings."""
