"""Proofs of classical.zaslavsky by deletion and restriction: the last hyperplane is cut by the others."""

from functools import lru_cache

from boundkit.theorems.classical.zaslavsky import all_regions, b, d, f, g, k, m, r
from sympy import Integer, Max, binomial

from boundkit.constructions.arrangements import moment_hyperplanes
from boundkit.evidence import proof
from boundkit.proofs import (
    HOLE,
    Fact,
    add,
    algebra,
    apply,
    assume,
    both,
    cases,
    chain,
    cut,
    eq,
    induction,
    le,
    premise,
    substitute,
    times,
    unknown,
)
from boundkit.proofs.binomials import e, first_alone, n, of_nothing, pascal, x
from boundkit.statements import natural

p = natural("p", "hyperplanes, at least one")
q = natural("q", "how many more", least=0)
ZERO = Integer(0)


@lru_cache
def regions_in_general_position(arrangement, hyperplanes, dimension):
    return moment_hyperplanes(int(hyperplanes), int(dimension)).regions() if dimension else 1


@lru_cache
def bounded_in_general_position(arrangement, hyperplanes, dimension):
    return moment_hyperplanes(int(hyperplanes), int(dimension)).bounded() if dimension else 1


R = unknown("R", "regions of n hyperplanes in general position in R^e", of=(n, e), whole=True, at_least=1,
            measure=regions_in_general_position)  # fmt: skip
B = unknown("B", "bounded regions of n hyperplanes in general position in R^e", of=(n, e), whole=True, at_least=0,
            measure=bounded_in_general_position)  # fmt: skip


def no_choice() -> Fact:
    """C(n, e) = 0 where 1 <= e - n: more than there are cannot be chosen."""
    beyond = lambda n, e: Max(0, e - n)  # noqa: E731
    claim = eq(binomial(n, e) * beyond(n, e), 0)
    held = assume(claim, for_all=(e,))
    one_more = apply(binomial(n, e + 1) * HOLE, algebra(le(beyond(n, e), beyond(n, e + 1))))
    first = both(
        chain(one_more, substitute(held, {e: e + 1})),
        times(algebra(le(0, beyond(n, e))), binomial(n, e + 1)),
    )
    terms = algebra(eq(binomial(n + 1, e + 1), binomial(n, e + 1) + binomial(n, e)))
    step = chain(apply(HOLE * beyond(n, e), terms), add(first, held))
    nothing = algebra(eq(ZERO, 0))
    base = induction(e, eq(binomial(0, e) * e, 0), nothing, nothing)
    at_next = induction(e, eq(binomial(n + 1, e) * beyond(n + 1, e), 0), nothing, step)
    product = induction(n, claim, base, at_next, for_all=(e,))
    reached = chain(assume(e - n >= 1), algebra(le(e - n, beyond(n, e))))
    return both(chain(times(reached, binomial(n, e)), product), algebra(le(0, binomial(n, e))))


def general_regions() -> Fact:
    """R(n, e) = C(n, 0) + .. + C(n, e) for all n and e."""
    none = premise("no hyperplane leaves one region", eq(R(0, e), 1), for_all=(e,))
    point = premise("a space of dimension 0 is one region", eq(R(n, 0), 1), for_all=(n,))
    last = premise("the last hyperplane adds a region for each of its pieces between the others",
                   eq(R(n + 1, e + 1), R(n, e + 1) + R(n, e)), for_all=(n, e))  # fmt: skip
    claim = eq(R(n, e), all_regions(n, e))
    held = assume(claim, for_all=(e,))
    in_zero = chain(substitute(point, {n: n + 1}), first_alone(n + 1))
    in_more = chain(last, add(substitute(held, {e: e + 1}), held), substitute(pascal(), {x: 1}))
    step = induction(e, eq(R(n + 1, e), all_regions(n + 1, e)), in_zero, in_more)
    return induction(n, claim, chain(none, substitute(of_nothing(), {x: 1})), step, for_all=(e,))


