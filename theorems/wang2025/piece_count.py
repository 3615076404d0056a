"""E^L pieces from L E experts.  (wang2025, Theorem 5.2; the exact form and its converse are ours)

A top-1 mixture with affine experts is affine on convex cells. Each layer cuts a cell into at most E, so L layers give
at most E^L; reading the digits of x in base E attains it, and so does the paper's own product form, in which layer l
looks at x_l alone.
"""

from dataclasses import dataclass
from fractions import Fraction
from random import Random

import sympy
from sympy import Eq

from boundkit import regions
from boundkit.constructions.digits import digits, equal_parts_gate, flat, product, tents, top_k_as_top_one
from boundkit.evidence import (
    Case,
    attained,
    derives,
    fails_without,
    identity,
    instances,
    nonnegative,
    too_strong,
)
from boundkit.networks import Affine, LinearGate, Mixture, ReLUNetwork, stack
from boundkit.routing import routing_graph
from boundkit.statements import EXACT, UPPER, Claim, Theorem, cite, given, natural, quantity

# notation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TopK:
    """A mixture that adds up several experts, held as a top-1 mixture over sets of experts."""

    mixture: Mixture

    def witness(self):
        return self.mixture


@dataclass(frozen=True)
class OneLayer(TopK):
    """All experts of a deep mixture side by side in one layer."""


def top_one_form(thing):
    return thing.mixture if isinstance(thing, TopK) else thing


def affine_pieces(thing):
    """Distinct affine maps on the open cells of the unit cube, exactly."""
    return regions.count(top_one_form(thing), box=(0, 1)).affine_pieces


def realised_routes(thing):
    """Source-to-sink paths of the routing graph, exactly; every one is taken by an open set of inputs."""
    graph = routing_graph(thing)
    return sum(1 for route in graph if graph.out_degree(route) == 0)


def least_measure(thing):
    """The length of the shortest set of inputs that shares a route, exactly."""
    graph = routing_graph(thing)
    return min(graph.nodes[route]["measure"] for route in graph if graph.out_degree(route) == 0)


E = natural("E", "experts per layer")
L = natural("L", "MoE layers")
x = sympy.Symbol("x", real=True)
N = quantity("N", "affine pieces of the map on the unit cube", measure=affine_pieces)
R = quantity("R", "realised routes on [0, 1]", measure=realised_routes)
mu = quantity("mu", "least length of the inputs on one route", measure=least_measure)

# hypotheses -------------------------------------------------------------------------------------------------------


def routes_to_one_expert(thing):
    return isinstance(thing, Mixture | OneLayer)


def has_affine_experts(thing):
    return all(not expert.widths for layer in top_one_form(thing).layers for expert in layer.experts)


def is_layered(thing):
    return not isinstance(thing, OneLayer)


def has_distinct_experts(thing):
    layers = top_one_form(thing).layers
    return all(len({expert.layers[-1] for expert in layer.experts}) == len(layer.experts) for layer in layers)


def has_no_tied_scores(thing):
    gates = [layer.gate.scores for layer in top_one_form(thing).layers]
    return all(
        len({(*row, bias) for row, bias in zip(g.weight.tolist(), g.bias.entries(), strict=True)}) == g.outputs
        for g in gates
    )


top_one = given(routes_to_one_expert, "every input is served by one expert, the one of largest linear score")
affine = given(has_affine_experts, "experts are affine maps")
layered = given(is_layered, "the experts are spread over L layers, E in each")
distinct = given(has_distinct_experts, "no two experts of a layer are equal")
untied = given(has_no_tied_scores, "no two gate rows of a layer are equal")

# objects ----------------------------------------------------------------------------------------------------------


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
    shifted = [[a - b for a, b in zip(row, rows[0], strict=True)] for row in rows]
    return Case(TopK(top_k_as_top_one(shifted, 2)), {"L": 1})


