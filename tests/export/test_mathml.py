"""Formulas in pages mean what the statements say: MathML is read back and evaluated, and loses no sign of the LaTeX."""

import re
from collections import Counter
from random import Random
from xml.etree.ElementTree import fromstring

import mpmath
import pytest
import sympy
from mathml_reader import name_of, value
from sampled import one_in
from sympy import Max, Min, Product, Rational, Sum, binomial, ceiling, exp, floor, gamma, log, sqrt
from sympy.core.function import AppliedUndef

from boundkit.arithmetic.nodes import GreatestInteger, Least, LowerLambertW, PathSum
from boundkit.discovery.discover import discover
from boundkit.export.mathml import from_latex, mathml
from boundkit.export.tables import statement
from boundkit.formulas.parsing import _CALLS
from boundkit.formulas.symbols import functions_in
from boundkit.formulas.text import latex, plain

CLAIMS = {f"{e.theorem.id} {c.name}": c for e in discover().entries for c in e.theorem.claims}
x, y, k, i, J = sympy.symbols("x y k i J", positive=True, integer=True)
n = sympy.Function("n")
READ_ONLY = (GreatestInteger, PathSum)  # their conditions are words about sets


def parts_of(claim):
    """The expressions that the statement shows."""
    yield claim.right_hand_side
    for abbreviation in claim.abbreviations:
        yield abbreviation.expression
    for condition in claim.where:
        yield from condition.args


def means(expression, values, tolerance=1e-8):
    """Whether the page, read back, has the value of the expression (None where it has none).

    Every function of the expression is t + 1.
    """
    functions = {f.func for f in (*functions_in(expression), *expression.atoms(AppliedUndef))}
    exact = expression
    for function in functions:
        exact = exact.replace(function, lambda t: t + 1)
    numbers = {
        symbol: values[place % len(values)] for place, symbol in enumerate(sorted(expression.free_symbols, key=str))
    }
    exact = _spelled_out(exact.subs(numbers)).doit().replace(LowerLambertW, lambda x: sympy.LambertW(x, -1))
    shown = {name_of(fromstring(mathml(symbol))): mpmath.mpf(int(number)) for symbol, number in numbers.items()}
    shown |= {"π": mpmath.pi} | ({"e": mpmath.e} if expression.has(sympy.E, exp) else {})
    shown |= {name_of(fromstring(mathml(f(i)))[0]): lambda t: t + 1 for f in functions}
    number = sympy.N(exact, 30)
    if not number.is_finite:
        return None
    return mpmath.almosteq(
        value(mathml(expression), shown), mpmath.mpmathify(number), rel_eps=tolerance, abs_eps=tolerance
    )


def _spelled_out(expression):
    """Sums, products and minima over ranges, term by term."""
    if isinstance(expression, Sum | Product | Least):
        index, first, last = expression.args[1]
        terms = (_spelled_out(expression.args[0].subs(index, at)) for at in range(first, _spelled_out(last) + 1))
        return {Sum: sympy.Add, Product: sympy.Mul, Least: Min}[type(expression)](*terms)
    return expression.func(*map(_spelled_out, expression.args)) if expression.args else expression


@pytest.mark.parametrize("name", one_in(4, CLAIMS))
def test_every_formula_of_the_catalogue_means_in_a_page_what_it_states(name):
    for expression in parts_of(CLAIMS[name]):
        if not sympy.sympify(expression).has(*READ_ONLY):
            assert means(sympy.sympify(expression), (5, 4, 3, 2)), plain(expression)


SIGNS = re.compile(r"[A-Za-z0-9+(=]")


@pytest.mark.parametrize("name", CLAIMS)
def test_nothing_is_lost_between_latex_and_page(name):
    cell = statement(CLAIMS[name])
    assert "mtext" not in cell.mathml or "cases" in "".join(cell.formulas)
    for formula in cell.formulas:
        written = formula.replace(r"\\", " ").replace(r"\mathbb{N}", "").replace("{cases}", "").replace(r"\binom", "(")
        written = re.sub(r"\\(?:mathrm|text)\{([A-Za-z]*)\}", r"\1", written)
        written = re.sub(r"\\(?!log|min|max|sin|cos|tan)[A-Za-z]+", "", written)
        shown = "".join(fromstring(from_latex(formula)).itertext())
        assert Counter(SIGNS.findall(written)) == Counter(SIGNS.findall(shown)), formula


@pytest.mark.parametrize("call", sorted(set(_CALLS) - {"abs", "LowerLambertW"}))
def test_every_function_that_a_user_may_write(call):
    assert means(_CALLS[call](x / 3 + 1), (2,))


