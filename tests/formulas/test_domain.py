"""Domains: what a symbol may be, told by the symbol itself or by what sympy assumes of it."""

import pytest
import sympy
from flint import fmpq

from boundkit.errors import DomainError
from boundkit.formulas.domain import Bounds, Domain, domain_of
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.symbols import define, natural, positive, real

E = natural("E", "experts")
k = natural("k", "active experts", at_most=E)
delta = positive("delta", "a distance")
far = real("far", "above a distance", above=delta)
unit = real("u", "of the unit interval", least=0, at_most=1)
half = fmpq(1, 2)


def plain_symbol(**assumptions):
    return sympy.Symbol("s", **assumptions)


@pytest.mark.parametrize(
    ("symbol", "text", "inside", "outside"),
    [
        (E, "integer >= 1", (1, 7), (0, half)),
        (k, "integer >= 1 and <= E", (1, 100), (0, half)),
        (far, "real > delta", (half, 3), (0, -1)),
        (unit, "real >= 0 and <= 1", (0, half, 1), (-1, 2)),
        (plain_symbol(), "real", (-1, 0, half), ()),
        (plain_symbol(integer=True), "integer", (-1, 0), (half,)),
        (plain_symbol(integer=True, positive=True), "integer >= 1", (1,), (0, half)),
        (plain_symbol(integer=True, nonnegative=True), "integer >= 0", (0, 1), (-1, half)),
        (plain_symbol(integer=True, negative=True), "integer <= -1", (-1,), (0, -half)),
        (plain_symbol(positive=True), "real > 0", (half,), (0, -1)),
        (plain_symbol(nonnegative=True), "real >= 0", (0, half), (-1,)),
        (plain_symbol(negative=True), "real < 0", (-half,), (0, 1)),
        (plain_symbol(nonpositive=True), "real <= 0", (0, -half), (1,)),
        (plain_symbol(zero=True), "integer >= 0 and <= 0", (0,), (1, half)),
        (plain_symbol(even=True), "even integer", (0, 2, -4), (1, half)),
        (plain_symbol(odd=True, positive=True), "odd integer >= 1", (1, 3), (2, -1)),
        (plain_symbol(prime=True), "prime integer >= 1", (2, 3), (1, 4)),
        (plain_symbol(composite=True), "composite integer >= 1", (4,), (3, 1)),
        (plain_symbol(real=True, nonzero=True), "nonzero real", (-1, half), (0,)),
        (plain_symbol(irrational=True), "irrational real", (), (0, half)),
        (plain_symbol(real=True, noninteger=True), "noninteger real", (half,), (0, 1)),
    ],
    ids=str,
)
def test_what_a_symbol_may_be(symbol, text, inside, outside):
    domain = domain_of(symbol)
    assert str(domain) == text
    for number in map(fmpq, inside):
        assert domain.contains(number)
        domain.check("s", number, {})
    for number in map(fmpq, outside):
        assert not domain.contains(number)
    trials = domain.trials()
    assert all(map(domain.contains, trials))
    assert bool(trials) == (not symbol.is_irrational)
    assert not any(getattr(to_sympy(n), f"is_{a}") is (not t) for n in trials for a, t in symbol.assumptions0.items())


@pytest.mark.parametrize("kind", ["even", "prime", "noninteger"])
def test_a_value_that_an_assumption_leaves_out_is_refused(kind):
    value = fmpq(9) if kind != "noninteger" else fmpq(2)
    with pytest.raises(DomainError, match=f"s = {value} is not allowed: s is .*{kind}"):
        domain_of(plain_symbol(**{kind: True})).check("s", value, {})


def test_a_symbol_carries_its_domain():
    assert domain_of(k) == k.domain
    assert domain_of(define("w", "a width", E**2)) == Domain(True, sympy.Integer(1))
    assert domain_of(define("r", "a ratio", delta / E)) == Domain(False, sympy.Integer(0), True)


def test_bounds_at_values_of_other_symbols():
    assert domain_of(k).bounds() == Bounds(1, None)
    assert domain_of(k).bounds({"E": fmpq(4)}) == Bounds(1, 4)
    assert domain_of(far).bounds() == Bounds(0, None, open=True)
    assert domain_of(far).bounds({"delta": half}) == Bounds(half, None, open=True)
    assert domain_of(k).contains(fmpq(5))
    assert not domain_of(k).contains(fmpq(5), {"E": fmpq(4)})
    assert Domain(True, sympy.Rational(1, 2), True, sympy.Rational(7, 2)).bounds() == Bounds(1, 3)
    assert Domain(True, sympy.Integer(1), True, sympy.Integer(4), True).bounds() == Bounds(2, 3)


def test_ends_that_are_no_numbers_are_relations():
    assert domain_of(k).relations(k) == [sympy.Le(k, E)]
    assert domain_of(far).relations(far) == [sympy.Lt(delta, far)]
    assert domain_of(unit).relations(unit) == domain_of(plain_symbol(positive=True)).relations(plain_symbol()) == []


def test_bounds_meet():
    unit_open = Bounds(fmpq(0), fmpq(1), True, True)
    assert unit_open.meet(Bounds(fmpq(0), half)) == Bounds(0, half, True)
    assert Bounds().meet(unit_open) == unit_open.meet(Bounds(fmpq(-1), fmpq(1))) == unit_open
    assert all(unit_open.meet(beyond).is_empty for beyond in (Bounds(fmpq(1), None), Bounds(None, fmpq(0))))
    assert not any(bounds.is_empty for bounds in (Bounds(half, half), Bounds(None, half)))
    assert [str(bounds) for bounds in (unit_open, Bounds())] == ["> 0 and < 1", "without bounds"]


def test_the_base_of_natural_logarithms_is_not_written_as_the_experts():
    assert str(real("c", "at most e", least=0, at_most=sympy.E).domain) == "real >= 0 and <= exp(1)"
    with pytest.raises(DomainError, match=r"c is real >= 0 and <= exp\(1\)"):
        real("c", "at most e", least=0, at_most=sympy.E).domain.check("c", fmpq(3), {})
