"""What learning the constants of m cells from n samples costs, exactly.  (dar2025; the explicit forms are ours)

The segmentation is fixed before the samples are seen; each constant is the mean of the samples in its cell, and a where
there is none. Approximation gets better and estimation worse with m, so a best number of experts exists.
"""

from fractions import Fraction
from itertools import product

import numpy as np
from flint import fmpq
from sympy import Eq, Sum, binomial, interpolate, sympify

from boundkit.arithmetic.rational import rational, to_fraction
from boundkit.evidence import Case, estimate, fails_without, instances, simulates, too_strong
from boundkit.measures.learning import Learning, LeastOnARay, PowerCells
from boundkit.statements import (
    EXACT,
    Claim,
    Theorem,
    cite,
    function,
    hypothesis,
    natural,
    positive,
    quantity,
    real,  # fmt: skip
)

n, m = natural("n", "samples"), natural("m", "experts, one per cell")
d = natural("d", "dimension of the inputs")
i, j = natural("i", "a cell"), natural("j", "samples in a cell", at_most=n)
P = function("P", "probability of cell i", of=i)
C = function("C", "mean of y on cell i", of=i)
V = function("V", "variance of y on cell i, noise and bias within the cell together", of=i)
a = real("a", "constant of an expert whose cell got no sample")
c = positive("c", "constant of the leading term c m^(-2/d) of the approximation error")
s2 = positive("s2", "variance of the noise")
error = quantity("err", "expected test error E (y - constant)^2 over samples and a test point",
                 measure=lambda thing: thing.error)  # fmt: skip
best = quantity("mstar", "number m > 0 at which s2 + c m^(-2/d) + s2 m/n is least", measure=lambda ray: ray.place)
learnt = Sum(binomial(n, j) * P**j * (1 - P) ** (n - j) * V / j, (j, 1, n))  # V E[1/J, J >= 1]


@hypothesis("the segmentation does not depend on the samples")
def fixed(thing):
    return len(getattr(thing, "segmentations", (None,))) == 1


