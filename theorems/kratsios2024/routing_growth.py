"""How many ways E experts can be chosen for n points: the growth function of top-k routing.  (ours)

Nearest-prototype routing is linear: subtract |x|^2. The comparisons of scores are linear in (D+1)(E-1) parameters, so
that routing patterns are regions of a central arrangement. Two experts: Cover's number, attained in general position.
On a line the number is known exactly for any E. Every count is one by exhaustion, with the points it belongs to.
"""

from dataclasses import dataclass
from itertools import combinations
from random import Random

from sympy import Eq, Min, Sum, Symbol, binomial, factorial

from boundkit.arithmetic.rational import matrix
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.measures.routing_patterns import LinearRouting, PrototypesOnLine, gates_of
from boundkit.statements import EXACT, UPPER, Claim, Theorem, cite, hypothesis, natural, quantity

# symbols ----------------------------------------------------------------------------------------------------------

n = natural("n", "points")
D = natural("D", "coordinates of a point")
E = natural("E", "experts")
k = natural("k", "experts that serve an input", at_most=E)
i, j = (Symbol(name, integer=True, nonnegative=True) for name in "ij")
patterns = quantity("N", "routing patterns: sequences of the sets of experts that a gate chooses for the points",
                    measure=lambda routing: routing.patterns(), certificate=gates_of)  # fmt: skip
ties = n * binomial(E, 2)


def central(m, q):
    """The most regions of m hyperplanes through the origin of R^q: 2 (C(m-1, 0) + .. + C(m-1, q-1))."""
    return 2 * Sum(binomial(m - 1, j), (j, 0, q - 1))


def the_smaller(choices):
    """Of all sequences of so many choices, and of the regions of the ties among the parameters."""
    return Min(choices**n, central(ties, (D + 1) * (E - 1)))


def blocks(i):
    """Patterns of i blocks in a row: C(n-1, i-1) places between them, E!/(E-i)! = C(E, i) i! choices of experts."""
    return binomial(n - 1, i - 1) * binomial(E, i) * factorial(i)


# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("scores are affine functions of the input, ties go to lower indices")
def linear(routing):
    return not isinstance(routing, QuadraticRouting)


@hypothesis("all such scores are allowed, not those of nearest prototypes alone")
def free(routing):
    return not isinstance(routing, PrototypesOnLine)


@hypothesis("the points have D coordinates")
def sized(routing, at):
    return routing.inputs == at["D"]


@hypothesis("the points are numbers", shape=(Eq(D, 1),))
def on_a_line(routing):
    return routing.inputs == 1


@hypothesis("one expert serves an input", shape=(Eq(k, 1),))
def top_one(routing):
    return routing.k == 1


@hypothesis("there are two experts", shape=(Eq(E, 2),))
def two_experts(routing):
    return routing.E == 2


@hypothesis("the points are distinct")
def distinct(routing):
    return len(set(routing.points)) == len(routing.points)


@hypothesis("no D + 1 of the points lie on a hyperplane, nor fewer in a smaller flat")
def general(routing):
    lifted, size = [(*point, 1) for point in routing.points], routing.inputs + 1
    return all(matrix(chosen).rank() == len(chosen) for chosen in combinations(lifted, min(size, len(lifted))))


