"""Expression trees to values."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.attributes import attribute_of
from alembic_ls.interpret.calls import call, make_defaults
from alembic_ls.interpret.iteration import elements, item_of, iterated, known_elements
from alembic_ls.interpret.limits import MAX_SIZE, fits, spend
from alembic_ls.interpret.values import (
    CONTAINERS,
    MISSING,
    Absent,
    Bound,
    Call,
    ClassValue,
    EnumMember,
    Function,
    Generic,
    Host,
    Instance,
    Member,
    OneOf,
    OutOfFuel,
    PartialText,
    Place,
    Raised,
    Scope,
    Spread,
    Symbol,
    doubt_in,
    equals_who_knows,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def evaluate(machine: Machine, node: ast.expr, scope: Scope) -> Any:
    """The value of an expression; Unknown where it cannot be followed. Raises Raised, where the source would, and OutOfFuel."""
    machine.fuel -= 1
    if machine.fuel < 0:
        raise OutOfFuel
    return _EVALUATE[node.__class__](machine, node, scope)


def unknown(reason: str, node: ast.AST, scope: Scope) -> Unknown:
    """An Unknown that points at a tree."""
    return Unknown(reason, Place(scope.chunk, node).anchor)


def lookup(machine: Machine, name: str, scope: Scope) -> Any:
    """What a name stands for, by Python's scopes: MISSING where nothing binds it."""
    found = scope.names.get(name, MISSING)
    if found is not MISSING and scope.kind != "module":
        return found
    at: Scope | None = scope
    while at is not None and at.kind != "module":
        if at.kind != "class" or at is scope:
            found = at.names.get(name, MISSING)
            if found is not MISSING:
                return found
        at = at.parent
    found = scope.module.bound(machine, name)
    if found is not MISSING:
        return found
    return machine.builtins.get(name, MISSING)


def _name(machine: Machine, node: ast.Name, scope: Scope) -> Any:
    found = lookup(machine, node.id, scope)
    if found is MISSING:
        if machine.guarded and scope.module.is_known_whole(machine):
            raise Raised(Symbol("builtins.NameError"))
        return Absent(f"the name '{node.id}' is not defined in what was read", Place(scope.chunk, node).anchor)
    return found


def _constant(machine: Machine, node: ast.Constant, scope: Scope) -> Any:
    value = node.value
    return value if type(value) is not int or fits(value) else unknown("this number is too large to follow", node, scope)


def _attribute(machine: Machine, node: ast.Attribute, scope: Scope) -> Any:
    owner = evaluate(machine, node.value, scope)
    if type(owner) is Symbol:
        return machine.symbol_attribute(owner, node.attr)
    found = attribute_of(machine, owner, node.attr)
    if found is MISSING:
        if machine.guarded:
            raise Raised(Symbol("builtins.AttributeError"))
        return unknown(f"'{node.attr}' was not found in what was read", node, scope)
    return found


def arguments(machine: Machine, node: ast.Call, scope: Scope) -> tuple[list[Any], dict[str, Any]]:
    """The arguments of a call, evaluated: starred ones spread out."""
    args: list[Any] = []
    for arg in node.args:
        if arg.__class__ is ast.Starred:
            value = evaluate(machine, arg.value, scope)
            spread = elements(machine, value)
            if isinstance(spread, Unknown):
                args.append(Spread(spread))
            else:
                args.extend(spread)
        else:
            args.append(evaluate(machine, arg, scope))
    kwargs: dict[str, Any] = {}
    for keyword in node.keywords:
        value = evaluate(machine, keyword.value, scope)
        if keyword.arg is not None:
            kwargs[keyword.arg] = value
        elif type(value) is dict and all(type(k) is str for k in value):
            kwargs.update(value)
        else:
            kwargs["**"] = (
                value if isinstance(value, Unknown) else unknown("these keyword arguments are not followed", node, scope)
            )
    return args, kwargs


def _call(machine: Machine, node: ast.Call, scope: Scope) -> Any:
    func = evaluate(machine, node.func, scope)
    if type(func) is Symbol and func.path in _SCOPED:
        return _SCOPED[func.path](machine, node, scope)
    args, kwargs = arguments(machine, node, scope)
    return call(machine, func, args, kwargs, Place(scope.chunk, node))


