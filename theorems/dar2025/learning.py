"""What learning the constants of m cells from n samples costs, exactly.  (dar2025; the explicit forms are ours)

The segmentation is fixed before the samples are seen; each constant is the mean of the samples in its cell, and a where
there is none. Approximation gets better and estimation worse with m, so a best number of experts exists.
"""

from dataclasses import dataclass
from itertools import product
from typing import Any

from flint import fmpq
from sympy import Eq, Sum, binomial, interpolate, sympify

from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, estimate, fails_without, instances, simulates, too_strong
from boundkit.measures.finite_learning import Learning, OneCell
from boundkit.measures.learning import LeastOnARay, PowerCells
from boundkit.measures.training_sets import Mean, training_sets
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
distance = quantity("dist", "expected squared distance of the constant of cell i from C(i)",
                    measure=lambda thing: thing.distance)  # fmt: skip
mean = quantity("mean", "expected constant of cell i, where it is not empty", measure=lambda thing: thing.mean)
training = quantity("train", "expected mean squared error on the samples", measure=lambda thing: thing.training_error)
best = quantity("mstar", "number m > 0 at which s2 + c m^(-2/d) + s2 m/n is least", measure=lambda ray: ray.place)
learnt = Sum(binomial(n, j) * P**j * (1 - P) ** (n - j) * V / j, (j, 1, n))  # V E[1/J, J >= 1]


@hypothesis("the segmentation does not depend on the samples")
def fixed(thing):
    return len(getattr(thing, "segmentations", (None,))) == 1


