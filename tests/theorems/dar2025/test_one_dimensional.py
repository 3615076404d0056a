"""Piecewise constants on a line: values, what has no value, evidence, and what must fail."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy
from boundkit.theorems.classical import (
    panter_dite,
)
from boundkit.theorems.dar2025 import one_dimensional as module
from boundkit.theorems.dar2025 import one_dimensional_exact as exact
from entries import (
    alone,
    changed,
    entry_of,
    proofs,
    report_of,
)
from flint import arb, ctx, fmpq
from sampled import one_in
from sympy import Eq, Integral, Rational

from boundkit.arithmetic.rational import to_fraction
from boundkit.errors import BoundkitError, DomainError, MalformedInputError, NotEvaluableError, RoughFunctionError
from boundkit.evidence import identity, instances
from boundkit.formulas.parsing import parse
from boundkit.measures.regression import Regression
from boundkit.statements import EXACT, Claim, big_o

ENTRY = entry_of(module)
THEOREM = ENTRY.theorem
x = sympy.Symbol("x")


def value(claim, **given):
    return THEOREM.claim(claim).evaluate(**given)


def with_lambda(**given):
    return given | {"lambda": given.pop("density")}


def test_the_square():
    assert value("minimum", beta="x**2", p="1").exact == "9/125"
    assert value("uniform", beta="x**2", p="1").exact == "1/9"
    assert Fraction(9, 125) / Fraction(1, 9) == Fraction(648, 1000)
    assert str(value("optimal_density", beta="x**2", p="1").expression) == "5*x**(2/3)/3"


def test_the_line_needs_no_clever_cells():
    assert value("minimum", beta="3*x - 1", p="1").exact == value("uniform", beta="3*x - 1", p="1").exact == "3/4"
    assert value("optimal_density", beta="x", p="1", x="1/3").exact == "1"


@pytest.mark.parametrize(("beta", "p"), [("x**2", "1"), ("x**3", "2*x"), ("x**5", "1"), ("x", "3*x**2")])
def test_the_best_density_reaches_the_minimum_and_density_one_is_uniform(beta, p):
    best = str(value("optimal_density", beta=beta, p=p).expression)
    assert (
        value("error_density", **with_lambda(beta=beta, p=p, density=best)).exact
        == value("minimum", beta=beta, p=p).exact
    )
    flat = value("error_density", **with_lambda(beta=beta, p=p, density="1"))
    assert flat.exact == value("uniform", beta=beta, p=p).exact


@pytest.mark.parametrize("density", ["2*x", "1/(2*sqrt(x))", "1/2 + x", "3/2 - x", "2/sqrt(1 + 8*x)"])
def test_no_other_density_beats_the_minimum(density):
    try:
        other = value("error_density", **with_lambda(beta="x**2", p="1", density=density)).number
    except DomainError:
        pytest.fail(f"{density} is a density")
    assert other.lower > fmpq(9, 125)


@pytest.mark.parametrize(
    ("beta", "p"), [("exp(x)", "1"), ("log(1+x)", "1"), ("1/(1+x)", "1"), ("x**3", "2*x"), ("x**2", "1")]
)
def test_integrals_two_ways(beta, p):
    """Ball arithmetic against sympy's closed forms."""
    x = sympy.Symbol("x", positive=True)
    energy = sympy.diff(sympy.sympify(beta, {"x": x}), x) ** 2 * sympy.sympify(p, {"x": x})
    root = sympy.powdenest(energy ** Rational(1, 3), force=True)
    for name, closed in (
        ("uniform", sympy.integrate(energy, (x, 0, 1)) / 12),
        ("minimum", sympy.integrate(root, (x, 0, 1)) ** 3 / 12),
    ):
        assert float(value(name, beta=beta, p=p)) == pytest.approx(float(closed), rel=1e-12)


