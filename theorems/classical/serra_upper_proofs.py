"""Proof that the bound of classical.serra_upper is never above that of classical.montufar_upper, index by index."""

from functools import lru_cache
from math import comb

from boundkit.theorems.classical.montufar_upper import D, J, i, l, parts, width
from boundkit.theorems.classical.montufar_upper_proofs import product_of_layers, q
from boundkit.theorems.classical.serra_upper import Shape, s
from sympy import Eq, Min

from boundkit.arithmetic.nodes import Least
from boundkit.evidence import proof
from boundkit.proofs import Fact, chain, premise, unknown


@lru_cache
def of_first_layers(shape, layers):
    """The sum over the indices of the first layers; None beyond the last."""
    if layers > len(shape.widths):
        return None
    return Shape(shape.D, shape.widths[: int(layers)]).sum_over_indices()


def choices(shape, layer):
    widths = shape.widths[: int(layer)]
    if len(widths) < layer:
        return None
    return sum(comb(widths[-1], off) for off in range(min(shape.D, *widths) + 1))


@proof("below_montufar")
def fewer_choices() -> Fact:
    c = unknown("c", "the sum over the indices of the first q layers", of=(q,), whole=True, at_least=1,
                measure=of_first_layers)  # fmt: skip
    z = unknown("z", "the sum of C(n_l, j) over j <= d_l = min(D, n_1, .., n_l)", of=(l,), whole=True, at_least=1,
                measure=choices)  # fmt: skip
    none = premise("without layers there is one index, the empty one", c(0) <= 1)
    layer = "a_l <= d_l: whatever the indices below are, j_l runs through 0, .., d_l at most"
    named = premise("z(l) is that sum", Eq(z(l), parts(Min(D, Least(width(i), (i, 1, l))))), for_all=(l,))
    product = product_of_layers(c, z, none, layer, named)
    return chain(premise("s is the sum over the indices of all layers", s <= c(J)), product)
