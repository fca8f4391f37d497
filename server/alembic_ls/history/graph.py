"""The graph of the revisions, from their headers alone, and Alembic's order of running them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from alembic_ls.history.revision import NO_PARENT, NO_REVISION, Revision, read_revision
from alembic_ls.history.version_files import version_files
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Files, Machine

ILLEGAL = frozenset("@-+")  # in a revision's id: alembic.script.revision._revision_illegal_chars; newer ones refuse a colon too
VERSION_LENGTH = 32  # of the column for it: alembic.ddl.impl.DefaultImpl.version_table_impl


class GraphProblem(NamedTuple):
    """Something for which Alembic would refuse, or warn of, the whole folder.

    `kind`: unreadable, no-revision (the file declares none), no-parent (nor what it comes after), unknown-header (what it says of
    these could not be followed), duplicate-revision, duplicate-label, missing-parent, missing-dependency, cycle. `other` is where
    the revision stands that has the id or label already.
    """

    kind: str
    message: str
    where: Anchor
    revision: str | None = None
    other: Anchor | None = None


class Graph:
    """The revisions by id, in the order in which Alembic loads them, and how they hang together. Not changed once it is made.

    `heads` are the revisions on which none is built; `real_heads` leaves out those that another one depends on, which is where
    `upgrade heads` goes. `downs` are the ids of what must run before a revision: its parents, then what it depends on. `texts` are the
    files as they were read, by path. `unknown` is why there may be other revisions than these.
    """

    __slots__ = (
        "_order",
        "bases",
        "by_id",
        "children",
        "downs",
        "heads",
        "labels",
        "problems",
        "real_heads",
        "texts",
        "unknown",
        "unordered",
    )

    def __init__(
        self,
        revisions: Iterable[Revision],
        problems: Iterable[GraphProblem] = (),
        texts: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.texts = texts
        self.unknown: Unknown | None = None
        self.by_id: dict[str, Revision] = {}
        self.problems: list[GraphProblem] = list(problems)
        for revision in revisions:
            self._add(revision)
        self.labels: dict[str, str] = self._labelled()
        depends_on = {id_: self._resolved(revision) for id_, revision in self.by_id.items() if revision.depends_on}
        self.children: dict[str, list[str]] = {id_: [] for id_ in self.by_id}
        parents: dict[str, tuple[str, ...]] = {id_: self._parents(revision) for id_, revision in self.by_id.items()}
        for id_, downs in parents.items():
            for down in downs:
                self.children[down].append(id_)
        self.heads = tuple(id_ for id_, children in self.children.items() if not children)
        needed = {down for downs in depends_on.values() for down in downs}
        self.real_heads = tuple(id_ for id_ in self.heads if id_ not in needed)
        self.bases = tuple(id_ for id_, downs in parents.items() if not downs)
        self.downs: Mapping[str, tuple[str, ...]] = parents
        if depends_on:
            self.downs = {id_: _with_dependencies(id_, parents, depends_on) for id_ in parents}
        self.unordered: tuple[str, ...] = ()  # on a cycle, or behind one
        self._order: tuple[str, ...] | None = None

    def _add(self, revision: Revision) -> None:
        known = self.by_id.get(revision.id)
        if known is not None:
            message = f"revision {revision.id} is present more than once"
            self.problems.append(GraphProblem("duplicate-revision", message, revision.where, revision.id, known.where))
        self.by_id[revision.id] = revision
        for doubt in revision.unknown:
            kind = "no-parent" if doubt.reason == NO_PARENT else "unknown-header"
            self.problems.append(GraphProblem(kind, doubt.reason, doubt.where or revision.where, revision.id))

    def _labelled(self) -> dict[str, str]:
        labels: dict[str, str] = {}
        for id_, revision in self.by_id.items():
            if not revision.branch_labels or isinstance(revision.branch_labels, Unknown):
                continue
            for label in revision.branch_labels:
                if label in labels or label in self.by_id:
                    taken = labels.get(label, label)
                    message = f"branch label '{label}' is already used by revision {taken}"
                    self.problems.append(GraphProblem("duplicate-label", message, revision.where, id_, self.by_id[taken].where))
                labels.setdefault(label, id_)
        return labels

    def _parents(self, revision: Revision) -> tuple[str, ...]:
        missing = [down for down in revision.down if down not in self.by_id]
        if not missing:
            return revision.down if len(revision.down) < 2 else tuple(dict.fromkeys(revision.down))
        for down in missing:
            message = f"revision {revision.id} comes after {down}, which is not present"
            self.problems.append(GraphProblem("missing-parent", message, revision.down_where or revision.where, revision.id))
        return tuple(down for down in dict.fromkeys(revision.down) if down in self.by_id)

    def _resolved(self, revision: Revision) -> tuple[str, ...]:
        """Ids of what a revision depends on; a dependency may be given as a branch label."""
        found = []
        for name in revision.depends_on:
            id_ = name if name in self.by_id else self.labels.get(name)
            if id_ is None:
                message = f"revision {revision.id} depends on {name}, which is not present"
                self.problems.append(GraphProblem("missing-dependency", message, revision.where, revision.id))
            else:
                found.append(id_)
        return tuple(found)

    def ancestors(self, id_: str) -> frozenset[str]:
        """`id_` and everything that must have run before it, `depends_on` included."""
        seen: set[str] = set()
        todo = [id_]
        while todo:
            at = todo.pop()
            if at not in seen:
                seen.add(at)
                todo += self.downs[at]
        return frozenset(seen)

    def order(self) -> tuple[str, ...]:
        """All revisions in the order in which `alembic upgrade heads` runs them on an empty database.

        Those on a cycle, and those built on them, are left out and stand in `unordered`; each cycle is a problem.
        """
        if self._order is None:
            self._order = self._sorted()
        return self._order

    def _sorted(self) -> tuple[str, ...]:
        bits = {id_: 1 << number for number, id_ in enumerate(self.by_id)}
        masks = self._ancestor_masks(bits)
        if len(masks) < len(self.by_id):
            self.unordered = tuple(id_ for id_ in self.by_id if id_ not in masks)
            for id_ in self.unordered:
                revision = self.by_id[id_]
                message = f"revision {id_} comes, by way of others, before itself, or is built on such a one"
                self.problems.append(GraphProblem("cycle", message, revision.down_where or revision.where, id_))
        heads = [id_ for id_ in self.real_heads if id_ in masks]
        if self.unordered:
            held = {down for id_ in masks for down in self.downs[id_]}
            heads = [id_ for id_ in self.by_id if id_ in masks and id_ not in held]
        return tuple(reversed(_from_heads(heads, self.downs, masks, bits)))

    def _ancestor_masks(self, bits: Mapping[str, int]) -> dict[str, int]:
        """For each revision the set of itself and its ancestors, as the bits of a number; without those on or behind cycles."""
        masks: dict[str, int] = {}
        waiting = {id_: len(downs) for id_, downs in self.downs.items()}
        followers: dict[str, list[str]] = {id_: [] for id_ in self.by_id}
        for id_, downs in self.downs.items():
            for down in downs:
                followers[down].append(id_)
        todo = [id_ for id_, count in waiting.items() if not count]
        while todo:
            id_ = todo.pop()
            mask = bits[id_]
            for down in self.downs[id_]:
                mask |= masks[down]
            masks[id_] = mask
            for follower in followers[id_]:
                waiting[follower] -= 1
                if not waiting[follower]:
                    todo.append(follower)
        return masks

    def resolve(self, name: str) -> tuple[str, ...]:
        """The ids that a name on the command line stands for, none or several where it is missing or ambiguous.

        `head`, `heads`, `base`, an id, a branch label, `label@head`, or the beginning of one id
        (alembic.script.revision.RevisionMap._revision_for_ident).
        """
        if name in ("head", "heads"):
            return self.heads if name == "head" else self.real_heads
        if name == "base":
            return ()
        label, at, rest = name.partition("@")
        if at:
            return (
                self.branch_heads(label)
                if rest in ("head", "heads")
                else tuple(id_ for id_ in self.resolve(rest) if label in self.labels and self._share(id_, self.labels[label]))
            )
        if name in self.by_id:
            return (name,)
        if name in self.labels:
            return (self.labels[name],)
        return tuple(id_ for id_ in self.by_id if len(id_) > 3 and id_.startswith(name))

    def branch_heads(self, label: str) -> tuple[str, ...]:
        """The heads that are built on the revision with this label."""
        root = self.labels.get(label)
        return () if root is None else tuple(id_ for id_ in self.heads if root in self.ancestors(id_))

    def _share(self, one: str, other: str) -> bool:
        return one in self.ancestors(other) or other in self.ancestors(one)


def _with_dependencies(
    id_: str, parents: Mapping[str, tuple[str, ...]], depends_on: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Parents, then the dependencies that no ancestor has already (RevisionMap._normalize_depends_on)."""
    wanted = depends_on.get(id_)
    if not wanted:
        return parents[id_]
    held: set[str] = set()
    seen: set[str] = set()
    todo = list(parents[id_])
    while todo:
        at = todo.pop()
        if at not in seen:
            seen.add(at)
            held.update(depends_on.get(at, ()))
            todo += parents[at]
    return tuple(dict.fromkeys([*parents[id_], *(down for down in wanted if down not in held)]))


