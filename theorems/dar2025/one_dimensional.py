"""The best segmentation of [0, 1] into m constant experts.  (dar2025, one-dimensional theorems; the bounds are ours)

y = beta(x) + noise of variance s2, x in [0, 1] with density p, one constant per cell. Where beta is continuously
differentiable, a cell of length D at x adds beta'(x)^2 p(x) D^3/12 to the test error. So the excess over s2 is c/m^2 to
leading order, with a constant c that depends on how densely the cells lie; Hoelder's inequality finds the best density.
A limit is not a matter of finitely many m: the constants are proved for all beta and p with a few cited facts, squeezed
for powers between bounds that hold at every m, and enclosed from both sides for other polynomials.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import sympy
from flint import arb, ctx, fmpq, fmpq_poly
from sympy import Eq, Integral, Rational, diff, pi

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import rational
from boundkit.calculus.evaluate import evaluate
from boundkit.constructions.segments import around, by_density, power_law, self_similar, uniform
from boundkit.evidence import (
    Case,
    decided,
    derives,
    estimate,
    fails_without,
    identity,
    instances,
    limit_is,
    nonnegative,
    simulates,
    too_strong,
)
from boundkit.measures.quantizer import (
    Regression,
    best_constants,
    best_on_grid,
    block_sum,
    excess,
    high_rate_constant,
    most,
    uniform_gap,
)
from boundkit.statements import (
    ASYMPTOTIC,
    EXACT,
    LOWER,
    UPPER,
    Claim,
    Theorem,
    big_o,
    cite,
    define,
    function,
    given,
    natural,
    quantity,
    real,
)
from boundkit.statements.functions import parse
from theorems.classical.panter_dite import (
    CITED,
    BestFamily,
    Predictor,
    best_constant,
    blocks_from_below,
    coefficients,
    excess_of,
    hoelder,
    mean_of_cubes,
    one_cell,
    random_boundaries,
    squeeze,
    third,
)

# notation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Family:
    """For every m, the boundaries compander(i/m)."""

    regression: Regression
    compander: fmpq_poly


@dataclass(frozen=True)
class BestPower:
    """The best of the point densities s x^(s-1), at one place x."""

    regression: Regression
    x: fmpq


@dataclass(frozen=True)
class Moved:
    """A predictor, one of whose constants is moved by t from the mean of its cell."""

    regression: Regression
    boundaries: tuple
    cell: int
    t: fmpq


def limit_constant(thing):
    """lim m^2 (test error - s2): exact for a compander, enclosed for the best segmentations."""
    if isinstance(thing, BestFamily):
        return best_constant(thing)
    return high_rate_constant(thing.regression, thing.compander)


def best_power_density(thing):
    """s x^(s-1) at the s that minimises c; 1/c, measured at the companders u^r (s = 1/r), is a cubic in s."""
    measured = {fmpq(1, r): 1 / high_rate_constant(thing.regression, fmpq_poly([0] * r + [1])) for r in range(1, 7)}
    s = sympy.Symbol("s")
    nodes = [(to_sympy(place), to_sympy(value)) for place, value in measured.items()]
    cubic = sympy.interpolate(nodes[:4], s)
    assert all(cubic.subs(s, place) == value for place, value in nodes)
    best = max(sympy.solve(sympy.diff(cubic, s), s), key=lambda root: cubic.subs(s, root))
    return evaluate(best * to_sympy(thing.x) ** (best - 1), {}).number


def gap_of(thing):
    return uniform_gap(thing.regression, thing.boundaries)


def rise(thing):
    """How much the test error grows when the constant is moved."""
    constants = list(best_constants(thing.regression, thing.boundaries))
    before = excess(thing.regression, thing.boundaries, constants)
    constants[thing.cell] += thing.t
    return excess(thing.regression, thing.boundaries, constants) - before


def over_the_least(thing):
    """Excess over the least excess of m cells, which lies between c/m^2 and that of the self-similar segmentation."""
    k, j = (polynomial.degree() for polynomial in thing.regression.polynomials)
    cells = len(thing.boundaries) - 1
    own = enclose(excess_of(thing))
    least = power_constant.expression.subs({symbol: {"k": k, "j": j}[symbol.name] for symbol in (K, J)})
    return Enclosure(
        own.lower / excess(thing.regression, self_similar(k, cells, j)), own.upper * cells**2 / rational(least)
    )


def count_deviation(thing):
    """max_i |i - m Lambda(t_i)|, with Lambda the cumulative lambda_star: the i-th boundary should have Lambda = i/m."""
    k, j = (polynomial.degree() for polynomial in thing.regression.polynomials)
    cells = len(thing.boundaries) - 1
    power = arb(fmpq(2 * k + j + 1, 3))
    with ctx.workprec(128):
        places = enumerate(thing.boundaries[1:-1], 1)
        deviations = [enclose(abs(arb(i) - cells * arb(place) ** power)) for i, place in places]
    return Enclosure(max(d.lower for d in deviations), max(d.upper for d in deviations))


def boundaries_in_the_flat_part(thing):
    """Boundaries strictly inside the first piece of beta, exactly."""
    return sum(1 for place in thing.boundaries if 0 < place < thing.regression.pieces[0].right)


x = real("x", "place", least=0, at_most=1)
beta = function("beta", "regression function", of=x)
p = function("p", "density of x", of=x)
lambda_ = function("lambda", "continuous positive point density: a cell at x has the length 1/(m lambda)", of=x)
slope = diff(beta, x) ** 2 * p
p_is_a_density = Eq(Integral(p, (x, 0, 1)), 1)
lambda_is_a_density = Eq(Integral(lambda_, (x, 0, 1)), 1)

m = natural("m", "experts, one per cell")
N = natural("N", "equal blocks")
K = natural("k", "beta = x^k", at_most=6)
J = natural("j", "the density of x is (j + 1) x^j", least=0)
S = real("S", "at most (1/N) sum over the blocks of (least beta'^2 times least p)^(1/3)", least=0)
B1, B2 = (real(f"B{order}", f"bound of the derivative of order {order} of beta", least=0) for order in (1, 2))
P0, P1 = real("P0", "bound of p", least=0), real("P1", "bound of |p'|", least=0)
P = real("P", "probability of the cell", least=0, at_most=1)
t = real("t", "how far the constant is from the mean of its cell")
tau = real("tau", "theta (1 - theta), theta the fractional part of m times the place of the step", least=0)
power_constant = define("c_kj", "c of the best segmentations", 9 * K**2 * (J + 1) / (4 * (2 * K + J + 1) ** 3))
variance = define("V", "variance of x^k", (J + 1) / (2 * K + J + 1) - (J + 1) ** 2 / (K + J + 1) ** 2)

e = quantity("e", "test error minus the variance s2 of the noise", measure=excess_of)
c = quantity("c", "high-rate constant: lim m^2 (test error - s2)", measure=limit_constant)
lambda_star = quantity("lambda_star", "the point density of least c, at x", measure=best_power_density)
gap = quantity("gap", "|m^2 e - (1/12) integral of beta'^2 p| for m equal cells", measure=gap_of)
g = quantity("g", "growth of the test error", measure=rise)
rho = quantity("rho", "excess over the least excess of m cells", measure=over_the_least)
z = quantity("z", "largest |i - m Lambda(t_i)|, Lambda the cumulative lambda_star", measure=count_deviation)
w = quantity("w", "boundaries where beta is constant", measure=boundaries_in_the_flat_part)

# hypotheses -------------------------------------------------------------------------------------------------------


def is_smooth(thing):
    """No break between two pieces at which beta, beta' or p certainly jumps."""
    with ctx.workprec(192):
        return not any(
            at(left, place) != at(right, place)
            for a, b in pairwise(thing.regression.pieces)
            for place in [arb(a.right)]
            for left, right in ((a.beta, b.beta), (a.beta.derivative(), b.beta.derivative()), (a.p, b.p))
        )


