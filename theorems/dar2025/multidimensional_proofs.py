"""Proofs of dar2025.multidimensional: Taylor, Minkowski's inequality, traces, balls, and the tangent of a power."""

from boundkit.theorems.classical import zador
from boundkit.theorems.dar2025.multidimensional import (
    STATEMENT,
    B,
    H,
    K,
    L,
    M,
    Q,
    R,
    const,
    d,
    e,
    gap,
    l_star,
    least_moment,
    m,
    r,
    ratio,
    u,
    w,
    whole,
)
from flint import arb, fmpq
from sympy import Eq, Expr, Integral, Le, Lt, Rational, Sum, exp, sqrt, sympify

from boundkit.arithmetic.rational import rational
from boundkit.evidence import derives, identity, proof
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.symbols import natural, positive, real
from boundkit.measures.high_rate import BestPowerDensity
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
    lemma,
    order,
    other,
    premise,
    substitute,
    times,
    unknown,
    vanish,
)
from boundkit.proofs.powers import mean_of_powers
from boundkit.proofs.sums import summed
from boundkit.verdict import Verdict

i = natural("i", "a cell")
h, c, z = positive("h", "a number as small as you like"), positive("c", "a number"), positive("z", "a number")
b, t = positive("b", "an exponent"), real("t", "any number")

# the error beside the leading sum ----------------------------------------------------------------------------------


@proof("leading")
def taylor_and_minkowski() -> Fact:
    q = unknown("q", "integral of the squares of the remainders beta - beta(x_i) - grad (x - x_i)", at_least=0)
    distance = premise("beta less its mean on a cell is grad (x - x_i), and the remainder less its mean (Minkowski)",
                       gap <= sqrt(q))  # fmt: skip
    small = premise("a remainder is at most H |x - x_i|^2/2 (Taylor), and the cells have the volume 1 together",
                    q <= (H * r / 2) ** 2)  # fmt: skip
    return chain(distance, apply(sqrt(HOLE), small))


def below(leading: Expr, *steps: Fact) -> Fact:
    """The error, from the leading sum or from what the steps lead it to."""
    root = premise("gap is the distance of the roots", e <= (sqrt(leading) + gap) ** 2)
    distance = premise("a distance is not negative", Le(0, gap))
    near = apply((sqrt(leading) + HOLE) ** 2, lemma(STATEMENT, "leading"), by=(distance,))
    return chain(root, near, *(apply((sqrt(HOLE) + H * r / 2) ** 2, step) for step in steps))


sum_of_cells = unknown("S", "sum of grad^T S grad over the cells", at_least=0, measure=lambda thing: thing.leading)


@proof("leading_upper", assuming=("leading",))
def by_the_leading_sum() -> Fact:
    return below(Q)


@proof("sharpened", assuming=("leading",))
def by_the_largest_eigenvalue() -> Fact:
    return below(sum_of_cells, premise("grad^T S grad is at most |grad|^2 lambda_max(S)", sum_of_cells <= K))


@proof("published", assuming=("leading",))
def by_the_trace() -> Fact:
    trace = premise("grad^T S grad is at most |grad|^2 times the trace of S", sum_of_cells <= B)
    return below(sum_of_cells, trace)


# shapes of cells --------------------------------------------------------------------------------------------------


@proof("lipschitz")
def second_moment_of_a_cube() -> Fact:
    q = unknown("q", "mean of |x - x_i|^2 over the cells", at_least=0, measure=lambda cells: cells.reach / 3)
    slope = premise("beta is within L |x - x_i| of its value at the centre, and the mean is the best constant",
                    e <= L**2 * q)  # fmt: skip
    cubes = premise("along each axis a cube of side m^(-1/d) has the mean square m^(-2/d)/12 about its centre",
                    q <= d * m ** (-2 / d) / 12)  # fmt: skip
    return chain(slope, apply(L**2 * HOLE, cubes))


@proof("corollary", expects=Verdict.CERTIFIED, assuming=("lipschitz",))
def order_of_cubes() -> Fact:
    return order(lemma(STATEMENT, "lipschitz"), STATEMENT.claim("corollary").statement, L**2 / 12)


