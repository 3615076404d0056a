"""Proof of classical.sign_patterns, from components of common zeros."""

from boundkit.theorems.classical.sign_patterns import m, p, patterns, q, s
from sympy import Eq, Le, exp

from boundkit.evidence import proof
from boundkit.proofs import HOLE, Fact, algebra, apply, assume, chain, premise, substitute, times, unknown
from boundkit.proofs.binomials import below_exponential, e, n, weighted, z


def choices() -> Fact:
    """C(m, 0) + .. + C(m, p) <= (m/p)^p e^p where p <= m."""
    return substitute(below_exponential(), {n: m, e: p, z: m / p}, by=[times(assume(p <= m), 1 / p)])


def components() -> Fact:
    """(2q)^(p-1) (2q + 2) <= 2 (2q)^p."""
    return chain(
        apply((2 * q) ** (p - 1) * HOLE, algebra(Le(2 * q + 2, 4 * q, evaluate=False))),
        algebra(Eq((2 * q) ** (p - 1) * 4 * q, 2 * (2 * q) ** p, evaluate=False)),
    )


@proof("upper")
def from_components() -> Fact:
    K = unknown("K", "the most components of common zeros of p polynomials or fewer", whole=True, at_least=1)
    signs = premise("every sign vector has a component of the common zeros of p or fewer of the slightly shifted "
                    "polynomials, which lie in general position", s <= K * weighted(m, p))  # fmt: skip
    warren = premise("common zeros of polynomials of degree q in p variables have so many components (Milnor, Thom)",
                     K <= (2 * q) ** (p - 1) * (2 * q + 2))  # fmt: skip
    bound = (m / p) ** p * exp(p)
    written = algebra(Eq(2 * (2 * q) ** p * bound, patterns(m, q, p), evaluate=False))
    return chain(signs, times(choices(), K), apply(HOLE * bound, chain(warren, components())), written)
