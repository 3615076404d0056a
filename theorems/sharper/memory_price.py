"""The exact price of the sup norm over Lipschitz functions, in VC dimension and in values that are read.  (ours)

Constants on a fixed grid of cells attain kratsios2024.memory_lower_bound, and no deterministic method that reads n
values of the function does better than constants on n cells. So 3/4 and the constants below it are a loss of Kuhn
interpolation (classical.kuhn_lipschitz), not of the information in the nodes: the mean of the two McShane extensions
errs by half the mesh in every dimension, and is a ReLU network on the same nodes.
"""

from dataclasses import dataclass
from random import Random

from flint import fmpq
from sympy import Eq, Lambda, ceiling, floor, symbols

from boundkit.arithmetic.rational import rational
from boundkit.constructions.kuhn import sup_distance
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.measures.approximating import LeastClass, Recovery
from boundkit.measures.midpoints import Midpoint
from boundkit.measures.smoothness import is_lipschitz
from boundkit.measures.targets import inputs
from boundkit.networks import ReLUNetwork
from boundkit.statements import EXACT, UPPER, Claim, Theorem, cite, hypothesis, natural, positive, quantity

# symbols ----------------------------------------------------------------------------------------------------------

D = natural("D", "dimension of the cube")
n = natural("n", "values of the function that are read")
Lip = positive("Lip", "Lipschitz constant of the functions for |x - y|_inf")
eps = positive("eps", "error that is allowed in the sup norm")
h = positive("h", "mesh of the grid of nodes")
vc = quantity("V", "least VC dimension of a class that approximates every f on [0, 1]^D with |f(x) - f(y)| <= Lip |x - "
              "y|_inf within eps", measure=lambda thing: thing.vc_dimension())  # fmt: skip
worst = quantity("R", "least worst-case sup error of deterministic methods that read n exact values of such an f, "
                 "adaptive or not", measure=lambda thing: thing.error())  # fmt: skip
error = quantity(
    "error", "sup norm of target - mean of its McShane extensions from the nodes", measure=lambda thing: thing.error
)

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("the target satisfies |f(x) - f(y)| <= Lip |x - y|_inf")
def lipschitz(thing):
    return is_lipschitz(thing)


@hypothesis("the whole class of these functions is to be served, from values of each alone")
def all_of_them(thing, at):
    return isinstance(thing, LeastClass | Recovery) and (thing.D, thing.Lip) == (at["D"], rational(at["Lip"]))


