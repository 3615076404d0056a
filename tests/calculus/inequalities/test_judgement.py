"""Inequalities: those of the proofs, each with a control that is refuted, and a search for wrong verdicts."""

import time
from random import Random

import mpmath
import pytest
import sympy
from flint import fmpq
from sampled import one_in
from sympy import (
    Ge,
    Gt,
    Le,
    Lt,
    Max,
    Min,
    Piecewise,
    Rational,
    Sum,
    binomial,
    ceiling,
    exp,
    factorial,
    floor,
    gamma,
    log,
    pi,
)

from boundkit.calculus.inequalities.judgement import certify
from boundkit.calculus.inequalities.steps import certified
from boundkit.calculus.ranges.domains import Domains
from boundkit.calculus.ranges.rewriting import tidy
from boundkit.errors import DomainError, MalformedInputError, NotEvaluableError, StatementError, UnknownNameError
from boundkit.interruption import within
from boundkit.statements import define, natural, positive, real
from boundkit.verdict import Verdict

euler = exp(1)
E = natural("E", "experts")
k = natural("k", "active experts", at_most=E)
D, W, R, n = (natural(name, f"the count {name}") for name in ("D", "W", "R", "n"))
J = natural("J", "hidden layers", least=0)
a, b, p, q, x = (positive(name, f"the number {name}") for name in "abpqx")
s = real("s", "log2 r", least=4)
v = real("v", "how far beyond", least=0)
d = natural("d", "dimension")
y = real("y", "any number")
u = real("u", "part of a square", least=0, at_most=1)


def le(left, right):
    return Le(left, right, evaluate=False)


def ge(left, right):
    return Ge(left, right, evaluate=False)


def zador(factor):
    """Zador's sandwich for G_d, the upper side times a factor."""
    ball = gamma(sympy.Rational(1, 2) * d + 1) ** (2 / d)
    return le(ball / ((d + 2) * pi), factor * ball * gamma(1 + 2 / d) / (d * pi))


LESS = Rational(99, 100)
W_BAR = (J + 1) * (D + 1)

# name, the inequality as a function of a factor that is 1 in truth, intervals, and a factor that is too small
PROOFS = [
    ("binomial", lambda c: le(binomial(E, k), (c * euler * E / k) ** k), None, LESS),
    ("log of the binomial", lambda c: le(log(binomial(E, k)), c * k * log(euler * E / k)), None, LESS / 2),
    ("k! above (k/e)^k", lambda c: ge(c * factorial(n), (n / euler) ** n), None, Rational(1, 3)),
    ("routing below experts", lambda c: le(k * log(euler * E / k), c * E), None, LESS),
    ("and its weights", lambda c: Lt(k * log(euler * E / k), c * E * (D + 1), evaluate=False), None, LESS / 2),
    ("weighted AM-GM", lambda c: le((a / p) ** p * (b / q) ** q, (c * (a + b) / (p + q)) ** (p + q)), None, LESS),
    ("its logarithm", lambda c: le(p * log(a / p) + q * log(b / q), (p + q) * log(c * (a + b) / (p + q))), None, LESS),
    ("lemma 18, beyond the root", lambda c: ge(2 * c * s * 2**v, s + 2 + log(s) / log(2) + v), None, LESS),
    ("Hoelder, point by point", lambda c: ge(c * a**3 / x**2, 3 * b**2 * a - 2 * b**3 * x), None, LESS),
    ("r >= 16", lambda c: ge(c * 2 * euler * E * (R + E - 1), 16), {"E": (2, None)}, Rational(7, 10)),
    ("w >= 1 + E (J + 1)", lambda c: ge(c * E * (D + W_BAR), 1 + E * (J + 1)), None, Rational(1, 2)),
    ("Zador", zador, None, LESS),
    ("ceiling", lambda c: Lt(ceiling(x), x + c, evaluate=False), None, LESS),
    ("floor", lambda c: Gt(floor(x), x - c, evaluate=False), None, LESS),
    ("logarithm", lambda c: le(log(1 + x), c * x), None, LESS),
    ("logarithm from below", lambda c: ge(c * log(1 + x), x / (1 + x)), None, LESS),
    ("exponential", lambda c: ge(c * exp(y), 1 + y), None, LESS),
    ("sum of squares", lambda c: ge(c * (x**2 + a**2), 2 * a * x), None, LESS),
    ("maximum", lambda c: le(Max(x, a), c * (x + a)), None, LESS),
    ("minimum", lambda c: ge(c * Min(x, a), x * a / (x + a)), None, LESS / 3),
    ("interpolation on a cell", lambda c: le(u * (1 - u), c / 4), None, LESS),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "inequality", "box"), one_in(2, [pytest.param(*row[:3], id=row[0]) for row in PROOFS])
)
def test_a_step_of_a_proof_is_certified(name, inequality, box):
    judgement = certify(inequality(sympy.Integer(1)), box)
    assert judgement.verdict is Verdict.CERTIFIED, judgement.text
    assert judgement.boxes > 0
    assert judgement.witness is None


