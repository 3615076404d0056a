"""wang2025.manifold_rate: verdicts, constants, rates over m, and what two arcs do."""

from math import log2

import pytest
from boundkit.theorems.wang2025 import manifold_rate
from boundkit.theorems.wang2025.manifold_rate import PAPER, PLANE, on_circle
from entries import check_evidence, derived, entry_of, evidence_of
from sympy import Lambda

from boundkit.constructions.arcs import embedding
from boundkit.measures.manifolds import CircleMixture
from boundkit.verdict import Verdict

ENTRY = entry_of(manifold_rate)
x1, x2 = PLANE
SLOW = ("on_circle", "on_angles", "equal angles, the closed rate", "beside_the_plane", "on_torus",
        "without smooth: torus_said_to_be_flat")  # fmt: skip


@pytest.mark.parametrize("index", evidence_of(ENTRY, SLOW))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize("claim", [claim.name for claim in ENTRY.theorem.claims if claim.name != "published"])
def test_explicit_claims_are_derived(claim):
    verdict, _, _, premises = derived(ENTRY, claim)
    assert verdict is Verdict.DERIVED
    assert len([premise for premise in premises if premise.relation]) <= 2


@pytest.mark.parametrize(
    ("claim", "E", "constant"),
    [("circle", 3, 53.904), ("circle", 4, 16.366), ("circle_angle", 3, 19.776), ("circle_angle", 4, 10.112)],
)
def test_constants_for_the_papers_target(claim, E, constant):
    """Times m^2, at m = 1000, for M1 = 5.468 and M2 = 25."""
    low, high = ENTRY.theorem.claim(claim).evaluate(E=E, m=1000, M1="5.468", M2=25).enclosure
    assert 10**6 * float(low) == pytest.approx(constant, rel=1e-4)
    assert float(high) == pytest.approx(float(low))


def largest_error(target, E, m):
    return float(CircleMixture(target, E, m, embedding(2)).error.upper)


def slope(target, E, m=32):
    return log2(largest_error(target, E, 2 * m) / largest_error(target, E, m))


def test_slopes_over_m():
    """-2 from three arcs on; with two, whose ends are vertical, only where the target is stationary there."""
    turned = Lambda(PLANE, PAPER(x2, -x1))
    assert slope(PAPER, 3) == pytest.approx(-2, abs=0.1)
    assert slope(PAPER, 2) == pytest.approx(-0.6, abs=0.05)
    assert slope(turned, 2) == pytest.approx(-1.96, abs=0.05)
    assert largest_error(PAPER, 1, 8) > 1.9 < largest_error(PAPER, 1, 64)


@pytest.mark.heavy
@pytest.mark.parametrize("E", [3, 4, 8])
def test_the_error_does_not_see_the_ambient_dimension(E):
    for m in (4, 128):
        errors = {str(on_circle(PAPER, E, m, D).object.error) for D in (2, 16, 32, 64, 128)}
        assert len(errors) == 1
