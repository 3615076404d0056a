"""What is told of an object that breaks a claim: figures, its builder, and values beyond the grid of the evidence."""

import pytest

from boundkit.checking.space import spaces_of
from boundkit.checking.violation import Violation
from boundkit.evidence import instances
from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

n = natural("n", "size")
again = quantity("N", "the size again", measure=int)
CLAIM = Claim("upper", UPPER, again <= n)


def one_more(n):
    return n + 1


def violation(point):
    theorem = Theorem("a.b", "a size", cite("folklore", "everywhere"), (CLAIM,),
                      evidence=(instances("upper", one_more, n=(1, 2)),))  # fmt: skip
    (space,) = spaces_of(theorem, CLAIM)
    found = space.probe.at(theorem, Context(False, Budget(10)), CLAIM, point)
    return theorem, Violation(found, space)


@pytest.mark.parametrize(("point", "beyond"), [({"n": 2}, ()), ({"n": 7}, ("n",))])
def test_values_that_the_evidence_does_not_declare_are_named(point, beyond):
    theorem, found = violation(point)
    text = found.text(theorem, CLAIM)
    assert found.beyond_grid == beyond
    assert text.startswith(f"N = {point['n'] + 1} at n={point['n']}, claimed {point['n']}; built by one_more")
    assert ("no hypothesis ties n to the object" in text) is bool(beyond)
