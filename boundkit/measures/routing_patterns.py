"""How many ways linear gates route given points: all patterns, by exhaustion in exact arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import perm
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.measures.certificates import Data, cells_of_gates
from boundkit.networks.gate import LinearGate
from boundkit.regions.arrangement import Form, interior_point, regions_of_arrangement, restricted

Point = tuple[Any, ...]
Pattern = tuple[tuple[int, ...], ...]
_MOST_PARAMETERS = 6  # of a certificate


@dataclass(frozen=True)
class LinearRouting:
    """All linear gates of E experts, of which the k of largest score serve an input, on some points of R^D.

    A gate has the scores <w_a, x> + b_a, and ties go to lower indices. The scores of the last expert may be 0, since
    the same function may be taken from all; and since a small multiple of its index may be taken from each score, every
    pattern is also one of a gate without ties at the points. So a pattern is looked for in an open cone.
    """

    points: tuple[Point, ...]
    E: int
    k: int = 1

    @property
    def inputs(self) -> int:
        return len(self.points[0])

    @property
    def parameters(self) -> int:
        """Of the scores of all experts but the last."""
        return (self.inputs + 1) * (self.E - 1)

    def scores_at(self, place: int) -> tuple[list[list[fmpq]], list[int]]:
        """The scores at a point as linear forms of the parameters: their coefficients, and offsets of 0."""
        lifted = [*map(rational, self.points[place]), fmpq(1)]
        rows = [[fmpq(0)] * self.parameters for _ in range(self.E)]
        for expert in range(self.E - 1):
            rows[expert][expert * len(lifted) : (expert + 1) * len(lifted)] = lifted
        return rows, [0] * self.E

    def preference(self, place: int, better: int, worse: int) -> Form:
        """What is positive where one expert has the larger score at a point, as a form of the parameters."""
        lifted = [*map(rational, self.points[place]), fmpq(1)]
        form = [fmpq(0)] * (self.parameters + 1)
        for expert, sign in ((better, 1), (worse, -1)):
            if expert < self.E - 1:
                for axis, entry in enumerate(lifted):
                    form[expert * len(lifted) + axis] = sign * entry
        return tuple(form)

    def routed(self) -> Iterator[Pattern]:
        """The patterns, one for all that differ by a renumbering of experts where one expert serves.

        In these new experts come in the order of their indices.
        """
        yield from self._extended((), [])

    def _extended(self, begun: Pattern, sides: list[Form]) -> Iterator[Pattern]:
        if len(begun) == len(self.points):
            yield begun
            return
        for chosen in self._choices(begun):
            others = set(range(self.E)) - set(chosen)
            more = [*sides, *(self.preference(len(begun), a, b) for a in chosen for b in others)]
            if interior_point(more, self.parameters) is not None:
                yield from self._extended((*begun, chosen), more)

    def _choices(self, begun: Pattern) -> Iterator[tuple[int, ...]]:
        known = 1 + max((expert for chosen in begun for expert in chosen), default=-1)
        return combinations(range(min(self.E, known + 1) if self.k == 1 else self.E), self.k)

    def patterns(self) -> int:
        """How many there are, exactly.

        >>> LinearRouting(((0,), (1,), (2,)), E=2).patterns(), LinearRouting(((0,), (1,), (2,)), E=3, k=2).patterns()
        (6, 21)
        """
        if self.k > 1:
            return sum(1 for _ in self.routed())
        return sum(perm(self.E, len(set(pattern))) for pattern in self.routed())

    def regions_where_one_is_preferred(self) -> int:
        """The regions into which the other ties cut the gates with s_1(x) - s_2(x) = 1 at the last point.

        All ties together cut the gates into twice as many, since the negative of a gate has the opposite preferences.
        """
        last = self.preference(len(self.points) - 1, 0, 1)
        plane = (*last[:-1], fmpq(-1))
        forms = [self.preference(place, a, b) for place in range(len(self.points))
                 for a, b in combinations(range(self.E), 2)]  # fmt: skip
        return regions_of_arrangement([restricted(form, plane) for form in forms if form != last], self.parameters - 1)

    def in_blocks(self, blocks: int) -> int:
        """How many sequences of experts for the points have so many runs, each of another expert, by trying them all.

        >>> LinearRouting(((0,), (1,), (2,)), E=3).in_blocks(2)
        12
        """
        begun: list[tuple[int, ...]] = [()]
        for _ in self.points:
            begun = [(*s, e) for s in begun for e in range(self.E) if (s and s[-1] == e) or e not in s]
        return sum(len(set(s)) == blocks for s in begun)

    def witness(self) -> dict[str, Any]:
        return {"points": [list(map(str, point)) for point in self.points], "E": self.E, "k": self.k}


@dataclass(frozen=True)
class PrototypesOnLine:
    """Routing of points x_1 < x_2 < .. of a line to the nearest of E prototypes, wherever these stand."""

    points: tuple[Point, ...]
    E: int
    k = 1
    inputs = 1

    def has_cuts(self, cuts: Sequence[int]) -> bool:
        """Whether some prototypes have their midpoints, one each, between point c and point c + 1 for these c."""
        places = [rational(x) for (x,) in self.points]
        size = len(cuts) + 1
        sides = [self._form(size, {j: -1, j + 1: 1}) for j in range(len(cuts))]
        for j, cut in enumerate(cuts):
            sides.append(self._form(size, {j: 1, j + 1: 1}, -2 * places[cut - 1]))
            sides.append(self._form(size, {j: -1, j + 1: -1}, 2 * places[cut]))
        return interior_point(sides, size) is not None

    def _form(self, size: int, entries: dict[int, int], offset: Any = 0) -> Form:
        return (*(fmpq(entries.get(index, 0)) for index in range(size)), fmpq(offset))

    def cuts(self, served: int) -> int:
        """How many sets of places between the points are midpoints when so many prototypes serve a point."""
        return sum(map(self.has_cuts, combinations(range(1, len(self.points)), served - 1)))

    def patterns(self) -> int:
        """How many there are, exactly: prototypes that serve no point stand far away.

        >>> PrototypesOnLine(((0,), (1,), (2,)), E=3).patterns()
        21
        """
        return sum(self.cuts(m) * perm(self.E, m) for m in range(1, min(self.E, len(self.points)) + 1))

    def witness(self) -> dict[str, Any]:
        return {"points": [str(x) for (x,) in self.points], "E": self.E}


def gates_of(routing: Any) -> Data | None:
    """Its patterns for a certificate: at every point its gate is one of the parameters of all gates."""
    if not isinstance(routing, LinearRouting) or not 0 < routing.parameters <= _MOST_PARAMETERS:
        return None
    gates = [LinearGate(*routing.scores_at(place), top=routing.k) for place in range(len(routing.points))]
    return cells_of_gates(gates, [(-1, 1)] * routing.parameters)
