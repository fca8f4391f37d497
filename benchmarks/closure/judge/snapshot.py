"""A database, as it tells of itself: for comparing one with itself later, and with one that the models would make."""

from __future__ import annotations

import datetime
import decimal
import json
import re
import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

Snapshot = dict[str, dict[str, Any]]
_OWN = "alembic_version"


def take(engine: sa.Engine) -> Snapshot:
    """Every table with all that the inspector tells of it, under `table NAME`; every enum type under `enum NAME`, sequence likewise.

    The order of a table's columns is left out: no database puts a column back between others.
    """
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        postgresql = engine.dialect.name == "postgresql"
        found: Snapshot = {}
        for schema in _schemas(inspector, postgresql):
            prefix = f"{schema}." if schema else ""
            parts = _PARTS if postgresql else _PARTS[:-1]  # SQLite has no comments
            told = {part: getattr(inspector, f"get_multi_{part}")(schema=schema) for part in parts}
            for key in told["columns"]:
                if not key[1].startswith(_OWN):
                    found[f"table {prefix}{key[1]}"] = _table({part: told[part].get(key) for part in parts}, engine)
        if postgresql:
            for enum in inspector.get_enums(schema="*"):  # type: ignore[attr-defined]
                found[f"enum {enum['name']}"] = {"labels": list(enum["labels"])}
            for sequence in inspector.get_sequence_names():
                found[f"sequence {sequence}"] = {}
        return found


_PARTS = ("columns", "pk_constraint", "foreign_keys", "unique_constraints", "check_constraints", "indexes", "table_comment")


def _schemas(inspector: Any, postgresql: bool) -> list[str | None]:
    if not postgresql:
        return [None]
    return [None, *(name for name in inspector.get_schema_names() if name not in ("public", "information_schema"))]


def _table(told: dict[str, Any], engine: sa.Engine) -> dict[str, Any]:
    columns = {
        column["name"]: {
            "type": str(column["type"].compile(engine.dialect)) if not isinstance(column["type"], sa.types.NullType) else "?",
            "nullable": bool(column["nullable"]),
            "default": _default(column.get("default"), engine.dialect.name),
            "comment": column.get("comment"),
            "computed": _expression((column.get("computed") or {}).get("sqltext")),
            "identity": bool(column.get("identity")),
        }
        for column in told["columns"]
    }
    key = told["pk_constraint"] or {"constrained_columns": []}
    return {
        "columns": columns,
        "primary key": {"name": key.get("name"), "columns": key["constrained_columns"]},
        "foreign keys": _ordered(
            {
                "name": each["name"],
                "columns": each["constrained_columns"],
                "to": [each["referred_schema"] or "", each["referred_table"], *each["referred_columns"]],
                "options": {name: str(value) for name, value in sorted(each.get("options", {}).items()) if value},
            }
            for each in told["foreign_keys"] or ()
        ),
        "uniques": _ordered(
            {"name": each["name"], "columns": sorted(each["column_names"])} for each in told["unique_constraints"] or ()
        ),
        "checks": _ordered(
            {"name": each["name"], "text": _expression(each["sqltext"])} for each in told["check_constraints"] or ()
        ),
        "indexes": _ordered(
            {
                "name": each["name"],
                "columns": each.get("expressions") or each["column_names"],
                "unique": bool(each["unique"]),
                "options": {
                    name: str(value)
                    for name, value in sorted(each.get("dialect_options", {}).items())
                    if value not in ([], None, {}, "btree")
                },
            }
            for each in told["indexes"] or ()
            if not each.get("duplicates_constraint")
        ),
        "comment": (told.get("table_comment") or {}).get("text"),
    }


