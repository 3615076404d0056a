"""Pieces on a line of a mixture and of ReLU networks of as many parameters.  (ours, beside wang2025, Theorem 5.2)

Digits of L layers with E affine experts have E^L pieces on a line, and 4 E L weights and biases with the gates. One
input uses L (2 E + 2) of them: all gates, and an expert of each layer. A ReLU network of two hidden layers of n units
has at most (n + 1)^2 pieces and n^2 + 4 n + 1 weights and biases, so the mixture wins where E^L is more than these. It
does not win against depth: as many parameters in all, in layers of three units and more, make at least as many pieces.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import isqrt

from flint import fmpq
from sympy import Eq, Rational, sqrt

from boundkit.constructions.digits import digits
from boundkit.constructions.folding import zigzag_network
from boundkit.evidence import fails_without, instances, too_strong
from boundkit.measures.pieces import affine_pieces
from boundkit.regions import EVERYWHERE, count
from boundkit.statements import LOWER, UPPER, Claim, Theorem, cite, hypothesis, natural, quantity
from boundkit.statements.shape import D, J, k

# symbols ----------------------------------------------------------------------------------------------------------

E = natural("E", "experts per layer", least=2)
L = natural("L", "MoE layers")
g = quantity("g", "affine pieces of the mixture, over those of the ReLU network", measure=lambda pair: pair.ratio)
TOTAL, ACTIVE = 4 * E * L, L * (2 * E + 2)
DIGITS = (Eq(D, 1), Eq(k, 1), Eq(J, 0))


def parameters(widths):
    """Weights and biases of a ReLU network with one input and one output."""
    sizes = [1, *widths, 1]
    return sum(b * (a + 1) for a, b in pairwise(sizes))


# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("the mixture is digits, of one input that one affine expert a layer serves, and the ReLU network has two "
            "hidden layers of n units, the most that as many parameters in all allow, n >= 3",
            shape=DIGITS)  # fmt: skip
def total(pair):
    return pair.is_largest(4 * pair.E * pair.L)


@hypothesis("the same mixture and ReLU network, with as many parameters as one input uses", shape=DIGITS)
def active(pair):
    return pair.is_largest(pair.L * (2 * pair.E + 2))


@hypothesis("the mixture is digits, and the ReLU network has the most pieces of all that have equal layers of three "
            "units and more, and no more parameters than the mixture in all", shape=DIGITS)  # fmt: skip
def deep(pair):
    return pair.widths == deepest(4 * pair.E * pair.L)


STATEMENT = Theorem(
    id="wang2025.beside_relu",
    title="Pieces on a line of a mixture and of ReLU networks of as many parameters",
    source=cite("boundkit", "own proof, beside wang2025, Theorem 5.2"),
    notes="The maxima of ReLU networks on a line are those of classical.line, counted on zigzag networks. A table: "
          "boundkit table claims wang2025.beside_relu:total wang2025.beside_relu:active "
          "--measured wang2025.beside_relu:total --measured wang2025.beside_relu:active E=2,4,8 L=3:5.",
    given=(total, active, deep),
    claims=(
        Claim("total", LOWER, g >= E**L / (sqrt(TOTAL + 3) - 1) ** 2, given=(total,), status="derived",
              on="digits, and two hidden layers",
              proof="(n + 2)^2 is at most 4 E L + 3, and the network has at most (n + 1)^2 pieces."),
        Claim("active", LOWER, g >= E**L / (sqrt(ACTIVE + 3) - 1) ** 2, given=(active,), status="derived",
              on="digits, and two hidden layers",
              proof="(n + 2)^2 is at most L (2 E + 2) + 3, and the network has at most (n + 1)^2 pieces."),
        Claim("deep", UPPER, g <= 1, given=(deep,), on="digits, and layers of three units and more",
              proof="A layer of three units has twelve parameters and four pieces for each one before it."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """Digits of L layers with E experts, and the ReLU network with these hidden widths that has the most pieces."""

    E: int
    L: int
    widths: tuple[int, ...]

    def is_largest(self, budget):
        n = self.widths[0]
        return self.widths == (n, n) and n >= 3 and parameters((n, n)) <= budget < parameters((n + 1, n + 1))

    @cached_property
    def most(self):
        return count(zigzag_network(self.widths), EVERYWHERE).activation_regions

    @cached_property
    def ratio(self):
        return fmpq(affine_pieces(digits(self.E, self.L)), self.most)

    def witness(self):
        return {"experts": self.E, "layers": self.L, "hidden widths of the ReLU network": list(self.widths)}


def two_layers(budget):
    """As many units in two hidden layers as the budget allows, three at least."""
    n = max(3, isqrt(budget + 3) - 2)
    return n, n


def deepest(budget):
    """The equal widths, three at least, with the largest product of n + 1 that the budget allows."""
    shapes = [(n,) * J for n in range(3, budget) for J in range(1, budget) if parameters((n,) * J) <= budget]
    return max(shapes, key=lambda widths: (widths[0] + 1) ** len(widths), default=(3,))


def in_all(E, L, more=0):
    return Pair(E, L, two_layers(4 * E * L + more))


def in_use(E, L, more=0):
    return Pair(E, L, two_layers(L * (2 * E + 2) + more))


def in_depth(E, L):
    return Pair(E, L, deepest(4 * E * L))


def one_layer_more(E, L):
    return Pair(E, L, (3,))


THEOREM = STATEMENT.supported_by(
    instances("total", in_all, E=(2, 4, 8), L=(3, 4), full={"E": (2, 3, 4, 6, 8), "L": range(2, 7)},
              only=lambda E, L, more=0: E * L >= 6),
    too_strong("total", g >= E**L / (sqrt(TOTAL + 3) - 2) ** 2, in_all, E=(2, 4, 8), L=(3, 4, 6)),
    fails_without(total, "total", in_all, E=4, L=4, more=100),
    instances("active", in_use, E=(2, 4, 8), L=(4, 5), full={"E": (2, 3, 4, 6, 8), "L": range(4, 7)}),
    too_strong("active", g >= E**L / (sqrt(ACTIVE + 3) - 2) ** 2, in_use, E=(2, 4, 8), L=(4, 5)),
    fails_without(active, "active", in_use, E=4, L=4, more=100),
    instances("deep", in_depth, E=(3, 4), L=(2, 3), full={"E": (3, 4, 6), "L": (2, 3, 4)}),
    too_strong("deep", g <= Rational(1, 2), in_depth, E=3, L=1),
    fails_without(deep, "deep", one_layer_more, E=4, L=3),
)  # fmt: skip
