"""Proofs of classical.montufar_lower: layers that fold the cube, and a last one that cuts it."""

from functools import lru_cache
from math import comb

import sympy
from boundkit.theorems.classical.montufar_lower import ARRANGEMENTS, ZASLAVSKY, D, J, activation, l, linear, n, width
from boundkit.theorems.classical.montufar_upper_proofs import q
from boundkit.theorems.classical.zaslavsky import j
from sympy import Eq, Le, Product, binomial, floor

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
from boundkit.statements import natural

a = natural("a", "a number")
LAST_LAYER = "classical.zaslavsky:regions"
i = sympy.Symbol("i", integer=True, nonnegative=True)


@lru_cache
def folded_cubes(shape, layers):
    """Regions of the first layers on the cube; None from the last on, which does not fold."""
    if layers >= len(shape.widths):
        return None
    return count(Program(shape.network.steps[: 2 * int(layers)]), (0, 1)).activation_regions if layers else 1


def cuts_of_last(shape):
    return sum(comb(shape.widths[-1], chosen) for chosen in range(shape.D + 1))


def fold_and_cut(most, why) -> Fact:
    """The product of the folds, times the regions of the last layer, is at most ``most`` because of ``why``."""
    F = unknown("F", "cubes that the first q layers of the folding network map onto the cube, at least the cube itself",
                of=(q,), whole=True, at_least=1, measure=folded_cubes)  # fmt: skip
    N = unknown("N", "units of the last layer", whole=True, at_least=0, measure=lambda shape: shape.widths[-1])
    y = unknown("y", "regions of the last layer", whole=True, at_least=0, measure=cuts_of_last)
    fold = premise("a layer folds each of D coordinates floor(n_l/D) times onto itself, and so every cube below it",
                   floor(n / D) ** D <= F(l) / F(l - 1), for_all=(l,))  # fmt: skip
    cells = premise(why, most >= F(J - 1) * y)
    last = premise("N is n_J", Eq(N, width(J)))
    product = lambda last: Product(F(i) / F(i - 1), (i, 1, last))  # noqa: E731
    claim = Eq(product(q), F(q) / F(0))
    step = chain(unfold(product(q + 1), "last"), times(assume(claim), F(q + 1) / F(q)))
    folded = induction(q, claim, unfold(product(sympy.S.Zero), "empty"), step)
    some = substitute(algebra(Le(1, a, evaluate=False)), {a: F(0)})
    layers = add(assume(J >= 1), algebra(Eq(sympy.Integer(-1), -1, evaluate=False)))
    hyperplanes = other("the hyperplanes of the last layer, which meet in the cube", y)
    regions = lemma(ARRANGEMENTS, "regions", hyperplanes, m=N, d=D)
    total = chain(regions, termwise(apply(binomial(HOLE, j), last), j, 0, D))
    of_each_layer = termwise(fold, l, 1, J - 1, of=Product, by=[layers])
    cubes = chain(of_each_layer, substitute(folded, {q: J - 1}, by=[layers]), apply(F(J - 1) / HOLE, some))
    return chain(apply(HOLE * ZASLAVSKY.bound(m=width(J), d=D), cubes, by=[last]), times(total, F(J - 1)), cells)


@proof("published", assuming=(LAST_LAYER,))
def patterns_of_the_folding_network() -> Fact:
    return fold_and_cut(activation, "in each of these cubes all regions of the last layer occur")


@proof("linear", assuming=(LAST_LAYER,))
def slopes_of_the_folding_network() -> Fact:
    why = ("in each of these cubes all regions of the last layer occur, and neighbours carry different maps: a unit of "
           "the last layer is on everywhere, and for most weights no entry of a gradient is 0")  # fmt: skip
    return fold_and_cut(linear, why)
