"""The power of a mean below the mean of powers."""

import pytest
from sympy import Eq, Lt, Sum

from boundkit.errors import ProofError
from boundkit.formulas.symbols import natural
from boundkit.proofs import content, premise, unknown
from boundkit.proofs.powers import mean_of_powers
from boundkit.proofs.trust import proving
from boundkit.statements import UPPER, Claim, Theorem, cite, quantity

i, m, d = natural("i", "a part"), natural("m", "parts"), natural("d", "dimension")
V = quantity("V", "a value", measure=lambda thing: thing)
CLAIM = Claim("upper", UPPER, V <= m)
THEOREM = Theorem("t.t", "test", cite("boundkit", "own"), (CLAIM,))


def parts(total):
    q = unknown("q", "part i", of=(i,), at_least=0)
    whole = premise("what the parts sum to", Eq(Sum(q(i), (i, 1, m)), total))
    return q, whole, premise("parts are positive", Lt(0, q(i)), for_all=(i,))


def test_the_sum_of_powers_of_parts_that_sum_to_one():
    with proving(THEOREM, CLAIM):
        q, whole, some = parts(1)
        said = content(mean_of_powers(whole, q(i), i, m, 2 / d, by=(some,)))
    assert str(said.relation) == "m**(-2/d) <= Sum(q(i)**(1 + 2/d), (i, 1, m))"
    assert not said.conditions


@pytest.mark.heavy
@pytest.mark.parametrize(("total", "known"), [(2, True), (1, False)])
def test_parts_of_another_sum_or_of_no_sign_are_refused(total, known):
    with proving(THEOREM, CLAIM):
        q, whole, some = parts(total)
        with pytest.raises(ProofError):
            mean_of_powers(whole, q(i), i, m, 2 / d, by=(some,) if known else ())
