"""`--baseline`: findings that are known are not told; `--update-baseline` makes all that is found known."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from alembic_ls.cli.failure import Failure
from alembic_ls.cli.identities import identities, scope
from alembic_ls.findings.baseline import BaselineError, Matcher, merged, parse, text_of
from alembic_ls.findings.identity import Identity
from alembic_ls.startup.named_tuple import NamedTuple

if TYPE_CHECKING:
    from alembic_ls.cli.check import Checked


class Sorted(NamedTuple):
    """What was found without what is known, and what there is to say of the baseline itself."""

    checked: list[Checked]
    note: str | None


def apply(path: str, update: bool, checked: list[Checked], files: set[str]) -> Sorted:
    """Leave out what the baseline at `path` knows, after it has been brought up to date where that is wanted.

    `files` are those whose findings alone were asked for, none where all were. Raises Failure where there is no baseline.
    """
    root = os.path.dirname(os.path.abspath(path))
    known = _read(path, update)
    now = dict(known)
    left, new, stale = [], 0, 0
    for each in checked:
        name = scope(each.opened, root)
        found = identities(each.opened, each.findings, root)
        judged = _judged(each, {os.path.relpath(file, root).replace(os.sep, "/") for file in files})
        matcher = Matcher(known.get(name, Counter()))
        is_known = [matcher.is_known(identity) for identity in found]
        gone = matcher.stale(judged)
        stale += gone.total()
        new += is_known.count(False)
        if update:
            kept = [(entry, count) for entry, count in known.get(name, Counter()).items() if not judged(entry)]
            now[name] = merged(kept, found)
            is_known = [True] * len(found)
        findings = [finding for finding, known_already in zip(each.findings, is_known, strict=True) if not known_already]
        left.append(each._replace(findings=findings, known=is_known.count(True)))
    vanished = [name for name in now if not _is_there(root, name)]
    stale += sum(now[name].total() for name in vanished)
    if update:
        _write(path, text_of({name: entries for name, entries in now.items() if name not in vanished}))
        total = sum(entries.total() for name, entries in now.items() if name not in vanished)
        return Sorted(left, f"{path}: {_count(total)} known now, {new} of them new; {stale} no longer found")
    note = f"{path}: {_count(stale)} in it no longer found; --update-baseline takes them out" if stale else None
    return Sorted(left, note)


def _judged(each: Checked, files: set[str]) -> Callable[[Identity], bool]:
    """Whether an entry would have been found, were it still there."""
    return lambda entry: each.selection.tells(entry.rule) and (not files or entry.path in files)


def _is_there(root: str, name: str) -> bool:
    place = os.path.join(root, name)
    return os.path.exists(place) or os.path.isfile(place.rpartition(":")[0])


def _read(path: str, update: bool) -> dict[str, Counter[Identity]]:
    try:
        with open(path, encoding="utf-8-sig") as file:
            return parse(file.read())
    except FileNotFoundError:
        if update:
            return {}
        raise Failure(f"there is no baseline `{path}`; --update-baseline writes it") from None
    except OSError as error:
        raise Failure(f"the baseline `{path}` cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Failure(f"{path}: is no valid UTF-8") from None
    except BaselineError as error:
        place = path if error.line is None else f"{path}:{error.line}"
        raise Failure(f"{place}: {error}; delete it to begin a new one with --update-baseline") from None


def _write(path: str, text: str) -> None:
    """Write it whole or not at all."""
    draft = f"{path}.{os.getpid()}.new"
    try:
        with open(draft, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(draft, path)
    except OSError as error:
        if os.path.exists(draft):
            os.unlink(draft)
        raise Failure(f"the baseline `{path}` cannot be written: {error.strerror}") from None


def _count(number: int) -> str:
    return "1 finding" if number == 1 else f"{number} findings"