def _from_heads(
    heads: list[str], downs: Mapping[str, tuple[str, ...]], masks: Mapping[str, int], bits: Mapping[str, int]
) -> list[str]:
    """From the heads down to the bases, each after all that is built on it: RevisionMap._topological_sort, with its choices.

    There the ancestors of each current head are a set, made again at every merge; here they are the bits of a number, made once.
    """
    current = list(heads)
    todo = set(masks)
    output: list[str] = []
    at = 0
    while current:
        candidate = current[at]
        if len(current) > 1:
            bit = bits[candidate]
            other = next((i for i, head in enumerate(current) if i != at and masks[head] & bit), None)
            if other is not None:
                at = other  # another head is built on this one: that comes first
                continue
        if candidate in todo:
            output.append(candidate)
            todo.discard(candidate)
        following = [down for down in downs[candidate] if down in todo and down not in current]
        if not following:
            del current[at]
            at = max(at - 1, 0)
        else:
            current[at] = following[0]
            current += following[1:]
    return output


def read_graph(
    locations: Iterable[str],
    files: Files,
    recursive: bool = False,
    machine: Machine | None = None,
    basis: Graph | None = None,
    changed: frozenset[str] = frozenset(),
    buffers: Collection[str] = (),
) -> Graph:
    """The graph of the revision files below `locations`. `machine` evaluates headers that are no literals; `buffers` are the
    paths of files that are open in an editor, saved or not.

    `basis` is the graph as it was before the files `changed`: only these are read again.
    """
    revisions: list[Revision] = []
    known = {} if basis is None else {revision.path: revision for revision in basis.by_id.values()}
    problems: list[GraphProblem] = []
    texts: dict[str, str] = {}
    for path in version_files(locations, recursive, buffers):
        if basis is not None and path in known and path not in changed:
            revisions.append(known[path])
            texts[path] = basis.texts[path]
            continue
        text = files.text(path)
        if text is None:
            problems.append(GraphProblem("unreadable", "this file could not be read", Anchor(path)))
            continue
        revision = read_revision(path, text, machine)
        if isinstance(revision, Unknown):
            kind = "no-revision" if revision.reason == NO_REVISION else "unknown-header"
            problems.append(GraphProblem(kind, revision.reason, revision.where or Anchor(path)))
        else:
            revisions.append(revision)
            texts[path] = text
    return Graph(revisions, problems, texts)
