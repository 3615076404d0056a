"""Classes of ReLU networks as values: their sign patterns on points and VC dimension, as far as these are known."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import prod
from typing import Any

from boundkit.arithmetic.enclosure import Enclosure, at_most
from boundkit.arithmetic.rational import rational
from boundkit.constructions.bumps import Bumps
from boundkit.errors import ShapeError
from boundkit.measures.certificates import Data, shattered_at_once
from boundkit.measures.growth import affine_dichotomies, labellings_on_line, unrealised


@dataclass(frozen=True)
class Networks:
    """All ReLU networks with D inputs, the given hidden widths and one output, and points in R^D."""

    D: int
    widths: tuple[int, ...]
    points: tuple[Any, ...] = ()

    @property
    def cumulative_parameters(self) -> list[int]:
        """How many parameters lie at the inputs of units in layers 1 to i, for every layer i.

        >>> Networks(2, (8,)).cumulative_parameters
        [24, 33]
        """
        return list(accumulate((p + 1) * q for p, q in pairwise((self.D, *self.widths, 1))))

    @property
    def pieces_on_line(self) -> int:
        """A network of one input is affine on at most this many intervals, and on each it changes sign at most once."""
        return prod(width + 1 for width in self.widths)

    def sign_patterns(self) -> Any:
        """Exact for affine maps; an upper bound, by counting labellings with few changes, for one input.

        Raises ShapeError for networks with hidden layers and several inputs.
        """
        if not self.widths:
            return affine_dichotomies(self.points)
        if self.D != 1:
            raise ShapeError(f"sign patterns are counted for affine maps and on a line; these have {self.D} inputs")
        return at_most(labellings_on_line(len(self.points), 1, self.pieces_on_line))

    def vc_dimension(self) -> Enclosure:
        """Between the points that bumps shatter (one hidden layer) and the number of pieces plus one (one input)."""
        lower = None
        if len(self.widths) == 1:
            bumps = Bumps(self.D, self.widths[0])
            if unrealised(bumps.points, bumps.member) is None:
                lower = rational(len(bumps.points))
        return Enclosure(lower, rational(self.pieces_on_line + 1) if self.D == 1 else None)

    def certificate(self) -> Data | None:
        """The points that bumps shatter, with the networks."""
        bumps = Bumps(self.D, self.widths[0]) if len(self.widths) == 1 else None
        return None if bumps is None else shattered_at_once(bumps.points, bumps.member)

    def witness(self) -> dict[str, Any]:
        points = [list(map(str, point)) for point in self.points]
        return {"inputs": self.D, "hidden widths": list(self.widths), "points": points}
