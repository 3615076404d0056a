from itertools import pairwise, product

import pytest
import sympy
from flint import fmpq

from boundkit.arithmetic.ball import enclosure
from boundkit.arithmetic.rational import rational
from boundkit.calculus.solving.comparison import CROSSES, EQUAL, LEFT, RIGHT, UNDECIDED, compare
from boundkit.calculus.solving.planes import EQUAL as SAME
from boundkit.calculus.solving.planes import UNKNOWN, plane
from boundkit.errors import DomainError
from boundkit.formulas.symbols import natural, real

n = natural("n", "a number")
k = natural("k", "at most n", at_most=n)
x = sympy.Symbol("x", positive=True)
y = sympy.Symbol("y", positive=True)

NUMBERS = [
    (sympy.Rational(1, 3), sympy.Rational(1, 2), LEFT),
    (sympy.log(3), 1, RIGHT),
    (sympy.log(8), 3 * sympy.log(2), EQUAL),
    (sympy.Integer(4), sympy.Integer(4), EQUAL),
    (sympy.sqrt(2) + sympy.sqrt(3), sympy.sqrt(5 + 2 * sympy.sqrt(6)) + sympy.Rational(1, 10**40), LEFT),
]


@pytest.mark.parametrize(("left", "right", "verdict"), NUMBERS, ids=range(len(NUMBERS)))
def test_numbers(left, right, verdict):
    assert compare(left, right).verdict == verdict


def test_values_are_put_in_first():
    assert compare(n**2, x, {"n": 3, "x": "17/2"}).verdict == RIGHT


def test_crossings_of_integers_against_all_small_ones():
    found = compare(n**2 + 30, 8 * n + 18)  # equal at 2 and 6
    states = {v: (v**2 + 30 > 8 * v + 18) - (v**2 + 30 < 8 * v + 18) for v in range(1, 50)}
    assert [v for v, w in pairwise(states) if states[v] != states[w]] == [1, 2, 5, 6]
    assert [(c.below.lower, c.above.lower, c.before, c.after) for c in found.crossings] == [
        (2, 2, RIGHT, LEFT),
        (6, 6, LEFT, RIGHT),
    ]


def test_a_crossing_between_two_integers():
    (crossing,) = compare(2**n, 1000).crossings
    assert (crossing.below.lower, crossing.above.lower, crossing.before, crossing.after) == (9, 10, LEFT, RIGHT)


def test_a_crossing_of_real_numbers_is_enclosed():
    (crossing,) = compare(sympy.exp(x), 3 + x).crossings
    root = sympy.N(-3 - sympy.LambertW(-sympy.exp(-3), -1), 30)
    assert crossing.below.lower < fmpq(*map(int, sympy.Rational(root).as_numer_denom())) < crossing.above.upper
    assert crossing.above.upper - crossing.below.lower < fmpq(1, 10**15)


def test_touching_is_no_crossing():
    found = compare(2 * n, n**2 + 1)  # equal at 1 only
    assert (found.verdict, found.strict, found.crossings) == (LEFT, False, ())
    assert compare(2 * n, n**2 + 2).strict


def test_equal_for_every_value():
    assert compare((n + 1) ** 2, n**2 + 2 * n + 1).verdict == EQUAL


def test_one_symbol_on_part_of_its_domain():
    assert compare(n**2, 2**n, where=(n >= 5,)).verdict == LEFT
    assert compare(n**2, 2**n).verdict == CROSSES


@pytest.mark.heavy
def test_several_symbols():
    found = compare(sympy.binomial(n, k), (sympy.E * n / k) ** k)
    assert (found.verdict, found.strict) == (LEFT, True)
    assert compare((sympy.E * n / k) ** k, sympy.binomial(n, k)).verdict == RIGHT
    assert compare(x * y, x + y).verdict == CROSSES
    assert compare((x + y) ** 2, x**2 + 2 * x * y + y**2).verdict == EQUAL


def test_a_witness_outside_the_conditions_decides_nothing():
    found = compare(x * y, x + y, where=(sympy.Ge(x, 2), sympy.Ge(y, 2)))
    assert found.verdict in (RIGHT, UNDECIDED)
    assert compare(x * y, x + y, where=(sympy.Ge(x * y, 100),)).verdict != CROSSES


HOLES = [(n - 4) ** 2 >= 1, sympy.Ne(n, 4), sympy.Ne(n, 64), (n - 3) ** 2 >= 3]


@pytest.mark.parametrize("condition", HOLES, ids=range(len(HOLES)))
def test_a_condition_with_a_hole_hides_no_crossing(condition):
    for left, right in ((n, sympy.Rational(7, 2)), ((n - 6) ** 2, sympy.exp(n) - 2)):
        found = compare(left, right, where=(condition,))
        values = [v for v in range(1, 40) if condition.subs(n, v)]
        smaller = {LEFT if left.subs(n, v) < right.subs(n, v) else RIGHT for v in values}
        assert found.verdict == (CROSSES if len(smaller) == 2 else smaller.pop())


def test_a_condition_of_a_symbol_that_no_side_has_decides_nothing():
    one = natural("d", "a dimension")
    assert compare(n - k + 1, 2**n - 3, where=(sympy.Eq(one, 1), sympy.Le(n, one + 2))).verdict == UNDECIDED


def test_limits_along_every_ray():
    found = compare(n * x, n + x)
    assert [limit.limit for limit in found.limits] == [x, n, sympy.oo]
    assert compare(n, n * sympy.log(n)).limits[0].limit == 0


