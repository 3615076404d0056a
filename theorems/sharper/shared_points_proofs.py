"""Proof of sharper.shared_points: all factors at their weighted mean, as for kratsios2024.vc_dimension."""

from boundkit.theorems.classical import network_growth_proofs as weighing
from boundkit.theorems.classical.network_growth import TWO_E, D, J, N, R, W_bar
from boundkit.theorems.classical.network_growth_proofs import le
from boundkit.theorems.kratsios2024.vc_dimension_proofs import growth_at_mean
from boundkit.theorems.sharper.shared_points import E, r, shared, vc
from sympy import Eq, Max

from boundkit.evidence import proof
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import natural, positive, real
from boundkit.proofs import (
    HOLE,
    Fact,
    algebra,
    apply,
    assume,
    chain,
    premise,
    substitute,
    unknown,
)

e = natural("e", "experts beyond two", least=0)
u, o = positive("u", "a number"), real("o", "a number", least=1)


def solvable() -> tuple[Fact, Fact, Fact]:
    """16 <= r, 1 + E (J + 1) <= w, and E W_bar <= w, where E >= 2."""
    several = apply(HOLE - 2, assume(E >= 2))
    at = {o: expand(R), e: E - 2}
    base = substitute(algebra(le(16, TWO_E * ((e + 2) * (e + 1) + o))), at, by=[several, algebra(le(1, expand(R)))])
    depth = weighing.at_all_depths(J + 1, W_bar)
    exponent = chain(algebra(le(1 + E * (J + 1), E * (D + J + 1))), apply(E * (D + HOLE), depth))
    least = substitute(algebra(le(E * u, E * (D + u))), {u: expand(W_bar)}, by=[chain(algebra(le(1, J + 1)), depth)])
    return base, exponent, least


@proof("upper_closed")
def points_that_are_shared() -> Fact:
    T = unknown("T", "points, as many as V or E W_bar, whichever is greater", whole=True, at_least=1)
    Y = unknown("Y", "sign patterns of the mixtures on T points, shattered ones where V = T", whole=True, at_least=1)
    few = E * W_bar
    greatest = premise("T is the greater of V and E W_bar", Eq(T, Max(vc, few)))
    all_labels = premise("where T exceeds E W_bar, it is V, and all labellings are among the sign patterns",
                         (T - few) * 2**T <= (T - few) * Y)  # fmt: skip
    patterns = premise(
        "routings are bounded as in kratsios2024.vc_dimension:growth; given these, one expert has at most 2^H(n) "
        "patterns on its n points, H concave and above W_bar the logarithm of classical.network_growth:growth, and the "
        "experts together at most 2^(E H(T/E)), T/E >= W_bar",
        Y <= shared.xreplace({N: T}),
    )  # fmt: skip
    base, exponent, least = solvable()
    bounded = chain(patterns, substitute(growth_at_mean(shared, r, TWO_E / E), {N: T}))
    beyond = chain(weighing.labels_beyond(T, few, all_labels), bounded)
    return chain(weighing.no_less(greatest, vc, few), weighing.solved_for(T, least, beyond, base, exponent))
