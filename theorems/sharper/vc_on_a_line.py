"""The exact VC dimension of mixtures on a line.  (ours; sharper than kratsios2024.vc_dimension for D = 1)

The cells of E experts are intervals. If the sign of an expert changes at most r times, that of the mixture changes at
most E r + E - 1 times, so E (r + 1) + 1 points are not labelled alternately; and translated copies of the r + 1 points
that an expert shatters give as many. For one hidden layer of W units r is W + 1 or W: a zero for each of W + 1 pieces,
if their slopes can alternate in sign, which exact linear programming decides for every W and every slope of the units.
"""

from sympy import Eq

from boundkit.arithmetic.rational import rational
from boundkit.constructions.alternating import alternating_slopes
from boundkit.evidence import Case, fails_without, instances, too_strong
from boundkit.measures.certificates import own
from boundkit.measures.constant_classes import FreePrototypes
from boundkit.measures.line_classes import AnchoredMixtures, MixturesOnLine
from boundkit.measures.mixture_classes import FreelyRouted, Mixtures, SineMixtures
from boundkit.statements import EXACT, Claim, Theorem, cite, hypothesis, natural, quantity
from boundkit.statements.shape import D, J, k

# symbols ----------------------------------------------------------------------------------------------------------

E = natural("E", "experts")
W = natural("W", "hidden units of an expert")
vc = quantity("V", "VC dimension of the mixtures", measure=lambda mixtures: mixtures.vc_dimension(), certificate=own)

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("inputs are numbers", shape=(Eq(D, 1),))
def on_a_line(mixtures):
    return mixtures.D == 1


@hypothesis("an input goes to the expert of its nearest prototype, or of the largest affine score", shape=(Eq(k, 1),))
def intervals(mixtures):
    return not isinstance(mixtures, FreelyRouted)


@hypothesis("experts are all constants", shape=(Eq(J, 0),))
def constants(mixtures):
    return getattr(mixtures, "W", None) == -1 or getattr(mixtures, "constant", False)


@hypothesis("experts are all affine maps, so that a translated one is one again", shape=(Eq(J, 0),))
def affine(mixtures):
    return isinstance(mixtures, MixturesOnLine | Mixtures) and mixtures.W == 0


@hypothesis("experts have one hidden layer of W units of a fixed slope other than 1, and an output bias",
            shape=(Eq(J, 1),))  # fmt: skip
def layer(mixtures, at):
    return isinstance(mixtures, MixturesOnLine | Mixtures) and mixtures.W == at["W"] >= 1


@hypothesis("units are max(x, 0)")
def rectified(mixtures):
    return getattr(mixtures, "a", 0) == 0


@hypothesis("W + 1 slopes can alternate in sign: W >= 3 and |a| != 1, W = 1 and a < 0, W = 2 and a not 0 or -1, a = -1 "
            "and W odd")  # fmt: skip
def alternating(mixtures, at):
    return at["W"] < 1 or alternating_slopes(at["W"], rational(getattr(mixtures, "a", 0))) is not None


