"""Growth function and VC dimension of one ReLU network.  (Bartlett, Harvey, Liaw and Mehrabian 2019, Theorem 7)

Layers 1, .., J + 1, the last one the affine output. W_i counts the parameters at the inputs of units in layers 1 to i,
k_i the units of layer i; here J hidden layers of W units each. The signs of the output on N points take at most
prod over i of 2 (2 e N i k_i / W_i)^(W_i) patterns, for N >= W_1 + .. + W_(J+1).
"""

from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import prod

import sympy
from boundkit.theorems.classical.log_solve import above_the_exponent, log2, solution
from flint import arb
from sympy import Eq, Piecewise, Product, Sum, exp, log

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.constructions.bumps import Bumps, moment_curve
from boundkit.evidence import (
    Case,
    at_most,
    certified,
    decided,
    derives,
    fails_without,
    identity,
    instances,
    nonnegative,
    too_strong,
)
from boundkit.formulas.evaluation import expand
from boundkit.measures.growth import affine_dichotomies, labellings_on_line, unrealised
from boundkit.statements import UPPER, Claim, Theorem, cite, define, hypothesis, natural, positive, quantity


@dataclass(frozen=True)
class Networks:
    """All ReLU networks with D inputs, the given hidden widths and one output, and points in R^D."""

    D: int
    widths: tuple
    points: tuple = ()

    @property
    def cumulative_parameters(self):
        return list(accumulate((p + 1) * q for p, q in pairwise((self.D, *self.widths, 1))))

    @property
    def pieces_on_line(self):
        """A network of one input is affine on at most this many intervals, and on each it changes sign at most once."""
        return prod(width + 1 for width in self.widths)

    def witness(self):
        points = [list(map(str, point)) for point in self.points]
        return {"inputs": self.D, "hidden widths": list(self.widths), "points": points}


def sign_patterns_on_points(networks):
    """Exact for affine maps; an upper bound, by counting labellings with few changes, for one input."""
    if not networks.widths:
        return affine_dichotomies(networks.points)
    assert networks.D == 1
    return at_most(labellings_on_line(len(networks.points), 1, networks.pieces_on_line))


def vc_dimension(networks):
    """Between the points that bumps shatter (one hidden layer) and the number of pieces plus one (one input)."""
    lower = None
    if len(networks.widths) == 1:
        bumps = Bumps(networks.D, networks.widths[0])
        if unrealised(bumps.points, bumps.member) is None:
            lower = rational(len(bumps.points))
    return Enclosure(lower, rational(networks.pieces_on_line + 1) if networks.D == 1 else None)


TWO_E = 2 * exp(1)
D = natural("D", "input dimension")
J = natural("J", "hidden layers of the network", least=0)
W = natural("W", "units in each hidden layer")
N = natural("N", "points")
i = sympy.Symbol("i", integer=True, positive=True)


def parameters_up_to(layer):
    """W_i for a hidden layer i."""
    return W * (D + 1) + (layer - 1) * W * (W + 1)


W_last = define("W_last", "parameters of the whole network, W_(J+1)",
                Piecewise((D + 1, Eq(J, 0)), (parameters_up_to(J) + W + 1, True)))  # fmt: skip
W_bar = define("W_bar", "sum of the parameter counts W_1, .., W_(J+1)",
               W_last + J * W * (D + 1) + W * (W + 1) * J * (J - 1) / 2)  # fmt: skip
R = define("R", "sum of i k_i over the layers", W * J * (J + 1) / 2 + J + 1)


def factor(N, layer, units, parameters, constant):
    return 2 * (constant * N * layer * units / parameters) ** parameters


def log2_factor(N, layer, units, parameters):
    """log2 of the same with constant 2 e, which stays small however large the exponent is."""
    return 1 + parameters * log2(TWO_E * N * layer * units / parameters)