STATEMENT = Theorem(
    id="sharper.memory_price",
    title="The exact price of the sup norm over Lipschitz functions",
    source=cite("boundkit", "own proof"),
    notes="Sharper than kratsios2024.memory_lower_bound. The mean has 29, 49, 89, 167 parameters for D = 1 and 1, 2, "
          "4, 8 cells an axis, 89, 207, 357 for D = 2 and 1, 2, 3, and 227 for D = 3 and one; the Kuhn interpolant of "
          "the same nodes 14, 22, 38, 70; 72, 168; 248.",
    given=(all_of_them, lipschitz),
    claims=(
        Claim("vc_dimension", EXACT, Eq(vc, ceiling(Lip / (2 * eps)) ** D), status="derived", given=(all_of_them,),
              proof="Constants on ceil(Lip/(2 eps)) cells an axis, prototypes fixed at their centres, err by at most "
                    "eps and shatter one point a cell."),
        Claim("error", EXACT, Eq(worst, Lip / (2 * floor(n ** (1 / D)))), status="derived", given=(all_of_them,),
              proof="Lip times the least radius of n balls that cover the cube: +- the distance to the nodes cannot be "
                    "told from 0, and constants around the nodes err by no more."),
        Claim("midpoint", UPPER, error <= Lip * h / 2, status="derived", given=(lipschitz,),
              proof="f lies between its extensions, whose distance at x is at most 2 Lip |x - v| for each node v."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------

x, y, z = symbols("x y z", real=True)
FORMULAS = ((Lambda(x, x**2), 2), (Lambda((x, y), x * y), 2), (Lambda((x, y), x**2 + x * y), 4))
MORE = (*FORMULAS, (Lambda((x, y, z), x * y - z**2), 4), (Lambda(x, x**2 - x), 1))


def least_class(D, Lip, eps):
    return LeastClass(D, rational(Lip), rational(eps))


def recovery(n, D, Lip):
    return Recovery(n, D, rational(Lip))


def distance(centre, N, Lip=1):
    """The distance |x - centre|_inf from values at the nodes of mesh 1/N."""
    return Case(Midpoint(sup_distance(centre), N, Lip), {"D": len(centre), "h": fmpq(1, N), "Lip": Lip})


def random_distance(D, N, seed):
    draw = Random(f"{D} {N} {seed}")
    return distance([fmpq(draw.randint(0, 24), 24) for _ in range(D)], N)


def distance_to_a_middle(D, N):
    """Of the first cell, which is half a cell from all nodes."""
    return distance([fmpq(1, 2 * N)] * D, N)


def of_formula(target, N):
    f, Lip = target
    return Case(Midpoint(f, N, Lip), {"D": inputs(f), "h": fmpq(1, N), "Lip": Lip})


def one_norm_distance(D):
    """The sum of |x_i - 1/2|, for which Lip = 1 holds in the 1-norm only."""
    units = [[sign * (row == axis) for axis in range(D)] for row in range(D) for sign in (1, -1)]
    target = ReLUNetwork.of([units, [[1] * 2 * D]], [[fmpq(-1, 2), fmpq(1, 2)] * D, [0]])
    return Case(Midpoint(target, 1, 1), {"D": D, "h": 1, "Lip": 1})


def steep(N):
    """4 x (1 - x), said to have Lip = 1."""
    return Case(Midpoint(Lambda(x, 4 * x * (1 - x)), N, 1), {"D": 1, "h": fmpq(1, N), "Lip": 1})


def one_function(D, Lip, eps):
    """The price of a class that serves the function 0 alone."""
    return Case(OneFunction(D), {"n": 1})


@dataclass(frozen=True)
class OneFunction:
    """The function 0 is to be served, and nothing else."""

    D: int

    def vc_dimension(self):
        return 0

    def error(self):
        return 0


# evidence ---------------------------------------------------------------------------------------------------------

in_vc_dimension = (
    instances("vc_dimension", least_class, D=(1, 2, 3), Lip=(1, 3), eps=("1/8", "1/5", "1/2", 2),
              full={"D": range(1, 5), "Lip": ("1/3", 1, 2, 3), "eps": ("1/20", "1/8", "1/5", "3/7", "1/2", 2)},
              only=lambda D, Lip, eps: (rational(Lip) / (2 * rational(eps)) + 1) ** D <= 65),
    too_strong("vc_dimension", Eq(vc, ceiling(Lip / eps) ** D), least_class, D=2, Lip=1, eps="1/4"),
    too_strong("vc_dimension", Eq(vc, floor(Lip / (2 * eps) + 1) ** D), least_class, D=2, Lip=1, eps="1/4"),
    fails_without(all_of_them, "vc_dimension", one_function, D=1, Lip=1, eps="1/4"),
)  # fmt: skip

in_values = (
    instances("error", recovery, n=(1, 2, 7, 8, 9, 63, 64), D=(1, 2, 3), Lip=("1/2", 3),
              full={"n": range(1, 130), "D": range(1, 7)}),
    too_strong("error", Eq(worst, Lip / (2 * n ** (1 / D))), recovery, n=7, D=2, Lip=1),
    too_strong("error", Eq(worst, 3 * Lip / (4 * floor(n ** (1 / D)))), recovery, n=9, D=2, Lip=1),
    fails_without(all_of_them, "error", one_function, name="one function to be told", D=1, Lip=1, eps=1),
)  # fmt: skip

of_midpoints = (
    instances("midpoint", random_distance, D=(1, 2), N=(1, 2), seed=0,
              full={"D": (1, 2, 3), "N": (1, 2, 3), "seed": range(5)}, only=lambda D, N, seed: N**D <= 9),
    instances("midpoint", of_formula, target=FORMULAS[:2], N=2, full={"target": MORE, "N": (1, 2)},
              only=lambda target, N: N ** inputs(target[0]) <= 4),
    attained("midpoint", distance_to_a_middle, D=(1, 2, 3), N=(1, 2), only=lambda D, N: N**D <= 4),
    too_strong("midpoint", error <= 3 * Lip * h / 7, distance_to_a_middle, D=(1, 2), N=1),
    fails_without(lipschitz, "midpoint", one_norm_distance, D=2),
    fails_without(lipschitz, "midpoint", steep, N=(1, 2)),
)  # fmt: skip

THEOREM = STATEMENT.supported_by(*in_vc_dimension, *in_values, *of_midpoints)
