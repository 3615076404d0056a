"""The best scalar quantizer with many levels.  (Panter and Dite 1951; the block bound is ours)

Y has a density f on [0, 1] and is replaced by one of m levels, one per cell of a segmentation. A cell of length D where
f lies between q and Q errs by between q D^3/12 and Q D^3/12, and Hoelder's inequality distributes the cells.
"""

from dataclasses import dataclass
from random import Random

import sympy
from flint import fmpq
from sympy import Eq, Integral, Rational, gamma, pi

from boundkit.arithmetic.rational import rational
from boundkit.constructions.segments import uniform
from boundkit.evidence import Case, bounded, certified, derives, identity, instances, limit_is, nonnegative, too_strong
from boundkit.formulas.parsing import parse
from boundkit.measures.grid_search import best_on_grid
from boundkit.measures.quantizer import block_sum, excess, least_constant
from boundkit.measures.regression import Regression
from boundkit.statements import EXACT, LOWER, Claim, Theorem, cite, function, given, natural, quantity, real

# notation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Predictor:
    """One constant per cell for beta(x), x of density p: the mean of beta unless given. For a quantizer beta(x) = x."""

    regression: Regression
    boundaries: tuple
    constants: tuple | None = None


@dataclass(frozen=True)
class BestFamily:
    """For every m, the segmentation of least error; known through one segmentation and a number of blocks."""

    regression: Regression
    boundaries: tuple
    blocks: int


def excess_of(thing):
    """Mean squared error of the constants, exactly, or as a ball where a boundary is irrational."""
    return excess(thing.regression, thing.boundaries, thing.constants)


def best_constant(thing):
    """lim m^2 (least error of m cells), enclosed."""
    return least_constant(thing.regression, thing.boundaries, thing.blocks)


y = real("y", "value of Y", least=0, at_most=1)
f = function("f", "density of Y", of=y, nonnegative=True)
m = natural("m", "levels")
N = natural("N", "equal blocks")
S = real("S", "at most (1/N) sum over the blocks of (least f on the block)^(1/3)", least=0)
third = Rational(1, 3)
whole = Integral(f**third, (y, 0, 1))

e = quantity("e", "mean squared error of the quantizer", measure=excess_of)
c = quantity("c", "lim m^2 (least mean squared error of m levels)", measure=best_constant)


def has_continuous_density(thing):
    return len(thing.regression.pieces) == 1


continuous = given(has_continuous_density, "Y has a continuous density f on [0, 1]")

# objects ----------------------------------------------------------------------------------------------------------


def coefficients(text, variable):
    """Of a polynomial, from the constant term up."""
    formula = parse(text, {str(variable): variable})
    return [rational(value) for value in reversed(sympy.Poly(formula, variable).all_coeffs())]


def source(f):
    return Regression.of([0, 1], coefficients(f, y))


def best_quantizers(f, blocks):
    return BestFamily(source(f), best_on_grid(source(f), 64, 1024).boundaries, blocks)


def random_boundaries(m, seed):
    places = Random(f"{m} {seed}").sample(range(1, 1000), m - 1)
    return (fmpq(0), *(fmpq(place, 1000) for place in sorted(places)), fmpq(1))


def random_quantizers(f, m, N, seed):
    return Case(Predictor(source(f), random_boundaries(m, seed)), {"S": block_sum(source(f), N)})


def best_grid_quantizers(f, m, N):
    return Case(Predictor(source(f), best_on_grid(source(f), m, 16 * m).boundaries), {"S": block_sum(source(f), N)})


def equal_levels(m, N):
    return Case(Predictor(source("1"), uniform(m)), {"S": 1})


# derivations ------------------------------------------------------------------------------------------------------


def one_cell():
    """Between q b^2 D^3/12 and Q B^2 D^3/12, for b <= |beta'| <= B and q <= p <= Q on a cell of length D."""
    mass, first, second, length = sympy.symbols("A0 A1 A2 D", positive=True)
    constant = sympy.Symbol("c", real=True)
    yield identity("the integral of (beta - c)^2 p is A2 - A1^2/A0 + A0 (c - A1/A0)^2: the mean A1/A0 is best",
                   second - 2 * constant * first + constant**2 * mass,
                   second - first**2 / mass + mass * (constant - first / mass) ** 2)  # fmt: skip
    yield identity("for p = 1 the least is 1/(2D) times the integral of (beta(x) - beta(y))^2 over the cell's square",
                   (2 * length * second - 2 * first**2) / (2 * length), second - first**2 / length)  # fmt: skip
    u, v = sympy.symbols("x y", real=True)
    spread = sympy.integrate((u - v) ** 2, (u, 0, length), (v, 0, length)) / (2 * length)
    yield identity(
        "for beta = x that is D^3/12, and b |x - y| <= |beta(x) - beta(y)| <= B |x - y|", spread, length**3 / 12
    )


