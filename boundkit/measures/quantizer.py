"""Test errors of piecewise constant predictors on [0, 1], exactly, and their least value over a grid.

y = beta(x) + noise, where the noise is independent of x and has variance s2. A segmentation with one constant per
cell has the test error s2 + excess; all functions here give the excess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from flint import arb, arb_poly, ctx, fmpq, fmpq_poly, fmpz

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import matrix, rational
from boundkit.errors import DomainError, ShapeError

Number = fmpq | arb
_BALL_BITS = 192
_LARGEST_INT64 = 1 << 62
_STEEPEST = 64  # the price of a cell is at most this many times the feasible error per cell
_MOST_PASSES = 80
_MOST_LAYERED_STEPS = 1 << 19
_CUBE_ROOT_BITS = 64


@dataclass(frozen=True)
class Piece:
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

    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, beta: Iterable[Any], p: Iterable[Any] = (1,)) -> Regression:
        """One polynomial each, coefficients from the constant term up. Raises DomainError unless p is a density."""
        return cls.piecewise([(0, 1, beta, p)])

    @classmethod
    def piecewise(cls, pieces: Iterable[tuple[Any, Any, Iterable[Any], Iterable[Any]]]) -> Regression:
        """Pieces (left, right, beta, p) that cover [0, 1] in order; an irrational end is a ball.

        Raises ShapeError when they do not cover it, DomainError when p is negative or does not integrate to 1.
        """
        made = tuple(Piece(_number(a), _number(b), _polynomial(beta), _polynomial(p)) for a, b, beta, p in pieces)
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

    def moments(self, a: Any, b: Any) -> tuple[Number, ...]:
        """Integrals over [a, b] of p, beta p, beta^2 p and beta'^2 p: exact between rationals, else balls."""
        low, high = _number(a), _number(b)
        totals: list[Number] = [fmpq(0)] * 4
        with ctx.workprec(_BALL_BITS):
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


def excess(regression: Regression, boundaries: Sequence[Any], constants: Sequence[Any] | None = None) -> Number:
    """Test error above the noise: the sum over the cells of the integral of (beta - c)^2 p.

    The constants are the means of beta on the cells unless given. Exact for rational boundaries, else a ball. Raises
    ShapeError unless the boundaries increase from 0 to 1 and there is a constant per cell.

    >>> excess(Regression.of([0, 1]), [0, "1/2", 1]), excess(Regression.of([0, 1]), [0, 1], [0])
    (1/48, 1/3)
    """
    places = _checked(boundaries)
    if constants is not None and len(constants) != len(places) - 1:
        raise ShapeError(f"{len(places) - 1} cells need as many constants; got {len(constants)}")
    with ctx.workprec(_BALL_BITS):
        total: Number = fmpq(0)
        for index, (a, b) in enumerate(pairwise(places)):
            mass, first, second, _ = regression.moments(a, b)
            if constants is None:
                total = total + _variation(mass, first, second)
            else:
                c = _number(constants[index])
                total = total + second - 2 * c * first + c * c * mass
    return total


def best_constants(regression: Regression, boundaries: Sequence[Any]) -> tuple[Number, ...]:
    """The mean of beta on every cell; 0 on a cell that x never falls into."""
    cells = [regression.moments(a, b) for a, b in pairwise(_checked(boundaries))]
    return tuple(first / mass if mass != 0 else fmpq(0) for mass, first, _, _ in cells)


def uniform_gap(regression: Regression, boundaries: Sequence[Any]) -> Number:
    """|m^2 excess - (1/12) integral of beta'^2 p|, the slope being taken between the breaks only."""
    cells = fmpq(len(boundaries) - 1)
    difference = cells * cells * excess(regression, boundaries) - regression.moments(0, 1)[3] / 12
    return difference if difference >= 0 else -difference if difference <= 0 else abs(arb(difference))


# the high-rate constant -------------------------------------------------------------------------------------------


