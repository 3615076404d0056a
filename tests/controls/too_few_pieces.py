"""False: a deep mixture has at most L E pieces. (The digits have E^L.)"""

from boundkit import regions
from boundkit.constructions.digits import digits
from boundkit.evidence import attained, instances, too_strong
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

E = natural("E", "experts per layer")
L = natural("L", "MoE layers")
N = quantity("N", "affine pieces on [0, 1]", measure=lambda m: regions.count(m, box=(0, 1)).affine_pieces)

THEOREM = Theorem(
    id="control.too_few_pieces",
    title="At most L E pieces from L E experts",
    source=cite("control", "false on purpose"),
    claims=(Claim("upper", UPPER, N <= L * E),),
    evidence=(
        instances("upper", digits, E=(2, 3), L=(2, 3)),
        attained("upper", digits, E=(3,), L=(2,)),
        too_strong("upper", N <= L * E - 1, digits, E=(2,), L=(1,)),
    ),
)
