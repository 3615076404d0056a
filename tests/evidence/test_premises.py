"""Premises, tried on the objects of a claim: what is measured there, and what an object says against one."""

from fractions import Fraction

import pytest
from flint import arb
from sympy import Eq, Le, Symbol

from boundkit.arithmetic.nodes import Least
from boundkit.evidence import Case, instances, proof
from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.evidence.premises import tried
from boundkit.proofs import chain, content, premise, unknown
from boundkit.proofs.trust import proving
from boundkit.statements import UPPER, Claim, Theorem, cite, function, natural, quantity
from boundkit.verdict import Verdict

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


index = Symbol("i", integer=True)
widths = function("w", "width of layer l", of=(layer := natural("l", "a layer")), least=1)
LISTED = Theorem(
    "x.z",
    "t",
    cite("x", "z"),
    (CLAIM,),
    evidence=(instances("upper", lambda n, w: Case(n, {"w": w}), name="listed", n=(2, 3), w=((2, 3),)),),
)


def of_listed(relation):
    with proving(LISTED, CLAIM):
        premises = content(premise("in words", relation, for_all=(layer,))).premises
    (found,) = tried(LISTED, CLAIM, premises, Context(False, Budget(10)))
    return found.premise.tested_by, found.witness


def test_what_an_object_lists_of_a_function_is_put_in():
    """Layers beyond the list say nothing."""
    assert of_listed(Le(N + widths, 6)) == (("listed",), None)
    tested, witness = of_listed(Le(N + widths, 5))
    assert not tested
    assert witness["at"] == {"l": "2"}
    least = Least(widths.func(index), (index, 1, layer))
    assert of_listed(Le(2, least)) == (("listed",), None)
    assert of_listed(Le(3, least))[1]["at"] == {"l": "1"}


def test_a_function_that_no_object_lists_is_not_tried():
    unlisted = function("u", "a width that nobody tells", of=layer, least=1)
    assert of_listed(Le(N, unlisted)) == ((), None)


@pytest.mark.parametrize(
    ("measure", "declared", "breaks"),
    [
        (lambda thing: thing + Fraction(1, 2), {"whole": True}, True),
        (lambda thing: thing + Fraction(1, 2), {"at_least": 1}, False),
        (lambda thing: thing + 1, {"at_least": 3}, True),
        (lambda thing: arb(thing + 1, "1e-9"), {"whole": True, "at_least": 2}, False),
        (None, {"at_least": 3}, None),
    ],
)
def test_an_unknown_is_held_against_what_it_is_declared_to_be(measure, declared, breaks):
    for of, at in (((), ()), ((n,), (n,)), ((m,), (m + 1,))):
        with proving(THEOREM, CLAIM):
            kind = unknown(
                "v", "a number near it", of=of, measure=measure and (lambda thing, *_: measure(thing)), **declared
            )
            value = kind(*at) if of else kind
            made = content(premise("in words", Le(N, value + 0 * m), for_all={m} & set(of))).premises
        found = next(t for t in tried(THEOREM, CLAIM, made, Context(False, Budget(10))) if not t.premise.relation)
        assert (found.witness is not None, found.premise.tested_by) == (bool(breaks), ("all",) * (breaks is False))


def test_what_is_not_as_declared_breaks_the_proof():
    @proof("upper")
    def false():
        v = unknown("v", "what is above it", at_least=4, measure=lambda thing: thing)
        return chain(premise("it is below v", Le(N, v)), premise("v is n", Le(v, n)))

    finding = false.run(THEOREM, Context(False, Budget(10)))
    assert finding.verdict is Verdict.INCONCLUSIVE
    assert finding.witness["measured"] == "v = 1"
    assert "a real number >= 4" in finding.detail
