"""Relations solved for one symbol: known thresholds, every branch, brute force, refusals."""

import pytest
import sympy
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Eq, Ge, Gt, Le, Lt, Max, Min, Ne, Rational, binomial, ceiling, exp, factorial, floor, log, sqrt

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import truth_on
from boundkit.calculus.solving.closed_form import value_of
from boundkit.calculus.solving.comparison import compare
from boundkit.calculus.solving.inversion import line_of, solve
from boundkit.calculus.solving.runs import simplest_between
from boundkit.errors import DomainError, MalformedInputError, MissingValueError, UndecidedError, UnknownNameError
from boundkit.formulas.domain import Bounds
from boundkit.statements import natural, positive, real

x = sympy.Symbol("x", positive=True)
t = sympy.Symbol("t", real=True)
n, E, L = sympy.symbols("n E L", integer=True, positive=True)
K = natural("K", "experts")
k = natural("k", "chosen", at_most=K)
share = real("p", "a share", least=0, at_most=1)
late = real("late", "above two", above=2)
width = positive("w", "width")


def runs(solution):
    """The branches as pairs of ends."""
    return [tuple(None if end is None else str(end) for end in (b.low, b.high)) for b in solution.branches]


@pytest.mark.parametrize(
    ("relation", "symbol", "kind", "value", "branches"),
    [
        (E**5 <= 10**12, E, "greatest", 251, [(1, 251)]),
        (8**L <= 10**12, L, "greatest", 13, [(1, 13)]),
        (Rational(3, 2) / n <= Rational(1, 1000), n, "least", 1500, [(1500, None)]),
        (Lt(Rational(3, 2) / n, Rational(1, 1000)), n, "least", 1501, [(1501, None)]),
        (log(n) / n <= Rational(1, 100), n, "least", 648, [(1, 1), (648, None)]),
        (log(n) / n >= Rational(1, 100), n, "greatest", 647, [(2, 647)]),
        (n <= 50 * log(n), n, "greatest", 282, [(2, 282)]),
        (binomial(n, 3) <= 10**9, n, "greatest", 1818, [(1, 1818)]),
        (binomial(10, k) >= 120, k, "greatest", 7, [(3, 7)]),
        (Eq(E**5, 32768), E, "greatest", 8, [(8, 8)]),
        (ceiling(n / 3) >= 7, n, "least", 19, [(19, None)]),
        (floor(n / 3) <= 7, n, "greatest", 23, [(1, 23)]),
        (n * log(2) >= 3 * log(n), n, "least", 10, [(1, 1), (10, None)]),
        (x / 20 <= Rational(1, 10), x, "greatest", 2, [(0, 2)]),
        (Lt(1 / x, 5), x, "least", "1/5", [("1/5", None)]),
        (log(x) <= 0, x, "greatest", 1, [(0, 1)]),
        (t**2 <= 2 * t, t, "greatest", 2, [(0, 2)]),
        ((t - 3) ** 2 <= 0, t, "greatest", 3, [(3, 3)]),
        (share**2 >= Rational(1, 4), share, "least", "1/2", [("1/2", 1)]),
        (1 / (late - 1) >= Rational(1, 2), late, "greatest", 3, [(2, 3)]),
    ],
    ids=str,
)
def test_exact_thresholds_worked_out_by_hand(relation, symbol, kind, value, branches):
    given_ = {"K": 10} if symbol == k else None
    solution = solve(relation, symbol, given_)
    assert (solution.kind, solution.certified) == (kind, True)
    assert solution.value.exact
    assert str(solution.value.lower) == str(value)
    assert runs(solution) == [tuple(None if end is None else str(end) for end in pair) for pair in branches]


