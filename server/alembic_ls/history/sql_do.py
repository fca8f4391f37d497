"""DO $$ … $$: the few forms of PL/pgSQL that revisions are written in, read for the DDL inside."""

from __future__ import annotations

from collections.abc import Callable

from alembic_ls.changes.apply import apply
from alembic_ls.changes.rules import Rules
from alembic_ls.history.obscured import obscured
from alembic_ls.history.sql_cursor import Cursor, Unreadable
from alembic_ls.history.sql_guards import asks_for_absence, asks_for_presence, holds
from alembic_ls.history.sql_mentions import strings_in
from alembic_ls.history.sql_tokens import BODY, STRING, WORD, Token, tokens_of
from alembic_ls.schema.operations import (
    AddColumn,
    AlterEnum,
    ChangeData,
    CreateEnum,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropEnum,
    DropIndex,
    DropTable,
    Obscure,
    Operation,
)
from alembic_ls.schema.tables import Schema
from alembic_ls.schema.unknown import Unknown

Reader = Callable[[Cursor], "list[Operation]"]  # one SQL statement → operations; raises nothing

_MAX_DEPTH = 20
_ENDS = frozenset(("END", "ELSE", "ELSIF", "ELSEIF", "EXCEPTION", "WHEN"))
_NO_SQL = frozenset("PERFORM RAISE NULL EXIT CONTINUE GET ASSERT OPEN FETCH CLOSE MOVE COMMIT ROLLBACK".split())
_LOOPS = frozenset(("FOR", "FOREACH", "WHILE", "LOOP"))
_NO_DDL = frozenset("GRANT REVOKE SELECT INSERT UPDATE DELETE REFRESH ANALYZE VACUUM SET COMMENT NOTIFY".split())


def read_do(cursor: Cursor, read: Reader) -> list[Operation]:
    """What stands behind DO. `read` reads the SQL statements inside. Raises Unreadable where the block is of another kind."""
    if cursor.take("LANGUAGE"):
        _require_plpgsql(cursor)
    body = cursor.next()
    if body.kind not in (BODY, STRING):
        raise Unreadable("DO without a block of code")
    if cursor.take("LANGUAGE"):
        _require_plpgsql(cursor)
    inner = Cursor(tokens_of(body.value, cursor.dialect), body.value, cursor.dialect, cursor.where, cursor.before)
    reader = _Block(inner, read)
    reader.block(0)
    return reader.operations


def _require_plpgsql(cursor: Cursor) -> None:
    if cursor.name().lower() != "plpgsql":
        raise Unreadable("DO in another language than PL/pgSQL")


