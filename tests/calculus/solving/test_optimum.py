"""Minima: closed forms with their proof, every local minimum of a line, branch and bound, spurious boundaries."""

import random

import pytest
import sympy
from flint import fmpq
from scipy.optimize import minimize_scalar
from sympy import Eq, Ge, Rational, ceiling, exp, log, sqrt

from boundkit.calculus.inequalities.steps import identity
from boundkit.calculus.solving.optimum import geometric, minimise
from boundkit.errors import DomainError, MissingValueError, NotEvaluableError, StatementError, UndecidedError
from boundkit.statements import natural, positive, real

A, n, a, b, c, C, s2, x, y = sympy.symbols("A n a b c C s2 x y", positive=True)
beta, d, rho = sympy.symbols("beta d rho", positive=True)
m, k = sympy.symbols("m k", integer=True, positive=True)
t, u = sympy.symbols("t u", real=True)
even, prime, odd = (sympy.Symbol("z", **{kind: True}, positive=True) for kind in ("even", "prime", "odd"))
irrational, nonzero = sympy.Symbol("z", irrational=True, positive=True), sympy.Symbol("z", nonzero=True, real=True)
below, not_above = sympy.Symbol("v", negative=True), sympy.Symbol("v", nonpositive=True)
experts, share = natural("E", "experts"), positive("w", "a share", at_most=1)
size = real("z", "a size", above=1)
active = natural("k", "active experts", at_most=experts)

RISK = a * A ** (-2 * beta / d) + b * A / n
WITH_LOG = a * A ** (-2 * beta / d) + b * A * log(n) / n
CELLS = s2 + c * x ** (-2 / d) + s2 * x / n


@pytest.mark.parametrize(
    ("formula", "symbol", "subject_to", "expected"),
    [
        (RISK, A, [], (2 * beta * a * n / (d * b)) ** (d / (2 * beta + d))),
        (RISK + rho / n, A, [], (2 * beta * a * n / (d * b)) ** (d / (2 * beta + d))),
        (RISK, (A, n), [Eq(C, c * A * n)], (beta * a * C / (d * b * c)) ** (d / (2 * beta + 2 * d))),
        (CELLS, x, [], (2 * c * n / (d * s2)) ** (d / (d + 2))),
        (a / A + A / n, A, [], sqrt(a * n)),
    ],
    ids=("model size", "with routing", "compute", "cells", "square root"),
)
def test_closed_forms_of_the_theory_with_their_proof(formula, symbol, subject_to, expected):
    found = minimise(formula, symbol, subject_to=subject_to)
    name = str(symbol[0] if isinstance(symbol, tuple) else symbol)
    assert identity("", log(found.closed_form[name]), sympy.expand_log(log(expected), force=True)).holds
    assert len(found.steps) == 8
    assert all(step.holds for step in found.steps)


def test_compute_optimal_data_spend_the_whole_budget():
    found = minimise(RISK, (A, n), subject_to=[Eq(C, c * A * n)])
    spent = sympy.powsimp(c * found.closed_form["A"] * found.closed_form["n"])
    assert identity("", sympy.expand_log(log(spent), force=True), log(C)).holds


@pytest.mark.parametrize(
    ("formula", "size", "exponent"),
    [(RISK, n, -2 * beta / (2 * beta + d)), (RISK.subs(n, C / (c * A)), C, -beta / (beta + d))],
    ids=("n", "C"),
)
def test_the_least_risk_is_a_power_of_data_and_of_compute(formula, size, exponent):
    value = minimise(formula, A).closed_value
    assert identity("", size * sympy.diff(log(value), size), exponent).holds


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("formula", "over"), [(RISK, A), (RISK.subs(n, C / (c * A)), A), (CELLS, x)], ids=str)
def test_numeric_minimisation_at_random_constants_agrees(formula, over, seed):
    draw = random.Random(seed)
    names = sorted(formula.free_symbols - {over}, key=str)
    values = {symbol: Rational(draw.randint(1, 10**4), draw.randint(1, 100)) for symbol in names}
    values |= {symbol: Rational(draw.randint(1, 8), 2) for symbol in names if symbol in (d, beta)}
    found = minimise(formula, over)
    place, value = (float(form.subs(values)) for form in (found.closed_form[str(over)], found.closed_value))
    numeric = sympy.lambdify(over, formula.subs(values), "math")
    best = minimize_scalar(
        lambda z: numeric(place * 2.0**z), bounds=(-9, 8), method="bounded", options={"xatol": 1e-12}
    )
    assert best.fun == pytest.approx(value, rel=1e-9)
    assert numeric(place) == pytest.approx(value, rel=1e-9)


