"""A top-1 linear gate cuts a convex cell into at most E cells, all of them convex.

Expert i serves the points where its score is at least every other score: an intersection of half-spaces.
"""

from dataclasses import dataclass
from itertools import combinations, pairwise, product
from math import prod
from random import Random

import networkx as nx
import sympy
from flint import fmpq
from sympy import Eq

from boundkit.arithmetic.rational import rational
from boundkit.constructions.digits import equal_parts_gate, top_k_as_top_one
from boundkit.evidence import attained, derives, fails_without, identity, instances, nonnegative, too_strong
from boundkit.networks import Affine, LinearGate
from boundkit.regions.polytope import Polytope
from boundkit.statements import UPPER, Claim, Theorem, cite, given, natural, quantity
from boundkit.statements.shape import k

# notation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CutCell:
    """A cell, glued from boxes (lower, upper) that overlap in faces at most, and the gate on each of them.

    Scores agree where boxes touch.
    """

    parts: tuple

    def witness(self):
        return {"boxes and gates": [list(part) for part in self.parts]}


def connected_cells(cell):
    """Connected open sets into which the routing cuts the interior of the cell, exactly.

    The part of each box that an expert serves is convex; two such parts are joined where the expert serves an open
    piece of the face between the boxes.
    """
    joined = nx.Graph()
    for index, (low, high, gate) in enumerate(cell.parts):
        joined.add_nodes_from((index, expert) for expert in range(gate.experts) if serves(gate, expert, low, high))
    for (i, one), (j, other) in combinations(enumerate(cell.parts), 2):
        face = common_face(one, other)
        if face is not None:
            for expert in range(one[2].experts):
                if serves(*on_face(one[2], expert, *face)):
                    joined.add_edge((i, expert), (j, expert))
    return nx.number_connected_components(joined)


def serves(gate, expert, low, high):
    """Whether an expert serves an open part of the box; a box of dimension zero is a point."""
    if not low:
        return gate.choose([0]) == expert
    rows = list(zip(gate.scores.weight.tolist(), gate.scores.bias.entries(), strict=True))
    part = Polytope.box(low, high)
    for rival, (row, offset) in enumerate(rows):
        normal = [a - b for a, b in zip(rows[expert][0], row, strict=True)]
        level = rows[expert][1] - offset
        if rival == expert or (rival > expert and level == 0 and not any(normal)):
            continue
        part = part.above(Affine([normal], [level]))
        if part is None:
            return False
    return True


def common_face(one, other):
    """(axis, place, low, high) of the facet that two boxes share a part of, or None."""
    low = [max(a, b) for a, b in zip(one[0], other[0], strict=True)]
    high = [min(a, b) for a, b in zip(one[1], other[1], strict=True)]
    flat = [axis for axis, (a, b) in enumerate(zip(low, high, strict=True)) if a == b]
    if any(a > b for a, b in zip(low, high, strict=True)) or len(flat) != 1:
        return None
    axis = flat[0]
    return axis, low[axis], low[:axis] + low[axis + 1 :], high[:axis] + high[axis + 1 :]


def on_face(gate, expert, axis, place, low, high):
    """The gate restricted to a face; on a point it reads one coordinate that it ignores."""
    rows = gate.scores.weight.tolist()
    offsets = [b + row[axis] * place for row, b in zip(rows, gate.scores.bias.entries(), strict=True)]
    return LinearGate([row[:axis] + row[axis + 1 :] or [0] for row in rows], offsets), expert, low, high


E = natural("E", "experts per layer")
c = quantity("c", "connected cells into which one layer's routing cuts the cell", measure=connected_cells)

# hypotheses -------------------------------------------------------------------------------------------------------


def routes_to_one_expert(cell, at):
    return all(gate.experts == at["E"] for _, _, gate in cell.parts)


def has_affine_scores(cell):
    return all(one[2].scores == other[2].scores for one, other in pairwise(cell.parts))


def is_convex(cell):
    """Boxes that overlap in faces at most form a convex set when they fill the box around them."""
    lows, highs = (zip(*(part[end] for part in cell.parts), strict=True) for end in (0, 1))
    around = prod(max(high) - min(low) for low, high in zip(lows, highs, strict=True))
    return around == sum(prod(b - a for a, b in zip(low, high, strict=True)) for low, high, _ in cell.parts)


top_one = given(routes_to_one_expert, "every input is served by one of the E experts, the one of largest score",
                shape=(Eq(k, 1),))  # fmt: skip
affine = given(has_affine_scores, "scores are affine functions")
convex = given(is_convex, "the cell is convex")

# objects ----------------------------------------------------------------------------------------------------------


