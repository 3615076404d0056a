"""Proofs of mayaki2026.scaling_laws: by how much the risk of a size x exceeds that of the best size z.

With t = (x/z)^r it is w (sqrt(t) - 1)^2 at least, where the slope at z is 0, or z an end of the range beyond which the
risk would fall.
"""

from boundkit.theorems.mayaki2026.scaling_laws import (
    BETWEEN,
    INSIDE,
    A,
    C,
    a,
    b,
    beta,
    c,
    d,
    last,
    low,
    n,
    of_compute,
    of_samples,  # fmt: skip
    p,
    slope,
)
from sympy import Eq, Integer, Le, Lt, exp, log, sqrt

from boundkit.arithmetic.nodes import LowerLambertW
from boundkit.evidence import proof
from boundkit.proofs import (
    HOLE,
    Fact,
    add,
    algebra,
    apply,
    assume,
    both,
    chain,
    content,
    cut,
    eq,
    premise,
    substitute,
    times,
    unknown,  # fmt: skip
)
from boundkit.statements import positive, real

g, s = positive("g", "factor of the falling term"), positive("s", "factor of the rising term")
q, r = positive("q", "exponent of the falling term"), positive("r", "exponent of the rising term")
x, z, t = positive("x", "a size"), positive("z", "the best size"), positive("t", "a ratio")
y = real("y", "a number")
best = unknown("v", "the size of least risk", at_least=1, measure=lambda law: law.best_size)
RISK = g * x ** (-q) + s * x**r
w = q / r * g * z ** (-q)
AT_BEST = g * z ** (-q) + s * z**r
RATIO = (x / z) ** r
TURN = (q * g / (r * s)) ** (1 / (q + r))
SAMPLES = {g: a, s: b / n, q: p, r: Integer(1)}
COMPUTE = {g: a, s: b * c / C, q: p, r: Integer(2)}
MOST = C / c


def above_tangent() -> Fact:
    """1 + q + q (sqrt(t) - 1)^2 <= t^(-q) + q t."""
    of_power = chain(substitute(algebra(1 + y <= exp(y)), {y: -q * log(t)}), algebra(eq(exp(-q * log(t)), t ** (-q))))
    of_root = apply(2 * HOLE, substitute(algebra(log(x) <= x - 1), {x: sqrt(t)}))
    of_logarithm = apply(1 - q * HOLE, chain(algebra(eq(log(t), 2 * log(sqrt(t)))), of_root))
    written = algebra(eq(1 + q + q * (sqrt(t) - 1) ** 2, 1 - 2 * q * (sqrt(t) - 1) + q * t))
    return chain(written, apply(HOLE + q * t, chain(of_logarithm, of_power)))


def excess() -> Fact:
    """AT_BEST + w (sqrt(RATIO) - 1)^2 <= RISK, where the slope at z does not point from z to x."""
    slope = (t - 1) * (s * z**r - w)
    tangent = times(substitute(above_tangent(), {q: q / r}), g * z ** (-q))
    rest = (s * z**r - w) * t
    least = AT_BEST + w * (sqrt(t) - 1) ** 2
    moved = chain(algebra(eq(least + slope, g * z ** (-q) * (1 + q / r + q / r * (sqrt(t) - 1) ** 2) + rest)),
                  apply(HOLE + rest, tangent))  # fmt: skip
    whole = chain(algebra(eq(least, least + 0 * t)), apply(least + HOLE, assume(0 <= slope)), moved)
    risk = algebra(eq(g * z ** (-q) * (RATIO ** (-q / r) + q / r * RATIO) + (s * z**r - w) * RATIO, RISK))
    return chain(substitute(whole, {t: RATIO}), risk)


def vanishing() -> Fact:
    """y = 0 where y^2 <= 0."""
    size = apply(sqrt(HOLE), assume(y**2 <= 0))
    minus = chain(algebra(-y <= abs(y)), size)
    return both(chain(algebra(y <= abs(y)), size), apply(-HOLE, minus))


def only_there() -> Fact:
    """x = z where RISK <= AT_BEST and the slope at z does not point from z to x."""
    root = apply((HOLE - AT_BEST) / w, chain(excess(), assume(RISK <= AT_BEST)))
    return apply(z * (HOLE + 1) ** (2 / r), cut(substitute(vanishing(), {y: sqrt(RATIO) - 1}), root))


def none_less(law, left, size, by) -> Fact:
    """left <= the risk at an allowed size, for the least risk and for the risk of the best size."""
    v = real("u", "an allowed size", least=1, at_most=MOST if law is COMPUTE else None)
    said = premise("no allowed size has a smaller risk", left <= RISK.xreplace({**law, x: v}), for_all=(v,))
    return substitute(said, {v: size}, by=by)


def at(law, size):
    return RISK.subs(x, size).xreplace(law)


