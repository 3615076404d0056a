"""The least test error of piecewise constant predictors over all segmentations with boundaries on a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.errors import DomainError, ShapeError
from boundkit.measures.line_points import LinePoints
from boundkit.measures.quantizer import Cells, best_cells
from boundkit.measures.regression import Regression


@dataclass(frozen=True)
class Best:
    """A segmentation on a grid, and the cells of steps of the grid that it comes from."""

    boundaries: tuple[fmpq, ...]
    cells: Cells

    @property
    def least(self) -> Enclosure:
        """The least excess on the grid, enclosed with the cells' certificate; its upper end is the segmentation's."""
        return self.cells.least


def best_on_grid(regression: Regression, m: int, n: int) -> Best:
    """The least excess over all segmentations into m cells with boundaries on the grid j/n.

    Each step of the grid is a point with the moments of beta within it, so nothing is approximated. Raises DomainError
    for m < 1 or m > n, ShapeError where beta or p has a break at an irrational place.

    >>> best = best_on_grid(Regression.of([0, 0, 1]), 2, 5)
    >>> best.boundaries, best.least
    ((0, 3/5, 1), Enclosure(lower=116/5625, upper=116/5625, rigorous=True))
    """
    if not 1 <= m <= n:
        raise DomainError(f"m = {m} cells on a grid of n = {n} steps: take 1 <= m <= n")
    cells = best_cells(grid_points(regression, n), m)
    return Best(tuple(fmpq(j, n) for j in cells.places), cells)


def grid_points(regression: Regression, n: int) -> LinePoints:
    """The steps of the grid j/n as points with moments. Raises ShapeError for a break at an irrational place.

    >>> grid_points(Regression.of([0, 1]), 2).sums.cost(0, 2)
    1/12
    """
    return step_points(regression, [fmpq(j, n) for j in range(n + 1)])


def step_points(regression: Regression, places: Sequence[fmpq]) -> LinePoints:
    """The intervals between places from 0 to 1 as points with moments, and the errors of ``grid_points``."""
    moments = [regression.moments(0, place)[:3] for place in places]
    if not all(isinstance(value, fmpq) for triple in moments for value in triple):
        raise ShapeError("a search on a grid needs breaks of beta and p at rational places")
    steps = [[b - a for a, b in pairwise(column)] for column in zip(*moments, strict=True)]
    return LinePoints.of_moments(*steps)
