"""Boxes: values stay inside the spans, ranges are narrow, and what is not defined has no range."""

from random import Random

import pytest
import sympy
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st
from sympy import Max, Min, Piecewise, Product, Rational, Sum, binomial, ceiling, exp, factorial, floor, gamma, log

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.enclosure import enclose
from boundkit.arithmetic.nodes import GreatestInteger, Least
from boundkit.arithmetic.rational import rational
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import over, span_over, trend
from boundkit.calculus.ranges.domains import Domains
from boundkit.calculus.ranges.image import range_of
from boundkit.errors import (
    BudgetExhaustedError,
    DomainError,
    MalformedInputError,
    MissingValueError,
    NotEvaluableError,
    UndecidedError,
    UnknownNameError,
)
from boundkit.statements import define, natural, positive, real

E, L, n, m = (natural(name, f"the count {name}") for name in ("E", "L", "n", "m"))
k = natural("k", "chosen ones of the count E", at_most=E)
j = natural("j", "index", least=0)
x, delta = positive("x", "a number"), positive("delta", "radius")
y = real("y", "any number")


def test_a_box_has_exact_ends():
    box = Box.of({"x": ("1/3", 0.5), "n": 4})
    assert box.ends == {"x": (fmpq(1, 3), fmpq(1, 2)), "n": (4, 4)}
    assert box.balls()["x"].contains(fmpq(1, 3))
    assert box.balls()["n"] == 4
    assert [half.ends["x"] for half in box.halves("x")] == [(fmpq(1, 3), fmpq(5, 12)), (fmpq(5, 12), fmpq(1, 2))]
    assert str(Box.of({"x": (None, 2)})) == "x in [-oo, 2]"


def test_integers_are_cut_between_whole_numbers():
    box = Box.of({"n": ("1/2", "17/3")}, integers="n")
    assert box.ends["n"] == (1, 5)
    assert [half.ends["n"] for half in box.halves("n")] == [(1, 3), (4, 5)]


@pytest.mark.parametrize("ends", [(0, None), (None, 0), (None, None), (-5, None), (7, None), (1, 10**9)], ids=str)
def test_halves_cover_and_touch(ends):
    left, right = (half.ends["y"] for half in Box.of({"y": ends}).halves("y"))
    assert left[1] == right[0]
    assert (left[0], right[1]) == Box.of({"y": ends}).ends["y"]
    assert left[0] is None or left[0] < left[1]
    assert right[1] is None or right[0] < right[1]


@pytest.mark.parametrize(
    ("ends", "integers", "says"),
    [((2, 1), "", "no number"), (("1/3", "2/3"), "y", "no integer"), ((0, float("nan")), "", "rational")],
    ids=["swapped", "between integers", "nan"],
)
def test_boxes_that_are_refused(ends, integers, says):
    with pytest.raises(MalformedInputError, match=says):
        Box.of({"y": ends}, integers)


@pytest.mark.parametrize(
    ("formula", "box"),
    [
        (log(y), {"y": (0, 1)}),
        (1 / y, {"y": (-1, 1)}),
        (sympy.sqrt(y), {"y": (-1, 1)}),
        ((y - 1) ** Rational(1, 2), {"y": (0, 2)}),
        (y**y, {"y": (-1, 2)}),
        (y, {"y": (0, None)}),
        (1 / x, {"x": (0, 1)}),
        (gamma(y), {"y": (0, 1)}),
        (Piecewise((1, y > 1)), {"y": (0, 2)}),
    ],
    ids=str,
)
def test_over_is_none_where_undefined_or_unbounded(formula, box):
    assert over(formula, Box.of(box)) is None


def test_an_open_end_at_zero_is_defined_but_not_bounded():
    assert span_over(1 / x, Box.of({"x": (0, 1)})).is_positive
    assert span_over(log(x), Box.of({"x": (0, 1)})).upper == 0
    assert span_over(log(y), Box.of({"y": (0, 1)})) is None


def test_over_writes_abbreviations_out():
    w = define("w", "twice x", 2 * x)
    assert over(w, Box.of({"x": (1, 2)})).contains(4)


