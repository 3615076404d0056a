"""Targets with the means of their McShane extensions from a grid, as networks, and their errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import matrix
from boundkit.constructions.kuhn import Simplex, nodes
from boundkit.constructions.mcshane import midpoint_network
from boundkit.errors import NotEvaluableError
from boundkit.measures.approximation import kuhn_approximation
from boundkit.measures.distances import uniform_distance
from boundkit.measures.mesh import Piece
from boundkit.measures.supnorm import sup_error
from boundkit.measures.targets import Target, inputs, sample
from boundkit.networks.relu import ReLUNetwork
from boundkit.regions import regions
from boundkit.regions.interval import Interval
from boundkit.regions.polytope import Polytope


@dataclass(frozen=True)
class Midpoint:
    """A target on [0, 1]^D, read at the nodes of mesh 1/N, and the network that is the mean of its extensions.

    The values at the nodes must be rational.
    """

    target: Target
    N: int
    Lip: Any

    @property
    def D(self) -> int:
        return inputs(self.target)

    @property
    def constants(self) -> Mapping[str, Any]:
        return {"Lip": self.Lip}

    @cached_property
    def network(self) -> ReLUNetwork:
        values, rounding = sample(self.target, nodes(self.D, self.N))
        if rounding != 0:
            raise NotEvaluableError(f"{self.target} has irrational values at nodes; give a target whose are rational")
        return midpoint_network(values, self.D, self.N, self.Lip)

    @cached_property
    def error(self) -> Enclosure:
        """The sup norm of target - network on the cube: exact for ReLU networks and quadratics, else an interval."""
        if isinstance(self.target, ReLUNetwork):
            return enclose(uniform_distance(self.target, self.network))
        return sup_error(self.target, mesh_of(self.network))

    def witness(self) -> dict[str, Any]:
        target = self.target if isinstance(self.target, ReLUNetwork) else str(self.target)
        return {"target": target, "network": self.network, "Lip": str(self.Lip)}


@dataclass(frozen=True)
class BesideKuhn:
    """Two networks on the same nodes, the mean of the McShane extensions and the Kuhn interpolant.

    Their parameters that are not 0, and their sup errors: exact for ReLU networks and quadratics, else intervals.
    """

    mean_parameters: int
    mean_error: Enclosure
    kuhn_parameters: int
    kuhn_error: Enclosure


def beside_kuhn(target: Target, N: int, Lip: Any) -> BesideKuhn:
    """Build both networks for a target with this constant, from its values at the nodes of mesh 1/N.

    >>> from boundkit.constructions.kuhn import sup_distance, worst_place
    >>> found = beside_kuhn(sup_distance(worst_place(2)), 1, 1)
    >>> found.mean_parameters, str(found.mean_error), found.kuhn_parameters, str(found.kuhn_error)
    (89, '3/7', 72, '4/7')
    """
    mean, kuhn = Midpoint(target, N, Lip), kuhn_approximation(target, N)
    return BesideKuhn(mean.network.parameters, mean.error, kuhn.network.parameters, kuhn.error)


@lru_cache(maxsize=16)
def mesh_of(network: ReLUNetwork) -> tuple[Piece, ...]:
    """Simplices on which the network is affine and that make up the cube, with its map on each."""
    return tuple(Piece(cell, region.affine) for region in regions(network, (0, 1)) for cell in cut(region.polytope))


def cut(cell: Interval | Polytope) -> Iterator[Simplex]:
    """A bounded polytope as simplices, each face from its first vertex.

    >>> len(list(cut(Polytope.box([0, 0], [1, 1])))), len(list(cut(Polytope.box([0, 0, 0], [1, 1, 1]))))
    (2, 6)
    """
    corners = [tuple(vertex) for vertex in cell.vertices]
    if len(corners) == cell.dimension + 1:
        yield tuple(corners)
        return
    facets = [frozenset(facet) for facet in cell.facet_vertices]
    for simplex in _pulled(frozenset(range(len(corners))), facets, corners, len(corners[0])):
        yield tuple(corners[index] for index in simplex)


def _pulled(
    face: frozenset[int], facets: Sequence[frozenset[int]], corners: Sequence[Any], dimension: int
) -> Iterator[tuple[int, ...]]:
    if dimension == 0:
        yield tuple(face)
        return
    first = min(face)
    for below in {face & facet for facet in facets}:
        if first not in below and below != face and _dimension([corners[index] for index in below]) == dimension - 1:
            for simplex in _pulled(below, facets, corners, dimension - 1):
                yield (first, *simplex)


def _dimension(points: Sequence[Sequence[fmpq]]) -> int:
    return matrix([[1, *point] for point in points]).rank() - 1 if points else -1
