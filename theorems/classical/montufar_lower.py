"""Deep ReLU networks with many regions.  (Montufar, Pascanu, Cho and Bengio 2014; the two readings apart: ours)

A layer of n_l >= D units folds every coordinate floor(n_l / D) times onto [0, 1]; the last layer cuts the folded cube
by n_J hyperplanes in general position. The wording is remembered, and "regions" has two readings. In activation regions
the number is right. In linear regions (largest connected sets on which the function is affine) it needs n_J >= D + 1:
with n_J = 1 unit on one input the regions on which that unit is off grow together at the folds, and six units before it
give 11 linear regions at most, not 12.
"""

from dataclasses import dataclass

import sympy
from boundkit.theorems.classical.line import THEOREM as LINE
from boundkit.theorems.classical.montufar_upper import D, J, by_least_width, l, n, width
from boundkit.theorems.classical.network_growth import written_as
from boundkit.theorems.classical.zaslavsky import all_regions
from sympy import Product, floor

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.constructions.folding import folding_network
from boundkit.evidence import Case, attained, derives, fails_without, identity, instances, nonnegative, too_strong
from boundkit.formulas.functions import given_functions
from boundkit.regions import count
from boundkit.statements import LOWER, Claim, Reading, Theorem, cite, given, quantity
from boundkit.verdict import Verdict

# notation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shape:
    """All ReLU networks with D inputs and these hidden widths."""

    D: int
    widths: tuple

    def on_the_cube(self):
        """The regions of the folding network on [0, 1]^D; it has more outside."""
        return count(folding_network(self.D, self.widths), (0, 1))

    def most_activation_regions(self):
        """From those of the folding network to what classical.montufar_upper allows."""
        bound = given_functions(by_least_width(self.D, len(self.widths)), {"n": self.widths})
        return Enclosure(rational(self.on_the_cube().activation_regions), exact_or_ball(bound, {}))

    def most_linear_regions(self):
        """From those of the folding network to what classical.line (one last unit) or montufar_upper allows."""
        most = self.most_activation_regions().upper
        if self.D == 1 and len(self.widths) == 2 and self.widths[1] == 1:
            most = min(most, LINE.claim("last_unit").evaluate(J=2, n=self.widths).number.upper)
        return Enclosure(rational(self.on_the_cube().connected_pieces), most)

    def witness(self):
        return {"inputs": self.D, "hidden widths": list(self.widths)}


activation = quantity("A", "most activation regions of a network of this shape", measure=Shape.most_activation_regions)
linear = quantity("M", "most linear regions of a network of this shape", measure=Shape.most_linear_regions)


def folds_and_cuts(J=J):
    """prod floor(n_l / D)^D over l < J, times Zaslavsky's number of the last layer."""
    return Product(floor(n / D) ** D, (l, 1, J - 1)) * all_regions(width(J), D)


# hypotheses -------------------------------------------------------------------------------------------------------


def is_wide(shape):
    return all(units >= shape.D for units in shape.widths)


def is_widest_last(shape):
    return shape.widths[-1] > shape.D


wide = given(is_wide, "every hidden layer has D units or more")
wider_last = given(is_widest_last, "the last hidden layer has D + 1 units or more")

# objects ----------------------------------------------------------------------------------------------------------


def shape(D, n):
    return Case(Shape(D, n), {"J": len(n)})


# derivations ------------------------------------------------------------------------------------------------------

LAST_LAYER = "classical.zaslavsky:regions"


def folding(claim):
    """p = floor(n/D) units fold a coordinate p times: sigma(p x) - 2 sigma(p x - 1) + 2 sigma(p x - 2) - .."""
    k, m = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "km")
    yield identity("beyond k bends the slope is p (1 - 2 + 2 - ..) = p (-1)^k, so the pieces of length 1/p each rise "
                   "from 0 to 1 or fall from 1 to 0",
                   1 + 2 * sympy.summation((-1) ** m, (m, 1, k)), (-1) ** k)  # fmt: skip
    yield nonnegative("D coordinates take p D of the n = p D + q units", (k * D + m) - k * D)
    yield written_as("every layer before the last maps p^D cubes onto the whole cube, and all regions of the last one "
                     "meet the cube", claim.expression,
                     Product(floor(n / D) ** D, (l, 1, J - 1)) * all_regions(width(J), D))  # fmt: skip


