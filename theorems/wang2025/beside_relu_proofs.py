"""Proofs of wang2025.beside_relu: how many units the parameters allow."""

from boundkit.theorems.wang2025.beside_relu import ACTIVE, TOTAL, E, L, g
from sympy import Eq, sqrt

from boundkit.evidence import proof
from boundkit.proofs import HOLE, Fact, apply, chain, premise, unknown


def two_layers_of_units(parameters) -> Fact:
    M = unknown("M", "pieces of the ReLU network", whole=True, at_least=1, measure=lambda pair: pair.most)
    mixture = premise("the mixture has E^L pieces, by wang2025.piece_count", Eq(E**L / M, g))
    relu = premise("by classical.line two layers of n units have at most (n + 1)^2, and their n^2 + 4 n + 1 weights "
                   "and biases are no more than there may be", M <= (sqrt(parameters + 3) - 1) ** 2)  # fmt: skip
    return chain(apply(E**L / HOLE, relu), mixture)


@proof("total")
def as_many_in_all() -> Fact:
    return two_layers_of_units(TOTAL)


@proof("active")
def as_many_in_use() -> Fact:
    return two_layers_of_units(ACTIVE)