@pytest.mark.parametrize(
    ("relation", "symbol", "branches"),
    [
        (2**L >= L**3, L, [(1, 1), (10, None)]),
        (factorial(n) >= 10**n, n, [(25, None)]),
        (log(n) ** 10 <= n, n, [(1, 3), (3430631121407802, None)]),
        (n * log(n) <= n ** Rational(3, 2), n, [(1, None)]),
        pytest.param(2**n >= n**100, n, [(1, 1), (997, None)], marks=pytest.mark.heavy),
        (factorial(n) <= n**n, n, [(1, None)]),
        (sqrt(n + 1) - sqrt(n) >= 1 / n, n, [(5, None)]),
        ((1 + 1 / n) ** n <= 3, n, [(1, None)]),
        pytest.param(binomial(2 * n, n) <= 4**n, n, [(1, None)], marks=pytest.mark.heavy),
        (log(log(n)) >= 1, n, [(16, None)]),
        (x**x >= x**10, x, [(0, 1), (10, None)]),
        (Gt(x**2 - x**3, 0), x, [(0, 1)]),
        (Le(t**4 + 1, 2 * t**2), t, [(-1, -1), (1, 1)]),
        (Gt((t - Rational(1, 3)) ** 2, 0), t, [(None, "1/3"), ("1/3", None)]),
        (sqrt(x - 1) >= 2, x, [(5, None)]),
        (sqrt(x - 1) <= 2, x, [(1, 5)]),
        (sqrt(t - 1) >= 2, t, [(5, None)]),
        (Gt(sqrt(x - 1), 0), x, [(1, None)]),
        (1 / (t - 3) <= 10, t, [(None, 3), ("31/10", None)]),
    ],
    ids=str,
)
def test_far_ends_ties_and_places_without_a_value(relation, symbol, branches):
    expected = [tuple(None if end is None else str(end) for end in pair) for pair in branches]
    assert runs(solve(relation, symbol)) == expected


@pytest.mark.parametrize(
    ("relation", "symbol", "inside", "outside"),
    [
        (exp(x) >= x**3, x, ["1.85", "4.54"], ["1.86", "4.53"]),
        (exp(-t) >= t**4, t, ["-8.62", "-1.42", "0.81"], ["-8.61", "-1.43", "0.82"]),
        (log(log(x)) >= 1, x, ["15.16"], ["0.5", "1", "15.15"]),
        (x * log(x) >= Rational(-1, 10), x, ["0.027", "0.9"], ["0.028", "0.89"]),
        (exp(x) <= x**2 + x + 1, x, ["0.001", "1.79"], ["1.8"]),
        (sqrt(x**2 - 2) <= 2, x, ["1.42", "2.44"], ["1.41", "2.45"]),
        (1 / log(x) <= 3, x, ["0.99", "1.4"], ["1", "1.39"]),
        (sqrt(1 - t) * sqrt(2 - 2 * t) <= 4 * sqrt(2), t, ["-2.99", "0.99"], ["-3.01", "1.01"]),
    ],
    ids=str,
)
def test_real_runs_by_points_inside_and_outside(relation, symbol, inside, outside):
    branches = solve(relation, symbol).branches

    def covered(point):
        return any(
            (b.low is None or b.low.upper < point or (b.low.upper == point and not b.opens))
            and (b.high is None or point < b.high.lower)
            for b in branches
        )

    assert [covered(fmpq(str(Rational(p)))) for p in (*inside, *outside)] == [True] * len(inside) + [False] * len(
        outside
    )


def test_a_strict_end_where_no_value_is():
    """At the pole the run ends without it; a relation that fails there alone is not said to hold always."""
    assert "t < 3 or t >= 31/10" in solve(1 / (t - 3) <= 10, t).how
    assert solve(Gt(t**2, 0), t).kind != "always"
    assert solve(Gt(t**2, 0), t).how.startswith("it holds for t < 0 or t > 0")


