"""Every drift that can be seeded in a project, from what its models are."""

from __future__ import annotations

import ast
import itertools
import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from closure import surgery
from closure.seed import Seed, together
from closure.surgery import SA, Unfit

Facts = dict[str, Any]

# The name of a type: its annotation, its expression, what has to be imported, a value in SQL.
TYPES: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "string": ("str", "sa.String(40)", (), "'some'"),
    "text": ("str", "sa.Text()", (), "'some text'"),
    "int": ("int", "sa.Integer()", (), "7"),
    "bigint": ("int", "sa.BigInteger()", (), "7"),
    "bool": ("bool", "sa.Boolean()", (), "true"),
    "float": ("float", "sa.Float()", (), "1.5"),
    "date": ("dt.date", "sa.Date()", ("import datetime as dt",), "'2025-01-13'"),
    "datetime": ("dt.datetime", "sa.DateTime(timezone=True)", ("import datetime as dt",), "'2025-01-13 09:30:00'"),
    "numeric": ("decimal_.Decimal", "sa.Numeric(10, 2)", ("import decimal as decimal_",), "7.5"),
    "uuid": ("uuid_.UUID", "sa.Uuid()", ("import uuid as uuid_",), "'4d0b1f6a92c74e1fa1b2c3d4e5f60001'"),
    "json": ("dict", "sa.JSON()", (), "'{}'"),
    "binary": ("bytes", "sa.LargeBinary()", (), "'x'"),
}
_NATURAL = {"string": "max_length=40", "numeric": "max_digits=10, decimal_places=2"}
_NEEDS_TYPE = ("text", "bigint", "datetime", "json")


class _Class:
    """A mapped class: its facts, its style, and how to make seeds that are about it."""

    def __init__(self, facts: Facts, text: str, dialect: str) -> None:
        self.facts = facts
        self.name: str = facts["class"]
        self.file: str = facts["file"]
        self.table: str = facts["table"]
        self.style = surgery.style_of(text, self.name, facts["sqlmodel"])
        self.dialect = dialect
        source = surgery.Source(text)
        self.columns = []
        for column in facts["columns"]:
            try:
                source.field(self.name, column["attribute"])
            except Unfit:
                continue
            if column["attribute"] == column["column"]:
                self.columns.append(column)
        self.key = [column["column"] for column in facts["columns"] if column["primary"]]

    def seed(self, kind: str, what: str, *changes: surgery.Callable[[str], str], place: str | None = None, **more: Any) -> Seed:
        return Seed(kind, f"{self.table}.{what}", {self.file: changes}, frozenset({f"{self.table}.{place or what}"}), **more)

    def free(self, *plain: str) -> list[Facts]:
        """Columns of these types that nothing else hangs on."""
        return [
            column
            for column in self.columns
            if (not plain or column["plain"] in plain)
            and not column["primary"]
            and not column["foreign_keys"]
            and not column["in_key"]
            and not column["referred"]
        ]


def singles(facts: list[Facts], root: Path, dialect: str) -> list[Seed]:
    """Each drift by itself, in no order that matters; those that cannot be made in this source are left out."""
    classes = []
    for each in facts:
        if each["schema"] is None:
            try:
                classes.append(_Class(each, (root / each["file"]).read_text(encoding="utf-8"), dialect))
            except (Unfit, SyntaxError):
                continue
    made: list[Seed] = []
    for cls in classes:
        for make in (
            _added,
            _dropped,
            _renamed,
            _retyped,
            _enum_values,
            _nullability,
            _defaults,
            _indexes,
            _uniques,
            _checks,
            _comments,
        ):
            made += make(cls)
        made += _foreign_keys(cls, classes)
        made += _tables(cls, classes, root)
    return [seed for seed in made if _fits(seed, root)]


def _fits(seed: Seed, root: Path) -> bool:
    try:
        changed = seed.applied(lambda path: (root / path).read_text(encoding="utf-8"))
        for text in changed.values():
            ast.parse(text)
    except (Unfit, SyntaxError, UnicodeDecodeError):
        return False
    return bool(changed)


