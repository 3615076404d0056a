"""Proofs of kratsios2024.routing_growth: regions of ties through the origin, and blocks of points on a line."""

from boundkit.theorems.classical import zaslavsky
from boundkit.theorems.kratsios2024.routing_growth import D, E, i, k, n, patterns, ties
from sympy import Eq, Integer, Le, Min, Sum, binomial, factorial

from boundkit.evidence import proof
from boundkit.measures.routing_patterns import LinearRouting
from boundkit.proofs import (
    HOLE,
    Fact,
    algebra,
    apply,
    assume,
    both,
    chain,
    lemma,
    other,
    premise,
    termwise,
    times,
    unknown,
)
from boundkit.statements import natural

b = natural("b", "blocks")


def regions_of_ties(routing):
    """Where few hyperplanes are to be cut; None for others."""
    few = isinstance(routing, LinearRouting) and routing.E >= 2 and routing.parameters * len(routing.points) <= 12
    return routing.regions_where_one_is_preferred() if few else None


def one_side_of_ties() -> Fact:
    a = unknown("a", "regions that the other ties cut from the gates with s_1(x) - s_2(x) = 1 at the last point",
                whole=True, at_least=1, measure=regions_of_ties)  # fmt: skip
    off = premise(
        "a pattern is that of a gate without ties, small multiples of the index taken from the scores; it is constant "
        "on the regions of ties, half of which have s_1 > s_2 at the last point, up to a factor s_1 - s_2 = 1",
        patterns <= 2 * a,
    )  # fmt: skip
    two = assume(E >= 2)
    others = chain(algebra(Le(0, n - 1, evaluate=False)), apply(n * binomial(HOLE, 2) - 1, two))
    free = chain(algebra(Le(1, D, evaluate=False)), apply((D + 1) * (HOLE - 1) - 1, two))
    parts = lemma(zaslavsky.STATEMENT, "upper", other("the n C(E, 2) - 1 other ties there, one expert scores 0", a),
                  m=ties - 1, d=(D + 1) * (E - 1) - 1, by=[others, free])  # fmt: skip
    return chain(off, times(parts, 2))


def of_both(choices) -> Fact:
    trivial = premise("each point has so many sets of experts to go to", patterns <= choices**n)
    return chain(apply(Min(HOLE, patterns), trivial), apply(Min(choices**n, HOLE), one_side_of_ties()))


@proof("upper", assuming=("classical.zaslavsky:upper",))
def experts_or_ties() -> Fact:
    return of_both(E)


@proof("upper_top_k", assuming=("classical.zaslavsky:upper",))
def sets_or_ties() -> Fact:
    return of_both(binomial(E, k))


@proof("cover", assuming=("classical.zaslavsky:regions",))
def ties_in_general_position() -> Fact:
    a = unknown("a", "regions that the other ties cut from the gates with s_1(x) - s_2(x) = 1 at the last point",
                whole=True, at_least=1, measure=regions_of_ties)  # fmt: skip
    halves = premise("a region of the ties is a pattern of two experts, and so is its negative", Eq(patterns, 2 * a))
    parts = lemma(zaslavsky.STATEMENT, "regions", other("the n - 1 other ties there, where D + 1 have no common point, "
                  "as D + 1 points lie on no hyperplane", a), m=n - 1, d=D)  # fmt: skip
    return chain(halves, times(parts, 2))


def sequences_of(routing, runs):
    return routing.in_blocks(int(runs)) if isinstance(routing, LinearRouting) else None


@proof("line")
def blocks_in_any_order() -> Fact:
    f = unknown("f", "sequences of n experts that are b runs, each of another expert", of=(b,), whole=True, at_least=0,
                measure=sequences_of)  # fmt: skip
    last = Min(n, E)
    total = Sum(f(i), (i, 1, last))
    convex = premise(
        "an expert of affine scores serves an interval: at most min(n, E) runs, each of another", patterns <= total
    )
    concave = premise("lines that cross between given neighbours, their slopes in any order of experts, have such an "
                      "envelope, and those of the other experts lie far below", total <= patterns)  # fmt: skip
    runs = premise("there are C(n-1, b-1) choices of the places between b runs, C(E, b) of their experts, b! orders",
                   Eq(f(b), binomial(n - 1, b - 1) * binomial(E, b) * factorial(b)), for_all=(b,))  # fmt: skip
    return chain(both(convex, concave), termwise(runs, b, Integer(1), last))