def at(polynomial, place):
    return sum((arb(coefficient) * place**power for power, coefficient in enumerate(polynomial.coeffs())), arb(0))


def has_mean_constants(thing):
    constants = getattr(thing, "constants", None)
    return constants is None or constants == best_constants(thing.regression, thing.boundaries)


smooth = given(is_smooth, "beta is continuously differentiable and p is continuous")
means = given(has_mean_constants, "the constant of each cell is the mean of beta on it")

# objects ----------------------------------------------------------------------------------------------------------


def regression(beta, p="1"):
    return Regression.of(coefficients(beta, x), coefficients(p, x))


def power_regression(k, j=0):
    return Regression.of([0] * k + [1], [0] * j + [j + 1])


def with_step(place):
    """x, plus 1 beyond the place."""
    return Regression.piecewise([(0, place, [0, 1], [1]), (place, 1, [1, 1], [1])])


def irrational_place():
    with ctx.workprec(192):
        return 1 / arb(2).sqrt()


def power_cells(beta, p, r):
    """Cells of density x^(1/r - 1)/r: the boundaries (i/m)^r."""
    return Case(Family(regression(beta, p), fmpq_poly([0] * r + [1])), {"lambda": f"x**(1/{r} - 1)/{r}"})


def equal_cells_family(beta, p):
    return Family(regression(beta, p), fmpq_poly([0, 1]))


def density_cells(beta, p, m, n):
    """Cells on the grid j/n that follow lambda_star of the claim optimal_density; its integral is left to the grid."""
    place = sympy.Symbol("x")
    density = THEOREM.claim("optimal_density").evaluate(beta=beta, p=p).expression.subs(x, place)
    return by_density(sympy.lambdify(place, density.replace(Integral, lambda *parts: sympy.Integer(1)), "math"), m, n)


def best_family(beta, p, blocks):
    return BestFamily(regression(beta, p), density_cells(beta, p, 512, 2**14), blocks)


def best_power(k, j, x):
    return Case(BestPower(power_regression(k, j), rational(x)), {"beta": f"x**{k}", "p": f"{j + 1}*x**{j}"})


def moved_constant(beta, p, m, cell, t):
    chosen = regression(beta, p)
    boundaries = uniform(m)
    mass = chosen.moments(*boundaries[cell : cell + 2])[0]
    return Case(Moved(chosen, boundaries, cell, rational(t)), {"P": mass})


def in_blocks(beta, p, N, boundaries):
    chosen = regression(beta, p)
    return Case(Predictor(chosen, boundaries), {"S": block_sum(chosen, N)})


def random_cells(beta, p, m, N, seed):
    return in_blocks(beta, p, N, random_boundaries(m, seed))


