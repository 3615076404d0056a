from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from boundkit.theorems.classical import panter_dite
from boundkit.theorems.dar2025 import one_dimensional as module
from boundkit.theorems.dar2025 import one_dimensional_exact as exact
from flint import arb, ctx, fmpq
from sympy import Eq, Integral, Rational

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.checking.runner import check
from boundkit.checking.workers import run_item
from boundkit.discovery.discover import Entry, load
from boundkit.errors import BoundkitError, DomainError, MalformedInputError, NotEvaluableError
from boundkit.evidence import derives, fails_without, identity, instances
from boundkit.evidence.kinds import Derives
from boundkit.formulas.evaluation import Value
from boundkit.measures.quantizer import excess
from boundkit.measures.regression import Regression
from boundkit.statements import EXACT, LOWER, UPPER, Claim, Theorem, big_o, cite, define

(ENTRY,) = load("boundkit.theorems.dar2025.one_dimensional")
(EXACTLY,) = load("boundkit.theorems.dar2025.one_dimensional_exact")
(QUANTIZER,) = load("boundkit.theorems.classical.panter_dite")
THEOREM = ENTRY.theorem
ENTRIES = (ENTRY, EXACTLY, QUANTIZER)
SLOW = {"best_power", "self_similar_cells", "density-based cells over the best", "random_cells",
        "best_grid_cells", "random_quantizers", "best_grid_quantizers"}  # fmt: skip


def value(claim, theorem=THEOREM, **given):
    return theorem.claim(claim).evaluate(**given)


def with_lambda(**given):
    return given | {"lambda": given.pop("density")}


# values -----------------------------------------------------------------------------------------------------------


def test_the_square():
    assert value("minimum", beta="x**2", p="1").exact == "9/125"
    assert value("uniform", beta="x**2", p="1").exact == "1/9"
    assert Fraction(9, 125) / Fraction(1, 9) == Fraction(648, 1000)
    assert str(value("optimal_density", beta="x**2", p="1").expression) == "5*x**(2/3)/3"


def test_the_line_needs_no_clever_cells():
    assert value("minimum", beta="3*x - 1", p="1").exact == value("uniform", beta="3*x - 1", p="1").exact == "3/4"
    assert value("optimal_density", beta="x", p="1", x="1/3").exact == "1"


@pytest.mark.parametrize(
    ("beta", "p"), [("x**2", "1"), ("x**3", "2*x"), ("x**5", "1"), ("x", "3*x**2"), ("sqrt(x)", "1")]
)
def test_the_best_density_reaches_the_minimum_and_density_one_is_uniform(beta, p):
    best = str(value("optimal_density", beta=beta, p=p).expression)
    assert (
        value("error_density", **with_lambda(beta=beta, p=p, density=best)).exact
        == value("minimum", beta=beta, p=p).exact
    )
    if beta != "sqrt(x)":
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


@pytest.mark.parametrize(("k", "j"), [(1, 0), (2, 0), (3, 1), (6, 5)])
def test_powers(k, j):
    sides = (value(f"power_{side}", EXACTLY.theorem, k=k, j=j, m=10).number for side in ("lower", "upper"))
    lower, upper = (side.upper for side in sides)
    assert 100 * lower == value("minimum", beta=f"x**{k}", p=f"{j + 1}*x**{j}").number.upper
    assert lower <= upper


def test_panter_and_dite():
    claim = QUANTIZER.theorem.claim("minimum")
    assert claim.evaluate(f="1").exact == "1/12"
    assert claim.evaluate(f="1/(2*sqrt(y))").exact == "9/125"  # the density of x^2
    assert claim.evaluate(f="3*y**2").exact == "27/500"
    with pytest.raises(DomainError, match="= 1 only"):
        claim.evaluate(f="2")


# what has no value ------------------------------------------------------------------------------------------------


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
    with pytest.raises(NotEvaluableError, match="has a kink, or it may jump"):
        value(claim, beta=beta, p="1")


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
        QUANTIZER.theorem.claim("minimum").evaluate(f=p.replace("x", "y"))
    with pytest.raises(DomainError, match="is negative at x"):
        module.regression("x", p)


