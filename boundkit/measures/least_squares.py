"""Exact risks of least squares over constants on cells, for a regression function that is constant and normal noise.

n inputs fall into one of equally likely cells each, and are observed with standard normal noise. On every cell the
estimator is the value of its class that is nearest to the mean of the observations there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from flint import arb, ctx, fmpq

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import rational

_BITS, _REST = 128, 80


class Values(Protocol):
    """What a constant may be: numbers in [0, reach]."""

    @property
    def reach(self) -> fmpq: ...

    def risk(self, mean: fmpq, samples: int) -> arb:
        """E (nearest value to an average of so many observations of the mean - the mean)^2."""

    def distance(self, mean: fmpq) -> fmpq:
        """How far a number of [0, reach] is from the nearest value."""

    def balls(self, radius: fmpq) -> int:
        """The fewest values with every value within the radius of one."""


@dataclass(frozen=True)
class Interval:
    """All of [0, reach]."""

    reach: fmpq

    def risk(self, mean: fmpq, samples: int) -> arb:
        """The average is normal; outside [0, reach] it counts as the nearer end."""
        root = arb(samples).sqrt()
        low, high = -arb(mean) * root, (arb(self.reach) - arb(mean)) * root
        inside = _below(high) - _below(low) + low * _density(low) - high * _density(high)
        return inside / samples + arb(mean) ** 2 * _below(low) + (arb(self.reach) - mean) ** 2 * _below(-high)

    def distance(self, mean: fmpq) -> fmpq:
        return fmpq(0)

    def balls(self, radius: fmpq) -> int:
        return int((self.reach / (2 * radius)).ceil())


@dataclass(frozen=True)
class Pair:
    """0 and reach."""

    reach: fmpq

    def risk(self, mean: fmpq, samples: int) -> arb:
        """Which of the two is taken tells the average, which is normal."""
        upper = _below((arb(mean) - arb(self.reach) / 2) * arb(samples).sqrt())
        return arb(mean) ** 2 * (1 - upper) + (arb(self.reach) - mean) ** 2 * upper

    def distance(self, mean: fmpq) -> fmpq:
        return min(mean, self.reach - mean)

    def balls(self, radius: fmpq) -> int:
        return 1 if self.reach <= radius else 2


@dataclass(frozen=True)
class OnCells:
    """Constants on so many equally likely cells; ``mean`` is the regression function, ``empty`` what an unseen cell is.

    Sources of the risk: the number of observations in a cell is binomial.
    """

    values: Values
    n: int
    cells: int
    mean: fmpq
    empty: fmpq

    @property
    def reach(self) -> fmpq:
        return self.values.reach

    @property
    def size(self) -> int:
        """Parameters in all."""
        return self.cells

    @property
    def in_range(self) -> bool:
        """Whether the regression function has its values in [0, reach]."""
        return 0 <= self.mean <= self.reach

    @property
    def distance(self) -> fmpq:
        """How far the nearest member is from the regression function."""
        return self.values.distance(self.mean)

    @property
    def risk(self) -> Enclosure:
        """E (estimator - mean)^2, in a ball.

        >>> print(OnCells(Interval(fmpq(1)), 4, 1, fmpq(1, 2), fmpq(0)).risk.decimals(4))
        ['0.129', '0.1291']
        """
        if self.cells == 1:
            return enclose(self.values.risk(self.mean, self.n))
        own = (rational(self.empty) - self.mean) ** 2
        with ctx.workprec(_BITS):
            return enclose(_binomial_mean(self.n, self.cells, lambda j: self._of(j, own), self.reach))

    def _of(self, samples: int, unseen: fmpq) -> arb:
        return self.values.risk(self.mean, samples) if samples else arb(unseen)

    def log_cover(self, radius: Any) -> Enclosure:
        """The logarithm of the fewest sup-norm balls around members that cover the class, cell by cell, in a ball."""
        with ctx.workprec(_BITS):
            return enclose(self.cells * arb(self.values.balls(rational(radius))).log())

    def entropy(self, radius: Any) -> fmpq:
        """A multiple of 1/100 that is no less than this, and than log 3."""
        upper = self.log_cover(radius).upper
        assert upper is not None
        return max(fmpq(110, 100), fmpq((100 * rational(upper)).ceil(), 100))

    def witness(self) -> dict[str, Any]:
        return {"samples": self.n, "cells": self.cells, "range": str(self.reach), "mean": str(self.mean),
                "value of an empty cell": str(self.empty)}  # fmt: skip


def _binomial_mean(n: int, cells: int, value: Callable[[int], arb], most: fmpq) -> arb:
    """E value(J) for a binomial J of n draws with probability 1/cells; values lie in [0, most^2].

    Numbers far above the mean, which weigh less than 2^-80 together, count with anything in that range.
    """
    weight, total = (1 - arb(1) / cells) ** n, arb(0)
    for j in range(n + 1):
        total += weight * value(j)
        ratio = arb(n - j) / ((j + 1) * (cells - 1))
        weight *= ratio
        if ratio < arb(1) / 2 and weight < arb(2) ** -_REST:
            return total + arb(0).union(2 * weight * most**2)  # what follows is at most a geometric series
    return total


def _below(x: arb) -> arb:
    """The standard normal distribution function."""
    return (-x / arb(2).sqrt()).erfc() / 2


def _density(x: arb) -> arb:
    return (-x * x / 2).exp() / (2 * arb.pi()).sqrt()
