"""Boxes: values stay inside the spans, ranges are narrow, and what is not defined has no range."""

from random import Random

import pytest
import sympy
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st
from sympy import Max, Min, Piecewise, Product, Rational, Sum, binomial, ceiling, exp, factorial, floor, gamma, log

from boundkit.arithmetic.nodes import GreatestInteger, Least
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import over, span_over, trend
from boundkit.statements import define, natural, positive, real

E, L, n, m = (natural(name, f"the count {name}") for name in ("E", "L", "n", "m"))
k = natural("k", "chosen ones of the count E", at_most=E)
j = natural("j", "index", least=0)
x, delta = positive("x", "a number"), positive("delta", "radius")
y = real("y", "any number")


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
