"""More experts, or more of each: approximation by experts on cells, and the two bottlenecks.  (mayaki2026; form ours)

The abstract lets the error fall by active capacity or by the number of experts, whichever is the bottleneck. Here E =
G^d cells have an expert each with N^d cells of its own, so that G and N are exchangeable in the bound; the error of a
chart that is learnt puts a floor under both. The product form is ours: an earlier version of the paper lets the better
of two mechanisms prevail.
"""

import sympy
from boundkit.theorems.kratsios2024 import active_parameters as cells
from flint import fmpq
from sympy import Eq, Lambda, Rational

from boundkit.arithmetic.rational import rational
from boundkit.constructions.kuhn import sup_distance
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.measures.certificates import own
from boundkit.measures import lipschitz_targets as targets
from boundkit.measures.cell_mixtures import CellMixture
from boundkit.measures.charted import Charted
from boundkit.measures.smoothness import curvature_bound, has_bounded_hessian, is_lipschitz
from boundkit.measures.targets import inputs
from boundkit.statements import EXACT, UPPER, Claim, Theorem, cite, hypothesis, natural, positive, quantity, real

# symbols ----------------------------------------------------------------------------------------------------------

d = natural("d", "dimension of the inputs, or of a chart")
G = natural("G", "cells an axis, each with an expert")
N = natural("N", "cells an axis of the mesh of an expert")
Lip = positive("Lip", "Lipschitz constant of the target for |x - y|_inf")
M = positive("M", "bound on the spectral norm of the Hessian of the target")
eps_chart = real("eps_chart", "how far the learnt chart is off, for |.|_inf", least=0)
error = quantity("error", "sup norm of target - mixture on the cube",
                 measure=lambda mixture: mixture.error, certificate=own)  # fmt: skip

# hypotheses -------------------------------------------------------------------------------------------------------


def cells_of(thing):
    return thing.mixture if isinstance(thing, Charted) else thing


@hypothesis("the target satisfies |f(x) - f(y)| <= Lip |x - y|_inf")
def lipschitz(thing):
    return is_lipschitz(cells_of(thing))


@hypothesis("the target is twice differentiable and its Hessian has spectral norm at most M")
def smooth(thing):
    return has_bounded_hessian(cells_of(thing))


@hypothesis("an input goes to the nearest of E = G^d prototypes, each of which has an expert of its own")
def input_dependent_routing(thing, at):
    mixture = cells_of(thing)
    return at["G"] == mixture.G and at.get("d", 1) == mixture.D


@hypothesis("the prototypes are the centres of equal cells")
def equal_cells(thing):
    return cells_of(thing).prototypes is None


@hypothesis("the expert of a cell is the Kuhn interpolant of the target with N cells an axis there")
def interpolated(thing, at):
    mixture = cells_of(thing)
    return at["N"] == mixture.N and not mixture.clamped and mixture.slope is None


@hypothesis("gate and experts read the input through a chart that is off by eps_chart at most")
def learnt_chart(thing, at):
    return isinstance(thing, Charted) and thing.off <= rational(at["eps_chart"])


@hypothesis("the chart is exact")
def exact_chart(thing):
    return isinstance(thing, CellMixture) or thing.off == 0


@hypothesis("the target is |x - 1/3| on a line, and 3 does not divide G N")
def kink_inside(thing):
    mixture = cells_of(thing)
    return mixture.target == sup_distance([fmpq(1, 3)]) and mixture.G * mixture.N % 3 != 0


