"""VNN-LIB files: the constraints on inputs of the verifiers' own format (version 1, SMT-LIB syntax)."""

from __future__ import annotations

import re
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import BoundkitError, MalformedInputError, UnsupportedError
from boundkit.regions.flats import HalfSpaces

_TOKEN = re.compile(r";[^\n]*|([()])|([^\s();]+)")
_INPUT = re.compile(r"X_(\d+)$")
_OUTPUT = re.compile(r"Y_\d+$")
_SIDES = {"<=": 1, "<": 1, ">=": -1, ">": -1}
_MOST_INPUTS = 10**6
_DEEPEST = 200
Form = tuple[dict[int, fmpq], fmpq]
"""A linear form of the inputs: coefficients by number, and the constant."""


class _OutputError(Exception):
    """A constraint that speaks of outputs."""


def read_vnnlib(text: str) -> tuple[tuple[list[fmpq], list[fmpq]] | HalfSpaces, int]:
    """The domain of the inputs X_0, X_1, .. and the number of constraints on outputs, which are left aside.

    A box (lower, upper) when every constraint bounds one input and every input is bounded, else half-spaces. Strict
    and other inequalities are one here: regions are open sets. Numbers are exact. Raises UnsupportedError for a choice
    (``or``) between inputs and for what is not linear, MalformedInputError for anything else that is no VNN-LIB.

    >>> read_vnnlib("(declare-const X_0 Real) (assert (<= X_0 1)) (assert (>= X_0 -0.5))")
    (([-1/2], [1]), 0)
    """
    inputs, asserted = 0, []
    for command in _expressions(text):
        match command:
            case ["declare-const", str(name), "Real"] | ["declare-fun", str(name), [], "Real"]:
                number = _INPUT.match(name)
                inputs = max(inputs, int(number[1]) + 1) if number else inputs
            case ["assert", formula]:
                asserted.append(formula)
            case ["exit"]:
                break
            case [str(word), *_] if word.startswith(("set-", "check-", "get-")):
                continue
            case _:
                raise MalformedInputError(f"{_shown(command)} is no command of VNN-LIB; allowed: declare-const, assert")
    if not 0 < inputs <= _MOST_INPUTS:
        raise MalformedInputError(f"the file declares {inputs} inputs; declare X_0, X_1, .. as constants of sort Real")
    forms: list[Form] = []
    left = sum(_gathered(formula, inputs, forms) for formula in asserted)
    box = _box(forms, inputs)
    if box is not None:
        return box, left
    rows = [[coefficients.get(place, fmpq(0)) for place in range(inputs)] for coefficients, _ in forms]
    return HalfSpaces(rows, [-constant for _, constant in forms]), left


def _expressions(text: str) -> list[Any]:
    found: list[Any] = []
    stack = [found]
    for bracket, word in _TOKEN.findall(text):
        if bracket == "(":
            if len(stack) > _DEEPEST:
                raise MalformedInputError(f"brackets stand more than {_DEEPEST} deep")
            stack[-1].append([])
            stack.append(stack[-1][-1])
        elif bracket:
            stack.pop()
            if not stack:
                raise MalformedInputError("a bracket is closed that was not opened")
        elif word:
            stack[-1].append(word)
    if len(stack) != 1:
        raise MalformedInputError("a bracket is opened that is not closed; the file is cut short")
    return found


def _gathered(formula: Any, inputs: int, forms: list[Form]) -> int:
    """Add the inequalities form <= 0 of a formula; the number of constraints on outputs in it."""
    open_formulas, left = [formula], 0
    while open_formulas:
        one = open_formulas.pop()
        match one:
            case ["and", *parts]:
                open_formulas += reversed(parts)
            case ["or", part]:
                open_formulas.append(part)
            case ["or", *parts] if parts:
                if _speaks_of_inputs(parts):
                    raise UnsupportedError(
                        "the file has a choice (or) between sets of inputs; count each in a file of its own"
                    )
                left += 1
            case [str(side), a, b] if side in (*_SIDES, "="):
                try:
                    first, second = _linear(a, inputs), _linear(b, inputs)
                except _OutputError:
                    left += 1
                    continue
                signs = (1, -1) if side == "=" else (_SIDES[side],)
                forms += [_plus(_times(first, fmpq(sign)), _times(second, fmpq(-sign))) for sign in signs]
            case _:
                raise MalformedInputError(f"{_shown(one)} is no constraint; allowed: <=, >=, <, >, =, and, or")
    return left


def _linear(term: Any, inputs: int) -> Form:
    match term:
        case str():
            number = _INPUT.match(term)
            if number and int(number[1]) < inputs:
                return {int(number[1]): fmpq(1)}, fmpq(0)
            if _OUTPUT.match(term):
                raise _OutputError
            try:
                return {}, rational(term)
            except BoundkitError:
                raise MalformedInputError(f"{term[:60]!r} is no number and no declared input") from None
        case ["+", *parts] if parts:
            total: Form = {}, fmpq(0)
            for part in parts:
                total = _plus(total, _linear(part, inputs))
            return total
        case ["-", part]:
            return _times(_linear(part, inputs), fmpq(-1))
        case ["-", part, *others]:
            total = _linear(part, inputs)
            for other in others:
                total = _plus(total, _times(_linear(other, inputs), fmpq(-1)))
            return total
        case ["*", a, b]:
            first, second = _linear(a, inputs), _linear(b, inputs)
            if first[0] and second[0]:
                raise UnsupportedError(f"{_shown(term)} is no linear term")
            return _times(second, first[1]) if not first[0] else _times(first, second[1])
        case ["/", a, b]:
            first, second = _linear(a, inputs), _linear(b, inputs)
            if second[0] or second[1] == 0:
                raise UnsupportedError(f"{_shown(term)} divides by zero or by an input")
            return _times(first, 1 / second[1])
    raise UnsupportedError(f"{_shown(term)} is no linear term; allowed: +, -, * and / of numbers and inputs")


def _plus(first: Form, second: Form) -> Form:
    places = first[0].keys() | second[0].keys()
    joined = {place: first[0].get(place, fmpq(0)) + second[0].get(place, fmpq(0)) for place in places}
    return {place: factor for place, factor in joined.items() if factor != 0}, first[1] + second[1]


def _times(form: Form, factor: fmpq) -> Form:
    return {place: factor * own for place, own in form[0].items() if factor != 0}, factor * form[1]


def _box(forms: list[Form], inputs: int) -> tuple[list[fmpq], list[fmpq]] | None:
    lower: list[fmpq | None] = [None] * inputs
    upper: list[fmpq | None] = [None] * inputs
    for coefficients, constant in forms:
        if len(coefficients) != 1:
            return None
        ((place, factor),) = coefficients.items()
        end, bound = -constant / factor, (upper if factor > 0 else lower)
        own = bound[place]
        if own is None or (end < own if factor > 0 else end > own):
            bound[place] = end
    low, high = [end for end in lower if end is not None], [end for end in upper if end is not None]
    return (low, high) if len(low) == len(high) == inputs else None


def _speaks_of_inputs(parts: list[Any]) -> bool:
    open_parts: list[Any] = [parts]
    while open_parts:
        one = open_parts.pop()
        if isinstance(one, str):
            if _INPUT.match(one):
                return True
        else:
            open_parts += one
    return False


def _shown(term: Any) -> str:
    return repr(str(term).replace("'", "").replace(",", "").replace("[", "(").replace("]", ")")[:60])
