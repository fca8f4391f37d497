"""How revisions hang together: small chains with the findings that they must have; real Alembic says which of them it refuses."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic_ls.checks.registry import DRIFT, GRAPH
from alembic_ls.findings.finding import Finding

Check = Callable[..., list[Finding]]

_MODELS = """
# file: models.py
from sqlalchemy import Column, Integer, MetaData, String, Table

metadata = MetaData()
"""
_TASK = """Table("task", metadata, Column("id", Integer, primary_key=True), Column("title", String(80)))
"""
_BASE = """
# file: alembic/versions/a1.py
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("task", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("title", sa.String(80)))
"""


@pytest.fixture
def check(check_marked: Check) -> Check:
    """`check_marked` for the rules of the graph and of drift: what the revisions here do is beside the point."""
    return partial(check_marked, of=(*GRAPH, *DRIFT))


def _revision(name: str, header: str, *body: str) -> str:
    """A revision file; `header` is `id after down` with what else there is, or lines of its own."""
    lines = "\n".join(f"    {line}" for line in body or ("pass",))
    return f"\n# file: alembic/versions/{name}.py\nimport sqlalchemy as sa\nfrom alembic import op\n\n{header}\n\n\ndef upgrade():\n{lines}\n"


def _refuses(folder: Path) -> bool:
    """True where Alembic cannot so much as list the revisions, or warns of one."""
    config = Config()
    config.set_main_option("script_location", str(folder / "alembic"))
    config.set_main_option("path_separator", "os")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            list(ScriptDirectory.from_config(config).walk_revisions())
    except Exception:
        return True
    return False


# name → (files beside a1.py, whether Alembic takes them)
CHAINS = {
    "a parent that is there": (_revision("b2", 'revision = "b2"\ndown_revision = "a1"'), True),
    "no parent": (_revision("b2", 'revision = "b2"\ndown_revision = "gone"  # expect: missing-parent'), False),
    "one of two parents missing": (
        _revision("b2", 'revision = "b2"\ndown_revision = ("a1", "gone")  # expect: missing-parent'),
        False,
    ),
    "no dependency": (
        _revision("b2", 'revision = "b2"  # expect: missing-dependency\ndown_revision = "a1"\ndepends_on = "gone"'),
        False,
    ),
    "a dependency by branch label": (
        _revision("b2", 'revision = "b2"\ndown_revision = "a1"\nbranch_labels = ("one",)')
        + _revision("c3", 'revision = "c3"\ndown_revision = None\ndepends_on = "one"\nbranch_labels = ("two",)'),
        True,
    ),
    "an id twice": (
        _revision("b2", 'revision = "b2"\ndown_revision = "a1"')
        + _revision("b3", 'revision = "b2"  # expect: duplicate-revision\ndown_revision = "a1"'),
        False,
    ),
    "a label twice": (
        _revision("b2", 'revision = "b2"\ndown_revision = "a1"\nbranch_labels = "one"')
        + _revision("b3", 'revision = "b3"  # expect: duplicate-label\ndown_revision = "b2"\nbranch_labels = "one"'),
        False,
    ),
    "a label that is an id": (
        _revision("b2", 'revision = "b2"  # expect: duplicate-label\ndown_revision = "a1"\nbranch_labels = "a1"'),
        False,
    ),
    "itself": (_revision("b2", 'revision = "b2"\ndown_revision = "b2"  # expect: revision-cycle'), False),
    "in a ring, and behind it": (
        _revision("b2", 'revision = "b2"\ndown_revision = "d4"')
        + _revision("c3", 'revision = "c3"\ndown_revision = "b2"')
        + _revision("d4", 'revision = "d4"\ndown_revision = "c3"  # expect: revision-cycle')
        + _revision("e5", 'revision = "e5"\ndown_revision = "d4"'),
        False,
    ),
    "a ring by a dependency": (
        _revision("b2", 'revision = "b2"\ndown_revision = "a1"\ndepends_on = "c3"')
        + _revision("c3", 'revision = "c3"\ndown_revision = "b2"  # expect: revision-cycle'),
        False,
    ),
    "a helper among the revisions": (
        "\n# file: alembic/versions/helpers.py\ndef now():  # expect: revision-header\n    pass\n",
        False,
    ),
    "a package's __init__": ("\n# file: alembic/versions/__init__.py\n", True),
    "no down_revision": (_revision("b2", 'revision = "b2"  # expect: revision-header'), False),
    "a hyphen": (_revision("b2", 'revision = "b2-c3"  # expect: revision-header\ndown_revision = "a1"'), False),
    "a plus": (_revision("b2", 'revision = "b2+1"  # expect: revision-header\ndown_revision = "a1"'), False),
    "an underscore and a dot": (_revision("b2", 'revision = "v1.2_b2"\ndown_revision = "a1"'), True),
    "half a merge": (
        _revision("b2", 'revision = "b2"\ndown_revision = "a1"', "pass", "<<<<<<< HEAD  # expect: unreadable-revision", "pass"),
        False,
    ),
    "a downgrade that does not parse": (
        _revision("b2", 'revision = "b2"\ndown_revision = "a1"')
        + "\n\ndef downgrade():\n    op.drop_column(  # expect: unreadable-revision\n",
        False,
    ),
}


@pytest.mark.parametrize("name", CHAINS)
def test_what_alembic_refuses_is_an_error(name: str, check: Check, tmp_path: Path) -> None:
    files, taken = CHAINS[name]
    found = check(_BASE + _MODELS + _TASK + files, followed=None)
    assert [finding.severity for finding in found] == ["error"] * (not taken)
    assert _refuses(tmp_path) is not taken


@pytest.mark.parametrize(
    "body",
    [
        ["try:", "    pass", "except ValueError, KeyError:", "    pass"],  # Python 3.14
        ['op.execute(t"SELECT 1")'],
        ["type Number = int"],  # 3.12
        ["""op.execute(f"SELECT '{"x"}'")"""],
    ],
)
def test_what_a_newer_python_reads_is_no_fault(body: list[str], check: Check) -> None:
    revision = _revision("b2", 'revision = "b2"\ndown_revision = "a1"', *body)
    assert check(_BASE + _MODELS + _TASK + revision, followed=None) == []


def test_a_ring_is_told_once_with_its_way(check: Check) -> None:
    (found,) = check(_BASE + _MODELS + _TASK + CHAINS["in a ring, and behind it"][0], followed=None)
    assert "d4 after c3 after b2 after d4" in found.message
    assert [related.message for related in found.related] == ["revision c3 is on the way", "revision b2 is on the way"]


def test_the_other_file_with_the_id_is_named(check: Check) -> None:
    (found,) = check(_BASE + _MODELS + _TASK + CHAINS["an id twice"][0])
    assert "declared by b2.py too" in found.message
    assert [Path(related.where.path).name for related in found.related] == ["b2.py"]


# Several heads: body of b2 and of c3, both after a1 → what is said
_HEADS = {
    "other tables": ('op.create_table("b", sa.Column("id", sa.Integer))', 'op.create_table("c", sa.Column("id", sa.Integer))', "they touch nothing in common"),
    "other columns of a table": ('op.add_column("task", sa.Column("x", sa.Integer))', 'op.add_column("task", sa.Column("y", sa.Integer))', "both touch `task`, and neither is in the other's way"),
    "a column twice": ('op.add_column("task", sa.Column("x", sa.Integer))', 'op.add_column("task", sa.Column("x", sa.Integer))', "get in each other's way at `task.x`"),
    "a table twice": ('op.create_table("b", sa.Column("id", sa.Integer))', 'op.create_table("b", sa.Column("id", sa.Integer))', "get in each other's way at `b`"),
    "a column that goes": ('op.drop_column("task", "title")', 'op.alter_column("task", "title", nullable=False)', "get in each other's way at `task.title`"),
    "a column that is indexed": ('op.drop_column("task", "title")', 'op.create_index("ix", "task", ["title"])', "get in each other's way at `task.title`"),
    "a table that goes": ('op.drop_table("task")', 'op.add_column("task", sa.Column("y", sa.Integer))', "get in each other's way at `task`"),
    "a table that goes and is referred to": ('op.drop_table("task")', 'op.create_table("c", sa.Column("t", sa.ForeignKey("task.id")))', "get in each other's way at `task`"),
    "two indexes on a column": ('op.create_index("ix1", "task", ["title"])', 'op.create_index("ix2", "task", ["title"])', "both touch `task`, and neither is in the other's way"),
    "two indexes of a name": ('op.create_index("ix", "task", ["title"])', 'op.create_index("ix", "task", ["id"])', "get in each other's way at `task.ix`"),
    "rows": ('op.execute("UPDATE task SET title = 1")', 'op.execute("DELETE FROM task")', "both write rows of `task`"),
    "a table of which rows are written": ('op.drop_table("task")', 'op.execute("DELETE FROM task")', "get in each other's way at `task`;"),
    "a table with its index": ('op.drop_table("task")', 'op.create_index("ix", "task", ["title"])', "get in each other's way at `task`;"),
    "what is not followed": ('op.execute(unheard_of())', 'op.drop_table("task")', "could not be followed to its end"),
    "a rename": ('op.alter_column("task", "title", new_column_name="name")', 'op.alter_column("task", "title", nullable=False)', "get in each other's way at `task.title`"),
}  # fmt: skip


@pytest.mark.parametrize("name", _HEADS)
def test_what_two_branches_both_touch(name: str, tmp_path: Path) -> None:
    one, other, expected = _HEADS[name]
    files = _revision("b2", 'revision = "b2"\ndown_revision = "a1"', one) + _revision(
        "c3", 'revision = "c3"\ndown_revision = "a1"', other
    )
    (found,) = [finding for finding in _found(tmp_path, _BASE + _MODELS + files) if finding.rule == "several-heads"]
    assert found.severity == "warning"
    assert expected in found.message
    assert found.revision == "c3"
    assert [related.message for related in found.related] == ["revision b2 is a head too", "they part after revision a1"]


def _found(folder: Path, text: str) -> list[Finding]:
    from alembic_ls.analysis.project import open_projects
    from alembic_ls.checks.run import run
    from alembic_ls.workspace.environment import Said

    files = text.split("\n# file: ")[1:]
    for file in [*files, "alembic/env.py\nfrom alembic import context\nfrom models import metadata\ntarget_metadata = metadata\ncontext.configure()\n", "alembic.ini\n[alembic]\nscript_location = alembic\nprepend_sys_path = .\n"]:  # fmt: skip
        name, _, content = file.partition("\n")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    (project,), _ = open_projects(str(folder), Said(dialects=("postgresql",)))
    return run(project)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(_revision("b2", 'revision = "b2"\ndown_revision = "a1"\nbranch_labels = "b"') + _revision("c3", 'revision = "c3"\ndown_revision = "a1"\nbranch_labels = "c"'), id="labelled branches"),
        pytest.param(_revision("b2", 'revision = "b2"\ndown_revision = "a1"') + _revision("c3", 'revision = "c3"\ndown_revision = "a1"\nbranch_labels = "c"'), id="one of two labelled"),
        pytest.param(_revision("b2", 'revision = "b2"\ndown_revision = None\nbranch_labels = "plugin"'), id="labelled bases"),
        pytest.param(_revision("b2", 'revision = "b2"\ndown_revision = None\ndepends_on = "a1"'), id="an effective head"),
        pytest.param(_revision("b2", 'revision = "b2"\ndown_revision = "a1"') + _revision("c3", 'revision = "c3"\ndown_revision = "a1"') + _revision("d4", 'revision = "d4"\ndown_revision = ("b2", "c3")'), id="merged"),
    ],
)  # fmt: skip
def test_branches_that_are_meant(files: str, check: Check) -> None:
    assert check(_BASE + _MODELS + _TASK + files) == []


def test_bases_without_labels_are_information(check: Check) -> None:
    (found,) = check(_BASE + _MODELS + _TASK + _revision("b2", 'revision = "b2"  # expect: several-heads\ndown_revision = None'))
    assert found.severity == "information"


@pytest.mark.parametrize(("dialect", "length", "told"), [("postgresql", 33, 1), ("postgresql", 32, 0), ("sqlite", 33, 0)])
def test_an_id_too_long(dialect: str, length: int, told: int, check: Check) -> None:
    mark = "  # expect: revision-id-too-long" if told else ""
    files = _revision("b2", f'revision = "{"b" * length}"{mark}\ndown_revision = "a1"')
    assert len(check(_BASE + _MODELS + _TASK + files, dialect)) == told


def test_a_version_table_that_was_widened(check: Check) -> None:
    files = _revision("b2", f'revision = "{"b" * 40}"\ndown_revision = "a1"')
    widened = _BASE + '    op.execute("ALTER TABLE alembic_version ALTER version_num TYPE VARCHAR(128)")\n'
    assert check(widened + _MODELS + _TASK + files) == []


def test_a_history_without_its_beginning(check: Check) -> None:
    text = """
    # file: alembic/versions/a1.py
    import sqlalchemy as sa
    from alembic import op

    revision = "a1"
    down_revision = None


    def upgrade():
        op.add_column("task", sa.Column("title", sa.String(80)))  # expect: incomplete-history
        op.add_column("user", sa.Column("mail", sa.String(80)))
    """
    found = check(textwrap.dedent(text) + _MODELS + _TASK, of=GRAPH)
    (root,) = [finding for finding in found if finding.rule == "incomplete-history"]
    assert "the tables `task` and `user`" in root.message


@pytest.mark.parametrize(
    "body",
    [
        'op.execute("ALTER TABLE IF EXISTS user ADD x int")',
        'if sa.inspect(op.get_bind()).has_table("user"):\n        op.drop_table("user")',
        'op.drop_table("user", if_exists=True)',
    ],
)
def test_what_is_altered_only_where_it_is(body: str, check: Check) -> None:
    assert check(_BASE + _MODELS + _TASK + _revision("b2", 'revision = "b2"\ndown_revision = "a1"', body)) == []


_UNLOADED = {
    "a folder below": ("alembic/versions/2025/b2.py", "a1", "unloaded-revision", "set `recursive_version_locations = true`"),
    "a name that is left out": ("alembic/versions/__init__b2.py", "a1", "unloaded-revision", "rename the file"),
    "an archive": ("alembic/versions/archive/b2.py", "long_gone", None, ""),
    "an archived root": ("alembic/versions/archive/b2.py", None, None, ""),
    "put aside": ("alembic/versions/b2.py.disabled", "a1", None, ""),
    "a backup": ("alembic/versions/a1.py~", "a1", None, ""),
}


@pytest.mark.parametrize("name", _UNLOADED)
def test_a_file_that_alembic_does_not_find(name: str, check: Check, tmp_path: Path) -> None:
    path, down, rule, says = _UNLOADED[name]
    mark = f"  # expect: {rule}" if rule else ""
    id_ = "a1" if path.endswith("~") else "b2"
    found = check(_BASE + _MODELS + _TASK + f'\n# file: {path}\nrevision = "{id_}"{mark}\ndown_revision = {down!r}\n')
    assert [says in finding.message for finding in found] == [True] * bool(rule)
    assert not _refuses(tmp_path)


def test_a_parent_that_alembic_does_not_find(check: Check) -> None:
    found = check(
        _BASE + _MODELS + _TASK
        + '\n# file: alembic/versions/b2.py.bak\nrevision = "b2"  # expect: unloaded-revision\ndown_revision = "a1"\n'
        + _revision("c3", 'revision = "c3"\ndown_revision = "b2"  # expect: missing-parent'),
        followed=None,
    )  # fmt: skip
    assert any("revision c3 comes after it" in finding.message for finding in found)


def test_folders_below_are_read_where_alembic_reads_them(check: Check) -> None:
    ini = (
        "\n# file: alembic.ini\n[alembic]\nscript_location = alembic\nprepend_sys_path = .\nrecursive_version_locations = true\n"
    )
    below = '\n# file: alembic/versions/2025/b2.py\nrevision = "b2"\ndown_revision = "a1"\n\n\ndef upgrade():\n    pass\n'
    assert check(_BASE + _MODELS + _TASK + ini + below) == []


def test_what_else_is_missed_where_the_database_does_not_begin_empty(check: Check) -> None:
    text = """
    # file: alembic/versions/a1.py
    import sqlalchemy as sa
    from alembic import op

    revision = "a1"
    down_revision = None


    def upgrade():
        op.create_index("ix_task_title", "task", ["title"])  # expect: incomplete-history
        op.drop_index("ix_task_created", "task")
        op.drop_table("limits")
        op.create_table("limits", sa.Column("id", sa.Integer, primary_key=True))
        op.drop_index("ix_limits_id", "limits")  # expect: unknown-object
    """
    check(textwrap.dedent(text) + _MODELS + _TASK, of=(*GRAPH, "unknown-object"))


def test_a_history_without_its_beginning_whose_revisions_ask_the_configuration(check: Check) -> None:
    text = """
    # file: alembic/versions/a1.py
    import sqlalchemy as sa
    from alembic import context, op

    revision = "a1"
    down_revision = None


    def upgrade():
        if not context.config.get_main_option("repair"):
            op.add_column("task", sa.Column("title", sa.String(80)))  # expect: incomplete-history
            op.create_table("made", sa.Column("id", sa.Integer, primary_key=True))
        if context.config.get_main_option("script_location") == "alembic":
            op.drop_table("made")
        op.drop_table("once_there")  # made by whom has made `task`


    def downgrade():
        op.drop_column("task", "title")
        op.drop_table("never_told_of")
    """
    assert len(check(textwrap.dedent(text) + _MODELS + _TASK)) == 1
