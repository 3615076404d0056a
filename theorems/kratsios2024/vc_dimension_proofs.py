"""Proofs of kratsios2024.vc_dimension: copies of shattered points far apart, routing and experts, phases of sines."""

from dataclasses import replace
from itertools import product

import sympy
from boundkit.theorems.classical import (
    bump_shattering,
    convex_routing_cells,
    network_growth,
    sign_patterns,
)
from boundkit.theorems.classical import network_growth_proofs as weighing
from boundkit.theorems.classical.log_solve import above_the_exponent
from boundkit.theorems.classical.network_growth import (
    TWO_E,
    W_bar,
    W_last,
    log2_growth,
)
from boundkit.theorems.classical.network_growth_proofs import b, beyond_first, both_depths, c, le, p
from boundkit.theorems.kratsios2024 import routing_growth
from boundkit.theorems.kratsios2024.vc_dimension import (
    STATEMENT,
    D,
    E,
    J,
    N,
    P,
    R,
    W,
    by_polynomials,
    closed,
    comparisons,
    gamma,
    longest,
    n,
    r,
    rho,
    routings,
    shattered,
    signs,
    solved,
    v,
    vc,
    w,
)
from flint import arb
from sympy import Eq, Expr, Integer, Le, LessThan, Max, Min, S, Sum, binomial, ceiling, exp, floor, log

from boundkit.arithmetic.ball import enclosure
from boundkit.arithmetic.enclosure import precedes
from boundkit.arithmetic.nodes import GreatestInteger
from boundkit.evidence import certified, decided, derives, identity, nonnegative, proof, written_as
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import log2, natural, positive, real
from boundkit.proofs import (
    HOLE,
    Fact,
    algebra,
    apply,
    assume,
    both,
    chain,
    content,
    cut,
    induction,
    lemma,
    order,
    other,
    premise,
    substitute,
    termwise,
    times,
    unknown,
)
from boundkit.proofs.sums import equal_terms, t
from boundkit.proofs.sums import n as terms

a, e = natural("a", "a number of factors"), natural("e", "copies so far", least=0)
u, z, y = positive("u", "a number"), real("z", "a number"), real("y", "a number")
h, o, s = (real(name, "a number", least=least) for name, least in (("h", 0), ("o", 1), ("s", 16)))
j = natural("j", "place of a point")
x = positive("x", "a number")
bumps = STATEMENT.claim("lower_bumps").expression
simplices = STATEMENT.claim("lower_affine").expression


def with_as_many_experts(mixtures, experts):
    return replace(mixtures, E=int(experts)).shattered() if experts else 0


def gap_below_one(sines, place):
    return 1 - sines.phases(int(place) - 1)[1]


@proof("lower_translate")
def far_apart() -> Fact:
    s = unknown("s", "points in e copies far apart, a prototype at each, that mixtures of e such experts shatter",
                of=(e,), at_least=0, whole=True, measure=with_as_many_experts)  # fmt: skip
    none = premise("without a copy no point is shattered", Eq(s(0), 0))
    copy = premise("one more copy is nearest to its own prototype, whose expert, moved with it, labels its v points "
                   "whatever the others do", s(e) + v <= s(e + 1), for_all=(e,))  # fmt: skip
    mixtures = premise("the mixtures have E experts", s(E) <= vc)
    claim = e * v <= s(e)
    step = chain(apply(HOLE + v, assume(claim)), copy)
    return chain(substitute(induction(e, claim, none, step), {e: E}), mixtures)


@proof("lower_bumps", assuming=("lower_translate", "classical.bump_shattering:lower"))
def copies_of_bumps() -> Fact:
    x = unknown("x", "points that one expert shatters", at_least=0, whole=True)
    one = lemma(bump_shattering.STATEMENT, "lower", other("points on the moment curve, for one expert", x), D=D, W=W)
    copies = lemma(STATEMENT, "lower_translate", other("the mixtures themselves, whose experts shatter x points", vc),
                   E=E, v=x)  # fmt: skip
    return chain(times(one, E), copies)


@proof("lower_affine", assuming=("lower_translate",))
def copies_of_simplices() -> Fact:
    themselves = other("the mixtures themselves, whose affine experts shatter the D + 1 corners of a simplex", vc)
    return lemma(STATEMENT, "lower_translate", themselves, E=E, v=D + 1)


@proof("exact_constant_1d", assuming=("lower_translate", "classical.convex_routing_cells:upper"))
def as_many_changes_as_points() -> Fact:
    c = unknown("c", "intervals, each served by one expert, of a mixture that labels V points on the line alternately",
                at_least=1, whole=True)  # fmt: skip
    shown = lemma(STATEMENT, "lower_translate", other("the mixtures themselves, whose constants shatter a point", vc),
                  E=E, v=1)  # fmt: skip
    alternate = premise("labels that alternate differ between neighbours, which then have different intervals", vc <= c)
    cells = lemma(convex_routing_cells.STATEMENT, "upper", other("the line and the gate of that mixture", c), E=E)
    return both(chain(alternate, cells), shown)


