"""E^L pieces from L E experts.  (wang2025, Theorem 5.2; the exact form and its converse are ours)

A top-1 mixture with affine experts is affine on convex cells. Each layer cuts a cell into at most E, so L layers give
at most E^L; reading the digits of x in base E attains it, and so does the product form that the paper's theorem is
about, in which layer l looks at x_l alone. The paper approximates such targets; it does not count. Its error is the
largest of the layers'; for an output that mixes them it is their sum, weighted by Lipschitz constants.
"""

from flint import fmpq
from sympy import Eq, Min, Rational

from boundkit.arithmetic.rational import rational
from boundkit.constructions.digits import (digits, doubled_experts, equal_parts_gate, every_expert_wins,
                                           has_distinct_slopes, kinked_experts, product, random_mixture, reads_digits,
                                           routes_on, tents, two_of_four)  # fmt: skip
from boundkit.evidence import Case, along, attained, fails_without, implied_by, instances, too_small, too_strong
from boundkit.measures.certificates import maps
from boundkit.measures.compositional import SQUARE, of_curves, of_squares
from boundkit.measures.pieces import affine_pieces, least_measure, realised_routes
from boundkit.networks import LinearGate
from boundkit.statements import (ASYMPTOTIC, EXACT, UPPER, Claim, Theorem, cite, hypothesis, natural, positive,
                                 quantity, real, soft_o)  # fmt: skip
from boundkit.statements.shape import D, J, k

# symbols ----------------------------------------------------------------------------------------------------------

E = natural("E", "experts per layer")
L = natural("L", "MoE layers")
N = quantity("N", "affine pieces of the map on the unit cube", measure=affine_pieces, certificate=maps)
m = natural("m", "hidden units of an expert")
d = natural("d", "largest dimension of a factor of the domain")
K = positive("K", "least smoothness of a part f_(l, i) of the target: it is in C^K")
B = positive("B", "bound of the sum over l of (Lipschitz constant of an output in argument l) |f_(l, i)''|")
eps_out = real("eps_out", "error of the network for f_out", least=0)
error = quantity("error", "sup norm of target - mixture, the largest of the outputs", measure=lambda thing: thing.error)
R = quantity("R", "realised routes on [0, 1]", measure=realised_routes)
mu = quantity("mu", "least length of the inputs on one route", measure=least_measure)

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("every input is served by one expert, the one of largest linear score", shape=(Eq(k, 1),))
def top_one(mixture):
    return all(layer.gate.top == 1 for layer in mixture.layers)


@hypothesis("experts are affine maps", shape=(Eq(J, 0),))
def affine(mixture):
    return all(len(expert.steps) == 1 for layer in mixture.layers for expert in layer.experts)


@hypothesis("there are L layers with E experts in each")
def layered(mixture, at):
    return [layer.gate.experts for layer in mixture.layers] == [at["E"]] * at["L"]


@hypothesis("expert i serves i/E < x < (i + 1)/E and maps it onto (0, 1)", shape=(Eq(D, 1),))
def digital(thing):
    return reads_digits(thing)


@hypothesis("layer l routes on x_l alone and adds a_(l,i) x_l + b_(l,i) to the output", shape=(D >= L,))
def own(thing):
    return all(routes_on(layer, level) for level, layer in enumerate(thing.layers))


@hypothesis("every expert of a layer wins on a part of 0 < x_l < 1: no two gate rows tie")
def untied(thing):
    return all(every_expert_wins(layer, level) for level, layer in enumerate(thing.layers))


@hypothesis("the slopes a_(l,1), .., a_(l,E) of a layer differ")
def distinct(thing):
    return all(has_distinct_slopes(layer, level) for level, layer in enumerate(thing.layers))


@hypothesis("the f_(l, i) are twice differentiable, and B bounds them so for every output")
def smooth(thing, at):
    return thing.bent_by(at["B"])


@hypothesis("expert i of layer l interpolates f_(l, i) with m units, and the network for f_out errs by eps_out")
def interpolated(thing, at):
    return (thing.m, abs(thing.off)) == (at["m"], rational(at["eps_out"]))


@hypothesis("all parts are half the square of the coordinate, and f_out is the identity, met exactly")
def squares(thing):
    return thing.apart and {f for row in thing.parts for f in row} == {SQUARE}