def test_a_divergent_integral_has_no_value():
    with pytest.raises(DomainError):
        value("uniform", beta="sqrt(x)", p="1")


def test_missing_functions_are_named():
    assert value("minimum", beta="x**2").free == ("p",)
    assert value("error_density").free == ("beta", "lambda", "p")


def test_powers_outside_their_domain():
    for k, j in ((7, 0), (2, 2), (1, -1)):
        for claim in ("power_lower", "power_upper", "density_ratio"):
            with pytest.raises(DomainError):
                value(claim, EXACTLY.theorem, k=k, j=j, m=1)


# evidence ---------------------------------------------------------------------------------------------------------


def test_the_evidence():
    """Everything comes out as expected, and the headlines claim all only where a derivation does."""
    quick = [tuple(item for item in entry.theorem.evidence if item.name not in SLOW) for entry in ENTRIES]
    report = check([Entry(replace(e.theorem, evidence=q), e.origin) for e, q in zip(ENTRIES, quick, strict=True)])
    assert [(r.evidence, r.detail) for r in report.results if not r.as_expected] == []
    assert {h.claim for h in report.claims if h.headline != "CERTIFIED"} == {"cell_counts", "flat"}
    scopes = {(h.id.partition(".")[2], h.claim): h.scope for h in report.claims}
    assert scopes["one_dimensional", "optimal_density"] == "all, assuming the claim error_density"
    ours = [scopes["one_dimensional_exact", name] for name in ("power_lower", "power_upper", "density_ratio")]
    assert ours == ["all", "all", "all, assuming the claim power_lower, the claim power_upper"]
    for entry in ENTRIES:
        refuted = {r.claim for r in report.results if r.id == entry.theorem.id and r.verdict == "REFUTED"}
        assert refuted == set(entry.theorem.claim_names)


def derivations(theorem, claim):
    """Verdicts of the derivations of scope all, with this claim in place of its namesake."""
    claims = tuple(claim if c.name == claim.name else c for c in theorem.claims)
    proofs = [e for e in theorem.evidence if isinstance(e, Derives) and e.claim == claim.name and e.is_whole]
    entry = Entry(replace(theorem, claims=claims, evidence=tuple(proofs)), ENTRY.origin)
    return [run_item(entry, i, False, 60).verdict for i in range(len(proofs))]


PROVED = [(e.theorem, name) for e in ENTRIES for name in e.theorem.claim_names if name not in ("cell_counts", "flat")]


@pytest.mark.parametrize(("theorem", "name"), PROVED, ids=lambda part: getattr(part, "id", part))
def test_a_changed_formula_breaks_its_derivations(theorem, name):
    claim = theorem.claim(name)
    if name == "published":
        wrong = [replace(claim, statement=big_o(claim.quantity, module.m**-power)) for power in (1, 3, 10)]
    else:
        wrong = [replace(claim, statement=claim.statement.func(claim.quantity, factor * claim.right_hand_side))
                 for factor in (2, Rational(1, 2))]  # fmt: skip
    assert set(derivations(theorem, claim)) == {"CERTIFIED"}
    for changed in wrong:
        assert "CERTIFIED" not in derivations(theorem, changed)


def test_overlapping_balls_decide_nothing():
    bracket = Enclosure(fmpq(70, 1000), fmpq(72, 1000))

    def holds(low, high):
        claimed = Value(sympy.Integer(0), Enclosure(fmpq(low, 1000), fmpq(high, 1000)))
        return [step.holds for step in panter_dite.within("limit", bracket, claimed, 3)]

    assert holds(71, 72) == [True, True, True]
    assert holds(71, 73) == [True, None, True]
    assert holds(69, 71) == [None, True, True]
    assert holds(73, 74) == [True, False, True]


def test_without_a_step_equal_cells_err_by_less_than_one_over_m(monkeypatch):
    monkeypatch.setattr(exact, "with_step", lambda place: module.regression("x"))
    assert next(step.holds for step in exact.irrational_step()) is False


