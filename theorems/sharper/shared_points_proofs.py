"""Proofs of sharper.shared_points: all factors at their weighted mean, as for kratsios2024.vc_dimension."""

from boundkit.theorems.classical import network_growth_proofs as weighing
from boundkit.theorems.classical.network_growth import TWO_E, D, J, N, R, W_bar, growth
from boundkit.theorems.classical.network_growth_proofs import c
from boundkit.theorems.kratsios2024.vc_dimension_solved_proofs import (
    a_solution,
    b,
    closed_form,
    enough_for,
    experts_rise,
    free,
    free_parameters,
    gates,
    half_of_ties,
    other_ties,
    routed,
    routings_rise,
    y,
)
from boundkit.theorems.kratsios2024.vc_dimension_upper_proofs import (
    a,
    e,
    exponent_of_two,
    for_experts,
    growth_at_mean,
    o,
    of_pairs,
    u,
)
from boundkit.theorems.sharper.shared_points import STATEMENT, E, r, shared, solved, vc
from sympy import Eq, Expr, Max, S, binomial, exp

from boundkit.evidence import proof
from boundkit.formulas.evaluation import expand
from boundkit.proofs import (
    HOLE,
    Fact,
    add,
    algebra,
    apply,
    assume,
    binomials,
    chain,
    content,
    cut,
    eq,
    greatest,
    induction,
    le,
    lemma,
    premise,
    substitute,
    times,
    unknown,
)
from boundkit.proofs.extremes import below_max, part_of_min
from boundkit.statements import real

FEW = E * W_bar
z = real("z", "a mean, divided by e", least=1)
WEIGHT = free - 1 + FEW
BASE = TWO_E * (E * (E - 1) / 4 + R)


def solvable() -> tuple[Fact, Fact, Fact]:
    """16 <= r, 1 + E (J + 1) <= w, and E W_bar <= w, where E >= 2."""
    base = for_experts(le(16, TWO_E * ((e + 2) * (e + 1) + o)))
    return base, exponent_of_two(), for_experts(le((e + 2) * u, (e + 2) * (D + u)))


def points(few: Expr, words: str) -> tuple[Expr, Expr, Fact, Fact]:
    """T = max(V, few), the sign patterns Y on T points, and (T - few) 2^T <= (T - few) Y."""
    T = unknown("T", f"points, as many as V or {words}, whichever is greater", whole=True, at_least=1)
    Y = unknown("Y", "sign patterns of the mixtures on T points, shattered ones where V = T", whole=True, at_least=1)
    greater = premise(f"T is the greater of V and {words}", Eq(T, Max(vc, few)))
    all_labels = premise(f"where T exceeds {words}, it is V, and all labellings are among the sign patterns",
                         (T - few) * 2**T <= (T - few) * Y)  # fmt: skip
    return T, Y, greater, all_labels


SHARE = ("given the routing, one expert has at most 2^H(n) patterns on its n points, H concave and above W_bar the "
         "logarithm of classical.network_growth:growth, and the experts together at most 2^(E H(T/E)), "
         "T/E >= W_bar")  # fmt: skip


@proof("upper_closed")
def points_that_are_shared() -> Fact:
    T, Y, greater, all_labels = points(FEW, "E W_bar")
    patterns = premise(f"routings are bounded as in kratsios2024.vc_dimension:growth; {SHARE}",
                       Y <= shared.xreplace({N: T}))  # fmt: skip
    base, exponent, least = solvable()
    bounded = chain(patterns, substitute(growth_at_mean(shared, r, TWO_E / E), {N: T}))
    beyond = chain(weighing.labels_beyond(T, FEW, all_labels), bounded)
    return chain(weighing.no_less(greater, vc, FEW), weighing.solved_for(T, least, beyond, base, exponent))


# the greatest solution --------------------------------------------------------------------------------------------


@proof("upper_solved", assuming=("upper_closed", "classical.sign_patterns:upper", "kratsios2024.routing_growth:upper"))
def no_more_than_the_greatest() -> Fact:
    T, Y, greater, all_labels = points(FEW, "E W_bar")
    Q = unknown("Q", "routings of the T points", at_least=1, whole=True)
    patterns = premise(SHARE, Y <= Q * growth(T / E) ** E)
    enough = weighing.no_less(greater, FEW, vc)
    labels = chain(weighing.labels_beyond(T, FEW, all_labels), patterns)
    some = chain(weighing.at_all_depths(FEW, 2 * FEW), enough_for(T / E, apply(HOLE / E, enough)))
    of_two = times(assume(E >= 2), W_bar, by=[weighing.at_all_depths(1, W_bar)])
    two = chain(weighing.at_all_depths(2 * D, 2 * W_bar), of_two, enough)
    rises = add(routings_rise(), experts_rise(N / E))
    base, exponent, least = solvable()
    bound = closed_form(greater, base, exponent, least, lemma(STATEMENT, "upper_closed"))
    reached = a_solution(T, Q, labels, routed(Q, T, two), some, T / E)
    return chain(weighing.no_less(greater, vc, FEW), greatest(reached, rises, bound, solved))


