"""Regions of a deep ReLU network on a line: at most prod (n_l + 1).  (Serra, Tjandraatmadja and Ramalingam 2018)

A layer of three units and more can fold an interval onto itself n_l + 1 times, so the bound is the maximum when all
layers but the last have three. With one unit or two a layer cannot: an affine combination of two units takes any value
at most twice, and two layers have at most 1 + n_1 (n_2 + 1) regions (ours).
"""

from dataclasses import dataclass

from boundkit.theorems.classical.montufar_upper import (
    SHAPES,
    J,
    dense,
    l,
    n,
    one_layer_in_general_position,
    r,
    random_networks,
    shaped,
    width,
    zigzags,
)
from boundkit.theorems.classical.serra_upper import absolute_values, narrow, rectified
from flint import fmpq
from sympy import Eq, Max, Product, ceiling

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.constructions.folding import narrow_network, zigzag_network
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.formulas.functions import given_functions
from boundkit.networks import Affine, Program, Rectifier
from boundkit.regions import EVERYWHERE, count
from boundkit.statements import EXACT, UPPER, Claim, Theorem, cite, hypothesis, quantity
from boundkit.statements.shape import D


@dataclass(frozen=True)
class Shape:
    """The hidden widths of all networks with one input."""

    widths: tuple
    inputs = 1

    @property
    def is_narrow(self):
        return len(self.widths) == 2 and self.widths[0] <= 2

    def network(self):
        """One with the most regions; its first layer may be narrow when it has two."""
        return narrow_network(*self.widths) if self.is_narrow else zigzag_network(self.widths)

    def most_regions(self):
        """From the regions of a network to what the claims upper and narrow allow."""
        bound = of_narrow_layers() if self.is_narrow else pieces_of_line(len(self.widths))
        allowed = exact_or_ball(given_functions(bound, {"n": self.widths}), {})
        return Enclosure(rational(count(self.network(), EVERYWHERE).activation_regions), allowed)

    def witness(self):
        return {"hidden widths": list(self.widths), "network with the most regions": self.network()}


def pieces_of_line(J=J):
    """prod (n_l + 1)."""
    return Product(n + 1, (l, 1, J))


def of_narrow_layers():
    return 1 + width(1) * (width(2) + 1)


def linear_pieces(network):
    """Maximal intervals of R on which the network is affine, exactly."""
    return count(network, EVERYWHERE).connected_pieces


M = quantity("M", "the most activation regions of a network with these widths", measure=Shape.most_regions)
p = quantity("p", "maximal intervals on which the network is affine", measure=linear_pieces)


@hypothesis("the network has one input", shape=(Eq(D, 1),))
def one_input(program):
    return program.inputs == 1


@hypothesis(
    "every hidden layer but the last has three units or more",
    shape=(Product(Max(n - 2, 0), (l, 1, J - 1)) >= 1,),
)
def wide(shape):
    return all(units >= 3 for units in shape.widths[:-1])


