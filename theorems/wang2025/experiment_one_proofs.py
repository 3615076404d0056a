"""The bound of wang2025.experiment_one: that of the circle with numbers put in."""

from boundkit.theorems.wang2025 import manifold_rate
from boundkit.theorems.wang2025.experiment_one import M1, M2, error

from boundkit.evidence import proof
from boundkit.proofs import Fact, lemma, other


@proof("bound", assuming=("wang2025.manifold_rate:circle",))
def circle_with_numbers() -> Fact:
    same = other("the mixture of the experiment", error)
    return lemma(manifold_rate.STATEMENT, "circle", same, E=4, m=10, M1=M1, M2=M2)