def _super(machine: Machine, node: ast.Call, scope: Scope) -> Any:
    from alembic_ls.interpret.values import Super

    at: Scope | None = scope
    while at is not None and at.owner is None:
        at = at.parent
    if at is None or at.owner is None:
        return unknown("super() outside of a method", node, scope)
    receiver = next(iter(at.names.values()), None)
    return Super(at.owner, receiver)


def _locals(machine: Machine, node: ast.Call, scope: Scope) -> Any:
    if node.args:  # vars(object)
        return attribute_of(machine, evaluate(machine, node.args[0], scope), "__dict__")
    if scope.kind == "module":
        return _globals(machine, node, scope)
    return scope.names if scope.kind == "class" else {k: v for k, v in scope.names.items() if k not in ("yield", "return?")}


def _globals(machine: Machine, node: ast.Call, scope: Scope) -> Any:
    from alembic_ls.interpret.modules import Namespace

    return Namespace(scope.module)


_SCOPED = {"builtins.super": _super, "builtins.locals": _locals, "builtins.globals": _globals, "builtins.vars": _locals}


def _binary(machine: Machine, node: ast.BinOp, scope: Scope) -> Any:
    left = evaluate(machine, node.left, scope)
    right = evaluate(machine, node.right, scope)
    return binary(machine, node.op.__class__, left, right, Place(scope.chunk, node))


def binary(machine: Machine, operator: type[ast.operator], left: Any, right: Any, place: Place) -> Any:
    """`left operator right`."""
    if isinstance(left, Unknown):
        return left
    if isinstance(right, Unknown):
        if type(left) is not str or operator not in (ast.Add, ast.Mod):
            return right
        return PartialText.of(left if operator is ast.Add else left.partition("%")[0], right)
    if operator is ast.BitOr and (_is_type(left) or _is_type(right)):
        return Generic(Symbol("typing.Union"), (left, right))
    if operator is ast.Div and isinstance(left, Host):
        return left.item(machine, ("/", right))
    if operator is not ast.Mod or type(left) is not str:  # a member's text is not that of its value
        left, right = _plain(left), _plain(right)
    if native.is_native(left) and native.is_native(right):
        try:
            return spend(machine, native.binary(operator, left, right, place))
        except Raised as raised:
            if machine.guarded or raised.value != Symbol("builtins.TypeError"):
                raise
            return Unknown("this operation is not followed", place.anchor)  # one of the two may be another value elsewhere
    return Call(Symbol(f"operator.{operator.__name__}"), [left, right], {}, place)


def _plain(value: Any) -> Any:
    return value.value if type(value) is EnumMember and value.mixes_in_value else value


def _is_type(value: Any) -> bool:
    return (
        isinstance(value, (ClassValue, Generic))
        or value is None
        or (isinstance(value, Symbol) and not value.path.startswith("sqlalchemy.func"))
    )


def _unary(machine: Machine, node: ast.UnaryOp, scope: Scope) -> Any:
    value = evaluate(machine, node.operand, scope)
    if isinstance(value, Unknown):
        return value
    if node.op.__class__ is ast.Not:
        truth = truth_of(value)
        return unknown("whether this holds is not known", node, scope) if truth is None else not truth
    if type(value) in (int, float, bool, complex):
        return native.unary(node.op.__class__, value)
    return Call(Symbol(f"operator.{node.op.__class__.__name__}"), [value], {}, Place(scope.chunk, node))


def truth_of(value: Any) -> bool | None:
    """Whether a value counts as true; None where that is not known."""
    if isinstance(value, Unknown):
        return None
    if isinstance(value, Host):
        return value.truth()
    if isinstance(value, Call):
        return _truth_of_call(value)
    if isinstance(value, Member):
        return None
    if native.is_native(value):
        return bool(value) if native.partial(value) is None else any(type(v) is not Spread and v != "**" for v in value) or None
    if isinstance(value, EnumMember):
        return bool(value.value) if value.mixes_in_value else True
    if isinstance(value, Instance):
        return None if any(value.cls.lookup(name) is not None for name in ("__bool__", "__len__")) else True
    return True


def _truth_of_call(value: Call) -> bool | None:
    """An object of a library's class counts as true; what a function gives may be anything."""
    path = value.path
    if path.startswith(("sqlalchemy.", "sqlmodel.", "alembic.", "pydantic.")):
        return True
    return True if path.rpartition(".")[2][:1].isupper() and not path.startswith("operator.") else None


