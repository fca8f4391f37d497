"""Patterns of the source: matched as Python does, where that surely ends soon."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from alembic_ls.interpret.finder import Finder
from alembic_ls.interpret.machine import Machine
from alembic_ls.interpret.modules import Module
from alembic_ls.schema.unknown import Unknown
from alembic_ls.workspace.files import Files

FOLLOWED = (
    r"re.sub(r'(?<!^)(?=[A-Z])', '_', 'UserAccount').lower()",
    r"re.sub('(.)([A-Z][a-z]+)', r'\1_\2', 'HTTPRequest')",
    r"re.sub(r'[A-Z]', lambda m: '_' + m.group(0).lower(), 'aBcD')",
    r"re.compile('([a-z0-9])([A-Z])').sub(r'\1_\2', 'someName', 1)",
    r"re.compile('^A', re.I | re.M).findall('a\na')",
    r"re.match(r'(?P<x>\w+)-(\d*)', 'ab-12').groupdict()['x']",
    r"re.search('b+', 'abbc').group()",
    r"re.search('q', 'abbc') is None",
    r"re.fullmatch('a{2,3}', 'aa').span()",
    r"re.split(r'[,;]', 'a,b;c')",
    r"[m.start() for m in re.finditer('a', 'banana')]",
    r"bool(re.match('^(alembic|spatial)_', 'spatial_ref_sys'))",
    r"re.match('(a)(b)?', 'a')[2]",
    r"'yes' if re.compile('x').search('axb') else 'no'",
)
HOSTILE = (
    r"re.match('(a+)+$', 'a' * 60 + 'b')",
    r"re.match('(a|a)*$', 'a' * 60 + 'b')",
    r"re.match('(a|aa)+$', 'a' * 60 + 'b')",
    r"re.match('(.*)(.*)(.*)(.*)(.*)x', 'a' * 1000)",
    r"re.match('(?:(?:a{0,100}){0,100}){0,100}b', 'a' * 100)",
    r"re.match('(', 'a')",
    r"re.compile('x' * 100000)",
    r"re.sub('a', '\\9', 'a')",
)


def _value(folder: Path, expression: str) -> Any:
    (folder / "m.py").write_text(f"import re\nvalue = {expression}\n")
    machine = Machine(Files(), Finder((str(folder),), ()))
    module = machine.module("m")
    assert isinstance(module, Module)
    return module.get(machine, "value")


@pytest.mark.parametrize("expression", FOLLOWED)
def test_as_python_does(expression: str, tmp_path: Path) -> None:
    assert _value(tmp_path, expression) == eval(expression, {"re": re})


@pytest.mark.parametrize("expression", HOSTILE)
def test_what_might_not_end_is_not_tried(expression: str, tmp_path: Path) -> None:
    assert isinstance(_value(tmp_path, expression), Unknown)
