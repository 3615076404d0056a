"""Proofs of wang2025.mixture_cells, layer by layer."""

from boundkit.theorems.wang2025.mixture_cells import E, L, R, c, cells, k
from boundkit.theorems.wang2025.piece_count_proofs import l, of_first_layers, powers
from sympy import Le, binomial

from boundkit.evidence import proof
from boundkit.proofs import Fact, chain, premise, unknown


def cells_multiply(factor, why) -> Fact:
    """The cells of L layers, each of which cuts a convex cell into at most ``factor``, for the reason in words."""
    n = unknown("n", "cells that the first l layers cut the cube into", of=(l,), whole=True, at_least=0,
                measure=of_first_layers(cells, 1))  # fmt: skip
    none = "without a layer the cube is one cell, which is convex"
    return chain(premise("the cells of L layers are those of the mixture", c <= n(L)), powers(n, Le, none, why, factor))


@proof("pieces")
def pieces_of_experts() -> Fact:
    return cells_multiply(
        E * R,
        "on a convex cell the layers so far are affine, so that the next one serves each of E experts on a convex "
        "part, which each of the expert's R convex pieces cuts to a convex cell",
    )


@proof("top_k")
def sets_of_experts() -> Fact:
    return cells_multiply(
        binomial(E, k),
        "the k experts of largest score are the k-set of largest sum of scores, so that each of C(E, k) sets is chosen "
        "on a convex part of a convex cell",
    )