@pytest.mark.parametrize(
    ("relation", "symbol"),
    [(exp(1 / x) <= 1 + Rational(1, 10**30), x), (1 - (1 - Rational(1, 10**30)) ** n >= Rational(1, 2), n)],
    ids=["real", "integer"],
)
def test_what_sympy_raises_on_a_closed_form_leaves_the_answer(relation, symbol):
    found = solve(relation, symbol)
    assert found.kind == "least"
    with ctx.workprec(512):
        small = arb(fmpq(1, 10**30))
        right = 1 / small.log1p() if symbol == x else (arb(2).log() / -(-small).log1p()).ceil()
    assert not right < found.value.lower
    assert not right > found.value.upper


def test_the_sides_beside_the_threshold_are_told_apart():
    found = solve(1 - (1 - Rational(1, 10**30)) ** n >= Rational(1, 2), n)
    below, above = (str(neighbour).partition("(")[2].partition(" against")[0] for neighbour in found.neighbours)
    assert all(end.startswith("0.49") for end in below.strip("[]").split(", "))
    assert all(end.startswith("0.50") for end in above.strip("[]").split(", "))


@pytest.mark.parametrize("error", [ZeroDivisionError, RecursionError, AssertionError])
def test_whatever_a_closed_form_raises(monkeypatch, error):
    def fails(*_):
        raise error

    monkeypatch.setattr(sympy, "solve", fails)
    found = solve(x**2 <= 2, x)
    assert (found.kind, found.closed_form) == ("greatest", None)


@pytest.mark.parametrize(
    ("relation", "closed"),
    [
        (x * log(x) <= 7, exp(sympy.LambertW(7))),
        (x * 2**x <= 100, sympy.LambertW(100 * log(2)) / log(2)),
        (x**2 <= 2, sqrt(2)),
        (x**x <= 100, exp(sympy.LambertW(log(100)))),
        (log(x) / x <= Rational(1, 100), -100 * sympy.LambertW(Rational(-1, 100), -1)),
        (x**5 <= 10**12, 100 * 10 ** Rational(2, 5)),
    ],
    ids=str,
)
def test_real_thresholds_are_bracketed_and_have_a_closed_form(relation, closed):
    solution = solve(relation, x)
    with ctx.workprec(200):
        inside = value_of(closed)
        assert solution.value.lower < inside < solution.value.upper
        assert value_of(solution.closed_form).overlaps(inside)
        assert solution.value.upper - solution.value.lower <= inside.upper().fmpq() * fmpq(1, 10**17)


def test_both_branches_of_log_x_over_x():
    low, high = solve(log(x) / x <= Rational(1, 100), x).branches
    with ctx.workprec(200):
        first = value_of(-100 * sympy.LambertW(Rational(-1, 100)))
        assert low.high.lower < first < low.high.upper
    assert low.opens
    assert high.high is None


def test_an_integer_answer_has_a_rounded_closed_form_and_its_neighbours():
    solution = solve(E**5 <= 10**12, E)
    assert str(solution.closed_form) == "floor(100*10**(2/5))"
    assert [(int(beside.at), beside.holds) for beside in solution.neighbours] == [(251, True), (252, False)]
    assert str(solution.neighbours[1].left) == str(252**5)


@pytest.mark.parametrize(
    ("relation", "symbol", "want", "kind"),
    [
        (n <= log(n), n, None, "none"),
        (Le(sqrt(x), -1, evaluate=False), x, None, "none"),
        (1 / n <= 1, n, None, "always"),
        (n >= 7, n, "greatest", "unbounded"),
        (x <= 7, x, "least", "unbounded"),
        (t <= 7, t, "least", "unbounded"),
        (Le(n + 1 / n, Rational(1, 2), evaluate=False), n, "least", "none"),
        (1 - 1 / n >= Rational(99, 100) + 1 / n, n, "greatest", "unbounded"),
        (share <= 2, share, None, "always"),
    ],
    ids=str,
)
def test_answers_without_a_value(relation, symbol, want, kind):
    solution = solve(relation, symbol, want=want)
    assert (solution.kind, solution.value) == (kind, None)
    assert solution.how