def along_an_axis(cells):
    return cells.volume * fmpq(1, 12 * cells.counts[0] ** 2)


@proof("cubes")
def trace_of_a_cube() -> Fact:
    l = unknown("l", "logarithm of the second moment of a cube about its centre along any axis",  # noqa: E741
                measure=lambda cells: arb(along_an_axis(cells)).log())  # fmt: skip
    t = unknown("t", "trace of the second moments of a cube", at_least=0,
                measure=lambda cells: cells.volume * cells.reach / 3)  # fmt: skip
    g = unknown("g", "sum of |grad|^2 over the cells", at_least=0,
                measure=lambda cells: cells.leading / along_an_axis(cells))  # fmt: skip
    some = premise("beta is not constant", Lt(0, g))
    sums = premise("the published sum is t g, and the leading one g exp(l), since S is exp(l) times the identity",
                   Eq(ratio * (exp(l) * g), t * g))  # fmt: skip
    trace = premise("a trace is the sum of d equal numbers", Eq(t, d * exp(l)))
    return times(chain(sums, apply(HOLE * g, trace)), exp(-l) / g, by=(some,))


@proof("slabs")
def slabs_are_equal() -> Fact:
    D = unknown("D", "width of a slab", at_least=0, measure=lambda cells: fmpq(1, max(cells.counts)))
    errors = premise("each of m slabs errs by the integral of v^2 from -D/2 to D/2", Eq(e, m * D**3 / 12))
    fill = premise("equal slabs fill the cube", Eq(D, 1 / m))
    return chain(errors, apply(m * HOLE**3 / 12, fill))


@proof("isotropic_lower", assuming=("classical.zador:lower",))
def balls_are_best() -> Fact:
    v = unknown("v", "volume of cell i", of=(i,), at_least=0)
    s = unknown("s", "normalised second moment of cell i about its centre, per dimension", of=(i,), at_least=0)
    errors = premise("along x_1 as along any axis a cell has the second moment s v^(1 + 2/d)",
                     Sum(s(i) * v(i) ** (1 + 2 / d), (i, 1, m)) <= e)  # fmt: skip
    fill = premise("the cells fill the cube", Eq(Sum(v(i), (i, 1, m)), 1))
    some = premise("every cell has a volume", Lt(0, v(i)), for_all=(i,))
    least = lemma(zador.STATEMENT, "lower", other("cell i", s(i)), for_all=(i,), d=d)
    cells = times(mean_of_powers(fill, v(i), i, m, 2 / d, by=(some,)), least_moment)
    return chain(cells, summed(times(least, v(i) ** (1 + 2 / d)), i, m), errors)


@proof("level_sets")
def variance_and_range() -> Fact:
    width = unknown("D", "how much beta varies on a cell", at_least=0,
                    measure=lambda cells: fmpq(cells.range, cells.m))  # fmt: skip
    popoviciu = premise("a variance is at most a quarter of the squared range (Popoviciu), and the error is a mean of "
                        "variances", e <= width**2 / 4)  # fmt: skip
    equal = premise("m cells share the range of beta equally", width <= R / m)
    return chain(popoviciu, apply(HOLE**2 / 4, equal))


# the best density -------------------------------------------------------------------------------------------------


