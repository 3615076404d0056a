"""Experts against loaded parameters: values, verdicts, controls, and the trade-off on built mixtures."""

from math import log

import pytest
from boundkit.theorems.kratsios2024 import active_parameters
from boundkit.theorems.kratsios2024.active_parameters import STATEMENT, D, G, Lip, N, eps, r, traded, v
from entries import check_evidence, derived, entry_of, evidence_of, must_prove_only
from flint import fmpq
from sympy import ceiling

from boundkit.measures import lipschitz_targets as targets
from boundkit.verdict import Verdict

ENTRY = entry_of(active_parameters)
THEOREM = ENTRY.theorem


@pytest.mark.heavy
@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


@pytest.mark.parametrize("claim", ["sharp", "constants", "experts", "expert", "routing"])
def test_claims_are_derived(claim):
    verdict, *_ = derived(ENTRY, claim)
    assert verdict is Verdict.DERIVED


def value(claim, **at):
    return THEOREM.claim(claim).evaluate(**at).exact


def test_values():
    assert [value("error", Lip=1, G=2, N=2, D=d) for d in (1, 2, 3)] == ["1/8", "3/16", "3/16"]
    assert [value("sharp", Lip=1, G=1, N=1, D=d) for d in (1, 2, 3, 4)] == ["1/2", "4/7", "5/8", "11/17"]
    assert value("constants", Lip=3, G=6) == "1/4"
    assert value("experts", D=3, G=10) == "1000"
    assert [value("routing", v=2, D=3, G=g) for g in (1, 3, 4, 5)] == ["0", "36", "36", "54"]
    assert value("active", v=2, D=1, G=256, N=4) == "56"


def test_the_exponents_of_the_trade():
    """Sizes at two resolutions far apart, of which the ceilings and the + 1 are a small part."""
    coarse, fine = 2**24, 2**48
    for d, share in ((1, 0.5), (2, 0.5), (3, 0.25)):
        sizes = []
        for resolution in (coarse, fine):
            n = round(resolution**share)
            sizes.append(((n + 1) ** d, (-(-resolution // n)) ** d))
        rise = log(fine / coarse)
        assert log(sizes[1][0] / sizes[0][0]) / rise == pytest.approx(share * d, abs=0.01)
        assert log(sizes[1][1] / sizes[0][1]) / rise == pytest.approx((1 - share) * d, abs=0.01)


@pytest.mark.parametrize("share", [0, "1/2", 1])
def test_the_trade_reaches_eps(share):
    case = traded(targets.triple_distance, 1, share, "1/10")
    assert case.object.error.upper <= fmpq(1, 20)
    assert (case.values["G"], case.object.N) == {0: (30, 1), "1/2": (5, 6), 1: (1, 30)}[share]


@pytest.mark.parametrize(
    ("claim", "formula"),
    [
        ("error", Lip / (2 * G * N)),
        ("experts", G**D - 1),
        ("expert", (14 * D - 7) * (N + 1) ** D),
        ("routing", v * D * ceiling(D * STATEMENT.claim("routing").expression / (v * D**2))),
        ("expert_size", 3 * (Lip / eps) ** (r * D)),
    ],
)
def test_a_wrong_formula_is_not_proved(claim, formula):
    must_prove_only(ENTRY, claim, formula)
