"""Growth function and VC dimension of one ReLU network.  (Bartlett, Harvey, Liaw and Mehrabian 2019, Theorem 7)

Layers 1, .., J + 1, the last one the affine output. W_i counts the parameters at the inputs of units in layers 1 to i,
k_i the units of layer i; here J hidden layers of W units each. The signs of the output on N points take at most
prod over i of 2 (2 e N i k_i / W_i)^(W_i) patterns, for N >= W_1 + .. + W_(J+1).
"""

import sympy
from sympy import Eq, Piecewise, Product, Sum, exp

from boundkit.constructions.bumps import moment_curve
from boundkit.evidence import Case, fails_without, instances, too_strong
from boundkit.measures.certificates import own
from boundkit.measures.network_classes import Networks
from boundkit.statements import UPPER, Claim, Theorem, cite, define, hypothesis, log2, natural, quantity

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
signs = quantity("G", "sign patterns of the networks on N points", measure=lambda networks: networks.sign_patterns())
vc = quantity("V", "VC dimension of the networks", measure=lambda networks: networks.vc_dimension(), certificate=own)


@hypothesis("there are at least W_1 + .. + W_(J+1) points", shape=(W_bar <= N,))
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


# evidence ---------------------------------------------------------------------------------------------------------

THEOREM = STATEMENT.supported_by(
    instances(
        "growth", affine_maps, D=(1, 2, 3), N=(2, 4, 8, 16), full={"D": (1, 2, 3, 4), "N": (2, 3, 5, 8, 12, 24, 32)}
    ),
    instances("growth", networks_on_line, J=(1, 2), W=(1, 2), N=(6, 12, 600), full={"N": range(6, 601, 9)}),
    too_strong("growth", signs <= growth(N, constant=1), affine_maps, D=(1, 2), N=range(2, 5)),
    fails_without(enough, "growth", affine_maps, D=9, N=(1, 2)),
    instances("vc", networks, D=1, J=(1, 2, 3), W=range(1, 13)),
    too_strong("vc", vc <= J + 1 + W_bar / 8, networks, D=2, J=1, W=6),
)
