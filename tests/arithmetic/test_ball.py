"""Compiled formulas: exact where they can be, else balls that hold the value; refused rather than wrong."""

import math
from itertools import pairwise, product

import mpmath
import pytest
import sympy
from flint import arb, ctx, fmpq, fmpz
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sampled import one_in
from sympy import (
    Abs,
    And,
    Eq,
    Function,
    Integral,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Piecewise,
    Product,
    Rational,
    S,
    Sum,
    binomial,
    ceiling,
    cos,
    exp,
    factorial,
    floor,
    gamma,
    log,
    oo,
    pi,
    sin,
    sqrt,
)  # fmt: skip

from boundkit.arithmetic.ball import compiled, enclosure, exact_or_ball
from boundkit.arithmetic.nodes import GreatestInteger
from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, NotEvaluableError, UndecidedError

x, y, n, N, i, j = sympy.symbols("x y n N i j")
third = Rational(1, 3)


def value(expression, **values):
    return enclosure(sympy.sympify(expression), values)


def exactly(expression, **values):
    made = value(expression, **values)
    assert made.exact
    return made.lower


def holds_to(made, expected, digits):
    """Whether an enclosure holds the sympy number, to that many digits."""
    with mpmath.workdps(3 * digits):
        truth = mpmath.mpf(sympy.N(expected, 3 * digits))
        low, high = (mpmath.mpf(int(end.p)) / int(end.q) for end in (made.lower, made.upper))
        slack = abs(truth) * mpmath.mpf(10) ** (-2 * digits)
        assert low - slack <= truth <= high + slack, (made, truth)
        assert high - low <= 2 * abs(truth) * mpmath.mpf(10) ** -digits


# an independent evaluator: exact rationals, else mpmath at 120 digits --------------------------------------------

MP = mpmath.mp.clone() if hasattr(mpmath.mp, "clone") else mpmath.MPContext()
MP.dps = 120


def as_float(number):
    return MP.mpf(number.p) / number.q if isinstance(number, sympy.Rational) else number


def truth_of(node, point):
    """The value of a formula: a sympy Rational or an mpmath number; raises ArithmeticError where it is not real."""
    if isinstance(node, sympy.Rational):
        return node
    if node is sympy.E:
        return MP.e
    if isinstance(node, sympy.Symbol):
        return point[node.name]
    args = [truth_of(arg, point) for arg in node.args]
    if all(isinstance(arg, sympy.Rational) for arg in args):
        result = node.func(*args)
        if isinstance(result, sympy.Rational):
            return result
        if not result.is_finite:
            raise ArithmeticError(result)
    numbers = [as_float(arg) for arg in args]
    operation = {
        "Add": lambda *terms: sum(terms, MP.mpf(0)), "Mul": lambda *factors: MP.fprod(factors), "Pow": MP.power,
        "Max": max, "Min": min, "Abs": abs, "exp": MP.exp, "log": MP.log, "sin": MP.sin, "cos": MP.cos,
        "ceiling": MP.ceil, "floor": MP.floor,
    }[node.func.__name__]  # fmt: skip
    if node.func in (ceiling, floor):
        assume(abs(numbers[0] - MP.nint(numbers[0])) > MP.mpf(10) ** -60)  # a tie that 120 digits may misjudge
    if node.func is sympy.Pow and isinstance(args[1], sympy.Integer):
        numbers[1] = int(args[1])
    result = operation(*numbers)
    if MP.im(result) != 0 or not MP.isfinite(result):
        raise ArithmeticError(node)
    return MP.re(result)