def test_integrals_without_closed_form_are_enclosed():
    enclosed = value("minimum", beta="exp(x)", p="1").number
    expected = (arb(fmpq(3, 2)) * (arb(fmpq(2, 3)).exp() - 1)) ** 3 / 12
    assert enclosed.lower <= expected.upper()
    assert expected.lower() <= enclosed.upper
    assert enclosed.upper - enclosed.lower < fmpq(1, 10**15)


@pytest.mark.parametrize("claim", ["minimum", "uniform", "optimal_density"])
@pytest.mark.parametrize(
    "beta",
    [
        "abs(x - 1/2)",
        "abs(x - 1/2)/(x - 1/2)",
        "sqrt((x - 1/2)**2)/(x - 1/2)",
        "sqrt(x**2 - x + 1/4)",
        "x + 2*sqrt(x**2 - x + 1/4)",
        "sqrt(x**2 - x + 1/4)/(x - 1/2)",
        "x + (x**2 - x + 1/4)**(3/2)/(x - 1/2)**3",
        "1/(1 + exp(1/(x - 1/2)))",
        "1/(x - 1/2)",
        "log(x - 1/2)",
    ],
)
def test_a_jump_or_a_kink_is_refused_never_evaluated(claim, beta):
    with pytest.raises(RoughFunctionError) as refused:
        value(claim, beta=beta, p="1")
    assert refused.value.where.lower <= fmpq(1, 2) <= refused.value.where.upper


@pytest.mark.parametrize(
    "make", [sympy.sign, sympy.Heaviside, sympy.floor, lambda t: sympy.Piecewise((0, t < 0), (1, True))]
)
def test_a_jump_given_as_an_expression_is_refused(make):
    with pytest.raises(NotEvaluableError, match="has a kink, or it may jump"):
        value("minimum", beta=make(2 * module.x - 1), p="1")


def test_a_jump_by_name_is_no_formula():
    for beta in ("sign(x - 1/2)", "floor(2*x)", "Heaviside(x)", "x if x < 1 else 2"):
        with pytest.raises(MalformedInputError, match="allowed are x, numbers"):
            value("uniform", beta=beta, p="1")


def test_kinks_are_fine_where_no_derivative_is_taken():
    assert value("uniform", beta="x", p="4*abs(x - 1/2)").number.upper < fmpq(84, 1000)


def test_what_is_no_density_is_refused():
    with pytest.raises(DomainError, match="p = 2 is outside"):
        value("minimum", beta="x", p="2")
    with pytest.raises(DomainError, match="lambda = 2 is outside"):
        value("error_density", **with_lambda(beta="x", p="1", density="2"))


@pytest.mark.parametrize("p", ["4*x - 1", "5/2 - 3*x", "603*x**2/50 - 12*x + 149/50"])
def test_a_density_that_is_negative_somewhere_is_refused(p):
    for claim in ("minimum", "uniform", "optimal_density"):
        with pytest.raises(MalformedInputError, match="is negative at x"):
            value(claim, beta="x", p=p)
    with pytest.raises(MalformedInputError, match="is negative at x"):
        value("error_density", **with_lambda(beta="x", p="1", density=p))
    with pytest.raises(MalformedInputError, match="is negative at y"):
        panter_dite.THEOREM.claim("minimum").evaluate(f=p.replace("x", "y"))
    with pytest.raises(DomainError, match="is negative at x"):
        module.regression("x", p)