def _boolean(machine: Machine, node: ast.BoolOp, scope: Scope) -> Any:
    wanted = node.op.__class__ is ast.Or
    doubt: Any = None
    for operand in node.values:
        value = evaluate(machine, operand, scope)
        truth = truth_of(value)
        if truth is wanted:
            return value if doubt is None or type(value) is bool else doubt
        if truth is None:
            doubt = (
                doubt
                if doubt is not None
                else value
                if isinstance(value, Unknown)
                else unknown("whether this holds is not known", operand, scope)
            )
    return doubt if doubt is not None else value


def _compare(machine: Machine, node: ast.Compare, scope: Scope) -> Any:
    left = evaluate(machine, node.left, scope)
    result: Any = True
    for operator, operand in zip(node.ops, node.comparators):
        right = evaluate(machine, operand, scope)
        result = compare(machine, operator.__class__, left, right, node, scope)
        if isinstance(result, (Unknown, Call)) or result is False:
            return result
        left = right
    return result


def compare(machine: Machine, operator: type[ast.cmpop], left: Any, right: Any, node: ast.AST, scope: Scope) -> Any:
    """`left operator right`: True, False, Unknown, or a Call where an SQL expression is built."""
    if operator in (ast.Is, ast.IsNot):
        same = _is(left, right)
        if same is None:
            return (
                left
                if isinstance(left, Unknown)
                else right
                if isinstance(right, Unknown)
                else unknown("identity is not known", node, scope)
            )
        return same is (operator is ast.Is)
    if operator in (ast.In, ast.NotIn):
        inside = contains(machine, right, left)
        return inside if isinstance(inside, Unknown) else inside is (operator is ast.In)
    if isinstance(left, Unknown):
        return left
    if isinstance(right, Unknown):
        return right
    left, right = _plain(left), _plain(right)
    if native.is_native(left) and native.is_native(right):
        return native.compare(operator, left, right, Place(scope.chunk, node))
    if operator in (ast.Eq, ast.NotEq) and not _builds_sql(left) and not _builds_sql(right):
        return (left is right or left == right) is (operator is ast.Eq)
    return Call(Symbol(f"operator.{operator.__name__}"), [left, right], {}, Place(scope.chunk, node))


def _compares_itself(value: Any) -> bool:
    """True for an object whose class says, itself or by a decorator, when two are equal."""
    return isinstance(value, Instance) and (
        value.cls.lookup("__eq__") is not None
        or any(isinstance(c, ClassValue) and c.facts.get("decorators") for c in value.cls.mro)
    )


def _builds_sql(value: Any) -> bool:
    return isinstance(value, (Call, Member, Instance)) or (isinstance(value, Host) and value.truth() is None)


def _is(left: Any, right: Any) -> bool | None:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if isinstance(left, Symbol) and isinstance(right, Symbol):
        return left == right
    if (isinstance(left, (Call, Member)) and right is None) or (isinstance(right, (Call, Member)) and left is None):
        func = left if right is None else right
        if isinstance(func, Call) and func.path.startswith(("sqlalchemy.", "sqlmodel.", "alembic.", "pydantic.")):
            return False
        return None
    return left is right


def contains(machine: Machine, container: Any, value: Any) -> Any:
    """`value in container`: True, False or Unknown."""
    if isinstance(container, Host):
        return container.contains(machine, value)
    if isinstance(container, Unknown):
        return container
    if isinstance(value, Unknown):
        return value
    if isinstance(container, Instance) and (found := container.cls.lookup("__contains__")) is not None:
        truth = truth_of(machine.call(Bound(container, found[0]), [value], {}, None))
        return truth if truth is not None else Unknown("what this object contains is not known")
    if type(container) is str:
        value = _plain(value)
        return value in container if type(value) is str else Unknown("what is looked for here is not a string")
    items, doubt = known_elements(machine, container)
    machine.fuel -= len(items) // 10
    for element in items:
        if isinstance(element, Unknown):
            doubt = element
        elif element is value:
            return True
        elif (
            type(element) in CONTAINERS
            and type(value) in CONTAINERS
            and (open_ := doubt_in(element) or doubt_in(value)) is not None
        ):
            doubt = open_
        elif not _builds_sql(element) and element == value:
            return True
        elif _compares_itself(element) or _compares_itself(value) or equals_who_knows(element) or equals_who_knows(value):
            doubt = Unknown("whether these objects are equal is not known")
    return doubt if doubt is not None else False