@pytest.mark.parametrize(
    ("name", "inequality", "box", "factor"), PROOFS, ids=[f"{row[0]}, factor {row[3]}" for row in PROOFS]
)
def test_its_control_is_refuted(name, inequality, box, factor):
    relation = inequality(factor)
    judgement = certify(relation, box)
    assert judgement.verdict is Verdict.REFUTED, judgement.text
    assert fails(relation, judgement.witness)


def fails(relation, witness):
    """Whether an allowed point breaks a relation, by mpmath at 60 digits."""
    small, large = relation.lts, relation.gts
    domains = Domains.of(small, large)
    assert domains.allow(witness)
    symbols = [symbol for symbol in domains.symbols if symbol in small.free_symbols | large.free_symbols]
    with mpmath.workdps(60):
        at = [mpmath.mpf(int(witness[s.name].p)) / int(witness[s.name].q) for s in symbols]
        plain = {symbol: sympy.Symbol(symbol.name) for symbol in symbols}
        values = [sympy.lambdify(list(plain.values()), side.xreplace(plain), "mpmath")(*at) for side in (small, large)]
        if isinstance(relation, Le | Ge):
            return values[0] > values[1]
        return values[0] > values[1] or mpmath.almosteq(*values, rel_eps=mpmath.mpf(10) ** -50)


def test_shapes_of_sums_are_compared_one_by_one():
    """serra <= montufar for two layers of widths up to 4, with the formulas as sums."""
    m, i, j = (natural(name, "width or index", least=0) for name in ("m", "i", "j"))
    serra = Sum(binomial(m, i) * Sum(binomial(m, j), (j, 0, Min(D, m - i, m))), (i, 0, Min(D, m)))
    montufar = Sum(binomial(m, i), (i, 0, Min(D, m))) * Sum(binomial(m, j), (j, 0, Min(D, m)))
    box = {"m": (1, 4), "D": (1, 3)}
    assert certify(le(serra, montufar), box).verdict is Verdict.CERTIFIED
    assert certify(Lt(serra, montufar, evaluate=False), box).verdict is Verdict.REFUTED


def test_an_equality_is_within_and_not_strict():
    assert certify(le(n, n**2)).verdict is Verdict.CERTIFIED
    strict = certify(Lt(n, n**2, evaluate=False))
    assert strict.verdict is Verdict.REFUTED
    assert strict.witness == {"n": 1}
    irrational = certify(Lt(log(4) / log(2) * x, 2 * x, evaluate=False))
    assert irrational.verdict is not Verdict.CERTIFIED


def test_an_open_end_may_be_strict():
    assert certify(Gt(x + log(1 + x), 0, evaluate=False)).verdict is Verdict.CERTIFIED
    assert certify(Gt(v + log(1 + v), 0, evaluate=False)).witness == {"v": 0}
    assert certify(Gt(1 / x, 0, evaluate=False)).verdict is Verdict.CERTIFIED
    assert certify(Lt(log(1 + x), x, evaluate=False)).verdict is Verdict.CERTIFIED