STATEMENT = Theorem(
    id="dar2025.learning",
    title="Learning the constants of a fixed segmentation",
    source=cite("dar2025", "learning of the experts", "summary", "a third party"),
    notes="The paper has the decomposition and the empirical best number of experts; the exact form and the closed "
          "form are ours. sharper.inverse_binomial bounds the inner sum, E[1/J, J >= 1].",
    given=(fixed,),
    claims=(
        Claim("test_error", EXACT, Eq(error, Sum(P * (V + learnt + (C - a) ** 2 * (1 - P) ** n), (i, 1, m))),
              proof="Given J >= 1 samples in a cell their mean is unbiased, of variance V/J; J is binomial."),
        Claim("optimal_experts", EXACT, Eq(best, (2 * c * n / (d * s2)) ** (d / (d + 2))), given=(),
              on="the leading terms of the test error",
              proof="The derivative s2/n - (2 c/d) m^(-2/d - 1) vanishes there, and rises."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def formula(values):
    """A polynomial in i with these values at i = 1, 2, .. ."""
    place = sympify("i")
    return str(interpolate([(k, sympify(str(value))) for k, value in enumerate(values, 1)], place))


def with_values(learning):
    """The object with the formulas of its cells."""
    probabilities, means, variances = zip(*learning.cells, strict=True)
    return Case(learning, {"m": len(probabilities), "P": formula(probabilities), "C": formula(means),
                           "V": formula(variances), "a": learning.outside, "n": learning.n})  # fmt: skip


def two_point_noise(n, weights, beta, noise, a):
    """x = 0, 1, .. in a cell each, y = beta(x) +- noise with equal chances."""
    total = sum(weights)
    atoms = tuple((x, rational(value) + sign * rational(noise), fmpq(weight, 2 * total))
                  for x, (weight, value) in enumerate(zip(weights, beta, strict=True)) for sign in (1, -1))  # fmt: skip
    return with_values(Learning(n, rational(a), atoms, (tuple(range(len(weights))),)))


def cells_of_two(n, beta, a):
    """Neighbours x = 0, 1 and 2, 3 share a cell, so that V is a bias too; y = beta(x) without noise."""
    atoms = tuple((x, rational(value), fmpq(1, 4)) for x, value in enumerate(beta))
    return with_values(Learning(n, rational(a), atoms, ((0, 0, 1, 1),)))


def best_split(n):
    """y = +-1 whatever x = 0, 1, 2 is; x is split where the samples fit best."""
    atoms = tuple((x, fmpq(y), fmpq(1, 6)) for x, y in product(range(3), (1, -1)))
    return with_values(Learning(n, fmpq(0), atoms, ((0, 0, 1), (0, 1, 1))))


def square_on_density_cells(n, m, s2):
    """beta = x^2, x uniform, boundaries (i/m)^(3/5), a = 0."""
    left, right = f"((i - 1)/{m})**(3/5)", f"(i/{m})**(3/5)"
    mass = f"({right} - {left})"
    mean = f"(({right})**3 - ({left})**3)/(3*{mass})"
    variance = f"{s2} + (({right})**5 - ({left})**5)/(5*{mass}) - ({mean})**2"
    return Case(
        Sampled(PowerCells(2, fmpq(3, 5), m, rational(s2), fmpq(0)), n), {"P": mass, "C": mean, "V": variance, "a": 0}
    )


class Sampled:
    """Cells and a number of samples."""

    def __init__(self, cells, n):
        self.cells, self.n = cells, n

    @property
    def error(self):
        return self.cells.test_error(self.n)


def monte_carlo(thing, seed):
    """Mean test error of 10,000 training sets, with its 99% interval; the error of each set is exact given the set."""
    draw = np.random.default_rng(seed)
    cells, n, sets = thing.cells, thing.n, 10_000
    p, c, v = (np.array([float(value) for value in column]) for column in zip(*cells.cells, strict=True))
    x = draw.uniform(size=(sets, n))
    y = x**cells.k + float(to_fraction(cells.s2)) ** 0.5 * draw.standard_normal((sets, n))
    places = (np.arange(1, cells.m) / cells.m) ** float(Fraction(str(cells.exponent)))
    cell = np.searchsorted(places, x) + cells.m * np.arange(sets)[:, None]
    counts, sums = (np.bincount(cell.ravel(), weights, sets * cells.m).reshape(sets, cells.m)
                    for weights in (None, y.ravel()))  # fmt: skip
    constants = np.where(counts > 0, sums / np.maximum(counts, 1), float(to_fraction(cells.outside)))
    errors = (p * (v + (constants - c) ** 2)).sum(axis=1)
    return estimate(float(errors.mean()), 2.576 * float(errors.std()) / sets**0.5)


def leading_terms(d, root, n, s2):
    """With c such that the best number is root^d."""
    c = rational(s2) * d * rational(root) ** (d + 2) / (2 * n)
    return Case(LeastOnARay(c, n, d, rational(s2)), {"c": c})


# evidence ---------------------------------------------------------------------------------------------------------

WEIGHTS, BETA = (1, 2, 3), ("1/3", "-1", 2)
without_empty = Sum(P * (V + learnt), (i, 1, m))
large_cells = Sum(P * (V + V / (n * P) + (C - a) ** 2 * (1 - P) ** n), (i, 1, m))

THEOREM = STATEMENT.supported_by(
    instances("test_error", two_point_noise, n=(1, 2, 4), weights=(WEIGHTS,), beta=(BETA,), noise=(0, "1/2"),
              a=(0, "5/7"), full={"n": range(1, 7)}),
    instances("test_error", cells_of_two, n=(1, 3), beta=(("0", "1", "3", "-1"),), a=("0", "1/2"),
              full={"n": range(1, 8)}),
    simulates("test_error", square_on_density_cells, monte_carlo, seed=14, n=20, m=(1, 5), s2="1/25"),
    too_strong("test_error", Eq(error, without_empty), two_point_noise, n=2, weights=(WEIGHTS,), beta=(BETA,),
               noise="1/2", a=0),
    too_strong("test_error", Eq(error, large_cells), two_point_noise, n=4, weights=(WEIGHTS,), beta=(BETA,),
               noise="1/2", a=0),
    fails_without(fixed, "test_error", best_split, n=(2, 4)),
    instances("optimal_experts", leading_terms, d=(1, 2, 3), root=("1/2", 2, 5), n=(10, 1000), s2=("1/25", 2)),
    too_strong("optimal_experts", Eq(best, (c * n / (d * s2)) ** (d / (d + 2))), leading_terms, d=2, root=2, n=10,
               s2="1/25"),
    too_strong("optimal_experts", Eq(best, (2 * c * n / s2) ** (d / (d + 2))), leading_terms, d=2, root=2, n=10,
               s2="1/25"),
)  # fmt: skip