def best_grid_cells(beta, p, m, N):
    return in_blocks(beta, p, N, best_on_grid(regression(beta, p), m, 16 * m).boundaries)


def line_in_equal_cells(m, N):
    return in_blocks("x", "1", N, uniform(m))


def sawtooth(m, N):
    """x on both halves, lowered by 1/2 on the second: slope 1, yet one cell errs like half the range."""
    halves = [(0, "1/2", [0, 1], [1]), ("1/2", 1, ["-1/2", 1], [1])]
    return Case(Predictor(Regression.piecewise(halves), uniform(m)), {"S": 1})


def equal_cells(beta, p, m):
    chosen = regression(beta, p)
    first, density = chosen.polynomials
    slopes = first.derivative()
    bounds = {"B1": slopes, "B2": slopes.derivative(), "P0": density, "P1": density.derivative()}
    return Case(Predictor(chosen, uniform(m)), {name: most(bounded) for name, bounded in bounds.items()})


def equal_cells_and_a_step(m, place):
    """Equal cells for x plus a step; away from the step |beta'| = 1, beta'' = 0, p = 1."""
    where = irrational_place() if place == "1/sqrt(2)" else rational(place)
    return Case(Predictor(with_step(where), uniform(m)), {"B1": 1, "B2": 0, "P0": 1, "P1": 0})


def a_rational_step(m, place):
    theta = m * rational(place) - (m * rational(place)).floor()
    return Case(Predictor(with_step(rational(place)), uniform(m)), {"tau": theta * (1 - theta)})


def a_boundary_on_the_step(m, place):
    where = irrational_place() if place == "1/sqrt(2)" else rational(place)
    with ctx.workprec(192):
        return Predictor(with_step(where), around(where, m))


def line(m):
    return Predictor(regression("x"), uniform(m))


def best_line(m):
    return Predictor(regression("x"), best_on_grid(regression("x"), m, 8 * m).boundaries)


def moved_line(m):
    """The constant of the first cell is 0 instead of its mean."""
    constants = (fmpq(0), *best_constants(regression("x"), uniform(m))[1:])
    return Predictor(regression("x"), uniform(m), constants)


def square_in_equal_cells(m):
    return Predictor(regression("x**2"), uniform(m))


def best_cells_for_powers(k, j, m, fineness):
    """The exact optimum on a grid with this many steps per cell."""
    chosen = power_regression(k, j)
    return Predictor(chosen, best_on_grid(chosen, m, fineness * m).boundaries)


def self_similar_cells(k, j, m):
    return Predictor(power_regression(k, j), self_similar(k, m, j))


def density_based_cells(k, j, m):
    """The boundaries (i/m)^(3/(2k + j + 1)), which cut lambda_star into m equal parts."""
    return Predictor(power_regression(k, j), power_law(fmpq(3, 2 * k + j + 1), m))


def rounded_density_cells(k, j, m, n):
    """The same boundaries, rounded to a grid."""
    return Predictor(power_regression(k, j), density_cells(f"x**{k}", f"{j + 1}*x**{j}", m, n))


def flat_then_rising(m):
    """0 up to 1/2, then x - 1/2, in the best cells of a grid."""
    chosen = Regression.piecewise([(0, "1/2", [0], [1]), ("1/2", 1, ["-1/2", 1], [1])])
    return Predictor(chosen, best_on_grid(chosen, m, 16 * m).boundaries)


def noisy_errors(thing, seed):
    """Mean of (y - c)^2 - s2 over 400,000 draws with normal noise of variance s2 = 1/4, beta = x^2."""
    draw = np.random.default_rng(seed)
    inputs = draw.uniform(size=400_000)
    y = inputs**2 + 0.5 * draw.standard_normal(inputs.size)
    places, constants = (
        [float(fraction.p) / float(fraction.q) for fraction in numbers]
        for numbers in (thing.boundaries[1:-1], best_constants(thing.regression, thing.boundaries))
    )
    squared = (y - np.array(constants)[np.searchsorted(places, inputs)]) ** 2
    return estimate(float(squared.mean()) - 0.25, 2.576 * float(squared.std()) / inputs.size**0.5)


def to_sympy(value):
    return Rational(int(value.p), int(value.q))


# derivations ------------------------------------------------------------------------------------------------------


def bounded_by_one_over_m_squared():
    yield from one_cell()
    top, cells = sympy.symbols("G m", positive=True)
    yield identity("m equal cells, each at most G/(12 m^3) with G = max beta'^2 max p, add up to G/(12 m^2)",
                   cells * top * (1 / cells) ** 3 / 12, top / (12 * cells**2))  # fmt: skip


def riemann_sums_of_a_density():
    """Cells of lambda-mass 1/m have the length D = 1/(m lambda(xi)) for some xi in the cell."""
    yield from one_cell()
    energy, density, cells = sympy.symbols("g l m", positive=True)
    length = 1 / (cells * density)
    yield identity("m^2 g D^3/12 = (1/12) (g/lambda(xi)^2) D: a Riemann sum of (1/12) beta'^2 p/lambda^2",
                   cells**2 * energy * length**3 / 12, energy / (12 * density**2) * length)  # fmt: skip


