"""The lines of the corpus' measure.py, read from standard input, as a table in Markdown.

usage: python3 CORPUS/measure.py | python3 benchmarks/accuracy_table.py
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

_KEYS = ("foreign_keys", "uniques", "indexes", "primary_key")


def counts(text: str) -> dict[str, int]:
    """`column right 3, indexes missed 1` as numbers by what they count."""
    return {name.strip(): int(number) for name, number in re.findall(r"([a-z_ ]+?) (\d+)(?:,|$)", text.strip())}


def cell(found: dict[str, int]) -> str:
    """Columns right of all, then what is not right, in words."""
    right, unknown, wrong = (found.get(f"column {what}", 0) for what in ("right", "unknown", "wrong"))
    keys = sum(found.get(f"{key} right", 0) for key in _KEYS)
    rest = {k: v for k, v in found.items() if v and not k.endswith(" right") and not k.startswith("column")}
    said = "".join(f", {v} {k}" for k, v in rest.items())
    return f"{right}/{right + unknown + wrong}, {unknown} unknown, {wrong} wrong; {keys} keys right{said}"


def table(lines: Iterable[str]) -> str:
    """The table; the totals stand in the last row."""
    rows: dict[str, dict[str, dict[str, int]]] = {}
    for line in lines:
        found = re.match(r"(\S+)\s+(models|history|check)\s+(?:right [\d.]+%(?:, wrong [\d.]+%;)? ?)?(.*)", line)
        if found is not None:
            rows.setdefault(found[1], {})[found[2]] = counts(found[3])
    text = ["| environment | models: columns, keys | history: columns, keys | drift found, missed, false |", "|-|-|-|-|"]
    for name, said in rows.items():
        drift = said.get("check", {})
        numbers = ", ".join(str(drift.get(f"drift {what}", 0)) for what in ("found", "missed", "false"))
        text.append(f"| {name} | {cell(said.get('models', {}))} | {cell(said.get('history', {}))} | {numbers} |")
    return "\n".join(text)


if __name__ == "__main__":
    print(table(sys.stdin))
