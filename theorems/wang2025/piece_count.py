"""E^L pieces from L E experts.  (wang2025, Theorem 5.2; the exact form and its converse are ours)

A top-1 mixture with affine experts is affine on convex cells. Each layer cuts a cell into at most E, so L layers give
at most E^L; reading the digits of x in base E attains it, and so does the product form that the paper's theorem is
about, in which layer l looks at x_l alone. The paper approximates such targets; it does not count.
"""

from fractions import Fraction
from random import Random

from flint import fmpq
from sympy import Eq

from boundkit import regions
from boundkit.constructions.digits import digits, equal_parts_gate, product, tents
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.networks import Affine, LinearGate, ReLUNetwork, stack
from boundkit.routing import routing_graph
from boundkit.statements import EXACT, UPPER, Claim, Theorem, cite, hypothesis, natural, quantity
from boundkit.statements.shape import D, J, k

# symbols ----------------------------------------------------------------------------------------------------------


def affine_pieces(mixture):
    """Distinct affine maps on the open cells of the unit cube, exactly."""
    return regions.count(mixture, box=(0, 1)).affine_pieces


def realised_routes(thing):
    """Source-to-sink paths of the routing graph, exactly; every one is taken by an open set of inputs."""
    return len(measures_of_routes(thing))


def least_measure(thing):
    """The length of the shortest set of inputs that shares a route, exactly."""
    return min(measures_of_routes(thing))


E = natural("E", "experts per layer")
L = natural("L", "MoE layers")
N = quantity("N", "affine pieces of the map on the unit cube", measure=affine_pieces)
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
    return thing.inputs == 1 and all(serves_equal_parts(layer, 0) and maps_parts_onto_unit(layer)
                                     for layer in thing.layers)  # fmt: skip


@hypothesis("layer l routes on x_l alone and adds a_(l,i) x_l + b_(l,i) to the output", shape=(D >= L,))
def own(thing):
    return all(entry == 0 or axis == level for level, layer in enumerate(thing.layers)
               for row in layer.gate.scores.weight.tolist() for axis, entry in enumerate(row))  # fmt: skip


@hypothesis("every expert of a layer wins on a part of 0 < x_l < 1: no two gate rows tie")
def untied(thing):
    return all(sorted(slabs.winners) == [*range(layer.gate.experts)]
               and all(0 < cut / slabs.coordinate.weight[0, level] < 1 for cut in slabs.thresholds)
               for level, layer in enumerate(thing.layers) for slabs in [layer.gate.slabs])  # fmt: skip


@hypothesis("the slopes a_(l,1), .., a_(l,E) of a layer differ")
def distinct(thing):
    slopes = [
        [e.layers[0].weight.tolist()[-1][level] for e in layer.experts] for level, layer in enumerate(thing.layers)
    ]
    return all(len(set(row)) == len(row) for row in slopes)