def equal_cells_gap():
    """Both m^2 times a cell's error and (1/12) of its integral of beta'^2 p lie between b^2 q D/12 and B^2 Q D/12."""
    yield from one_cell()
    low, rise_, rest = sympy.symbols("b r s", nonnegative=True)
    dense, more = sympy.symbols("q d", nonnegative=True)
    yield identity("B^2 Q - b^2 q = (B^2 - b^2) Q + b^2 (Q - q), with B = b + r, Q = q + d",
                   (low + rise_) ** 2 * (dense + more) - low**2 * dense,
                   ((low + rise_) ** 2 - low**2) * (dense + more) + low**2 * more)  # fmt: skip
    yield nonnegative("B^2 - b^2 <= 2 B1 r for B1 >= B, and r <= B2/m",
                      2 * (low + rise_ + rest) * rise_ - ((low + rise_) ** 2 - low**2))  # fmt: skip
    cells, one, two, dense0, dense1 = sympy.symbols("m B1 B2 P0 P1", positive=True)
    yield identity("m cells of length 1/m: gap <= m (1/m) (2 B1 B2 P0 + B1^2 P1)/(12 m)",
                   cells / cells * (2 * one * (two / cells) * dense0 + one**2 * dense1 / cells) / 12,
                   (2 * one * two * dense0 + one**2 * dense1) / (12 * cells))  # fmt: skip


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


def powers_from_below():
    """The weights q of m cells sum to 1."""
    yield from powers_cell_by_cell()
    yield from mean_of_cubes()


def powers_from_above():
    yield from powers_cell_by_cell()
    i = sympy.Symbol("i", integer=True, positive=True)
    yield identity("cell i of equal weights has q = 1 - i/(i + 1) = 1/(i + 1)", 1 - i / (i + 1), 1 / (i + 1))
    basel = sympy.Sum(1 / i**2, (i, 1, sympy.oo)).doit()
    yield identity("the m cells together: c m^-3 (m + (V/c - 1) sum 1/i^2)",
                   power_constant / m**3 * (m + (variance / power_constant - 1) * basel),
                   THEOREM.claim("power_upper").right_hand_side)  # fmt: skip


def ratio_of_both():
    upper, lower, ratio = (THEOREM.claim(n).right_hand_side for n in ("power_upper", "power_lower", "density_ratio"))
    yield identity("the upper bound over the lower one", upper / lower, ratio)


def powers_in_the_limit():
    cells, least, whole = sympy.symbols("m c V", positive=True)
    yield limit_is("m^2 times the least excess lies between c and a bound that tends to",
                   least + (whole - least) * pi**2 / (6 * cells), cells, least)  # fmt: skip
    for k in range(1, 7):
        for j in range(k):
            formula = THEOREM.claim("minimum").evaluate(beta=f"x**{k}", p=f"{j + 1}*x**{j}").exact
            limit = THEOREM.claim("power_lower").evaluate(k=k, j=j, m=1).exact
            yield decided(f"k = {k}, j = {j}: the integral formula gives that c", formula == limit, c=limit)


def equal_lengths_are_best():
    yield from one_cell()
    yield identity("with b = B = p = 1 every cell errs by D^3/12, and m cells of length 1/m by",
                   m * (1 / m) ** 3 / 12, THEOREM.claim("line").expression)  # fmt: skip
    yield from mean_of_cubes()


def sums_of_equal_cells():
    """Faulhaber: the excess of equal cells as a polynomial in 1/m, for every m."""
    i, cells, place = sympy.symbols("i m x", positive=True)
    for text in ("x", "x**2", "x**3", "x**4", "3*x**2 - 2*x", "x**5 - x/2"):
        formula = parse(text, {"x": place})
        first, second = sympy.integrate(formula, place), sympy.integrate(sympy.expand(formula**2), place)
        ends = (i / cells, (i + 1) / cells)
        cell = [sympy.expand(f.subs(place, ends[1]) - f.subs(place, ends[0])) for f in (first, second)]
        total = sympy.expand(sympy.summation(sympy.expand(cell[1] - cells * cell[0] ** 2), (i, 0, cells - 1)))
        for count in (1, 2, 7):
            measured = excess(regression(text), uniform(count))
            yield identity(f"beta = {text}: the sum at m = {count}", total.subs(cells, count), to_sympy(measured))
        claimed = THEOREM.claim("uniform").evaluate(beta=text, p="1").exact
        scaled = sympy.expand(cells**2 * total)
        yield limit_is(f"beta = {text}: m^2 e = {scaled} tends to", scaled, cells, sympy.Rational(claimed))


def square_summed():
    i, cells = sympy.symbols("i m", integer=True, positive=True)
    middle, length = (2 * i + 1) / (2 * cells), 1 / cells
    u = sympy.Symbol("u", real=True)
    mean = sympy.integrate((middle + u) ** 2, (u, -length / 2, length / 2)) / length
    cell = sympy.integrate(sympy.expand(((middle + u) ** 2 - mean) ** 2), (u, -length / 2, length / 2))
    yield identity("a cell of x^2 with middle s errs by D^3 s^2/3 + D^5/180", cell,
                   length**3 * middle**2 / 3 + length**5 / 180)  # fmt: skip
    yield identity("summed over m cells", sympy.summation(sympy.expand(cell), (i, 0, cells - 1)),
                   1 / (9 * cells**2) - 1 / (45 * cells**4))  # fmt: skip


