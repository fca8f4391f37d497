"""What we read from SQL is what a real database, given the same SQL, tells back."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
import sqlalchemy as sa
from alembic_ls.changes.apply import apply
from alembic_ls.changes.rules import Rules
from alembic_ls.dialects.reflection import told_back
from alembic_ls.history.sql import read_sql
from alembic_ls.schema.operations import Obscure
from alembic_ls.schema.tables import Column, Schema, Table
from alembic_ls.schema.types import Type

COMMON = {
    "a table with everything in it": """
        CREATE TABLE parent (id INTEGER PRIMARY KEY NOT NULL, code TEXT NOT NULL UNIQUE);
        CREATE TABLE child (
            id INTEGER NOT NULL,
            parent_id INTEGER REFERENCES parent (id) ON DELETE CASCADE,
            "Odd Name" TEXT DEFAULT 'it''s, (odd)',
            amount NUMERIC(10, 2) DEFAULT 0 NOT NULL,
            made TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
            flag BOOLEAN, -- a comment, with a comma
            CONSTRAINT pk_child PRIMARY KEY (id),
            CONSTRAINT uq_child UNIQUE (parent_id, amount),
            CONSTRAINT ck_child CHECK (amount >= 0 AND amount IN (1, 2)),
            CONSTRAINT fk_child FOREIGN KEY (id) REFERENCES parent (id) ON DELETE SET NULL ON UPDATE CASCADE
        ) /* and /* no more */""",
    "indexes": """
        CREATE TABLE t (a INTEGER, b VARCHAR, c VARCHAR);
        CREATE INDEX ix_a ON t (a);
        CREATE UNIQUE INDEX IF NOT EXISTS ix_ab ON t (a, b DESC);
        CREATE UNIQUE INDEX IF NOT EXISTS ix_ab ON t (a);
        CREATE INDEX ix_where ON t (c) WHERE a > 0 AND b IN ('x', 'y');
        CREATE INDEX ix_gone ON t (b); DROP INDEX ix_gone; DROP INDEX IF EXISTS ix_never""",
    "columns come and go": """
        CREATE TABLE t (a INTEGER);
        ALTER TABLE t ADD COLUMN b VARCHAR(5) NOT NULL DEFAULT 'x';
        ALTER TABLE t ADD c INTEGER;
        ALTER TABLE t RENAME COLUMN b TO d;
        ALTER TABLE t DROP COLUMN c;
        ALTER TABLE t RENAME TO u; INSERT INTO u (a, d) VALUES (1, '--;')""",
    "references to whatever the primary key is": """
        CREATE TABLE p (id INTEGER NOT NULL, name VARCHAR, PRIMARY KEY (id));
        CREATE TABLE t (a INTEGER NOT NULL PRIMARY KEY, b INTEGER REFERENCES t, c INTEGER, FOREIGN KEY (c) REFERENCES p ON DELETE CASCADE)""",
    "tables dropped": "CREATE TABLE a (x INTEGER); CREATE TABLE b (x INTEGER); DROP TABLE a; DROP TABLE IF EXISTS never",
}
POSTGRESQL = {
    "several actions at once": """
        CREATE TABLE t (a int, "B" character varying(5), c text NOT NULL DEFAULT 'x');
        ALTER TABLE ONLY public.t
            ADD COLUMN IF NOT EXISTS a int, ADD COLUMN e timestamptz NOT NULL DEFAULT now(),
            ALTER COLUMN "B" SET DATA TYPE varchar(50), ALTER "B" SET NOT NULL, ALTER c DROP NOT NULL,
            ALTER COLUMN c DROP DEFAULT,
            ALTER a TYPE bigint USING a::bigint, ALTER a SET DEFAULT 5,
            ADD CONSTRAINT uq_t UNIQUE (a, "B") DEFERRABLE INITIALLY DEFERRED, ADD CHECK (a > 0) NO INHERIT,
            DROP COLUMN IF EXISTS never CASCADE""",
    "types": """
        CREATE TABLE t (a serial PRIMARY KEY, b bigserial, c double precision, d float(10), e real, f numeric(5), g decimal(5,2),
            h uuid, i jsonb, j json, k bytea,
            l time(3) with time zone, m timestamp(0) without time zone, n interval, o varchar[],
            p int[3][], q char(3), r bool, s smallint, t inet, u tsvector, v bit varying(5), w int4range,
            x text COLLATE "C", y date, z timestamptz(3))""",
    "an enum's life": """
        CREATE TYPE color AS ENUM ('red', 'it''s');
        CREATE TABLE t (c color NOT NULL DEFAULT 'red', d public.color[]);
        ALTER TYPE color ADD VALUE IF NOT EXISTS 'blue' BEFORE 'red';
        ALTER TYPE color RENAME VALUE 'it''s' TO 'its';
        ALTER TYPE color RENAME TO colour;
        CREATE TYPE shade AS ENUM ('dark'); DROP TYPE IF EXISTS shade, never""",
    "an enum replaced": """
        CREATE TYPE long AS ENUM ('one', 'two'
            'fold', 'three');
        CREATE TABLE folded (a long, b VARCHAR DEFAULT 'x'
            'y');
        CREATE TYPE k AS ENUM ('a', 'b');
        CREATE TABLE t (c k DEFAULT 'a');
        ALTER TYPE k RENAME TO k_old; CREATE TYPE k AS ENUM ('a', 'c');
        ALTER TABLE t ALTER COLUMN c DROP DEFAULT;
        ALTER TABLE t ALTER COLUMN c TYPE k USING (CASE WHEN c::text = 'b' THEN 'c' ELSE c::text END)::k;
        ALTER TABLE t ALTER COLUMN c SET DEFAULT 'a'; DROP TYPE k_old""",
    "constraints": """
        CREATE TABLE p (id int PRIMARY KEY, n int);
        CREATE TABLE t (a int, b int);
        ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id) ON DELETE RESTRICT NOT VALID;
        ALTER TABLE t VALIDATE CONSTRAINT fk;
        ALTER TABLE t RENAME CONSTRAINT fk TO fk_new;
        ALTER TABLE t ADD PRIMARY KEY (b), ADD UNIQUE (a);
        ALTER TABLE t ADD CONSTRAINT gone CHECK (a > 0);
        ALTER TABLE t DROP CONSTRAINT gone, DROP CONSTRAINT IF EXISTS never;
        CREATE UNIQUE INDEX ix ON p (n); ALTER TABLE p ADD CONSTRAINT uq_p UNIQUE USING INDEX ix""",
    "indexes of all kinds": """
        CREATE TABLE t (a varchar, b jsonb, c tsvector, d timestamp);
        CREATE INDEX i1 ON t USING gin (b jsonb_path_ops);
        CREATE INDEX i2 ON public.t USING btree (lower(a), d DESC NULLS LAST);
        CREATE INDEX i3 ON t (a) INCLUDE (d) WITH (fillfactor = 70) WHERE d IS NOT NULL;
        CREATE UNIQUE INDEX i4 ON t ((b ->> 'k'), COALESCE(a, ''));
        CREATE INDEX i5 ON t (a varchar_pattern_ops); ALTER INDEX i5 RENAME TO i6; ALTER INDEX IF EXISTS never RENAME TO x""",
    "generated": """
        CREATE TABLE t (a int GENERATED BY DEFAULT AS IDENTITY (START 5), b int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            c int GENERATED ALWAYS AS (a * 2) STORED)""",
    "comments": """
        CREATE TABLE t (a int); COMMENT ON TABLE t IS 'a table'; COMMENT ON COLUMN public.t.a IS 'a column';
        CREATE TABLE u (a int); COMMENT ON TABLE u IS 'x'; COMMENT ON TABLE u IS NULL""",
    "guards that hold": """
        DO $$ BEGIN CREATE TYPE e AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN null; END $$;
        DO $$ BEGIN CREATE TYPE e AS ENUM ('b'); EXCEPTION WHEN duplicate_object THEN null; END $$;
        CREATE TABLE t (a int, CONSTRAINT ck CHECK (a > 0));
        DO $do$
        DECLARE n int := 0;
        BEGIN
            IF NOT EXISTS (SELECT 1 FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = 't' AND column_name = 'b') THEN
                ALTER TABLE t ADD COLUMN b text;
            END IF;
            IF EXISTS (SELECT 1 FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
                WHERE c.conname = 'ck' AND r.relname = 't') THEN
                EXECUTE 'ALTER TABLE t DROP CONSTRAINT ck';
            ELSE
                ALTER TABLE t ADD COLUMN wrong int;
            END IF;
            IF EXISTS (SELECT FROM pg_tables WHERE tablename = 'never') THEN
                DROP TABLE t;
            ELSIF to_regclass('public.t') IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = 'ix') THEN
                CREATE INDEX ix ON t (a);
            END IF;
            IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'e') THEN CREATE TYPE e AS ENUM ('c'); END IF;
            IF NOT EXISTS (SELECT 1 FROM pg_enum x JOIN pg_type y ON x.enumtypid = y.oid
                WHERE y.typname = 'e' AND x.enumlabel = 'z') THEN
                CREATE TABLE z (a int);
            END IF;
            IF EXISTS (SELECT 1 FROM pg_class WHERE relname = 'ix') THEN RETURN; END IF;
            DROP TABLE t;
        END $do$ LANGUAGE plpgsql""",
    "what leaves no trace": """
        CREATE TABLE t (a int);
        CREATE OR REPLACE FUNCTION f() RETURNS trigger AS $$ BEGIN DROP TABLE t; RETURN NEW; END; $$ LANGUAGE plpgsql;
        CREATE TRIGGER tr BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f();
        CREATE SEQUENCE s; ALTER SEQUENCE s OWNED BY t.a; ALTER TABLE t ENABLE ROW LEVEL SECURITY;
        ALTER TABLE t SET (fillfactor = 70);
        CREATE TEMPORARY TABLE tmp (a int); GRANT SELECT ON t TO PUBLIC; SET LOCAL lock_timeout = '5s'; LOCK TABLE t;
        WITH x AS (SELECT 1 AS a) INSERT INTO t SELECT a FROM x; DROP TRIGGER tr ON t; DROP FUNCTION IF EXISTS f()""",
}
SQLITE = {
    "sqlite's own ways": """
        CREATE TABLE [t] (`a` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, b DATETIME, c, d VARCHAR(5) COLLATE NOCASE);
        PRAGMA foreign_keys = OFF;
        CREATE TABLE "Mixed" ("Case" INTEGER, other INTEGER REFERENCES t);
        CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET b = CASE WHEN 1 THEN 2 END; DELETE FROM t; END;
        CREATE TABLE new (x INTEGER, y TEXT DEFAULT (1 + 2)); DROP TABLE "Mixed"; ALTER TABLE new RENAME TO "Mixed" """,
}


def replayed(text: str, dialect: str) -> Schema:
    """The schema after the statements, as we read and apply them; each has to be understood."""
    schema = Schema()
    for operation in read_sql(text, dialect, before=schema):
        assert not isinstance(operation, Obscure), operation.why.reason
        applied = apply(schema, operation, Rules(dialect))
        assert not applied.problems, applied.problems
        schema = applied.schema
    return schema


def facts(table: Table, dialect: str) -> dict[str, Any]:
    """What is compared of a table, as we have it."""
    return {
        "columns": {name: _column(column, dialect) for name, column in table.columns.items()},
        "primary key": table.primary_key.columns,
        "foreign keys": sorted((one.columns, one.table, one.refers, one.ondelete, one.onupdate) for one in table.foreign_keys),
        "uniques": sorted(one.columns for one in table.uniques),
        "indexes": sorted((one.name, tuple(map(_plain, one.columns)), bool(one.unique)) for one in table.indexes),
        "checks": sorted(str(one.name) for one in table.checks),
        "comment": table.comment,
    }


def _column(column: Column, dialect: str) -> tuple[object, ...]:
    assert isinstance(column.type, Type)
    return (
        told_back(column.type, dialect) or "NULL",
        column.nullable,
        column.comment,
        column.identity is not None,
        column.computed is not None,
    )


def _plain(element: str) -> str | None:
    """The column of an index element, None for an expression; the order does not matter here."""
    name = element.strip("()").split(" ")[0] if element.endswith((" DESC)", " LAST)")) else element
    return None if name.startswith("(") else name


def told(connection: sa.Connection, dialect: str) -> dict[str, dict[str, Any]]:
    """The same facts of every table, as the database tells them."""
    inspector = sa.inspect(connection)
    return {name: _told(inspector, name, connection.dialect, dialect) for name in inspector.get_table_names()}


def _told(inspector: sa.Inspector, name: str, real: sa.Dialect, dialect: str) -> dict[str, Any]:
    uniques = [tuple(one["column_names"]) for one in inspector.get_unique_constraints(name)]
    return {
        "columns": {
            one["name"]: (
                "NULL" if isinstance(one["type"], sa.types.NullType) else one["type"].compile(real),
                one["nullable"],
                one.get("comment"),
                "identity" in one,
                "computed" in one,
            )
            for one in inspector.get_columns(name)
        },
        "primary key": tuple(inspector.get_pk_constraint(name)["constrained_columns"]),
        "foreign keys": sorted(
            (
                tuple(one["constrained_columns"]),
                one["referred_table"],
                tuple(one["referred_columns"]),
                one["options"].get("ondelete"),
                one["options"].get("onupdate"),
            )
            for one in inspector.get_foreign_keys(name)
        ),
        "uniques": sorted(uniques),
        "indexes": sorted(
            (str(one["name"]), tuple(one["column_names"]), bool(one["unique"]))
            for one in inspector.get_indexes(name)
            if not one.get("duplicates_constraint")
        ),
        "checks": sorted(str(one["name"]) for one in inspector.get_check_constraints(name)),
        "comment": inspector.get_table_comment(name)["text"] if dialect == "postgresql" else None,
    }


def lines(facts: dict[str, dict[str, Any]]) -> set[str]:
    """One line a fact: a difference is then short to read."""
    return {
        f"{table} {what} {one}: {value[one] if isinstance(value, dict) else ''}"
        for table, kinds in facts.items()
        for what, value in kinds.items()
        for one in (value if isinstance(value, dict | list) and value else [value])
    }


@pytest.mark.parametrize("text", [*COMMON.values(), *SQLITE.values()], ids=[*COMMON, *SQLITE])
def test_sqlite_tells_what_we_read(text: str) -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore", sa.exc.SAWarning)
        connection.connection.executescript(text)  # type: ignore[attr-defined]
        real = told(connection, "sqlite")
    real.pop("sqlite_sequence", None)
    assert lines({name: facts(table, "sqlite") for name, table in replayed(text, "sqlite").tables.items()}) == lines(real)


@pytest.fixture
def postgresql(new_database: Callable[[], AbstractContextManager[sa.URL]]) -> Iterator[sa.Connection]:
    """A connection to an empty database."""
    with new_database() as url, sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        yield connection


@pytest.mark.parametrize("text", [*COMMON.values(), *POSTGRESQL.values()], ids=[*COMMON, *POSTGRESQL])
def test_postgresql_tells_what_we_read(text: str, postgresql: sa.Connection) -> None:
    text = text.removesuffix("/* and /* no more */")
    postgresql.exec_driver_sql(text)
    ours = replayed(text, "postgresql")
    mine = {name: facts(table, "postgresql") for name, table in ours.tables.items()}
    assert lines(mine) == lines(told(postgresql, "postgresql"))
    enums = {one["name"]: tuple(one["labels"]) for one in sa.inspect(postgresql).get_enums()}  # type: ignore[attr-defined]
    assert {name: enum.values for name, enum in ours.enums.items()} == enums
