"""Git's objects, read from its folder without running git: loose ones and those in packs."""

from __future__ import annotations

import mmap
import os
import zlib
from collections.abc import Iterator

from alembic_ls.startup.named_tuple import NamedTuple

MAX_BYTES = 16 * 1024 * 1024  # of one object: trees, commits and revisions are far smaller
_MAX_TOTAL = 256 * 1024 * 1024  # of all that is inflated: a repository may be hostile
_MAX_DELTAS = 500  # in a row; git makes 50 or, asked to, 250
_MAX_FOLDERS = 10  # of objects that are borrowed
_MAX_PACKS = 500
_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_OFFSET_DELTA, _REFERENCE_DELTA = 6, 7
_CHUNK = 8192


class Object(NamedTuple):
    """One object: `kind` is commit, tree, blob or tag."""

    kind: str
    content: bytes


class Objects:
    """The objects below a repository's common folder. What is damaged, too large or of a format not known is not there: None."""

    __slots__ = ("_folders", "_left", "_packs")

    def __init__(self, common: str) -> None:
        self._folders = _folders(os.path.join(common, "objects"))
        self._left = _MAX_TOTAL
        self._packs: list[_Pack] | None = None

    def read(self, id_: bytes) -> Object | None:
        """The object with this id of 20 bytes."""
        try:
            return self._loose(id_) or self._packed(id_)
        except (OSError, ValueError, IndexError, zlib.error):
            return None

    def _loose(self, id_: bytes) -> Object | None:
        name = id_.hex()
        for folder in self._folders:
            path = os.path.join(folder, name[:2], name[2:])
            if not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                content = self._inflated(file.read(MAX_BYTES), 0, MAX_BYTES)
            head, _, body = content.partition(b"\0")
            kind, _, size = head.decode("ascii", "replace").partition(" ")
            return Object(kind, body) if size == str(len(body)) else None
        return None

    def _packed(self, id_: bytes) -> Object | None:
        if self._packs is None:
            self._packs = [pack for folder in self._folders for pack in _packs(os.path.join(folder, "pack"))]
        for pack in self._packs:
            offset = pack.offset(id_)
            if offset is not None:
                return self._at(pack, offset)
        return None

    def _at(self, pack: _Pack, offset: int) -> Object | None:
        """What stands at an offset: the deltas are gathered down to what they are made from, and applied from there."""
        deltas: list[bytes] = []
        while len(deltas) < _MAX_DELTAS:
            kind, size, at = pack.header(offset)
            if kind in _KINDS:
                base: Object | None = Object(_KINDS[kind], self._inflated(pack.data, at, size))
                break
            if kind == _OFFSET_DELTA:
                back, at = pack.distance(at)
                offset -= back
                deltas.append(self._inflated(pack.data, at, size))
            elif kind == _REFERENCE_DELTA:
                id_ = pack.data[at : at + 20]
                deltas.append(self._inflated(pack.data, at + 20, size))
                inside = pack.offset(id_)
                if inside is None:
                    base = self._loose(id_)
                    break
                offset = inside
            else:
                return None
        else:
            return None
        if base is None:
            return None
        content = base.content
        for delta in reversed(deltas):
            content = _applied(content, delta)
            self._spend(len(content))
        return Object(base.kind, content)

    def _inflated(self, data: bytes | mmap.mmap, at: int, size: int) -> bytes:
        """What is compressed from `at` on, no more than `size` bytes of it. Raises ValueError where all that was read is too much."""
        stream = zlib.decompressobj()
        parts: list[bytes] = []
        left = size
        while not stream.eof and at < len(data) and left:
            parts.append(stream.decompress(data[at : at + _CHUNK], left))
            left -= len(parts[-1])
            at += _CHUNK
        self._spend(size - left)
        return b"".join(parts)

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise ValueError("too much")