def test_numbers_are_certified_and_meet_the_closed_form():
    found = minimise(RISK, A, values={"a": 2, "b": 3, "beta": 1, "d": 2, "n": 1000})
    assert found.closed_form["A"] == 20 * sqrt(15) / 3
    (place,) = found.places
    assert place.kind == "interior"
    assert place.at["A"].lower ** 2 < fmpq(2000, 3) < place.at["A"].upper ** 2
    assert found.best is place


def test_log_n_has_a_spurious_minimum_at_one_sample():
    values = {"a": 2, "b": 3, "beta": 1, "d": 2, "C": 10**6, "c": 6}
    found = minimise(WITH_LOG, (A, n), subject_to=[Eq(C, c * A * n), Ge(n, 1)], values=values)
    (edge,), (inside,) = found.boundary, found.interior
    assert (str(edge.at["n"]), str(edge.at["A"])) == ("1", "500000/3")
    assert found.best is edge
    assert edge.value.upper < inside.value.lower
    numbers = {symbol: values[symbol.name] for symbol in (a, b, beta, d, C, c)}
    risk = sympy.lambdify(A, WITH_LOG.subs({n: C / (c * A)}).subs(numbers), "math")
    near = minimize_scalar(risk, bounds=(1, 1000), method="bounded", options={"xatol": 1e-12})
    assert near.fun == pytest.approx(float(inside.value.lower.p) / float(inside.value.lower.q), rel=1e-9)


def test_the_best_number_of_cells_is_an_integer():
    found = minimise(s2 + c / m**2 + s2 * m / n, m, values={"s2": 1, "c": "1/12", "n": 1000})
    assert str(found.best.at["m"]) == "6"  # (2 c n / s2)^(1/3) = 5.503
    excess = [Rational(1, 12 * i**2) + Rational(i, 1000) for i in range(1, 30)]
    assert excess.index(min(excess)) == 5


@pytest.mark.parametrize(
    ("formula", "symbol", "box", "places"),
    [
        (t**2, t, None, [("0", "0", "interior")]),
        (t**3 - 3 * t, t, {"t": (-3, 3)}, [("-3", "-18", "boundary"), ("1", "-2", "interior")]),
        (x + 1 / x, x, None, [("1", "2", "interior")]),
        (x + 1 / x, x, {"x": (2, 5)}, [("2", "5/2", "boundary")]),
        (x + 1 / x, x, {"x": ("1/5", "1/2")}, [("1/2", "5/2", "boundary")]),
        (m + Rational(10) / m, m, None, [("3", "19/3", "interior")]),
        (k**2, k, None, [("1", "1", "boundary")]),
    ],
    ids=str,
)
def test_every_local_minimum_of_a_line(formula, symbol, box, places):
    found = minimise(formula, symbol, box=box)
    assert [(str(p.at[str(symbol)]), str(p.value), p.kind) for p in found.places] == places


def test_a_minimum_that_is_not_attained_is_said_so():
    for formula, symbol, end in ((exp(t), t, "t -> -oo"), (1 / x, x, "x -> oo"), (x, x, "x -> 0")):
        found = minimise(formula, symbol)
        assert (found.best, found.open_ends) == (None, (end,))
    dips = minimise((t**2 - 1) * exp(-(t**2)), t)
    assert dips.open_ends == ()
    assert str(dips.best.at["t"]) == "0"


@pytest.mark.parametrize(
    ("formula", "symbol"),
    [
        (m + a / m, m),
        (a / share + share / 16, share),
        (a / active + active, active),
        (x / experts + experts / x, experts),
        (a / irrational + irrational, irrational),
        (a / size + size, size),
    ],
    ids=("integer", "upper end", "another symbol as the end", "integer with a domain", "gaps", "lower end"),
)
def test_the_inequality_of_means_is_for_all_positive_real_numbers(formula, symbol):
    assert geometric(formula, [symbol]) is None
    with pytest.raises((MissingValueError, DomainError), match=r"give values for|is assumed irrational"):
        minimise(formula, symbol)