def high_rate_constant(regression: Regression, compander: fmpq_poly) -> fmpq:
    """lim m^2 excess for the boundaries compander(i/m), exactly, from the segmentations m = 1, 2, 3, ..

    With beta at the middle of each cell as its constant, the excess is a polynomial in 1/m of known degree (the sum
    over i < m of a polynomial in i/m and 1/m), and finitely many values fix it. The means of beta save
    (integral of (beta - beta(middle)) p)^2 / (integral of p) on a cell, which is O(length^5) where p > 0: the limit is
    the same. Raises ShapeError unless beta and p are one polynomial each, DomainError unless the compander increases
    from 0 to 1.

    >>> high_rate_constant(Regression.of([0, 0, 1]), fmpq_poly([0, 1]))
    1/9
    """
    beta, p = regression.polynomials
    degree = (2 * max(0, beta.degree()) + p.degree() + 1) * compander.degree()
    points, values = [], []
    for m in range(1, max(1, degree) + 3):
        boundaries = [compander(fmpq(i, m)) for i in range(m + 1)]
        if boundaries[0] != 0 or boundaries[-1] != 1 or any(a >= b for a, b in pairwise(boundaries)):
            raise DomainError(f"the compander {compander} does not increase from 0 to 1")
        points.append(fmpq(1, m))
        values.append([excess(regression, boundaries, [beta((a + b) / 2) for a, b in pairwise(boundaries)])])
    coefficients = matrix([[point**s for s in range(len(points))] for point in points]).solve(matrix(values))
    return coefficients[2, 0]


def least_constant(regression: Regression, boundaries: Sequence[Any], blocks: int) -> Enclosure:
    """An enclosure of lim m^2 (least excess of m cells).

    From above: every cell of ``boundaries`` is cut into equally many equal parts. From below: a segmentation that also
    has the ends of N equal ``blocks`` as boundaries is no worse, and has at most m + N - 1 cells; with g the least of
    beta'^2 p on a block (bounded below by Lipschitz constants), a cell of length D there errs by at least g D^3/12, and
    by Hoelder's inequality m cells err by at least (1/N sum g^(1/3))^3 / (12 (m + N - 1)^2).
    """
    places = _checked(boundaries)
    fine = sum(((b - a) ** 2 * regression.moments(a, b)[3] for a, b in pairwise(places)), fmpq(0))
    upper = fmpq((len(places) - 1) ** 2, 12) * fine
    return Enclosure(block_sum(regression, blocks) ** 3 / 12, enclose(upper).upper)


def block_sum(regression: Regression, blocks: int) -> fmpq:
    """A lower bound of (1/N) sum of (least beta'^2 on the block * least p on the block)^(1/3) over N equal blocks."""
    beta, p = regression.polynomials
    slope = beta.derivative()
    reach = fmpq(1, 2 * blocks)
    down = [reach * most(f.derivative()) for f in (slope, p)]
    total = fmpq(0)
    for block in range(blocks):
        middle = fmpq(2 * block + 1, 2 * blocks)
        steep, dense = (max(fmpq(0), abs(f(middle)) - d) for f, d in zip((slope, p), down, strict=True))
        total += _cube_root(steep * steep * dense)
    return total / blocks


def most(polynomial: fmpq_poly) -> fmpq:
    """An upper bound of |polynomial| on [0, 1]: the sum of its absolute coefficients."""
    return sum((abs(c) for c in polynomial.coeffs()), fmpq(0))


def _cube_root(value: fmpq) -> fmpq:
    """The cube root, rounded down to 64 binary digits."""
    return fmpq((value * fmpz(8) ** _CUBE_ROOT_BITS).floor().root(3), fmpz(2) ** _CUBE_ROOT_BITS)


# the least excess on a grid ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Best:
    """A segmentation on a grid, and an enclosure of the least excess there; its upper end is that segmentation's."""

    boundaries: tuple[fmpq, ...]
    least: Enclosure


