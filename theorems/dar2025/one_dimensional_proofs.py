"""Proofs of the constants of dar2025.one_dimensional, from cells, Riemann sums and the tangent of the cube."""

from collections.abc import Iterator
from itertools import pairwise

import sympy
from boundkit.theorems.classical import panter_dite
from boundkit.theorems.dar2025.one_dimensional import (
    B1,
    B2,
    P0,
    P1,
    STATEMENT,
    N,
    P,
    S,
    best_family,
    c,
    e,
    g,
    gap,
    lambda_,
    lambda_star,
    m,
    root,
    slope,
    t,
    third,
    whole,
    x,
)
from flint import fmpq, fmpq_poly
from sympy import Abs, Eq, Expr, Integral, Le, Lt, Min, Rational, Sum

from boundkit.evidence import derives, identity, proof
from boundkit.formulas.symbols import natural, positive, real
from boundkit.measures.excess import best_constants, block_roots, block_sum, most
from boundkit.proofs import (
    HOLE,
    Fact,
    add,
    algebra,
    apply,
    assume,
    both,
    chain,
    cut,
    order,
    premise,
    substitute,
    times,
    unknown,
    vanish,
)
from boundkit.proofs.cubes import above_tangent_of_cube, mean_of_cubes
from boundkit.proofs.sums import taken_apart

i = natural("i", "a cell, counted from the left")
h = positive("h", "a number as small as you like")
w, z = real("w", "any number"), real("z", "any number")
s, l = real("s", "root of the weight", least=0), real("l", "density", least=0)  # noqa: E741
A = positive("A", "integral of the roots")

# constants of families --------------------------------------------------------------------------------------------


def riemann_sum(family, small):
    """1/12 of a Riemann sum within ``small`` of the integral of beta'^2 p/lambda^2, in the place u of the compander."""
    beta, p = family.regression.polynomials
    inner = family.compander
    term = (beta.derivative() ** 2 * p)(inner) * inner.derivative() ** 3
    places = max(1, int((most(term.derivative()) / (12 * small)).ceil()))
    return sum((term(fmpq(place, places)) for place in range(places)), fmpq(0)) / (12 * places)


def between(number: Expr, sum_: Expr, close: Fact) -> Iterator[Fact]:
    """number - sum <= h and sum - number <= h, where the two differ by h at most."""
    sides = algebra(w <= Abs(w)), algebra(-w <= Abs(w))
    return (chain(substitute(side, {w: number - sum_}, by=(close,)), close) for side in sides)


def limit_of_riemann_sums(constant: Expr, length: str) -> Fact:
    """c is the constant, since Riemann sums come as close as you like to both."""
    v = unknown("v", "1/12 of a Riemann sum of the integral over short cells", of=(h,), measure=riemann_sum)
    cells = premise(
        f"by the mean value theorem a short cell of length D = {length} adds beta'^2 p D^3/12 to the error",
        Abs(c - v(h)) <= h, for_all=(h,),
    )  # fmt: skip
    sums = premise("Riemann sums of a continuous function converge", Abs(constant - v(h)) <= h, for_all=(h,))
    (c_below, c_above), (below, above) = between(c, v(h), cells), between(constant, v(h), sums)
    return both(
        vanish(apply(HOLE + constant, add(c_below, above)), h),
        vanish(apply(HOLE + c, add(below, c_above)), h),
    )


@proof("error_density")
def cells_of_a_density() -> Fact:
    return limit_of_riemann_sums(Integral(slope / lambda_**2, (x, 0, 1)) / 12, "1/(m lambda)")


@proof("uniform")
def cells_of_density_one() -> Fact:
    return limit_of_riemann_sums(Integral(slope, (x, 0, 1)) / 12, "1/m")


def root_over_integral() -> Fact:
    """s/A = l where s^3 + 2 A^3 l^3 = 3 A^2 s l^2: the difference is (s - A l)^2 (s + 2 A l) >= |s - A l|^3."""
    zero = assume(Eq(s**3 + 2 * A**3 * l**3, 3 * A**2 * s * l**2))
    cubed = chain(
        algebra(Abs(s - A * l) ** 3 <= s**3 + 2 * A**3 * l**3 - 3 * A**2 * s * l**2),
        apply(HOLE - 3 * A**2 * s * l**2, zero),
    )
    distance = apply(HOLE**third, cubed)
    below, above = (chain(algebra(side <= Abs(s - A * l)), distance) for side in (s - A * l, A * l - s))
    return apply(HOLE / A, both(apply(HOLE + A * l, below), apply(HOLE + s, above)))


