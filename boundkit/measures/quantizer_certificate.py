"""Why no division of points on a line into m cells errs less than so much: bounds that take whole numbers only.

Every cell is given a price besides its error. If numbers pi_0, .., pi_n have pi_j - pi_i <= error(i, j) + price for all
cells i < j, then all divisions into m cells err by pi_n - pi_0 - m price or more. The numbers are worked out along
the last starts of a cheapest division, rounded down, and the inequalities are looked at one by one, or, for values in
order, at two rows a column: the error of a cell is then concave in the sense of Monge.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Protocol

import numpy as np
from flint import fmpq

from boundkit.errors import ShapeError
from boundkit.measures.line_points import LinePoints, Sums


class Certificate(Protocol):
    """What proves a lower bound of the error of all divisions into m cells."""

    def bound(self, points: LinePoints, m: int, bits: int) -> fmpq:
        """The bound, with numbers rounded to units of 2^-bits. Raises ShapeError where it is not for such points."""


@dataclass(frozen=True, eq=False)
class Priced:
    """A price a cell, and where the last cell starts in the cheapest division of the first j points, j = 1, .., n."""

    price: fmpq
    before: np.ndarray

    def bound(self, points: LinePoints, m: int, bits: int) -> fmpq:
        sums, before = points.sums, [int(i) for i in self.before]
        price = int((self.price * (1 << bits)).floor())
        heights = [0]
        for j in range(1, points.size + 1):
            i = before[j]
            if not 0 <= i < j:
                raise ShapeError(f"a cell cannot run from {i} to {j}")
            heights.append(heights[i] + sums.floor(i, j, bits) + price)
        if points.ordered:
            slack = _slack_in_order(sums, before, heights, bits)
        else:
            slack = _slack(sums, heights, heights, price, bits, alike=True)
        return fmpq(heights[-1] - m * (price + slack), 1 << bits)


@dataclass(frozen=True, eq=False)
class Layered:
    """Where the last cell starts in the best division of the first j points into 1, .., m cells, a row each."""

    before: np.ndarray

    def bound(self, points: LinePoints, m: int, bits: int) -> fmpq:
        if len(self.before) != m:
            raise ShapeError(f"the certificate is for {len(self.before)} cells, not for {m}")
        sums, n = points.sums, points.size
        least: list[int | None] = [0, *[None] * n]
        slack = 0
        for cells, layer in enumerate(self.before, 1):
            after: list[int | None] = [None] * (n + 1)
            for j in range(cells, n + 1):
                i = int(layer[j])
                start = least[i] if 0 <= i < j else None
                if start is None:
                    raise ShapeError(f"{cells} cells of {j} points, the last of which starts at {i}, there are not")
                after[j] = start + sums.floor(i, j, bits)
            slack += _slack(sums, least, after, 0, bits)
            least = after
        last = least[n]
        if last is None:
            raise ShapeError(f"{n} points have no {m} cells")
        return fmpq(last - slack, 1 << bits)

    @classmethod
    def exactly(cls, points: LinePoints, m: int) -> Layered:
        """Found in exact arithmetic, in time m n^2."""
        sums, n = points.sums, points.size
        cost = {(i, j): sums.cost(i, j) for i in range(n) for j in range(i + 1, n + 1)}
        before, least = np.zeros((m, n + 1), np.int64), {0: fmpq(0)}
        for cells in range(1, m + 1):
            after = {}
            for j in range(cells, n + 1):
                after[j], i = min((least[i] + cost[i, j], i) for i in least if i < j)
                before[cells - 1, j] = i
            least = after
        return cls(before)


def _slack_in_order(sums: Sums, before: Sequence[int], heights: Sequence[int], bits: int) -> int:
    """What no inequality misses by more, where the values are in order.

    The difference of column k, heights[k] + error(k, j), and an earlier one falls as j grows. So between two successive
    last starts a < b, the rows up to the last one of a are decided there, the later ones at the first one of b.
    """
    if any(a > b for a, b in pairwise(before[1:])):
        raise ShapeError("the last starts of cheapest divisions of points in order must be in order")
    n = len(heights) - 1
    turns = [j for j in range(1, n) if before[j] < before[j + 1]]
    ends = [*((before[j], before[j + 1], j) for j in turns), (before[n], n - 1, n)]

    def missed(column: int, owner: int, row: int) -> int:
        return value(owner, row) - value(column, row)

    def value(i: int, j: int) -> int:
        return heights[i] + sums.floor(i, j, bits)

    most, chain = 0, len(ends)
    for a, b, row in ends:
        own = value(a, row)
        most = max([most, *(own - value(k, row) for k in range(a + 1, min(b, row - 1) + 1))])
        if row < n:
            own = value(b, row + 1)
            most = max([most, *(own - value(k, row + 1) for k in range(a, b))])
    return (chain + 1) * (most + 1)


def _slack(
    sums: Sums, below: Sequence[int | None], above: Sequence[int | None], price: int, bits: int, *, alike: bool = False
) -> int:
    """max of above[j] - below[i] - price - error(i, j) over all cells, or 0 where that is more.

    The error of a cell grows with j: rows up to which ``above`` has not grown as much need not be looked at. It is at
    least that of two parts: where both columns are ``alike``, and a cell is undercut by a price, that of its second
    part, looked at before, decides all longer ones.
    """
    lowest = min(entry for entry in above if entry is not None)
    highest = list(accumulate((lowest if entry is None else entry for entry in above), max))
    most, n = 0, len(above) - 1
    for i in range(n - 1, -1, -1):
        start, j = below[i], i + 1
        while start is not None and j <= n:
            value = start + sums.floor(i, j, bits) + price
            end = above[j]
            most = max(most, (lowest if end is None else end) - value)
            if alike and end is not None and value - end >= price:
                break
            j = max(j + 1, bisect_right(highest, value + most))
    return most
