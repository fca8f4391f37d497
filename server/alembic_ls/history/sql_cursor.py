"""A place in one SQL statement, and the small steps by which readers go through it."""

from __future__ import annotations

from alembic_ls.dialects.names import clip
from alembic_ls.history.sql_tokens import BODY, END, NAME, STRING, WORD, Token
from alembic_ls.schema.tables import Index, Schema
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor

_DEFAULT_SCHEMA = {"postgresql": "public", "sqlite": "main", "mssql": "dbo"}
_OPEN = ("(", "[")
_CLOSE = (")", "]")


class Unreadable(Exception):
    """Raised by readers at what they do not understand; `sql.read_sql` makes an Obscure of it and lets none out."""


class Qualified(NamedTuple):
    """A name with its schema, which is None for the default one."""

    name: str
    schema: str | None = None

    @property
    def key(self) -> str:
        """As in `Schema.tables`."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


class Cursor:
    """Reads tokens one by one. Every method that expects something raises Unreadable where it is not there."""

    __slots__ = ("at", "before", "dialect", "text", "tokens", "where")

    def __init__(
        self, tokens: list[Token], text: str, dialect: str, where: Anchor | None = None, before: Schema | None = None
    ) -> None:
        """`tokens` are those of `text`; `before` is the schema that the statement meets, where that is known."""
        self.tokens = tokens
        self.text = text
        self.dialect = dialect
        self.where = where
        self.before = before
        self.at = 0

    def peek(self, ahead: int = 0) -> Token:
        """The token that comes, END behind the last."""
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else _NO_TOKEN

    @property
    def done(self) -> bool:
        """True where nothing comes any more."""
        return self.at >= len(self.tokens)

    def next(self) -> Token:
        """The token that comes, stepping over it."""
        token = self.peek()
        self.at += 1
        return token

    def take(self, *keys: str) -> bool:
        """Step over these words and operators, if they all come in this order."""
        for ahead, key in enumerate(keys):
            token = self.peek(ahead)
            if token.key != key or token.kind == NAME:
                return False
        self.at += len(keys)
        return True

    def take_any(self, *keys: str) -> str | None:
        """Step over the one of these words and operators that comes."""
        token = self.peek()
        if token.key in keys:
            self.at += 1
            return token.key
        return None

    def comes(self, *keys: str) -> bool:
        """True where one of these words and operators comes."""
        return self.peek().key in keys

    def expect(self, *keys: str) -> None:
        """Step over these, or raise."""
        if not self.take(*keys):
            raise Unreadable(f"{' '.join(keys)} expected before {self.rest()[:30]!r}")

    def name(self) -> str:
        """A name, quoted or not, as the database takes it."""
        token = self.next()
        if token.kind == WORD or (token.kind == NAME and token.value):
            return clip(token.value, self.dialect)
        raise Unreadable(f"a name expected before {self.text[token.start : token.start + 30]!r}")

    def qualified(self) -> Qualified:
        """NAME, or SCHEMA.NAME; of DATABASE.SCHEMA.NAME the last two."""
        parts = [self.name()]
        while self.take("."):
            parts.append(self.name())
        return Qualified(parts[-1], self.without_default(parts[-2]) if len(parts) > 1 else None)

    def without_default(self, schema: str) -> str | None:
        """`schema`, None where it is the dialect's default one."""
        return None if schema == _DEFAULT_SCHEMA.get(self.dialect) else schema

    def index(self, table: Qualified, name: str) -> Index | None:
        """The index of that name which the statement finds, None where that is not known."""
        found = self.before.tables.get(table.key) if self.before else None
        return next((index for index in found.indexes if index.name == name), None) if found else None

    def primary_key(self, table: Qualified) -> tuple[str, ...]:
        """The columns of the table's primary key which the statement finds, none where that is not known."""
        found = self.before.tables.get(table.key) if self.before else None
        return found.primary_key.columns if found else ()

    def surely_absent(self, table: Qualified) -> bool:
        """True where there is no such table before the statement, as far as all is known that may have made it."""
        return self.before is not None and not self.before.unknown and table.key not in self.before.tables

    def string(self) -> str:
        """A string literal."""
        token = self.next()
        if token.kind in (STRING, BODY):
            return token.value
        raise Unreadable(f"a string expected before {self.text[token.start : token.start + 30]!r}")

    def names(self) -> tuple[str, ...]:
        """(NAME, NAME …), in parentheses."""
        self.expect("(")
        found = [self.name()]
        while self.take(","):
            found.append(self.name())
        self.expect(")")
        return tuple(found)

    def strings(self) -> tuple[str, ...]:
        """('a', 'b' …), in parentheses; none is allowed."""
        self.expect("(")
        found: list[str] = []
        while not self.take(")"):
            if found:
                self.expect(",")
            found.append(self.string())
        return tuple(found)

    def if_exists(self) -> bool:
        """IF EXISTS."""
        return self.take("IF", "EXISTS")

    def if_not_exists(self) -> bool:
        """IF NOT EXISTS."""
        return self.take("IF", "NOT", "EXISTS")

    def group(self) -> tuple[int, int]:
        """Step over a group in parentheses; the token positions of what is inside."""
        self.expect("(")
        start, depth = self.at, 1
        while depth:
            key = self.peek().key
            if self.done:
                raise Unreadable("a parenthesis is not closed")
            depth += (key in _OPEN) - (key in _CLOSE)
            self.at += 1
        return start, self.at - 1

    def group_text(self) -> str:
        """Step over a group in parentheses; the text inside."""
        return self.text_of(*self.group())

    def expression(self, stops: frozenset[str], at_least: int = 1) -> tuple[int, int]:
        """Step over an expression, up to one of the `stops` outside of parentheses, a comma, a closing one, or the end."""
        start, depth = self.at, 0
        while not self.done:
            token = self.peek()
            if depth == 0 and self.at - start >= at_least and (token.key in stops or token.key in (",", ")")):
                break
            depth += (token.key in _OPEN) - (token.key in _CLOSE)
            if depth < 0:
                break
            self.at += 1
        if self.at == start:
            raise Unreadable(f"an expression expected before {self.rest()[:30]!r}")
        return start, self.at

    def text_of(self, start: int, end: int) -> str:
        """The source text of the tokens from `start` up to `end`."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def rest(self) -> str:
        """The source text that is still to come."""
        return self.text_of(self.at, len(self.tokens))

    def skip_item(self) -> None:
        """Step to the next comma outside of parentheses, or to the end."""
        depth = 0
        while not self.done:
            key = self.peek().key
            if depth <= 0 and (key == "," or (key == ")" and depth == 0)):
                return
            depth += (key in _OPEN) - (key in _CLOSE)
            self.at += 1


_NO_TOKEN = Token(END, "", "", 0, 0)