# What is done alone. A revision for all leaves a default that only the database has, where env.py compares none, and says so.
_ALONE = ("drop table", "rename table", "server default, gone")


def several(seeds: list[Seed], count: int, size: int, rng: random.Random) -> list[Seed]:
    """So many combinations of seeds that are not about the same things."""
    usable = [seed for seed in seeds if seed.choose is None and not seed.kind.startswith(_ALONE)]
    found: list[Seed] = []
    for _ in range(count * 20):
        if len(found) == count or len(usable) < size:
            break
        chosen = rng.sample(usable, size)
        places = [place for seed in chosen for place in seed.places]
        if len(set(places)) == len(places) and len({seed.kind for seed in chosen}) == size:
            found.append(together("pair" if size == 2 else "three together", chosen))
    return found


def _field(
    cls: _Class,
    name: str,
    kind: str,
    nullable: bool,
    extras: list[str] | None = None,
    default: str | None = None,
    fk: str | None = None,
    enum: str | None = None,
    comment: str | None = None,
) -> Callable[[str], str]:
    """The change that adds a field to the class, in its own style."""
    if extras is None:
        extras = []
    annotation, expression, imports, _ = TYPES[kind] if enum is None else (enum, f"sa.Enum({enum})", (), "")
    optional = f"{annotation} | None" if nullable else annotation
    if cls.style == "sqlmodel":
        arguments = ["default=None"] if nullable else []
        if enum is None:
            arguments += [_NATURAL[kind]] if kind in _NATURAL else [f"sa_type={expression}"] if kind in _NEEDS_TYPE else []
        if fk is not None:
            table, _, ondelete = fk.partition(" ")
            arguments.append(f"foreign_key={table!r}" + (f", ondelete={ondelete!r}" if ondelete else ""))
        kwargs = [f'"{key}": {value}' for key, value in (("server_default", default), ("comment", comment)) if value is not None]
        arguments += extras + ([f"sa_column_kwargs={{{', '.join(kwargs)}}}"] if kwargs else [])
        return lambda text: surgery.with_field(
            text, cls.name, f"{name}: {optional} = Field({', '.join(arguments)})", *imports, SA, "from sqlmodel import Field"
        )
    arguments = [expression]
    if fk is not None:
        table, _, ondelete = fk.partition(" ")
        arguments.append(f"sa.ForeignKey({table!r}" + (f", ondelete={ondelete!r})" if ondelete else ")"))
    arguments += extras
    arguments += [f"server_default={default}"] if default is not None else []
    arguments += [f"comment={comment}"] if comment is not None else []
    if cls.style == "mapped":
        line = f"{name}: Mapped[{optional}] = mapped_column({', '.join(arguments)})"
        return lambda text: surgery.with_field(
            text, cls.name, line, *imports, SA, "from sqlalchemy.orm import Mapped", "from sqlalchemy.orm import mapped_column"
        )
    arguments.append(f"nullable={nullable}")
    return lambda text: surgery.with_field(text, cls.name, f"{name} = sa.Column({', '.join(arguments)})", *imports, SA)


def _enum_class(name: str, *members: str, cls: _Class) -> Callable[[str], str]:
    """The change that puts an enum before the class."""
    body = "".join(f'    {member} = "{member}"\n' for member in members)

    def change(text: str) -> str:
        source = surgery.Source(text)
        at = source.lines(source.cls(cls.name))[0]
        return surgery.imported(source.put((at, at, f"class {name}(str, enum_.Enum):\n{body}\n\n")), "import enum as enum_")

    return change


