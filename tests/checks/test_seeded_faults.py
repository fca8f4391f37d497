"""One change in a model of the clean example: it is found, on its line, as one finding, and nothing else appears."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from alembic_ls.analysis.project import open_projects
from alembic_ls.checks.run import run
from alembic_ls.workspace.environment import Said
from alembic_ls.workspace.files import Files

BACKEND = Path(__file__).parents[2] / "examples" / "todo" / "backend"

_CLASS = re.compile(r"^class (\w+)\((.*)\):$")
_FIELD = re.compile(r"^    (\w+): ([^=]+?)(?: = (Field\(.*\)|None))?$")


class Field(NamedTuple):
    """A field of a model, and the lines of its file."""

    path: Path
    lines: list[str]
    number: int
    class_number: int
    name: str
    annotation: str
    value: str | None

    @property
    def is_key(self) -> bool:
        return "primary_key=True" in (self.value or "")

    @property
    def is_used(self) -> bool:
        """True where something else in the file names it."""
        return f'"{self.name}"' in "\n".join(self.lines)

    def with_line(self, line: str | None) -> list[str]:
        """The file with the field's line replaced, or without it."""
        return [*self.lines[: self.number], *([] if line is None else [line]), *self.lines[self.number + 1 :]]

    def written(self, annotation: str | None = None, value: str | None = None, name: str | None = None) -> list[str]:
        """The file with the field written otherwise."""
        value = value or self.value
        head = f"    {name or self.name}: {annotation or self.annotation}"
        return self.with_line(head if value is None else f"{head} = {value}")

    def with_option(self, option: str) -> list[str]:
        """The file with one more argument of Field."""
        if self.value is None:
            return self.written(value=f"Field({option})")
        if self.value == "None":
            return self.written(value=f"Field(default=None, {option})")
        return self.written(value=f"{self.value[:-1]}, {option})")

    def without_option(self, pattern: str) -> list[str]:
        """The file with one argument of Field less."""
        value = re.sub(rf"(, )?{pattern}(?(1)|(, )?)", "", self.value or "")
        return self.written(value=value)


class Fault(NamedTuple):
    """A change: the file, its new lines, and the rule and line number (from 0) of the finding that it must be."""

    path: Path
    lines: list[str]
    rule: str
    number: int


def fields() -> Iterator[Field]:
    for path in sorted((BACKEND / "app" / "models").glob("*.py")):
        lines = path.read_text(encoding="utf-8").split("\n")
        class_number = None
        for number, line in enumerate(lines):
            if found := _CLASS.match(line):
                class_number = number if "table=True" in found[2] else None
            elif class_number is not None and (found := _FIELD.match(line)):
                yield Field(path, lines, number, class_number, found[1], found[2], found[3])


FIELDS = list(fields())
COLUMNS = [field for field in FIELDS if not field.is_key]


def _added(field: Field) -> Fault:
    lines = [*field.lines[: field.number], "    brand_new: int | None = None", *field.lines[field.number :]]
    return Fault(field.path, lines, "missing-column", field.number)


def _added_indexed_foreign_key(field: Field) -> Fault:
    line = '    brand_new: int | None = Field(default=None, foreign_key="priority.id", ondelete="CASCADE", index=True)'
    return Fault(field.path, [*field.lines[: field.number], line, *field.lines[field.number :]], "missing-column", field.number)


def _dropped(field: Field) -> Fault | None:
    return None if field.is_used else Fault(field.path, field.with_line(None), "extra-column", field.class_number)


def _renamed(field: Field) -> Fault | None:
    return None if field.is_used else Fault(field.path, field.written(name="brand_new"), "renamed-column", field.number)


def _flipped_nullability(field: Field) -> Fault:
    is_optional = field.annotation.endswith(" | None")
    annotation = field.annotation.removesuffix(" | None") if is_optional else f"{field.annotation} | None"
    return Fault(field.path, field.written(annotation=annotation), "nullable-mismatch", field.number)


