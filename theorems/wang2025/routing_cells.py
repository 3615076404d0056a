"""Cells of one top-k layer: fewer than C(E, k) in low dimension.  (ours; the plane: Lee 1982)

A linear top-k gate cuts R^D into open cells on which the k chosen experts stay the same. Each k-set is chosen on a
convex set, so there are at most C(E, k) cells; and the hyperplanes on which two scores tie cut R^D into at most
C(m, 0) + .. + C(m, D) parts, m = C(E, 2), on which the whole order of the scores stays the same. For the k nearest of E
prototypes the number is known: E - k + 1 on a line, and in the plane Lee's formula in the unbounded cells.
"""

from dataclasses import dataclass
from functools import cmp_to_key
from itertools import combinations, pairwise, permutations
from random import Random

import sympy
from boundkit.theorems.classical.network_growth import written_as
from boundkit.theorems.classical.zaslavsky import all_regions
from flint import fmpq
from sympy import Eq, Min, Sum, binomial

from boundkit.arithmetic.rational import matrix
from boundkit.constructions.digits import equal_parts_gate, subsets
from boundkit.evidence import Case, attained, derives, fails_without, identity, instances, nonnegative, too_strong
from boundkit.networks import Affine, LinearGate, nearest_prototype, stack
from boundkit.regions import EVERYWHERE, count
from boundkit.statements import EXACT, UPPER, Claim, Theorem, cite, function, given, natural, quantity

# notation ---------------------------------------------------------------------------------------------------------


def cells_of(gate):
    """Open cells of R^D on which the chosen experts stay the same, exactly: one for each set that is chosen."""
    constants = [Affine([[0] * gate.inputs], [expert]) for expert in range(gate.experts)]
    return count(stack((gate, constants)), EVERYWHERE).routing_cells


@dataclass(frozen=True)
class Prototypes:
    """Points of R^D; the k nearest serve an input."""

    points: tuple
    k: int

    @property
    def inputs(self):
        return len(self.points[0])

    def cells(self):
        return cells_of(nearest_prototype(self.points, top=self.k))

    def witness(self):
        return {"prototypes": [list(map(str, point)) for point in self.points], "k": self.k}


@dataclass(frozen=True)
class Scores:
    """A linear top-k gate; its slopes stand where prototypes would."""

    gate: LinearGate

    @property
    def points(self):
        return tuple(map(tuple, self.gate.scores.weight.tolist()))

    @property
    def inputs(self):
        return self.gate.inputs

    def cells(self):
        return cells_of(self.gate)

    def witness(self):
        return {"scores": self.gate.scores, "k": self.gate.top}


@dataclass(frozen=True)
class ScoresOfSize(Scores):
    """A linear gate that reads |x| for a number x: cells right of 0 come again on the left, one of them across 0."""

    reach: int

    def cells(self):
        constants = [Affine([[0]], [expert]) for expert in range(self.gate.experts)]
        return 2 * count(stack((self.gate, constants)), (0, self.reach)).routing_cells - 1


def unbounded_cells(points, order):
    """How many sets of ``order`` points of the plane are the furthest in some direction, exactly, by turning around.

    They are the sets that serve an unbounded cell of the nearest-``order`` gate.
    """
    ties = [(q[1] - p[1], p[0] - q[0]) for p, q in permutations(points, 2)]
    turning = sorted(ties, key=cmp_to_key(_compare_angles))
    found = set()
    for v, w in pairwise([*turning, turning[0]]):
        cross = v[0] * w[1] - v[1] * w[0]
        if cross == 0 and _dot(v, w) > 0:
            continue
        between = (v[0] + w[0], v[1] + w[1]) if cross else (-v[1], v[0])
        along = [_dot(point, between) for point in points]
        found.add(frozenset(sorted(range(len(points)), key=along.__getitem__)[-order:]))
    return len(found)


def _dot(p, v):
    return p[0] * v[0] + p[1] * v[1]


def _compare_angles(v, w):
    """By the angle from the first axis, in [0, 2 pi)."""
    below = [b < 0 or (b == 0 and a < 0) for a, b in (v, w)]
    cross = v[0] * w[1] - v[1] * w[0]
    return below[0] - below[1] or (cross < 0) - (cross > 0)


E = natural("E", "experts of the layer")
k = natural("k", "experts that serve an input", at_most=E)
D = natural("D", "inputs of the layer")
i, j = natural("i", "number of nearest prototypes"), sympy.Symbol("j", integer=True, nonnegative=True)
u = function("u", "unbounded cells of the i nearest of the prototypes", of=i, least=1)
c = quantity("c", "cells on which the chosen experts stay the same", measure=lambda thing: thing.cells())

