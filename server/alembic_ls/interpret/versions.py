"""Versions of libraries: which are installed, and which of two is newer. Imported when a project first asks."""

from __future__ import annotations

import re
from functools import total_ordering
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.values import Call, Place, Raised, Symbol
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_FORM = r"""(?ix) \s* v? (?:(?P<epoch>\d+)!)? (?P<release>\d+(?:\.\d+)*)
    (?:[-_.]?(?P<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?P<pre_n>\d*))?
    (?P<post>-(?P<post_n1>\d+)|[-_.]?(?:post|rev|r)[-_.]?(?P<post_n2>\d*))? (?P<dev>[-_.]?dev[-_.]?(?P<dev_n>\d*))?
    (?:\+(?P<local>[a-z\d]+(?:[-_.][a-z\d]+)*))? \s*"""
_PHASE = {"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc"}


@total_ordering
class Version:
    """A version as `packaging.version.Version` has it (PEP 440). Raises ValueError for a text that is none."""

    def __init__(self, text: str) -> None:
        found = re.fullmatch(_FORM, text)
        if found is None or len(text) > 100:
            raise ValueError(text)
        self.epoch = int(found["epoch"] or 0)
        self.release = tuple(int(part) for part in found["release"].split("."))
        phase = (found["pre"] or "").lower()
        self.pre = (_PHASE.get(phase, phase), int(found["pre_n"] or 0)) if phase else None
        self.post = int(found["post_n1"] or found["post_n2"] or 0) if found["post"] else None
        self.dev = int(found["dev_n"] or 0) if found["dev"] else None
        self.local = re.sub("[-_]", ".", found["local"].lower()) if found["local"] else None
        self.major, self.minor, self.micro = (*self.release, 0, 0)[:3]
        self.is_prerelease = self.pre is not None or self.dev is not None
        self.is_postrelease = self.post is not None
        self.is_devrelease = self.dev is not None
        self.base_version = (f"{self.epoch}!" if self.epoch else "") + ".".join(map(str, self.release))
        self.public = self.base_version + "".join(
            f"{mark}{number}"
            for mark, number in (self.pre or ("", None), (".post", self.post), (".dev", self.dev))
            if number is not None
        )

    def __str__(self) -> str:
        return f"{self.public}+{self.local}" if self.local else self.public

    def _key(self) -> tuple[Any, ...]:
        release = re.sub(r"(?:,0)+$", "", ",".join(map(str, self.release)))
        # What is only developed comes before the first alpha, which comes before the release, which comes before what follows it.
        before = self.pre or (("",) if self.dev is not None and self.post is None else ("z",))
        post = -1 if self.post is None else self.post
        dev = (1, 0) if self.dev is None else (0, self.dev)
        local = tuple((1, int(p), "") if p.isdigit() else (0, 0, p) for p in self.local.split(".")) if self.local else ()
        return self.epoch, tuple(map(int, release.split(","))), before, post, dev, local

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self._key() == other._key()

    def __lt__(self, other: object) -> bool:
        return self._key() < other._key() if isinstance(other, Version) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())


native.admit(
    Version,
    [],
    "epoch release pre post dev local major minor micro is_prerelease is_postrelease is_devrelease base_version public".split(),
)


def parsed(path: str, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`packaging.version.Version("1.4")`. Raises Raised for a text that is no version."""
    text = args[0] if args else kwargs.get("version")
    if type(text) is not str:
        return text if isinstance(text, Unknown) else Call(Symbol(path), args, kwargs, place)
    try:
        return Version(text)
    except ValueError:
        raise Raised(Symbol("packaging.version.InvalidVersion")) from None


def installed(machine: Machine, args: list[Any], place: Place | None) -> Any:
    """`importlib.metadata.version("name")`, by the distributions that lie in the project's site-packages."""
    name = args[0] if args else None
    if isinstance(name, Unknown):
        return name
    known = machine.versions.get(re.sub(r"[-_.]+", "-", name).lower()) if type(name) is str else None
    if known is None:
        return Unknown(f"which version of '{name}' is installed is not known", place.anchor if place else None)
    return ".".join(map(str, known))
