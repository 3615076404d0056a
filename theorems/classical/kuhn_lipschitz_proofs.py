"""Proofs of the bounds of classical.kuhn_lipschitz.

A point of a grid simplex with coordinates 1 >= y_1 >= .. >= y_D >= 0 in units of h is the mean of the vertices
(1, .., 1, 0, .., 0) with weights y_k - y_(k+1), where y_0 = 1 and y_(D+1) = 0, and the one with k ones is
max(1 - y_k, y_(k+1)) away. The weights are the gaps between 1 and 0. Since y_k + y_(k+1) falls with k, y_(k+1) is the
larger of the two for gaps down to some place, first so for the gap below 1, and 1 - y_k for the others.
"""

from itertools import pairwise

from boundkit.theorems.classical.kuhn_lipschitz import STATEMENT, D, Lip, best_constant, error, h, largest_mean_distance
from sympy import Eq, Ge, Rational, Sum, floor

from boundkit.constructions.kuhn import worst_place
from boundkit.evidence import proof
from boundkit.formulas.symbols import natural, real
from boundkit.measures.targets import inputs
from boundkit.proofs import (
    HOLE,
    Fact,
    add,
    algebra,
    apply,
    assume,
    chain,
    induction,
    lemma,
    premise,
    substitute,
    times,
    unfold,
    unknown,
)
from boundkit.verdict import Verdict

k, j, n = natural("k", "gap"), natural("j", "gap before"), natural("n", "gaps", least=0)
a, b = natural("a", "gaps in the upper run"), natural("b", "gaps in the lower run")
p, r = real("p", "product of the numbers of gaps", least=0), real("r", "how much more", least=0)
s, u, x, t = real("s", "sum of gaps"), real("u", "next gap"), real("x", "sum of the upper gaps"), real("t", "a gap")


def run(gap, last):
    """gap_k (1 - gap_1 - .. - gap_k), summed over k = 1 .. last."""
    return Sum(gap(k) * (1 - Sum(gap(j), (j, 1, k))), (k, 1, last))


def total(gap, last):
    return Sum(gap(j), (j, 1, last))


def at_most(s, n, t):
    """What a run of n gaps of sum s gives at most, whatever t is; equality where all gaps are t."""
    return s - s**2 / 2 - t * s + n * t**2 / 2


def run_by_its_sum(gap) -> Fact:
    """By induction on the number of gaps; in each step the sides differ by (gap - t)^2 / 2."""
    claim = run(gap, n) <= at_most(total(gap, n), n, t)
    square = algebra(at_most(s, n, t) + u * (1 - s - u) <= at_most(s + u, n + 1, t))
    grown = unfold(total(gap, n + 1), "last")
    last = chain(unfold(run(gap, n + 1), "last"), apply(run(gap, n) + gap(n + 1) * (1 - HOLE), grown))
    used = apply(HOLE + gap(n + 1) * (1 - total(gap, n) - gap(n + 1)), assume(claim))
    step = chain(last, used, substitute(square, {s: total(gap, n), u: gap(n + 1)}))
    none = unfold(total(gap, 0), "empty")
    base = chain(unfold(run(gap, 0), "empty"), apply(at_most(HOLE, 0, t), none))
    return induction(n, claim, base, chain(step, apply(at_most(HOLE, n + 1, t), grown)))


def two_runs() -> Fact:
    """With the gaps of both runs as they are in the worst case, the sum of both is at most the constant.

    The difference is the square of what the gaps of the upper run sum to, less what they sum to in the worst case.
    """
    both = 2 * a * b + a + b
    above, below = (b + 1) / both, (a + 1) / both
    square = (x - a * above) ** 2
    value = at_most(x, a, above) + at_most(1 - x, b, below)
    gained = apply(value + HOLE, algebra(Ge(square, 0, evaluate=False)))
    return chain(gained, algebra(Eq(value + square, best_constant(a * b, a + b - 1))))


