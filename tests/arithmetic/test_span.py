"""Spans: every value of an operation lies in the span of the result, ends without end and open ends included."""

from fractions import Fraction

import mpmath
import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from boundkit.arithmetic import span as spans
from boundkit.arithmetic.span import Span, span

OO = arb.pos_inf()
FAR = 10**9  # a number far out in an interval without end


def above(least):
    return least + FAR


@st.composite
def intervals(draw, lowest=-60):
    """(span, some of its numbers): bounded or not, with and without an open end at 0."""
    low, length = Fraction(draw(st.integers(lowest, 60)), 12), Fraction(draw(st.integers(0, 40)), 12)
    shape = draw(st.sampled_from(["bounded", "up", "down", "all", "open at 0"]))
    if shape == "open at 0":
        length = length or Fraction(1, 3)
        inside = [length * Fraction(p, 50) for p in (1, 25, 50)] + [Fraction(1, 10**40)]
        return span(0, fmpq(length.numerator, length.denominator), positive=True), inside
    if lowest >= 0 and shape in ("down", "all"):
        shape = "up"
    ends = {"bounded": (low, low + length), "up": (low, None), "down": (None, low), "all": (None, None)}[shape]
    inside = [low + length * Fraction(p, 50) for p in (0, 17, 50)] if shape == "bounded" else [low]
    inside += [above(low)] * (shape in ("up", "all")) + [low - FAR] * (shape in ("down", "all"))
    return span(*(None if end is None else fmpq(end.numerator, end.denominator) for end in ends)), inside


def holds(found, value):
    """Whether a span has an exact number, or one of mpmath at 60 digits, to within its last digits."""
    slack = 0
    if isinstance(value, mpmath.mpf):
        sign, mantissa, exponent, _ = value._mpf_
        value = Fraction((-1) ** sign * int(mantissa)) * Fraction(2) ** int(exponent)
        slack = abs(value) / 10**50
    below = found.lower.is_finite() and value + slack < exact(found.lower)
    beyond = found.upper == -OO or (found.upper.is_finite() and value - slack > exact(found.upper))
    return not (below or beyond or found.lower == OO or (found.positive and value <= 0))


def exact(end):
    number = end.fmpq()
    return Fraction(int(number.p), int(number.q))


def mp(number):
    return mpmath.mpf(number.numerator) / number.denominator


