"""The revision graph, held against Alembic's own ScriptDirectory over the same files."""

from __future__ import annotations

import random
import warnings
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic_ls.history.graph import Graph, read_graph


class _Disk:
    def text(self, path: str) -> str | None:
        try:
            return Path(path).read_text()
        except OSError:
            return None


def _write(folder: Path, name: str, header: str) -> None:
    (folder / f"{name}.py").write_text(
        f'"""message of {name}\n\nCreate Date: 2024-01-01 10:00:00\n"""\n{header}\n\ndef upgrade():\n    pass\n'
    )


def _script(folder: Path, **options: str) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(folder))
    for name, value in options.items():
        config.set_main_option(name, value)
    return ScriptDirectory.from_config(config)


def _alembic_order(script: ScriptDirectory) -> list[str]:
    return [step.revision.revision for step in script._upgrade_revs("heads", ())]  # type: ignore[attr-defined, arg-type]


def _generated(folder: Path, seed: int) -> None:
    """A history with several bases, branches, merges, dependencies and labels, in files named in another order than they run."""
    chance = random.Random(seed)
    made: list[str] = []
    for number in range(chance.randint(1, 25)):
        id_ = f"{chance.randint(0, 16**6):06x}{number}"
        downs = chance.sample(made, min(len(made), chance.choice([0, 1, 1, 1, 1, 2, 3]))) if made else []
        down = None if not downs else downs[0] if len(downs) == 1 else tuple(downs)
        header = f"revision = {id_!r}\ndown_revision = {down!r}\n"
        others = [one for one in made if one not in downs]
        if others and chance.random() < 0.2:
            header += f"depends_on = {chance.choice(others)!r}\n"
        if chance.random() < 0.05:
            header += f"branch_labels = ('label{number}',)\n"
        _write(folder, f"{chance.randint(0, 999):03}_{id_}", header)
        made.append(id_)


