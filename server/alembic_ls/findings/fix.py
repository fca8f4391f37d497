"""What an editor, or the command line, changes to mend a finding."""

from __future__ import annotations

from collections.abc import Callable

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.span import Span
from alembic_ls.startup.named_tuple import NamedTuple

QUICK_FIX = "quickfix"
REWRITE = "refactor.rewrite"


class NewFile(NamedTuple):
    """A file that is not there yet; its path is absolute."""

    path: str
    text: str


class Replacement(NamedTuple):
    """Text in the place of a span; the span is empty where text is only put in."""

    span: Span
    text: str


class Fix(NamedTuple):
    """All of it together. `notes` tell the user what could not be seen, or is left to do.

    `placeholder` is what stands in the new files where only the user knows the value; None where there is none. `finish` runs the
    project's own hooks over a new file that lies on the disk, in trusted folders only; `unfinished` is the note where that is not done.
    """

    files: tuple[NewFile, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    notes: tuple[str, ...] = ()
    placeholder: str | None = None
    finish: Callable[[str], None] | None = None
    unfinished: str | None = None


class Offer(NamedTuple):
    """A fix that could be made. `make` takes whether the folder is trusted, and makes it: it may take a while.

    It raises `writing.refusal.Refusal` where it cannot be made after all. `kind` is a code action's kind; the first offer that
    `is_preferred` is the one to take unseen. `refused` is why it cannot be made, known before it is shown: then it is not.
    """

    title: str
    make: Callable[[bool], Fix]
    kind: str = QUICK_FIX
    finding: Finding | None = None
    is_preferred: bool = False
    refused: str | None = None
