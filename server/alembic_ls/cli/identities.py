"""What the findings of an environment are called where they must be found again: in a baseline, in fingerprints."""

from __future__ import annotations

import os

from alembic_ls.cli.opened import Opened
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.identity import Identity, identity


def scope(opened: Opened, root: str) -> str:
    """The environment's name, relative to `root`."""
    environment = opened.main.environment
    if environment.config is None:
        return relative(environment.script_location, root)
    return relative(environment.config, root) + ("" if environment.section == "alembic" else f":{environment.section}")


def identities(opened: Opened, findings: list[Finding], root: str) -> list[Identity]:
    """The identity of each finding; paths are relative to `root`, which is absolute."""
    revisions = {revision.path: id_ for id_, revision in opened.main.graph.by_id.items()}
    inside = os.path.join(root, "")
    return [
        identity(finding, relative(finding.where.path, root), revisions.get(finding.where.path), inside) for finding in findings
    ]


def relative(path: str, root: str) -> str:
    """`path` from `root` on, with slashes; as it is where there is no way (another drive)."""
    try:
        return os.path.relpath(path, root).replace(os.sep, "/")
    except ValueError:
        return path.replace(os.sep, "/")