def _added(cls: _Class) -> Iterator[Seed]:
    new = "closure_new"
    for kind in TYPES:
        yield cls.seed(f"add column, {kind}", f"{new}_{kind}", _field(cls, f"{new}_{kind}", kind, True))
    for kind in ("string", "int", "datetime", "uuid"):
        name = f"{new}_req_{kind}"
        yield cls.seed("add column, required", name, _field(cls, name, kind, False), values={name: TYPES[kind][3]})
    for kind, default in (("string", '"some"'), ("int", '"7"'), ("bool", "sa.false()"), ("datetime", "sa.func.now()")):
        name = f"{new}_def_{kind}"
        yield cls.seed("add column, required, with default", name, _field(cls, name, kind, False, default=default))
    yield cls.seed("add column, with index", f"{new}_ix", _field(cls, f"{new}_ix", "string", True, ["index=True"]))
    yield cls.seed("add column, unique", f"{new}_uq", _field(cls, f"{new}_uq", "string", True, ["unique=True"]))
    yield cls.seed("add column, with comment", f"{new}_com", _field(cls, f"{new}_com", "int", True, comment='"how many"'))
    enum = f"Closure{cls.name}Mood"
    made = _enum_class(enum, "calm", "wild", cls=cls)
    yield cls.seed("add column, enum", f"{new}_en", made, _field(cls, f"{new}_en", "string", True, enum=enum))
    yield cls.seed(
        "add column, enum, required",
        f"{new}_enr",
        _enum_class(f"{enum}R", "calm", "wild", cls=cls),
        _field(cls, f"{new}_enr", "string", False, enum=f"{enum}R"),
        values={f"{new}_enr": "'calm'"},
    )
    yield cls.seed(
        "add column, enum, with default",
        f"{new}_end",
        _enum_class(f"{enum}D", "calm", "wild", cls=cls),
        _field(cls, f"{new}_end", "string", False, enum=f"{enum}D", default='"calm"'),
    )


def _dropped(cls: _Class) -> Iterator[Seed]:
    for column in cls.columns:
        if column["primary"] or column["referred"] or column["in_key"]:
            continue
        how = "optional" if column["nullable"] else "required"
        if column["foreign_keys"]:
            how = "with foreign key"
        elif column["plain"] == "enum":
            how = "enum"
        elif column["indexed"] or column["unique"]:
            how = "with index"
        name = column["column"]
        yield cls.seed(
            f"drop column, {how}", name, lambda text, a=name: surgery.without_field(text, cls.name, a), dropped=(f"{cls.table}.{name}",),
            values={name: _value(column, cls)},
        )  # fmt: skip


def _value(column: Facts, cls: _Class) -> str:
    if column["unique"] and len(cls.key) == 1 and not column["foreign_keys"]:
        return f'CAST("{cls.key[0]}" AS VARCHAR(9))' if column["plain"] in ("string", "text") else f'"{cls.key[0]}"'
    if column["foreign_keys"]:
        table, key, _ = column["foreign_keys"][0]
        return f'(SELECT "{key}" FROM "{table}" LIMIT 1)'
    if column["enum"]:
        return f"'{column['enum']['labels'][0]}'"
    if column["plain"] in ("string", "text", "own", "") and column["length"] and column["length"] < 9:
        return "'x'"
    return TYPES[column["plain"]][3] if column["plain"] in TYPES else "'filled'"


def _renamed(cls: _Class) -> Iterator[Seed]:
    for column in cls.columns:
        name = column["column"]
        if column["primary"] or column["referred"]:
            continue
        new = f"{name}_renamed"
        how = (
            ", with foreign key"
            if column["foreign_keys"]
            else ", with index"
            if column["indexed"] or column["unique"] or column["in_key"]
            else ""
        )
        change = lambda text, a=name, b=new: surgery.renamed_field(text, cls.name, a, b)  # noqa: E731
        yield cls.seed(
            f"rename column{how}",
            name,
            change,
            renamed={f"{cls.table}.{name}": f"{cls.table}.{new}"},
            choose=rf"rename .*\b{name}\b to .*\b{new}$",
        )
        if not column["in_key"]:
            yield cls.seed(
                "rename column, as drop and add", name, change, dropped=(f"{cls.table}.{name}",), choose=r"^Create migration: (?!rename )",
                values={new: _value(column, cls), name: _value(column, cls)},
            )  # fmt: skip