def turn(law) -> dict:
    return {**law, z: TURN.xreplace(law)}


def slope_at_turn(law, size, by=()) -> Fact:
    slope = ((RATIO - 1) * (s * z**r - w)).subs(z, TURN)
    return substitute(algebra(eq(0, slope)), {**law, x: size}, by=by)


def low_is(law, by) -> Fact:
    """low = (1 + q/r) g TURN^(-q) where TURN is an allowed size."""
    risk = premise("the least risk is that of the best size", Eq(low, RISK.xreplace({**law, x: best})))
    over = chain(algebra(Le(AT_BEST, AT_BEST + w * (sqrt(RATIO) - 1) ** 2, evaluate=False)), excess())
    below = cut(substitute(over, {**turn(law), x: best}), slope_at_turn(law, best))
    value = substitute(algebra(eq(AT_BEST.subs(z, TURN), (1 + q / r) * g * TURN ** (-q))), law)
    return chain(both(none_less(law, low, TURN.xreplace(law), by), chain(below, risk)), value)


def best_is(law, point, by, slope) -> Fact:
    """A = point, an allowed size, where ``slope(allowed)`` is 0 <= the product of the ratio beyond 1 and the slope."""
    allowed = premise("the best size is allowed", A >= 1)
    smaller = none_less(law, RISK.xreplace({**law, x: A}), point, by)
    there = substitute(only_there(), {**law, z: point, x: A}, by=[allowed, *by])
    return cut(cut(there, smaller), slope(allowed))


def inside(law) -> tuple[list[Fact], Fact]:
    """That TURN is an allowed size, and TURN as the claims write it."""
    if law is SAMPLES:
        written = algebra(eq(TURN.xreplace(law), of_samples))
        return [chain(apply((HOLE / (d * b)) ** (d / (2 * beta + d)), assume(INSIDE[0])), written)], written
    written = algebra(eq(TURN.xreplace(law), of_compute))
    above = apply((HOLE / (d * b * c)) ** (d / (2 * beta + 2 * d)), assume(BETWEEN[0]))
    return [chain(above, written), chain(written, apply(HOLE / c, assume(BETWEEN[1])))], written


@proof("optimal_active")
def best_of_samples() -> Fact:
    by, written = inside(SAMPLES)
    return chain(best_is(SAMPLES, TURN.xreplace(SAMPLES), by, lambda at: slope_at_turn(SAMPLES, A, [at])), written)


@proof("risk_at_fixed_samples")
def risk_of_samples() -> Fact:
    by, written = inside(SAMPLES)
    return chain(low_is(SAMPLES, by), apply((1 + p) * a * HOLE ** (-p), written))


@proof("compute_active")
def best_of_compute() -> Fact:
    by, written = inside(COMPUTE)
    return chain(best_is(COMPUTE, TURN.xreplace(COMPUTE), by, lambda at: slope_at_turn(COMPUTE, A, [at])), written)


@proof("risk_at_fixed_compute")
def risk_of_compute() -> Fact:
    by, written = inside(COMPUTE)
    return chain(low_is(COMPUTE, by), apply((1 + beta / d) * a * HOLE ** (-p), written))


@proof("samples_rate")
def rate_of_samples() -> Fact:
    size = n ** (d / (2 * beta + d))
    above = apply(HOLE ** (d / (2 * beta + d)), assume(n >= 1))
    return chain(
        none_less(SAMPLES, low, size, [above]),
        algebra(eq(at(SAMPLES, size), (a + b) * n ** (-2 * beta / (2 * beta + d)))),
    )


@proof("compute_rate")
def rate_of_compute() -> Fact:
    share = d / (2 * beta + 2 * d)
    one = apply(HOLE / c, assume(C >= c))
    above = apply(HOLE**share, one)
    below = times(apply(HOLE ** (1 - share), one), MOST**share)
    risk = none_less(COMPUTE, low, MOST**share, [above, below])
    return chain(risk, algebra(eq(at(COMPUTE, MOST**share), (a + b) * MOST ** (-beta / (beta + d)))))


def smallest(law, condition, by) -> Fact:
    """A = 1 where the slope at 1 is not negative."""

    def slope(allowed):
        ratio = apply(HOLE ** law[r] - 1, allowed)
        return times(
            apply(HOLE - w.xreplace({**law, z: Integer(1)}), condition), content(ratio).relation.large, by=[ratio]
        )

    return best_is(law, Integer(1), by, slope)


@proof("smallest_at_fixed_samples")
def smallest_of_samples() -> Fact:
    return smallest(SAMPLES, apply(HOLE / (d * n), assume(2 * beta * a * n <= d * b)), [])


@proof("smallest_at_fixed_compute")
def smallest_of_compute() -> Fact:
    condition = apply(HOLE / (d * C), assume(beta * a * C <= d * b * c))
    return smallest(COMPUTE, condition, [apply(HOLE / c, assume(C >= c))])


