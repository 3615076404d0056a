"""Proofs of kratsios2024.active_parameters: interpolants cell by cell, hats and cuts counted, sizes in the trade."""

from boundkit.theorems.classical import kuhn_lipschitz
from boundkit.theorems.classical.kuhn_lipschitz import best_constant
from boundkit.theorems.kratsios2024.active_parameters import (
    STATEMENT,
    D,
    G,
    Lip,
    N,
    active,
    eps,
    error,
    kuhn,
    number,
    r,
    read,
    resolved,
    shared,
    size,
    v,
)
from sympy import Eq, Min, Rational, ceiling, floor, log

from boundkit.evidence import proof
from boundkit.formulas.symbols import natural, positive, real
from boundkit.proofs import (
    HOLE,
    Fact,
    algebra,
    apply,
    assume,
    chain,
    induction,
    le,
    lemma,
    order,
    other,
    premise,
    substitute,
    times,
    unknown,
)
from boundkit.verdict import Verdict

d = natural("d", "axes so far", least=0)
p, q = (real(name, "a number", least=0) for name in "pq")
t, x = real("t", "a number"), positive("x", "a number")
u = real("u", "a number", least=1)


@proof("sharp", assuming=("classical.kuhn_lipschitz:sharp",))
def cell_by_cell() -> Fact:
    k = unknown("k", "largest error of an expert in its cell", at_least=0,
                measure=lambda mixture: mixture.error_in_cells if mixture.N else None)  # fmt: skip
    nearest = premise("the points that are nearest to a centre are those of its cell, which its expert serves",
                      error <= k)  # fmt: skip
    one = lemma(kuhn_lipschitz.STATEMENT, "sharp",
                other("the interpolant of a cell on which it errs most, of mesh 1/(G N)", k), D=D, Lip=Lip,
                h=1 / (G * N))  # fmt: skip
    return chain(nearest, one)


def best_is_at_most() -> Fact:
    """The best constant is at most min(3/4, D/2)."""
    square = (D + 1) ** 2 / 4
    best = best_constant(floor(square), D)
    three_quarters = substitute(algebra(best_constant(p, D) <= Rational(3, 4)), {p: floor(square)})
    grown = algebra(best_constant(p, D) <= best_constant(p + q, D))
    below = apply(HOLE - floor(square), substitute(algebra(le(floor(t), t)), {t: square}))
    more = substitute(grown, {p: floor(square), q: square - floor(square)}, by=[below])
    half = chain(more, algebra(best_constant(square, D) <= D / 2))
    return chain(apply(Min(HOLE, best), three_quarters), apply(Min(Rational(3, 4), HOLE), half))


@proof("error", expects=Verdict.CERTIFIED, assuming=("sharp",))
def three_quarters_or_half() -> Fact:
    return chain(lemma(STATEMENT, "sharp"), times(best_is_at_most(), Lip / (G * N)))


@proof("constants")
def half_a_side() -> Fact:
    k = unknown("k", "largest distance of a point of the cube to the nearest centre", at_least=0,
                measure=lambda mixture: mixture.half_side)  # fmt: skip
    centre = premise("the expert is f at the nearest centre", error <= Lip * k)
    side = premise("a point of a cell is half a side from its centre at most", k <= 1 / (2 * G))
    return chain(centre, times(side, Lip))


@proof("experts")
def axis_by_axis() -> Fact:
    c = unknown("c", "cells of the first d axes", of=(d,), whole=True, at_least=1,
                measure=lambda mixture, axes: mixture.G ** int(axes) if axes <= mixture.D else None)  # fmt: skip
    none = premise("without an axis there is one", Eq(c(0), 1))
    one = premise("each axis cuts every cell into G", Eq(c(d + 1), G * c(d)), for_all=(d,))
    each = premise("there is an expert for each cell", Eq(number, c(D)))
    claim = Eq(c(d), G**d, evaluate=False)
    step = chain(one, apply(G * HOLE, assume(claim)))
    return chain(each, substitute(induction(d, claim, none, step), {d: D}))


@proof("expert")
def hats() -> Fact:
    c = unknown("c", "parameters of the largest expert, for each of its nodes", at_least=0,
                measure=lambda mixture: mixture.node_parameters)  # fmt: skip
    nodes = premise("all hats stand side by side, one for each of (N + 1)^D nodes", size <= c * (N + 1) ** D)
    pairs = premise(
        "2 D units with a weight and a bias each; 2 (D - 1) maxima of a pair, the first of 3 weights and later ones of "
        "6, and 2 at most for what is left over in a round; 6 more for the bump and its value: 14 D - 6 at most",
        c <= 14 * D - 6,
    )  # fmt: skip
    return chain(nodes, times(pairs, (N + 1) ** D))


