"""Test errors of piecewise constant predictors on [0, 1], exactly, and their limits for many cells.

y = beta(x) + noise, where the noise is independent of x and has variance s2. A segmentation with one constant per
cell has the test error s2 + excess; all functions here give the excess.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from flint import arb, ctx, fmpq, fmpq_poly, fmpz

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import matrix
from boundkit.errors import DomainError, ShapeError
from boundkit.measures.regression import BALL_BITS, HasMoments, Number, Regression, number

_CUBE_ROOT_BITS = 64


def excess(regression: HasMoments, boundaries: Sequence[Any], constants: Sequence[Any] | None = None) -> Number:
    """Test error above the noise: the sum over the cells of the integral of (beta - c)^2 p.

    The constants are the means of beta on the cells unless given. Exact for rational boundaries, else a ball. Raises
    ShapeError unless the boundaries increase from 0 to 1 and there is a constant per cell.

    >>> excess(Regression.of([0, 1]), [0, "1/2", 1]), excess(Regression.of([0, 1]), [0, 1], [0])
    (1/48, 1/3)
    """
    places = _checked(boundaries)
    if constants is not None and len(constants) != len(places) - 1:
        raise ShapeError(f"{len(places) - 1} cells need as many constants; got {len(constants)}")
    with ctx.workprec(BALL_BITS):
        total: Number = fmpq(0)
        for index, (a, b) in enumerate(pairwise(places)):
            mass, first, second = regression.moments(a, b)[:3]
            if constants is None:
                total = total + _variation(mass, first, second)
            else:
                c = number(constants[index])
                total = total + second - 2 * c * first + c * c * mass
    return total


def excess_of_cell(regression: Regression, a: Any, b: Any) -> Number:
    """The least integral of (beta - c)^2 p over [a, b]: exact between rationals, else a ball."""
    with ctx.workprec(BALL_BITS):
        return _variation(*regression.moments(a, b)[:3])


def best_constants(regression: Regression, boundaries: Sequence[Any]) -> tuple[Number, ...]:
    """The mean of beta on every cell; 0 on a cell that x never falls into."""
    cells = [regression.moments(a, b) for a, b in pairwise(_checked(boundaries))]
    return tuple(cell[1] / cell[0] if cell[0] != 0 else fmpq(0) for cell in cells)


def uniform_gap(regression: Regression, boundaries: Sequence[Any]) -> Number:
    """|m^2 excess - (1/12) integral of beta'^2 p|, the slope being taken between the breaks only."""
    cells = fmpq(len(boundaries) - 1)
    difference = cells * cells * excess(regression, boundaries) - regression.moments(0, 1)[3] / 12
    return difference if difference >= 0 else -difference if difference <= 0 else abs(arb(difference))


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
    return sum(block_roots(regression, blocks), fmpq(0)) / blocks


def block_roots(regression: Regression, blocks: int) -> list[fmpq]:
    """For each of N equal blocks a lower bound of (least beta'^2 on the block * least p on the block)^(1/3)."""
    beta, p = regression.polynomials
    slope = beta.derivative()
    reach = fmpq(1, 2 * blocks)
    down = [reach * most(f.derivative()) for f in (slope, p)]
    roots = []
    for block in range(blocks):
        middle = fmpq(2 * block + 1, 2 * blocks)
        steep, dense = (max(fmpq(0), abs(f(middle)) - d) for f, d in zip((slope, p), down, strict=True))
        roots.append(_cube_root(steep * steep * dense))
    return roots


def most(polynomial: fmpq_poly) -> fmpq:
    """An upper bound of |polynomial| on [0, 1]: the sum of its absolute coefficients."""
    return sum((abs(c) for c in polynomial.coeffs()), fmpq(0))


def _cube_root(value: fmpq) -> fmpq:
    """The cube root, rounded down to 64 binary digits."""
    return fmpq((value * fmpz(8) ** _CUBE_ROOT_BITS).floor().root(3), fmpz(2) ** _CUBE_ROOT_BITS)


def _variation(mass: Number, first: Number, second: Number) -> Number:
    """The least integral of (beta - c)^2 p over a cell with these moments."""
    if mass > 0:
        return second - first * first / mass
    return fmpq(0) if mass == 0 else arb(0).union(arb(second).upper())


def _checked(boundaries: Sequence[Any]) -> list[Number]:
    places = [number(place) for place in boundaries]
    if len(places) < 2 or places[0] != 0 or places[-1] != 1 or any(not a < b for a, b in pairwise(places)):
        raise ShapeError("the boundaries of a segmentation must increase from 0 to 1, both included")
    return places
