"""Leaves of the verifier: what is true of them is shown, what is false never, whatever the certificate says."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import boundkit_verify as verify
import pytest
import sympy
from flint import arb, ctx, fmpq

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.formulas.symbols import natural, positive, real
from boundkit.proofs.record import Writer
from boundkit.proofs.relations import read

E, J, W = natural("E", "experts"), natural("J", "layers", least=0), natural("W", "width")
N = natural("N", "three or more", least=3)
k = natural("k", "chosen", at_most=E)
b, c, p = (positive(name, "a number") for name in "bcp")
t, x, y = (real(name, "a number") for name in "txy")
log, exp, sin, pi = sympy.log, sympy.exp, sympy.sin, sympy.pi
le, lt = (lambda a, b: sympy.Le(a, b, evaluate=False)), (lambda a, b: sympy.Lt(a, b, evaluate=False))

TRUE = [
    le(1, E),
    le(k, E),
    le(1, sympy.binomial(E, k)),
    le(sympy.binomial(E, k), exp(k * (1 + log(E / k)))),
    le(2 * exp(1) * (E + 1) ** 2, 8 * exp(1) * E**2),
    le(W * (J + 1), J * W * (J + 1) * (W + 1) / 2 + W * (J + 1)),
    le((E + 3 * b) / (2 * E + 4 * b + 2), sympy.Rational(3, 4)),
    le(9 * (c + 1) * (b + c + 1) ** 2 / (4 * (2 * b + 3 * c + 3) ** 3),
       -((c + 1) ** 2) / (b + 2 * c + 2) ** 2 + (c + 1) / (2 * b + 3 * c + 3)),
    le(x * (1 - x), sympy.Rational(1, 4)),
    le(3 * b**2 * c, 2 * b**3 + c**3),
    le(2 * c - b * c**2, 1 / b),
    le(1 + t, exp(t)),
    lt(-(1 + t), exp(-t) + exp(t)),
    le(log(b), b / c + log(c) - 1),
    le(7, log(2 * (15 + E) * log(15 + E) / log(2)) / log(2)),
    le(1 + 1 / E, exp(1 / E)),
    le(-b + c * (b + 1), c ** (b + 1)),
    le(b**p, c**p * exp(p * (b / c - 1))),
    le(sin(pi / N), pi / N),
    le(abs(x - y), abs(x) + abs(y)),
    le(x / 3 + 2 * y / 3, sympy.Max(x, y)),
    le(sympy.ceiling(b), b + 1),
    lt(sympy.ceiling(b) - 1, b),
    le(E, 2 * sympy.ceiling(E / 2)),
]  # fmt: skip
FALSE = [
    lt(1, E),
    lt(k, E),
    lt(1, sympy.binomial(E, k)),
    le(E, k),
    le(sympy.binomial(E, k), exp(k * log(E / k))),
    le(1 + t, exp(t) - sympy.Rational(1, 10**30)),
    lt(1 + t, exp(t)),
    lt(x * (1 - x), sympy.Rational(1, 4)),
    lt(3 * b**2 * c, 2 * b**3 + c**3),
    le(3 * b**2 * c, 2 * b**3 + c**3 - c / 10**9),
    lt(7, log(2 * (15 + E) * log(15 + E) / log(2)) / log(2)),
    le(b**p, c**p * exp(p * (b / c - 1)) - p / 10**6),
    lt(abs(x - y), abs(x) + abs(y)),
    le(sympy.ceiling(b), b + sympy.Rational(99, 100)),
    le(1, b),
    le(exp(-b), 1 - b / 2),
    le(1, sin(pi / (E + 1))),
    le(sympy.Max(x, y), x / 3 + 2 * y / 3),
]
UNDEFINED = [le(log(x), abs(log(x))), le(1 / x, 1 + 1 / x), le(sympy.sqrt(x), 1 + sympy.sqrt(x)), le(0, exp(x**y))]


def judged(relation: Any) -> bool | None:
    writer = Writer()
    said = writer.relation(read(relation))
    tables = verify.Tables({**writer.tables, "symbols": writer.tables["symbols"]})
    found: bool | None = verify.leaf_holds(tables.relation(said), tables, None)
    return found


SLOW = (log(b), -b + c * (b + 1), b**p, sin(pi / N), 3 * b**2 * c, sympy.ceiling(b), sin(pi / (E + 1)), 7)


def marked(relations: list[Any]) -> list[Any]:
    """What takes more than a tenth of a second runs with the heavy tests."""
    return [
        pytest.param(r, marks=[pytest.mark.heavy] if r.args[0] in SLOW or r.has(sympy.binomial) else [])
        for r in relations
    ]


@pytest.mark.parametrize("relation", marked(TRUE), ids=str)
def test_what_is_true_is_shown(relation: Any) -> None:
    assert judged(relation) is True


@pytest.mark.parametrize("relation", marked(FALSE), ids=str)
def test_what_is_false_is_never_shown(relation: Any) -> None:
    assert judged(relation) is not True


@pytest.mark.parametrize("relation", UNDEFINED, ids=str)
def test_sides_have_values_everywhere(relation: Any) -> None:
    assert judged(relation) is not True


@pytest.mark.heavy
def test_numbers_of_a_leaf_that_are_changed_are_found() -> None:
    """Each number of each true leaf in turn, one more or less: what is false at a point is not shown."""
    tried = 0
    for relation in TRUE[3:9]:
        for number in sorted(relation.atoms(sympy.Rational), key=str):
            for change in (1, -1):
                changed = le(*(side.xreplace({number: number + change}) for side in relation.args))
                if any(fails(changed, point) for point in range(1, 60)):
                    tried += 1
                    assert judged(changed) is not True, changed
    assert tried > 5


def fails(relation: Any, place: int) -> bool:
    values = {s.name: fmpq(1 + place // 8 if s.is_integer else place, 1 if s.is_integer else 7)
              for s in relation.free_symbols}  # fmt: skip
    small, large = (exact_or_ball(side, values) for side in relation.args)
    return bool(small > large)


def test_bounds_of_functions_hold() -> None:
    with ctx.workprec(400):
        for number in (Fraction(n, d) for n in (1, 2, 3, 10, 999, 10**9) for d in (1, 7, 64, 10**12 + 39)):
            exact = arb(fmpq(number.numerator, number.denominator))
            pairs = [(verify.log_of, exact.log())]
            pairs += [(verify.exp_of, exact.exp())] if number < 500 else []
            for bound, value in pairs:
                low, high = (bound(number, up) for up in (False, True))
                assert arb(fmpq(low.numerator, low.denominator)) <= value <= arb(fmpq(high.numerator, high.denominator))
                assert high - low <= abs(high) * Fraction(1, 10**18)


def test_spans_keep_what_is_zero_apart() -> None:
    nothing = verify.Span(Fraction(0), Fraction(0))
    above, one = verify.Span(Fraction(0), Fraction(2), True), verify.Span(Fraction(1), Fraction(1), True)
    assert verify.Span(Fraction(-1), Fraction(-1), True).plus(one) == nothing
    assert above.plus(nothing).above(True)
    assert above.times(above).above(True)
    assert not above.times(nothing).above(True)
    assert nothing.above(False)
    with pytest.raises(verify.Unsupported):
        verify.Span(Fraction(-1), Fraction(1)).power(Fraction(-1))


def test_two_symbols_of_one_name_stay_two() -> None:
    """A certificate may call two symbols by one name, or by a name that the search could give."""
    domain = verify.Domain(False, Fraction(0), True, None, False)
    for name, other in (("x", "x"), ("0", "1"), ("x", "x inside")):
        one, two = ("symbol", name, "plain", "", domain), ("symbol", other, "symbol", "another", domain)
        product = ("Mul", ("log", ("Add", Fraction(1), one)), ("log", ("Add", Fraction(1), two)))
        square = ("Pow", ("log", ("Add", Fraction(1), one)), Fraction(2))
        assert verify.leaf_holds(verify.Relation(square, "<=", product)) is not True
        assert verify.leaf_holds(verify.Relation(("Mul", one, two), "<=", ("Pow", one, Fraction(2)))) is not True
        assert verify.leaf_holds(verify.Relation(Fraction(0), "<=", product)) is True
