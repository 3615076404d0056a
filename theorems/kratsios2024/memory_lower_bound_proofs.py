"""Proof of kratsios2024.memory_lower_bound: signs at the points of a grid extend to Lipschitz functions."""

from boundkit.theorems.kratsios2024.memory_lower_bound import D, Lip, eps, vc
from sympy import ceiling

from boundkit.evidence import proof
from boundkit.proofs import HOLE, Fact, apply, chain, premise, times, unknown
from boundkit.statements import positive

x = positive("x", "a number")


@proof("lower")
def signs_of_a_grid() -> Fact:
    u = unknown("u", "the most points of [0, 1] at pairwise distances above 2 eps/Lip", at_least=1, whole=True,
                measure=lambda thing: thing.points_of_axis())  # fmt: skip
    grid = premise(
        "+-eps' at the u^D points of a grid extend to a Lipschitz function for an eps' above eps (McShane), and what "
        "is within eps of it has the same signs",
        u**D <= vc,
    )  # fmt: skip
    close = premise("u + 1 points at distances 1/u would be one too many", 1 / u <= 2 * eps / Lip)
    enough = times(close, u * Lip / (2 * eps))
    return chain(apply(ceiling(HOLE) ** D, enough), grid)