class _Block:
    """Reads statements and gathers operations; `returned` is True behind a RETURN, None behind one that may not have been run."""

    __slots__ = ("cursor", "operations", "read", "returned")

    def __init__(self, cursor: Cursor, read: Reader) -> None:
        self.cursor = cursor
        self.read = read
        self.operations: list[Operation] = []
        self.returned: bool | None = False

    def block(self, depth: int) -> None:
        """[DECLARE …] BEGIN … [EXCEPTION WHEN … THEN …] END."""
        cursor = self.cursor
        if cursor.take("DECLARE"):
            while not cursor.comes("BEGIN"):
                if cursor.done:
                    raise Unreadable("DECLARE without BEGIN")
                cursor.next()
        cursor.expect("BEGIN")
        inside = self.collect(depth)
        if cursor.take("EXCEPTION"):
            inside = self._with_handlers(inside, depth)
        cursor.expect("END")
        if not cursor.comes(";") and not cursor.done:
            cursor.name()
        self._add(inside)

    def collect(self, depth: int) -> list[Operation]:
        """The operations of the statements up to the END, ELSE … that closes them; what is known of the schema stays as it is."""
        if depth > _MAX_DEPTH:
            raise Unreadable("blocks nested too deeply")
        outer, before = self.operations, self.cursor.before
        self.operations = []
        while not self.cursor.done and not self.cursor.comes(*_ENDS):
            self._statement(depth + 1)
        inside, self.operations, self.cursor.before = self.operations, outer, before
        return inside

    def _run(self, operations: list[Operation]) -> None:
        """One statement, unless a RETURN stands before it."""
        if self.returned is not True:
            self._add(operations if self.returned is False else self._softened(operations))

    def _add(self, operations: list[Operation]) -> None:
        self.operations += operations
        self.cursor.before = after(operations, self.cursor.before, self.cursor.dialect)

    def _statement(self, depth: int) -> None:
        cursor = self.cursor
        while cursor.take("<", "<"):
            cursor.name()
            cursor.expect(">", ">")
        if cursor.take(";"):
            return
        if cursor.comes("DECLARE", "BEGIN"):
            self.block(depth)
        elif cursor.take("IF"):
            self._if(depth)
        elif cursor.take("CASE"):
            self._case(depth)
        elif cursor.peek().key in _LOOPS:
            self._loop(depth)
        elif cursor.take("EXECUTE"):
            self._run(self._executed(self._up_to_semicolon()))
        elif cursor.take("RETURN"):
            self._up_to_semicolon()
            self.returned = True if self.returned is False else self.returned
        elif cursor.peek().key in _NO_SQL or cursor.peek(1).key in (":=", "="):
            self._up_to_semicolon()
        else:
            tokens = self._up_to_semicolon()
            self._run(self.read(Cursor(tokens, cursor.text, cursor.dialect, cursor.where, cursor.before)))

    def _up_to_semicolon(self) -> list[Token]:
        cursor = self.cursor
        start = cursor.at
        while not cursor.done and not cursor.comes(";"):
            cursor.next()
        tokens = cursor.tokens[start : cursor.at]
        cursor.take(";")
        return tokens

    def _up_to(self, word: str) -> list[Token]:
        cursor = self.cursor
        start, depth = cursor.at, 0
        while not cursor.done:
            token = cursor.peek()
            if depth == 0 and token.kind == WORD and token.key == word:
                cursor.next()
                return cursor.tokens[start : cursor.at - 1]
            depth += (token.key in ("(", "CASE")) - (token.key in (")", "END"))
            cursor.next()
        raise Unreadable(f"{word} is missing")

    def _if(self, depth: int) -> None:
        """The branch that is taken, where the schema tells; what any of them might do, where it does not."""
        cursor = self.cursor
        entered, chosen, may_return = self.returned, None, False
        undecided: list[Operation] = []
        while True:
            condition = self._up_to("THEN")
            answer = holds(condition, cursor.before) if chosen is None else False
            inside, returned = self._branch(depth)
            only = cursor.comes("END") and not undecided
            if answer is True and not undecided:
                chosen, self.returned = inside, returned
            elif answer is None:
                flagged = _flagged(inside, condition) if only and chosen is None else None
                if flagged is not None and returned == entered:
                    chosen, self.returned = flagged, entered
                else:
                    undecided += inside
                    may_return = may_return or returned != entered
            elif answer is True:
                undecided += inside
            if not cursor.take_any("ELSIF", "ELSEIF"):
                break
        if cursor.take("ELSE"):
            inside, returned = self._branch(depth)
            if undecided:
                undecided += inside
                may_return = may_return or returned != entered
            elif chosen is None:
                chosen, self.returned = inside, returned
        cursor.expect("END", "IF")
        self._add([*(chosen or []), *self._softened(undecided)])
        if may_return and self.returned is not True:
            self.returned = None

    def _branch(self, depth: int) -> tuple[list[Operation], bool | None]:
        entered = self.returned
        inside = self.collect(depth)
        returned, self.returned = self.returned, entered
        return inside, returned

    def _case(self, depth: int) -> None:
        entered, inside, may_return = self.returned, [], False
        self._up_to("WHEN")
        while True:
            self._up_to("THEN")
            branch, returned = self._branch(depth)
            inside += branch
            may_return = may_return or returned != entered
            if not self.cursor.take("WHEN"):
                break
        if self.cursor.take("ELSE"):
            branch, returned = self._branch(depth)
            inside += branch
        self.cursor.expect("END", "CASE")
        self._add(self._softened(inside))
        self.returned = None if may_return else entered

    def _loop(self, depth: int) -> None:
        """How often it runs, and over what, is not followed."""
        entered = self.returned
        self._up_to("LOOP")
        inside, returned = self._branch(depth)
        self.cursor.expect("END", "LOOP")
        self._up_to_semicolon()
        self._add(self._softened(inside))
        self.returned = entered if returned == entered else None

    def _with_handlers(self, inside: list[Operation], depth: int) -> list[Operation]:
        """EXCEPTION WHEN duplicate_object THEN NULL: the well-known way to say IF NOT EXISTS."""
        conditions: set[str] = set()
        handled: list[Operation] = []
        while self.cursor.take("WHEN"):
            conditions |= {token.key for token in self._up_to("THEN") if token.key not in ("OR",)}
            branch, _ = self._branch(depth)
            handled += branch
        if any(_is_ddl(operation) for operation in handled):
            return self._softened([*inside, *handled])
        if conditions & {"OTHERS"} or any(name.startswith("DUPLICATE_") for name in conditions):
            inside = [_if_absent(operation) or operation for operation in inside]
        if conditions & {"OTHERS"} or any(name.startswith("UNDEFINED_") for name in conditions):
            inside = [_if_present(operation) or operation for operation in inside]
        return [*inside, *handled]

    def _executed(self, tokens: list[Token]) -> list[Operation]:
        """EXECUTE 'text', or an expression that makes one, of which the beginning says what it may be."""
        cursor = self.cursor
        if tokens and tokens[0].kind in (STRING, BODY) and (len(tokens) == 1 or tokens[1].key in ("USING", "INTO")):
            text = tokens[0].value
            return self.read(Cursor(tokens_of(text, cursor.dialect), text, cursor.dialect, cursor.where, cursor.before))
        strings = strings_in(tokens)
        words = strings[0].split(None, 2) if strings else []
        if words and (words[0].upper() in _NO_DDL or [word.upper() for word in words[:2]] == ["ALTER", "DEFAULT"]):
            return [ChangeData(None, "other", cursor.text_of(cursor.at - len(tokens), cursor.at), cursor.where)]
        why = Unknown("a DO block executes SQL that it puts together itself", cursor.where)
        return [Obscure(why, origin=cursor.where)]

    def _softened(self, operations: list[Operation]) -> list[Operation]:
        """The same operations, where nobody knows whether they are run."""
        why = Unknown("a DO block runs this under a condition that could not be followed", self.cursor.where)
        return [obscured(operation, why) for operation in operations]


