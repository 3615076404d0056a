"""The VC dimension of mixtures of ReLU experts under nearest-prototype routing.  (kratsios2024; the constants are ours)

The abstract, which alone was read, has the order soft-O(E max(D E, J W)) and leaves open whether W is the width of an
expert or its number of parameters. Read as width it is refuted: E copies of points that bumps shatter give
2 D E floor(W/3). Read as parameters it follows from an explicit bound, with D E parameters for the routing.
"""

from dataclasses import replace

from boundkit.theorems.classical import network_growth
from boundkit.theorems.classical.log_solve import solution
from boundkit.theorems.classical.network_growth import TWO_E, D, J, N, R, W, W_bar, W_last, growth, log2_growth
from boundkit.theorems.classical.sign_patterns import patterns
from boundkit.theorems.kratsios2024.routing_growth import central
from sympy import Eq, Max, Min, floor, sqrt

from boundkit.arithmetic.enclosure import enclose, precedes
from boundkit.arithmetic.nodes import GreatestInteger
from boundkit.evidence import (Case, along, attained, consistent_with, fails_without, implied_by, instances, refuted_by,
                               too_small, too_strong)  # fmt: skip
from boundkit.measures.certificates import own
from boundkit.measures.mixture_classes import FreelyRouted, Mixtures, SineMixtures
from boundkit.statements import (ASYMPTOTIC, EXACT, LOWER, UPPER, Claim, Reading, Theorem, cite, define, hypothesis,
                                 log2, natural, quantity, soft_o)  # fmt: skip
from boundkit.statements.shape import k

E, n = natural("E", "experts"), natural("n", "points")
v, P = natural("v", "points that the experts shatter", least=0), natural("P", "parameters of one expert")
w = define("w", "parameters of the prototypes, and parameter counts W_1 + .. + W_(J+1) of all experts", E * (D + W_bar))
r = define("r", "factor in the base", TWO_E * E * (R + E - 1))
comparisons = N * E * (E - 1) / 2
routings = patterns(comparisons, 2, D * E)
by_polynomials = 1 + D * E * log2(TWO_E * N * (E - 1) / D)
by_ties = log2(central(comparisons, (D + 1) * (E - 1)))
rho = define("rho", "binary logarithm of routings of N points, at most", Min(by_polynomials, by_ties, N * log2(E)))
g = define("g", "sign patterns of one expert on N points, at most", growth(N))
gamma = define("gamma", "binary logarithm of the growth function of one expert", log2_growth(N))
longest = Max(D * E, J * P)
closed = solution(r, w, 1 + E * (J + 1))
solved = GreatestInteger(rho + E * gamma, N, closed)
vc = quantity("V", "VC dimension of the mixtures", measure=lambda mixtures: mixtures.vc_dimension(), certificate=own)
shattered = quantity("s", "points, out of n, that the mixtures shatter", measure=lambda mixtures: mixtures.shattered())
signs = quantity("G", "sign patterns of the mixtures on N points", measure=lambda mixtures: mixtures.sign_patterns())


@hypothesis("the input goes to the expert of its nearest prototype", shape=(Eq(k, 1),))
def nearest(mixtures):
    return not isinstance(mixtures, FreelyRouted)


@hypothesis("experts are ReLU networks, or PReLU networks of a fixed slope other than 1")
def relu(mixtures):
    return not isinstance(mixtures, SineMixtures)


@hypothesis("experts have one hidden layer, J = 1", shape=(Eq(J, 1),))
def shallow(mixtures):
    return mixtures.hidden_layers == 1


@hypothesis("experts are all affine maps, J = 0", shape=(Eq(J, 0),))
def affine(mixtures):
    return mixtures.hidden_layers == 0 and not mixtures.constant


@hypothesis("inputs are numbers and experts constants", shape=(Eq(D, 1), Eq(J, 0)))
def constant(mixtures):
    return mixtures.hidden_layers == 0 and mixtures.constant and mixtures.D == 1


@hypothesis("inputs are numbers and experts are sin(pi f x)", shape=(Eq(D, 1),))
def sine(mixtures):
    return isinstance(mixtures, SineMixtures)


@hypothesis("frequencies of sines are f = 1 + a sum of 2^j")
def odd(mixtures):
    return not isinstance(mixtures, SineMixtures) or mixtures.first == 1


@hypothesis("the experts shatter some v points")
def shatter(mixtures, at):
    return precedes(enclose(at["v"]), replace(mixtures, E=1).vc_dimension())


width = Reading("width", "W is the width of an expert, J its depth")
sizes = Reading("parameters", "W is the number of parameters of an expert; written P here")
BOTH = (nearest, relu)

