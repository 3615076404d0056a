"""Mixtures of (P)ReLU experts approximate Lipschitz functions: experts against loaded parameters.  (kratsios2024)

The abstract, which alone was read, loads networks of O(1/eps) parameters; a summary says a constant number. Both are
points of one trade-off, made explicit here: the unit cube is cut into G^D cells, each has its Kuhn interpolant as
expert, and a tree of prototypes leads there. Memory is traded, the curse of dimension stays (memory_lower_bound).
"""

from itertools import count
from random import Random

from boundkit.theorems.classical.kuhn_lipschitz import best_constant
from flint import fmpq
from sympy import Eq, Lambda, Min, Rational, ceiling, floor, log, sqrt

from boundkit.arithmetic.rational import rational
from boundkit.constructions.displaced import worst_displaced
from boundkit.constructions.kuhn import sup_distance, worst_place
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.measures.certificates import own
from boundkit.measures import lipschitz_targets as targets
from boundkit.measures.cell_mixtures import CellMixture
from boundkit.measures.smoothness import is_lipschitz, lipschitz_bound
from boundkit.measures.targets import inputs
from boundkit.statements import (ASYMPTOTIC, EXACT, UPPER, Claim, Reading, Theorem, big_o, cite, hypothesis, natural,
                                 positive, quantity, real)  # fmt: skip

# symbols ----------------------------------------------------------------------------------------------------------

D = natural("D", "dimension of the cube")
G = natural("G", "cells an axis, each with an expert")
N = natural("N", "cells an axis of the mesh of an expert")
v = natural("v", "valency of the routing tree", least=2)
Lip = positive("Lip", "Lipschitz constant of the target for |x - y|_inf")
eps = positive("eps", "error that is allowed in the sup norm")
r = real("r", "share of the resolution that the experts have", least=0, at_most=1)
error = quantity("error", "sup norm of target - mixture on the cube",
                 measure=lambda mixture: mixture.error, certificate=own)  # fmt: skip
number = quantity("E", "experts", measure=lambda mixture: mixture.number)
size = quantity("P", "weights and biases of the largest expert, zeros apart", measure=lambda this: this.largest_expert)
read = quantity("R", "numbers of prototypes on the longest way down the tree", measure=lambda mixture: mixture.read)
active = quantity("A", "what the worst input loads: an expert, and its way", measure=lambda mixture: mixture.active)
kuhn = Min(Rational(3, 4), D / 2)
resolved, shared = Eq(G, ceiling(Lip / (eps * N))), Eq(N, ceiling((Lip / eps) ** r))

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("the target satisfies |f(x) - f(y)| <= Lip |x - y|_inf")
def lipschitz(mixture):
    return is_lipschitz(mixture)


@hypothesis("an input goes to the nearest of the centres of G^D equal cells of the unit cube")
def routed(mixture, at):
    return mixture.prototypes is None and (at["D"], at["G"]) == (mixture.D, mixture.G)


@hypothesis("the expert of a cell is the Kuhn interpolant of the target with N cells an axis there")
def interpolated(mixture, at):
    return at["N"] == mixture.N and not mixture.clamped and mixture.slope is None


@hypothesis("experts are constants, the target at the centre of the cell")
def constant(mixture):
    return mixture.N == 0


@hypothesis("the tree has valency v and cuts one axis at a time, into parts as equal as can be")
def cut_in_turn(mixture, at):
    return mixture.v == at["v"]


LINEAR = Reading("linear", "the abstract: networks of O(1/eps) parameters are loaded; r = 1/D")
CONSTANT = Reading("constant", "a summary: a constant number of parameters; of the expert alone, r = 0")
ERRS, COUNTED = (lipschitz, routed, interpolated), (routed, interpolated)