@proof("optimal_density", assuming=("error_density",))
def equality_in_hoelder() -> Fact:
    some = premise("beta is not constant wherever p is positive", Lt(0, whole, evaluate=False))
    density = premise("a point density is not negative", Le(0, lambda_star, evaluate=False))
    best = premise(
        "s^3/l^2 + 2 A^3 l - 3 A^2 s is nowhere negative and continuous, its integral over x is 12 c - A^3 for the "
        "density l, and l = s/A makes that 0: so the best l makes the function 0 everywhere",
        Eq(slope + 2 * whole**3 * lambda_star**3, 3 * whole**2 * root * lambda_star**2),
    )
    at = {s: root, A: whole, l: lambda_star}
    return cut(substitute(root_over_integral(), at, by=(some, density, best)), best)


def sum_of_blocks(family, small):
    return block_sum(family.regression, min(256, int((1 / small).ceil())))


@proof("minimum", assuming=("lower", "error_density"))
def from_below_and_above() -> Fact:
    """From below A^3 <= S^3 + 3 A^2 h by the tangent at A; from above the density may be a little off."""
    sums = unknown("S", "lower sum of (beta'^2 p)^(1/3) over many blocks", of=(h,), at_least=0, measure=sum_of_blocks)
    converge = premise("lower sums of a continuous function converge", whole <= sums(h) + h, for_all=(h,))
    below = premise("the bound from below on finitely many cells, times m^2, for many cells and fixed blocks",
                    sums(h) ** 3 / 12 <= c, for_all=(h,))  # fmt: skip
    above = premise(
        "the best cells err no more than those of the positive density (s/A + k)/(1 + k), (1 + k)^2 = 1 + h",
        c <= (1 + h) * whole**3 / 12, for_all=(h,),
    )  # fmt: skip
    tangents = add(
        times(converge, 3 * whole**2),
        above_tangent_of_cube(sums(h), whole, by=(converge,)),
    )
    cubes = chain(
        apply(HOLE - 3 * whole**2 * sums(h) - 2 * whole**3, tangents),
        apply(12 * HOLE + 3 * whole**2 * h, below, by=(converge,)),
    )
    return both(vanish(above, h), times(vanish(cubes, h), Rational(1, 12)))


# finitely many cells ----------------------------------------------------------------------------------------------


@proof("constants")
def completed_square() -> Fact:
    def moment(moved):
        return moved.regression.moments(*moved.boundaries[moved.cell : moved.cell + 2])[1]

    def mean(moved):
        return best_constants(moved.regression, moved.boundaries)[moved.cell]

    first = unknown("A1", "integral of beta p over the cell", measure=moment)
    constant = unknown("a", "constant of the cell before it moves", measure=mean)
    expanded = premise(
        "the integral of (beta - c)^2 p over the cell is A2 - 2 c A1 + c^2 P, for c = a + t and for c = a",
        Eq(g, ((constant + t) ** 2 - constant**2) * P - 2 * t * first),
    )
    means = premise("the constant is the mean of beta on the cell", Eq(first, constant * P))
    put = apply(((constant + t) ** 2 - constant**2) * P - 2 * t * HOLE, means)
    square = algebra(Eq(((z + t) ** 2 - z**2) * P - 2 * t * z * P, t**2 * P, evaluate=False))
    return chain(expanded, put, substitute(square, {z: constant}))


@proof("published")
def no_more_than_equal_cells() -> Fact:
    q = unknown("q", "probability of the i-th of m equal cells", of=(i,), at_least=0)
    cells = premise(
        "the best cells err no more than equal ones, on which beta is within B1/(2 m) of its value at the middle",
        e <= Sum(q(i) * (B1 / (2 * m)) ** 2, (i, 1, m)),
    )  # fmt: skip
    fill = premise("probabilities add up to 1", Eq(Sum(q(i), (i, 1, m)), 1))
    apart = taken_apart(q(i) * (B1 / (2 * m)) ** 2, i, m)
    said = STATEMENT.claim("published").statement
    return order(chain(cells, apart, apply((B1 / (2 * m)) ** 2 * HOLE, fill)), said, B1**2 / 4)


