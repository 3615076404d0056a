"""Signs by structure, and where a formula has a value."""

import pytest
import sympy
from letters import E, eq, i, j, le, leaf, n, u, x, y
from sympy import And, Eq, Integral, Piecewise, Product, Rational, Sum, binomial, factorial, log, sqrt, sympify

from boundkit.arithmetic.nodes import Least, LowerLambertW
from boundkit.errors import ProofError
from boundkit.formulas.symbols import function, natural, real
from boundkit.proofs import assume, substitute, times
from boundkit.proofs.relations import Relation
from boundkit.proofs.signs import Signs, at_each, is_certified

w = sympy.Symbol("x", integer=True)  # the name of another symbol


@pytest.mark.parametrize(
    ("formula", "positive"),
    [
        (u + x**2, True),
        (sympy.exp(x) * u, True),
        (binomial(n, 2), False),
        (Sum(binomial(n, i), (i, 0, n)), False),
        (Product(1 + i, (i, 0, n)), True),
        (sympy.Max(x, u), True),
        (sympy.ceiling(u), True),
        (Piecewise((u, x < 1), (1, True)), True),
    ],
)
def test_signs_by_structure(formula, positive):
    assert Signs().is_nonnegative(formula)
    assert Signs().is_positive(formula) is positive


@pytest.mark.parametrize("formula", [x, x * u, Sum(i, (i, -3, 2)), Sum(i, (i, -3, n)), sympy.Min(x, u), u - 1])
def test_signs_that_are_not_known(formula):
    assert not Signs().is_nonnegative(formula)


def test_a_sum_below_zero_is_no_factor():
    """Sum(i, (i, -3, 2)) = -3, which sympy calls nonnegative: 0 <= 1 would become 0 <= -3."""
    with pytest.raises(ProofError, match="misjudges"):
        times(leaf(0, 1), Sum(i, (i, -3, 2)))


def test_a_name_is_no_symbol():
    """(w - x)^2 + (w - x) is negative at w - x = -1/2, and at no place where both are one number."""
    assert not is_certified(Relation(sympy.S.Zero, "<=", (w - x) ** 2 + (w - x)))
    assert at_each(w, w, sympy.S.One, sympy.Integer(3)).name != x.name


@pytest.mark.parametrize(
    "formula",
    [
        1 / x,
        log(x),
        sqrt(x),
        x ** (1 - n),
        binomial(x, u),
        factorial(x),
        Sum(1, (i, 1, -n)),
        Sum(1 / (i - 1), (i, 0, n)),
        Sum(1, (i, 0, n / 2)),
        Piecewise((1, x > 0)),
        Piecewise((1, And(1 / x > 0, y > 0)), (0, True)),
        sympy.Derivative(x**2, x),
        LowerLambertW(-u),
        LowerLambertW(x),
        LowerLambertW(-u - sympy.exp(-1)),
    ],
    ids=str,
)
def test_what_may_have_no_value(formula):
    with pytest.raises(ProofError):
        Signs().require_defined(formula)


@pytest.mark.parametrize(
    "formula",
    [
        1 / u,
        log(1 + u),
        x**n,
        (x**2 + 1) ** -2,
        u**x,
        Sum(1 / (i + 1), (i, 0, n)),
        0**n,
        LowerLambertW(-sympy.exp(-1 - u) / 2),
    ],
)
def test_what_has_a_value(formula):
    Signs().require_defined(sympy.sympify(formula))


def test_a_formula_is_looked_at_before_it_cancels():
    Signs().require_defined(x / u, {u: y**2 + 1})
    for formula, value in ((x / y, x), (1 / (1 + 1 / y), sympy.S.Zero), (Sum(i / y, (i, 0, n)), x)):
        with pytest.raises(ProofError):
            Signs().require_defined(formula, {y: value})


def test_facts_tell_signs():
    known = Signs([Relation(sympy.S.One, "<=", x), Relation(y, "=", u)])
    assert known.is_positive(x)
    known.require_defined(1 / x)
    assert known.holds(Relation(sympy.S.Zero, "<", x))
    assert not known.holds(Relation(sympy.Integer(2), "<=", x))
    assert str(assume(eq(x, y))) == str(assume(le(x, y))).replace("<=", "=")


def test_densities_and_integrals_of_what_is_not_negative():
    """p in [0, 1] is a density by its declaration, f is any function."""
    place, other = real("s", "a place", least=0, at_most=1), real("v", "another place", least=0, at_most=1)
    p = function("p", "a density", of=place, nonnegative=True)
    f = function("f", "any function", of=place)
    assert Signs().is_nonnegative(p)
    assert Signs().is_nonnegative(Integral((f**2 * p) ** Rational(1, 3), (place, 0, 1)))
    assert not Signs().is_positive(p)
    assert not Signs().is_positive(Integral(p, (place, 0, 1)))
    unknown_signs = [f, p.subs(place, other), p.subs(place, place - 1), -p, Integral(f, (place, 0, 1)),
                     Integral(p, (place, 1, 0)), Integral(place * p, (place, -1, 0)), Integral(p, (place, 0, 2)),
                     Integral(p, place), Integral(p, (place, 0, other))]  # fmt: skip
    assert not any(Signs().is_nonnegative(formula) for formula in unknown_signs)


