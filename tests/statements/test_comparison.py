import pytest
import sympy
from flint import fmpq

from boundkit.calculus.solving.comparison import CROSSES, EQUAL, LEFT
from boundkit.calculus.solving.planes import UNKNOWN
from boundkit.errors import DomainError, MalformedInputError, MissingValueError, NotEvaluableError, UnknownNameError
from boundkit.formulas.symbols import natural, quantity, real
from boundkit.statements.claim import Claim
from boundkit.statements.comparison import aligned, compare_claims, plane_of_claims
from boundkit.statements.relation import ASYMPTOTIC, UPPER, big_o

E = natural("E", "experts")
D = natural("D", "inputs")
k = natural("k", "active experts")
pieces = quantity("N", "pieces", measure=len)


def upper(expression, **more):
    return Claim("upper", UPPER, pieces <= expression, **more)


def test_one_name_is_one_symbol():
    other = real("E", "experts, as in another paper", least=2, at_most=100)
    both = aligned([upper(E), upper(other**2)])
    assert both.expressions[0].free_symbols == both.expressions[1].free_symbols
    assert str(both.symbols["E"].domain) == "integer >= 2 and <= 100"
    assert compare_claims(upper(E), upper(other**2)).verdict == LEFT


def test_conditions_of_both_are_kept():
    both = aligned([upper(E, where=(E >= 3,)), upper(E + D, where=(D >= 2, E >= 3))])
    assert len(both.where) == 2
    assert compare_claims(upper(E + 4, where=(E >= 4,)), upper(2 * E)).verdict == LEFT


def test_values_are_checked():
    with pytest.raises(UnknownNameError, match="'F'"):
        compare_claims(upper(E), upper(D), {"F": 1})
    with pytest.raises(DomainError):
        compare_claims(upper(E), upper(D), {"E": 0})
    assert compare_claims(upper(E), upper(D), {"E": 3, "D": 3}).verdict == EQUAL


def test_an_asymptotic_claim_has_no_side():
    with pytest.raises(NotEvaluableError, match="no constants"):
        compare_claims(Claim("growth", ASYMPTOTIC, big_o(pieces, E)), upper(E))


def test_plane_respects_where_a_bound_is_claimed():
    claims = [upper(E, where=(E >= 2,)), upper(D + 1)]
    found = plane_of_claims(claims, ("E", [fmpq(1), fmpq(2)]), ("D", [fmpq(1), fmpq(9)]))
    assert found.smallest == ((1, -1), (1, 0))


def test_plane_where_nothing_is_claimed():
    claims = [upper(E + D, where=(E >= 2,)), upper(E * D, where=(E >= 3,))]
    found = plane_of_claims(claims, ("E", [fmpq(1), fmpq(2), fmpq(3)]), ("D", [fmpq(1)]))
    assert found.smallest == ((UNKNOWN, 0, 1),)


def test_plane_sees_equal_formulas():
    claims = [upper(sympy.log(E**2)), upper(2 * sympy.log(E) + D - 1)]
    found = plane_of_claims(claims, ("E", [fmpq(3)]), ("D", [fmpq(1), fmpq(2)]))
    assert found.smallest == ((-1,), (0,))


def test_plane_wants_two_symbols_and_values_for_the_rest():
    with pytest.raises(MalformedInputError, match="two different"):
        plane_of_claims([upper(E), upper(D)], ("E", [fmpq(1)]), ("E", [fmpq(1)]))
    with pytest.raises(MissingValueError, match="for k"):
        plane_of_claims([upper(E * k), upper(D)], ("E", [fmpq(1)]), ("D", [fmpq(1)]))


def test_the_end_of_a_domain_is_a_common_symbol():
    """Of two claims with a k <= E of their own: the value of E bounds k, and no other E is left."""
    first, second = (natural("E", meaning) for meaning in ("experts", "experts of a layer"))
    one, other = (natural("k", "active experts", at_most=own) for own in (first, second))
    both = aligned([upper(one * first), upper(other + second)])
    assert both.symbols["k"].domain.greatest == both.symbols["E"]
    assert compare_claims(upper(one + D - 1), upper(other * D)).verdict == LEFT
    claims = upper(one + D + first), upper(9 * D + second)
    assert compare_claims(*claims, {"E": 8}).verdict == LEFT
    assert compare_claims(*claims, {"E": 9}).verdict == CROSSES