def equal_experts(E, L):
    """Every layer adds the same E slopes to the same E offsets twice: only the sums differ."""
    return product(E, L, slope=lambda layer, expert: 0, offset=lambda layer, expert: expert // 2)


def tied_gate(E, L):
    """The last expert's scores repeat the first one's: a tie goes to the lower index and a cell is lost."""

    def gate(size, inputs, coordinate):
        rows = equal_parts_gate(size, inputs, coordinate).scores
        weight, bias = rows.weight.tolist(), rows.bias.entries()
        return LinearGate([*weight[:-1], weight[0]], [*bias[:-1], bias[0]])

    return product(E, L, gate=gate)


def one_wide_layer(E, L):
    """All L E experts in one layer: at most L E pieces."""
    return OneLayer(flat(E * L))


# derivations ------------------------------------------------------------------------------------------------------


def cells_multiply():
    """c_0 = 1 and c_l <= E c_(l-1), since each layer cuts a convex cell into at most E convex cells."""
    cells = sympy.Function("c")
    layer = sympy.Symbol("l", integer=True, nonnegative=True)
    solution = sympy.rsolve(cells(layer + 1) - E * cells(layer), cells(layer), {cells(0): 1})
    yield identity("the recurrence c_l = E c_(l-1), c_0 = 1 has the solution E^l", solution, E**layer)


def equal_parts():
    """The gate with scores i x - i (i + 1)/(2E) picks i on (i/E, (i + 1)/E)."""
    i, j, p = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "ijp")
    score = lambda n: n * x - n * (n + 1) / (2 * E)  # noqa: E731
    yield identity("s_i - s_j = (i - j)(x - (i + j + 1)/(2E))",
                   score(i) - score(j), (i - j) * (x - (i + j + 1) / (2 * E)))  # fmt: skip
    yield nonnegative("for j = i - 1 - p the crossing lies at or left of i/E", i / E - (i + (i - 1 - p) + 1) / (2 * E))
    yield nonnegative("for j = i + 1 + p the crossing lies at or right of (i+1)/E",
                      (i + (i + 1 + p) + 1) / (2 * E) - (i + 1) / E)  # fmt: skip


def digits_by_induction():
    """Expert i maps its interval onto (0, 1), so every layer reads one more digit of x in base E."""
    yield from equal_parts()
    i, level, a = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "ila")
    yield identity("expert i sends i/E to 0", E * (i / E) - i, 0)
    yield identity("expert i sends (i+1)/E to 1", E * ((i + 1) / E) - i, 1)
    yield identity("after l + 1 layers the map is E^(l+1) x - (E a + i), a the intercept after l",
                   E * (E**level * x - a) - i, E ** (level + 1) * x - (E * a + i))  # fmt: skip
    gap, slack = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "qs")
    other = E - 1 - slack  # a digit at most E - 1
    yield nonnegative("intercepts a' + 1 + q and a' never meet: E (a' + 1 + q) + i >= E a' + i' + 1 for i' <= E - 1",
                      E * (a + 1 + gap) + i - (E * a + other) - 1)  # fmt: skip


def lengths_by_induction():
    """A route fixes the digits of x, and every layer divides the length of its inputs by E."""
    yield from digits_by_induction()
    level, a = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "la")
    yield identity("the inputs that E^l x - a sends to (0, 1) have length E^(-l)",
                   (a + 1) / E**level - a / E**level, E ** (-level))  # fmt: skip


def product_by_layers():
    """Layer l picks i on i/E < x_l < (i + 1)/E whatever the other coordinates, and adds i x_l to the output."""
    yield from equal_parts()
    i, p = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "ip")
    y = sympy.Symbol("y", real=True)
    yield identity("the gradient's entry at x_l is the expert of layer l", sympy.diff(y + i * x, x), i)
    yield nonnegative("routes that differ at layer l have entries i and i + 1 + p there", (i + 1 + p) - i - 1)
    yield identity(
        "the coordinates choose freely: E choices in each of L layers", sympy.Product(E, (p, 1, L)).doit(), E**L
    )