STATEMENT = Theorem(
    id="wang2025.piece_count",
    title="E^L pieces from L E experts",
    source=cite("wang2025", "Theorem 5.2", "read"),
    notes="The published theorem approximates functions with a formula for each of E^L pieces, which agree where "
          "charts overlap, by a mixture of depth 2 L of experts with 3 layers, width m >= Omega(E^2); Theorem 5.3 is "
          "its form on unit cubes. The counts here are exact. For experts of R pieces see wang2025.mixture_cells.",
    given=(top_one, affine, layered, digital, own, untied, distinct, smooth, interpolated, squares),
    claims=(
        Claim("upper", UPPER, N <= E**L, given=(top_one, affine, layered),
              proof="Each layer cuts a convex cell into at most E convex cells, on each of which the map is affine."),
        Claim("attained_digits", EXACT, Eq(N, E**L), on="digits", given=(top_one, affine, layered, digital),
              proof="Expert i maps (i/E, (i+1)/E) onto (0, 1); after L layers all slopes or intercepts differ."),
        Claim("attained_product", EXACT, Eq(N, E**L), on="product of one-dimensional gates",
              given=(top_one, affine, layered, own, untied, distinct),
              proof="Layer l routes on x_l alone and adds a_(l,i) x_l + b_(l,i); the gradients all differ."),
        Claim("routes", EXACT, Eq(R, E**L), status="derived", on="digits", given=(top_one, affine, layered, digital),
              proof="Every route is one digit expansion."),
        Claim("route_measure", EXACT, Eq(mu, E ** (-L)), status="derived", on="digits",
              given=(top_one, affine, layered, digital), proof="A route fixes L digits in base E."),
        Claim("published", ASYMPTOTIC, soft_o(error, m ** (-Min(K / d, Rational(1, 2)))), status="published",
              given=(), proof="wang2025.manifold_rate for every part; f_out is the identity."),
        Claim("approximation", UPPER, error <= B / (8 * m**2) + eps_out, status="derived",
              given=(smooth, interpolated), on="unit cells of [0, E]^L",
              proof="A part errs by its second derivative over 8 m^2, which f_out enlarges by a Lipschitz constant."),
        Claim("approximation_of_squares", EXACT, Eq(error, 1 / (8 * m**2)), given=(interpolated, squares),
              status="derived", on="unit cells of [0, E]^L", proof="A chord of z^2/2 errs by 1/(8 m^2) midway."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def compositional(E, m, out, eps_out="0", B=None):
    """Two coordinates, whose parts are drawn from five curves in turn."""
    thing = of_curves(E, m, out, rational(eps_out))
    return Case(thing, {"L": 2, "B": thing.bend if B is None else B})


def square_parts(E, m):
    return Case(of_squares(E, m), {"L": 2, "B": 1, "eps_out": 0})


def pairs(E):
    return Case(two_of_four(E), {"L": 1})


def shifted_product(E, L):
    """Other slopes and offsets: a_(l,i) = l - 3 i, b_(l,i) = i^2."""
    return product(E, L, slope=lambda layer, expert: layer - 3 * expert, offset=lambda layer, expert: expert**2)


def tied_gate(E, L):
    """The last expert's scores repeat the first one's: a tie goes to the lower index and a cell is lost."""

    def gate(size, inputs, coordinate):
        rows = equal_parts_gate(size, inputs, coordinate).scores
        weight, bias = rows.weight.tolist(), rows.bias.entries()
        return LinearGate([*weight[:-1], weight[0]], [*bias[:-1], bias[0]])

    return product(E, L, gate=gate)


def one_wide_layer(E, L):
    """All L E experts in one layer: at most L E pieces."""
    return digits(E * L, 1)


THEOREM = STATEMENT.supported_by(
    instances("upper", random_mixture, E=range(2, 5), L=range(1, 4), inputs=(1, 2, 3), seed=range(2),
              full={"seed": range(10)}),
    attained("upper", digits, E=range(2, 5), L=range(1, 5)),
    too_strong("upper", N <= E**L - 1, digits, E=range(2, 5), L=range(1, 3)),
    fails_without(affine, "upper", kinked_experts, E=(2, 3), L=(1, 2)),
    fails_without(top_one, "upper", pairs, E=4),

    instances("attained_digits", digits, E=range(2, 9), L=range(1, 6), only=lambda E, L: E**L <= 10**5,
              full={"L": range(1, 20)}),
    instances("attained_digits", digits, name="digits with 10^5 pieces and more", E=7, L=6,
              only=lambda E, L: 10**5 <= E**L <= 10**6, full={"E": range(2, 9), "L": range(1, 20)}),
    instances("attained_digits", tents, E=range(2, 9), L=range(1, 15), only=lambda E, L: E**L <= 5_000),
    too_strong("attained_digits", Eq(N, E**L + 1), digits, E=2, L=3),
    fails_without(layered, "attained_digits", one_wide_layer, E=(3, 4), L=(3, 4)),

    instances("attained_product", product, E=range(2, 9), L=range(1, 5), only=lambda E, L: E**L <= 10**4,
              full={"L": range(1, 6)}),
    instances("attained_product", shifted_product, E=range(2, 5), L=range(1, 5)),
    instances("attained_product", product, name="product with about 10^5 pieces", E=46, L=3,
              only=lambda E, L: 90_000 <= E**L <= 100_000, full={"E": (10, 46, 316), "L": (2, 3, 5)}),
    too_strong("attained_product", Eq(N, E**L - 1), product, E=3, L=2),
    fails_without(distinct, "attained_product", doubled_experts, E=(3, 5), L=(1, 2)),
    fails_without(untied, "attained_product", tied_gate, E=(3, 4), L=(1, 2)),

    instances("routes", digits, name="routing graph of digits", E=(2, 3, 5, 8), L=range(1, 5),
              only=lambda E, L: E**L <= 2_000, full={"E": range(2, 9), "L": range(1, 6)}),
    instances("approximation", compositional, E=2, m=2, out=("identity", "sum"), eps_out=("0", "1/50"),
              full={"E": (2, 3), "m": (1, 4, 16), "out": ("identity", "sum", "difference")}),
    too_strong("approximation", error <= B / (16 * m**2) + eps_out, square_parts, E=2, m=4),
    too_strong("approximation", error <= B / (8 * m**3) + eps_out, compositional, E=2, m=2, out="sum", eps_out="0"),
    fails_without(smooth, "approximation", compositional, E=2, m=2, out="sum", eps_out="0", B=fmpq(1, 9)),
    attained("approximation_of_squares", square_parts, E=(2, 3), m=(1, 2), full={"m": (1, 2, 5)}),
    implied_by("published", "approximation", along(m, tied={K: 2, d: 1, eps_out: 0})),
    too_small("published", soft_o(error, m ** -Rational(201, 100)), "approximation_of_squares",
              along(m, tied={K: 2, d: 1})),
    instances("route_measure", digits, name="measures of the routes", E=(2, 3, 5, 8), L=range(1, 5),
              only=lambda E, L: E**L <= 2_000, full={"E": range(2, 9), "L": range(1, 6)}),
)  # fmt: skip
