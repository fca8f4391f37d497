"""Our named tuples are those of `typing` in all that is used."""

from __future__ import annotations

import pickle
import typing

from alembic_ls.startup.named_tuple import NamedTuple


class Ours(NamedTuple):
    """A place."""

    line: int
    character: int = 0

    @property
    def next(self) -> Ours:
        return self._replace(character=self.character + 1)


class Theirs(typing.NamedTuple):
    """A place."""

    line: int
    character: int = 0

    @property
    def next(self) -> Theirs:
        return self._replace(character=self.character + 1)


def test_what_a_class_tells_is_told_alike() -> None:
    for name in ("__doc__", "__module__", "__slots__", "__match_args__", "_fields", "_field_defaults", "__bases__"):
        assert getattr(Ours, name) == getattr(Theirs, name), name
    assert Ours.__qualname__ == "Ours"


def test_an_object_is_one_tuple_with_names_defaults_and_methods() -> None:
    ours, theirs = Ours(3), Theirs(line=3)
    assert (ours, ours.next, ours._asdict()) == (theirs, theirs.next, theirs._asdict())
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert not hasattr(ours, "__dict__")


def test_it_is_pickled() -> None:
    again = pickle.loads(pickle.dumps(Ours(3, 4)))
    assert type(again) is Ours
    assert again == Ours(3, 4)