STATEMENT = Theorem(
    id="kratsios2024.active_parameters",
    title="Lipschitz functions by experts on cells, and what an input loads",
    source=cite("kratsios2024", "rate and active parameters", "abstract"),
    notes="The paper's own trade-off is not known to us. An expert has 8, 20, 34 parameters a node for D <= 3. E P "
          "is of the order (Lip/eps)^D for every r; the way grows like log(1/eps) for r < 1, whatever the expert has.",
    given=(lipschitz, routed, interpolated, constant, cut_in_turn),
    readings=(LINEAR, CONSTANT),
    claims=(
        Claim("published_linear", ASYMPTOTIC, big_o(size, 1 / eps, constants=(D, Lip)), "published", given=COUNTED,
              where=(shared, Eq(r, 1 / D), eps <= Lip), reading=LINEAR),
        Claim("published_constant", ASYMPTOTIC, big_o(size, 1, constants=(D,)), "published", given=COUNTED,
              where=(shared, Eq(r, 0), eps <= Lip), reading=CONSTANT),
        Claim("error", UPPER, error <= Lip * kuhn / (G * N), given=ERRS,
              proof="From the claim `sharp`, whose constant is at most 3/4, and 1/2 on a line."),
        Claim("sharp", UPPER, error <= Lip * best_constant(floor((D + 1) ** 2 / 4), D) / (G * N), "derived", given=ERRS,
              proof="Kuhn interpolation of mesh 1/(G N), cell by cell."),
        Claim("constants", UPPER, error <= Lip / (2 * G), given=(lipschitz, routed, constant),
              proof="A point is half a side from the centre of its cell at most."),
        Claim("experts", EXACT, Eq(number, G**D), given=(routed,), proof="One for each cell."),
        Claim("expert", UPPER, size <= (14 * D - 6) * (N + 1) ** D, given=COUNTED,
              proof="(N + 1)^D hats, whose maxima are taken by pairs."),
        Claim("routing", UPPER, read <= v * D**2 * ceiling(log(G) / log(v)), given=(routed, cut_in_turn),
              proof="Each axis is cut ceil(log_v G) times at most, and v prototypes of D numbers are compared."),
        Claim("active", UPPER, active <= (14 * D - 6) * (N + 1) ** D + v * D**2 * ceiling(log(G) / log(v)),
              given=(*COUNTED, cut_in_turn), proof="One expert and one way down the tree."),
        Claim("reached", UPPER, error <= eps * kuhn, where=(resolved,), given=ERRS, proof="G N >= Lip/eps."),
        Claim("expert_size", UPPER, size <= (14 * D - 6) * 3**D * (Lip / eps) ** (r * D), where=(shared, eps <= Lip),
              given=COUNTED, proof="N + 1 <= (Lip/eps)^r + 2."),
        Claim("expert_number", UPPER, number <= 2**D * (Lip / eps) ** ((1 - r) * D), given=(routed,),
              where=(shared, resolved, eps <= Lip), proof="G <= (Lip/eps)^(1 - r) + 1."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------

BENT = (targets.affine, targets.triple_distance, targets.largest_coordinate, targets.distance_to_a_cube,
        targets.quadratic)  # fmt: skip
SMOOTH = (targets.product_of_sines, targets.euclidean_distance)


def mixture(target, G, N, v=2, Lip=None, **more):
    constants = {"Lip": lipschitz_bound(target) if Lip is None else Lip}
    built = CellMixture(target, G, N, v, constants=constants, **more)
    return Case(built, {"D": inputs(target), "N": max(N, 1), **constants})


def of_target(f, D, G, N):
    return mixture(f(D), G, N)


def worst_distance(D, G, N):
    """The distance to the worst place of the first cell of the mesh."""
    return mixture(sup_distance([entry / (G * N) for entry in worst_place(D)]), G, N)


def random_distance(D, G, N, v, seed):
    draw = Random(f"{D} {G} {N} {seed}")
    return mixture(sup_distance([fmpq(draw.randint(0, 60), 60) for _ in range(D)]), G, N, v)


def of_constants(f, D, G):
    return mixture(f(D), G, 0)


def first_coordinate(D, G):
    return mixture(Lambda(targets.AXES[:D], 3 * targets.AXES[0]), G, 0)


def square_root(G, N):
    """sqrt(x), whose slope is not bounded: the first cell of the mesh, of length h, errs by sqrt(h)/4."""
    return mixture(Lambda(targets.AXES[0], sqrt(targets.AXES[0])), G, N, Lip=1)


def traded(f, D, r, eps):
    """N = ceil((Lip/eps)^r) and G = ceil(Lip/(eps N))."""
    target, share = f(D), rational(r)
    x = lipschitz_bound(target) / rational(eps)
    N = next(N for N in count(1) if fmpq(N) ** int(share.q) >= x ** int(share.p))
    G = int((x / N).ceil())
    built = mixture(target, G, N)
    return Case(built.object, {**built.values, "G": G})


def another_mesh(D, G, N, said):
    built = worst_distance(D, G, N)
    return Case(built.object, {**built.values, "N": said})


def quarter_distance(D):
    return sup_distance([entry / 4 for entry in worst_place(D)])


def displaced(G, N, rho):
    """f = 1 with prototypes displaced by rho of a side: hats vanish outside their cell."""
    places = worst_displaced(1, G, rational(rho)).prototypes
    return mixture(Lambda(targets.AXES[0], 1), G, N, Lip=fmpq(1, 100), prototypes=places)


def another_tree(D, G, v):
    """Of valency G, whatever is said."""
    return mixture(targets.affine(D), G, 1, G)


# evidence ---------------------------------------------------------------------------------------------------------


def within(most):
    """Meshes of the whole cube with so many cells at most."""
    return lambda D, G, N, **_: most >= (G * N) ** D


in_error = (
    instances("error", of_target, name="bent targets", f=BENT, D=(1, 2), G=2, N=1,
              full={"D": (1, 2, 3), "G": (1, 2, 3), "N": (1, 2)}, only=within(16)),
    instances("error", of_target, name="smooth targets", f=SMOOTH, D=(1, 2), G=2, N=1,
              full={"D": (1, 2, 3), "G": (1, 2, 3), "N": (1, 2)}, only=within(16)),
    attained("error", worst_distance, name="attained on a line", D=1, G=(1, 3), N=(1, 2)),
    too_strong("error", error <= Lip / (2 * G * N), worst_distance, D=2, G=2, N=1),
    fails_without(lipschitz, "error", square_root, G=(3, 4), N=(3, 4)),
    fails_without(routed, "error", displaced, G=2, N=1, rho="1/5"),
    fails_without(interpolated, "error", another_mesh, D=1, G=2, N=1, said=2),
    attained("sharp", worst_distance, D=(1, 2), G=(1, 2), N=(1, 2), full={"D": (1, 2, 3)}, only=within(16)),
    too_strong("sharp", error <= Lip * best_constant(floor((D + 1) ** 2 / 4), D) / (G * N + 1), worst_distance, D=2,
               G=2, N=1),
    instances("constants", of_constants, f=(*BENT, *SMOOTH), D=(1, 2), G=3, full={"D": (1, 2, 3), "G": (1, 2, 3)}),
    attained("constants", first_coordinate, D=(1, 2), G=(1, 2, 3)),
    too_strong("constants", error <= 3 * Lip / (7 * G), first_coordinate, D=2, G=2),
    instances("reached", traded, name="reached", f=(*BENT[:2], SMOOTH[0]), D=1, r=(0, "1/2", 1), eps="1/4"),
    attained("reached", traded, name="just reached", f=quarter_distance, D=1, r=(0, "1/2", 1), eps="1/4"),
    too_strong("reached", error <= 2 * eps * kuhn / 3, traded, f=quarter_distance, D=(1, 2), r="1/2", eps="1/4"),
)  # fmt: skip
counted = (
    instances("experts", of_target, name="numbers", f=targets.affine, D=(1, 2, 3), G=(1, 2, 3), N=1),
    too_strong("experts", Eq(number, G * D), of_target, f=targets.affine, D=2, G=3, N=1),
    instances("expert", random_distance, name="sizes", D=(1, 2), G=(1, 3), N=(1, 2), v=2, seed=0,
              full={"D": (1, 2, 3)}),
    too_strong("expert", size <= (12 * D - 5) * (N + 1) ** D, random_distance, D=1, G=3, N=4, v=2, seed=0),
    fails_without(interpolated, "expert", another_mesh, name="a finer mesh", D=1, G=2, N=2, said=1),
    instances("routing", random_distance, name="trees", D=(1, 2), G=(1, 2, 3, 5), N=1, v=(2, 3), seed=0,
              full={"D": (1, 2, 3), "G": range(1, 6), "v": (2, 3, 4)}),
    attained("routing", random_distance, name="powers of the valency", D=(1, 2), G=(1, 4), N=1, v=(2, 4), seed=0),
    too_strong("routing", read <= v * D * ceiling(D * log(G) / log(v)), random_distance, D=3, G=3, N=1, v=2, seed=0),
    fails_without(cut_in_turn, "routing", another_tree, D=1, G=16, v=2),
    instances("active", random_distance, name="loaded", D=(1, 2), G=(2, 3), N=(1, 2), v=2, seed=1),
    too_strong("active", active <= (14 * D - 6) * N**D + v * D**2 * ceiling(log(G) / log(v)), random_distance, D=1,
               G=4, N=1, v=2, seed=0),
    instances("expert_size", traded, name="sizes in the trade", f=targets.triple_distance, D=(1, 2),
              r=(0, "1/2", 1), eps="3/4"),
    too_strong("expert_size", size <= 3 * (Lip / eps) ** (r * D), traded, f=targets.triple_distance, D=2, r="1/2",
               eps="3/4"),
    instances("expert_number", traded, name="numbers in the trade", f=targets.triple_distance, D=(1, 2),
              r=(0, "1/2", 1), eps="3/4"),
    too_strong("expert_number", number <= (Lip / eps) ** ((1 - r) * D) / 2, traded, f=targets.triple_distance, D=2,
               r="1/2", eps="3/4"),
)  # fmt: skip

THEOREM = STATEMENT.supported_by(*in_error, *counted)
