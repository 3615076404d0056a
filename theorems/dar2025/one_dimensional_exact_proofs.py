"""Proofs of dar2025.one_dimensional_exact, cell by cell."""

from itertools import pairwise

import sympy
from boundkit.theorems.dar2025 import one_dimensional
from boundkit.theorems.dar2025 import one_dimensional_exact as here
from boundkit.theorems.dar2025.one_dimensional import e, irrational_place, m, with_step
from boundkit.theorems.dar2025.one_dimensional_exact import J, K, power_constant, rho, tau, variance
from flint import arb, ctx, fmpq, fmpq_poly
from sympy import Eq, Expr, Le, Rational, Sum, pi

from boundkit.arithmetic.rational import rational
from boundkit.constructions.segments import power_law, uniform
from boundkit.evidence import bounded, decided, derives, identity, limit_is, proof
from boundkit.formulas.symbols import natural, real
from boundkit.measures.excess import excess, excess_of_cell
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
    other,
    premise,
    substitute,
    termwise,
    times,
    unfold,
    unknown,
)
from boundkit.proofs.cubes import mean_of_cubes
from boundkit.proofs.sums import summed

n, i = natural("n", "cells so far", least=0), natural("i", "a cell, counted from the left")
i0 = natural("i0", "a cell, counted from 0", least=0)
g = natural("g", "k - j - 1", least=0)
u = real("u", "any part", least=0)
BITS = 128


def ends_of_cell(boundaries, cell):
    """The ends of a cell counted from 1; None beyond the last."""
    cell = int(cell)
    return boundaries[cell - 1 : cell + 1] if 1 <= cell < len(boundaries) else None


def error_of_cell(predictor, cell, boundaries=None):
    """The least error on a cell, of the predictor's own segmentation or of other boundaries."""
    ends = ends_of_cell(boundaries or predictor.boundaries, cell)
    return None if ends is None else excess_of_cell(predictor.regression, *ends)


def summed_up_to(n_, relation: Expr, base: Fact, step: Fact) -> Fact:
    return substitute(induction(n_, relation, base, step), {n_: m})


# a square ---------------------------------------------------------------------------------------------------------


def cell_of_the_square() -> Expr:
    """The error of x^2 on the cell from i/m to (i + 1)/m, by integrals that sympy finds."""
    v, D = sympy.Symbol("v", real=True), 1 / m
    middle = (2 * i0 + 1) / (2 * m)
    mean = sympy.integrate((middle + v) ** 2, (v, -D / 2, D / 2)) / D
    return sympy.expand(sympy.integrate(sympy.expand(((middle + v) ** 2 - mean) ** 2), (v, -D / 2, D / 2)))


@proof("square")
def square_summed() -> Fact:
    w = unknown("w", "error of cell i", of=(i0,), measure=lambda thing, cell: error_of_cell(thing, cell + 1))
    cells = premise("the error is the sum of the errors of the cells", Eq(e, Sum(w(i0), (i0, 0, m - 1))))
    one = premise(
        "a cell of length D and middle s errs by the integral of ((s + v)^2 - s^2 - D^2/12)^2 from -D/2 to D/2",
        Eq(w(i0), cell_of_the_square()), for_all=(i0,),
    )  # fmt: skip
    term = cell_of_the_square()
    partial = Sum(term, (i0, 0, n - 1))
    closed = sympy.factor(sympy.summation(term, (i0, 0, n - 1)))
    none = unfold(partial.xreplace({n: sympy.S.Zero}), "empty")
    more = unfold(partial.xreplace({n: n + 1}), "last")
    step = chain(more, apply(HOLE + term.xreplace({i0: n}), assume(Eq(partial, closed))))
    summed = summed_up_to(n, Eq(partial, closed), none, step)
    return chain(cells, termwise(one, i0, 0, m - 1), summed)


# powers -----------------------------------------------------------------------------------------------------------


def weight_exponent(thing):
    k, j = (polynomial.degree() for polynomial in thing.regression.polynomials)
    return fmpq(2 * k + j + 1, 3)


def weight_of_cell(thing, cell):
    """b^s - a^s on the cell [a, b], s = (2 k + j + 1)/3."""
    ends = ends_of_cell(thing.boundaries, cell)
    if ends is None:
        return None
    with ctx.workprec(BITS):
        low, high = (arb(end) ** arb(weight_exponent(thing)) for end in ends)
        return high - low


@proof("power_lower")
def powers_from_below() -> Fact:
    w = unknown("w", "error of cell i", of=(i,), measure=error_of_cell)
    q = unknown("q", "part of the integral of (beta'^2 p)^(1/3) over cell i", of=(i,), at_least=0,
                measure=weight_of_cell)  # fmt: skip
    cells = premise("the error is at least the sum of the least errors of the cells", Sum(w(i), (i, 1, m)) <= e)
    one = premise("a cell with the part q of the integral errs by at least c q^3",
                  power_constant * q(i) ** 3 <= w(i), for_all=(i,))  # fmt: skip
    whole = premise("the parts of all cells add up to 1", Eq(Sum(q(i), (i, 1, m)), 1))
    cubes = mean_of_cubes(whole, q(i), i, m, Rational(1))
    return chain(times(cubes, power_constant), summed(one, i, m), cells)


