"""Proofs of classical.montufar_upper, layer by layer."""

from functools import lru_cache
from math import comb

import sympy
from boundkit.theorems.classical.montufar_upper import D, J, activation_regions, i, l, parts, r, width
from sympy import Eq, Min, Product

from boundkit.arithmetic.nodes import Least
from boundkit.evidence import proof
from boundkit.networks import Program
from boundkit.proofs import Fact, assume, chain, induction, premise, substitute, termwise, times, unfold, unknown
from boundkit.statements import natural

q = natural("q", "layers so far", least=0)
BY_ZASLAVSKY = "z(l) is the number of parts that n_l hyperplanes make of it, classical.zaslavsky:upper"


@lru_cache
def regions_below(program, layers):
    """Activation regions of the first layers; None beyond the last."""
    first = program.steps[: 2 * int(layers)]
    return None if len(first) < 2 * layers else activation_regions(Program(first)) if first else 1


def parts_by(dimension):
    """The measure of the number of parts of a layer, by the inputs of the network and the widths up to the layer."""

    def measured(program, layer):
        widths = [len(step.kinks) for step in program.steps[1::2]][: int(layer)]
        if len(widths) < layer:
            return None
        return sum(comb(widths[-1], chosen) for chosen in range(dimension(program.inputs, widths) + 1))

    return measured


def layer_by_layer(z, layer, number, meaning=BY_ZASLAVSKY) -> Fact:
    """r <= the product of z(l), which is what ``number`` says."""
    c = unknown("c", "activation regions of the first q layers", of=(q,), whole=True, at_least=1, measure=regions_below)
    none = premise("without hidden layer there is one region", c(0) <= 1)
    all_layers = premise("r counts the regions of all layers", r <= c(J))
    named = premise(meaning, Eq(z(l), number), for_all=(l,))
    return chain(all_layers, product_of_layers(c, z, none, layer, named))


def product_of_layers(c, z, none, layer, named, J=J, index=l) -> Fact:
    """c(J) <= the product of what z(l) is, or is at most: each layer makes at most z(l) of one."""
    cut = premise(layer, c(q + 1) <= z(q + 1) * c(q), for_all=(q,))
    product = lambda last: Product(z(i), (i, 1, last))  # noqa: E731
    claim = c(q) <= product(q)
    step = chain(cut, times(assume(claim), z(q + 1)), unfold(product(q + 1), "last"))
    base = chain(none, unfold(product(sympy.S.Zero), "empty"))
    return chain(substitute(induction(q, claim, base, step), {q: J}), termwise(named, index, 1, J, of=Product))


@proof("upper")
def by_dimension_of_the_image() -> Fact:
    z = unknown("z", "parts in dimension d_l = min(D, n_1, .., n_l)", of=(l,), whole=True, at_least=1,
                measure=parts_by(lambda inputs, widths: min(inputs, *widths)))  # fmt: skip
    layer = "the image of a region of the layers below has dimension d_l at most, which layer l cuts into z(l) parts"
    return layer_by_layer(z, layer, parts(Min(D, Least(width(i), (i, 1, l)))))


@proof("by_inputs")
def by_dimension_of_the_inputs() -> Fact:
    z = unknown("z", "parts in dimension D", of=(l,), whole=True, at_least=1,
                measure=parts_by(lambda inputs, _: inputs))  # fmt: skip
    layer = "the image of a region of the layers below has dimension D at most, which layer l cuts into z(l) parts"
    return layer_by_layer(z, layer, parts(D))
