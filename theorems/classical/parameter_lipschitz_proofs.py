"""Proofs of the bounds of classical.parameter_lipschitz, layer by layer.

What layer l puts out, at most M(l), moves by at most e(l); layer 0 is the input, and p(l) the size of layer l.
"""

from boundkit.theorems.classical.parameter_lipschitz import STATEMENT, B, D, Delta, J, V, W, dist, q
from sympy import Eq, Max, Product

from boundkit.arithmetic.rational import rational
from boundkit.constructions.parametrised import difference
from boundkit.evidence import proof
from boundkit.formulas.symbols import natural, real
from boundkit.measures.distances import sup_norm
from boundkit.networks import ReLUNetwork
from boundkit.networks.affine import identity
from boundkit.proofs import (
    HOLE,
    Fact,
    add,
    algebra,
    apply,
    assume,
    chain,
    induction,
    lemma,
    other,
    premise,
    substitute,
    times,
    unfold,
    unknown,
)
from boundkit.proofs.extremes import part_of_max
from boundkit.verdict import Verdict

l, i = natural("l", "layer", least=0), natural("i", "layer before", least=0)  # noqa: E741
a = real("a", "bound on what is read", least=0)
r = real("r", "size of the layer that is read", least=0)
m = real("m", "bound on what is read, and on 1", least=1)


def layers_up_to(network, last):
    """What a layer puts out, behind its rectifier unless it is the last one."""
    layers = network.layers[:last]
    return ReLUNetwork(layers if last == len(network.layers) else (*layers, identity(layers[-1].outputs)))


def size(pair, layer):
    return pair.first.layers[int(layer)].inputs if layer < len(pair.first.layers) else None


def largest(pair, layer):
    if layer == 0:
        return max(abs(rational(end)) for end in pair.box)
    if layer > len(pair.first.layers):
        return None
    return max(sup_norm(layers_up_to(f, int(layer)), pair.box) for f in (pair.first, pair.second))


def change(pair, layer):
    if layer == 0 or layer > len(pair.first.layers):
        return 0 if layer == 0 else None
    return sup_norm(difference(*(layers_up_to(f, int(layer)) for f in (pair.first, pair.second))), pair.box)


@proof("general")
def layer_by_layer() -> Fact:
    p = unknown("p", "units of layer l", of=(l,), whole=True, at_least=0, measure=size)
    M = unknown("M", "largest absolute value that layer l puts out", of=(l,), at_least=0, measure=largest)
    e = unknown("e", "how far what layer l puts out is apart at most", of=(l,), at_least=0, measure=change)
    read = premise("both networks read the same inputs, which lie in [-1, 1]", Max(M(0) - 1, e(0)) <= 0)
    growth, drift = B * (p(l) * M(l) + 1), B * p(l) * e(l) + Delta * (p(l) * M(l) + 1)
    layer = premise("a unit adds p(l) values of at most M(l), e(l) apart in the two networks, with weights of at most "
                    "B, Delta apart, and a bias", Max(M(l + 1) - growth, e(l + 1) - drift) <= 0,
                    for_all=(l,))  # fmt: skip
    last = premise("layer J + 1 puts out the value of the network, and V is the product of p(l) + 1 over l = 0, .., J",
                   Max(dist - e(J + 1), Product(p(i) + 1, (i, 0, J)) - V) <= 0)  # fmt: skip

    def part(fact, large, small):
        """small <= large, from the premise that the greatest of differences is at most 0."""
        return apply(HOLE + large, part_of_max(fact, small - large))

    inputs, same = part(read, 1, M(0)), part_of_max(read, e(0))
    values, moves = part(layer, growth, M(l + 1)), part(layer, drift, e(l + 1))
    out, sizes = part(last, e(J + 1), dist), part(last, V, Product(p(i) + 1, (i, 0, J)))

    def product(last):
        return Product(p(i) + 1, (i, 0, last))

    empty, grown = unfold(product(-1), "empty"), unfold(product(l), "last")
    start, next_one = B**l * product(l - 1), apply(B ** (l + 1) * HOLE, grown)
    rises = substitute(algebra(a <= B * (r + 1) * a), {r: p(l), a: start})
    one = induction(l, start >= 1, empty, chain(assume(start >= 1), rises, next_one))
    held = M(l) <= start
    room = substitute(algebra(r * m + 1 <= (r + 1) * m), {r: p(l), m: start}, by=[one])
    within = chain(apply(p(l) * HOLE + 1, assume(held)), room)
    known = induction(l, held, chain(inputs, empty), chain(values, times(within, B), next_one))
    within = chain(apply(p(l) * HOLE + 1, known), room)
    moved = e(l) <= l * B ** (l - 1) * product(l - 1) * Delta
    share = algebra(l * r * a + (r + 1) * a <= (l + 1) * (r + 1) * a)
    both = add(times(assume(moved), B * p(l)), times(within, Delta))
    both = chain(moves, both, substitute(share, {r: p(l), a: start * Delta}))
    moved = induction(l, moved, same, chain(both, apply((l + 1) * B**l * HOLE * Delta, grown)))
    return chain(out, substitute(moved, {l: J + 1}), apply((J + 1) * B**J * HOLE * Delta, sizes))


@proof("published", expects=Verdict.CERTIFIED, assuming=("general",))
def one_factor_more() -> Fact:
    one = apply((J + 1) * HOLE**J * V * Delta, assume(Eq(B, 1)))
    return chain(lemma(STATEMENT, "general"), one, algebra((J + 1) * V * Delta <= (J + 1) * V * (q + 1) * Delta))


@proof("uniform", assuming=("general",))
def equal_widths() -> Fact:
    pair = other("the same two networks, of J hidden layers of W units on D inputs", dist)
    return lemma(STATEMENT, "general", pair, J=J, B=B, Delta=Delta, V=(D + 1) * (W + 1) ** J)
