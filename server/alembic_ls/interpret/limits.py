"""What interpreted source may cost: steps, depth, size. Past it a value is Unknown, so that time and memory stay bounded."""

from __future__ import annotations

from typing import Any

STEPS_PER_STATEMENT = 60_000  # of one top-level statement, with all that it calls and imports of others' values
STEPS_IN_DOUBT = 4_000  # of a call that may not happen at all
STEPS_OF_FILTERS = 100_000  # left for a function of env.py that decides what counts, each time that it is asked
MAX_CALL_DEPTH = 40
MAX_ROUNDS = 2_000  # of a `while` loop
MAX_SIZE = 200_000  # characters of a string, elements of a container
MAX_INTEGER_BITS = 4_096
MAX_OPERATIONS = 3_000  # of one revision, or of one text of SQL: each is held against those before it


def spend(machine: Any, value: Any) -> Any:
    """The value, its size paid for: what is made of many elements at once costs as if they were made one by one, but less."""
    kind = type(value)
    if kind in (list, tuple, dict, set):
        machine.fuel -= len(value) // 20
    elif kind is str:
        machine.fuel -= len(value) // 500
    return value


def spend_on_looking(machine: Any, value: Any) -> None:
    """Pays for going through a container's elements: a loop that does nothing else would take minutes otherwise."""
    if type(value) in (list, tuple, set, frozenset):
        machine.fuel -= len(value) // 100


def fits(value: Any) -> bool:
    """True where a freshly made native value is not too large to go on with."""
    if isinstance(value, (str, bytes, list, tuple, dict, set, frozenset)):
        return len(value) <= MAX_SIZE
    if type(value) is int:
        return value.bit_length() <= MAX_INTEGER_BITS
    return True
