"""Questions end: with an answer, or with the reason why there is none."""

import random
import time
from contextlib import suppress

import pytest
import sympy
from sympy import Integer, Max, Min, Rational, ceiling, exp, floor, log, sqrt

from boundkit.calculus.solving import compare, minimise, solve
from boundkit.calculus.solving.pace import answered
from boundkit.errors import BoundkitError, SearchExhaustedError, UndecidedError

x, y = sympy.symbols("x y", positive=True)
n, m = sympy.symbols("n m", integer=True, positive=True)
KNOTTED = sympy.Add(*[Max(x / k, 2 - x / k) * exp(Min(x, k) / k) for k in range(1, 30)])


def wait_for_ever():
    while True:
        time.process_time()


def test_a_question_ends_when_its_time_is_over():
    with pytest.raises(SearchExhaustedError, match=r"no end within 0.1 s.*seconds=S"):
        answered(0.1, wait_for_ever)
    assert answered(None, max, 1, 2) == 2


def test_a_comparison_whose_time_is_over_is_undecided_with_the_reason():
    left, right = KNOTTED, Min(9, x**2) * exp(2 * Max(x, 1))
    found = compare(left, right, seconds=0.01)
    assert found.verdict == "undecided"
    assert "no end within 0.01 s" in found.how


@pytest.mark.parametrize(
    "ask",
    [
        lambda: solve(KNOTTED <= 10**5, x, seconds=0.01),
        lambda: minimise(Max(x, y) + Max(1 / x, 2 / y) + exp(x * y), [x, y],
                         box={"x": ("1/9", 9), "y": ("1/9", 9)}, tolerance="1/10000000000000", seconds=0.2),
    ],
    ids=["solve", "minimise"],
)  # fmt: skip
def test_a_question_that_stays_open_is_an_error_with_the_reason(ask):
    with pytest.raises(UndecidedError):
        ask()


NUMBERS = (2, 3, Rational(1, 2), Rational(3, 7), -1, 10**6)
EXPONENTS = (2, 3, -1, Rational(1, 2), m, m**2)


def formula(dice, symbol, depth):
    """A random formula in a symbol, with y and m for numbers that are given."""
    if depth == 0:
        return dice.choice([symbol, symbol, y, Integer(dice.choice(NUMBERS[:2])), dice.choice(NUMBERS)])
    one, two = (formula(dice, symbol, depth - 1) for _ in range(2))
    whole = [lambda: one + two, lambda: one * two, lambda: one - two, lambda: Max(one, two), lambda: Min(one, two)]
    single = [
        lambda: sympy.Pow(one, dice.choice(EXPONENTS)), lambda: log(1 + one**2), lambda: sqrt(one**2 + 1),
        lambda: exp(one), lambda: ceiling(one), lambda: floor(one), lambda: 1 / (1 + one**2),
    ]  # fmt: skip
    return dice.choice([*whole, *single])()


def question(dice):
    """What to ask, as a function of nothing; None where sympy refuses the formula."""
    symbol = dice.choice([x, n])
    given = {"y": dice.choice(["3/2", 3, 1]), "m": dice.choice([1, 5, 40, 10**8])}
    try:
        one, two = formula(dice, symbol, 2), formula(dice, symbol, 1)
        relation = sympy.Le(one, two, evaluate=False)
    except (TypeError, ValueError):
        return None
    if dice.random() < 0.5:
        return lambda: solve(relation, symbol, given, budget=60, seconds=4)
    return lambda: minimise(one + two, symbol, values=given, budget=60, seconds=4)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(2))
def test_random_questions_are_answered_or_refused_within_ten_seconds(seed):
    dice = random.Random(seed)
    begun, slowest, asked = time.process_time(), 0.0, 0
    while time.process_time() - begun < 5:
        ask = question(dice)
        if ask is not None:
            start = time.process_time()
            with suppress(BoundkitError):
                ask()
            slowest = max(slowest, time.process_time() - start)
            asked += 1
    assert slowest < 10
    assert asked > 2
