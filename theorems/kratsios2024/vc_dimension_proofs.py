"""Proofs of kratsios2024.vc_dimension: copies of shattered points far apart, routing and experts, phases of sines."""

from dataclasses import replace

from boundkit.theorems.classical import bump_shattering, convex_routing_cells, network_growth, sign_patterns
from boundkit.theorems.kratsios2024.vc_dimension import STATEMENT, D, E, J, N, W, n, routings, shattered, signs, v, vc
from sympy import Eq, Le, Sum, binomial, ceiling, exp

from boundkit.evidence import proof
from boundkit.formulas.symbols import natural, positive
from boundkit.proofs import (
    HOLE,
    Fact,
    algebra,
    apply,
    assume,
    both,
    chain,
    cut,
    induction,
    lemma,
    other,
    premise,
    substitute,
    termwise,
    times,
    unknown,
)
from boundkit.proofs.sums import equal_terms, t
from boundkit.proofs.sums import n as terms

e = natural("e", "copies so far", least=0)
j = natural("j", "place of a point")
x = positive("x", "a number")


def with_as_many_experts(mixtures, experts):
    return replace(mixtures, E=int(experts)).shattered() if experts else 0


def gap_below_one(sines, place):
    return 1 - sines.phases(int(place) - 1)[1]


@proof("lower_translate")
def far_apart() -> Fact:
    s = unknown("s", "points in e copies far apart, a prototype at each, that mixtures of e such experts shatter",
                of=(e,), at_least=0, whole=True, measure=with_as_many_experts)  # fmt: skip
    none = premise("without a copy no point is shattered", Eq(s(0), 0))
    copy = premise("one more copy is nearest to its own prototype, whose expert, moved with it, labels its v points "
                   "whatever the others do", s(e) + v <= s(e + 1), for_all=(e,))  # fmt: skip
    mixtures = premise("the mixtures have E experts", s(E) <= vc)
    claim = e * v <= s(e)
    step = chain(apply(HOLE + v, assume(claim)), copy)
    return chain(substitute(induction(e, claim, none, step), {e: E}), mixtures)


@proof("lower_bumps", assuming=("lower_translate", "classical.bump_shattering:lower"))
def copies_of_bumps() -> Fact:
    x = unknown("x", "points that one expert shatters", at_least=0, whole=True)
    one = lemma(bump_shattering.STATEMENT, "lower", other("points on the moment curve, for one expert", x), D=D, W=W)
    copies = lemma(STATEMENT, "lower_translate", other("the mixtures themselves, whose experts shatter x points", vc),
                   E=E, v=x)  # fmt: skip
    return chain(times(one, E), copies)


@proof("lower_affine", assuming=("lower_translate",))
def copies_of_simplices() -> Fact:
    themselves = other("the mixtures themselves, whose affine experts shatter the D + 1 corners of a simplex", vc)
    return lemma(STATEMENT, "lower_translate", themselves, E=E, v=D + 1)


@proof("exact_constant_1d", assuming=("lower_translate", "classical.convex_routing_cells:upper"))
def as_many_changes_as_points() -> Fact:
    c = unknown("c", "intervals, each served by one expert, of a mixture that labels V points on the line alternately",
                at_least=1, whole=True)  # fmt: skip
    shown = lemma(STATEMENT, "lower_translate", other("the mixtures themselves, whose constants shatter a point", vc),
                  E=E, v=1)  # fmt: skip
    alternate = premise("labels that alternate differ between neighbours, which then have different intervals", vc <= c)
    cells = lemma(convex_routing_cells.STATEMENT, "upper", other("the line and the gate of that mixture", c), E=E)
    return both(chain(alternate, cells), shown)


@proof("growth", assuming=("classical.sign_patterns:upper", "classical.network_growth:growth"))
def routing_and_experts() -> Fact:
    Q = unknown("Q", "routings of the N points", at_least=1, whole=True)
    X = unknown("X", "sign patterns of one expert on the N points", at_least=1, whole=True)
    apart = premise("given the routing, each expert has its signs on at most N points by itself", signs <= Q * X**E)
    pairs = lemma(sign_patterns.THEOREM, "upper",
                  other("which of two prototypes is nearer to a point, polynomials in all their coordinates", Q),
                  m=N * binomial(E, 2), q=2, p=D * E)  # fmt: skip
    one = lemma(network_growth.THEOREM, "growth", other("the networks of one expert on the N points", X),
                D=D, J=J, W=W, N=N)  # fmt: skip
    several = apply(HOLE - 2, assume(E >= 2))
    compared = substitute(algebra(Le(1, N * binomial(e + 2, 2), evaluate=False)), {e: E - 2}, by=[several])
    of_two_points = substitute(algebra(Le(D * (e + 2), 2 * D * binomial(e + 2, 2), evaluate=False)), {e: E - 2},
                               by=[several])  # fmt: skip
    by_pairs = cut(pairs, compared, chain(of_two_points, times(assume(2 * D <= N), binomial(E, 2))))
    halves = algebra(Eq(binomial(E, 2), E * (E - 1) / 2, evaluate=False))
    routed = chain(by_pairs, apply(2 * (4 * exp(1) * N * HOLE / (D * E)) ** (D * E), halves))
    return chain(apart, apply(HOLE * X**E, routed), apply(routings * HOLE**E, one))


@proof("single_expert", assuming=("classical.network_growth:vc",))
def nothing_to_route() -> Fact:
    return lemma(network_growth.THEOREM, "vc", other("the one expert, to which every input goes", vc), D=D, J=J, W=W)


@proof("sine_experts")
def phases() -> Fact:
    gap = unknown("gap", "by how much f x at x = 2^-j, less an even number and 1 for the point's own label, stays "
                  "below 1 for all labels", of=(j,), measure=gap_below_one)  # fmt: skip
    turned = premise("f x is positive, and where it stays below 1 so, sin(pi f x) has the sign of the point's own "
                     "label; ceil(gap) counts these points", Sum(ceiling(gap(j)), (j, 1, n)) <= shattered)  # fmt: skip
    others = premise("the 1 of f and labels i < j add at most 2^-j + 2^(1-j) + .. + 1/2", Eq(gap(j), 2 ** (-j)),
                     for_all=(j,))  # fmt: skip
    counted = termwise(apply(ceiling(HOLE), others), j, 1, n)
    return chain(substitute(equal_terms(), {terms: n, t: 1}), counted, turned)
