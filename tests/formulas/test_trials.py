"""Numbers that are worth a try lie where they should, the ends among them."""

from itertools import product

import pytest
import sympy
from flint import fmpq

from boundkit.formulas.domain import Domain
from boundkit.formulas.trials import trial_values
from boundkit.proofs.leaves import has_values
from boundkit.statements import real

ENDS = [None, fmpq(-3), fmpq(0), fmpq(2), fmpq(10**9)]


@pytest.mark.parametrize(("low", "high", "whole"), list(product(ENDS, ENDS, (True, False))))
def test_trial_values_lie_between_the_ends_and_hold_them(low, high, whole):
    if low is not None and high is not None and low > high:
        return
    numbers = trial_values(low, high, whole)
    assert len(set(numbers)) == len(numbers)
    assert all((low is None or low <= n) and (high is None or n <= high) for n in numbers)
    assert {end for end in (low, high) if end is not None} <= set(numbers)
    assert not whole or all(n.q == 1 for n in numbers)
    assert all(abs(n - (low or high or 0)) <= 5 for n in trial_values(low, high, whole, 5)) or None not in (low, high)


def test_a_narrow_domain_has_values_that_are_tried():
    narrow = Domain(least=sympy.Rational(3, 10), open=True, greatest=sympy.Rational(31, 100))
    assert all(fmpq(3, 10) < n <= fmpq(31, 100) for n in narrow.trials())
    assert len(narrow.trials()) > 3
    assert has_values(real("z", "a narrow number", least=sympy.Rational(3, 10), at_most=sympy.Rational(31, 100)))