@proof("one_sample_at_fixed_compute")
def largest_of_compute() -> Fact:
    last = {**COMPUTE, z: MOST}
    one, written = apply(HOLE / c, assume(C >= c)), inside(COMPUTE)[1]
    beyond = apply(HOLE ** (p + 2), chain(apply(HOLE / c, assume(c * of_compute >= C)), written))
    falls = apply(w.xreplace(last) - HOLE, times(beyond, COMPUTE[s] * MOST ** (-p)))
    most = premise("one sample is left at least", A <= MOST)

    def slope(allowed):
        ratio = apply(1 - RATIO.xreplace({**last, x: HOLE}), most, by=[allowed])
        turned = algebra(eq((1 - RATIO) * (w - s * z**r), (RATIO - 1) * (s * z**r - w)))
        return chain(
            times(falls, content(ratio).relation.large, by=[ratio]), substitute(turned, {**last, x: A}, by=[allowed])
        )

    return best_is(COMPUTE, MOST, [one], slope)


u, v = real("u", "a number"), real("h", "a number", least=0)
N, k = positive("N", "a number of samples"), positive("k", "factor of the slope")
WITHIN = -(1 + v) * exp(-1 - v)
HALF, Y = (q + 2) / 2, 2 * log(N) - 1


def lower_branch() -> Fact:
    """LowerLambertW(u) = -1 - v where u = -(1 + v) exp(-1 - v)."""
    same = assume(Eq(u, WITHIN))
    below, least = algebra(Lt(0, -WITHIN, evaluate=False)), algebra(-exp(-1) <= WITHIN)
    ends = [below, least, chain(below, apply(-HOLE, same)), chain(least, same)]
    return apply(LowerLambertW(HOLE), same, by=ends)


def turning_point() -> Fact:
    """N by the lower branch where k N^(q + 2) = 2 log(N) - 1 and (q + 2) k N^(q + 2) >= 2."""
    flat, turns = assume(Eq(k * N ** (q + 2), Y)), assume((q + 2) * k * N ** (q + 2) >= 2)
    beyond = chain(apply(HOLE / 2 - 1, turns), apply(HALF * HOLE - 1, flat))
    inside = -HALF * k * exp(HALF)
    power = algebra(eq(exp(HALF) * N ** (-q - 2), exp(-HALF * Y)))
    solved = chain(algebra(eq(inside, inside * N ** (-q - 2) * N ** (q + 2))),
                   times(flat, -HALF * exp(HALF) * N ** (-q - 2)), apply(-HALF * Y * HOLE, power))  # fmt: skip
    branch = cut(substitute(lower_branch(), {v: HALF * Y - 1, u: inside}, by=[beyond]), solved)
    return chain(apply(exp((1 - HOLE / HALF) / 2), branch), algebra(eq(exp((1 + Y) / 2), N)))


@proof("log_form")
def last_minimum() -> Fact:
    flat = premise("the slope of the risk vanishes there", Eq(slope * last ** (p + 2), 2 * log(last) - 1))
    turns = premise("the slope does not fall there", (p + 2) * slope * last ** (p + 2) >= 2)
    allowed = premise("it is one sample at least", last >= 1)
    return cut(substitute(turning_point(), {N: last, k: slope, q: p}, by=[allowed]), flat, turns)


def no_turn() -> Fact:
    """N <= 1 where (N - 1)(k N^(q + 2) - Y) <= 0 and k (q + 2) exp((q + 4)/2) > 2: the slope is positive."""
    scale = exp(-(q + 4) / 2) * N ** (q + 2) / (q + 2)
    raised = times(assume(k * (q + 2) * exp((q + 4) / 2) > 2), scale)
    tangent = apply(HOLE / HALF, substitute(algebra(1 + y <= exp(y)), {y: HALF * Y - 1}))
    written = algebra(eq(k * (q + 2) * exp((q + 4) / 2) * scale, k * N ** (q + 2)))
    above = chain(tangent, algebra(eq(exp(HALF * Y - 1) / HALF, 2 * scale)), raised, written)
    rises = add(above, algebra(eq(-Y, -Y)))
    falls = assume((N - 1) * (k * N ** (q + 2) - Y) <= 0)
    return apply(HOLE + 1, times(falls, 1 / (k * N ** (q + 2) - Y), by=[rises]))


@proof("log_form_no_branch")
def only_one_sample() -> Fact:
    there = (last - 1) * (slope * last ** (p + 2) - 2 * log(last) + 1)
    falls = premise("beyond one sample the risk does not rise at its last local minimum", there <= 0)
    allowed = premise("it is one sample at least", last >= 1)
    return both(cut(substitute(no_turn(), {N: last, k: slope, q: p}, by=[allowed]), falls), allowed)
