"""A fix, applied to the files on the disk as an editor would."""

from __future__ import annotations

from pathlib import Path

from alembic_ls.findings.edited import edited
from alembic_ls.findings.fix import Fix


def applied(fix: Fix) -> None:
    """Make its new files and its replacements."""
    for file in fix.files:
        Path(file.path).write_bytes(file.text.encode())
    for path in {each.span.path for each in fix.replacements}:
        text = Path(path).read_bytes().decode()
        mine = [each for each in fix.replacements if each.span.path == path]
        text = edited(text, mine)
        Path(path).write_bytes(text.encode())