@proof("growth", assuming=("classical.sign_patterns:upper", "classical.network_growth:growth"))
def routing_and_experts() -> Fact:
    Q = unknown("Q", "routings of the N points", at_least=1, whole=True)
    X = unknown("X", "sign patterns of one expert on the N points", at_least=1, whole=True)
    apart = premise("given the routing, each expert has its signs on at most N points by itself", signs <= Q * X**E)
    pairs = lemma(sign_patterns.THEOREM, "upper",
                  other("which of two prototypes is nearer to a point, polynomials in all their coordinates", Q),
                  m=N * binomial(E, 2), q=2, p=D * E)  # fmt: skip
    one = lemma(network_growth.THEOREM, "growth", other("the networks of one expert on the N points", X),
                D=D, J=J, W=W, N=N)  # fmt: skip
    several = apply(HOLE - 2, assume(E >= 2))
    compared = substitute(algebra(Le(1, N * binomial(e + 2, 2), evaluate=False)), {e: E - 2}, by=[several])
    of_two_points = substitute(algebra(Le(D * (e + 2), 2 * D * binomial(e + 2, 2), evaluate=False)), {e: E - 2},
                               by=[several])  # fmt: skip
    by_pairs = cut(pairs, compared, chain(of_two_points, times(assume(2 * D <= N), binomial(E, 2))))
    halves = algebra(Eq(binomial(E, 2), E * (E - 1) / 2, evaluate=False))
    routed = chain(by_pairs, apply(2 * (4 * exp(1) * N * HOLE / (D * E)) ** (D * E), halves))
    return chain(apart, apply(HOLE * X**E, routed), apply(routings * HOLE**E, one))


def more_experts() -> Fact:
    """1 <= E - 1."""
    return apply(HOLE - 1, assume(E >= 2))


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
    several = apply(HOLE - 2, assume(E >= 2))
    units = substitute(algebra(le(4, (e + 2) * (o + e + 1))), {o: expand(R), e: E - 2},
                       by=[several, algebra(le(1, expand(R)))])  # fmt: skip
    base = chain(algebra(le(16, 4 * TWO_E)), times(units, TWO_E))
    depth = weighing.at_all_depths(J + 1, W_bar)
    exponent = chain(algebra(le(1 + E * (J + 1), E * (D + J + 1))), apply(E * (D + HOLE), depth))
    some = chain(algebra(le(1, J + 1)), depth)
    at = {u: expand(W_bar), e: E - 2}
    least, other = (substitute(algebra(le(side, (e + 2) * (D + u))), at, by=[several, some]) for side in (u, 2 * D))
    points = chain(apply(Max(HOLE, 2 * D), least), apply(Max(expand(w), HOLE), other))
    return base, exponent, points


@proof("upper_closed", assuming=("growth",))
def shattered_points() -> Fact:
    T = unknown("T", "points, as many as V, W_bar or 2 D, whichever is greatest", whole=True, at_least=1)
    Y = unknown("Y", "sign patterns of the mixtures on T points, shattered ones where V = T", whole=True, at_least=1)
    few = Max(W_bar, 2 * D)
    greatest = premise("T is the greatest of V, W_bar and 2 D", Eq(T, Max(vc, few)))
    all_labels = premise("where T exceeds W_bar and 2 D, it is V, and all labellings are among the sign patterns",
                         (T - few) * 2**T <= (T - few) * Y)  # fmt: skip
    patterns = lemma(STATEMENT, "growth", other("the mixtures and T points", Y), N=T)
    above = weighing.no_less(greatest, few, vc)
    parts = (chain(weighing.below_max(one, two), above) for one, two in ((W_bar, 2 * D), (2 * D, W_bar)))
    base, exponent, least = solvable()
    patterns = chain(cut(patterns, *parts), substitute(growth_at_mean(STATEMENT.claim("growth").expression, r), {N: T}))
    beyond = chain(weighing.labels_beyond(T, few, all_labels), patterns)
    return chain(weighing.no_less(greatest, vc, few), weighing.solved_for(T, least, beyond, base, exponent))


def of_the_order(small: Expr, multiple: Expr, weight: int) -> Fact:
    """small <= multiple E max(D E, J W_(J+1)), by a mean of the two with so much weight on the second."""
    x, y, last = weighing.x, weighing.y, expand(W_last)
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
    one = chain(algebra(le(1, E * D * E)), apply(E * HOLE, weighing.below_max(D * E, J * W_last)))
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


