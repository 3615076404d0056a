"""The best segmentation of [0, 1] into m constant experts.  (dar2025, one-dimensional theorems; the bounds are ours)

y = beta(x) + noise of variance s2, x in [0, 1] with density p, one constant per cell. Where beta is continuously
differentiable, a cell of length D at x adds beta'(x)^2 p(x) D^3/12 to the test error. So the excess over s2 is c/m^2 to
leading order, with a constant c that depends on how densely the cells lie; Hoelder's inequality finds the best density.
A limit is not a matter of finitely many m: the constants are proved for all beta and p with a few cited facts, and
enclosed from both sides for polynomials. What holds at every m is in dar2025.one_dimensional_exact.
"""

import sympy
from boundkit.theorems.classical import panter_dite
from boundkit.theorems.classical.panter_dite import third
from flint import arb, ctx, fmpq, fmpq_poly
from sympy import Eq, Integral, Rational, diff

from boundkit.arithmetic.rational import rational
from boundkit.constructions.segments import by_density, uniform
from boundkit.evidence import (Case, along, consistent_with, fails_without, implied_by, instances,
                               too_small, too_strong)  # fmt: skip
from boundkit.measures.families import BestFamily, BestPower, Family, Moved, Predictor
from boundkit.measures.grid_search import best_on_grid
from boundkit.measures.certificates import own
from boundkit.measures.excess import best_constants, block_sum, most, uniform_gap
from boundkit.measures.regression import Regression
from boundkit.statements import (ASYMPTOTIC, EXACT, LOWER, UPPER, Claim, Theorem, big_o, cite, function, hypothesis,
                                 natural, positive, quantity, real)  # fmt: skip

x = real("x", "place", least=0, at_most=1)
beta = function("beta", "regression function", of=x)
p = function("p", "density of x", of=x, nonnegative=True)
lambda_ = function("lambda", "continuous positive point density: a cell at x has the length 1/(m lambda)", of=x,
                   nonnegative=True)  # fmt: skip
slope = diff(beta, x) ** 2 * p
root = slope**third
whole = Integral(root, (x, 0, 1))
p_is_a_density = Eq(Integral(p, (x, 0, 1)), 1)
lambda_is_a_density = Eq(Integral(lambda_, (x, 0, 1)), 1)

m = natural("m", "experts, one per cell")
N = natural("N", "equal blocks")
S = real("S", "at most (1/N) sum over the blocks of (least beta'^2 times least p)^(1/3)", least=0)
B1, B2 = (real(f"B{order}", f"bound of the derivative of order {order} of beta", least=0) for order in (1, 2))
P0, P1 = real("P0", "bound of p", least=0), real("P1", "bound of |p'|", least=0)
U = positive("U", "a bound of c for equal cells, (1/12) integral of beta'^2 p")
P = real("P", "probability of the cell", least=0, at_most=1)
t = real("t", "how far the constant is from the mean of its cell")
e = quantity("e", "test error minus the variance s2 of the noise", measure=lambda thing: thing.excess,
             certificate=own)  # fmt: skip
c = quantity("c", "high-rate constant: lim m^2 (test error - s2)", measure=lambda family: family.constant)
lambda_star = quantity("lambda_star", "the point density of least c, at x", measure=lambda thing: thing.density)
gap = quantity("gap", "|m^2 e - (1/12) integral of beta'^2 p| for m equal cells",
               measure=lambda thing: uniform_gap(thing.regression, thing.boundaries))  # fmt: skip
g = quantity("g", "growth of the test error", measure=lambda thing: thing.rise)


@hypothesis("beta is continuously differentiable and p is continuous")
def smooth(thing):
    return thing.regression.is_smooth


@hypothesis("the constant of each cell is the mean of beta on it")
def means(thing):
    constants = getattr(thing, "constants", None)
    return constants is None or constants == best_constants(thing.regression, thing.boundaries)