def step_in_a_cell():
    """Variance of x + 1[x > a] on a cell of length D, the step at the fraction theta."""
    length, theta, cells = sympy.symbols("D theta m", positive=True)
    u = sympy.Symbol("u", real=True)
    parts = [((0, theta * length), u), ((theta * length, length), u + 1)]
    first, second = (sum(sympy.integrate(f**n, (u, *ends)) for ends, f in parts) for n in (1, 2))
    own = theta * (1 - theta)
    yield identity("the cell with the step errs by D^3/12 + theta (1 - theta) D (1 + D)", second - first**2 / length,
                   length**3 / 12 + own * length * (1 + length))  # fmt: skip
    yield identity("the other m - 1 cells by D^3/12, D = 1/m",
                   (cells * length**3 / 12 + own * length * (1 + length)).subs(length, 1 / cells),
                   1 / (12 * cells**2) + own * (1 + 1 / cells) / cells)  # fmt: skip


def boundary_on_the_step():
    """a (m - 1) <= m1 = ceil(a (m - 1)), and m2 = m - m1 > (1 - a)(m - 1)."""
    place, cells = sympy.symbols("a m", positive=True)
    yield identity("each part is a line: a^3/(12 m1^2) at m1 = a (m - 1)", place**3 / (12 * (place * (cells - 1)) ** 2),
                   place / (12 * (cells - 1) ** 2))  # fmt: skip
    yield identity("m - (a (m - 1) + 1) = (1 - a)(m - 1)", cells - (place * (cells - 1) + 1), (1 - place) * (cells - 1))
    yield identity("the parts add up", place / (12 * (cells - 1) ** 2) + (1 - place) / (12 * (cells - 1) ** 2),
                   1 / (12 * (cells - 1) ** 2))  # fmt: skip


def irrational_step_at_every_m():
    """beta = x plus a step at 1/sqrt 2, m = 4..128: equal cells against a boundary on the step."""
    large, worst = 0, fmpq(0)
    counts = range(4, 129)
    place = irrational_place()
    for m in counts:
        large += bool(m * excess(with_step(place), uniform(m)) > fmpq(1, 8))
        worst = max(worst, enclose(m * m * excess_of(a_boundary_on_the_step(m, "1/sqrt(2)"))).upper)
    yield decided(f"m e > 1/8 for {large} of the {len(counts)} m: equal cells err like 1/m", 2 * large > len(counts))
    yield decided("m^2 e < 0.15 for all of them with a boundary on the step", worst < fmpq(15, 100), largest=worst)


def step_at_one_half():
    """A boundary falls on a step at 1/2 exactly when m is even."""
    for m in range(1, 33):
        rest = excess(with_step(fmpq(1, 2)), uniform(m)) - fmpq(1, 12 * m * m)
        expected = fmpq(m + 1, 4 * m * m) if m % 2 else fmpq(0)
        yield decided(f"m = {m}: e - 1/(12 m^2) = {expected}", rest == expected, rest=rest)


def panter_dite_identity():
    """y = beta(x) has the density p/beta'; substituting y in the integral of its cube root gives (beta'^2 p)^(1/3)."""
    steep, dense = sympy.symbols("b p", positive=True)
    yield identity("(p/b)^(1/3) b = (b^2 p)^(1/3)", (dense / steep) ** third * steep, (steep**2 * dense) ** third)
    place, level = sympy.symbols("x y", positive=True)
    k, a = sympy.symbols("k a", positive=True)
    j = sympy.Symbol("j", nonnegative=True)
    families = (
        ("x^k with p = (j + 1) x^j", place**k, level ** (1 / k), (j + 1) * place**j),
        ("exp(a x)", sympy.exp(a * place), sympy.log(level) / a, sympy.Integer(1)),
        ("log(1 + a x)", sympy.log(1 + a * place), (sympy.exp(level) - 1) / a, sympy.Integer(1)),
        ("x/(1 + x) with p = 2 x", place / (1 + place), level / (1 - level), 2 * place),
        ("a x + k", a * place + k, (level - k) / a, sympy.Integer(1)),
    )
    for text, curve, inverse, density in families:
        steepness = sympy.simplify(sympy.diff(curve, place))
        of_y = (density / steepness).subs(place, inverse)
        substituted = of_y.subs(level, curve) * steepness**3  # the cube of f_Y^(1/3) dy/dx
        yield identity(f"beta = {text}: f_Y(beta(x)) beta'^3 = beta'^2 p", sympy.powsimp(sympy.expand_log(
            sympy.simplify(substituted), force=True), force=True), sympy.simplify(steepness**2 * density))  # fmt: skip
    whole = 3 * k ** (2 * third) / (2 * k + 1)
    of_level = sympy.integrate(level ** ((1 / k - 1) / 3) * k ** (-third), (level, 0, 1), conds="none")
    yield identity("x^k, p = 1: the integral of f_Y^(1/3) is 3 k^(2/3)/(2k + 1)", of_level, whole)
    of_place = sympy.integrate(place ** (2 * (k - 1) / 3) * k ** (2 * third), (place, 0, 1), conds="none")
    yield identity("and so is that of (beta'^2)^(1/3)", of_place, whole)