def error_of_weighted_cell(thing, cell):
    """Of a cell of the segmentation of equal weights."""
    cells = len(thing.boundaries) - 1
    return error_of_cell(thing, cell, power_law(1 / weight_exponent(thing), cells))


def variance_is_no_less() -> Fact:
    """c <= V for j <= k - 1."""
    below = add(assume(J <= K - 1), algebra(Eq(-J, -J, evaluate=False)))
    least, most = (each.expression.xreplace({K: J + 1 + g}) for each in (power_constant, variance))
    return substitute(algebra(least <= most), {g: K - J - 1}, by=(below,))


@proof("power_upper")
def powers_from_above() -> Fact:
    w = unknown("w", "error of cell i of lambda_star", of=(i,), measure=error_of_weighted_cell)
    rest = unknown("z", "sum of 1/i^2 beyond m", at_least=0)
    cells = premise("the cells of lambda_star err by the sum of the errors of the cells, the best cells by no more",
                    e <= Sum(w(i), (i, 1, m)))  # fmt: skip
    one = premise(
        "a cell of weight 1/m, of which 1/i is its part of the weight up to its right end, errs by at most "
        "c (1 + (V/c - 1)/i^2)/m^3",
        w(i) <= power_constant / m**3 + (variance - power_constant) / (m**3 * i**2), for_all=(i,),
    )  # fmt: skip
    euler = premise("the sum of all 1/i^2 is pi^2/6 (Euler)", Eq(Sum(1 / i**2, (i, 1, m)) + rest, pi**2 / 6))
    c, V = power_constant.expression, variance.expression
    squares = chain(apply(HOLE + Sum(1 / i**2, (i, 1, m)), zero_below(rest)), euler)
    known = apply(HOLE - c, variance_is_no_less())
    return chain(cells, summed(one, i, m), apply(c / m**2 + (V - c) * HOLE / m**3, squares, by=(known,)))


def zero_below(number: Expr) -> Fact:
    return substitute(algebra(Le(0, u, evaluate=False)), {u: number})


@proof("density_ratio", assuming=("power_upper", "power_lower"))
def ratio_of_both() -> Fact:
    own, least = unknown("e1", "excess of the cells of lambda_star"), unknown("e0", "least excess of m cells")
    ratio = premise("rho is the excess over the least excess", Eq(rho, own / least))
    at = {"k": K, "j": J, "m": m}
    upper = lemma(here.THEOREM, "power_upper", other("the cells of lambda_star", own), **at)
    lower = lemma(here.THEOREM, "power_lower", other("the best m cells", least), **at)
    bound = here.THEOREM.claim("power_upper").expression
    c, V = power_constant.expression, variance.expression
    known = apply(HOLE - c, variance_is_no_less())
    return chain(
        ratio,
        apply(HOLE / least, upper, by=(lower,)),
        apply(bound / HOLE, lower, by=(known,)),
        algebra(Eq(bound * m**2 / c, 1 + (V / c - 1) * pi**2 / (6 * m), evaluate=False)),
    )


# a step -----------------------------------------------------------------------------------------------------------


def step_fraction(thing):
    """The fraction of its cell at which the step lies."""
    place = (len(thing.boundaries) - 1) * thing.regression.pieces[0].right
    return place - place.floor()


def cell_with_the_step(theta: Expr) -> Expr:
    """The error of v + [v > theta D] on the cell from 0 to D = 1/m, by integrals that sympy finds."""
    D, v = 1 / m, sympy.Symbol("v", real=True)
    parts = [((0, theta * D), v), ((theta * D, D), v + 1)]
    first, second = (sum(sympy.integrate(f**power, (v, *ends)) for ends, f in parts) for power in (1, 2))
    return sympy.expand(second - first**2 / D)


@proof("step_equal_cells")
def step_in_a_cell() -> Fact:
    theta = unknown("theta", "fraction of its cell at which the step lies", at_least=0, measure=step_fraction)
    cells = premise(
        "m - 1 cells are lines and err by 1/(12 m^3); the one with the step by its second moment less first^2 m",
        Eq(e, (m - 1) / (12 * m**3) + cell_with_the_step(theta)),
    )
    place = premise("tau is theta (1 - theta)", Eq(theta * (1 - theta), tau))
    both_parts = algebra(Eq((m - 1) / (12 * m**3) + cell_with_the_step(u),
                            1 / (12 * m**2) + u * (1 - u) * (1 + 1 / m) / m, evaluate=False))  # fmt: skip
    put = apply(1 / (12 * m**2) + HOLE * (1 + 1 / m) / m, place)
    return chain(cells, substitute(both_parts, {u: theta}), put)