# hypotheses -------------------------------------------------------------------------------------------------------


def has_linear_scores(thing):
    return type(thing) is not ScoresOfSize


def serves_the_nearest(thing):
    return isinstance(thing, Prototypes)


def has_so_many_inputs(thing, at):
    return thing.inputs == at["D"]


def has_no_doubles(thing):
    return len(set(thing.points)) == len(thing.points)


def is_in_general_position(thing):
    """No three prototypes on a line, no four on a circle."""
    lifted = [(1, x, y, x * x + y * y) for x, y in thing.points]
    return all(matrix([p[:3] for p in chosen]).det() != 0 for chosen in combinations(lifted, 3)) and all(
        matrix(chosen).det() != 0 for chosen in combinations(lifted, 4))  # fmt: skip


linear = given(has_linear_scores, "the scores are affine functions of the input")
nearest = given(serves_the_nearest, "the k nearest of E prototypes serve an input")
sized = given(has_so_many_inputs, "the layer has D inputs")
distinct = given(has_no_doubles, "the prototypes are distinct")
general = given(is_in_general_position, "no three prototypes lie on a line, no four on a circle")

# objects ----------------------------------------------------------------------------------------------------------


def random_gates(D, E, k, seed):
    draw = Random(f"{D} {E} {seed}")
    rows = [[draw.randint(-50, 50) for _ in range(D)] for _ in range(E)]
    return Scores(LinearGate(rows, [draw.randint(-50, 50) for _ in range(E)], top=k))


@dataclass(frozen=True)
class ManyGates:
    """So many random gates of one shape; the most cells among them."""

    D: int
    E: int
    k: int
    gates: int

    @property
    def inputs(self):
        return self.D

    def cells(self):
        return max(random_gates(self.D, self.E, self.k, seed).cells() for seed in range(self.gates))


def equal_parts(E):
    """E intervals, one for each expert."""
    return Case(Scores(equal_parts_gate(E)), {"D": 1, "k": 1})


def affinely_independent(E, k):
    """Scores x_1, .., x_(E-1) and 0: every k-set wins somewhere."""
    return Case(Scores(subsets(E, k, 1).layers[0].gate), {"D": E - 1})


def scores_of_size(E):
    """Scores i |x| - i^2/2: every expert but the first serves two intervals."""
    gate = LinearGate([[e] for e in range(E)], [fmpq(-e * e, 2) for e in range(E)])
    return Case(ScoresOfSize(gate, reach=E), {"D": 1, "k": 1})


def on_a_line(E, k, seed):
    draw = Random(f"{E} {seed}")
    return Case(Prototypes(tuple((place,) for place in draw.sample(range(-60, 60), E)), k), {"D": 1})


def doubled(E, k):
    """The first two prototypes coincide."""
    return Case(Prototypes(tuple((max(place, 1),) for place in range(E)), k), {"D": 1})


def of_a_linear_gate(E, k, seed):
    return Case(random_gates(1, E, k, seed), {"D": 1})


def in_more_dimensions(D, E, k, more, seed):
    """Prototypes with more inputs than they are said to have."""
    draw = Random(f"{E} {seed}")
    return Prototypes(tuple(tuple(draw.randint(-60, 60) for _ in range(D + more)) for _ in range(E)), k)


def with_unbounded(points, k):
    """Prototypes in the plane with the numbers of their unbounded cells."""
    orders = range(1, max(k, 2))
    return Case(Prototypes(tuple(points), k), {"D": 2, "u": tuple(unbounded_cells(points, i) for i in orders)})


def in_the_plane(E, k, seed):
    draw = Random(f"{E} {seed}")
    return with_unbounded([(draw.randint(-60, 60), draw.randint(-60, 60)) for _ in range(E)], k)


def on_a_parabola(E, k):
    """Prototypes (t, t^2), all of them corners of their convex hull."""
    return with_unbounded([(t, t * t) for t in range(E)], k)


def on_a_square(E, k):
    return with_unbounded([(0, 0), (3, 0), (0, 3), (3, 3)][:E], k)


def in_a_row(E, k):
    return with_unbounded([(t, 2 * t) for t in range(E)], k)


def of_a_linear_gate_in_the_plane(E, k, seed):
    """Scores of another offset than the prototypes', with the unbounded cells that the slopes have as prototypes."""
    scores = random_gates(2, E, k, seed)
    return Case(scores, with_unbounded(scores.points, k).values)


# derivations ------------------------------------------------------------------------------------------------------