def test_whole_numbers_are_not_relaxed_into_a_refutation():
    """(n - 3/2)^2 >= 1/4 holds for integers, though not at 3/2."""
    inside = {"n": (1, 40)}
    assert certify(ge((n - Rational(3, 2)) ** 2, Rational(1, 4)), inside).verdict is Verdict.CERTIFIED
    assert certify(ge((x - Rational(3, 2)) ** 2, Rational(1, 4)), {"x": (1, 40)}).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("relation", "box"),
    [
        (le(log(x - 5), log(x - 5) + 1), None),
        (le(log(x - 5), x), {"x": (1, 10)}),
        (ge(1 / (y - 1) ** 2, 0), None),
        (ge(sympy.sqrt(y), -1), {"y": (-1, 1)}),
        (le(x, x + Piecewise((1, x > 2))), None),
        (ge(factorial(n - 2), 0), None),
        (le(log(ceiling(y)), ceiling(y)), {"y": (0, 3)}),
        (ge(sympy.binomial(x, 2), 0), None),
        (ge(Sum(x, (k, 0, Rational(1, 2))), 0), None),
        (ge(Sum(x, (k, Rational(1, 2), 2)), 0), None),
    ],
    ids=[
        "cancels",
        "half of it",
        "pole",
        "root",
        "no case",
        "factorial",
        "rounded",
        "count",
        "half a term",
        "from half",
    ],
)
def test_where_it_is_not_defined_nothing_is_proved(relation, box):
    judgement = certify(relation, box)
    assert judgement.verdict is Verdict.INCONCLUSIVE
    assert judgement.resisted is not None
    assert judgement.holds is None


def test_a_difference_is_defined_where_both_sides_are():
    judgement = certify(le(1 / (x - 1), 1 / (x - 1) + 1))
    assert judgement.verdict is Verdict.INCONCLUSIVE
    assert "not defined at x = 1" in judgement.text


def test_relative_domains_are_kept():
    assert certify(le(k, E)).verdict is Verdict.CERTIFIED
    assert certify(le(k, E), {"E": (3, 9)}).verdict is Verdict.CERTIFIED
    assert certify(le(E, k + 4), {"E": (3, 9), "k": (5, 9)}).verdict is Verdict.CERTIFIED
    judgement = certify(le(k, E - 1), {"E": (3, 9)})
    assert judgement.verdict is Verdict.REFUTED
    assert judgement.witness["k"] == judgement.witness["E"]


def test_abbreviations_are_written_out():
    w = define("w", "exponent", E * (D + 1))
    assert certify(ge(w, 2)).verdict is Verdict.CERTIFIED
    assert certify(ge(w, 3)).witness == {"D": 1, "E": 1}


def test_an_open_end_at_another_symbol():
    z = real("z", "above the count E", above=E)
    assert certify(Gt(z, E, evaluate=False)).verdict is Verdict.CERTIFIED
    assert certify(Gt(z, E + 1, evaluate=False)).verdict is Verdict.REFUTED


def test_two_symbols_of_one_name_do_not_mix():
    one, other = (natural("E", meaning) for meaning in ("experts", "neurons"))
    first, second = (natural("k", "chosen ones", at_most=end) for end in (one, other + 3))
    assert certify(le(first, one)).verdict is Verdict.CERTIFIED
    assert certify(le(second, other)).verdict is Verdict.REFUTED


@pytest.mark.parametrize("relation", [
    le(factorial(n) ** 2 * 2, 2 * factorial(n) ** 2), le(log(factorial(n) ** 2), 2 * log(factorial(n))),
], ids=str)  # fmt: skip
def test_ties_of_astronomical_numbers_end(relation):
    assert certify(relation, {"n": (1, 400)}, budget=40).verdict is not Verdict.REFUTED