@pytest.mark.parametrize(
    ("beta", "kind", "where"),
    [
        ("sqrt(x)", "vertical tangent", 0),
        ("(1 - x)**(2/3)", "vertical tangent", 1),
        ("Abs(x - 1/3)**(1/2)", "vertical tangent", "1/3"),
        ("Abs(2*x - 1)", "kink", "1/2"),
        ("x + Abs(x - 1/4)/(x - 1/4)", "jump", "1/4"),
        ("x + Abs(x**2 - 1/2)/(x**2 - 1/2)", "jump", "1/sqrt(2)"),
        ("log(x)", "pole", 0),
        ("1/(x - 1/2)", "jump or a pole", "1/2"),
    ],
)
def test_a_function_without_a_derivative_is_refused_by_what_is_in_the_way_and_where(beta, kind, where):
    for claim in ("minimum", "uniform", "optimal_density"):
        with pytest.raises(RoughFunctionError) as refused:
            value(claim, beta=beta, p="1")
        assert refused.value.kind == kind
        place = Fraction(where) if where != "1/sqrt(2)" else Fraction(2**0.5 / 2)
        assert to_fraction(refused.value.where.lower) <= place + Fraction(1, 10**15)
        assert to_fraction(refused.value.where.upper) >= place - Fraction(1, 10**15)
        assert to_fraction(refused.value.where.upper - refused.value.where.lower) < Fraction(1, 10**6)
        assert str(refused.value).startswith("beta(x) = ")


NORMAL = "8*exp(-8*(x - 1/2)**2)/(sqrt(8*pi)*erf(sqrt(2)))"  # cut to [0, 1], variance 1/16 before
PAIRS = {  # beta, p: the constant of the best cells, where it is known
    ("x**2", "1"): 0.072,
    ("x**2", "6*x*(1 - x)"): None,
    ("x**3 - x", "12*x*(1 - x)**2"): None,
    ("sin(3*x)", "6*x*(1 - x)"): None,
    ("exp(x)", NORMAL): None,
    ("sin(7*x)", NORMAL): None,
    ("log(1 + 9*x)", "2 - 2*x"): None,
    ("(Abs(x - 1/2) + x - 1/2)**2", "1"): 0.036,
    ("(Abs(x - 1/2) + x - 1/2)**2", "6*x*(1 - x)"): None,
    ("x*Abs(x - 1/3)*(x - 1/3)", NORMAL): None,
    ("x**(3/2)", "pi/2*sin(pi*x)"): None,
}


@pytest.mark.parametrize(("beta", "p"), PAIRS)
def test_high_rate_integrals_are_enclosed(beta, p):
    b, density = (sympy.lambdify(x, parse(text, {"x": x}), ["scipy", "numpy"]) for text in (beta, p))
    middles, h = (np.arange(40_000) + 0.5) / 40_000, 1e-6
    weights = ((b(middles + h) - b(middles - h)) / (2 * h)) ** 2 * density(middles)
    for claim, power in (("minimum", 1 / 3), ("uniform", 1)):
        expected = (weights**power).mean() ** (1 / power) / 12
        low, high = map(float, value(claim, beta=beta, p=p).enclosure)
        assert high - low <= 1e-12 * high
        assert low == pytest.approx(expected, rel=1e-4)
        if claim == "minimum" and PAIRS[beta, p]:
            assert low <= PAIRS[beta, p] <= high


def test_beta_and_p_may_be_python_callables():
    beta, p = (lambda t: sympy.sin(3 * t)), (lambda t: 6 * t * (1 - t))
    text = value("minimum", beta="sin(3*x)", p="6*x*(1 - x)")
    assert value("minimum", beta=beta, p=p).enclosure == text.enclosure
    assert value("minimum", beta=lambda t: 0.5 * t, p=lambda t: 1).exact == "1/48"
    with pytest.raises(RoughFunctionError, match="kink"):
        value("minimum", beta=lambda t: abs(t - sympy.Rational(1, 2)), p="1")
    with pytest.raises(MalformedInputError, match="beta cannot be called with the symbol x"):
        value("minimum", beta=math.sin, p="1")


def test_a_density_that_is_not_normalised_is_refused():
    with pytest.raises(DomainError, match="is outside"):
        value("minimum", beta="x", p="8*exp(-8*(x - 1/2)**2)")


def test_missing_functions_are_named():
    assert value("minimum", beta="x**2").free == ("p",)
    assert value("error_density").free == ("beta", "lambda", "p")


SLOW = {"best_power", "random_cells", "best_grid_cells"}


