"""Git's folder read without git, held against git itself on repositories that it made."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic_ls.workspace.git import Upstream, blob_id, find_repository, find_upstream

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git, to make repositories with")

Git = Callable[..., str]
_NOBODY = {
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
}  # fmt: skip


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder; what it prints."""
    command = ["git", "-c", "protocol.file.allow=always", *arguments]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **_NOBODY}, capture_output=True, text=True, check=True
    ).stdout.strip()


def _commit(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A repository of many revisions, each file of it changed a few times, so that packs hold deltas."""
    folder = tmp_path / "server"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    text = "".join(f"line {number} of a file that is long enough to be worth a delta\n" for number in range(200))
    for round_ in range(4):
        _commit(
            folder,
            {f"backend/versions/{number}.py": f"{text}{number} {round_}\n" for number in range(30)} | {"README": str(round_)},
        )
    git(folder, "update-server-info")
    return folder


def _clone(server: Path, name: str = "clone", *options: str) -> Path:
    git(server.parent, "clone", "-q", *options, str(server), name)
    return server.parent / name


def _loose(server: Path) -> Path:
    clone = _clone(server, "clone", "--no-local")
    packs = list((clone / ".git/objects/pack").glob("*.pack"))
    for pack in packs:
        moved = clone / pack.name
        pack.rename(moved)
        with moved.open("rb") as content:
            subprocess.run(["git", "unpack-objects", "-q"], cwd=clone, stdin=content, check=True)
        moved.unlink()
    shutil.rmtree(clone / ".git/objects/pack")
    return clone


def _packed(server: Path) -> Path:
    clone = _clone(server)
    git(clone, "gc", "-q", "--aggressive")
    assert not (clone / ".git/refs/remotes/origin/main").exists()
    return clone


def _references(server: Path) -> Path:
    """Deltas that name what they are made from by its id."""
    clone = _clone(server)
    git(clone, "-c", "repack.useDeltaBaseOffset=false", "repack", "-q", "-a", "-d", "-f")
    return clone


def _work_tree(server: Path) -> Path:
    git(_clone(server), "worktree", "add", "-q", "-b", "other", "../linked")
    return server.parent / "linked"


def _submodule(server: Path) -> Path:
    outer = server.parent / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    git(outer, "submodule", "add", "-q", str(server), "inner")
    return outer / "inner"


KINDS: dict[str, Callable[[Path], Path]] = {
    "as cloned": _clone,
    "loose": _loose,
    "packed": _packed,
    "deltas by id": _references,
    "work tree": _work_tree,
    "submodule": _submodule,
    "borrowed objects": lambda server: _clone(server, "clone", "--shared"),
    "shallow": lambda server: _clone(server, "clone", "--depth=1", "--no-local"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_upstreams_files(kind: str, server: Path) -> None:
    clone = KINDS[kind](server)
    upstream = _upstream(clone / "backend/versions")
    assert upstream.name == "origin/HEAD"
    listed = dict(line.split("\t")[::-1] for line in git(clone, "ls-tree", "origin/main", "backend/versions/").splitlines())
    there = {
        f"backend/versions/{name}": f"100644 blob {id_.hex()}"
        for name, id_ in upstream.tree.folder(str(clone / "backend/versions")).items()
    }
    assert there == listed
    for name in ("0.py", "17.py"):
        path = clone / "backend/versions" / name
        blob = _blob(upstream, path)
        assert blob is not None
        assert blob == blob_id(path.read_bytes())
        assert upstream.content(blob) == path.read_bytes()
    assert _blob(upstream, str(clone / "backend/versions/new.py")) is None
    assert _blob(upstream, str(clone / "nowhere/0.py")) is None
    assert _blob(upstream, str(server / "README")) is None  # outside of the repository


def _blob(upstream: Upstream, path: str | Path) -> bytes | None:
    return upstream.tree.folder(os.path.dirname(path)).get(os.path.basename(path))


def _upstream(folder: Path) -> Upstream:
    found = find_upstream(os.path.realpath(folder))
    assert found is not None
    return found


def test_every_version_of_every_file_reads(server: Path) -> None:
    clone = _packed(server)
    repository = find_repository(str(clone))
    assert repository is not None
    kinds = set()
    for line in git(clone, "cat-file", "--batch-all-objects", "--batch-check").splitlines():
        id_, kind, size = line.split()
        found = repository.objects.read(bytes.fromhex(id_))
        assert found is not None
        assert (found.kind, len(found.content)) == (kind, int(size))
        kinds.add(kind)
        if kind == "blob":
            assert blob_id(found.content).hex() == id_
    assert kinds == {"commit", "tree", "blob"}


@pytest.mark.parametrize("branch", ["main", "master", "develop"])
def test_the_default_branch(branch: str, server: Path) -> None:
    git(server, "branch", "-m", branch)
    clone = _clone(server)
    assert _upstream(clone).name == "origin/HEAD"
    git(clone, "remote", "set-head", "origin", "--delete")
    assert _upstream(clone).name == f"origin/{branch}"
    git(clone, "remote", "rename", "origin", "upstream")
    assert _upstream(clone).name == f"upstream/{branch}"
    git(clone, "remote", "remove", "upstream")
    assert find_upstream(str(clone)) is None


def test_where_the_work_tree_left_the_upstream(server: Path) -> None:
    clone = _clone(server)
    path, new = (str(clone / "backend/versions" / name) for name in ("0.py", "new.py"))
    old = blob_id(Path(path).read_bytes())
    assert _upstream(clone).parted(path) == old
    _commit(clone, {"backend/versions/new.py": "1", "backend/versions/0.py": "mine"})
    _commit(server, {"backend/versions/0.py": "theirs", "backend/versions/new.py": "2"})
    assert _upstream(clone).parted(path) == old
    git(clone, "fetch", "-q")
    upstream = _upstream(clone)
    assert _blob(upstream, path) == blob_id(b"theirs")
    assert (upstream.parted(path), upstream.parted(new)) == (old, None)
    git(clone, "merge", "-q", "-X", "theirs", "origin/main")
    assert _upstream(clone).parted(path) == blob_id(b"theirs")
    assert _upstream(clone).parted(new) == blob_id(b"2")


def test_a_shallow_clone_does_not_know_where(server: Path) -> None:
    clone = _clone(server, "clone", "--depth=1", "--no-local")
    _commit(server, {"README": "theirs"})
    _commit(server, {"README": "theirs again"})
    git(clone, "fetch", "-q", "--depth=1")
    path = str(clone / "backend/versions/0.py")
    assert _blob(_upstream(clone), path) is not None
    assert _upstream(clone).parted(path) is None


def test_what_is_damaged_is_not_there(server: Path) -> None:
    clone = _packed(server)
    path = clone / "backend/versions/0.py"
    for file in sorted((clone / ".git").rglob("*")):
        if not file.is_file() or (file.suffix not in (".pack", ".idx") and file.name not in ("packed-refs", "HEAD")):
            continue
        whole = file.read_bytes()
        file.chmod(0o644)
        for cut in (0, 1, len(whole) // 3, len(whole) - 30):
            for damaged in (whole[: max(cut, 0)], whole[: max(cut, 0)] + b"\xff" * 40 + whole[max(cut, 0) + 40 :]):
                file.write_bytes(damaged)
                upstream = find_upstream(str(clone))
                if upstream is not None:
                    blob = _blob(upstream, path)
                    upstream.parted(str(path))
                    assert blob is None or (upstream.content(blob) or b"").startswith((b"line 0", b""))
        file.write_bytes(whole)
    assert _blob(_upstream(clone), path) == blob_id(path.read_bytes())


@pytest.mark.parametrize("text", ["", "gitdir: nowhere", "gitdir: .git", "nonsense"])
def test_a_git_file_that_leads_nowhere(text: str, tmp_path: Path) -> None:
    (tmp_path / ".git").write_text(text)
    assert find_upstream(str(tmp_path)) is None


def test_a_repository_with_longer_ids_is_not_read(tmp_path: Path) -> None:
    server = tmp_path / "server"
    server.mkdir()
    git(server, "init", "-q", "-b", "main", "--object-format=sha256")
    _commit(server, {"a.py": "1"})
    assert find_upstream(str(_clone(server))) is None


def test_what_a_hostile_repository_costs_is_bounded(tmp_path: Path) -> None:
    """Commits that swell to a hundred thousand times their size, each after the next: what is too much is not there."""
    objects = tmp_path / ".git/objects"
    child = bytes(20)
    for number in range(60):
        body = (
            b"tree " + child.hex().encode() + b"\nparent " + child.hex().encode() + b"\n\n" + b"%d" % number + b" " * 15_000_000
        )
        content = b"commit %d\0" % len(body) + body
        child = hashlib.sha1(content).digest()
        path = objects / child.hex()[:2] / child.hex()[2:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(zlib.compress(content, 1))
    (tmp_path / ".git/HEAD").write_text(child.hex())
    repository = find_repository(str(tmp_path))
    assert repository is not None
    read = 0
    at: bytes | None = child
    while at is not None and (parents := repository.parents_of(at)):
        at, read = parents[0], read + 1
    assert 1 < read < 30


def test_objects_that_are_borrowed_in_a_ring(tmp_path: Path) -> None:
    info = tmp_path / ".git/objects/info"
    info.mkdir(parents=True)
    (info / "alternates").write_text("\n".join([".", "..", "../objects", *(f"../{number}" for number in range(99))]))
    repository = find_repository(str(tmp_path))
    assert repository is not None
    assert repository.objects.read(bytes(20)) is None
