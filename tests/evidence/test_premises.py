"""Premises, tried on the objects of a claim: what is measured there, and what an object says against one."""

from sympy import Eq, Le

from boundkit.evidence import instances
from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.evidence.premises import tried
from boundkit.proofs import content, premise, unknown
from boundkit.proofs.trust import proving
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

measured = []


def noted(thing):
    measured.append(thing)
    return thing


n = natural("n", "a number")
m = natural("m", "a number that is added")
N = quantity("N", "the number itself", measure=noted)
CLAIM = Claim("upper", UPPER, Le(N, n))
THEOREM = Theorem(
    "x.y", "t", cite("x", "y"), (CLAIM,), evidence=(instances("upper", lambda n: n, name="all", n=(1, 2, 3)),)
)


def outcomes(measure, relation, for_all=()):
    """What trying says of a premise about an unknown with this measure, and which numbers were measured for it."""
    measured.clear()
    with proving(THEOREM, CLAIM):
        v = unknown("v", "a number near it", measure=measure)
        premises = content(premise("in words", relation(v), for_all=for_all)).premises
    found = next(t for t in tried(THEOREM, CLAIM, premises, Context(False, Budget(10))) if t.premise.relation)
    return found.premise.tested_by, found.witness, list(measured)


def test_a_premise_is_tried_on_all_objects():
    assert outcomes(lambda thing: thing, lambda v: Eq(N, v)) == (("all",), None, [1, 2, 3])


def test_the_quantity_is_not_measured_where_an_unknown_has_no_measure():
    assert outcomes(lambda thing: thing if thing < 3 else None, lambda v: Eq(N, v)) == (("all",), None, [1, 2])
    assert outcomes(None, lambda v: Eq(N, v)) == ((), None, [])


def test_what_a_premise_says_of_all_numbers_is_measured_once_an_object():
    """For each of the small values of m."""
    assert outcomes(lambda thing: thing, lambda v: Le(N, v + m), (m,)) == (("all",), None, [1, 2, 3])


def test_objects_are_built_but_not_measured_for_premises_of_unknowns_alone():
    assert outcomes(lambda thing: thing, lambda v: Le(v, n)) == (("all",), None, [])


def test_an_object_that_breaks_a_premise_is_the_witness():
    tested, witness, _ = outcomes(lambda thing: 2, lambda v: Le(N, v))
    assert not tested
    assert witness["at"] == {}
    assert witness["evidence"] == "all"
