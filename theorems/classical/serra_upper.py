"""Regions of a deep ReLU network, by the units that are off.  (Serra, Tjandraatmadja and Ramalingam 2018, Theorem 1)

Where j units of a layer are off the image of a region has at most n_l - j dimensions left. So the bound sums over the
numbers j_1, .., j_J of units that are off: C(n_1, j_1) .. C(n_J, j_J) for all 0 <= j_l <= min(n_l, a_l), where
a_l = min(D, n_1 - j_1, .., n_(l-1) - j_(l-1)) is the dimension that layer l sees.
"""

from dataclasses import dataclass
from itertools import product
from math import comb, prod

import sympy
from boundkit.theorems.classical.montufar_upper import (
    SHAPES,
    D,
    J,
    by_least_width,
    dense,
    j,
    l,
    n,
    one_layer_in_general_position,
    r,
    random_networks,
    shaped,
    skipping,
    width,
    zigzags,
)
from boundkit.theorems.classical.zaslavsky import THEOREM as ARRANGEMENTS
from sympy import Eq, Min, Sum, binomial

from boundkit.arithmetic.nodes import PathSum
from boundkit.constructions.folding import narrow_network
from boundkit.evidence import (
    Case,
    attained,
    derives,
    fails_without,
    identity,
    instances,
    nonnegative,
    too_strong,
    written_as,
)
from boundkit.networks import prelu_network
from boundkit.statements import EXACT, UPPER, Claim, Theorem, cite, hypothesis, quantity

ZASLAVSKY = ARRANGEMENTS.claim("upper")


@dataclass(frozen=True)
class Shape:
    """Inputs and hidden widths of a network."""

    D: int
    widths: tuple

    def sum_over_indices(self):
        """Serra's sum with its index set written out: every (j_1, .., j_J) is tried."""
        total = 0
        for chosen in product(*(range(units + 1) for units in self.widths)):
            left = [self.D, *(units - off for units, off in zip(self.widths, chosen, strict=True))]
            if all(off <= min(left[: layer + 1]) for layer, off in enumerate(chosen)):
                total += prod(comb(units, off) for units, off in zip(self.widths, chosen, strict=True))
        return total

    def witness(self):
        return {"inputs": self.D, "hidden widths": list(self.widths)}


a = sympy.Symbol("a", integer=True, nonnegative=True)
s = quantity("s", "the sum over the numbers of units that are off", measure=Shape.sum_over_indices)


def by_units_off(D=D, J=J):
    """Serra's sum, for results that use it."""
    return PathSum(binomial(n, j), (j, Min(a, n)), (a, D, Min(a, n - j)), (l, 1, J))


@hypothesis("a unit is constant where it is off: it is a ReLU")
def rectified(program):
    return all(step.slopes[unit] == 0 for step in program.steps[1::2] for unit in step.kinks)


