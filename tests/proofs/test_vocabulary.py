"""Formulas of a proof are made of known parts; a part of another class could say of itself what it equals."""

import pytest
import sympy
from letters import N, h, i, le, theorem, x

from boundkit.errors import ProofError
from boundkit.formulas.domain import Domain
from boundkit.formulas.symbols import Variable
from boundkit.proofs import HOLE, algebra, apply, assume, content, other, premise, substitute, unknown, vanish
from boundkit.proofs.trust import proving
from boundkit.proofs.vocabulary import require_known
from boundkit.statements import big_o, function


class Chameleon(Variable):
    """It is whatever it is compared with."""

    def __eq__(self, _):
        return True

    def __hash__(self):
        return hash(x)


class Five(sympy.exp):
    """An exponential that expands to 5."""

    def _eval_expand_mul(self, **_):
        return sympy.Integer(5)


ANYTHING = Chameleon("E", "anything", Domain(False, sympy.Integer(100)))
ALIKE = sympy.Function("f", __eq__=lambda *_: True, __hash__=lambda _: 1)


@pytest.mark.parametrize(
    "made",
    [
        lambda: algebra(le(100, ANYTHING)),
        lambda: algebra(le(x, Five(x))),
        lambda: premise("few", le(N, ALIKE(x))),
        lambda: premise("few", le(N, x), for_all=(ANYTHING,)),
        lambda: assume(le(N, x), for_all={ANYTHING}),
        lambda: substitute(algebra(le(x, x)), {ANYTHING: 1}),
        lambda: substitute(algebra(le(x, x)), {x: ANYTHING}),
        lambda: apply(HOLE * ANYTHING, algebra(le(x, x))),
        lambda: vanish(algebra(le(x, x + h)), ANYTHING),
    ],
)
def test_no_rule_takes_what_is_of_another_kind(made):
    goal = theorem()
    with proving(goal, goal.claims[0]), pytest.raises(ProofError, match="which no proof can hold"):
        made()


def test_parts_are_found_in_what_rules_are_given():
    for thing in ([ANYTHING], {x: ANYTHING}, other("another", ANYTHING), big_o(N, x, constants=(ANYTHING,))):
        with pytest.raises(ProofError, match="E is of the kind Chameleon"):
            require_known(thing)


def test_what_formulas_are_made_of():
    c, p = unknown("c", "cells", of=(i,), measure=int), function("p", "density", of=x, nonnegative=True)
    require_known(c(i), p, sympy.Sum(c(i) / 2, (i, 0, 3)), sympy.Piecewise((p, x > 0), (sympy.pi, True)), "words", None)
    assert content(algebra(le(x, x + sympy.Rational(2, 3)))).certificate


DECLARED = {"meaning": "m", "places": (i,), "domain": Domain(), "measure": None, "is_unknown": True}
SUPPLIED = {"meaning": "m", "variable": i, "must_be_nonnegative": False, "least_value": None}


@pytest.mark.parametrize(
    "more",
    [
        DECLARED | {"positive": True},
        SUPPLIED | {"real": True, "integer": True},
        {"positive": True},
        DECLARED | {"real": True, "free_symbols": frozenset()},
        DECLARED | {"real": True, "must_be_nonnegative": True, "variable": i},
        SUPPLIED | {"real": True, "_eval_is_positive": lambda _: True},
    ],
    ids=["a sign", "whole numbers", "no declaration", "no symbols", "a density besides", "a rule of its own"],
)
def test_nothing_is_known_of_a_function_but_what_is_declared(more):
    with pytest.raises(ProofError, match=r"f\(i\) is of the kind f"):
        require_known(sympy.Function("f", **more)(i))


def test_functions_as_they_are_declared_are_known():
    kinds = [unknown("c", "m", of=(i,), at_least=1, measure=len), function("f", "m", of=i, least=1).func]
    for kind in (*kinds, function("f", "m", of=i, nonnegative=True).func, sympy.Function("g")):
        require_known(kind(i))


def test_a_symbol_is_no_more_than_its_domain_says():
    made = sympy.Symbol.__xnew__(Variable, "v", positive=True)
    made.meaning, made.domain, made.unit = "any number", Domain(), ""
    with pytest.raises(ProofError, match="sympy assumes of v"):
        assume(le(0, made))