def one_claim(claim, *evidence, given=()):
    theorem = Theorem(
        "dar2025.wrong", "wrong on purpose", cite("dar2025", "nowhere"), (claim,), given, evidence=evidence
    )
    entry = Entry(theorem, ENTRY.origin)
    return [run_item(entry, i, False, 60).verdict for i in range(len(evidence))]


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
    found = one_claim(claim, instances("uniform", module.equal_cells_family, beta=("x**2", "x**3"), p=("1", "1/2 + x")))
    assert found == [verdict]


def test_a_wrong_minimum_is_refuted_by_two_sided_enclosures():
    for factor, verdict in ((Rational(99, 100), "REFUTED"), (Rational(101, 100), "REFUTED"), (1, "INCONCLUSIVE")):
        formula = factor * Integral(module.slope**module.third, (module.x, 0, 1)) ** 3 / 12
        claim = Claim("minimum", EXACT, Eq(module.c, formula), where=(module.p_is_a_density,))
        assert one_claim(claim, instances("minimum", module.best_family, beta="x**3", p="1", blocks=4096)) == [verdict]


def test_a_wrong_cell_inequality_is_refuted(monkeypatch):
    right = exact.power_constant
    monkeypatch.setattr(exact, "power_constant", define("c_kj", "too large", right.expression * Rational(11, 10)))
    claim = Claim("power_lower", LOWER, module.e >= right / module.m**2)
    assert one_claim(claim, derives("power_lower", exact.powers_cell_by_cell)) == ["REFUTED"]


def test_a_wrong_change_of_variables_is_refuted():
    steep, dense = sympy.symbols("b p", positive=True)
    third = Rational(1, 3)
    assert identity("wrong", (dense / steep) ** third * steep, (steep * dense) ** third).holds is False


# ablations --------------------------------------------------------------------------------------------------------


def test_a_step_at_one_half_shows_at_odd_m_only():
    for m in range(1, 12):
        thing = exact.a_rational_step(m, "1/2").object
        assert (excess(thing.regression, thing.boundaries) == fmpq(1, 12 * m * m)) == (m % 2 == 0)


def test_an_irrational_step_makes_equal_cells_err_like_one_over_m():
    scaled = [m * module.excess_of(module.equal_cells_and_a_step(m, "1/sqrt(2)").object) for m in range(4, 60)]
    assert all(value > 0 for value in scaled)
    assert max(value.mid() for value in scaled) < 0.4
    assert sum(bool(value > fmpq(1, 8)) for value in scaled) > 28
    best = [m * m * module.excess_of(exact.a_boundary_on_the_step(m, "1/sqrt(2)")) for m in range(4, 60)]
    assert all(value < fmpq(15, 100) for value in best)


def test_a_boundary_on_the_step_is_what_the_bound_needs():
    claim = Claim(
        "step", UPPER, module.e <= 1 / (12 * (module.m - 1) ** 2), where=(module.m >= 2,), given=(module.smooth,)
    )
    kind = fails_without(module.smooth, "step", exact.a_rational_step, m=(5, 7), place="1/2")
    assert one_claim(claim, kind, given=(module.smooth,)) == ["REFUTED"]


def test_smoothness_is_judged_from_the_pieces():
    assert module.is_smooth(module.line(3))
    assert not module.is_smooth(module.sawtooth(1, 1).object)
    assert not module.is_smooth(exact.flat_then_rising(2))  # a kink
    assert not module.is_smooth(exact.a_boundary_on_the_step(3, "1/sqrt(2)"))
    assert panter_dite.has_continuous_density(module.line(2))
    with ctx.workprec(192):
        place = 1 / arb(2).sqrt()
    touching = Regression.piecewise([(0, place, [0], [1]), (place, 1, ["1/4", 0, -1, 0, 1], [1])])
    assert module.is_smooth(panter_dite.Predictor(touching, (fmpq(0), fmpq(1)))) is None


def test_every_error_is_one_of_ours():
    for beta in ("x**", "__import__('os')", "x.real", "y", "1e999999"):
        with pytest.raises(BoundkitError):
            value("minimum", beta=beta, p="1")
