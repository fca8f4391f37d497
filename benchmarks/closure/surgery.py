"""Changes of a model's source text, each a pure function: where a class or a field stands is asked of Python's parser, and only that is rewritten."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

_COLUMNS = ("Column", "mapped_column")


class Unfit(Exception):
    """The source is not such that this change can be made in it."""


class Source:
    """A text and its tree; `put` gives the text with some of it replaced."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self._starts = [0]
        for line in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line.encode()))
        self._bytes = text.encode()

    def at(self, line: int, column: int) -> int:
        """The offset in bytes of a line, counted from 1, and a column in bytes."""
        return self._starts[line - 1] + column

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        """The offsets between which a node stands."""
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)

    def of(self, node: ast.expr | ast.stmt) -> str:
        """A node's text."""
        start, end = self.span(node)
        return self._bytes[start:end].decode()

    def put(self, *changes: tuple[int, int, str]) -> str:
        """The text with each of these spans replaced."""
        found = self._bytes
        for start, end, new in sorted(changes, reverse=True):
            found = found[:start] + new.encode() + found[end:]
        return found.decode()

    def lines(self, node: ast.stmt) -> tuple[int, int]:
        """The whole lines of a statement, decorators included."""
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
        assert node.end_lineno is not None
        return self._starts[first - 1], self._starts[min(node.end_lineno, len(self._starts) - 1)]

    def cls(self, name: str) -> ast.ClassDef:
        """The class of this name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef) and node.name == name:
                return node
        raise Unfit(f"no class {name}")

    def field(self, cls: str, attribute: str) -> ast.Assign | ast.AnnAssign:
        """The statement of the class that makes the attribute."""
        for node in self.cls(cls).body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == attribute:
                return node
            if isinstance(node, ast.Assign) and any(isinstance(each, ast.Name) and each.id == attribute for each in node.targets):
                return node
        raise Unfit(f"no field {cls}.{attribute}")

    def has(self, name: str) -> bool:
        """Whether the module binds the name by an import."""
        return any(
            (alias.asname or alias.name.partition(".")[0]) == name
            for node in self.tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        )


def _tail(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _assigned(node: ast.stmt) -> tuple[str, ast.expr] | None:
    """The name and the value of a plain assignment, annotated or not."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return _tail(node.targets[0]), node.value
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return _tail(node.target), node.value
    return None


def _table_arguments(cls: ast.ClassDef) -> tuple[ast.stmt, ast.expr] | None:
    """The statement of __table_args__ and its value; Unfit where a function makes it."""
    for part in cls.body:
        if isinstance(part, ast.FunctionDef) and part.name == "__table_args__":
            raise Unfit("__table_args__ is made elsewhere")
        found = _assigned(part)
        if found is not None and found[0] == "__table_args__":
            return part, found[1]
    return None


def _is_call(node: ast.expr | None, *names: str) -> bool:
    return isinstance(node, ast.Call) and _tail(node.func) in names


def imported(text: str, *lines: str) -> str:
    """With these imports, where the module has not the very same ones; after its docstring and what it takes from the future."""
    source = Source(text)
    have = {source.of(node) for node in source.tree.body if isinstance(node, ast.Import | ast.ImportFrom)}
    wanted = [line for line in dict.fromkeys(lines) if line not in have]
    if not wanted:
        return text
    at = 0
    for node in source.tree.body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not docstring and not future:
            break
        at = source.lines(node)[1]
    return source.put((at, at, "".join(f"{line}\n" for line in wanted)))


SA = "import sqlalchemy as sa"


def column_call(source: Source, cls: str, attribute: str) -> ast.Call | None:
    """The call that describes the column: Column(…), mapped_column(…), Field(…); the Column within a Field. None: there is only a type."""
    value = source.field(cls, attribute).value
    if _is_call(value, "Field"):
        assert isinstance(value, ast.Call)
        for keyword in value.keywords:
            if keyword.arg == "sa_column":
                if not _is_call(keyword.value, "Column"):
                    raise Unfit("the column is made elsewhere")
                assert isinstance(keyword.value, ast.Call)
                return keyword.value
        return value
    if _is_call(value, *_COLUMNS):
        assert isinstance(value, ast.Call)
        return value
    if value is None or isinstance(value, ast.Constant):
        return None
    raise Unfit("the field is made by something of the project's own")


