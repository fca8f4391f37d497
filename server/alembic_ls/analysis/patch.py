"""A module brought up to date in place: where only classes changed, only they are made again.

Typing in a model changes one class. Reading everything again takes a hundred times as long as making that class and its table again.
"""

from __future__ import annotations

from typing import Any

from alembic_ls.interpret.modules import Module
from alembic_ls.interpret.values import ClassValue
from alembic_ls.models.bases import is_mapped
from alembic_ls.models.mapping import Mapper
from alembic_ls.models.tables import table_key
from alembic_ls.syntax.chunks import Chunk, SourceFile
from alembic_ls.syntax.parse import Broken


def patch_module(machine: Any, mapper: Mapper, module: Module, text: str) -> bool:
    """Brings `module` to this text. False where that cannot be done in place: everything has to be read again then.

    It can where the same statements stand in the same order, and of those that differ each is a mapped class that nobody inherits
    from, with the table that it had. A class that does not parse whole keeps what it had of the members that are missing: while one line is half
    typed, the rest stays as it was.
    """
    if module.source is None:
        return False
    new = SourceFile(module.path, text)
    pairs = _pairs(module.source, new)
    if pairs is None:
        return False
    changed = [(old, chunk) for old, chunk in pairs if old.text.rstrip() != chunk.text.rstrip()]
    if any(chunk.kind != "class" for _, chunk in changed) and not all(
        _is_idle(old) and _is_idle(chunk) for old, chunk in changed
    ):
        return False
    classes = [(old, chunk) for old, chunk in changed if chunk.kind == "class"]
    before = [cls for _, chunk in classes if isinstance(cls := module.namespace.get(chunk.name or ""), ClassValue)]
    if len(before) < len(classes) or not all(_stands_alone(mapper, cls) for cls in before):
        return False
    keys = [table_key(machine, cls) for cls in before]
    module.source = new
    for (_, chunk), cls, key in zip(classes, before, keys):
        if not _remade(machine, mapper, module, chunk, cls, key):
            return False
    for _, chunk in pairs:
        chunk.forget()
    return True


def _pairs(old: SourceFile, new: SourceFile) -> list[tuple[Chunk, Chunk]] | None:
    """Each statement with what it was before; None where they are not the same ones in the same order."""
    if [chunk.key for chunk in old.chunks] != [chunk.key for chunk in new.chunks]:
        return None
    return list(zip(old.chunks, new.chunks))


def _is_idle(chunk: Chunk) -> bool:
    """True for a class, and for a docstring or comment: nothing else in a module may change without being run again."""
    return chunk.kind == "class" or (chunk.kind == "other" and chunk.text.lstrip("rRuU").startswith(('"', "'")))


def _stands_alone(mapper: Mapper, cls: ClassValue) -> bool:
    """True for a mapped class that no other inherits from: enums, mixins and types decide what others are."""
    return (
        is_mapped(mapper.machine, cls)
        and not any(cls in other.mro[1:] for other in mapper.classes)
        and mapper.classes.count(cls) == 1
    )


def _remade(machine: Any, mapper: Mapper, module: Module, chunk: Chunk, before: ClassValue, key: Any) -> bool:
    """Runs the class statement again and puts the new class everywhere in the place of the old."""
    if isinstance(chunk.statements[0], Broken):
        before.facts["stale"] = True
        return True  # nothing of it can be read: it stays what it was
    name = chunk.name or ""
    mapper.loose_indexes = [call for call in mapper.loose_indexes if call.place is None or not _is_in(call.place.chunk, chunk)]
    count = len(mapper.classes)
    module.run_again(machine, chunk)
    made = module.namespace.get(name)
    if not isinstance(made, ClassValue) or made is before or len(mapper.classes) != count + 1:
        return False
    mapper.replace(before)
    if _is_broken(chunk):
        _keep_members(made, before)
    for other in machine.modules.values():
        if isinstance(other, Module):
            for bound, value in other.namespace.items():
                if value is before:
                    other.namespace[bound] = made
    return bool(table_key(machine, made) == key)


def _is_in(one: Chunk, other: Chunk) -> bool:
    return (one.key, one.path) == (other.key, other.path)


def _is_broken(chunk: Chunk) -> bool:
    return any(isinstance(member, Broken) for node in chunk.statements for member in getattr(node, "body", ()))


def _keep_members(made: ClassValue, before: ClassValue) -> None:
    """The members that the broken class has lost, as they were."""
    made.facts.pop("broken", None)
    made.facts["stale"] = True
    for name, value in before.names.items():
        made.names.setdefault(name, value)
    for name, annotation in before.annotations.items():
        made.annotations.setdefault(name, annotation)
    for name, place in before.places.items():
        made.places.setdefault(name, place)
