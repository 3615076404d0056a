"""The largest size of a function on pieces, by best-first branch and bound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import combinations, count
from typing import NamedTuple

from flint import fmpq, fmpz

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import NODE_BITS
from boundkit.constructions.kuhn import Point
from boundkit.errors import BudgetExhaustedError
from boundkit.measures.mesh import Piece
from boundkit.regions.limit import Limit

_MOST_SPLITS = 100_000
_ZERO = fmpq(1, fmpz(1) << (NODE_BITS - 8))


class Bounds(NamedTuple):
    """Rationals below and above the largest size on a piece, None above where there is no bound.

    At ``place``, a point of the piece, the size is at least ``low``. ``refined`` gives closer ones at a price.
    """

    low: fmpq
    place: Point | None
    high: fmpq | None
    refined: Callable[[], Bounds] | None = None


@dataclass(frozen=True)
class Largest:
    """The supremum lies between ``lower`` and ``upper`` (None: no bound was found).

    ``place`` is a point of the closed ``piece`` at which the affine map of the piece is at least ``lower`` off; None
    where nothing but 0 was found. ``settled`` tells whether the width that was asked for is reached.
    """

    lower: fmpq
    upper: fmpq | None
    place: Point | None = None
    piece: Piece | None = None
    settled: bool = True

    @property
    def enclosure(self) -> Enclosure:
        return Enclosure(self.lower, self.upper)


def largest(
    parts: Iterable[Piece], bounds: Callable[[Piece], Bounds], tolerance: fmpq, limit: Limit | None = None
) -> Largest:
    """The supremum over the union of the pieces, to a relative width of ``tolerance``.

    Pieces come one at a time, and may raise BudgetExhaustedError. Where the upper bound is the largest it is refined,
    or the piece is bisected. What 100000 such steps or the limit do not reach stays wider; it is rigorous all the same.

    >>> from boundkit.networks.affine import Affine
    >>> whole = Piece(((fmpq(0),), (fmpq(1),)), Affine([[1]], [-2]))
    >>> ends = lambda part: Bounds(*max((abs(part.affine(v)[0]), v) for v in part.vertices), fmpq(2))
    >>> print(largest([whole], ends, fmpq(0)).enclosure)
    2
    """
    search = _Search(bounds)
    complete = True
    try:
        for part in parts:
            search.take(part)
    except BudgetExhaustedError:
        complete = False
    for _ in range(_MOST_SPLITS):
        if not complete or search.settled(tolerance) or not (limit is None or limit.allows(0)):
            break
        search.divide()
    return search.result(complete, tolerance)


class _Search:
    """The pieces that may hold more than the best value seen, the most promising first."""

    def __init__(self, bounds: Callable[[Piece], Bounds]) -> None:
        self._bounds = bounds
        self._order = count()
        self._heap: list[tuple[bool, fmpq, int, Piece, Callable[[], Bounds] | None]] = []
        self._best = fmpq(0)
        self._place: Point | None = None
        self._piece: Piece | None = None

    def take(self, part: Piece) -> None:
        self._keep(part, self._bounds(part))

    def _keep(self, part: Piece, bounds: Bounds) -> None:
        low, place, high, refined = bounds
        if low > self._best:
            self._best, self._place, self._piece = low, place, part
        if high is None or high > self._best:
            order = fmpq(0) if high is None else -high
            heappush(self._heap, (high is not None, order, next(self._order), part, refined))

    def divide(self) -> None:
        """Refine the bounds of the most promising piece, or cut it in two."""
        *_, part, refined = heappop(self._heap)
        if refined is not None:
            self._keep(part, refined())
            return
        for half in halves(part):
            self.take(half)

    @property
    def upper(self) -> fmpq | None:
        if not self._heap:
            return self._best
        bounded, negative, *_ = self._heap[0]
        return max(self._best, -negative) if bounded else None

    def settled(self, tolerance: fmpq) -> bool:
        upper = self.upper
        return upper is not None and (upper <= self._best * (1 + tolerance) or upper <= _ZERO)

    def result(self, complete: bool, tolerance: fmpq) -> Largest:
        upper = self.upper if complete else None
        return Largest(self._best, upper, self._place, self._piece, complete and self.settled(tolerance))


def halves(part: Piece) -> Iterator[Piece]:
    """The piece cut at the middle of its longest edge."""
    corners = part.vertices
    edges = combinations(range(len(corners)), 2)
    first, second = max(edges, key=lambda edge: _squared_distance(*(corners[end] for end in edge)))
    middle = tuple((a + b) / 2 for a, b in zip(corners[first], corners[second], strict=True))
    for replaced in (first, second):
        yield replace(part, vertices=tuple(middle if k == replaced else v for k, v in enumerate(corners)))


def _squared_distance(v: Point, w: Point) -> fmpq:
    return sum(((a - b) ** 2 for a, b in zip(v, w, strict=True)), fmpq(0))
