"""What cannot be followed becomes unknown, and no more than that; nothing raises, nothing runs for ever."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic_ls.schema.operations import AddColumn, ChangeData, CreateIndex, CreateTable, Obscure, Operation
from alembic_ls.schema.tables import Table
from revisions import HEAD, read, reflected, replayed, told, write
from test_replay_against_alembic import HISTORIES, POSTGRESQL_ONLY, SQLITE_ONLY

TABLES = """
op.create_table("a", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("x", sa.Integer()))
op.create_table("b", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("a_id", sa.ForeignKey("a.id", name="fk_b")))
op.create_index("ix_x", "a", ["x"])
"""
ROWS = "rows = op.get_bind().execute(sa.text('SELECT x FROM a')).fetchall()\n"


def unknown_of(folder: Path, body: str, dialect: str = "postgresql") -> dict[str, set[str]]:
    """The unknown aspects of each table after `body` has run over TABLES."""
    history = replayed(folder, TABLES, body, dialect=dialect)
    if history.head.unknown:
        return {"everything": set()}
    return {key: set(table.unknown) for key, table in history.head.tables.items() if table.unknown}


def last(folder: Path, body: str, dialect: str = "postgresql") -> tuple[Operation, ...]:
    """What `body` does over TABLES."""
    return replayed(folder, TABLES, body, dialect=dialect).operations("r1")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ROWS + "if rows:\n    op.add_column('a', sa.Column('y', sa.Integer()))", {"a": {"column:y"}}),
        (ROWS + "if rows:\n    op.drop_column('a', 'x')", {"a": {"column:x", "indexes"}}),
        (ROWS + "if rows:\n    op.create_index('ix', 'a', ['id'])", {"a": {"indexes"}}),
        (ROWS + "if rows:\n    op.drop_index('ix_x')", {"a": {"indexes"}}),
        (ROWS + "if rows:\n    op.drop_constraint('fk_b', 'b', type_='foreignkey')", {"b": {"foreign_keys"}}),
        (ROWS + "if rows:\n    op.alter_column('a', 'x', type_=sa.Text())", {"a": {"column:x"}}),
        (ROWS + "if rows:\n    op.execute('UPDATE a SET x = 1')", {}),
        (ROWS + "for row in rows:\n    op.get_bind().execute(sa.text('DELETE FROM a WHERE x = :x'), {'x': row[0]})", {}),
        (ROWS + "for row in rows:\n    op.drop_column('b', row[0])", {"b": {"table", "columns", "foreign_keys"}}),
        (ROWS + "[op.drop_column('b', row[0]) for row in rows]", {"b": {"table", "columns", "foreign_keys"}}),
        (ROWS + "any(op.drop_column('a', 'x') for row in rows if row)", {"a": {"column:x", "indexes"}}),
        (ROWS + "[op.add_column('a', sa.Column('y', sa.Integer())) for y in ['y'] if rows]", {"a": {"column:y"}}),
        (ROWS + "names = [str(row[0]) for row in rows]", {}),
        (ROWS + "if len(rows) > 3:\n    op.drop_table('a')\n    raise ValueError('too many')", {}),
        (
            ROWS
            + "for row in rows:\n    if row[0]:\n        continue\n    break\nop.add_column('a', sa.Column('y', sa.Integer()))",
            {},
        ),
        (ROWS + "if rows:\n    return\nop.add_column('a', sa.Column('y', sa.Integer()))", {"a": {"column:y"}}),
        (ROWS + "while True:\n    if not rows:\n        break\n    rows = rows[1:]", {}),
        ("op.execute(f'UPDATE a SET x = {unheard_of}')", {}),
        ("op.execute(open('a.sql').read())", {"everything": set()}),
        ("import os\nop.get_bind().execute(os.popen('cat a.sql').read())", {"everything": set()}),
        ("op.execute(sa.select(1))", {}),
        ("op.execute(f'ALTER TABLE a ADD COLUMN {unheard_of}')", {"a": {"table"}}),
        (ROWS + "op.execute('ALTER TABLE a ADD COLUMN {}'.format(rows[0]))", {"a": {"table"}}),
        (ROWS + "op.execute('ALTER TABLE a ADD COLUMN %s' % rows[0])", {"a": {"table"}}),
        (ROWS + "op.execute('UPDATE a SET x = {}'.format(rows[0]))", {}),
        (ROWS + "op.execute(rows[0][0])", {"everything": set()}),
        (
            "sql = 'INSERT INTO a VALUES '\n"
            + ROWS
            + "for row in rows:\n    sql += f'({row[0]}),'\nop.execute(text(sql[:-1] + ';'))",
            {},
        ),
        (
            ROWS + "sql = 'ALTER TABLE a '\nif rows:\n    sql += 'RENAME TO z'\nop.execute(sql + ';')",
            {"a": {"table"}, "z": {"table"}},
        ),
        (ROWS + "query = sa.table('a').update()\nif rows:\n    query = query.where(rows)\nop.execute(query)", {}),
        ("op.execute(f'ALTER TABLE {unheard_of} ADD COLUMN y INT')", {"everything": set()}),
        ("op.execute(f'DROP INDEX {unheard_of}')", {"a": {"indexes"}, "b": {"indexes"}}),
        ("sa.Sequence('s').create(op.get_bind())", {}),
        ("op.create_index('ix', 'a', [unheard_of])", {"a": {"indexes"}}),
        ("op.add_column('a', unheard_of)", {"a": {"columns"}}),
        ("op.create_view('v', 'SELECT 1')\nop.create_entity(unheard_of)", {}),
        ("op.rebuild('a')", {"everything": set()}),
        ("from loguru import logger\nlogger.info('done')", {}),
        ("from nowhere import helper\nhelper(op)", {"everything": set()}),
        ("helper(op.get_bind())", {"everything": set()}),
        ("from beside import nothing\nnothing('a')", {"everything": set()}),
        ("print(op)\nlen(str(op.get_bind()))", {}),
    ],
)
def test_what_an_unreadable_statement_may_touch(tmp_path: Path, body: str, expected: dict[str, set[str]]) -> None:
    (tmp_path / "beside.py").write_text("x = 1\n")
    found = unknown_of(tmp_path, body)
    assert found.keys() == expected.keys()
    for key, aspects in expected.items():
        assert aspects <= found[key]


def test_keys_that_stay_known_beside_a_doubt(tmp_path: Path) -> None:
    history = replayed(tmp_path, TABLES, ROWS + "if rows:\n    op.create_index('ix', 'a', ['id'])")
    assert [index.name for index in history.head.tables["a"].indexes] == ["ix_x"]


@pytest.mark.parametrize(
    "body",
    [
        "while True:\n    pass",
        "def again():\n    again()\n---\nagain()\nop.drop_table('a')",
        "for i in range(10**9):\n    op.execute('SELECT 1')",
        "x = 'a' * 10**9\nop.drop_table(x)",
        "x = 2 ** 2 ** 2 ** 100",
        "op.drop_table(" + "(" * 500 + "'a'" + ")" * 500 + ")",
        "[[[i for i in range(1000)] for j in range(1000)] for k in range(1000)]",
        "op.execute('x' + " + " + ".join(["'y'"] * 3000) + ")",
        "raise RuntimeError('never')",
        "try:\n    raise ValueError\nfinally:\n    while 1: pass",
        "except x, y: pass",
        "op.add_column(**{'a': 1}, *[1])\nop.create_table()\nop.create_index(None, None)\nop.batch_alter_table()",
        "with op.batch_alter_table('a') as batch:\n    batch.drop_column()\n    batch.create_index('i')\n    batch.nothing()",
        "sa.inspect(op.get_bind()).get_columns(['a'])\nsa.inspect(None).get_columns('a')",
        "op.drop_constraint('a', 'a', ['x'])\nop.drop_constraint({}, 'a', {})\nop.create_index([], 'a', {})",
        "op.get_bind().execute()\nop.execute(None)\nop.bulk_insert()\nop.run_async()",
    ],
)
def test_hostile_revisions_stay_bounded(tmp_path: Path, body: str) -> None:
    history = replayed(tmp_path, TABLES, body, "op.create_table('after', sa.Column('id', sa.Integer(), primary_key=True))")
    assert "after" in history.head.tables
    assert "table" not in history.head.tables["after"].unknown


def test_a_missing_parent_leaves_all_unknown_but_what_comes_after(tmp_path: Path) -> None:
    write(tmp_path, TABLES, "op.add_column('a', sa.Column('y', sa.Integer()))")
    (tmp_path / "versions" / "r0.py").unlink()
    head = read(tmp_path).head
    assert head.unknown
    write(tmp_path, TABLES)
    assert not read(tmp_path).head.unknown


def test_revisions_on_a_cycle_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, TABLES)
    for one, other in (("p", "q"), ("q", "p")):
        (tmp_path / "versions" / f"{one}.py").write_text(
            f"{HEAD}revision = '{one}'\ndown_revision = '{other}'\ndef upgrade(): pass\n"
        )
    head = read(tmp_path).head
    assert head.unknown and set(head.tables) == {"a", "b"}


def test_operations_bear_their_places_and_the_data_they_change(tmp_path: Path) -> None:
    body = """
    op.add_column("a", sa.Column("y", sa.Integer(), nullable=False, index=True))
    op.execute("UPDATE a SET y = 1")
    op.bulk_insert(sa.table("b", sa.column("id")), [{"id": 1}])
    with op.batch_alter_table("a") as batch_op:
        batch_op.create_index("ix_y", ["y"], unique=True, postgresql_where=sa.text("y > 0"))
    """
    added, update, insert, index = last(tmp_path, body)
    assert isinstance(added, AddColumn) and [one.columns for one in added.indexes] == [("y",)]
    assert added.origin is not None and (added.origin.chunk, added.origin.start_line) == ("def:upgrade", 2)
    assert isinstance(update, ChangeData) and (update.verb, update.table) == ("update", "a")
    assert isinstance(insert, ChangeData) and (insert.verb, insert.table) == ("insert", "b")
    assert isinstance(index, CreateIndex) and index.in_batch and dict(index.index.options) == {"postgresql_where": "y > 0"}


def test_a_batch_that_is_given_checks_keeps_those_alone(tmp_path: Path) -> None:
    made = """
    op.create_table("c", sa.Column("id", sa.Integer()), sa.CheckConstraint("id > 0"), sa.CheckConstraint("id > 1", name="named"))
    """
    kept = """
    with op.batch_alter_table("c", recreate="always", table_args=(sa.CheckConstraint("id > 2"),)):
        pass
    """
    found = {}
    for dialect in ("sqlite", "postgresql"):
        table = replayed(tmp_path, made, kept, dialect=dialect).head.tables["c"]
        found[dialect] = {check.sql for check in table.checks}
    assert found == {"sqlite": {"id > 1", "id > 2"}, "postgresql": {"id > 0", "id > 1"}}


def _branched(folder: Path) -> None:
    """a ← b, a ← c, m merges both; x has its own base and depends on b."""
    versions = folder / "versions"
    versions.mkdir()
    write(folder)
    for id_, down, depends in (
        ("a", None, None),
        ("b", "a", None),
        ("c", "a", None),
        ("m", ("b", "c"), None),
        ("x", None, "b"),
        ("y", "x", None),
    ):
        guard = "'t_b' in sa.inspect(op.get_bind()).get_table_names()"
        body = f"op.create_table('t_{id_}', sa.Column('id', sa.Integer(), primary_key=True))\n"
        body += f"    if {guard}:\n        op.add_column('t_{id_}', sa.Column('after_b', sa.Integer()))\n"
        header = f"revision = {id_!r}\ndown_revision = {down!r}\ndepends_on = {depends!r}\n"
        (versions / f"{id_}.py").write_text(f"{HEAD}{header}def upgrade():\n    {body}")


@pytest.mark.parametrize("revision", ["a", "b", "c", "m", "x", "y", None])
def test_the_schema_at_a_revision_is_what_upgrading_to_it_leaves(tmp_path: Path, revision: str | None) -> None:
    _branched(tmp_path)
    config = Config()
    config.set_main_option("script_location", str(tmp_path))
    with sa.create_engine("sqlite://").connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision or "heads")
        assert told(read(tmp_path).schema_at(revision), "sqlite") == reflected(connection)


def test_asking_for_a_revision_leaves_the_head_alone(tmp_path: Path) -> None:
    _branched(tmp_path)
    history = read(tmp_path)
    before = history.head
    history.schema_at("c")
    assert history.head is before is history.schema_at()
    assert [type(operation) for operation in history.operations("y")] == [CreateTable, AddColumn]


def test_lineages_follow_renames(tmp_path: Path) -> None:
    history = replayed(
        tmp_path,
        TABLES,
        "op.alter_column('a', 'x', new_column_name='y', existing_type=sa.Integer())",
        "op.rename_table('a', 'c')\nop.create_table('a', sa.Column('x', sa.Integer(), primary_key=True))",
        "op.alter_column('c', 'y', type_=sa.Text())\nop.add_column('c', sa.Column('z', sa.Text()))",
        "op.drop_column('c', 'z')",
        dialect="postgresql",
    )

    def of(table: str, column: str | None = None) -> list[tuple[str, str]]:
        return [(event.revision, type(event.operation).__name__) for event in history.lineage(table, column)]

    assert of("c", "y") == [("r0", "CreateTable"), ("r1", "AlterColumn"), ("r3", "AlterColumn")]
    assert of("c", "z") == [("r3", "AddColumn"), ("r4", "DropColumn")]
    assert of("a", "x") == of("a") == [("r2", "CreateTable")]
    assert of("c")[:4] == [("r0", "CreateTable"), ("r0", "CreateIndex"), ("r1", "AlterColumn"), ("r2", "RenameTable")]
    assert of("public.c", "y") == of("c", "y")
    assert of("nothing") == []
    assert history.revision_at(history.head.tables["c"].indexes[0].origin) == "r0"


def test_registered_operations_of_alembic_postgresql_enum(tmp_path: Path) -> None:
    history = replayed(
        tmp_path,
        "sa.Enum('a', name='kind').create(op.get_bind())",
        "op.sync_enum_values(enum_schema='public', enum_name='kind', new_values=['a', 'b'], affected_columns=[])",
        dialect="postgresql",
    )
    assert history.head.enums["kind"].values == ("a", "b")
    assert history.unknowns == [] and history.problems == []


def test_problems_say_in_which_revision(tmp_path: Path) -> None:
    history = replayed(tmp_path, TABLES, "op.drop_table('nowhere')\nop.drop_column('a', 'nothing')", dialect="postgresql")
    assert [(one.revision, one.problem.kind) for one in history.problems] == [("r1", "missing-table"), ("r1", "missing-column")]


@pytest.mark.parametrize("seed", range(60))
def test_cut_and_edited_revisions_never_raise(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    everything = {**HISTORIES, **SQLITE_ONLY, **POSTGRESQL_ONLY}
    write(tmp_path, *everything[chance.choice(list(everything))], TABLES)
    for path in (tmp_path / "versions").iterdir():
        text = path.read_text()
        for _ in range(chance.randint(1, 4)):
            at, length = chance.randrange(len(text)), chance.randrange(12)
            text = text[:at] + chance.choice(["", "(", "\n", " = ", "'", '"""', "\0", "é", "None", "*x"]) + text[at + length :]
        path.write_text(text[: chance.randrange(len(text))] if chance.random() < 0.3 else text)
    history = read(tmp_path, chance.choice(["sqlite", "postgresql", "mysql", "oracle"]))
    assert all(isinstance(table, Table) for table in history.head.tables.values())
    assert isinstance(history.unknowns, list) and not any(isinstance(u, Obscure) for u in history.unknowns)