def _with_call(text: str, cls: str, attribute: str) -> str:
    """The same field, but with a call that keywords can be put in."""
    source = Source(text)
    if column_call(source, cls, attribute) is not None:
        return text
    node = source.field(cls, attribute)
    assert isinstance(node, ast.AnnAssign)
    mapped = source.of(node.annotation).partition("[")[0].rpartition(".")[2] in ("Mapped", "M")
    default = "" if node.value is None else f"default={source.of(node.value)}"
    call = "mapped_column" if mapped else "Field"
    start = source.span(node.annotation)[1]
    end = source.span(node)[1]
    made = source.put((start, end, f" = {call}({default})"))
    return imported(made, f"from sqlalchemy.orm import {call}" if mapped else f"from sqlmodel import {call}")


def keyword(text: str, cls: str, attribute: str, name: str, value: str | None) -> str:
    """With the keyword set in the field's call, or taken out where `value` is None."""
    text = _with_call(text, cls, attribute) if value is not None else text
    source = Source(text)
    call = column_call(source, cls, attribute)
    if call is None:
        raise Unfit("the field has no call")
    if _is_call(call, "Field") and name in ("server_default", "comment"):
        return _column_kwarg(source, call, name, value)
    return set_keyword(source, call, name, value)


def set_keyword(source: Source, call: ast.Call, name: str, value: str | None) -> str:
    """With the keyword of a call set, or taken out."""
    for each in call.keywords:
        if each.arg == name:
            start, end = source.span(each)
            if value is not None:
                return source.put((start, end, f"{name}={value}"))
            return source.put((*_with_comma(source, start, end), ""))
    if value is None:
        raise Unfit(f"no {name}")
    return _appended(source, call, f"{name}={value}")


def _appended(source: Source, call: ast.Call, argument: str) -> str:
    """With an argument after the last one."""
    last = max([source.span(each)[1] for each in [*call.args, *call.keywords]], default=None)
    if last is None:
        end = source.span(call)[1] - 1
        return source.put((end, end, argument))
    return source.put((last, last, f", {argument}"))


def _with_comma(source: Source, start: int, end: int) -> tuple[int, int]:
    """The span of an argument, and of the comma that it has after or before it."""
    rest = source._bytes[end:]
    if found := re.match(rb"\s*,\s*", rest):
        return start, end + found.end()
    if found := re.search(rb",\s*$", source._bytes[:start]):
        return found.start(), end
    return start, end


def _column_kwarg(source: Source, call: ast.Call, name: str, value: str | None) -> str:
    """SQLModel's Field hands these on by a dictionary."""
    given = next((each for each in call.keywords if each.arg == "sa_column_kwargs"), None)
    if given is None:
        if value is None:
            raise Unfit(f"no {name}")
        return _appended(source, call, f'sa_column_kwargs={{"{name}": {value}}}')
    if not isinstance(given.value, ast.Dict):
        raise Unfit("the keywords are made elsewhere")
    for key, old in zip(given.value.keys, given.value.values):
        if isinstance(key, ast.Constant) and key.value == name:
            if value is not None:
                return source.put((*source.span(old), value))
            return source.put((*_with_comma(source, source.span(key)[0], source.span(old)[1]), ""))
    if value is None:
        raise Unfit(f"no {name}")
    end = source.span(given.value)[1] - 1
    return source.put((end, end, f'{", " if given.value.keys else ""}"{name}": {value}'))


def retyped(text: str, cls: str, attribute: str, kind: str) -> str:
    """With another type, an expression of SQLAlchemy."""
    text = imported(_with_call(text, cls, attribute), SA)
    source = Source(text)
    call = column_call(source, cls, attribute)
    assert call is not None
    if _is_call(call, "Field"):
        for gone in ("max_length", "max_digits", "decimal_places"):
            try:
                source = Source(set_keyword(source, call, gone, None))
            except Unfit:
                continue
            again = column_call(source, cls, attribute)
            assert again is not None
            call = again
        return set_keyword(source, call, "sa_type", kind)
    for position, argument in enumerate(call.args):
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and not position:
            continue
        if _is_call(argument, "ForeignKey", "Identity", "Sequence", "Computed", "CheckConstraint"):
            break
        return source.put((*source.span(argument), kind))
    if any(each.arg in ("type_", "name") for each in call.keywords):
        raise Unfit("the type is a keyword")
    named = bool(call.args) and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    if named:
        end = source.span(call.args[0])[1]
        return source.put((end, end, f", {kind}"))
    start = source.span(call.func)[1] + 1
    return source.put((start, start, f"{kind}, " if call.args or call.keywords else kind))


