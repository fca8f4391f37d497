"""Repairs of the graph, of models and of comments: the files with the fault, and the files after the fix."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic_ls.findings.edited import edited
from alembic_ls.findings.fix import Fix, Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.registry import offers
from alembic_ls.lsp.session import Session
from alembic_ls.lsp.told import FindingAt
from alembic_ls.workspace.environment import Said
from alembic_ls.writing.refusal import Refusal

TEXT = (Path(__file__).parent / "projects.txt").read_text(encoding="utf-8")
ALWAYS = {
    "alembic.ini": "[alembic]\nscript_location = alembic\nprepend_sys_path = .\npath_separator = os\n",
    "alembic/env.py": "import os\n\nimport models\nimport sqlalchemy as sa\nfrom alembic import context\n\n"
    'with sa.create_engine(os.environ["URL"]).connect() as connection:\n'
    "    context.configure(connection=connection, target_metadata=models.metadata)\n"
    "    with context.begin_transaction():\n        context.run_migrations()\n",
    "alembic/script.py.mako": '"""${message}"""\n\nfrom alembic import op\n\nrevision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n\n\n'
    'def upgrade():\n    ${upgrades if upgrades else "pass"}\n\n\ndef downgrade():\n    ${downgrades if downgrades else "pass"}\n',
    "models.py": "import sqlalchemy as sa\n\nmetadata = sa.MetaData()\n",
}
PROVE = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import proof; proof.main(*sys.argv[1:])"
GRAPH = "revision = {0!r}\ndown_revision = {1!r}\n"


class Case(NamedTuple):
    rule: str
    offer: str | None
    before: dict[str, str]
    after: dict[str, str]


def cases() -> Iterator[Any]:
    for text in re.split(r"^=== ", TEXT, flags=re.MULTILINE)[1:]:
        title, _, body = text.partition("\n")
        name, rule, *flags = (part.strip() for part in title.split("|"))
        before: dict[str, str] = {}
        after: dict[str, str] = {}
        for part in re.split(r"^--- ", body, flags=re.MULTILINE)[1:]:
            path, _, content = part.partition("\n")
            content = content.rstrip("\n") + "\n" if content.strip() else ""
            (after if path.endswith(": fixed") else before)[path.removesuffix(": fixed")] = content
        yield pytest.param(Case(rule, dict(flag.split("=", 1) for flag in flags).get("offer"), before, after), id=name)


def write(folder: Path, files: dict[str, str]) -> None:
    (folder / "alembic" / "versions").mkdir(parents=True, exist_ok=True)
    for name, text in {**ALWAYS, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def told(folder: Path) -> list[FindingAt]:
    session = Session([str(folder)], Said(dialects=("postgresql",)))
    session.refresh()
    return [each for found in session.findings().values() for each in found]


def offered(found: FindingAt) -> list[Offer]:
    reading = found.reading
    assert reading is not None
    return list(offers(Bench(lambda: reading.projects), found.finding))


def take_up(found: list[FindingAt], rule: str, title: str | None) -> Fix | None:
    """The first offer for the rule that has this title, or is to be taken unseen."""
    for each in found:
        if each.finding.rule == rule:
            for offer in offered(each):
                if offer.is_preferred if title is None else offer.title == title:
                    return offer.make(False)
    return None


@pytest.mark.parametrize("case", list(cases()))
def test_what_is_faulty_becomes_what_is_right(case: Case, tmp_path: Path) -> None:
    write(tmp_path, case.before)
    assert case.rule in {each.finding.rule for each in told(tmp_path)}
    while (fix := take_up(told(tmp_path), case.rule, case.offer)) is not None:
        assert not fix.files
        for path in {each.span.path for each in fix.replacements}:
            text = Path(path).read_text(encoding="utf-8")
            changed = edited(text, [each for each in fix.replacements if each.span.path == path])
            Path(path).write_text(changed, encoding="utf-8")
    for name, content in {**ALWAYS, **case.before, **case.after}.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == content, name
    assert case.rule not in {each.finding.rule for each in told(tmp_path)}


OF_MODELS = [case for case in cases() if case.values[0].rule in ("renamed-column", "unreached-model")]


@pytest.mark.parametrize("case", OF_MODELS)
def test_alembic_finds_nothing_to_do_then(case: Case, tmp_path: Path) -> None:
    write(tmp_path, {**case.before, **case.after})
    done = subprocess.run(
        [sys.executable, "-c", PROVE, str(tmp_path), "upgrade head", "check"],
        env={**os.environ, "URL": f"sqlite:///{tmp_path / 'database'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_heads_are_merged_as_alembic_merges_them(tmp_path: Path) -> None:
    write(
        tmp_path,
        {f"alembic/versions/{id_}.py": GRAPH.format(id_, down) for id_, down in (("a1", None), ("b2", "a1"), ("c3", "a1"))},
    )
    fix = take_up(told(tmp_path), "several-heads", None)
    assert fix is not None
    (file,) = fix.files
    assert Path(file.path).parent == tmp_path / "alembic" / "versions"
    assert Path(file.path).name.endswith("_merge_b2_and_c3.py")
    assert file.text.startswith('"""merge b2 and c3"""\n')
    Path(file.path).write_text(file.text)
    config = Config(str(tmp_path / "alembic.ini"))
    config.set_main_option("script_location", str(tmp_path / "alembic"))
    directory = ScriptDirectory.from_config(config)
    (head,) = directory.get_heads()
    merged = directory.get_revision(head)
    assert merged is not None
    assert merged.down_revision == ("b2", "c3")
    assert "several-heads" not in {each.finding.rule for each in told(tmp_path)}


def test_branches_without_a_common_revision_are_not_merged_unseen(tmp_path: Path) -> None:
    write(tmp_path, {f"alembic/versions/{id_}.py": GRAPH.format(id_, None) for id_ in ("a1", "b2")})
    assert take_up(told(tmp_path), "several-heads", None) is None
    assert take_up(told(tmp_path), "several-heads", "Merge the heads: merge a1 and b2") is not None


def test_what_is_shared_is_not_edited(tmp_path: Path) -> None:
    faulty = (
        "import sqlalchemy as sa\nfrom alembic import op\n\nrevision = 'a1'\ndown_revision = None\n\n\n"
        "def upgrade():\n    op.create_table('t', sa.Column('a', sa.Integer(), unique=True))\n    op.drop_constraint(None, 't', type_='unique')\n\n\n"
        "def downgrade():\n    op.drop_table('t')\n"
    )
    write(tmp_path, {"alembic/versions/a1.py": faulty})
    assert take_up(told(tmp_path), "unnamed-constraint", None) is not None
    (tmp_path / "pyproject.toml").write_text('[tool.alembic-ls]\nsince = "a1"\n')
    assert [offer.title for each in told(tmp_path) if each.finding.rule == "unnamed-constraint" for offer in offered(each)] == [
        "Ignore unnamed-constraint here"
    ]


def test_drift_on_several_heads_offers_the_merge_first_and_then_each_branch(tmp_path: Path) -> None:
    models = 'import sqlalchemy as sa\n\nmetadata = sa.MetaData()\ntag = sa.Table("tag", metadata, sa.Column("id", sa.Integer, primary_key=True))\n'
    files = {f"alembic/versions/{id_}.py": GRAPH.format(id_, down) for id_, down in (("a1", None), ("b2", "a1"), ("c3", "a1"))}
    write(tmp_path, {**files, "models.py": models})
    (found,) = (each for each in told(tmp_path) if each.finding.rule == "missing-table")
    merge, one, other, create, _ = offered(found)
    assert [merge.title, merge.is_preferred] == ["Merge the heads: merge b2 and c3", True]
    assert [one.title, other.title] == [f"Create migration: create tag, continuing {head}" for head in ("b2", "c3")]
    assert "down_revision = 'c3'" in other.make(False).files[0].text.replace('"', "'")
    with pytest.raises(Refusal, match="several heads, b2, c3; merge them first"):
        create.make(False)
