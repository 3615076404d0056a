"""Proof of the bound of wang2025.piece_count, layer by layer."""

from boundkit.theorems.wang2025.piece_count import E, L, N

from boundkit import regions
from boundkit.evidence import proof
from boundkit.formulas.symbols import natural
from boundkit.proofs import Fact, assume, chain, induction, premise, substitute, times, unknown

l = natural("l", "layers so far", least=0)  # noqa: E741


def cells_below(mixture, layers):
    return regions.count(mixture.first(int(layers)), box=(0, 1)).activation_regions


@proof("upper")
def layer_by_layer() -> Fact:
    c = unknown("c", "convex cells that the first l layers cut the cube into", of=(l,), whole=True, at_least=0)
    start = premise("without a layer the cube is one cell", c(0) <= 1)
    layer = premise(
        "a layer serves each of its experts on a convex set, so it cuts a convex cell into at most E",
        c(l + 1) <= E * c(l), for_all=(l,),
    )  # fmt: skip
    pieces = premise("on a cell every layer is served by one affine expert, so the map is affine", N <= c(L))
    claim = c(l) <= E**l
    step = chain(layer, times(assume(claim), E))
    return chain(pieces, substitute(induction(l, claim, start, step), {l: L}))
