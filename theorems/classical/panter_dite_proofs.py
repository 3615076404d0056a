"""Proofs of the bounds of classical.panter_dite, from the tangents of the cube."""

from boundkit.theorems.classical.panter_dite import STATEMENT, N, S, c, e, m, whole
from flint import fmpq
from sympy import Rational, Sum

from boundkit.evidence import proof
from boundkit.formulas.symbols import natural, positive
from boundkit.measures.excess import block_roots
from boundkit.proofs import HOLE, Fact, add, apply, both, chain, lemma, other, premise, times, unknown, vanish
from boundkit.proofs.cubes import above_tangent_of_cube, mean_of_cubes

i = natural("i", "a part, counted from the left")
h = positive("h", "a number as small as you like")


def parts_of(thing, blocks):
    """Ends of the parts into which the ends of equal blocks cut the cells."""
    return sorted({*thing.boundaries, *(fmpq(block, int(blocks)) for block in range(int(blocks) + 1))})


def part_of(thing, index, blocks):
    """The length of a part times a lower bound of the cube root of the density on its block."""
    ends = parts_of(thing, blocks)[int(index) - 1 : int(index) + 1]
    if len(ends) < 2:
        return None
    return (ends[1] - ends[0]) * block_roots(thing.regression, int(blocks))[int((ends[0] * blocks).floor())]


@proof("lower")
def blocks_from_below() -> Fact:
    """Fewer parts than m + N - 1 err by no less."""
    q = unknown("q", "length of part i times the least cube root of f on its block", of=(i, N), at_least=0,
                measure=part_of)  # fmt: skip
    r = unknown("r", "parts into which the ends of N equal blocks cut the cells", of=(N,), whole=True, at_least=1,
                measure=lambda thing, blocks: len(parts_of(thing, blocks)) - 1)  # fmt: skip
    pieces = premise(
        "a cell that is cut errs by no less than its parts with their best levels, and a part of length D with f >= l "
        "by no less than l D^3/12",
        Sum(q(i, N) ** 3, (i, 1, r(N))) / 12 <= e,
    )  # fmt: skip
    sums = premise("the parts of a block sum to its length times its least cube root", S <= Sum(q(i, N), (i, 1, r(N))))
    few = premise("the m - 1 inner ends of cells and N - 1 of blocks make at most m + N - 1 parts", r(N) <= m + N - 1)
    cubes = mean_of_cubes(sums, q(i, N), i, r(N), S)
    return chain(apply(S**3 / (12 * HOLE**2), few), times(cubes, Rational(1, 12)), pieces)


@proof("minimum", assuming=("lower",))
def squeeze() -> Fact:
    K = unknown("K", "integral of f/(f^(1/3) + d)^2 for a small d > 0", of=(h,), at_least=0)
    under = premise("f/(f^(1/3) + d)^2 is at most f^(1/3) everywhere", K(h) <= whole, for_all=(h,))
    return both(from_above(K(h), under), from_below(under))


def from_above(weight, under: Fact) -> Fact:
    """By cells of a density near f^(1/3)/A, A the integral; f^(1/3) itself may vanish somewhere."""
    cells = premise(
        "cells of the positive density (f^(1/3) + d)/(A + d) err by (A + d)^2/12 times the integral of "
        "f/(f^(1/3) + d)^2 over m^2, and (A + d)^2 <= A^2 + h for small d",
        c <= (whole**2 + h) * weight / 12, for_all=(h,),
    )  # fmt: skip
    return vanish(chain(cells, times(under, (whole**2 + h) / 12)), h)


def from_below(under: Fact) -> Fact:
    """By fixed blocks whose lower sum s comes near the integral A, and many levels: A^3 <= s^3 + 3 A^2 h."""
    s = unknown("s", "at most the lower sum of f^(1/3) over b equal blocks", of=(h,), at_least=0)
    b = unknown("b", "blocks", of=(h,), whole=True, at_least=1)
    k = unknown("k", "levels, many more than blocks", of=(h,), whole=True, at_least=1)
    least = unknown("E", "least mean squared error of k levels", of=(h,), at_least=0)
    sums = premise("lower sums of a continuous function tend to its integral", whole <= s(h) + h, for_all=(h,))
    many = premise("k^2 times the least error of k levels tends to c, and so does (k + b - 1)^2 times it for fixed b",
                   (k(h) + b(h) - 1) ** 2 * least(h) <= c + h, for_all=(h,))  # fmt: skip
    best = other("the best quantizer of k levels", least(h))
    error = lemma(STATEMENT, "lower", best, for_all=(h,), S=s(h), m=k(h), N=b(h))
    cube = times(chain(times(error, (k(h) + b(h) - 1) ** 2), many), 12)
    tangent = add(above_tangent_of_cube(s(h), whole, by=(under,)), times(sums, 3 * whole**2))
    near = apply(HOLE - 3 * whole**2 * s(h) - 2 * whole**3, tangent)
    return vanish(times(chain(near, apply(HOLE + 3 * whole**2 * h, cube, by=(under,))), Rational(1, 12)), h)
