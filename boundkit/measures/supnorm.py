"""Sup-norm errors of piecewise affine approximations: exact where the target allows it, else certified enclosures.

A target is a ReLU network of one output (piecewise affine) or a sympy Lambda such as ``Lambda((x, y), sin(x*y))``.
Quadratics with rational coefficients and piecewise affine targets are measured exactly; others by branch and bound in
ball arithmetic, with a second-order Taylor enclosure where the target is analytic and its plain range elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from heapq import heapify, heappop, heappush
from itertools import combinations, count, pairwise, product
from typing import Any, TypeAlias

import sympy
from flint import arb, ctx, fmpq, fmpq_mat, fmpz

from boundkit.arithmetic.ball import compiled
from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.operation import Trait
from boundkit.arithmetic.rational import rational, vector
from boundkit.arithmetic.registrations import kinds
from boundkit.constructions.kuhn import Point, Simplex, interpolant, nodes, simplices
from boundkit.constructions.splines import spline
from boundkit.errors import MissingValueError, NotEvaluableError, ShapeError
from boundkit.formulas.text import plain
from boundkit.networks.affine import Affine, identity
from boundkit.networks.relu import ReLUNetwork
from boundkit.regions import regions

Target: TypeAlias = sympy.Lambda | ReLUNetwork
_ZERO = fmpq(0)
_PRECISION = 128
_NODE_BITS = 96  # irrational node values are rounded to multiples of 2^-96
_TOLERANCE = fmpq(1, 10_000)
_COARSE = fmpq(1, 50)  # for constants of targets, of which only an upper bound is used
_MOST_SPLITS = 100_000
_ANALYTIC = (sympy.Symbol, sympy.Number, sympy.NumberSymbol, *kinds(traits=Trait.ELEMENTARY))


@dataclass(frozen=True)
class Piece:
    """A simplex and the affine map of one output that the approximation is there."""

    vertices: Simplex
    affine: Affine


@dataclass(frozen=True)
class Approximation:
    """A target, the network that approximates it, and a mesh on every simplex of which the network is affine.

    ``rounding`` bounds how far the network is from the one that the construction means, whose node values may be
    irrational; ``error`` is that of the latter. ``constants`` are what is said of the target, by symbol (Lip, M).
    """

    target: Target
    network: ReLUNetwork
    mesh: tuple[Simplex, ...]
    rounding: fmpq = _ZERO
    constants: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def error(self) -> Enclosure:
        """The sup norm of target - network on the mesh; exact or a rigorous interval of relative width 1e-4."""
        found = sup_error(self.target, pieces(self.network, self.mesh))
        if self.rounding == 0:
            return found
        assert isinstance(found.lower, fmpq)
        upper = None if found.upper is None else found.upper + self.rounding
        return Enclosure(max(found.lower - self.rounding, fmpq(0)), upper)

    def witness(self) -> dict[str, Any]:
        target = self.target if isinstance(self.target, ReLUNetwork) else str(self.target)
        constants = {name: str(value) for name, value in self.constants.items()}
        return {"target": target, "network": self.network, "rounding of node values": self.rounding} | constants


def kuhn_approximation(target: Target, N: int, **constants: Any) -> Approximation:
    """The Kuhn interpolant of the target on [0, 1]^D with N cells per axis, as a network; constants of the target.

    >>> x, y = sympy.symbols("x y")
    >>> print(kuhn_approximation(sympy.Lambda((x, y), x**2 + y**2), 3).error)
    1/18
    """
    D = inputs(target)
    values, rounding = sample(target, nodes(D, N))
    return Approximation(target, interpolant(values, D, N), tuple(simplices(D, N)), rounding, constants)


def spline_approximation(target: Target, m: int, **constants: Any) -> Approximation:
    """The interpolant of a target on [0, 1] at j/m, j = 0..m, as a two-layer network of m units; constants as above.

    >>> x = sympy.Symbol("x")
    >>> print(spline_approximation(sympy.Lambda(x, x**2), 3).error)
    1/36
    """
    if inputs(target) != 1:
        raise ShapeError(f"a spline approximates a function of one variable; the target has {inputs(target)}")
    values, rounding = sample(target, nodes(1, m))
    return Approximation(target, spline(values), tuple(simplices(1, m)), rounding, constants)


def inputs(target: Target) -> int:
    """How many variables the target has."""
    return target.inputs if isinstance(target, ReLUNetwork) else len(target.signature)


def sample(target: Target, points: Iterable[Sequence[fmpq]]) -> tuple[list[fmpq], fmpq]:
    """Values at rational points, and how far they may be off: 0 when all are rational, else at most about 2^-96."""
    values, rounding = [], fmpq(0)
    evaluate = _evaluator(target)
    scale = fmpz(1) << _NODE_BITS
    with ctx.workprec(2 * _PRECISION):
        for point in points:
            value = evaluate(point)
            if not isinstance(value, fmpq):
                ball, value = value, fmpq((value.mid().fmpq() * scale).round(), scale)
                rounding = max(rounding, (ball - arb(value)).abs_upper().fmpq())
            values.append(value)
    return values, rounding


# the mesh ---------------------------------------------------------------------------------------------------------


def pieces(network: ReLUNetwork, mesh: Iterable[Simplex]) -> tuple[Piece, ...]:
    """The affine map of the network on every simplex of the mesh.

    That it is affine there is checked exactly: no hidden unit changes its sign between two vertices. Raises ShapeError
    when one does, or when the network has not one output.
    """
    cells = tuple(mesh)
    if network.outputs != 1:
        raise ShapeError(f"a sup-norm error needs a network of one output; this one has {network.outputs}")
    points = list(dict.fromkeys(vertex for cell in cells for vertex in cell))
    place = {point: column for column, point in enumerate(points)}
    signs, values = _forward(network, points)
    found = []
    for cell in cells:
        columns = [place[vertex] for vertex in cell]
        ups, downs = (_union(masks[column] for column in columns) for masks in signs)
        if ups & downs:
            raise ShapeError(f"the network is not affine on the simplex with vertices {_shown(cell)}; refine the mesh")
        found.append(Piece(cell, affine_through(cell, [values[column] for column in columns])))
    return tuple(found)


def intervals(network: ReLUNetwork, low: Any = 0, high: Any = 1) -> tuple[Simplex, ...]:
    """The intervals between ``low`` and ``high`` on which a network of one input is affine, from left to right.

    >>> len(intervals(spline([0, 1, 0, 1])))
    3
    """
    if network.inputs != 1:
        raise ShapeError(f"intervals need a network of one input; this one has {network.inputs}")
    ends = {end for region in regions(network, (low, high)) for end in region.polytope.range(identity(1))}
    return tuple(((a,), (b,)) for a, b in pairwise(sorted(ends)))


def affine_through(vertices: Sequence[Sequence[fmpq]], values: Sequence[fmpq]) -> Affine:
    """The affine map of one output that takes ``values`` at the vertices of a simplex."""
    weights = fmpq_mat([[1, *vertex] for vertex in vertices]).solve(vector(values)).entries()
    return Affine([weights[1:]], weights[:1])


def _forward(network: ReLUNetwork, points: Sequence[Point]) -> tuple[tuple[list[int], list[int]], list[fmpq]]:
    """Bit masks of the hidden units above and below zero at each point, and the outputs."""
    ups, downs = [0] * len(points), [0] * len(points)
    state = fmpq_mat([list(point) for point in points]).transpose()
    unit = 0
    for layer in network.layers:
        state = layer.weight * state + layer.bias * fmpq_mat(1, len(points), [1] * len(points))
        if layer is network.layers[-1]:
            break
        for row in range(layer.outputs):
            for column in range(len(points)):
                if state[row, column] > 0:
                    ups[column] |= 1 << unit
                elif state[row, column] < 0:
                    downs[column] |= 1 << unit
                    state[row, column] = 0
            unit += 1
    return (ups, downs), state.entries()


def _union(masks: Iterable[int]) -> int:
    result = 0
    for mask in masks:
        result |= mask
    return result


def _shown(cell: Simplex) -> str:
    return ", ".join(f"({', '.join(map(str, vertex))})" for vertex in cell)


# the error --------------------------------------------------------------------------------------------------------


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
    parts = list(approximation)
    for part in parts:
        if part.affine.inputs != inputs(target):
            raise ShapeError(f"the target has {inputs(target)} variables, the approximation {part.affine.inputs}")
    if isinstance(target, ReLUNetwork):
        return enclose(max(_bends(target, parts), default=fmpq(0)))
    if _is_rational_quadratic(target):
        return enclose(max((_quadratic(target, part) for part in parts), default=fmpq(0)))
    with ctx.workprec(_PRECISION):
        return _branch_and_bound(_jet(target), parts, rational(tolerance))


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


def _quadratic(target: sympy.Lambda, part: Piece) -> fmpq:
    evaluate = _evaluator(target)
    return max(abs(value) for value in critical_values(evaluate, part.vertices, lambda v: part.affine(v)[0]))


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
    heights = [quadratic(vertex) - affine(vertex) for vertex in vertices]
    bends = {}  # (v - w)^T Hessian (v - w) for two vertices
    for (j, v), (k, w) in combinations(enumerate(vertices), 2):
        middle = quadratic([(a + b) / 2 for a, b in zip(v, w, strict=True)])
        bends[j, k] = bends[k, j] = 4 * (quadratic(v) + quadratic(w) - 2 * middle)
    for size in range(1, len(vertices) + 1):
        for face in combinations(range(len(vertices)), size):
            square = [[bends.get((j, k), fmpq(0)) for k in face] for j in face]
            yield from _critical_value([heights[j] for j in face], square)


def _critical_value(heights: list[fmpq], bends: list[list[fmpq]]) -> Iterator[fmpq]:
    """The value sum_j s_j h_j - 1/2 sum_(j<k) s_j s_k b_jk where it is stationary in the open simplex of shares s."""
    size = len(heights)
    if size == 1:
        yield heights[0]
        return
    system = fmpq_mat([*([-entry / 2 for entry in row] + [fmpq(-1)] for row in bends), [1] * size + [0]])
    if system.det() == 0:
        return
    shares = system.solve(vector([*(-height for height in heights), 1])).entries()[:size]
    if all(share > 0 for share in shares):
        pairs = sum((shares[j] * shares[k] * bends[j][k] for j, k in combinations(range(size), 2)), fmpq(0))
        yield sum((s * h for s, h in zip(shares, heights, strict=True)), fmpq(0)) - pairs / 2


# ball arithmetic --------------------------------------------------------------------------------------------------


def _evaluator(target: Target) -> Callable[[Sequence[Any]], Any]:
    if isinstance(target, ReLUNetwork):
        return lambda point: target(point)[0]
    return _function(target.expr, target.signature)


def _function(expression: sympy.Expr, variables: Sequence[sympy.Symbol]) -> Callable[[Sequence[Any]], Any]:
    """The expression as a function of points with exact or ball coordinates."""
    form = compiled(expression)
    own = [variable.name for variable in variables]
    if foreign := sorted(set(form.names) - set(own)):
        raise MissingValueError(
            f"the target {plain(expression)} has no value for {', '.join(foreign)}; put a number in"
        )
    axes = [own.index(name) for name in form.names]
    return lambda point: form(*(point[axis] for axis in axes))


@dataclass(frozen=True)
class _Jet:
    """A target with its derivatives, and what must be positive (or not zero) for it to be analytic."""

    value: Callable[..., Any]
    gradient: tuple[Callable[..., Any], ...]
    hessian: tuple[tuple[int, int, Callable[..., Any]], ...]
    positive: tuple[Callable[..., Any], ...]
    nonzero: tuple[Callable[..., Any], ...]
    smooth: bool

    def analytic(self, box: Sequence[arb]) -> bool:
        """Whether the target is certainly analytic on the box."""
        above = all(_ball(guard(box)) > 0 for guard in self.positive)
        return self.smooth and above and all(_ball(guard(box)) != 0 for guard in self.nonzero)


@lru_cache(maxsize=256)
def _jet(target: sympy.Lambda) -> _Jet:
    variables, f = target.signature, target.expr
    smooth = all(isinstance(node, _ANALYTIC) for node in sympy.preorder_traversal(f))

    def function(expression: sympy.Expr) -> Callable[..., Any]:
        return _function(expression, variables)

    if not smooth:
        return _Jet(function(f), (), (), (), (), False)
    powers = [p for p in f.atoms(sympy.Pow) if p.free_symbols and not (p.exp.is_Integer and p.exp > 0)]
    axes = [(i, j) for i in range(len(variables)) for j in range(i + 1)]
    return _Jet(
        value=function(f),
        gradient=tuple(function(sympy.diff(f, v)) for v in variables),
        hessian=tuple((i, j, function(sympy.diff(f, variables[i], variables[j]))) for i, j in axes),
        positive=tuple(map(function, [*(p.base for p in powers if not p.exp.is_Integer),
                                      *(logarithm.args[0] for logarithm in f.atoms(sympy.log))])),
        nonzero=tuple(function(p.base) for p in powers if p.exp.is_Integer),
        smooth=True,
    )  # fmt: skip


def _branch_and_bound(jet: _Jet, parts: Sequence[Piece], tolerance: fmpq) -> Enclosure:
    order = count()
    best = fmpq(0)
    heap: list[tuple[bool, fmpq, int, Piece]] = []

    def entry(part: Piece) -> tuple[bool, fmpq, int, Piece]:
        nonlocal best
        low, high = _bounds(jet, part)
        best = max(best, low)
        return high is not None, fmpq(0) if high is None else -high, next(order), part

    heap = [entry(part) for part in parts]
    heapify(heap)
    for _ in range(_MOST_SPLITS):
        if not heap or (heap[0][0] and _settled(best, -heap[0][1], tolerance)):
            break
        part = heappop(heap)[3]
        for half in _halves(part):
            heappush(heap, entry(half))
    if not heap:
        return enclose(fmpq(0))
    bounded, negative, *_ = heap[0]
    return Enclosure(best, max(best, -negative) if bounded else None)


def _settled(low: fmpq, high: fmpq, tolerance: fmpq) -> bool:
    return high <= low * (1 + tolerance) or high <= fmpq(1, fmpz(1) << (_NODE_BITS - 8))


def _halves(part: Piece) -> Iterator[Piece]:
    """The piece cut at the middle of its longest edge."""
    corners = part.vertices
    edges = combinations(range(len(corners)), 2)
    first, second = max(edges, key=lambda edge: _squared_distance(*(corners[end] for end in edge)))
    middle = tuple((a + b) / 2 for a, b in zip(corners[first], corners[second], strict=True))
    for replaced in (first, second):
        yield Piece(tuple(middle if k == replaced else v for k, v in enumerate(corners)), part.affine)


def _squared_distance(v: Point, w: Point) -> fmpq:
    return sum(((a - b) ** 2 for a, b in zip(v, w, strict=True)), fmpq(0))


def _bounds(jet: _Jet, part: Piece) -> tuple[fmpq, fmpq | None]:
    """Rationals below and above the sup norm of target - affine on a simplex; None above when there is no bound."""
    corners, slope = part.vertices, part.affine.weight.entries()
    centre = [sum(axis, fmpq(0)) / len(corners) for axis in zip(*corners, strict=True)]
    middle = _ball(jet.value(centre)) - arb(part.affine(centre)[0])
    seen = [middle.abs_lower(), *((_ball(jet.value(v)) - arb(part.affine(v)[0])).abs_lower() for v in corners)]
    low = max((end.fmpq() for end in seen if end.is_finite()), default=fmpq(0))
    box = [arb(min(axis)).union(arb(max(axis))) for axis in zip(*corners, strict=True)]
    high = None
    if jet.analytic(box):
        tilt = [_ball(g(centre)) - arb(s) for g, s in zip(jet.gradient, slope, strict=True)]
        offsets = [[a - b for a, b in zip(corner, centre, strict=True)] for corner in corners]
        ends = [_add(middle, tilt, offset) for offset in offsets]
        reach = [arb(max(abs(offset[axis]) for offset in offsets)) for axis in range(len(centre))]
        bend = arb(0)
        for i, j, second in jet.hessian:
            spread = reach[i] * reach[j]
            bend += _ball(second(box)) * (arb(0).union(spread) / 2 if i == j else (-spread).union(spread))
        high = _largest([abs(end + arb(0).union(bend)) for end in ends])
    if high is None:
        heights = [arb(part.affine(corner)[0]) for corner in corners]
        span = heights[0]
        for height in heights[1:]:
            span = span.union(height)
        high = _largest([_ball(jet.value(box)) - span])
    return low, high


def _add(start: arb, slopes: Sequence[arb], offset: Sequence[fmpq]) -> arb:
    for slope, step in zip(slopes, offset, strict=True):
        start = start + slope * arb(step)
    return start


def _largest(balls: Sequence[arb]) -> fmpq | None:
    ends = [ball.abs_upper() for ball in balls]
    return max(end.fmpq() for end in ends) if all(end.is_finite() for end in ends) else None


def _ball(value: Any) -> arb:
    return value if isinstance(value, arb) else arb(value)


# constants of targets ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def lipschitz_bound(target: Target) -> fmpq | None:
    """A rational L with |f(x) - f(y)| <= L |x - y|_inf on [0, 1]^D, or None when none was found.

    The sum over the axes of the sup norms of the partial derivatives; for a ReLU network the largest 1-norm of a
    gradient, which is the least L.

    >>> x = sympy.Symbol("x")
    >>> lipschitz_bound(sympy.Lambda(x, x**2)), lipschitz_bound(sympy.Lambda(x, sympy.sqrt(x)))
    (2, None)
    """
    if isinstance(target, ReLUNetwork):
        return max(sum(map(abs, region.affine.weight.entries()), fmpq(0)) for region in regions(target, (0, 1)))
    if not _analytic_on_the_cube(target):
        return None
    return _total(_largest_size(target, v) for v in target.signature)


@lru_cache(maxsize=256)
def curvature_bound(target: Target) -> fmpq | None:
    """A rational M no smaller than the spectral norm of the Hessian on [0, 1]^D, or None when none was found.

    The largest row sum of the sup norms of the second derivatives; 0 for a ReLU network that is affine on the cube.

    >>> x, y = sympy.symbols("x y")
    >>> curvature_bound(sympy.Lambda((x, y), x**2 + y**2))
    2
    """
    if isinstance(target, ReLUNetwork):
        return fmpq(0) if len({region.affine for region in regions(target, (0, 1))}) == 1 else None
    if not _analytic_on_the_cube(target):
        return None
    rows = [_total(_largest_size(target, v, w) for w in target.signature) for v in target.signature]
    return None if None in rows else max(row for row in rows if row is not None)


def is_lipschitz(fit: Approximation) -> bool | None:
    """Whether fit.constants["Lip"] is a Lipschitz constant of the target for |x - y|_inf.

    True by a bound on the derivatives, False by two points that are too far apart in value, None when neither is found.
    """
    allowed = rational(fit.constants["Lip"])
    bound = lipschitz_bound(fit.target)
    if bound is not None and bound <= allowed:
        return True
    return False if any(rise > allowed * step for rise, step in _differences(fit.target, (-1, 1))) else None


def has_bounded_hessian(fit: Approximation) -> bool | None:
    """Whether fit.constants["M"] bounds the spectral norm of the Hessian of the target.

    True by a bound on the derivatives, False by a second difference that is too large, None when neither is found.
    """
    allowed = rational(fit.constants["M"])
    bound = curvature_bound(fit.target)
    if bound is not None and bound <= allowed:
        return True
    dimension = inputs(fit.target)
    differences = _differences(fit.target, (1, -2, 1))
    return False if any(rise > allowed * dimension * step**2 for rise, step in differences) else None


def _differences(target: Target, weights: Sequence[int]) -> Iterator[tuple[fmpq, fmpq]]:
    """Lower bounds of |sum_k weights_k f(x + k step v)| on grids, v an axis or a diagonal, with the step."""
    dimension = inputs(target)
    directions = [v for v in product((0, 1), repeat=dimension) if any(v)]
    for halvings in range(1, 13 if dimension == 1 else 4):
        step = fmpq(1, 2**halvings)
        places = 2**halvings + 2 - len(weights)
        for corner in product(range(places), repeat=dimension):
            for v in directions:
                line = [[step * (c + k * axis) for c, axis in zip(corner, v, strict=True)] for k in range(len(weights))]
                values, rounding = sample(target, line)
                total = sum((w * value for w, value in zip(weights, values, strict=True)), fmpq(0))
                yield abs(total) - rounding * sum(map(abs, weights)), step


def _analytic_on_the_cube(target: sympy.Lambda) -> bool:
    jet = _jet(target)
    if not jet.smooth:
        return False
    with ctx.workprec(_PRECISION):
        cells = list(simplices(inputs(target), 1))
        for _ in range(256):
            if not cells:
                return True
            cell = cells.pop()
            if not jet.analytic([arb(min(axis)).union(arb(max(axis))) for axis in zip(*cell, strict=True)]):
                cells += [half.vertices for half in _halves(Piece(cell, Affine([[0] * inputs(target)], [0])))]
    return False


def _largest_size(target: sympy.Lambda, *variables: sympy.Symbol) -> fmpq | None:
    """A rational at or up to 2 percent above the sup norm on the cube of a derivative of the target."""
    D = inputs(target)
    zero = [Piece(cell, Affine([[0] * D], [0])) for cell in simplices(D, 1)]
    try:
        upper = sup_error(sympy.Lambda(target.signature, sympy.diff(target.expr, *variables)), zero, _COARSE).upper
    except NotEvaluableError:
        return None
    return None if upper is None else rational(upper)


def _total(sizes: Iterable[fmpq | None]) -> fmpq | None:
    total = fmpq(0)
    for size in sizes:
        if size is None:
            return None
        total += size
    return total