def _retyped(cls: _Class) -> Iterator[Seed]:
    def to(
        kind: str, column: Facts, expression: str, fit: str | None = None, touched: bool = False, before: Any = None, **more: Any
    ) -> Seed:
        name = column["column"]
        changes = [lambda text: surgery.retyped(text, cls.name, name, expression)]
        if before is not None:
            changes.insert(0, before)
        return cls.seed(
            f"retype, {kind}", name, *changes, fits=(f'UPDATE "{cls.table}" SET "{name}" = {fit}',) if fit else (),
            touched=(f"{cls.table}.{name}",) if touched else (), **more,
        )  # fmt: skip

    for column in cls.free("string", "text"):
        plain = not column["unique"] and not column["server_default"] and not column["indexed"]
        if column["plain"] == "string" and column["length"]:
            yield to("widen varchar", column, f"sa.String({column['length'] + 55})")
            if column["length"] > 30:
                yield to("narrow varchar", column, "sa.String(25)", f'substr("{column["column"]}", 1, 25)')
        if column["plain"] == "string" and not column["length"]:
            yield to("length for varchar", column, "sa.String(99)")
        if column["plain"] == "string":
            yield to("varchar to text", column, "sa.Text()")
        else:
            yield to("text to varchar", column, "sa.String(99)")
        if plain:
            yield to("text to integer", column, "sa.Integer()", "'7'")
            yield to("text to numeric", column, "sa.Numeric(12, 2)", "'7.5'")
            yield to("text to date", column, "sa.Date()", "'2025-01-13'")
            enum = f"Closure{cls.name}{column['column'].title().replace('_', '')}"
            yield to("varchar to enum", column, f"sa.Enum({enum})", "'calm'", before=_enum_class(enum, "calm", "wild", cls=cls))
            yield to("text to json", column, "sa.JSON()", "'{}'")
    for column in cls.free("int"):
        if column["unique"] or column["indexed"]:
            continue
        yield to("integer to bigint", column, "sa.BigInteger()")
        if not column["server_default"]:
            yield to("integer to text", column, "sa.String(30)")
            yield to("integer to boolean", column, "sa.Boolean()", "1")
            yield to("integer to numeric", column, "sa.Numeric(12, 2)")
    for column in cls.free("bool"):
        if not column["server_default"]:
            yield to("boolean to integer", column, "sa.Integer()")
            yield to("boolean to text", column, "sa.String(10)", touched=True)
    for column in cls.free("datetime"):
        if not column["server_default"]:
            yield to("datetime to date", column, "sa.Date()", touched=True)
            yield to("time zone", column, f"sa.DateTime(timezone={not column['timezone']})", touched=True)
            yield to("datetime to text", column, "sa.String(60)", touched=True)
    for column in cls.free("date"):
        yield to("date to datetime", column, "sa.DateTime()", touched=True)
    for column in cls.free("float"):
        yield to("float to numeric", column, "sa.Numeric(12, 3)")
    for column in cls.free("enum"):
        if not column["server_default"]:
            yield to("enum to varchar", column, "sa.String(50)")
    for column in cls.free("uuid"):
        if not column["unique"]:
            yield to("uuid to text", column, "sa.String(36)", touched=True)


def _enum_values(cls: _Class) -> Iterator[Seed]:
    for column in cls.columns:
        enum = column["enum"]
        if not enum or enum["file"] is None or column["primary"]:
            continue
        name, labels, members = column["column"], enum["labels"], list(enum["members"])
        place = f"enum {enum['class']}"

        def seed(kind: str, *changes: Any, **more: Any) -> Seed:
            return Seed(
                kind,
                f"{cls.table}.{name}",  # noqa: B023
                {enum["file"]: changes},  # noqa: B023
                frozenset({f"{cls.table}.{name}", place}),  # noqa: B023
                shown_in=(cls.file,),
                **more,
            )  # noqa: B023, RUF100

        more = partial(surgery.enum_member, cls=enum["class"], line='closure_more = "closure_more"')
        most = partial(surgery.enum_member, cls=enum["class"], line='closure_most = "closure_most"')
        yield seed("enum values, one more", more)
        yield seed("enum values, two more", more, most)
        if len(labels) > 1:
            gone = members[-1]
            others = [label for label in labels if label != labels[-1]]
            fit = (f"""UPDATE "{cls.table}" SET "{name}" = '{others[0]}'""",)
            less = partial(surgery.without_enum_member, cls=enum["class"], member=gone)
            yield seed("enum values, one less", less, fits=fit)
            yield seed("enum values, one less and one more", less, more, fits=fit)


