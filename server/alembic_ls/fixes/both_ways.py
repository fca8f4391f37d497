"""A revision there and back on each dialect, and what is needed to write lines into its file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from alembic_ls.analysis.age import Age
from alembic_ls.analysis.project import Project
from alembic_ls.changes.exact import unlike
from alembic_ls.findings.edited import edited
from alembic_ls.findings.fix import Fix, Replacement
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.downgrade_run import carried_out
from alembic_ls.fixes.imports import bound_by_imports, import_added
from alembic_ls.fixes.python_default import python_default
from alembic_ls.fixes.python_source import PythonSource
from alembic_ls.fixes.revision import objects_of, style_of
from alembic_ls.history.downgrade import Reversal
from alembic_ls.plans.lines import Line, Remark
from alembic_ls.plans.undo_line import Undone
from alembic_ls.plans.wanted import Wanted
from alembic_ls.schema.tables import Schema
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor
from alembic_ls.writing.body import Style, Writer
from alembic_ls.writing.refusal import Refusal
from alembic_ls.writing.revision_file import quoted_like


class Way(NamedTuple):
    """One dialect's reading, and the revision there and back on it."""

    project: Project
    reversal: Reversal


class BothWays:
    """One revision. The main dialect's way is the first."""

    def __init__(self, bench: Bench, revision: str) -> None:
        """Raises Refusal where the revision is not there or cannot be read."""
        main = bench.main
        if revision not in main.graph.by_id:
            raise Refusal(f"there is no revision `{revision}` any more")
        self.bench = bench
        self.revision = main.graph.by_id[revision]
        self.ways = [
            Way(project, Reversal(project.replayed(), project.graph.by_id[revision]))
            for project in [main, *bench.others(main)]
            if revision in project.graph.by_id
        ]
        self.text = main.graph.texts.get(self.revision.path, "")
        self.source = main.source(self.revision.path)
        self._writer: Writer | None = None

    @property
    def writer(self) -> Writer:
        """Writes lines as the file has them. Alembic is imported when the first are written."""
        if self._writer is None:
            self._writer = Writer(self._style(), objects_of(self.bench))
        return self._writer

    @property
    def main(self) -> Way:
        """The way on the main dialect."""
        return self.ways[0]

    def wanted(self, way: Way, met: Schema) -> Wanted:
        """What a plan is made from that undoes what meets this schema."""

        def value_of(table: str, column: str) -> str | None:
            return python_default(way.project, table, column)

        return Wanted(met, Schema(), way.project.rules, self.bench.dialects, lambda schema: [], value_of=value_of)

    def _style(self) -> Style:
        """As env.py has it, and as this file does: in batch mode where it is so already, on the names that it imports."""
        style = style_of(self.bench)
        done = [*self.main.reversal.upgrade, *self.main.reversal.back.operations]
        if any(getattr(operation, "in_batch", False) for operation in done):
            style = style._replace(batch="always")
        for field, pattern in (("sa", _SA), ("op", _OP)):
            found = re.search(pattern, self.text, re.MULTILINE)
            if found is not None:
                style = style._replace(**{field: f"{found[1] or found[2]}."})  # type: ignore[arg-type]
        return style

    def quoted(self, source: str) -> str:
        """The source in the quotes of the file."""
        return quoted_like(source, self.text)

    def fix(self, edits: Iterable[tuple[Anchor, str]], written: str, notes: Sequence[str]) -> Fix:
        """The edits of the file, with the imports that what is written needs."""
        edits = list(edits)
        ends = "\r\n" if "\r\n" in self.text else "\n"
        project = self.main.project
        replacements = [Replacement(project.span(where), text.replace("\n", ends)) for where, text in edits]
        source = PythonSource(project, self.revision.path)
        for statement in _missing(source, written, self.writer.imports):
            added = import_added(source, statement)
            replacements.append(added._replace(text=added.text.replace("\n", ends)))
        if self.is_shared:
            notes = [*notes, f"revision {self.revision.id} is shared: others have it as it is"]
        return Fix(replacements=tuple(replacements), notes=tuple(dict.fromkeys(notes)))

    @property
    def is_shared(self) -> bool:
        """True where others have the revision already."""
        return Age(self.bench.main).is_shared(self.revision.id)

    def verified(self, fix: Fix) -> Fix:
        """The fix, after what it writes was followed. Raises Refusal where that would do no better than what is there."""
        text = edited(self.text, fix.replacements)
        for way in self.ways:
            reversal = way.reversal
            run = reversal.history.run_over(reversal.after, self.revision.id, "downgrade", text)
            rules = reversal.history.rules
            left = unlike(run.schema, reversal.before, rules)
            refused, before = (carried_out(reversal.after, each.operations, rules)[1] for each in (run, reversal.back))
            there = reversal.left or reversal.body.kind == "raises"
            if refused > before or (there and len(left) > len(reversal.left)):
                why = f": {run.problems[0].message}" if run.problems else ""
                raise Refusal(f"no way was found to write it so that the database would take it{why}")
        return fix


_SA = r"^import (?:sqlalchemy as (\w+)|(sqlalchemy))[ \t]*(?:#.*)?$"
_OP = r"^(?:from alembic import (?:[\w ]+,[ ]*)*(?:op as (\w+)|(op))\b|import alembic\.op as (\w+))"


def _missing(source: PythonSource, written: str, needed: Iterable[str]) -> Iterator[str]:
    """Of the imports that are needed, and those of `sa` and `op` where they are used, the ones that the file does not have."""
    bound = bound_by_imports(source.tree)
    usual = (("sa", "import sqlalchemy as sa"), ("op", "from alembic import op"))
    for statement in [*needed, *(line for name, line in usual if re.search(rf"(?<![\w.\"']){name}\.", written))]:
        name = next(iter(bound_by_imports(ast.parse(statement))))
        is_part = statement.startswith("import ") and "." in statement  # which another part of the same package does not bind
        if name not in bound or (is_part and statement not in bound.values()):
            yield statement


def told(undone: Undone) -> list[Line]:
    """The lines, with what they do not bring back above them; where there are none, why."""
    if undone.unsure is not None:
        return [Remark(f"Left to do: {undone.unsure}.")]
    return [*(Remark(sentence) for sentence in undone.lost), *undone.lines]
