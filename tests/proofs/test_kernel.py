"""The kernel: a proof end to end, and what it refuses."""

import copy
import pickle

import pytest
import sympy
from sympy import Eq, Le, Lt, Sum, binomial

from boundkit.errors import ProofError
from boundkit.formulas.symbols import natural, positive, real
from boundkit.proofs import (
    HOLE,
    Fact,
    add,
    algebra,
    apply,
    assume,
    cases,
    chain,
    content,
    cut,
    induction,
    substitute,
    termwise,
    times,
    unfold,
    vanish,
)

n = natural("n", "a number", least=0)
i = natural("i", "an index", least=0)
x, y = real("x", "a real number"), real("y", "another")
u, h = positive("u", "a positive number"), positive("h", "a small number")
below_x = real("q", "of [0, x]", least=0, at_most=x)


def said(fact):
    return str(content(fact).relation)


def conditions(fact):
    return sorted(map(str, content(fact).conditions))


def squares():
    return Sum(i, (i, 0, n))


def gauss():
    """0 + 1 + .. + n = n (n + 1)/2, by induction."""
    claim = Eq(squares(), n * (n + 1) / 2)
    zero = chain(unfold(squares().subs(n, 0), "last"), apply(HOLE + 0, unfold(Sum(i, (i, 0, -1)), "empty")))
    more = chain(
        unfold(squares().subs(n, n + 1), "last"),
        apply(HOLE + n + 1, assume(claim)),
        algebra(Eq(n * (n + 1) / 2 + n + 1, (n + 1) * (n + 2) / 2, evaluate=False)),
    )
    return induction(n, claim, zero, more)


def test_a_sum_by_induction():
    fact = gauss()
    assert said(fact) == "Sum(i, (i, 0, n)) = n*(n + 1)/2"
    assert not content(fact).conditions
    assert not content(fact).premises
    assert content(fact).rule == "induction"
    assert said(substitute(fact, {n: 10})) == "Sum(i, (i, 0, 10)) = 55"


def test_rules_of_order():
    grows = algebra(1 + u <= sympy.exp(u))
    assert said(chain(grows, algebra(Lt(sympy.exp(u), sympy.exp(u + 1))))) == "u + 1 < exp(u + 1)"
    assert said(times(grows, u)) == "u*(u + 1) <= u*exp(u)"
    assert said(apply(1 / (1 + HOLE), grows)) == "1/(exp(u) + 1) <= 1/(u + 2)"
    assert said(add(grows, grows)) == "2*u + 2 <= 2*exp(u)"
    assert said(termwise(substitute(grows, {u: i + 1}), i, 0, n)) == (
        "Sum(i + 2, (i, 0, n)) <= Sum(exp(i + 1), (i, 0, n))"
    )


def test_conditions_come_from_domains_and_are_cut():
    bound = algebra(sympy.log(u) <= u - 1)
    at_x = substitute(bound, {u: x})
    assert (said(at_x), conditions(at_x)) == ("log(x) <= x - 1", ["0 < x"])
    assert conditions(cut(substitute(at_x, {x: u + 1}), algebra(Lt(0, u + 1, evaluate=False)))) == []


def test_cases_need_the_exact_complement():
    one = add(algebra(Le(0, x**2, evaluate=False)), times(assume(Le(x, y)), 0))
    two = add(algebra(Le(0, x**2, evaluate=False)), times(assume(Lt(y, x)), 0))
    assert conditions(cases(one, two)) == []
    wrong = add(algebra(Le(0, x**2, evaluate=False)), times(assume(Le(y + 1, x)), 0))
    with pytest.raises(ProofError, match="complement"):
        cases(one, wrong)


def test_what_is_no_fact_is_refused():
    fact = gauss()
    with pytest.raises(ProofError, match="rules of the kernel alone"):
        Fact()
    for copied in (lambda: copy.copy(fact), lambda: pickle.loads(pickle.dumps(fact))):
        with pytest.raises((ProofError, TypeError, pickle.PicklingError)):
            chain(copied(), fact)
    for false in (object.__new__(Fact), object.__new__(type("Mine", (Fact,), {})), content(fact), None):
        with pytest.raises(ProofError, match="no fact of the kernel"):
            chain(false)
    with pytest.raises(AttributeError):
        object.__setattr__(fact, "relation", "0 = 1")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: algebra(Le(x, x + sympy.Rational(-1, 10**9), evaluate=False)),
        lambda: algebra(Eq(x + 1, (x**2 - 1) / (x - 1))),
        lambda: algebra(Eq(sympy.sqrt(x**2), x, evaluate=False)),
        lambda: chain(algebra(Le(x, x + 1, evaluate=False)), algebra(Le(x + 2, x + 3, evaluate=False))),
        lambda: times(algebra(Le(x, x + 1, evaluate=False)), y),
        lambda: apply(HOLE**2, algebra(Le(x, x + 1, evaluate=False))),
        lambda: apply(-HOLE * x, algebra(Le(x, x + 1, evaluate=False))),
        lambda: apply(sympy.Piecewise((1, HOLE < 1), (0, True)), algebra(Le(x, x + 1, evaluate=False))),
        lambda: apply(Sum(HOLE * i, (i, 0, n)), algebra(Le(x, x + 1, evaluate=False))),
        lambda: apply(sympy.log(HOLE), algebra(Le(x, x + 1, evaluate=False))),
        lambda: apply(binomial(HOLE, 2), algebra(Le(u, u + 1, evaluate=False))),
        lambda: termwise(algebra(Le(i, i + 1, evaluate=False)), i, 0, -n),
        lambda: termwise(algebra(Le(-x - i, i, evaluate=False)), i, 0, n, of=sympy.Product),
        lambda: unfold(Sum(i, (i, 0, -n)), "last"),
        lambda: substitute(algebra(1 + u <= sympy.exp(u)), {x: 1}),
        lambda: induction(n, Le(n, 0), algebra(Le(0, 0, evaluate=False)), assume(Le(n + 1, 0))),
        lambda: vanish(algebra(Le(0, h * x**2, evaluate=False)), u),
    ],
)
def test_false_steps_are_refused(wrong):
    with pytest.raises(ProofError):
        wrong()


def test_a_symbol_that_may_have_no_value_does_not_disappear():
    low, high = algebra(Le(0, below_x, evaluate=False)), algebra(Le(below_x, x, evaluate=False))
    with pytest.raises(ProofError, match="may have no value"):
        chain(low, high)


def test_the_hypothesis_of_an_induction_does_not_leak():
    false = assume(Le(n + 1, n, evaluate=False))
    with pytest.raises(ProofError, match="stands under"):
        induction(n, Le(n, 5, evaluate=False), algebra(Le(0, 5, evaluate=False)), chain(false, assume(Le(n, 5))))


def test_the_floats_of_an_author_are_refused():
    with pytest.raises(ProofError, match="float"):
        algebra(Le(x, x + 0.1, evaluate=False))
