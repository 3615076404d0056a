"""Counting and enumerating the regions of a network, exactly."""

from boundkit.regions.boundary import decision_boundary
from boundkit.regions.cells import Region
from boundkit.regions.count import count, regions
from boundkit.regions.domain import EVERYWHERE
from boundkit.regions.double_description import halfspaces
from boundkit.regions.dual import connected_pieces, dual_graph
from boundkit.regions.found import Count
from boundkit.regions.polytope import Polytope

__all__ = [
    "EVERYWHERE",
    "Count",
    "Polytope",
    "Region",
    "connected_pieces",
    "count",
    "decision_boundary",
    "dual_graph",
    "halfspaces",
    "regions",
]
