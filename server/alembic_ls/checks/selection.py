"""Which rules' findings are told, and how severe they are: what the settings and the command line say of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from alembic_ls.checks.registry import NAMES, rule
from alembic_ls.findings.finding import SEVERITIES, Finding
from alembic_ls.findings.suggestion import did_you_mean
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.workspace.problem import Problem
from alembic_ls.workspace.settings import Settings, environment_path

if TYPE_CHECKING:
    from alembic_ls.workspace.environment import Environment


class Selection(NamedTuple):
    """What is told. `left_out` are the rules whose findings are not; `severity` is what the user wants of others."""

    left_out: frozenset[str] = frozenset()
    severity: Mapping[str, str] = {}

    def tells(self, name: str) -> bool:
        """True where findings of this rule are told."""
        return name not in self.left_out

    def applied(self, findings: list[Finding]) -> list[Finding]:
        """The findings that are told, as severe as they are wanted."""
        if not self.left_out and not self.severity:
            return findings
        return [self._weighed(finding) for finding in findings if finding.rule not in self.left_out]

    def _weighed(self, finding: Finding) -> Finding:
        """What a rule found milder than it is by itself (on a shared revision, say) is not made more severe than it was found."""
        wanted = self.severity.get(finding.rule)
        if wanted is None:
            return finding
        if finding.severity != rule(finding.rule).severity:
            wanted = max(wanted, finding.severity, key=SEVERITIES.index)
        return finding._replace(severity=wanted)


def select(settings: Settings, selected: Iterable[str] | None = None, ignored: Iterable[str] = ()) -> Selection:
    """What is told by these settings, and by what the command line says: its selection stands for that of the settings and what
    they ignore, what it ignores comes on top. All names must be known."""
    told = set(NAMES)
    if selected is not None:
        told &= set(selected)
    else:
        if settings.select is not None:
            told &= set(settings.select)
        told -= set(settings.ignore)
    return Selection(frozenset(NAMES) - (told - set(ignored)), settings.severity)


def unknown_rule(name: str) -> str:
    """What to say of a name that no rule has."""
    return f"there is no rule `{name}`{did_you_mean(name, NAMES) or '; `alembic-ls rule` lists them'}"


def wrong_settings(environments: Iterable[Environment]) -> list[Problem]:
    """What is wrong with the settings of these environments: types, names of settings, of rules and of environments."""
    known: dict[str, list[Environment]] = {}
    for environment in environments:
        if environment.settings.path is not None:
            known.setdefault(environment.settings.path, []).append(environment)
    return [problem for path, those in known.items() for problem in _wrong(path, those)]


def _wrong(path: str, environments: list[Environment]) -> Iterator[Problem]:
    settings = environments[0].settings
    yield from settings.problems
    for at, named in ((), settings), *((("environments", written), own) for written, own in settings.environments.items()):
        for key, names in (("select", named.select or ()), ("ignore", named.ignore), ("severity", named.severity)):
            for name in names:
                if name not in NAMES:
                    where = " ".join((*at, key))
                    yield Problem(path, f"[tool.alembic-ls] {where}: {unknown_rule(name)}", settings.line(*at, key, name))
    for written in settings.environments:
        yield from _unknown_environment(path, written, environments)


def _unknown_environment(path: str, written: str, environments: list[Environment]) -> Iterator[Problem]:
    """An environment that is not among those looked at need only be there."""
    wanted = environment_path(path, written)
    folder = os.path.dirname(path)
    names = []
    for environment in environments:
        config = environment.config
        names += [config, f"{config}:{environment.section}"] if config is not None else []
        names.append(environment.script_location)
    file, _, section = wanted.rpartition(":")
    if wanted in names or os.path.exists(wanted) or (section and file not in names and os.path.isfile(file)):
        return
    shown = [os.path.relpath(name, folder).replace(os.sep, "/") for name in names]
    hint = did_you_mean(written, shown) or f"; there is {', '.join(f'`{name}`' for name in shown[:1])}"
    yield Problem(
        path,
        f"[tool.alembic-ls] environments: there is no `{written}`{hint}",
        environments[0].settings.line("environments", written),
    )