def _conditional(machine: Machine, node: ast.IfExp, scope: Scope) -> Any:
    test = evaluate(machine, node.test, scope)
    truth = truth_of(test)
    if truth is None:
        one, other = evaluate(machine, node.body, scope), evaluate(machine, node.orelse, scope)
        if native.is_flat(one) and native.is_flat(other) and type(one) is type(other) and one == other:
            return one
        doubt = test if isinstance(test, Unknown) else unknown("which of the two it is is not known", node, scope)
        return OneOf.told([one, other], doubt)
    return evaluate(machine, node.body if truth else node.orelse, scope)


def _sequence(machine: Machine, node: Any, scope: Scope) -> Any:
    items: list[Any] = []
    for element in node.elts:
        if element.__class__ is ast.Starred:
            spread = elements(machine, evaluate(machine, element.value, scope))
            if isinstance(spread, Unknown):
                items.append(Spread(spread))
            else:
                items.extend(spread)
        else:
            items.append(evaluate(machine, element, scope))
    if node.__class__ is ast.List:
        return items
    if node.__class__ is ast.Tuple:
        made = tuple(items)
        if any(type(item) is tuple and doubt_in(item) is not None for item in items) and (doubt := doubt_in(made)) is not None:
            return doubt if doubt.reason.startswith("this value is too large") else made
        return made
    try:
        return set(items)
    except TypeError:
        return unknown("a set of such elements is not followed", node, scope)


def _dict(machine: Machine, node: ast.Dict, scope: Scope) -> Any:
    made: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values):
        if key is None:
            more = evaluate(machine, value, scope)
            if type(more) is not dict:
                return more if isinstance(more, Unknown) else unknown("what is unpacked here is not followed", node, scope)
            made.update(more)
            continue
        name = evaluate(machine, key, scope)
        if isinstance(name, Unknown):
            return name
        try:
            made[name] = evaluate(machine, value, scope)
        except TypeError:
            return unknown("such a key is not followed", node, scope)
    return made


def _joined(machine: Machine, node: ast.JoinedStr, scope: Scope) -> Any:
    parts: list[str] = []
    for piece in node.values:
        value = evaluate(machine, piece, scope)
        if isinstance(value, Unknown):
            return PartialText.of("".join(parts), value)
        parts.append(value if type(value) is str else str(value))
    text = spend(machine, "".join(parts))
    return text if len(text) <= MAX_SIZE else unknown("this string is too long", node, scope)


def _formatted(machine: Machine, node: ast.FormattedValue, scope: Scope) -> Any:
    value = evaluate(machine, node.value, scope)
    spec = evaluate(machine, node.format_spec, scope) if node.format_spec is not None else ""
    if isinstance(value, Unknown):
        return value
    if isinstance(spec, Unknown):
        return spec
    text = text_of(value)
    if text is None or (node.conversion == -1 and _has_text_of_its_time(value)):
        return unknown("the text of this value is not known", node, scope)
    if node.conversion == 114:  # !r
        return repr(value) if native.is_flat(value) else unknown("the repr of this value is not known", node, scope)
    value = native.plain(value)
    return native.format_value(value if native.is_native(value) and node.conversion == -1 else text, spec)


def _has_text_of_its_time(value: Any) -> bool:
    """True for members whose format was their value's before Python 3.12, and is `Class.NAME` since."""
    return isinstance(value, EnumMember) and value.mixes_in_value and not value.cls.inherits("enum.StrEnum", "enum.IntEnum")


def text_of(value: Any) -> str | None:
    """`str(value)`, None where that is not known."""
    if isinstance(value, Unknown):
        return None
    if type(value) is str:
        return value
    if isinstance(value, EnumMember):
        if value.cls.inherits("enum.StrEnum", "enum.IntEnum"):
            return str(value.value)
        return f"{value.cls.name}.{value.name}"
    if native.is_native(value) and native.is_flat(value):
        return str(value)
    if (
        isinstance(value, Call)
        and value.path in ("sqlalchemy.text", "sqlalchemy.quoted_name")
        and value.args
        and type(value.args[0]) is str
    ):
        return value.args[0]
    if isinstance(value, Host):
        text = getattr(value, "text", None)
        return text if isinstance(text, str) else None
    return None


def _subscript(machine: Machine, node: ast.Subscript, scope: Scope) -> Any:
    owner = evaluate(machine, node.value, scope)
    if isinstance(owner, Unknown):
        return owner
    key = evaluate(machine, node.slice, scope)
    return item_of(machine, owner, key, Place(scope.chunk, node))


