"""Proofs of kratsios2024.generalization: the inequality of Vapnik and Chervonenkis, and growth functions."""

from boundkit.theorems.classical import network_growth_proofs as weighing
from boundkit.theorems.classical.network_growth import W_bar
from boundkit.theorems.kratsios2024 import vc_dimension as general
from boundkit.theorems.kratsios2024.generalization import changes, gap, mean, n, vapnik_chervonenkis
from boundkit.theorems.kratsios2024.vc_dimension import D, E, J, N, W
from boundkit.theorems.kratsios2024.vc_dimension_upper_proofs import growth_at_mean
from sympy import Eq, log

from boundkit.evidence import proof
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import natural, positive
from boundkit.proofs import (
    HOLE,
    Fact,
    algebra,
    apply,
    assume,
    chain,
    cut,
    le,
    lemma,
    other,
    premise,
    substitute,
    times,
    unknown,
)

a, x, u = natural("a", "a number"), positive("x", "a number"), positive("u", "a number")


def second_sample(Q) -> Fact:
    return premise("2 n points for the sample and a second one: P(sup of R - R_n > t) <= 2 P(sup of R_n' - R_n > t/2) "
                   "<= 2 Q exp(-n t^2/8) by Hoeffding's inequality for each of at most Q sign patterns, where n t^2 >= "
                   "2 (Bousquet, Boucheron and Lugosi 2004)", gap <= vapnik_chervonenkis(log(Q)))  # fmt: skip


def patterns_of_two_samples(sample):
    return sample.patterns(2 * sample.n)


@proof("gap", assuming=("kratsios2024.vc_dimension:growth",))
def by_growth() -> Fact:
    Q = unknown("Q", "the most sign patterns on 2 n points", at_least=1, whole=True, measure=patterns_of_two_samples)
    most = lemma(general.STATEMENT, "growth", other("the mixtures on the 2 n points that have most", Q), D=D, E=E, J=J,
                 W=W, N=2 * n)  # fmt: skip
    most = cut(most, times(assume(n >= D), 2))
    bound = general.STATEMENT.claim("growth").expression
    at_mean = substitute(growth_at_mean(bound, general.r), {N: 2 * n})
    apart = algebra(Eq(log(2**a * x**u), a * log(2) + u * log(x), evaluate=False))
    some = chain(algebra(le(1, D + J + 1)), apply(D + HOLE, weighing.at_all_depths(J + 1, W_bar)))
    weighed = substitute(apart, {a: 1 + E * (J + 1), u: expand(general.w)}, by=[some])
    written = substitute(weighed, {x: expand(mean)}, by=[some])
    logarithm = chain(apply(log(HOLE), chain(most, at_mean)), written)
    return chain(second_sample(Q), apply(vapnik_chervonenkis(HOLE), logarithm))


@proof("constants")
def by_changes() -> Fact:
    Q = unknown("Q", "the most sign patterns on 2 n points", at_least=1, whole=True, measure=patterns_of_two_samples)
    most = premise("E blocks in a row at most: 2 signs for the first, and up to E - 1 changes in 2 n - 1 places",
                   Q <= changes)  # fmt: skip
    return chain(second_sample(Q), apply(vapnik_chervonenkis(log(HOLE)), most))
