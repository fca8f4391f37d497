"""What we replay is what real Alembic leaves in a database, over the idioms that real revisions use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import sqlalchemy as sa
from revisions import read, reflected, told, upgraded, write

USERS = """
op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(50), nullable=False))
"""
POSTS = """
op.create_table(
    "posts",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("title", sa.String(length=20), server_default="none", nullable=False),
    sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id", name="fk_posts_user", ondelete="CASCADE")),
    sa.Column("slug", sa.Text(), index=True),
    sa.PrimaryKeyConstraint("id"),
    sa.UniqueConstraint("title", "slug", name="uq_title_slug"),
)
"""
COUNTERS = """
op.create_table("counters", sa.Column("n", sa.Integer()), sa.Column("m", sa.BigInteger(), server_default=sa.text("0")))
"""

_FROZEN = """
def frozen():
    metadata = sa.MetaData()

    def _index(name, table, columns, **kw):
        return sa.Index(name, *(metadata.tables[table].c[column] for column in columns), **kw)

    sa.Table("posts", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("slug", sa.Text, index=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id", name="fk_posts_user")))
    _index("ix_posts_own", "posts", ["user_id", "slug"], unique=True)
    sa.Table("users", metadata, sa.Column("id", sa.Integer()), sa.Column("name", sa.String(50)), sa.PrimaryKeyConstraint("id"))
    _index("ix_users_name", "users", ["name"], unique=False)
    return metadata
"""

HISTORIES: dict[str, list[str]] = {
    "tables of a schema that a helper holds": [
        _FROZEN
        + """---
for table in frozen().sorted_tables:
    table.create(op.get_bind())
""",
    ],
    "a schema that a helper holds": [
        _FROZEN
        + """---
bind = op.get_bind()
existing = set(sa.inspect(bind).get_table_names())
for table in frozen().sorted_tables:
    if table.name not in existing:
        table.create(bind)
""",
        """
        op.drop_index("ix_users_name", "users")
        """,
        _FROZEN
        + """---
bind = op.get_bind()
inspector = sa.inspect(bind)
for table in frozen().sorted_tables:
    present = {index["name"] for index in inspector.get_indexes(table.name)}
    for index in table.indexes:
        if index.name not in present:
            index.create(bind)
        elif index.name == "ix_posts_slug":
            index.drop(bind)
""",
    ],
    "foreign keys with use_alter": [
        USERS,
        """
        op.create_table("posts", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("user_id", sa.Integer()),
            sa.Column("other_id", sa.Integer(), sa.ForeignKey("users.id", name="fk_other", use_alter=True)), sa.Column("third_id", sa.Integer()),
            sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_user", use_alter=True),
            sa.ForeignKeyConstraint(["third_id"], ["users.id"], name="fk_third"))
        """,
        """
        metadata = sa.MetaData()
        sa.Table("users", metadata, sa.Column("id", sa.Integer(), primary_key=True))
        both = [sa.Table(name, metadata, sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id", name=f"fk_{name}", use_alter=True))) for name in ("a", "b")]
        both[0].create(op.get_bind())
        metadata.create_all(op.get_bind())
        """,
    ],
    "temporary tables": [
        USERS,
        """
        bind = op.get_bind()
        bind.execute(text("CREATE TEMPORARY TABLE doubles AS SELECT id, name FROM users"))
        op.execute("CREATE INDEX ix_doubles_name ON doubles (name)")
        op.execute("ALTER TABLE doubles ADD COLUMN kept INTEGER")
        op.execute("UPDATE users SET name = (SELECT name FROM doubles WHERE doubles.id = users.id)")
        op.drop_table("doubles")
        op.create_table("_aside", sa.Column("id", sa.Integer()), prefixes=["TEMPORARY"])
        op.execute("INSERT INTO _aside SELECT id FROM users")
        op.execute("DROP TABLE _aside")
        op.create_table("doubles", sa.Column("id", sa.Integer()))
        """,
    ],
    "types that are put beside those of the library": [
        """
        import sqlalchemy.types as types
        class Amount(types.TypeDecorator):
            impl = sa.Numeric(9, 3)
            cache_ok = True
        sa.Amount = Amount
        types.Short = sa.String(7)
        ---
        op.create_table("prices", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("net", sa.Amount()), sa.Column("unit", types.Short))
        """,
    ],
    "the class of a dialect": [
        USERS,
        """
        from sqlalchemy.dialects.mysql.base import MySQLDialect
        from sqlalchemy.dialects.postgresql.base import PGDialect
        from sqlalchemy.dialects.sqlite.base import SQLiteDialect
        bind = op.get_bind()
        if isinstance(bind.dialect, PGDialect):
            op.add_column("users", sa.Column("on_postgresql", sa.Integer()))
        if isinstance(bind.dialect, (SQLiteDialect, MySQLDialect)):
            op.add_column("users", sa.Column("elsewhere", sa.Integer()))
        if not isinstance(bind.dialect, MySQLDialect):
            op.add_column("users", sa.Column("not_there", sa.Integer()))
        """,
    ],
    "rows that a helper's missing table would get": [
        """
        def create(name, *columns):
            op.create_table(name, *columns)
        ---
        create("users", sa.Column("id", sa.Integer(), primary_key=True))
        made = create("copies", sa.Column("id", sa.Integer(), primary_key=True))
        for row in op.get_bind().execute(text("SELECT id FROM users")):
            op.get_bind().execute(made.insert().values(id=row[0]))
        """,
    ],
    "rows of a class of its own": [
        USERS,
        """
        from sqlalchemy.orm import declarative_base
        Base = declarative_base()
        class User(Base):
            __tablename__ = "users"
            id = sa.Column(sa.Integer, primary_key=True)
            name = sa.Column(sa.String)
        ---
        op.get_bind().execute(User.__table__.insert().values(name="a"))
        op.get_bind().execute(User.__table__.update().values(name="b"))
        names = sa.select(User.__table__.c.name)
        op.get_bind().execute(User.__table__.insert().from_select(["name"], names))
        """,
    ],
    "keys that may be null, and collations in SQL": [
        """
        nullable = sa.Column("n", sa.Integer(), primary_key=True, nullable=True)
        op.create_table("t", sa.Column("id", sa.String(9), primary_key=True), nullable, sa.Column("s", sa.DateTime()))
        op.execute("CREATE TABLE raw (k text PRIMARY KEY, i integer)")
        collation = {"sqlite": "NOCASE", "postgresql": '"C"'}[op.get_bind().dialect.name]
        op.execute(f"CREATE INDEX ix_collation ON raw (k COLLATE {collation})")
        """,
    ],
    "tables copied from a reflected metadata": [
        USERS + POSTS,
        """
        meta = sa.MetaData()
        meta.reflect(op.get_bind(), only=["users", "posts"])
        for name in list(meta.tables.keys()):
            table = sa.Table(name, meta, autoload_with=op.get_bind())
            columns = []
            for column in table.columns:
                if isinstance(column.type, sa.types.NullType):
                    columns.append(sa.Column(column.name, sa.BigInteger()))
                else:
                    columns.append(column._copy())
            op.create_table("shadow_" + name, meta, *columns)
        """,
        """
        meta = sa.MetaData()
        meta.reflect(op.get_bind())
        for table in meta.sorted_tables:
            if not table.name.startswith("alembic_"):
                op.create_index("ix_of_" + table.name, table.name, ["id"])
        chosen = sa.MetaData()
        chosen.reflect(op.get_bind(), only=lambda name, _: name == "users")
        for name, table in chosen.tables.items():
            table.c.name.nullable = True
            table.c.name.type = sa.Text()
            op.create_table(name + "_2", *table.columns)
        if "posts" in chosen.tables:
            op.create_table("never", sa.Column("id", sa.Integer()))
        """,
    ],
    "batches over a copy of what the revision declares": [
        USERS
        + 'op.create_table("log", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("kept", sa.String(5), unique=True))',
        """
        from sqlalchemy.orm import declarative_base
        Base = declarative_base()
        class User(Base):
            __tablename__ = "users"
            id = sa.Column(sa.Integer, primary_key=True)
            name = sa.Column(sa.String(99), nullable=False)
            __table_args__ = (sa.Index("ix_name", "name"),)
        class Log(Base):
            __tablename__ = "log"
            id = sa.Column(sa.Integer, primary_key=True)
            kept = sa.Column(sa.String(7), unique=True)
        ---
        for name, table in Base.metadata.tables.items():
            if name == "users":
                with op.batch_alter_table(name, copy_from=table, recreate="always") as batch_op:
                    batch_op.alter_column("name", new_column_name="title")
                    batch_op.create_unique_constraint("uq_title", ["name"])
                    batch_op.create_index("ix_title", ["name"])
            if name == "log":
                with op.batch_alter_table(name, copy_from=table) as batch_op:
                    batch_op.alter_column("kept", nullable=False)
        """,
    ],
    "a table made anew of a reflected one": [
        USERS + POSTS,
        """
        bind = op.get_bind()
        table = sa.Table("posts", sa.MetaData(), autoload_with=bind)
        new = sa.Table("posts_new", sa.MetaData())
        for column in table.columns:
            new.append_column(column._copy())
        for key in list(table.constraints):
            if isinstance(key, sa.ForeignKeyConstraint) and key.referred_table.name == "users":
                new.append_constraint(key._copy())
            if isinstance(key, sa.UniqueConstraint) and {column.name for column in key.columns} != {"title"}:
                again = key._copy()
                if bind.dialect.name == "sqlite":
                    new.append_constraint(again)
        users = sa.Table("users", new.metadata, autoload_with=bind)
        new.create(bind)
        op.drop_table("posts")
        op.rename_table("posts_new", "posts")
        """,
        """
        op.create_unique_constraint(op.f("uq_final"), "posts", ["slug"]) if op.get_bind().dialect.name == "postgresql" else None
        op.create_index(op.f("ix_final"), "posts", ["slug", "title"])
        for found in sa.inspect(op.get_bind()).get_indexes("posts"):
            op.create_table(f"of_{found['name']}", sa.Column("id", sa.Integer()))
        """,
        """
        op.create_table("two", sa.Column("a", sa.Integer()), sa.UniqueConstraint("a", name="one"), sa.Column("b", sa.Integer(), unique=True))
        try:
            table = sa.Table("two", sa.MetaData(), autoload_with=op.get_bind())
            for key in table.constraints:
                if isinstance(key, sa.UniqueConstraint):
                    key._copy()  # which grows the set that is looped over
            op.drop_table("two")
        except RuntimeError:
            op.add_column("two", sa.Column("failed", sa.Integer()))
        """,
    ],
    "straight operations": [
        USERS,
        POSTS,
        'op.add_column("users", sa.Column("email", sa.String(), nullable=True))\n'
        'op.create_index(op.f("ix_users_email"), "users", ["email"], unique=True)',
        'op.drop_index("ix_posts_slug", table_name="posts")\nop.rename_table("users", "people")',
        'op.drop_table("posts")',
    ],
    "keywords and positions": [
        'op.create_table("t", sa.Column(name="a", type_=sa.Integer, primary_key=True), sa.Column("b", sa.Unicode(8)))',
        'op.create_index(index_name="ix", table_name="t", columns=["b"])\nop.create_index("iy", "t", ["a", "b"], unique=True)',
        'op.add_column(table_name="t", column=sa.Column("c", sa.Numeric(10, 2)))',
        'op.drop_index(index_name="ix", table_name="t")',
    ],
    "bare functions": [
        "from alembic.op import create_table, add_column\nfrom sqlalchemy import Column, Integer, String\n---\n"
        'create_table("t", Column("a", Integer, primary_key=True))\nadd_column("t", Column("b", String(3)))',
    ],
    "a batch": [
        USERS + POSTS,
        """
        with op.batch_alter_table("posts", schema=None) as batch_op:
            batch_op.add_column(sa.Column("body", sa.Text(), nullable=True))
            batch_op.alter_column("title", existing_type=sa.String(20), type_=sa.String(40), nullable=True, server_default=None)
            batch_op.alter_column("slug", new_column_name="path", existing_type=sa.Text())
            batch_op.create_unique_constraint("uq_path", ["path"])
            batch_op.drop_constraint("fk_posts_user", type_="foreignkey")
            batch_op.create_index(batch_op.f("ix_body"), ["body"])
        """,
        """
        with op.batch_alter_table("posts") as batch_op:
            batch_op.drop_index("ix_body")
            batch_op.drop_column("body")
            batch_op.drop_constraint("uq_title_slug", type_="unique")
            batch_op.create_foreign_key("fk_again", "users", ["user_id"], ["id"], ondelete="SET NULL")
        """,
    ],
    "the order inside a batch": [
        USERS + POSTS,
        """
        with op.batch_alter_table("posts", recreate="auto") as batch_op:
            batch_op.drop_column("user_id")
            batch_op.add_column(sa.Column("owner", sa.Integer()))
            batch_op.create_index("ix_owner", ["owner"])
        """,
    ],
    "guards by the inspector": [
        USERS,
        """
        def has(table, column):
            bind = op.get_bind()
            inspector = sa.inspect(bind)
            return column in [c["name"] for c in inspector.get_columns(table)]
        ---
        if not has("users", "email"):
            op.add_column("users", sa.Column("email", sa.String(9)))
        if not has("users", "email"):
            op.add_column("users", sa.Column("twice", sa.String(9)))
        inspector = inspect(op.get_bind())
        if "users" not in inspector.get_table_names() or not inspector.has_table("users"):
            op.drop_table("users")
        if "ix" not in {index["name"] for index in inspector.get_indexes("users")}:
            op.create_index("ix", "users", ["email"])
        if sa.inspect(op.get_bind()).get_pk_constraint("users")["constrained_columns"] == ["id"]:
            op.add_column("users", sa.Column("keyed", sa.Boolean()))
        if op.get_bind().dialect.has_table(op.get_bind(), "alembic_version"):
            op.add_column("users", sa.Column("versioned", sa.Boolean()))
        """,
    ],
    "an inspector remembers": [
        USERS,
        """
        inspector = sa.inspect(op.get_bind())
        columns = [c["name"] for c in inspector.get_columns("users")]
        op.add_column("users", sa.Column("a", sa.Integer()))
        if "a" not in [c["name"] for c in inspector.get_columns("users")]:
            op.add_column("users", sa.Column("stale", sa.Integer()))
        inspector.clear_cache()
        if "a" in [c["name"] for c in inspector.get_columns("users")]:
            op.add_column("users", sa.Column("fresh", sa.Integer()))
        """,
    ],
    "early return": [
        USERS,
        """
        if "users" in sa.inspect(op.get_bind()).get_table_names():
            return
        op.drop_table("users")
        """,
        'if context.is_offline_mode():\n    return\nop.add_column("users", sa.Column("online", sa.Integer()))',
    ],
    "loops over literals": [
        """
        NAMES = ("a", "b", "c")
        SPEC = {"x": sa.Integer(), "y": sa.String(5)}
        ---
        for name in NAMES:
            op.create_table(f"t_{name}", sa.Column("id", sa.Integer(), primary_key=True))
        for name, type_ in SPEC.items():
            op.add_column("t_a", sa.Column(name, type_))
        for number, name in enumerate(NAMES):
            if number % 2:
                continue
            with op.batch_alter_table("t_%s" % name) as batch_op:
                batch_op.add_column(sa.Column("n{}".format(number), sa.Integer()))
        columns = [sa.Column(c, sa.Integer()) for c in "pq"]
        op.create_table("t_d", sa.Column("id", sa.Integer(), primary_key=True), *columns)
        while len(columns) > 1:
            op.drop_column("t_d", columns.pop().name)
        """,
    ],
    "helpers and constants": [
        """
        TABLE = "things"
        def timestamps():
            return [sa.Column("created", sa.DateTime(), nullable=False), sa.Column("updated", sa.DateTime())]
        def make(name, *columns, **options):
            op.create_table(name, sa.Column("id", sa.Integer(), primary_key=True), *columns, *timestamps(), **options)
        class Names:
            index = "ix_" + TABLE
        ---
        make(TABLE, sa.Column("label", sa.String(7)))
        op.create_index(Names.index, TABLE, ["label"])
        """,
    ],
    "an imported helper": [
        "from helper import add, exists\n---\nadd(op, 't')\nif exists(op.get_bind(), 't'):\n    add(op, 'u')",
    ],
    "operations of its own": [
        """
        from alembic.operations import Operations, MigrateOperation
        @Operations.register_operation("create_things")
        class CreateThings(MigrateOperation):
            def __init__(self, name, size=3):
                self.name = name
                self.size = size
            @classmethod
            def create_things(cls, operations, name, **kw):
                return operations.invoke(cls(name, **kw))
        @Operations.implementation_for(CreateThings)
        def create_things(operations, operation):
            operations.create_table(operation.name, sa.Column("id", sa.Integer(), primary_key=True))
            operations.add_column(operation.name, sa.Column("label", sa.String(operation.size)))
        ---
        op.create_things("things", size=7)
        """,
    ],
    "try": [
        USERS,
        """
        try:
            op.drop_table("nowhere")
        except Exception:
            op.add_column("users", sa.Column("missed", sa.Integer()))
        else:
            op.drop_table("users")
        try:
            columns = sa.inspect(op.get_bind()).get_columns("nowhere")
        except sa.exc.NoSuchTableError:
            columns = []
        if not columns:
            op.add_column("users", sa.Column("none", sa.Integer()))
        """,
    ],
    "SQL": [
        USERS,
        """
        op.execute("ALTER TABLE users ADD COLUMN age INTEGER DEFAULT 3")
        op.get_bind().execute(sa.text("CREATE INDEX ix_age ON users (age)"))
        op.execute(sa.text("UPDATE users SET age = :age").bindparams(age=1))
        connection = op.get_bind()
        connection.execute(text("CREATE TABLE logs (id INTEGER NOT NULL PRIMARY KEY, note VARCHAR(10) NOT NULL)"))
        """,
    ],
    "data": [
        USERS,
        """
        table = op.create_table("roles", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("role", sa.String(9)))
        op.bulk_insert(table, [{"id": 1, "role": "admin"}])
        users = sa.table("users", sa.column("id", sa.Integer), sa.column("name", sa.String))
        op.execute(users.insert().values(id=1, name="a"))
        connection = op.get_bind()
        for row in connection.execute(sa.select(users.c.id, users.c.name)).fetchall():
            if row.name.startswith("a"):
                connection.execute(users.update().where(users.c.id == row.id).values(name=row.name.upper()))
        count = connection.execute(text("SELECT count(*) FROM users")).scalar()
        if count > 100:
            raise RuntimeError("too many")
        op.add_column("users", sa.Column("after", sa.Integer()))
        """,
    ],
    "tables of its own": [
        """
        metadata = sa.MetaData()
        users = sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(3)))
        ---
        users.create(op.get_bind())
        other = sa.MetaData()
        sa.Table("a", other, sa.Column("id", sa.Integer, primary_key=True))
        sa.Table("b", other, sa.Column("id", sa.Integer, primary_key=True), sa.Column("a_id", sa.ForeignKey("a.id")))
        other.create_all(op.get_bind())
        """,
        'sa.Table("b", sa.MetaData(), sa.Column("id", sa.Integer)).drop(op.get_bind(), checkfirst=True)',
    ],
    "classes of its own": [
        """
        from sqlalchemy.orm import declarative_base, Session
        Base = declarative_base()
        class User(Base):
            __tablename__ = "users"
            id = sa.Column(sa.Integer, primary_key=True)
            name = sa.Column(sa.String(30), nullable=False, index=True)
        ---
        Base.metadata.create_all(bind=op.get_bind())
        session = Session(bind=op.get_bind())
        session.add(User(id=1, name="a"))
        session.commit()
        """,
    ],
    "reflection": [
        USERS,
        """
        metadata = sa.MetaData()
        users = sa.Table("users", metadata, autoload_with=op.get_bind())
        if "email" not in users.c:
            op.add_column("users", sa.Column("email", sa.String(30)))
        for column in users.columns:
            if not column.nullable and column.name != "id":
                op.create_index(f"ix_{column.name}", users.name, [column.name])
        """,
    ],
    "the context": [
        USERS,
        """
        with op.get_context().autocommit_block():
            op.create_index("ix_name", "users", ["name"])
        if op.get_context().dialect.name != op.get_bind().dialect.name or op.get_context().as_sql:
            op.drop_table("users")
        if context.get_x_argument(as_dictionary=True).get("data"):
            op.drop_table("users")
        """,
    ],
    "conditional columns": [
        COUNTERS,
        """
        size = 10 if op.get_bind().dialect.name == "mysql" else 20
        kind = sa.String(size).with_variant(sa.Text(), "mysql")
        op.add_column("counters", sa.Column("label", kind, server_default=sa.text("'x'")))
        """,
    ],
}
SQLITE_ONLY: dict[str, list[str]] = {
    "texts and orders in indexes": [
        USERS,
        """
        op.create_index("ix_text", "users", ["id", text("name DESC")])
        op.create_index("ix_desc", "users", [sa.desc("name"), sa.text("id")])
        op.create_index("ix_literal", "users", [sa.literal_column("name"), sa.literal_column("id desc")])
        """,
    ],
    "constraints that SQLite does not alter": [
        USERS + POSTS,
        """
        try:
            op.create_foreign_key("fk_self", "posts", "posts", ["user_id"], ["id"])
            op.drop_table("posts")
        except NotImplementedError:
            op.create_index("ix_tried", "posts", ["title"])
        try:
            op.drop_constraint("uq_title_slug", "posts", type_="unique")
        except Exception as error:
            op.create_index("ix_tried_again", "posts", ["user_id"])
        """,
    ],
    "what a batch raises": [
        USERS,
        """
        caught = []
        def attempt(kind, name, *what):
            try:
                with op.batch_alter_table("users") as batch_op:
                    getattr(batch_op, name)(*what)
            except kind:
                caught.append(name)
        attempt(ValueError, "drop_constraint", "fk_nothing", "foreignkey")
        attempt(KeyError, "drop_column", "nothing")
        try:
            op.drop_column("users", "nothing")
        except sa.exc.OperationalError:
            caught.append("outside")
        op.create_table("_".join(caught), sa.Column("id", sa.Integer()))
        """,
    ],
    "SQLite's catalogue": [
        USERS,
        """
        connection = op.get_bind()
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type='table' AND name='users'")).fetchone()
        if found:
            op.add_column("users", sa.Column("found", sa.Integer()))
        columns = [row[1] for row in connection.execute(text("PRAGMA table_info(users)"))]
        if "found" in columns and "lost" not in columns:
            op.add_column("users", sa.Column("lost", sa.Integer()))
        op.execute("PRAGMA foreign_keys=OFF")
        """,
    ],
    "a table copied by hand": [
        USERS,
        """
        op.create_table("new", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("title", sa.String(5)))
        op.execute("INSERT INTO new (id, title) SELECT id, name FROM users")
        op.drop_table("users")
        op.rename_table("new", "users")
        """,
    ],
    "an unnamed constraint by its convention": [
        'op.create_table("t", sa.Column("a", sa.Integer(), primary_key=True), sa.Column("b", sa.Integer(), unique=True))',
        """
        with op.batch_alter_table("t", naming_convention={"uq": "uq_%(table_name)s_%(column_0_name)s"}) as batch_op:
            batch_op.drop_constraint("uq_t_b", type_="unique")
        """,
    ],
    "constraints that a batch has named": [
        USERS,
        """
        op.create_table("t", sa.Column("a", sa.Integer(), primary_key=True), sa.Column("b", sa.Integer(), sa.ForeignKey("users.id")),
            sa.Column("c", sa.Integer(), sa.ForeignKey("users.id")), sa.UniqueConstraint("b", "c"))
        names = {"fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}
        with op.batch_alter_table("t", naming_convention=names) as batch_op:
            batch_op.alter_column("c", type_=sa.BigInteger())
        """,
        """
        keys = [key["name"] for key in sa.inspect(op.get_bind()).get_foreign_keys("t") if key["constrained_columns"] == ["b"]]
        with op.batch_alter_table("t") as batch_op:
            batch_op.drop_constraint(keys[0], type_="foreignkey")
        """,
    ],
}
POSTGRESQL_ONLY: dict[str, list[str]] = {
    "names that are too long in SQL": [
        USERS,
        f"""
        op.execute("CREATE INDEX ix_{'a' * 70} ON users (name)")
        op.execute("CREATE INDEX ix_{'b' * 70} ON users (name)")
        op.execute("ALTER TABLE users ADD CONSTRAINT uq_{'c' * 70} UNIQUE (name)")
        op.execute("ALTER TABLE users ADD COLUMN c_{'d' * 70} INTEGER")
        """,
        f"""
        op.execute("DROP INDEX ix_{'b' * 70}")
        op.drop_index("ix_{'a' * 60}", "users")
        """,
    ],
    "an alter_column that alters nothing": [
        USERS,
        """
        with op.batch_alter_table("users") as batch_op:
            batch_op.alter_column(sa.Column("name", sa.Text(), nullable=False))
        """,
    ],
    "a unique constraint that is the primary key": [
        """
        key, same = sa.PrimaryKeyConstraint("a", "b"), sa.UniqueConstraint("a", "b", name="l_uc")
        op.create_table("l", sa.Column("a", sa.Integer()), sa.Column("b", sa.Integer()), key, same)
        to = sa.ForeignKeyConstraint(["a", "b"], ["l.a", "l.b"], name="fk_m")
        op.create_table("m", sa.Column("a", sa.Integer()), sa.Column("b", sa.Integer()), to)
        op.execute("ALTER TABLE l DROP CONSTRAINT l_uc CASCADE")
        op.create_primary_key("l_pkey", "l", ["a", "b"])
        op.create_unique_constraint("l_uc", "l", ["a", "b"])
        """,
    ],
    "enums": [
        """
        kind = postgresql.ENUM("a", "b", name="kind", create_type=False)
        ---
        kind.create(op.get_bind(), checkfirst=True)
        op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("kind", kind, nullable=False))
        op.create_table("u", sa.Column("state", sa.Enum("x", "y", name="state")))
        """,
        """
        labels = op.get_bind().execute(text("SELECT unnest(enum_range(NULL::kind))")).fetchall()
        if "c" not in [row[0] for row in labels]:
            op.execute("ALTER TYPE kind ADD VALUE 'c'")
        exists = op.get_bind().execute(text("SELECT 1 FROM pg_type WHERE typname = :name"), {"name": "state"}).scalar()
        if exists:
            op.add_column("t", sa.Column("exists", sa.Integer()))
        """,
        'op.drop_table("u")\nsa.Enum(name="state").drop(op.get_bind(), checkfirst=True)',
    ],
    "information_schema": [
        USERS,
        """
        def has_column(table, column):
            return op.get_bind().execute(
                text(
                    "SELECT EXISTS (SELECT 1 FROM information_schema.columns "
                    "WHERE table_schema = current_schema() AND table_name = :t AND column_name = :c)"
                ),
                {"t": table, "c": column},
            ).scalar()
        ---
        if not has_column("users", "email"):
            op.add_column("users", sa.Column("email", sa.String(9), unique=True))
        if has_column("users", "email"):
            op.create_index("ix_email", "users", ["email"], if_not_exists=True)
        rows = op.get_bind().execute(
            text(
                "SELECT constraint_name FROM information_schema.table_constraints "
                "WHERE table_name = 'users' AND constraint_type = 'UNIQUE'"
            )
        )
        for (name,) in rows:
            op.drop_constraint(name, "users", type_="unique")
        """,
    ],
    "keys that information_schema tells of": [
        USERS + POSTS,
        """
        bind = op.get_bind()
        asked = text('''
            SELECT tc.table_name, tc.constraint_name, kcu.column_name, ccu.column_name AS foreign_column_name
            FROM information_schema.table_constraints AS tc
            JOIN information_schema.key_column_usage AS kcu
                ON tc.constraint_name = kcu.constraint_name AND tc.table_schema = kcu.table_schema
            JOIN information_schema.constraint_column_usage AS ccu
                ON ccu.constraint_name = tc.constraint_name AND ccu.table_schema = tc.table_schema
            WHERE tc.constraint_type = 'FOREIGN KEY' AND ccu.table_name = :table_name
        ''')
        incoming = [tuple(row) for row in bind.execute(asked, {"table_name": "users"})]
        for table, name, column, foreign_column in incoming:
            op.drop_constraint(name, table, type_="foreignkey")
        op.drop_table("users")
        op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
        for table, name, column, foreign_column in incoming:
            op.create_foreign_key(name + "_again", table, "users", [column], [foreign_column])
        unique = bind.execute(text(
            "SELECT tc.constraint_name FROM information_schema.table_constraints tc JOIN information_schema.key_column_usage k "
            "ON k.constraint_name = tc.constraint_name WHERE tc.table_name = 'posts' AND k.column_name = 'slug' AND constraint_type = 'UNIQUE'"
        )).scalar()
        op.drop_constraint(unique, "posts", type_="unique")
        """,
    ],
    "altered columns": [
        USERS,
        """
        op.alter_column("users", "name", existing_type=sa.String(50), type_=sa.Text(), nullable=True, server_default="x")
        op.alter_column("users", "name", new_column_name="label", server_default=None)
        op.create_unique_constraint(None, "users", ["label"])
        op.drop_constraint("users_label_key", "users", type_="unique")
        op.create_check_constraint("ck", "users", sa.column("id") > 0)
        op.execute("ALTER TABLE users RENAME CONSTRAINT users_pkey TO pk_users")
        """,
    ],
}  # fmt: skip
HELPER = """
import sqlalchemy as sa
def add(op, name):
    op.create_table(name, sa.Column("id", sa.Integer(), primary_key=True))
def exists(connection, name):
    return sa.inspect(connection).has_table(name)
"""


def _held_against_alembic(folder: Path, bodies: list[str], connection: sa.Connection) -> None:
    (folder / "helper.py").write_text(HELPER)
    write(folder, *bodies)
    upgraded(folder, connection)
    history = read(folder, connection.dialect.name)
    assert history.unknowns == []
    assert told(history.head, connection.dialect.name) == reflected(connection)


@pytest.mark.parametrize("name", [*HISTORIES, *SQLITE_ONLY])
def test_on_sqlite(tmp_path: Path, name: str) -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        _held_against_alembic(tmp_path, {**HISTORIES, **SQLITE_ONLY}[name], connection)


@pytest.fixture
def postgresql(new_database: Callable[[], AbstractContextManager[sa.URL]]) -> Iterator[sa.Connection]:
    """A connection to a database of its own."""
    with new_database() as url, sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        yield connection


@pytest.mark.parametrize("name", [*(name for name in HISTORIES if name != "try"), *POSTGRESQL_ONLY])
def test_on_postgresql(tmp_path: Path, postgresql: sa.Connection, name: str) -> None:
    _held_against_alembic(tmp_path, {**HISTORIES, **POSTGRESQL_ONLY}[name], postgresql)