class _Pack:
    """A pack and its index of version 2 (gitformat-pack)."""

    __slots__ = ("_count", "_data", "_index", "_stem")

    def __init__(self, stem: str) -> None:
        self._stem = stem
        self._index = _mapped(stem + ".idx")
        if self._index[:8] != b"\377tOc\0\0\0\2":
            raise ValueError("an index of another version")
        self._data: mmap.mmap | None = None
        self._count = self._number(8 + 255 * 4)

    @property
    def data(self) -> mmap.mmap:
        """The pack itself."""
        if self._data is None:
            self._data = _mapped(self._stem + ".pack")
        return self._data

    def _number(self, at: int, width: int = 4) -> int:
        return int.from_bytes(self._index[at : at + width], "big")

    def offset(self, id_: bytes) -> int | None:
        """Where the object lies in the pack; None where it is not in it."""
        low = self._number(8 + (id_[0] - 1) * 4) if id_[0] else 0
        high = self._number(8 + id_[0] * 4)
        names = 8 + 256 * 4
        while low < high:
            middle = (low + high) // 2
            found = self._index[names + middle * 20 : names + middle * 20 + 20]
            if found == id_:
                offsets = names + self._count * 24
                offset = self._number(offsets + middle * 4)
                return self._number(offsets + self._count * 4 + (offset & 0x7FFFFFFF) * 8, 8) if offset >> 31 else offset
            if found < id_:
                low = middle + 1
            else:
                high = middle
        return None

    def header(self, at: int) -> tuple[int, int, int]:
        """(kind, size, where what follows begins) of the entry at an offset. Raises ValueError where it is too large."""
        byte = self.data[at]
        kind, size, shift = byte >> 4 & 7, byte & 15, 4
        while byte & 128:
            at += 1
            byte = self.data[at]
            size |= (byte & 127) << shift
            shift += 7
            if size > MAX_BYTES:
                raise ValueError("too large")
        return kind, size, at + 1

    def distance(self, at: int) -> tuple[int, int]:
        """How far before a delta its base lies, and where the delta itself begins."""
        byte = self.data[at]
        back = byte & 127
        while byte & 128:
            at += 1
            byte = self.data[at]
            back = (back + 1) << 7 | byte & 127
        if not back:
            raise ValueError("a delta of itself")
        return back, at + 1


def _folders(folder: str) -> list[str]:
    """The folder of objects, and those that it borrows from."""
    found = [folder]
    for place in found:
        try:
            with open(os.path.join(place, "info", "alternates"), encoding="utf-8", errors="surrogateescape") as file:
                lines = file.read(_CHUNK).split("\n")
        except OSError:
            continue
        others = (os.path.normpath(os.path.join(place, line)) for line in lines if line)
        found += [other for other in dict.fromkeys(others) if other not in found][: _MAX_FOLDERS - len(found)]
    return found


def _packs(folder: str) -> Iterator[_Pack]:
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".idx"))[:_MAX_PACKS]
    except OSError:
        return
    for name in names:
        try:
            yield _Pack(os.path.join(folder, name[:-4]))
        except (OSError, ValueError, IndexError):
            continue


def _mapped(path: str) -> mmap.mmap:
    with open(path, "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _applied(base: bytes, delta: bytes) -> bytes:
    """The result of a delta: copies from the base, and what it brings itself. Raises ValueError where it is damaged."""
    length, at = _varint(delta, 0)
    size, at = _varint(delta, at)
    if length != len(base) or size > MAX_BYTES:
        raise ValueError("a delta of something else")
    parts: list[bytes] = []
    total = 0
    while at < len(delta) and total <= size:
        command = delta[at]
        at += 1
        if command & 128:
            numbers = [0] * 7
            for bit in range(7):
                if command >> bit & 1:
                    numbers[bit] = delta[at]
                    at += 1
            offset, count = int.from_bytes(bytes(numbers[:4]), "little"), int.from_bytes(bytes(numbers[4:]), "little")
            parts.append(base[offset : offset + (count or 0x10000)])
        elif command:
            parts.append(delta[at : at + command])
            at += command
        else:
            raise ValueError("a command of delta that is not known")
        total += len(parts[-1])
    content = b"".join(parts)
    if len(content) != size:
        raise ValueError("a damaged delta")
    return content


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if not byte & 128:
            return value, at
