"""Foreign keys, compared by what they say and not by name (`compare.constraints._compare_foreign_keys`)."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.changes.pair import Pair
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import ForeignKey, Table
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple

_ASPECT = ("foreign_keys",)


class _Signature(NamedTuple):
    """What `ddl._autogen._fk_constraint_sig` compares. An option that is Unknown agrees with every other, as do columns of the target
    that are not known: SQL may leave them to the target's primary key."""

    source: tuple[str | None, tuple[str, ...]]
    target: tuple[str, tuple[str, ...]]
    onupdate: str | Unknown | None
    ondelete: str | Unknown | None
    deferral: str

    def agrees(self, other: _Signature) -> bool:
        if self == other:
            return True
        return (
            self.source == other.source
            and (self.target == other.target or (self.target[0] == other.target[0] and () in (self.target[1], other.target[1])))
            and self.deferral == other.deferral
            and _agree(self.onupdate, other.onupdate)
            and _agree(self.ondelete, other.ondelete)
        )


def foreign_key_differences(pair: Pair) -> Iterator[Difference]:
    """Foreign keys to add and to remove; one that changes is both."""
    table, model, filters = pair.database, pair.model, pair.filters
    assert table is not None
    assert model is not None
    if not table.foreign_keys and not model.foreign_keys:
        return
    answers = {fk: filters.name(fk.name, "foreign_key_constraint", table.name, table.schema) for fk in table.foreign_keys}
    there = {_signature(fk, table, pair): fk for fk, answer in answers.items() if answer is not False}
    wanted = {_signature(fk, model, pair): fk for fk in model.foreign_keys}
    there_by_name = {fk.name: fk for fk in there.values() if fk.name}
    wanted_by_name = {fk.name: fk for fk in wanted.values() if fk.name}
    for signature, fk in there.items():
        if _found(signature, wanted) or not answers[fk] or not pair.surely_not_in_model(_ASPECT, fk.columns):
            continue
        counterpart = wanted_by_name.get(fk.name or "")
        if filters.reports(fk, fk.name, "foreign_key_constraint", True, counterpart, (table, model)):
            yield Difference("remove_fk", pair.key, what=",".join(fk.columns), database=fk)
    for signature, fk in wanted.items():
        if _found(signature, there) or not pair.surely_not_in_database(_ASPECT, fk.columns):
            continue
        counterpart = there_by_name.get(fk.name or "")
        if filters.reports(fk, fk.name, "foreign_key_constraint", False, counterpart, (model, table)):
            yield Difference("add_fk", pair.key, what=",".join(fk.columns), model=fk)


def _signature(fk: ForeignKey, table: Table, pair: Pair) -> _Signature:
    if (
        pair.rules.is_mysql
    ):  # takes RESTRICT for its default and does not tell of it (`MySQLImpl.correct_for_autogen_foreignkeys`)
        silent: tuple[str, ...] = ("no action", "restrict")
    else:
        silent = ("no action",)
    return _Signature(
        (table.schema, fk.columns),
        (fk.table, fk.refers),
        _action(fk.onupdate, silent),
        _action(fk.ondelete, silent),
        "initially" if fk.initially and fk.initially.lower() == "deferred" else "deferrable" if fk.deferrable else "not",
    )


def _action(action: str | Unknown | None, silent: tuple[str, ...]) -> str | Unknown | None:
    if not isinstance(action, str):
        return action
    action = action.lower()
    return None if not action or action in silent else action


def _agree(one: object, other: object) -> bool:
    return one == other or isinstance(one, Unknown) or isinstance(other, Unknown)


def _found(signature: _Signature, among: dict[_Signature, ForeignKey]) -> bool:
    return signature in among or any(signature.agrees(other) for other in among)
