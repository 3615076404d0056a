"""Proofs of wang2025.piece_count, layer by layer."""

from functools import cache
from math import prod

from boundkit.theorems.classical import kuhn_c2
from boundkit.theorems.wang2025.piece_count import (
    B,
    E,
    L,
    N,
    R,
    eps_out,
    error,
    m,
    mu,
)
from flint import fmpq
from sympy import Eq, Le, Sum

from boundkit import regions
from boundkit.evidence import proof
from boundkit.formulas.symbols import natural
from boundkit.measures.pieces import least_measure, realised_routes
from boundkit.networks.mixture import Mixture
from boundkit.proofs import (
    HOLE,
    Fact,
    apply,
    assume,
    chain,
    induction,
    lemma,
    other,
    premise,
    substitute,
    times,
    unknown,
)
from boundkit.proofs.sums import summed

_MOST_CELLS = 2_000  # of objects on which premises are tried
l = natural("l", "layers so far", least=0)  # noqa: E741


def of_first_layers(measure, none):
    """The measure of the first layers, ``none`` of no layer; None beyond the last and where it would take long."""

    @cache
    def measured(mixture, layers):
        first = mixture.layers[:layers]
        return measure(Mixture(first)) if first else none

    def of(mixture, layers):
        size = prod(layer.gate.experts for layer in mixture.layers[: int(layers)])
        return None if layers > len(mixture.layers) or size > _MOST_CELLS else measured(mixture, int(layers))

    return of


def cells(mixture):
    return regions.count(mixture, box=(0, 1)).activation_regions


def powers(number, relation, none: str, layer: str, factor) -> Fact:
    """number(L) against factor^L, from what no layer and one layer more mean for the number."""
    start = premise(none, relation(number(0), 1))
    more = premise(layer, relation(number(l + 1), factor * number(l)), for_all=(l,))
    claim = relation(number(l), factor**l)
    return substitute(induction(l, claim, start, chain(more, times(assume(claim), factor))), {l: L})


def cells_so_far():
    return unknown("c", "cells that the first l layers cut the cube into", of=(l,), whole=True, at_least=0,
                   measure=of_first_layers(cells, 1))  # fmt: skip


@proof("upper")
def layer_by_layer() -> Fact:
    c = cells_so_far()
    pieces = premise("on a cell every layer is served by one affine expert, so the map is affine", N <= c(L))
    none = "without a layer the cube is one cell, which is convex"
    layer = "a layer serves each of its experts on a convex set, so it cuts a convex cell into at most E"
    return chain(pieces, powers(c, Le, none, layer, E))


@proof("attained_digits")
def digit_by_digit() -> Fact:
    c = cells_so_far()
    apart = "no two intervals share an affine map onto (0, 1), which has such values on one alone"
    none = "without a layer (0, 1) is one interval"
    layer = "the layers so far map each of their intervals onto (0, 1), which the next one cuts into its E parts"
    return chain(premise(apart, Eq(N, c(L))), powers(c, Eq, none, layer, E))


@proof("attained_product")
def coordinate_by_coordinate() -> Fact:
    c = cells_so_far()
    apart = "entry l of the gradient tells which expert of layer l serves, as its slopes differ"
    none = "without a layer the cube is one box"
    layer = (
        "the next layer looks at a coordinate that no layer so far has cut, and all its E experts win on a part of it"
    )
    return chain(premise(apart, Eq(N, c(L))), powers(c, Eq, none, layer, E))


ROUTES = "the routes through L layers are those of the mixture"


@proof("routes")
def expansion_by_expansion() -> Fact:
    r = unknown("r", "routes through the first l layers", of=(l,), whole=True, at_least=0,
                measure=of_first_layers(realised_routes, 1))  # fmt: skip
    layer = "the layers so far map the inputs of a route onto (0, 1), where each of the next E experts serves a part"
    return chain(premise(ROUTES, Eq(R, r(L))), powers(r, Eq, "without a layer there is one route", layer, E))


@proof("route_measure")
def length_by_length() -> Fact:
    length = unknown("m", "least length of the inputs on one route through the first l layers", of=(l,), at_least=0,
                     measure=of_first_layers(least_measure, 1))  # fmt: skip
    layer = "the layers so far map the inputs of a route onto (0, 1) by an affine map, and a part has length 1/E there"
    none = "without a layer the inputs have length 1"
    return chain(premise(ROUTES, Eq(mu, length(L))), powers(length, Eq, none, layer, 1 / E))


@proof("approximation", assuming=("classical.kuhn_c2:upper",))
def part_by_part() -> Fact:
    k = natural("k", "a coordinate")
    q = unknown("q", "coordinates", whole=True, at_least=1, measure=lambda thing: len(thing.parts))
    e = unknown("e", "largest error of an expert of layer k", of=(k,), at_least=0)
    c = unknown("c", "largest second derivative of the parts of layer k", of=(k,), at_least=0,
                measure=lambda thing, k: thing.curvatures()[int(k) - 1] if k <= len(thing.parts) else None)  # fmt: skip
    w = unknown("w", "Lipschitz constant in argument k of the output that errs most", of=(k,), at_least=0)
    apart = premise("layer k looks at x_k and leaves the other coordinates alone; f_out enlarges its error by w(k), "
                    "and its network adds eps_out", error <= Sum(w(k) * e(k), (k, 1, q)) + eps_out)  # fmt: skip
    bound = premise("B is such a bound", Sum(w(k) * c(k), (k, 1, q)) <= B)
    spline = other("the expert of layer k that errs most, in its coordinate", e(k))
    own = times(lemma(kuhn_c2.STATEMENT, "upper", spline, for_all=(k,), D=1, M=c(k), h=1 / m), w(k))
    each = summed(own, k, q)
    return chain(apart, apply(HOLE + eps_out, each), apply(HOLE / (8 * m**2) + eps_out, bound))


@proof("approximation_of_squares")
def chord_of_half_a_square() -> Fact:
    h = unknown("h", "distance of two knots", at_least=0, measure=lambda thing: fmpq(1, thing.m))
    chord = premise("midway between two knots, where it is farthest, a chord of z^2/2 lies h^2/8 above it",
                    Eq(error, h**2 / 8))  # fmt: skip
    return chain(chord, apply(HOLE**2 / 8, premise("m parts make up a unit interval", Eq(h, 1 / m))))
