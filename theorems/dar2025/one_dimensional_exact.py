"""Segmentations of [0, 1] at every m: powers of x, a step, a flat part.  (bounds of ours for the setting of dar2025)

For beta = x^k the excess of the best m cells lies between c/m^2 and c/m^2 + O(1/m^3), with all constants. Where beta
jumps, equal cells err like 1/m, while one boundary on the step keeps 1/m^2; where beta is constant, no cell is wasted.
"""

import numpy as np
from boundkit.theorems.dar2025.one_dimensional import (e, irrational_place, m, means, moved_line, regression,
                                                       with_step)  # fmt: skip
from flint import arb, ctx, fmpq
from sympy import Eq, Rational, pi

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import rational
from boundkit.constructions.segments import around, power_law, self_similar, uniform
from boundkit.evidence import Case, estimate, fails_without, instances, simulates, too_strong
from boundkit.measures.families import Predictor
from boundkit.measures.grid_search import best_on_grid
from boundkit.measures.excess import best_constants, excess
from boundkit.measures.regression import Regression
from boundkit.statements import EXACT, LOWER, UPPER, Claim, Theorem, cite, define, natural, quantity, real

# notation ---------------------------------------------------------------------------------------------------------


def over_the_least(thing):
    """Excess over the least excess of m cells, which lies between c/m^2 and that of the self-similar segmentation."""
    k, j = (polynomial.degree() for polynomial in thing.regression.polynomials)
    cells = len(thing.boundaries) - 1
    own = enclose(thing.excess)
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


K = natural("k", "beta = x^k", at_most=6)
J = natural("j", "the density of x is (j + 1) x^j", least=0)
tau = real("tau", "theta (1 - theta), theta the fractional part of m times the place of the step", least=0)
power_constant = define("c_kj", "c of the best segmentations", 9 * K**2 * (J + 1) / (4 * (2 * K + J + 1) ** 3))
variance = define("V", "variance of x^k", (J + 1) / (2 * K + J + 1) - (J + 1) ** 2 / (K + J + 1) ** 2)

rho = quantity("rho", "excess over the least excess of m cells", measure=over_the_least)
z = quantity("z", "largest |i - m Lambda(t_i)|, Lambda the cumulative lambda_star", measure=count_deviation)
w = quantity("w", "boundaries where beta is constant", measure=boundaries_in_the_flat_part)

