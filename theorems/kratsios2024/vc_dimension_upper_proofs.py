"""Proofs of the upper bounds of kratsios2024.vc_dimension: routing and experts, all factors at their weighted mean."""

from boundkit.theorems.classical import network_growth, sign_patterns
from boundkit.theorems.classical import network_growth_proofs as weighing
from boundkit.theorems.classical.network_growth import TWO_E, W_bar, W_last
from boundkit.theorems.classical.network_growth_proofs import b, c, p
from boundkit.theorems.kratsios2024.vc_dimension import STATEMENT, D, E, J, N, P, R, W, r, routings, signs, vc, w
from sympy import Eq, Expr, Le, Max, S, binomial, exp, log

from boundkit.evidence import proof
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import log2, natural, positive, real
from boundkit.proofs import (
    HOLE,
    Fact,
    algebra,
    apply,
    assume,
    chain,
    content,
    cut,
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
from boundkit.proofs.extremes import below_max, x, y

a, e = natural("a", "a number of factors"), natural("e", "experts beyond two", least=0)
u, z = positive("u", "a number"), real("z", "a number")
h, o, s = (real(name, "a number", least=least) for name, least in (("h", 0), ("o", 1), ("s", 16)))


# facts of at least two experts ------------------------------------------------------------------------------------


def more_experts() -> Fact:
    """1 <= E - 1."""
    return apply(HOLE - 1, assume(E >= 2))


def for_experts(relation: Le) -> Fact:
    """An inequality by algebra in e, o and u, at E - 2 >= 0, R >= 1 and W_bar > 0."""
    values = {e: E - 2, o: expand(R), u: expand(W_bar)}
    some = chain(algebra(le(1, J + 1)), weighing.at_all_depths(J + 1, W_bar))
    by = [apply(HOLE - 2, assume(E >= 2)), algebra(le(1, expand(R))), some]
    return substitute(algebra(relation), {s: value for s, value in values.items() if relation.has(s)}, by=by)


def of_pairs() -> Fact:
    """C(E, 2) = E (E - 1)/2."""
    return algebra(Eq(binomial(E, 2), E * (E - 1) / 2, evaluate=False))


def exponent_of_two() -> Fact:
    """1 + E (J + 1) <= E (D + W_bar)."""
    depth = weighing.at_all_depths(J + 1, W_bar)
    return chain(algebra(le(1 + E * (J + 1), E * (D + J + 1))), apply(E * (D + HOLE), depth))


# routing and experts ----------------------------------------------------------------------------------------------


def by_comparisons(Q: Expr, points: Expr, two: Fact) -> Fact:
    """Q routings are at most the sign patterns of which of two prototypes is nearer, from 2 D <= the points."""
    pairs = lemma(sign_patterns.THEOREM, "upper",
                  other("which of two prototypes is nearer to a point, polynomials in all their coordinates", Q),
                  m=points * binomial(E, 2), q=2, p=D * E)  # fmt: skip
    compared = chain(substitute(algebra(le(1, a)), {a: points}), apply(points * binomial(HOLE, 2), assume(E >= 2)))
    enough = chain(for_experts(le(D * (e + 2), 2 * D * binomial(e + 2, 2))), times(two, binomial(E, 2)))
    return chain(cut(pairs, compared, enough), apply(2 * (4 * exp(1) * points * HOLE / (D * E)) ** (D * E), of_pairs()))


def of_experts(X: Expr, points: Expr) -> Fact:
    return lemma(network_growth.THEOREM, "growth", other("the networks of one expert on these points", X),
                 D=D, J=J, W=W, N=points)  # fmt: skip


@proof("growth", assuming=("classical.sign_patterns:upper", "classical.network_growth:growth"))
def routing_and_experts() -> Fact:
    Q = unknown("Q", "routings of the N points", at_least=1, whole=True)
    X = unknown("X", "sign patterns of one expert on the N points", at_least=1, whole=True)
    apart = premise("given the routing, each expert has its signs on at most N points by itself", signs <= Q * X**E)
    routed = by_comparisons(Q, N, assume(2 * D <= N))
    return chain(apart, apply(HOLE * X**E, routed), apply(routings * HOLE**E, of_experts(X, N)))


# weighted means ---------------------------------------------------------------------------------------------------


def growth_at_mean(bound: Expr, base: Expr, constant: Expr = TWO_E) -> Fact:
    """A growth bound is at most 2^(1 + E (J + 1)) (N r/w)^w: all factors at their weighted mean c = N r/w.

    It is the bound for routing times that of one expert, with a constant in its factors, to the E.
    """
    more, mean = more_experts(), expand(N * base / w)
    some = [chain(algebra(le(1, J + 1)), weighing.at_all_depths(J + 1, W_bar)), algebra(le(1, expand(R)))]
    routing = times(substitute(weighing.below_mean(), {b: TWO_E * N * (E - 1) / D, p: D * E}, by=[more]), 2)
    power = algebra(Eq((2**a * c**u * exp(z)) ** E, 2 ** (E * a) * c ** (E * u) * exp(E * z), evaluate=False))

    def at(depth: Expr) -> Fact:
        shallower = [more, *(substitute(each, {J: depth}) for each in some)]
        parameters, units = (expand(each).xreplace({J: depth}) for each in (W_bar, R))
        of_experts = {a: depth + 1, u: parameters, z: constant * N * units / c - parameters}
        one = weighing.growth_below_mean(depth, constant)
        experts = chain(apply(HOLE**E, one), substitute(power, of_experts, by=shallower))
        together = chain(apply(HOLE * content(experts).relation.small, routing),
                         apply(content(routing).relation.large * HOLE, experts))  # fmt: skip
        written = 2 ** (1 + E * (J + 1)) * c**w * exp(N * base / c - w)
        return substitute(weighing.written(together, written, depth), {c: mean.xreplace({J: depth})}, by=shallower)

    return induction(J, le(expand(bound), expand(2 ** (1 + E * (J + 1)) * mean**w)), at(S.Zero), at(J + 1))


def solvable() -> tuple[Fact, Fact, Fact]:
    """16 <= r, 1 + E (J + 1) <= w, and max(W_bar, 2 D) <= w, where E >= 2."""
    base = chain(algebra(le(16, 4 * TWO_E)), times(for_experts(le(4, (e + 2) * (o + e + 1))), TWO_E))
    least, other = (for_experts(le(side, (e + 2) * (D + u))) for side in (u, 2 * D))
    points = chain(apply(Max(HOLE, 2 * D), least), apply(Max(expand(w), HOLE), other))
    return base, exponent_of_two(), points


def shattered_points_of(T: Expr, Y: Expr, few: Expr) -> tuple[Fact, Fact]:
    """T = max(V, few), and (T - few) 2^T <= (T - few) Y."""
    return (
        premise("T is the greatest of V, W_bar and 2 D", Eq(T, Max(vc, few))),
        premise("where T exceeds W_bar and 2 D, it is V, and all labellings are among the sign patterns",
                (T - few) * 2**T <= (T - few) * Y),
    )  # fmt: skip


@proof("upper_closed", assuming=("growth",))
def shattered_points() -> Fact:
    T = unknown("T", "points, as many as V, W_bar or 2 D, whichever is greatest", whole=True, at_least=1)
    Y = unknown("Y", "sign patterns of the mixtures on T points, shattered ones where V = T", whole=True, at_least=1)
    few = Max(W_bar, 2 * D)
    greatest, all_labels = shattered_points_of(T, Y, few)
    patterns = lemma(STATEMENT, "growth", other("the mixtures and T points", Y), N=T)
    above = weighing.no_less(greatest, few, vc)
    parts = (chain(below_max(one, two), above) for one, two in ((W_bar, 2 * D), (2 * D, W_bar)))
    base, exponent, least = solvable()
    patterns = chain(cut(patterns, *parts), substitute(growth_at_mean(STATEMENT.claim("growth").expression, r), {N: T}))
    beyond = chain(weighing.labels_beyond(T, few, all_labels), patterns)
    return chain(weighing.no_less(greatest, vc, few), weighing.solved_for(T, least, beyond, base, exponent))


def of_the_order(small: Expr, multiple: Expr, weight: int) -> Fact:
    """small <= multiple E max(D E, J W_(J+1)), by a mean of the two with so much weight on the second."""
    last = expand(W_last)
    mean = algebra(le((x + weight * y) / (1 + weight), Max(x, y)))

    def at(depth: Expr) -> Fact:
        part = expand(small).xreplace({J: depth})
        if depth == 0:
            return algebra(le(part, multiple * E * D * E))
        below = substitute(mean, {x: D * E, y: depth * last.xreplace({J: depth})})
        return chain(algebra(le(part, multiple * E * content(below).relation.small)), apply(multiple * E * HOLE, below))

    return induction(J, le(expand(small), multiple * E * Max(D * E, J * last)), at(S.Zero), at(J + 1))


def hidden_logarithm() -> Fact:
    """1 + log2(2 s log2 s) <= 12 (1 + log(1 + g)) for s = 8 e g and g >= 1."""
    square = chain(apply(1 + log2(2 * s * HOLE), algebra(log2(s) <= s)),
                   algebra(Eq(1 + log2(2 * s**2), 2 + 2 * log2(s), evaluate=False)))  # fmt: skip
    base = substitute(square, {s: 8 * exp(1) * o}, by=[algebra(le(16, 8 * exp(1) * o))])
    apart = algebra(Eq(log(8 * exp(1) * o), log(8) + 1 + log(o), evaluate=False))
    more = apply(log(HOLE), algebra(le(o, 1 + o)))
    few = substitute(algebra(2 + 2 * (log(8) + 1 + h) / log(2) <= 12 * (1 + h)), {h: log(1 + o)})
    return chain(base, apply(2 + 2 * HOLE / log(2), apart), apply(2 + 2 * (log(8) + 1 + HOLE) / log(2), more), few)


@proof("published_parameters", assuming=("upper_closed",))
def one_logarithm_hidden() -> Fact:
    """V <= w (1 + log2(2 r log2 r)) <= 72 g (1 + log(1 + g)), as w <= 6 g and r <= 8 e g for E + 1 experts."""
    U = unknown("U", "VC dimension of the mixtures with one expert more", at_least=0)
    copied = premise("one expert more may be a copy of another", vc <= U)
    closed_of_more = lemma(STATEMENT, "upper_closed", other("the mixtures with one expert more", U), E=E + 1)
    several, exponent, _ = (substitute(each, {E: E + 1}) for each in solvable())
    base = cut(several, algebra(le(2, E + 1)))
    weight, factor = (expand(each).xreplace({E: E + 1}) for each in (w, r))
    few, small = of_the_order(weight, 6, 2), of_the_order(factor, 8 * exp(1), 1)
    order_ = E * Max(D * E, J * expand(W_last))
    one = chain(algebra(le(1, E * D * E)), apply(E * HOLE, below_max(D * E, J * W_last)))
    large = apply(log(HOLE), base)
    logarithm = chain(apply(1 + log2(2 * HOLE * log2(HOLE)), small, by=[base, large]),
                      substitute(hidden_logarithm(), {o: order_}, by=[one]))  # fmt: skip
    shape = 12 * (1 + log(1 + order_))
    bound = chain(
        copied, closed_of_more, apply(HOLE + weight * log2(2 * factor * log2(factor)), exponent, by=[base, large]),
        times(logarithm, weight, by=[exponent]), times(few, shape, by=[one]),
    )  # fmt: skip
    published = STATEMENT.claim("published_parameters").statement
    of_one = apply(72 * E * Max(D * E, J * HOLE) * (1 + log(1 + E * Max(D * E, J * HOLE))),
                   assume(Eq(P, expand(W_last))))  # fmt: skip
    return order(chain(bound, of_one), published, 72 * (1 + log(1 + expand(published.expression))))


@proof("single_expert", assuming=("classical.network_growth:vc",))
def nothing_to_route() -> Fact:
    return lemma(network_growth.THEOREM, "vc", other("the one expert, to which every input goes", vc), D=D, J=J, W=W)
