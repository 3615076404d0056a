"""All networks of one input and one hidden layer with bounded parameters: how many balls of the sup norm cover them.

Lower bounds are members at exact distances above 2 delta and quotients of volumes, the upper one an explicit net.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import product
from random import Random
from typing import Any

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.measures.certificates import Data, packing
from boundkit.measures.covering import CoveringNumbers, box_separated, greedy_packing, log_of
from boundkit.measures.distances import uniform_distance, uniform_distances
from boundkit.networks.relu import ReLUNetwork

_MOST_BUILT = 16
Unit = tuple[fmpq, fmpq, fmpq]  # hidden weight, hidden bias, output weight
Member = tuple[list[Unit], fmpq]  # units and c


@dataclass(frozen=True)
class OneLayerClass:
    """x -> c + sum of W units v (w x + b)_+ on [0, 1], all parameters in [-B, B], and the radius delta of the balls.

    Two functions that differ by more than 2 delta at a point lie in no common ball.
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
    def members_apart(self) -> int:
        """Members at pairwise distances above 2 delta, by values one after the other.

        Built and held against each other, exactly, where they are at most 64; else counted.
        """
        return self.spread_size if self.spread_size > _MOST_BUILT else self.among(self.spread())

    @property
    def spread_size(self) -> int:
        """Choices of c and of W slopes, each far apart."""
        return self.constants_apart * self.slopes_apart**self.W

    def among(self, members: Sequence[Member]) -> int:
        """How many of these are at pairwise distances above 2 delta on [0, 1], each far from those before it."""
        return len(greedy_packing(uniform_distances([self.network(*member) for member in members]), 2 * self.delta))

    def spread(self) -> list[Member]:
        """Units and c of so many members: values of c far apart, with each the slopes of units with kinks at j/W."""
        slope = box_separated([self.B**2], 2 * self.delta * self.W)
        rises = [(self.kink(fmpq(j, self.W)), [s / self.B for (s,) in slope]) for j in range(self.W)]
        units = [[(w, b, rise) for rise in listed] for (w, b, _), listed in rises]
        constants = [c for (c,) in box_separated([self.B], 2 * self.delta)]
        return [(list(chosen), c) for c in constants for chosen in product(*units)]

    @property
    def fewest_balls(self) -> int:
        """Balls that cannot be fewer, wherever they are centred."""
        return max(self.members_apart, self.balls_by_volume)

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

    @property
    def grid_of_kinks(self) -> int:
        """Places of a kink in [0, 1] on a grid."""
        return int((self.B**2 / (2 * self.share)).ceil())

    @cached_property
    def balls_of_grid(self) -> int:
        """Centres of the net, some of which are no members: a grid of c, and for every unit of slope and offset, or
        slope and kink on the right or the left, or nothing.
        """
        slope, kink = self.grid_of_units, self.grid_of_kinks
        return self.grid_of_constants * (1 + slope * slope + 2 * slope * kink) ** self.W

    def centre(self, units: Sequence[Unit], c: Any) -> ReLUNetwork:
        """The centre of the net that is within delta of the member with these units on [0, 1]."""
        slopes = self.B**2, self.grid_of_units
        constant, near = _nearest(rational(c), self.B, self.grid_of_constants), []
        for w, b, v in units:
            if b >= 0 and w + b >= 0:
                constant += _nearest(v * b, *slopes)
                near.append((fmpq(1), fmpq(0), _nearest(v * w, *slopes)))
            elif b > 0 or w + b > 0:
                side = 1 if w > 0 else -1
                tau = fmpq(1, 2) + _nearest(-b / w - fmpq(1, 2), fmpq(1, 2), self.grid_of_kinks)
                near.append((fmpq(side), -side * tau, _nearest(side * v * w, *slopes)))
        return self.network(near, constant)

    def members(self, number: int, seed: int) -> list[Member]:
        """Units and c of members drawn with a seed, half of them from the corners of the box of parameters."""
        draw = Random(f"{self.W} {self.B} {seed}")
        found = []
        for place in range(number):
            steps = 8 if place % 2 else 1
            values = [self.B * fmpq(draw.randint(-steps, steps), steps) for _ in range(3 * self.W + 1)]
            found.append(([(values[i], values[i + 1], values[i + 2]) for i in range(1, 3 * self.W, 3)], values[0]))
        return found

    def certificate(self) -> Data | None:
        """Members at pairwise distances above 2 delta."""
        members = [self.network(*member) for member in self.spread()] if self.spread_size <= _MOST_BUILT else []
        return packing(members, [(0, 1)], self.delta, log=True)

    def nets(self, members: Sequence[Member]) -> bool:
        """Whether each of these members is within delta of its centre, exactly."""
        pairs = ((self.network(units, c), self.centre(units, c)) for units, c in members)
        return all(uniform_distance(member, centre) <= self.delta for member, centre in pairs)

    @cached_property
    def numbers(self) -> CoveringNumbers:
        """Balls of radius delta: centred anywhere, or in the class, for which a net of half the radius does."""
        inside = replace(self, delta=self.delta / 2).balls_of_grid
        return CoveringNumbers.between(
            apart=self.members_apart, by_volume=self.balls_by_volume, anywhere=self.balls_of_grid, inside=inside
        )

    @cached_property
    def entropy(self) -> Enclosure:
        """The logarithm of the least number of balls, centred anywhere."""
        return log_of(self.numbers.external)

    def witness(self) -> dict[str, Any]:
        return {"W": self.W, "B": str(self.B), "delta": str(self.delta)}