STATEMENT = Theorem(
    id="dar2025.one_dimensional_exact",
    title="Segmentation of an interval at every m: powers, a step, a flat part",
    source=cite("dar2025", "setting of the one-dimensional theorems", "summary", "a third party"),
    notes="None of these bounds is the paper's.",
    given=(means,),
    claims=(
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
        Claim("cell_counts", UPPER, z <= 1, status="derived",
              on="the best cells for beta = x^k on a grid at least 16 times as fine",
              proof="Observed: the boundaries of the exact optimum follow lambda_star to within one cell."),
        Claim("step_equal_cells", EXACT, Eq(e, 1 / (12 * m**2) + tau * (1 + 1 / m) / m),
              on="x plus a unit step, equal cells", proof="One cell holds the step; the error is no longer O(1/m^2)."),
        Claim("step_best_cells", UPPER, e <= 1 / (12 * (m - 1) ** 2), where=(m >= 2,),
              on="x plus a unit step, one boundary on it",
              proof="The other m - 1 cells lie on either side in proportion to the length."),
        Claim("flat", EXACT, Eq(w, 0), given=(), on="beta constant up to 1/2, then rising; the best cells of a grid",
              proof="A boundary where beta is constant can move to the end of that part, which helps the next cell."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def square_in_equal_cells(m):
    return Predictor(regression("x**2"), uniform(m))


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


def power_regression(k, j=0):
    return Regression.of([0] * k + [1], [0] * j + [j + 1])


def a_rational_step(m, place):
    theta = m * rational(place) - (m * rational(place)).floor()
    return Case(Predictor(with_step(rational(place)), uniform(m)), {"tau": theta * (1 - theta)})


def a_boundary_on_the_step(m, place):
    where = irrational_place() if place == "1/sqrt(2)" else rational(place)
    with ctx.workprec(192):
        return Predictor(with_step(where), around(where, m))


def best_cells_for_powers(k, j, m, fineness):
    """The exact optimum on a grid with this many steps per cell."""
    chosen = power_regression(k, j)
    return Predictor(chosen, best_on_grid(chosen, m, fineness * m).boundaries)


def self_similar_cells(k, j, m):
    return Predictor(power_regression(k, j), self_similar(k, m, j))


def density_based_cells(k, j, m):
    """The boundaries (i/m)^(3/(2k + j + 1)), which cut lambda_star into m equal parts."""
    return Predictor(power_regression(k, j), power_law(fmpq(3, 2 * k + j + 1), m))


def flat_then_rising(m):
    """0 up to 1/2, then x - 1/2, in the best cells of a grid."""
    chosen = Regression.piecewise([(0, "1/2", [0], [1]), ("1/2", 1, ["-1/2", 1], [1])])
    return Predictor(chosen, best_on_grid(chosen, m, 16 * m).boundaries)


def moved_line_as_a_power(m):
    return Case(moved_line(m), {"k": 1, "j": 0})


# evidence for parts of the claims ---------------------------------------------------------------------------------


K_VALUES, J_VALUES = (2, 3, 6), (0, 1, 4)


def uneven(k, j, m):
    """Equal boundaries of irrational cells cannot be told apart: beta(x) is not uniformly distributed."""
    return j < k - 1


THEOREM = STATEMENT.supported_by(
    instances("square", square_in_equal_cells, m=(*range(1, 20), 256)),
    simulates("square", square_in_equal_cells, noisy_errors, seed=7, m=(1, 2, 4, 8)),
    too_strong("square", Eq(e, 1 / (9 * m**2)), square_in_equal_cells, m=3),
    instances("power_lower", best_cells_for_powers, k=2, j=0, m=(4, 8, 16, 32, 64, 128), fineness=16,
              full={"m": (4, 8, 16, 32, 64, 128, 256, 512, 1024)}),
    instances("power_lower", best_cells_for_powers, name="best cells for other powers", k=K_VALUES, j=J_VALUES,
              m=(1, 4, 16), fineness=16),
    too_strong("power_lower", e >= Rational(102, 100) * power_constant / m**2, self_similar_cells, k=2, j=0, m=64),
    too_strong("power_lower", e >= power_constant / m, self_similar_cells, k=2, j=0, m=4),
    instances("power_upper", density_based_cells, k=K_VALUES, j=J_VALUES, m=(1, 4, 32), only=uneven,
              full={"m": (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)}),
    instances("power_upper", self_similar_cells, k=K_VALUES, j=J_VALUES, m=(1, 4, 32), only=uneven,
              full={"m": (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)}),
    fails_without(means, "power_upper", moved_line_as_a_power, m=2),
    too_strong("power_upper", e <= power_constant / m**2, density_based_cells, k=2, j=0, m=256),
    instances("density_ratio", density_based_cells, name="density-based cells over the best", k=K_VALUES,
              j=J_VALUES, m=(1, 4, 32), only=uneven, full={"m": (1, 4, 32, 256)}),
    too_strong("density_ratio", rho <= 1, density_based_cells, k=2, j=0, m=32),
    instances("cell_counts", best_cells_for_powers, name="boundaries of the best cells", k=(1, 2, 3), j=0,
              m=(4, 16, 64), fineness=16, full={"m": (4, 16, 64, 256)}),
    too_strong("cell_counts", z <= Rational(1, 100), best_cells_for_powers, k=2, j=0, m=16, fineness=64),
    instances("step_equal_cells", a_rational_step, m=(1, 2, 3, 10, 101), place=("1/2", "1/3", "5/7")),
    too_strong("step_equal_cells", Eq(e, 1 / (12 * m**2)), a_rational_step, m=3, place="1/2"),
    instances("step_best_cells", a_boundary_on_the_step, m=(2, 3, 10, 101),
              place=("1/2", "1/3", "99/100", "1/sqrt(2)")),
    too_strong("step_best_cells", e <= 1 / (12 * m**2), a_boundary_on_the_step, m=3, place="1/2"),
    instances("flat", flat_then_rising, m=(1, 2, 3, 8, 32), full={"m": (1, 2, 3, 8, 32, 128)}),
    too_strong("flat", Eq(w, 1), flat_then_rising, m=4),
)  # fmt: skip
