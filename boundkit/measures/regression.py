"""Regression functions and input densities on [0, 1], polynomial between breaks, and their moments on cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol

from flint import arb, arb_poly, ctx, fmpq, fmpq_poly

from boundkit.arithmetic.enclosure import enclose
from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, ShapeError

BALL_BITS = 192
Number = fmpq | arb


class HasMoments(Protocol):
    """beta and a density of x, of which integrals are known."""

    def moments(self, a: Any, b: Any) -> tuple[Number, ...]:
        """Integrals over [a, b] of p, beta p, beta^2 p, and perhaps more."""


@dataclass(frozen=True)
class PolynomialPiece:
    """beta and the density p of x on [left, right], polynomials with rational coefficients."""

    left: Number
    right: Number
    beta: fmpq_poly
    p: fmpq_poly

    @cached_property
    def antiderivatives(self) -> tuple[fmpq_poly, ...]:
        """Of p, beta p, beta^2 p and beta'^2 p."""
        beta, p = self.beta, self.p
        slope = beta.derivative()
        return tuple(integrand.integral() for integrand in (p, beta * p, beta * beta * p, slope * slope * p))


@dataclass(frozen=True)
class Regression:
    """A regression function beta and an input density p on [0, 1], polynomial between breaks.

    >>> Regression.of([0, 0, 1]).moments(0, "1/2")[:3]
    (1/2, 1/24, 1/160)
    """

    pieces: tuple[PolynomialPiece, ...]

    @classmethod
    def of(cls, beta: Iterable[Any], p: Iterable[Any] = (1,)) -> Regression:
        """One polynomial each, coefficients from the constant term up. Raises DomainError unless p is a density."""
        return cls.piecewise([(0, 1, beta, p)])

    @classmethod
    def piecewise(cls, pieces: Iterable[tuple[Any, Any, Iterable[Any], Iterable[Any]]]) -> Regression:
        """Pieces (left, right, beta, p) that cover [0, 1] in order; an irrational end is a ball.

        Raises ShapeError when they do not cover it, DomainError when p is negative or does not integrate to 1.
        """
        made = tuple(
            PolynomialPiece(number(a), number(b), _polynomial(beta), _polynomial(p)) for a, b, beta, p in pieces
        )
        starts = [fmpq(0), *(piece.right for piece in made)]
        if (
            not made
            or starts[-1] != 1
            or any(a is not b.left and a != b.left for a, b in zip(starts, made, strict=False))
        ):
            raise ShapeError("the pieces of a regression function must cover [0, 1], each starting where the last ends")
        for piece in made:
            _require_nonnegative(piece)
        regression = cls(made)
        total = regression.moments(0, 1)[0]
        if not (arb(total).contains(1) if isinstance(total, arb) else total == 1):
            raise DomainError(f"the density of x has the integral {total}; it must be 1")
        return regression

    @property
    def is_smooth(self) -> bool | None:
        """Whether beta, beta' and p have no jump between their pieces; None where balls do not tell."""
        jumps = [
            difference(b.left) if isinstance(b.left, fmpq) else arb_poly(difference)(b.left)
            for a, b in pairwise(self.pieces)
            for difference in (b.beta - a.beta, (b.beta - a.beta).derivative(), b.p - a.p)
        ]
        if any(jump != 0 for jump in jumps):
            return False
        return True if all(jump == 0 for jump in jumps) else None

    def moments(self, a: Any, b: Any) -> tuple[Number, ...]:
        """Integrals over [a, b] of p, beta p, beta^2 p and beta'^2 p: exact between rationals, else balls."""
        low, high = number(a), number(b)
        totals: list[Number] = [fmpq(0)] * 4
        with ctx.workprec(BALL_BITS):
            for piece in self.pieces:
                start, end = _later(low, piece.left), _earlier(high, piece.right)
                if not start >= end:
                    parts = (_at(f, end) - _at(f, start) for f in piece.antiderivatives)
                    totals = [total + part for total, part in zip(totals, parts, strict=True)]
        return tuple(totals)

    @property
    def polynomials(self) -> tuple[fmpq_poly, fmpq_poly]:
        """beta and p when they are one polynomial each. Raises ShapeError otherwise."""
        if len(self.pieces) != 1:
            raise ShapeError("this needs beta and p to be one polynomial each on [0, 1]")
        return self.pieces[0].beta, self.pieces[0].p


def number(value: Any) -> Number:
    """A value as a rational, a ball as it is."""
    return value if isinstance(value, arb) else rational(value)


def _polynomial(coefficients: Iterable[Any]) -> fmpq_poly:
    return fmpq_poly([rational(c) for c in coefficients])


def _at(polynomial: fmpq_poly, place: Number) -> Number:
    return polynomial(place) if isinstance(place, fmpq) else arb_poly(polynomial)(place)


def _require_nonnegative(piece: PolynomialPiece) -> None:
    """Raise DomainError when p is certainly negative at an end of the piece or between two of its real roots."""
    with ctx.workprec(BALL_BITS):
        ends = [arb(piece.left), arb(piece.right)]
        with_multiplicity: Any = piece.p.complex_roots()
        roots = [root.real for root, _ in with_multiplicity if root.imag == 0]
        turns = sorted([*ends, *(root for root in roots if ends[0] < root < ends[1])], key=lambda place: place.mid())
        middles = [((a + b) / 2).mid().fmpq() for a, b in pairwise(turns)]
        for place in (piece.left, piece.right, *middles):
            if _at(piece.p, place) < 0:
                raise DomainError(f"the density of x is {piece.p}, which is negative at x = {enclose(place)}")


def _later(a: Number, b: Number) -> Number:
    return a if a >= b else b if b >= a else arb(a).max(arb(b))


def _earlier(a: Number, b: Number) -> Number:
    return a if a <= b else b if b <= a else arb(a).min(arb(b))