def after(operations: list[Operation], before: Schema | None, dialect: str) -> Schema | None:
    """The schema that the next statement meets."""
    if before is not None:
        for operation in operations:
            before = apply(before, operation, Rules(dialect)).schema
    return before


def _is_ddl(operation: Operation) -> bool:
    return not isinstance(operation, ChangeData)


def _flagged(operations: list[Operation], condition: list[Token]) -> list[Operation] | None:
    """The operations with IF [NOT] EXISTS in place of a guard that says the same; None where one of them cannot bear it."""
    bear = _if_absent if asks_for_absence(condition) else _if_present if asks_for_presence(condition) else None
    if bear is None:
        return None
    flagged = [bear(operation) if _is_ddl(operation) else operation for operation in operations]
    return [operation for operation in flagged if operation is not None] if None not in flagged else None


def _if_absent(operation: Operation) -> Operation | None:
    if isinstance(operation, (CreateTable, AddColumn, CreateIndex, AlterEnum)):
        return operation._replace(if_not_exists=True)
    if isinstance(operation, CreateEnum):
        return operation._replace(checkfirst=True)
    return None


def _if_present(operation: Operation) -> Operation | None:
    if isinstance(operation, (DropTable, DropColumn, DropIndex, DropConstraint, DropEnum)):
        return operation._replace(if_exists=True)
    return None