@proof("step_best_cells")
def boundary_on_the_step() -> Fact:
    D = unknown("D", "length of cell i, 0 beyond the last", of=(i,), at_least=0, measure=length_of_cell)
    cells = premise("no cell holds the step, so each is a line and errs by D^3/12",
                    Eq(e, Sum(D(i) ** 3, (i, 1, m)) / 12))  # fmt: skip
    short = premise("a part of length a gets at least a (m - 1) equal cells", (m - 1) * D(i) <= 1, for_all=(i,))
    fill = premise("the cells fill [0, 1]", Eq(Sum(D(i), (i, 1, m)), 1))
    cubes = chain(summed(apply(D(i) * HOLE**2, short), i, m), fill)
    several = apply(HOLE - 1, assume(m >= 2))
    return chain(cells, times(cubes, 1 / (12 * (m - 1) ** 2), by=(several,)))


def length_of_cell(thing, cell):
    ends = ends_of_cell(thing.boundaries, cell)
    return fmpq(0) if ends is None else ends[1] - ends[0]


# steps of parts of claims -------------------------------------------------------------------------------------------


def power_of_u(exponent):
    return fmpq_poly([0] * exponent + [1])


def powers_cell_by_cell():
    """Cells [a, b] scale: with u = (a/b)^(1/3) both sides are polynomials in u, b^(2k+j+1) cancels."""
    for k in range(1, 7):
        for j in range(k):
            mass, first, second = (fmpq(j + 1, i * k + j + 1) * (1 - power_of_u(3 * (i * k + j + 1))) for i in range(3))
            weight = 1 - power_of_u(2 * k + j + 1)
            least, whole = (rational(value.expression.subs({K: k, J: j})) for value in (power_constant, variance))
            error = second * mass - first * first  # times the mass of the cell
            low = error - least * weight**3 * mass
            high = least * weight**3 * mass + (whole - least) * weight**5 * mass - error
            where = f"k = {k}, j = {j}: a cell of weight q = 1 - (a/b)^((2k+j+1)/3) errs"
            yield nonnegative_up_to_one(f"{where} at least c q^3", low)
            yield nonnegative_up_to_one(f"{where} at most c q^3 (1 + (V/c - 1) q^2)", high)
            yield decided("where V >= c", whole >= least)


def nonnegative_up_to_one(text, difference):
    """A polynomial in u in [0, 1]: u = 1/(1 + v), times (1 + v)^degree, has no negative coefficient in v >= 0."""
    in_v = fmpq_poly(difference.coeffs()[::-1])(fmpq_poly([1, 1]))
    holds = True if all(c >= 0 for c in in_v.coeffs()) else None
    fails = [u for u in (fmpq(i, 16) for i in range(17)) if difference(u) < 0]
    return decided(text, False, u=fails[0], value=difference(fails[0])) if fails else decided(text, holds)


def limit_for_powers(claim):
    """m^2 times the bound tends to c_kj, which is the integral formula."""
    integral = one_dimensional.THEOREM.claim("minimum")
    for k in range(1, 7):
        for j in range(k):
            formula = integral.evaluate(beta=f"x**{k}", p=f"{j + 1}*x**{j}").expression
            scaled = m**2 * claim.expression.subs({K: k, J: j})
            yield limit_is(f"k = {k}, j = {j}: m^2 times the bound tends to the formula", scaled, m, formula)


def irrational_step():
    """A step at 1/sqrt 2: tau >= 1/8 at m or at m + 1."""
    place = irrational_place()
    with ctx.workprec(192):
        scaled = [arb(cells * excess(with_step(place), uniform(cells))) for cells in range(4, 130)]
        for cells, (here, after) in enumerate(pairwise(scaled), 4):
            yield bounded(f"m e >= 1/8 at m = {cells} or m = {cells + 1}", fmpq(1, 8), here.max(after))


def no_boundary_on_the_flat_part():
    """A cell [t, b] with t < 1/2 < b: its moments of beta do not depend on t, only its length does."""
    moment, risen, flat = sympy.symbols("A1 r q", positive=True)
    yield identity("starting at 1/2 saves A1^2 q/(r (q + r)) > 0, with r = b - 1/2, q = 1/2 - t",
                   moment**2 / risen - moment**2 / (flat + risen),
                   moment**2 * flat / (risen * (flat + risen)))  # fmt: skip
    a0, b0, low, high = sympy.symbols("A0 B0 a b", positive=True)
    yield identity("if no such cell exists, cutting a rising cell instead saves A0 B0 (b - a)^2/(A0 + B0) > 0",
                   low**2 * a0 + high**2 * b0 - (low * a0 + high * b0) ** 2 / (a0 + b0),
                   a0 * b0 * (high - low) ** 2 / (a0 + b0))  # fmt: skip


of_powers_cell_by_cell = derives(
    "power_lower", powers_cell_by_cell, scope="one cell, k = 1 .. 6 and j < k: c q^3 and its excess"
)
of_limit_for_powers = derives(
    "power_upper", limit_for_powers, scope="its limit is the minimum of dar2025.one_dimensional"
)
of_irrational_step = derives("step_equal_cells", irrational_step, scope="a step at 1/sqrt 2, m = 4..128: not O(1/m^2)")
of_no_boundary_on_the_flat_part = derives(
    "flat", no_boundary_on_the_flat_part, scope="moving or cutting at one boundary"
)
