"""Proof of sharper.displaced_prototypes: the neighbour across the sides beyond which an input lies."""

from boundkit.theorems.sharper.displaced_prototypes import D, G, overshoot, rho
from sympy import Eq, Sum

from boundkit.evidence import proof
from boundkit.formulas.symbols import natural, real
from boundkit.proofs import HOLE, Fact, apply, chain, premise, unknown
from boundkit.proofs.sums import summed

i = natural("i", "axis")
x = real("x", "a number")


def outside_along(grid, axis):
    reach = grid.farthest
    return grid.outside(reach.index, reach.point)[int(axis) - 1] if axis <= grid.D else None


def nearer_along(grid, axis):
    return grid.nearer_along[int(axis) - 1] if axis <= grid.D else None


@proof("overshoot")
def nearer_neighbour() -> Fact:
    o = unknown("o", "how far the input lies outside the cell along axis i", of=(i,), measure=outside_along)
    v = unknown("v", "along axis i, how much less the squared distance to the prototype of the neighbour is, across "
                "all sides beyond which the input lies", of=(i,), measure=nearer_along)  # fmt: skip
    farthest = premise("the largest overshoot is that of some input", Eq(overshoot, Sum(o(i), (i, 1, D))))
    nearest = premise("the input is in the cube, so that there is the neighbour, which is no nearer",
                      Sum(v(i), (i, 1, D)) <= 0)  # fmt: skip
    axis = premise(
        "with h = 1/G and moves m, m' of at most rho h it is (h + m' - m) (2 o - m - m') for 0 < o <= h/2, least at "
        "m = m' = rho h, else (m' - m) (2 u - m - m') for |u| <= h/2, least at m = -m' = rho h; o > h/2 would make the "
        "sum positive",
        2 * o(i) / G - 2 * rho / G**2 <= v(i), for_all=(i,),
    )  # fmt: skip
    total = chain(summed(axis, i, D), nearest)
    of_input = apply(2 * HOLE / G - 2 * rho * D / G**2, farthest)
    return apply(G / 2 * HOLE + rho * D / G, chain(of_input, total))