def convex_sets_or_parts(claim):
    """The lesser of the two numbers: k-sets, and parts on which no two scores tie."""
    worst, gain = sympy.Symbol("s", real=True), sympy.Symbol("q", nonnegative=True)
    yield nonnegative("the chosen k-set has the largest sum of scores: s + q in place of s adds q, so it is the "
                      "winner of a top-1 gate over C(E, k) sets", (worst + gain) - worst)  # fmt: skip
    yield identity("0 + 1 + .. + (E - 1) = C(E, 2) pairs of scores, each with a hyperplane of ties at most",
                   sympy.summation(j, (j, 0, E - 1)), binomial(E, 2).expand(func=True))  # fmt: skip
    yield written_as("the lesser of C(E, k) and Zaslavsky's number for C(E, 2) hyperplanes in R^D", claim.expression,
                     Min(binomial(E, k), all_regions(binomial(E, 2), D)))  # fmt: skip


def windows_in_a_row(claim):
    """The k nearest of p_0 < p_1 < .. are k in a row; window w gives way to w + 1 at (p_w + p_(w+k))/2."""
    p, x = sympy.symbols("p x", real=True)
    gap, step, more = sympy.symbols("g s t", positive=True)
    window = sympy.Symbol("w", integer=True)
    yield identity("p is nearer than p + g exactly left of p + g/2: the difference of the squared distances",
                   (x - (p + gap)) ** 2 - (x - p) ** 2, 2 * gap * (p + gap / 2 - x))  # fmt: skip
    yield nonnegative("the places (p_w + p_(w+k))/2 increase, so every window has an interval",
                      ((p + step) + (p + gap + more)) / 2 - (p + p + gap) / 2)  # fmt: skip
    yield identity("windows 0, .., E - k", sympy.summation(1, (window, 0, E - k)), claim.expression)


def order_by_order(claim):
    """Lee's count: N_1 = E, and N_(k+2) - 2 N_(k+1) + N_k = u_k - u_(k+1) - 2.

    Order k has v_k new corners and the v_(k-1) of the order before, E_k edges and u_k unbounded cells.
    """
    a, b, before, here, unbounded = sympy.symbols("N_k N_k1 v_before v_here u_k", real=True)
    yield identity("one cell for each prototype at k = 1", claim.expression.subs(k, 1).doit(), E)
    corners = here + before
    edges = (3 * corners + unbounded) / 2
    faces = 1 + edges - corners
    nodes = before + 3 * here + unbounded
    yield identity("three edges meet at a corner, and by Euler's formula corners - edges + cells = 1",
                   corners - edges + faces, 1)  # fmt: skip
    yield identity("each cell of order k + 1 holds a tree of edges of order k, whose inner nodes are old corners and "
                   "whose leaves are new ones or at infinity: nodes - edges = (3 v_k - v_(k-1) + u_k)/2 trees",
                   nodes - edges, (3 * here - before + unbounded) / 2)  # fmt: skip
    new = (a + b - 1 - unbounded) / 2
    yield identity("so v_k = (N_k + N_(k+1) - 1 - u_k)/2",
                   new.subs({a: faces, b: nodes - edges}), here)  # fmt: skip
    after, next_unbounded = sympy.symbols("N_k2 u_k1", real=True)
    following = (b + after - 1 - next_unbounded) / 2
    recurrence = unbounded - next_unbounded - 2 - (after - 2 * b + a)
    yield identity("and v_k + v_(k+1) = 2 (N_(k+1) - 1) - u_(k+1) is the recurrence",
                   2 * (b - 1) - next_unbounded - (new + following), recurrence / 2)  # fmt: skip
    total = sympy.Symbol("U", real=True)

    def claimed(order):
        sums = {Sum(u, (i, 1, k + order - 1)): total + sum((unbounded, next_unbounded)[:order])}
        return claim.expression.subs(k, k + order).xreplace(sums)

    yield identity("which the claimed number solves", claimed(2) - 2 * claimed(1) + claimed(0),
                   unbounded - next_unbounded - 2)  # fmt: skip
    yield identity("with N_2 = (3 v_1 + u_1)/2, where v_1 = 2 (E - 1) - u_1", claim.expression.subs(k, 2).doit(),
                   (3 * (2 * (E - 1) - u.func(1)) + u.func(1)) / 2)  # fmt: skip


def fewest(D=D, E=E, k=k):
    """The lesser of C(E, k) and C(m, 0) + .. + C(m, D), m = C(E, 2), for results that use it."""
    return Min(binomial(E, k), all_regions(binomial(E, 2), D))


