"""Conditions are decided exactly."""

import pytest
import sympy
from pieces import E, L, n, pieces, w, x
from sympy import Max, Sum, log, sqrt

from boundkit.statements import (
    UPPER,
    Claim,
)


@pytest.mark.parametrize(
    ("condition", "values", "held"),
    [
        (n >= E * log(E), {"n": 3, "E": 3}, False),
        (n >= E * log(E), {"n": 4, "E": 3}, True),
        (log(n) / log(2) >= L, {"n": 8, "L": 3}, True),
        (log(n) / log(2) > L, {"n": 8, "L": 3}, False),
        (sympy.Ne(n, L), {"n": 8, "L": 8}, False),
        (n <= E**L, {"E": 8, "L": 10**12, "n": 5}, True),
        (n > E**L, {"E": 8, "L": 10**12, "n": 5}, False),
        (n <= E**L, {"E": 8, "L": 10**12}, False),
        (1 / (n - 1) > 0, {"n": 1}, False),
        (Sum(x, (x, 1, n)) >= 10, {"n": 4}, True),
        (Max(n, L) > sqrt(2) * sqrt(n), {"n": 2, "L": 1}, False),
        (w >= 6, {"E": 3, "L": 1}, True),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_conditions_are_decided_exactly(condition, values, held):
    """Also where sympy would work out a number of 10^12 digits; a condition without a value does not hold."""
    assert Claim("c", UPPER, pieces <= E, where=(condition,)).supports(values) is held
