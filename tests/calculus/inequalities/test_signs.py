"""Signs of formulas on boxes: what a product of two has, and what spans and factors tell."""

from itertools import product

import pytest
import sympy

from boundkit.arithmetic.span import span
from boundkit.calculus.inequalities.signs import Sign, sign_of
from boundkit.calculus.ranges.box import Box
from boundkit.formulas.symbols import natural, real

SAMPLES = {
    Sign.NEGATIVE: {-2, -1},
    Sign.NONPOSITIVE: {-2, 0},
    Sign.ZERO: {0},
    Sign.NONNEGATIVE: {0, 2},
    Sign.POSITIVE: {1, 2},
}
x, y = sympy.symbols("x y", real=True)


def least(numbers):
    """The sign that says most of some numbers."""
    return Sign.of(span(min(numbers), max(numbers)))


@pytest.mark.parametrize(("one", "other"), list(product(Sign, repeat=2)))
def test_the_product_of_two_signs_is_that_of_the_products_of_their_numbers(one, other):
    assert one * other is least({a * b for a in SAMPLES[one] for b in SAMPLES[other]})


@pytest.mark.parametrize("sign", list(Sign))
def test_what_is_said_of_a_sign_holds_for_its_numbers(sign):
    assert sign is least(SAMPLES[sign])
    assert -sign is least({-number for number in SAMPLES[sign]})
    assert sign.is_strict == (0 not in SAMPLES[sign])
    assert sign.is_at_least_zero == all(number >= 0 for number in SAMPLES[sign])


@pytest.mark.parametrize(
    ("form", "sign"),
    [
        (x**2 - 2 * x + 1, Sign.NONNEGATIVE),
        (-(x**2) + 2 * x - 1, Sign.NONPOSITIVE),
        (x**2 + x + 1, Sign.POSITIVE),
        (-1 / (1 + x), Sign.NEGATIVE),
        (x * y - y * x, Sign.ZERO),
        ((x - 1) ** 2 * y, Sign.NONNEGATIVE),
        (x - y, None),
        (1 / (x - 1), None),
    ],
)
def test_the_sign_of_a_formula(form, sign):
    assert sign_of(form, Box.of({"x": (0, 5), "y": (0, None)})) is sign


def test_an_exponent_that_is_no_number_may_be_even():
    """sympy factors u^n into u, n times."""
    u, n = real("u", "a number"), natural("n", "a power")
    box = Box.of({"u": (-1, 0), "n": (1, 5)}, ["n"])
    assert sign_of(u**n, box) is None
    assert sign_of((u + 3) ** n * (u - 1), box) is Sign.NEGATIVE