def general_bounded_regions() -> tuple[Fact, Fact]:
    """B(p, e) = C(p - 1, e) for p >= 1, and B(e + q, e) = C(e + q - 1, e) for q >= 0."""
    one = premise("one hyperplane bounds nothing", eq(B(1, e + 1), 0), for_all=(e,))
    point = premise("the point of dimension 0 is bounded", eq(B(n, 0), 1), for_all=(n,))
    last = premise("the last of two hyperplanes or more adds a bounded region for each of its bounded pieces",
                   eq(B(p + 1, e + 1), B(p, e + 1) + B(p, e)), for_all=(p, e))  # fmt: skip
    formula = lambda hyperplanes, dimension: binomial(hyperplanes - 1, dimension)  # noqa: E731
    claim = eq(B(p, e), formula(p, e))
    nothing = chain(one, algebra(eq(binomial(0, e + 1), 0)))
    base = induction(e, eq(B(1, e), binomial(0, e)), substitute(point, {n: 1}), nothing)
    held = assume(claim, for_all=(e,))
    terms = algebra(eq(formula(p, e + 1) + formula(p, e), formula(p + 1, e + 1)))
    in_more = chain(last, add(substitute(held, {e: e + 1}), held), terms)
    step = induction(e, eq(B(p + 1, e), formula(p + 1, e)), substitute(point, {n: p + 1}), in_more)
    with_hyperplanes = induction(p, claim, base, step, for_all=(e,))
    in_more = substitute(with_hyperplanes, {p: e + 1 + q, e: e + 1})
    spanning = induction(e, eq(B(e + q, e), formula(e + q, e)), substitute(point, {n: q}), in_more)
    return with_hyperplanes, spanning


@proof("upper")
def most_in_general_position() -> Fact:
    moved = premise("moved a little, the hyperplanes lie in general position, and no region is lost", r <= R(m, d))
    return chain(moved, substitute(general_regions(), {n: m, e: d}))


@proof("regions")
def the_same_for_all() -> Fact:
    same = premise("in general position the number of regions depends on m and d alone", eq(r, R(m, d)))
    return chain(same, substitute(general_regions(), {n: m, e: d}))


@proof("bounded")
def the_same_bounded_for_all() -> Fact:
    same = premise("in general position the number of bounded regions depends on m and d alone", eq(b, B(m, d)))
    with_hyperplanes, _ = general_bounded_regions()
    return chain(same, substitute(with_hyperplanes, {p: m, e: d}))


@proof("faces")
def regions_on_every_flat() -> Fact:
    others, flats = m - d + k, binomial(m, d - k)
    on_flats = premise("each d - k hyperplanes meet in a flat of dimension k; the others cut it in general position",
                       eq(f, flats * R(others, k)))  # fmt: skip
    enough = chain(on_flats, apply(flats * HOLE, substitute(general_regions(), {n: others, e: k})))
    fewer = chain(algebra(le(0, m + 1)), add(assume(d - k - m >= 1), algebra(eq(m, m))))
    no_flat = substitute(no_choice(), {n: m, e: d - k}, by=[fewer])
    too_few = chain(on_flats, apply(HOLE * R(others, k), no_flat), apply(HOLE * all_regions(others, k), no_flat))
    return cases(enough, too_few)


@proof("bounded_faces")
def bounded_regions_on_every_flat() -> Fact:
    flats = binomial(m, d - k)
    on_flats = premise("each d - k hyperplanes meet in a flat of dimension k; the others cut it in general position",
                       eq(g, flats * B(m - d + k, k)))  # fmt: skip
    _, spanning = general_bounded_regions()
    on_one = substitute(spanning, {e: k, q: m - d})
    enough = add(assume(m >= d), algebra(eq(-d, -d)))
    return chain(on_flats, apply(flats * HOLE, cut(on_one, enough)))
