"""A column of the database as a field of a model, in the style of the class."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Sequence

from alembic_ls.fixes.field_type import FieldType, field_type
from alembic_ls.fixes.model_names import ModelNames
from alembic_ls.fixes.model_place import MAPPED, SQLMODEL, TABLE, ModelPlace
from alembic_ls.schema.tables import Column, Default, ForeignKey
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.writing.refusal import Refusal

_TAKEN = ("metadata", "registry", "model_config", "model_fields")


class Keys(NamedTuple):
    """What a field says of the keys over its column alone."""

    indexed: bool = False
    unique: bool = False
    foreign_key: ForeignKey | None = None


class FieldText:
    """Writes the parts of fields of one class or table."""

    def __init__(self, place: ModelPlace, names: ModelNames) -> None:
        self._place = place
        self._names = names

    def field(self, column: Column, keys: Keys) -> str:
        """The whole line. Raises Refusal where the column cannot be said plainly."""
        if column.computed is not None or column.identity is not None:
            raise Refusal("the column is computed or an identity; write it by hand")
        name = column.name
        if self._place.style != TABLE and (
            not name.isidentifier() or keyword.iskeyword(name) or name in _TAKEN or name[0] == "_"
        ):
            raise Refusal(f"`{name}` cannot be the name of a field; write it by hand, with the column's name in it")
        found = field_type(column.type)
        if self._place.style == SQLMODEL:
            return self._sqlmodel(column, keys, found)
        if self._place.style == MAPPED:
            return self._mapped(column, keys, found)
        arguments = [self.expression(found), *self._rest(column, keys)]
        arguments.append(f"nullable={column.nullable is not False}")
        maker = self.maker("from sqlalchemy import Column")
        if self._place.style == TABLE:
            return f"{maker}({', '.join([self._place.source.quoted(name), *arguments])})"
        return f"{name} = {maker}({', '.join(arguments)})"

    def maker(self, statement: str) -> str:
        """What columns are made by here; imported by the statement where the class has none yet."""
        maker = self._place.maker
        wanted = statement.rpartition(" ")[2]
        if maker is not None and self._place.source.text(maker).rpartition(".")[2] == wanted:
            return self._place.source.text(maker)
        if statement.startswith("from sqlalchemy import"):
            return self._names.of_sqlalchemy(wanted)
        return self._names.imported(statement)

    # Parts

    def expression(self, found: FieldType) -> str:
        """SQLAlchemy's type, a class where it says nothing besides."""
        name = self._names.of_sqlalchemy(found.name.rpartition(".")[2], found.module)
        arguments = [self._quoted(argument) for argument in found.arguments]
        return f"{name}({', '.join(arguments)})" if arguments else name

    def _quoted(self, argument: str) -> str:
        head, equals, value = argument.rpartition("=") if "=" in argument and argument[0] not in "'\"" else ("", "", argument)
        return head + equals + (self._place.source.quoted(ast.literal_eval(value)) if value[0] in "'\"" else value)

    def python(self, found: FieldType, optional: bool) -> str:
        """The annotation, optional as the file writes it."""
        name = found.python if found.needs is None else self._names.imported(found.needs)
        return self.optional(name) if optional else name

    def optional(self, name: str) -> str:
        """`X | None`, or `Optional[X]` where the file has it so."""
        text = "\n".join(self._place.source.lines)
        if "Optional[" in text and "| None" not in text:
            return f"{self._names.imported('from typing import Optional')}[{name}]"
        return f"{name} | None"

    def _sqlmodel(self, column: Column, keys: Keys, found: FieldType) -> str:
        is_optional = column.nullable is not False
        given = ["default=None"] if is_optional else []
        given += [f"{option}={value}" for option, value in self.options(found)]
        key = keys.foreign_key
        if key is not None:
            given.append(f"foreign_key={self._place.source.quoted(f'{key.table}.{key.refers[0]}')}")
            if key.ondelete is not None:
                given.append(f"ondelete={self._place.source.quoted(str(key.ondelete))}")
            if key.onupdate is not None or key.deferrable is not None:
                raise Refusal("what the foreign key says cannot be said by `Field`; write it by hand")
        given += [f"{name}=True" for name, is_so in (("index", keys.indexed), ("unique", keys.unique)) if is_so]
        more = [f"{self._place.source.quoted(name)}: {value}" for name, value in self._said(column)]
        if more:
            given.append(f"sa_column_kwargs={{{', '.join(more)}}}")
        annotation = self.python(found, is_optional)
        if given == ["default=None"]:
            return f"{column.name}: {annotation} = None"
        if not given:
            return f"{column.name}: {annotation}"
        return f"{column.name}: {annotation} = {self.maker('from sqlmodel import Field')}({', '.join(given)})"

    def options(self, found: FieldType) -> Sequence[tuple[str, str]]:
        """What `Field` says of the type."""
        is_said = self._is_utc is ("timezone=True" in found.arguments) if found.name == "DateTime" else found.is_in_field
        return found.options if is_said else [("sa_type", self.expression(found))]

    @property
    def _is_utc(self) -> bool:
        """Whether SQLModel makes a TIMESTAMP WITH TIME ZONE of a datetime, as from 0.0.45 on."""
        return self._place.sqlmodel >= (0, 0, 45)

    def _mapped(self, column: Column, keys: Keys, found: FieldType) -> str:
        is_optional = column.nullable is not False
        arguments = [] if found.is_implied else [self.expression(found)]
        arguments += self._rest(column, keys)
        annotation = f"{self._names.imported('from sqlalchemy.orm import Mapped')}[{self.python(found, is_optional)}]"
        if not arguments:
            return f"{column.name}: {annotation}"
        return f"{column.name}: {annotation} = {self.maker('from sqlalchemy.orm import mapped_column')}({', '.join(arguments)})"

    def _rest(self, column: Column, keys: Keys) -> list[str]:
        given = []
        key = keys.foreign_key
        if key is not None:
            said = [self._place.source.quoted(f"{key.table}.{key.refers[0]}")]
            for name in ("ondelete", "onupdate"):
                value = getattr(key, name)
                said += [f"{name}={self._place.source.quoted(str(value))}"] if value is not None else []
            if key.deferrable is not None:
                raise Refusal("the foreign key is deferrable; write it by hand")
            given.append(f"{self._names.of_sqlalchemy('ForeignKey')}({', '.join(said)})")
        given += [f"{name}=True" for name, is_so in (("index", keys.indexed), ("unique", keys.unique)) if is_so]
        return given + [f"{name}={value}" for name, value in self._said(column)]

    def _said(self, column: Column) -> list[tuple[str, str]]:
        """Server default and comment."""
        said = []
        default = column.server_default
        if isinstance(default, Unknown) or isinstance(column.comment, Unknown):
            raise Refusal("the server default or the comment in the database is not known")
        if isinstance(default, Default):
            text = self._place.source.quoted(default.text)
            said.append(("server_default", f"{self._names.of_sqlalchemy('text')}({text})" if default.is_expression else text))
        if column.comment is not None:
            said.append(("comment", self._place.source.quoted(column.comment)))
        return said
