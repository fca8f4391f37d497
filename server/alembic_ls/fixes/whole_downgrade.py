"""The whole downgrade of a revision, from what its upgrade did and met."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alembic_ls.findings.fix import Fix
from alembic_ls.fixes.both_ways import BothWays, told
from alembic_ls.plans.lines import Line
from alembic_ls.plans.undo import undo
from alembic_ls.plans.undo_dialects import over_dialects
from alembic_ls.plans.undo_line import Undone
from alembic_ls.text.anchor import Anchor
from alembic_ls.writing.function_body import after_function, indented, read_body
from alembic_ls.writing.refusal import Refusal

_INDENT = "    "


def whole_downgrade(ways: BothWays) -> Fix:
    """The fix that writes it, in the place of what is there. Raises Refusal where there is nothing that could be undone."""
    found = over_dialects(
        [(way.project.dialect, undo(ways.wanted(way, way.reversal.before), way.reversal.upgrade)) for way in ways.ways]
    )
    doubts = [undone.unsure for undone in found if undone.unsure is not None]
    lines = list(_each_doubt_once(found))
    if not any(undone.lines for undone in found):
        raise Refusal(_why_nothing(found, doubts))
    source = ways.quoted(ways.writer.body(lines))
    return ways.verified(ways.fix([_place(ways, source)], source, doubts))


def _each_doubt_once(found: list[Undone]) -> Iterator[Line]:
    seen: set[str] = set()
    for undone in found:
        if undone.unsure is None or undone.unsure not in seen:
            yield from told(undone)
        if undone.unsure is not None:
            seen.add(undone.unsure)


def _why_nothing(found: list[Undone], doubts: list[str]) -> str:
    if doubts:
        return f"the downgrade cannot be written: {doubts[0]}"
    if any(undone.lost for undone in found):
        return "the upgrade only changes rows: what they were cannot be brought back"
    return "the upgrade changes nothing that a downgrade would have to undo"


def _place(ways: BothWays, source: str) -> tuple[Anchor, str]:
    revision = ways.revision
    if revision.downgrade is not None:
        chunk = ways.source.chunk(revision.downgrade.chunk)
        body = read_body(chunk, "downgrade") if chunk is not None else None
        if body is None:
            raise Refusal("downgrade() does not parse; correct it first")
        return body.whole(source)
    chunk = ways.source.chunk(revision.upgrade.chunk) if revision.upgrade is not None else None
    if chunk is None:
        raise Refusal("there is no upgrade() at the top level of the file, after which a downgrade() could be written")
    head = re.search(r"^def upgrade(\([^\n]*:)[ \t]*(?:#[^\n]*)?$", chunk.text, re.MULTILINE)
    signature = head[1] if head is not None else "():"
    return after_function(chunk, f"def downgrade{signature}\n{indented(source, _INDENT)}")
