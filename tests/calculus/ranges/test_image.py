"""Ranges of formulas over boxes."""

import pytest
import sympy
from flint import arb, ctx, fmpq
from sympy import Max, Min, Piecewise, Rational, Sum, binomial, ceiling, exp, floor, log

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.enclosure import enclose
from boundkit.arithmetic.rational import rational
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import over
from boundkit.calculus.ranges.domains import Domains
from boundkit.calculus.ranges.image import range_of
from boundkit.errors import (
    BudgetExhaustedError,
    DomainError,
    MissingValueError,
    NotEvaluableError,
    UndecidedError,
)
from boundkit.statements import natural, positive, real

E, L, n, m = (natural(name, f"the count {name}") for name in ("E", "L", "n", "m"))
k = natural("k", "chosen ones of the count E", at_most=E)
j = natural("j", "index", least=0)
x, delta = positive("x", "a number"), positive("delta", "radius")
y = real("y", "any number")


def near(enclosure, low, high, tolerance="1/100"):
    """Whether the enclosure holds [low, high] and sticks out by the tolerance at most."""
    with ctx.workprec(256):
        low, high = enclose(low), enclose(high)
    size = max(abs(low.lower), abs(high.upper)) * rational(tolerance)
    outside = enclosure.lower <= low.lower and high.upper <= enclosure.upper
    return outside and enclosure.lower >= low.lower - size and enclosure.upper <= high.upper + size


@pytest.mark.parametrize(
    ("formula", "box", "low", "high"),
    [
        (E**L, {"E": (2, 9), "L": (1, 4)}, 2, 9**4),
        (y**2 - y, {"y": (-1, 2)}, fmpq(-1, 4), 2),
        (x * (1 - x), {"x": (0, 1)}, 0, fmpq(1, 4)),
        (n * (7 - n), {"n": (1, 6)}, 6, 12),
        (binomial(E, k), {"E": (8, 10), "k": (2, 8)}, 1, 252),
        (k * (1 + log(E / k)), {"E": (1, 64), "k": (1, 64)}, 1, 64),
        (x / (1 + x**2), {"x": ("1/2", 4)}, fmpq(4, 17), fmpq(1, 2)),
        (ceiling(x) - x, {"x": (1, 3)}, 0, 1),
        (Max(x, 2 - x) + Min(x, 1), {"x": (0, 3)}, 2, 4),
        (exp(-x) * x, {"x": (0, 5)}, 0, arb(-1).exp()),
        (Sum(binomial(n, j), (j, 0, m)), {"n": (5, 9), "m": (1, 3)}, 6, 130),
        (floor(n / 3) * 2, {"n": (1, 10)}, 0, 6),
        (sympy.Integer(7), {}, 7, 7),
    ],
    ids=str,
)
def test_ranges_worked_out_by_hand(formula, box, low, high):
    assert near(range_of(formula, Box.of(box)), low, high)


def test_a_range_of_astronomical_numbers():
    found = range_of(n * log(binomial(n, 3)), Box.of({"n": (2**200, 2**300)}))
    assert near(found, exact_at(n * log(binomial(n, 3)), n=2**200), exact_at(n * log(binomial(n, 3)), n=2**300))
    large = range_of(E**L, Box.of({"E": (2, 10**6), "L": (1, 10**7)}))
    assert large.upper > arb(10) ** 59_999_999


def exact_at(formula, **values):
    with ctx.workprec(200):
        return exact_or_ball(formula, values)


def test_points_outside_the_domain_do_not_count():
    """E - k would be -9 at E = 1, k = 10."""
    assert near(range_of(E - k, Box.of({"E": (1, 10), "k": (1, 10)}), 0), 0, 9)
    assert near(range_of(k, Box.of({"k": (1, 6)})), 1, 6)


