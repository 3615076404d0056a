"""Proofs of sharper.memory_price: both sides by the fewest cells, by balls that cover, and by distances to nodes."""

from boundkit.theorems.kratsios2024 import memory_lower_bound
from boundkit.theorems.sharper.memory_price import D, Lip, eps, error, h, n, vc, worst
from flint import fmpq
from sympy import Eq, ceiling, floor

from boundkit.evidence import proof
from boundkit.measures.midpoints import Midpoint
from boundkit.proofs import HOLE, Fact, apply, both, chain, lemma, other, premise, times, unknown


@proof("vc_dimension", assuming=("kratsios2024.memory_lower_bound:lower",))
def fewest_cells() -> Fact:
    c = unknown("c", "fewest cells an axis, half of whose side is at most eps/Lip", at_least=1, whole=True,
                measure=lambda thing: thing.fewest_cells())  # fmt: skip
    constants = premise("constants on c^D cells approximate every f within eps, and label the points of a cell alike",
                        vc <= c**D)  # fmt: skip
    fewest = premise("half the side of ceil(Lip/(2 eps)) cells is at most eps/Lip, and c is the least such number",
                     c <= ceiling(Lip / (2 * eps)))  # fmt: skip
    least = lemma(memory_lower_bound.STATEMENT, "lower", other("a class of the least VC dimension", vc),
                  D=D, Lip=Lip, eps=eps)  # fmt: skip
    return both(chain(constants, apply(HOLE**D, fewest)), least)


@proof("error")
def balls_that_cover() -> Fact:
    r = unknown("r", "least radius of n balls for |x|_inf that cover the cube", measure=lambda thing: thing.radius())
    cells = floor(n ** (1 / D))
    told = premise("a function and the same with the distance to the nodes that it was read at, times +-Lip, have the "
                   "same values there; constants around the nodes err by no more", Eq(worst, Lip * r))  # fmt: skip
    covered = premise("floor(n^(1/D))^D <= n cubes cover the cube", r <= 1 / (2 * cells))
    missed = premise("n < (floor(n^(1/D)) + 1)^D balls of a radius below 1/(2 floor(n^(1/D))) miss a point of the grid "
                     "of that mesh, of which each holds one at most", 1 / (2 * cells) <= r)  # fmt: skip
    return chain(told, times(both(covered, missed), Lip))


def half_a_cell(thing):
    return fmpq(1, 2 * thing.N) if isinstance(thing, Midpoint) else None


@proof("midpoint")
def between_the_extensions() -> Fact:
    r = unknown("r", "the largest distance of a point of the cube to the nearest node", at_least=0, measure=half_a_cell)
    near = premise("f and the mean lie between the two extensions, which are 2 Lip |x - v|_inf apart at most",
                   error <= Lip * r)  # fmt: skip
    cell = premise("a point is half a side from the nearest corner of its cell at most", r <= h / 2)
    return chain(near, times(cell, Lip))
