"""Polygons from half-planes: between two envelopes of lines, exactly, in n log n steps."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from flint import fmpq, fmpq_mat

from boundkit.networks.gate import upper_envelope
from boundkit.regions.polytope import Polytope, unwatched


def polygon(
    normals: Sequence[Sequence[fmpq]], offsets: Sequence[fmpq], watch: Callable[[], None] = unwatched
) -> Polytope | None:
    """All (x, y) with <normals[i], (x, y)> <= offsets[i] for every normal that is not 0; None where that is no polygon.

    A polygon is bounded and has interior points. Exact.

    >>> one, nothing = fmpq(1), fmpq(0)
    >>> polygon([[-one, nothing], [nothing, -one], [one, one]], [nothing, nothing, one]).volume
    1/2
    """
    sides = [(normal, offset) for normal, offset in zip(normals, offsets, strict=True) if any(normal)]
    floor = _Envelope.of([(a, b, c) for (a, b), c in sides if b < 0])
    ceiling = _Envelope.of([(a, b, c) for (a, b), c in sides if b > 0])
    watch()
    if floor is None or ceiling is None:
        return None
    inner = [*_gaps(floor, ceiling), *((-a, c) for (a, b), c in sides if b == 0)]
    left = max((-height / slope for slope, height in inner if slope > 0), default=None)
    right = min((-height / slope for slope, height in inner if slope < 0), default=None)
    never = any(slope == 0 and height <= 0 for slope, height in inner)
    if never or left is None or right is None or left >= right:
        return None
    below, above = ([(x, side(x)) for x in side.between(left, right)] for side in (floor, ceiling))
    corners = [*below, *reversed(above)]
    corners = [corner for number, corner in enumerate(corners) if corner != corners[number - 1]]
    watch()
    size = len(corners)
    masks = [1 << number | 1 << (number - 1) % size for number in range(size)]
    return Polytope(fmpq_mat([[1, *corner] for corner in corners]), masks, size, watch)


class _Envelope:
    """The floor or the ceiling that lines are: sign max_i (slopes[i] x + heights[i]), sign 1 or -1."""

    def __init__(self, sign: int, slopes: list[fmpq], heights: list[fmpq]) -> None:
        self.breaks, winners = upper_envelope(slopes, heights)
        self.slopes, self.heights = ([sign * values[winner] for winner in winners] for values in (slopes, heights))

    @classmethod
    def of(cls, sides: Sequence[tuple[fmpq, fmpq, fmpq]]) -> _Envelope | None:
        """The lines a x + b y = c, with all b of one sign, that bound a x + b y <= c; None where there are none."""
        if not sides:
            return None
        sign = -1 if sides[0][1] > 0 else 1
        return cls(sign, [-sign * a / b for a, b, _ in sides], [sign * c / b for _, b, c in sides])

    def line(self, x: fmpq) -> tuple[fmpq, fmpq]:
        """Slope and height of the line right of x."""
        place = bisect_right(self.breaks, x)
        return self.slopes[place], self.heights[place]

    def __call__(self, x: fmpq) -> fmpq:
        slope, height = self.line(x)
        return slope * x + height

    def between(self, left: fmpq, right: fmpq) -> list[fmpq]:
        """The two ends, and where the envelope bends between them."""
        return [left, *(x for x in self.breaks if left < x < right), right]


def _gaps(floor: _Envelope, ceiling: _Envelope) -> Iterator[tuple[fmpq, fmpq]]:
    """The lines slope x + height of which the least is the ceiling above the floor: a concave function's pieces."""
    breaks = sorted({*floor.breaks, *ceiling.breaks})
    for x in [breaks[0] - 1 if breaks else fmpq(0), *breaks]:
        (down, low), (up, high) = floor.line(x), ceiling.line(x)
        yield up - down, high - low
