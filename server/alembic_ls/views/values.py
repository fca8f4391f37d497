"""What the views give. A place is a `Span`: lines from 0, characters in code points."""

from __future__ import annotations

from alembic_ls.findings.span import Span
from alembic_ls.startup.named_tuple import NamedTuple


class Hover(NamedTuple):
    """Markdown about what stands at `span`."""

    markdown: str
    span: Span


class Highlight(NamedTuple):
    """A place in the file asked about that means the same thing. `writes` where an operation changes it there."""

    span: Span
    writes: bool = False


class Symbol(NamedTuple):
    """A named thing of a file. `kind`: revision, function, operation, table, column, index, constraint.

    `span` is all of it, `selection` its name. `container` is what it belongs to, for a list without a tree.
    """

    name: str
    kind: str
    detail: str
    span: Span
    selection: Span
    children: tuple[Symbol, ...] = ()
    container: str | None = None


class Link(NamedTuple):
    """Text at `span` that stands for the place `target`."""

    span: Span
    target: Span
    tooltip: str


class Node(NamedTuple):
    """A revision in a hierarchy. `id` is what parents and children are asked by; `span` the file's whole text, `selection` its id."""

    id: str
    name: str
    detail: str
    span: Span
    selection: Span


class Lens(NamedTuple):
    """A line of text above `span`; `targets` are the places that it can be followed to, none where it is only to be read."""

    span: Span
    title: str
    targets: tuple[Span, ...] = ()


class Hint(NamedTuple):
    """Text shown within a line, before `character`. `kind`: message (of a revision), type (of a column)."""

    line: int
    character: int
    text: str
    kind: str
    tooltip: str = ""


class Item(NamedTuple):
    """One completion. `kind`: table, column, index, constraint, revision, target. `insert_text` takes the place of `span`.

    `order` sorts: the editor shows lower ones first.
    """

    label: str
    kind: str
    detail: str
    insert_text: str
    span: Span
    documentation: str = ""
    order: int = 0
