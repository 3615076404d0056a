"""Long sums and products, against closed forms of other origin and against the same sums taken term by term."""

import time

import pytest
import sympy
from flint import arb, ctx, fmpq
from sympy import Max, Min, Piecewise, Product, Sum, exp, log, sin, sqrt

from boundkit.arithmetic.ball import compiled, enclosure
from boundkit.arithmetic.sums import total
from boundkit.errors import NotEvaluableError

i, j, n = (sympy.Symbol(name, integer=True, positive=True) for name in "ijn")
SMOOTH = [
    log(i), 1 / i, 1 / (i * (i + 1)), i * log(i + sqrt(2)), sqrt(i) * log(1 + n / i), i**2 + i / 3, log(log(i + 2)),
    (i + 1) * log((3 * i + 2) / (i + 1)) / log(2), i ** sympy.Rational(-3, 2), exp(-i / n), sin(i / n),
]  # fmt: skip


def overlap(left, right):
    return arb(left.lower).union(arb(left.upper)).overlaps(arb(right.lower).union(arb(right.upper)))


@pytest.mark.parametrize("term", SMOOTH, ids=str)
@pytest.mark.parametrize("count", [1024, 1025, 2999])
def test_a_long_sum_is_the_sum_term_by_term(term, count):
    found = enclosure(Sum(term, (i, 1, n)), {"n": count})
    form = compiled(term)
    with ctx.workprec(128):
        values = {"i": None, "n": fmpq(count)}
        summed = sum(
            (
                arb(form(*[fmpq(k) if name == "i" else values[name] for name in form.names]))
                for k in range(1, count + 1)
            ),
            arb(0),
        )
        assert arb(found.lower) <= summed.upper()
        assert arb(found.upper) >= summed.lower()
        assert found.exact or arb(found.upper) - arb(found.lower) <= abs(summed) * arb(10) ** -15


@pytest.mark.parametrize("count", [10**4, 10**9, 10**18])
@pytest.mark.parametrize(
    ("long", "known"),
    [
        (Sum(log(i), (i, 1, n)), lambda m: arb(m + 1).lgamma()),
        (Sum(1 / i, (i, 1, n)), lambda m: arb(m + 1).digamma() + arb.const_euler()),
        (Sum(1 / i**2, (i, 1, n)), lambda m: arb(2).zeta() - arb(2).zeta(arb(m + 1))),
        (Sum(1 / (i * (i + 1)), (i, 1, n)), lambda m: 1 - 1 / arb(m + 1)),
        (Sum(i**3, (i, 1, n)), lambda m: arb(m * (m + 1) // 2) ** 2),
        (Product(i, (i, 1, n)), lambda m: arb(m + 1).lgamma().exp()),
        (Product(1 + 1 / i, (i, 1, n)), lambda m: arb(m + 1)),
        (Product(sqrt(i), (i, 1, n)), lambda m: (arb(m + 1).lgamma() / 2).exp()),
        (log(Product(2 * i**i, (i, 1, n))) - n * log(2) - Sum(i * log(i), (i, 1, n)), lambda m: arb(0)),
    ],
    ids=lambda part: str(part) if isinstance(part, sympy.Expr) else "known",
)
def test_long_sums_and_products_with_closed_forms(long, known, count):
    begun = time.process_time()
    found = compiled(long)(fmpq(count)) if long.is_Add else compiled(long).certified(count, digits=12)
    with ctx.workprec(256):
        assert (arb(found) - known(count)).contains(0)
    assert time.process_time() - begun < 10


def test_sums_of_polynomials_are_exact():
    assert enclosure(Sum(i**3 - 2 * i * j, (i, 1, n)), {"n": 10**30, "j": 5}).lower == fmpq(
        (10**30 * (10**30 + 1) // 2) ** 2 - 10 * (10**30 * (10**30 + 1) // 2)
    )


def test_what_does_not_depend_on_the_index_is_taken_once():
    assert enclosure(Sum(j, (i, 1, n)), {"n": 10**40, "j": 7}).lower == 7 * 10**40
    assert enclosure(Product(j, (i, 1, n)), {"n": 100, "j": 7}).lower == 7**100
    assert enclosure(Sum(1 / (j - 1), (i, 1, n)), {"n": 0, "j": 1}).lower == 0
    assert enclosure(Product(log(j - 1), (i, 1, n)), {"n": 0, "j": 1}).lower == 1


@pytest.mark.parametrize(
    "kinked", [Max(i, 700), Min(log(i), 5), Piecewise((i, i < 900), (log(i), True)), abs(i - 1000)], ids=str
)
def test_a_kink_is_found_wherever_it_lies(kinked):
    """Terms that no series describes are added one by one; a long sum of them is refused."""
    found = enclosure(Sum(kinked, (i, 1, n)), {"n": 3000})
    form = compiled(kinked)
    with ctx.workprec(128):
        summed = sum((arb(form(fmpq(k))) for k in range(1, 3001)), arb(0))
        assert arb(found.lower) <= summed.upper()
        assert arb(found.upper) >= summed.lower()
    with pytest.raises(NotEvaluableError, match="too long to take one by one"):
        enclosure(Sum(kinked, (i, 1, n)), {"n": 10**9})


def test_a_pole_inside_a_block_is_no_smooth_term():
    inside = Sum(1 / (i - sympy.Rational(2001, 2)), (i, 1, n))
    assert overlap(enclosure(inside, {"n": 2000}), enclosure(sympy.Integer(0), {}))


def test_a_sum_inside_a_long_sum_keeps_its_own_index():
    nested = Sum(Sum(log(i + j), (j, 1, 3)), (i, 1, n))
    shifted = [Sum(log(i + k), (i, 1, n)) for k in (1, 2, 3)]
    assert overlap(enclosure(nested, {"n": 10**6}), enclosure(sum(shifted), {"n": 10**6}))
    long_inside = Sum(Sum(log(i + j), (j, 1, 2000)), (i, 1, 1100))
    with ctx.workprec(64):
        exchanged = compiled(Sum(Sum(log(i + j), (i, 1, 1100)), (j, 1, 2000)))()
        assert arb(compiled(long_inside)()).overlaps(exchanged)


def test_the_series_has_all_its_coefficients():
    """flint cuts a series at its cap; coefficients that are missing are not zero."""
    outer, ctx.cap = ctx.cap, 3
    try:
        found = total(lambda index: 1 / (arb(1) * index), fmpq(1), fmpq(10**9))
    finally:
        ctx.cap = outer
    assert arb(found).contains(arb("21.3004815023479440") + arb(0, 1e-15))


def test_binomials_of_large_entries_are_quick():
    begun = time.process_time()
    assert enclosure(sympy.binomial(n, j), {"n": 10**6, "j": 5 * 10**5}).exact
    row = Sum(sympy.binomial(n, j), (j, 0, i))
    low, high = (enclosure(log(row), {"n": 10**30, "i": 10**k}) for k in (20, 29))
    assert low.upper < high.lower
    middle = enclosure(log(row) / log(2), {"n": 10**12, "i": 5 * 10**11})
    assert middle.lower <= 10**12 - 1 <= middle.upper + 1
    assert time.process_time() - begun < 5
