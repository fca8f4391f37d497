"""The link from a diagnostic to the page of its rule."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from alembic_ls.checks.registry import NAMES
from alembic_ls.lsp import rule_page

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_ROOT = Path(__file__).parents[2]


def test_the_address_is_the_projects() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text())["project"]
    assert project.get("urls", {}).get("Documentation") == rule_page.DOCUMENTATION


def test_each_rule_has_a_page_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_page, "DOCUMENTATION", "https://example.org/docs")
    for name in NAMES:
        page = rule_page.page_of(name)
        assert page is not None
        assert (_ROOT / "docs" / page.removeprefix("https://example.org/docs/")).is_file()
