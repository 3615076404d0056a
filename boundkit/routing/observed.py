"""How often the inputs of a data set reach each expert."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from boundkit.errors import ShapeError
from boundkit.networks.program import PiecewiseAffine
from boundkit.routing.layers import Node, RoutedLayer, passes, routed_layers, up_to_the_last_gate

LEVEL = 0.99


@dataclass(frozen=True)
class Observed:
    """How many of ``points`` inputs each expert serves, by (place of the layer, expert); exact."""

    points: int
    layers: tuple[RoutedLayer, ...]
    chosen: dict[Node, int]

    @classmethod
    def of(
        cls, program: PiecewiseAffine, points: Sequence[Sequence[Any]], progress: Callable[[int], None] | None = None
    ) -> Observed:
        """Route every point in exact arithmetic. Raises ShapeError for no point, or points of another dimension.

        >>> from boundkit.constructions.digits import digits
        >>> Observed.of(digits(E=3, L=1), [[0], ["1/2"], [1], [1]]).chosen
        {(0, 0): 1, (0, 1): 1, (0, 2): 2}
        """
        if not len(points):
            raise ShapeError("no point was given; give an array of shape (points, inputs)")
        routed = up_to_the_last_gate(program)
        routes: Counter[Any] = Counter()
        for number, point in enumerate(points, 1):
            routes[routed.route(point)] += 1
            if progress is not None:
                progress(number)
        chosen: Counter[Node] = Counter()
        for route, times in routes.items():
            for node in dict.fromkeys(passes(program, route)[0]):
                chosen[node] += times
        return cls(len(points), routed_layers(program), dict(sorted(chosen.items(), key=lambda one: str(one[0]))))

    def share(self, node: Node) -> float:
        """The share of the points that an expert serves, rounded."""
        return self.chosen.get(node, 0) / self.points

    def interval(self, node: Node) -> tuple[float, float]:
        """Clopper and Pearson's interval for the probability, of level LEVEL if points are independent; rounded."""
        from scipy.stats import binomtest

        found = binomtest(self.chosen.get(node, 0), self.points).proportion_ci(LEVEL, "exact")
        return float(found.low), float(found.high)
