"""classical.oracle_inequality: verdicts, and exact risks against simulation."""

import numpy as np
import pytest
from boundkit.theorems.classical import oracle_inequality
from entries import check_evidence, entry_of, evidence_of

ENTRY = entry_of(oracle_inequality)


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_the_value_of_the_bound():
    """F0 = tau = 1, n = 1000, H = 2, delta = 1/1000, a = 0: 4 (108/1000 + 32/1000)."""
    value = ENTRY.theorem.claim("upper").evaluate(n=1000, F0=1, a=0, H=2, delta="1/1000", tau=1)
    assert value.exact == "14/25"


def test_below_one_the_noise_does_not_shrink_with_the_range():
    case = oracle_inequality.two_values(16000, 16, "1/100", "1/1000000000", 1)
    assert float(case.object.risk.lower) == pytest.approx(4.37e-5, rel=1e-3)
    draw = np.random.default_rng(0).normal(size=(400, 1000)).mean(axis=1)
    assert np.mean(draw > 0.005) * 1e-4 == pytest.approx(4.37e-5, rel=0.2)
