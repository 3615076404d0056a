"""Cheapest divisions of points on a line into cells, compiled: searches whose answers are certified elsewhere.

Row j of ``line`` has the sums over the first j points of the weights, of weight times value, and of weight times
value^2, each as a float64 and the remainder that it leaves; so have potentials. Comparisons are made in float64 and,
where its rounding may decide, to about 100 bits.
"""

from __future__ import annotations

import numpy as np

from boundkit.regions.kernel_cache import inner, kernel

_SPLITTER = 134217729.0
_ROUNDING = 1e-14


@inner
def _sum(a, b):
    """The rounded sum and its remainder."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


@inner
def _product(a, b):
    """The rounded product and its remainder."""
    p = a * b
    c = _SPLITTER * a
    ah = c - (c - a)
    al = a - ah
    c = _SPLITTER * b
    bh = c - (c - b)
    bl = b - bh
    return p, ((ah * bh - p) + ah * bl + al * bh) + al * bl


@inner
def _difference(line, i, j, column):
    """The sum of a column over the points i, .., j - 1."""
    high, low = _sum(line[j, column], -line[i, column])
    return _sum(high, low + (line[j, column + 1] - line[i, column + 1]))


@inner
def _cost(line, i, j):
    """The least weighted sum of squares about one value over the points i, .., j - 1."""
    w, v = _difference(line, i, j, 0)
    s, t = _difference(line, i, j, 4)
    if w <= 0:
        return s, t
    f, g = _difference(line, i, j, 2)
    p, e = _product(f, f)
    e += 2 * f * g
    q = p / w
    a, b = _product(q, w)
    r = ((p - a) - b + e - q * v) / w
    high, low = _sum(s, -q)
    return _sum(high, low + (t - r))


@inner
def _roughly(line, i, j):
    """The same in float64, and the size that its rounding is relative to."""
    w = (line[j, 0] - line[i, 0]) + (line[j, 1] - line[i, 1])
    s = (line[j, 4] - line[i, 4]) + (line[j, 5] - line[i, 5])
    if w <= 0:
        return s, abs(s)
    f = (line[j, 2] - line[i, 2]) + (line[j, 3] - line[i, 3])
    q = f * f / w
    return s - q, abs(s) + q


@inner
def _beats(line, best, i, k, j):
    """Whether a last cell from i to j is strictly better than one from k to j."""
    a, x = _roughly(line, i, j)
    b, y = _roughly(line, k, j)
    start = (best[i, 0] - best[k, 0]) + (best[i, 1] - best[k, 1])
    gain = (b - a) - start
    if abs(gain) > _ROUNDING * (x + y + abs(start)):
        return gain > 0
    a, x = _cost(line, i, j)
    b, y = _cost(line, k, j)
    a, x = _plus(best[i, 0], best[i, 1], a, x)
    b, y = _plus(best[k, 0], best[k, 1], b, y)
    return a < b or (a == b and x < y)


@inner
def _plus(a, x, b, y):
    high, low = _sum(a, b)
    return _sum(high, low + (x + y))


@inner
def _enter(line, best, i, j, price, rest):
    """Put into best[j] the cost of the best way to i and one cell from there."""
    a, x = _cost(line, i, j)
    a, x = _plus(a, x, price, rest)
    best[j, 0], best[j, 1] = _plus(best[i, 0], best[i, 1], a, x)


@kernel(nogil=True)
def sums(values, weights, within):
    """The rows of a line from float64 values, weights, and sums of squares that the points have within themselves."""
    n = values.size
    line = np.zeros((n + 1, 6))
    origin = values[n // 2]
    for j in range(n):
        y, z = _sum(values[j], -origin)
        f, g = _product(weights[j], y)
        f, g = _sum(f, g + weights[j] * z)
        s, t = _product(f, y)
        s, t = _sum(s, t + f * z + g * y)
        line[j + 1, 0], line[j + 1, 1] = _plus(line[j, 0], line[j, 1], weights[j], 0.0)
        line[j + 1, 2], line[j + 1, 3] = _plus(line[j, 2], line[j, 3], f, g)
        s, t = _plus(s, t, within[j], 0.0)
        line[j + 1, 4], line[j + 1, 5] = _plus(line[j, 4], line[j, 5], s, t)
    return line


@kernel(nogil=True)
def ordered(line, price, rest):
    """Cheapest ways from 0 to every j when a cell costs the price besides, for values in order.

    Then a column (the start of the last cell) that is overtaken by a later one stays behind: a queue of columns, with
    the rows from which they are best. Returns the last start of every way, its number of cells, and all costs.
    """
    n = line.shape[0] - 1
    best, before, cells = np.zeros((n + 1, 2)), np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    columns, since = np.zeros(n + 1, np.int64), np.ones(n + 1, np.int64)
    front, back = 0, 0
    for j in range(1, n + 1):
        while front < back and since[front + 1] <= j:
            front += 1
        i = columns[front]
        _enter(line, best, i, j, price, rest)
        before[j], cells[j] = i, cells[i] + 1
        if j == n:
            break
        while back > front and _beats(line, best, j, columns[back], since[back]):
            back -= 1
        low = max(since[back], j + 1)
        if back == front and _beats(line, best, j, columns[back], low):
            columns[back], since[back] = j, low
            continue
        step, high = 1, low + 1
        while high <= n and not _beats(line, best, j, columns[back], high):
            low, step = high, 2 * step
            high = low + step
        high = min(high, n + 1)
        while high - low > 1:
            middle = (low + high) // 2
            if _beats(line, best, j, columns[back], middle):
                high = middle
            else:
                low = middle
        if high <= n:
            back += 1
            columns[back], since[back] = j, high
    return before, cells, best


@kernel(nogil=True)
def unordered(line, price, rest):
    """As ``ordered``, for values in any order.

    A column that is dearer than another by more than the price ends the search: to cut its cell there and at the starts
    of earlier ones costs a price, and no more otherwise.
    """
    n = line.shape[0] - 1
    best, before, cells = np.zeros((n + 1, 2)), np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    for j in range(1, n + 1):
        chosen = j - 1
        for i in range(j - 2, -1, -1):
            if _beats(line, best, i, chosen, j):
                chosen = i
            own, size = _roughly(line, i, j)
            held, other = _roughly(line, chosen, j)
            start = best[i, 0] - best[chosen, 0]
            if start + own - price - held > _ROUNDING * (size + other + abs(start) + abs(price)):
                break
        _enter(line, best, chosen, j, price, rest)
        before[j], cells[j] = chosen, cells[chosen] + 1
    return before, cells, best


@kernel(nogil=True)
def layered(line, m):
    """The last starts of the cheapest ways from 0 to every j in exactly 1, .., m cells, a row each; in any order."""
    n = line.shape[0] - 1
    best, fresh = np.zeros((n + 1, 2)), np.zeros((n + 1, 2))
    before = np.zeros((m, n + 1), np.int64)
    for layer in range(m):
        for j in range(layer + 1, n + 1):
            chosen = j - 1 if layer else 0
            for i in range(j - 2, layer - 1, -1) if layer else range(0):
                if _beats(line, best, i, chosen, j):
                    chosen = i
                alone, size = _roughly(line, i, j)
                held, other = _roughly(line, chosen, j)
                if alone - _ROUNDING * (size + other) > held + best[chosen, 0]:
                    break
            a, x = _cost(line, chosen, j)
            fresh[j, 0], fresh[j, 1] = _plus(best[chosen, 0], best[chosen, 1], a, x)
            before[layer, j] = chosen
        best, fresh = fresh, best
    return before
