"""Proof of the solved bound of kratsios2024.vc_dimension: logarithms of routings and of experts, which rise with N."""

from boundkit.theorems.classical import log_solve_proofs as solving
from boundkit.theorems.classical import network_growth_proofs as weighing
from boundkit.theorems.classical import network_logarithm_proofs as logarithms
from boundkit.theorems.classical.network_growth import W_bar
from boundkit.theorems.kratsios2024 import routing_growth
from boundkit.theorems.kratsios2024.vc_dimension import (
    STATEMENT,
    D,
    E,
    N,
    by_polynomials,
    routings,
    solved,
    vc,
)
from boundkit.theorems.kratsios2024.vc_dimension_upper_proofs import (
    by_comparisons,
    more_experts,
    of_experts,
    of_pairs,
    shattered_points_of,
    solvable,
)
from sympy import Expr, Max, binomial, log

from boundkit.evidence import proof
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import natural, positive, real
from boundkit.proofs import (
    HOLE,
    Fact,
    add,
    algebra,
    apply,
    assume,
    binomials,
    cases,
    chain,
    content,
    eq,
    greatest,
    induction,
    le,
    lemma,
    other,
    premise,
    substitute,
    termwise,
    times,
    unknown,
)
from boundkit.proofs.binomials import weighted
from boundkit.proofs.extremes import below_all, below_max, least_of, part_of_min
from boundkit.statements import log2

n, e, j = binomials.n, binomials.e, natural("j", "hyperplanes that meet", least=0)
a, pairs = natural("a", "a number"), natural("pairs", "pairs of experts")
b, p, y = positive("b", "a base"), positive("p", "its exponent"), real("y", "an exponent")
free = (D + 1) * (E - 1)


# regions of ties --------------------------------------------------------------------------------------------------


def one_choice_more() -> Fact:
    """C(n, 0) + .. + C(n, e) is no more than with C(n, e + 1)."""
    return chain(apply(weighted(n, e) + HOLE, algebra(le(0, binomial(n, e + 1)))), binomials.without_last(n, e + 1))


def some_region() -> Fact:
    claim = le(1, weighted(n, e))
    return induction(e, claim, binomials.first_alone(n), chain(assume(claim), one_choice_more()))


def free_parameters() -> Fact:
    return chain(algebra(le(1, D)), apply((D + 1) * (HOLE - 1) - 1, assume(E >= 2)))


def other_ties(points: Expr) -> Fact:
    return chain(substitute(algebra(le(0, a - 1)), {a: points}), apply(points * binomial(HOLE, 2) - 1, assume(E >= 2)))


def gates(Q: Expr, T: Expr) -> Fact:
    """Q routings are at most E^T, and at most the regions of the ties."""
    return lemma(routing_growth.STATEMENT, "upper", other("gates that score by nearness to a prototype", Q),
                 n=T, D=D, E=E)  # fmt: skip


def several_ties() -> list[Fact]:
    """1 <= C(E, 2), and 0 <= (D + 1)(E - 1)."""
    return [apply(binomial(HOLE, 2), assume(E >= 2)), chain(algebra(le(0, 1)), free_parameters())]


def half_of_ties(points: Expr) -> Expr:
    """C(m - 1, 0) + .. + C(m - 1, q) for m ties and q + 1 free parameters, half of the regions of the ties."""
    return weighted(points * binomial(E, 2) - 1, free - 1)


def written(points: Expr) -> Fact:
    """Half of the regions, with C(E, 2) written out."""
    return termwise(apply(binomial(points * HOLE - 1, j), of_pairs()), j, 0, free - 1, by=[free_parameters()])


def some_half(points: Expr) -> Fact:
    """2 <= the regions of the ties."""
    at = {binomials.n: points * binomial(E, 2) - 1, binomials.e: free - 1}
    return times(chain(substitute(some_region(), at, by=[other_ties(points), free_parameters()]), written(points)), 2)


def ties_rise() -> Fact:
    """log2 of the regions of the ties is no less for a point more."""
    halves = termwise(apply(binomial(HOLE, j), algebra(le(N * pairs - 1, (N + 1) * pairs - 1))), j, 0, binomials.e)
    at = {pairs: binomial(E, 2), binomials.e: free - 1}
    risen = substitute(halves, at, by=[*several_ties(), free_parameters()])
    return apply(log2(2 * HOLE), chain(written(N), risen, written(N + 1)), by=[some_half(N)])


# logarithms -------------------------------------------------------------------------------------------------------


def polynomials_rise() -> Fact:
    return apply(expand(by_polynomials).xreplace({N: HOLE}), algebra(le(N, N + 1)), by=[more_experts()])


def logarithm(fact: Fact) -> Fact:
    """log2 Q <= log2 of what bounds Q >= 1."""
    return apply(log2(HOLE), fact)


def of_comparisons(Q: Expr, T: Expr, two: Fact) -> Fact:
    """log2 of Q routings is at most that of the sign patterns of comparisons, written out."""
    apart = algebra(eq(log2(2 * b**p), 1 + p * log2(b)))
    routed = logarithm(by_comparisons(Q, T, two))
    base = expand(routings).xreplace({N: T})
    (power,) = (part for part in base.args if part.is_Pow)
    return chain(routed, substitute(apart, {b: power.base, p: power.exp}, by=[more_experts()]))


