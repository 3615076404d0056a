"""Errors of one constant per cell for polynomials on the unit square cut into convex polygons, exactly.

x is uniform. The sums beside the excess are those of boundkit.measures.box_cells: a cell with the second moments S
about its centroid, where beta has the gradient g, adds g^T S g to ``leading``, |g|^2 lambda_max(S) to ``sharpened``
and |g|^2 trace S to ``published``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from flint import arb, fmpq, fmpz

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError
from boundkit.measures.box_cells import distance_of_roots
from boundkit.measures.convex_cells import Polygon, Polygons

Powers = tuple[int, int]
_ZERO = fmpq(0)
_ROOT_BITS = 128
_RISE = fmpq(97, 112)  # nearly sqrt(3)/2: a row of regular hexagons above the last


def moments(corners: Sequence[tuple[Any, Any]], degree: int) -> dict[Powers, Any]:
    """The integrals of x^i y^j, i + j <= degree, over a polygon with counterclockwise corners, exactly.

    Numbers of any exact kind: fmpq, or sympy's.

    >>> moments([(fmpq(0), fmpq(0)), (fmpq(1), fmpq(0)), (fmpq(0), fmpq(1))], 1)[1, 0]
    1/6
    """
    edges = list(zip(corners, (*corners[1:], corners[0]), strict=True))
    twice = [a[0] * b[1] - b[0] * a[1] for a, b in edges]
    found: dict[Powers, Any] = {}
    for i in range(degree + 1):
        for j in range(degree + 1 - i):
            total = 0 * twice[0]
            for area, (a, b) in zip(twice, edges, strict=True):
                terms = (math.comb(k + l, l) * math.comb(i + j - k - l, j - l)
                         * b[0]**k * a[0]**(i - k) * b[1]**l * a[1]**(j - l)
                         for k in range(i + 1) for l in range(j + 1))  # fmt: skip  # noqa: E741
                total = total + area * sum(terms)
            found[i, j] = total / ((i + j + 1) * (i + j + 2) * math.comb(i + j, i))
    return found


def normalised_moment(corners: Sequence[tuple[Any, Any]]) -> Any:
    """Half the integral of the squared distance from the centroid, over the squared area; exact for fmpq or sympy.

    >>> normalised_moment([(fmpq(x), fmpq(y)) for x, y in ((0, 0), (2, 0), (2, 2), (0, 2))])
    1/12
    """
    of = moments(corners, 2)
    return (of[2, 0] + of[0, 2] - (of[1, 0] ** 2 + of[0, 1] ** 2) / of[0, 0]) / (2 * of[0, 0] ** 2)


@dataclass(frozen=True)
class PlaneCells:
    """A polynomial, from exponents to coefficients, and a partition of the unit square.

    >>> PlaneCells.of({(1, 0): 1}, hexagons(1)).m
    3
    """

    terms: tuple[tuple[Powers, fmpq], ...]
    cells: Polygons
    d = 2

    @classmethod
    def of(cls, terms: Mapping[Any, Any], cells: Polygons) -> PlaneCells:
        """Raises ShapeError unless all exponents have two entries."""
        if any(len(powers) != 2 for powers in terms):
            raise ShapeError("a polynomial on the square needs two exponents a term")
        return cls(tuple((powers, rational(value)) for powers, value in terms.items()), cells)

    @property
    def m(self) -> int:
        return self.cells.m

    @property
    def volume(self) -> fmpq:
        """Of the largest cell."""
        return max(cell.area for cell in self.cells.cells)

    @cached_property
    def reach(self) -> fmpq:
        """The square of the largest distance of a corner from the centroid of its cell."""
        return max(x * x + y * y for shape, _ in self._placed for x, y in shape)

    @cached_property
    def excess(self) -> fmpq:
        """With the means of beta as constants."""
        total = _ZERO
        for shape, centre in self._placed:
            of, taylor = self._moments[shape], self._taylor(centre)
            first = sum((value * of[powers] for powers, value in taylor.items()), _ZERO)
            second = sum((one * two * of[p[0] + q[0], p[1] + q[1]] for (p, one), (q, two)
                          in product(taylor.items(), repeat=2)), _ZERO)  # fmt: skip
            total += second - first * first / of[0, 0]
        return total

    @cached_property
    def leading(self) -> fmpq:
        return self._sums[0]

    @cached_property
    def sharpened(self) -> fmpq:
        """Rounded down: lambda_max(S) is a root."""
        return self._sums[1]

    @cached_property
    def published(self) -> fmpq:
        return self._sums[2]

    @property
    def gap(self) -> arb:
        """The distance between the roots of the excess and of the leading sum."""
        return distance_of_roots(self.excess, self.leading)

    @cached_property
    def _sums(self) -> tuple[fmpq, fmpq, fmpq]:
        leading, sharpened, published = _ZERO, _ZERO, _ZERO
        for shape, centre in self._placed:
            of, taylor = self._moments[shape], self._taylor(centre)
            g, h = (taylor.get(powers, _ZERO) for powers in ((1, 0), (0, 1)))
            a, b, c = of[2, 0], of[1, 1], of[0, 2]
            square = g * g + h * h
            leading += g * g * a + 2 * g * h * b + h * h * c
            sharpened += square * (a + c + _root((a - c) ** 2 + 4 * b * b)) / 2
            published += square * (a + c)
        return leading, sharpened, published

    @cached_property
    def _placed(self) -> list[tuple[Any, tuple[fmpq, fmpq]]]:
        """Every cell as its corners about its centroid, and the centroid."""
        known: dict[Any, tuple[fmpq, fmpq]] = {}
        placed = []
        for cell in self.cells.cells:
            x, y = cell.corners[0]
            about_corner = tuple((a - x, b - y) for a, b in cell.corners)
            if about_corner not in known:
                of = moments(about_corner, 1)
                known[about_corner] = of[1, 0] / of[0, 0], of[0, 1] / of[0, 0]
            u, v = known[about_corner]
            placed.append((tuple((a - u, b - v) for a, b in about_corner), (x + u, y + v)))
        return placed

    @cached_property
    def _moments(self) -> dict[Any, dict[Powers, fmpq]]:
        degree = 2 * max(1, *(sum(powers) for powers, _ in self.terms))
        return {shape: moments(shape, degree) for shape in {shape for shape, _ in self._placed}}

    def _taylor(self, centre: tuple[fmpq, fmpq]) -> dict[Powers, fmpq]:
        """The coefficients of beta about a point."""
        x, y = centre
        found: dict[Powers, fmpq] = {}
        for (i, j), value in self.terms:
            for k, l in product(range(i + 1), range(j + 1)):  # noqa: E741
                part = value * math.comb(i, k) * math.comb(j, l) * x ** (i - k) * y ** (j - l)
                found[k, l] = found.get((k, l), _ZERO) + part
        return found


def _root(value: fmpq) -> fmpq:
    """The square root, rounded down to 128 binary digits."""
    return fmpq((value * fmpz(4) ** _ROOT_BITS).floor().root(2), fmpz(2) ** _ROOT_BITS)


def hexagons(G: int) -> Polygons:
    """The unit square cut into hexagons of a lattice with G to a row, which the edges of the square cut again.

    The lattice has rational points, with rows 97/112 of a step apart: its cells differ from regular hexagons by one
    part in 10^4. About 1.15 G^2 cells.

    >>> len(hexagons(4).cells), sum((cell.area for cell in hexagons(4).cells), fmpq(0))
    (27, 1)
    """
    step, rise = fmpq(1, G), _RISE / G
    shape = _cell_of_lattice(step, rise)
    reach = max(y for _, y in shape)
    cells = []
    for row in range(-1, int((1 / rise).ceil()) + 2):
        for place in range(-1, G + 2):
            x, y = (place + fmpq(row % 2, 2)) * step, row * rise
            cell: Polygon | None = Polygon(tuple((x + a, y + b) for a, b in shape))
            inside = step / 2 <= x <= 1 - step / 2 and reach <= y <= 1 - reach
            sides = () if inside else (((1, 0), 1), ((-1, 0), 0), ((0, 1), 1), ((0, -1), 0))
            for normal, level in sides:
                cell = cell.cut(normal, level)[0] if cell is not None else None
            if cell is not None:
                cells.append(cell)
    return Polygons(tuple(cells))


def _cell_of_lattice(step: fmpq, rise: fmpq) -> tuple[tuple[fmpq, fmpq], ...]:
    """The Voronoi cell of 0 among i (step, 0) + j (step/2, rise): counterclockwise."""
    half = step / 2
    side = (rise * rise - half * half) / (2 * rise)  # height of its corners beside the neighbours in the row
    top = (rise * rise + half * half) / (2 * rise)
    return (half, -side), (half, side), (_ZERO, top), (-half, side), (-half, -side), (_ZERO, -top)
