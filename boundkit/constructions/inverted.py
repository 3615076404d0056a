"""Segmentations of [0, 1] that follow a point density: its distribution function, inverted with proved errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np
import sympy
from flint import arb, ctx, fmpq

from boundkit.arithmetic.ball import Form, compiled, exact_or_ball
from boundkit.constructions.segments import Boundaries
from boundkit.errors import DomainError

_NO_DENSITY = "a point density must be nonnegative, with a positive finite integral"
_SAMPLES = 1 << 16
_BITS = 192
_DIGITS = 60  # binary, of a first guess
_HALVINGS = 80
_LEFT, _RIGHT = sympy.symbols("a b", nonnegative=True)


@dataclass(frozen=True)
class Weight:
    """A point density, not normalised: parts (left, right, formula in x) from 0 to 1."""

    parts: tuple[tuple[sympy.Expr, sympy.Expr, sympy.Expr], ...]

    @classmethod
    def of(cls, formula: sympy.Expr) -> Weight:
        """One formula for all of [0, 1]."""
        return cls(((sympy.Integer(0), sympy.Integer(1), formula),))

    @cached_property
    def _forms(self) -> list[tuple[Any, Any, Form, Form]]:
        found = []
        for left, right, formula in self.parts:
            (variable,) = formula.free_symbols or {sympy.Symbol("x")}
            integral = compiled(sympy.Integral(formula, (variable, _LEFT, _RIGHT)))
            found.append((exact_or_ball(left, {}), exact_or_ball(right, {}), integral, compiled(formula)))
        return found

    def mass(self, a: Any, b: Any) -> arb:
        """The integral from a to b, a ball."""
        total = arb(0)
        for left, right, integral, _ in self._forms:
            low, high = (a if a >= left else left), (b if b <= right else right)
            if low < high:
                total += integral(*({"a": low, "b": high}[name] for name in integral.names))
        return total

    def at(self, place: arb) -> arb:
        """A ball that holds the values on a ball."""
        values = [arb(form(*(place for _ in form.names))) for left, right, _, form in self._forms
                  if not (place < left or place > right)]  # fmt: skip
        return reduce(arb.union, values)

    def floats(self, places: np.ndarray) -> np.ndarray:
        heights = np.zeros_like(places)
        for left, right, _, form in self._forms:
            here = (places >= float(arb(left))) & (places <= float(arb(right)))
            heights[here] = form.floats(*(places[here] for _ in form.names)) if form.names else float(arb(form()))
        return heights


def of_equal_weight(weight: Weight, m: int, progress: Callable[[int], Any] | None = None) -> Boundaries:
    """m cells over each of which the integral of the weight is the same.

    Each inner boundary is a ball that holds the true place. It is a first guess in floating point and one step of
    Newton's method for intervals: the integral up to the guess is enclosed, and so are the values of the weight that
    the step may divide by; where they may vanish the place is bisected. Where the weight vanishes on an interval that a
    boundary may lie anywhere in, the ball holds that interval. Raises DomainError for m < 1 and for a weight that is
    negative somewhere or vanishes.

    >>> x = sympy.Symbol("x")
    >>> places = of_equal_weight(Weight.of(x), 4)
    >>> [bool(abs(place - arb(i) ** 0.5 / 2) < 1e-8) for i, place in enumerate(places)]
    [True, True, True, True, True]
    """
    if m < 1:
        raise DomainError(f"a segmentation has at least one cell; got m = {m}")
    guesses = _guesses(weight, m)
    with ctx.workprec(_BITS):
        share = weight.mass(fmpq(0), fmpq(1)) / m
        if not share > 0:
            raise DomainError(_NO_DENSITY)
        places: list[Any] = [fmpq(0)]
        last, before = fmpq(0), arb(0)
        for i, guess in enumerate(guesses, 1):
            if progress is not None:
                progress(i)
            here = before + weight.mass(last, guess)
            place = _step(guess, share * i - here, weight)
            places.append(_bisected(weight, last, share * i - before) if place is None else place)
            last, before = guess, here
        return (*places, fmpq(1))


def _guesses(weight: Weight, m: int) -> list[fmpq]:
    number = max(_SAMPLES, 16 * m)
    heights = weight.floats((np.arange(number) + 0.5) / number)
    if not np.isfinite(heights).all() or heights.min() < 0 or not heights.sum() > 0:
        raise DomainError(_NO_DENSITY)
    cumulative = np.concatenate([[0.0], np.cumsum(heights)])
    found = np.interp(cumulative[-1] * np.arange(1, m) / m, cumulative, np.linspace(0, 1, number + 1))
    return [fmpq(round(place * (1 << _DIGITS)), 1 << _DIGITS) for place in found.tolist()]


def _step(guess: fmpq, missing: arb, weight: Weight) -> arb | None:
    """Where the integral from the guess on is what is missing; None where the weight is not shown to be positive."""
    for _ in range(2):
        at = weight.at(arb(guess))
        if not at > 0:
            return None
        reach = (4 * missing.abs_upper() / at.lower()).upper()
        around = weight.at(arb(guess, reach))
        if not around > 0 or not guess - reach >= 0 or not guess + reach <= 1:
            return None
        step = missing / around
        if not step.abs_upper() <= reach:
            return None
        place = guess + step
        nearer = place.mid().fmpq()
        missing -= weight.mass(guess, nearer) if nearer > guess else -weight.mass(nearer, guess)
        guess = nearer
    return place


def _bisected(weight: Weight, start: fmpq, wanted: arb) -> arb:
    """Where the integral from the start on may be what is wanted, between places at which it is less, and more."""
    first, last, high = start, fmpq(1), fmpq(1)
    for _ in range(_HALVINGS):
        middle = (first + high) / 2
        if weight.mass(start, middle) < wanted:
            first = middle
        else:
            high = middle
    low = first
    for _ in range(_HALVINGS):
        middle = (low + last) / 2
        if weight.mass(start, middle) > wanted:
            last = middle
        else:
            low = middle
    return arb(first).union(arb(last))
