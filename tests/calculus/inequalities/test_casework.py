"""Truths about maxima, absolute values and rounded numbers; each with a control that is a little stronger and false."""

import pytest
import sympy
from sampled import one_in
from sympy import Abs, Ge, Le, Lt, Max, Min, Piecewise, Rational, ceiling, exp, floor, log, sqrt

from boundkit.calculus.inequalities.judgement import certify
from boundkit.statements import natural
from boundkit.verdict import Verdict

x, z = sympy.symbols("x z", positive=True)
a, b = sympy.symbols("a b", nonnegative=True)
u, v, w = sympy.symbols("u v w", real=True)
n = sympy.Symbol("n", integer=True, positive=True)
i = sympy.Symbol("i", integer=True)
LESS = Rational(99, 100)


def le(left, right):
    return Le(left, right, evaluate=False)


# the inequality as a function of a factor that is 1 in truth and 99/100 in the control, and intervals
TRUTHS = {
    "a logarithm below a maximum": (lambda c: le(log(x), c * Max(log(x), 1)), {}),
    "a minimum below a root": (lambda c: le(Min(sqrt(x), x), c * sqrt(x)), {}),
    "a product of maxima": (lambda c: le(Max(1, u), c * Max(1, u) * Max(1, v)), {}),
    "half of a whole number, rounded up": (lambda c: le(ceiling(n / 2), c * (n + 1) / 2), {}),
    "half of a whole number, rounded down": (lambda c: le((n - 1) / 2, c * floor(n / 2)), {}),
    "a third, rounded up": (lambda c: le(ceiling(n / 3), c * (n + 2) / 3), {}),
    "a long fraction, rounded up": (lambda c: le(ceiling(n / 640), c * (n + 639) / 640), {}),
    "both halves": (lambda c: le(ceiling(n / 2) + floor(n / 2), c * n), {}),
    "both halves from below": (lambda c: le(n, c * (ceiling(n / 2) + floor(n / 2))), {}),
    "halves of any sign": (lambda c: le(floor(i / 2), i / 2 - (1 - c)), {}),
    "a mean of two": (lambda c: le(sqrt(a * b), c * Max(a, b)), {}),
    "a mean of two on a box": (lambda c: le(sqrt(x * z), c * Max(x, z)), {"x": (1, 2), "z": (1, 2)}),
    "the least below the mean": (lambda c: le(Min(u, v), (u + v) / 2 + (c - 1)), {}),
    "the least below the mean on a box": (lambda c: le(Min(x, z), c * (x + z) / 2), {"x": (1, 2), "z": (1, 2)}),
    "the mean below the greatest": (lambda c: le((a + b) / 2, c * Max(a, b)), {}),
    "either below the greatest": (lambda c: le(a, c * Max(a, b)), {}),
    "the least below the greatest": (lambda c: le(Min(u, v), Max(u, v) - (1 - c)), {}),
    "the greatest below the sum": (lambda c: le(Max(a, b), c * (a + b)), {}),
    "the greatest of three": (lambda c: le((u + v + w) / 3, Max(u, v, w) - (1 - c)), {}),
    "least times greatest": (lambda c: le(Max(x, z) * Min(x, z), c * x * z), {}),
    "an absolute value": (lambda c: le(u, c * Abs(u)), {}),
    "the triangle": (lambda c: le(Abs(u + v), c * (Abs(u) + Abs(v))), {}),
    "greatest by absolute value": (lambda c: le(Max(u, v), (u + v + Abs(u - v)) / 2 - (1 - c)), {}),
    "its other side": (lambda c: le((u + v + Abs(u - v)) / 2, Max(u, v) - (1 - c)), {}),
    "a case distinction": (lambda c: le(u, c * Piecewise((u, u >= 0), (-u, True))), {}),
    "a term and what is added": (lambda c: le(x * exp(x) + (1 - c), x * exp(x) + Abs(x)), {"x": ("1/200", 1000001)}),
    "log of a maximum": (lambda c: le(log(Max(x, z)), Max(log(x), log(z)) - (1 - c)), {}),
    "a root and a line": (lambda c: le(sqrt(x), c * Max(sqrt(x), x - 2)), {"x": (2, 28)}),
    "rounded down and up": (lambda c: le(floor(x), c * ceiling(x)), {"x": (1, None)}),
    "a rounded number and a maximum": (lambda c: le(ceiling(x), c * Max(ceiling(x), x)), {}),
}  # fmt: skip


