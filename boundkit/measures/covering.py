"""Covering and packing numbers in the maximum norm: of boxes, of sparse vectors and of finite sets, exactly.

N(delta) is the least number of closed balls of radius delta that cover a set: centred in the set (the internal number),
or anywhere (the external one, which is no larger). N without a word is the internal number here. For boxes both are the
same. A set of points at pairwise distance above 2 delta is no larger than either, since each ball holds at most one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import comb, prod
from typing import Any

import networkx as nx
from flint import arb, ctx, fmpq

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, ShapeError

_LOG_BITS = 160


@dataclass(frozen=True)
class CoveringNumbers:
    """What is known of the external and of the internal number of one set and radius."""

    external: Enclosure
    internal: Enclosure

    @classmethod
    def between(
        cls, *, apart: int = 1, by_volume: int = 1, anywhere: int | None = None, inside: int | None = None
    ) -> CoveringNumbers:
        """From points ``apart`` by more than 2 delta, a quotient of volumes, and balls that cover, by their centres.

        >>> found = CoveringNumbers.between(apart=3, anywhere=5, inside=9)
        >>> found.external, found.internal
        (Enclosure(lower=3, upper=5, rigorous=True), Enclosure(lower=3, upper=9, rigorous=True))
        """
        least = fmpq(max(apart, by_volume))
        covers = [fmpq(number) for number in (anywhere, inside) if number is not None]
        most = None if inside is None else fmpq(inside)
        return cls(Enclosure(least, min(covers, default=None)), Enclosure(least, most))


def box_covering(half_widths: Iterable[Any], delta: Any) -> int:
    """N(delta) of the box of all x with |x_i| <= half_widths[i], in the maximum norm: prod ceil(b_i / delta).

    Evenly spread points at pairwise distance above 2 delta are as many, so fewer balls do not do, wherever they are
    centred. Raises DomainError unless delta > 0 and the half-widths are >= 0.

    >>> box_covering([1], "1/10"), box_covering([1] * 64, "1/10") == 10**64
    (10, True)
    """
    radius = positive("delta", delta)
    return prod(_parts(width, radius) for width in half_widths)


def box_packing(half_widths: Iterable[Any], separation: Any) -> int:
    """The most points of that box at pairwise distance above ``separation``: prod ceil(2 b_i / separation).

    >>> box_packing([1, 1], "1/2") == box_covering([1, 1], "1/4") == 16
    True
    """
    return box_covering(half_widths, positive("separation", separation) / 2)


def box_centres(half_widths: Iterable[Any], delta: Any) -> list[tuple[fmpq, ...]]:
    """Centres of box_covering(half_widths, delta) balls of radius delta that cover the box: midpoints of equal parts.

    >>> box_centres([1], "1/2")
    [(-1/2,), (1/2,)]
    """
    radius = positive("delta", delta)
    axes = []
    for half in map(rational, half_widths):
        parts = _parts(half, radius)
        axes.append([half * fmpq(2 * index + 1 - parts, parts) for index in range(parts)])
    return list(product(*axes))


def box_separated(half_widths: Iterable[Any], separation: Any) -> list[tuple[fmpq, ...]]:
    """box_packing(half_widths, separation) points of the box at pairwise distance above ``separation``.

    >>> box_separated([1], "3/4")
    [(-1,), (0,), (1,)]
    """
    radius = positive("separation", separation) / 2
    axes = []
    for half in map(rational, half_widths):
        last = _parts(half, radius) - 1
        axes.append([half * fmpq(2 * index - last, last) for index in range(last + 1)] if last else [fmpq(0)])
    return list(product(*axes))


def sparse_covering(E: int, k: int, B: Any, delta: Any) -> Enclosure:
    """N(delta), in the maximum norm, of the x in [-B, B]^E with at most k nonzero entries: exact, or its two ends.

    With r = B/delta, the values 0, +-s, .., +-q s reach B at a spacing s > 2 delta when q < r/2. The parts of length
    2 delta around 0, +-2 delta, .., +-2 q delta hold [-B, B] when q >= (r - 1)/2 (the last centres move to +-B if they
    lie beyond). Either way C(E, j) (2 q)^j such vectors have j nonzero entries. Exact for r in (2 q, 2 q + 1]. Balls
    centred anywhere need as many as the lower end.

    >>> sparse_covering(4, 1, 1, "1/3"), sparse_covering(4, 1, 1, "1/2").exact
    (Enclosure(lower=9, upper=9, rigorous=True), False)
    """
    if not 1 <= k <= E:
        raise DomainError(f"k = {k} of E = {E} entries is not allowed: 1 <= k <= E")
    ratio = positive("B", B) / positive("delta", delta)
    ends = (max(0, int((ratio / 2).ceil()) - 1), max(0, int(((ratio - 1) / 2).ceil())))
    low, high = (fmpq(sum(comb(E, j) * (2 * q) ** j for j in range(k + 1))) for q in ends)
    return Enclosure(low, high)


def _parts(half_width: Any, radius: fmpq) -> int:
    half = rational(half_width)
    if half < 0:
        raise DomainError(f"a box of half-width {half} is empty; give a number >= 0")
    return max(1, int((half / radius).ceil()))


def positive(name: str, value: Any) -> fmpq:
    """A rational above 0. Raises DomainError for another number."""
    number = rational(value)
    if number <= 0:
        raise DomainError(f"{name} = {number} is not allowed: {name} is > 0")
    return number


def covering_number(distances: Sequence[Sequence[Any]], delta: Any) -> int:
    """N(delta) of a finite set, from its symmetric matrix of distances, by exhaustive search; for small sets.

    >>> line = [[abs(i - j) for j in range(5)] for i in range(5)]
    >>> covering_number(line, 1), covering_number(line, 2), covering_number(line, "1/2")
    (2, 1, 5)
    """
    radius = rational(delta)
    balls = [sum(1 << j for j, d in enumerate(row) if d <= radius) for row in _square(distances)]
    everything = (1 << len(balls)) - 1
    return next(count for count in range(len(balls) + 1) if _covers(balls, everything, count))


def _covers(balls: list[int], rest: int, count: int) -> bool:
    """Whether ``count`` balls cover ``rest``: one of them holds the point that the fewest balls hold."""
    if not rest:
        return True
    if count * max((ball & rest).bit_count() for ball in balls) < rest.bit_count():
        return False
    hardest = min(
        ([ball for ball in balls if ball >> point & 1] for point in range(len(balls)) if rest >> point & 1), key=len
    )
    return any(_covers(balls, rest & ~ball, count - 1) for ball in hardest)


def packing_number(distances: Sequence[Sequence[Any]], separation: Any) -> int:
    """The most points of a finite set at pairwise distance above ``separation``, by exhaustive search; for small sets.

    >>> packing_number([[abs(i - j) for j in range(5)] for i in range(5)], 1)
    3
    """
    apart = rational(separation)
    rows = _square(distances)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(rows)))
    graph.add_edges_from((i, j) for i, row in enumerate(rows) for j in range(i) if row[j] > apart)
    return max((len(clique) for clique in nx.find_cliques(graph)), default=0)


def greedy_packing(distances: Sequence[Sequence[Any]], separation: Any) -> list[int]:
    """Indices of points at pairwise distance above ``separation``, each taken when it is far from those before it.

    None can be added, so balls of radius ``separation`` around them cover the set.

    >>> greedy_packing([[abs(i - j) for j in range(5)] for i in range(5)], 1)
    [0, 2, 4]
    """
    apart = rational(separation)
    chosen: list[int] = []
    for index, row in enumerate(_square(distances)):
        if all(row[other] > apart for other in chosen):
            chosen.append(index)
    return chosen


def least_distance(distances: Sequence[Sequence[Any]]) -> fmpq:
    """The least distance between two points. Raises DomainError for fewer than two."""
    rows = _square(distances)
    if len(rows) < 2:
        raise DomainError(f"{len(rows)} points have no distance between them; give at least 2")
    return min(rational(row[j]) for i, row in enumerate(rows) for j in range(i))


def _square(distances: Sequence[Sequence[Any]]) -> list[list[Any]]:
    rows = [list(row) for row in distances]
    if any(len(row) != len(rows) for row in rows):
        raise ShapeError(f"{len(rows)} points need {len(rows)} distances a row; got {[len(row) for row in rows]}")
    return rows


def share_of_patterns(E: int, k: int, layers: int, parameters: int, midpoints: int) -> Enclosure:
    """What part of the entropy the choice of k of E experts in each layer is, the rest being midpoints; in a ball.

    An entropy below log 3 counts as log 3.

    >>> print(share_of_patterns(4, 1, 1, 2, 2))
    [0.499999999999, 0.500000000001]
    """
    with ctx.workprec(_LOG_BITS):
        chosen = layers * arb(comb(E, k)).log()
        return enclose(chosen / (chosen + parameters * arb(midpoints).log()).max(arb(3).log()))


def log_of(number: int | Enclosure) -> Enclosure:
    """The enclosure of the natural logarithm of a count >= 1, rounded outward; a side that is unbounded stays so.

    >>> log_of(1), log_of(Enclosure(fmpq(10), None)).decimals(3)
    (Enclosure(lower=0, upper=0, rigorous=True), ['2.3', 'oo'])
    """
    ends = enclose(number)
    if ends.lower is None or ends.lower < 1:
        raise DomainError(f"a logarithm of a count needs a count >= 1, not {ends}")
    with ctx.workprec(_LOG_BITS):
        low, high = (None if end is None else enclose(arb(end).log()) for end in (ends.lower, ends.upper))
    return Enclosure(low.lower if low else None, high.upper if high else None, ends.rigorous)