def neighbours_differ(claim):
    """Neighbouring activation regions of the folding network carry different affine maps."""
    yield from folding(claim)
    s, gap = sympy.Symbol("s", positive=True), sympy.Symbol("q", nonnegative=True)
    yield nonnegative("the weights of Lagrange's interpolation at 0 by places s_1 < s_2 < .. that are 1 apart: the "
                      "factor s_u/(s_u - s_t) is positive for u > t", (s + 1 + gap) / (1 + gap))  # fmt: skip
    yield nonnegative("and s_u/(s_t - s_u) for u < t, so weight t has the sign (-1)^(t-1): the D + 1 forms "
                      "(-1)^(t-1) (1 + s_t y_1 + .. + s_t^D y_D) have a positive sum 1, and one unit is on everywhere",
                      s / (1 + gap))  # fmt: skip
    w, slope, entry = sympy.symbols("w b g", nonzero=True)
    yield identity("for all output weights but those on finitely many hyperplanes no gradient has an entry 0, and at a "
                   "fold one entry changes its sign", entry - (-entry), 2 * entry)  # fmt: skip
    yield identity("where unit t of the last layer turns on, w_t times its own gradient is added",
                   (entry + w * slope) - entry, w * slope)  # fmt: skip


AFFINE = Reading("affine", "a linear region is a largest connected open set on which the function is affine")
PATTERN = Reading("pattern", "a linear region is an open set of inputs with one on/off pattern of the hidden units")
SHAPES = ((2,), (3,), (2, 3), (4, 3), (5, 3), (2, 2, 3))
LARGE = ((4, 4, 3), (6, 4, 4), (8, 5), (8, 8, 3))

THEOREM = Theorem(
    id="classical.montufar_lower",
    title="Deep ReLU networks with many regions",
    source=cite("montufar2014", "lower bound for rectifier networks", "memory"),
    notes="The widths n may be listed, as in n=4,4,3. The bound speaks of the best network of a shape, not of each.",
    given=(wide, wider_last),
    readings=(AFFINE, PATTERN),
    claims=(
        Claim("published_affine", LOWER, linear >= folds_and_cuts(), status="published", where=(J >= 1,),
              given=(wide,), reading=AFFINE,
              proof="False where n_J <= D: the widths (6, 1) on one input have at most 11 linear regions."),
        Claim("published", LOWER, activation >= folds_and_cuts(), status="published", where=(J >= 1,), given=(wide,),
              reading=PATTERN, on="folding network",
              proof="Each layer before the last maps floor(n_l/D)^D cubes onto the whole cube, which the last cuts."),
        Claim("linear", LOWER, linear >= folds_and_cuts(), where=(J >= 1,), given=(wide, wider_last),
              on="folding network",
              proof="If some unit of the last layer is on everywhere, neighbouring regions have different gradients."),
    ),
    evidence=(
        instances("published_affine", shape, name="one last unit", expects=Verdict.REFUTED, D=1, n=((6, 1), (8, 1))),
        derives("published", folding, assuming=(LAST_LAYER,)),
        instances("published", shape, D=(1, 2), n=SHAPES, full={"n": (*SHAPES, *LARGE)}),
        instances("published", shape, name="three inputs", D=3, n=((3,), (3, 4)),
                  full={"n": ((6, 4), (7, 3), (6, 6, 4))}),
        attained("published", shape, D=(1, 2), n=((2,), (5,), (7,))),
        too_strong("published", activation >= folds_and_cuts() + 1, shape, D=2, n=((3,),)),
        too_strong("published", activation >= Product(floor(n / D) ** (2 * D), (l, 1, J - 1)), shape, D=1,
                   n=((6, 2),)),
        derives("linear", neighbours_differ, assuming=(LAST_LAYER,), stated=("Lagrange's interpolation",)),
        instances("linear", shape, name="linear regions of folding networks", D=(1, 2), n=((3,), (4, 3), (2, 2, 3)),
                  full={"n": (*SHAPES, *LARGE)}),
        too_strong("linear", linear >= folds_and_cuts() + 1, shape, D=2, n=((3,),)),
        fails_without(wider_last, "linear", shape, D=1, n=((6, 1),)),
    ),
)  # fmt: skip