@proof("sine_experts")
def phases() -> Fact:
    gap = unknown("gap", "by how much f x at x = 2^-j, less an even number and 1 for the point's own label, stays "
                  "below 1 for all labels", of=(j,), measure=gap_below_one)  # fmt: skip
    turned = premise("f x is positive, and where it stays below 1 so, sin(pi f x) has the sign of the point's own "
                     "label; ceil(gap) counts these points", Sum(ceiling(gap(j)), (j, 1, n)) <= shattered)  # fmt: skip
    others = premise("the 1 of f and labels i < j add at most 2^-j + 2^(1-j) + .. + 1/2", Eq(gap(j), 2 ** (-j)),
                     for_all=(j,))  # fmt: skip
    counted = termwise(apply(ceiling(HOLE), others), j, 1, n)
    return chain(substitute(equal_terms(), {terms: n, t: 1}), counted, turned)


# steps of bounds that no rule ties together yet -------------------------------------------------------------------


def routing_by_polynomials():
    """Which prototype is nearest is decided by N C(E, 2) polynomials of degree 2 in the D E prototype coordinates."""
    more, e = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "pe")
    yield identity("N C(E, 2) comparisons", comparisons, N * sympy.binomial(E, 2).expand(func=True))
    yield identity("2 e m q / p = 2 e N (E - 1) / D for m = N C(E, 2), q = 2, p = D E",
                   routings, 2 * (TWO_E * N * (E - 1) / D) ** (D * E))  # fmt: skip
    yield nonnegative("m >= p for N = 2 D + p, E = 2 + e", (comparisons - D * E).subs({N: 2 * D + more, E: 2 + e}))


def conditions():
    """What classical.log_solve asks for, and that N below the thresholds of the growth bound is below the bound."""
    two = 2 + sympy.Symbol("e", integer=True, nonnegative=True)
    base, weight = expand(r).subs(E, two), expand(w).subs(E, two)
    for number, depth in enumerate(("J = 0", "J >= 1")):
        for text, small, large in (("r >= 16", Integer(16), base), ("w >= 1 + E (J + 1)", 1 + two * (J + 1), weight)):
            sides = (both_depths(side)[number] for side in (small, large))
            yield certified(f"{text} for E >= 2, {depth}", LessThan(*sides, evaluate=False))
        yield nonnegative(f"w >= W_bar, {depth}", both_depths(weight - W_bar)[number])
        yield nonnegative(f"w >= 2 D, {depth}", both_depths(weight - 2 * D)[number])
    yield from above_the_exponent()


def below_the_solution(claim):
    """N shattered points have N <= rho + E gamma if N >= W_bar, 2 D; fewer are below the solution."""
    two = 2 + sympy.Symbol("e", integer=True, nonnegative=True)
    m, k = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "mk")
    above, free = STATEMENT.claim("upper_closed"), (D + 1) * (E - 1)
    yield from routing_by_polynomials()
    yield from weighing.logarithm()
    yield identity("log2 of the bound by polynomials, written out",
                   *(sympy.expand_log(part, force=True) for part in (log2(routings), by_polynomials)))  # fmt: skip
    yield written_as("the greatest N with N <= rho + E gamma, from the closed form, which is no less", claim.expression,
                     GreatestInteger(Min(by_polynomials, log2(routing_growth.central(comparisons, free)), N * log2(E))
                                     + E * log2_growth(N), N, above.expression))  # fmt: skip
    yield identity("at N = 2 D: 2 e N (E - 1) / D = 4 e (E - 1)", (TWO_E * N * (E - 1) / D).subs(N, 2 * D),
                   2 * TWO_E * (E - 1))  # fmt: skip
    yield nonnegative("which is above 1, and there is a region: rho >= 0", 4 * (two - 1) - 1)
    yield decided("2 e >= 4: as W_i <= W_bar <= N, each term W_i log2(2 e N i k_i / W_i) of gamma is at least 2 W_i",
                  bool(2 * arb.const_e() >= 4))  # fmt: skip
    yield nonnegative("so that rho + E gamma >= 2 E W_bar >= 4 W_bar at N = max(W_bar, 2 D)", 2 * two - 4)
    for number, depth in enumerate(("J = 0", "J >= 1")):
        yield nonnegative(f"4 W_bar >= 2 D, {depth}: the solution is no less than that N",
                          both_depths(4 * W_bar - 2 * D)[number])  # fmt: skip
    yield identity("rho and gamma grow with N: C(m+1, k+1) = C(m, k+1) + C(m, k)", sympy.binomial(m + 1, k + 1),
                   sympy.binomial(m, k + 1) + sympy.binomial(m, k))  # fmt: skip


def grid():
    """Parameters at which figures are compared; the width says nothing for J = 0."""
    for values in product((1, 2, 3, 8), (2, 3, 8), (0, 1, 2, 5), (1, 3, 32)):
        point = dict(zip("DEJW", values, strict=True))
        if point["J"] or point["W"] == 1:
            yield point
    yield {"D": 64, "E": 64, "J": 4, "W": 256}
    yield {"D": 4096, "E": 128, "J": 2, "W": 14336}