@pytest.mark.heavy
def test_the_evidence():
    """Everything comes out as expected, and all headlines rest on proofs."""
    report = report_of(ENTRY, SLOW)
    assert [(r.evidence, r.detail) for r in report.results if not r.as_expected] == []
    assert {h.claim: h.headline for h in report.claims if h.headline != "DERIVED"} == {}
    scopes = {h.claim: h.scope for h in report.claims}
    assert scopes["optimal_density"] == "all, assuming the claim error_density"
    assert {r.claim for r in report.results if r.verdict == "REFUTED"} == set(THEOREM.claim_names)


@pytest.mark.parametrize("name", one_in(3, [name for name in THEOREM.claim_names if name != "published"]))
def test_a_changed_formula_is_not_proved(name):
    claim = THEOREM.claim(name)
    assert proofs(ENTRY, claim) == ["DERIVED"]
    for factor in (2, Rational(1, 2), Rational(101, 100)):
        assert "DERIVED" not in proofs(ENTRY, changed(claim, factor * claim.right_hand_side))


def test_the_published_order_is_derived_and_no_other():
    claim = THEOREM.claim("published")
    assert proofs(ENTRY, claim) == ["DERIVED"]
    others = big_o(module.e, module.m**-3), big_o(module.e, module.m**-2), big_o(module.e, 2 * module.m**-2)
    for other in others:
        assert "DERIVED" not in proofs(ENTRY, replace(claim, statement=other))


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (Integral(module.slope, (module.x, 0, 1)) / 12, "CERTIFIED"),
        (Integral(module.slope, (module.x, 0, 1)) / 11, "REFUTED"),
        (Integral(sympy.sqrt(module.slope), (module.x, 0, 1)) ** 2 / 12, "REFUTED"),
    ],
)
def test_a_wrong_uniform_constant_is_refuted(formula, verdict):
    claim = Claim("uniform", EXACT, Eq(module.c, formula), where=(module.p_is_a_density,))
    evidence = instances("uniform", module.equal_cells_family, beta=("x**2", "x**3"), p=("1", "1/2 + x"))
    assert alone(ENTRY, claim, evidence) == [verdict]


def test_a_wrong_minimum_is_refuted_by_two_sided_enclosures():
    for factor, verdict in ((Rational(99, 100), "REFUTED"), (Rational(101, 100), "REFUTED"), (1, "INCONCLUSIVE")):
        formula = factor * Integral(module.slope**module.third, (module.x, 0, 1)) ** 3 / 12
        claim = Claim("minimum", EXACT, Eq(module.c, formula), where=(module.p_is_a_density,))
        assert alone(ENTRY, claim, instances("minimum", module.best_family, beta="x**3", p="1", blocks=4096)) == [
            verdict
        ]


def test_a_wrong_change_of_variables_is_refuted():
    steep, dense = sympy.symbols("b p", positive=True)
    third = Rational(1, 3)
    assert identity("wrong", (dense / steep) ** third * steep, (steep * dense) ** third).holds is False


def test_smoothness_is_judged_from_the_pieces():
    def smooth(thing):
        return module.smooth.met_by(thing, {})

    assert smooth(module.line(3))
    assert not smooth(module.sawtooth(1, 1).object)
    assert not smooth(exact.flat_then_rising(2))  # a kink
    assert not smooth(exact.a_boundary_on_the_step(3, "1/sqrt(2)"))
    assert panter_dite.continuous.met_by(module.line(2), {})
    with ctx.workprec(192):
        place = 1 / arb(2).sqrt()
    touching = Regression.piecewise([(0, place, [0], [1]), (place, 1, ["1/4", 0, -1, 0, 1], [1])])
    assert smooth(panter_dite.Predictor(touching, (fmpq(0), fmpq(1)))) is None


def test_every_error_is_one_of_ours():
    for beta in ("x**", "__import__('os')", "x.real", "y", "1e999999"):
        with pytest.raises(BoundkitError):
            value("minimum", beta=beta, p="1")