def test_a_limit_that_is_refused_says_why():
    (one, *_) = compare(n**x, n**y).limits
    assert one.limit is None
    assert one.reason


def test_a_value_outside_the_domain():
    with pytest.raises(DomainError):
        compare(n**2, x, {"n": 0})


def bounds(*formulas):
    return [lambda values, digits, own=formula: enclosure(own, values, digits) for formula in formulas]


def test_plane_against_exact_arithmetic():
    over = [fmpq(v) for v in range(1, 9)]
    found = plane(bounds(x**2, 2 * y), ("x", over), ("y", over), {})
    for j, up in enumerate(over):
        for i, across in enumerate(over):
            expected = SAME if across**2 == 2 * up else int(across**2 > 2 * up)
            assert found.smallest[j][i] == expected
    assert found.count(0) + found.count(1) + found.count(SAME) == 64


def test_plane_leaves_out_a_bound_without_a_value():
    found = plane(bounds(sympy.log(x - 2), x + y), ("x", [fmpq(1), fmpq(3)]), ("y", [fmpq(1)]), {})
    assert found.smallest == ((1, 0),)


def test_plane_equalities_beyond_digits_are_asked_for():
    formulas = sympy.log(x**2), 2 * sympy.log(x)
    point = ("x", [fmpq(3)]), ("y", [fmpq(1)])
    assert plane(bounds(*formulas), *point, {}).smallest == ((UNKNOWN,),)
    assert plane(bounds(*formulas), *point, {}, lambda *_: True).smallest == ((SAME,),)


def test_real_domain_with_an_end():
    p = real("p", "a share", least=0, at_most=1)
    assert compare(p**2, p).verdict == LEFT


def test_relations_inside_a_sum_belong_to_its_index():
    """They are no conditions on the symbols of the box, which has no interval for the index."""
    index = sympy.Symbol("l", integer=True, positive=True)
    m = sympy.Symbol("m", integer=True, positive=True)
    ones = sympy.Sum(sympy.Piecewise((1, index <= 2), (m, True)), (index, 1, 3))
    assert compare(ones, m + 1, where=[m <= 9]).verdict == RIGHT


@pytest.mark.parametrize("error", [ZeroDivisionError, RecursionError, NotImplementedError])
def test_what_the_limit_of_the_ratio_raises_leaves_the_verdict(monkeypatch, error):
    def fails(*_):
        raise error

    monkeypatch.setattr("boundkit.calculus.solving.comparison.compare_growth", fails)
    m = sympy.Symbol("m", integer=True, positive=True)
    found = compare(m, m + 1)
    assert found.verdict == LEFT
    assert [(limit.limit, limit.reason) for limit in found.limits] == [(None, error.__name__)]


BENT = [
    (sympy.Abs(x - 6) / 7 + 3 * sympy.exp(-x / 3) / 7, 3 * sympy.log(x + 1), ["0.470276133425", "103.666326364"]),
    (sympy.Max(x, 11) * sympy.exp(-x), sympy.Min(x, 2) / 7, ["3.650658241292"]),
    (sympy.exp(x) * sympy.floor(x / 5) - x**2, sympy.ceiling(x) + 3, ["5"]),
    (sympy.floor(-x / 3) + x / 9, sympy.log(x + 2) - 4, ["6"]),
    (sympy.ceiling(x / 3) - sympy.floor(x / 2), sympy.log(x) / x, ["2", "3", "4"]),
]


@pytest.mark.parametrize(("left", "right", "places"), BENT, ids=range(len(BENT)))
def test_formulas_with_choices_and_jumps_are_compared_over_the_reals(left, right, places):
    found = compare(left, right)
    assert found.verdict == CROSSES
    for crossing, place in zip(found.crossings, map(rational, places), strict=True):
        for end in (crossing.below.lower, crossing.above.upper):
            assert end == place if place.q == 1 else abs(end - place) < fmpq(1, 10**9)


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (sympy.Min(9, x**2), sympy.Min(8, x**2), RIGHT),
        (sympy.Max(1, x), sympy.Max(2, x), LEFT),
        (sympy.Min(5, n), sympy.Min(7, n), LEFT),
        (sympy.Min(7, n), sympy.Min(5, n), RIGHT),
        (sympy.Min(8, x**2), sympy.Min(9, x**2), LEFT),
        (sympy.Max(8, x**2), sympy.Min(9, x**2) + 1, CROSSES),
    ],
)
def test_minima_and_maxima_that_are_one_over_a_whole_part_are_told_apart_elsewhere(left, right, verdict):
    found = compare(left, right)
    assert (found.verdict, found.strict, len(found.crossings)) == (verdict, False, 2 * (verdict == CROSSES))


@pytest.mark.parametrize("differences", [*product((-1, 0, 1), repeat=4)][1::5])
def test_what_is_said_of_a_sequence_of_differences(differences):
    """left - right is given for n = 1, 2, 3, and 4 and beyond; ties belong to neither side."""
    *listed, beyond = differences
    left = sympy.Piecewise(
        *((sympy.Integer(value), sympy.Eq(n, at)) for at, value in enumerate(listed, 1)), (beyond, True)
    )
    found = compare(left + n, n)
    signs = [value for value in differences if value]
    changes = sum(one != other for one, other in pairwise(signs))
    expected = CROSSES if changes else {(): EQUAL, -1: LEFT, 1: RIGHT}[signs[0] if signs else ()]
    assert (found.verdict, len(found.crossings)) == (expected, changes)