def one_step(terms):
    pairs = st.tuples(terms, terms)
    return st.one_of(
        pairs.map(lambda p: p[0] + p[1]),
        pairs.map(lambda p: p[0] - 2 * p[1]),
        pairs.map(lambda p: p[0] * p[1]),
        pairs.map(lambda p: p[0] / (p[1] + 3)),
        pairs.map(lambda p: Max(*p)),
        pairs.map(lambda p: Min(*p)),
        st.tuples(terms, st.integers(-3, 4)).map(lambda p: p[0] ** p[1]),
        st.tuples(terms, st.sampled_from([S.Half, third, Rational(-3, 2), Rational(5, 3)])).map(lambda p: p[0] ** p[1]),
        terms.map(lambda t: log(1 + t)),
        terms.map(lambda t: exp(Min(t, 9))),
        terms.map(sin),
        terms.map(lambda t: ceiling(3 * t)),
        terms.map(lambda t: floor(t / 2)),
        terms.map(Abs),
    ).filter(lambda formula: not formula.has(oo, sympy.zoo, sympy.nan, sympy.I, sympy.re, sympy.im, sympy.arg))


u, v = sympy.symbols("x y", real=True)
formulas = st.recursive(st.sampled_from([u, v, 2 * u, v / 7, 1 - v]), one_step, max_leaves=7)
small = st.fractions(-5, 5, max_denominator=9).map(lambda f: Rational(f.numerator, f.denominator))


@settings(max_examples=300)
@given(formulas, small, small)
def test_random_formulas_against_mpmath(formula, at_x, at_y):
    point = {"x": at_x, "y": at_y}
    try:
        truth = truth_of(formula, point)
    except (ArithmeticError, ValueError, TypeError):
        truth = None
    balls = []
    for bits in (64, 256):
        with ctx.workprec(bits):
            try:
                balls.append(exact_or_ball(formula, point))
            except DomainError:
                assert truth is None
                return
    coarse, fine = balls
    if truth is None:
        assert not isinstance(fine, fmpq) or formula.has(sympy.Pow)  # 0 * (1/0)^0 and its kin
        return
    assume(abs(as_float(truth)) < MP.mpf(10) ** 2000)
    if isinstance(fine, fmpq):
        assert coarse == fine
        assert as_float(truth) == MP.mpf(int(fine.p)) / int(fine.q) or not isinstance(truth, sympy.Rational)
        return
    with ctx.workprec(500):
        middle = arb(MP.nstr(as_float(truth), 110))
        exact = middle + arb(0, abs(middle) * arb(10) ** -100 + arb(10) ** -100)
        for ball in (arb(coarse), fine):
            assert ball.overlaps(exact) or not ball.is_finite()
        assert arb(coarse).overlaps(fine)
        if arb(coarse).is_finite():
            assert fine.rad() <= arb(coarse).rad() * arb("1.01") + arb(10) ** -60


ONE_ARGUMENT = {
    "log": (log(x), mpmath.log, (third, 10**30, 1 + Rational(1, 10**40))),
    "exp": (exp(x), mpmath.exp, (-3, third, 700, -(10**4))),
    "sin": (sin(x), mpmath.sin, (third, 10**20, -5)),
    "cos": (cos(x), mpmath.cos, (third, 10**20, -5)),
    "sqrt": (sqrt(x), mpmath.sqrt, (2, third, 10**51)),
    "cbrt": (x**third, mpmath.cbrt, (2, third, 10**50)),
    "x^pi": (x**pi, lambda t: t**mpmath.pi, (2, third, 10**9)),
    "2^x": (2**x, lambda t: mpmath.power(2, t), (third, Rational(-7, 3), Rational(10**6, 7))),
    "x^x": (x**x, lambda t: t**t, (third, Rational(7, 2), Rational(1, 1000))),
    "gamma": (gamma(x), mpmath.gamma, (third, Rational(-5, 2), 100, Rational(10**4, 7))),
    "abs log": (Abs(log(x)), lambda t: abs(mpmath.log(t)), (third, 5)),
    "ceiling": (ceiling(10**6 * log(x)), lambda t: mpmath.ceil(10**6 * mpmath.log(t)), (third, 5)),
    "floor": (floor(10**6 * log(x)), lambda t: mpmath.floor(10**6 * mpmath.log(t)), (third, 5)),
    "max": (Max(log(x), sin(x), 0), lambda t: max(mpmath.log(t), mpmath.sin(t), 0), (third, 5)),
    "min": (Min(log(x), sin(x), 9), lambda t: min(mpmath.log(t), mpmath.sin(t), 9), (third, 5)),
    "log2": (log(x) / log(2), lambda t: mpmath.log(t, 2), (third, 5, 10**40)),
    "reciprocal": (1 / (x - pi), lambda t: 1 / (t - mpmath.pi), (3, Rational(22, 7), Rational(355, 113))),
}


