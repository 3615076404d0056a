"""A top-1 linear gate cuts a convex cell into at most E cells, all of them convex.

Expert i serves the points where its score is at least every other score: an intersection of half-spaces.
"""

from itertools import pairwise
from random import Random

from flint import fmpq
from sympy import Eq

from boundkit.arithmetic.rational import rational
from boundkit.constructions.digits import equal_parts_gate, top_k_as_top_one
from boundkit.evidence import attained, fails_without, instances, too_strong
from boundkit.measures.cut_cells import CutCell, connected_cells, glued, is_convex
from boundkit.networks import LinearGate
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, natural, quantity
from boundkit.statements.shape import k

E = natural("E", "experts per layer")
c = quantity("c", "connected cells into which one layer's routing cuts the cell", measure=connected_cells)


@hypothesis("every input is served by one of the E experts, the one of largest score", shape=(Eq(k, 1),))
def top_one(cell, at):
    return all(gate.experts == at["E"] for _, _, gate in cell.parts)


@hypothesis("scores are affine functions")
def affine(cell):
    return all(one[2].scores == other[2].scores for one, other in pairwise(cell.parts))


@hypothesis("the cell is convex")
def convex(cell):
    return is_convex(cell)


STATEMENT = Theorem(
    id="classical.convex_routing_cells",
    title="A top-1 linear gate cuts a convex cell into at most E convex cells",
    source=cite("boundkit", "own proof"),
    given=(top_one, affine, convex),
    claims=(
        Claim("upper", UPPER, c <= E,
              proof="Expert i serves the points where s_i - s_j >= 0 for all j (> 0 for j < i): convex, so connected."),
    ),
)  # fmt: skip


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


THEOREM = STATEMENT.supported_by(
    instances("upper", random_gates, E=range(1, 6), d=(1, 2), seed=range(6),
              full={"d": (1, 2, 3), "seed": range(40)}),
    attained("upper", equal_parts, E=range(1, 9)),
    too_strong("upper", c <= E - 1, equal_parts, E=range(2, 5)),
    fails_without(top_one, "upper", two_of_four, E=4),
    fails_without(affine, "upper", kinked_scores, E=(2, 3)),
    fails_without(convex, "upper", horseshoe, E=(2,)),
)  # fmt: skip
