"""textDocument/codeAction: what could be done about the findings at a place. What an action changes is made when it is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lsprotocol import types

from alembic_ls.checks.registry import BEYOND_ALEMBIC
from alembic_ls.findings.fix import Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.registry import offers
from alembic_ls.lsp.commands import create_migration
from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.diagnostics import diagnostic
from alembic_ls.lsp.paths import path_of
from alembic_ls.lsp.told import FindingAt
from alembic_ls.writing.warm_up import warm_up

METHOD = types.TEXT_DOCUMENT_CODE_ACTION
CREATE_ALL = "source.alembicLs.createMigration"
OPTIONS = types.CodeActionOptions(
    code_action_kinds=[types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite, CREATE_ALL], resolve_provider=True
)
_UNSEEN = frozenset(BEYOND_ALEMBIC) - {"primary-key-mismatch"}  # drift that only we see, and have a revision for
APPLY = "alembic-ls.applyFix"  # the command of an action for clients that cannot ask for its edit


def answer(desk: Desk, params: types.CodeActionParams) -> list[dict[str, Any]]:
    """The actions for the lines of the range, the best first; the one for all that drifted where the file has any of it."""
    desk.projects()
    path = path_of(params.text_document.uri)
    if path is None:
        return []
    wanted = params.context.only
    found = [(each, offer) for each in _at(desk, path, params.range) for offer in _offers(each)]
    actions = [_action(desk, offer, each) for each, offer in found if _is_wanted(offer.kind, wanted)]
    reading = create_migration.reading_for(desk, path) if _is_wanted(CREATE_ALL, wanted) else None
    if reading is not None and (
        any(drift for each, drift in desk.session.drift() if each is reading)
        or any(each.reading is reading and each.finding.rule in _UNSEEN for each, _ in found)
    ):
        actions.append(_action(desk, create_migration.offer_all(desk, reading)))
    if actions:
        warm_up()  # one of them may be chosen next
    return actions


def _at(desk: Desk, path: str, place: types.Range) -> Iterator[FindingAt]:
    for each in desk.session.findings().get(path, ()):
        if each.span.start_line <= place.end.line and each.span.end_line >= place.start.line:
            yield each


def _offers(found: FindingAt) -> Iterable[Offer]:
    reading = found.reading
    return () if reading is None else offers(Bench(lambda: reading.projects), found.finding)


def _is_wanted(kind: str, wanted: Iterable[str] | None) -> bool:
    """Kinds are hierarchical; a source action is only told to who asks for it."""
    if wanted is None:
        return not kind.startswith("source.")
    return any(kind == each or kind.startswith(f"{each}.") for each in wanted)


def _action(desk: Desk, offer: Offer, found: FindingAt | None = None) -> dict[str, Any]:
    number = desk.keep_offer(offer)
    action: dict[str, Any] = {"title": offer.title, "kind": offer.kind}
    if found is not None:
        action["diagnostics"] = [diagnostic(desk, found)]
    if offer.is_preferred:
        action["isPreferred"] = True
    if desk.abilities.resolves and desk.abilities.creates:
        action["data"] = {"fix": number}
    else:
        action["command"] = {"title": offer.title, "command": APPLY, "arguments": [number]}
    return action