@proof("routing")
def cuts_of_an_axis() -> Fact:
    c = unknown("c", "cuts of an axis on the longest way", at_least=0, whole=True,
                measure=lambda mixture: mixture.cuts)  # fmt: skip
    numbers = premise("a node has v children at most, with D numbers each", read <= v * D * (D * c))
    single = premise("after j cuts ceil(G/v^j) cells are left of an axis at most, a single one from j = ceil(log_v G)",
                     c <= ceiling(log(G) / log(v)))  # fmt: skip
    return chain(numbers, times(single, v * D**2))


@proof("active", assuming=("expert", "routing"))
def expert_and_way() -> Fact:
    P = unknown("P", "parameters of the largest expert", at_least=0, measure=lambda mixture: mixture.largest_expert)
    R = unknown("R", "numbers that are read on the longest way", at_least=0, measure=lambda mixture: mixture.read)
    both = premise("an input loads one expert, and the prototypes on its way", active <= P + R)
    one = lemma(STATEMENT, "expert", other("the expert that is the largest", P), D=D, N=N)
    way = lemma(STATEMENT, "routing", other("the tree of the mixture", R), D=D, G=G, v=v)
    return chain(both, apply(HOLE + R, one), apply((14 * D - 6) * (N + 1) ** D + HOLE, way))


def up_to(value, condition) -> Fact:
    """value <= n, where n = ceil(value) is the condition."""
    return chain(substitute(algebra(le(x, ceiling(x))), {x: value}), assume(condition))


def coarse() -> Fact:
    """1 <= Lip/eps."""
    return times(assume(eps <= Lip), 1 / eps)


@proof("reached", expects=Verdict.CERTIFIED, assuming=("error",))
def fine_enough() -> Fact:
    mesh = up_to(Lip / (eps * N), resolved)
    return chain(lemma(STATEMENT, "error"), apply(kuhn * Lip / (N * HOLE), mesh))


@proof("expert_size", expects=Verdict.CERTIFIED, assuming=("expert",))
def three_times_the_power() -> Fact:
    power = substitute(algebra(le(1, u**r)), {u: Lip / eps}, by=[coarse()])
    above = substitute(algebra(ceiling(u) + 1 <= 3 * u), {u: (Lip / eps) ** r}, by=[power])
    return chain(lemma(STATEMENT, "expert"), apply((14 * D - 6) * (HOLE + 1) ** D, assume(shared)),
                 apply((14 * D - 6) * HOLE**D, above))  # fmt: skip


@proof("expert_number", expects=Verdict.CERTIFIED, assuming=("experts",))
def twice_the_power() -> Fact:
    cells = chain(assume(resolved), substitute(algebra(ceiling(x) <= x + 1), {x: Lip / (eps * N)}))
    mesh = apply(Lip / (eps * HOLE) + 1, up_to((Lip / eps) ** r, shared))
    twice = substitute(algebra(u / u**r + 1 <= 2 * u ** (1 - r)), {u: Lip / eps}, by=[coarse()])
    apart = algebra(Eq((2 * x ** (1 - r)) ** D, 2**D * x ** ((1 - r) * D), evaluate=False))
    return chain(lemma(STATEMENT, "experts"), apply(HOLE**D, chain(cells, mesh, twice)),
                 substitute(apart, {x: Lip / eps}))  # fmt: skip


@proof("published_linear", expects=Verdict.CERTIFIED, assuming=("expert_size",))
def the_first_power() -> Fact:
    once = apply((14 * D - 6) * 3**D * (Lip / eps) ** (HOLE * D), assume(Eq(r, 1 / D)))
    said = STATEMENT.claim("published_linear").statement
    return order(chain(lemma(STATEMENT, "expert_size"), once), said, (14 * D - 6) * 3**D * Lip)


@proof("published_constant", expects=Verdict.CERTIFIED, assuming=("expert_size",))
def the_power_zero() -> Fact:
    none = apply((14 * D - 6) * 3**D * (Lip / eps) ** (HOLE * D), assume(Eq(r, 0)))
    said = STATEMENT.claim("published_constant").statement
    return order(chain(lemma(STATEMENT, "expert_size"), none), said, (14 * D - 6) * 3**D)
