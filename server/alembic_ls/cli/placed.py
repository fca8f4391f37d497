"""Findings as other programs want them: where in the repository, and under which fingerprint."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from alembic_ls.cli.identities import identities, relative, scope
from alembic_ls.cli.opened import Opened
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.span import Span
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.cli.check import Checked

# Where the services say that the checkout lies; the paths of a report begin there.
_CHECKOUTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BITBUCKET_CLONE_DIR", "BUILD_SOURCESDIRECTORY")


class Place(NamedTuple):
    """A stretch of a file. Lines and columns count from 1, columns in code points; the end column is exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


class Placed(NamedTuple):
    """A finding, what it says, where it is, and a fingerprint that moved lines do not change, other than every other one."""

    finding: Finding
    message: str
    place: Place
    related: tuple[tuple[str, Place], ...]
    fingerprint: str


def placed(each: Checked, root: str) -> Iterator[Placed]:
    """The findings in one environment; paths are relative to `root`."""
    opened, name = each.opened, scope(each.opened, root)
    seen: Counter[tuple[str | None, ...]] = Counter()
    for finding, identity in zip(each.findings, identities(opened, each.findings, root), strict=True):
        seen[identity.key] += 1
        related = tuple((related.message, _place(opened, related.where, root)) for related in finding.related)
        yield Placed(
            finding,
            opened.message(finding),
            _place(opened, finding.where, root),
            related,
            identity.digest(name, seen[identity.key]),
        )


def report_root() -> str:
    """The folder that the paths of a report are relative to: the checkout, where a service says where it is, else this folder."""
    here = os.getcwd()
    for variable in _CHECKOUTS:
        folder = os.environ.get(variable)
        if folder and os.path.isdir(folder) and os.path.join(here, "").startswith(os.path.join(os.path.realpath(folder), "")):
            return os.path.realpath(folder)
    return here


def _place(opened: Opened, where: Anchor, root: str) -> Place:
    span: Span = opened.main.span(where)
    path = relative(span.path, root)
    return Place(path, span.start_line + 1, span.start_character + 1, span.end_line + 1, span.end_character + 1)