@pytest.mark.parametrize(("want", "value"), [("least", 1), ("greatest", None), (None, 648)])
def test_what_is_wanted_chooses_among_branches(want, value):
    solution = solve(log(n) / n <= Rational(1, 100), n, want=want)
    assert (None if solution.value is None else int(solution.value.lower)) == value


def test_the_least_needs_no_answer_for_the_rest_of_the_domain():
    wavy = n - 3 * floor(n / 3) >= 2
    assert int(solve(wavy, n, want="least").value.lower) == 2
    with pytest.raises(UndecidedError, match="the least solution"):
        solve(wavy, n, budget=200)


def test_huge_answers_are_exact():
    assert int(solve(E**2 <= 10**600, E).value.lower) == 10**300
    answer = int(solve(n * log(n) <= 10**300, n).value.lower)
    with ctx.workprec(3000):
        assert arb(answer) * arb(answer).log() < arb(10) ** 300 < arb(answer + 1) * arb(answer + 1).log()


def test_a_plateau_is_bracketed_at_its_jump():
    solution = solve(64 * log(ceiling(3 / x)) <= 100, x)  # ceil(3/x) <= exp(100/64) = 4.77, so x >= 3/4
    assert solution.value.lower < fmpq(3, 4) == solution.value.upper


def test_domains_and_conditions_are_respected():
    assert int(solve(binomial(K, k) <= 1000, K, {"k": 5}, want="least").value.lower) == 5
    assert int(solve(E <= 100, E, where=[E >= 7], want="least").value.lower) == 7
    assert solve(E <= 100, E, where=[E >= 101]).kind == "none"
    assert int(solve(E <= 100, E, between=(3, "99/2")).branches[0].high.lower) == 49
    assert solve(E <= 100, E, {"L": 2}, where=[L >= 3]).kind == "none"
    assert line_of(k, {"K": fmpq(4)}) == Bounds(1, 4)


def test_where_a_side_is_not_defined_the_relation_does_not_hold():
    assert int(solve(1 / log(n) >= 0, n, want="least").value.lower) == 2


def test_what_is_undefined_does_not_cancel():
    """log(n - 3) has no value for n <= 3, and 1/(x - 3) none at 3, though the difference of the sides has one."""
    solution = solve(Ge(log(n - 3) + n, log(n - 3), evaluate=False), n)
    assert (solution.kind, runs(solution)) == ("least", [("4", None)])
    assert runs(solve(Le(1 / (x - 3) + x, 1 / (x - 3) + 10, evaluate=False), x)) == [("0", "3"), ("3", "10")]
    beyond = real("beyond", "above the pole", above=3)
    pole = 1 / (beyond - 3)
    assert runs(solve(Le(pole + beyond, pole + 10, evaluate=False), beyond)) == [("3", "10")]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Ge(log(x - 3) + x, log(x - 3), evaluate=False), None),
        (Lt(log(x - 3) + x, log(x - 3), evaluate=False), False),
        (sympy.Not(Lt(log(x - 3) + x, log(x - 3), evaluate=False), evaluate=False), None),
        (Ge(log(x + 3) + x, log(x + 3), evaluate=False), True),
        (sympy.Not(Lt(log(x + 3) + x, log(x + 3), evaluate=False), evaluate=False), True),
    ],
    ids=str,
)
def test_a_relation_is_decided_where_its_sides_have_values(condition, holds):
    assert truth_on(condition, Box.of({"x": (1, 5)})) is holds


def test_an_exact_threshold_belongs_to_the_condition_that_changes():
    """The fraction, where the other condition is an equality, lies 7e-18 above sqrt(2), where x**2 <= 2 fails."""
    solution = solve(x**2 <= 2, x, where=[318281039 * x <= 450117362])
    assert not solution.value.exact
    assert solution.value.lower**2 < 2 < solution.value.upper**2
    for relation, where, attained in [
        (x**2 <= 2, x <= 1, True),
        (x**2 <= 2, Lt(x, 1), False),
        (x**2 <= 1, x <= 1, True),
        (x**2 <= 1, Lt(x, 1), False),
        (Lt(x**2, 1), x <= 1, False),
    ]:
        found = solve(relation, x, where=[where])
        assert (str(found.value), found.attained) == ("1", attained)


