"""Proofs of classical.montufar_lower: layers that fold the cube, and a last one that cuts it."""

from functools import lru_cache
from math import comb

import sympy
from boundkit.theorems.classical.montufar_lower import ARRANGEMENTS, ZASLAVSKY, D, J, activation, l, linear, n, width
from boundkit.theorems.classical.montufar_upper_proofs import q
from boundkit.theorems.classical.zaslavsky import j
from sympy import Eq, Product, binomial, floor

from boundkit.evidence import proof
from boundkit.networks import Program
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
    termwise,
    times,
    unfold,
    unknown,
)
from boundkit.regions import count

LAST_LAYER = "classical.zaslavsky:regions"
i = sympy.Symbol("i", integer=True, nonnegative=True)


@lru_cache
def folded_cubes(shape, layers):
    """Regions of the first layers on the cube; None from the last on, which does not fold."""
    if layers >= len(shape.widths):
        return None
    return count(Program(shape.network.steps[: 2 * int(layers)]), (0, 1)).activation_regions if layers else 1


def folds(shape, layer):
    return (shape.widths[int(layer) - 1] // shape.D) ** shape.D if layer < len(shape.widths) else None


def cuts_of_last(shape):
    return sum(comb(shape.widths[-1], chosen) for chosen in range(shape.D + 1))


def fold_and_cut(most, why) -> Fact:
    """The product of the folds, times the regions of the last layer, is at most ``most`` because of ``why``."""
    F = unknown("F", "cubes that the first q layers of the folding network map onto the cube", of=(q,), whole=True,
                at_least=0, measure=folded_cubes)  # fmt: skip
    z = unknown("z", "cubes of one layer", of=(l,), whole=True, at_least=0, measure=folds)
    N = unknown("N", "units of the last layer", whole=True, at_least=0, measure=lambda shape: shape.widths[-1])
    y = unknown("y", "regions of the last layer", whole=True, at_least=0, measure=cuts_of_last)
    start = premise("without layer the cube is mapped onto itself", F(0) >= 1)
    fold = premise("a layer folds the cube z(l) times onto itself, and so every cube below it",
                   F(q + 1) >= z(q + 1) * F(q), for_all=(q,))  # fmt: skip
    named = premise("D coordinates are folded floor(n_l/D) times each", Eq(z(l), floor(n / D) ** D), for_all=(l,))
    cells = premise(why, most >= F(J - 1) * y)
    last = premise("N is n_J", Eq(N, width(J)))
    product = lambda last: Product(z(i), (i, 1, last))  # noqa: E731
    claim = product(q) <= F(q)
    step = chain(unfold(product(q + 1), "last"), times(assume(claim), z(q + 1)), fold)
    folded = induction(q, claim, chain(unfold(product(sympy.S.Zero), "empty"), start), step)
    layers = add(assume(J >= 1), algebra(Eq(sympy.Integer(-1), -1, evaluate=False)))
    hyperplanes = other("the hyperplanes of the last layer, which meet in the cube", y)
    regions = lemma(ARRANGEMENTS, "regions", hyperplanes, m=N, d=D)
    total = chain(regions, termwise(apply(binomial(HOLE, j), last), j, 0, D))
    of_each_layer = termwise(named, l, 1, J - 1, of=Product, by=[layers])
    return chain(
        apply(HOLE * ZASLAVSKY.bound(m=width(J), d=D), of_each_layer, by=[last]),
        apply(product(J - 1) * HOLE, total, by=[layers]),
        times(substitute(folded, {q: J - 1}, by=[layers]), y),
        cells,
    )


@proof("published", assuming=(LAST_LAYER,))
def patterns_of_the_folding_network() -> Fact:
    return fold_and_cut(activation, "in each of these cubes all regions of the last layer occur")


@proof("linear", assuming=(LAST_LAYER,))
def slopes_of_the_folding_network() -> Fact:
    why = ("in each of these cubes all regions of the last layer occur, and neighbours carry different maps: a unit of "
           "the last layer is on everywhere, and for most weights no entry of a gradient is 0")  # fmt: skip
    return fold_and_cut(linear, why)