def test_numbers_keep_to_integers_and_to_the_ends_of_the_domain():
    whole = minimise(m + a / m, m, values={"a": 7})
    assert (str(whole.best.at["m"]), str(whole.best.value)) == ("3", "16/3")
    assert whole.closed_form is None
    edge = minimise(a / share + share / 16, share, values={"a": 4})
    assert (str(edge.best.at["w"]), str(edge.best.value), edge.closed_form) == ("1", "65/16", None)


def test_domains_between_symbols_are_respected():
    cost = experts * active - 2 * experts + experts**2 / 100
    for number, place in ((7, "7"), (1, "50")):
        assert str(minimise(cost, experts, values={"k": number}).best.at["E"]) == place
    assert str(minimise((active - 9) ** 2 + experts, active, values={"E": 5}).best.at["k"]) == "5"
    with pytest.raises(MissingValueError, match="give values for E"):
        minimise((active - 9) ** 2, active)
    with pytest.raises(DomainError, match="k = 0 is not allowed"):
        minimise(cost, experts, values={"k": 0})


@pytest.mark.parametrize(
    ("formula", "condition", "places", "ends"),
    [
        (y, y > 2, [], ("y -> 2",)),
        (y, y >= 2, ["2"], ()),
        (y**2 - 4 * y, y > 2, [], ("y -> 2",)),
        (y**2 - 4 * y, y >= 2, ["2"], ()),
        ((y - 3) ** 2, y > 2, ["3"], ()),
        (-y, y < 2, [], ("y -> 2",)),
        (y, y**2 > 3, [], ("y -> [1.73205080756, 1.73205080757]",)),
        (y, y**2 >= 3, ["[1.73205080756, 1.73205080757]"], ()),
        (y, ceiling(y) >= 3, [], ("y -> 2",)),
    ],
    ids=str,
)
def test_an_end_that_a_strict_condition_leaves_out_is_not_attained(formula, condition, places, ends):
    found = minimise(formula, y, subject_to=[condition])
    assert ([str(place.at["y"]) for place in found.places], found.open_ends) == (places, ends)
    assert (found.best is None) == (not places)


def test_an_end_that_is_no_rational_is_enclosed():
    (place,) = minimise(y, y, subject_to=[y**2 >= 3]).places
    assert place.value.lower**2 < 3 < place.value.upper**2


def test_branch_and_bound_says_when_the_edge_does_not_belong():
    sides = {"x": (1, 4), "y": (1, 4)}
    strict, weak = (minimise(x + y, (x, y), subject_to=[c], box=sides, tolerance="1/1000") for c in (y > 2, y >= 2))
    assert (strict.best, strict.open_ends) == (None, ("the edge of y > 2",))
    assert weak.best.value.lower <= 3 <= weak.best.value.upper
    assert minimise(ceiling(3 * y) + y, y, box={"y": (0, 1)}, tolerance="1/100").open_ends == ("y -> 0",)


def test_integers_that_equations_give_stay_whole():
    with pytest.raises(NotEvaluableError, match="m is a whole number, and 7/k"):
        minimise(k + m, (k, m), subject_to=[Eq(k * m, 7)])
    assert str(minimise(k**2 + m**2, (k, m), subject_to=[Eq(k + m, 7)]).best.value) == "25"
    cells = natural("K", "cells", at_most=10)
    with pytest.raises(DomainError, match="no point is allowed"):
        minimise(1 / x + x / cells, (x, cells), subject_to=[Eq(cells, 100)])


@pytest.mark.parametrize("symbol", [even, odd, prime, irrational, nonzero], ids=("even", "odd", "prime", "irr", "nz"))
def test_symbols_with_gaps_are_refused(symbol):
    with pytest.raises(DomainError, match="z is assumed"):
        minimise(symbol + 7 / symbol, symbol)


def test_negative_symbols_stay_negative():
    found = minimise(-below - 1 / below, below)
    assert (str(found.best.at["v"]), str(found.best.value)) == ("-1", "2")
    assert minimise(-below, below).open_ends == ("v -> 0",)
    assert str(minimise(not_above**2 - not_above, not_above).best.at["v"]) == "0"