def _ordered(each: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(each, key=lambda one: json.dumps(one, sort_keys=True, default=str))


def _default(text: object, dialect: str) -> str | None:
    """To SQLite true is another word for 1."""
    found = _expression(text)
    return {"true": "1", "false": "0"}.get(found.lower(), found) if found is not None and dialect == "sqlite" else found


def _expression(text: object) -> str | None:
    """Without outer parentheses, which SQLite's batch mode adds, and with one space where there are some."""
    if text is None:
        return None
    found = re.sub(r"\s+", " ", str(text)).strip()
    while found.startswith("(") and found.endswith(")") and _outer(found):
        found = found[1:-1].strip()
    return found


def _outer(text: str) -> bool:
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return at == len(text) - 1
    return False


def unnamed_again(old: Snapshot, new: Snapshot) -> Snapshot:
    """The new one, without the names of constraints that had none in the old one.

    On SQLite a constraint may have no name, and Alembic's batch mode can make none without: what comes back has one.
    """
    found: Snapshot = {}
    for name, thing in new.items():
        before = old.get(name, {})
        thing = dict(thing)
        for part in ("foreign keys", "uniques", "checks"):
            had_none = [each for each in before.get(part, ()) if each["name"] is None]
            blank = [{**each, "name": None} for each in thing.get(part, ())]
            if part in thing:
                thing[part] = _ordered(bare if bare in had_none else each for each, bare in zip(thing[part], blank))
        key = before.get("primary key")
        if key is not None and key["name"] is None and "primary key" in thing:
            thing["primary key"] = {**thing["primary key"], "name": None}
        found[name] = thing
    return found


def differences(old: Snapshot, new: Snapshot) -> list[str]:
    """What is otherwise, a line each; empty where the two are the same."""
    found: list[str] = []
    for name in sorted({*old, *new}):
        if name not in new:
            found.append(f"{name}: gone")
        elif name not in old:
            found.append(f"{name}: new")
        else:
            found += _within(name, old[name], new[name])
    return found


def _within(name: str, old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    found = []
    for part in sorted({*old, *new}):
        before, after = old.get(part), new.get(part)
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            found += _within(f"{name}: {part}", before, after)
        elif isinstance(before, list) and isinstance(after, list) and part != "labels":
            gone = [each for each in before if each not in after]
            came = [each for each in after if each not in before]
            found.append(f"{name}: {part}: {json.dumps(gone)} -> {json.dumps(came)}")
        else:
            found.append(f"{name}: {part}: {json.dumps(before)} -> {json.dumps(after)}")
    return found


def shape(taken: Snapshot) -> set[str]:
    """What it says without the names of constraints: these a model may leave to the database.

    A unique constraint and a unique index of the same columns are told apart, for Alembic does; a sequence of a serial column is not told.
    """
    found: set[str] = set()
    for name, thing in taken.items():
        if name.startswith("sequence "):
            continue
        found.add(name)
        if name.startswith("enum "):
            found.add(f"{name}: labels {thing['labels']}")
            continue
        for column, facts in thing["columns"].items():
            found.add(f"{name}: column {column}")
            facts = {**facts, "default": re.sub(r"nextval\(.*\)", "nextval", facts["default"] or "") or None}
            found.update(f"{name}: column {column}: {fact} {value}" for fact, value in facts.items())
        found.add(f"{name}: primary key {thing['primary key']['columns']}")
        for part in ("foreign keys", "uniques", "checks"):
            found.update(f"{name}: {part}: " + json.dumps({**each, "name": None}) for each in thing[part])
        found.update(f"{name}: index: " + json.dumps(each) for each in thing["indexes"])
        found.add(f"{name}: comment {thing['comment']}")
    return found


Rows = dict[str, dict[str, list[str]]]


def rows(engine: sa.Engine) -> Rows:
    """Per table and column the values of all rows, as text which does not tell a type from another that holds the same."""
    found: Rows = {}
    quote = engine.dialect.identifier_preparer.quote
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        for table in inspector.get_table_names():
            if table.startswith(_OWN):
                continue
            keys = inspector.get_pk_constraint(table)["constrained_columns"]
            order = f" ORDER BY {', '.join(map(quote, keys))}" if keys else ""
            answer = connection.exec_driver_sql(f"SELECT * FROM {quote(table)}{order}")
            values = answer.fetchall()
            found[table] = {name: [_plain(row[at]) for row in values] for at, name in enumerate(answer.keys())}
    return found


def _plain(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float | decimal.Decimal):
        return repr(float(value))
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None).isoformat(" ")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    text = str(value)
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return repr(float(text))
    if re.fullmatch(r"[\[{].*", text):
        try:
            return json.dumps(json.loads(text), sort_keys=True)
        except ValueError:
            return text
    if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text):
        return text.replace("-", "")
    return re.sub(r"(\d\d:\d\d:\d\d)\.0+$", r"\1", text)