@pytest.mark.parametrize("name", ONE_ARGUMENT)
def test_two_precisions_overlap_and_shrink(name):
    """The torture test of mpmath: what 60 bits and 600 bits say must meet, and the second must say more."""
    expression, oracle, points = ONE_ARGUMENT[name]
    for point in map(rational, points):
        balls = []
        for bits in (60, 150, 600):
            with ctx.workprec(bits):
                balls.append(arb(exact_or_ball(expression, {"x": point})))
        with mpmath.workdps(400), ctx.workprec(1400):
            truth = arb(mpmath.nstr(oracle(mpmath.mpf(int(point.p)) / int(point.q)), 390))
            assert all(ball.overlaps(truth) for ball in balls), (point, balls)
            for coarse, fine in pairwise(balls):
                assert coarse.overlaps(fine)
                assert fine.rad() <= coarse.rad()
            assert balls[-1].rel_accuracy_bits() > 300


# exactness --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "values", "expected"),
    [
        (x**n, {"x": 0, "n": 0}, 1),
        (x**n, {"x": 0, "n": 3}, 0),
        (x**n, {"x": -2, "n": -3}, fmpq(-1, 8)),
        (x**n, {"x": 1, "n": 10**30}, 1),
        (x**n, {"x": -1, "n": 10**30 + 1}, -1),
        (x**n, {"x": -1, "n": -(10**30)}, 1),
        (x ** (n / 2), {"x": fmpq(4, 9), "n": -3}, fmpq(27, 8)),
        (x ** (n / 64), {"x": 2**64, "n": 3}, 8),
        (sqrt(x), {"x": 0}, 0),
        (log(x), {"x": 1}, 0),
        (log(x) / log(2), {"x": 8}, 3),
        (log(x) / log(y), {"x": fmpq(1, 27), "y": 9}, None),
        (log(x) / log(y), {"x": fmpq(1, 81), "y": 9}, -2),
        (log(x) / log(y), {"x": 8, "y": fmpq(1, 2)}, -3),
        (5 * y * log(x) / log(2), {"x": 4, "y": 3}, 30),
        (ceiling(log(x) / log(2)), {"x": 2**300}, 300),
        (ceiling(log(x) / log(2)), {"x": 2**300 + 1}, 301),
        (floor(log(x) / log(2)), {"x": 2**300 - 1}, 299),
        (ceiling(x), {"x": fmpq(-7, 2)}, -3),
        (floor(x), {"x": fmpq(-7, 2)}, -4),
        (Max(x, y, 2), {"x": 1, "y": fmpq(5, 2)}, fmpq(5, 2)),
        (Min(x, y, 2), {"x": 1, "y": fmpq(5, 2)}, 1),
        (Abs(x), {"x": fmpq(-1, 3)}, fmpq(1, 3)),
        (Sum(i**2, (i, 1, n)), {"n": 100}, 338350),
        (Sum(i, (i, 3, n)), {"n": 2}, 0),
        (Sum(i * j, (i, 1, j), (j, 1, n)), {"n": 3}, 25),
        (Product(i, (i, 1, n)), {"n": 20}, math.factorial(20)),
        (Product(i, (i, 1, n)), {"n": 0}, 1),
        (Product(i + j, (i, 1, j), (j, 1, n)), {"n": 2}, 2 * 3 * 4),
        (Sum(Sum(i, (i, 1, i)), (i, 1, n)), {"n": 3}, 1 + 3 + 6),
        (Sum(N, (N, 1, x)) + N, {"x": 3, "N": 5}, 11),
        (Piecewise((1, x < 2), (x, x < 3), (7, True)), {"x": fmpq(5, 2)}, fmpq(5, 2)),
        (Piecewise((1, Or(x < 0, x > 2)), (2, And(x > 0, Ne(x, 1))), (3, Not(Eq(x, 0))), (4, True)), {"x": 1}, 3),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_exact_values(expression, values, expected):
    made = value(expression, **values)
    assert made.exact is (expected is not None)
    assert expected is None or made.lower == expected


def test_binomials_are_those_of_sympy():
    for top, bottom in product(range(-6, 13), range(-3, 15)):
        assert exactly(binomial(x, y), x=top, y=bottom) == int(sympy.binomial(top, bottom)), (top, bottom)


@pytest.mark.parametrize(
    ("top", "bottom"), [(2_000_000, 70), (2_000_000, 1_999_900), (10**7, 200), (2**300, 64), (2**300, 2**300 - 3)]
)
def test_large_binomials(top, bottom):
    made, truth = value(binomial(x, y), x=top, y=bottom), math.comb(top, min(bottom, top - bottom))
    assert made.lower <= truth <= made.upper
    assert made.upper - made.lower <= fmpq(truth) / 10**16


def test_negative_top_of_a_large_binomial():
    made = value(binomial(x, y), x=-2_000_000, y=71)
    assert made.lower <= -math.comb(2_000_070, 71) <= made.upper


def test_rows_of_binomials():
    row = Sum(binomial(n, i), (i, 0, x))
    for top, last in product(range(-4, 14), range(-1, 16)):
        expected = sum((int(sympy.binomial(top, k)) for k in range(last + 1)), 0)
        assert exactly(row, n=top, x=last) == expected, (top, last)
    for top, last in ((300, 130), (301, 170), (5000, 66), (10**6, 80), (3000, 2999)):
        made, truth = value(row, n=top, x=last), sum(math.comb(top, k) for k in range(last + 1))
        assert made.lower <= truth <= made.upper, (top, last)
        assert made.upper - made.lower <= fmpq(truth) / 10**16


@pytest.mark.parametrize("whole", [0, 1, 5, 10_000, 10_001, 20_000])
def test_factorials(whole):
    made = value(factorial(n), n=whole)
    assert made.lower <= math.factorial(whole) <= made.upper
    assert made.exact is (whole <= 10_000)


# huge arguments -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "values", "log10"),
    [
        (x**n, {"x": 8, "n": 10**12}, lambda: 10**12 * mpmath.log10(8)),
        (-(x**n), {"x": 8, "n": 10**12 + 1}, lambda: (10**12 + 1) * mpmath.log10(8)),
        (x**-n, {"x": 8, "n": 10**12}, lambda: -(10**12) * mpmath.log10(8)),
        (ceiling(x**n / 2), {"x": 8, "n": 10**12}, lambda: 10**12 * mpmath.log10(8) - mpmath.log10(2)),
        (floor(x**n / 3), {"x": 8, "n": 10**12}, lambda: 10**12 * mpmath.log10(8) - mpmath.log10(3)),
        (x**n * log(N), {"x": 10**6, "n": 10**6, "N": 2**300}, lambda: 6 * 10**6 + mpmath.log10(300 * mpmath.log(2))),
        (Max(x**n, 5), {"x": 2, "n": 2**64}, lambda: 2**64 * mpmath.log10(2)),
        (binomial(x, n), {"x": 10**9, "n": 5 * 10**8},
         lambda: (mpmath.loggamma(10**9 + 1) - 2 * mpmath.loggamma(5 * 10**8 + 1)) / mpmath.log(10)),
        (factorial(n), {"n": 10**15}, lambda: mpmath.loggamma(10**15 + 1) / mpmath.log(10)),
        (exp(x), {"x": 10**12}, lambda: 10**12 / mpmath.log(10)),
    ],
    ids=lambda value: None if callable(value) else str(value),
)  # fmt: skip
def test_numbers_too_long_to_write_down(expression, values, log10):
    with mpmath.workdps(60):
        expected = log10()
        for text in value(expression, **values).decimals():
            mantissa, _, shift = text.lstrip("-").partition("e")
            assert abs(mpmath.log10(mpmath.mpf(mantissa)) + int(shift) - expected) < mpmath.mpf(10) ** -14