def test_a_branch_keeps_its_number():
    assert means(LowerLambertW(-x / 9), (2,))
    assert means(x * LowerLambertW(-1 / (x + 3)) ** 2, (2,))


@pytest.mark.parametrize(
    "expression",
    [
        Product(n(i) + 1, (i, 1, J)),
        Product(n(i), (i, 1, J)) + 1,
        Sum(n(i) + x, (i, 1, J)) * y,
        y * Sum(n(i), (i, 1, J)) + x,
        Sum(n(i), (i, 1, J)) ** 2,
        Product(Sum(x * i + k, (k, 0, i)), (i, 1, J)),
        (x + y) ** -x,
        -((x + y) ** 2),
        x - (y - k),
        -(x**y),
        (-x) ** k,
        Least(n(i) + i, (i, 1, J)) ** 2,
        y * Least(n(i), (i, 1, J)) * x,
        Least(n(i), (i, 1, J)) + 1,
        binomial(x + y, k) ** 2 * x,
        floor((x + y) / 2) ** 2,
        ceiling(x / y) * y,
        sqrt(x + y) * x,
        (x + y) ** Rational(1, 3),
        exp(-x * (y + 1)),
        log(x + 1) ** 2,
        log(x) * y,
        log(x + 1) / log(y),
        gamma(x + 1) ** (2 / y),
        Max(x, y + 1) * k,
        Min(x + 1, y) ** k,
        x ** (y**k),
        (x**y) ** k,
        x / (y / (k + 1)),
        2 * x * (x + 1) / 3,
        x * (-y),
        2 ** (x + 1) * 3,
    ],
    ids=plain,
)
def test_groups_survive(expression):
    assert means(expression, (2, 3, 4))


def random_formula(draw, depth):
    if depth == 0:
        return draw.choice([x, y, k, sympy.Integer(draw.randint(1, 9)), Rational(draw.randint(1, 9), 7)])
    a, b = (random_formula(draw, depth - 1) for _ in range(2))
    made = [
        lambda: a + b,
        lambda: a - b,
        lambda: a * b,
        lambda: a / (1 + b**2),
        lambda: (a + b) ** 2,
        lambda: -a,
        lambda: sqrt(1 + a**2),
        lambda: log(1 + a**2),
        lambda: Max(a, b),
        lambda: Min(a, b),
        lambda: floor(a),
        lambda: ceiling(b),
        lambda: abs(a - b),
        lambda: Sum(a + i, (i, 1, 3)),
        lambda: Product(a * i, (i, 1, 2)),
        lambda: binomial(x + 3, k) * a,
    ]
    return draw.choice(made)()


@pytest.mark.parametrize("seed", range(60))
def test_random_formulas_mean_in_a_page_what_they_state(seed):
    expression = random_formula(Random(seed), 3)
    assert means(expression, (2, 3, 5)) is not False, plain(expression)


@pytest.mark.heavy
def test_many_random_formulas():
    for seed in range(1000, 1300):
        expression = random_formula(Random(seed), 4)
        assert means(expression, (2, 3, 5), 1e-6) is not False, plain(expression)


def test_an_unknown_command_is_text_and_never_half_a_formula():
    assert from_latex(r"\unheard{x}^{2}", "unheard(x)**2") == "<math><mtext>unheard(x)**2</mtext></math>"
    assert "lambda" not in mathml(sympy.Function("lambda")(x)) + mathml(sympy.Function("beta")(x))
    assert "greatestinteger" not in mathml(GreatestInteger(x + k, k, 1)).lower()
    assert latex(x) in mathml(x)


def test_a_factorial_to_a_power_stands_in_brackets():
    n = sympy.Symbol("n")
    assert means(sympy.factorial(n) ** 2 / sympy.factorial(n + 1), (5, 4, 3, 2))


@pytest.mark.parametrize(
    "expression",
    [
        sympy.factorial(x + 1) * sympy.factorial(y + k),
        sympy.factorial(x) * Product(i, (i, 1, J)),
        -sympy.factorial(x) * floor(y / 2),
        y * Sum(-i, (i, 1, J)) + k,
        x - Product(-k, (i, 1, J)),
    ],
    ids=plain,
)
def test_signs_and_factorials_end_where_they_end(expression):
    assert means(expression, (2, 3, 4))


def test_powers_of_what_is_no_symbol():
    greatest, cases = GreatestInteger(x + k, k, 1), sympy.Piecewise((x, x <= k), (k, True))
    assert mathml(greatest**2).startswith("<math><msup><mrow><mo>(")
    assert means(sympy.Pow(cases, 3, evaluate=False), (2, 3))