STATEMENT = Theorem(
    id="wang2025.piece_count",
    title="E^L pieces from L E experts",
    source=cite("wang2025", "Theorem 5.2", "read"),
    notes="The published theorem approximates piecewise functions with E^L pieces; the counts here are exact. For "
          "experts of R pieces and top-k gates see wang2025.mixture_cells.",
    given=(top_one, affine, layered, digital, own, untied, distinct),
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
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def measures_of_routes(thing):
    """The length of the inputs of each realised route, exactly."""
    graph = routing_graph(thing)
    return [graph.nodes[route]["measure"] for route in graph if graph.out_degree(route) == 0]


def serves_equal_parts(layer, coordinate):
    """Expert i wins exactly on i/E < t < (i + 1)/E of this coordinate t."""
    size, slabs = layer.gate.experts, layer.gate.slabs
    if slabs is None or len(slabs.winners) != size:
        return False
    pure = all((entry != 0) == (axis == coordinate) for axis, entry in enumerate(slabs.coordinate.weight.entries()))
    scale = slabs.coordinate.weight[0, coordinate]
    cuts = [threshold / scale for threshold in slabs.thresholds]
    return pure and scale > 0 and slabs.winners == [*range(size)] and cuts == [fmpq(i, size) for i in range(1, size)]


def maps_parts_onto_unit(layer):
    size = layer.gate.experts
    ends = [sorted(expert([fmpq(end, size)])[0] for end in (i, i + 1)) for i, expert in enumerate(layer.experts)]
    return ends == [[0, 1]] * size


def random_mixtures(E, L, d_in, seed):
    """Integer gates and experts drawn with a seed."""
    draw = Random(f"{E} {L} {d_in} {seed}")

    def map_of(rows, columns):
        return ([[draw.randint(-9, 9) for _ in range(columns)] for _ in range(rows)],
                [Fraction(draw.randint(-40, 40), 10) for _ in range(rows)])  # fmt: skip

    return stack(*[(LinearGate(*map_of(E, d_in)), [Affine(*map_of(d_in, d_in)) for _ in range(E)]) for _ in range(L)])


def kinked_experts(E, L):
    """Digits whose experts have one ReLU unit each: 2 E pieces in a layer."""
    kink = [ReLUNetwork.of([[[1], [1]], [[E, 1]]], [[0, Fraction(-2 * i - 1, 2 * E)], [-i]]) for i in range(E)]
    return stack(*[(equal_parts_gate(E), kink)] * L)


def two_of_four(E):
    """Adding the two best of four experts in three dimensions gives up to C(4, 2) = 6 cells, not 4."""
    rows = [[3, -1, -1], [-1, 3, -1], [-1, -1, 3], [0, 0, 0]][:E]
    gate = LinearGate(rows, [Fraction(-sum(row), 2) for row in rows], top=2)
    mixture = stack((gate, [Affine([[(i + 1) ** 2] * 3], [2**i]) for i in range(E)]))
    return Case(mixture, {"L": 1})


def shifted_product(E, L):
    """Other slopes and offsets: a_(l,i) = l - 3 i, b_(l,i) = i^2."""
    return product(E, L, slope=lambda layer, expert: layer - 3 * expert, offset=lambda layer, expert: expert**2)


def doubled_experts(E, L):
    """The first two experts of every layer are equal."""
    return product(E, L, slope=lambda layer, expert: max(expert, 1))


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
    instances("upper", random_mixtures, E=range(2, 5), L=range(1, 4), d_in=(1, 2, 3), seed=range(2),
              full={"seed": range(10)}),
    attained("upper", digits, E=range(2, 5), L=range(1, 5)),
    too_strong("upper", N <= E**L - 1, digits, E=range(2, 5), L=range(1, 3)),
    fails_without(affine, "upper", kinked_experts, E=(2, 3), L=(1, 2)),
    fails_without(top_one, "upper", two_of_four, E=4),

    instances("attained_digits", digits, E=range(2, 9), L=range(1, 20), only=lambda E, L: E**L <= 10**5),
    instances("attained_digits", digits, name="digits with 10^5 pieces and more", E=(2, 7), L=(6, 17),
              only=lambda E, L: 10**5 <= E**L <= 10**6, full={"E": range(2, 9), "L": range(1, 20)}),
    instances("attained_digits", tents, E=range(2, 9), L=range(1, 15), only=lambda E, L: E**L <= 5_000),
    too_strong("attained_digits", Eq(N, E**L + 1), digits, E=2, L=3),
    fails_without(layered, "attained_digits", one_wide_layer, E=(3, 4), L=(3, 4)),

    instances("attained_product", product, E=range(2, 9), L=range(1, 6), only=lambda E, L: E**L <= 10**4),
    instances("attained_product", shifted_product, E=range(2, 5), L=range(1, 5)),
    instances("attained_product", product, name="product with about 10^5 pieces", E=46, L=3,
              only=lambda E, L: 90_000 <= E**L <= 100_000, full={"E": (10, 46, 316), "L": (2, 3, 5)}),
    too_strong("attained_product", Eq(N, E**L - 1), product, E=3, L=2),
    fails_without(distinct, "attained_product", doubled_experts, E=(3, 5), L=(1, 2)),
    fails_without(untied, "attained_product", tied_gate, E=(3, 4), L=(1, 2)),

    instances("routes", digits, name="routing graph of digits", E=range(2, 9), L=range(1, 6),
              only=lambda E, L: E**L <= 2_000),
    instances("route_measure", digits, name="measures of the routes", E=range(2, 9), L=range(1, 6),
              only=lambda E, L: E**L <= 2_000),
)  # fmt: skip
