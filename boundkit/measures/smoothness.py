"""Constants of targets on the cube: Lipschitz constants and bounds of the Hessian, certified or refuted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product

import sympy
from flint import arb, ctx, fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.constructions.kuhn import simplices
from boundkit.errors import NotEvaluableError
from boundkit.measures.approximation import Approximation
from boundkit.measures.largest import halves
from boundkit.measures.mesh import Piece
from boundkit.measures.supnorm import sup_error
from boundkit.measures.targets import PRECISION, Target, inputs, jet, sample
from boundkit.networks.affine import Affine
from boundkit.networks.relu import ReLUNetwork
from boundkit.regions import regions

_COARSE = fmpq(1, 50)  # for constants of targets, of which only an upper bound is used


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
    form = jet(target)
    if not form.smooth:
        return False
    with ctx.workprec(PRECISION):
        cells = list(simplices(inputs(target), 1))
        for _ in range(256):
            if not cells:
                return True
            cell = cells.pop()
            if not form.analytic([arb(min(axis)).union(arb(max(axis))) for axis in zip(*cell, strict=True)]):
                cells += [half.vertices for half in halves(Piece(cell, Affine([[0] * inputs(target)], [0])))]
    return False


def _largest_size(target: sympy.Lambda, *variables: sympy.Symbol) -> fmpq | None:
    """A rational at or up to 2 percent above the sup norm on the cube of a derivative of the target."""
    try:
        upper = size_on_the_cube(sympy.Lambda(target.signature, sympy.diff(target.expr, *variables))).upper
    except NotEvaluableError:
        return None
    return None if upper is None else rational(upper)


def size_on_the_cube(function: sympy.Lambda) -> Enclosure:
    """The sup norm on [0, 1]^D of a formula of D variables, of relative width 1/50.

    Raises NotEvaluableError where the formula has no value.

    >>> x = sympy.Symbol("x")
    >>> print(size_on_the_cube(sympy.Lambda(x, x - x**2)))
    1/4
    """
    D = inputs(function)
    zero = [Piece(cell, Affine([[0] * D], [0])) for cell in simplices(D, 1)]
    return sup_error(function, zero, _COARSE)


def _total(sizes: Iterable[fmpq | None]) -> fmpq | None:
    total = fmpq(0)
    for size in sizes:
        if size is None:
            return None
        total += size
    return total
