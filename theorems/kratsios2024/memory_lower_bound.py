"""What approximating every Lipschitz function costs any class: a VC dimension of ceil(Lip/(2 eps))^D.  (ours)

Memory is traded between experts and active parameters, but the curse of dimension is not lifted: values +-eps', eps'
just above eps, at the points of a grid of spacing above 2 eps/Lip extend to Lipschitz functions (McShane), so that any
class which approximates these within eps realises every labelling of the grid. Constants on cells attain the bound.
"""

from sympy import ceiling

from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.measures.certificates import own
from boundkit.measures.approximating import Approximating, CellConstants, KuhnInterpolants
from boundkit.statements import LOWER, Claim, Theorem, cite, hypothesis, natural, positive, quantity

D = natural("D", "dimension of the cube")
Lip = positive("Lip", "Lipschitz constant of the functions for |x - y|_inf")
eps = positive("eps", "error that is allowed in the sup norm")
vc = quantity("V", "VC dimension of the class", measure=lambda thing: thing.vc_dimension(), certificate=own)


@hypothesis("every f on [0, 1]^D with |f(x) - f(y)| <= Lip |x - y|_inf is within eps of a function of the class")
def approximates(thing):
    return thing.approximates()


@hypothesis("functions of the class live on [0, 1]^D")
def sized(thing, at):
    return at["D"] == thing.D


STATEMENT = Theorem(
    id="kratsios2024.memory_lower_bound",
    title="What the approximation of all Lipschitz functions costs",
    source=cite("boundkit", "own proof"),
    notes="With an upper bound of kratsios2024.vc_dimension it bounds the number of experts from below: "
          "ceil(Lip/(2 eps))^D <= 1 + E (J + 1) + w log2(2 r log2 r). It is the exact price (sharper.memory_price).",
    given=(approximates, sized),
    claims=(
        Claim("lower", LOWER, vc >= ceiling(Lip / (2 * eps)) ** D, status="derived",
              proof="ceil(Lip/(2 eps)) points of [0, 1] at equal distances are more than 2 eps/Lip apart, so signs "
                    "times a number just above eps extend from their grid to Lipschitz functions."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def looked_at(family, Lip, eps):
    return Case(Approximating(family, rational(Lip), rational(eps)), {"Lip": Lip, "eps": eps})


def constants_on_cells(D, G, Lip, eps):
    return looked_at(CellConstants(D, G), Lip, eps)


def just_enough_cells(D, G, more):
    """Constants on G cells an axis, at the least error that they serve, or ``more`` than that."""
    return looked_at(CellConstants(D, G), 2, 1 / rational(G) + rational(more) / (G * G))


def interpolants(D, N, Lip, eps):
    return looked_at(KuhnInterpolants(D, N), Lip, eps)


def in_more_dimensions(D, G):
    """Constants on cells of the line, said to be on a cube."""
    return looked_at(CellConstants(1, G), 1, f"1/{2 * G}")


THEOREM = STATEMENT.supported_by(
    instances("lower", constants_on_cells, D=(1, 2, 3), G=(1, 2, 3, 4), Lip=("1/2", 1, 3), eps=("1/10", "1/4", 1),
              full={"D": range(1, 5), "G": range(1, 8)}),
    instances("lower", interpolants, D=(1, 2, 3), N=(1, 2, 3), Lip=1, eps=("1/6", "1/3", "2/3"),
              full={"N": range(1, 7)}),
    attained("lower", just_enough_cells, D=(1, 2, 3), G=(1, 2, 5), more=(0, "1/3")),
    too_strong("lower", vc >= ceiling(Lip / (2 * eps) + 1) ** D, just_enough_cells, D=2, G=3, more=0),
    too_strong("lower", vc >= ceiling(Lip / eps) ** D, just_enough_cells, D=1, G=2, more=0),
    too_strong("lower", vc >= ceiling(Lip / (2 * eps)) ** (D + 1), just_enough_cells, D=2, G=3, more=0),
    fails_without(approximates, "lower", constants_on_cells, D=(1, 2), G=2, Lip=1, eps="1/10"),
    fails_without(sized, "lower", in_more_dimensions, D=2, G=3),
)  # fmt: skip
