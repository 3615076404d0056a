"""Proofs of mayaki2026.generalization, put together from an oracle inequality and an entropy."""

from boundkit.theorems.classical import oracle_inequality
from boundkit.theorems.mayaki2026 import covering_number
from boundkit.theorems.mayaki2026.covering_number import E, L, T, k
from boundkit.theorems.mayaki2026.generalization import F0, a, active, bound, n, risk, share
from sympy import Eq, Le, Max, binomial, log

from boundkit.evidence import proof
from boundkit.formulas.symbols import natural
from boundkit.proofs import HOLE, Fact, algebra, apply, chain, lemma, other, premise, substitute, unknown

c, p = natural("c", "sets of k experts"), natural("p", "choices of such a set")
CLASS = "the class that the estimator is taken from"


def with_entropy(covered: Fact, h) -> Fact:
    """The oracle inequality at the radius F0/n, for a bound of the entropy h there."""
    own = lemma(oracle_inequality.STATEMENT, "upper", other("the estimator, H the entropy of its class or log 3", risk),
                n=n, F0=F0, a=a, H=Max(h, log(3)), delta=F0 / n, tau=1)  # fmt: skip
    return chain(own, apply(bound(HOLE), covered))


@proof("risk", assuming=("classical.oracle_inequality:upper", "mayaki2026.covering_number:fixed_pattern"))
def of_fixed_patterns() -> Fact:
    h = unknown("h", "logarithm of the covering number of the class at F0/n", at_least=0)
    known = lemma(covering_number.STATEMENT, "fixed_pattern", other(CLASS, h), delta=F0 / n)
    return with_entropy(known, h)


@proof("partition", assuming=("classical.oracle_inequality:upper", "mayaki2026.covering_number:fixed_partition_total"))
def of_a_fixed_partition() -> Fact:
    h = unknown("h", "logarithm of the covering number of the class at F0/n", at_least=0)
    known = lemma(covering_number.STATEMENT, "fixed_partition_total", other(CLASS, h), delta=F0 / n)
    return with_entropy(known, h)


@proof("routing_share")
def logarithms_of_numbers() -> Fact:
    M = unknown("M", "routing patterns", whole=True, at_least=1)
    own = premise("the share is that of the logarithm of the patterns in the entropy of the bound",
                  Eq(share, log(M) / Max(active + log(M), log(3))))  # fmt: skip
    some = algebra(Le(1, binomial(E, k), evaluate=False))
    number = premise("every layer and token chooses k of E experts", Eq(M, binomial(E, k) ** (L * T)))
    power = substitute(algebra(Eq(log(c**p), p * log(c), evaluate=False)), {c: binomial(E, k), p: L * T}, by=[some])
    logarithm = chain(apply(log(HOLE), number, by=[some]), power)
    return chain(own, apply(HOLE / Max(active + HOLE, log(3)), logarithm, by=[some]))
