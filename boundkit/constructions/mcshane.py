"""The mean of the least and the greatest Lipschitz function with given values on a grid, as an explicit ReLU network.

Of the functions f with |f(x) - f(y)| <= Lip |x - y|_inf and given values at the nodes v, the greatest is min_v (f(v) +
Lip |x - v|_inf), the least max_v (f(v) - Lip |x - v|_inf) (E. J. McShane, Extension of range of functions, Bulletin of
the AMS 40, 1934). Their mean errs by at most half their distance, wherever and whatever f is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.constructions.kuhn import largest_by_pairs, nodes
from boundkit.errors import ShapeError
from boundkit.networks.affine import Affine
from boundkit.networks.relu import ReLUNetwork


def midpoint(values: Sequence[Any], D: int, N: int, Lip: Any, point: Iterable[Any]) -> fmpq:
    """The mean at a point, from its definition: exact, without a network.

    >>> midpoint([0, 1], 1, 1, 1, ["1/4"]), midpoint([0, 0], 1, 1, 2, ["1/4"])
    (1/4, 0)
    """
    place, slope = [rational(entry) for entry in point], rational(Lip)
    given = list(zip(map(rational, values), nodes(D, N), strict=True))
    steps = [(value, slope * max(abs(a - b) for a, b in zip(place, node, strict=True))) for value, node in given]
    return (max(value - step for value, step in steps) + min(value + step for value, step in steps)) / 2


def midpoint_network(values: Sequence[Any], D: int, N: int, Lip: Any) -> ReLUNetwork:
    """The mean on [0, 1]^D for values at the nodes of mesh 1/N in lexicographic order, as one network.

    Units |x_i - j/N| come first, then their maxima, the distances to the nodes; two units a node, f(v) - Lip |x - v|
    and -f(v) - Lip |x - v|, raised so that they are not negative on the cube; and their two maxima.

    >>> network = midpoint_network([0, 1, 0], 1, 2, 2)
    >>> network(["1/4"]), network(["1/2"]), network.widths
    ([1/2], [1], (6, 6, 6, 4))
    """
    grid, heights, slope = nodes(D, N), [rational(value) for value in values], rational(Lip)
    if len(heights) != len(grid):
        raise ShapeError(f"the grid has {len(grid)} nodes, but {len(heights)} values are given; give one per node")
    places = [(axis, fmpq(j, N), sign) for axis in range(D) for j in range(N + 1) for sign in (1, -1)]
    first = Affine([[sign * (axis == other) for other in range(D)] for axis, _, sign in places],
                   [-sign * place for _, place, sign in places])  # fmt: skip
    sizes = [[[int((a, p) == (axis, node[axis])) for a, p, _ in places] for axis in range(D)] for node in grid]
    layers, distances = largest_by_pairs(sizes)
    raised = [slope - min(heights), slope + max(heights)]
    rows = [[-slope * entry for entry in row] for _ in raised for row in distances]
    biases = [raised[0] + height for height in heights] + [raised[1] - height for height in heights]
    units = [[int(k == index) for k in range(len(rows))] for index in range(len(rows))]
    tops, (least, greatest) = largest_by_pairs([units[: len(grid)], units[len(grid) :]])
    last = Affine([[fmpq(a - b, 2) for a, b in zip(least, greatest, strict=True)]], [(raised[1] - raised[0]) / 2])
    return ReLUNetwork((first, *layers, Affine(rows, biases), *tops, last))
