"""The entropy of one hidden layer has the exponent 2 W + 1, from both sides.  (ours)

x -> c + sum of W units v (w x + b)_+ on [0, 1] with all 3 W + 1 parameters in [-B, B]. Sharper than
mayaki2026.entropy_lower_bound: W values of slopes, or slopes and kinks, in place of floor(W/3) bumps; and from above
the two numbers that a unit is made of on an interval, where counting parameters gives 3 W + 1.
"""

from sympy import ceiling, log

from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, fails_without, instances, too_strong
from boundkit.measures.certificates import own
from boundkit.measures.one_layer_classes import DrawnMembers, one_layer
from boundkit.statements import LOWER, UPPER, Claim, Theorem, cite, hypothesis, natural, positive, quantity

# symbols ----------------------------------------------------------------------------------------------------------

W = natural("W", "units of the hidden layer")
B = positive("B", "bound on the absolute value of a parameter")
delta = positive("delta", "radius of the balls, in the sup norm on [0, 1], centred anywhere")
entropy = quantity("logN", "logarithm of the least number of balls that cover the class",
                   measure=lambda thing: thing.entropy, certificate=own)  # fmt: skip

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("the class is all networks of one input and one hidden layer of W units with parameters in [-B, B]")
def whole(thing, at):
    return (thing.W, thing.B, thing.delta) == (at["W"], rational(at["B"]), rational(at["delta"]))


STATEMENT = Theorem(
    id="sharper.entropy_of_one_layer",
    title="Sup-norm entropy of one hidden layer on an interval",
    source=cite("boundkit", "own proof"),
    notes="Sharper than mayaki2026.entropy_lower_bound. Parameters are compared by what the units do on [0, 1]: off, "
          "affine, or with a kink to the right or the left, for otherwise the kink -b/w is unbounded.",
    given=(whole,),
    claims=(
        Claim("lower_slopes", LOWER, entropy >= W * log(B**2 / (W * delta)) + log(B / delta), status="derived",
              proof="Kinks at j/W: the values at 0, 1/W, .., 1 depend on c and the W slopes one after the other."),
        Claim("lower", LOWER, entropy >= 2 * W * log(B**2 / (4 * W * delta)) + log(B / delta), status="derived",
              proof="A kink in the left half of each cell, values at both ends of the right half: the pairs of values "
                    "of a unit fill the area B^4/(4 W^2), since |slope| is the Jacobian; volumes of balls."),
        Claim("upper", UPPER, entropy <= W * log(4) + log(ceiling(B * (2 * W + 1) / delta))
              + 2 * W * log(ceiling(B**2 * (2 * W + 1) / delta)), status="derived",
              proof="A unit is off, affine, or has one of two kinks on [0, 1]; each kind has two numbers at most, on "
                    "which it depends with the constant 1, or B^2 over a unit interval."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def networks(W, B, delta):
    return one_layer(W, B, delta)


def drawn_members(W, B, delta, seed):
    return DrawnMembers(W, rational(B), rational(delta), seed)


def other_bound(W, B, delta, factor):
    """The parameters go up to a multiple of B."""
    return Case(one_layer(W, rational(B) * rational(factor), delta), {"B": B})


# evidence ---------------------------------------------------------------------------------------------------------

SOME = {"W": (1, 2, 3), "B": ("1/2", 1, 2), "delta": ("5/7", "3/37", "3/505")}

THEOREM = STATEMENT.supported_by(
    instances("lower_slopes", networks, **SOME),
    too_strong("lower_slopes", entropy >= 3 * W * log(B**2 / (W * delta)) + log(B / delta), networks, W=2, B=1,
               delta="1e-9"),
    fails_without(whole, "lower_slopes", other_bound, W=2, B=1, delta="1e-6", factor="1e-6"),
    instances("lower", networks, name="volumes", **SOME),
    too_strong("lower", entropy >= (2 * W + 1) * log(B**2 / (4 * W * delta)) + log(B / delta), networks, W=2, B=1,
               delta="1e-30"),
    fails_without(whole, "lower", other_bound, name="parameters up to B/10^6", W=2, B=1, delta="1e-6", factor="1e-6"),
    instances("upper", networks, name="grids", **SOME),
    instances("upper", drawn_members, name="members beside their centres", W=(1, 2), B=1, delta="1/3", seed=range(2),
              full={"W": (1, 2, 3, 4), "B": ("1/2", 1, 3), "delta": ("1/20", "1/3"), "seed": range(8)}),
    too_strong("upper", entropy <= W * log(4) + log(ceiling(B * (2 * W + 1) / delta))
               + (2 * W - 1) * log(ceiling(B**2 * (2 * W + 1) / delta)), networks, W=2, B=1, delta="1e-30"),
    fails_without(whole, "upper", other_bound, name="parameters up to 10^9 B", W=2, B=1, delta="1/10", factor="1e9"),
)  # fmt: skip
