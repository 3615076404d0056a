"""Lines, planes and larger flats through the inputs of a network, and the parts of domains on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError, UnboundedDomainError
from boundkit.networks.affine import Affine
from boundkit.networks.formats.steps import program_of
from boundkit.networks.gate import LinearGate
from boundkit.networks.program import MixtureLayer, PiecewiseAffine
from boundkit.regions.domain import Domain
from boundkit.regions.double_description import halfspaces
from boundkit.regions.interval import Interval
from boundkit.regions.polytope import unwatched


@dataclass(frozen=True)
class HalfSpaces:
    """All x with <normals[i], x> <= offsets[i] for every i; normals of shape (half-spaces, inputs)."""

    normals: Sequence[Sequence[Any]]
    offsets: Sequence[Any]


@dataclass(frozen=True)
class Flat:
    """The inputs origin + t_1 directions[0] + t_2 directions[1] + ..; exact. Its coordinates are t.

    Raises ShapeError when directions have another length than the origin, or one is a combination of the others.

    >>> Flat.through([0, 0], [1, 1]).at([fmpq(1, 2)])
    [1/2, 1/2]
    """

    origin: tuple[fmpq, ...]
    directions: tuple[tuple[fmpq, ...], ...]

    def __post_init__(self) -> None:
        lengths = sorted({len(self.origin), *map(len, self.directions)})
        if len(lengths) > 1:
            raise ShapeError(f"points and directions have {lengths} coordinates; all must have as many")
        if not self.directions or fmpq_mat([list(row) for row in self.directions]).rank() < len(self.directions):
            raise ShapeError(
                "the points lie on a smaller flat, or one direction is a multiple of the other; give two different "
                "points for a line, three that are on no line for a plane"
            )

    @classmethod
    def through(cls, *points: Sequence[Any]) -> Flat:
        """The flat with its origin at the first point and t_i = 1 at the point i + 1. Raises ShapeError."""
        first, *others = [tuple(rational(entry) for entry in point) for point in points]
        if any(len(other) != len(first) for other in others):
            raise ShapeError(f"points with {sorted({len(p) for p in points})} coordinates; all must have as many")
        return cls(first, tuple(tuple(b - a for a, b in zip(first, other, strict=True)) for other in others))

    @property
    def dimension(self) -> int:
        return len(self.directions)

    def at(self, coordinates: Sequence[Any]) -> list[fmpq]:
        """The input with the coordinates t."""
        return self._embedding(coordinates)

    def restricted(self, program: PiecewiseAffine) -> PiecewiseAffine:
        """The program as a function of t. Raises ShapeError when it takes another number of inputs."""
        if program.inputs != len(self.origin):
            raise ShapeError(
                f"the network takes {program.inputs} inputs; the points have {len(self.origin)} coordinates"
            )
        return program_of(self._before(program.steps))

    def _before(self, steps: Sequence[Any]) -> tuple[Any, ...]:
        """The steps behind the embedding, which the first of them takes in where it can."""
        first, *rest = steps
        if isinstance(first, Affine):
            return (self._composed(first), *rest)
        if isinstance(first, MixtureLayer) and isinstance(first.gate, LinearGate):
            scores = first.gate.scores.after(self._embedding)
            gate = LinearGate(scores.weight, scores.bias, first.gate.top)
            experts = tuple(program_of(self._before(expert.steps)) for expert in first.experts)
            return (MixtureLayer(gate, experts, first.weight), *rest)
        return (self._embedding, first, *rest)

    def _composed(self, first: Affine) -> Affine:
        if first.rounded.weight.any():
            return first.after(self._embedding)
        return Affine([[0] * self.dimension for _ in range(first.outputs)], first.bias)

    def part(self, domain: HalfSpaces | tuple[Any, Any], watch: Callable[[], None] = unwatched) -> Domain:
        """The t whose inputs lie in the domain, a box (lower, upper) or half-spaces.

        Raises ShapeError for another dimension, UnboundedDomainError when the part is empty, flat or unbounded.
        """
        rows, offsets = self._pulled(domain) if isinstance(domain, HalfSpaces) else self._pulled_box(domain)
        seen: dict[tuple[tuple[int, int], ...], tuple[list[fmpq], fmpq]] = {}
        for row, offset in zip(rows, offsets, strict=True):
            scale = next((abs(entry) for entry in row if entry != 0), fmpq(1))
            normal, bound = [entry / scale for entry in row], offset / scale
            key = tuple((int(entry.p), int(entry.q)) for entry in normal)
            if key not in seen or bound < seen[key][1]:
                seen[key] = normal, bound
        normals, bounds = [normal for normal, _ in seen.values()], [bound for _, bound in seen.values()]
        return _interval(normals, bounds) if self.dimension == 1 else halfspaces(normals, bounds, watch=watch)

    def _pulled(self, sides: HalfSpaces) -> tuple[list[list[fmpq]], list[fmpq]]:
        """Half-spaces of t: rows and offsets."""
        if any(len(normal) != len(self.origin) for normal in sides.normals):
            raise ShapeError(f"the domain and the points, with {len(self.origin)} coordinates, differ in dimension")
        pulled = Affine(sides.normals, [0] * len(sides.offsets)).after(self._embedding)
        shifts = pulled.bias.entries()
        offsets = [rational(offset) - shift for offset, shift in zip(sides.offsets, shifts, strict=True)]
        return pulled.weight.tolist(), offsets

    def _pulled_box(self, box: tuple[Any, Any]) -> tuple[list[list[fmpq]], list[fmpq]]:
        inputs = len(self.origin)
        lower, upper = (end if hasattr(end, "__len__") and not isinstance(end, str) else [end] * inputs for end in box)
        if len(lower) != inputs or len(upper) != inputs:
            raise ShapeError(f"the points have {inputs} coordinates; the box has {len(lower)} and {len(upper)}")
        rows = [list(row) for row in zip(*self.directions, strict=True)]
        above = [rational(high) - start for high, start in zip(upper, self.origin, strict=True)]
        below = [start - rational(low) for low, start in zip(lower, self.origin, strict=True)]
        return [*rows, *([-entry for entry in row] for row in rows)], [*above, *below]

    @property
    def _embedding(self) -> Affine:
        return Affine(list(zip(*self.directions, strict=True)), self.origin)


def free_inputs(lower: Sequence[Any], upper: Sequence[Any]) -> Flat | None:
    """The flat of the inputs that a box leaves free, None where it fixes none or all.

    >>> free_inputs([0, 2, 0], [1, 2, 1]).at([5, 6])
    [5, 2, 6]
    """
    ends = [(rational(low), rational(high)) for low, high in zip(lower, upper, strict=True)]
    free = [place for place, (low, high) in enumerate(ends) if low != high]
    if not 0 < len(free) < len(ends):
        return None
    origin = tuple(fmpq(0) if place in free else low for place, (low, _) in enumerate(ends))
    return Flat(origin, tuple(tuple(fmpq(place == one) for place in range(len(ends))) for one in free))


def _interval(normals: list[list[fmpq]], bounds: list[fmpq]) -> Interval:
    below = [bound / normal[0] for normal, bound in zip(normals, bounds, strict=True) if normal[0] > 0]
    above = [bound / normal[0] for normal, bound in zip(normals, bounds, strict=True) if normal[0] < 0]
    never = any(normal[0] == 0 and bound < 0 for normal, bound in zip(normals, bounds, strict=True))
    if not below or not above:
        raise UnboundedDomainError("the domain leaves an unbounded part of the line; add constraints, or give a box")
    if never or max(above) >= min(below):
        raise UnboundedDomainError("the line has no open part in the domain; give other points or a larger domain")
    return Interval(max(above), min(below))
