"""Real Alembic runs examples/todo both ways with rows in it, and finds in examples/todo-faulty what FAULTS.md lists."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

EXAMPLES = Path(__file__).parents[2] / "examples"
FIRST_REVISION = "4d0b1f6a92c7"
LAST_BEFORE_ENUM_VALUE = "e4b87a2f6d19"
ADA = uuid.UUID(int=7).hex

ONE_REVISION_AT_A_TIME = str(Path(__file__).with_name("one_revision_at_a_time.py"))


def put_old_rows(backend) -> None:
    """Fill the two tables of the first revision, the priorities spelt as users spelt them."""
    backend.execute(
        'INSERT INTO "user" (id, email, name, hashed_password) VALUES (:id, :email, :name, :secret)',
        id=ADA, email="ada@example.org", name="Ada", secret="x",
    )  # fmt: skip
    for number, priority in enumerate(["low", "HIGH", "whenever", "asap"], start=1):
        backend.execute(
            "INSERT INTO task (title, priority, done, owner_id) VALUES (:title, :priority, :done, :owner)",
            title=f"task {number}", priority=priority, done=number == 1, owner=ADA,
        )  # fmt: skip


def put_new_rows(backend) -> None:
    """Fill what came later, with all that the downgrades have to cope with."""
    backend.execute("INSERT INTO category (name, owner_id) VALUES ('home', :owner)", owner=ADA)
    backend.execute("INSERT INTO tag (name) VALUES ('garden')")
    backend.execute("INSERT INTO task_tag (task_id, tag_id) VALUES (1, 1)")
    backend.execute("INSERT INTO comment (body, task_id, author_id) VALUES ('soon', 1, :owner)", owner=ADA)
    backend.execute("UPDATE task SET category_id = 1, due_date = '2025-12-24'")
    backend.execute("UPDATE task SET status = 'archived' WHERE id = 2")
    backend.execute("UPDATE task SET status = 'in_progress' WHERE id = 3")


@pytest.fixture
def todo(backend_of: Callable):
    """A copy of examples/todo, without its tables yet."""
    return backend_of("todo")


def test_upgrades_downgrades_and_upgrades_again_and_is_clean(todo) -> None:
    todo.alembic("upgrade", "head")
    assert "No new upgrade operations detected." in todo.alembic("check")
    todo.alembic("downgrade", "base")
    assert left_behind(todo) == ["alembic_version"]
    todo.alembic("upgrade", "head")
    assert "No new upgrade operations detected." in todo.alembic("check")


def left_behind(backend) -> list[str]:
    """The names of the tables, sequences and enum types that are there."""
    if backend.engine.dialect.name == "postgresql":
        rows = backend.query(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')"
            " UNION SELECT typname FROM pg_type WHERE typtype = 'e'"
        )
    else:
        rows = backend.query("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [name for (name,) in rows]


def test_rows_survive_every_revision_alone_up_and_down_and_up(todo) -> None:
    todo.alembic("upgrade", FIRST_REVISION)
    put_old_rows(todo)

    todo.python(ONE_REVISION_AT_A_TIME, "up")
    assert todo.query("SELECT id, position, priority_id, status FROM task ORDER BY id") == [
        (1, 1, 1, "done"),
        (2, 2, 3, "todo"),
        (3, 3, 2, "todo"),
        (4, 4, 4, "todo"),
    ]
    assert todo.query('SELECT full_name FROM "user"') == [("Ada",)]

    put_new_rows(todo)
    todo.python(ONE_REVISION_AT_A_TIME, "down", FIRST_REVISION)
    assert todo.query("SELECT title, priority, done FROM task ORDER BY id") == [
        ("task 1", "low", True),
        ("task 2", "high", True),
        ("task 3", "medium", False),
        ("task 4", "urgent", False),
    ]
    assert todo.query('SELECT name FROM "user"') == [("Ada",)]

    todo.python(ONE_REVISION_AT_A_TIME, "up")
    assert "No new upgrade operations detected." in todo.alembic("check")


def test_status_is_the_type_it_was_after_the_downgrade_of_a_new_value(todo) -> None:
    todo.alembic("upgrade", "head")
    todo.alembic("downgrade", LAST_BEFORE_ENUM_VALUE)
    if todo.engine.dialect.name == "postgresql":
        labels = "SELECT typname, enumlabel FROM pg_enum JOIN pg_type t ON t.oid = enumtypid ORDER BY enumsortorder"
        assert todo.query(labels) == [("taskstatus", "todo"), ("taskstatus", "in_progress"), ("taskstatus", "done")]
    put_user = 'INSERT INTO "user" (id, email, hashed_password) VALUES (:id, :email, :secret)'
    todo.execute(put_user, id=ADA, email="ada@example.org", secret="x")
    todo.execute("INSERT INTO task (title, position, priority_id, owner_id) VALUES ('a', 1, 1, :owner)", owner=ADA)
    assert todo.query("SELECT status FROM task") == [("todo",)]


def test_every_downgrade_restores_the_schema_that_its_upgrade_found(todo) -> None:
    todo.python(ONE_REVISION_AT_A_TIME, "there-and-back")


def test_constraints_bear_the_names_that_the_models_give_them(todo) -> None:
    """Alembic compares neither primary keys nor checks; both have to be there under the names of the convention."""
    todo.alembic("upgrade", "head")
    inspector = sa.inspect(todo.engine)
    in_database = {
        constraint["name"]
        for table in set(inspector.get_table_names()) - {"alembic_version"}
        for constraint in (
            inspector.get_pk_constraint(table),
            *inspector.get_foreign_keys(table),
            *inspector.get_unique_constraints(table),
            *inspector.get_check_constraints(table),
        )
    }
    in_models = todo.python(
        "-c",
        "import app.models, sqlmodel\n"
        "for table in sqlmodel.SQLModel.metadata.tables.values():\n"
        "    print(*(constraint.name for constraint in table.constraints))",
    )
    assert in_database == set(in_models.split())


def documented_faults() -> list[str]:
    """What FAULTS.md says that Alembic says."""
    text = (EXAMPLES / "todo-faulty" / "FAULTS.md").read_text(encoding="utf-8")
    return re.findall(r"^- (Detected .+)$", text, re.MULTILINE)


def test_alembic_reports_the_documented_faults_and_no_other(backend_of: Callable) -> None:
    faulty = backend_of("todo-faulty")
    faulty.alembic("upgrade", "head")
    check = faulty.run("-m", "alembic", "check")
    assert "New upgrade operations detected" in check.stderr
    reported = re.findall(r"\[alembic\.autogenerate\S*\] (Detected .+)", check.stderr)
    assert sorted(reported) == sorted(documented_faults())


def test_faults_stand_where_they_are_documented() -> None:
    text = (EXAMPLES / "todo-faulty" / "FAULTS.md").read_text(encoding="utf-8")
    places = re.findall(r"^`(backend/\S+)`: `(.+?)`", text, re.MULTILINE)
    assert len(places) == len(re.findall(r"^## \d", text, re.MULTILINE))
    for path, source in places:
        assert source in (EXAMPLES / "todo-faulty" / path).read_text(encoding="utf-8")


def test_faulty_copy_differs_in_the_application_alone() -> None:
    def sources(example: str) -> dict[str, bytes]:
        backend = EXAMPLES / example / "backend"
        paths = [*backend.glob("*.*"), *backend.glob("alembic/**/*.*")]
        return {
            path.relative_to(backend).as_posix(): path.read_bytes()
            for path in paths
            if path.suffix in {".ini", ".mako", ".py", ".toml"}
        }

    assert sources("todo-faulty") == sources("todo")
