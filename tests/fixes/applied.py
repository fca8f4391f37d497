"""A fix, applied to the files on the disk as an editor would."""

from __future__ import annotations

from pathlib import Path

from alembic_ls.findings.fix import Fix, Replacement


def applied(fix: Fix) -> None:
    """Make its new files and its replacements."""
    for file in fix.files:
        Path(file.path).write_bytes(file.text.encode())
    for path in {each.span.path for each in fix.replacements}:
        text = Path(path).read_bytes().decode()
        mine = [each for each in fix.replacements if each.span.path == path]
        for each in sorted(mine, key=lambda each: each.span, reverse=True):
            text = _replaced(text, each)
        Path(path).write_bytes(text.encode())


def _replaced(text: str, replacement: Replacement) -> str:
    lines = text.splitlines(keepends=True)
    span = replacement.span
    start = sum(map(len, lines[: span.start_line])) + span.start_character
    end = sum(map(len, lines[: span.end_line])) + span.end_character
    return text[:start] + replacement.text + text[end:]