STATEMENT = Theorem(
    id="classical.line",
    title="Regions of a deep ReLU network on a line",
    source=cite("serra2018", "exact bounds for one input", "memory"),
    notes="The widths n may be listed, as in n=3,3. The true maxima of the widths (1, 1), (2, 1), (2, 2) are 3, 5, 7, "
          "not 4, 6, 9.",
    given=(one_input, dense, shaped, rectified, wide),
    claims=(
        Claim("upper", UPPER, r <= pieces_of_line(), status="published", given=(one_input, shaped),
              proof="On a region of the layers below, every unit of a layer is affine and changes sign at most once."),
        Claim("maximum", EXACT, Eq(M, pieces_of_line()), status="published", given=(one_input, wide),
              on="zigzag networks",
              proof="Three units and more fold [0, 1] onto itself n_l + 1 times, with slopes 2, -1, 1, -1, .. times "
                    "n_l + 1/2; the last layer cuts [0, 1] into n_J + 1 parts."),
        Claim("narrow", UPPER, r <= of_narrow_layers(), status="derived", where=(Eq(J, 2), width(1) <= 2),
              given=(one_input, dense, shaped, rectified),
              proof="An affine combination of two units takes any value at most twice, of one unit at most once."),
        Claim("narrow_maximum", EXACT, Eq(M, of_narrow_layers()), status="derived", where=(Eq(J, 2), width(1) <= 2),
              given=(one_input,), on="narrow networks",
              proof="One unit or two map the line onto [0, oo) that many times; the second layer cuts at 1, .., n_2."),
        Claim("last_unit", UPPER, p <= width(1) + 2 + ceiling(width(1) / 2), status="derived",
              where=(Eq(J, 2), Eq(width(2), 1)), given=(one_input, dense, shaped, rectified),
              proof="The last unit hides the kinks at which it is off, and with kinks on it does not cross between."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def shape(n):
    return Case(Shape(n), {"J": len(n)})


def skipping(n):
    """The input passes by a first layer of two units, and three slopes 2, -1, 1 alternate in sign."""
    _, units = n
    first = Affine([[1], [1], [1]], [0, fmpq(-1, 2), fmpq(-3, 2)])
    second = Affine([[2, -3, 2]] * units, [fmpq(-t, units + 1) for t in range(1, units + 1)])
    last = Affine([[1] * units], [0])
    return Case(Program((first, Rectifier.of([1, 0, 0]), second, Rectifier.relu(units), last)), {"D": 1, "J": 2})


# evidence ---------------------------------------------------------------------------------------------------------

ATTAINED = ((1,), (3, 1), (3, 2), (4, 3), (3, 3, 2), (3, 4, 3))
MORE = (*ATTAINED, (5, 4, 3), (3, 3, 3, 3), (10, 10, 10))

upper = (
    instances("upper", random_networks, D=1, n=SHAPES, seed=range(3), full={"seed": range(30)}),
    attained("upper", zigzags, n=ATTAINED, full={"n": MORE}),
    too_strong("upper", r <= pieces_of_line() - 1, zigzags, n=((3, 2),)),
    fails_without(one_input, "upper", one_layer_in_general_position, D=2, n=((3,), (5,))),
)

maximum = (
    instances("maximum", shape, n=ATTAINED, full={"n": MORE}),
    too_strong("maximum", Eq(M, pieces_of_line() + 1), shape, n=((3, 2),)),
    fails_without(wide, "maximum", shape, name="without wide: 3, 5, 7 of (1, 1), (2, 1), (2, 2)",
                  n=((1, 1), (2, 1), (2, 2))),
)  # fmt: skip

of_narrow = (
    instances("narrow", random_networks, name="random narrow networks", D=1, n=((1, 1), (2, 1), (2, 2), (2, 5)),
              seed=range(10), full={"seed": range(100)}),
    too_strong("narrow", r <= of_narrow_layers() - 1, narrow, n=((2, 2),)),
    fails_without(dense, "narrow", skipping, n=((2, 1), (2, 3))),
    fails_without(rectified, "narrow", absolute_values, n=((1, 1), (1, 2))),
    instances("narrow_maximum", shape, name="narrow networks", n=((1, 1), (2, 1), (2, 2), (1, 4), (2, 5)),
              full={"n": [(a, b) for a in (1, 2) for b in range(1, 12)]}),
    too_strong("narrow_maximum", Eq(M, of_narrow_layers() + 1), shape, n=((2, 1),)),
)  # fmt: skip

last_unit = (
    instances("last_unit", random_networks, name="random networks with one last unit", D=1,
              n=[(units, 1) for units in range(1, 7)], seed=range(5), full={"seed": range(50)}),
    attained("last_unit", zigzags, name="attained by zigzags with one last unit",
             n=[(units, 1) for units in (3, 4, 6, 7)]),
    too_strong("last_unit", p <= width(1) + 1 + ceiling(width(1) / 2), zigzags, n=((6, 1),)),
)  # fmt: skip

THEOREM = STATEMENT.supported_by(*upper, *maximum, *of_narrow, *last_unit)
