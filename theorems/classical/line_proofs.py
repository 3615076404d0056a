"""Proofs of classical.line: where units bend, and where affine combinations of them cross zero."""

from functools import lru_cache
from itertools import pairwise

from boundkit.theorems.classical.line import n, p, r, width
from boundkit.theorems.classical.montufar_upper import activation_regions, l
from boundkit.theorems.classical.montufar_upper_proofs import layer_by_layer, regions_below
from sympy import Eq, Le, ceiling

from boundkit.evidence import proof
from boundkit.networks import Affine, Program, Rectifier
from boundkit.proofs import HOLE, Fact, add, algebra, apply, assume, cases, chain, premise, substitute, unknown
from boundkit.statements import natural

a = natural("a", "units", least=0)


def one_part_more(program, layer):
    widths = [len(step.kinks) for step in program.steps[1::2]]
    return widths[int(layer) - 1] + 1 if layer <= len(widths) else None


@proof("upper")
def by_units() -> Fact:
    z = unknown("z", "parts that a layer makes of an interval", of=(l,), whole=True, at_least=1, measure=one_part_more)
    layer = "on a region of the layers below a unit is affine, so layer l cuts it at n_l places at most"
    return layer_by_layer(z, layer, n + 1, "n_l cuts make z(l) = n_l + 1 parts")


def cuts_of_first_layer(program):
    return regions_below(program, 1) - 1


@lru_cache
def most_cuts_of_a_unit(program):
    """Of the units of the second layer, each alone behind the first."""
    first, bend, second = program.steps[:3]
    rows = zip(second.weight.tolist(), second.bias.entries(), strict=True)
    alone = [Program((first, bend, Affine([row], [shift]), Rectifier.relu(1))) for row, shift in rows]
    return max(map(activation_regions, alone)) - regions_below(program, 1)


def units_of(layer):
    """A number of units that premises can be tried with, which n(layer) is not."""
    N = unknown(f"N{layer}", f"units of layer {layer}", whole=True, at_least=0,
                measure=lambda program: len(program.steps[2 * layer - 1].kinks))  # fmt: skip
    return N, premise(f"N{layer} is n_{layer}", Eq(N, width(layer)))


@proof("narrow")
def few_crossings() -> Fact:
    (first, named), (second, also_named) = units_of(1), units_of(2)
    k = unknown("k", "places where units of the first layer bend", whole=True, at_least=0, measure=cuts_of_first_layer)
    x = unknown("x", "the most places where one unit of the second layer cuts further", whole=True, at_least=0,
                measure=most_cuts_of_a_unit)  # fmt: skip
    regions = premise("the line is cut where a unit of one of the two layers changes sign", r <= 1 + k + second * x)
    bends = premise("a unit of the first layer bends at one place at most", k <= first)
    crossings = premise("a combination of n_1 <= 2 rectified units takes a value at most n_1 times, or on an interval",
                        x <= first)  # fmt: skip
    return chain(
        regions,
        apply(1 + HOLE + second * x, bends),
        apply(1 + first + second * HOLE, crossings),
        apply(1 + HOLE + second * HOLE, named),
        apply(1 + width(1) + HOLE * width(1), also_named, by=[named]),
    )


@lru_cache
def signs_at_kinks(program):
    """Whether the unit of the second layer is on, at every place where the first layer bends, from left to right."""
    first = program.steps[0]
    slopes = zip((row[0] for row in first.weight.tolist()), first.bias.entries(), strict=True)
    kinks = sorted({-shift / slope for slope, shift in slopes if slope != 0})
    behind = Program(program.steps[:3])
    return [behind([kink])[0] > 0 for kink in kinks]


def kinks_above(program):
    return sum(signs_at_kinks(program))


def changes_of_sign(program):
    on = signs_at_kinks(program)
    return sum(one != other for one, other in pairwise(on))


@proof("last_unit")
def kinks_or_crossings() -> Fact:
    N, named = units_of(1)
    P = unknown("P", "kinks of the first layer at which the last unit is on", whole=True, measure=kinks_above)
    c = unknown("c", "changes of sign from a kink to the next", whole=True, measure=changes_of_sign)
    bends = premise("the last unit bends at the kinks where it is on, and at most once where it changes sign between "
                    "neighbours, left of all kinks and right of them", p <= P + c + 3)  # fmt: skip
    gaps = premise("N1 kinks have N1 - 1 neighbours", c <= N - 1)
    off = premise("next to a change of sign is one of the N1 - P kinks where it is off, each next to two at most",
                  c <= 2 * (N - P))  # fmt: skip
    half = ceiling(N / 2)
    few = chain(bends, apply(HOLE + 3, add(assume(Le(P, half, evaluate=False)), gaps)))
    halves = substitute(algebra(Le(a, 2 * ceiling(a / 2), evaluate=False)), {a: N})
    many = chain(
        bends,
        apply(P + HOLE + 3, off),
        apply(2 * N - HOLE + 3, assume(Le(half + 1, P, evaluate=False))),
        apply(HOLE + N - half + 2, halves),
    )
    return chain(cases(few, many), apply(HOLE + 2 + ceiling(HOLE / 2), named))