@pytest.mark.parametrize("seed", range(150))
def test_order_heads_and_bases_are_alembics(tmp_path: Path, seed: int) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    _generated(versions, seed)
    script = _script(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            expected = _alembic_order(script)
        except Exception:  # Alembic itself refuses some overlapping merges
            pytest.skip("Alembic refuses this history")
    graph = read_graph([str(versions)], _Disk())
    assert list(graph.order()) == expected
    assert set(graph.heads) == set(script.revision_map.heads)
    assert set(graph.real_heads) == set(script.revision_map._real_heads)
    assert list(graph.bases) == script.get_bases()
    assert not graph.problems
    for revision in script.walk_revisions():
        mine = graph.by_id[revision.revision]
        assert mine.message == revision.doc.partition("\n")[0]
        assert graph.ancestors(mine.id) == {r.revision for r in script.revision_map._get_ancestor_nodes([revision])}


@pytest.mark.parametrize(
    "header",
    [
        "revision = 'abc1'\ndown_revision = None",
        'revision: str = "abc1"\ndown_revision: Union[str, None] = None\nbranch_labels: Union[str, Sequence[str], None] = None',
        "revision = 'abc1'  # who\ndown_revision = None  # first",
        "revision = (\n    'abc1'\n)\ndown_revision = ()",
        "PREFIX = 'ab'\nrevision = f'{PREFIX}c1'\ndown_revision = None",
        "down_revision = None\nrevision = 'ab' 'c1'",
        "revision, down_revision = 'abc1', None",
        "if True:\n    revision = 'abc1'\ndown_revision = None",
        "import os\nrevision = 'abc1'\nrevision_name = os.path\ndown_revision = None",
    ],
)
def test_headers_in_all_their_spellings(header: str) -> None:
    from alembic_ls.history.revision import Revision, read_revision
    from alembic_ls.interpret.finder import Finder
    from alembic_ls.interpret.machine import Machine

    machine = Machine(_Disk(), Finder((), ()))
    revision = read_revision("/x/one.py", f"'''It begins\n\nrevision = 'not this'\n'''\n{header}\ndef upgrade(): pass\n", machine)
    assert isinstance(revision, Revision)
    assert (revision.id, revision.down, revision.message, revision.unknown) == ("abc1", (), "It begins", ())


def test_places_point_at_the_literals() -> None:
    from alembic_ls.history.revision import Revision, read_revision
    from alembic_ls.syntax.chunks import SourceFile

    text = '"""é"""\nimport x\n\nrevision: str = "abc1"\ndown_revision = ("a", "b")\n\n@deco\ndef upgrade() -> None:\n    pass\n'
    revision = read_revision("/x/one.py", text)
    assert isinstance(revision, Revision)
    source = SourceFile("/x/one.py", text)
    lines = text.splitlines()

    def at(anchor: object) -> str:
        line, column, end_line, end_column = source.span_of(anchor)  # type: ignore[arg-type]
        assert line == end_line
        return lines[line][column:end_column]

    assert at(revision.where) == '"abc1"'
    assert at(revision.down_where) == '("a", "b")'
    assert at(revision.upgrade) == "upgrade"
    assert revision.down == ("a", "b")
    assert revision.downgrade is None


def test_faults_are_values(tmp_path: Path) -> None:
    _write(tmp_path, "a", "revision = 'aaaa'\ndown_revision = None")
    _write(tmp_path, "b", "revision = 'aaaa'\ndown_revision = None")
    _write(tmp_path, "c", "revision = 'cccc'\ndown_revision = 'gone'\ndepends_on = 'gone too'")
    _write(tmp_path, "d", "revision = 'dddd'\ndown_revision = 'eeee'")
    _write(tmp_path, "e", "revision = 'eeee'\ndown_revision = 'dddd'")
    _write(tmp_path, "f", "revision = 'ffff'\ndown_revision = 'eeee'")
    _write(tmp_path, "helper", "def table(): pass")
    _write(tmp_path, "g", "revision = unheard_of()\ndown_revision = None")
    _write(tmp_path, "h", "revision = 'hhhh'\ndown_revision = unheard_of()")
    graph = read_graph([str(tmp_path)], _Disk())
    assert sorted(graph.order()) == ["aaaa", "cccc", "hhhh"]
    assert graph.unordered == ("dddd", "eeee", "ffff")
    assert sorted((p.kind, p.revision) for p in graph.problems if p.revision) == [
        ("cycle", "dddd"),
        ("cycle", "eeee"),
        ("cycle", "ffff"),
        ("duplicate-revision", "aaaa"),
        ("missing-dependency", "cccc"),
        ("missing-parent", "cccc"),
        ("unknown-header", "hhhh"),
    ]
    assert [(p.kind, Path(p.where.path).name) for p in graph.problems if not p.revision] == [
        ("unknown-header", "g.py"),
        ("no-revision", "helper.py"),
    ]
    (duplicate,) = [p for p in graph.problems if p.kind == "duplicate-revision"]
    assert duplicate.other is not None
    assert (Path(duplicate.where.path).name, Path(duplicate.other.path).name) == ("b.py", "a.py")


def test_which_files_count(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    (one / "sub" / "__pycache__").mkdir(parents=True)
    two.mkdir()
    _write(one, "b", "revision = 'bbbb'\ndown_revision = 'aaaa'")
    _write(two, "a", "revision = 'aaaa'\ndown_revision = None")
    _write(one / "sub", "c", "revision = 'cccc'\ndown_revision = 'bbbb'")
    _write(one / "sub" / "__pycache__", "d", "revision = 'dddd'\ndown_revision = 'bbbb'")
    _write(one, "__init__", "")
    _write(one, ".#b", "")
    (one / "notes.txt").write_text("nothing")
    (two / "again.py").symlink_to(one / "b.py")
    (one / "sub" / "loop").symlink_to(one, target_is_directory=True)
    folders = [str(one), str(two), str(tmp_path / "absent")]
    with pytest.warns(UserWarning, match="loaded twice"):
        script = _script(tmp_path, version_locations=";".join(folders), path_separator=";", recursive_version_locations="true")
        expected = _alembic_order(script)
    assert list(read_graph(folders, _Disk(), recursive=True).order()) == expected == ["aaaa", "bbbb", "cccc"]
    assert read_graph(folders, _Disk()).order() == ("aaaa", "bbbb")


def test_names_resolve_as_on_alembics_command_line(tmp_path: Path) -> None:
    _write(tmp_path, "a", "revision = 'aaaa1'\ndown_revision = None\nbranch_labels = 'main'")
    _write(tmp_path, "b", "revision = 'bbbb1'\ndown_revision = 'aaaa1'")
    _write(tmp_path, "c", "revision = 'aaaa2'\ndown_revision = None")
    graph = read_graph([str(tmp_path)], _Disk())
    assert graph.resolve("bbbb1") == graph.resolve("bb") == graph.resolve("main@head") == ("bbbb1",)
    assert graph.resolve("main") == ("aaaa1",)
    assert set(graph.resolve("aaaa")) == {"aaaa1", "aaaa2"}
    assert graph.resolve("heads") == ("bbbb1", "aaaa2")
    assert graph.resolve("base") == graph.resolve("zzzz") == ()


def test_an_empty_graph() -> None:
    assert Graph([]).order() == () == Graph([]).heads
