"""The one entry: regions of a program on a domain, counted or listed, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.cells import Region, split
from boundkit.regions.domain import Domain, Everywhere, cell_of, cells_of


@dataclass(frozen=True)
class Count:
    """How many regions there are, and how sure that is.

    ``activation_regions``: nonempty open sets on which the routing and the on/off pattern of every hidden unit are
    constant. ``affine_pieces``: distinct affine maps among them. ``routing_cells``: nonempty open sets on which the
    route is constant. ``guarantee``: "exact".
    """

    activation_regions: int
    affine_pieces: int
    routing_cells: int
    guarantee: str
    engine: str


def count(program: PiecewiseAffine, box: Domain = (-1, 1)) -> Count:
    """Count the regions of ``program`` on a domain, exactly.

    ``box`` is (lower, upper), two numbers or two corners, or a Polytope, or EVERYWHERE. No tolerance is used: a region
    is counted when its interior is not empty. Raises ShapeError or UnboundedDomainError for a domain that does not fit.

    >>> from boundkit.networks import ReLUNetwork
    >>> count(ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]]), box=(-1, 1)).activation_regions
    3
    """
    maps, patterns, routes, total = set(), set(), set(), 0
    for cell in cells_of(program.inputs, box):
        for region in split(program, cell):
            total += 1
            maps.add(region.affine)
            routes.add(region.route)
            if isinstance(box, Everywhere):
                patterns.add(region.pattern)
    return Count(len(patterns) or total, len(maps), len(routes), "exact", "cell splitting")


def regions(program: PiecewiseAffine, box: Domain = (-1, 1)) -> Iterator[Region]:
    """Every activation region of ``program`` that meets the interior of the domain, one at a time."""
    return split(program, cell_of(program.inputs, box))