def parts_of(thing, blocks):
    """Ends of the parts into which the ends of equal blocks cut the cells."""
    blocks = int(blocks)
    return sorted({*thing.boundaries, *(fmpq(block, blocks) for block in range(blocks + 1))})


def part_of(thing, part, blocks):
    """The length of a part, times the cube root of the least slope squared times the least density on its block."""
    parts, part = parts_of(thing, blocks), int(part)
    if part >= len(parts):
        return fmpq(0)
    left, right = parts[part - 1 : part + 1]
    return (right - left) * block_roots(thing.regression, int(blocks))[int((left * blocks).floor())]


@proof("lower")
def blocks_from_below() -> Fact:
    q = unknown("q", "length of part i, times the least (beta'^2)^(1/3) and p^(1/3) on its block; 0 beyond the last",
                of=(i, N), at_least=0, measure=part_of)  # fmt: skip
    parts = premise("the ends of N blocks cut m cells into at most m + N - 1 parts, and those of a block add up to its "
                    "term of S", S <= Sum(q(i, N), (i, 1, m + N - 1)))  # fmt: skip
    errors = premise(
        "cutting cells does not raise the least error, and a part of length D on which |beta'| >= b and p >= q errs "
        "by at least b^2 q D^3/12",
        Sum(q(i, N) ** 3, (i, 1, m + N - 1)) / 12 <= e,
    )
    cubes = mean_of_cubes(parts, q(i, N), i, m + N - 1, S)
    return chain(times(cubes, Rational(1, 12)), errors)


def extremes(polynomial: fmpq_poly, left: fmpq, right: fmpq):
    """The least and the greatest |value| on an interval; None from degree 3 on."""
    if polynomial.degree() > 2:
        return None
    places = [left, right]
    for f in (polynomial.derivative(), polynomial) if polynomial.degree() < 2 else (polynomial.derivative(),):
        if f.degree() == 1 and left < -f[0] / f[1] < right:
            places.append(-f[0] / f[1])
    values = [polynomial(place) for place in places]
    sizes = [abs(value) for value in values]
    return (fmpq(0) if min(values) <= 0 <= max(values) else min(sizes)), max(sizes)


def worst_cell(thing):
    """The least value and the rise of |beta'| and of p, on the cell where these let beta'^2 p vary most."""
    beta, p = thing.regression.polynomials

    def ends() -> Iterator[tuple[fmpq, ...]]:
        for left, right in pairwise(thing.boundaries):
            yield *extremes(beta.derivative(), left, right), *extremes(p, left, right)

    low, high, thin, dense = max(ends(), key=lambda cell: cell[1] ** 2 * cell[3] - cell[0] ** 2 * cell[2])
    return low, high - low, thin, dense - thin


