"""The header of a revision file: who it is and what comes before it, read without running anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_DOCSTRING = regex(r"""\A(?:\s|\#[^\n]*\n)*[rRuU]?(\"{3}|'{3}|"|')(.*?)\1""", re.DOTALL)
_HEADER = regex(
    r"""^(?P<name>revision|down_revision|branch_labels|depends_on)[ \t]*(?::[^=\n]+)?=[ \t]*
    (?: (?P<none>None)|(?P<quote>["'])(?P<text>[^"'\\\n{]*)(?P=quote) )?[ \t]*(?:\#[^\n]*)?$""",
    re.MULTILINE | re.VERBOSE,
)
_NAMES = regex(r"^(revision|down_revision|branch_labels|depends_on)\b", re.MULTILINE)
_CREATED = regex(r"^Create Date:[ \t]*([^\n]+?)[ \t]*$", re.MULTILINE)
_LEGACY_NAME = regex(r"([a-f0-9]+)\.py$")  # alembic.script.base._legacy_rev

NO_REVISION = "this file declares no 'revision': Alembic refuses to load it"
NO_PARENT = "this file declares no 'down_revision'"


class Revision(NamedTuple):
    """One revision, as its header says. `unknown` tells what of the header could not be followed.

    `where` and `down_where` are the values of `revision` and `down_revision`; `upgrade` and `downgrade` the functions' names,
    None where there is no such function at the top level.
    """

    id: str
    down: tuple[str, ...]
    path: str
    where: Anchor
    depends_on: tuple[str, ...] = ()
    branch_labels: tuple[str, ...] | Unknown = ()
    message: str = ""
    create_date: str | None = None
    down_where: Anchor | None = None
    upgrade: Anchor | None = None
    downgrade: Anchor | None = None
    unknown: tuple[Unknown, ...] = ()


def read_revision(path: str, text: str, machine: Machine | None = None) -> Revision | Unknown:
    """The revision that a file declares; Unknown where it declares none.

    Literal headers are read by their text alone. What is computed is evaluated by `machine`, unknown without one. As in Alembic
    (script.base.Script._from_path) a file without `revision` is named by its file where that is hexadecimal.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    doc = _DOCSTRING.match(text)
    start = doc.end() if doc is not None else 0
    fields = _literal_fields(path, text, start)
    if fields is None:
        fields = _computed_fields(path, text, machine)
    return _revision(path, text, doc[2] if doc is not None else "", fields)


def _literal_fields(path: str, text: str, start: int) -> dict[str, tuple[Any, Anchor]] | None:
    """Values and places of the header's names; None where it must be evaluated to be known."""
    end = text.find("\ndef ", start)
    fields: dict[str, tuple[Any, Anchor]] = {}
    names = 0
    for name in _NAMES.finditer(text, start, len(text) if end < 0 else end):
        names += 1
        match = _HEADER.match(text, name.start())
        if match is None or (match["none"] is None and match["quote"] is None):
            return None
        value = None if match["none"] is not None else match["text"]
        line = match.start()
        if match["none"] is not None:
            first, last = match.start("none"), match.end("none")
        else:
            first, last = match.start("quote"), match.end("text") + 1
        column = len(text[line:first].encode("utf-8", "replace"))
        width = len(text[first:last].encode("utf-8", "replace"))
        fields[name[1]] = value, Anchor(path, f"assign:{name[1]}", 0, column, 0, column + width)
    if names != len(fields) or "revision" not in fields or "down_revision" not in fields:
        return None
    return fields


def _computed_fields(path: str, text: str, machine: Machine | None) -> dict[str, tuple[Any, Anchor]]:
    import ast

    from alembic_ls.syntax.chunks import SourceFile

    fields: dict[str, tuple[Any, Anchor]] = {}
    source = SourceFile(path, text)
    computed = False
    for chunk in source.chunks:
        if chunk.name is None or chunk.kind != "assign" or _NAMES.match(chunk.name) is None:
            computed = computed or (chunk.kind == "other" and _NAMES.search(chunk.text.replace(" ", "")) is not None)
            continue
        value: Any = None
        where = Anchor(path, chunk.key)
        for statement in chunk.statements:
            node = getattr(statement, "value", None)
            if node is None:
                value = Unknown(f"'{chunk.name}' does not parse", where)
                continue
            where = Anchor(path, chunk.key, node.lineno - 1, node.col_offset, node.end_lineno - 1, node.end_col_offset)
            try:
                value = ast.literal_eval(node)
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                value = Unknown(f"the value of '{chunk.name}' is not followed", where)
        fields[chunk.name] = value, where
    if machine is not None and (computed or any(isinstance(value, Unknown) for value, _ in fields.values())):
        _evaluate(path, source, machine, fields)
    return fields


def _evaluate(path: str, source: Any, machine: Machine, fields: dict[str, tuple[Any, Anchor]]) -> None:
    """Fills in the values that names, calls or f-strings of the module make."""
    from alembic_ls.interpret.modules import Module
    from alembic_ls.interpret.values import MISSING, OutOfFuel, Raised

    module = Module(f"revision at {path}", path, None, source, False)
    for name in ("revision", "down_revision", "branch_labels", "depends_on"):
        known = fields.get(name)
        if known is not None and not isinstance(known[0], Unknown):
            continue
        try:
            value = module.get(machine, name)
        except (Raised, OutOfFuel, RecursionError):
            continue
        if value is not MISSING:
            fields[name] = value, known[1] if known is not None else Anchor(path)


def _revision(path: str, text: str, doc: str, fields: dict[str, tuple[Any, Anchor]]) -> Revision | Unknown:
    nowhere = Anchor(path)
    unknown: list[Unknown] = []
    id_, where = fields.get("revision", (None, nowhere))
    if "revision" not in fields:
        legacy = _LEGACY_NAME.match(path.replace("\\", "/").rpartition("/")[2])
        if legacy is None:
            return Unknown(NO_REVISION, nowhere)
        id_ = legacy[1]
    if not isinstance(id_, str):
        return id_ if isinstance(id_, Unknown) else Unknown("the value of 'revision' is no text", where)
    down_value, down_where = fields.get("down_revision", (Unknown(NO_PARENT, nowhere), None))
    down = _texts(down_value, "down_revision", down_where or nowhere, unknown)
    depends_value, depends_where = fields.get("depends_on", (None, nowhere))
    depends_on = _texts(depends_value, "depends_on", depends_where, unknown)
    labels_value, labels_where = fields.get("branch_labels", (None, nowhere))
    doubts: list[Unknown] = []
    labels = _texts(labels_value, "branch_labels", labels_where, doubts)
    doc = doc.strip()
    created = _CREATED.search(doc)
    return Revision(
        id_,
        down,
        path,
        where,
        depends_on,
        doubts[0] if doubts else labels,
        doc.partition("\n")[0].strip(),
        created[1] if created is not None else None,
        down_where,
        _function(path, text, "upgrade"),
        _function(path, text, "downgrade"),
        tuple(unknown),
    )


def _texts(value: Any, name: str, where: Anchor, unknown: list[Unknown]) -> tuple[str, ...]:
    """None, one text, or several of them, as a tuple (alembic.util.to_tuple)."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Unknown):
        unknown.append(value)
        return ()
    if isinstance(value, (tuple, list, set, frozenset)) and all(isinstance(v, str) for v in value):
        return tuple(value)
    unknown.append(Unknown(f"the value of '{name}' is not followed", where))
    return ()


def _function(path: str, text: str, name: str) -> Anchor | None:
    """Where `def name` is written, the last one where there are several; None where there is none."""
    at = text.rfind(f"\ndef {name}(") + 1
    if not at:
        return None if f"def {name}" not in text else _odd_function(path, text, name)
    if text.find(f"\ndef {name}(") + 1 != at or _decorated(text, at):
        return _odd_function(path, text, name)
    return Anchor(path, f"def:{name}", 0, 4, 0, 4 + len(name))


def _decorated(text: str, at: int) -> bool:
    """True where the line before is no empty line and no comment: a decorator, or the end of one."""
    line = text[text.rfind("\n", 0, at - 1) + 1 : at - 1]
    return line.startswith(("@", ")"))


def _odd_function(path: str, text: str, name: str) -> Anchor | None:
    from alembic_ls.syntax.chunks import SourceFile

    pattern = re.compile(rf"^(?:async\s+)?def\s+({name})\b", re.MULTILINE)
    for chunk in reversed(SourceFile(path, text).chunks):
        if chunk.name == name and (found := pattern.search(chunk.text)) is not None:
            line = chunk.text.count("\n", 0, found.start(1))
            column = found.start(1) - (chunk.text.rfind("\n", 0, found.start(1)) + 1)
            return Anchor(path, chunk.key, line, column, line, column + len(name))
    return None
