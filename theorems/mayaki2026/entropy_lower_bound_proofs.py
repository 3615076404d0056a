"""Proofs of mayaki2026.entropy_lower_bound: heights of bumps that no ball has in common."""

from boundkit.theorems.mayaki2026.entropy_lower_bound import B, E, W, delta, entropy, u
from sympy import Le, ceiling, floor, log

from boundkit.evidence import proof
from boundkit.formulas.symbols import positive
from boundkit.proofs import HOLE, Fact, algebra, apply, assume, chain, premise, substitute, unknown

m = unknown("m", "heights of a bump at distances above 2 delta", at_least=1, whole=True,
            measure=lambda thing: thing.heights_apart)  # fmt: skip
h = unknown("h", "the largest height of a bump", at_least=0, measure=lambda thing: thing.half_range)


def of_bumps(count) -> Fact:
    """count log ceil(B^2/(4 u delta)) <= logN."""
    cube = premise("two choices of heights for the bumps differ by more than 2 delta at a peak, and a ball holds one "
                   "of them at most", count * log(m) <= entropy)  # fmt: skip
    apart = premise("so many numbers of [-h, h] are more than 2 delta apart", h / delta <= m)
    height = premise("slopes up to B^2/2 on the half-width 1/(2 u) give such heights", B**2 / (4 * u) <= h)
    heights = apply(ceiling(HOLE), chain(apply(HOLE / delta, height), apart))
    y = positive("y", "a number")
    some = apply(floor(HOLE / 3), assume(W >= 3))
    one = substitute(algebra(Le(1, ceiling(y), evaluate=False)), {y: B**2 / (4 * u * delta)}, by=[some])
    return chain(apply(count * log(HOLE), heights, by=[some, one]), cube)


@proof("lower_bumps")
def bumps_of_one_expert() -> Fact:
    return of_bumps(u)


@proof("lower_routed")
def bumps_on_cells() -> Fact:
    return of_bumps(E * u)
