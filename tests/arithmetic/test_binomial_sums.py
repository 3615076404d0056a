"""Partial sums of binomials, and logarithms to a base, as the VC bounds ask for them."""

import math
from random import Random

import pytest
import sympy
from flint import arb, fmpq

from boundkit.arithmetic.ball import enclosure, exact_or_ball
from boundkit.errors import DomainError

n, q, j = sympy.symbols("n q j", integer=True)
x, base = sympy.symbols("x base", positive=True)
row = sympy.Sum(sympy.binomial(n, j), (j, 0, q))


@pytest.mark.parametrize("seed", range(4))
def test_partial_binomial_sums_against_integers(seed):
    draw = Random(seed)
    for _ in range(60):
        top = draw.randint(0, 900)
        last = draw.randint(-1, top + 3)
        expected = fmpq(sum(math.comb(top, index) for index in range(last + 1)))
        found = exact_or_ball(row, {"n": top, "q": last})
        if isinstance(found, fmpq):
            assert found == expected
        else:
            assert found.contains(expected)
            assert found.rel_accuracy_bits() > 30


def test_long_binomial_sums_are_quick_and_tight():
    found = enclosure(sympy.log(row) / sympy.log(2), {"n": 10**12, "q": 10**6})
    assert 0 <= found.upper - found.lower < fmpq(1, 10**6)
    assert exact_or_ball(row, {"n": 10**6, "q": 10**6}) == fmpq(2) ** 10**6


def test_logarithms_to_a_base_are_exact_at_powers():
    to_base = 3 * sympy.log(x) / sympy.log(base)
    assert exact_or_ball(to_base, {"x": 1024, "base": 2}) == fmpq(30)
    assert exact_or_ball(to_base, {"x": "1/27", "base": 3}) == fmpq(-9)
    assert exact_or_ball(to_base, {"x": 1, "base": 7}) == 0
    near = exact_or_ball(to_base, {"x": 1023, "base": 2})
    assert isinstance(near, arb)
    assert near < 30
    with pytest.raises(DomainError):
        exact_or_ball(to_base, {"x": 2, "base": 1})