def test_a_history_that_works_on_a_table_of_nobody_does_not_begin_empty(tmp_path: Path) -> None:
    """So there may be more tables that no revision creates."""
    made = 'op.create_table("t", sa.Column("id", sa.Integer()))\nop.rename_table("t", "u")\nop.drop_table("u")'
    assert not replayed(tmp_path, made + '\nop.drop_table("t")').head.unknown
    assert replayed(tmp_path, made, 'op.add_column("base", sa.Column("a", sa.Integer()))').head.unknown


def test_a_table_that_two_branches_make_is_that_of_one_of_them(tmp_path: Path) -> None:
    write(tmp_path, 'op.create_table("t", sa.Column("a", sa.Integer()))\nop.create_table("own", sa.Column("a", sa.Integer()))')
    other = (tmp_path / "versions/r0.py").read_text().replace("'r0'", "'s0'").replace('"own"', '"another"')
    (tmp_path / "versions/s0.py").write_text(other)
    history = read(tmp_path)
    head = history.head
    assert "columns" in head.tables["t"].unknown
    assert head.tables["own"].complete
    assert head.tables["another"].complete
    assert not history.problems
    both = (tmp_path / "versions/r0.py").read_text().partition("\ndef upgrade")[0].replace("'r0'", "'both'")
    (tmp_path / "versions/both.py").write_text(both.replace("down_revision = None", "down_revision = ('r0', 's0')"))
    assert [one.problem.kind for one in read(tmp_path).problems] == ["existing-table"]  # a database is on both then


