"""What a statement gives back: rows that are known from the schema, or rows of which nothing is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alembic_ls.interpret.values import MISSING, Host, HostFunction, Raised, Symbol
from alembic_ls.schema.unknown import Unknown
from alembic_ls.text.anchor import Anchor


class Rows(Unknown):
    """What the rows of a database hold, and everything that is made of it. Calling it touches nothing."""

    __slots__ = ()


class Expression(Rows):
    """What is built over a table that is not known: executing it touches rows alone."""

    __slots__ = ()


def unknown_rows(where: Anchor | None) -> Rows:
    """The result of a query over data."""
    return Rows("what the rows of the database hold is not known", where)


class Row(Host):
    """One row: by position, by name, as a sequence."""

    def __init__(self, names: tuple[str, ...], values: tuple[Any, ...]) -> None:
        self.names = names
        self.row = values

    def attribute(self, machine: Any, name: str) -> Any:
        """A column by its name."""
        if name in self.names:
            return self.row[self.names.index(name)]
        if name == "_mapping":
            return dict(zip(self.names, self.row, strict=True))
        if name == "_asdict":
            return HostFunction(name, lambda *_: dict(zip(self.names, self.row, strict=True)))
        return MISSING

    def item(self, machine: Any, key: Any) -> Any:
        """A column by position or name. Raises Raised where there is none."""
        if type(key) is str and key in self.names:
            return self.row[self.names.index(key)]
        if type(key) in (int, slice):
            try:
                return self.row[key]
            except IndexError:
                raise Raised(Symbol("builtins.IndexError")) from None
        return Unknown("this item of a row is not known")

    def iterate(self, machine: Any) -> Iterator[Any]:
        """Its values."""
        return iter(self.row)


class Result(Host):
    """Known rows, behind the methods of SQLAlchemy's Result."""

    def __init__(self, names: tuple[str, ...], rows: list[tuple[Any, ...]], scalars: bool = False) -> None:
        self.names = names
        self.rows = rows
        self.scalars = scalars

    def _one(self, row: tuple[Any, ...]) -> Any:
        return row[0] if self.scalars else Row(self.names, row)

    def _first(self, *_: Any) -> Any:
        return self._one(self.rows[0]) if self.rows else None

    def _only(self, *_: Any) -> Any:
        if not self.rows:
            raise Raised(Symbol("sqlalchemy.exc.NoResultFound"))
        return self._one(self.rows[0])

    def _scalar(self, *_: Any) -> Any:
        return self.rows[0][0] if self.rows else None

    def _all(self, *_: Any) -> Any:
        return [self._one(row) for row in self.rows]

    def attribute(self, machine: Any, name: str) -> Any:
        """`scalar`, `fetchone`, `fetchall` and their like."""
        method: Any = _METHODS.get(name)
        if method is not None:
            return HostFunction(name, lambda *_: method(self))
        if name == "scalars":
            return HostFunction(name, lambda *_: Result(self.names, self.rows, True))
        if name == "mappings":
            return HostFunction(name, lambda *_: Mappings(self.names, self.rows))
        if name == "rowcount":
            return len(self.rows)
        return MISSING

    def iterate(self, machine: Any) -> Iterator[Any]:
        """Its rows."""
        return iter(self._all())


class Mappings(Result):
    """The rows as mappings."""

    def _one(self, row: tuple[Any, ...]) -> Any:
        return dict(zip(self.names, row, strict=True))


_METHODS: dict[str, Any] = {
    "scalar": Result._scalar,
    "scalar_one": Result._scalar,
    "scalar_one_or_none": Result._scalar,
    "first": Result._first,
    "fetchone": Result._first,
    "one_or_none": Result._first,
    "one": Result._only,
    "all": Result._all,
    "fetchall": Result._all,
    "fetchmany": Result._all,
    "unique": lambda result: result,
    "keys": lambda result: list(result.names),
    "close": lambda result: None,
}