THEOREM = Theorem(
    id="wang2025.piece_count",
    title="E^L pieces from L E experts",
    source=cite("wang2025", "Theorem 5.2"),
    notes="The published theorem approximates piecewise functions with E^L pieces; the counts here are exact.",
    given=(top_one, affine, layered, distinct, untied),
    claims=(
        Claim("upper", UPPER, N <= E**L, given=(top_one, affine),
              proof="Each layer cuts a convex cell into at most E convex cells, on each of which the map is affine."),
        Claim("attained_digits", EXACT, Eq(N, E**L), on="digits", given=(top_one, affine, layered, distinct, untied),
              proof="Expert i maps (i/E, (i+1)/E) onto (0, 1); after L layers all intercepts differ."),
        Claim("attained_product", EXACT, Eq(N, E**L), status="published", on="product of one-dimensional gates",
              proof="Layer l routes on x_l alone and adds a_(l,i) x_l + b_(l,i); the gradients all differ."),
        Claim("routes", EXACT, Eq(R, E**L), status="derived", on="digits", proof="Every route is one digit expansion."),
        Claim("route_measure", EXACT, Eq(mu, E ** (-L)), status="derived", on="digits",
              proof="A route fixes L digits in base E."),
    ),
    uses=("classical.convex_routing_cells",),
    evidence=(
        derives("upper", cells_multiply, assuming=("classical.convex_routing_cells",)),
        instances("upper", random_mixtures, E=range(2, 5), L=range(1, 4), d_in=(1, 2, 3), seed=range(2),
                  full={"seed": range(10)}),
        attained("upper", digits, E=range(2, 5), L=range(1, 5)),
        too_strong("upper", N <= E**L - 1, digits, E=range(2, 5), L=range(1, 3)),
        fails_without(affine, "upper", kinked_experts, E=(2, 3), L=(1, 2)),
        fails_without(top_one, "upper", two_of_four, E=4),
        derives("attained_digits", digits_by_induction),
        instances("attained_digits", digits, E=range(2, 9), L=range(1, 20), only=lambda E, L: E**L <= 10**5),
        instances("attained_digits", digits, name="digits with 10^5 pieces and more", E=(2, 7, 10), L=(5, 6, 17),
                  only=lambda E, L: 10**5 <= E**L <= 10**6, full={"E": range(2, 9), "L": range(1, 20)}),
        instances("attained_digits", tents, E=range(2, 9), L=range(1, 15), only=lambda E, L: E**L <= 5_000),
        too_strong("attained_digits", Eq(N, E**L + 1), digits, E=2, L=3),
        fails_without(layered, "attained_digits", one_wide_layer, E=(3, 4), L=(3, 4)),
        instances("attained_product", product, E=range(2, 9), L=range(1, 6), only=lambda E, L: E**L <= 10**4),
        instances("attained_product", product, name="product with about 10^5 pieces", E=46, L=3,
                  only=lambda E, L: 90_000 <= E**L <= 100_000, full={"E": (10, 46, 316), "L": (2, 3, 5)}),
        derives("attained_product", product_by_layers),
        too_strong("attained_product", Eq(N, E**L - 1), product, E=3, L=2),
        fails_without(distinct, "attained_product", equal_experts, E=(4, 6), L=(1, 2)),
        fails_without(untied, "attained_product", tied_gate, E=(3, 4), L=(1, 2)),
        derives("routes", digits_by_induction, name="digits_by_induction: every expansion is a route"),
        instances("routes", digits, name="routing graph of digits", E=range(2, 9), L=range(1, 6),
                  only=lambda E, L: E**L <= 2_000),
        derives("route_measure", lengths_by_induction),
        instances("route_measure", digits, name="measures of the routes", E=range(2, 9), L=range(1, 6),
                  only=lambda E, L: E**L <= 2_000),
    ),
)  # fmt: skip