@proof("uniform_rate")
def variation_on_the_worst_cell() -> Fact:
    """(b + r)^2 (q + d) - b^2 q <= 2 (b + r) r (q + d) + (b + r)^2 d."""
    names = ("b", "least |beta'|"), ("r", "rise of |beta'|"), ("q", "least p"), ("d", "rise of p")
    b, r, q, d = (
        unknown(name, f"{meaning} on the cell where (b + r)^2 (q + d) - b^2 q is greatest", at_least=0,
                measure=lambda thing, place=place: worst_cell(thing)[place])
        for place, (name, meaning) in enumerate(names)
    )  # fmt: skip
    ends = premise(
        "by the mean value theorem m^2 times a cell's error and 1/12 of its integral of beta'^2 p both lie between "
        "b^2 q D/12 and (b + r)^2 (q + d) D/12, and the lengths D add up to 1",
        gap <= ((b + r) ** 2 * (q + d) - b**2 * q) / 12,
    )
    steep = premise("B1 bounds |beta'|, and on a cell of length 1/m beta' changes by at most B2/m",
                    r <= Min(B1 - b, B2 / m))  # fmt: skip
    thick = premise("P0 bounds p, and on a cell of length 1/m p changes by at most P1/m",
                    d <= Min(P0 - q, P1 / m))  # fmt: skip

    def no_more_than(fact: Fact, first: Expr, second: Expr) -> Iterator[Fact]:
        """Both of what the least of two bounds says."""
        least, sides = algebra(Min(w, z) <= w), ((first, second), (second, first))
        return (chain(fact, substitute(least, {w: one, z: two}, by=(fact,))) for one, two in sides)

    high, rise = no_more_than(steep, B1 - b, B2 / m)
    dense, thicker = no_more_than(thick, P0 - q, P1 / m)
    four = [real(name, "any number", least=0) for name in ("b1", "r1", "q1", "d1")]
    b1, r1, q1, d1 = four
    varies = algebra((b1 + r1) ** 2 * (q1 + d1) - b1**2 * q1 <= 2 * (b1 + r1) * r1 * (q1 + d1) + (b1 + r1) ** 2 * d1)
    return chain(
        ends,
        times(substitute(varies, dict(zip(four, (b, r, q, d), strict=True))), Rational(1, 12)),
        apply((2 * HOLE * r * (q + d) + HOLE**2 * d) / 12, apply(HOLE + b, high)),
        apply((2 * B1 * r * HOLE + B1**2 * d) / 12, apply(HOLE + q, dense)),
        apply((2 * B1 * HOLE * P0 + B1**2 * d) / 12, rise),
        apply((2 * B1 * B2 / m * P0 + B1**2 * HOLE) / 12, thicker),
    )


@proof("line")
def equal_lengths() -> Fact:
    D = unknown("D", "length of cell i", of=(i,), at_least=0,
                measure=lambda thing, cell: thing.boundaries[int(cell)] - thing.boundaries[int(cell) - 1])  # fmt: skip
    lengths = Sum(D(i), (i, 1, m))
    cells = premise("a cell of length D errs by the integral of v^2 from -D/2 to D/2",
                    Eq(e, Sum(D(i) ** 3, (i, 1, m)) / 12))  # fmt: skip
    fill = premise("the cells fill [0, 1]", Eq(lengths, 1))
    best = premise("the cells are equal, or the best: they err no more than cells of the mean length",
                   e <= m * (lengths / m) ** 3 / 12)  # fmt: skip
    cubes = mean_of_cubes(fill, D(i), i, m, Rational(1))
    return both(chain(best, apply(m * (HOLE / m) ** 3 / 12, fill)), chain(times(cubes, Rational(1, 12)), cells))


# steps of parts of claims -------------------------------------------------------------------------------------------


def panter_dite_identity(claim):
    """y = beta(x) has the density p/beta'; substituting y in the integral of its cube root gives (beta'^2 p)^(1/3)."""
    steep, dense, total = sympy.symbols("b p A", positive=True)
    yield identity("(p/b)^(1/3) b = (b^2 p)^(1/3)", (dense / steep) ** third * steep, (steep**2 * dense) ** third)
    theirs = panter_dite.THEOREM.claim("minimum").expression.xreplace({panter_dite.whole: total})
    yield identity("so both integrals are one A, and the formula is Panter and Dite's", theirs,
                   claim.expression.xreplace({whole: total}))  # fmt: skip


def enclosed_limits(claim):
    """The limit from segmentations, and the formula in balls; the middle three beta are not monotone."""
    pairs = ("x**2", "1"), ("x**2 - x", "1"), ("x**3 - x/2", "1"), ("x**2 - x/3", "1/2 + x"), ("x + x**3", "2 - 2*x")
    for beta, p in pairs:
        bracket = best_family(beta, p, 4096).constant
        yield from panter_dite.within(f"beta = {beta}, p = {p}", bracket, claim.evaluate(beta=beta, p=p), 1)


of_enclosed_limits = derives("minimum", enclosed_limits, scope="5 pairs beta, p, to within 1 %")
of_panter_dite_identity = derives(
    "minimum", panter_dite_identity, scope="equality with Panter and Dite's formula, monotone beta"
)