def test_what_is_dropped_is_named_by_the_convention_too(tmp_path: Path) -> None:
    body = "op.create_check_constraint('low', 'a', 'x > 0')\nop.drop_constraint('low', 'a', type_='check')\n"
    history = read(
        write(tmp_path, TABLES, body + "op.drop_constraint(op.f('low'), 'a', type_='check')"),
        "postgresql",
        {"ck": "ck_%(table_name)s_%(constraint_name)s"},
    )
    assert history.head.tables["a"].checks == ()
    assert [one.problem.message for one in history.problems] == ["constraint `low` does not exist here"]


@pytest.mark.parametrize("order", ["desc", "DESC NULLS LAST", "asc"])
def test_an_order_in_sql_is_that_of_the_operation(tmp_path: Path, order: str) -> None:
    body = f"op.execute('CREATE INDEX ix_a ON a (id, x {order})')\nop.create_index('ix_b', 'a', ['id', sa.text('x {order}')])"
    one, other = replayed(tmp_path, TABLES, body, dialect="postgresql").head.tables["a"].indexes[1:]
    assert one.columns == other.columns


def test_a_function_inside_upgrade_that_never_ends_leaves_alone_what_it_cannot_touch(tmp_path: Path) -> None:
    body = ROWS + "def visit(row):\n    rows.append(row)\n    return visit(row.parent)\nvisit(rows[0])\n"
    assert not unknown_of(tmp_path, body + "op.create_index('ix_more', 'a', ['x'])")
    dangerous = body.replace("rows.append(row)", "fix(row)").replace(
        "def visit", "def fix(row):\n    op.drop_column('a', row.name)\ndef visit"
    )
    assert unknown_of(tmp_path, dangerous)


