"""A claim that rests on another result, which its objects refute."""

from pathlib import Path

from boundkit.discovery.discover import load
from boundkit.evidence import proof
from boundkit.proofs import lemma, other
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

E = natural("E", "experts per layer")
N = quantity("N", "affine pieces on [0, 1] of one layer", measure=len)

THEOREM = Theorem(
    id="control.on_a_refuted_result",
    title="At most E pieces from one layer",
    source=cite("control", "rests on what is false"),
    claims=(Claim("main", UPPER, N <= E),),
)


@proof("main", assuming=("control.too_few_pieces:upper",))
def at_one_layer():
    (entry,) = load(str(Path(__file__).parents[1] / "too_few_pieces.py"))
    return lemma(entry.theorem, "upper", other("one layer is a mixture of one layer", N), E=E, L=1)