def enclosed_limits():
    """The limit from segmentations, and the formula in balls; the middle three beta are not monotone."""
    pairs = ("x**2", "1"), ("x**2 - x", "1"), ("x**3 - x/2", "1"), ("x**2 - x/3", "1/2 + x"), ("x + x**3", "2 - 2*x")
    for beta, p in pairs:
        bracket = limit_constant(best_family(beta, p, 4096))
        claimed = THEOREM.claim("minimum").evaluate(beta=beta, p=p).number
        yield decided(f"beta = {beta}, p = {p}: {claimed} lies in {bracket}, no wider than 1 %",
                      bracket.lower <= claimed.lower and claimed.upper <= bracket.upper
                      and bracket.upper <= bracket.lower * fmpq(101, 100))  # fmt: skip


def integrals_two_ways():
    """Ball arithmetic against sympy's closed forms."""
    place = sympy.Symbol("x", positive=True)
    for beta, p in (("exp(x)", "1"), ("log(1+x)", "1"), ("1/(1+x)", "1"), ("x**3", "2*x"), ("x**2", "1")):
        curve, density = (parse(text, {"x": place}) for text in (beta, p))
        energy = sympy.diff(curve, place) ** 2 * density
        root = sympy.powdenest(energy**third, force=True)
        for name, closed in (
            ("uniform", sympy.integrate(energy, (place, 0, 1)) / 12),
            ("minimum", sympy.integrate(root, (place, 0, 1)) ** 3 / 12),
        ):
            ours, theirs = THEOREM.claim(name).evaluate(beta=beta, p=p).number, evaluate(closed, {}).number
            yield decided(f"{name}, beta = {beta}, p = {p}: {ours} meets {theirs}",
                          ours.lower <= theirs.upper and theirs.lower <= ours.upper)  # fmt: skip


def no_boundary_on_the_flat_part():
    """A cell [t, b] with t < 1/2 < b: its moments of beta do not depend on t, only its length does."""
    moment, risen, flat = sympy.symbols("A1 r q", positive=True)
    yield nonnegative("starting at 1/2 saves A1^2/r - A1^2/(q + r) > 0, with r = b - 1/2, q = 1/2 - t",
                      moment**2 / risen - moment**2 / (flat + risen))  # fmt: skip
    a0, a1, more = sympy.symbols("A0 a g", positive=True)
    b0 = sympy.Symbol("B0", positive=True)
    yield nonnegative("if no such cell exists, cutting a rising cell instead saves: the means a < a + g differ",
                      (a1 * a0) ** 2 / a0 + ((a1 + more) * b0) ** 2 / b0
                      - (a1 * a0 + (a1 + more) * b0) ** 2 / (a0 + b0))  # fmt: skip


BETAS = ("x", "x**2", "x**3 - x", "3*x**2 - 2*x")
DENSITIES = ("1", "1/2 + x", "3/2 - x")
K_VALUES, J_VALUES = (2, 3, 6), (0, 1, 4)


def uneven(k, j, m):
    """Equal boundaries of irrational cells cannot be told apart: beta(x) is not uniformly distributed."""
    return j < k - 1


