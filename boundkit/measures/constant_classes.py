"""Classes of mixtures of constants under nearest-prototype routing: what they shatter, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.constructions.clusters import Clusters
from boundkit.errors import DomainError
from boundkit.measures.certificates import Data, shattered, shattered_at_once
from boundkit.measures.growth import served_apart, unrealised
from boundkit.networks.gate import LinearGate, nearest_prototype
from boundkit.networks.relu import ReLUNetwork

MOST_POINTS = 16


@dataclass(frozen=True)
class FreePrototypes:
    """All mixtures of E constants on R^D, D >= 2, each serving what is nearest to its prototype, wherever these stand.

    Not more than 16 points are tried. For E = 1 and E = 2 the class is that of constants and of half spaces.
    """

    D: int
    E: int
    constant = True

    @cached_property
    def clusters(self) -> Clusters:
        return Clusters(self.D, self.E)

    def vc_dimension(self) -> Enclosure:
        """At least the points of the clusters, every labelling verified; at most D + 1 by half spaces (Radon)."""
        points = self.clusters.points
        if len(points) > MOST_POINTS:
            raise DomainError(f"{len(points)} points have too many labellings; at most {MOST_POINTS} are tried")
        lower = len(points) if unrealised(points, self.clusters.mixture) is None else 0
        upper = rational(1 + self.D * (self.E - 1)) if self.E <= 2 else None
        return Enclosure(rational(lower), upper)

    def certificate(self) -> Data | None:
        """The points with the mixtures that shatter them."""
        return shattered_at_once(self.clusters.points, self.clusters.mixture)

    def witness(self) -> dict[str, Any]:
        return {"points": [list(map(str, point)) for point in self.clusters.points], "E": self.E}


@dataclass(frozen=True)
class FixedPrototypes:
    """All mixtures of constants on the grid of G^D equal cells of the unit cube, prototypes fixed at their centres."""

    D: int
    G: int
    constant = True

    @property
    def E(self) -> int:
        return self.G**self.D

    @cached_property
    def centres(self) -> list[tuple[fmpq, ...]]:
        return [tuple(fmpq(2 * i + 1, 2 * self.G) for i in index) for index in product(range(self.G), repeat=self.D)]

    @cached_property
    def gate(self) -> LinearGate:
        return nearest_prototype(self.centres)

    def vc_dimension(self) -> Enclosure:
        """Each centre is served by a constant of its own; two of more points share a cell and a label."""
        apart = served_apart(self.gate, [[centre] for centre in self.centres])
        return Enclosure(rational(len(self.centres) if apart else 0), rational(self.E))

    def certificate(self) -> Data | None:
        """The centres with the constants that shatter them."""
        constants = {(label,): ReLUNetwork.affine([[0] * self.D], [1 if label else -1]) for label in (False, True)}
        return shattered(self.gate, [[centre] for centre in self.centres], lambda _, labels: constants[labels])

    def witness(self) -> dict[str, Any]:
        return {"prototypes": [list(map(str, centre)) for centre in self.centres]}