STATEMENT = Theorem(
    id="dar2025.learning",
    title="Learning the constants of a fixed segmentation",
    source=cite("dar2025", "learning of the experts", "summary", "a third party"),
    notes="As summarised, constants are unbiased, the error is decomposed and a best number of experts is seen; the "
          "exact forms and the closed form are ours. sharper.inverse_binomial bounds the inner sum, E[1/J, J >= 1].",
    given=(fixed,),
    claims=(
        Claim("test_error", EXACT, Eq(error, Sum(P * (V + learnt + (C - a) ** 2 * (1 - P) ** n), (i, 1, m))),
              proof="Given J >= 1 samples in a cell their mean is unbiased, of variance V/J; J is binomial."),
        Claim("in_a_cell", EXACT, Eq(distance, learnt + (C - a) ** 2 * (1 - P) ** n),
              proof="The same, before the cells are put together."),
        Claim("unbiased", EXACT, Eq(mean, C), status="published",
              proof="Given J >= 1 samples in a cell, each of them has the mean C(i)."),
        Claim("training_error", EXACT, Eq(training, Sum(V * (P - (1 - (1 - P) ** n) / n), (i, 1, m))),
              proof="J >= 1 samples lie V (J - 1) from their mean in all; E J = n P."),
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


def best_split(n, odds=1):
    """y = 1 or -1 with these odds whatever x = 0, 1, 2 is; x is split where the samples fit best."""
    chances = {1: fmpq(odds, 3 * (odds + 1)), -1: fmpq(1, 3 * (odds + 1))}
    atoms = tuple((x, fmpq(y), chances[y]) for x, y in product(range(3), (1, -1)))
    return with_values(Learning(n, fmpq(0), atoms, ((0, 0, 1), (0, 1, 1))))


def in_cell(build):
    """The same for one of the cells."""

    def one_cell(i, **at):
        whole = build(**at)
        return Case(OneCell(whole.object, i - 1), {**whole.values, "i": i})

    one_cell.__name__ = f"cell_of_{build.__name__}"
    return one_cell


def square_on_density_cells(n, m, s2, i=None):
    """beta = x^2, x uniform, boundaries (i/m)^(3/5), a = 0."""
    left, right = f"((i - 1)/{m})**(3/5)", f"(i/{m})**(3/5)"
    mass = f"({right} - {left})"
    mean = f"(({right})**3 - ({left})**3)/(3*{mass})"
    variance = f"{s2} + (({right})**5 - ({left})**5)/(5*{mass}) - ({mean})**2"
    cells = PowerCells(2, fmpq(3, 5), m, rational(s2), fmpq(0))
    return Case(Sampled(cells, n, i), {"P": mass, "C": mean, "V": variance, "a": 0})


@dataclass(frozen=True)
class Sampled:
    """Cells, of which one may be looked at, and a number of samples."""

    cells: PowerCells
    n: int
    cell: int | None

    def sets(self, seed):
        """10,000 training sets."""
        return training_sets(self.cells, self.n, 10_000, seed)

    def told(self, sample):
        """With 99%, or all cells together with 99.9%."""
        low, high = Mean.of(sample).interval(*((0.99,) if self.cell is None else (0.999, self.cells.m)))
        return estimate((low + high) / 2, (high - low) / 2)


def test_errors(thing, seed):
    return thing.told(thing.sets(seed).test_errors)


def training_errors(thing, seed):
    return thing.told(thing.sets(seed).training_errors)


def distances(thing, seed):
    return thing.told(thing.sets(seed).distances[:, thing.cell - 1])


def constants(thing, seed):
    return thing.told(thing.sets(seed).constants_learnt(thing.cell - 1))


def leading_terms(d, root, n, s2):
    """With c such that the best number is root^d."""
    c = rational(s2) * d * rational(root) ** (d + 2) / (2 * n)
    return Case(LeastOnARay(c, n, d, rational(s2)), {"c": c})


# evidence ---------------------------------------------------------------------------------------------------------

WEIGHTS, BETA = (1, 2, 3), ("1/3", "-1", 2)
ONE = {"weights": (WEIGHTS,), "beta": (BETA,), "noise": "1/2", "a": 0}
POINTS = {**ONE, "a": (0, "5/7"), "full": {"n": range(1, 7), "noise": (0, "1/2")}}
PAIRS = {"beta": (("0", "1", "3", "-1"),), "a": ("0", "1/2"), "full": {"n": range(1, 8)}}
BAND: dict[str, Any] = {"seed": 14, "confidence": "Bonferroni 99.9%", "n": 12, "m": 8, "i": range(1, 9), "s2": "1/25"}
cell_of_points, cell_of_pairs, cell_of_split = (in_cell(build) for build in (two_point_noise, cells_of_two, best_split))
without_empty = Sum(P * (V + learnt), (i, 1, m))
large_cells = Sum(P * (V + V / (n * P) + (C - a) ** 2 * (1 - P) ** n), (i, 1, m))

THEOREM = STATEMENT.supported_by(
    instances("test_error", two_point_noise, n=(1, 4), **POINTS),
    instances("test_error", cells_of_two, n=3, **PAIRS),
    simulates("test_error", square_on_density_cells, test_errors, seed=14, n=20, m=(1, 5), s2="1/25"),
    too_strong("test_error", Eq(error, without_empty), two_point_noise, n=(2, 3), **ONE),
    too_strong("test_error", Eq(error, large_cells), two_point_noise, n=4, **ONE),
    fails_without(fixed, "test_error", best_split, n=(2, 4)),
    instances("in_a_cell", cell_of_points, n=3, i=(1, 2, 3), **POINTS),
    instances("in_a_cell", cell_of_pairs, n=3, i=(1, 2), **PAIRS),
    simulates("in_a_cell", square_on_density_cells, distances, name="simulated cells", **BAND),
    too_strong("in_a_cell", Eq(distance, learnt), cell_of_points, n=3, i=(1, 2, 3), **ONE),
    fails_without(fixed, "in_a_cell", cell_of_split, n=(2, 4), i=(1, 2)),
    instances("unbiased", cell_of_points, name="means of points", n=3, i=(1, 2, 3), **POINTS),
    instances("unbiased", cell_of_pairs, name="means of pairs", n=3, i=(1, 2), **PAIRS),
    simulates("unbiased", square_on_density_cells, constants, name="simulated means", **BAND),
    too_strong("unbiased", Eq(mean, C + (a - C) * (1 - P) ** n), cell_of_points, n=3, i=(1, 2, 3), **ONE),
    fails_without(fixed, "unbiased", cell_of_split, name="means without fixed", n=(3, 4), odds=3, i=(1, 2)),
    instances("training_error", two_point_noise, name="samples of points", n=(1, 3), **POINTS),
    instances("training_error", cells_of_two, name="samples of pairs", n=3, **PAIRS),
    simulates("training_error", square_on_density_cells, training_errors, name="simulated samples", seed=14, n=20,
              m=(1, 5), s2="1/25"),
    too_strong("training_error", Eq(training, Sum(V * (P - 1 / n), (i, 1, m))), two_point_noise, n=3, **ONE),
    fails_without(fixed, "training_error", best_split, name="samples without fixed", n=(2, 4)),
    instances("optimal_experts", leading_terms, d=(1, 2, 3), root=("1/2", 2, 5), n=(10, 1000), s2=("1/25", 2)),
    too_strong("optimal_experts", Eq(best, (c * n / (d * s2)) ** (d / (d + 2))), leading_terms, d=2, root=2, n=10,
               s2="1/25"),
    too_strong("optimal_experts", Eq(best, (2 * c * n / s2) ** (d / (d + 2))), leading_terms, d=2, root=2, n=10,
               s2="1/25"),
)  # fmt: skip
