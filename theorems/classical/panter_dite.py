"""The best scalar quantizer with many levels.  (Panter and Dite 1951; the block bound is ours)

Y has a density f on [0, 1] and is replaced by one of m levels, one per cell of a segmentation. A cell of length D where
f lies between q and Q errs by between q D^3/12 and Q D^3/12, and Hoelder's inequality distributes the cells.
"""

from random import Random

import sympy
from flint import fmpq
from sympy import Eq, Integral, Rational, gamma, pi

from boundkit.arithmetic.rational import rational
from boundkit.constructions.segments import uniform
from boundkit.evidence import Case, bounded, derives, identity, instances, too_strong
from boundkit.formulas.parsing import parse
from boundkit.measures.certificates import own
from boundkit.measures.excess import block_sum
from boundkit.measures.families import BestFamily, Predictor
from boundkit.measures.grid_search import best_on_grid
from boundkit.measures.regression import Regression
from boundkit.statements import EXACT, LOWER, Claim, Theorem, cite, function, hypothesis, natural, quantity, real

# notation ---------------------------------------------------------------------------------------------------------

y = real("y", "value of Y", least=0, at_most=1)
f = function("f", "density of Y", of=y, nonnegative=True)
m = natural("m", "levels")
N = natural("N", "equal blocks")
S = real("S", "at most (1/N) sum over the blocks of (least f on the block)^(1/3)", least=0)
third = Rational(1, 3)
whole = Integral(f**third, (y, 0, 1))

e = quantity("e", "mean squared error of the quantizer", measure=lambda thing: thing.excess, certificate=own)
c = quantity("c", "lim m^2 (least mean squared error of m levels)", measure=lambda family: family.constant)


@hypothesis("Y has a continuous density f on [0, 1]")
def continuous(thing):
    return len(thing.regression.pieces) == 1


STATEMENT = Theorem(
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
)  # fmt: skip

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


# evidence for parts of the claims ---------------------------------------------------------------------------------


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
        yield from within(f"f = {text}", best_quantizers(text, 4096).constant, claim.evaluate(f=text), 3)


def within(text, bracket, claimed, percent):
    yield bounded(f"{text}: the limit is at least {bracket.lower}, no more than claimed", bracket.lower, claimed.number)
    yield bounded(f"{text}: and at most {bracket.upper}, no less than claimed", claimed.number, bracket.upper)
    yield bounded(f"{text}: which is within {percent} %", bracket.upper, bracket.lower * fmpq(100 + percent, 100))


DENSITIES = ("1", "2*y", "1/2 + y", "6*y - 6*y**2")

THEOREM = STATEMENT.supported_by(
    derives("minimum", zador_at_dimension_one, scope="agreement with Zador's formula at d = 1"),
    derives("minimum", enclosed_limits, scope="5 densities, to within 3 %"),
    instances("minimum", best_quantizers, f="1", blocks=(1, 7)),
    too_strong("minimum", Eq(c, whole**3 / Rational(123, 10)), best_quantizers,
               f=("1", "2*y"), blocks=2048),
    too_strong("minimum", Eq(c, Integral(sympy.sqrt(f), (y, 0, 1)) ** 2 / 12), best_quantizers,
               f="2*y", blocks=2048),
    instances("lower", random_quantizers, f=DENSITIES, m=(1, 2, 7, 40), N=(1, 16, 128), seed=range(2),
              full={"m": (1, 2, 7, 40, 300), "seed": range(10)}),
    instances("lower", best_grid_quantizers, f=DENSITIES, m=(2, 16), N=(4, 64),
              full={"m": (2, 16, 128), "N": (4, 64, 512)}),
    too_strong("lower", e >= S**3 / (11 * (m + N - 1) ** 2), equal_levels, m=4, N=1),
    too_strong("lower", e >= S**3 / (12 * (m + N - 1)), equal_levels, m=4, N=1),
)  # fmt: skip