def test_assumptions_of_sign_bound_the_domain():
    below, whole = sympy.Symbol("b", negative=True), sympy.Symbol("b", integer=True, negative=True)
    to_zero = sympy.Symbol("b", nonpositive=True)
    assert line_of(below) == Bounds(None, 0, open_above=True)
    assert line_of(whole) == Bounds(None, -1)
    assert line_of(to_zero) == Bounds(None, 0)
    assert line_of(sympy.Symbol("b", integer=True, nonpositive=True)) == Bounds(None, 0)
    for symbol, last in [(below, "0"), (to_zero, "0"), (whole, "-1")]:
        assert runs(solve(symbol**2 <= 9, symbol)) == [("-3", last)]


@pytest.mark.parametrize(
    ("relation", "want", "kind", "value"),
    [
        (lambda b: Lt(b, 0, evaluate=False), None, "always", None),
        (lambda b: Lt(b, 0, evaluate=False), "greatest", "unbounded", None),
        (lambda b: Ge(b, 0, evaluate=False), None, "none", None),
        (lambda b: Ge(b, Rational(-1, 2), evaluate=False), None, "least", "-1/2"),
        (lambda b: b <= -4, None, "greatest", "-4"),
        (lambda b: 1 / b <= -1, None, "least", "-1"),
        (lambda b: log(-b) <= 0, None, "least", "-1"),
    ],
)
def test_an_excluded_upper_end(relation, want, kind, value):
    b = sympy.Symbol("b", negative=True)
    solution = solve(relation(b), b, want=want)
    assert (solution.kind, None if solution.value is None else str(solution.value)) == (kind, value)
    assert "< 0" in solution.how


@pytest.mark.parametrize(
    "assumptions",
    ["even", "odd", "prime", "composite", "irrational", "nonzero", "real nonzero", "integer nonzero", "noninteger"],
)
def test_assumptions_that_leave_gaps_are_refused(assumptions):
    symbol = sympy.Symbol("b", **dict.fromkeys(assumptions.split(), True))
    with pytest.raises(DomainError, match=f"b is assumed {assumptions.split()[-1]}"):
        solve(Le(symbol**2, 9, evaluate=False), symbol)


def test_sides_that_differ_by_a_constant():
    assert solve(Le(n, n, evaluate=False), n).kind == "always"
    assert solve(Lt(n, n, evaluate=False), n).kind == "none"
    assert runs(solve(Le(1 / log(n), 1 / log(n), evaluate=False), n)) == [("2", None)]
    assert compare(n, n + 1).verdict == "left is smaller"


def test_a_relation_that_the_values_decide_has_sides_to_show():
    solution = solve(Le(n**L, 10), n, {"L": 3}, where=[Le(n**L, 8)])
    assert int(solution.value.lower) == 2
    constant = solve(Le(n**t, 10), n, {"t": 0}, where=[n >= 3])
    assert [(str(beside.left), beside.holds) for beside in constant.neighbours] == [("1", False), ("1", True)]


def test_a_side_that_sympy_cannot_compare_is_not_defined():
    m = sympy.Symbol("m", integer=True, nonnegative=True)
    assert int(solve(Max((m - Rational(7, 3)) ** 2, 1 / sqrt(Min(10, m))) <= sqrt(m), m, want="least").value.lower) == 2
    assert runs(solve(exp(m) >= Max(1 / sqrt(m), m), m, between=(0, 50))) == [("1", "50")]


def test_numbers_of_any_length_are_evaluated_and_printed():
    u = sympy.Symbol("u", real=True)
    assert compare(u**2, 2**u + u**2, where=[u <= 37]).verdict in ("left is smaller", "undecided")
    huge = 10**5000
    assert runs(solve(n <= huge, n, between=(huge - 2, huge + 2)))[0][1] == str(Enclosure(fmpq(huge), fmpq(huge)))