def _nullability(cls: _Class) -> Iterator[Seed]:
    for column in cls.columns:
        name = column["column"]
        if column["primary"]:
            continue
        change = lambda text, a=name, to=not column["nullable"]: surgery.keyword(text, cls.name, a, "nullable", str(to))  # noqa: E731
        if column["nullable"]:
            if not column["unique"]:
                yield cls.seed(
                    "optional to required", name, change, touched=(f"{cls.table}.{name}",), values={name: _value(column, cls)}
                )
        else:
            yield cls.seed("required to optional", name, change)


_DEFAULTS = {
    "string": '"some"',
    "text": '"some"',
    "int": '"7"',
    "bool": "sa.true()",
    "datetime": "sa.func.now()",
    "numeric": '"7"',
    "float": '"7"',
}


def _defaults(cls: _Class) -> Iterator[Seed]:
    for column in cls.free(*_DEFAULTS, "enum", "json"):
        name = column["column"]
        if not column["server_default"]:
            if column["plain"] in _DEFAULTS and (column["length"] or 99) > 4:
                value = _DEFAULTS[column["plain"]]

                def change(text, a=name, v=value):
                    return surgery.imported(surgery.keyword(text, cls.name, a, "server_default", v), SA)

                yield cls.seed("server default, new", name, change)
            continue
        yield cls.seed(
            "server default, gone", name, lambda text, a=name: surgery.keyword(text, cls.name, a, "server_default", None)
        )
        other = {
            "string": '"else"',
            "text": '"else"',
            "int": '"8"',
            "bool": "sa.text('false')",
            "datetime": "sa.text(\"'2025-01-13'\")",
        }.get(column["plain"])
        if column["plain"] == "enum":
            other = f'"{column["enum"]["labels"][-1]}"'
        if other:
            change = lambda text, a=name, v=other: surgery.imported(surgery.keyword(text, cls.name, a, "server_default", v), SA)  # noqa: E731
            yield cls.seed("server default, other", name, change)


_KEYED = ("string", "int", "bigint", "datetime", "date", "uuid", "bool")


def _indexes(cls: _Class) -> Iterator[Seed]:
    for column in cls.columns:
        name = column["column"]
        if column["indexed"]:
            yield cls.seed("index, gone", name, lambda text, a=name: surgery.keyword(text, cls.name, a, "index", None))
        elif column["plain"] in _KEYED and not column["primary"] and not column["unique"]:
            yield cls.seed("index, new", name, lambda text, a=name: surgery.keyword(text, cls.name, a, "index", "True"))
    plain = [column["column"] for column in cls.columns if column["plain"] in _KEYED and not column["primary"]]
    texts = [column["column"] for column in cls.columns if column["plain"] in ("string", "text") and not column["primary"]]

    def arguments(kind: str, argument: str) -> Seed:
        return cls.seed(
            kind,
            "__table_args__",
            lambda text: surgery.with_table_argument(text, cls.name, argument, SA),
            place=f"{kind} {argument}",
        )

    if len(plain) > 1:
        yield arguments("index, new, of two columns", f'sa.Index("ix_closure_{cls.table}", "{plain[0]}", "{plain[1]}")')
    if plain and len(cls.key) == 1:
        yield arguments("index, new, unique", f'sa.Index("ix_closure_u_{cls.table}", "{plain[0]}", "{cls.key[0]}", unique=True)')
        where = f'sa.text("{plain[0]} IS NOT NULL")'
        yield arguments(
            "index, new, partial",
            f'sa.Index("ix_closure_p_{cls.table}", "{plain[0]}", postgresql_where={where}, sqlite_where={where})',
        )
    if texts:
        yield arguments("index, new, of an expression", f'sa.Index("ix_closure_e_{cls.table}", sa.text("lower({texts[0]})"))')
    for number in range(3):
        yield cls.seed(
            "index, gone, from __table_args__", f"index {number}",
            lambda text, n=number: surgery.table_argument(text, cls.name, n, ("Index",), None), place="__table_args__ gone",
        )  # fmt: skip


