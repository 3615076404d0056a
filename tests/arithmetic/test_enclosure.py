"""Intervals: three-valued comparisons, what counts as rigorous, and decimals that round outward."""

from fractions import Fraction
from itertools import product

import mpmath
import numpy as np
import pytest
import sympy
from flint import arb, ctx, fmpq, fmpz
from hypothesis import given
from hypothesis import strategies as st

from boundkit.arithmetic.enclosure import Enclosure, at_least, at_most, coincides, enclose, estimate, precedes
from boundkit.errors import MalformedInputError

ends = st.integers(-4, 4).map(fmpq)
intervals = st.tuples(ends, ends).map(lambda pair: Enclosure(min(pair), max(pair)))


def members(interval):
    return range(int(interval.lower), int(interval.upper) + 1)


@given(intervals, intervals)
def test_comparisons_say_what_holds_for_all_members(left, right):
    pairs = [(a, b) for a in members(left) for b in members(right)]
    below, equal = {a <= b for a, b in pairs}, {a == b for a, b in pairs}
    assert precedes(left, right) is (below.pop() if len(below) == 1 else None)
    held = coincides(left, right)
    assert held is (equal.pop() if len(equal) == 1 and (equal == {False} or left.exact) else None)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (at_most(3), at_least(3), True),
        (at_most(3), at_least(2), None),
        (at_least(4), at_most(3), False),
        (at_least(3), at_most(3), None),
        (Enclosure(None, None), Enclosure(None, None), None),
        (at_least(0), at_least(5), None),
    ],
)
def test_one_sided_intervals(left, right, expected):
    assert precedes(left, right) is expected


def test_one_sided_intervals_never_coincide_but_may_differ():
    assert coincides(at_least(4), at_most(3)) is False
    assert coincides(at_least(3), at_most(3)) is None


def test_equality_needs_two_exact_points():
    root = enclose(arb(2).sqrt())
    assert coincides(root, root) is None
    assert coincides(enclose(2), enclose(fmpq(4, 2))) is True
    assert coincides(root, enclose(2)) is False


@pytest.mark.parametrize(
    "value",
    [0.25, np.float64(0.25), np.float32(0.25), np.longdouble(0.25), sympy.Float("0.25", 50), mpmath.mpf("0.25")],
    ids=lambda value: type(value).__name__,
)
def test_floats_of_every_library_are_not_rigorous(value):
    for made in (enclose(value), at_least(value), at_most(value)):
        assert not made.rigorous
        assert not made.exact


@pytest.mark.parametrize(
    "value", [3, True, fmpz(3), fmpq(1, 3), Fraction(1, 3), sympy.Rational(1, 3), np.int32(3), "1/3"]
)
def test_exact_numbers_are_points(value):
    made = enclose(value)
    assert made.exact
    assert made.lower == made.upper


@pytest.mark.parametrize(
    "value",
    [None, 1j, float("nan"), float("inf"), sympy.pi, [1], np.array([1.0, 2.0])],
    ids=lambda value: None if callable(value) else str(value),
)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(MalformedInputError):
        enclose(value)


def test_an_enclosure_passes_through():
    made = at_least(2)
    assert enclose(made) is made


def test_bounds_from_balls_take_the_outer_end():
    root = arb(2).sqrt()
    assert at_least(root).lower ** 2 < 2 < at_most(root).upper ** 2
    assert at_least(root).rigorous


def test_balls_that_are_not_finite_are_unbounded():
    assert enclose(arb.nan()) == Enclosure(None, None)
    assert enclose(arb("inf")).upper is None
    assert enclose(arb.nan()).decimals() == ["-oo", "oo"]
    assert at_least("1/3").decimals(3) == ["0.333", "oo"]
    assert at_most("1/3").decimals(3) == ["-oo", "0.334"]
    assert str(enclose(arb.nan())) == "[-oo, oo]"
    assert precedes(enclose(arb.nan()), enclose(arb.nan())) is None


@pytest.mark.parametrize(
    "ends", [(fmpq(5), fmpq(3)), (arb(2).sqrt(), fmpq(1)), (fmpq(1), 3), (0.5, None), ("1", "2")], ids=str
)
def test_ends_that_hold_no_number_or_are_none_are_refused(ends):
    """Ends that are swapped would make both <= and >= true."""
    with pytest.raises(MalformedInputError, match=r"no number lies between|is no exact number"):
        Enclosure(*ends)
    with pytest.raises(MalformedInputError, match="no number lies between"):
        estimate(1.0, -0.5)


def test_estimates():
    made = estimate(0.5, 0.25)
    assert (made.lower, made.upper, made.rigorous) == (fmpq(1, 4), fmpq(3, 4), False)
    assert str(made) == "[0.25, 0.75] (float)"
    for bad in ((float("nan"), 0.0), (0.0, float("inf"))):
        with pytest.raises(MalformedInputError):
            estimate(*bad)


@pytest.mark.parametrize(
    ("exponent", "bits"), [*product((10**7, 10**12, 3 * 10**12 + 1, -(10**12)), (53, 200, 1000)), (2**300, 400)]
)
@pytest.mark.parametrize("sign", [-1, 1])
def test_ends_too_long_for_a_rational(exponent, bits, sign):
    """Numbers beside powers of ten: the decimals bracket them, at every precision of the ball."""
    with ctx.workprec(bits):
        made = enclose(sign * arb(10) ** fmpz(exponent))
    assert isinstance(made.lower, arb)
    low, high = made.decimals()
    with ctx.workprec(2000):
        power = sign * arb(10) ** fmpz(exponent)
        for text, beyond in ((low, 1), (high, -1)):
            mantissa, _, shift = text.partition("e")
            assert not beyond * (arb(mantissa) * arb(10) ** fmpz(int(shift))) > beyond * power
            assert 1 <= abs(Fraction(mantissa)) < 11


def test_comparison_of_ends_too_long_for_a_rational():
    big, bigger = (enclose(arb(8) ** fmpz(10**12 + step)) for step in (0, 1))
    assert precedes(big, bigger) is True
    assert precedes(bigger, big) is False
    assert precedes(big, enclose(10**6)) is False
    assert coincides(big, big) is None  # a point, but not known as a rational


def test_text():
    assert str(enclose(fmpq(1, 3))) == "1/3"
    assert str(enclose(7**60)) == "5.08021860739e+50.."
    assert str(at_least(fmpq(1, 3))) == "[0.333333333333, oo]"
    assert enclose(fmpq(1, 3)).decimals(4) == ["0.3333", "0.3334"]
