"""The rules' pages of documentation, written to a folder: `python -m alembic_ls.checks.pages docs/rules`."""

from __future__ import annotations

import sys
from pathlib import Path

from alembic_ls.checks.registry import rules


def pages() -> dict[str, str]:
    """File name → text: a page for each rule, and the index of them."""
    texts = {f"{rule.name}.md": rule.page for rule in rules()}
    rows = [f"| [{rule.name}]({rule.name}.md) | {rule.severity} | {rule.summary} |" for rule in rules()]
    texts["README.md"] = "\n".join(["# The rules", "", "| rule | severity | finds |", "|-|-|-|", *rows, ""])
    return texts


def main() -> None:
    """Write every page to the folder that is named, and delete the pages of rules that are no more."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    texts = pages()
    for path in folder.glob("*.md"):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())


if __name__ == "__main__":
    main()
