"""Proofs of wang2025.routing_cells: two bounds at once, prototype by prototype, and order by order."""

from functools import cache

from boundkit.theorems.classical import convex_routing_cells, zaslavsky
from boundkit.theorems.wang2025.routing_cells import D, E, c, i, k, t, u
from sympy import Eq, Min, Sum, binomial

from boundkit.constructions.prototypes import Prototypes, Scores, new_corners, tied_scores, unbounded_cells
from boundkit.evidence import proof
from boundkit.formulas.symbols import natural
from boundkit.proofs import (
    HOLE,
    Fact,
    add,
    apply,
    assume,
    chain,
    content,
    induction,
    lemma,
    other,
    premise,
    substitute,
    times,
    unknown,
)
from boundkit.regions.arrangement import hyperplanes, regions_of_arrangement

g = natural("g", "prototypes more than k", least=0)
q = natural("q", "order", least=0)


def regions_without_ties(thing):
    """Of a gate whose scores tie on a hyperplane of their own for every two experts; None for others."""
    gate = getattr(thing, "gate", None)
    forms = () if gate is None else tied_scores(gate)
    complete = gate is not None and len(hyperplanes(forms, thing.inputs)) == len(forms)
    return regions_of_arrangement(forms, thing.inputs) if complete else None


@proof("cells", assuming=("classical.convex_routing_cells:upper", "classical.zaslavsky:upper"))
def convex_sets_and_parts() -> Fact:
    a = unknown("a", "regions between the hyperplanes of ties", whole=True, at_least=1, measure=regions_without_ties)
    sets = lemma(
        convex_routing_cells.THEOREM, "upper",
        other("all of R^D, which the k-sets share as experts of a top-1 layer that scores each by the sum of its "
              "scores: the k best are the set of the largest sum", c),
        E=binomial(E, k),
    )  # fmt: skip
    parts = lemma(
        zaslavsky.THEOREM, "upper",
        other("a hyperplane for each two experts: where their scores tie, or any if they tie nowhere or everywhere", a),
        m=binomial(E, 2), d=D,
    )  # fmt: skip
    order = premise("between the hyperplanes of ties the order of the scores stays the same, so the k best do", c <= a)
    one = apply(Min(HOLE, c), sets)
    two = apply(Min(binomial(E, k), HOLE), chain(order, parts))
    return chain(one, two)


def cells_of_leftmost(thing, more):
    """Cells of the k + more leftmost prototypes of a line; None where there are not so many."""
    number = thing.k + int(more)
    return Prototypes(tuple(sorted(thing.points)[:number]), thing.k).cells() if number <= len(thing.points) else None


@proof("line")
def one_more_on_the_right() -> Fact:
    n = unknown("n", "cells of the k + g leftmost prototypes on the line", of=(g,), whole=True, at_least=0,
                measure=cells_of_leftmost)  # fmt: skip
    start = premise("k prototypes serve every input together", Eq(n(0), 1))
    more = premise(
        "a further prototype on the right is among the k nearest exactly right of the midpoint to the k-th before it, "
        "which lies right of all such midpoints before: one more cell",
        Eq(n(g + 1), n(g) + 1), for_all=(g,),
    )  # fmt: skip
    whole = premise("the E leftmost prototypes on the line are all of them", Eq(c, n(E - k)))
    claim = Eq(n(g), g + 1)
    cells = induction(g, claim, start, chain(more, apply(HOLE + 1, assume(claim))))
    return chain(whole, substitute(cells, {g: E - k}))


@cache
def unbounded_below(points, order):
    return sum(unbounded_cells(points, lower) for lower in range(1, order))


@cache
def corners_of(points, order):
    return new_corners(points, order)


def of_orders(measure, beyond):
    """The measure of the prototypes and an order below E + ``beyond``, else None."""
    return lambda thing, order: measure(thing.points, int(order)) if order < len(thing.points) + beyond else None


def rearranged(wanted, *facts) -> Fact:
    """An equation from multiples of others, to which one term is added on both sides."""
    total = add(*(times(fact, factor) for fact, factor in facts))
    return apply(HOLE + wanted.lhs - content(total).relation.small, total)


@proof("plane")
def order_by_order() -> Fact:
    v = unknown("v", "new corners of order q: centres of circles through three prototypes with q - 1 inside (beyond "
                "order E - 1, what the relations make them)", of=(q,), measure=of_orders(corners_of, 0))  # fmt: skip
    U = unknown("U", "unbounded cells of all orders below q (beyond order E - 1, what the relations make them)",
                of=(q,), measure=of_orders(unbounded_below, 1))  # fmt: skip
    none = premise("below the first order there is neither a corner nor an unbounded cell", Eq(v(0) + U(1), 0))
    first = premise(
        "three edges meet at a corner, so that by Euler's formula there are 1 + (corners + unbounded cells)/2 cells, "
        "for the first order one for each prototype",
        Eq(E, 1 + (v(1) + U(2)) / 2),
    )  # fmt: skip
    following = premise(
        "the cells of order q + 2 are as many as the trees (Lee 1982) that the edges of order q + 1 form inside them, "
        "with old corners as inner nodes and new ones or infinity as leaves; and Euler's formula counts them again",
        Eq((3 * v(q + 1) - v(q) + U(q + 2) - U(q + 1)) / 2,
           1 + (v(q + 2) + v(q + 1) + U(q + 3) - U(q + 2)) / 2), for_all=(q,),
    )  # fmt: skip
    last = premise("Euler's formula for order k, with its new corners and those of the order before",
                   Eq(c, 1 + (v(k) + v(k - 1) + U(k + 1) - U(k)) / 2))  # fmt: skip
    whole = premise("U(k) adds up the unbounded cells below order k", Eq(U(k), Sum(u, (i, 1, k - 1))))

    slope = Eq(v(q + 1) - v(q) + U(q + 2) - U(q + 1), 2 * E - 2 - 2 * q)
    base = rearranged(slope.subs(q, 0), (first, -2), (none, -1))
    step = rearranged(slope.subs(q, q + 1), (assume(slope), 1), (following, -2))
    slopes = induction(q, slope, base, step)

    level = Eq(v(q) + U(q + 1), 2 * q * E - q * (q + 1))
    levels = induction(q, level, none, rearranged(level.subs(q, q + 1), (assume(level), 1), (slopes, 1)))
    here, before = substitute(levels, {q: k}), substitute(levels, {q: k - 1})
    half = add(here, before)
    cells = chain(last, apply(1 + HOLE / 2 - U(k), half))
    return chain(cells, apply(2 * k * E - E - k**2 + 1 - HOLE, whole))


def never_chosen(thing):
    """Of the sets of 1 to E - 1 experts, how many the gate chooses nowhere."""
    return 2**thing.gate.experts - 2 - thing.cells_of_all_sizes() if isinstance(thing, Scores) else None


@proof("all_sizes")
def one_set_is_never_the_best() -> Fact:
    n = unknown("n", "sets of 1 to E - 1 experts that no input chooses", whole=True, at_least=0, measure=never_chosen)
    rest = premise("there are 2^E - 2 such sets, and each is chosen on one convex cell or nowhere",
                   Eq(t, 2**E - 2 - n))  # fmt: skip
    missed = premise("E slopes in fewer than E - 1 dimensions depend affinely on each other: with weights that add up "
                     "to 0 the scores add up to a constant, so that a mean of some is never above one of others, and "
                     "neither are all of the former above all of the latter", n >= 1)  # fmt: skip
    return chain(rest, apply(2**E - 2 - HOLE, missed))
