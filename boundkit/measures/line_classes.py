"""Classes of mixtures on a line: their VC dimension by certificates for both sides, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from itertools import product
from typing import Any

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.constructions.alternating import Labels, OneLayer, ReLU
from boundkit.measures import certificates
from boundkit.measures.certificates import Data
from boundkit.measures.growth import (
    labellings,
    most_shattered_on_line,
    realises,
    served_apart,
    unrealised,
)
from boundkit.networks.gate import LinearGate, nearest_prototype
from boundkit.networks.mixture import Mixture, stack
from boundkit.networks.relu import ReLUNetwork


@dataclass(frozen=True)
class MixturesOnLine:
    """All mixtures of E experts on a line under linear gates or the nearest prototype.

    Experts are constants for W = -1, affine maps for W = 0, else networks with one hidden layer of W units of slope a
    and an output bias. With ``whole`` every labelling is tried of the mixtures themselves, not of each expert alone:
    of 2^16 in a second.
    """

    E: int
    W: int
    a: fmpq = ReLU
    whole: bool = False
    D = 1

    @cached_property
    def expert(self) -> OneLayer:
        return OneLayer(self.W, self.a)

    @property
    def changes(self) -> int:
        """How often the sign of one expert changes, at most."""
        return self.expert.changes if self.W > 0 else self.W + 1

    def member(self, labels: Labels, shift: Any = 0) -> Any:
        """The expert that realises a labelling of the points shift, shift + 1, .., shift + changes."""
        if self.W > 0:
            return self.expert.member(labels, shift)
        first, last = (1 if labels[place] else -1 for place in (0, -1))
        slope = fmpq(last - first, max(self.changes, 1))
        return ReLUNetwork.affine([[slope]], [first - slope * shift])

    @property
    def shifts(self) -> list[int]:
        return [(2 * self.changes + 1) * copy for copy in range(self.E)]

    @cached_property
    def groups(self) -> list[list[tuple[fmpq]]]:
        """The points, a group for each expert."""
        return [[(fmpq(shift + t),) for t in range(self.changes + 1)] for shift in self.shifts]

    @cached_property
    def gate(self) -> LinearGate:
        """The nearest of the middles of the groups."""
        return nearest_prototype([[shift + fmpq(self.changes, 2)] for shift in self.shifts])

    def mixture(self, labels: Labels) -> Mixture:
        """The mixture for a labelling of all points."""
        size = self.changes + 1
        parts = [labels[size * e : size * (e + 1)] for e in range(self.E)]
        return stack((self.gate, [self.member(part, shift) for part, shift in zip(parts, self.shifts, strict=True)]))

    def shattered(self) -> int:
        """How many points are shattered, every labelling of each group verified exactly, and that groups are apart."""
        if self.whole:
            realised = self.unrealised() is None
        else:
            realised = served_apart(self.gate, self.groups) and all(
                unrealised(group, partial(self.member, shift=shift)) is None
                for group, shift in zip(self.groups, self.shifts, strict=True)
            )
        return self.E * (self.changes + 1) if realised else 0

    def unrealised(self) -> Labels | None:
        """The first labelling of all points whose mixture does not realise it, or None: every mixture is looked at.

        Mixtures share gate and experts, so the expert that serves a point, and the signs of an expert at the points
        that it serves, are found once.
        """
        points, size = [point for group in self.groups for point in group], self.changes + 1
        served = [self.gate.choose(point) for point in points]
        signs: dict[tuple[int, int, Labels], int] = {}
        for part in labellings(size):
            members = [self.member(part, shift) for shift in self.shifts]
            for place, (point, expert) in enumerate(zip(points, served, strict=True)):
                (value,) = members[expert](point)
                signs[place, expert, part] = int(value > 0) - int(value < 0)
        for labels in labellings(len(points)):
            parts = [labels[size * e : size * (e + 1)] for e in range(self.E)]
            if any(signs[t, e, parts[e]] != (1 if labels[t] else -1) for t, e in enumerate(served)):
                return labels
        return None

    def greatest(self) -> int:
        """Gates cut E intervals: of more points the alternating labelling is not realised, whatever the points."""
        return most_shattered_on_line(self.E, self.changes)

    def vc_dimension(self) -> Enclosure:
        return Enclosure(rational(self.shattered()), rational(self.greatest()))

    def certificate(self) -> Data | None:
        """The points with the experts that shatter them."""
        return certificates.shattered(
            self.gate, self.groups, lambda g, labels: self.member(labels, self.shifts[g]), self.W
        )

    def witness(self) -> dict[str, Any]:
        return {"points": [[str(x) for (x,) in group] for group in self.groups], "W": self.W, "slope": str(self.a)}


@dataclass(frozen=True)
class AnchoredMixtures:
    """Mixtures of E experts on a line, each a constant or a multiple of x: their sign changes at 0 alone."""

    E: int
    D = 1
    W = 0

    def vc_dimension(self) -> Enclosure:
        """One expert serves 0: besides E - 1 gates there is one place for a change; -1, 1, 2, .., E are shattered."""
        points = [(fmpq(-1),), *((fmpq(t),) for t in range(1, self.E + 1))]
        apart = served_apart(
            nearest_prototype([[t] for t in range(1, self.E + 1)]), [points[:2], *([p] for p in points[2:])]
        )
        experts = [ReLUNetwork.affine([[slope]], [offset]) for slope, offset in ((0, 1), (0, -1), (1, 0), (-1, 0))]
        pairs = all(
            any(realises(f, points[:2], labels) for f in experts) for labels in product((False, True), repeat=2)
        )
        return Enclosure(rational(len(points) if apart and pairs else 0), rational(self.E + 1))

    def witness(self) -> dict[str, Any]:
        return {"experts": "c and c x", "E": self.E}