LEE = 2 * k * E - E - k**2 + 1
TREES = "Lee 1982: the edges of order k inside a cell of order k + 1 form a tree"
MEASURED = {  # (D, E): the most cells among 200 random gates, for k = 1, .., E - 1
    (1, 4): (4, 4, 4),
    (1, 5): (5, 5, 6, 5),
    (1, 6): (5, 7, 7, 6, 5),
    (2, 4): (4, 6, 4),
    (2, 5): (5, 9, 9, 5),
    (2, 6): (6, 12, 13, 12, 6),
}
TABLE = "; ".join(f"D = {D}, E = {E}: {', '.join(map(str, most))}" for (D, E), most in MEASURED.items())

THEOREM = Theorem(
    id="wang2025.routing_cells",
    title="Cells of one top-k layer",
    source=cite("boundkit", "own proof"),
    notes="The most cells found among 200 random linear gates with integer scores from -50 to 50, k = 1, .., E - 1: "
          f"{TABLE}. The bound for k = 3, E = 6, D = 1 is 16, and 7 is the most that was found.",
    given=(sized, linear, nearest, distinct, general),
    claims=(
        Claim("cells", UPPER, c <= fewest(), given=(sized, linear),
              proof="Each k-set is chosen on a convex set; and where no two scores tie, the order of all scores is "
                    "constant on each part between the hyperplanes of ties."),
        Claim("line", EXACT, Eq(c, E - k + 1), where=(Eq(D, 1),), given=(sized, nearest, distinct),
              proof="The k nearest are k in a row, and each such window is nearest on an interval."),
        Claim("plane", EXACT, Eq(c, LEE - Sum(u, (i, 1, k - 1))), status="published",
              where=(Eq(D, 2), k <= E - 1), given=(sized, nearest, general),
              source=cite("lee1982", "number of regions of the order-k diagram", "memory"),
              proof="Euler's formula for every order, and a tree of edges of order k in each cell of order k + 1."),
    ),
    evidence=(
        derives("cells", convex_sets_or_parts,
                assuming=("classical.convex_routing_cells:upper", "classical.zaslavsky:upper")),
        instances("cells", random_gates, D=(1, 2), E=(2, 4, 6), k=(1, 2, 3), seed=range(10),
                  only=lambda D, E, k, seed: k < E, full={"D": (1, 2, 3), "seed": range(25)}),
        instances("cells", ManyGates, name="the most of many random gates", D=1, E=(4, 6), k=(2, 3), gates=100,
                  full={"D": (1, 2), "gates": (200,)}),
        attained("cells", equal_parts, E=range(2, 8)),
        attained("cells", affinely_independent, E=(3, 4), k=(1, 2, 3), only=lambda E, k: k <= E,
                 full={"E": (3, 4, 5), "k": (1, 2, 3, 4)}),
        too_strong("cells", c <= fewest() - 1, affinely_independent, E=4, k=2),
        too_strong("cells", c <= E, affinely_independent, E=4, k=2),
        fails_without(linear, "cells", scores_of_size, E=(3, 4)),
        fails_without(sized, "cells", in_more_dimensions, D=1, E=6, k=3, more=2, seed=0),
        derives("line", windows_in_a_row),
        instances("line", on_a_line, E=(1, 2, 5, 8), k=range(1, 9), seed=range(2), only=lambda E, k, seed: k <= E,
                  full={"E": range(1, 12), "k": range(1, 12), "seed": range(4)}),
        too_strong("line", Eq(c, binomial(E, k)), on_a_line, E=8, k=2, seed=0),
        too_strong("line", Eq(c, E - k + 2), on_a_line, name="too strong: one cell more", E=8, k=(2, 3), seed=0),
        fails_without(distinct, "line", doubled, E=(3, 4), k=(1, 2)),
        fails_without(nearest, "line", of_a_linear_gate, E=6, k=3, seed=range(20)),
        fails_without(sized, "line", in_more_dimensions, name="in the plane", D=1, E=6, k=2, more=1, seed=0),
        derives("plane", order_by_order, stated=("Euler's formula", TREES)),
        instances("plane", in_the_plane, E=(2, 4, 8), k=(1, 2, 3, 4, 7), seed=range(3), only=lambda E, k, seed: k < E,
                  full={"E": range(2, 11), "k": range(1, 10), "seed": range(8)}),
        instances("plane", on_a_parabola, E=(3, 5, 6), k=(1, 2, 3), only=lambda E, k: k < E, full={"E": range(2, 9)}),
        too_strong("plane", Eq(c, LEE), in_the_plane, E=8, k=(2, 3, 4), seed=0),
        fails_without(general, "plane", on_a_square, E=4, k=2),
        fails_without(general, "plane", in_a_row, E=5, k=(2, 3)),
        fails_without(nearest, "plane", of_a_linear_gate_in_the_plane, E=6, k=(2, 3), seed=range(5)),
    ),
)  # fmt: skip