@dataclass(frozen=True)
class DrawnMembers(OneLayerClass):
    """The class with members that are drawn with a seed, which say nothing of its balls unless the net covers them."""

    seed: int = 0
    number: int = 12

    @property
    def drawn(self) -> list[Member]:
        return self.members(self.number, self.seed)

    @cached_property
    def entropy(self) -> Enclosure:
        """That of the class, between the greedy packing of the members and the net."""
        found = self.among(self.drawn)
        upper = log_of(self.balls_of_grid).upper if self.nets(self.drawn) else None
        return Enclosure(log_of(found).lower, upper)

    def witness(self) -> dict[str, Any]:
        return {**super().witness(), "members (units, c)": [str(member) for member in self.drawn]}


def _nearest(value: fmpq, half: fmpq, parts: int) -> fmpq:
    """The nearest midpoint of so many equal parts of [-half, half]."""
    place = int(((value + half) / (2 * half) * parts).floor())
    return half * (fmpq(2 * min(max(place, 0), parts - 1) + 1, parts) - 1)


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
    def peaks(self) -> list[fmpq]:
        return [fmpq(2 * i + 1, 2 * self.bumps) for i in range(self.bumps)]

    def bump(self, peak: fmpq, share: fmpq) -> list[Unit]:
        """The units of the steepest bump there, times a share of [-1, 1]."""
        B, half = self.expert.B, fmpq(1, 2 * self.bumps)
        places = (peak - half, B / 2), (peak, -B), (peak + half, B / 2)
        return [(B, -B * place, share * weight) for place, weight in places]

    @cached_property
    def half_range(self) -> fmpq:
        """The largest value at a peak, from networks of the steepest bumps; 0 where one is felt at another peak."""
        heights = []
        for peak in self.peaks:
            values = [self.expert.network(self.bump(peak, fmpq(1)))([place])[0] for place in self.peaks]
            heights.append(values[self.peaks.index(peak)])
            if any(value for place, value in zip(self.peaks, values, strict=True) if place != peak):
                return fmpq(0)
        return min(heights)

    def cube(self) -> list[Member]:
        """Units and c of one expert for every choice of heights at distances above 2 delta, all bumps together."""
        heights = [height for (height,) in box_separated([self.half_range], 2 * self.expert.delta)]
        found = []
        for chosen in product(heights, repeat=self.bumps):
            units = [unit for peak, height in zip(self.peaks, chosen, strict=True)
                     for unit in self.bump(peak, height / self.half_range)]  # fmt: skip
            found.append((units, fmpq(0)))
        return found

    def certificate(self) -> Data | None:
        """Experts at pairwise distances above 2 delta, one of them on each cell."""
        few = self.half_range and self.heights_apart**self.bumps <= _MOST_BUILT
        members = [self.expert.network(*member) for member in self.cube()] if few else []
        return packing(members, [(0, 1)], self.expert.delta, copies=self.E, log=True)

    @cached_property
    def experts_apart(self) -> int:
        """Experts of the cube: built and held against each other, exactly, where they are at most 64; else counted."""
        count = self.heights_apart**self.bumps
        return count if count > _MOST_BUILT or not self.half_range else _cube_apart(self.expert)

    @cached_property
    def heights_apart(self) -> int:
        """Heights of a bump at distances above 2 delta."""
        return max(1, self.expert.apart(self.half_range))

    @cached_property
    def entropy(self) -> Enclosure:
        """The logarithm of the least number of balls, from those of an expert: the cells do not restrict each other."""
        fewest = max(self.experts_apart, self.expert.fewest_balls) ** self.E
        return Enclosure(log_of(fewest).lower, log_of(self.expert.balls_of_grid**self.E).upper)

    def witness(self) -> dict[str, Any]:
        return {"E": self.E, **self.expert.witness()}


@cache
def _cube_apart(expert: OneLayerClass) -> int:
    return expert.among(BumpClass(expert).cube())


@cache
def one_layer(W: int, B: Any, delta: Any) -> OneLayerClass:
    """The class from numbers in any exact form.

    >>> one_layer(1, 1, "1/10").balls_of_grid
    54030
    """
    return OneLayerClass(W, rational(B), rational(delta))