def _uniques(cls: _Class) -> Iterator[Seed]:
    for column in cls.columns:
        name = column["column"]
        if column["unique"]:
            yield cls.seed("unique, gone", name, lambda text, a=name: surgery.keyword(text, cls.name, a, "unique", None))
        elif column["plain"] in ("string", "int", "uuid", "datetime") and not (
            column["primary"] or column["foreign_keys"] or column["server_default"] or column["indexed"]
        ):
            yield cls.seed("unique, new", name, lambda text, a=name: surgery.keyword(text, cls.name, a, "unique", "True"))
    plain = [column["column"] for column in cls.columns if column["plain"] in _KEYED and not column["primary"]]
    if plain and len(cls.key) == 1:
        for how, named in (("", f', name="uq_closure_{cls.table}"'), (", without a name", "")):
            argument = f'sa.UniqueConstraint("{plain[0]}", "{cls.key[0]}"{named})'
            yield cls.seed(
                f"unique, new, of two columns{how}", "__table_args__", lambda text, a=argument: surgery.with_table_argument(text, cls.name, a, SA),
                place=f"uq {plain[0]}",
            )  # fmt: skip
    for number in range(2):
        yield cls.seed(
            "unique, gone, from __table_args__", f"unique {number}",
            lambda text, n=number: surgery.table_argument(text, cls.name, n, ("UniqueConstraint",), None), place="__table_args__ gone",
        )  # fmt: skip


def _checks(cls: _Class) -> Iterator[Seed]:
    for column in cls.columns:
        name = column["column"]
        condition = {"int": f"{name} > -1000", "string": f"length({name}) < 1000"}.get(column["plain"])
        if condition and not column["primary"]:
            argument = f'sa.CheckConstraint("{condition}", name="closure_{cls.table}_{name}")'
            yield cls.seed(
                "check, new",
                name,
                lambda text, a=argument: surgery.with_table_argument(text, cls.name, a, SA),
                place=f"check {name}",
            )
    for number in range(2):
        yield cls.seed(
            "check, gone", f"check {number}", lambda text, n=number: surgery.table_argument(text, cls.name, n, ("CheckConstraint",), None),
            place="__table_args__ gone",
        )  # fmt: skip
        yield cls.seed(
            "check, other", f"check {number}",
            lambda text, n=number: surgery.table_argument(text, cls.name, n, ("CheckConstraint",), _otherwise), place="__table_args__ gone",
        )  # fmt: skip


def _otherwise(call: str) -> str:
    changed = re.sub(r'(CheckConstraint\(\s*)"([^"]*)"', r'\1"(\2) OR 1 = 0"', call, count=1)
    if changed == call:
        raise Unfit("no literal condition")
    return changed