def without_field(text: str, cls: str, attribute: str) -> str:
    """Without the field."""
    source = Source(text)
    body = source.cls(cls).body
    if len(body) < 2:
        raise Unfit("the class would be empty")
    return source.put((*source.lines(source.field(cls, attribute)), ""))


def with_field(text: str, cls: str, line: str, *imports: str) -> str:
    """With a field more, after the last of the class's fields."""
    source = Source(text)
    fields = [
        node
        for node in source.cls(cls).body
        if isinstance(node, ast.AnnAssign) or _is_call(getattr(node, "value", None), *_COLUMNS)
    ]
    if not fields:
        raise Unfit("the class has no field")
    last = fields[-1]
    end = source.lines(last)[1]
    return imported(source.put((end, end, f"{' ' * last.col_offset}{line}\n")), *imports)


def renamed_field(text: str, cls: str, attribute: str, new: str) -> str:
    """With the field under another name, in its class's __table_args__ too; a name given to the column is renamed likewise."""
    source = Source(text)
    node = source.field(cls, attribute)
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    changes = [(*source.span(target), new)]
    call = column_call(source, cls, attribute)
    for argument in call.args[:1] if call is not None and not _is_call(call, "Field") else []:
        if isinstance(argument, ast.Constant) and argument.value == attribute:
            changes.append((*source.span(argument), repr(new)))
    arguments = _table_arguments(source.cls(cls))
    for inner in ast.walk(arguments[1]) if arguments is not None else ():
        if isinstance(inner, ast.Constant) and inner.value == attribute:
            changes.append((*source.span(inner), repr(new)))
    return source.put(*changes)


def with_table_argument(text: str, cls: str, argument: str, *imports: str) -> str:
    """With one more constraint or index in __table_args__."""
    source = Source(text)
    node = source.cls(cls)
    arguments = _table_arguments(node)
    if arguments is None:
        return imported(_at_the_top(source, node, f"__table_args__ = ({argument},)"), *imports)
    value = arguments[1]
    start, end = source.span(value)
    if isinstance(value, ast.Dict):
        return imported(source.put((start, start, f"({argument}, "), (end, end, ")")), *imports)
    if not isinstance(value, ast.Tuple) or not value.elts:
        raise Unfit("__table_args__ is made elsewhere")
    start = source.span(value.elts[0])[0]
    return imported(source.put((start, start, f"{argument}, ")), *imports)


def with_table_comment(text: str, cls: str, comment: str) -> str:
    """With a comment on the table."""
    source = Source(text)
    node = source.cls(cls)
    given = f'{{"comment": {comment!r}}}'
    arguments = _table_arguments(node)
    if arguments is None:
        return _at_the_top(source, node, f"__table_args__ = {given}")
    value = arguments[1]
    if not isinstance(value, ast.Tuple) or isinstance(value.elts[-1], ast.Dict):
        raise Unfit("__table_args__ is made elsewhere")
    end = source.span(value.elts[-1])[1]
    return source.put((end, end, f", {given}"))


def _at_the_top(source: Source, node: ast.ClassDef, line: str) -> str:
    """With the line before a class's first statement, after its docstring."""
    first = node.body[1] if isinstance(node.body[0], ast.Expr) and len(node.body) > 1 else node.body[0]
    at = source.lines(first)[0]
    return source.put((at, at, f"{' ' * first.col_offset}{line}\n\n"))


def base_of(text: str, cls: str) -> str:
    """The first base that the class names."""
    source = Source(text)
    bases = source.cls(cls).bases
    if not bases:
        raise Unfit("no base")
    return source.of(bases[-1])


def style_of(text: str, cls: str, sqlmodel: bool) -> str:
    """How the class says its columns: `sqlmodel`, `mapped` or `column`."""
    if sqlmodel:
        return "sqlmodel"
    source = Source(text)
    annotated = [node for node in source.cls(cls).body if isinstance(node, ast.AnnAssign)]
    return "mapped" if any(source.of(node.annotation).startswith(("Mapped[", "orm.Mapped[")) for node in annotated) else "column"


