"""A claim that rests on another result, which its objects refute."""

from boundkit.evidence import decided, derives
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

E = natural("E", "experts per layer")
N = quantity("N", "affine pieces on [0, 1] of one layer", measure=len)


def at_one_layer():
    yield decided("L E at L = 1 is E", True)


THEOREM = Theorem(
    id="control.on_a_refuted_result",
    title="At most E pieces from one layer",
    source=cite("control", "rests on what is false"),
    claims=(Claim("main", UPPER, N <= E),),
    evidence=(derives("main", at_one_layer, assuming=("control.too_few_pieces:upper",)),),
)
