"""The downgrade of a revision that has none, and what one forgets that is there."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.both_ways import BothWays
from alembic_ls.fixes.forgotten import forgotten
from alembic_ls.fixes.whole_downgrade import whole_downgrade
from alembic_ls.history.downgrade import Reversal
from alembic_ls.schema.operations import ChangeData, Obscure
from alembic_ls.writing.refusal import Refusal

RULES = ("no-downgrade", "not-undone", "restored-otherwise", "downgrade-fails", "enum-left-behind", "enum-value-kept")
_WHOLE = "Write the downgrade"
_ANEW = "Write the whole downgrade anew"
_FORGOTTEN = "Add what the downgrade forgets"


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """The whole where there is none; else what is missing, and the whole where nothing that was written would be lost."""
    id_ = finding.revision
    if id_ is None or id_ not in bench.main.graph.by_id:
        return
    ways = BothWays(bench, id_)
    reversal = ways.main.reversal
    if reversal.body.kind != "code":
        yield _offer(bench, id_, _WHOLE, finding, not ways.is_shared)
        return
    if any(way.reversal.left for way in ways.ways):
        yield _offer(bench, id_, _FORGOTTEN, finding, not ways.is_shared)
    if not any(isinstance(each, (ChangeData, Obscure)) for each in reversal.back.operations):
        yield _offer(bench, id_, _ANEW, finding, False)


def _offer(bench: Bench, id_: str, title: str, finding: Finding | None, is_preferred: bool) -> Offer:
    write = forgotten if title == _FORGOTTEN else whole_downgrade

    def make(is_trusted: bool) -> Fix:
        return write(BothWays(bench, id_))

    return Offer(title, make, finding=finding, is_preferred=is_preferred)


def offer_for(bench: Bench, id_: str) -> Offer | str:
    """What there is to do for the downgrade of a revision; a text where that is nothing."""
    try:
        ways = BothWays(bench, id_)
    except Refusal as refusal:
        return str(refusal)
    reversal = ways.main.reversal
    kind, explained = reversal.body
    if kind in ("missing", "empty") or (kind == "raises" and not explained):
        if not any(way.reversal.up for way in ways.ways):
            return f"revision {id_} changes nothing that a downgrade would have to undo"
        return _offer(bench, id_, _WHOLE, None, False)
    if kind == "raises":
        return f"the downgrade of {id_} raises, and says why: take that out first if it is to be written"
    if any(_forgets(way.reversal) for way in ways.ways):
        return _offer(bench, id_, _FORGOTTEN, None, False)
    if reversal.back.problems or not reversal.back.returned:
        return _offer(bench, id_, _ANEW, None, False)
    return f"the downgrade of {id_} is complete"


def _forgets(reversal: Reversal) -> bool:
    """True where something is left that the downgrade would have to undo."""
    return any(step is None or step.function != "downgrade" or not reversal.asks for step, _ in reversal.causes())