def test_options_of_a_library_that_does_not_know_them_are_unknown_and_no_more(tmp_path: Path) -> None:
    """Who registers them was not followed: a revision that asks for one works all the same."""
    (tmp_path / "libraries").mkdir()
    (tmp_path / "libraries/options.py").write_text(
        "class Options:\n    def __init__(self): self.known = {}\n"
        "    def create(self, name): return Group(self, name)\n"  # what might touch a database, were it lent one
        "    def __getattr__(self, name): return self._get(name)\n    def __getitem__(self, key): return self.create(key)\n"
        "    def _get(self, name):\n        try:\n            return self.known[name]\n"
        "        except KeyError:\n            raise AttributeError(name)\n"
        "class Group:\n    def __init__(self, options, name): self.options = options\n"
        "    @property\n    def limit(self): return self.options._get('limit')\nOPTIONS = Options()\n"
    )
    above = "from options import OPTIONS\n---\nquotas = sa.table('a', sa.column('x'))\n"
    body = "op.bulk_insert(quotas, [{'x': OPTIONS.limit}, {'x': OPTIONS['group'].limit}])\nop.add_column('a', sa.Column('y', sa.Text()))"
    history = read(write(tmp_path, TABLES, above + body), libraries="libraries")
    assert not history.head.unknown
    assert history.head.tables["a"].complete
    assert "y" in history.head.tables["a"].columns


