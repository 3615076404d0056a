"""Families of segmentations of [0, 1], predictors with a constant that is moved, and what is measured on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy
from flint import fmpq, fmpq_poly

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.formulas.evaluation import evaluate
from boundkit.formulas.numbers import to_sympy
from boundkit.measures import certificates
from boundkit.measures.certificates import Data
from boundkit.measures.excess import best_constants, excess, high_rate_constant, least_constant
from boundkit.measures.regression import Number, Regression


@dataclass(frozen=True)
class Predictor:
    """One constant per cell for beta(x), x of density p: the mean of beta unless given. For a quantizer beta(x) = x."""

    regression: Regression
    boundaries: tuple[Any, ...]
    constants: tuple[Any, ...] | None = None

    @property
    def excess(self) -> Any:
        """Mean squared error of the constants, exactly, or as a ball where a boundary is irrational."""
        return excess(self.regression, self.boundaries, self.constants)

    def certificate(self) -> Data | None:
        """How the excess is integrated again."""
        pieces = [
            ([(piece.left, piece.right)], _terms(piece.beta), _terms(piece.p)) for piece in self.regression.pieces
        ]
        return certificates.excess([self.boundaries], pieces, self.constants)


def _terms(polynomial: fmpq_poly) -> list[tuple[tuple[int], fmpq]]:
    return [((power,), coefficient) for power, coefficient in enumerate(polynomial.coeffs())]


@dataclass(frozen=True)
class BestFamily:
    """For every m, the segmentation of least error; known through one segmentation and a number of blocks."""

    regression: Regression
    boundaries: tuple[Any, ...]
    blocks: int

    @property
    def constant(self) -> Enclosure:
        """lim m^2 (least error of m cells), enclosed."""
        return least_constant(self.regression, self.boundaries, self.blocks)


@dataclass(frozen=True)
class Family:
    """For every m, the boundaries compander(i/m)."""

    regression: Regression
    compander: fmpq_poly

    @property
    def constant(self) -> fmpq:
        """lim m^2 excess, exactly."""
        return high_rate_constant(self.regression, self.compander)


@dataclass(frozen=True)
class BestPower:
    """The best of the point densities s x^(s-1), at one place x."""

    regression: Regression
    x: fmpq

    @property
    def density(self) -> Enclosure:
        """s x^(s-1) at the s of least lim m^2 excess, whose inverse, measured at s = 1/r, is a cubic in s."""
        companders = {fmpq(1, r): fmpq_poly([0] * r + [1]) for r in range(1, 7)}
        s = sympy.Symbol("s")
        nodes = [(to_sympy(p), to_sympy(1 / Family(self.regression, c).constant)) for p, c in companders.items()]
        cubic = sympy.interpolate(nodes[:4], s)
        if any(cubic.subs(s, place) != value for place, value in nodes):
            raise AssertionError("1/constant is a cubic in s")
        best = max(sympy.solve(sympy.diff(cubic, s), s), key=lambda root: cubic.subs(s, root))
        found = evaluate(best * to_sympy(self.x) ** (best - 1), {}).number
        assert found is not None
        return found


@dataclass(frozen=True)
class Moved:
    """A predictor, one of whose constants is moved by t from the mean of its cell."""

    regression: Regression
    boundaries: tuple[Any, ...]
    cell: int
    t: fmpq

    @property
    def rise(self) -> Number:
        """How much the test error grows when the constant is moved."""
        constants = list(best_constants(self.regression, self.boundaries))
        before = excess(self.regression, self.boundaries, constants)
        constants[self.cell] += self.t
        return excess(self.regression, self.boundaries, constants) - before
