"""Cells of one top-k layer: fewer than C(E, k) in low dimension.  (ours; the plane: Lee 1982)

A linear top-k gate cuts R^D into open cells on which the k chosen experts stay the same. Each k-set is chosen on a
convex set, so there are at most C(E, k) cells; and the hyperplanes on which two scores tie cut R^D into at most
C(m, 0) + .. + C(m, D) parts, m = C(E, 2), on which the whole order of the scores stays the same. For the k nearest of E
prototypes the number is known: E - k + 1 on a line, and in the plane Lee's formula in the unbounded cells.
All C(E, k) sets for every k at once need D >= E - 1 inputs: with fewer, some set of experts is never the best. For one
k fewer may do, such as all six pairs of four experts in the plane.
"""

from dataclasses import dataclass
from random import Random

from boundkit.theorems.classical import zaslavsky
from flint import fmpq
from sympy import Eq, Min, Sum, binomial

from boundkit.constructions.digits import equal_parts_gate, subsets
from boundkit.constructions.prototypes import Prototypes, Scores, in_general_position, unbounded_cells
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.measures.certificates import cells_of_gates
from boundkit.networks import Affine, LinearGate, stack
from boundkit.regions import count
from boundkit.statements import EXACT, UPPER, Claim, Theorem, cite, function, hypothesis, natural, quantity

# symbols ----------------------------------------------------------------------------------------------------------

E = natural("E", "experts of the layer")
k = natural("k", "experts that serve an input", at_most=E)
D = natural("D", "inputs of the layer")
i = natural("i", "number of nearest prototypes")
u = function("u", "unbounded cells of the i nearest of the prototypes", of=i, least=1)
c = quantity("c", "cells on which the chosen experts stay the same", measure=lambda thing: thing.cells(),
             certificate=lambda thing: cells_of_gates([thing.gate]) if type(thing) in (Scores, Prototypes) else None,
             )  # fmt: skip
t = quantity("t", "cells of the gate for k = 1, .., E - 1 together", measure=lambda thing: thing.cells_of_all_sizes())
FEWEST = Min(binomial(E, k), zaslavsky.THEOREM.claim("upper").bound(m=binomial(E, 2), d=D))
LEE = 2 * k * E - E - k**2 + 1
MEASURED = {  # (D, E): the most cells among 200 random gates, for k = 1, .., E - 1
    (1, 4): (4, 4, 4), (1, 5): (5, 5, 6, 5), (1, 6): (5, 7, 7, 6, 5),
    (2, 4): (4, 6, 4), (2, 5): (5, 9, 9, 5), (2, 6): (6, 12, 13, 12, 6),
}  # fmt: skip
TABLE = "; ".join(f"D = {D}, E = {E}: {', '.join(map(str, most))}" for (D, E), most in MEASURED.items())

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("the scores are affine functions of the input")
def linear(thing):
    return type(thing) is not ScoresOfSize


@hypothesis("the k nearest of E prototypes serve an input")
def nearest(thing):
    return isinstance(thing, Prototypes)


@hypothesis("the layer has D inputs")
def sized(thing, at):
    return thing.inputs == at["D"]


@hypothesis("the prototypes are distinct")
def distinct(thing):
    return len(set(thing.points)) == len(thing.points)


@hypothesis("no three prototypes lie on a line, no four on a circle")
def general(thing):
    return in_general_position(thing.points)


