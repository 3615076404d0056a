"""Boundaries that follow a density: balls around the true places."""

from itertools import pairwise

import pytest
import sympy
from flint import arb, ctx, fmpq

from boundkit.constructions.inverted import Weight, of_equal_weight
from boundkit.constructions.segments import power_law
from boundkit.errors import DomainError

x = sympy.Symbol("x", nonnegative=True)
THIRD = sympy.Rational(1, 3)


@pytest.mark.parametrize(("power", "exponent"), [(THIRD * 2, "3/5"), (sympy.Integer(3), "1/4"), (sympy.Integer(0), 1)])
@pytest.mark.parametrize("m", [1, 2, 33])
def test_powers_are_inverted_as_in_closed_form(power, exponent, m):
    found, known = of_equal_weight(Weight.of(x**power), m), power_law(exponent, m)
    assert all(arb(a).overlaps(arb(b)) for a, b in zip(found, known, strict=True))
    assert all(arb(place).rad() < 1e-12 for place in found)


def test_every_cell_has_its_share():
    weight = Weight.of(sympy.sin(3 * x) ** 2 * (1 + x))
    places = of_equal_weight(weight, 7)
    with ctx.workprec(128):
        share = weight.mass(fmpq(0), fmpq(1)) / 7
        for a, b in pairwise(places):
            low, high = arb(a).mid().fmpq(), arb(b).mid().fmpq()
            assert abs(weight.mass(low, high) - share) < 1e-12
    other = [place + arb("1e-6") for place in places[1:-1]]
    assert not any(arb(a).overlaps(b) for a, b in zip(places[1:-1], other, strict=True))


def test_parts_and_a_stretch_without_weight():
    """Half of the weight is on either side of the flat part: the middle boundary may be anywhere in it."""
    third = sympy.Rational(1, 3)
    weight = Weight(((0 * x, third, sympy.Integer(1)), (third, 2 * third, 0 * x), (2 * third, third * 3,
                                                                                   sympy.Integer(1))))  # fmt: skip
    places = of_equal_weight(weight, 4)
    with ctx.workprec(400):
        assert places[1].contains(fmpq(1, 6))
        assert places[3].contains(fmpq(5, 6))
        assert all(places[2].contains(fmpq(k, 6)) for k in (2, 3, 4))
        assert not places[2].contains(fmpq(331, 1000))


def test_what_is_no_density_is_refused():
    for formula in (x - THIRD, 0 * x, -x):
        with pytest.raises(DomainError, match="nonnegative"):
            of_equal_weight(Weight.of(formula), 3)
    with pytest.raises(DomainError, match="m = 0"):
        of_equal_weight(Weight.of(x), 0)