def worst_gaps(fit):
    """The gaps at the point that is farthest from the vertices, and how many are in the upper run."""
    places = [1, *worst_place(inputs(fit.target)), 0]
    upper = sum(above + below >= 1 for above, below in pairwise(places))
    return [above - below for above, below in pairwise(places)], upper


def upper_gap(fit, place):
    gaps, upper = worst_gaps(fit)
    return gaps[int(place) - 1] if place <= upper else None


def lower_gap(fit, place):
    gaps, upper = worst_gaps(fit)
    return gaps[-int(place)] if place <= len(gaps) - upper else None


@proof("sharp")
def gaps_above_and_below() -> Fact:
    S = unknown("S", "largest mean distance, in units of h, from a point of a grid simplex to its vertices",
                measure=lambda fit: largest_mean_distance(inputs(fit.target)))  # fmt: skip
    g = unknown("g", "gap k of the upper run, from 1 downwards", of=(k,), measure=upper_gap)
    e = unknown("e", "gap k of the lower run, from 0 upwards", of=(k,), measure=lower_gap)
    A = unknown("A", "gaps in the upper run", whole=True, at_least=1, measure=lambda fit: worst_gaps(fit)[1])
    B = unknown("B", "gaps in the lower run", whole=True, at_least=1,
                measure=lambda fit: len(worst_gaps(fit)[0]) - worst_gaps(fit)[1])  # fmt: skip
    near = premise(
        "f(x) - If(x) is the mean of f(x) - f(v) over the vertices v, each at most Lip |x - v|_inf",
        error <= Lip * h * S,
    )  # fmt: skip
    split = premise(
        "a gap is the weight of a vertex that is 1 - gap_1 - .. - gap_k away, where its run starts at 1 or at 0",
        S <= run(g, A) + run(e, B),
    )  # fmt: skip
    whole = premise("the gaps between 1 and 0 sum to 1", Eq(total(g, A) + total(e, B), 1))
    number = premise("there are D + 1 gaps", Eq(A + B, D + 1))

    upper, lower = (B + 1) / (2 * A * B + A + B), (A + 1) / (2 * A * B + A + B)
    by_sums = add(substitute(run_by_its_sum(g), {n: A, t: upper}), substitute(run_by_its_sum(e), {n: B, t: lower}))
    rest = apply(at_most(total(g, A), A, upper) + at_most(HOLE, B, lower), apply(HOLE - total(g, A), whole))
    worst = substitute(two_runs(), {a: A, b: B, x: total(g, A)})
    mean = chain(split, by_sums, rest, worst, apply(best_constant(A * B, HOLE - 1), number))
    product = substitute(algebra(a * b <= (a + b) ** 2 / 4), {a: A, b: B})
    most = chain(apply(floor(HOLE), product), apply(floor(HOLE**2 / 4), number))
    grown = algebra(best_constant(p, D) <= best_constant(p + r, D))
    evenly = substitute(grown, {p: A * B, r: floor((D + 1) ** 2 / 4) - A * B}, by=[apply(HOLE - A * B, most)])
    return chain(near, times(chain(mean, evenly), Lip * h))


@proof("upper", expects=Verdict.CERTIFIED, assuming=("sharp",))
def below_three_quarters() -> Fact:
    below = substitute(algebra(best_constant(p, D) <= Rational(3, 4)), {p: floor((D + 1) ** 2 / 4)})
    return chain(lemma(STATEMENT, "sharp"), times(below, Lip * h))


@proof("line")
def mean_distance_to_two_ends() -> Fact:
    y = unknown("y", "the point of a grid cell of largest mean distance to the ends, from the lower one in units of h",
                measure=lambda fit: worst_place(inputs(fit.target))[0])  # fmt: skip
    ends = premise(
        "f(x) - If(x) is the mean of f(x) - f(v) over the ends v, each at most Lip |x - v|, and at y the lower end has "
        "the weight 1 - y and is y h away",
        error <= Lip * h * ((1 - y) * y + y * (1 - y)),
    )  # fmt: skip
    return chain(ends, times(substitute(algebra(u * (1 - u) <= Rational(1, 4)), {u: y}), 2 * Lip * h))
