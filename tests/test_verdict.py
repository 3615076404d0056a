"""Verdicts: words that are compared, not truth values."""

import pytest

from boundkit.verdict import Verdict


def test_a_verdict_is_no_truth_value():
    with pytest.raises(TypeError, match="compare it"):
        assert not Verdict.REFUTED
