"""The rules' pages: complete, and in docs/ as they are in the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic_ls import checks
from alembic_ls.checks.pages import pages
from alembic_ls.checks.registry import NAMES, rules
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import SEVERITIES

DOCS = Path(__file__).parents[2] / "docs" / "rules"


def test_the_pages_in_docs_are_current() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")}
    assert written == pages(), "run python -m alembic_ls.checks.pages docs/rules"


@pytest.mark.parametrize("rule", list(rules()), ids=lambda rule: rule.name)
def test_a_page_says_why_when_it_is_wrong_and_how_to_fix(rule: Rule) -> None:
    assert rule.severity in SEVERITIES
    headings = re.findall(r"^## (.+)$", rule.page, re.MULTILINE)
    assert headings == ["Why it matters", "When it is wrong", "How to fix", "Example"]
    assert rule.summary.endswith(".")
    for source in re.findall(r"```python\n(.*?)```", rule.page, re.DOTALL):
        compile(source, rule.name, "exec")


def test_every_rule_is_registered_under_its_own_name() -> None:
    assert [rule.name for rule in rules()] == list(NAMES)
    folder = Path(checks.__file__).parent
    files = {path.stem.replace("_", "-") for path in folder.glob("*.py") if "\nRULE = " in path.read_text(encoding="utf-8")}
    assert files == set(NAMES)