@pytest.mark.parametrize(
    ("formula", "symbol", "box", "direction"),
    [
        (E**L, L, {"E": (1, 3), "L": (1, 5)}, 1),
        (E ** (-L), E, {"E": (1, 3), "L": (1, 5)}, -1),
        ((x / 4) ** n, n, {"x": (1, 3), "n": (1, 5)}, -1),
        (binomial(E, k), k, {"E": (9, 12), "k": (1, 5)}, 1),
        (binomial(E, k), k, {"E": (9, 12), "k": (6, 9)}, -1),
        (binomial(E, k), k, {"E": (9, 12), "k": (4, 7)}, None),
        (y**2, y, {"y": (-3, -1)}, -1),
        (y**3, y, {"y": (-3, 2)}, 1),
        (y**2, y, {"y": (-3, 2)}, None),
        (1 / y, y, {"y": (-3, -1)}, -1),
        (y ** (-2), y, {"y": (-3, -1)}, 1),
        (ceiling(x / delta), delta, {"x": (1, 2), "delta": (1, 3)}, -1),
        (sympy.Abs(y - 5), y, {"y": (0, 1)}, -1),
        (Sum(binomial(n, j), (j, 0, m)), m, {"n": (3, 9), "m": (1, 3)}, 1),
        (Product(m + j, (j, 1, n)), n, {"n": (1, 4), "m": (1, 4)}, 1),
        (Least(n + j, (j, 1, m)), m, {"n": (1, 4), "m": (1, 4)}, -1),
        (GreatestInteger(x * log(m + 1), m, 100), x, {"x": (2, 5)}, 1),
        (Piecewise((n, y > 0), (-n, True)), n, {"y": (1, 2), "n": (1, 4)}, 1),
        (Piecewise((n, y > 0), (-n, True)), n, {"y": (-1, 2), "n": (1, 4)}, None),
        (x - log(x), x, {"x": (2, 4)}, None),
        (gamma(x), x, {"x": (2, 4)}, 1),
        (factorial(n), m, {"n": (1, 2), "m": (1, 2)}, 0),
    ],
    ids=str,
)
def test_directions(formula, symbol, box, direction):
    assert trend(formula, symbol, Box.of(box, [s for s in box if s in "ELnmk"])) == direction


# ranges -----------------------------------------------------------------------------------------------------------


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


def test_domains():
    domains = Domains.of(k * x)
    assert [symbol.name for symbol in domains.symbols] == ["E", "k", "x"]
    assert domains.box(None).ends == {"E": (1, None), "k": (1, None), "x": (0, None)}
    assert domains.within(domains.box({"E": (2, 5), "k": (4, 9)})).ends["k"] == (4, 5)
    assert domains.within(domains.box({"E": (2, 5), "k": (4, 9)})).ends["E"] == (4, 5)
    assert domains.within(domains.box({"E": (2, 3), "k": (4, 9)})) is None
    assert not domains.allow({"E": fmpq(3), "k": fmpq(2), "x": fmpq(0)})
    assert not domains.allow({"E": fmpq(3), "k": fmpq(5, 2), "x": fmpq(1)})
    with pytest.raises(UnknownNameError, match="symbol"):
        domains.box({"z": (0, 1)})
    with pytest.raises(MalformedInputError, match="one name"):
        Domains.of(x + sympy.Symbol("x"))


# values stay inside -----------------------------------------------------------------------------------------------

FORMULAS = [
    x**2 * y - y**3 / (1 + x), log(1 + x * n) * ceiling(y * 3) - floor(x * y), binomial(n, 3) / 2**n * y,
    Max(x, y) ** 2 - Min(x * y, n), sympy.Abs(y - x) ** Rational(3, 2), exp(-x * y) * gamma(1 + x), (1 + x) ** y / n,
    (x + n) ** (-2) * (y + 4) ** n, factorial(n) / n**n * y, Piecewise((x, y > n - 3), (x * y, True)),
    sympy.loggamma(1 + x) * y - log(x + n), Sum(y**2 * j - x, (j, 0, n)),
]  # fmt: skip


@given(st.sampled_from(FORMULAS), st.integers(0, 10**6))
def test_every_value_lies_in_its_span(formula, seed):
    draw = Random(seed)
    ends = {"x": sorted(fmpq(draw.randint(0, 40), 8) for _ in range(2)),
            "y": sorted(fmpq(draw.randint(-24, 24), 8) for _ in range(2)),
            "n": sorted(fmpq(draw.randint(1, 7)) for _ in range(2))}  # fmt: skip
    box = Box.of({name: tuple(pair) for name, pair in ends.items()}, integers="n")
    ball = over(formula, box)
    if ball is None:
        return
    for _ in range(5):
        point = {name: low + (high - low) * fmpq(draw.randint(0, 8), 8) for name, (low, high) in box.ends.items()}
        point["n"] = fmpq(point["n"].floor())
        value = span_over(formula, Box.of({name: (v, v) for name, v in point.items()}))
        assert ball.overlaps(value.ball)
        with ctx.workprec(200):
            assert sympy_value(formula, point).overlaps(ball)


def sympy_value(formula, point):
    """The value by sympy at 30 digits, with its error."""
    at = {s: Rational(int(point[s.name].p), int(point[s.name].q)) for s in formula.free_symbols}
    number = sympy.N(formula.subs(at).doit(), 30)
    return arb(str(number)) + arb(0, 1e-25) * (1 + abs(arb(str(number))))
