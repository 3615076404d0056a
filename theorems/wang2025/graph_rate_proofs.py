"""The proof of wang2025.graph_rate: the second derivative along the chart, and interpolation."""

from boundkit.theorems.classical import kuhn_c2
from boundkit.theorems.wang2025.graph_rate import G1, G2, M1, M2, E, N, d, error

from boundkit.evidence import proof
from boundkit.proofs import Fact, chain, lemma, other, premise, times, unknown


@proof("upper", assuming=("classical.kuhn_c2:upper",))
def interpolated_along_the_chart() -> Fact:
    b = unknown("b", "largest spectral norm of the Hessian of f(x, g(x)) on the cube", at_least=0)
    own = premise("the chart x -> (x, g(x)) has a derivative of norm at most the root of 1 + G1^2, and its second "
                  "derivative is that of g in one coordinate", b <= M2 * (1 + G1**2) + M1 * G2)  # fmt: skip
    spline = other("the interpolants of the experts together: that of mesh 1/(E N) on the cube", error)
    return chain(lemma(kuhn_c2.STATEMENT, "upper", spline, D=d, M=b, h=1 / (E * N)), times(own, d / (8 * E**2 * N**2)))