def test_an_open_least_value():
    above = real("z", "above one", above=1)
    assert certify(Gt(log(above), 0, evaluate=False)).verdict is Verdict.CERTIFIED
    assert certify(ge(log(above - 1), -5)).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("relation", "box", "error", "says"),
    [
        (sympy.Eq(x, a), None, StatementError, "no inequality"),
        (sympy.true, None, StatementError, "evaluate=False"),
        (x + 1, None, StatementError, "no inequality"),
        (le(0.5 * x, x), None, NotEvaluableError, "float"),
        (le(x, sympy.oo), None, StatementError, "no real number"),
        (le(x, a), {"c": (0, 1)}, UnknownNameError, "allowed: a, x"),
        (le(x, 2), {"x": (2, 1)}, MalformedInputError, "holds no number"),
        (le(n, 2), {"n": ("1/3", "1/2")}, MalformedInputError, "holds no integer"),
        (le(n, 2), {"n": (0, 2)}, DomainError, "narrow"),
        (le(k, E), {"E": (1, 2), "k": (3, 4)}, MalformedInputError, "no point"),
        (le(x, sympy.Symbol("x")), None, MalformedInputError, "one name"),
        (le(sympy.ceiling(x) + real("part of ceiling(x)", "any"), x + 2**80), None, StatementError, "is no name"),
        (le(real("E-k", "any"), E - k + 2**80), None, StatementError, "is no name"),
    ],
    ids=["equation", "decided", "expression", "float", "infinite", "unknown", "swapped", "no integer", "outside",
         "empty", "two of a name", "a name of a part", "a name of a difference"],
)  # fmt: skip
def test_what_is_refused(relation, box, error, says):
    with pytest.raises(error, match=says):
        certify(relation, box)


def test_the_budget_leaves_a_box_that_resisted():
    z = sympy.Symbol("z", real=True)
    flat = ge((z**2 - 2) ** 2 * (1 + z**2) + z**3 / 10**6, -Rational(1, 10**4))
    judgement = certify(flat, {"z": (1, 2)}, budget=10)
    assert judgement.verdict in (Verdict.CERTIFIED, Verdict.INCONCLUSIVE)
    assert certify(ge(sympy.sin(z) ** 2 + sympy.cos(z) ** 2, 1), {"z": (0, 1)}, budget=20).holds is True
    hard = certify(ge(sympy.Max(sympy.sin(z), 0) ** 2 + sympy.cos(z) ** 2, 1), {"z": (0, 1)}, budget=20)
    assert hard.verdict is Verdict.INCONCLUSIVE
    assert "z" in hard.resisted.ends


def test_a_step_of_a_derivation():
    held = certified("ln", le(log(1 + x), x))
    assert held.holds is True
    assert held.witness is None
    broken = certified("ln", le(log(1 + x), x / 2))
    assert broken.holds is False
    assert set(broken.witness) == {"x"}
    undecided = certified("ln", le(log(x - 5), log(x - 5) + 1))
    assert undecided.holds is None
    assert undecided.witness


@pytest.mark.parametrize(
    "form",
    [
        log((a + b) * x / p),
        sympy.loggamma(x + 4) - sympy.loggamma(x + 1),
        x * log(1 + 1 / x) + sympy.loggamma(x / 2 + 3) - sympy.loggamma(x / 2),
        (a + b) ** 3 * log(a * b) / x,
    ],
    ids=str,
)
def test_tidy_forms_have_the_same_value(form):
    at = {a: Rational(3, 7), b: Rational(5, 2), p: 11, x: Rational(13, 10)}
    assert abs(sympy.N(form.subs(at) - tidy(form).subs(at), 40)) < 1e-30


# a search for wrong verdicts --------------------------------------------------------------------------------------


def random_formula(draw, symbols, depth):
    if depth == 0:
        return draw.choice([*symbols, *symbols, sympy.Integer(draw.randint(-3, 4)), Rational(draw.randint(1, 5), 3)])
    one, other = (random_formula(draw, symbols, depth - 1) for _ in range(2))
    return draw.choice([
        lambda: one + other, lambda: one - other, lambda: one * other, lambda: one**2, lambda: log(one**2 + 1),
        lambda: one / (1 + other**2), lambda: Max(one, other), lambda: ceiling(one), lambda: exp(-(other**2)) * one,
        lambda: sympy.Abs(one), lambda: sympy.sqrt(other**2 + one**2), lambda: log(one), lambda: one / other,
    ])()  # fmt: skip


def random_point(draw, ends, whole):
    point = {}
    for name, (low, high) in ends.items():
        value = fmpq(draw.randint(64 * low, 64 * high), 64)
        point[name] = fmpq(value.floor()) if name in whole else value
    return point