STATEMENT = Theorem(
    id="mayaki2026.approximation",
    title="Experts and active capacity in approximation",
    source=cite("mayaki2026", "approximation, and its bottlenecks", "abstract"),
    notes="With E = G^d experts of about N^d active parameters both bounds are a constant times (E N^d)^(-beta/d), "
          "beta = 1 or 2. From G N = 3/(4 eps_chart) on the chart is the larger part of the bound.",
    given=(lipschitz, smooth, input_dependent_routing, equal_cells, interpolated, learnt_chart, exact_chart,
           kink_inside),
    claims=(
        Claim("lipschitz", UPPER, error <= Rational(3, 4) * Lip / (G * N), status="derived",
              given=(lipschitz, input_dependent_routing, equal_cells, interpolated, exact_chart),
              proof="Kuhn interpolation of mesh 1/(G N), cell by cell (classical.kuhn_lipschitz)."),
        Claim("smooth", UPPER, error <= M * d / (8 * (G * N) ** 2), status="derived",
              given=(smooth, input_dependent_routing, equal_cells, interpolated, exact_chart),
              proof="The same, for bounded second derivatives (classical.kuhn_c2)."),
        Claim("two_bottlenecks", UPPER, error <= Rational(3, 4) * Lip / (G * N) + Lip * eps_chart, status="derived",
              given=(lipschitz, input_dependent_routing, equal_cells, interpolated, learnt_chart),
              on="inputs through a learnt chart",
              proof="The target moves by Lip eps_chart at most between an input and where the chart sees it."),
        Claim("kink", EXACT, Eq(error, Rational(4, 9) / (G * N)), status="derived",
              given=(input_dependent_routing, equal_cells, interpolated, exact_chart, kink_inside), on="|x - 1/3|",
              proof="1/3 lies a third of a piece from an end of it, where the interpolant is 2 (1/3)(2/3) pieces up."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------

x = sympy.symbols("x y z", real=True)
SMOOTH = (
    Lambda(x[0], sympy.exp(x[0])),
    Lambda(x[:2], sympy.sin(3 * x[0] * x[1])),
    Lambda(x[:2], x[0] * x[1] + x[0] ** 2),
)


def curved(f, G, N, M=None):
    constants = {"M": curvature_bound(f) if M is None else rational(M)}
    return Case(CellMixture(f, G, N, constants=constants), {"d": inputs(f), **constants})


def paraboloid(d, G, N):
    """|x|^2 / 2, M = 1."""
    return curved(Lambda(x[:d], sum(t**2 for t in x[:d]) / 2), G, N)


def lipschitz_case(built):
    return Case(built.object, {"d": built.object.D, **built.values})


def of_target(f, d, G, N):
    return lipschitz_case(cells.of_target(f, d, G, N))


def worst_distance(d, G, N):
    return lipschitz_case(cells.worst_distance(d, G, N))


def one_expert(d, G, N):
    """One expert serves all inputs, where E = G^d are spoken of."""
    return lipschitz_case(cells.worst_distance(d, 1, N))


def square_root(G, N):
    return lipschitz_case(cells.square_root(G, N))


def skewed(G, N, rho):
    """Centres displaced by rho of a side: some cells are served by an expert of another."""
    return lipschitz_case(cells.displaced(G, N, rho))


def third(G, N, M=1):
    """|x - 1/3|, which is said to have M = 1 as well."""
    constants = {"M": rational(M), "Lip": fmpq(1)}
    return Case(CellMixture(sup_distance([fmpq(1, 3)]), G, N, constants=constants), {"d": 1, **constants})


def through_chart(place, G, N, eps_chart, said=None):
    """|x - place| through a chart that is off by eps_chart."""
    target = sup_distance([rational(place)])
    off = rational(eps_chart)
    return Case(Charted(target, G, N, off, {"Lip": fmpq(1)}), {"Lip": 1, "eps_chart": off if said is None else said})


# evidence ---------------------------------------------------------------------------------------------------------

MESH = {"G": (1, 2), "N": (1, 2)}

THEOREM = STATEMENT.supported_by(
    instances("lipschitz", of_target, f=(targets.triple_distance, targets.largest_coordinate), d=(1, 2), G=2, N=1,
              full=MESH),
    too_strong("lipschitz", error <= Lip / (2 * G * N), worst_distance, d=2, G=2, N=1),
    fails_without(lipschitz, "lipschitz", square_root, G=(3, 4), N=(3, 4)),
    fails_without(input_dependent_routing, "lipschitz", one_expert, d=1, G=2, N=1),
    fails_without(equal_cells, "lipschitz", skewed, name="skewed cells", G=2, N=1, rho="1/5"),
    attained("smooth", paraboloid, d=(1, 2), **MESH, full={"d": (1, 2, 3)}),
    instances("smooth", curved, name="curves and surfaces", f=SMOOTH, G=2, N=1, full=MESH),
    too_strong("smooth", error <= M / (8 * (G * N) ** 2), paraboloid, d=2, G=2, N=1),
    fails_without(smooth, "smooth", third, G=(2, 4), N=(1, 2)),
    instances("two_bottlenecks", through_chart, place=("1/3", "4/7"), G=(1, 2, 5), N=(1, 3),
              eps_chart=(0, "1/50", "1/5")),
    too_strong("two_bottlenecks", error <= Rational(3, 4) * Lip / (G * N), through_chart, name="too strong: no chart",
               place="4/7", G=5, N=5, eps_chart="1/5"),
    fails_without(learnt_chart, "two_bottlenecks", through_chart, place="4/7", G=5, N=5, eps_chart="1/5", said=0),
    attained("kink", third, name="3 divides no mesh", G=(1, 2, 5), N=(1, 2, 4)),
    too_strong("kink", Eq(error, Rational(4, 9) / (G * N) ** 2), third, G=2, N=1),
    fails_without(kink_inside, "kink", third, name="1/3 is a knot", G=3, N=(1, 2)),
)  # fmt: skip