def _other_length(field: Field) -> Fault | None:
    if "max_length" not in (field.value or ""):
        return None
    value = re.sub(r"max_length=(\d+)", lambda found: f"max_length={int(found[1]) + 1}", field.value or "")
    return Fault(field.path, field.written(value=value), "type-mismatch", field.number)


def _lost_length(field: Field) -> Fault | None:
    if "max_length" not in (field.value or ""):
        return None
    return Fault(field.path, field.without_option(r"max_length=\d+"), "length-lost", field.number)


def _other_type(field: Field) -> Fault | None:
    others = {"int": "str", "bool": "int", "date": "int", "str": "int", "TaskStatus": "int"}
    bare = field.annotation.removesuffix(" | None")
    if bare not in others or "sa_type" in (field.value or "") or "max_length" in (field.value or ""):
        return None
    lines = field.written(annotation=field.annotation.replace(bare, others[bare]))
    return Fault(field.path, lines, "type-mismatch", field.number)


def _indexed(field: Field) -> Fault | None:
    if re.search("index=|unique=", field.value or ""):
        return None
    return Fault(field.path, field.with_option("index=True"), "missing-index", field.number)


def _unindexed(field: Field) -> Fault | None:
    if "index=True" not in (field.value or "") or "unique=True" in (field.value or ""):
        return None
    return Fault(field.path, field.without_option("index=True"), "extra-index", field.number)


def _unique(field: Field) -> Fault | None:
    if re.search("index=|unique=", field.value or ""):
        return None
    return Fault(field.path, field.with_option("unique=True"), "missing-unique", field.number)


def _index_made_unique(field: Field) -> Fault | None:
    if "index=True" not in (field.value or "") or "unique=True" in (field.value or ""):
        return None
    return Fault(field.path, field.with_option("unique=True"), "index-mismatch", field.number)


def _not_unique(field: Field) -> Fault | None:
    if "unique=True" not in (field.value or ""):
        return None
    rule = "index-mismatch" if "index=True" in (field.value or "") else "extra-unique"
    return Fault(field.path, field.without_option("unique=True"), rule, field.number)


def _unique_index_made_constraint(field: Field) -> Fault | None:
    if not re.search("unique=True, index=True", field.value or ""):
        return None
    return Fault(field.path, field.without_option("index=True"), "unique-mismatch", field.number)


def _refers(field: Field) -> Fault | None:
    if field.annotation not in ("int", "int | None") or "foreign_key" in (field.value or ""):
        return None
    return Fault(field.path, field.with_option('foreign_key="priority.id"'), "missing-foreign-key", field.number)


def _refers_no_more(field: Field) -> Fault | None:
    if "foreign_key" not in (field.value or ""):
        return None
    return Fault(field.path, field.without_option('foreign_key="[^"]+", ondelete="[^"]+"'), "extra-foreign-key", field.number)


def _other_ondelete(field: Field) -> Fault | None:
    if "ondelete=" not in (field.value or ""):
        return None
    value = re.sub(r'ondelete="[^"]+"', 'ondelete="NO ACTION"', field.value or "")
    return Fault(field.path, field.written(value=value), "foreign-key-mismatch", field.number)


def _other_target(field: Field) -> Fault | None:
    if 'foreign_key="priority.id"' not in (field.value or ""):
        return None
    value = (field.value or "").replace("priority.id", "tag.id")
    return Fault(field.path, field.written(value=value), "foreign-key-mismatch", field.number)


def _commented(field: Field) -> Fault | None:
    if "sa_column_kwargs" in (field.value or ""):
        return None
    lines = field.with_option('sa_column_kwargs={"comment": "said in the model"}')
    return Fault(field.path, lines, "comment-mismatch", field.number)


def _defaulted(field: Field) -> Fault | None:
    if "sa_column_kwargs" in (field.value or "") or field.annotation not in ("int", "str"):
        return None
    return Fault(field.path, field.with_option('sa_column_kwargs={"server_default": "7"}'), "default-unseen", field.number)


