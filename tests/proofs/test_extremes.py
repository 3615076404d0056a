"""The greatest and the least of formulas in facts."""

import pytest
from letters import le, leaf, lt, said, u, x, y
from sympy import Max, Min

from boundkit.errors import ProofError
from boundkit.proofs import assume, content
from boundkit.proofs.extremes import below_all, each_of_max, least_of, part_of_max, part_of_min


def test_each_part_is_below_what_bounds_the_greatest():
    both = assume(le(Max(x - 1, y, u), 3))
    assert sorted(map(said, each_of_max(both))) == ["u <= 3", "x - 1 <= 3", "y <= 3"]
    assert said(part_of_max(both, y)) == "y <= 3"
    assert {content(each).conditions for each in each_of_max(both)} == {content(both).conditions}
    for fact, part in ((both, x), (assume(le(x, 3)), x), (assume(le(3, Max(x, y))), x)):
        with pytest.raises(ProofError, match="is no maximum"):
            part_of_max(fact, part)


def test_what_is_below_the_least_is_below_each_part():
    assert said(part_of_min(assume(lt(3, Min(x, y))), x)) == "3 < x"
    with pytest.raises(ProofError, match="do not meet"):
        part_of_min(assume(le(3, Min(x, y))), u)


def test_the_least_of_bounds():
    assert said(below_all(assume(le(3, x)), assume(le(3, y)), assume(le(3, u)))) == "3 <= Min(u, x, y)"
    assert said(least_of(leaf(x, x + 1), leaf(y, y + u))) == "Min(x, y) <= Min(u + y, x + 1)"
    with pytest.raises(ProofError, match="do not meet"):
        below_all(assume(le(3, x)), assume(le(4, y)))
