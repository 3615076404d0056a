"""Experts on cells when prototypes stand beside the centres: those that read points of their cell.  (ours)

kratsios2024.active_parameters routes to the centres of cells. Beside them an expert sees points outside of its cell,
where hats vanish and the mixture fails outright; clamped to the cell it errs by how far outside the point is, in
addition (sharper.displaced_prototypes).
"""

from itertools import product

from boundkit.theorems.kratsios2024.active_parameters import D, G, Lip, N, error, kuhn
from flint import fmpq
from sympy import Lambda, Rational

from boundkit.arithmetic.rational import rational
from boundkit.constructions.displaced import randomly_displaced, worst_displaced
from boundkit.evidence import Case, fails_without, instances, too_strong
from boundkit.measures import lipschitz_targets as targets
from boundkit.measures.cell_mixtures import CellMixture
from boundkit.measures.smoothness import is_lipschitz, lipschitz_bound
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, real

rho = real("rho", "share of a side by which a coordinate of a prototype is off at most", least=0)


@hypothesis("the target satisfies |f(x) - f(y)| <= Lip |x - y|_inf")
def lipschitz(mixture):
    return is_lipschitz(mixture)


@hypothesis("an input goes to the nearest in l_2 of prototypes within rho/G of the centres of G^D equal cells")
def nearly_routed(mixture, at):
    centres = product([(i + fmpq(1, 2)) / mixture.G for i in range(mixture.G)], repeat=mixture.D)
    offsets = (abs(a - b) for p, c in zip(mixture.prototypes, centres, strict=True) for a, b in zip(p, c, strict=True))
    return (at["D"], at["G"]) == (mixture.D, mixture.G) and max(offsets) * mixture.G <= rational(at["rho"])


@hypothesis("the expert of a cell is the Kuhn interpolant of the target with N cells an axis there")
def interpolated(mixture, at):
    return at["N"] == mixture.N


@hypothesis("an expert reads the point of its cell that is nearest to the input")
def clamped(mixture):
    return mixture.clamped


STATEMENT = Theorem(
    id="kratsios2024.clamped_experts",
    title="Experts that read points of their cell, routed by prototypes beside the centres",
    source=cite("boundkit", "own proof"),
    notes="Without clamping f = 1 errs by 1/5 at D = N = 1, G = 2 and rho = 1/5.",
    given=(lipschitz, nearly_routed, interpolated, clamped),
    claims=(
        Claim("error", UPPER, error <= Lip * (kuhn / N + rho * D) / G, status="derived",
              where=(rho <= 1 / (2 * D), rho < Rational(1, 2)),
              proof="The point that the expert reads is rho D/G from the input at most, and it interpolates there."),
    ),
)  # fmt: skip


def mixture(target, grid, N, clamped=True, Lip=None):
    constants = {"Lip": lipschitz_bound(target) if Lip is None else Lip}
    built = CellMixture(target, grid.G, N, 2, grid.prototypes, clamped, constants=constants)
    return Case(built, {"D": grid.D, "G": grid.G, "N": N, **constants})


def farthest(f, D, G, N, rho):
    """Prototypes that let a cell reach farthest."""
    return mixture(f(D), worst_displaced(D, G, rational(rho)), N)


def at_random(f, D, G, N, rho, seed):
    return mixture(f(D), randomly_displaced(D, G, rational(rho), seed), N)


def constant_one(G, N, rho, clamped=False):
    """f = 1, whose hats vanish outside their cell."""
    return mixture(Lambda(targets.AXES[0], 1), worst_displaced(1, G, rational(rho)), N, clamped, fmpq(1, 100))


def moved_farther(f, D, G, N, rho, times):
    return mixture(f(D), worst_displaced(D, G, times * rational(rho)), N)


BENT = (targets.affine, targets.triple_distance, targets.largest_coordinate, targets.distance_to_a_cube)

THEOREM = STATEMENT.supported_by(
    instances(
        "error",
        farthest,
        f=BENT,
        D=(1, 2),
        G=2,
        N=1,
        rho="1/10",
        full={"G": (2, 3), "N": (1, 2), "rho": ("1/10", "1/5", "1/4")},
    ),
    instances(
        "error", at_random, f=targets.quadratic, D=(1, 2), G=2, N=1, rho="1/5", seed=range(2), full={"seed": range(12)}
    ),
    too_strong("error", error <= Lip * rho * D / (2 * G), farthest, f=targets.affine, D=(1, 2), G=2, N=1, rho="1/5"),
    fails_without(clamped, "error", constant_one, G=2, N=1, rho="1/5"),
    fails_without(nearly_routed, "error", moved_farther, f=targets.affine, D=1, G=2, N=8, rho="1/20", times=9),
)
