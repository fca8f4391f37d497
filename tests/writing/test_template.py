"""script.py.mako is filled in as Mako does it, and what it could run is run where the user trusts the folder."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import alembic
import pytest
from alembic.util import format_as_comma
from alembic_ls.writing.refusal import NotTrusted, Refusal
from alembic_ls.writing.template import fill_in
from mako.template import Template

_STOCK = sorted(Path(alembic.__file__).parent.glob("templates/*/script.py.mako"))
_VALUES: dict[str, Any] = {
    "message": "add x to it's y",
    "up_revision": "4711",
    "down_revision": "0815",
    "branch_labels": None,
    "depends_on": None,
    "create_date": datetime.datetime(2026, 11, 25, 12, 30),
    "imports": "import app.types",
    "upgrades": "op.add_column('y', sa.Column('x', app.types.X()))",
    "downgrades": "op.drop_column('y', 'x')",
}
_EMPTY = {**_VALUES, "imports": "", "upgrades": "", "downgrades": "", "down_revision": None}
_MERGE = {**_VALUES, "down_revision": ("a", "b")}


def _filled(template: Path, values: dict[str, Any] = _VALUES, is_trusted: bool = False) -> str:
    return fill_in(str(template), values, (), {}, is_trusted)


@pytest.mark.parametrize("values", [_VALUES, _EMPTY, _MERGE], ids=["change", "empty", "merge"])
@pytest.mark.parametrize("template", [t for t in _STOCK if "multidb" not in str(t)], ids=lambda t: t.parent.name)
def test_alembics_own_templates_are_data(template: Path, values: dict[str, Any]) -> None:
    expected = Template(filename=str(template)).render_unicode(**values, comma=format_as_comma)
    assert _filled(template, values) == expected


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return tmp_path / "script.py.mako"


def test_code_is_run_where_the_folder_is_trusted_alone(template: Path, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    template.write_text(
        f"<%\nopen({str(canary)!r}, 'w').close()\n%>\n# ${{message.upper()}} ${{up_revision}} after ${{down_revision | comma,n}}\n"
    )
    with pytest.raises(NotTrusted, match="trusted folders only"):
        _filled(template)
    assert not canary.exists()
    assert "# ADD X TO IT'S Y 4711 after a, b" in _filled(template, _MERGE, True)
    assert canary.exists()


@pytest.mark.parametrize(
    "expression",
    [
        "${message.__class__}",
        "${open('x')}",
        "% if message:\nx\n% endif",
        "<%! import os %>",
        "<%include file='x'/>",
        "${message | u}",
        "${'}'}",
    ],
)
def test_whatever_is_not_known_to_be_harmless_counts_as_code(template: Path, expression: str) -> None:
    template.write_text(f"x = 1\n{expression}\n")
    with pytest.raises(NotTrusted):
        _filled(template)


def test_what_the_template_prints_and_raises_is_told_and_not_taken_for_its_text(template: Path) -> None:
    template.write_text('<% print("noise") %>${message}${config.get_main_option("x", "no x")}')
    assert _filled(template, is_trusted=True) == "add x to it's yno x"
    template.write_text("${1 / 0}")
    with pytest.raises(Refusal, match="ZeroDivisionError: division by zero"):
        _filled(template, is_trusted=True)


def test_a_template_that_is_not_there_or_no_text_is_refused(template: Path) -> None:
    with pytest.raises(Refusal, match="cannot be read: No such file"):
        _filled(template, is_trusted=True)
    template.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refusal, match="cannot be read"):
        _filled(template, is_trusted=True)
