"""How far the error of a mixture on a sample may be below its true one.  (kratsios2024 says that it is finite)

The abstract says that mixtures generalise, since their VC dimension is finite. Explicit: the inequality of Vapnik and
Chervonenkis, in the form of Bousquet, Boucheron and Lugosi, with the growth bound of kratsios2024.vc_dimension. Errors
are at most 1, so the bound says nothing where it exceeds 1: for mixtures of real sizes it does so for a long while.
"""

from boundkit.theorems.classical.network_growth import D, J, W_bar
from boundkit.theorems.kratsios2024 import vc_dimension as general
from sympy import Eq, Sum, Symbol, binomial, log, sqrt

from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, fails_without, instances, too_strong
from boundkit.measures.coin_labels import CoinLabels
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, natural, quantity, real

# symbols ----------------------------------------------------------------------------------------------------------

E = general.E
n = natural("n", "examples")
eta = real("eta", "probability with which more is allowed", above=0, at_most=1)
j = Symbol("j", integer=True, nonnegative=True)
gap = quantity("gap", "with probability 1 - eta, the largest amount by which the error of a classifier of the class on "
               "the sample is below its true error", measure=lambda sample: sample.gap())  # fmt: skip
changes = 2 * Sum(binomial(2 * n - 1, j), (j, 0, E - 1))


mean = 2 * n * general.r / general.w
log_patterns = (1 + E * (J + 1)) * log(2) + general.w * log(mean)


def vapnik_chervonenkis(logarithm):
    """The bound for the logarithm of the number of sign patterns on 2 n points."""
    return 2 * sqrt(2 * (logarithm + log(2 / eta)) / n)


# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("the n examples are drawn independently")
def independent(sample):
    return not sample.repeated


@hypothesis("classifiers are signs of mixtures of E ReLU experts that the nearest prototype chooses")
def mixtures(sample, at):
    """On a line so many blocks for affine experts, for J = 0, and for W >= 3 units in one layer."""
    return at["D"] == 1 and sample.blocks <= at["E"] * (at["W"] + 2 if at["J"] else 2)


@hypothesis("inputs are numbers and the experts constants", shape=(Eq(D, 1), Eq(J, 0)))
def constant(sample, at):
    return sample.blocks <= at["E"]


STATEMENT = Theorem(
    id="kratsios2024.generalization",
    title="Generalisation of mixtures",
    source=cite("kratsios2024", "generalisation by a finite VC dimension", "abstract"),
    notes="At eta = 1/20 it is at most 1 from n = 433 on at (D, E, J, W) = (1, 2, 0, 1), 2843511 at (10, 8, 2, 32), "
          "6734381755 at (64, 64, 4, 256) and 13910761325549 at (4096, 128, 2, 14336): at real sizes it is vacuous for "
          "all samples but such ones. For E constants on a line it is so up to n = 75, 76 is the first for E = 2.",
    given=(independent, mixtures, constant),
    claims=(
        Claim("gap", UPPER, gap <= vapnik_chervonenkis(log_patterns),
              where=(E >= 2, W_bar <= 2 * n, n >= D), given=(independent, mixtures),
              proof="2 n points for the sample and a second one; Hoeffding's inequality for each sign pattern."),
        Claim("constants", UPPER, gap <= vapnik_chervonenkis(log(changes)), given=(independent, constant),
              proof="The same, with at most E - 1 changes of sign on 2 n points."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def of_constants(E, n, eta):
    return Case(CoinLabels(E, n, rational(eta)), {"E": E})


def of_affine(E, n, eta):
    return Case(CoinLabels(2 * E, n, rational(eta)), {"D": 1, "J": 0, "W": 1})


def of_one_layer(E, W, n, eta):
    return Case(CoinLabels(E * (W + 2), n, rational(eta)), {"D": 1, "J": 1})


def one_draw(E, n, eta):
    return Case(CoinLabels(E, n, rational(eta), repeated=True), {"D": 1, "J": 0, "W": 1})


def more_blocks(E, n, eta):
    """As many as there are examples."""
    return Case(CoinLabels(n, n, rational(eta)), {"D": 1, "J": 0, "W": 1})


THEOREM = STATEMENT.supported_by(
    instances("gap", of_affine, E=(2, 3), n=(100, 2000), eta=("1/100", "1/2")),
    instances("gap", of_one_layer, E=2, W=(3, 5), n=(200, 4000), eta=("1/20", "1/2")),
    too_strong("gap", gap <= sqrt(log(2 / eta) / (2 * n)), of_affine, E=400, n=800, eta="1/2"),
    fails_without(independent, "gap", one_draw, E=2, n=4000, eta="1/20"),
    fails_without(mixtures, "gap", more_blocks, E=2, n=4000, eta="1/20"),
    instances("constants", of_constants, E=(1, 2, 4), n=(50, 400, 2000), eta=("1/100", "1/2")),
    too_strong("constants", gap <= 2 * sqrt(2 * log(2 / eta) / n), of_constants, E=64, n=64, eta="1/2"),
    too_strong("constants", gap <= vapnik_chervonenkis(log(changes)) / 8, of_constants, E=1, n=2000, eta="1/100"),
    fails_without(independent, "constants", one_draw, name="one draw, constants", E=2, n=4000, eta="1/20"),
    fails_without(constant, "constants", more_blocks, name="blocks as many as examples", E=2, n=4000, eta="1/20"),
)