def table_argument(text: str, cls: str, number: int, kinds: tuple[str, ...], change: Callable[[str], str] | None) -> str:
    """With the number-th element of these kinds in __table_args__ changed, or taken out."""
    source = Source(text)
    arguments = _table_arguments(source.cls(cls))
    if arguments is None or not isinstance(arguments[1], ast.Tuple):
        raise Unfit("there is none")
    part, value = arguments
    found = [each for each in value.elts if _is_call(each, *kinds)]
    if number >= len(found):
        raise Unfit("there is none")
    if change is not None:
        return source.put((*source.span(found[number]), change(source.of(found[number]))))
    if len(value.elts) == 1:
        return source.put((*source.lines(part), ""))
    changed = source.put((*_with_comma(source, *source.span(found[number])), ""))
    again = Source(changed)
    left = _table_arguments(again.cls(cls))
    if left is not None and not isinstance(left[1], ast.Tuple):  # the one that is left has to have a comma
        end = again.span(left[1])[1]
        return again.put((end, end, ","))
    return changed


def foreign_key(text: str, cls: str, attribute: str, ondelete: str | None, drop: bool = False) -> str:
    """With the field's foreign key gone, or with another ondelete."""
    source = Source(text)
    call = column_call(source, cls, attribute)
    if call is None:
        raise Unfit("no foreign key")
    if _is_call(call, "Field"):
        if drop:
            text = set_keyword(source, call, "foreign_key", None)
            try:
                return keyword(text, cls, attribute, "ondelete", None)
            except Unfit:
                return text
        return set_keyword(source, call, "ondelete", None if ondelete is None else repr(ondelete))
    for argument in call.args:
        if _is_call(argument, "ForeignKey"):
            assert isinstance(argument, ast.Call)
            if drop:
                return source.put((*_with_comma(source, *source.span(argument)), ""))
            return set_keyword(source, argument, "ondelete", None if ondelete is None else repr(ondelete))
    raise Unfit("no foreign key")


def with_foreign_key(text: str, cls: str, attribute: str, to: str) -> str:
    """With a foreign key on the field."""
    text = imported(_with_call(text, cls, attribute), SA)
    source = Source(text)
    call = column_call(source, cls, attribute)
    assert call is not None
    if _is_call(call, "Field"):
        return set_keyword(source, call, "foreign_key", repr(to))
    if not call.args:
        start = source.span(call.func)[1] + 1
        return source.put((start, start, f"sa.ForeignKey({to!r})" + (", " if call.keywords else "")))
    end = source.span(call.args[-1])[1]
    return source.put((end, end, f", sa.ForeignKey({to!r})"))


def tablename(text: str, cls: str, new: str) -> str:
    """With the class's table under another name."""
    source = Source(text)
    node = source.cls(cls)
    for part in node.body:
        found = _assigned(part)
        if found is not None and found[0] == "__tablename__":
            return source.put((*source.span(found[1]), repr(new)))
    return _at_the_top(source, node, f"__tablename__ = {new!r}")


def without_class(text: str, cls: str) -> str:
    """Without the class."""
    source = Source(text)
    return source.put((*source.lines(source.cls(cls)), ""))


def without_import(text: str, name: str) -> str:
    """Without the name in what the module imports from elsewhere, and in its __all__."""
    source = Source(text)
    changes: list[tuple[int, int, str]] = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names):
            kept = [alias for alias in node.names if alias.name != name]
            shown = ", ".join(alias.name + (f" as {alias.asname}" if alias.asname else "") for alias in kept)
            changes.append((*source.span(node), f"from {'.' * node.level}{node.module or ''} import {shown}" if kept else "pass"))
        elif (
            isinstance(node, ast.List | ast.Tuple)
            and any(isinstance(each, ast.Constant) and each.value == name for each in node.elts)
            and all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in node.elts)
        ):
            element = next(each for each in node.elts if isinstance(each, ast.Constant) and each.value == name)
            changes.append((*_with_comma(source, *source.span(element)), ""))
    return source.put(*changes) if changes else text


def enum_member(text: str, cls: str, line: str) -> str:
    """With a member more at the end of the enum class."""
    source = Source(text)
    members = [node for node in source.cls(cls).body if isinstance(node, ast.Assign)]
    if not members:
        raise Unfit("no members")
    end = source.lines(members[-1])[1]
    return source.put((end, end, f"{' ' * members[-1].col_offset}{line}\n"))


def without_enum_member(text: str, cls: str, member: str) -> str:
    """Without this member."""
    source = Source(text)
    members = [node for node in source.cls(cls).body if isinstance(node, ast.Assign)]
    for node in members:
        if _tail(node.targets[0]) == member and len(members) > 1:
            return source.put((*source.lines(node), ""))
    raise Unfit("no such member")


def at_end(text: str, more: str, *imports: str) -> str:
    """With more at the end."""
    return imported(f"{text.rstrip()}\n\n\n{more.strip()}\n", *imports)
