"""How large the entropy of bounded networks is at least, by bumps.  (ours; elementary beside Ou and Boelcskei)

One hidden layer of W units with parameters in [-B, B] makes floor(W/3) bumps that peak at different points, so the
class contains a cube of heights in the maximum norm. E experts on a fixed partition, chosen by the input, make E times
as many: the gap between mayaki2026.covering_number's fixed patterns and input-dependent routing is not special to
constant experts. Sharper: sharper.entropy_of_one_layer.
"""

from sympy import ceiling, floor, log

from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, fails_without, instances, too_strong
from boundkit.measures.certificates import own
from boundkit.measures.one_layer_classes import BumpClass, one_layer
from boundkit.statements import LOWER, Claim, Theorem, cite, hypothesis, natural, positive, quantity

# symbols ----------------------------------------------------------------------------------------------------------

W = natural("W", "units of an expert's hidden layer")
E = natural("E", "experts, one on each cell")
B = positive("B", "bound on the absolute value of a parameter")
delta = positive("delta", "radius of the balls, in the sup norm on [0, 1], centred anywhere")
u = floor(W / 3)
entropy = quantity("logN", "logarithm of the least number of balls that cover the class",
                   measure=lambda thing: thing.entropy, certificate=own)  # fmt: skip

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("the experts are all networks of one input and one hidden layer of W units with parameters in [-B, B]")
def whole(thing, at):
    expert = thing.expert
    return (expert.W, expert.B, expert.delta) == (at["W"], rational(at["B"]), rational(at["delta"]))


@hypothesis("E of them, each on its own of E equal cells, rescaled to [0, 1]; the partition is fixed")
def on_cells(thing, at):
    return at["E"] == thing.E


STATEMENT = Theorem(
    id="mayaki2026.entropy_lower_bound",
    title="Entropy of bounded networks and mixtures from below",
    source=cite("boundkit", "own proof"),
    notes="Ours, a companion to the upper bounds of mayaki2026.covering_number.",
    given=(whole, on_cells),
    claims=(
        Claim("lower_bumps", LOWER, entropy >= u * log(ceiling(B**2 / (4 * u * delta))), where=(W >= 3,),
              status="derived", given=(whole,), on="one expert",
              proof="Three units make a bump of half-width 1/(2 u) whose height fills [-B^2/(4 u), B^2/(4 u)]."),
        Claim("lower_routed", LOWER, entropy >= E * u * log(ceiling(B**2 / (4 * u * delta))), where=(W >= 3,),
              status="derived", proof="u bumps on each of E cells."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def expert(W, B, delta):
    return BumpClass(one_layer(W, B, delta))


def on_equal_cells(E, W, B, delta):
    return BumpClass(one_layer(W, B, delta), E)


def other_bound(E, W, B, delta, factor):
    """The parameters go up to a multiple of B."""
    return Case(BumpClass(one_layer(W, rational(B) * rational(factor), delta), E), {"B": B})


def one_on_all_cells(E, W, B, delta):
    """A single expert serves every cell."""
    return Case(BumpClass(one_layer(W, B, delta), 1), {"E": E})


# evidence ---------------------------------------------------------------------------------------------------------

SOME = {"W": (3, 4, 7, 12), "B": (1, 2, "5/2"), "delta": ("1/7", "1/100")}

THEOREM = STATEMENT.supported_by(
    instances("lower_bumps", expert, **SOME),
    too_strong("lower_bumps", entropy >= W * W * log(ceiling(B**2 / (4 * u * delta))), expert, W=9, B=2,
               delta="1/1000"),
    fails_without(whole, "lower_bumps", other_bound, E=1, W=6, B=8, delta="1/100", factor="1e-4"),
    instances("lower_routed", on_equal_cells, E=(1, 2, 64), **SOME),
    too_strong("lower_routed", entropy >= E * W * W * log(ceiling(B**2 / (4 * u * delta))), on_equal_cells, E=8, W=9,
               B=2, delta="1/1000"),
    fails_without(on_cells, "lower_routed", one_on_all_cells, E=64, W=6, B=2, delta="1/100"),
    fails_without(whole, "lower_routed", other_bound, name="parameters up to B/10^4", E=2, W=6, B=8, delta="1/100",
                  factor="1e-4"),
)  # fmt: skip
