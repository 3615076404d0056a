"""Proofs of kratsios2024.vc_dimension: copies of shattered points far apart, and phases of sines; steps of parts.

Those of the upper bounds stand in files of their own.
"""

from dataclasses import replace
from itertools import product

import sympy
from boundkit.theorems.classical import (
    bump_shattering,
    convex_routing_cells,
    network_growth,
)
from boundkit.theorems.classical.log_solve import above_the_exponent
from boundkit.theorems.classical.network_growth import (
    TWO_E,
    W_bar,
)
from boundkit.theorems.classical.network_growth_proofs import beyond_first, both_depths
from boundkit.theorems.kratsios2024.vc_dimension import (
    STATEMENT,
    D,
    E,
    J,
    N,
    P,
    W,
    closed,
    gamma,
    longest,
    n,
    r,
    rho,
    shattered,
    solved,
    v,
    vc,
    w,
)
from boundkit.theorems.kratsios2024.vc_dimension_solved_proofs import no_more_than_the_greatest  # noqa: F401
from boundkit.theorems.kratsios2024.vc_dimension_upper_proofs import (  # noqa: F401
    nothing_to_route,
    one_logarithm_hidden,
    routing_and_experts,
    shattered_points,
)
from sympy import Eq, Integer, LessThan, Sum, ceiling, floor

from boundkit.arithmetic.ball import enclosure
from boundkit.arithmetic.enclosure import precedes
from boundkit.arithmetic.nodes import GreatestInteger
from boundkit.evidence import certified, decided, derives, identity, nonnegative, proof
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import natural
from boundkit.proofs import (
    HOLE,
    Fact,
    apply,
    assume,
    both,
    chain,
    induction,
    lemma,
    other,
    premise,
    substitute,
    termwise,
    times,
    unknown,
)
from boundkit.proofs.sums import equal_terms, t
from boundkit.proofs.sums import n as terms

e = natural("e", "copies so far", least=0)
j = natural("j", "place of a point")
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


def grid():
    """Parameters at which figures are compared; the width says nothing for J = 0."""
    for values in product((1, 2, 8), (2, 8), (0, 1, 2, 5), (1, 3, 32)):
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
        value = figure(solved, point)
        for name in point:
            more = figure(solved, point | {name: point[name] + 1})
            yield decided(f"from {name} to {name} + 1", precedes(value, more), **point)


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
solved_above = derives("upper_solved", solved_above_lower_bounds,
                       scope="above lower_bumps and lower_affine, on a grid")  # fmt: skip
solved_below = derives("upper_solved", closed_above_solved, scope="never above upper_closed, on a grid")
solved_grows = derives("upper_solved", solved_is_monotone, scope="monotone in D, E, J, W, on a grid")
bumps_of_any_slope = derives("lower_bumps", bumps_of_prelu, scope="bumps of PReLU units")