def _slice(machine: Machine, node: ast.Slice, scope: Scope) -> Any:
    ends = [None if part is None else evaluate(machine, part, scope) for part in (node.lower, node.upper, node.step)]
    if all(end is None or type(end) is int for end in ends):
        return slice(*ends)
    return unknown("the bounds of this slice are not known", node, scope)


def _lambda(machine: Machine, node: ast.Lambda, scope: Scope) -> Any:
    function = Function("<lambda>", scope, scope.chunk, node)
    make_defaults(machine, function)
    return function


def _comprehension(machine: Machine, node: Any, scope: Scope) -> Any:
    inner = Scope(scope.module, {}, scope, "comprehension", scope.chunk)
    made: list[Any] = []
    first = evaluate(machine, node.generators[0].iter, scope)  # outside: a class's names are seen by it, and by it alone
    doubt = _generate(machine, node, node.generators, inner, made, first)
    if doubt is not None:
        return doubt
    kind = node.__class__
    try:
        if kind is ast.DictComp:
            return dict(made)
        return set(made) if kind is ast.SetComp else iterated(made) if kind is ast.GeneratorExp else made
    except TypeError:
        return unknown("such keys are not followed", node, scope)


def _generate(
    machine: Machine, node: Any, generators: list[ast.comprehension], scope: Scope, made: list[Any], source: Any = MISSING
) -> Unknown | None:
    """Appends to `made`; an Unknown where the loop or a condition could not be followed."""
    from alembic_ls.interpret.assignments import assign

    if not generators:
        if node.__class__ is ast.DictComp:
            key = evaluate(machine, node.key, scope)
            if isinstance(key, Unknown):
                return key
            made.append((key, evaluate(machine, node.value, scope)))
        else:
            made.append(evaluate(machine, node.elt, scope))
        return None
    first, rest = generators[0], generators[1:]
    items, others = known_elements(machine, evaluate(machine, first.iter, scope) if source is MISSING else source)
    if others is not None and (not items or node.__class__ is ast.DictComp):
        return others
    for element in items:
        assign(machine, first.target, element, scope)
        keep: bool | None = True
        for condition in first.ifs:
            value = evaluate(machine, condition, scope)
            keep = truth_of(value)
            if keep is None:
                return value if isinstance(value, Unknown) else unknown("which elements are kept is not known", condition, scope)
            if not keep:
                break
        if keep and (doubt := _generate(machine, node, rest, scope, made)) is not None:
            return doubt
    if others is not None:
        made.append(Spread(others))
    return None


def _named(machine: Machine, node: ast.NamedExpr, scope: Scope) -> Any:
    from alembic_ls.interpret.assignments import assign

    value = evaluate(machine, node.value, scope)
    at = scope
    while at.kind == "comprehension" and at.parent is not None:
        at = at.parent
    assign(machine, node.target, value, at)
    return value


def _await(machine: Machine, node: ast.Await, scope: Scope) -> Any:
    return evaluate(machine, node.value, scope)


def _yield(machine: Machine, node: Any, scope: Scope) -> Any:
    value = evaluate(machine, node.value, scope) if node.value is not None else None
    given = scope.names.setdefault("yield", [])
    if node.__class__ is ast.YieldFrom:
        more = elements(machine, value)
        given.extend([Spread(more)] if isinstance(more, Unknown) else more)
    else:
        given.append(value if machine.uncertain is None else Spread(machine.uncertain))
    return None


def _starred(machine: Machine, node: ast.Starred, scope: Scope) -> Any:
    return unknown("a starred expression here is not followed", node, scope)


_EVALUATE: dict[type[ast.AST], Any] = {
    ast.Name: _name,
    ast.Constant: _constant,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _dict,
    ast.JoinedStr: _joined,
    ast.FormattedValue: _formatted,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Lambda: _lambda,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
    ast.NamedExpr: _named,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.Starred: _starred,
}


class _Fallback(dict):  # type: ignore[type-arg]
    """Expressions that are newer than this interpreter's reader knows (template strings) are Unknown."""

    def __missing__(self, kind: type) -> Any:
        return lambda machine, node, scope: unknown(f"{kind.__name__} is not followed", node, scope)


_EVALUATE = _Fallback(_EVALUATE)

__all__ = ["Raised", "arguments", "binary", "compare", "contains", "evaluate", "lookup", "text_of", "truth_of", "unknown"]
