"""A revision imports an ORM model of the project.

## Why it matters

The model is that of today, the database that of the revision: as soon as the model has a column that a later revision adds,
`session.query(User)` in the older one selects a column that is not there yet, and an empty database can no longer be built.

## When it is wrong

Where the model is frozen, or kept for revisions alone.

## How to fix

Write the statement as SQL, or declare in the revision the few columns that it needs: `sa.table("user", sa.column("email"))`.

## Example

```python
from app.models import User


def upgrade() -> None:
    session = Session(bind=op.get_bind())
    for user in session.query(User):
        user.email = user.email.lower()
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.interpret.import_lines import imports_of
from alembic_ls.interpret.modules import Module
from alembic_ls.interpret.values import ClassValue
from alembic_ls.startup.regex import regex
from alembic_ls.syntax.chunks import Chunk, SourceFile
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_IMPORT = regex(r"^([ \t]*)(?:from\s+\S+\s+import\s+(?:\([^)]*\)|[^\n(]+)|import\s+[^\n]+)", re.MULTILINE)


def find(review: Review) -> Iterator[Finding]:
    """A finding on each import of a class that maps a table."""
    mapped = _mapped(review)
    for revision in review.looked_at() if mapped else ():
        source = SourceFile(revision.path, review.graph.texts.get(revision.path, ""))
        for chunk in source.chunks:
            if "import" not in chunk.text:
                continue
            for text, where in _imports(chunk):
                names = _models(review.project.machine, source, text, mapped)
                if names:
                    message = (
                        f"{names[0]} is a model of today, and this revision will meet a database of its own day; "
                        "declare the columns that it needs with `sa.table(…)`, or write SQL"
                    )
                    severity = review.severity(revision.id, RULE.severity)
                    yield review.finding(RULE.name, severity, message, where, revision.id)


def _mapped(review: Review) -> frozenset[tuple[str, str]]:
    """(path, chunk) of the classes that map tables."""
    origins = (table.class_origin for table in review.project.models().tables.values())
    return frozenset((origin.path, origin.chunk) for origin in origins if origin is not None)


def _imports(chunk: Chunk) -> Iterator[tuple[str, Anchor]]:
    """The import statements of a chunk, those inside functions too, and where they stand."""
    if chunk.kind not in ("import", "def", "other"):
        return
    for found in _IMPORT.finditer(chunk.text):
        start, end = found.start() + len(found[1]), found.end()
        line, last = chunk.text.count("\n", 0, start), chunk.text.count("\n", 0, end)
        columns = (position - (chunk.text.rfind("\n", 0, position) + 1) for position in (start, end))
        first, beyond = columns
        yield found[0].strip(), Anchor(chunk.path, chunk.key, line, first, last, beyond)


def _models(machine: Machine, source: SourceFile, text: str, mapped: frozenset[tuple[str, str]]) -> list[str]:
    found = []
    for statement in imports_of(Chunk(source.path, text + "\n", 0)):
        if (
            not statement.is_from
            or statement.level
            or not statement.module
            or not machine.finder.is_first_party(statement.module)
        ):
            continue
        module = machine.module(statement.module)
        for name, _ in statement.names:
            value: Any = module.get(machine, name) if isinstance(module, Module) and name != "*" else None
            if isinstance(value, ClassValue) and (value.chunk.path, value.chunk.key) in mapped:
                found.append(f"`{name}`")
            elif isinstance(value, Module) and (used := _used_of(machine, source, name, value, mapped)) is not None:
                found.append(f"`{name}.{used}`")
    return found


def _used_of(machine: Machine, source: SourceFile, name: str, module: Module, mapped: frozenset[tuple[str, str]]) -> str | None:
    """The first model that is used of a module that is imported as a whole."""
    for attribute in re.findall(rf"\b{re.escape(name)}\.(\w+)", source.text):
        value = module.get(machine, attribute)
        if isinstance(value, ClassValue) and (value.chunk.path, value.chunk.key) in mapped:
            return str(attribute)
    return None


RULE = Rule("model-in-revision", "warning", find, __doc__)
