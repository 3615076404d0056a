"""Sup-norm errors of piecewise affine approximations: exact where the target allows it, else certified enclosures.

Quadratics with rational coefficients and piecewise affine targets are measured exactly; others by branch and bound in
ball arithmetic, beside a quadratic where the target is analytic and by its plain range elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial, reduce
from itertools import combinations
from operator import itemgetter, mul
from typing import Any

import sympy
from flint import arb, ctx, fmpq, fmpq_mat

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational, vector
from boundkit.constructions.kuhn import Point, Simplex
from boundkit.errors import ShapeError
from boundkit.measures.largest import Bounds, Largest, largest
from boundkit.measures.mesh import Piece
from boundkit.measures.targets import PRECISION, Jet, LipschitzOracle, Target, ball, evaluator, inputs, jet
from boundkit.networks.affine import Affine
from boundkit.networks.relu import ReLUNetwork
from boundkit.regions import regions

_TOLERANCE = fmpq(1, 10_000)
_DIGITS, _SHARES = 48, 12  # bits


def sup_error(target: Target, approximation: Iterable[Piece], tolerance: Any = _TOLERANCE) -> Enclosure:
    """The sup norm of target - approximation on the union of the pieces.

    A single point for quadratics with rational coefficients and for ReLU networks, else an interval whose relative
    width is at most ``tolerance`` (wider, but still rigorous, when 100000 subdivisions do not reach it; its upper end
    is None where no bound was found).

    >>> x = sympy.Symbol("x")
    >>> chord = Piece(((fmpq(0),), (fmpq(1),)), Affine([[1]], [0]))
    >>> sup_error(sympy.Lambda(x, x**2), [chord]).lower
    1/4
    """
    return farthest(target, approximation, tolerance).enclosure


def farthest(target: Target, approximation: Iterable[Piece], tolerance: Any = _TOLERANCE) -> Largest:
    """The same with a place where it is reached, except for ReLU networks."""
    parts = list(approximation)
    for part in parts:
        if part.affine.inputs != inputs(target):
            raise ShapeError(f"the target has {inputs(target)} variables, the approximation {part.affine.inputs}")
    if isinstance(target, ReLUNetwork):
        size = max(_bends(target, parts), default=fmpq(0))
        return Largest(size, size)
    return largest(parts, bounds_of(target), rational(tolerance))


def bounds_of(target: sympy.Lambda | LipschitzOracle) -> Callable[[Piece], Bounds]:
    """What bounds |target - affine| on a piece: its exact largest value for quadratics with rational coefficients."""
    if isinstance(target, LipschitzOracle):
        return partial(_by_values, target)
    if _is_rational_quadratic(target):
        return partial(_quadratic, evaluator(target))
    return partial(_by_derivatives, jet(target))


def _bends(target: ReLUNetwork, parts: Sequence[Piece]) -> Iterator[fmpq]:
    """|target - piece| at the vertices of the cells on which both are affine."""
    if not parts:
        return
    axes = list(zip(*(vertex for part in parts for vertex in part.vertices), strict=True))
    for region in regions(target, ([min(axis) for axis in axes], [max(axis) for axis in axes])):
        for part in parts:
            cell: Any = region.polytope
            for inside in _barycentric(part.vertices):
                cell = cell and cell.above(inside)
            if cell:
                weight = region.affine.weight - part.affine.weight
                ends = cell.range(Affine(weight, region.affine.bias - part.affine.bias))
                yield max(abs(end) for end in ends)


@lru_cache(maxsize=4096)
def _barycentric(vertices: Simplex) -> tuple[Affine, ...]:
    """The affine maps that are 1 at one vertex of the simplex and 0 at the others."""
    inverse = fmpq_mat([[1, *vertex] for vertex in vertices]).inv().transpose().tolist()
    return tuple(Affine([row[1:]], row[:1]) for row in inverse)


def _is_rational_quadratic(target: sympy.Lambda) -> bool:
    polynomial = target.expr.as_poly(*target.signature)
    return (
        polynomial is not None
        and polynomial.total_degree() <= 2
        and all(coefficient.is_Rational for coefficient in polynomial.coeffs())
    )


def _quadratic(evaluate: Callable[[Sequence[fmpq]], fmpq], part: Piece) -> Bounds:
    found = _critical(evaluate, part.vertices, lambda vertex: part.affine(vertex)[0])
    value, face, shares = max(((abs(value), face, shares) for value, face, shares in found), key=itemgetter(0))
    return Bounds(value, _mean([part.vertices[j] for j in face], shares), value)


def critical_values(
    quadratic: Callable[[Sequence[fmpq]], fmpq],
    vertices: Sequence[Sequence[fmpq]],
    affine: Callable[[Sequence[fmpq]], fmpq] = lambda vertex: fmpq(0),
) -> Iterator[fmpq]:
    """Values of quadratic - affine at its critical points on the faces of a simplex; its extremes are among them.

    A face on which the quadratic is degenerate is passed over: there an extreme, if any, is also taken on its boundary.

    >>> max(critical_values(lambda v: v[0] * (1 - v[0]), [(fmpq(0),), (fmpq(1),)]))
    1/4
    """
    return (value for value, *_ in _critical(quadratic, vertices, affine))


def _critical(
    quadratic: Callable[[Sequence[fmpq]], fmpq],
    vertices: Sequence[Sequence[fmpq]],
    affine: Callable[[Sequence[fmpq]], fmpq],
) -> Iterator[tuple[fmpq, tuple[int, ...], list[fmpq]]]:
    """The same with the vertices of the face and their shares in the point."""
    heights = [quadratic(vertex) - affine(vertex) for vertex in vertices]
    bends = {}  # (v - w)^T Hessian (v - w) for two vertices
    for (j, v), (k, w) in combinations(enumerate(vertices), 2):
        middle = quadratic([(a + b) / 2 for a, b in zip(v, w, strict=True)])
        bends[j, k] = bends[k, j] = 4 * (quadratic(v) + quadratic(w) - 2 * middle)
    return _stationary(heights, bends)


def _stationary(
    heights: Sequence[fmpq], bends: Mapping[tuple[int, int], fmpq]
) -> Iterator[tuple[fmpq, tuple[int, ...], list[fmpq]]]:
    """The same by the values at the vertices and the bends of the edges."""
    for size in range(1, len(heights) + 1):
        for face in combinations(range(len(heights)), size):
            square = [[bends.get((j, k), fmpq(0)) for k in face] for j in face]
            for value, shares in _critical_value([heights[j] for j in face], square):
                yield value, face, shares


def _critical_value(heights: list[fmpq], bends: list[list[fmpq]]) -> Iterator[tuple[fmpq, list[fmpq]]]:
    """The value sum_j s_j h_j - 1/2 sum_(j<k) s_j s_k b_jk where it is stationary in the open simplex of shares s."""
    size = len(heights)
    if size == 1:
        yield heights[0], [fmpq(1)]
        return
    system = fmpq_mat([*([-entry / 2 for entry in row] + [fmpq(-1)] for row in bends), [1] * size + [0]])
    if system.det() == 0:
        return
    shares = system.solve(vector([*(-height for height in heights), 1])).entries()[:size]
    if all(share > 0 for share in shares):
        pairs = sum((shares[j] * shares[k] * bends[j][k] for j, k in combinations(range(size), 2)), fmpq(0))
        yield sum((s * h for s, h in zip(shares, heights, strict=True)), fmpq(0)) - pairs / 2, shares


def _by_derivatives(jet: Jet, part: Piece) -> Bounds:
    """By values at the corners and second derivatives where the target is analytic, else by its plain range."""
    with ctx.workprec(PRECISION):
        corners = part.vertices
        heights = [ball(jet.value(v)) - arb(part.affine(v)[0]) for v in corners]
        low, place = best_seen(zip(heights, corners, strict=True))
        box = [arb(min(axis)).union(arb(max(axis))) for axis in zip(*corners, strict=True)]
        if jet.analytic(box):
            seconds = [(i, j, ball(second(box))) for i, j, second in jet.hessian]
            if all(number.is_finite() for number in (*heights, *(second for *_, second in seconds))):
                sizes = [(i, j, second.abs_upper().fmpq()) for i, j, second in seconds]
                high = max(height.abs_upper().fmpq() for height in heights) + _spread(corners, sizes)
                return Bounds(low, place, high, partial(_refined, jet, part, heights, seconds))
        ends = [arb(part.affine(corner)[0]) for corner in corners]
        return Bounds(low, place, largest_size([ball(jet.value(box)) - reduce(arb.union, ends)]))


def _refined(jet: Jet, part: Piece, heights: Sequence[arb], seconds: Sequence[tuple[int, int, arb]]) -> Bounds:
    with ctx.workprec(PRECISION):
        high, place = _near_quadratic(part.vertices, heights, seconds)
        seen = [*zip(heights, part.vertices, strict=True), (ball(jet.value(place)) - arb(part.affine(place)[0]), place)]
        return Bounds(*best_seen(seen), high)


def _near_quadratic(
    corners: Simplex, heights: Sequence[arb], seconds: Sequence[tuple[int, int, arb]]
) -> tuple[fmpq, Point]:
    """A bound of the size of a function with these values at the corners, and a point where it is nearly taken.

    ``seconds`` enclose the Hessian on the simplex. For shares s of the corners v, some matrix H, and V_jk = v_j - v_k,
    the function is sum_j s_j f(v_j) - 1/2 sum_(j<k) s_j s_k V_jk^T H V_jk up to the spread of its Hessian less H.
    """
    values, bent = [_shortened(height) for height in heights], [(i, j, *_shortened(h)) for i, j, h in seconds]
    bends = {}
    for (j, v), (k, w) in combinations(enumerate(corners), 2):
        step = [a - b for a, b in zip(v, w, strict=True)]
        bends[j, k] = bends[k, j] = sum(((1 + (a != b)) * h * step[a] * step[b] for a, b, h, _ in bent), fmpq(0))
    found = ((abs(value), face, shares) for value, face, shares in _stationary([v for v, _ in values], bends))
    most, face, shares = max(found, key=itemgetter(0))
    high = most + max(off for _, off in values) + _spread(corners, [(i, j, off) for i, j, _, off in bent])
    return high, _mean([corners[j] for j in face], _rounded(shares))


def _spread(corners: Simplex, sizes: Iterable[tuple[int, int, fmpq]]) -> fmpq:
    """How far a function whose second derivatives are of these sizes is from affine through its values at the corners.

    1/8 of the sum over pairs of axes of the size times both widths: a coordinate that varies over a width has a
    variance of at most a quarter of its square.
    """
    widths = [max(axis) - min(axis) for axis in zip(*corners, strict=True)]
    return sum(((1 + (i != j)) * size * widths[i] * widths[j] for i, j, size in sizes), fmpq(0)) / 8


def _shortened(number: arb) -> tuple[fmpq, fmpq]:
    """A rational of few digits near the ball, and how far the ball is from it at most."""
    with ctx.workprec(_DIGITS):
        middle = (number + 0).mid()
    return middle.fmpq(), (number - middle).abs_upper().fmpq()


def _rounded(shares: Sequence[fmpq]) -> list[fmpq]:
    """Shares of few digits, no less than 0, that add up to 1."""
    rest = [fmpq((share * (1 << _SHARES)).floor(), 1 << _SHARES) for share in shares[1:]]
    return [1 - sum(rest, fmpq(0)), *rest]


def _mean(points: Sequence[Point], shares: Sequence[fmpq]) -> Point:
    return tuple(sum(map(mul, shares, axis), fmpq(0)) for axis in zip(*points, strict=True))


def _by_values(oracle: LipschitzOracle, part: Piece) -> Bounds:
    """|f - g| is at most |f(c) - g(x)| + Lip |x - c|_inf, a convex function of x, for a vertex or the centre c."""
    with ctx.workprec(PRECISION):
        corners = part.vertices
        places = (_centre(corners), *corners)
        values = [ball(oracle.value(place)) for place in places]
        heights = [arb(part.affine(place)[0]) for place in places]
        low, place = best_seen((a - b, c) for a, b, c in zip(values, heights, places, strict=True))
        highs = []
        for value, own in zip(values, places, strict=True):
            steps = [oracle.Lip * max(abs(a - b) for a, b in zip(own, corner, strict=True)) for corner in corners]
            ends = [abs(value - height) + arb(step) for height, step in zip(heights[1:], steps, strict=True)]
            highs.append(largest_size(ends))
        return Bounds(low, place, min((high for high in highs if high is not None), default=None))


def _centre(corners: Sequence[Point]) -> Point:
    return _mean(corners, [fmpq(1, len(corners))] * len(corners))


def best_seen(seen: Iterable[tuple[arb, Point]]) -> tuple[fmpq, Point | None]:
    """A rational below the largest size of a value, and where it is; 0 when no value is finite."""
    sizes = [(end.fmpq(), place) for value, place in seen if (end := value.abs_lower()).is_finite()]
    return max(sizes, key=itemgetter(0), default=(fmpq(0), None))


def largest_size(balls: Sequence[arb]) -> fmpq | None:
    """A rational above the sizes of all of the values; None where one is not finite."""
    ends = [ball.abs_upper() for ball in balls]
    return max(end.fmpq() for end in ends) if all(end.is_finite() for end in ends) else None
