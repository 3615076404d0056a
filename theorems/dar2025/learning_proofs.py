"""Proofs of dar2025.learning: the samples in a cell counted, and the place where a derivative vanishes."""

from boundkit.theorems.dar2025.learning import C, P, V, a, best, c, d, error, i, j, m, n, s2
from sympy import Eq, Le, Sum, binomial, exp, log

from boundkit.evidence import proof
from boundkit.formulas.symbols import natural, real
from boundkit.proofs import HOLE, Fact, algebra, apply, chain, premise, substitute, termwise, unknown

k = natural("k", "samples in a cell, or none", least=0, at_most=n)
z = real("z", "a number")


@proof("test_error")
def by_samples_in_the_cell() -> Fact:
    w = unknown("w", "probability of k samples in cell i", of=(i, k))
    t = unknown("t", "mean squared distance of the constant from C(i), given j samples in the cell", of=(i, j))
    u = unknown("u", "squared distance of the constant from C(i) where the cell is empty", of=(i,))
    cells = premise(
        "a test point is in cell i with probability P(i), and errs there by V(i) and the squared distance from C(i)",
        Eq(error, Sum(P * (V + Sum(w(i, j) * t(i, j), (j, 1, n)) + u(i) * w(i, 0)), (i, 1, m))),
    )
    law = premise("the segmentation is fixed, so the number of samples in cell i is binomial",
                  Eq(w(i, k), binomial(n, k) * P**k * (1 - P) ** (n - k)), for_all=(i, k))  # fmt: skip
    mean = premise("the mean of j independent samples is unbiased, and its variance is V(i)/j",
                   Eq(t(i, j), V / j), for_all=(i, j))  # fmt: skip
    empty = premise("the constant is a where there is no sample", Eq(u(i), (C - a) ** 2), for_all=(i,))
    some = substitute(law, {k: j}, by=(algebra(Le(j, n)), algebra(Le(0, j, evaluate=False))))
    none = substitute(law, {k: 0})
    given = chain(apply(w(i, j) * HOLE, mean), apply(HOLE * V / j, some, by=(mean,)))
    learnt = termwise(given, j, 1, n)
    one, known = substitute(mean, {j: 1}), (none, empty)
    total = Sum(binomial(n, j) * P**j * (1 - P) ** (n - j) * V / j, (j, 1, n))
    each = chain(
        apply(P * (V + HOLE + u(i) * w(i, 0)), learnt, by=(one, *known)),
        apply(P * (V + total + HOLE * w(i, 0)), empty, by=(one, learnt, none)),
        apply(P * (V + total + (C - a) ** 2 * HOLE), none, by=(one, learnt, empty)),
    )
    return chain(cells, termwise(each, i, 1, m))


@proof("optimal_experts")
def vanishing_derivative() -> Fact:
    l = unknown("l", "log of the number of experts of least sum")  # noqa: E741
    there = premise("the sum grows at both ends of the numbers m > 0", Eq(best, exp(l)))
    slope = premise(
        "s2 + c e^(-2 l/d) + s2 e^l/n is convex in l, and least where its derivative vanishes",
        Eq(s2 * exp(l) / n, 2 * c / d * exp(-2 * l / d)),
    )
    logarithms = apply(log(HOLE * n / s2 * exp(2 * l / d)) * d / (d + 2), slope)
    whole = algebra(Eq(z, log(exp(z) * exp(2 * z / d)) * d / (d + 2), evaluate=False))
    ratio = 2 * c * n / (d * s2)
    power = algebra(Eq(exp(log(ratio) * d / (d + 2)), ratio ** (d / (d + 2)), evaluate=False))
    return chain(there, apply(exp(HOLE), chain(substitute(whole, {z: l}), logarithms)), power)