def test_what_a_revision_itself_raises_ends_it(tmp_path: Path) -> None:
    above = "def refuse():\n    if op.get_bind().dialect.name == 'sqlite':\n        raise NotImplementedError\n---\n"
    body = above + "refuse()\nop.drop_table('b')"
    assert replayed(tmp_path, TABLES, body, dialect="sqlite").head.unknown
    assert set(replayed(tmp_path, TABLES, body, dialect="postgresql").head.tables) == {"a"}


def test_an_engine_that_was_got_elsewhere_has_the_dialect_of_this_one(tmp_path: Path) -> None:
    body = "from app.db import get_engine\nif get_engine().dialect.name == 'mysql':\n    op.drop_table('b')"
    assert set(replayed(tmp_path, TABLES, body, dialect="postgresql").head.tables) == {"a", "b"}
    assert set(replayed(tmp_path, TABLES, body, dialect="mysql").head.tables) == {"a"}


def test_temporary_tables_are_there_and_in_no_schema(tmp_path: Path) -> None:
    history = replayed(
        tmp_path,
        """
        op.execute("CREATE TEMP TABLE IF NOT EXISTS aside ON COMMIT DROP AS SELECT 1 AS id")
        op.execute("CREATE INDEX ix_aside ON aside (id)")
        op.drop_table("aside")
        op.create_table("other", sa.Column("id", sa.Integer()), prefixes=["TEMPORARY"])
        op.create_index("ix_other", "other", ["id"])
        """,
        dialect="postgresql",
    )
    assert (history.head.tables, history.problems, history.unknowns) == ({}, [], [])
