"""Steps of derivations: certified, refuted at an admissible point only, else undecided."""

import numpy as np
import pytest
import sympy
from flint import arb, fmpq
from sympy import Abs, Eq, Max, Rational, Sum, binomial, ceiling, exp, factorial, floor, log, oo, pi, sin, sqrt

from boundkit.arithmetic.enclosure import at_least, at_most
from boundkit.calculus.growth.limits import limit_is
from boundkit.calculus.inequalities.steps import bounded, decided, identity, nonnegative
from boundkit.errors import NotEvaluableError, StatementError
from boundkit.statements import define, natural, positive, real

x, y, a, b = sympy.symbols("x y a b", positive=True)
t = sympy.Symbol("t", real=True)
z = sympy.Symbol("z")
m, n = sympy.symbols("m n", integer=True, positive=True)
k = sympy.Symbol("k", integer=True, nonnegative=True)
E = natural("E", "experts")
chosen = natural("k", "chosen", at_most=E)
few = natural("few", "at most three", at_most=3)
late = real("late", "from 3 on", least=3)
share = real("share", "a share", least=0, at_most=1)
width = define("w", "width", 2 * E + 3)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((x + y) ** 2, x**2 + 2 * x * y + y**2),
        (log(x * y), log(x) + log(y)),
        (sqrt(x**2), x),
        (binomial(n, 2), n * (n - 1) / 2),
        (factorial(n + 1), (n + 1) * factorial(n)),
        (Sum(k, (k, 1, n)).doit(), n * (n + 1) / 2),
        (sin(t) ** 2 + sympy.cos(t) ** 2, 1),
        (width, 2 * E + 3),
        (3, "3"),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_identities_that_hold(left, right):
    assert identity("it", left, right).holds is True


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (x + 1, x),
        (sqrt(t**2), t),
        (Abs(t), t),
        ((x + y) ** 2, x**2 + y**2),
        (Sum(k, (k, 1, n)).doit(), n**2 / 2),
        (ceiling(x), floor(x) + 1),
        (log(x + y), log(x) + log(y)),
        (E**2, E),
        (few, 2),
        (width, 2 * E),
        (1, pi),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_identities_that_fail_have_a_witness(left, right):
    step = identity("it", left, right)
    assert step.holds is False
    assert step.witness["difference"] != "0"
    assert set(step.witness) <= {"difference", "x", "y", "t", "n", "E", "few"}


def test_an_identity_beyond_reach_is_undecided():
    assert identity("zeta has no ball arithmetic here", sympy.zeta(x), 1).holds is None
    assert identity("defined nowhere", log(-x), 1).holds is None


