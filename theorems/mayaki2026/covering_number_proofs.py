"""Proofs of mayaki2026.covering_number: grids of parameters, points far apart, and logarithms of their numbers."""

from boundkit.theorems.mayaki2026.covering_number import (
    STATEMENT,
    A,
    B,
    E,
    L,
    Lambda,
    R,
    S,
    S_total,
    T,
    delta,
    entropy,
    k,
    number,
)
from sympy import Eq, Le, Lt, binomial, ceiling, exp, log

from boundkit.evidence import proof
from boundkit.formulas.symbols import natural, positive, real
from boundkit.proofs import HOLE, Fact, algebra, apply, both, chain, lemma, order, premise, substitute, times, unknown
from boundkit.verdict import Verdict

a = real("a", "a number that is added", least=0)
c = natural("c", "sets of k experts")
m = natural("m", "points of an axis but one", least=0)
n = natural("n", "midpoints of an axis")
p = natural("p", "choices of such a set")
q = natural("q", "parameters")
r = positive("r", "radius")
s = real("s", "what a radius has to spare", least=0)
t = positive("t", "by how much points are farther apart than needed, in steps")
x = positive("x", "a number")
EACH = "n midpoints for each {} are within B/n of all values in [-B, B], so their functions are within {} of all"


def of_one_pattern(thing, radius):
    """Balls of that radius that the functions of one pattern need."""
    return thing.of_one_pattern.covering_at(radius)


def of_the_class(thing, radius):
    return thing.covering_at(radius)


def some(width) -> Fact:
    """1 <= ceil(width/delta)."""
    return substitute(algebra(Le(1, ceiling(x), evaluate=False)), {x: width / delta})


def room(width) -> Fact:
    """0 <= delta - width/n at n = ceil(width/delta)."""
    parts = substitute(algebra(Le(x, ceiling(x), evaluate=False)), {x: width / delta})
    return apply(delta - HOLE, times(parts, delta / ceiling(width / delta)))


def with_a_grid(midpoints: Fact, width) -> Fact:
    """Balls around midpoints, for all n and s, at n = ceil(width/delta) and the radius delta."""
    parts = ceiling(width / delta)
    return substitute(midpoints, {n: parts, s: delta - width / parts}, by=[some(width), room(width)])


def in_logarithms(count: Fact) -> Fact:
    """logN <= log(count), or =, from N <= count."""
    same = premise("logN is the logarithm of N", Eq(number, exp(entropy)))
    return apply(log(HOLE), chain(same, count))


@proof("fixed_pattern_count")
def grid_of_parameters() -> Fact:
    M = unknown("M", "balls of radius r that one pattern needs", of=(r,), at_least=1, whole=True,
                measure=of_one_pattern)  # fmt: skip
    patterns = premise(
        "a function has one of C(E, k)^(L T) patterns, so balls for each of them cover the class",
        number <= binomial(E, k) ** (L * T) * M(delta),
    )
    midpoints = premise(
        EACH.format("of the S parameters of a pattern", "Lambda B/n"), M(B * Lambda / n + s) <= n**S, for_all=(n, s)
    )
    return chain(patterns, apply(binomial(E, k) ** (L * T) * HOLE, with_a_grid(midpoints, B * Lambda)))


@proof("fixed_pattern", assuming=("fixed_pattern_count",))
def logarithm_of_the_count() -> Fact:
    product = algebra(Eq(log(c**p * n**q), q * log(n) + p * log(c), evaluate=False))
    written = substitute(product, {c: binomial(E, k), p: L * T, n: ceiling(B * Lambda / delta), q: S},
                         by=[some(B * Lambda)])  # fmt: skip
    return chain(in_logarithms(lemma(STATEMENT, "fixed_pattern_count")), written)


@proof("fixed_pattern_simplified", expects=Verdict.CERTIFIED, assuming=("fixed_pattern",))
def price_of_k_experts() -> Fact:
    least = algebra(Le(1, binomial(E, k), evaluate=False))
    sets = apply(log(HOLE), algebra(Le(binomial(E, k), exp(k * (1 + log(E / k))), evaluate=False)), by=[least])
    return chain(lemma(STATEMENT, "fixed_pattern"), apply(A + L * T * HOLE, sets))


@proof("published", expects=Verdict.CERTIFIED, assuming=("fixed_pattern",))
def logarithm_of_the_grid_hidden() -> Fact:
    """S log ceil(x) + R <= (1 + log(1 + x)) (S + R) for x = B Lambda/delta."""
    width = B * Lambda / delta
    grid = substitute(apply(log(HOLE), algebra(ceiling(x) <= 1 + x), by=[algebra(Le(1, ceiling(x), evaluate=False))]),
                      {x: width})  # fmt: skip
    one = algebra(Le(1, binomial(E, k), evaluate=False))
    known = [one, apply(L * T * log(HOLE), one)]
    spread = substitute(algebra(S * s + a <= (1 + s) * (S + a)), {a: R, s: log(1 + width)}, by=known)
    bound = chain(lemma(STATEMENT, "fixed_pattern"), apply(S * HOLE + R, grid, by=known), spread)
    return order(bound, STATEMENT.claim("published").statement, 1 + log(1 + width), by=known)


@proof("fixed_partition_count")
def spread_and_covered() -> Fact:
    C = unknown("C", "balls of radius r that the class needs", of=(r,), at_least=1, whole=True, measure=of_the_class)
    number_at_delta = premise("N is the number of balls of radius delta", Eq(number, C(delta)))
    midpoints = premise(EACH.format("of the E constants", "B/n"), C(B / n + s) <= n**E, for_all=(n, s))
    apart = premise(
        "m + 1 evenly spread values for each constant are 2 B/m apart, and a smaller ball holds one of them",
        (m + 1) ** E <= C(B / (m + t)), for_all=(m, t),
    )  # fmt: skip
    below_one_more = apply(1 + HOLE - ceiling(B / delta), substitute(algebra(Lt(ceiling(x) - 1, x)), {x: B / delta}))
    spread = substitute(apart, {m: ceiling(B / delta) - 1, t: B / delta - ceiling(B / delta) + 1}, by=[below_one_more])
    return both(chain(number_at_delta, with_a_grid(midpoints, B)), chain(spread, number_at_delta))


@proof("fixed_partition", assuming=("fixed_partition_count",))
def logarithm_of_the_box() -> Fact:
    power = substitute(algebra(Eq(log(n**q), q * log(n), evaluate=False)), {n: ceiling(B / delta), q: E}, by=[some(B)])
    return chain(in_logarithms(lemma(STATEMENT, "fixed_partition_count")), power)


@proof("fixed_partition_total")
def grid_of_all_parameters() -> Fact:
    C = unknown("C", "balls of radius r that the class needs", of=(r,), at_least=1, whole=True, measure=of_the_class)
    number_at_delta = premise("N is the number of balls of radius delta", Eq(number, C(delta)))
    midpoints = premise(
        EACH.format("of the S_total parameters", "Lambda B/n"), C(B * Lambda / n + s) <= n**S_total, for_all=(n, s)
    )
    power = algebra(Eq(log(n**q), q * log(n), evaluate=False))
    written = substitute(power, {n: ceiling(B * Lambda / delta), q: S_total}, by=[some(B * Lambda)])
    return chain(in_logarithms(chain(number_at_delta, with_a_grid(midpoints, B * Lambda))), written)