def best_on_grid(regression: Regression, m: int, n: int) -> Best:
    """The least excess over all segmentations into m cells with boundaries on the grid j/n.

    A price per cell turns the problem into a shortest path (one vectorised pass over the grid); weak duality bounds
    the least excess from below for every price, and the path bounds it from above when it has m cells. For monotone
    beta the least excess is convex in m, and some price closes the gap; where none does, and m n is small, one layer
    per cell decides. Costs are integers; they are exact for constant p as long as 64 bits hold them, else rounded
    down, which the lower end accounts for. Raises DomainError for m < 1 or m > n.

    >>> best_on_grid(Regression.of([0, 0, 1]), 2, 5)
    Best(boundaries=(0, 3/5, 1), least=Enclosure(lower=116/5625, upper=116/5625, rigorous=True))
    """
    if not 1 <= m <= n:
        raise DomainError(f"m = {m} cells on a grid of n = {n} steps: take 1 <= m <= n")
    start = [j * n // m for j in range(m + 1)]
    grid = _Grid(regression, n, excess(regression, [fmpq(j, n) for j in start]), m)
    if grid.feasible == 0:
        return grid.best(start, 0)
    bound, places = _priced(grid, m)
    if places is None and m * n <= _MOST_LAYERED_STEPS:
        bound, places = _layered(grid, m)
    return grid.best(start if places is None else places, bound)


class _Grid:
    """Integer costs of the cells (i/n, j/n) that a segmentation no worse than a feasible one can use."""

    def __init__(self, regression: Regression, n: int, feasible: Number, m: int) -> None:
        if not isinstance(feasible, fmpq):
            raise ShapeError("a search on a grid needs breaks of beta and p at rational places")
        self.regression, self.n, self.feasible = regression, n, feasible
        moments = [regression.moments(0, fmpq(j, n))[:3] for j in range(n + 1)]
        common = 1
        for triple in moments:
            for value in triple:
                assert isinstance(value, fmpq)
                common = int(fmpz(common).lcm(value.q))
        self._common = common
        mass, first, second = zip(*moments, strict=True)
        self._mass, self._first, self._second = (
            np.array([int((value * common).p) for value in column], dtype=object) for column in (mass, first, second)
        )
        self.scale = self._scale(m)
        self.starts, self.costs = self._windows()

    def _scale(self, m: int) -> fmpz:
        """Units per excess: those that make every cost an integer, if 64 bits hold the sums, else a power of two."""
        largest = fmpq(_LARGEST_INT64, 2 + 2 * _STEEPEST) / self.feasible if self.feasible != 0 else fmpq(1)
        if len(self.regression.pieces) == 1 and self.regression.polynomials[1].degree() == 0:
            beta, p = self.regression.polynomials
            _, first, second, _ = self.regression.pieces[0].antiderivatives
            exact = fmpz(self.n) ** (2 * beta.degree() + 1) * second.denom() * first.denom() ** 2 * p[0].p
            if exact <= largest:
                return exact
        return fmpz(2) ** max(0, largest.floor().bit_length() - 1) if largest >= 1 else fmpz(1)

    def _windows(self) -> tuple[list[int], list[np.ndarray]]:
        limit = int((self.feasible * self.scale).floor())
        starts, costs = [0], [np.zeros(0, dtype=np.int64)]
        first = 0
        for j in range(1, self.n + 1):
            row = self._row(first, j)
            skipped = int(np.argmax(row <= limit))
            first += skipped
            starts.append(first)
            costs.append(row[skipped:].astype(np.int64))
        return starts, costs

    def _row(self, first: int, j: int) -> np.ndarray:
        """Costs of the cells that end at j and start at first, first + 1, .., j - 1, rounded down."""
        mass, mean, square = (p[j] - p[first:j] for p in (self._mass, self._first, self._second))
        empty = mass == 0
        mass = np.where(empty, 1, mass)
        return np.where(empty, 0, int(self.scale) * (square * mass - mean * mean) // (self._common * mass))

    def best(self, places: Sequence[int], bound: int) -> Best:
        boundaries = tuple(fmpq(j, self.n) for j in places)
        upper = excess(self.regression, boundaries)
        assert isinstance(upper, fmpq)
        return Best(boundaries, Enclosure(min(upper, fmpq(bound) / self.scale), upper))


def _priced(grid: _Grid, m: int) -> tuple[int, list[int] | None]:
    """The best dual bound found, and the places of a path of m cells that attains it (None when no price gives one)."""
    limit = int((grid.feasible * grid.scale).floor())
    price = max(1, 2 * limit // m)
    many: tuple[int, int] | None = None  # cells and cost of a path with more than m cells, from a price too low
    few: tuple[int, int] | None = None
    bound, tried = 0, set[int]()
    for _ in range(_MOST_PASSES):
        if price in tried or price > max(1, _STEEPEST * (limit + 1) // m):
            break
        tried.add(price)
        places, total = _cheapest_path(grid, price)
        cells = len(places) - 1
        bound = max(bound, total - price * m)
        if cells == m:
            return bound, places
        line = (cells, total - price * cells)
        many, few = (line, few) if cells > m else (many, line)
        if many is None or few is None:
            price = price * 2 if few is None else price // 2
        else:
            price = (few[1] - many[1]) // (many[0] - few[0])
            price += price in tried
    return bound, None


def _cheapest_path(grid: _Grid, price: int) -> tuple[list[int], int]:
    """Boundaries that minimise cost + price * cells, and that minimum.

    No entry exceeds twice the feasible cost plus price * (cells of the feasible segmentation + 1), since a prefix of
    that segmentation is one of the choices; the scale and the steepest price keep this below 2^62.
    """
    best = np.zeros(grid.n + 1, dtype=np.int64)
    before = [0] * (grid.n + 1)
    for j in range(1, grid.n + 1):
        start = grid.starts[j]
        totals = best[start:j] + grid.costs[j]
        choice = int(totals.argmin())
        before[j] = start + choice
        best[j] = totals[choice] + price
    places = [grid.n]
    while places[-1]:
        places.append(before[places[-1]])
    return places[::-1], int(best[-1])


def _layered(grid: _Grid, m: int) -> tuple[int, list[int]]:
    """The least cost of exactly m cells, layer by layer, and where it is attained."""
    best = np.full(grid.n + 1, _LARGEST_INT64, dtype=np.int64)
    best[0] = 0
    layers = []
    for _ in range(m):
        fresh, before = np.full(grid.n + 1, _LARGEST_INT64, dtype=np.int64), [0] * (grid.n + 1)
        for j in range(1, grid.n + 1):
            start = grid.starts[j]
            totals = best[start:j] + grid.costs[j]
            choice = int(totals.argmin())
            before[j] = start + choice
            fresh[j] = min(totals[choice], _LARGEST_INT64)
        best = fresh
        layers.append(before)
    places = [grid.n]
    for before in reversed(layers):
        places.append(before[places[-1]])
    return int(best[-1]), places[::-1]


# small parts ------------------------------------------------------------------------------------------------------


def _number(value: Any) -> Number:
    return value if isinstance(value, arb) else rational(value)


def _polynomial(coefficients: Iterable[Any]) -> fmpq_poly:
    return fmpq_poly([rational(c) for c in coefficients])


def _at(polynomial: fmpq_poly, place: Number) -> Number:
    return polynomial(place) if isinstance(place, fmpq) else arb_poly(polynomial)(place)


def _require_nonnegative(piece: Piece) -> None:
    """Raise DomainError when p is certainly negative at an end of the piece or between two of its real roots."""
    with ctx.workprec(_BALL_BITS):
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


def _variation(mass: Number, first: Number, second: Number) -> Number:
    """The least integral of (beta - c)^2 p over a cell with these moments."""
    if mass > 0:
        return second - first * first / mass
    return fmpq(0) if mass == 0 else arb(0).union(arb(second).upper())


def _checked(boundaries: Sequence[Any]) -> list[Number]:
    places = [_number(place) for place in boundaries]
    if len(places) < 2 or places[0] != 0 or places[-1] != 1 or any(not a < b for a, b in pairwise(places)):
        raise ShapeError("the boundaries of a segmentation must increase from 0 to 1, both included")
    return places
