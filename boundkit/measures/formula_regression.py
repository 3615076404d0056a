"""Regression functions and densities on [0, 1] by formulas: exact where they are polynomials, else balls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import sympy
from flint import arb, ctx, fmpq

from boundkit.arithmetic.ball import Form, compiled, exact_or_ball
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, ShapeError
from boundkit.formulas.functions import supplied_formula
from boundkit.formulas.pieces import pieces_of
from boundkit.formulas.symbols import real
from boundkit.measures.line_points import LinePoints
from boundkit.measures.quantizer import best_cells
from boundkit.measures.regression import Number, Regression, number

Part = tuple[sympy.Expr, sympy.Expr, sympy.Expr, sympy.Expr]  # left, right, beta, p
X = real("x", "place", least=0, at_most=1)
_LEFT, _RIGHT = sympy.symbols("a b", nonnegative=True)
_GRID_BITS, _BITS = 128, 192
_FIRST_BLOCKS = 64


def parts_of(beta: Any, p: Any = "1") -> tuple[Part, ...]:
    """beta and p, formulas in x as text or expressions, or Python callables, in parts without absolute values.

    Raises MalformedInputError for what is no formula, NotEvaluableError where absolute values turn at unknown places.
    """
    both = [pieces_of(supplied_formula(name, given, X), X) for name, given in (("beta", beta), ("p", p))]
    ends = sorted({end for pieces in both for piece in pieces for end in (piece.left, piece.right)})
    found = []
    for a, b in pairwise(ends):
        f, g = (next(piece.formula for piece in pieces if b <= piece.right) for pieces in both)
        found.append((a, b, f, g))
    return tuple(found)


def regression_of(parts: tuple[Part, ...]) -> Regression | FormulaRegression:
    """A Regression where both are polynomials between rational breaks, exactly; else one of balls.

    Raises DomainError where p is certainly no density.

    >>> regression_of(parts_of("x**2")).moments(0, 1)[:3]
    (1, 1/3, 1/5)
    """
    rational_ends = all(left.is_Rational for left, *_ in parts)
    if rational_ends and all(part.is_polynomial(X) and _is_rational(part) for _, _, *both in parts for part in both):
        return Regression.piecewise(
            [(rational(a), rational(b), _coefficients(f), _coefficients(g)) for a, b, f, g in parts]
        )
    found = FormulaRegression(parts)
    total = found.moments(0, 1)[0]
    if total < 1 or total > 1:
        raise DomainError(f"the density of x has the integral {total}; it must be 1")
    return found


def _is_rational(formula: sympy.Expr) -> bool:
    return all(c.is_Rational for c in sympy.Poly(formula, X).all_coeffs())


def _coefficients(formula: sympy.Expr) -> list[Any]:
    return [rational(c) for c in reversed(sympy.Poly(formula, X).all_coeffs())]


@dataclass(frozen=True)
class FormulaRegression:
    """beta and the density p in parts (left, right, beta, p); all integrals are balls."""

    parts: tuple[Part, ...]

    @cached_property
    def _forms(self) -> list[tuple[arb, arb, list[Form]]]:
        found = []
        for left, right, beta, p in self.parts:
            forms = [compiled(sympy.Integral(beta**power * p, (X, _LEFT, _RIGHT))) for power in range(3)]
            found.append((exact_or_ball(left, {}), exact_or_ball(right, {}), forms))
        return found

    def moments(self, a: Any, b: Any) -> tuple[Number, ...]:
        """Integrals over [a, b] of p, beta p and beta^2 p, enclosed."""
        with ctx.workprec(max(ctx.prec, _BITS)):
            return self._moments(number(a), number(b))

    def _moments(self, a: Number, b: Number) -> tuple[Number, ...]:
        totals: list[Number] = [fmpq(0)] * 3
        for left, right, forms in self._forms:
            low, high = (a if a >= left else left), (b if b <= right else right)
            if low < high:
                totals = [total + form(*_arguments(form, low, high)) for total, form in zip(totals, forms, strict=True)]
        return tuple(totals)

    @cached_property
    def largest(self) -> fmpq:
        """A bound of |beta|."""
        sizes = []
        for left, right, beta, _ in self.parts:
            first, length = (arb(exact_or_ball(value, {})) for value in (left, right - left))
            for block in range(_FIRST_BLOCKS):
                place = first + length * arb(fmpq(2 * block + 1, 2 * _FIRST_BLOCKS), fmpq(1, 2 * _FIRST_BLOCKS))
                sizes.append(arb(exact_or_ball(beta, {"x": place})).abs_upper())
        return max(size.fmpq() for size in sizes)


def _arguments(form: Form, low: Number, high: Number) -> list[Number]:
    return [{"a": low, "b": high}[name] for name in form.names]


@dataclass(frozen=True, eq=False)
class GridPoints:
    """Steps between places as points, and how much the error of no division is off because integrals are balls.

    The points have the middles of the balls for moments. A constant c on a cell errs by S - 2 c F + c^2 M, and the best
    constants are at most B in size, so no division is off by more than the radii of S, of F times 2 B and of M times
    B^2.
    """

    regression: FormulaRegression
    places: tuple[fmpq, ...]
    balls: tuple[tuple[arb, ...], ...]

    @classmethod
    def of(cls, regression: FormulaRegression, n: int, progress: Any = lambda number: None) -> GridPoints:
        """n integrals of each kind over the grid j/n. ``progress`` is called with the number of steps so far."""
        places, balls = tuple(fmpq(j, n) for j in range(n + 1)), []
        with ctx.workprec(_GRID_BITS):
            for j, (a, b) in enumerate(pairwise(places), 1):
                balls.append(tuple(arb(value) for value in regression._moments(a, b)))
                progress(j)
        return cls(regression, places, tuple(balls))

    def every(self, stride: int, more: Sequence[fmpq]) -> GridPoints:
        """Of so many neighbours one, with ``more`` places besides, which need integrals of their own."""
        kept = [*range(0, len(self.balls), stride), len(self.balls)]
        places, balls = [self.places[0]], []
        further = sorted(more)
        with ctx.workprec(_GRID_BITS):
            for a, b in pairwise(kept):
                rest = tuple(sum(column, arb(0)) for column in zip(*self.balls[a:b], strict=True))
                while further and further[0] < self.places[b]:
                    place = further.pop(0)
                    if place > places[-1]:
                        part = self.regression._moments(places[-1], place)
                        balls.append(tuple(arb(value) for value in part))
                        rest = tuple(whole - value for whole, value in zip(rest, part, strict=True))
                        places.append(place)
                balls.append(rest)
                places.append(self.places[b])
        return GridPoints(self.regression, tuple(places), tuple(balls))

    def least(self, m: int) -> Enclosure:
        """The least excess of m cells with boundaries at the places."""
        middles = [[ball.mid().fmpq() for ball in triple] for triple in self.balls]
        if any(mass < 0 for mass, _, _ in middles):
            raise ShapeError("the density of x is negative on a step of the grid")
        M, F, S = (sum((ball.rad().fmpq() for ball in column), fmpq(0)) for column in zip(*self.balls, strict=True))
        B = max(self.regression.largest, *(abs(first / mass) for mass, first, _ in middles if mass))
        found = best_cells(LinePoints.of_moments(*zip(*middles, strict=True)), m).least
        low, high = (end for end in (found.lower, found.upper) if isinstance(end, fmpq))
        off = S + 2 * B * F + B * B * M
        return Enclosure(max(fmpq(0), low - off), high + off)