STATEMENT = Theorem(
    id="dar2025.one_dimensional",
    title="High-rate segmentation of an interval into constant experts",
    source=cite("dar2025", "one-dimensional theorems", "summary", "a third party"),
    notes=(
        "On the command line beta, p and the point density lambda are formulas in x. A beta that has a kink, or may "
        "jump, has no beta'^2 and is refused; what a step does is in dar2025.one_dimensional_exact."
    ),
    given=(smooth, means),
    claims=(
        Claim("published", ASYMPTOTIC, big_o(e, m**-2, constants=(B1,)), status="published",
              on="the best segmentations",
              proof="The best segmentation errs by at most m equal cells do, on each of which beta varies by B1/m."),
        Claim("error_density", EXACT, Eq(c, Integral(slope / lambda_**2, (x, 0, 1)) / 12),
              where=(p_is_a_density, lambda_is_a_density), on="cells of a continuous positive point density lambda",
              proof="A cell of length D = 1/(m lambda) adds beta'^2 p D^3/12, and the cells make a Riemann sum."),
        Claim("optimal_density", EXACT, Eq(lambda_star, root / whole), where=(p_is_a_density,),
              proof="Hoelder's inequality, with equality only where lambda is proportional to (beta'^2 p)^(1/3)."),
        Claim("minimum", EXACT, Eq(c, whole**3 / 12), where=(p_is_a_density,), on="the best segmentations",
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
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def regression(beta, p="1"):
    return Regression.of(panter_dite.coefficients(beta, x), panter_dite.coefficients(p, x))


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
    density = STATEMENT.claim("optimal_density").evaluate(beta=beta, p=p).expression.subs(x, place)
    return by_density(sympy.lambdify(place, density.replace(Integral, lambda *parts: sympy.Integer(1)), "math"), m, n)


def best_family(beta, p, blocks):
    return BestFamily(regression(beta, p), density_cells(beta, p, 512, 2**14), blocks)


def best_power(k, j, x):
    power = Regression.of([0] * k + [1], [0] * j + [j + 1])
    return Case(BestPower(power, rational(x)), {"beta": f"x**{k}", "p": f"{j + 1}*x**{j}"})


def moved_constant(beta, p, m, cell, t):
    chosen = regression(beta, p)
    boundaries = uniform(m)
    mass = chosen.moments(*boundaries[cell : cell + 2])[0]
    return Case(Moved(chosen, boundaries, cell, rational(t)), {"P": mass})


def in_blocks(beta, p, N, boundaries):
    chosen = regression(beta, p)
    return Case(Predictor(chosen, boundaries), {"S": block_sum(chosen, N)})


def random_cells(beta, p, m, N, seed):
    return in_blocks(beta, p, N, panter_dite.random_boundaries(m, seed))


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


def line(m):
    return Predictor(regression("x"), uniform(m))


def best_line(m):
    return Predictor(regression("x"), best_on_grid(regression("x"), m, 8 * m).boundaries)


def moved_line(m):
    """The constant of the first cell is 0 instead of its mean."""
    constants = (fmpq(0), *best_constants(regression("x"), uniform(m))[1:])
    return Predictor(regression("x"), uniform(m), constants)


# evidence for parts of the claims ---------------------------------------------------------------------------------


BETAS = ("x", "x**2", "x**3 - x", "3*x**2 - 2*x")
DENSITIES = ("1", "1/2 + x", "3/2 - x")
BETA_2_2 = "6*x - 6*x**2"  # a Beta density

THEOREM = STATEMENT.supported_by(
    implied_by("published", e <= (U + (2 * B1 * B2 * P0 + B1**2 * P1) / (12 * m)) / m**2, along(m),
               name="implied by uniform and uniform_rate",
               assuming=("uniform", "uniform_rate"), stated=("equal cells err no less than the best",)),
    consistent_with("published", "lower", along(m, tied={N: 1, S: 1})),
    too_small("published", big_o(e, m**-3), "lower", along(m, tied={N: 1, S: 1})),
    too_small("published", big_o(e, m ** -Rational(201, 100)), "lower", along(m, tied={N: 1, S: 1})),
    instances("error_density", power_cells, beta=BETAS, p=DENSITIES, r=(1, 3),
              full={"p": (*DENSITIES, BETA_2_2), "r": (1, 2, 3)}),
    too_strong("error_density", Eq(c, Integral(slope / lambda_, (x, 0, 1)) / 12), power_cells,
               beta="x**2", p="1", r=2),
    too_strong("error_density", Eq(c, Integral(slope / lambda_**2, (x, 0, 1)) / 13), power_cells,
               beta="x", p="1", r=1),
    instances("optimal_density", best_power, k=(1, 3), j=(0, 2), x=("1", "1/8"),
              full={"k": (1, 2, 3), "j": (0, 1, 2)}),
    too_strong("optimal_density", Eq(lambda_star, sympy.sqrt(slope) / Integral(sympy.sqrt(slope), (x, 0, 1))),
               best_power, k=2, j=0, x="1"),
    instances("minimum", best_family, beta="x", p="1", blocks=(1, 7)),
    too_strong("minimum", Eq(c, Rational(719, 720) * whole**3 / 12), best_family,
               beta="x**2", p="1", blocks=4096),
    *(too_strong("minimum", Eq(c, Rational(factor, 100) * whole**3 / 12), best_family, beta="x**2", p=BETA_2_2,
                 blocks=512) for factor in (96, 103)),
    too_strong("minimum", Eq(c, Integral(sympy.sqrt(slope), (x, 0, 1)) ** 2 / 12), best_family,
               beta="x**2", p="1", blocks=256),
    instances("uniform", equal_cells_family, beta=(*BETAS, "x**4 - x**2/3"), p=(*DENSITIES, "3*x**2", BETA_2_2)),
    too_strong("uniform", Eq(c, Integral(slope, (x, 0, 1)) / 13), equal_cells_family, beta="x**2", p="1"),
    instances("constants", moved_constant, beta=BETAS, p=DENSITIES, m=3, cell=range(3), t=("-1", "1/1000")),
    too_strong("constants", Eq(g, t * P), moved_constant, beta="x", p="1", m=2, cell=0, t="1/2"),
    instances("lower", random_cells, beta=BETAS, p=DENSITIES, m=(1, 2, 7, 40), N=(1, 16), seed=0,
              full={"m": (1, 2, 7, 40, 300), "seed": range(10)}),
    instances("lower", best_grid_cells, beta=BETAS, p=DENSITIES, m=(2, 16), N=(4, 64),
              full={"p": (*DENSITIES, BETA_2_2), "m": (2, 16, 64), "N": (4, 64, 512)}),
    too_strong("lower", e >= S**3 / (11 * (m + N - 1) ** 2), line_in_equal_cells, m=4, N=1),
    fails_without(smooth, "lower", sawtooth, m=(1, 3), N=1),
    instances("uniform_rate", equal_cells, beta=BETAS, p=DENSITIES, m=(1, 2, 3, 10, 64),
              full={"m": (1, 2, 3, 10, 64, 1024)}),
    too_strong("uniform_rate", gap <= (2 * B1 * B2 * P0 + B1**2 * P1) / (12 * m**3), equal_cells,
               beta="x**2", p="1", m=64),
    fails_without(smooth, "uniform_rate", equal_cells_and_a_step, m=(5, 64), place="1/sqrt(2)"),
    instances("line", line, m=(1, 2, 3, 17, 256)),
    instances("line", best_line, m=(1, 2, 5, 16, 64), full={"m": (1, 2, 5, 16, 64, 256)}),
    too_strong("line", Eq(e, 1 / (12 * m**3)), line, m=2),
    fails_without(means, "line", moved_line, m=(2, 5)),
)  # fmt: skip