@pytest.mark.parametrize("seed", one_in(4, range(60)))
def test_random_inequalities_are_judged_truly(seed):
    draw = Random(seed)
    symbols = [positive("x", "a number"), natural("n", "a count"), real("y", "any number")]
    chosen = draw.sample(symbols, draw.randint(1, 2))
    try:
        sides = [random_formula(draw, chosen, draw.randint(1, 2)) for _ in range(2)]
    except ValueError:  # sympy does not compare the logarithm of a negative number
        return
    if any(side.has(sympy.zoo, sympy.nan, sympy.I) for side in sides):
        return
    relation = le(*sides) if draw.random() < 0.7 else Lt(*sides, evaluate=False)
    ends = {"x": (0, 4), "n": (1, 5), "y": (-3, 3)}
    ends = {str(symbol): ends[str(symbol)] for symbol in relation.free_symbols}
    judgement = certify(relation, ends, budget=150)
    if judgement.verdict is Verdict.REFUTED:
        assert fails(relation, judgement.witness)
    elif judgement.verdict is Verdict.CERTIFIED:
        for _ in range(60):
            point = random_point(draw, ends, {"n"})
            if Domains.of(*sides).allow(point):
                assert not fails(relation, point), (relation, point)


LONG = sympy.Integer(10) ** 5000


@pytest.mark.parametrize(
    ("relation", "box", "verdict"),
    [
        (le(LONG * x, LONG * x - 1), {"x": (1, 2)}, Verdict.REFUTED),
        (le(x, LONG), {"x": (1, 2)}, Verdict.CERTIFIED),
        (le(ceiling(x / LONG), x / LONG + 1), None, Verdict.CERTIFIED),
        (le(sympy.sqrt(x), Max(sympy.sqrt(x), x - 2)), {"x": (2, 28)}, Verdict.CERTIFIED),
        (le(x * exp(x), x * exp(x) + sympy.Abs(x)), {"x": ("1/3", "3000001/3")}, Verdict.CERTIFIED),
        (le(ceiling(x) ** sympy.sqrt(x) + 1, ceiling(x) ** sympy.sqrt(x)), None, Verdict.REFUTED),
        (le(y**n, 1 + y**n), {"y": (0, 0)}, Verdict.CERTIFIED),
        (le(x, x ** (9 * ceiling(x) / 2)), {"x": (1, 101)}, Verdict.CERTIFIED),
        (le(exp(-x) / (x + 2), log(1 + a / (x + 1))), {"x": (3, 33), "a": (3, None)}, Verdict.CERTIFIED),
        (le((1 + 1 / n) ** n, (1 + 1 / n) ** n + 1), {"n": (2**24, None)}, Verdict.CERTIFIED),
    ],
)
def test_ordinary_input_is_judged_in_seconds(relation, box, verdict):
    """Each of these hung, took gigabytes or raised an error of Python's or sympy's own, or would if it were not cut."""
    start = time.process_time()
    assert certify(relation, box).verdict is verdict
    assert time.process_time() - start < 10


HUGE = {
    "a power of a maximum": (
        lambda n, x: sympy.Le(7 ** sympy.Max(n, 10**9), 8 ** sympy.Max(n, 10**9), evaluate=False), {}),
    "a power of a maximum in a product": (
        lambda n, x: sympy.Le(7 ** sympy.Max(n, 10**9) * n, 8 ** sympy.Max(n, 10**9) * n**2, evaluate=False), {}),
    "a binomial at the end of a box": (
        lambda n, x: sympy.Le(sympy.binomial(2 * n, n), 4**n + x, evaluate=False), {"n": (10**8, 10**9)}),
}  # fmt: skip


@pytest.mark.parametrize("name", HUGE)
def test_no_number_of_millions_of_digits_is_worked_out(name):
    inequality, box = HUGE[name]
    n, x = sympy.Symbol("n", integer=True, positive=True), sympy.Symbol("x", positive=True)
    with within(10):
        assert certify(inequality(n, x), box).verdict is not Verdict.REFUTED
