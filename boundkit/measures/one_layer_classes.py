"""All networks of one input and one hidden layer with bounded parameters: how many balls of the sup norm cover them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.measures.covering import log_of
from boundkit.networks.relu import ReLUNetwork

Unit = tuple[fmpq, fmpq, fmpq]  # hidden weight, hidden bias, output weight


@dataclass(frozen=True)
class OneLayerClass:
    """x -> c + sum of W units v (w x + b)_+ on [0, 1], all parameters in [-B, B], and the radius delta of the balls.

    Balls may be centred anywhere. Two functions that differ by more than 2 delta at a point lie in no common ball.
    """

    W: int
    B: fmpq
    delta: fmpq

    def network(self, units: Sequence[Unit], c: Any = 0) -> ReLUNetwork:
        """The member with these units, exact. The rest of the W units are off."""
        padded = [*units, *[(fmpq(0), fmpq(0), fmpq(0))] * (self.W - len(units))]
        w, b, v = zip(*padded, strict=True)
        return ReLUNetwork.of([[[weight] for weight in w], [v]], [b, [c]])

    def kink(self, tau: fmpq, sign: int = 1) -> Unit:
        """The steepest unit that rises (sign 1) or falls from tau on."""
        return self.B, -self.B * tau, sign * self.B

    def apart(self, reach: fmpq) -> int:
        """The most numbers of [-reach, reach] at distances above 2 delta: ceil(reach/delta)."""
        return int((reach / self.delta).ceil())

    @cached_property
    def constants_apart(self) -> int:
        """Values of c whose constants lie in no common ball."""
        return self.apart(self.network([], self.B)([0])[0])

    @cached_property
    def slopes_apart(self) -> int:
        """Slopes of the unit with its kink at j/W whose values at (j+1)/W are over 2 delta apart; the least of j."""
        knots = [fmpq(j, self.W) for j in range(self.W)]
        reaches = [self.network([self.kink(tau)])([tau + fmpq(1, self.W)])[0] for tau in knots]
        return self.apart(min(reaches))

    @cached_property
    def area(self) -> fmpq:
        """Area of the pairs of values at the ends of the right half of a cell of [0, 1], one of W, that a unit takes
        whose kink lies in the left half: two triangles, their corners from networks. The least of the cells.
        """
        found = []
        for cell in range(self.W):
            left, middle, right = (fmpq(2 * cell + place, 2 * self.W) for place in range(3))
            pairs = [[self.network([self.kink(tau)])([x])[0] for x in (middle, right)] for tau in (left, middle)]
            (a, b), (c, d) = pairs
            found.append(abs(a * d - b * c))  # both triangles have a corner at 0
        return min(found)

    @cached_property
    def balls_by_volume(self) -> int:
        """Balls that cannot be fewer: the volume of the values at 2 W + 1 points over that of a ball."""
        volume = 2 * self.network([], self.B)([0])[0] * self.area**self.W
        return max(1, int((volume / (2 * self.delta) ** (2 * self.W + 1)).ceil()))

    @cached_property
    def fewest_balls(self) -> int:
        """Balls that cannot be fewer, by values one after the other or by volumes."""
        return max(self.constants_apart * self.slopes_apart**self.W, self.balls_by_volume)

    @property
    def share(self) -> fmpq:
        """How far each of c and the 2 W numbers of the units may be from its grid."""
        return self.delta / (2 * self.W + 1)

    @property
    def grid_of_constants(self) -> int:
        """Values of c on a grid."""
        return int((self.B / self.share).ceil())

    @property
    def grid_of_units(self) -> int:
        """Values of a slope, or of an offset; those of a kink are no more."""
        return int((self.B**2 / self.share).ceil())

    @cached_property
    def balls_of_grid(self) -> int:
        """Balls that do: a grid of c, and for every unit of slope and offset, or slope and kink, or nothing."""
        kink = int((self.B**2 / (2 * self.share)).ceil())
        slope = self.grid_of_units
        return self.grid_of_constants * (1 + slope * slope + 2 * slope * kink) ** self.W

    @cached_property
    def entropy(self) -> Enclosure:
        """The logarithm of the least number of balls, between what cannot be fewer and what does."""
        return Enclosure(log_of(self.fewest_balls).lower, log_of(self.balls_of_grid).upper)

    def witness(self) -> dict[str, Any]:
        return {"W": self.W, "B": str(self.B), "delta": str(self.delta)}


@dataclass(frozen=True)
class BumpClass:
    """E experts of one hidden layer on the E equal cells of [0, 1], each on its cell rescaled to [0, 1].

    The floor(W/3) bumps of an expert peak at different points, where the others are 0.
    """

    expert: OneLayerClass
    E: int = 1

    @property
    def bumps(self) -> int:
        return self.expert.W // 3

    @cached_property
    def half_range(self) -> fmpq:
        """The largest value at a peak, from networks of the steepest bumps; 0 where one is felt at another peak."""
        u, B = self.bumps, self.expert.B
        peaks = [fmpq(2 * i + 1, 2 * u) for i in range(u)]
        half = fmpq(1, 2 * u)
        heights = []
        for peak in peaks:
            units = [(B, -B * (peak - half), B / 2), (B, -B * peak, -B), (B, -B * (peak + half), B / 2)]
            values = [self.expert.network(units)([place])[0] for place in peaks]
            heights.append(values[peaks.index(peak)])
            if any(value for place, value in zip(peaks, values, strict=True) if place != peak):
                return fmpq(0)
        return min(heights)

    @cached_property
    def heights_apart(self) -> int:
        """Heights of a bump at distances above 2 delta."""
        return max(1, self.expert.apart(self.half_range))

    @cached_property
    def entropy(self) -> Enclosure:
        """The logarithm of the least number of balls, from those of an expert: the cells do not restrict each other."""
        fewest = max(self.heights_apart**self.bumps, self.expert.fewest_balls) ** self.E
        return Enclosure(log_of(fewest).lower, log_of(self.expert.balls_of_grid**self.E).upper)

    def witness(self) -> dict[str, Any]:
        return {"E": self.E, **self.expert.witness()}


def one_layer(W: int, B: Any, delta: Any) -> OneLayerClass:
    """The class from numbers in any exact form.

    >>> one_layer(1, 1, "1/10").balls_of_grid
    54030
    """
    return OneLayerClass(W, rational(B), rational(delta))