def growth(N, constant=TWO_E):
    """The product over the layers of 2 (2 e N i k_i / W_i)^(W_i)."""
    hidden = Product(factor(N, i, W, parameters_up_to(i), constant), (i, 1, J))
    return hidden * factor(N, J + 1, 1, W_last, constant)


def log2_growth(N):
    """log2 of the same, as a sum."""
    return Sum(log2_factor(N, i, W, parameters_up_to(i)), (i, 1, J)) + log2_factor(N, J + 1, 1, W_last)


vc_bound = J + 1 + W_bar * log2(2 * TWO_E * R * log2(TWO_E * R))
signs = quantity("G", "sign patterns of the networks on N points", measure=sign_patterns_on_points)
vc = quantity("V", "VC dimension of the networks", measure=vc_dimension)


@hypothesis("there are at least W_1 + .. + W_(J+1) points")
def enough(networks):
    return len(networks.points) >= sum(networks.cumulative_parameters)


STATEMENT = Theorem(
    id="classical.network_growth",
    title="Growth function and VC dimension of one ReLU network",
    source=cite("bartlett2019", "Theorem 7", "memory"),
    notes="Stated for fully connected networks with J hidden layers of one width W; J = 0 is the class of affine maps, "
          "for which W plays no part. PReLU with a fixed slope has the same bounds.",
    given=(enough,),
    claims=(
        Claim("growth", UPPER, signs <= growth(N), status="published",
              proof="Layer by layer: while the signs of lower layers stay, those of layer i are signs of N k_i "
                    "polynomials of degree i in W_i parameters."),
        Claim("vc", UPPER, vc <= vc_bound, status="published", where=(J * W >= 2,), given=(),
              proof="Weighted AM-GM turns the product into 2^(J+1) (2 e N R / W_bar)^W_bar; solve 2^N <= that."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def affine_maps(D, N):
    return Case(Networks(D, (), moment_curve(N, D)), {"J": 0, "W": 1})


def networks_on_line(J, W, N):
    return Case(Networks(1, (W,) * J, moment_curve(N, 1)), {"D": 1})


def networks(D, J, W):
    return Networks(D, (W,) * J)


# derivations ------------------------------------------------------------------------------------------------------


beyond_first = natural("j", "hidden layers beyond the first", least=0)


def both_depths(expression):
    """The expression at J = 0 and at J = 1 + j, abbreviations written out."""
    expression = expand(expression)
    return expression.subs(J, 0), expression.xreplace({J: 1 + beyond_first}).doit()


def written_as(text, formula, expected):
    """Both are one formula, abbreviations written out; another way of writing it stays undecided."""
    return decided(text, expand(formula) == expand(expected) or None)


def counts():
    """The closed forms of W_bar and R, and that no W_i exceeds W_bar."""
    yield identity("W_1 = D + 1 without hidden layer", both_depths(W_last)[0], D + 1)
    shallow, deep = both_depths(W_bar)
    yield identity("W_bar = D + 1 without hidden layer", shallow, D + 1)
    yield identity("W_(i+1) - W_i = W (W + 1)", parameters_up_to(i + 1) - parameters_up_to(i), W * (W + 1))
    yield identity("W_1 + .. + W_J + W_(J+1) = W_bar", deep,
                   sympy.summation(parameters_up_to(i), (i, 1, 1 + beyond_first)) + both_depths(W_last)[1])  # fmt: skip
    yield identity("1 W + .. + J W + (J + 1) = R", R.expression, sympy.summation(i * W, (i, 1, J)) + J + 1)
    yield nonnegative("W_i <= W_(J+1) <= W_bar: W_(J+1) - W_J", both_depths(W_last - parameters_up_to(J))[1])
    yield nonnegative("and W_bar - W_(J+1), without hidden layer", shallow - both_depths(W_last)[0])
    yield nonnegative("and W_bar - W_(J+1), with hidden layers", deep - both_depths(W_last)[1])


def logarithm():
    """log2_growth is log2 of growth."""
    k, w = natural("k", "units of a layer"), natural("w", "parameters up to a layer")
    yield identity("log2 of the factor of layer i",
                   *(sympy.expand_log(part, force=True)
                     for part in (log2(factor(N, i, k, w, TWO_E)), log2_factor(N, i, k, w))))  # fmt: skip
    yield written_as("the product of the factors of the layers", growth(N),
                     Product(factor(N, i, W, parameters_up_to(i), TWO_E), (i, 1, J))
                     * factor(N, J + 1, 1, W_last, TWO_E))  # fmt: skip
    yield written_as("and the sum of their logarithms", log2_growth(N),
                     Sum(log2_factor(N, i, W, parameters_up_to(i)), (i, 1, J))
                     + log2_factor(N, J + 1, 1, W_last))  # fmt: skip


def weighted_means():
    """Weighted AM-GM: b_1^(p_1) b_2^(p_2) .. <= c^w, w the sum of the p_i and c = (p_1 b_1 + p_2 b_2 + ..)/w."""
    b, c = positive("b", "one of the factors"), positive("c", "their weighted mean")
    weight, total = sympy.symbols("w s", positive=True)
    yield certified("the logarithm lies below its tangent at c: log b <= log c + b/c - 1", log(b) <= log(c) + b / c - 1)
    yield identity("with weights: the sum of p_i (b_i/c - 1) is s/c - w = 0 for c = s/w",
                   total / (total / weight) - weight, 0)  # fmt: skip


def vc_from_growth(claim):
    """Weighted AM-GM on the W_bar factors, then log_solve with t = J + 1, w = W_bar, r = 2 e R."""
    yield from counts()
    yield from weighted_means()
    yield identity("the weighted sum of W_i (2 e N i k_i / W_i) is 2 e N R",
                   sympy.summation(TWO_E * N * i * W, (i, 1, J)) + TWO_E * N * (J + 1),
                   TWO_E * N * R.expression)  # fmt: skip
    yield identity("one factor 2 a layer", sympy.summation(1, (i, 1, J)) + 1, J + 1)
    yield written_as("so 2^N <= 2^(J+1) (N r / W_bar)^W_bar with r = 2 e R, and log_solve gives the bound",
                     claim.expression, solution(TWO_E * R, W_bar, J + 1))  # fmt: skip
    yield nonnegative("R >= 3 for two hidden units in one layer", R.expression.subs(J, 1).subs(W, W + 1) - 3)
    yield nonnegative("R >= 3 for two hidden layers and more", R.expression.subs(J, 2 + beyond_first) - 3)
    yield decided("6 e >= 16, so r >= 16", bool(6 * arb.const_e() >= 16))
    yield nonnegative("W_bar >= J + 1", both_depths(W_bar - J - 1)[1])
    yield from above_the_exponent()  # for N < W_bar there is nothing to show


# evidence ---------------------------------------------------------------------------------------------------------

THEOREM = STATEMENT.supported_by(
    instances(
        "growth", affine_maps, D=(1, 2, 3), N=(2, 4, 8, 32), full={"D": (1, 2, 3, 4), "N": (2, 3, 5, 8, 12, 24, 32)}
    ),
    instances("growth", networks_on_line, J=(1, 2), W=(1, 2), N=(6, 12, 600), full={"N": range(6, 601, 9)}),
    too_strong("growth", signs <= growth(N, constant=1), affine_maps, D=(1, 2), N=range(2, 5)),
    fails_without(enough, "growth", affine_maps, D=9, N=(1, 2)),
    derives(
        "vc",
        vc_from_growth,
        assuming=("growth", "classical.log_solve:upper"),
        scope="the steps from the product over the layers to classical.log_solve",
    ),
    instances("vc", networks, D=1, J=(1, 2, 3), W=range(1, 13)),
    too_strong("vc", vc <= J + 1 + W_bar / 8, networks, D=2, J=1, W=6),
)