def _foreign_keys(cls: _Class, classes: list[_Class]) -> Iterator[Seed]:
    single = [other for other in classes if len(other.key) == 1 and len(other.table) < 30]
    keys = {
        (other.table, column["column"]): column
        for other in single
        for column in other.facts["columns"]
        if column["primary"] and column["plain"] in ("int", "uuid", "string")
    }
    for number, ((table, key), target) in enumerate(sorted(keys.items())):
        if number > 2 and table != cls.table:
            continue
        kind = target["plain"]
        fk = f"{table}.{key}"
        name = f"closure_{table}_{key}"
        if kind == "string":
            continue
        chosen = f'(SELECT "{key}" FROM "{table}" LIMIT 1)'
        how = "to itself" if table == cls.table else "optional"
        yield cls.seed(f"add column, foreign key, {how}", name, _field(cls, name, kind, True, fk=f"{fk} SET NULL"))
        if table != cls.table:
            yield cls.seed(
                "add column, foreign key, required",
                f"{name}_r",
                _field(cls, f"{name}_r", kind, False, fk=fk),
                values={f"{name}_r": chosen},
            )
            yield cls.seed(
                "add column, foreign key, with index",
                f"{name}_i",
                _field(cls, f"{name}_i", kind, True, ["index=True"], fk=f"{fk} CASCADE"),
            )
        for column in cls.free(kind):
            if not column["unique"] and column["type"] == target["type"]:
                yield cls.seed(
                    "foreign key, new", column["column"], lambda text, a=column["column"], to=fk: surgery.with_foreign_key(text, cls.name, a, to),
                    fits=(f'UPDATE "{cls.table}" SET "{column["column"]}" = {chosen}',),
                )  # fmt: skip
    for column in cls.columns:
        if not column["foreign_keys"]:
            continue
        name = column["column"]
        if not column["primary"]:
            yield cls.seed(
                "foreign key, gone", name, lambda text, a=name: surgery.foreign_key(text, cls.name, a, None, drop=True)
            )
        now = column["foreign_keys"][0][2]
        for other in ("CASCADE", "RESTRICT", None):
            if other != now:
                yield cls.seed(
                    "foreign key, other ondelete", name, lambda text, a=name, o=other: surgery.foreign_key(text, cls.name, a, o)
                )


def _comments(cls: _Class) -> Iterator[Seed]:
    if cls.dialect == "sqlite":
        return
    for column in cls.columns:
        name = column["column"]
        if column["comment"]:
            yield cls.seed("comment, gone", name, lambda text, a=name: surgery.keyword(text, cls.name, a, "comment", None))
        kind = "comment, other" if column["comment"] else "comment, new"
        yield cls.seed(
            kind, name, lambda text, a=name: surgery.keyword(text, cls.name, a, "comment", '"It\'s what is said of it"')
        )
    yield cls.seed(
        "comment, of a table", "comment", lambda text: surgery.with_table_comment(text, cls.name, "What the table is for")
    )


def _tables(cls: _Class, classes: list[_Class], root: Path) -> Iterator[Seed]:
    text = (root / cls.file).read_text(encoding="utf-8")
    new, enum = f"Closure{cls.name}Note", f"Closure{cls.name}Kind"
    table = f"closure_{cls.table}_note"
    base = (
        "SQLModel"
        if cls.style == "sqlmodel"
        else surgery.base_of(text, cls.name)
        if surgery.Source(text).cls(cls.name).bases
        else ""
    )
    targets = [column for column in cls.facts["columns"] if column["primary"] and column["plain"] in ("int", "uuid")]
    if base:
        yield _with_class(cls, "new table", _class(cls, new, table, base, None, None, ""), table)
        if len(cls.key) == 1 and targets:
            yield _with_class(
                cls, "new table, with foreign key and enum", _class(cls, new, table, base, targets[0], enum, ""), table
            )
            second = _class(cls, f"{new}Two", f"{table}_two", base, targets[0], None, "").replace("closure_self", "other")
            first = _class(cls, new, table, base, targets[0], enum, f"{table}_two.id")
            yield _with_class(cls, "two new tables, one refers to the other", f"{first}\n\n\n{second}", table)
    if not cls.facts["referred"]:
        changes: dict[str, tuple[Callable[[str], str], ...]] = {cls.file: (partial(surgery.without_class, cls=cls.name),)}
        for path in root.rglob("*.py"):
            relative = str(path.relative_to(root))
            if (
                relative != cls.file
                and re.search(rf"\b{cls.name}\b", content := path.read_text(encoding="utf-8", errors="replace"))
                and "import" in content
            ):
                changes[relative] = (partial(surgery.without_import, name=cls.name),)
        changes[cls.file] = (*changes[cls.file], partial(surgery.without_import, name=cls.name))
        yield Seed("drop table", cls.table, changes, frozenset({cls.table}), dropped=(cls.table,))
    renamed = f"{cls.table}_renamed"
    pattern = rf"([\"']){re.escape(cls.table)}\.(\w+)\1"
    moved: dict[str, tuple[Callable[[str], str], ...]] = {cls.file: (partial(surgery.tablename, cls=cls.name, new=renamed),)}
    for other in classes:
        if re.search(pattern, (root / other.file).read_text(encoding="utf-8")):
            moved[other.file] = (*moved.get(other.file, ())[:1], lambda text: re.sub(pattern, rf"\1{renamed}.\2\1", text))
    yield Seed(
        "rename table",
        cls.table,
        moved,
        frozenset({cls.table}),
        renamed={cls.table: renamed},
        choose=rf"rename .*\b{cls.table}\b to .*\b{renamed}\b",
    )