STATEMENT = Theorem(
    id="kratsios2024.routing_growth",
    title="Routing patterns of n points",
    source=cite("boundkit", "own proof"),
    notes="The bound for one expert is below E^n from n = 13 on at (D, E) = (2, 3), 21 at (2, 4), 50 at (2, 8) and 191 "
          "at (10, 8). The count depends on the points; for three experts it is "
          "765 for (-17, 14), (-33, 11), (20, 28), (-9, 27), (7, -2), (20, 40), (24, 45), "
          "777 for (49, 27), (-33, 13), (-26, -14), (-50, -33), (-14, 2), (5, -3), (-48, 7), "
          "759 for (28, -35), (-47, -35), (-24, 50), (-6, -50), (-31, -44), (30, -39), (-34, -50), and "
          "561 for (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0). "
          "Prototypes on given points of a line realise fewer patterns than linear gates from E = 5 on, since cuts are "
          "midpoints: 69 of 70 sets of 4 cuts of 9 equispaced points, "
          "465 of 495 of 13; all of them of the points 4^i.",
    given=(linear, free, sized, on_a_line, top_one, two_experts, distinct, general),
    claims=(
        Claim("upper", UPPER, patterns <= the_smaller(E), where=(E >= 2,),
              given=(linear, sized, top_one), status="derived",
              proof="Off the ties a pattern is constant on the regions of n C(E, 2) hyperplanes through the origin of "
                    "the (D+1)(E-1) parameters that stay when one expert scores 0, and each pattern comes up there."),
        Claim("upper_top_k", UPPER, patterns <= the_smaller(binomial(E, k)), where=(E >= 2,),
              given=(linear, sized), status="derived",
              proof="The same: the order of the scores tells the k largest."),
        Claim("cover", EXACT, Eq(patterns, central(n, D + 1)), status="published",
              source=cite("cover1965", "function-counting theorem", "memory"),
              given=(linear, sized, top_one, two_experts, general),
              proof="One tie for each point, and in general position no D + 1 of them meet but in the origin."),
        Claim("line", EXACT, Eq(patterns, Sum(blocks(i), (i, 1, Min(n, E)))), status="derived",
              given=(linear, free, on_a_line, top_one, distinct),
              proof="The upper envelope of lines: each expert serves an interval, in any order, cut anywhere."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QuadraticRouting:
    """Scores that are quadratic functions of a number x: affine in (x, x^2)."""

    points: tuple
    E: int
    inputs = k = 1

    def patterns(self):
        return LinearRouting(tuple((x, x * x) for (x,) in self.points), self.E).patterns()


def random_points(n, D, seed):
    draw = Random(f"{n} {D} {seed}")
    return tuple(tuple(draw.randint(-50, 50) for _ in range(D)) for _ in range(n))


def routing(n, D, E, seed):
    return LinearRouting(random_points(n, D, seed), E)


def routing_to_k(n, D, E, k, seed):
    return LinearRouting(random_points(n, D, seed), E, k)


def two_sided(n, D, seed):
    return LinearRouting(random_points(n, D, seed), 2)


def grid(n, E):
    """The first n points of a grid of three columns, with collinear triples."""
    return Case(LinearRouting(tuple(divmod(place, 3) for place in range(n)), E), {"D": 2})


def moment_points(n, D, E=2, more=0, k=1):
    """(t, t^2, ..): in general position, with more coordinates than are said."""
    return Case(LinearRouting(tuple(tuple(t**power for power in range(1, D + more + 1)) for t in range(n)), E, k),
                {"E": E, "k": k})  # fmt: skip


def equispaced(n, E):
    return Case(LinearRouting(tuple((t,) for t in range(n)), E), {"D": 1})


def doubled(n, E):
    """The first two points coincide."""
    return LinearRouting(tuple((max(t, 1),) for t in range(n)), E)


def prototypes(n, E):
    """The nearest of E prototypes, for equispaced points."""
    return Case(PrototypesOnLine(tuple((t,) for t in range(n)), E), {"D": 1})


def prototypes_of_powers(n, E):
    """The nearest of E prototypes, for the points 4^i."""
    return PrototypesOnLine(tuple((4**t,) for t in range(n)), E)


def quadratic(n, E):
    return Case(QuadraticRouting(tuple((t,) for t in range(n)), E), {"D": 1, "k": 1})


def collinear(n):
    return Case(LinearRouting(tuple((t, 2 * t) for t in range(n)), 2), {"D": 2})


# evidence ---------------------------------------------------------------------------------------------------------

one_expert = (
    instances("upper", routing, name="random points", n=(1, 4), D=(1, 2), E=(2, 3), seed=0,
              full={"n": range(1, 8), "D": (1, 2, 3), "E": (2, 3, 4), "seed": range(3)},
              only=lambda n, D, E, seed: E**n <= 2187),
    instances("upper", grid, name="points of a grid", n=4, E=3, full={"n": (4, 5, 6, 7)}),
    attained("upper", moment_points, n=(1, 2, 4, 6), D=(1, 2, 3), full={"n": range(1, 11), "D": range(1, 5)}),
    attained("upper", equispaced, name="attained by two points or one", n=(1, 2), E=(2, 3, 5)),
    too_strong("upper", patterns <= the_smaller(E) - 1, moment_points, n=5, D=2, E=2),
    too_strong("upper", patterns <= Min(E**n, central(ties, D * (E - 1))), routing, n=4, D=2, E=2, seed=0,
               name="too strong: no offsets"),
    fails_without(linear, "upper", quadratic, n=(3, 4), E=2),
    fails_without(sized, "upper", moment_points, n=4, D=1, more=1),
    fails_without(top_one, "upper", moment_points, n=1, D=1, E=4, k=2),
)  # fmt: skip

sets_of_experts = (
    instances("upper_top_k", routing_to_k, n=(1, 2, 3), D=(1, 2), E=(2, 3), k=(1, 2), seed=0,
              full={"n": (1, 2, 3, 4), "E": (2, 3, 4), "k": (1, 2, 3), "seed": range(3)},
              only=lambda n, D, E, k, seed: k < E),
    attained("upper_top_k", routing_to_k, n=(1, 2), D=2, E=3, k=(1, 2, 3), seed=1),
    too_strong("upper_top_k", patterns <= the_smaller(E), routing_to_k, n=1, D=2, E=4, k=2,
               seed=0),
    fails_without(linear, "upper_top_k", quadratic, name="quadratic scores", n=3, E=2),
    fails_without(sized, "upper_top_k", moment_points, name="more coordinates than said", n=4, D=1, more=1),
)  # fmt: skip

of_cover = (
    instances("cover", two_sided, n=(1, 3, 5), D=(1, 2, 3), seed=0,
              full={"n": range(1, 11), "D": (1, 2, 3, 4), "seed": range(3)}),
    instances("cover", prototypes, name="nearest of two prototypes", n=(2, 5), E=2, full={"n": range(1, 30)}),
    too_strong("cover", Eq(patterns, central(n, D + 1) - 2), moment_points, n=4, D=2),
    fails_without(general, "cover", collinear, n=(3, 4)),
    fails_without(two_experts, "cover", moment_points, name="three experts", n=3, D=1, E=3),
    fails_without(linear, "cover", quadratic, name="scores that are quadratic", n=3, E=2),
    fails_without(sized, "cover", moment_points, name="in the plane", n=3, D=1, more=1),
    fails_without(top_one, "cover", moment_points, name="both experts serve", n=2, D=1, k=2),
)  # fmt: skip

on_line = (
    instances("line", equispaced, n=(1, 3, 4), E=(1, 2, 3), only=lambda n, E: E**n <= 10**5,
              full={"n": range(1, 10), "E": range(1, 6)}),
    instances("line", routing, name="random points of a line", n=(5,), D=1, E=3, seed=1,
              full={"n": range(2, 8), "seed": range(5)}),
    too_strong("line", Eq(patterns, Min(E**n, central(ties, 2 * (E - 1)))), equispaced, n=4, E=3),
    fails_without(linear, "line", quadratic, name="quadratic scores on a line", n=3, E=2),
    fails_without(free, "line", prototypes, n=9, E=5, full={"n": (9, 13)}),
    fails_without(on_a_line, "line", moment_points, name="points of a parabola", n=3, D=2),
    fails_without(top_one, "line", moment_points, name="both experts serve every point", n=2, D=1, k=2),
    fails_without(distinct, "line", doubled, n=(3, 4), E=2),
)  # fmt: skip

THEOREM = STATEMENT.supported_by(*one_expert, *sets_of_experts, *of_cover, *on_line)