@pytest.mark.parametrize(
    "expression",
    [
        n**2 - n,
        (n + 1) ** 3 - n**3 - 1,
        1 / n - 1 / (n + 1),
        x * y + 3,
        E - 1,
        late - 3,
        late**2 - 9,
        width - 5,
        pi - 3,
        (sqrt(2) - 1) * x,
        Rational(1, 3) * k,
        0,
        (E + share) / (E + 1),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_expressions_that_are_never_negative(expression):
    assert nonnegative("it", expression).holds is True


@pytest.mark.parametrize(
    "expression",
    [
        n - 2,
        x - 1,
        x - y,
        late - 4,
        E - 2,
        chosen - E,
        1 - few,
        width - 6,
        -1,
        3 - pi,
        1 - n**2 + k,
        t,
        t**3,
        share - 1,
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_expressions_that_may_be_negative_have_a_witness(expression):
    step = nonnegative("it", expression)
    assert step.holds is False
    assert step.witness["value"].strip("[").startswith("-")


@pytest.mark.parametrize(
    "expression",
    [
        E - chosen,
        E**2 - chosen**2,
        3 - few,
        1 - share,
        (late - 3) * (late - 4) ** 2,
        t**2 - 2 * t + 1,
        Max(x, 1) - x,
        x - log(1 + x),
        2**n - n,
        (sympy.Symbol("odd", odd=True, positive=True) - 2) ** 2 - 1,
        -sympy.Symbol("below", integer=True, negative=True) - 1,
        sympy.Symbol("even", even=True, positive=True) - 2,
        sympy.Symbol("prime", prime=True) - 2,
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_truths_beyond_reach_are_never_refuted(expression):
    """The trial points must satisfy all that is assumed of the symbols: k <= E, at most 3, odd, negative."""
    assert nonnegative("it", expression).holds is not False


@pytest.mark.parametrize("expression", [1 / (n - 1), 1 / k, 1 / (E - 1), late / (late - 3)], ids=str)
def test_a_pole_among_the_admissible_values_is_not_certified(expression):
    assert nonnegative("it", expression).holds is not True


def test_points_where_the_expression_is_undefined_are_passed_over():
    assert nonnegative("a pole at 1", 1 / (x - 1) ** 2).holds is None
    assert nonnegative("beside a pole at 1", 1 / (x - 1)).holds is False


@pytest.mark.parametrize(
    ("expression", "symbol", "value"),
    [
        (log(1 + x) / x, x, 0),
        ((1 + 1 / x) ** x, x, sympy.E),
        (x**2 / exp(x), x, 0),
        (n ** Rational(1, 2), n, oo),
        (a * x / (x + b), x, a),
        (log(1 + a * x) / log(x), x, 1),
        ((a + b / x) ** 2, x, a**2),
        (3, x, 3),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_limits(expression, symbol, value):
    assert limit_is("it", expression, symbol, value).holds is True


@pytest.mark.parametrize(
    ("expression", "symbol", "value"),
    [
        (log(1 + x) / x, x, 1),
        ((a * exp(-a * x) + b * exp(-b * x)) * exp(b * x), x, oo),
        ((a**x + b**x) / a**x, x, 1),
        (sin(x), x, 0),
        (n ** (-a) * log(1 + n), n, 1),
        (a * x / (x + b), x, b),
    ],
    ids=lambda value: None if callable(value) else str(value),
)
def test_limits_that_are_wrong_or_depend_on_the_parameters(expression, symbol, value):
    """sympy says oo to the second, whatever a and b: it does not know which of them is larger."""
    assert limit_is("it", expression, symbol, value).holds is not True


@pytest.mark.parametrize("step", [identity, lambda text, left, right: limit_is(text, left, x, right)])
def test_floats_are_refused(step):
    with pytest.raises(NotEvaluableError, match="write it as a fraction"):
        step("rounds", 1e16 * x + x, 1e16 * x)
    with pytest.raises(NotEvaluableError, match="write it as a fraction"):
        nonnegative("rounds", 0.1 * x)


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        (True, True),
        (False, False),
        (None, None),
        (sympy.true, True),
        (sympy.false, False),
        (Eq(1, 2), False),
    ],
)
def test_the_caller_decides(given, holds):
    """Also in sympy's own words: sympy.false is not None and must not pass for true."""
    assert decided("it", given).holds is holds


@pytest.mark.parametrize("given", [x > 1, 1, 0, "yes", np.bool_(True), np.float64(0) < 1, (True for _ in "ab"), []])
def test_what_is_no_decision_is_refused(given):
    with pytest.raises(StatementError, match="give True, False or None"):
        decided("it", given)


@pytest.mark.parametrize(
    ("left", "right", "holds"),
    [
        (1, 1, True),
        (Rational(1, 3), "1/2", True),
        (fmpq(1, 2), "1/3", False),
        (arb(2).sqrt(), Rational(3, 2), True),
        (arb(2).sqrt(), arb(2).sqrt(), None),
        (at_least(3), 2, False),
        (at_least(1), 2, None),
        (at_most(1), 2, True),
        (0.1, 1, None),
        (1, np.float64(0.5), None),
    ],
    ids=str,
)
def test_bounds(left, right, holds):
    """Overlapping balls and floats decide nothing."""
    assert bounded("it", left, right).holds is holds


def test_witnesses():
    assert decided("it", False, at=Rational(1, 3)).witness == {"at": "1/3"}
    assert decided("it", True).witness is None
    assert identity("it", positive("u", "u") + 1, 1).witness == {"u": "1/2", "difference": "1/2"}


def test_a_limit_with_a_parameter_in_the_exponent_stays_open():
    power = natural("K", "exponent")
    assert limit_is("it", (x**power + x**3) / x**3, x, 1).holds is None


def test_a_denominator_that_may_vanish_proves_nothing():
    experts = natural("E", "experts")
    assert nonnegative("it", 1 / (experts - 1)).holds is None
    assert nonnegative("it", 1 / experts).holds is True


def test_symbols_of_one_name_are_refused():
    with pytest.raises(StatementError, match="one name"):
        nonnegative("it", natural("m", "cells") - natural("m", "models"))


WHOLE = sympy.symbols("n k", integer=True)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (binomial(*WHOLE), binomial(WHOLE[0], WHOLE[0] - WHOLE[1])),
        (binomial(*WHOLE) * (WHOLE[0] - WHOLE[1]), WHOLE[0] * binomial(WHOLE[0] - 1, WHOLE[1] - 1)),
        (sympy.binomial(WHOLE[0] + 5, WHOLE[1]), binomial(WHOLE[0] + 5, WHOLE[0] + 5 - WHOLE[1])),
    ],
)
def test_what_holds_for_counts_alone_is_refuted_for_other_whole_numbers(left, right):
    """simplify takes binomials for quotients of gamma functions, also where these are not defined."""
    step = identity("it", left, right)
    assert step.holds is False
    assert step.witness


def test_an_identity_of_counts_holds_where_they_are_counts():
    i = sympy.Symbol("i", integer=True)
    assert identity("symmetry", binomial(k, i), binomial(k, k - i)).holds is True
    assert identity("symmetry of the chosen", binomial(E, chosen), binomial(E, E - chosen)).holds is True
    assert identity("Pascal", binomial(n + 1, k + 1), binomial(n, k) + binomial(n, k + 1)).holds is True
    assert identity("Pascal, of any sign", binomial(i + 1, k + 1), binomial(i, k) + binomial(i, k + 1)).holds is True


def test_a_simplification_is_not_believed_before_the_points(monkeypatch):
    monkeypatch.setattr(sympy, "simplify", lambda *_, **__: sympy.S.Zero)
    assert identity("it", x + 1, x).holds is False


def test_a_limit_is_not_that_of_sympy():
    """sympy takes it for oo: limit((a*exp(-a*x) + b*exp(-b*x))*exp(b*x), x, oo)."""
    decays = (2 * a + b) * exp(-(2 * a + b) * x) + b * exp(-b * x)
    assert limit_is("the slower one", decays * exp(b * x), x, b).holds is True
    assert limit_is("not oo", decays * exp(b * x), x, oo).holds is False
