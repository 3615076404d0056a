"""Values of a table of claims: numbers, lists, ranges, and formulas in other symbols."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

import sympy

from boundkit.arithmetic.rational import rational
from boundkit.errors import MalformedInputError
from boundkit.formulas.evaluation import evaluate
from boundkit.formulas.parsing import parse
from boundkit.values import read_assignments

_MOST_ROWS = 10_000
_ROUNDINGS = {"floor": sympy.floor, "ceiling": sympy.ceiling}

Point = Mapping[str, Any]
"""Exact values by symbol; of a function its formula as text."""


def read_values(words: Sequence[str], functions: Collection[str]) -> tuple[dict[str, list[Any]], dict[str, sympy.Expr]]:
    """Listed values, and formulas in other symbols; those of functions are listed as text."""
    said = [(word, word.partition("=")[0].strip(), word.partition("=")[2]) for word in words]
    derived: dict[str, sympy.Expr] = {}
    given: list[str] = []
    for word, name, text in said:
        others = {other: sympy.Symbol(other) for _, other, _ in said if other != name}
        formula = None if name in functions or name in derived else formula_in(text, others)
        if formula is None:
            given.append(word)
        else:
            derived[name] = formula
    listed = read_assignments(given, functions)
    twice = sorted(listed.keys() & derived.keys())
    if twice:
        raise MalformedInputError(f"{twice[0]} has two values; give it once")
    return listed, derived


def formula_in(text: str, symbols: dict[str, Any]) -> sympy.Expr | None:
    """A formula in other symbols; None for anything else."""
    try:
        formula = parse(text, _ROUNDINGS | symbols)
    except MalformedInputError:
        return None
    return formula if formula.free_symbols else None


def points_of(
    listed: Mapping[str, Sequence[Any]], derived: Mapping[str, sympy.Expr], functions: Collection[str]
) -> Iterator[Point]:
    number = prod(len(values) for values in listed.values())
    if number > _MOST_ROWS:
        raise MalformedInputError(f"the table would have {number} rows; at most {_MOST_ROWS} are allowed")
    for combination in product(*listed.values()):
        given = dict(zip(listed, combination, strict=True))
        point = {name: value if name in functions else rational(value) for name, value in given.items()}
        for name, formula in derived.items():
            found = evaluate(formula, point).number
            if found is None or not found.exact:
                raise MalformedInputError(
                    f"{name} = {formula} has no exact value where {_text(point)}; give its symbols values before it, "
                    "and round it with floor or ceiling"
                )
            point[name] = rational(found.lower)
        yield point


def _text(point: Point) -> str:
    return ", ".join(f"{name} = {value}" for name, value in point.items())
