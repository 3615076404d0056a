"""Proofs of sharper.inverse_binomial: bounds of 1/j whose means over a binomial are sums of binomials themselves.

With i - 1 failures there are j = n - i + 1 successes, and with y = (1 - p)/p their probability is p^n C(n, i - 1)
y^(i - 1), so that p = 1 is no exception.
"""

import math

from boundkit.theorems.sharper.inverse_binomial import h, n, p
from sympy import Eq, Expr, Le, Sum, binomial

from boundkit.evidence import proof
from boundkit.formulas.symbols import natural, real
from boundkit.proofs import HOLE, Fact, add, algebra, apply, chain, eq, premise, substitute, termwise, times, unknown
from boundkit.proofs.binomials import below_power, counted_from_one, whole_power, without_last, x
from boundkit.proofs.binomials import e as most
from boundkit.proofs.binomials import n as things
from boundkit.proofs.sums import taken_apart

i = natural("i", "failures and one", at_most=n)
j, k = natural("j", "successes"), natural("k", "failures", least=0)
t = real("t", "where the tangent of 1/j touches", least=0)
y = (1 - p) / p
weight = p ** (n - i + 1) * (1 - p) ** (i - 1)


def chance(draws, place):
    """The probability of so many failures less one; None beyond the last."""
    failures = int(place) - 1
    return math.comb(draws.n, failures) * draws.p ** (draws.n - failures) * (1 - draws.p) ** failures


def by_failures() -> Fact:
    c = unknown("c", "probability of i - 1 failures", of=(i,), measure=chance)
    mean = premise("h is the mean of 1/J over 0 .. n - 1 failures", Eq(h, Sum(c(i) / (n - i + 1), (i, 1, n))))
    law = premise("J is binomial", Eq(c(i), binomial(n, i - 1) * weight), for_all=(i,))
    some = apply(HOLE - i + 1, algebra(Le(i, n)))
    return chain(mean, termwise(apply(HOLE / (n - i + 1), law, by=(some,)), i, 1, n))


def of_draws(relation: Expr) -> Fact:
    """Algebra of j successes and k failures, for i - 1 failures of n draws."""
    some, none = apply(HOLE - i + 1, algebra(Le(i, n))), apply(HOLE - 1, algebra(Le(1, i, evaluate=False)))
    values = {j: n - i + 1, k: i - 1}
    return substitute(algebra(relation), {s: values[s] for s in relation.free_symbols & {j, k}}, by=(some, none))


def in_powers_of_y() -> Fact:
    return of_draws(eq(p**j * (1 - p) ** k, p ** (j + k) * y**k))


def terms(top: Expr) -> Expr:
    return binomial(top, i - 1) * y ** (i - 1)


def of_odds(fact: Fact, *values: Expr) -> Fact:
    """A fact of binomials.py at x = y, for so many things, of which at most so many are chosen."""
    at = dict(zip((things, most), values, strict=False))
    return substitute(fact, {**at, x: y}, by=(algebra(Le(0, y)),))


@proof("upper")
def one_more_and_two_more_draws() -> Fact:
    bound = times(of_draws(1 / j <= 1 / (j + 1) + 3 / ((j + 1) * (j + 2))), weight * binomial(n, i - 1))
    one = of_draws(eq(binomial(k + j, k) / (j + 1), binomial(k + j + 1, k) / (k + j + 1)))
    two = of_draws(eq(binomial(k + j, k) / ((j + 1) * (j + 2)),
                         binomial(k + j + 2, k) / ((k + j + 1) * (k + j + 2))))  # fmt: skip
    sums = binomial(n + 1, i - 1) / (n + 1) + 3 * binomial(n + 2, i - 1) / ((n + 1) * (n + 2))
    each = chain(bound, apply(weight * HOLE, add(one, times(two, 3))), apply(sums * HOLE, in_powers_of_y()))
    factors = {1: p**n / (n + 1), 2: 3 * p**n / ((n + 1) * (n + 2))}
    apart = taken_apart(sum(factor * terms(n + more) for more, factor in factors.items()), i, n)
    counted, power = counted_from_one(i), below_power()
    ends = add(*(times(chain(of_odds(counted, n + more, n), of_odds(power, n + more, n - 1)), factor)
                 for more, factor in factors.items()))  # fmt: skip
    bounds = sum(factor * (1 + y) ** (n + more) for more, factor in factors.items())
    closed = algebra(eq(bounds, 1 / ((n + 1) * p) + 3 / ((n + 1) * (n + 2) * p**2)))
    return chain(by_failures(), termwise(each, i, 1, n), apart, ends, closed)


@proof("lower")
def tangents_of_the_inverse() -> Fact:
    tangent = times(of_draws(2 * t - j * t**2 <= 1 / j), weight * binomial(n, i - 1))
    fewer = of_draws(eq(j * binomial(k + j, k), (k + j) * binomial(k + j - 1, k)))
    sums = 2 * t * binomial(n, i - 1) - t**2 * n * binomial(n - 1, i - 1)
    each = chain(
        apply(sums * HOLE, in_powers_of_y()),
        apply(weight * (2 * t * binomial(n, i - 1) - t**2 * HOLE), fewer),
        tangent,
    )
    apart = taken_apart(2 * t * p**n * terms(n) - t**2 * n * p**n * terms(n - 1), i, n)
    counted = counted_from_one(i)
    positive = chain(
        apply(HOLE - y**n, of_odds(whole_power(), n)),
        apply(HOLE - y**n, of_odds(without_last(things, things, x), n)),
        of_odds(counted, n, n),
    )
    expected = chain(of_odds(counted, n - 1, n), of_odds(below_power(), n - 1, n - 1))
    ends = add(times(positive, 2 * t * p**n), apply(-HOLE * t**2 * n * p**n, expected))
    general = chain(ends, apart, termwise(each, i, 1, n), by_failures())
    best = (1 - (1 - p) ** n) / (n * p)
    at_best = substitute(general, {t: best}, by=(algebra(Le(0, best)),))
    below = 2 * best * p**n * ((1 + y) ** n - y**n) - best**2 * n * p**n * (1 + y) ** (n - 1)
    return chain(algebra(eq((1 - (1 - p) ** n) ** 2 / (n * p), below)), at_best)