STATEMENT = Theorem(
    id="kratsios2024.vc_dimension",
    title="VC dimension of a mixture of E experts",
    source=cite("kratsios2024", "order of the VC dimension", "abstract"),
    notes="The paper's L, the number of experts, is E here. The VC dimension is that of the classifiers f(x) > 0. "
          "Experts have J hidden layers of W units; for J = 0 they are affine and W plays no part.",
    given=(nearest, relu, shatter, shallow, affine, constant, sine, odd),
    readings=(width, sizes),
    claims=(
        Claim("published_width", ASYMPTOTIC, soft_o(vc, E * Max(D * E, J * W)), "published", (), BOTH, width),
        Claim("published_parameters", ASYMPTOTIC, soft_o(vc, E * longest), "published", (Eq(P, W_last),), BOTH, sizes),
        Claim("growth", UPPER, signs <= routings * g**E, where=(E >= 2, W_bar <= N, 2 * D <= N), given=BOTH,
              proof="N C(E, 2) polynomials of degree 2 in D E variables route; an expert then sees at most N points."),
        Claim("upper_closed", UPPER, vc <= closed, where=(E >= 2,), given=BOTH,
              proof="Weighted AM-GM turns the growth bound into 2^(1 + E (J + 1)) (N r / w)^w; solve 2^N <= that."),
        Claim("upper_solved", UPPER, vc <= solved, where=(E >= 2,), given=BOTH,
              proof="2^N sign patterns; the least of three numbers of routings (kratsios2024.routing_growth)."),
        Claim("single_expert", UPPER, vc <= network_growth.vc_bound, where=(Eq(E, 1), J * W >= 2), given=BOTH,
              proof="There is nothing to route: the class is that of one network."),
        Claim("lower_translate", LOWER, vc >= E * v, given=(nearest, relu, shatter),
              proof="E far-apart copies of a shattered set, a prototype at each, experts translated with their copy."),
        Claim("lower_bumps", LOWER, vc >= 2 * D * E * floor(W / 3), given=(nearest, relu, shallow),
              proof="Translated copies of the 2 D floor(W/3) points that bumps shatter."),
        Claim("lower_affine", LOWER, vc >= E * (D + 1), given=(nearest, relu, affine),
              proof="Translated copies of a simplex, whose D + 1 corners affine maps shatter."),
        Claim("exact_constant_1d", EXACT, Eq(vc, E), given=(nearest, relu, constant),
              proof="E cells on a line realise at most E - 1 changes of sign."),
        Claim("sine_experts", LOWER, shattered >= n, given=(nearest, sine, odd),
              proof="sin(pi f x) with f = 1 + sum of 2^j over the labels False has the wanted signs at x = 2^-j."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def constants_on_line(E):
    return Case(Mixtures(1, E, constant=True), {"D": 1, "J": 0, "W": 1, "v": 1})


def affine_mixtures(D, E, N=0):
    return Case(Mixtures(D, E, N=N), {"J": 0, "W": 1, "v": D + 1})


def shallow_mixtures(D, E, W, N=0):
    return Case(Mixtures(D, E, W, N=N), {"J": 1, "v": 2 * D * (W // 3)})


def sine_mixtures(E, n, first=1):
    return Case(SineMixtures(E, n, first), {"D": 1, "J": 1, "W": 1})


def too_many_points(D, E):
    """One point more than affine maps shatter."""
    return Case(Mixtures(D, E), {"v": D + 2})


def constants_of_points(n):
    """One constant expert shatters a single point."""
    return Case(Mixtures(1, 1, constant=True), {"n": n})


def freely_routed(n):
    return Case(FreelyRouted(n), {"D": 1, "E": 2, "J": 0, "W": 1})


# evidence ---------------------------------------------------------------------------------------------------------

affine_experts = {J: 0, P: network_growth.W_last}
one_layer = {J: 1, P: network_growth.W_last}
full_bumps = {**one_layer, W: 3 * natural("q", "a third of the width")}

THEOREM = STATEMENT.supported_by(
    refuted_by("published_width", "lower_bumps", along(D, tied={W: D * E, J: 1}),
               objects="all mixtures of E experts with one hidden layer of D E units are such a class"),
    implied_by("published_parameters", "upper_closed", along(D, tied=affine_experts), along(D, tied=one_layer),
               along(E, tied=one_layer), along(W, tied=one_layer), along(J, tied={P: network_growth.W_last}),
               along(D, E, W, J, tied={P: network_growth.W_last})),
    consistent_with("published_parameters", "lower_bumps", along(D, tied=full_bumps), along(E, tied=full_bumps),
                    along(W, tied=one_layer), along(D, E, W, tied=one_layer)),
    too_small("published_parameters", soft_o(vc, longest), "lower_bumps", along(D, E, W, tied=one_layer)),
    too_small("published_parameters", soft_o(vc, E * sqrt(longest)), "lower_bumps", along(W, tied=one_layer)),
    too_small("published_parameters", soft_o(vc, E * Max(D, P)), "upper_closed",
              along(J, tied={P: network_growth.W_last})),
    instances("growth", affine_mixtures, name="signs of affine experts", D=1, E=(2, 3, 4),
              N=(4, 16, 256), full={"N": range(4, 257, 7)}),
    instances("growth", shallow_mixtures, name="signs of one hidden layer", D=1, E=(2, 3), W=(1, 3), N=(20, 1000),
              full={"W": (1, 2, 3, 6), "N": range(20, 1021, 50)}),
    too_strong("growth", signs <= routings, shallow_mixtures, name="too strong: no experts", D=1,
               E=2, W=15, N=76),
    too_strong("growth", signs <= g, affine_mixtures, name="too strong: one expert and no routing", D=1,
               E=3, N=60),
    instances("upper_closed", constants_on_line, E=(2, 3, 4)),
    instances("upper_closed", affine_mixtures, D=1, E=(2, 3, 4)),
    instances("upper_closed", shallow_mixtures, D=1, E=(2, 3, 4), W=(3, 6), full={"W": range(3, 13)}),
    too_strong("upper_closed", vc <= E * Max(D * E, J * W), shallow_mixtures, D=2, E=2, W=6),
    fails_without(relu, "upper_closed", sine_mixtures, E=2, n=(12, 160)),
    fails_without(nearest, "upper_closed", freely_routed, n=(12, 160)),
    instances("upper_solved", constants_on_line, name="constants on a line", E=(2, 3, 4)),
    instances("upper_solved", affine_mixtures, name="affine experts on a line", D=1, E=(2, 3, 4)),
    instances("upper_solved", shallow_mixtures, name="one hidden layer on a line", D=1, E=(2, 3), W=(3, 6)),
    too_strong("upper_solved", vc <= E * Max(D * E, J * W), shallow_mixtures,
               name="too strong: the order read as width", D=2, E=2, W=6),
    instances("single_expert", shallow_mixtures, name="one expert on a line", D=1, E=1, W=(3, 6, 9)),
    too_strong("single_expert", vc <= D + J + 1, shallow_mixtures, D=1, E=1, W=6),
    instances("lower_translate", affine_mixtures, name="copies of simplices", D=(1, 2, 3), E=(1, 2, 3)),
    instances("lower_translate", shallow_mixtures, name="copies of bumps", D=(1, 2), E=(1, 2), W=(3, 6)),
    too_strong("lower_translate", vc >= E * v + 1, constants_on_line, E=(1, 2)),
    fails_without(shatter, "lower_translate", too_many_points, D=1, E=(1, 2)),
    instances("lower_bumps", shallow_mixtures, name="shattering certificates", D=(1, 2, 3), E=(1, 2, 3),
              W=(3, 5, 6),
              only=lambda D, E, W: 2 * D * (W // 3) <= 8,
              full={"D": range(1, 7), "E": range(1, 6), "W": range(3, 13)}),
    instances("lower_bumps", shallow_mixtures, name="12 and 16 points, every labelling", D=3, E=1, W=6,
              full={"D": (2, 4), "W": (6, 12)}, only=lambda D, E, W: D * (W // 3) in (6, 8)),
    too_strong("lower_bumps", vc >= 2 * D * E * W, shallow_mixtures, D=1, E=(1, 2), W=3),
    instances("lower_affine", affine_mixtures, D=range(1, 7), E=range(1, 5), name="shattered simplices",
              full={"D": range(1, 12), "E": range(1, 8)}),
    attained("lower_affine", affine_mixtures, D=1, E=range(1, 5)),
    too_strong("lower_affine", vc >= E * (D + 1) + 1, affine_mixtures, D=1, E=(1, 2)),
    instances("exact_constant_1d", constants_on_line, name="exhausted labellings", E=range(1, 5),
              full={"E": range(1, 12)}),
    too_strong("exact_constant_1d", Eq(vc, E + 1), constants_on_line, E=(1, 2)),
    instances("sine_experts", sine_mixtures, name="12 points, every labelling in ball arithmetic", E=1,
              n=range(1, 13)),
    instances("sine_experts", sine_mixtures, name="phases of many points", E=1, n=(40, 160)),
    fails_without(odd, "sine_experts", sine_mixtures, E=1, n=(1, 2, 20), first=0),
    fails_without(sine, "sine_experts", constants_of_points, n=(2, 20)),
)  # fmt: skip
