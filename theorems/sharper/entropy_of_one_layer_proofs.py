"""Proofs of sharper.entropy_of_one_layer: values at points, their volumes, and grids for the kinds of a unit."""

from boundkit.theorems.sharper.entropy_of_one_layer import B, W, delta, entropy
from sympy import ceiling, exp, log

from boundkit.evidence import proof
from boundkit.formulas.symbols import natural
from boundkit.proofs import HOLE, Fact, algebra, apply, chain, content, eq, premise, substitute, unknown

m = unknown("m", "values of c at distances above 2 delta", at_least=1, whole=True,
            measure=lambda thing: thing.constants_apart)  # fmt: skip
s = unknown("s", "slopes of a unit with a kink at j/W whose values at (j+1)/W are more than 2 delta apart", at_least=1,
            whole=True, measure=lambda thing: thing.slopes_apart)  # fmt: skip
a = unknown("a", "area of the pairs of values, at the ends of the right half of a cell, of a unit with its kink in the "
            "left half", at_least=0, measure=lambda thing: thing.area)  # fmt: skip


k = unknown("k", "values of c on a grid", at_least=1, whole=True, measure=lambda thing: thing.grid_of_constants)
n = unknown("n", "values of a slope, an offset or a kink on a grid", at_least=1, whole=True,
            measure=lambda thing: thing.grid_of_units)  # fmt: skip


@proof("lower_slopes")
def values_one_after_the_other() -> Fact:
    apart = premise("two choices of c and the slopes, one after the other, differ by more than 2 delta at a point j/W, "
                    "and a ball holds one of them at most", m * s**W <= exp(entropy))  # fmt: skip
    constants = premise("so many numbers of [-B, B] are more than 2 delta apart", B / delta <= m)
    slopes = premise("the slopes of a unit fill [-B^2, B^2], its values 1/W beyond the kink [-B^2/W, B^2/W]",
                     B**2 / (W * delta) <= s)  # fmt: skip
    each = chain(apply(HOLE * (B**2 / (W * delta)) ** W, constants), apply(m * HOLE**W, slopes), apart)
    written = algebra(eq(W * log(B**2 / (W * delta)) + log(B / delta), log(B / delta * (B**2 / (W * delta)) ** W)))
    return chain(written, apply(log(HOLE), each))


@proof("lower")
def volumes() -> Fact:
    ball = (2 * delta) ** (2 * W + 1)
    balls = premise("the values of the class at the 2 W + 1 points fill 2 B a^W, those of a ball (2 delta)^(2 W + 1)",
                    2 * B * a**W / ball <= exp(entropy))  # fmt: skip
    area = premise("the pairs of values have the density 1/(2 W |slope|) in slope and kink", B**4 / (4 * W**2) <= a)
    each = chain(apply(2 * B * HOLE**W / ball, area), balls)
    written = algebra(
        eq(2 * W * log(B**2 / (4 * W * delta)) + log(B / delta), log(2 * B * (B**4 / (4 * W**2)) ** W / ball))
    )
    return chain(written, apply(log(HOLE), each))


@proof("upper")
def kinds_of_units() -> Fact:
    grid = premise(
        "k values of c and, for each of the four kinds of every unit, n^2 pairs of its numbers are within "
        "delta/(2 W + 1) each of all, and the output moves no faster",
        exp(entropy) <= 4**W * k * n ** (2 * W),
    )
    constants = premise("so many midpoints of [-B, B] are enough", k <= ceiling(B * (2 * W + 1) / delta))
    numbers = premise("a slope, an offset and B^2 times a kink lie in an interval of the length 2 B^2 at most",
                      n <= ceiling(B**2 * (2 * W + 1) / delta))  # fmt: skip
    x, y = natural("x", "values of c"), natural("y", "values of a number")
    written = algebra(eq(log(4**W * x * y ** (2 * W)), W * log(4) + log(x) + 2 * W * log(y)))
    logarithms = chain(apply(log(HOLE), grid), substitute(written, {x: k, y: n}))
    with_constants = apply(W * log(4) + log(HOLE) + 2 * W * log(n), constants)
    large = content(constants).relation.large
    return chain(logarithms, with_constants, apply(W * log(4) + log(large) + 2 * W * log(HOLE), numbers))