def mean_of_cubes():
    """m numbers q of sum Q: the cubes sum to at least Q^3/m^2."""
    part, mean = sympy.symbols("q h", positive=True)
    total, cells = sympy.symbols("Q m", positive=True)
    yield identity("q^3 - 3 h^2 q + 2 h^3 = (q - h)^2 (q + 2 h) >= 0", part**3 - 3 * mean**2 * part + 2 * mean**3,
                   (part - mean) ** 2 * (part + 2 * mean))  # fmt: skip
    tangents = 3 * mean**2 * total - 2 * cells * mean**3
    yield identity("summed over m parts with h = Q/m: sum q^3 >= 3 h^2 Q - 2 m h^3 = Q^3/m^2",
                   tangents.subs(mean, total / cells), total**3 / cells**2)  # fmt: skip


def blocks_from_below(claim):
    """The cells, cut at the ends of N blocks, have parts q = (least density)^(1/3) D that sum to S."""
    yield from one_cell()
    a0, a1, b0, b1 = sympy.symbols("A0 A1 B0 B1", positive=True)
    yield identity("cutting a cell in two saves (A1 B0 - B1 A0)^2/(A0 B0 (A0 + B0)) >= 0",
                   a1**2 / a0 + b1**2 / b0 - (a1 + b1) ** 2 / (a0 + b0),
                   (a1 * b0 - b1 * a0) ** 2 / (a0 * b0 * (a0 + b0)))  # fmt: skip
    yield from mean_of_cubes()
    m, N, S = (claim.symbols[name] for name in "mNS")
    cells, fewer = sympy.Symbol("n", integer=True, positive=True), sympy.Symbol("r", nonnegative=True)
    yield nonnegative("fewer than m + N - 1 parts q err by no less",
                      S**3 / (12 * cells**2) - S**3 / (12 * (cells + fewer) ** 2))  # fmt: skip
    yield identity("m + N - 1 parts of error q^3/12 err by at least", S**3 / (m + N - 1) ** 2 / 12, claim.expression)


def scaled_error(weight, density):
    """m^2 times the error, per length, of cells of length 1/(m density) where beta'^2 p = weight."""
    return weight / (12 * density**2)


def cells_of_a_density():
    """Cells of l-mass 1/m have the length D = 1/(m l(xi)) for some xi in the cell."""
    yield from one_cell()
    weight, density, cells = sympy.symbols("g l m", positive=True)
    length = 1 / (cells * density)
    yield identity("m^2 g D^3/12 = g/(12 l^2) D, a term of a Riemann sum",
                   cells**2 * weight * length**3 / 12, scaled_error(weight, density) * length)  # fmt: skip


def hoelder():
    """The error constant of a point density l, g = s^3 the weight and A the integral of s: it is least at l = s/A."""
    root, total, density = sympy.symbols("s A l", positive=True)
    loss = root**3 + 2 * total**3 * density**3 - 3 * total**2 * root * density**2
    yield identity("s^3/l^2 + 2 A^3 l - 3 A^2 s = (s - A l)^2 (s + 2 A l)/l^2, zero at l = s/A only",
                   loss, (root - total * density) ** 2 * (root + 2 * total * density))  # fmt: skip
    yield certified("it is never negative: 3 A^2 s <= s^3/l^2 + 2 A^3 l",
                    3 * total**2 * root <= root**3 / density**2 + 2 * total**3 * density)  # fmt: skip
    yield identity("integrated, with int l = 1: the integral of s^3/l^2 is at least 3 A^2 A - 2 A^3 = A^3",
                   3 * total**2 * total - 2 * total**3, total**3)  # fmt: skip
    yield identity("at l = s/A the integrand s^3/(12 l^2) is A^2 s/12, and its integral A^3/12",
                   scaled_error(root**3, root / total), total**2 * root / 12)  # fmt: skip