@pytest.mark.parametrize(
    ("formula", "box", "error", "says"),
    [
        (E * L, {"E": (1, 2)}, MissingValueError, "L"),
        (E, {"E": (0, 2)}, DomainError, "narrow"),
        (E, {"E": (1, None)}, DomainError, "not bounded"),
        (k, {"k": (5, 6), "E": (1, 2)}, DomainError, "allowed"),
        (1 / (n - 3), {"n": (1, 5)}, DomainError, "no value at n = 3"),
        (sympy.Function("f")(x), {"x": (0, 1)}, NotEvaluableError, "not given"),
        (sympy.zeta(n), {"n": (2, 3)}, NotEvaluableError, "zeta"),
    ],
    ids=["missing", "outside", "unbounded", "no point", "pole", "function", "no arithmetic"],
)
def test_ranges_that_are_refused(formula, box, error, says):
    with pytest.raises(error, match=says):
        range_of(formula, Box.of(box))


def test_conditions_restrict_the_box():
    assert near(range_of(n * m, Box.of({"n": (1, 9), "m": (1, 9)}), where=[n + m <= 4]), 1, 4)
    assert near(range_of(1 / (n - 3), Box.of({"n": (1, 5)}), where=[sympy.Ne(n, 3)]), -1, 1)
    assert near(range_of(x, Box.of({"x": (0, 9)}), where=[x > 2, x <= Rational(7, 2)]), 2, fmpq(7, 2))
    with pytest.raises(DomainError, match=r"no point of the box .* is allowed: n <= 1"):
        range_of(n, Box.of({"n": (2, 5)}), where=[n <= 1])
    with pytest.raises(BudgetExhaustedError, match="hold no point"):
        range_of(x, Box.of({"x": (1, 2)}), where=[sympy.Eq(x**2, 2)], most_boxes=30)


def test_a_condition_that_balls_do_not_decide_is_no_default():
    """log(4)/log(2) <= n holds at n = 2 with equality, which no ball tells."""
    with pytest.raises(UndecidedError):
        range_of(n, Box.of({"n": (2, 5)}), where=[log(4) / log(2) <= n])
    assert near(range_of(n, Box.of({"n": (3, 5)}), where=[log(4) / log(2) <= n]), 3, 5)


def test_an_open_relative_end():
    z = real("z", "above the count E", above=E)
    domains = Domains.of(z)
    assert not domains.allow({"E": fmpq(2), "z": fmpq(2)})
    assert domains.allow({"E": fmpq(2), "z": fmpq(5, 2)})


def test_all_that_sympy_assumes_is_respected():
    even = sympy.Symbol("n", integer=True, even=True)
    assert Domains.of(even).allow({"n": fmpq(4)})
    assert not Domains.of(even).allow({"n": fmpq(3)})
    assert not Domains.of(sympy.Symbol("p", prime=True)).allow({"p": fmpq(9)})
    assert not Domains.of(sympy.Symbol("t", irrational=True)).allow({"t": fmpq(1, 2)})


def test_integer_exponents_are_exact():
    assert range_of(E**L, Box.of({"E": 8, "L": (2, 4)})).lower == 64
    assert over((-2) ** (n + 1), Box.of({"n": 2})) == -8
    assert over((y - 1) ** n, Box.of({"y": 1, "n": 3})) == 0


def test_a_value_that_cancels_is_found_with_more_bits():
    tiny = exp(-n * 60) * (1 + exp(-n * 50)) - exp(-n * 60)
    found = range_of(tiny, Box.of({"n": 2}))
    with ctx.workprec(64):
        assert arb(-220).exp().overlaps(arb(found.lower))
        assert arb(-220).exp().overlaps(arb(found.upper))
    with pytest.raises(UndecidedError, match="2048 bits"):
        range_of(log(8 * n) - log(2 * n) - 2 * log(2), Box.of({"n": 3}))


def test_a_case_that_sympy_folded_is_left_open():
    folded = Piecewise((n, sympy.ITE(y > 1, y < 2, y > 0)), (2 * n, True))
    assert over(folded, Box.of({"n": (1, 2), "y": (0, 3)})).contains(4)


def test_a_budget_that_ends_says_what_was_reached():
    with pytest.raises(BudgetExhaustedError, match=r"20 boxes gave values from \["):
        range_of(sympy.Abs(x * ceiling(7 * x) - x**2), Box.of({"x": (1, 2)}), "1/1000", most_boxes=20)
