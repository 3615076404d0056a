"""Affine pieces and routes of mixtures on the unit cube, counted and measured exactly."""

from __future__ import annotations

from flint import fmpq

from boundkit.networks.program import PiecewiseAffine
from boundkit.regions import count
from boundkit.routing import routing_graph


def affine_pieces(mixture: PiecewiseAffine) -> int:
    """Distinct affine maps on the open cells of the unit cube, exactly."""
    return count(mixture, box=(0, 1)).affine_pieces


def realised_routes(mixture: PiecewiseAffine) -> int:
    """Source-to-sink paths of the routing graph, exactly; every one is taken by an open set of inputs."""
    return len(measures_of_routes(mixture))


def least_measure(mixture: PiecewiseAffine) -> fmpq:
    """The measure of the smallest set of inputs that shares a route, exactly."""
    return min(measures_of_routes(mixture))


def measures_of_routes(mixture: PiecewiseAffine) -> list[fmpq]:
    """The measure of the inputs of each realised route, exactly.

    >>> from boundkit.constructions.digits import digits
    >>> measures_of_routes(digits(2, 1))
    [1/2, 1/2]
    """
    graph = routing_graph(mixture)
    return [graph.nodes[route]["measure"] for route in graph if graph.out_degree(route) == 0]
