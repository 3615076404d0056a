"""Cells of deep mixtures: (E R)^L and C(E, k)^L.  (ours, beside wang2025, Theorem 5.2)

A cell is an open set of inputs with one route and, in the experts on it, one pattern of units. A top-1 layer whose
experts have R convex pieces each cuts a convex cell into at most E R, a top-k layer with affine experts into at most
C(E, k). So L layers have (E R)^L or C(E, k)^L cells at most, and both numbers are attained.
"""

from fractions import Fraction
from random import Random

from boundkit.theorems.wang2025.piece_count import E, L, affine, layered, top_one
from sympy import binomial

from boundkit.constructions.digits import equal_parts_gate, folded_digits, random_mixture, subsets, two_of_four
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.measures.certificates import patterns
from boundkit.networks import LinearGate, ReLUNetwork, stack
from boundkit.regions import EVERYWHERE, count
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, natural, quantity

# symbols ----------------------------------------------------------------------------------------------------------


def cells(mixture):
    """Open sets of the unit cube on which the route and every unit of the experts on it stay the same, exactly."""
    return count(mixture, box=(0, 1)).activation_regions


def most_pieces(mixture):
    """The most convex pieces that an expert has on its whole input space, exactly."""
    return max(count(e, EVERYWHERE).activation_regions for layer in mixture.layers for e in layer.experts)


k = natural("k", "active experts per input", at_most=E)
R = natural("R", "convex pieces of an expert")
c = quantity("c", "cells of the unit cube: one route, one pattern of the experts on it", measure=cells,
             certificate=lambda mixture: patterns(mixture, [(0, 1)] * mixture.inputs))  # fmt: skip

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("every input is served by the k experts of largest linear score, equally weighted")
def top_k(mixture, at):
    return all(layer.gate.top == at["k"] for layer in mixture.layers)


@hypothesis("every expert is affine on at most R convex pieces that cover its inputs")
def convex(mixture, at):
    return most_pieces(mixture) <= at["R"]


STATEMENT = Theorem(
    id="wang2025.mixture_cells",
    title="Cells of deep mixtures: (E R)^L and C(E, k)^L",
    source=cite("boundkit", "own proof, beside wang2025, Theorem 5.2"),
    given=(top_one, top_k, affine, convex, layered),
    claims=(
        Claim("pieces", UPPER, c <= (E * R) ** L, given=(top_one, convex, layered),
              proof="The part of a cell that an expert serves is convex, and so is its part on a piece of the expert."),
        Claim("top_k", UPPER, c <= binomial(E, k) ** L, given=(top_k, affine, layered),
              proof="The chosen k-set is the one of largest score sum: top-k of E experts is top-1 of C(E, k) sets."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def random_experts(E, d_in, width, seed):
    """Two layers of experts with one hidden layer; R is the most pieces that one of them has."""
    draw = Random(f"{E} {d_in} {width} {seed}")

    def affine_map(outputs, inputs):
        return ([[draw.randint(-9, 9) for _ in range(inputs)] for _ in range(outputs)],
                [Fraction(draw.randint(-40, 40), 10) for _ in range(outputs)])  # fmt: skip

    def expert():
        weights, biases = zip(affine_map(width, d_in), affine_map(d_in, width), strict=True)
        return ReLUNetwork.of(weights, biases)

    mixture = stack(*[(LinearGate(*affine_map(E, d_in)), [expert() for _ in range(E)]) for _ in range(2)])
    return Case(mixture, {"L": 2, "R": most_pieces(mixture)})


def random_top_k(E, k, L, d_in, seed):
    """Integer gates and affine experts drawn with a seed; the k best of each layer are summed."""
    mixture = random_mixture(E, L, d_in, seed)
    return stack(*[(LinearGate(layer.gate.scores.weight, layer.gate.scores.bias, top=k), layer.experts)
                   for layer in mixture.layers])  # fmt: skip


def pairs(E):
    """Four experts of which two serve: six cells."""
    return Case(two_of_four(E), {"L": 1, "R": 1, "k": 1})


def hat_experts(E, L):
    """x -> 0, x - 1/4, 3/4 - x and 0 again: three affine maps on four convex pieces."""
    hat = ReLUNetwork.of([[[1]] * 3, [[1, -2, 1]]], [[Fraction(-1, 4), Fraction(-1, 2), Fraction(-3, 4)], [0]])
    return Case(stack(*[(equal_parts_gate(E), [hat] * E)] * L), {"R": 3})


def kinked_pairs(E, k):
    """The subsets gate with experts that each have one ReLU unit."""
    gate = subsets(E, k, 1).layers[0].gate
    kink = ReLUNetwork.of([[[1] * gate.inputs], [[1]]], [[Fraction(-gate.inputs, 2)], [0]])
    return Case(stack((gate, [kink] * E)), {"L": 1})


THEOREM = STATEMENT.supported_by(
    instances("pieces", random_experts, E=(1, 2, 3), d_in=(1, 2), width=(1, 2), seed=range(3),
              full={"seed": range(20)}),
    attained("pieces", folded_digits, E=(1, 2, 3), R=(1, 2, 4), L=(1, 2), full={"L": (1, 2, 3)}),
    too_strong("pieces", c <= (E * R) ** L - 1, folded_digits, E=2, R=2, L=2),
    fails_without(top_one, "pieces", pairs, name="two of four experts are six cells", E=4),
    fails_without(convex, "pieces", hat_experts, E=1, L=1),
    instances("top_k", random_top_k, E=(3, 4), k=(1, 2, 3), L=(1, 2), d_in=(1, 2), seed=range(2),
              full={"E": (3, 4, 5), "d_in": (1, 2, 3), "seed": range(8)}),
    attained("top_k", subsets, E=3, k=(1, 2, 3), L=(1, 2)),
    attained("top_k", subsets, name="all pairs of four experts", E=4, k=2, L=1,
             full={"k": (1, 2, 3), "L": (1, 2)}),
    too_strong("top_k", c <= E**L, subsets, E=4, k=2, L=1),
    fails_without(top_k, "top_k", pairs, name="two experts where the claim says one", E=4),
    fails_without(affine, "top_k", kinked_pairs, E=3, k=(1, 2)),
)  # fmt: skip
