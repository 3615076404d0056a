"""Values on the command line: SYMBOL=VALUE, with exact numbers, lists and ranges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from boundkit.arithmetic.rational import rational
from boundkit.errors import MalformedInputError

_LONGEST_RANGE = 1_000_000


def read_assignments(words: Iterable[str], functions: Iterable[str] = ()) -> dict[str, list[Any]]:
    """Exact values by name; a function symbol keeps its formula as text.

    A value is a number (3, 1/3, 0.1, 1e-6, 2**20), a list (2,4,8) or a range with both ends (2:64:2). Raises
    MalformedInputError, saying what is allowed.

    >>> read_assignments(["E=2**3", "m=2:6:2"])
    {'E': [8], 'm': [2, 4, 6]}
    """
    formulas = set(functions)
    values: dict[str, list[Any]] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or not name.strip() or not text.strip():
            raise MalformedInputError(f"{word!r} is no value; write SYMBOL=VALUE, such as E=8, delta=1/10 or m=2:64:2")
        if name in values:
            raise MalformedInputError(
                f"{name} has two values; give it once, with a list such as {name}=2,4,8 for several"
            )
        values[name] = [text] if name in formulas else _read(name, text)
    return values


def read_single_values(words: Iterable[str], functions: Iterable[str] = ()) -> dict[str, Any]:
    """One exact value for every symbol that is named. Raises MalformedInputError for several.

    >>> read_single_values(["E=2**3"])
    {'E': 8}
    """
    listed = read_assignments(words, functions)
    for name, several in listed.items():
        if len(several) > 1:
            raise MalformedInputError(f"{name} has {len(several)} values; give one")
    return {name: several[0] for name, several in listed.items()}


def read_box(lower: str, upper: str) -> tuple[Any, Any]:
    """A box from its lower and upper corner: one exact number for all coordinates, or one each, between commas.

    Raises MalformedInputError, saying what is allowed.

    >>> read_box("-1", "1/3"), read_box("-1,0", "1,2")
    ((-1, 1/3), ([-1, 0], [1, 2]))
    """
    for end in (lower, upper):
        if end.startswith("--") or not all(part.strip() for part in end.split(",")):
            raise MalformedInputError(
                f"{end!r} is no corner of a box; give two, such as --box -1 1, or --box -1,0 1,2 for two inputs"
            )
    numbers = [[_number(part) for part in end.split(",")] for end in (lower, upper)]
    low, high = (end[0] if len(end) == 1 else end for end in numbers)
    return low, high


def read_ends(low: str, high: str) -> tuple[Any, Any]:
    """The ends of a part of a line: exact numbers, None for -oo and oo.

    >>> read_ends("1/2", "oo")
    (1/2, None)
    """
    return None if low in ("-oo", "oo") else _number(low), None if high == "oo" else _number(high)


def _read(name: str, text: str) -> list[Any]:
    found: list[Any] = []
    for part in text.split(","):
        found += _range(name, part) if ":" in part else [_number(part)]
    return found


def _number(text: str) -> Any:
    try:
        return rational(text)
    except MalformedInputError:
        pass
    from boundkit.formulas.parsing import parse

    value = parse(text, {})
    if not value.is_Rational:
        raise MalformedInputError(f"{text!r} is not a rational number; write 3, 1/3, 0.1, 1e-6 or 2**20")
    return rational(value)


def _range(name: str, text: str) -> list[Any]:
    ends = [_number(part) for part in text.split(":")] if all(part.strip() for part in text.split(":")) else []
    if len(ends) not in (2, 3):
        raise MalformedInputError(
            f"{name}={text} is no range; write first:last or first:last:step, such as {name}=2:64:2"
        )
    first, last, step = (*ends, 1)[:3]
    if step == 0 or (last - first) / step < 0:
        raise MalformedInputError(f"{name}={text} never reaches {last} from {first} in steps of {step}; mend the step")
    count = int(((last - first) / step).floor()) + 1
    if count > _LONGEST_RANGE:
        raise MalformedInputError(f"{name}={text} has {count} values; at most {_LONGEST_RANGE} are allowed")
    return [first + index * step for index in range(count)]