def squeeze(claim, whole=whole):
    """From below by N fixed blocks whose lower sums S tend to A, from above by the density s/A, mended where s = 0."""
    total, value, small = sympy.symbols("A l epsilon", positive=True)
    lower, claimed = THEOREM.claim("lower"), claim.expression.xreplace({whole: total})
    yield from blocks_from_below(lower)
    yield limit_is("for fixed N, m^2 times the lower bound tends to the claim with S for A",
                   m**2 * lower.expression, m, claimed.subs(total, S))  # fmt: skip
    yield from cells_of_a_density()
    yield from hoelder()
    yield nonnegative("(l + epsilon)/(1 + epsilon) is positive, and at least l/(1 + epsilon)",
                      (value + small) / (1 + small) - value / (1 + small))  # fmt: skip
    yield identity("so its constant is at most (1 + epsilon)^2 A^3/12, and epsilon is free",
                   sympy.limit((1 + small) ** 2 * total**3 / 12, small, 0), claimed)  # fmt: skip


def zador_at_dimension_one(claim):
    """G_d d (int f^(d/(d+2)))^((d+2)/d) with G_1 = 1/12, which the sphere bound on G_d gives."""
    d, total = sympy.Symbol("d", positive=True), sympy.Symbol("A", positive=True)
    yield identity("d/(d + 2) at d = 1", (d / (d + 2)).subs(d, 1), third)
    sphere = gamma(d / 2 + 1) ** (2 / d) / ((d + 2) * pi)
    yield identity("the lower bound of G_d is 1/12 at d = 1: an interval is a ball", sphere.subs(d, 1), Rational(1, 12))
    yield identity("Zador's formula at d = 1", (sphere * d * total ** ((d + 2) / d)).subs(d, 1),
                   claim.expression.xreplace({whole: total}))  # fmt: skip


def enclosed_limits(claim):
    """Polynomial densities: the limit from segmentations, and the formula in balls."""
    for text in ("1", "2*y", "1/2 + y", "3*y**2", "6*y - 6*y**2"):
        yield from within(f"f = {text}", best_constant(best_quantizers(text, 4096)), claim.evaluate(f=text), 3)


def within(text, bracket, claimed, percent):
    yield bounded(f"{text}: the limit is at least {bracket.lower}, no more than claimed", bracket.lower, claimed.number)
    yield bounded(f"{text}: and at most {bracket.upper}, no less than claimed", claimed.number, bracket.upper)
    yield bounded(f"{text}: which is within {percent} %", bracket.upper, bracket.lower * fmpq(100 + percent, 100))


CITED = ("mean value theorem", "Riemann sums of continuous functions converge")
DENSITIES = ("1", "2*y", "1/2 + y", "6*y - 6*y**2")

THEOREM = Theorem(
    id="classical.panter_dite",
    title="The best m-level quantizer of a density errs by (1/12) (int f^(1/3))^3 / m^2",
    source=cite("panter1951", "asymptotic error of the best quantizer", "memory"),
    notes="Zador's formula at d = 1. f is a formula in y; E (Y - level)^2 is taken over Y in [0, 1].",
    given=(continuous,),
    claims=(
        Claim("minimum", EXACT, Eq(c, whole**3 / 12), where=(Eq(Integral(f, (y, 0, 1)), 1),),
              proof="From below: N fixed blocks and Hoelder's inequality for the cells; from above: cells of density "
                    "proportional to f^(1/3)."),
        Claim("lower", LOWER, e >= S**3 / (12 * (m + N - 1) ** 2),
              proof="Cut the cells at the ends of N blocks; then Hoelder's inequality for at most m + N - 1 cells."),
    ),
    evidence=(
        derives("minimum", squeeze, stated=CITED),
        derives("minimum", zador_at_dimension_one, scope="agreement with Zador's formula at d = 1"),
        derives("minimum", enclosed_limits, scope="5 densities, to within 3 %"),
        instances("minimum", best_quantizers, f="1", blocks=(1, 7)),
        too_strong("minimum", Eq(c, whole**3 / Rational(123, 10)), best_quantizers,
                   f=("1", "2*y"), blocks=2048),
        too_strong("minimum", Eq(c, Integral(sympy.sqrt(f), (y, 0, 1)) ** 2 / 12), best_quantizers,
                   f="2*y", blocks=2048),
        derives("lower", blocks_from_below, stated=CITED[:1]),
        instances("lower", random_quantizers, f=DENSITIES, m=(1, 2, 7, 40), N=(1, 16, 128), seed=range(2),
                  full={"m": (1, 2, 7, 40, 300), "seed": range(10)}),
        instances("lower", best_grid_quantizers, f=DENSITIES, m=(2, 16), N=(4, 64),
                  full={"m": (2, 16, 128), "N": (4, 64, 512)}),
        too_strong("lower", e >= S**3 / (11 * (m + N - 1) ** 2), equal_levels, m=4, N=1),
        too_strong("lower", e >= S**3 / (12 * (m + N - 1)), equal_levels, m=4, N=1),
    ),
)  # fmt: skip
