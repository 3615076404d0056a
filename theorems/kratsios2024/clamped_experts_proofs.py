"""Proof of kratsios2024.clamped_experts: how far an input is outside its cell, and interpolation there."""

from boundkit.theorems.classical import kuhn_lipschitz
from boundkit.theorems.kratsios2024.active_parameters import kuhn
from boundkit.theorems.kratsios2024.active_parameters_proofs import best_is_at_most
from boundkit.theorems.kratsios2024.clamped_experts import D, G, Lip, N, error, rho
from boundkit.theorems.sharper import displaced_prototypes

from boundkit.evidence import proof
from boundkit.proofs import HOLE, Fact, apply, chain, lemma, other, premise, times, unknown


@proof("error", assuming=("classical.kuhn_lipschitz:sharp", "sharper.displaced_prototypes:overshoot"))
def read_beside_the_input() -> Fact:
    k = unknown("k", "largest error of an expert in its cell", at_least=0,
                measure=lambda mixture: mixture.error_in_cells)  # fmt: skip
    o = unknown("o", "largest sum over the axes of how far an input lies outside the cell of its expert", at_least=0)
    moved = premise("f at the input and at the point that is read differ by Lip times their distance for |x - y|_inf, "
                    "at most the sum, and the expert errs by k at most there", error <= k + Lip * o)  # fmt: skip
    inside = lemma(kuhn_lipschitz.STATEMENT, "sharp",
                   other("the interpolant of a cell on which it errs most, of mesh 1/(G N)", k), D=D, Lip=Lip,
                   h=1 / (G * N))  # fmt: skip
    outside = lemma(displaced_prototypes.STATEMENT, "overshoot", other("the prototypes and the inputs", o), D=D, G=G,
                    rho=rho)  # fmt: skip
    errs = chain(inside, times(best_is_at_most(), Lip / (G * N)))
    return chain(moved, apply(HOLE + Lip * o, errs), apply(Lip * kuhn / (G * N) + Lip * HOLE, outside))
