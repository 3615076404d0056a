"""A mixture on a line that reads its input through a chart that is off by some distance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.constructions.splines import spline
from boundkit.measures.cell_mixtures import CellMixture
from boundkit.measures.distances import uniform_distance
from boundkit.networks.relu import ReLUNetwork


@dataclass(frozen=True)
class Charted:
    """The mixture of G cells with N pieces each, for a network f on [0, 1], at min(1, x + off) in place of x."""

    target: ReLUNetwork
    G: int
    N: int
    off: fmpq
    constants: Mapping[str, Any]

    @cached_property
    def mixture(self) -> CellMixture:
        return CellMixture(self.target, self.G, self.N, constants=self.constants)

    @cached_property
    def network(self) -> ReLUNetwork:
        """The mixture through the chart as one network."""
        cells = self.G * self.N
        first, second = spline([self.target([fmpq(j, cells)])[0] for j in range(cells + 1)]).layers
        weights = [[entry, -entry] for (entry,) in first.weight.tolist()]
        chart = [[1], [1]], weights, second.weight.tolist()
        return ReLUNetwork.of(chart, [[self.off, self.off - 1], list(first.bias.entries()), second.bias.entries()])

    @cached_property
    def error(self) -> Enclosure:
        """The sup norm of f - the mixture through the chart on [0, 1], exact."""
        return enclose(uniform_distance(self.target, self.network))

    def witness(self) -> dict[str, Any]:
        return {**self.mixture.witness(), "off": str(self.off)}
