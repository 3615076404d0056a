"""A sharper upper bound for the VC dimension of mixtures of experts: the experts share the points.  (ours)

kratsios2024.vc_dimension lets every expert have its signs on all N points. They share them: the logarithm of the growth
of one expert is bounded by a concave function of its points, so that together they have at most as many sign patterns
as if each had N/E. In the base R + E - 1 experts become E (E - 1) + R.
"""

from boundkit.theorems.classical.log_solve import solution
from boundkit.theorems.classical.network_growth import TWO_E, D, J, N, R, W, W_bar, growth, log2_growth
from boundkit.theorems.kratsios2024 import vc_dimension as general
from sympy import Eq, Max

from boundkit.arithmetic.nodes import GreatestInteger
from boundkit.evidence import Case, fails_without, instances, too_strong
from boundkit.measures.certificates import own
from boundkit.measures.mixture_classes import FreelyRouted, Mixtures, SineMixtures
from boundkit.statements import UPPER, Claim, Theorem, cite, define, hypothesis, quantity
from boundkit.statements.shape import k

# symbols ----------------------------------------------------------------------------------------------------------

E = general.E
vc = quantity("V", "VC dimension of the mixtures", measure=lambda mixtures: mixtures.vc_dimension(), certificate=own)
w = define("w", "parameters of the prototypes, and parameter counts W_1 + .. + W_(J+1) of all experts", E * (D + W_bar))
r = define("r", "factor in the base", TWO_E * (E * (E - 1) + R))
free = define("q", "parameters of the scores, when one expert scores 0 and a factor is gone", (D + 1) * (E - 1) - 1)
shared = 2 * (TWO_E * N * (E - 1) / D) ** (D * E) * growth(N, TWO_E / E) ** E
closed = solution(r, w, 1 + E * (J + 1))
solved = GreatestInteger(general.rho + E * log2_growth(N / E), N, closed)
by_ties = solution(Max(16, TWO_E * (E * (E - 1) / 4 + R)), free + E * W_bar, 1 + E * (J + 1))

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("the input goes to the expert of its nearest prototype", shape=(Eq(k, 1),))
def nearest(mixtures):
    return not isinstance(mixtures, FreelyRouted)


@hypothesis("experts are ReLU networks, or PReLU networks of a fixed slope other than 1")
def relu(mixtures):
    return not isinstance(mixtures, SineMixtures)


STATEMENT = Theorem(
    id="sharper.shared_points",
    title="VC dimension of a mixture whose experts share the points",
    source=cite("boundkit", "own proof"),
    notes="Sharper than kratsios2024.vc_dimension for E >= 2. Experts have J hidden layers of W units; for J = 0 they "
          "are affine and W plays no part. upper_central is worse than upper_closed for J = 0 and E far above D.",
    given=(nearest, relu),
    claims=(
        Claim("upper_closed", UPPER, vc <= closed, status="derived", where=(E >= 2,),
              proof="Weighted AM-GM for routing and E experts on N/E points each; then 2^N <= 2^(1 + E (J + 1)) "
                    "(N r / w)^w is solved."),
        Claim("upper_solved", UPPER, vc <= solved, status="derived", where=(E >= 2,),
              proof="2^N is at most the least of three numbers of routings, times the growth of experts that share N."),
        Claim("upper_central", UPPER, vc <= by_ties, status="derived", where=(E >= 2,),
              proof="Routings are regions of N C(E, 2) hyperplanes through the origin: 2 (e N E (E-1)/(2 q))^q."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def constants_on_line(E):
    return Case(Mixtures(1, E, constant=True), {"D": 1, "J": 0, "W": 1})


def affine_mixtures(D, E):
    return Case(Mixtures(D, E), {"J": 0, "W": 1})


def shallow_mixtures(D, E, W):
    return Case(Mixtures(D, E, W), {"J": 1})


def sine_mixtures(E, n):
    return Case(SineMixtures(E, n), {"D": 1, "J": 1, "W": 1})


def freely_routed(n):
    return Case(FreelyRouted(n), {"D": 1, "E": 2, "J": 0, "W": 1})


def held_against(name):
    """The evidence of one of the bounds."""
    return (
        instances(name, constants_on_line, name=f"{name}: constants on a line", E=(2, 3), full={"E": range(2, 8)}),
        instances(name, affine_mixtures, name=f"{name}: affine experts", D=1, E=(2, 3), full={"E": range(2, 8)}),
        instances(name, shallow_mixtures, name=f"{name}: one hidden layer", D=1, E=2, W=(3, 6),
                  full={"E": (2, 3, 4), "W": range(3, 13)}),
        too_strong(name, vc <= E * Max(D * E, J * W), shallow_mixtures, name=f"{name}: the order read as width", D=2,
                   E=2, W=6),
        fails_without(relu, name, sine_mixtures, name=f"{name}: sines", E=2, n=160),
        fails_without(nearest, name, freely_routed, name=f"{name}: routed at will", n=160),
    )  # fmt: skip


THEOREM = STATEMENT.supported_by(
    *held_against("upper_closed"), *held_against("upper_solved"), *held_against("upper_central")
)
