"""Values of expressions: exact where possible, else enclosed; simplified where symbols are left free."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sympy
from flint import fmpq
from sympy.core.function import AppliedUndef

from boundkit.arithmetic.ball import enclosure
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.errors import MissingValueError
from boundkit.formulas.long_numbers import is_long, kept
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.text import latex
from boundkit.notebook import Cell, Formula, Grid, Tabular

_LONGEST_EXACT_TEXT = 1_000_000  # digits
_LONGEST_CELL = 80  # letters


@dataclass(frozen=True)
class Value(Tabular):
    """What a right-hand side is worth at ``values``: a number when no symbol is free, else what remains of it."""

    formula: sympy.Expr
    number: Enclosure | None
    values: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def expression(self) -> sympy.Expr:
        """The formula with the values put in and simplified."""
        return substitute(self.formula, self.values)

    @property
    def free(self) -> tuple[str, ...]:
        """Names of the symbols and functions that have no value yet, sorted."""
        if self.number is not None:
            return ()
        functions = {applied.func.__name__ for applied in self.expression.atoms(AppliedUndef)}
        return tuple(sorted({symbol.name for symbol in self.expression.free_symbols} | functions))

    @property
    def exact(self) -> str | None:
        """The exact rational as text, or None when it is irrational, unknown or beyond a million digits."""
        if self.number is None or not self.number.exact:
            return None
        end = self.number.lower
        assert isinstance(end, fmpq)
        if end.height_bits() > 3.3 * _LONGEST_EXACT_TEXT:
            return None
        return str(end)

    @property
    def enclosure(self) -> list[str] | None:
        """Decimal ends, rounded outward, of an interval that holds the value; None with free symbols."""
        return None if self.number is None else self.number.decimals()

    def _grid(self) -> Grid:
        given = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        return Grid((), ((self._cell(),),), (f"at {given}",) if given else ())

    def _repr_latex_(self) -> str:
        cell = self._cell()
        return f"${cell.latex if isinstance(cell, Formula) else cell}$"

    def _cell(self) -> Cell:
        """The number where there is one: exact and not too long, or its enclosure; else the formula that is left."""
        if self.number is None:
            return Formula(latex(self.expression))
        return self.number.shown() if self.exact is None or len(self.exact) > _LONGEST_CELL else self.exact

    def _records(self) -> Iterator[dict[str, Any]]:
        yield Values(((self.values, self),)).record(self.values, self)

    def __float__(self) -> float:
        if self.number is None:
            raise MissingValueError(f"no value for {', '.join(self.free)}")
        low, high = (float(end.replace("oo", "inf")) for end in self.number.decimals())
        return (low + high) / 2


@dataclass(frozen=True)
class Values(Tabular):
    """What a right-hand side is worth at several points: pairs of a point, values by name, and a Value."""

    rows: tuple[tuple[Mapping[str, Any], Value], ...]

    def __iter__(self) -> Iterator[tuple[Mapping[str, Any], Value]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: int) -> tuple[Mapping[str, Any], Value]:
        return self.rows[place]

    def _grid(self) -> Grid:
        names = tuple(self.rows[0][0]) if self.rows else ()
        rows = tuple((*map(str, point.values()), value._cell()) for point, value in self.rows)
        return Grid((*names, "value"), rows)

    def _records(self) -> Iterator[dict[str, Any]]:
        for point, value in self.rows:
            yield self.record(point, value)

    @staticmethod
    def record(point: Mapping[str, Any], value: Value) -> dict[str, Any]:
        """A row of a frame: the point, the value as a float, the decimal ends of its enclosure, and the exact number.

        A float stands there to be drawn; the texts beside it are what is certain.
        """
        lower, upper = value.enclosure or (None, None)
        drawn = None if value.number is None else float(value)
        shown = {name: given if isinstance(given, int) else str(given) for name, given in point.items()}
        return {**shown, "value": drawn, "lower": lower, "upper": upper, "exact": value.exact}


def evaluate(expression: sympy.Expr, values: Mapping[str, Any], digits: int = 17) -> Value:
    """Value of ``expression`` at exact ``values`` by symbol name.

    >>> L, E = sympy.symbols("L E")
    >>> evaluate(E**L, {"E": 8, "L": 5}).exact
    '32768'
    >>> evaluate(E**L * sympy.log(2), {"E": 8, "L": 1}).enclosure
    ['5.5451774444795624', '5.5451774444795625']
    >>> evaluate(E**L, {"E": 8}).expression
    8**L
    """
    known = {s.name: values[s.name] for s in expression.free_symbols if s.name in values}
    waiting = len(known) < len(expression.free_symbols) or expression.has(AppliedUndef)
    return Value(expression, None if waiting else enclosure(expression, known, digits), known)


def substitute(expression: sympy.Expr, values: Mapping[str, Any]) -> sympy.Expr:
    """``expression`` with exact numbers put in and simplified; powers and binomials of many digits stay written out.

    >>> E, L = sympy.symbols("E L")
    >>> substitute(64 * sympy.log(sympy.ceiling(E / L)), {"E": 1, "L": "1/10"})
    64*log(10)
    >>> substitute(E**L, {"E": 8, "L": 10**9})
    8**1000000000
    """
    return _put_in(expression, {s: to_sympy(values[s.name]) for s in expression.free_symbols if s.name in values})


def log_of(expression: sympy.Expr) -> sympy.Expr:
    """The natural logarithm, written as it stands."""
    return sympy.log(expression, evaluate=False)


def expand(expression: sympy.Expr) -> sympy.Expr:
    """The expression with every abbreviation written out."""
    while short := {s: s.expression for s in expression.free_symbols if hasattr(s, "expression")}:
        expression = expression.xreplace(short)
    return expression


def _put_in(node: sympy.Basic, numbers: Mapping[sympy.Basic, sympy.Rational]) -> sympy.Basic:
    if node in numbers:
        return numbers[node]
    if not node.args or not node.free_symbols & numbers.keys():
        return node
    bound = getattr(node, "bound_symbols", ())
    numbers = {symbol: number for symbol, number in numbers.items() if symbol not in bound}
    args = [_put_in(arg, numbers) for arg in node.args]
    if isinstance(node, sympy.Pow):
        args[0] = kept(args[0])  # sympy writes the base of a power as text to order factors
    if isinstance(node, sympy.Min | sympy.Max) and any(arg.has(sympy.Sum, sympy.Product) for arg in args):
        return node.func(*args, evaluate=False)  # sympy would work out the sum to compare it
    with sympy.evaluate(not is_long(node, args)):
        return node.func(*args)