def figure(expression, point):
    return enclosure(expand(expression), point)


def closed_above_solved():
    """The iteration from four times the closed form ends below it, and where the one from the closed form ends."""
    from_above = GreatestInteger(rho + E * gamma, N, 4 * closed)
    for point in grid():
        value, other = figure(solved, point), figure(from_above, point)
        yield decided("the greatest N with N <= rho + E gamma is at most the closed form",
                      precedes(other, figure(closed, point)) and value == other, **point, solved=other)  # fmt: skip


def closed_above_lower_bounds():
    """The closed form is t + w log2(2 r log2 r) >= w, and w is above what bumps and simplices shatter."""
    yield from conditions()
    yield nonnegative("w >= 2 D E W / 3 >= 2 D E floor(W/3) for J = 1",
                      both_depths(w - bumps.xreplace({floor(W / 3): W / 3}))[1].subs(beyond_first, 0))  # fmt: skip
    yield nonnegative("w >= E (D + 1) for J = 0", both_depths(w - simplices)[0])


def solved_above_lower_bounds():
    for point in grid():
        if point["J"] <= 1:
            lower = bumps if point["J"] else simplices
            yield decided("solved bound >= lower bound", precedes(figure(lower, point), figure(solved, point)), **point)


def closed_is_monotone():
    """w, r and 1 + E (J + 1) grow with each of D, E, J, W, and the closed form with each of them."""
    for name, expression in (("w", w), ("r", r / TWO_E)):
        flat, deep = both_depths(expression)
        yield nonnegative(f"{name} from J = 0 to J = 1", deep.subs(beyond_first, 0) - flat)
        yield nonnegative(f"{name} from J to J + 1", deep.subs(beyond_first, beyond_first + 1) - deep)
        for symbol in (D, E, W):
            yield nonnegative(f"{name} from {symbol} to {symbol} + 1, J = 0", flat.subs(symbol, symbol + 1) - flat)
            yield nonnegative(f"{name} from {symbol} to {symbol} + 1, J >= 1", deep.subs(symbol, symbol + 1) - deep)


def solved_is_monotone():
    for point in grid():
        for name in point:
            more = point | {name: point[name] + 1}
            yield decided(f"from {name} to {name} + 1", precedes(figure(solved, point), figure(solved, more)), **point)


def bumps_of_prelu():
    """PReLU of slope a is max(t, 0) + a min(t, 0)."""
    t, q, a, h, delta = sympy.symbols("t q a h delta", real=True)
    yield identity("PReLU(t) = (1 - a) max(t, 0) + a t where t >= 0", t, (1 - a) * t + a * t)
    yield identity("and where t <= 0", a * t, (1 - a) * 0 + a * t)
    yield identity("the linear parts of a bump's three units cancel", a * (h + delta) - 2 * a * h + a * (h - delta), 0)
    yield identity("and for a other than 1 the output weights divide by 1 - a", (1 - a) * q / (1 - a), q)


def consistent_with_bumps(claim):
    """Reading W as parameters, the bumps stay below the order: 2 D E floor(W/3) <= E P."""
    one_layer = both_depths(network_growth.W_last)[1].subs(beyond_first, 0)
    below = claim.expression.xreplace({longest: J * P}).subs({J: 1, P: one_layer})
    yield identity("P = (D + 2) W + 1 for J = 1", one_layer, (D + 2) * W + 1)
    yield nonnegative("E P >= 2 D E W / 3", below - bumps.xreplace({floor(W / 3): W / 3}))


# what the steps show ----------------------------------------------------------------------------------------------

order_above_bumps = derives("published_parameters", consistent_with_bumps, scope="the order is above lower_bumps")
closed_grows = derives("upper_closed", closed_is_monotone, scope="monotone in D, E, J, W")
closed_above = derives("upper_closed", closed_above_lower_bounds, scope="above lower_bumps and lower_affine")
steps_to_solved = derives("upper_solved", below_the_solution, scope="its steps, one by one",
                          assuming=("growth", "upper_closed", "classical.network_growth:growth",
                                    "kratsios2024.routing_growth:upper", "classical.log_solve:upper"))  # fmt: skip
solved_above = derives("upper_solved", solved_above_lower_bounds,
                       scope="above lower_bumps and lower_affine, on a grid")  # fmt: skip
solved_below = derives("upper_solved", closed_above_solved, scope="never above upper_closed, on a grid")
solved_grows = derives("upper_solved", solved_is_monotone, scope="monotone in D, E, J, W, on a grid")
bumps_of_any_slope = derives("lower_bumps", bumps_of_prelu, scope="bumps of PReLU units")