THEOREM = Theorem(
    id="dar2025.one_dimensional",
    title="High-rate segmentation of an interval into constant experts",
    source=cite("dar2025", "one-dimensional theorems"),
    notes=(
        "On the command line beta, p and the point density lambda are formulas in x. A beta that has a kink, or may "
        "jump, has no beta'^2 and is refused."
    ),
    given=(smooth, means),
    claims=(
        Claim("published", ASYMPTOTIC, big_o(e, m**-2), status="published",
              proof="The best segmentation errs by at most m equal cells do."),
        Claim("error_density", EXACT, Eq(c, Integral(slope / lambda_**2, (x, 0, 1)) / 12),
              where=(p_is_a_density, lambda_is_a_density), on="cells of a continuous positive point density lambda",
              proof="A cell of length D = 1/(m lambda) adds beta'^2 p D^3/12, and the cells make a Riemann sum."),
        Claim("optimal_density", EXACT, Eq(lambda_star, slope**third / Integral(slope**third, (x, 0, 1))),
              where=(p_is_a_density,),
              proof="Hoelder's inequality, with equality only where lambda is proportional to (beta'^2 p)^(1/3)."),
        Claim("minimum", EXACT, Eq(c, Integral(slope**third, (x, 0, 1)) ** 3 / 12), where=(p_is_a_density,),
              on="the best segmentations",
              proof="From below: N fixed blocks and Hoelder's inequality for the cells. From above: lambda_star."),
        Claim("uniform", EXACT, Eq(c, Integral(slope, (x, 0, 1)) / 12), where=(p_is_a_density,), on="m equal cells",
              proof="error_density at lambda = 1."),
        Claim("constants", EXACT, Eq(g, t**2 * P), on="a predictor whose constants are means, one of them moved by t",
              given=(), proof="The error of a cell is quadratic in its constant, with the least value at the mean."),
        Claim("lower", LOWER, e >= S**3 / (12 * (m + N - 1) ** 2), given=(smooth,),
              proof="Cut the cells at the ends of N blocks; then Hoelder's inequality for at most m + N - 1 cells."),
        Claim("uniform_rate", UPPER, gap <= (2 * B1 * B2 * P0 + B1**2 * P1) / (12 * m), on="m equal cells",
              proof="On each cell beta'^2 p varies by at most (2 B1 B2 P0 + B1^2 P1)/m."),
        Claim("line", EXACT, Eq(e, 1 / (12 * m**2)), on="beta = x, p = 1, equal cells, which are the best",
              proof="Every cell errs by 1/(12 m^3)."),
        Claim("square", EXACT, Eq(e, 1 / (9 * m**2) - 1 / (45 * m**4)), on="beta = x^2, p = 1, equal cells",
              proof="A cell with middle s errs by D^3 s^2/3 + D^5/180."),
        Claim("power_lower", LOWER, e >= power_constant / m**2, where=(J <= K - 1,), given=(),
              on="beta = x^k, p = (j + 1) x^j, any m cells",
              proof="A cell that holds the fraction q of the integral of (beta'^2 p)^(1/3) errs by at least c q^3."),
        Claim("power_upper", UPPER, e <= power_constant / m**2 + (variance - power_constant) * pi**2 / (6 * m**3),
              where=(J <= K - 1,), on="beta = x^k, p = (j + 1) x^j, the cells of lambda_star and the best cells",
              proof="The cell [t_i, t_(i+1)] errs by at most c m^-3 (1 + (V/c - 1)/(i + 1)^2)."),
        Claim("density_ratio", UPPER, rho <= 1 + (variance / power_constant - 1) * pi**2 / (6 * m), where=(J <= K - 1,),
              on="beta = x^k, p = (j + 1) x^j, the cells of lambda_star", proof="power_upper over power_lower."),
        Claim("cell_counts", UPPER, z <= 1, status="derived", on="the best cells for beta = x^k on a grid",
              proof="Observed: the boundaries of the exact optimum follow lambda_star to within one cell."),
        Claim("step_equal_cells", EXACT, Eq(e, 1 / (12 * m**2) + tau * (1 + 1 / m) / m), given=(means,),
              on="x plus a unit step, equal cells", proof="One cell holds the step; the error is no longer O(1/m^2)."),
        Claim("step_best_cells", UPPER, e <= 1 / (12 * (m - 1) ** 2), where=(m >= 2,), given=(means,),
              on="x plus a unit step, one boundary on it",
              proof="The other m - 1 cells lie on either side in proportion to the length."),
        Claim("flat", EXACT, Eq(w, 0), given=(), on="beta constant up to 1/2, then rising; the best cells of a grid",
              proof="A boundary where beta is constant can move to the end of that part, which helps the next cell."),
    ),
    uses=("classical.panter_dite",),
    evidence=(
        derives("published", bounded_by_one_over_m_squared, assuming=CITED[:1]),
        derives("error_density", riemann_sums_of_a_density, assuming=CITED),
        instances("error_density", power_cells, beta=BETAS, p=DENSITIES, r=(1, 2, 3)),
        too_strong("error_density", Eq(c, Integral(slope / lambda_, (x, 0, 1)) / 12), power_cells,
                   beta="x**2", p="1", r=2),
        too_strong("error_density", Eq(c, Integral(slope / lambda_**2, (x, 0, 1)) / 13), power_cells,
                   beta="x", p="1", r=1),
        derives("optimal_density", hoelder, scope="all densities lambda"),
        instances("optimal_density", best_power, k=(1, 2, 3), j=(0, 1, 2), x=("1", "1/8")),
        too_strong("optimal_density", Eq(lambda_star, sympy.sqrt(slope) / Integral(sympy.sqrt(slope), (x, 0, 1))),
                   best_power, k=2, j=0, x="1"),
        derives("minimum", squeeze, assuming=CITED),
        derives("minimum", powers_in_the_limit, scope="beta = x^k, p = (j + 1) x^j, 0 <= j < k <= 6",
                assuming=("the claims power_lower and power_upper",)),
        derives("minimum", enclosed_limits, scope="5 pairs beta, p, to within 1 %"),
        derives("minimum", panter_dite_identity, scope="equality with Panter and Dite's formula, monotone beta"),
        derives("minimum", integrals_two_ways, scope="5 pairs beta, p"),
        too_strong("minimum", Eq(c, Rational(719, 720) * Integral(slope**third, (x, 0, 1)) ** 3 / 12), best_family,
                   beta="x**2", p="1", blocks=4096),
        too_strong("minimum", Eq(c, Integral(sympy.sqrt(slope), (x, 0, 1)) ** 2 / 12), best_family,
                   beta="x**2", p="1", blocks=256),
        derives("uniform", riemann_sums_of_a_density, name="riemann_sums_of_equal_cells", assuming=CITED),
        derives("uniform", sums_of_equal_cells, scope="p = 1, 6 polynomials beta, every m"),
        instances("uniform", equal_cells_family, beta=(*BETAS, "x**4 - x**2/3"), p=(*DENSITIES, "3*x**2")),
        too_strong("uniform", Eq(c, Integral(slope, (x, 0, 1)) / 13), equal_cells_family, beta="x**2", p="1"),
        derives("constants", one_cell, name="completed_square"),
        instances("constants", moved_constant, beta=BETAS, p=DENSITIES, m=3, cell=range(3), t=("-1", "1/1000")),
        too_strong("constants", Eq(g, t * P), moved_constant, beta="x", p="1", m=2, cell=0, t="1/2"),
        derives("lower", blocks_from_below, assuming=CITED[:1]),
        instances("lower", random_cells, beta=BETAS, p=DENSITIES, m=(1, 2, 7, 40), N=(1, 16), seed=range(2),
                  full={"m": (1, 2, 7, 40, 300), "seed": range(10)}),
        instances("lower", best_grid_cells, beta=BETAS, p=DENSITIES, m=(2, 16), N=(4, 64),
                  full={"m": (2, 16, 64), "N": (4, 64, 512)}),
        too_strong("lower", e >= S**3 / (11 * (m + N - 1) ** 2), line_in_equal_cells, m=4, N=1),
        fails_without(smooth, "lower", sawtooth, m=(1, 3), N=1),
        derives("uniform_rate", equal_cells_gap, assuming=CITED[:1]),
        instances("uniform_rate", equal_cells, beta=BETAS, p=DENSITIES, m=(1, 2, 3, 10, 64),
                  full={"m": (1, 2, 3, 10, 64, 1024)}),
        too_strong("uniform_rate", gap <= (2 * B1 * B2 * P0 + B1**2 * P1) / (12 * m**3), equal_cells,
                   beta="x**2", p="1", m=64),
        fails_without(smooth, "uniform_rate", equal_cells_and_a_step, m=(5, 64), place="1/sqrt(2)"),
        instances("line", line, m=(1, 2, 3, 17, 256)),
        instances("line", best_line, m=(1, 2, 5, 16, 64), full={"m": (1, 2, 5, 16, 64, 256)}),
        derives("line", equal_lengths_are_best),
        too_strong("line", Eq(e, 1 / (12 * m**3)), line, m=2),
        fails_without(means, "line", moved_line, m=(2, 5)),
        derives("square", square_summed),
        instances("square", square_in_equal_cells, m=(*range(1, 20), 256)),
        simulates("square", square_in_equal_cells, noisy_errors, seed=7, m=(1, 2, 4, 8)),
        too_strong("square", Eq(e, 1 / (9 * m**2)), square_in_equal_cells, m=3),
        derives("power_lower", powers_from_below, scope="all m and all 0 <= j < k <= 6"),
        instances("power_lower", best_cells_for_powers, k=2, j=0, m=(4, 8, 16, 32, 64, 128), fineness=16,
                  full={"m": (4, 8, 16, 32, 64, 128, 256, 512, 1024)}),
        instances("power_lower", best_cells_for_powers, name="best cells for other powers", k=K_VALUES, j=J_VALUES,
                  m=(1, 4, 16), fineness=16),
        too_strong("power_lower", e >= Rational(102, 100) * power_constant / m**2, self_similar_cells, k=2, j=0, m=64),
        too_strong("power_lower", e >= power_constant / m, self_similar_cells, k=2, j=0, m=4),
        derives("power_upper", powers_from_above, scope="all m and all 0 <= j < k <= 6"),
        instances("power_upper", density_based_cells, k=K_VALUES, j=J_VALUES, m=(1, 4, 32, 256), only=uneven,
                  full={"m": (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)}),
        instances("power_upper", self_similar_cells, k=K_VALUES, j=J_VALUES, m=(1, 4, 32, 256), only=uneven,
                  full={"m": (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)}),
        too_strong("power_upper", e <= power_constant / m**2, density_based_cells, k=2, j=0, m=256),
        derives("density_ratio", ratio_of_both, scope="all m and all 0 <= j < k <= 6",
                assuming=("the claims power_lower and power_upper",)),
        instances("density_ratio", density_based_cells, name="density-based cells over the best", k=K_VALUES,
                  j=J_VALUES, m=(1, 4, 32, 256), only=uneven),
        instances("density_ratio", rounded_density_cells, k=2, j=0, m=(4, 16), n=2**16),
        too_strong("density_ratio", rho <= 1, density_based_cells, k=2, j=0, m=32),
        instances("cell_counts", best_cells_for_powers, name="boundaries of the best cells", k=(1, 2, 3), j=0,
                  m=(4, 16, 64), fineness=16, full={"m": (4, 16, 64, 256)}),
        too_strong("cell_counts", z <= Rational(1, 100), best_cells_for_powers, k=2, j=0, m=16, fineness=64),
        derives("step_equal_cells", step_in_a_cell),
        derives("step_equal_cells", step_at_one_half, scope="a step at 1/2, m = 1..32"),
        instances("step_equal_cells", a_rational_step, m=(1, 2, 3, 10, 101), place=("1/2", "1/3", "5/7")),
        too_strong("step_equal_cells", Eq(e, 1 / (12 * m**2)), a_rational_step, m=3, place="1/2"),
        derives("step_best_cells", boundary_on_the_step),
        derives("step_best_cells", irrational_step_at_every_m, scope="a step at 1/sqrt 2, m = 4..128"),
        instances("step_best_cells", a_boundary_on_the_step, m=(2, 3, 10, 101),
                  place=("1/2", "1/3", "99/100", "1/sqrt(2)")),
        too_strong("step_best_cells", e <= 1 / (12 * m**2), a_boundary_on_the_step, m=3, place="1/2"),
        derives("flat", no_boundary_on_the_flat_part, scope="all m, where a rising cell can be cut"),
        instances("flat", flat_then_rising, m=(1, 2, 3, 8, 32), full={"m": (1, 2, 3, 8, 32, 128)}),
        too_strong("flat", Eq(w, 1), flat_then_rising, m=4),
    ),
)  # fmt: skip
