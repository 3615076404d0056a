"""Objects of high-rate segmentation of the cube: moved constants, level sets, cubes of many sizes, best densities."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from random import Random

from flint import arb, ctx, fmpq, fmpq_poly

from boundkit.constructions.segments import uniform
from boundkit.measures.box_cells import BoxCells, distance_of_roots
from boundkit.measures.families import Predictor
from boundkit.measures.regression import BALL_BITS, Regression

_ZERO, _ONE = fmpq(0), fmpq(1)


@dataclass(frozen=True)
class MovedConstants:
    """Cells whose constants are all off their means by a number.

    >>> MovedConstants(BoxCells.of({(1,): 1}, (1,)), fmpq(1)).excess
    13/12
    """

    cells: BoxCells
    by: fmpq

    @property
    def excess(self) -> fmpq:
        return self.cells.excess + self.by**2

    @property
    def gap(self) -> arb:
        """The distance between the roots of the excess and of the leading sum."""
        return distance_of_roots(self.excess, self.cells.leading)


@dataclass(frozen=True)
class LevelSets:
    """m cells between level sets of beta(x) = x_1 + .. + x_d, equally far apart in beta, x uniform on the cube.

    >>> LevelSets(1, 3).excess
    1/108
    """

    d: int
    m: int

    @property
    def range(self) -> int:
        """The greatest less the least value of beta."""
        return self.d

    @cached_property
    def excess(self) -> fmpq:
        """Exactly: that of the segmentation of beta(x)/d, a number from 0 to 1, into equal cells, times d^2."""
        pieces = [(fmpq(k, self.d), fmpq(k + 1, self.d), [0, 1], self._density(k).coeffs()) for k in range(self.d)]
        segmented: fmpq = Predictor(Regression.piecewise(pieces), uniform(self.m)).excess
        return segmented * self.d**2

    def _density(self, piece: int) -> fmpq_poly:
        """Of beta(x)/d between k/d and (k + 1)/d (Irwin and Hall)."""
        total = fmpq_poly([0])
        for jump in range(piece + 1):
            total += (-1) ** jump * math.comb(self.d, jump) * fmpq_poly([-jump, self.d]) ** (self.d - 1)
        return total * fmpq(self.d, math.factorial(self.d - 1))


@dataclass(frozen=True)
class CubesOfSizes:
    """The unit cube cut into cubes of the given sides, with beta(x) = x_1."""

    d: int
    sides: tuple[fmpq, ...]

    @classmethod
    def halved(cls, d: int, cuts: int, seed: int) -> CubesOfSizes:
        """One cube, at random, is cut into 2^d, again and again."""
        draw, sides = Random(f"{d} {cuts} {seed}"), [_ONE]
        for _ in range(cuts):
            side = sides.pop(draw.randrange(len(sides)))
            sides += [side / 2] * 2**d
        return cls(d, tuple(sides))

    @property
    def m(self) -> int:
        return len(self.sides)

    @property
    def excess(self) -> fmpq:
        return sum((side ** (self.d + 2) for side in self.sides), _ZERO) / 12


@dataclass(frozen=True)
class BestDensity:
    """Bounds of the least d M times the integral of w l^(-2/d) over densities l, for w = height u^power on [0, 1].

    From N blocks of u, on which w is nearly constant.
    """

    d: int
    M: fmpq
    height: fmpq
    power: int
    N: int

    @property
    def constant(self) -> fmpq | arb:
        """Exact for a constant w, else a ball."""
        if not self.power:
            return self.d * self.M * self.height
        with ctx.workprec(BALL_BITS):
            share = arb(fmpq(self.d, self.d + 2))
            values = (self.height * fmpq(place, self.N) ** self.power for place in range(self.N + 1))
            ends = [arb(value) ** share if value else arb(0) for value in values]
            low, high = (self.d * self.M * (sum(part, arb(0)) / self.N) ** arb(fmpq(self.d + 2, self.d))
                         for part in (ends[:-1], ends[1:]))  # fmt: skip
            return low.union(high)


@dataclass(frozen=True)
class BestPowerDensity:
    """The best of the point densities s u^(s - 1) of cells in d dimensions, for w = u^power, at one place u.

    >>> BestPowerDensity(2, 2, fmpq(1, 4)).density
    1/2
    """

    d: int
    power: int
    u: fmpq

    @property
    def exponent(self) -> fmpq:
        """The integral of w l^(-a), a = 2/d, is s^(-a)/(power + 1 - a (s - 1)): its derivative in s is 0 here."""
        a = fmpq(2, self.d)
        return (self.power + 1 + a) / (1 + a)

    @property
    def density(self) -> fmpq | arb:
        """Exact where s is a whole number, else a ball."""
        s = self.exponent
        if s.q == 1:
            return s * self.u ** (int(s.p) - 1)
        with ctx.workprec(BALL_BITS):
            return s * arb(self.u) ** arb(s - 1)