def experts_rise(points: Expr) -> Fact:
    """The logarithm of E experts is no less for a point more, of all points or of the points of each."""
    at = {logarithms.x: points, logarithms.d: points.xreplace({N: N + 1}) - points}
    return times(substitute(logarithms.rises(), at), E)


def enough_for(points: Expr, enough: Fact) -> Fact:
    """2 E W_bar is at most the logarithm of E experts, from W_bar <= the points of each."""
    spare = apply(HOLE - expand(W_bar), enough)
    return times(substitute(logarithms.of_enough_points(), {logarithms.d: points - expand(W_bar)}, by=[spare]), E)


def routed(Q: Expr, T: Expr, two: Fact) -> Fact:
    """log2 of Q routings is at most the least of three numbers, from 2 D <= T."""
    some = gates(Q, T)
    by_ties = chain(part_of_min(some, 2 * half_of_ties(T)), times(written(T), 2))
    power = substitute(algebra(eq(log2(b**y), y * log2(b))), {b: E, y: T})
    free_choice = chain(logarithm(part_of_min(some, E**T)), power)
    return below_all(of_comparisons(Q, T, two), logarithm(by_ties), free_choice, by=[more_experts(), some_half(T)])


def routings_rise() -> Fact:
    """The least of the three is no less for a point more."""
    free_choice = apply(HOLE * log2(E), algebra(le(N, N + 1)))
    known = [more_experts(), *map(some_half, (N, N + 1))]
    return least_of(polynomials_rise(), ties_rise(), free_choice, by=known)


def a_solution(T: Expr, Q: Expr, labels: Fact, routes: Fact, some: Fact, points: Expr) -> Fact:
    """T <= f(T) + E g, from 2^T <= Q G^E for T above what is at most E g, and log2 Q <= f(T) for Q >= 1."""
    at = {logarithms.x: points, logarithms.a: E}
    exponent = substitute(algebra(eq(y, log2(2**y))), {y: T})
    many = chain(exponent, apply(log2(HOLE), labels), substitute(logarithms.of_networks(), {**at, logarithms.b: Q}))
    none = substitute(algebra(le(0, log2(a))), {a: Q})
    few = add(chain(assume(le(T, content(some).relation.small)), some), none)
    itself = times(substitute(logarithms.itself(), {logarithms.x: points}), E)
    return chain(cases(few, many), add(routes, itself))


def closed_form(greater: Fact, base: Fact, exponent: Fact, few: Fact, bound: Fact) -> Fact:
    """T <= the closed form, from T = max(V, few), few <= w, and V <= the closed form."""
    (_, _, factor), (two, _, weight) = content(base).relation, content(exponent).relation
    at = {solving.s: factor, solving.p: weight, solving.f: two}
    some = chain(algebra(le(1, two)), exponent)
    below = chain(few, substitute(solving.above_the_exponent(), at, by=[base, some]))
    by = [base, apply(log(HOLE), base)]
    least, closed_ = content(few).relation.small, content(bound).relation.large
    return chain(greater, apply(Max(HOLE, least), bound, by=by), apply(Max(closed_, HOLE), below, by=by))


@proof("upper_solved", assuming=("upper_closed", "classical.sign_patterns:upper", "classical.network_growth:growth",
                                 "kratsios2024.routing_growth:upper"))  # fmt: skip
def no_more_than_the_greatest() -> Fact:
    T = unknown("T", "points, as many as V, W_bar or 2 D, whichever is greatest", whole=True, at_least=1)
    Y = unknown("Y", "sign patterns of the mixtures on T points, shattered ones where V = T", whole=True, at_least=1)
    Q = unknown("Q", "routings of the T points", at_least=1, whole=True)
    X = unknown("X", "sign patterns of one expert on the T points", at_least=1, whole=True)
    few = expand(Max(W_bar, 2 * D))
    greater, all_labels = shattered_points_of(T, Y, few)
    apart = premise("given the routing, each expert has its signs on at most T points by itself", Y <= Q * X**E)
    above = weighing.no_less(greater, few, vc)
    enough, two = (chain(below_max(one, other), above) for one, other in ((W_bar, 2 * D), (2 * D, W_bar)))
    experts = apply(Q * HOLE**E, of_experts(X, T))
    labels = chain(weighing.labels_beyond(T, few, all_labels), apart, experts)
    several = weighing.at_all_depths(Max(W_bar, 2 * D), 4 * W_bar)
    some = chain(
        several, times(assume(E >= 2), 2 * W_bar, by=[weighing.at_all_depths(1, 2 * W_bar)]), enough_for(T, enough)
    )
    rises = add(routings_rise(), experts_rise(N))
    base, exponent, least = solvable()
    bound = closed_form(greater, base, exponent, least, lemma(STATEMENT, "upper_closed"))
    reached = a_solution(T, Q, labels, routed(Q, T, two), some, T)
    return chain(weighing.no_less(greater, vc, few), greatest(reached, rises, bound, solved))