# by central arrangements ------------------------------------------------------------------------------------------


def mean_of_ties(mean: Expr) -> Expr:
    """2^(1 + E (J + 1)) c^v exp(N s/c - v), where v counts parameters and s is 2 e times E (E - 1)/4 + R."""
    return 2 ** (1 + E * (J + 1)) * mean**WEIGHT * exp(N * BASE / mean - WEIGHT)


def ties_and_experts() -> Fact:
    """b times the growth of E experts with N/E points each is at most that, for c = e z and b up to the regions."""
    at = {binomials.n: N * binomial(E, 2) - 1, binomials.e: free - 1, binomials.z: z}
    sums = substitute(binomials.below_exponential(), at, by=[other_ties(N), free_parameters()])
    fewer = chain(apply(N * HOLE - 1, of_pairs()), algebra(le(N * E * (E - 1) / 2 - 1, N * E * (E - 1) / 2)))
    regions = times(chain(sums, apply(z ** (free - 1) * exp(HOLE / z), fewer)), 2)
    routes = chain(assume(le(b, 2 * half_of_ties(N))), regions)
    power = algebra(eq((2**a * c**u * exp(y)) ** E, 2 ** (E * a) * c ** (E * u) * exp(E * y)))

    def at_depth(depth: Expr) -> Fact:
        parameters, units = (expand(each).xreplace({J: depth}) for each in (W_bar, R))
        one = substitute(weighing.growth_below_mean(depth, TWO_E / E), {c: exp(1) * z})
        values = {a: depth + 1, u: parameters, c: exp(1) * z, y: 2 * N * units / (E * z) - parameters}
        experts = chain(apply(HOLE**E, one), substitute(power, values, by=[algebra(le(1, parameters))]))
        (small, _, _), (_, _, large) = content(experts).relation, content(routes).relation
        together = chain(apply(HOLE * small, routes), apply(large * HOLE, experts))
        return weighing.written(together, mean_of_ties(exp(1) * z), depth)

    claim = le(b * expand(growth(N / E)) ** E, expand(mean_of_ties(exp(1) * z)))
    return induction(J, claim, at_depth(S.Zero), at_depth(J + 1))


@proof("upper_central", assuming=("kratsios2024.routing_growth:upper",))
def all_at_their_mean() -> Fact:
    """With c = T r/v, where T >= v and r >= 16, the exponent is at most 0."""
    T, Y, greater, all_labels = points(WEIGHT, "v = q + E W_bar")
    Q = unknown("Q", "routings of the T points", at_least=1, whole=True)
    patterns = premise(SHARE, Y <= Q * growth(T / E) ** E)
    weight, base = expand(WEIGHT), Max(16, expand(BASE))
    of_weight = add(free_parameters(), apply(E * HOLE, weighing.at_all_depths(J + 1, W_bar)))
    some = chain(algebra(le(1, 1 + E * (J + 1))), of_weight)
    sixteen = below_max(S(16), BASE)
    enough = apply(HOLE / weight, weighing.no_less(greater, WEIGHT, vc), by=[some])
    share = chain(algebra(le(1, 16 / exp(1))), apply(HOLE / exp(1), sixteen),
                  apply(base / exp(1) * HOLE, enough, by=[sixteen]))  # fmt: skip
    none = apply(HOLE * weight / base, below_max(BASE, S(16)), by=[some, sixteen])
    mean = exp(1) * z
    largest = 2 ** (1 + E * (J + 1)) * mean**weight * exp(HOLE - weight)
    below = chain(ties_and_experts(), apply(largest, assume(le(N * expand(BASE) / mean, weight))))
    at_mean = substitute(below, {b: Q, N: T, z: T * base / weight / exp(1)}, by=[some, sixteen, share])
    regions = part_of_min(gates(Q, T), 2 * half_of_ties(T))
    bounded = chain(patterns, cut(at_mean, regions, none))
    beyond = chain(weighing.labels_beyond(T, WEIGHT, all_labels), bounded)
    itself = weighing.at_all_depths(WEIGHT, WEIGHT)
    return chain(weighing.no_less(greater, vc, WEIGHT), weighing.solved_for(T, itself, beyond, sixteen, of_weight))