@pytest.mark.parametrize(
    ("expression", "values", "message"),
    [
        (Sum(floor(i / 2), (i, 1, n)), {"n": 10**9}, "a sum of 1000000000 terms is too long"),
        (Product(ceiling(i / 2), (i, 1, n)), {"n": 10**9}, "a product of 1000000000 terms is too long"),
        (Sum(i, (i, 1, n)), {"n": -1}, "a sum that runs down from 1 to -1 has no agreed meaning"),
        (Sum(binomial(9, i), (i, 0, n)), {"n": -2}, "a sum that runs down from 0 to -2"),
        (Product(i, (i, 5, n)), {"n": 3}, "a product that runs down"),
        (Sum(i, (i, 1, n)), {"n": fmpq(7, 2)}, "a sum's upper end must be an exact integer"),
        (Sum(i, (i, 1, oo)), {}, "Infinity has no exact or ball arithmetic"),
        (binomial(x, 2), {"x": fmpq(1, 2)}, "a binomial's upper entry must be an exact integer"),
        (factorial(x), {"x": fmpq(1, 2)}, "a factorial's argument must be an exact integer"),
        (sympy.zeta(x), {"x": 3}, "zeta has no exact or ball arithmetic"),
        (sympy.I * x, {"x": 3}, "ImaginaryUnit has no exact"),
        (x + 0.5, {"x": 3}, "holds the float 0.5"),
        (Function("gamma")(x), {"x": 3}, "gamma has no exact"),
        (Function("log")(x), {"x": 3}, "log has no exact"),
        (Integral(x, x), {"x": 3}, "needs both ends"),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_what_cannot_be_evaluated(expression, values, message):
    """A function that the user was to supply is not mistaken for the known one of the same name."""
    with pytest.raises(NotEvaluableError, match=message):
        value(expression, **values)


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        (1 / x, {"x": 0}),
        (x**n, {"x": 0, "n": -2}),
        (x ** Rational(-1, 2), {"x": 0}),
        (log(x), {"x": 0}),
        (log(x), {"x": -1}),
        (log(x - pi), {"x": 3}),
        (sqrt(x), {"x": -1}),
        (x**third, {"x": -8}),
        (x**pi, {"x": -2}),
        (sqrt(x - pi), {"x": 3}),
        (sqrt(log(x - pi)), {"x": 3}),
        ((x - pi) ** Rational(2, 3), {"x": 3}),
        (Max(sqrt(log(x - pi)), -1), {"x": 3}),
        (gamma(x), {"x": -2}),
        (factorial(x), {"x": -1}),
        (1 / (log(x) - 2 * log(2)), {"x": 4}),
        (log(log(x) - 2 * log(2)), {"x": 4}),
        (Piecewise((1, x < 2)), {"x": 3}),
        (log(x) / log(y), {"x": 3, "y": 1}),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_where_a_formula_has_no_real_value(expression, values):
    with pytest.raises(DomainError):
        value(expression, **values)


# what cannot be decided -----------------------------------------------------------------------------------------------

TIE = log(x) - 2 * log(2)  # 0 at x = 4, but no precision shows it


def test_a_zero_that_no_precision_shows_keeps_both_signs_open():
    made = value(TIE, x=4)
    assert made.lower < 0 < made.upper
    assert not made.exact


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (ceiling(TIE), 0),
        (floor(TIE), 0),
        (ceiling(TIE + 3), 3),
        (floor(sqrt(x + TIE)), 2),
        (Max(TIE, 0), 0),
        (Min(TIE, 0), 0),
        (Abs(TIE), 0),
        (sqrt(TIE), 0),
        (TIE**2, 0),
        (TIE ** Rational(3, 2), 0),
        (sqrt(TIE**2), 0),
        ((TIE + 1) ** 5, 1),
        (2**TIE, 1),
        (Sum(i * TIE, (i, 1, 9)), 0),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_an_undecidable_place_widens_the_result(expression, expected):
    made = value(expression, x=4)
    assert made.lower <= expected <= made.upper
    assert not made.exact


@pytest.mark.parametrize(
    "condition",
    [TIE > 0, TIE >= 0, TIE < 0, TIE <= 0, Eq(TIE, 0), Ne(TIE, 0)],
    ids=lambda value: None if callable(value) else str(value),
)
def test_a_case_distinction_at_a_tie_is_refused(condition):
    for case in (condition, Not(condition), And(condition, x > 3), Or(condition, x > 9)):
        with pytest.raises(UndecidedError, match="cannot be decided"):
            value(Piecewise((1, case), (2, True)), x=4)


def test_a_case_distinction_next_to_a_tie_is_decided_by_more_precision():
    step = Rational(1, 10**400)
    assert exactly(Piecewise((1, TIE > 0), (2, True)), x=4 + step) == 1
    assert exactly(Piecewise((1, TIE > 0), (2, True)), x=4 - step) == 2
    assert exactly(ceiling(TIE), x=4 + step) == 1
    assert exactly(floor(TIE), x=4 - step) == -1


def test_known_parts_decide_a_condition_that_holds_an_unknown_one():
    assert exactly(Piecewise((1, And(TIE > 0, x > 9)), (2, True)), x=4) == 2
    assert exactly(Piecewise((1, Or(TIE > 0, x < 9)), (2, True)), x=4) == 1


def test_relations_are_decided_or_left_open():
    for relation, expected in ((log(x) > 1, True), (log(x) < 1, False), (TIE > 0, None), (Ne(log(x), 1), True)):
        assert exact_or_ball(relation, {"x": 4}) is expected


# integrals ------------------------------------------------------------------------------------------------------------

INTEGRALS = [
    (x ** Rational(1, 3), 0, 1, Rational(3, 4)),
    (sqrt(x), 0, 2, 2 * sqrt(8) / 3),
    (x**pi, 1, 2, (2 ** (pi + 1) - 1) / (pi + 1)),
    (log(x), 1, 2, 2 * log(2) - 1),
    (1 / x, 1, 10**6, 6 * log(10)),
    (1 / x, Rational(1, 10**6), 1, 6 * log(10)),
    (Abs(x - third), 0, 1, Rational(5, 18)),
    (Abs(x - third) ** S.Half, 0, 1, 2 * (third ** Rational(3, 2) + Rational(2, 3) ** Rational(3, 2)) / 3),
    (Abs(x**2 - S.Half), 0, 1, sqrt(2) / 3 - Rational(1, 6)),
    (Abs(sin(x)), 0, 10, 7 + cos(10)),
    (ceiling(2 * x), 0, 1, Rational(3, 2)),
    (ceiling(7 * x / 3), 0, 1, Rational(3, 7) + Rational(6, 7) + Rational(3, 7)),
    (floor(pi * x), 0, 1, 3 - 6 / pi),
    (floor(x**2), 0, 2, 3 * 2 - 1 - sqrt(2) - sqrt(3)),
    (Max(x, 1 - x), 0, 1, Rational(3, 4)),
    (Min(x, 1 - x, third), 0, 1, Rational(2, 9)),
    (Max(x**2, x, S.Half), 0, 2, S.Half * S.Half + Rational(3, 8) + Rational(7, 3)),
    (Max(0, 1 - 10**6 * Abs(x - third)), 0, 1, Rational(1, 10**6)),
    (exp(-(x**2) * 10**4), -1, 1, sqrt(pi) * sympy.erf(100) / 100),
    (cos(50 * x), 0, 3, sin(150) / 50),
    (exp(x), 0, log(2), 1),
    (exp(x), log(2), 0, -1),
    (x, 3, 3, 0),
    (gamma(x) * x, 1, 2, None),
    (2**x, -1, 1, Rational(3, 2) / log(2)),
    (1 / (1 + x**2), -1, 1, pi / 2),
    (Sum(x**i, (i, 0, 3)), 0, 1, Rational(25, 12)),
]


@pytest.mark.parametrize(
    ("integrand", "low", "high", "expected"), INTEGRALS, ids=lambda value: None if callable(value) else str(value)
)
def test_integrals(integrand, low, high, expected):
    """Also integrands that are not analytic: kinks, jumps, branch points, a spike of width 10^-6."""
    if expected is None:
        with mpmath.workdps(60):
            expected = sympy.Float(mpmath.quad(sympy.lambdify(x, integrand, "mpmath"), [low, high]), 60)
    made = value(Integral(integrand, (x, low, high)))
    if expected == 0:
        assert made.lower <= 0 <= made.upper
    else:
        holds_to(made, expected, 16)


@pytest.mark.parametrize("integrand", [x - S.Half, Max(-1, 2 * x - 1), sin(2 * pi * x)], ids=str)
def test_an_integral_that_is_zero(integrand):
    made = value(Integral(integrand, (x, 0, 1)))
    assert made.lower <= 0 <= made.upper < fmpq(1, 10**150)


@pytest.mark.parametrize(
    ("integrand", "expected"),
    one_in(
        3,
        [
            (Min(log(1 + Abs(x)), Abs(x)), 4 * log(2) - 2),
            (Min(x, sin(x)), S.Half - cos(1)),
            (floor(2 * sin(3 * x)), -1),
        ],
    ),
    ids=str,
)
def test_integrands_that_converge_slowly_are_enclosed_loosely(integrand, expected):
    """Functions that touch without crossing, and many jumps: the work is limited, the answer holds."""
    made = value(Integral(integrand, (x, -1, 1)))
    assert made.upper - made.lower < fmpq(1, 1000)
    with mpmath.workdps(30):
        truth = mpmath.mpf(sympy.N(expected, 30))
        low, high = (mpmath.mpf(int(end.p)) / int(end.q) for end in (made.lower, made.upper))
        assert low <= truth <= high


@pytest.mark.parametrize(
    ("integrand", "low", "high"),
    [
        (1 / x, -1, 1),
        (x**-2, -1, 1),
        (log(x), 0, 1),
        (x ** Rational(-1, 2), 0, 1),
        (x**x, 0, 1),
        (gamma(x), -S.Half, S.Half),
        (sqrt(x - S.Half), 0, 1),
        (sqrt(-x), -1, 1),
        (log(x), -1, 1),
        (log(x) * sqrt(x), -2, -1),
        ((x - 1) ** third, 0, 1),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_integrands_that_are_unbounded_or_not_real_are_refused(integrand, low, high):
    """The real part of a complex integral is no answer."""
    with pytest.raises(DomainError):
        value(Integral(integrand, (x, low, high)))


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (Integral(Piecewise((1, x < third), (2, True)), (x, 0, 1)), "may not distinguish cases"),
        (Integral(Piecewise((1, Eq(x, third)), (2, True)), (x, 0, 1)), "may not distinguish cases"),
        (Integral(x * y, (y, 0, x), (x, 0, 1)), "inside another integral"),
        (Integral(1 + Integral(x * y, (y, 0, x)), (x, 0, 1)), "inside another integral"),
        (Integral(Sum(Integral(x * y, (y, 0, i)), (i, 1, 2)), (x, 0, 1)), "inside another integral"),
        (Integral(exp(-x), (x, 0, oo)), "Infinity has no exact"),
        (Integral(binomial(x, 2), (x, 1, 2)), "must be an exact integer"),
        (Integral(Sum(1, (i, 0, x)), (x, 1, 2)), "must be an exact integer"),
        (Integral(GreatestInteger(x + N / 2, N, 9), (x, 1, 2)), "out of reach"),
        (Integral(Function("f")(x), (x, 1, 2)), "f has no exact"),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_integrands_beyond_reach_are_refused(expression, message):
    with pytest.raises(NotEvaluableError, match=message):
        value(expression)


# the greatest integer -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bound", "start", "values", "oracle"),
    [
        (sqrt(x * N), x, {"x": 7}, lambda t, m: mpmath.sqrt(7 * t)),
        (x + log(N), 4 * x, {"x": 10}, lambda t, m: 10 + mpmath.log(t)),
        (x * log(1 + N) / log(2), x**2, {"x": 20}, lambda t, m: 20 * mpmath.log(1 + t, 2)),
        (x * log(N) + Rational(1, 3), 9 * x**2, {"x": 5}, lambda t, m: 5 * mpmath.log(t) + m(1) / 3),
        (N / 2 + Rational(7, 2), 40, {}, lambda t, m: m(t) / 2 + 3.5),
        (N / 2, 40, {}, lambda t, m: m(t) / 2),
        (Rational(1, 2) + 0 * N, 9, {}, lambda t, m: m(0.5)),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_greatest_integers_by_brute_force(bound, start, values, oracle):
    with mpmath.workdps(60):
        expected = max((t for t in range(1, 2001) if t <= oracle(t, mpmath.mpf)), default=0)
    assert exactly(GreatestInteger(bound, N, sympy.sympify(start)), **values) == expected


def test_the_greatest_integer_at_exact_ties():
    assert exactly(GreatestInteger(x + 0 * N, N, S(100)), x=7) == 7
    assert exactly(GreatestInteger(N, N, S(100))) == 100
    assert exactly(GreatestInteger(4 * log(N) / log(2), N, S(100))) == 16
    assert exactly(GreatestInteger(x + N - N / 2, N, S(100)), x=6) == 12


def test_a_tie_that_balls_cannot_decide_stays_open():
    made = value(GreatestInteger(7 + TIE, N, S(100)), x=4)
    assert not made.exact
    assert made.lower <= 7 <= made.upper


def test_a_start_below_the_answer_is_refused():
    with pytest.raises(NotEvaluableError, match="3 is no upper end"):
        value(GreatestInteger(sqrt(N) + x, N, S(3)), x=100)


@pytest.mark.parametrize(
    "start", [log(x - pi), 2 ** (10**10 * pi)], ids=lambda value: None if callable(value) else str(value)
)
def test_a_start_that_is_no_moderate_number_is_refused(start):
    with pytest.raises(NotEvaluableError, match="out of reach"):
        value(GreatestInteger(N / 2, N, start), x=3)


def test_the_bound_variable_is_not_free():
    expression = GreatestInteger(N + x, N, y)
    assert expression.free_symbols == {x, y}
    assert (
        sympy.latex(GreatestInteger(N / 2 + x, N, y)) == r"\max\left\{N \in \mathbb{N} : N \leq \frac{N}{2} + x\right\}"
    )


# the rest -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", [1, 17, 50, 200, 3000])
def test_as_many_digits_as_asked_for(digits):
    made = enclosure(sqrt(x) * pi, {"x": 2}, digits)
    assert (made.upper - made.lower) * fmpz(10) ** digits <= made.upper


def test_cancellation_is_met_with_precision():
    made = value(log(1 + x) - x, x=Rational(1, 10**300))
    assert made.upper < 0
    assert abs(made.upper * 2 * fmpz(10) ** 600 + 1) < fmpq(1, 10**15)


def test_balls_may_be_values():
    with ctx.workprec(100):
        wide = exact_or_ball(x**2 + 1, {"x": arb(0, 1)})
    assert arb("0.999") < wide.lower() <= 1
    assert 2 <= wide.upper() < arb("2.001")


def test_values_go_by_name():
    one, other = sympy.Symbol("n"), sympy.Symbol("n", positive=True)
    assert exactly(one + 10 * other, n=2) == 22
    assert compiled(x - y).names == ("x", "y")


def test_the_precision_of_the_caller_is_left_alone():
    before = ctx.prec
    value(sqrt(x), x=2)
    with pytest.raises(DomainError):
        value(log(x), x=-1)
    assert ctx.prec == before
