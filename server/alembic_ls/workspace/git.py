"""What others have already: the default branch of a repository's upstream, read from git's folder without running git."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from alembic_ls.workspace.files import MAX_BYTES, read_bytes
from alembic_ls.workspace.locations import parents
from alembic_ls.workspace.problem import Problem

if TYPE_CHECKING:
    from alembic_ls.workspace.git_objects import Objects

REMOTES: Final = ("origin", "upstream")
BRANCHES: Final = ("HEAD", "main", "master", "trunk", "develop")  # HEAD is what a clone notes as the remote's default
_MAX_COMMITS = 5_000  # that are walked to find where two branches parted
_MAX_SYMBOLIC = 5


class Repository:
    """A git repository, its work tree and its refs. Nothing is raised: what cannot be read is not there."""

    __slots__ = ("_common", "_objects", "_own", "_packed", "root")

    def __init__(self, root: str, own: str) -> None:
        self.root = root
        self._own = own  # of a linked work tree: HEAD lies here
        common = _line(os.path.join(own, "commondir"))
        self._common = os.path.normpath(os.path.join(own, common)) if common else own
        self._objects: Objects | None = None
        self._packed: dict[str, str] | None = None

    @property
    def objects(self) -> Objects:
        """Its objects."""
        if self._objects is None:
            from alembic_ls.workspace.git_objects import Objects

            self._objects = Objects(self._common)
        return self._objects

    def commit(self, ref: str) -> bytes | None:
        """The id of the commit that a ref names, by way of others where it is symbolic."""
        for _ in range(_MAX_SYMBOLIC):
            folder = self._own if ref == "HEAD" else self._common
            text = _line(os.path.join(folder, *ref.split("/"))) or self._packed_refs().get(ref)
            if text is None:
                return None
            if not text.startswith("ref: "):
                return _id(text)
            ref = text[5:].strip()
            if ".." in ref or ref.startswith("/"):
                return None
        return None

    def _packed_refs(self) -> dict[str, str]:
        if self._packed is None:
            found = read_bytes(os.path.join(self._common, "packed-refs"))
            lines = [] if isinstance(found, Problem) else found.decode("utf-8", "replace").split("\n")
            self._packed = {name: id_ for id_, _, name in (line.partition(" ") for line in lines if line[:1] not in ("#", "^"))}
        return self._packed

    def parents_of(self, commit: bytes) -> list[bytes] | None:
        """The commits before one; None where it is not there, as in a shallow clone."""
        found = self.objects.read(commit)
        if found is None or found.kind != "commit":
            return None
        head = found.content.partition(b"\n\n")[0].split(b"\n")
        ids = [_id(line[7:].decode("ascii", "replace")) for line in head if line.startswith(b"parent ")]
        return [id_ for id_ in ids if id_ is not None]

    def tree_of(self, commit: bytes) -> Tree | None:
        """The files of a commit."""
        found = self.objects.read(commit)
        if found is None or not found.content.startswith(b"tree "):
            return None
        id_ = _id(found.content[5:45].decode("ascii", "replace"))
        return Tree(self, id_) if id_ is not None else None


class Tree:
    """The files of one commit, by their paths on this disk."""

    __slots__ = ("_folders", "_id", "_repository")

    def __init__(self, repository: Repository, id_: bytes) -> None:
        self._repository = repository
        self._id = id_
        self._folders: dict[str, dict[str, bytes]] = {}

    def folder(self, path: str) -> dict[str, bytes]:
        """Name → id of what lies in a folder; empty where there is no such folder."""
        found = self._folders.get(path)
        if found is None:
            found = self._folders[path] = self._entries(path)
        return found

    def _entries(self, path: str) -> dict[str, bytes]:
        inside = os.path.relpath(path, self._repository.root).replace(os.sep, "/")
        names = [] if inside == "." else inside.split("/")
        if ".." in names:
            return {}
        entries = self._listed(self._id)
        for name in names:
            id_ = entries.get(name)
            entries = self._listed(id_) if id_ is not None else {}
        return entries

    def _listed(self, id_: bytes) -> dict[str, bytes]:
        found = self._repository.objects.read(id_)
        entries: dict[str, bytes] = {}
        if found is None or found.kind != "tree":
            return entries
        content, at = found.content, 0
        while at < len(content):
            space = content.find(b" ", at)
            end = content.find(b"\0", space)
            if space < 0 or end < 0:
                break
            entries[os.fsdecode(content[space + 1 : end])] = content[end + 1 : end + 21]
            at = end + 21
        return entries


class Upstream:
    """The default branch of the remote, as it was when it was last fetched."""

    __slots__ = ("_base", "_commit", "_repository", "name", "tree")

    def __init__(self, repository: Repository, name: str, commit: bytes, tree: Tree) -> None:
        self.name = name  # origin/main
        self.tree = tree
        self._repository = repository
        self._commit = commit
        self._base: Tree | None = None

    def parted(self, path: str) -> bytes | None:
        """The id of the file where the work tree's branch left this one; None where there was none, or that is not known."""
        if self._base is None:
            base = _merge_base(self._repository, self._commit)
            self._base = (self._repository.tree_of(base) if base is not None else None) or Tree(self._repository, b"\0" * 20)
        folder, name = os.path.split(path)
        return self._base.folder(folder).get(name)

    def content(self, blob: bytes) -> bytes | None:
        """What a file holds."""
        found = self._repository.objects.read(blob)
        return found.content if found is not None and found.kind == "blob" else None