@pytest.mark.parametrize("name", one_in(2, TRUTHS))
def test_a_truth_about_choices_is_certified(name):
    inequality, box = TRUTHS[name]
    judgement = certify(inequality(sympy.Integer(1)), box)
    assert judgement.verdict is Verdict.CERTIFIED, judgement.text


@pytest.mark.parametrize("name", TRUTHS)
def test_its_control_is_refuted(name):
    inequality, box = TRUTHS[name]
    relation = inequality(LESS)
    judgement = certify(relation, box)
    assert judgement.verdict is Verdict.REFUTED, judgement.text
    at = {s: sympy.Rational(str(judgement.witness[s.name])) for s in relation.free_symbols}
    assert (relation.lts - relation.gts).subs(at).evalf(40) > 0


@pytest.mark.parametrize(
    "relation",
    [
        Lt(log(x), Max(log(x), 1), evaluate=False),
        Lt(Min(u, v), (u + v) / 2, evaluate=False),
        Lt(ceiling(n / 2), (n + 1) / 2, evaluate=False),
        Ge(floor(n / 2), n / 2, evaluate=False),
        le(ceiling(x), x + Rational(1, 2)),
        le(ceiling(n / 640), (n + 638) / 640),
        le(sqrt(a * b), Min(a, b)),
        le(Max(u, v), (u + v) / 2),
    ],
    ids=str,
)
def test_what_fails_at_a_tie_or_at_a_branch_is_refuted(relation):
    assert certify(relation).verdict is Verdict.REFUTED


def test_a_branch_that_is_not_defined_certifies_nothing():
    assert certify(le(sqrt(u), Max(sqrt(u), 1)), {"u": (-1, 4)}).verdict is Verdict.INCONCLUSIVE
    assert certify(le(Max(log(u), 0), Max(log(u), 1)), {"u": (0, 4)}).verdict is Verdict.INCONCLUSIVE


def test_relations_between_symbols_are_kept():
    top = natural("E", "experts")
    below = natural("j", "chosen", at_most=top)
    assert certify(le(ceiling(below / 2), ceiling(top / 2) + Rational(1, 2))).verdict is Verdict.CERTIFIED
    assert certify(le(Max(below, top), top)).verdict is Verdict.CERTIFIED
    assert certify(le(Max(below, top), below)).verdict is Verdict.REFUTED


# choices that depend on the index of a sum, a product or a range -----------------------------------------------------

j = sympy.Symbol("j", integer=True, positive=True)
ANY = sympy.Symbol("j")  # of the same name
BOUND = {
    "a case distinction": (lambda c: le(sympy.Sum(Piecewise((1, j <= 2), (x, True)), (j, 1, 3)), x + 2 * c)),
    "another index": (lambda c: le(sympy.Sum(Piecewise((1, ANY <= 2), (x, True)), (ANY, 1, 3)), x + 2 * c)),
    "maxima": (lambda c: le(sympy.Sum(Max(j, x), (j, 1, 3)), 3 * x + 6 * c)),
    "least factors": (lambda c: le(sympy.Product(Min(j, x), (j, 1, 3)), Min(6, x**3) * c)),
    "rounded quotients": (lambda c: le(sympy.Sum(ceiling(x / j), (j, 1, 3)), c * (x * Rational(11, 6) + 3))),
    "a free symbol of that name": (lambda c: le(sympy.Sum(Max(j, x), (j, 1, 3)) + j, 3 * x + 6 * c + j)),
    "and of that name in the body": (lambda c: le(sympy.Sum(j * Max(ANY, 2), (ANY, 1, 3)), 7 * c * j)),
    "two indices of one name": (lambda c: le(sympy.Sum(sympy.Sum(j * Max(ANY, 2), (ANY, 1, 3)), (j, 1, 2)), 21 * c)),
    "a root of the index": (lambda c: le(sympy.Sum(sqrt(j - 1) * x, (j, 1, 2)), c * x)),
    "the logarithm of a factorial": (
        lambda c: le(sympy.Sum(log(sympy.factorial(j)) * x, (j, 1, 3)), x * c * log(12))
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOUND)
def test_a_choice_inside_a_binder_is_taken_at_every_place(name):
    assert certify(BOUND[name](1)).verdict in (Verdict.CERTIFIED, Verdict.INCONCLUSIVE)
    assert certify(BOUND[name](LESS)).verdict is Verdict.REFUTED


@pytest.mark.parametrize("name", ["a case distinction", "another index", "rounded quotients", "a root of the index"])
def test_a_short_sum_is_written_out(name):
    assert certify(BOUND[name](1)).verdict is Verdict.CERTIFIED
