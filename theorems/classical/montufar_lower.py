"""Deep ReLU networks with many regions.  (Montufar, Pascanu, Cho and Bengio 2014; the two readings apart: ours)

A layer of n_l >= D units folds every coordinate floor(n_l / D) times onto [0, 1]; the last layer cuts the folded cube
by n_J hyperplanes in general position. The wording is remembered, and "regions" has two readings. In activation regions
the number is right. In linear regions (largest connected sets on which the function is affine) it needs n_J >= D + 1:
with n_J = 1 unit on one input the regions on which that unit is off grow together at the folds, and six units before it
give 11 linear regions at most, not 12.
"""

from dataclasses import dataclass
from functools import cached_property

from boundkit.theorems.classical.line import THEOREM as LINE
from boundkit.theorems.classical.montufar_upper import D, J, by_least_width, l, n, width
from boundkit.theorems.classical.zaslavsky import THEOREM as ARRANGEMENTS
from sympy import Product, floor

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.constructions.folding import folding_network
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.formulas.functions import given_functions
from boundkit.regions import count
from boundkit.statements import LOWER, Claim, Reading, Theorem, cite, hypothesis, quantity
from boundkit.verdict import Verdict

ZASLAVSKY = ARRANGEMENTS.claim("regions")


@dataclass(frozen=True)
class Shape:
    """All ReLU networks with D inputs and these hidden widths."""

    D: int
    widths: tuple

    @cached_property
    def network(self):
        return folding_network(self.D, self.widths)

    def on_the_cube(self):
        """The regions of the folding network on [0, 1]^D; it has more outside."""
        return count(self.network, (0, 1))

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
    return Product(floor(n / D) ** D, (l, 1, J - 1)) * ZASLAVSKY.bound(m=width(J), d=D)


@hypothesis("every hidden layer has D units or more", shape=(Product(floor(n / D), (l, 1, J)) >= 1,))
def wide(shape):
    return all(units >= shape.D for units in shape.widths)


@hypothesis("the last hidden layer has D + 1 units or more", shape=(width(J) >= D + 1,))
def wider_last(shape):
    return shape.widths[-1] > shape.D


AFFINE = Reading("affine", "a linear region is a largest connected open set on which the function is affine")
PATTERN = Reading("pattern", "a linear region is an open set of inputs with one on/off pattern of the hidden units")

STATEMENT = Theorem(
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
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def shape(D, n):
    return Case(Shape(D, n), {"J": len(n)})


# evidence ---------------------------------------------------------------------------------------------------------

SHAPES = ((2,), (3,), (2, 3), (4, 3), (5, 3), (2, 2, 3))
LARGE = ((4, 4, 3), (6, 4, 4), (8, 5), (8, 8, 3))

published_affine = instances("published_affine", shape, name="one last unit", expects=Verdict.REFUTED, D=1,
                             n=((6, 1), (8, 1)))  # fmt: skip

published = (
    instances("published", shape, D=(1, 2), n=SHAPES, full={"n": (*SHAPES, *LARGE)}),
    instances("published", shape, name="three inputs", D=3, n=((3,), (3, 4)), full={"n": ((6, 4), (7, 3), (6, 6, 4))}),
    attained("published", shape, D=(1, 2), n=((2,), (5,), (7,))),
    too_strong("published", activation >= folds_and_cuts() + 1, shape, D=2, n=((3,),)),
    too_strong("published", activation >= Product(floor(n / D) ** (2 * D), (l, 1, J - 1)), shape, D=1, n=((6, 2),)),
)

linear_regions = (
    instances("linear", shape, name="linear regions of folding networks", D=(1, 2), n=((3,), (4, 3), (2, 2, 3)),
              full={"n": (*SHAPES, *LARGE)}),
    too_strong("linear", linear >= folds_and_cuts() + 1, shape, D=2, n=((3,),)),
    fails_without(wider_last, "linear", shape, D=1, n=((6, 1),)),
)  # fmt: skip

THEOREM = STATEMENT.supported_by(published_affine, *published, *linear_regions)
