"""False: affine experts are not needed for E^L pieces. (A ReLU unit inside each expert adds pieces.)"""

from boundkit import regions
from boundkit.constructions.digits import equal_parts_gate
from boundkit.evidence import fails_without
from boundkit.networks import ReLUNetwork, stack
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, natural, quantity

E = natural("E", "experts per layer")
N = quantity("N", "affine pieces on [0, 1]", measure=lambda m: regions.count(m, box=(0, 1)).affine_pieces)


def has_affine_experts(mixture):
    return all(not expert.widths for layer in mixture.layers for expert in layer.experts)


affine = hypothesis("experts are affine")(has_affine_experts)


def bent_experts(E):
    """Every expert bends in the middle of its interval."""
    bent = [ReLUNetwork.of([[[2 * E]], [[i + 1]]], [[-2 * i - 1], [i]]) for i in range(E)]
    return stack((equal_parts_gate(E), bent))


THEOREM = Theorem(
    id="control.needless_hypothesis",
    title="At most E pieces from one layer of any experts",
    source=cite("control", "false on purpose"),
    given=(affine,),
    claims=(Claim("upper", UPPER, N <= E),),
    evidence=(fails_without(affine, "upper", bent_experts, E=(2, 3)),),
)
