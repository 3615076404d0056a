"""Least squares on drawn samples, in floating point with error bars; the risk given the estimate is a formula.

Inputs are uniform on [0, 1] and observed with standard normal noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from boundkit.measures.training_sets import Mean
from boundkit.networks.affine import to_float

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class AffineSieve:
    """One affine expert for all inputs, its values at 0 and 1 among 0, 1/steps, .., 1 times ``reach``.

    The regression function is the member with the values ``low`` and ``high``, in these steps, moved up by ``shift``.
    Of the finite net the estimator is the member of least squared error on n samples.
    """

    reach: fmpq
    n: int
    steps: int
    low: int
    high: int
    shift: fmpq

    cells, size = 1, 2

    @property
    def ends(self) -> tuple[fmpq, fmpq]:
        """Values of the regression function at 0 and 1."""
        low, high = (self.reach * fmpq(step, self.steps) + self.shift for step in (self.low, self.high))
        return low, high

    @property
    def in_range(self) -> bool:
        return all(0 <= end <= self.reach for end in self.ends)

    @property
    def distance(self) -> fmpq:
        """The root of the mean squared distance of that member from the regression function."""
        return abs(self.shift)

    def risks(self, sets: int, seed: int) -> Floats:
        """E (estimator - regression function)^2 over new inputs, for each of so many training sets."""
        draw = np.random.default_rng(seed)
        ends = np.array([to_float(end) for end in self.ends])
        x = draw.uniform(size=(sets, self.n))
        y = ends[0] * (1 - x) + ends[1] * x + draw.standard_normal((sets, self.n))
        values = np.linspace(0, to_float(self.reach), self.steps + 1)
        u, v = (part.ravel() for part in np.meshgrid(values, values, indexing="ij"))
        ones = ((1 - x) ** 2, x * (1 - x), x**2, y * (1 - x), y * x)
        a, b, c, p, q = (part.sum(axis=1)[:, None] for part in ones)
        best = np.argmin(a * u**2 + 2 * b * u * v + c * v**2 - 2 * p * u - 2 * q * v, axis=1)
        first, second = u[best] - ends[0], v[best] - ends[1]
        return (first**2 + first * second + second**2) / 3

    def witness(self) -> dict[str, Any]:
        return {"samples": self.n, "net": (self.steps + 1) ** 2, "values at 0 and 1": [str(end) for end in self.ends]}


@dataclass(frozen=True)
class DrawnCells:
    """A constant in [0, reach] on each of equal cells; those of the regression function are drawn once, from ``drawn``.

    A cell without samples is estimated by reach/2.
    """

    reach: fmpq
    n: int
    cells: int
    drawn: int

    in_range, distance = True, fmpq(0)

    @property
    def size(self) -> int:
        return self.cells

    @cached_property
    def means(self) -> Floats:
        """Values of the regression function, uniformly distributed."""
        return np.random.default_rng(self.drawn).uniform(0, to_float(self.reach), self.cells)

    def risks(self, sets: int, seed: int) -> Floats:
        """E (estimator - regression function)^2 over new inputs, for each of so many training sets."""
        draw, reach = np.random.default_rng(seed), to_float(self.reach)
        counts = draw.multinomial(self.n, np.full(self.cells, 1 / self.cells), size=sets)
        averages = self.means + draw.standard_normal(counts.shape) / np.sqrt(np.maximum(counts, 1))
        fits = np.where(counts > 0, np.clip(averages, 0, reach), reach / 2)
        return ((fits - self.means) ** 2).mean(axis=1)

    def witness(self) -> dict[str, Any]:
        return {"samples": self.n, "cells": self.cells, "seed of the regression function": self.drawn}


def mean_risk(thing: AffineSieve | DrawnCells, sets: int, seed: int) -> tuple[float, float]:
    """The ends of the 99% interval of the expected risk.

    >>> low, high = mean_risk(DrawnCells(fmpq(1), 1000, 1000, 0), 100, 1)
    >>> 0.13 < low < high < 0.17
    True
    """
    return Mean.of(thing.risks(sets, seed)).interval()