STATEMENT = Theorem(
    id="sharper.vc_on_a_line",
    title="VC dimension of mixtures on a line",
    source=cite("boundkit", "own proof"),
    notes="Sharper than kratsios2024.vc_dimension, of which the abstract alone was read. With slopes of units that are "
          "trained it is E (W + 2) for every W, since a = -1/2 alternates. For other slopes than these of the claim "
          "prelu, a not 1, it is E (W + 1).",
    given=(on_a_line, intervals, constants, affine, layer, rectified, alternating),
    claims=(
        Claim("constant", EXACT, Eq(vc, E), status="derived", given=(on_a_line, intervals, constants),
              proof="E intervals have E - 1 changes of sign."),
        Claim("affine", EXACT, Eq(vc, 2 * E), status="derived", given=(on_a_line, intervals, affine),
              proof="An affine map changes its sign once, and shatters two points wherever they are."),
        Claim("one_layer", EXACT, Eq(vc, E * (W + 2)), status="derived", where=(W >= 3,),
              given=(on_a_line, intervals, layer, rectified),
              proof="Slopes -, +, -, .. of which the second kink and the third come from units that face left have a "
                    "zero on each piece, wherever the zeros are wanted."),
        Claim("narrow", EXACT, Eq(vc, E * (W + 1)), status="derived", where=(W <= 2,),
              given=(on_a_line, intervals, layer, rectified),
              proof="One slope of one unit is 0. Of two that face apart the middle slope is the sum of the outer ones, "
                    "of others the first or the last slope is 0."),
        Claim("prelu", EXACT, Eq(vc, E * (W + 2)), status="derived", given=(on_a_line, intervals, layer, alternating),
              proof="As for max(x, 0): a piece has one zero, where its slopes alternate."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def of_constants(E):
    return MixturesOnLine(E, -1)


def of_affine_maps(E):
    return MixturesOnLine(E, 0)


def of_layers(E, W, a=0, whole=False, less=0):
    """Experts of W units of slope a, of which fewer are said to be there."""
    return Case(MixturesOnLine(E, W, rational(a), whole), {"W": W - less})


def of_prelu(E, unit):
    W, a = unit
    return of_layers(E, W, rational(a))


def freely_routed(n):
    """Two constants, routed at will."""
    return Case(FreelyRouted(n), {"E": 2})


def in_space(E, W):
    return Mixtures(3, E, W)


def constants_in_the_plane(E):
    return FreePrototypes(2, E)


def sines(E, n):
    return Case(SineMixtures(E, n), {"W": 1})


# evidence ---------------------------------------------------------------------------------------------------------

SLOPES = [(1, "-1/2"), (2, "1/2"), (2, "-1/2"), (2, "3"), (3, "-1"), (3, "1/10"), (4, "-3"), (5, "-1"), (6, "1/2")]

of_constant = (
    instances("constant", of_constants, E=range(1, 6), full={"E": range(1, 13)}),
    too_strong("constant", Eq(vc, E + 1), of_constants, E=(1, 2)),
    fails_without(intervals, "constant", freely_routed, n=12),
    fails_without(constants, "constant", of_affine_maps, E=2),
    fails_without(on_a_line, "constant", constants_in_the_plane, E=3),
)  # fmt: skip

of_affine = (
    instances("affine", of_affine_maps, E=range(1, 5), full={"E": range(1, 13)}),
    too_strong("affine", Eq(vc, 2 * E - 1), of_affine_maps, E=(1, 2)),
    fails_without(affine, "affine", AnchoredMixtures, E=(2, 3)),
    fails_without(on_a_line, "affine", in_space, E=2, W=0),
)  # fmt: skip

of_rectified = (
    instances("one_layer", of_layers, E=(1, 2, 4), W=(3, 4), full={"E": range(1, 5), "W": range(3, 7)}),
    instances("one_layer", of_layers, name="every labelling of the mixtures", E=(1, 2), W=(3, 4), whole=True,
              full={"E": range(1, 5), "W": range(3, 7)}, only=lambda E, W, whole: E * (W + 2) <= 16),
    too_strong("one_layer", Eq(vc, E * (W + 1)), of_layers, E=2, W=3),
    too_strong("one_layer", Eq(vc, E * (W + 2) + 1), of_layers, name="too strong: one point more", E=2, W=3),
    fails_without(rectified, "one_layer", of_layers, E=1, W=4, a=-1),
    fails_without(layer, "one_layer", of_layers, name="more units than said", E=1, W=4, less=1),
    fails_without(on_a_line, "one_layer", in_space, name="more points of space", E=1, W=3),
    instances("narrow", of_layers, name="one unit or two", E=(1, 2, 3), W=(1, 2), full={"E": range(1, 9)}),
    too_strong("narrow", Eq(vc, E * (W + 2)), of_layers, E=2, W=(1, 2)),
    fails_without(rectified, "narrow", of_layers, name="units of slope -1/2 alternate", E=1, W=(1, 2), a="-1/2"),
    fails_without(layer, "narrow", of_layers, name="three units", E=1, W=3, less=1),
    fails_without(layer, "narrow", sines, name="sines", E=1, n=12),
)  # fmt: skip

of_any_slope = (
    instances("prelu", of_prelu, E=(1, 2), unit=SLOPES[:5], full={"E": (1, 2, 3), "unit": SLOPES}),
    too_strong("prelu", Eq(vc, E * (W + 1)), of_prelu, name="too strong: a point less", E=2, unit=SLOPES[:2]),
    fails_without(alternating, "prelu", of_prelu, E=1, unit=[(1, "0"), (2, "0"), (1, "1/2"), (2, "-1"), (4, "-1")]),
    fails_without(layer, "prelu", of_layers, name="more units of slope 1/2 than said", E=1, W=4, less=1, a="1/2"),
    fails_without(on_a_line, "prelu", in_space, name="more points of space, any slope", E=1, W=3),
)  # fmt: skip

THEOREM = STATEMENT.supported_by(*of_constant, *of_affine, *of_rectified, *of_any_slope)