STATEMENT = Theorem(
    id="classical.serra_upper",
    title="Regions of a deep ReLU network, by the units that are off",
    source=cite("serra2018", "Theorem 1", "memory"),
    notes="The widths n may be listed, as in n=3,3.",
    given=(dense, shaped, rectified),
    claims=(
        Claim("upper", UPPER, r <= by_units_off(), status="published",
              proof="With j units off, the image has at most n_l - j dimensions. At most C(n_l, j) parts of a region "
                    "have j units off, and there are at most C(n_l, 0) + .. + C(n_l, a) parts; the layers above make "
                    "most of those with the fewest units off."),
        Claim("below_montufar", UPPER, s <= by_least_width(), status="derived", given=(),
              proof="a_l <= d_l for every index."),
        Claim("one_layer", EXACT, Eq(s, ZASLAVSKY.bound(m=width(1), d=D)), status="derived", where=(Eq(J, 1),),
              given=(), proof="The sum over j_1 <= min(D, n_1) is Zaslavsky's."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def narrow(n):
    """The most regions that two hidden layers can give when the first has one unit or two."""
    return Case(narrow_network(*n), {"D": 1, "J": 2})


def absolute_values(n):
    """t -> |t| in place of ReLU: an input of one dimension is folded and nothing is lost."""
    units = list(n)
    weights = [[[1]] * units[0], *([[1] * p] * q for p, q in zip(units, [*units[1:], 1], strict=True))]
    biases = [[-t for t in range(q)] for q in units[:1]] + [[-1 - t for t in range(q)] for q in [*units[1:], 1]]
    return Case(prelu_network(weights, biases, [-1] * len(units)), {"D": 1, "J": len(units)})


def shape(D, n):
    return Case(Shape(D, n), {"J": len(n)})


# parts of derivations -------------------------------------------------------------------------------------------------

CUTS = "the hyperplanes of a layer cut the image of a region of the layers below"


def most_units_on(claim):
    """Of the parts that layer l makes of a region, those with few units off leave most to the layers above.

    x_j parts have j units off; x_j <= C(n, j), their number is at most C(n, 0) + .. + C(n, t), and F_j, what the layers
    above make of each, falls with j. The greatest sum of x_j F_j is then C(n, 0) F_0 + .. + C(n, t) F_t.
    """
    yield written_as("j units off leave dimension min(a, n - j), and F_j is the sum that starts there",
                     claim.expression, by_units_off())  # fmt: skip
    term, (_, most), *_ = claim.expression.args
    yield written_as("C(n, 0) + .. + C(n, t) is Zaslavsky's number in dimension a, t = min(a, n)",
                     Sum(term, (j, 0, most)), ZASLAVSKY.bound(m=n, d=Min(a, n)))  # fmt: skip
    yield identity("C(n, j) = 0 beyond n, so the sum may end at min(a, n)", binomial(n, n + 1 + a), 0)
    yield identity("without layers the sum is 1", claim.expression.subs(J, 0).doit(), 1)
    spare, beyond, fall, rise, last = (sympy.Symbol(name, nonnegative=True) for name in ("p", "x", "q", "u", "F"))
    yield identity("with C(n, i) = x_i + p and F_i = F_t + u for i <= t, F_j = F_t - q for j > t, the claimed sum is "
                   "greater by F_t (p - x_j) + p u + x_j q, summed",
                   spare * (last + rise) - beyond * (last - fall),
                   last * (spare - beyond) + spare * rise + beyond * fall)  # fmt: skip
    yield nonnegative("where the sum of p - x_j is Zaslavsky's number minus that of the parts, and p u, x_j q >= 0",
                      spare * rise + beyond * fall)  # fmt: skip
    yield from more_dimensions_are_more_regions()


def more_dimensions_are_more_regions():
    """F_j falls with j: a greater dimension a has all the choices of a smaller one, and more is left after each."""
    more, rest = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "qt")
    yield nonnegative("min(a + q, m) >= min(a, m): at m = a + t both a + q and m are at least a", more + rest)
    yield identity("and at a = m + t both are m", Min(rest + j + more, j) - Min(rest + j, j), 0)


def one_layer_is_zaslavsky(claim):
    """With one layer the sum is C(n, 0) + .. + C(n, min(D, n))."""
    yield written_as("its only layer gives C(n, j) for j <= min(D, n)", by_units_off(J=1).doit(),
                     ZASLAVSKY.bound(m=width(1), d=Min(D, width(1))))  # fmt: skip
    yield identity("and C(n, j) = 0 for j > n", binomial(n, n + 1 + a), 0)
    yield written_as("which is Zaslavsky's number", claim.expression, ZASLAVSKY.bound(m=width(1), d=D))


# evidence ---------------------------------------------------------------------------------------------------------

THEOREM = STATEMENT.supported_by(
    derives("upper", most_units_on, assuming=("classical.zaslavsky:upper",), stated=(CUTS,),
            scope="one layer on one region of the layers below"),
    instances("upper", random_networks, D=(1, 2), n=SHAPES, seed=range(2),
              full={"D": (1, 2, 3), "n": (*SHAPES, (4, 4), (5, 3), (3, 3, 3)), "seed": range(12)}),
    attained("upper", one_layer_in_general_position, D=(1, 2, 3), n=((1,), (3,), (5,)),
             full={"D": (1, 2, 3, 4), "n": ((1,), (2,), (5,), (8,))}),
    attained("upper", zigzags, n=((4,), (3, 2), (4, 1), (3, 3, 3)), full={"n": ((3, 2), (5, 4, 3), (3, 3, 3, 3))}),
    attained("upper", narrow, n=((1, 1), (1, 2), (1, 4))),
    too_strong("upper", r <= by_units_off() - 1, narrow, n=((1, 1),)),
    fails_without(dense, "upper", skipping, n=((1, 3), (1, 4))),
    fails_without(rectified, "upper", absolute_values, n=((1, 1), (1, 2))),
    instances("below_montufar", shape, D=range(1, 5), n=((3, 3), (2, 5), (1, 1), (4, 2, 3), (2, 2, 2, 2)),
              full={"D": range(1, 7), "n": [*product((1, 2, 3, 5), repeat=3), (2, 2, 2, 2), (4, 4, 4, 4)]}),
    too_strong("below_montufar", s <= by_least_width() - 1, shape, D=1, n=((3, 3),)),
    derives("one_layer", one_layer_is_zaslavsky, scope="the sum that runs to min(D, n_1)"),
    instances("one_layer", shape, name="shapes of one layer", D=range(1, 5), n=[(width,) for width in range(1, 7)]),
    too_strong("one_layer", Eq(s, ZASLAVSKY.bound(m=width(1), d=D - 1)), shape, D=2, n=((3,),)),
)  # fmt: skip