def test_an_exact_tie_of_irrational_numbers_is_decided_by_an_identity():
    assert int(solve(log(n) <= log(7), n).value.lower) == 7
    assert int(solve(Lt(log(n), log(7)), n).value.lower) == 6
    assert int(solve(sqrt(n) <= sqrt(2) * sqrt(3), n).value.lower) == 6


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: solve(E**L <= 10, E), MissingValueError, "no value for L"),
        (lambda: solve(E**L <= 10, "Q"), UnknownNameError, "allowed: E, L"),
        (lambda: solve(E**L <= 10, E, {"E": 2, "L": 2}), MalformedInputError, "leave out E=2"),
        (lambda: solve(E <= 10, E, want="best"), MalformedInputError, "least"),
        (lambda: solve(sympy.true, E), MalformedInputError, "always True"),
        (lambda: solve(Ne(E, 3), E), MalformedInputError, "write <="),
        (lambda: solve(Eq(x, 3), x), MalformedInputError, "the threshold"),
        (lambda: solve(binomial(K, k) <= 10, K, {"k": "1/2"}), DomainError, "whole number"),
        (lambda: solve(L**0 * E <= 10 + 0 * L, L, {"E": 3}), UnknownNameError, "allowed: E"),
        (lambda: solve(E <= 3, E, between=(7, 5)), DomainError, "lies between"),
    ],
)
def test_bad_questions_say_how_to_mend_them(call, error, words):
    with pytest.raises(error, match=words):
        call()


FORMULAS = [
    lambda a, b: n**2 - a * n,
    lambda a, b: a * log(n) - b,
    lambda a, b: b / n + n / a,
    lambda a, b: a * n * 2 ** (-n),
    lambda a, b: ceiling(n / a) + floor(b / n),
    lambda a, b: binomial(n, 2) - a * n + b,
    lambda a, b: sympy.Min(a * n, n**2) + b,
]


@settings(max_examples=40)
@given(st.sampled_from(FORMULAS), st.integers(1, 9), st.integers(1, 9), st.integers(-5, 12))
def test_brute_force_over_a_range_of_integers(formula, a, b, right):
    left = formula(a, b)
    found = solve(Le(left, right, evaluate=False), n, between=(1, 60))
    listed = {i for branch in found.branches for i in range(int(branch.low.lower), int(branch.high.lower) + 1)}
    assert listed == {i for i in range(1, 61) if bool(left.subs(n, i) <= right)}


@settings(max_examples=40)
@given(st.fractions(), st.fractions())
def test_the_simplest_rational_of_an_interval(a, b):
    low, high = (fmpq(v.numerator, v.denominator) for v in sorted((a, b)))
    found = simplest_between(low, high)
    assert low <= found <= high
    for denominator in range(1, min(int(found.q), 40)):
        assert (low * denominator).ceil() > (high * denominator).floor()


def test_a_wrong_threshold_is_noticed():
    """Control: the neighbours, evaluated apart, contradict any other threshold."""
    solution = solve(n <= 50 * log(n), n)
    for wrong in (281, 283):
        holds = [bool(i <= 50 * log(i).evalf(30)) for i in (wrong, wrong + 1)]
        assert holds != [beside.holds for beside in solution.neighbours]


def test_below_a_minimum_is_below_each_of_its_entries_where_all_have_values():
    t = sympy.Symbol("t", real=True)
    below = solve(sympy.log(t) <= sympy.Min(3, t), t)
    assert (str(below.branches[0].low), below.branches[0].opens) == ("0", True)
    assert below.value.lower < fmpq(200855369231876678, 10**16) < below.value.upper + fmpq(1, 10**15)
    above = solve(sympy.Min(9, t**2) >= sympy.Max(8, t**2), t)
    assert [str(above.branches[0].low), str(above.branches[1].high)] == ["-3", "3"]