KINDS = {seed.__name__[1:]: seed for seed in (
    _added, _added_indexed_foreign_key, _dropped, _renamed, _flipped_nullability, _other_length, _lost_length, _other_type,
    _indexed, _unindexed, _unique, _index_made_unique, _not_unique, _unique_index_made_constraint, _refers, _refers_no_more,
    _other_ondelete, _other_target, _commented, _defaulted,
)}  # fmt: skip


def _findings(fault: Fault, dialect: str) -> list[tuple[str, str, int]]:
    overlay = {str(fault.path): "\n".join(fault.lines)}
    projects, problems = open_projects(str(BACKEND), Said(dialects=(dialect,)), Files(overlay))
    (project,) = projects
    assert not problems
    assert not project.unknowns()
    spans = [(finding.rule, project.span(finding.where)) for finding in run(project)]
    return [(rule, span.path, span.start_line) for rule, span in spans]


def _must_be(fault: Fault, dialect: str) -> list[tuple[str, str, int]]:
    if fault.rule == "comment-mismatch" and dialect == "sqlite":
        return []  # it keeps no comments
    return [(fault.rule, str(fault.path), fault.number)]


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_field(kind: str, dialect: str) -> None:
    seed: Callable[[Field], Fault | None] = KINDS[kind]
    faults = [fault for fault in map(seed, COLUMNS) if fault is not None]
    assert faults
    for fault in faults:
        assert _findings(fault, dialect) == _must_be(fault, dialect), "\n".join(fault.lines)


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
@pytest.mark.parametrize(
    ("name", "old", "new", "rule", "line"),
    [
        ("comment.py", '    """A remark', '    __tablename__ = "remark"\n    """A remark', "renamed-table", "class Comment"),
        ("tag.py", '"task_tag"', '"label"', "renamed-table", "class TaskTag"),
        ("category.py", '"owner_id", "name"', '"owner_id", "name", "colour"', "unique-mismatch", "    __table_args__"),
        ("category.py", 'sa.UniqueConstraint("owner_id", "name"),', "", "extra-unique", "class Category"),
        ("task.py", '"owner_id", "due_date")', '"due_date", "owner_id")', "index-mismatch", '        sa.Index("ix_task_owner'),
        ("task.py", 'sa.Index("ix_task_owner_id_due_date", "owner_id", "due_date"),', "", "extra-index", "class Task("),
        ("base.py", "    updated_at:", "    brand_new: int | None = None\n    updated_at:", "missing-column", "    brand"),
        ("base.py", "    updated_at: datetime", "    changed_at: datetime", "renamed-column", "    changed_at"),
        ("base.py", "    updated_at: datetime", "    updated_at: datetime | None", "nullable-mismatch", "    updated_at"),
    ],
)  # fmt: skip
def test_a_changed_class(name: str, old: str, new: str, rule: str, line: str, dialect: str) -> None:
    path = BACKEND / "app" / "models" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    lines = text.replace(old, new).split("\n")
    number = next(number for number, each in enumerate(lines) if each.startswith(line))
    assert _findings(Fault(path, lines, rule, number), dialect) == [(rule, str(path), number)]


def test_a_value_of_an_enum() -> None:
    path = BACKEND / "app" / "models" / "task.py"
    lines = path.read_text(encoding="utf-8").replace('    done = "done"\n', '    done = "done"\n    late = "late"\n').split("\n")
    number = next(number for number, line in enumerate(lines) if line.startswith("    status:"))
    assert _findings(Fault(path, lines, "enum-values", number), "postgresql") == [("enum-values", str(path), number)]


def test_a_model_without_a_revision() -> None:
    path = BACKEND / "app" / "models" / "priority.py"
    lines = [
        *path.read_text(encoding="utf-8").split("\n"),
        "class Brand(SQLModel, table=True):",
        "    id: int = Field(primary_key=True)",
        "    name: str = Field(index=True)",
    ]
    number = len(lines) - 3
    assert _findings(Fault(path, lines, "missing-table", number), "postgresql") == [("missing-table", str(path), number)]


def test_there_are_some_hundred_faults() -> None:
    assert sum(1 for seed in KINDS.values() for field in COLUMNS if seed(field) is not None) * 2 > 200
