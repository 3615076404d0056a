"""Formulas as plain text, also in messages of the arithmetic."""

import pytest
import sympy

from boundkit.arithmetic.ball import compiled
from boundkit.arithmetic.text import plain
from boundkit.errors import NotEvaluableError

E, x = sympy.symbols("E x", positive=True)


def test_no_base_of_natural_logarithms_is_written_as_the_experts():
    assert plain(sympy.E * E) == "exp(1)*E"
    with pytest.raises(NotEvaluableError, match=r"exp\(1\)\*E"):
        compiled(sympy.besselj(sympy.E * E, x))
