"""A revision's file: its id, its name, its text."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.workspace.environment import Environment
from alembic_ls.writing.layout import requoted
from alembic_ls.writing.refusal import Refusal
from alembic_ls.writing.template import fill_in

_INDENT = "    "


class Content(NamedTuple):
    """What the template does not say. The bodies are not indented; `lost` is what the downgrade cannot bring back."""

    message: str
    upgrade: str
    downgrade: str
    imports: Sequence[str] = ()
    lost: Sequence[str] = ()


class RevisionFile(NamedTuple):
    """A file that is to be made."""

    id: str
    path: str
    text: str


def write_revision_file(
    environment: Environment, folder: str, parents: Sequence[str], content: Content, is_trusted: bool, like: str | None = None
) -> RevisionFile:
    """The file that `alembic revision` would make in `folder` after `parents`, with this content.

    `like` is the text of a revision whose manner of quoting is followed. Raises Refusal where the template cannot be read or rendered,
    or the file is there already.
    """
    from alembic.util import rev_id

    id_ = rev_id()
    path, created = _path_and_date(environment, folder, id_, content.message)
    if os.path.exists(path):
        raise Refusal(f"there is a file {path} already")
    down: Any = None if not parents else parents[0] if len(parents) == 1 else tuple(parents)
    upgrade, downgrade = (textwrap.indent(source, _INDENT).strip() for source in (content.upgrade, content.downgrade))
    values: Mapping[str, Any] = {
        "message": content.message,
        "up_revision": id_,
        "down_revision": down,
        "branch_labels": None,
        "depends_on": None,
        "create_date": created,
        "imports": "\n".join(content.imports),
        "upgrades": upgrade,
        "downgrades": downgrade,
    }
    template = os.path.join(environment.script_location, "script.py.mako")
    text = fill_in(template, values, environment.import_roots, environment.options, is_trusted)
    for part in (upgrade, downgrade):
        if part and part not in text:
            raise Refusal(
                f"the template {template} has no place for what `upgrade` and `downgrade` do: `${{upgrades}}`, `${{downgrades}}`"
            )
    text = _with_losses(_with_imports(text, content.imports), content)
    return RevisionFile(id_, path, text if like is None else quoted_like(text, like))


def quoted_like(source: str, like: str) -> str:
    """The source with its texts in the quotes that the revision `like` prefers."""
    return requoted(source) if _prefers_double(like) else source


def _prefers_double(text: str) -> bool:
    """True where the calls of a revision have their strings in double quotes."""
    return len(re.findall(r'[(=,\[] ?"\w', text)) > len(re.findall(r"[(=,\[] ?'\w", text))


def _path_and_date(environment: Environment, folder: str, id_: str, message: str) -> tuple[str, datetime]:
    """As Alembic names the file, and the time that it writes into it."""
    from alembic.script import ScriptDirectory
    from alembic.script.base import _default_file_template
    from alembic.util import CommandError

    options = environment.options
    length = options.get("truncate_slug_length")
    try:
        directory = ScriptDirectory(
            environment.script_location,
            file_template=options.get("file_template") or _default_file_template,
            truncate_slug_length=int(length) if length else None,
            timezone=options.get("timezone"),
        )
        created = directory._generate_create_date()
        return str(directory._rev_path(folder, id_, message, created)), created
    except (CommandError, KeyError, TypeError, ValueError) as error:
        raise Refusal(f"the file's name cannot be made: {error}; look at `file_template` and `timezone`") from None


def _with_imports(text: str, imports: Sequence[str]) -> str:
    """The imports, where the template has no place for them: after its own."""
    missing = [line for line in imports if not re.search(rf"^{re.escape(line)}\b", text, re.MULTILINE)]
    if not missing:
        return text
    lines = text.splitlines(keepends=True)
    last = max((n for n, line in enumerate(lines) if line.startswith(("import ", "from "))), default=None)
    if last is None:
        raise Refusal(f"the template has no imports, and `{missing[0]}` is needed")
    lines.insert(last + 1, "".join(f"{line}\n" for line in missing))
    return "".join(lines)


def _with_losses(text: str, content: Content) -> str:
    """The file's docstring says what the way back cannot restore; a comment does where there is no docstring."""
    if not content.lost:
        return text
    told = "\n".join(line for loss in content.lost for line in textwrap.wrap(loss, 88))
    at = text.find(content.message)
    opening = re.match(r'\s*(?:#[^\n]*\n\s*)*[rRuU]?("""|\'\'\')', text)
    end_of_line = text.find("\n", at)
    if (
        opening is not None
        and 0 <= at < text.find(opening[1], opening.end())
        and end_of_line > 0
        and opening[1] not in text[at:end_of_line]
    ):
        return f"{text[:end_of_line]}\n\n{told}{text[end_of_line:]}"
    found = re.search(r"^def downgrade\([^\n]*\n", text, re.MULTILINE)
    if found is None:
        return text
    return text[: found.end()] + textwrap.indent(told, f"{_INDENT}# ") + "\n" + text[found.end() :]
