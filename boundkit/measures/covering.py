"""Covering and packing numbers in the sup norm, and the sup distances that they are made of, exactly.

N(delta) is the least number of closed balls of radius delta, centred in the set, that cover it. A set of its points
at pairwise distance above 2 delta is no larger than N(delta), since each ball holds at most one of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, product
from math import comb, prod
from typing import Any

import networkx as nx
import numpy as np
from flint import arb, ctx, fmpq

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, NotEvaluableError, ShapeError
from boundkit.networks.affine import Affine, identity
from boundkit.networks.gate import LinearGate
from boundkit.networks.mixture import Mixture, stack
from boundkit.networks.relu import ReLUNetwork
from boundkit.regions import regions

Program = ReLUNetwork | Mixture
_LOG_BITS = 160
_MOST_AFFINE_CELLS = 64

# boxes ----------------------------------------------------------------------------------------------------------------


def box_covering(half_widths: Iterable[Any], delta: Any) -> int:
    """N(delta) of the box of all x with |x_i| <= half_widths[i], in the maximum norm: prod ceil(b_i / delta).

    Evenly spread points at pairwise distance above 2 delta are as many, so fewer balls do not do, wherever they are
    centred. Raises DomainError unless delta > 0 and the half-widths are >= 0.

    >>> box_covering([1], "1/10"), box_covering([1] * 64, "1/10") == 10**64
    (10, True)
    """
    radius = _positive("delta", delta)
    return prod(_parts(width, radius) for width in half_widths)


def box_packing(half_widths: Iterable[Any], separation: Any) -> int:
    """The most points of that box at pairwise distance above ``separation``: prod ceil(2 b_i / separation).

    >>> box_packing([1, 1], "1/2") == box_covering([1, 1], "1/4") == 16
    True
    """
    return box_covering(half_widths, _positive("separation", separation) / 2)


def box_centres(half_widths: Iterable[Any], delta: Any) -> list[tuple[fmpq, ...]]:
    """Centres of box_covering(half_widths, delta) balls of radius delta that cover the box: midpoints of equal parts.

    >>> box_centres([1], "1/2")
    [(-1/2,), (1/2,)]
    """
    radius = _positive("delta", delta)
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
    radius = _positive("separation", separation) / 2
    axes = []
    for half in map(rational, half_widths):
        last = _parts(half, radius) - 1
        axes.append([half * fmpq(2 * index - last, last) for index in range(last + 1)] if last else [fmpq(0)])
    return list(product(*axes))


def sparse_covering(E: int, k: int, B: Any, delta: Any) -> Enclosure:
    """N(delta), in the maximum norm, of the x in [-B, B]^E with at most k nonzero entries: exact, or its two ends.

    With r = B/delta, the values 0, +-s, .., +-q s reach B at a spacing s > 2 delta when q < r/2. The parts of length
    2 delta around 0, +-2 delta, .., +-2 q delta hold [-B, B] when q >= (r - 1)/2 (the last centres move to +-B if they
    lie beyond). Either way C(E, j) (2 q)^j such vectors have j nonzero entries. Exact for r in (2 q, 2 q + 1].

    >>> sparse_covering(4, 1, 1, "1/3"), sparse_covering(4, 1, 1, "1/2").exact
    (Enclosure(lower=9, upper=9, rigorous=True), False)
    """
    if not 1 <= k <= E:
        raise DomainError(f"k = {k} of E = {E} entries is not allowed: 1 <= k <= E")
    ratio = _positive("B", B) / _positive("delta", delta)
    ends = (max(0, int((ratio / 2).ceil()) - 1), max(0, int(((ratio - 1) / 2).ceil())))
    low, high = (fmpq(sum(comb(E, j) * (2 * q) ** j for j in range(k + 1))) for q in ends)
    return Enclosure(low, high)


def _parts(half_width: Any, radius: fmpq) -> int:
    half = rational(half_width)
    if half < 0:
        raise DomainError(f"a box of half-width {half} is empty; give a number >= 0")
    return max(1, int((half / radius).ceil()))


def _positive(name: str, value: Any) -> fmpq:
    number = rational(value)
    if number <= 0:
        raise DomainError(f"{name} = {number} is not allowed: {name} is > 0")
    return number


# finite sets ----------------------------------------------------------------------------------------------------------


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


# sup distances --------------------------------------------------------------------------------------------------------


def sup_distance(first: Program, second: Program, box: tuple[Any, Any] = (0, 1)) -> fmpq:
    """The supremum of |first - second| (the largest coordinate) over the box, exactly.

    It is taken over the open pieces, on which both are affine; for mixtures that jump, the values at the jumps
    themselves are left out. Mixtures need one input. Raises ShapeError when the two do not fit.

    >>> sup_distance(threshold("1/3"), threshold("1/2"))
    1
    """
    return sup_distances([first, second], box)[0][1]


def sup_norm(program: Program, box: tuple[Any, Any] = (0, 1)) -> fmpq:
    """The supremum of the largest |coordinate| of the output over the open pieces in the box, exactly.

    >>> sup_norm(ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]]))
    1/2
    """
    return max(abs(v) for region in regions(program, box) for v in region.polytope.values(region.affine).entries())


def difference(first: ReLUNetwork, second: ReLUNetwork) -> ReLUNetwork:
    """The network x -> first(x) - second(x), both side by side. Raises ShapeError unless inputs, outputs, depths agree.

    >>> line = ReLUNetwork.affine([[1]], [0])
    >>> difference(line, ReLUNetwork.affine([[3]], [1]))([1])
    [-3]
    """
    shapes = [(f.inputs, f.outputs, len(f.layers)) for f in (first, second)]
    if shapes[0] != shapes[1]:
        raise ShapeError(f"a difference needs equal inputs, outputs and layers; got {shapes[0]} and {shapes[1]}")
    last = len(first.layers) - 1
    pairs = enumerate(zip(first.layers, second.layers, strict=True))
    return ReLUNetwork(tuple(_side_by_side(a, b, level == 0, level == last) for level, (a, b) in pairs))


def _side_by_side(a: Affine, b: Affine, shared: bool, subtracted: bool) -> Affine:
    """Both maps in one, on the same inputs when ``shared``, else on two blocks; their difference if ``subtracted``."""
    left: list[list[Any]] = a.weight.tolist()
    right: list[list[Any]] = b.weight.tolist()
    if not shared:
        left, right = [[*row, *[0] * b.inputs] for row in left], [[*[0] * a.inputs, *row] for row in right]
    if not subtracted:
        return Affine(left + right, a.bias.entries() + b.bias.entries())
    return Affine(
        [[x - y for x, y in zip(p, q, strict=True)] for p, q in zip(left, right, strict=True)],
        (a.bias - b.bias).entries(),
    )


def sup_distances(programs: Sequence[Program], box: tuple[Any, Any] = (0, 1)) -> list[list[fmpq]]:
    """The symmetric matrix of sup_distance between all the programs.

    For one input the values at both sides of all breakpoints are laid side by side; for more inputs the regions of
    every difference network are enumerated.
    """
    if len({(f.inputs, f.outputs) for f in programs}) > 1:
        raise ShapeError(f"the functions differ in shape: {sorted({(f.inputs, f.outputs) for f in programs})}")
    size = len(programs)
    matrix = [[fmpq(0)] * size for _ in range(size)]
    of_pair = _from_values(programs, box) if programs and programs[0].inputs == 1 else _from_regions(programs, box)
    for i in range(size):
        for j in range(i):
            matrix[i][j] = matrix[j][i] = of_pair(i, j)
    return matrix


def _from_regions(programs: Sequence[Program], box: tuple[Any, Any]) -> Callable[[int, int], fmpq]:
    networks = [program for program in programs if isinstance(program, ReLUNetwork)]
    if len(networks) < len(programs):
        raise NotEvaluableError("sup distances of mixtures with more than one input are not available; use one input")
    return lambda i, j: sup_norm(difference(networks[i], networks[j]), box)


def _from_values(programs: Sequence[Program], box: tuple[Any, Any]) -> Callable[[int, int], fmpq]:
    columns = side_values(programs, box)
    distinct = columns[:, [j for j in range(columns.shape[1]) if any(columns[:, j] != columns[0, j])]]
    if not distinct.shape[1]:
        return lambda i, j: fmpq(0)
    return lambda i, j: np.abs(distinct[i] - distinct[j]).max()


def side_values(programs: Sequence[Program], box: tuple[Any, Any] = (0, 1)) -> np.ndarray[Any, Any]:
    """Exact values of functions of one input at both sides of all their breakpoints, a row per function.

    All are affine in between, so every supremum of |a_1 f_1 + .. + a_n f_n| over the open pieces is reached there.

    >>> side_values([threshold("1/3"), ReLUNetwork((identity(1),))]).tolist()
    [[0, 0, 1, 1], [0, 1/3, 1/3, 1]]
    """
    lines = [_pieces(program, box) for program in programs]
    breakpoints = sorted({low for starts, _ in lines for low in starts})
    ends = [*breakpoints[1:], _upper_end(box)]
    rows = []
    for starts, maps in lines:
        row: list[fmpq] = []
        for low, high in zip(breakpoints, ends, strict=True):
            piece = maps[bisect_right(starts, low) - 1]
            row += piece([low]) + piece([high])
        rows.append(row)
    return np.array(rows, dtype=object)


def _pieces(program: Program, box: tuple[Any, Any]) -> tuple[list[fmpq], list[Affine]]:
    """Left ends and affine maps of the pieces of a function of one input, from left to right."""
    found = {region.polytope.range(identity(1))[0]: region.affine for region in regions(program, box)}
    starts = sorted(found)
    return starts, [found[low] for low in starts]


def _upper_end(box: tuple[Any, Any]) -> fmpq:
    upper = box[1]
    return rational(upper[0] if isinstance(upper, Sequence) and not isinstance(upper, str) else upper)


# affine functions given by slope and intercept ------------------------------------------------------------------------


def affine_covering(B: Any, delta: Any, *, symmetric: bool = False) -> Enclosure:
    """N(delta) of {x -> a x + b : |a|, |b| <= B} in the sup norm on [0, 1], or on [-1, 1] when ``symmetric``.

    With n = B/delta whole it is n (n + 1) on [0, 1] and 2 n (n + 1) on [-1, 1], and the enclosure is exact; else n
    rounded down and up gives its two ends (and one ball does for n <= 1/2). Both sides are verified by affine_cover and
    affine_load. Raises DomainError when n is above 64.

    >>> affine_covering(1, "1/4"), affine_covering(1, "1/4", symmetric=True).lower
    (Enclosure(lower=20, upper=20, rigorous=True), 40)
    """
    ratio = _positive("B", B) / _positive("delta", delta)
    low, high = int(ratio.floor()), int(ratio.ceil())
    if high > _MOST_AFFINE_CELLS:
        raise DomainError(f"B/delta = {ratio} is beyond {_MOST_AFFINE_CELLS}; give a larger delta")
    if 2 * ratio <= 1:
        return enclose(1)
    return Enclosure(fmpq(_affine_counts(low, symmetric)[0] if low else 1), fmpq(_affine_counts(high, symmetric)[1]))


@lru_cache
def _affine_counts(n: int, symmetric: bool) -> tuple[int, int]:
    """Lower and upper bound at B/delta = n: the total of a measure over its largest load, and the size of a cover."""
    total = sum(length for *_, length in affine_measure(n, symmetric=symmetric))
    lower = (fmpq(total, 2) / affine_load(n, symmetric=symmetric)).ceil()
    return int(lower), len(affine_cover(n, symmetric=symmetric))


def affine_cover(n: int, *, symmetric: bool = False) -> list[tuple[int, int]]:
    """Centres of balls that cover the class at B = n, delta = 1, as pairs (u, v) of the values at the interval's ends.

    The class is the parallelogram |u|, |v - u| <= n (the diamond |u| + |v| <= 2n when symmetric), balls are squares of
    side 2: columns of n + 1 squares, or rows that shorten by two. All corners are whole numbers, so each triangle that
    the diagonals cut from a unit square lies in the class or outside, and in a ball or outside; that none of the class
    is left over is verified.
    """
    if symmetric:
        rows = [(2 * (n - row) - 1, 2 * row + 1) for row in range(n)]
        centres = [(u, v) for end, height in rows for v in (-height, height) for u in range(-end, end + 1, 2)]
    else:
        centres = [(u, u + slope) for u in range(1 - n, n, 2) for slope in range(-n, n + 1, 2)]
    covered = {(u + i, v + j) for u, v in centres for i in (-1, 0) for j in (-1, 0)}
    for i, j in product(range(-2 * n, 2 * n), repeat=2):
        inner = [(4 * i + p, 4 * j + q) for p, q in ((2, 1), (2, 3), (1, 2), (3, 2))]
        if (i, j) not in covered and any(_in_class(u, v, 4 * n, symmetric) for u, v in inner):
            raise AssertionError(f"the unit square at {i}, {j} is not covered")
    if not all(_in_class(u, v, n, symmetric) for u, v in centres):
        raise AssertionError("a centre lies outside the class")
    return centres


def _in_class(u: int, v: int, n: int, symmetric: bool) -> bool:
    return abs(u) + abs(v) <= 2 * n if symmetric else abs(u) <= n and abs(v - u) <= n


def affine_measure(n: int, *, symmetric: bool = False) -> list[tuple[int, int, int, int]]:
    """Segments (u, v, slope, length) in the class at B = n, delta = 1, that bear half a unit of mass per unit of u.

    Each starts at (u, v) and runs along v = const + slope u for ``length`` in u. On [0, 1] they are the functions with
    a = -n, 2 - n, .., n; on [-1, 1] those with max(|a|, |b|) = 1, .., n.
    """
    if not symmetric:
        return [(-n, a - n, 1, 2 * n) for a in range(-n, n + 1, 2)]
    return [
        segment
        for r in range(1, n + 1)
        for segment in ((-2 * r, 0, 1, 2 * r), (0, -2 * r, 1, 2 * r), (0, 2 * r, -1, 2 * r), (-2 * r, 0, -1, 2 * r))
    ]


def affine_load(n: int, *, symmetric: bool = False) -> fmpq:
    """The largest mass of affine_measure(n) in a square of side 2, wherever it is placed.

    The mass is continuous and piecewise affine in the centre, and its pieces are bounded by lines x = i, y = i,
    x + y = i, x - y = i with whole i. These meet in points with coordinates in Z/2, so the largest value there is the
    largest of all. Exact integers throughout.
    """
    x, y = np.meshgrid(*[np.arange(-4 * n - 4, 4 * n + 5)] * 2, indexing="ij")  # centres, doubled
    mass = np.zeros_like(x)
    for u, v, slope, length in affine_measure(n, symmetric=symmetric):
        crossing = slope * (y - 2 * v) + 2 * u  # where the segment's line has the height of the centre
        low = np.maximum(np.maximum(x, crossing) - 2, 2 * u)
        high = np.minimum(np.minimum(x, crossing) + 2, 2 * (u + length))
        mass += np.maximum(high - low, 0)
    return fmpq(int(mass.max()), 4)


# functions with parameters --------------------------------------------------------------------------------------------


def threshold(t: Any, experts: int = 2) -> Mixture:
    """The function 1[x > t] on [0, 1] as a mixture of constant experts, for 0 < t < 1.

    Expert 0 puts out 0 left of t; the other experts put out 1 and share the rest in equal parts.

    >>> threshold("1/3")(["1/3"]), threshold("1/3")(["2/5"])
    ([0], [1])
    """
    at = rational(t)
    if not 0 < at < 1 or experts < 2:
        raise DomainError(f"a threshold at {at} of {experts} experts is not allowed: give 0 < t < 1, 2 experts or more")
    ends = [at + (1 - at) * fmpq(j, experts - 1) for j in range(experts - 1)]
    gate = LinearGate([[i] for i in range(experts)], [-sum(ends[:i], fmpq(0)) for i in range(experts)])
    return stack((gate, [Affine([[0]], [min(i, 1)]) for i in range(experts)]))


def network_of(widths: Sequence[int], parameters: Iterable[Any]) -> ReLUNetwork:
    """The ReLU network of these widths (inputs, hidden layers, outputs) from a flat list: layer by layer, weights by
    row, then biases. Raises ShapeError when the number of parameters is not that of the widths.

    >>> network_of([1, 1, 1], [1, 0, -2, 3])([5])
    [-7]
    """
    values, layers = list(parameters), []
    if len(values) != parameter_count(widths):
        raise ShapeError(f"widths {list(widths)} have {parameter_count(widths)} parameters; got {len(values)}")
    for inputs, outputs in pairwise(widths):
        size = inputs * outputs
        rows = [values[at : at + inputs] for at in range(0, size, inputs)]
        layers.append(Affine(rows, values[size : size + outputs]))
        values = values[size + outputs :]
    return ReLUNetwork(tuple(layers))


def parameter_count(widths: Sequence[int]) -> int:
    """Weights and biases of a network of these widths, zeros included: sum (p_l + 1) p_(l+1).

    >>> parameter_count([2, 3, 1])
    13
    """
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(widths))


def parameter_distance(first: ReLUNetwork, second: ReLUNetwork) -> fmpq:
    """The largest difference of two corresponding parameters. Raises ShapeError for different widths."""
    shapes = [[(layer.inputs, layer.outputs) for layer in f.layers] for f in (first, second)]
    if shapes[0] != shapes[1]:
        raise ShapeError(f"the networks have different layers: {shapes[0]} and {shapes[1]}")
    pairs = zip(first.layers, second.layers, strict=True)
    return max(abs(a - b) for one, two in pairs for a, b in zip(one.entries, two.entries, strict=True))


# logarithms -----------------------------------------------------------------------------------------------------------


def log_of(number: int | Enclosure) -> Enclosure:
    """The enclosure of the natural logarithm of a count >= 1, rounded outward; a side that is unbounded stays so.

    >>> log_of(1), log_of(Enclosure(fmpq(10), None)).decimals() is None
    (Enclosure(lower=0, upper=0, rigorous=True), True)
    """
    ends = enclose(number)
    if ends.lower is None or ends.lower < 1:
        raise DomainError(f"a logarithm of a count needs a count >= 1, not {ends}")
    with ctx.workprec(_LOG_BITS):
        low, high = (None if end is None else enclose(arb(end).log()) for end in (ends.lower, ends.upper))
    return Enclosure(low.lower if low else None, high.upper if high else None, ends.rigorous)
