"""Classes of mixtures as values: the points that they shatter, their VC dimension, and their sign patterns, exactly.

The input goes to the expert of the nearest prototype. Experts are constant, affine, ReLU networks with one hidden
layer, or sines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import product
from typing import Any

from flint import arb, fmpq

from boundkit.arithmetic.enclosure import Enclosure, at_least
from boundkit.arithmetic.rational import rational
from boundkit.constructions.bumps import Bumps, Labels, Shattering, TranslatedCopies, one_point, simplex
from boundkit.measures import certificates
from boundkit.measures.certificates import Data
from boundkit.measures.growth import (
    EXHAUSTED,
    affine_dichotomies,
    labellings,
    labellings_on_line,
    most_shattered_on_line,
    realises,
    served_apart,
    unrealised,
)
from boundkit.networks.relu import ReLUNetwork


@dataclass(frozen=True)
class Mixtures:
    """All mixtures of E experts on R^D that are constant, affine, or ReLU networks with one hidden layer of W units.

    The input goes to the expert of the nearest prototype. ``N`` points on a line are held against the growth bound.
    """

    D: int
    E: int
    W: int = 0
    constant: bool = False
    N: int = 0

    @cached_property
    def bumps(self) -> Bumps:
        return Bumps(self.D, self.W)

    @cached_property
    def copies(self) -> TranslatedCopies:
        """Points that are shattered, and a mixture for every labelling of them."""
        one_expert = one_point(self.D) if self.constant else simplex(self.D)
        return TranslatedCopies(self.bumps.shattering if self.hidden_layers else one_expert, self.E)

    @property
    def hidden_layers(self) -> int:
        return int(self.W > 0)

    @property
    def changes(self) -> int:
        """How often the sign of one expert changes along a line, at most: it is affine on W + 1 intervals."""
        return 0 if self.constant else self.W + 1

    def shattered(self) -> int:
        """How many points the copies shatter, every labelling of them verified exactly.

        A point is nearest to the prototype of its own copy alone, so that expert e alone answers for copy e, and it is
        enough that expert e realises every labelling of copy e.
        """
        groups = self.copies.groups
        realised = served_apart(self.copies.gate, groups) and all(
            unrealised(group, partial(self.expert, e)) is None for e, group in enumerate(groups)
        )
        return len(self.copies.points) if realised else 0

    def certificate(self) -> Data | None:
        """The points with the experts that shatter them."""
        units = None if self.D > 1 else -1 if self.constant else self.W
        return certificates.shattered(self.copies.gate, self.copies.groups, self.expert, units)

    def expert(self, index: int, labels: Labels) -> ReLUNetwork:
        network = self.copies.expert(index, labels)
        if network.widths != (self.W,) * self.hidden_layers:
            raise AssertionError("experts have the hidden layers of the class")
        return network

    def greatest(self) -> int:
        """On a line the prototypes cut E intervals: no labelling with more changes is realised, whatever the points."""
        return most_shattered_on_line(self.E, self.changes)

    def vc_dimension(self) -> Enclosure:
        return Enclosure(rational(self.shattered()), rational(self.greatest()) if self.D == 1 else None)

    def sign_patterns(self) -> Enclosure:
        """Of N points on a line: at least those of far-apart groups, at most the labellings with few enough changes."""
        most = labellings_on_line(self.N, self.E, self.changes)
        return Enclosure(rational(self.patterns_of_groups()), rational(most))

    def patterns_of_groups(self) -> int:
        """Patterns on E groups, one for each expert: of N / E points for affine experts, else of the shattered ones."""
        if self.hidden_layers:
            return 2 ** self.shattered() if self.W >= 3 and len(self.copies.points) <= self.N else 1
        group = tuple((fmpq(t),) for t in range(self.N // self.E))
        copies = TranslatedCopies(Shattering(group, simplex(1).member), self.E)
        return affine_dichotomies(group) ** self.E if served_apart(copies.gate, copies.groups) else 1

    def witness(self) -> dict[str, Any]:
        points = len(self.copies.points)
        return {
            "prototypes": self.copies.prototypes,
            "groups of points": self.copies.groups,
            "labellings": f"2^{points}, from 2^{points // self.E} in each group",
            "networks": self.networks() if self.hidden_layers else "affine maps with values +-1",
        }

    def networks(self) -> dict[str, str]:
        """For every labelling of the first group its hyperplanes (a, b) and delta; other groups translate them."""
        return {
            "rule": "the smaller class has the sign of the sum of max(0, delta - |<a, x> + b|) / delta, less 1/2",
            **{
                "".join("+" if label else "-" for label in labels): " ".join(
                    f"({', '.join(map(str, plane))}; {delta})" for plane, delta in self.bumps.hyperplanes(labels)
                )
                for labels in labellings(len(self.bumps.points))
            },
        }


@dataclass(frozen=True)
class SineMixtures:
    """Mixtures of E experts sin(pi f x) on R, f = first + a sum of some of 2^1, .., 2^n; the points 2^-1, .., 2^-n."""

    E: int
    n: int
    first: int = 1
    D = 1
    hidden_layers = 1

    @property
    def points(self) -> list[list[fmpq]]:
        return [[fmpq(1, 2**j)] for j in range(1, self.n + 1)]

    @property
    def summands(self) -> list[int]:
        return [2**j for j in range(1, self.n + 1)]

    def member(self, labels: Labels) -> Callable[[Sequence[fmpq]], list[arb]]:
        """sin(pi f x), where f has the summand of every point labelled False."""
        frequency = self.first + sum(f for f, label in zip(self.summands, labels, strict=True) if not label)
        return lambda point: [arb.sin_pi_fmpq(frequency * point[0])]

    def shattered(self) -> Enclosure:
        """How many of the points are shattered: all, by their phases and in balls; not those where every f x is whole.

        In balls every labelling is tried up to 12 points, beyond that only labellings with few changes or most.
        """
        by_phases = all(map(self.turned_by_own_label, range(self.n)))
        few = None if self.n <= EXHAUSTED else extreme_labellings(self.n)
        realised = by_phases and unrealised(self.points, self.member, few) is None
        zeros = sum(all((f * x).q == 1 for f in (self.first, *self.summands)) for (x,) in self.points)
        return Enclosure(rational(self.n if realised else 0), rational(self.n - zeros))

    def phases(self, j: int) -> tuple[fmpq, fmpq]:
        """The least and the greatest that the first frequency and the labels before j add to f x at point j."""
        (x,) = self.points[j]
        return self.first * x, (self.first + sum(self.summands[:j])) * x

    def turned_by_own_label(self, j: int) -> bool:
        """Whether f x at point j is even + (1 if j is labelled False) + a phase in (0, 1) that other labels decide."""
        (x,), summands = self.points[j], self.summands
        low, high = self.phases(j)
        return low > 0 and high < 1 and summands[j] * x == 1 and all((f * x / 2).q == 1 for f in summands[j + 1 :])

    def vc_dimension(self) -> Enclosure:
        return at_least(self.shattered())

    def witness(self) -> dict[str, Any]:
        rule = f"pi ({self.first} + sum of 2^j over labels False)"
        return {"points": f"2^-j for j = 1, .., {self.n}", "frequency": rule}


def extreme_labellings(count: int) -> Iterator[Labels]:
    """One label for all, alternating labels, and all but one point alike."""
    for first in (False, True):
        yield (first,) * count
        yield tuple((place % 2 == 0) is first for place in range(count))
        for odd_one in range(count):
            yield tuple((place == odd_one) is first for place in range(count))


@dataclass(frozen=True)
class FreelyRouted:
    """Two constant experts on R and any routing whatever: each of n points goes to the expert that has its label."""

    n: int
    E = 2
    D = 1
    hidden_layers = 0
    constant = True

    def vc_dimension(self) -> Enclosure:
        experts = {label: one_point(1).member((label,)) for label in (False, True)}
        labelled = product(range(self.n), experts.items())
        return at_least(self.n if all(realises(expert, [[t]], (label,)) for t, (label, expert) in labelled) else 0)