def test_what_is_known_at_one_place_says_nothing_under_an_integral():
    place = real("s", "a place", least=0, at_most=1)
    known = Signs([Relation(sympy.S.Zero, "<=", place - Rational(1, 2))])
    assert known.is_nonnegative(place - Rational(1, 2))
    assert not known.is_nonnegative(Integral(place - Rational(1, 2), (place, 0, 1)))


def test_indices_of_one_name_are_apart():
    """1 - (i - i')^2 is 1 where both are one index; summed over 1 .. 3 it is -3, and 1/(1 + i - i') has a pole."""
    same = sympy.Symbol("i", integer=True)
    for body in (1 - (i - same) ** 2, 1 / (1 + i - same)):
        nested = Sum(u * Sum(body, (same, 1, E)), (i, 1, E))
        with pytest.raises(ProofError):
            times(leaf(0, 1), nested)


m = natural("m", "a number that may be negative", least=-5)
odd_or_not = sympy.Symbol("k", integer=True, nonzero=True)


@pytest.mark.parametrize(
    "value",
    [
        binomial(m, 3),
        binomial(-i, 2 * m + 1),
        Sum(i, (i, -3, 2)),
        Sum(n ** (odd_or_not**2), (odd_or_not, -1, 1)),
        Product(sympy.S.Zero, (j, 1, n)),
    ],
    ids=["a count", "an odd count", "a sum", "a sum past 0", "an empty product"],
)
def test_what_sympy_misjudges_is_not_put_in(value):
    """sympy takes abs(C(m, 3)) for -C(m, 3), the first sum for positive, 0^(k^2) and the product for 0.

    C(-1, 2 m + 1) is 0 at m = -1, and sympy takes it for negative.
    """
    with pytest.raises(ProofError, match="misjudges"):
        substitute(leaf(0, sympy.Abs(x)), {x: value})


def test_a_part_that_is_misjudged_does_not_vanish():
    """Max(0, C(m, 3)) becomes 0, and Max(1/2, product of t) becomes 1/2 at t = 0, where it may be 1."""
    counted = substitute(leaf(x, sympy.Max(0, x) + 1), {x: binomial(n, 3)})
    product = substitute(leaf(x, sympy.Max(x, Rational(1, 2))), {x: Product(y, (j, 1, n))})
    for fact, values in ((counted, {n: m}), (product, {y: 0})):
        with pytest.raises(ProofError, match="misjudges"):
            substitute(fact, values)


@pytest.mark.parametrize("under", [Integral, Least], ids=["integral", "least"])
def test_an_index_whose_range_leaves_its_domain_is_refused(under):
    """Max(x u, 0) becomes u at x = 1 where u > 0 is declared, and the range goes on below 0."""
    index = u if under is Integral else i
    with pytest.raises(ProofError, match="misjudges"):
        assume(le(under(sympy.Max(x * index, 0), (index, -2, 2)), 2))
    assume(le(under(sympy.Max(x * index, 0), (index, 1, 2)), 2))


def test_a_count_is_of_whole_things():
    """C(u, 2) = u (u - 1)/2 would be -1/8 at u = 1/2, and no count is negative."""
    for count in (binomial(u, 2), binomial(n, u), binomial(u, n)):
        with pytest.raises(ProofError):
            leaf(0, count)
    assert str(leaf(0, binomial(n, 2)))


DEPTH = natural("J", "layers", least=0)
SPLIT = Piecewise((1, Eq(DEPTH, 0)), (1 / (y**2 + DEPTH), True))


def test_a_case_needs_no_value_where_it_does_not_apply():
    for depth in (0, DEPTH + 1):
        Signs().require_defined(SPLIT, {DEPTH: sympify(depth)})
    Signs().require_defined(Piecewise((DEPTH, DEPTH >= 0), (1 / x, True)), {DEPTH: sympify(2)})


@pytest.mark.parametrize(
    ("formula", "at"),
    [
        (SPLIT, {}),
        (SPLIT, {DEPTH: 2 * DEPTH}),
        (Piecewise((1 / (y**2 + DEPTH), Eq(DEPTH, 0)), (1, True)), {DEPTH: sympify(0)}),
        (Piecewise((1, Eq(1 / (y**2 + DEPTH), 0)), (1 / (y**2 + DEPTH), True)), {DEPTH: sympify(0)}),
        (Piecewise((1, Eq(DEPTH, 1)), (1 / (y**2 + DEPTH), True)), {DEPTH: sympify(0)}),
    ],
)
def test_a_case_that_may_apply_needs_a_value(formula, at):
    with pytest.raises(ProofError):
        Signs().require_defined(formula, at)
