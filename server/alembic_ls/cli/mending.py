"""Taking up fixes one after the other, in memory: the project is read anew after each, as an editor would have it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Set

from alembic_ls.checks.registry import COMMENTS, DRIFT, ENUMS, GRAPH, NAMES, OPERATIONS, REVERSIBILITY
from alembic_ls.findings.edited import edited
from alembic_ls.findings.fix import Fix, Offer
from alembic_ls.fixes import create_migration, rename_column, rename_table
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.everything import everything, renames_among
from alembic_ls.fixes.planning import Scope
from alembic_ls.fixes.registry import mending
from alembic_ls.lsp.session import Session
from alembic_ls.lsp.told import FindingAt
from alembic_ls.schema.difference import Difference
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.writing.refusal import Refusal

# What others depend on comes first: a revision is written for what is right already.
_ORDER = {name: number for number, name in enumerate((*GRAPH, *OPERATIONS, *REVERSIBILITY, *ENUMS, *DRIFT, *COMMENTS))}
# Rules whose fix is a new revision: one is written for all of them.
_DRIFTED = frozenset((*create_migration.RULES, *rename_column.RULES, *rename_table.RULES))
_Key = tuple[str, str, str, str | None, str | None]


class Done(NamedTuple):
    """A fix that was taken up: what it mended, and what it did. `paths` are the files that it changed or made."""

    title: str
    found: tuple[FindingAt, ...]
    fix: Fix
    paths: tuple[str, ...]


class Left(NamedTuple):
    """A finding that stays, and why."""

    found: FindingAt
    why: str


class Mending:
    """The files of a session, changed by fixes and not written. `texts` are the files that are others now, or new, by path."""

    def __init__(self, session: Session, named: Set[str]) -> None:
        """`named` are the rules whose findings are to be mended: all, where none is named."""
        self._session = session
        self._rules = named or frozenset(NAMES)
        self._keeps_defaults = "default-unseen" not in named
        self.texts: dict[str, str] = {}
        self.made: set[str] = set()
        self.done: list[Done] = []
        self._reasons: dict[_Key, str] = {}

    def mend(self) -> list[Left]:
        """Take up what can be taken up unseen; what is left then. Nothing is raised for what cannot be mended."""
        self._session.refresh()
        while (found := self._next()) is not None:
            before = self._counts()
            done = self._revision_for(found) if found.finding.rule in _DRIFTED else self._repair(found)
            if done is None:
                continue
            self._session.refresh()
            after = self._counts()
            gone = tuple(each for each in done.found if after.get(_key(each), 0) < before[_key(each)])
            for each in done.found:
                if each not in gone:
                    self._reasons[_key(each)] = f"it is still found after the fix `{done.title}`"
            self.done.append(done._replace(found=gone))
        return [Left(each, self._reasons[_key(each)]) for each in self._findings()]

    def _findings(self) -> list[FindingAt]:
        """What there is to mend, in the order in which that is done."""
        told = (each for found in self._session.findings().values() for each in found)
        wanted = [each for each in told if each.reading is not None and each.finding.rule in self._rules]
        return sorted(wanted, key=lambda each: (_ORDER[each.finding.rule], each.span))

    def _next(self) -> FindingAt | None:
        return next((each for each in self._findings() if _key(each) not in self._reasons), None)

    def _counts(self) -> dict[_Key, int]:
        counts: dict[_Key, int] = {}
        for each in self._findings():
            counts[_key(each)] = counts.get(_key(each), 0) + 1
        return counts

    # One finding

    def _repair(self, found: FindingAt) -> Done | None:
        reading = found.reading
        assert reading is not None
        offered = list(mending(Bench(lambda: reading.projects), found.finding))
        made = [each for each in offered if each.refused is None]
        offer = next((each for each in made if each.is_preferred), None)
        if offer is None:
            choice = ", ".join(f"`{each.title}`" for each in made)
            refused = "; ".join(dict.fromkeys(each.refused for each in offered if each.refused is not None))
            self._reasons[_key(found)] = (
                f"the choice is yours, in an editor: {choice}" if choice else refused or "no fix for it is known"
            )
            return None
        return self._take_up(offer, (found,))

    def _take_up(self, offer: Offer, found: tuple[FindingAt, ...]) -> Done | None:
        try:
            fix = offer.make(True)
            paths = self._apply(fix)
        except Refusal as refusal:
            for each in found:
                self._reasons[_key(each)] = str(refusal)
            return None
        return Done(offer.title, found, fix, paths)

    # All that drifted in an environment

    def _revision_for(self, found: FindingAt) -> Done | None:
        alike = tuple(
            each
            for each in self._findings()
            if each.reading is found.reading and each.finding.rule in _DRIFTED and _key(each) not in self._reasons
        )
        reading = found.reading
        assert reading is not None

        def make(is_trusted: bool) -> Fix:
            scope = _scope(alike)
            # The tables that env.py does not reach are told by findings that may not be among those to mend.
            return everything(
                Bench(lambda: reading.projects),
                reading.findings(),
                is_trusted,
                scope=scope,
                choice=renames_among([each.finding for each in alike], lambda difference: True),
                keeps_defaults=self._keeps_defaults,
            )

        return self._take_up(Offer("write a revision", make), alike)

    # In memory

    def _apply(self, fix: Fix) -> tuple[str, ...]:
        """Raises Refusal where it would make a file that is there, or change one that cannot be read."""
        changed: dict[str, str] = {}
        for file in fix.files:
            if file.path in self.texts or os.path.lexists(file.path):
                raise Refusal(f"there is a file {file.path} already")
            changed[file.path] = file.text
        for path in dict.fromkeys(each.span.path for each in fix.replacements):
            text = self._session.text(path)
            if text is None:
                raise Refusal(f"{path} cannot be read")
            changed[path] = edited(text, [each for each in fix.replacements if each.span.path == path])
        self.made.update(file.path for file in fix.files)
        for path, text in changed.items():
            self._session.opened(path, text)
        self.texts.update(changed)
        return tuple(changed)


def _key(found: FindingAt) -> _Key:
    finding = found.finding
    return finding.rule, found.span.path, finding.message, finding.table, finding.column


def _scope(found: Iterable[FindingAt]) -> Scope:
    """What any of the findings is about."""
    scopes = [create_migration.scope_of(each.finding, renames_among([each.finding], lambda difference: True)) for each in found]

    def belongs(difference: Difference) -> bool:
        return any(scope(difference) for scope in scopes)

    return belongs