def boxes(*axes):
    """The boxes between the consecutive places given for each axis."""
    for sides in product(*(pairwise([rational(place) for place in places]) for places in axes)):
        yield [low for low, _ in sides], [high for _, high in sides]


def glued(gate, *axes):
    return CutCell(tuple((low, high, gate) for low, high in boxes(*axes)))


def random_gates(E, d, seed):
    """Integer scores drawn with a seed, on the cube [-1, 1]^d glued from 3 boxes along each axis."""
    draw = Random(f"{E} {d} {seed}")
    rows = [[draw.randint(-5, 5) for _ in range(d)] for _ in range(E)]
    gate = LinearGate(rows, [draw.randint(-3, 3) for _ in range(E)])
    return glued(gate, *[(-1, fmpq(-1, 3), fmpq(1, 5), 1)] * d)


def equal_parts(E):
    return glued(equal_parts_gate(E), (0, fmpq(1, 3), fmpq(3, 4), 1))


def two_of_four(E):
    """Adding the two best of four experts in three dimensions: the gate scores C(4, 2) = 6 pairs of experts."""
    rows = [[3, -1, -1], [-1, 3, -1], [-1, -1, 3], [0, 0, 0]][:E]
    shifted = [[a - b for a, b in zip(row, rows[0], strict=True)] for row in rows]
    gate = top_k_as_top_one(shifted, 2).layers[0].gate
    return glued(gate, *[(-1, 1)] * 3)


def horseshoe(E):
    """Two arms on a base, and a gate that reads the height: the upper expert serves both arms."""
    base, left, right = ([0, 0], [3, 1]), ([0, 1], [1, 3]), ([2, 1], [3, 3])
    gate = LinearGate([[0, i] for i in range(E)], [-2 * i * i for i in range(E)])
    return CutCell(tuple(([rational(a) for a in low], [rational(b) for b in high], gate)
                         for low, high in (base, left, right)))  # fmt: skip


def kinked_scores(E):
    """Scores i |x| - i^2 / (2 E): every expert but the first serves two intervals."""
    side = [LinearGate([[sign * i] for i in range(E)], [fmpq(-i * i, 2 * E) for i in range(E)]) for sign in (-1, 1)]
    return CutCell((([fmpq(-1)], [fmpq(0)], side[0]), ([fmpq(0)], [fmpq(1)], side[1])))


# derivations ------------------------------------------------------------------------------------------------------


def segments_stay_inside(claim):
    """Margins s_i - s_j are affine, so on a segment they lie between their values at its ends."""
    a, b, slope, level = sympy.symbols("a b g h", real=True)
    more = sympy.Symbol("q", nonnegative=True)
    t = 1 / (1 + more)  # runs through (0, 1]
    at_a, at_b = (sympy.Symbol(f"margin_{end}", nonnegative=True) for end in "ab")

    def margin(x):
        return slope * x + level

    yield identity("along a segment the margin at (1 - t) a + t b is (1 - t) margin(a) + t margin(b)",
                   margin((1 - t) * a + t * b), (1 - t) * margin(a) + t * margin(b))  # fmt: skip
    yield nonnegative("so it is >= 0 between two points where it is >= 0", (1 - t) * at_a + t * at_b)
    yield nonnegative("and at least the lesser of two values margin_a + margin_b and margin_b",
                      (1 - t) * (at_a + at_b) + t * at_b - at_b)  # fmt: skip
    yield identity("a convex set is connected: each of the E experts serves at most one cell, 1 + .. + 1 in all",
                   sympy.summation(1, (sympy.Symbol("i"), 1, E)), claim.expression)  # fmt: skip


THEOREM = Theorem(
    id="classical.convex_routing_cells",
    title="A top-1 linear gate cuts a convex cell into at most E convex cells",
    source=cite("boundkit", "own proof"),
    given=(top_one, affine, convex),
    claims=(
        Claim("upper", UPPER, c <= E,
              proof="Expert i serves the points where s_i - s_j >= 0 for all j (> 0 for j < i): convex, so connected."),
    ),
    evidence=(
        derives("upper", segments_stay_inside),
        instances("upper", random_gates, E=range(1, 6), d=(1, 2), seed=range(6),
                  full={"d": (1, 2, 3), "seed": range(40)}),
        attained("upper", equal_parts, E=range(1, 9)),
        too_strong("upper", c <= E - 1, equal_parts, E=range(2, 5)),
        fails_without(top_one, "upper", two_of_four, E=4),
        fails_without(affine, "upper", kinked_scores, E=(2, 3)),
        fails_without(convex, "upper", horseshoe, E=(2,)),
    ),
)  # fmt: skip
