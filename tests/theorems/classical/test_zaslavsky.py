"""Regions and faces of hyperplanes: values, Euler's relation, special position, controls."""

from math import comb

import pytest
import sympy
from boundkit.theorems.classical import zaslavsky
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only, value, whole

from boundkit.errors import DomainError
from boundkit.verdict import Verdict

ENTRY = entry_of(zaslavsky)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize("claim", THEOREM.claim_names)
def test_every_claim_is_derived_from_four_premises_that_were_tried(claim):
    verdict, scope, rests_on, premises = derived(ENTRY, claim)
    assert (verdict, scope, rests_on) == (Verdict.DERIVED, "all", ())
    assert [bool(premise.tested_by) for premise in premises if premise.relation] == [True] * 4


def test_zaslavsky_values():
    assert value("zaslavsky", "regions", m=4, d=2).exact == "11"
    assert value("zaslavsky", "bounded", m=4, d=2).exact == "3"
    assert value("zaslavsky", "regions", m=0, d=3).exact == "1"
    with pytest.raises(DomainError):
        value("zaslavsky", "bounded", m=0, d=1)


@pytest.mark.parametrize(("m", "d"), [(4, 2), (5, 2), (5, 3), (6, 3)])
def test_faces_alternate_to_the_euler_characteristic(m, d):
    faces = [whole("zaslavsky", "faces", m=m, d=d, k=k) for k in range(d + 1)]
    assert faces[0] == comb(m, d)
    assert faces[d] == whole("zaslavsky", "regions", m=m, d=d)
    assert sum((-1) ** k * number for k, number in enumerate(faces)) == (-1) ** d
    for k in range(d + 1):
        thing = zaslavsky.faces(m, d, k, seed=4)
        assert thing.number() == faces[k]
        assert thing.bounded() == whole("zaslavsky", "bounded_faces", m=m, d=d, k=k)


@pytest.mark.heavy
@pytest.mark.parametrize(("m", "d"), [(m, d) for d in range(1, 7) for m in range(d, d + 3)])
def test_general_position_up_to_six_dimensions(m, d):
    box = zaslavsky.random_hyperplanes_in_a_box(m, d, seed=3)
    assert box.regions() == whole("zaslavsky", "regions", m=m, d=d)
    assert box.bounded() == whole("zaslavsky", "bounded", m=m, d=d)


m, d, k = zaslavsky.m, zaslavsky.d, zaslavsky.k


@pytest.mark.parametrize(
    ("claim", "formula"),
    [
        ("upper", zaslavsky.all_regions(m, d - 1)),
        ("regions", zaslavsky.all_regions(m - 1, d)),
        ("bounded", sympy.binomial(m, d)),
        ("faces", sympy.binomial(m, d - k) * zaslavsky.all_regions(m, k)),
        ("bounded_faces", sympy.binomial(m, d - k) * sympy.binomial(m - d + k, k)),
    ],
)
def test_a_wrong_formula_is_not_proved(claim, formula):
    must_prove_only(ENTRY, claim, formula)
