"""The bridge from exact numbers to formulas; ``boundkit.arithmetic.rational.rational`` is the way back."""

from __future__ import annotations

from typing import Any

import sympy

from boundkit.arithmetic.rational import rational


def to_sympy(value: Any) -> sympy.Rational:
    """The exact rational that ``value`` denotes, as a constant of a formula.

    Raises MalformedInputError where ``rational`` does.

    >>> to_sympy("0.1") + sympy.Symbol("x")
    x + 1/10
    """
    exact = rational(value)
    return sympy.Rational(int(exact.p), int(exact.q))
