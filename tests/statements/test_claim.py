"""Claims: what is refused when they are made, and what they say when asked."""

import pytest
import sympy
from pieces import E, L, n, pieces, w, x
from sympy import Eq, Integral, log

from boundkit.errors import (
    DomainError,
    MissingValueError,
    NotEvaluableError,
    StatementError,
    UndecidedError,
    UnknownNameError,
)
from boundkit.statements import (
    ASYMPTOTIC,
    EXACT,
    LOWER,
    UPPER,
    Claim,
    big_o,
    define,
    function,
    natural,
    quantity,
    soft_o,
)

k = natural("k", "active experts", at_most=E)
p = function("p", "density", of=x)


@pytest.mark.parametrize(
    ("sense", "statement", "message"),
    [
        (UPPER, pieces >= E, "claim c is upper but written as N >= E; write quantity <= expression"),
        (UPPER, pieces < E, "claim c is upper but written as N < E; write quantity <= expression"),
        (UPPER, Eq(pieces, E), r"is upper but written as Eq\(N, E\)"),
        (LOWER, pieces <= E, "claim c is lower but written as N <= E; write quantity >= expression"),
        (LOWER, pieces > E, "is lower but written as N > E"),
        (EXACT, pieces <= E, r"claim c is exact but written as N <= E; write Eq\(quantity, expression\)"),
        (UPPER, E <= L, "the left side of E <= L is no quantity; write quantity <= expression with a symbol made by"),
        (UPPER, 2 * pieces <= E, "the left side of 2*.* is no quantity"),
        (UPPER, w <= pieces, "the left side of w <= N is no quantity"),
        (UPPER, sympy.true, "claim c says nothing: its relation is always True"),
        (EXACT, Eq(pieces, pieces), "claim c says nothing"),
        (UPPER, big_o(pieces, E), r"claim c is upper but written with O\(..\)"),
        (EXACT, soft_o(pieces, E), "but written with soft-O"),
        (ASYMPTOTIC, pieces <= E, "claim c is asymptotic; write it with big_o or soft_o, not N <= E"),
        ("upper", pieces <= E, "claim c: the sense 'upper' is not one of upper, lower, exact, asymptotic"),
        (None, pieces <= E, "the sense None is not one of"),
        (UPPER, pieces <= pieces * E, "claim c: the quantity N stands on the right-hand side"),
        (UPPER, pieces <= define("v", "hidden", 2 * pieces), "the quantity N stands on the right-hand side"),
        (UPPER, pieces <= natural("k", "some", at_most=pieces), "the quantity N is an end of the domain of a symbol"),
        (
            UPPER,
            pieces <= sympy.Symbol("q"),
            "the symbol q has no meaning; make it with natural, positive or real",
        ),
        (ASYMPTOTIC, big_o(pieces, sympy.Symbol("q")), "the symbol q has no meaning"),
        (UPPER, pieces <= 0.5 * E, r"claim c: 0.5\*E holds a float; write it as a fraction, it is not exact"),
        (UPPER, pieces <= define("v", "half", E * 0.5), "holds a float"),
        (ASYMPTOTIC, big_o(pieces, E**1.5), "holds a float"),
        (UPPER, pieces <= natural("5", "as many as you like", least=9), "'5' is no name: write letters"),
        (UPPER, quantity("N - 5", "pieces", measure=len) <= E, "'N - 5' is no name"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_claims_that_are_refused(sense, statement, message):
    with pytest.raises(StatementError, match=message):
        Claim("c", sense, statement)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "Upper"}, "the claim name 'Upper' is not allowed: use lower case, digits and _"),
        ({"name": "2nd"}, "is not allowed"),
        ({"name": ""}, "is not allowed"),
        ({"name": "a b"}, "is not allowed"),
        ({"status": "proved"}, "status 'proved' is not one of published, explicit, derived"),
        ({"where": (E >= 1,)}, "the condition True is always True; drop it"),
        ({"where": (sympy.Symbol("q") <= E,)}, "the symbol q has no meaning"),
        ({"where": (pieces >= 2,)}, "the quantity N stands on the right-hand side"),
        ({"where": (E >= 2.5,)}, "E >= 2.5 holds a float"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_parts_of_claims_that_are_refused(changes, message):
    with pytest.raises(StatementError, match=message):
        Claim(**({"name": "c", "sense": UPPER, "statement": pieces <= E} | changes))


def test_abbreviations_and_symbols():
    r = define("r", "ratio", w / k)
    made = Claim("c", UPPER, pieces <= r * log(n), where=(w <= n,))
    assert made.right_hand_side == r * log(n)
    assert made.expression == E * (L + 1) / k * log(n)
    assert made.abbreviations == (r, w)
    assert list(made.symbols) == ["E", "k", "L", "n"]
    assert made.latex == r"N \leq r \log{\left(n \right)}"
    assert made.latex_where == r"r = \frac{w}{k},\quad w = E \left(L + 1\right),\quad w \leq n"


def test_values():
    made = Claim("c", UPPER, pieces <= E**L)
    assert made.evaluate(E=8, L="5").exact == "32768"
    assert made.evaluate(E=8).expression == 8**L
    assert made.evaluate().free == ("E", "L")
    with pytest.raises(UnknownNameError, match="unknown symbol 'e'; allowed: E, L"):
        made.evaluate(e=8)
    with pytest.raises(DomainError, match="E = 0 is not allowed"):
        made.evaluate(E=0, L=1)
    with pytest.raises(NotEvaluableError, match=r"is asymptotic .* its source gives no constants, so it has no value"):
        Claim("c", ASYMPTOTIC, big_o(pieces, E)).evaluate(E=3)


def test_huge_values():
    made = Claim("c", UPPER, pieces <= E**L * log(n) + 1, where=(n <= E**L,))
    assert made.evaluate(E=10**6, L=10**9, n=2**300).enclosure[0].endswith("e+6000000002")
    with pytest.raises(DomainError, match=r"claimed for n <= E\*\*L only"):
        made.evaluate(E=1, L=10**9, n=2)


def test_conditions():
    made = Claim("c", UPPER, pieces <= E, where=(E >= 2, Eq(L, 1)))
    assert made.evaluate(E=2, L=1).exact == "2"
    for values, message in (({"E": 1}, "c is claimed for E >= 2 only; E = 1 is outside"), ({"L": 3}, "for L = 1 only")):
        with pytest.raises(DomainError, match=message):
            made.evaluate(**values)
    assert made.supports({"E": 2, "L": 1})
    for unmet in ({"E": 1, "L": 1}, {"E": 2, "L": 2}, {"E": 2}, {}):
        assert not made.supports(unmet)


def test_conditions_on_functions():
    made = Claim("c", UPPER, pieces <= Integral(p**2, (x, 0, 1)), where=(Eq(Integral(p, (x, 0, 1)), 1),))
    assert made.functions == ("p",)
    assert made.evaluate(p="2*x").exact == "4/3"
    assert made.evaluate().free == ("p",)
    with pytest.raises(DomainError, match="p = x is outside"):
        made.evaluate(p="x")


def test_a_function_that_was_not_given_is_not_guessed():
    beside = Claim("c", UPPER, pieces <= Integral(function("gamma", "a density", of=x), (x, 0, 1)))
    assert beside.evaluate().number is None
    assert beside.evaluate(gamma="x").exact == "1/2"


def test_values_that_stay_undecided():
    tie = sympy.Piecewise((1, log(E) > 2 * log(2)), (2, True))
    with pytest.raises(UndecidedError):
        Claim("c", UPPER, pieces <= tie).evaluate(E=4)


def test_a_claim_is_enclosed_over_a_box():
    claim = Claim("upper", UPPER, pieces <= E - k + w, where=(E >= 3,))
    found = claim.enclose({"E": (1, 5), "k": (1, 5)}, L=1)
    assert (found.lower, found.upper) == (6, 14)
    assert claim.enclose({}, E=4, k=2, L=1).exact


def test_a_function_is_put_in_before_a_claim_is_enclosed():
    claim = Claim("exact", EXACT, Eq(pieces, p + n))
    assert claim.enclose({"n": (1, 3), "x": (0, 1)}, p="x**2").lower <= 1


@pytest.mark.parametrize(
    ("box", "values", "error", "says"),
    [
        ({"E": (1, 5)}, {}, MissingValueError, "k"),
        ({"E": (1, 5)}, {"z": 1}, UnknownNameError, "z"),
        ({"E": (0, 5)}, {"k": 1}, DomainError, "narrow"),
        ({"E": (1, 2)}, {"k": 1}, DomainError, "no point"),
        ({"E": (3, 4)}, {"k": 5}, DomainError, "no point"),
    ],
    ids=["missing", "unknown", "outside", "condition", "relative domain"],
)
def test_boxes_of_claims_that_are_refused(box, values, error, says):
    with pytest.raises(error, match=says):
        Claim("upper", UPPER, pieces <= E - k, where=(E >= 3,)).enclose(box, **values)


def test_an_asymptotic_claim_has_no_range():
    with pytest.raises(NotEvaluableError, match="asymptotic"):
        Claim("rate", ASYMPTOTIC, big_o(pieces, E)).enclose({"E": (1, 2)})


def test_a_bound_at_formulas_keeps_its_indices_apart():
    m, d, j = natural("m", "hyperplanes"), natural("d", "dimension"), sympy.Symbol("j", integer=True)
    regions = quantity("r", "regions", measure=len)
    claim = Claim("upper", UPPER, regions <= sympy.Sum(sympy.binomial(m, j), (j, 0, d)))
    moved = claim.bound(m=d + 1, d=j + 2)
    assert moved.free_symbols == {d, j}
    assert moved.subs({d: 3, j: 0}).doit() == 11
    with pytest.raises(UnknownNameError, match="unknown symbol 'q'"):
        claim.bound(q=1)