EXACT = {
    "add": (spans.add, lambda a, b: a + b),
    "multiply": (spans.multiply, lambda a, b: a * b),
    "greatest": (spans.greatest, max),
    "least": (spans.least, min),
    "hull, first": (spans.hull, lambda a, b: a),
    "hull, second": (spans.hull, lambda a, b: b),
}
EXACT_OF_ONE = {
    "negative": (lambda one: -one, lambda a: -a),
    "absolute": (spans.absolute, abs),
    "ceiling": (spans.ceiling, lambda a: -(-a // 1)),
    "floor": (spans.floor, lambda a: a // 1),
    "reciprocal": (spans.reciprocal, lambda a: 1 / Fraction(a)),
    **{f"power {n}": ((lambda one, n=n: spans.integer_power(one, n)), lambda a, n=n: Fraction(a) ** n)
       for n in (-3, -2, -1, 0, 1, 2, 3, 7)},
}  # fmt: skip
REAL = {
    "exponential": (spans.exponential, mpmath.exp),
    "logarithm": (spans.logarithm, mpmath.log),
    "gamma": (spans.gamma, mpmath.gamma),
    "log gamma": (spans.log_gamma, mpmath.loggamma),
    "digamma": (spans.digamma, mpmath.digamma),
    "trigamma": (spans.trigamma, lambda x: mpmath.polygamma(1, x)),
}


@given(st.sampled_from(sorted(EXACT)), intervals(), intervals())
def test_operations_of_two(name, one, other):
    operation, value_of = EXACT[name]
    found = operation(one[0], other[0])
    assert all(holds(found, value_of(a, b)) for a in one[1] for b in other[1])


@given(st.sampled_from(sorted(EXACT_OF_ONE)), intervals())
def test_exact_operations_of_one(name, one):
    operation, value_of = EXACT_OF_ONE[name]
    found = operation(one[0])
    if found is None:
        assert name.startswith(("reciprocal", "power -"))
        assert one[0].sign is None or 0 in (one[0].lower, one[0].upper)
    else:
        assert all(holds(found, value_of(a)) for a in one[1])


@given(st.sampled_from(sorted(REAL)), intervals())
def test_real_operations(name, one):
    operation, value_of = REAL[name]
    found = operation(one[0])
    if found is None:
        assert name != "exponential"
        assert not one[0].is_positive
        return
    with mpmath.workdps(60):
        near = [a for a in one[1] if abs(a) < 10**4 or name in ("logarithm", "digamma", "trigamma")]
        assert all(holds(found, value_of(mp(a))) for a in near)


@given(intervals(0), intervals())
def test_powers(base, exponent):
    found = spans.power(base[0], exponent[0])
    if found is None:
        assert not base[0].is_positive
        return
    with mpmath.workdps(60):
        assert all(holds(found, mp(a) ** mp(b)) for a in base[1] for b in exponent[1] if abs(b) < 10**4)


@given(intervals(), st.integers(0, 3))
def test_what_is_common_keeps_the_shared_numbers(one, extra):
    other = span(fmpq(-extra), fmpq(5))
    found = spans.common(one[0], other)
    assert all(holds(found, a) for a in one[1] if -extra <= a <= 5)


@pytest.mark.parametrize(
    ("found", "low", "high", "positive"),
    [
        (spans.multiply(span(-2, 3), span(-5, 1)), -15, 10, False),
        (spans.multiply(span(0, None), span(0, 0)), 0, 0, False),
        (spans.multiply(span(0, 2, True), span(0, None, True)), 0, None, True),
        (spans.multiply(span(None, None), span(1, 2)), None, None, False),
        (spans.integer_power(span(-3, 2), 2), 0, 9, False),
        (spans.integer_power(span(None, 2), 3), None, 8, False),
        (spans.integer_power(span(None, None), 0), 1, 1, False),
        (spans.reciprocal(span(0, 4, True)), fmpq(1, 4), None, True),
        (spans.reciprocal(span(-4, -2)), fmpq(-1, 2), fmpq(-1, 4), False),
        (spans.ceiling(span(0, fmpq(5, 2), True)), 1, 3, True),
        (spans.floor(span(fmpq(-1, 2), None)), -1, None, False),
        (spans.absolute(span(-3, 2)), 0, 3, False),
        (spans.exponential(span(None, 0)), 0, 1, True),
        (spans.logarithm(span(0, 1, True)), None, 0, False),
        (spans.logarithm(span(1, None)), 0, None, False),
        (spans.power(span(0, 1), span(1, None)), 0, 1, False),
        (spans.power(span(0, 1, True), span(0, 1)), 0, 1, True),
        (spans.gamma(span(1, 2)), None, 1, True),
        (spans.gamma(span(3, None)), 2, None, True),
        (spans.digamma(span(0, None, True)), None, None, False),
        (spans.trigamma(span(0, None, True)), 0, None, True),
    ],
    ids=lambda value: None if isinstance(value, int | fmpq | bool | type(None)) else str(value),
)
def test_spans_worked_out_by_hand(found, low, high, positive):
    assert found.is_positive >= positive
    if low is not None or not found.positive:
        assert found.lower <= (-OO if low is None else low)
    assert found.upper >= (OO if high is None else high)
    if low is not None:
        assert low - found.lower < 1e-12
    if high is not None:
        assert found.upper - high < 1e-12


@pytest.mark.parametrize(
    "found",
    [
        spans.reciprocal(span(0, 1)), spans.reciprocal(span(-1, 1)), spans.integer_power(span(-1, 1), -2),
        spans.logarithm(span(0, 1)), spans.logarithm(span(-1, None)), spans.power(span(0, 1), span(0, 1)),
        spans.power(span(-1, 1), span(1, 2)), spans.power(span(0, 1), span(-1, 1)), spans.gamma(span(0, 1)),
        spans.log_gamma(span(-1, 1)), spans.digamma(span(0, 1)), spans.trigamma(span(-2, -1)), spans.reciprocal(None),
    ],
)  # fmt: skip
def test_none_where_it_is_not_defined(found):
    assert found is None


def test_the_valley_of_gamma_is_seen():
    """Gamma has its least value 0.8856.. at 1.4616.., inside [1, 2]; the ends alone would give 1."""
    found = spans.gamma(span(1, 2))
    assert found.lower < 0.8856032
    assert found.lower > 0.88
    assert spans.log_gamma(span(1, 2)).upper == 0


@pytest.mark.parametrize(
    ("given_span", "sign"),
    [(span(0, 0), 0), (span(0, 1), 1), (span(-1, 0), -1), (span(-1, 1), None), (span(None, -1), -1)],
    ids=str,
)
def test_signs(given_span, sign):
    assert given_span.sign == sign


def test_ends_are_rounded_outward():
    third = span(fmpq(1, 3), fmpq(1, 3))
    assert exact(third.lower) < Fraction(1, 3) < exact(third.upper)
    assert span(arb(1, 1), 5).lower <= 0
    assert exact(spans.add(third, third).upper) > Fraction(2, 3)
    assert third.ball.contains(fmpq(1, 3))


def test_a_wrong_span_is_noticed():
    """The control of this file: a product of ends alone, as for increasing functions, loses values."""
    wrong = Span(arb(-2 * -5), arb(3 * 1))
    assert not holds(wrong, 10)
    assert not holds(wrong, -15)
    assert holds(spans.multiply(span(-2, 3), span(-5, 1)), Fraction(-15))
    with mpmath.workdps(60):
        assert not holds(span(1, fmpq(27182818, 10**7)), mpmath.exp(1))
        assert not holds(span(0, 1, positive=True), mpmath.mpf(0))