STATEMENT = Theorem(
    id="wang2025.routing_cells",
    title="Cells of one top-k layer",
    source=cite("boundkit", "own proof"),
    notes="The most cells found among 200 random linear gates with integer scores from -50 to 50, k = 1, .., E - 1: "
          f"{TABLE}. The bound for k = 3, E = 6, D = 1 is 16, and 7 is the most that was found. "
          "A companion paper (Su and others, arXiv 2602.03204, of which the abstract alone was read) speaks of the "
          "capacity factor C(E, k): the claims cells and all_sizes say what inputs it takes.",
    given=(sized, linear, nearest, distinct, general),
    claims=(
        Claim("cells", UPPER, c <= FEWEST, given=(sized, linear),
              proof="Each k-set is chosen on a convex set; and where no two scores tie, the order of all scores is "
                    "constant on each part between the hyperplanes of ties."),
        Claim("line", EXACT, Eq(c, E - k + 1), where=(Eq(D, 1),), given=(sized, nearest, distinct),
              proof="The k nearest are k in a row, and each such window is nearest on an interval."),
        Claim("plane", EXACT, Eq(c, LEE - Sum(u, (i, 1, k - 1))), status="published",
              where=(Eq(D, 2), k <= E - 1), given=(sized, nearest, general),
              source=cite("lee1982", "number of regions of the order-k diagram", "memory"),
              proof="Euler's formula for every order, and a tree of edges of order k in each cell of order k + 1."),
        Claim("all_sizes", UPPER, t <= 2**E - 3, where=(D <= E - 2,), given=(sized, linear), status="derived",
              proof="The slopes depend affinely on each other, so some mean of scores is never above another mean."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ScoresOfSize(Scores):
    """A linear gate that reads |x| for a number x: cells right of 0 come again on the left, one of them across 0."""

    reach: int

    def cells(self):
        constants = [Affine([[0]], [expert]) for expert in range(self.gate.experts)]
        return 2 * count(stack((self.gate, constants)), (0, self.reach)).activation_regions - 1


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
    draw, reach = Random(f"{E} {seed}"), 60 if E <= 8 else 10**6
    return with_unbounded([(draw.randint(-reach, reach), draw.randint(-reach, reach)) for _ in range(E)], k)


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


def one_input_more(E):
    return Case(affinely_independent(E, 1).object, {"D": E - 2})


def bundles(E, k):
    """Half of the scores rise along one axis, the others along another, at offsets of their own."""
    rows = [[1, 0] if expert % 2 else [0, 1] for expert in range(E)]
    return Case(Scores(LinearGate(rows, [expert**2 for expert in range(E)], top=k)), {"D": 2})


THEOREM = STATEMENT.supported_by(
    instances("cells", random_gates, D=(1, 2), E=(2, 4, 6), k=(1, 2, 3), seed=range(5),
              only=lambda D, E, k, seed: k < E and (D < 3 or E < 9),
              full={"D": (1, 2, 3), "E": (2, 4, 6, 8, 64), "seed": range(25)}),
    instances("cells", ManyGates, name="the most of many random gates", D=1, E=(4, 6), k=(2, 3), gates=50,
              full={"D": (1, 2), "E": (4, 6, 8, 16), "k": (2, 3, 8), "gates": (200,)},
              only=lambda D, E, k, gates: k < E),
    instances("cells", bundles, E=8, k=(2, 4), full={"E": (8, 16, 64), "k": (2, 4, 7)}),
    attained("cells", random_gates, name="all pairs of four experts in the plane", D=2, E=4, k=2, seed=(2, 3, 4)),
    instances("all_sizes", random_gates, name="fewer inputs", D=(1, 2), E=(4, 6), k=1, seed=range(5),
              full={"E": (4, 5, 6, 7)}),
    attained("all_sizes", random_gates, D=(1, 2), E=(3, 4), k=1, seed=1, only=lambda D, E, k, seed: E == D + 2),
    too_strong("all_sizes", t <= 2**E - 4, random_gates, D=2, E=4, k=1, seed=1),
    fails_without(sized, "all_sizes", one_input_more, E=3),
    fails_without(linear, "all_sizes", scores_of_size, name="scores of |x|", E=3),
    attained("cells", equal_parts, E=range(2, 8)),
    attained("cells", affinely_independent, E=(3, 4), k=(1, 2, 3), only=lambda E, k: k <= E,
             full={"E": (3, 4, 5), "k": (1, 2, 3, 4)}),
    too_strong("cells", c <= FEWEST - 1, affinely_independent, E=4, k=2),
    too_strong("cells", c <= E, affinely_independent, E=4, k=2),
    fails_without(linear, "cells", scores_of_size, E=(3, 4)),
    fails_without(sized, "cells", in_more_dimensions, D=1, E=6, k=3, more=2, seed=0),

    instances("line", on_a_line, E=(1, 2, 5, 8), k=range(1, 9), seed=range(2), only=lambda E, k, seed: k <= E,
              full={"E": (*range(1, 12), 64), "k": (*range(1, 12), 32), "seed": range(4)}),
    too_strong("line", Eq(c, binomial(E, k)), on_a_line, E=8, k=2, seed=0),
    too_strong("line", Eq(c, E - k + 2), on_a_line, name="too strong: one cell more", E=8, k=(2, 3), seed=0),
    fails_without(distinct, "line", doubled, E=(3, 4), k=(1, 2)),
    fails_without(nearest, "line", of_a_linear_gate, E=6, k=3, seed=range(20)),
    fails_without(sized, "line", in_more_dimensions, name="in the plane", D=1, E=6, k=2, more=1, seed=0),

    instances("plane", in_the_plane, E=(2, 4, 8), k=(1, 2, 3, 4, 7), seed=range(3),
              only=lambda E, k, seed: k < E and (E < 11 or seed == 0),
              full={"E": (*range(2, 11), 32, 64), "k": (*range(1, 10), 31), "seed": range(8)}),
    instances("plane", on_a_parabola, E=(3, 5, 6), k=(1, 2, 3), only=lambda E, k: k < E, full={"E": range(2, 9)}),
    too_strong("plane", Eq(c, LEE), in_the_plane, E=8, k=(2, 3, 4), seed=0),
    fails_without(general, "plane", on_a_square, E=4, k=2),
    fails_without(general, "plane", in_a_row, E=5, k=(2, 3)),
    fails_without(nearest, "plane", of_a_linear_gate_in_the_plane, E=6, k=(2, 3), seed=range(5)),
)  # fmt: skip
