"""One remedy a file: what could be done about a finding, or for a place, as edits."""