def find_upstream(folder: str) -> Upstream | None:
    """The upstream of the repository that a folder lies in; None where there is none, or none that could be read.

    `folder` and the paths that are asked for later are taken as they are: resolve links before.
    """
    repository = find_repository(folder)
    if repository is None:
        return None
    for remote in REMOTES:
        for branch in BRANCHES:
            commit = repository.commit(f"refs/remotes/{remote}/{branch}")
            tree = repository.tree_of(commit) if commit is not None else None
            if commit is not None and tree is not None:
                return Upstream(repository, f"{remote}/{branch}", commit, tree)
    return None


def state(folder: str) -> tuple[bytes | None, ...]:
    """The commits that what is read of the repository that a folder lies in hangs on; none where it lies in none."""
    repository = find_repository(folder)
    if repository is None:
        return ()
    refs = (f"refs/remotes/{remote}/{branch}" for remote in REMOTES for branch in BRANCHES)
    return tuple(map(repository.commit, ("HEAD", *refs)))


def find_repository(folder: str) -> Repository | None:
    """The repository that a folder lies in: a `.git` folder, or the file in its place that a linked work tree or submodule has."""
    for place in parents(folder):
        mark = os.path.join(place, ".git")
        if os.path.isdir(mark):
            return Repository(place, mark)
        text = _line(mark)
        if text is not None and text.startswith("gitdir: "):
            return Repository(place, os.path.normpath(os.path.join(place, text[8:])))
    return None


def blob_id(content: bytes) -> bytes:
    """The id that git gives a file of this content."""
    try:  # without OpenSSL, which takes longer to load than all that is hashed here
        from _sha1 import sha1  # type: ignore[import-not-found]
    except ImportError:
        from hashlib import sha1
    digest: bytes = sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).digest()
    return digest


def _merge_base(repository: Repository, upstream: bytes) -> bytes | None:
    """The newest commit that HEAD and the upstream have both, walking back from both in turns.

    None where it is not found within bounds, or where a commit on the way is not there.
    """
    head = repository.commit("HEAD")
    if head is None:
        return None
    seen: tuple[set[bytes], set[bytes]] = ({head}, {upstream})
    waiting: tuple[list[bytes], list[bytes]] = ([head], [upstream])
    if head == upstream:
        return head
    for _ in range(_MAX_COMMITS):
        for mine, theirs, todo in ((seen[0], seen[1], waiting[0]), (seen[1], seen[0], waiting[1])):
            if not todo:
                continue
            before = repository.parents_of(todo.pop(0))
            if before is None:
                return None
            for commit in before:
                if commit in theirs:
                    return commit
                if commit not in mine:
                    mine.add(commit)
                    todo.append(commit)
        if not waiting[0] and not waiting[1]:
            return None
    return None


def _line(path: str) -> str | None:
    """The first line of a small file."""
    found = read_bytes(path)
    if isinstance(found, Problem) or len(found) >= MAX_BYTES:
        return None
    return found.decode("utf-8", "surrogateescape").partition("\n")[0].strip() or None


def _id(text: str) -> bytes | None:
    """20 bytes of 40 digits; None for the longer ids of another format."""
    try:
        id_ = bytes.fromhex(text.strip())
    except ValueError:
        return None
    return id_ if len(id_) == 20 else None