def test_two_symbols_by_the_inequality_of_means():
    found = minimise(x / y + y / x**2 + 3 * x**2, (x, y))
    assert all(step.holds for step in found.steps)
    at = {x: found.closed_form["x"], y: found.closed_form["y"]}
    for symbol in (x, y):
        assert sympy.simplify(sympy.diff(found.formula, symbol).subs(at)) == 0
    assert float(found.closed_value) == pytest.approx(float(found.formula.subs(at)))


def test_branch_and_bound_encloses_value_and_place():
    found = minimise(t**2 + u**2 - t * u - t, (t, u), box={"t": (-2, 2), "u": (-2, 2)})
    (place,) = found.places
    assert place.value.lower <= fmpq(-1, 3) <= place.value.upper
    assert place.value.upper - place.value.lower < fmpq(1, 10**5)
    assert place.at["t"].lower < fmpq(2, 3) < place.at["t"].upper
    assert place.at["u"].lower < fmpq(1, 3) < place.at["u"].upper
    assert place.kind == "interior"


def test_branch_and_bound_on_integers_agrees_with_enumeration():
    formula = ceiling(100 / m) * k + m * ceiling(50 / k)
    found = minimise(formula, (m, k), box={"m": (1, 30), "k": (1, 30)}, tolerance=0)
    (place,) = found.places
    values = {(i, j): formula.subs({m: i, k: j}) for i in range(1, 31) for j in range(1, 31)}
    assert place.value.exact
    assert str(place.value.lower) == str(min(values.values()))


def test_branch_and_bound_respects_inequalities():
    found = minimise(
        t + u, (t, u), subject_to=[Ge(t * u, 1)], box={"t": ("1/4", 4), "u": ("1/4", 4)}, tolerance="1/1000"
    )
    (place,) = found.places
    assert place.value.lower <= 2 <= place.value.upper
    assert place.value.lower > fmpq(199, 100)


def test_what_is_no_sum_of_positive_powers_has_no_such_closed_form():
    assert geometric(a / A - A, [A]) is None
    assert geometric(a * A + b * A**2, [A]) is None
    assert geometric(a / A + b * log(A), [A]) is None
    assert geometric(a / t + t, [t]) is None
    assert geometric(a / A + A + A**2, [A]) is None


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: minimise(WITH_LOG, n), MissingValueError, "give values for"),
        (lambda: minimise(t * u, (t, u)), MissingValueError, "needs a box"),
        (lambda: minimise(a + b, A), StatementError, "does not depend on A"),
        (lambda: minimise(x, x, values={"x": 1}), StatementError, "leave out x=1"),
        (lambda: minimise(x + 1 / x, x, box={"x": (-2, -1)}), DomainError, "lies between"),
        (lambda: minimise(x + y, (x, y), subject_to=[Eq(x**2 + y**2, 1), Eq(a, b)]), NotEvaluableError, "not solved"),
        (lambda: minimise(x + 1 / x, x, subject_to=[x <= 3, x >= 4]), DomainError, "is allowed"),
        (
            lambda: minimise(t * u * (t - u), (t, u), box={"t": (-1, 1), "u": (-1, 1)}, budget=3),
            UndecidedError,
            "boxes",
        ),
    ],
)
def test_bad_questions_say_how_to_mend_them(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_wrong_optimum_fails_the_first_order_condition():
    """Control: the exponent without its beta is refuted by the derivative at a point."""
    wrong = (2 * beta * a * n / (d * b)) ** (d / (2 + d))
    assert identity("", A * sympy.diff(RISK, A).subs(A, wrong), 0).holds is False


@pytest.mark.parametrize(
    ("equation", "symbol"),
    [(Eq(x * exp(-x), y), x), (Eq(x - log(x), y), x), (Eq(t * exp(t), -y), t)],
    ids=("a hump", "a valley", "two branches"),
)
def test_an_equation_of_which_one_root_is_found_is_not_taken_for_solved(equation, symbol):
    with pytest.raises(NotEvaluableError, match="is not solved for one of"):
        minimise((symbol - 3) ** 2 + y, (y, symbol), subject_to=[equation], box={"y": ("1/10", "3/10")})


def test_a_closed_form_whose_proof_is_not_complete_is_none():
    unsigned = sympy.Symbol("r", real=True, nonzero=True)
    for formula in (unsigned**2 / x + x, 2**a / x + x * 3**a, exp(t) / x + x):
        found = geometric(formula, [x])
        assert found is None or all(step.holds for step in found.steps)
