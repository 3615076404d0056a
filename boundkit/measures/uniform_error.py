"""How far a piecewise affine program is from a target on a box, certified: region by region, by branch and bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy
from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError
from boundkit.measures.largest import Bounds, Largest, largest
from boundkit.measures.mesh import Piece
from boundkit.measures.midpoints import cut
from boundkit.measures.supnorm import bounds_of
from boundkit.measures.targets import LipschitzOracle, inputs
from boundkit.networks.affine import Affine
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.cells import split
from boundkit.regions.count import enumerated
from boundkit.regions.domain import Domain
from boundkit.regions.engines import bounded_cell
from boundkit.regions.limit import Limit

_TOLERANCE = fmpq(1, 10_000)


def uniform_error(
    target: sympy.Lambda | PiecewiseAffine | LipschitzOracle,
    program: PiecewiseAffine,
    box: Domain = (0, 1),
    *,
    tolerance: Any = _TOLERANCE,
    budget: float | None = None,
    progress: Callable[[int], None] | None = None,
) -> Largest:
    """The supremum of |target - program| over the open regions of the program in the box, with a point for it.

    Exact where the target is a program too or a quadratic with rational coefficients. Otherwise the relative width is
    at most ``tolerance``, unless 100000 bisections or ``budget`` seconds do not suffice: then ``settled`` is False, and
    ``upper`` is None where not all regions were seen. Formulas are enclosed by derivatives where they are analytic, an
    oracle by its values and its Lipschitz constant. ``place`` lies in the closure of a region, and the program counts
    there as it is inside; values that it takes on no open set, where gates tie, are left out. For several outputs the
    largest coordinate counts, if the target is a program; a formula or an oracle has one. Raises ShapeError when the
    two do not fit.

    >>> from boundkit.networks import ReLUNetwork, nearest_prototype, stack
    >>> x = sympy.Symbol("x")
    >>> constants = stack((nearest_prototype([["1/4"], ["3/4"]]), [Affine([[0]], ["1/4"]), Affine([[0]], ["3/4"])]))
    >>> found = uniform_error(ReLUNetwork.affine([[1]], [0]), constants)
    >>> found.enclosure.exact, str(found.enclosure)
    (True, '1/4')
    >>> print(uniform_error(sympy.Lambda(x, x**2), constants).enclosure)
    1/2
    """
    if inputs(target) != program.inputs:
        raise ShapeError(f"the target has {inputs(target)} variables, the program {program.inputs} inputs")
    limit = Limit(budget, progress=progress)
    if isinstance(target, PiecewiseAffine):
        if target.outputs != program.outputs:
            raise ShapeError(f"the target has {target.outputs} outputs, the program {program.outputs}")
        return largest(_overlaid(target, program, box, limit), _at_corners, fmpq(0), limit)
    if program.outputs != 1:
        raise ShapeError(f"a formula or an oracle has one output; the program has {program.outputs}")
    return largest(_simplices(program, box, limit), bounds_of(target), rational(tolerance), limit)


def _simplices(program: PiecewiseAffine, box: Domain, limit: Limit) -> Iterator[Piece]:
    for region in enumerated(program, bounded_cell(program.inputs, box, limit), limit):
        for corners in cut(region.polytope):
            yield Piece(corners, region.affine)


def _overlaid(target: PiecewiseAffine, program: PiecewiseAffine, box: Domain, limit: Limit) -> Iterator[Piece]:
    """The corners of the cells on which both are affine, and the difference."""
    for region in enumerated(program, bounded_cell(program.inputs, box, limit), limit):
        for part in split(target, region.polytope):
            limit.watch()
            weight, bias = part.affine.weight - region.affine.weight, part.affine.bias - region.affine.bias
            yield Piece(tuple(tuple(corner) for corner in part.vertices), Affine(weight, bias))


def _at_corners(part: Piece) -> Bounds:
    """A convex function, largest at a corner."""
    size, place = max((max(map(abs, part.affine(corner))), corner) for corner in part.vertices)
    return Bounds(size, place, size)