@proof("optimised")
def tangent_of_a_power() -> Fact:
    """A the integral of w^(d/(d + 2)), a = 2/d: (1 + a) c^a A - a c^(1 + a) is A^(1 + a) at c = A."""
    a, A = 2 / d, whole
    some = premise("beta is not constant wherever p is positive", Lt(0, A, evaluate=False))
    below_all = premise(
        "a density l has the integral 1, and at every place (1 + a) c^a w^(1/(1 + a)) is at most "
        "w l^(-a) + a c^(1 + a) l, a = 2/d, by the inequality of the weighted means",
        (1 + a) * c**a * A <= const / (d * M) + a * c ** (1 + a), for_all=(c,),
    )  # fmt: skip
    above = premise(
        "the least is no more than that of the positive density (s/A + k)/(1 + k), s = w^(d/(d + 2)), "
        "(1 + k)^(2/d) = 1 + h: there w l^(-2/d) is at most (1 + h) s A^(2/d)",
        const <= (1 + h) * d * M * A ** ((d + 2) / d), for_all=(h,),
    )  # fmt: skip
    touching = algebra(Eq((1 + a) * z**a * z - a * z ** (1 + a), z ** ((d + 2) / d), evaluate=False))
    tangent = apply(HOLE - a * A ** (1 + a), substitute(below_all, {c: A}, by=(some,)))
    lower = times(chain(substitute(touching, {z: A}, by=(some,)), tangent), d * M)
    return both(vanish(above, h), lower)


def touching_once() -> Fact:
    """exp(t) = 1 where exp(-b t) + b exp(t) = 1 + b: with y = exp(t) the left side is b (y - 1)^2/(2 (y + 1)) more."""
    y = exp(t)
    zero = assume(Eq(exp(-b * t) + b * y, 1 + b))
    logarithm = algebra(t <= y - 1 - (y - 1) ** 2 / (2 * (y + 1)))
    over = chain(apply(1 - b * HOLE, logarithm), algebra(1 - b * t <= exp(-b * t)), apply(HOLE - b * y, zero))
    scaled = times(apply(HOLE - (1 + b - b * y), over), 2 * (y + 1) / b)
    square = chain(algebra(Eq((y - 1) ** 2, content(scaled).relation.small, evaluate=False)), scaled)
    distance = apply(sqrt(HOLE), square)
    above, below = (chain(algebra(side <= sqrt((y - 1) ** 2)), distance) for side in (y - 1, 1 - y))
    return both(apply(HOLE + 1, above), apply(HOLE + y, below))


@proof("density", assuming=("optimised",))
def equality_of_the_tangent() -> Fact:
    a = 2 / d
    l = unknown("l", "logarithm of the best density at u over w^(d/(d + 2))/A, A the integral of w^(d/(d + 2))")  # noqa: E741
    some = premise("beta is not constant wherever p is positive", Lt(0, whole, evaluate=False))
    positive_there = premise(
        "where w is positive the best density is so too", Eq(l_star, exp(l) * w ** (d / (d + 2)) / whole)
    )
    best = premise(
        "the integral of w l^(-a) + a A^(1 + a) l - (1 + a) A^a w^(1/(1 + a)) is that of w l^(-a) less A^(1 + a), "
        "which is 0 for the best l (optimised); nowhere negative and continuous, the function is 0 at u, and divided "
        "by A^a w^(1/(1 + a)) it is exp(-a l) + a exp(l) - 1 - a",
        Eq(exp(-a * l) + a * exp(l), 1 + a),
    )  # fmt: skip
    ratio_is_one = cut(substitute(touching_once(), {b: a, t: l}), best)
    return chain(positive_there, apply(HOLE * w ** (d / (d + 2)) / whole, ratio_is_one, by=(some, assume(Lt(0, w)))))


# values of the formulas -------------------------------------------------------------------------------------------


def on_the_line(claim):
    line = claim.expression.xreplace({d: sympify(1), M: Rational(1, 12)}).doit()
    yield identity("at d = 1, M = 1/12 it is the formula of dar2025.one_dimensional, w = beta'^2 p",
                   line, Integral(w ** Rational(1, 3), (u, 0, 1)) ** 3 / 12)  # fmt: skip


def at_powers(claim):
    for n, power in ((1, 3), (2, 4), (4, 3)):
        density = claim.expression.xreplace({d: sympify(n)}).replace(w.func, lambda place, k=power: place**k).doit()
        s = to_sympy(BestPowerDensity(n, power, rational(1)).exponent)
        yield identity(f"d = {n}, w = u^{power}: the best of the densities s u^(s - 1)", density, s * u ** (s - 1))


of_the_line = derives("optimised", on_the_line, scope="d = 1")
of_powers = derives("density", at_powers, scope="three powers w")