def _with_class(cls: _Class, kind: str, code: str, table: str) -> Seed:
    imports = [SA, "import enum as enum_"]
    if cls.style == "sqlmodel":
        imports += ["from sqlmodel import Field", "from sqlmodel import SQLModel"]
    elif cls.style == "mapped":
        imports += ["from sqlalchemy.orm import Mapped", "from sqlalchemy.orm import mapped_column"]
    return Seed(kind, table, {cls.file: (lambda text: surgery.at_end(text, code, *imports),)}, frozenset({table}))


def _class(cls: _Class, name: str, table: str, base: str, target: Facts | None, enum: str | None, also: str) -> str:
    lines = []
    if enum is not None:
        lines += [f"class {enum}(str, enum_.Enum):", '    plain = "plain"', '    fancy = "fancy"', "", ""]
    lines += [
        f"class {name}({base}, table=True):" if cls.style == "sqlmodel" else f"class {name}({base}):",
        f'    __tablename__ = "{table}"',
        "",
    ]

    def field(attribute: str, annotation: str, nullable: bool, *arguments: str) -> None:
        if cls.style == "sqlmodel":
            type_, *others = arguments
            optional = f"{annotation} | None" if nullable or "primary_key=True" in others else annotation
            given = (["default=None"] if optional != annotation else []) + [
                f"sa_column=sa.Column({', '.join([type_, *others, f'nullable={nullable}'])})"
            ]
            lines.append(f"    {attribute}: {optional} = Field({', '.join(given)})")
        elif cls.style == "mapped":
            lines.append(
                f"    {attribute}: Mapped[{annotation}{' | None' if nullable else ''}] = mapped_column({', '.join(arguments)})"
            )
        else:
            lines.append(f"    {attribute} = sa.Column({', '.join([*arguments, f'nullable={nullable}'])})")

    field("id", "int", False, "sa.Integer()", "primary_key=True")
    field("body", "str", False, "sa.String(99)")
    field("rank", "int", True, "sa.Integer()", "index=True")
    if target is not None:
        kind = "sa.Integer()" if target["plain"] == "int" else "sa.Uuid()"
        annotation = "int" if target["plain"] == "int" else "sa.Uuid"
        if cls.style != "column":
            annotation = "int" if target["plain"] == "int" else "object"
        if cls.style == "mapped" and annotation == "object":
            lines.append(
                f'    owner = mapped_column({kind}, sa.ForeignKey("{cls.table}.{target["column"]}", ondelete="CASCADE"), nullable=False)'
            )
        elif annotation == "object":
            field("owner", "str", False, kind, f'sa.ForeignKey("{cls.table}.{target["column"]}", ondelete="CASCADE")')
        else:
            field("owner", annotation, False, kind, f'sa.ForeignKey("{cls.table}.{target["column"]}", ondelete="CASCADE")')
    if enum is not None:
        field("kind", enum, False, f"sa.Enum({enum})")
    if also:
        field("closure_self", "int", True, "sa.Integer()", f'sa.ForeignKey("{also}")')
    return "\n".join(lines)


def by_kind(seeds: list[Seed], rng: random.Random) -> dict[str, list[Seed]]:
    """The seeds of each kind, in an order of chance."""
    ordered = sorted(seeds, key=lambda seed: seed.kind)
    found = {kind: list(of_kind) for kind, of_kind in itertools.groupby(ordered, key=lambda seed: seed.kind)}
    for of_kind in found.values():
        rng.shuffle(of_kind)
    return found
