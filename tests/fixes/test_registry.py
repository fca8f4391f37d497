"""What docs/fixes.md lists is what there is."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from alembic_ls.checks.registry import NAMES
from alembic_ls.fixes.registry import REMEDIES

PAGE = (Path(__file__).parents[2] / "docs" / "fixes.md").read_text(encoding="utf-8")


def test_every_rule_with_a_remedy_is_on_the_page() -> None:
    with_remedy = {rule for name in REMEDIES for rule in import_module(f"alembic_ls.fixes.{name}").RULES}
    assert with_remedy <= set(NAMES)
    assert set(re.findall(r"\(rules/([\w-]+)\.md\)", PAGE)) == with_remedy
