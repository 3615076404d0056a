"""Shapes against hypotheses: claims about other objects are refused, with the hypothesis as the reason."""

import pytest
from sympy import Eq

from boundkit.api import catalogue, theorem
from boundkit.commands.bounds import bounds_at_shapes
from boundkit.commands.solve import values_of_model
from boundkit.errors import DomainError, StatementError
from boundkit.formulas.evaluation import expand
from boundkit.models import models
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, natural, quantity
from boundkit.statements.comparison import compare_claims
from boundkit.statements.grid import over_grid
from boundkit.statements.inversion import solve_claim
from boundkit.statements.shape import SYMBOLS, D, E, k, misfits, values_at_shape

MIXTRAL = models()["mixtral-8x7b"].values
AT = {"D": [1], "J": [1], "W": [1]}
counted = quantity("N", "faces", measure=len)


@pytest.mark.parametrize(
    ("id", "name", "hypotheses"),
    [
        (
            "kratsios2024.vc_dimension",
            "exact_constant_1d",
            {"nearest", "constant"},
        ),
        ("kratsios2024.vc_dimension", "lower_affine", {"nearest", "affine"}),
        ("wang2025.piece_count", "attained_digits", {"top_one", "affine", "digital"}),
        ("wang2025.piece_count", "route_measure", {"top_one", "affine", "digital"}),
        ("wang2025.mixture_cells", "top_k", {"affine"}),
        ("classical.convex_routing_cells", "upper", {"top_one"}),
        ("mayaki2026.covering_number", "fixed_partition", {"constant", "one_partition"}),
        ("wang2025.routing_cells", "cells", set()),
        ("mayaki2026.active_budget", "active_budget_shared", {"shared"}),
        ("mayaki2026.active_budget", "active_budget", set()),
        ("sharper.routing_alone", "lower", {"constants", "free"}),
    ],
)
def test_a_claim_about_other_objects_than_mixtral_is_a_misfit(id, name, hypotheses):
    chosen = theorem(id)
    assert {misfit.hypothesis.name for misfit in misfits(chosen, chosen.claim(name), MIXTRAL)} == hypotheses


def test_given_values_set_a_misfit_aside():
    chosen = theorem("wang2025.piece_count")
    upper = chosen.claim("upper")
    with pytest.raises(DomainError, match=r"experts are affine maps \(J = 0\), and the shape has J = 1.*k = 1, J = 0$"):
        values_at_shape(chosen, upper, MIXTRAL, {})
    assert values_at_shape(chosen, upper, MIXTRAL, {"k": 1, "J": 0, "L": 3}) == {"E": 8, "L": 3}


def test_what_is_not_known_is_no_misfit():
    chosen = theorem("wang2025.piece_count")
    assert misfits(chosen, chosen.claim("upper"), {"E": 8}) == ()


def test_hypotheses_speak_of_shapes_in_their_symbols_and_in_those_of_claims():
    """A relation with another symbol would never be decided."""
    for each in (entry.theorem for entry in catalogue().entries):
        relations = [relation for hypothesis in each.given for relation in hypothesis.shape]
        spoken = {str(symbol) for r in relations for side in r.args for symbol in expand(side).free_symbols}
        assert spoken <= {*SYMBOLS, *each.symbols}


@pytest.mark.parametrize(
    ("id", "name", "outside", "inside"),
    [
        ("classical.network_growth", "growth", {"D": 2, "J": 1, "W": 3, "N": 21}, {"N": 22}),
        ("classical.line", "maximum", {"n": "2,2", "J": 2}, {"n": "3,2"}),
        ("classical.line", "maximum", {"n": "3,1,4", "J": 3}, {"n": "3,3,1"}),
        ("classical.montufar_lower", "published", {"n": "4,1", "J": 2, "D": 2}, {"n": "4,2"}),
        ("classical.montufar_lower", "linear", {"n": "6,1", "J": 2, "D": 1}, {"n": "6,2"}),
    ],
)
def test_a_claim_has_no_value_where_its_hypotheses_exclude_the_values(id, name, outside, inside):
    """The bound of 21 points would be smaller than the number of labellings, or another claim gives less."""
    claim = theorem(id).claim(name)
    with pytest.raises(DomainError, match=f"{name} is claimed for .* only; .* is outside"):
        claim.evaluate(**outside)
    assert claim.evaluate(**outside | inside).number.rigorous


def test_what_hypotheses_demand_of_values_is_demanded_in_all_questions():
    growth, line = theorem("classical.network_growth"), theorem("classical.line")
    found = solve_claim(growth, "growth <= 10**30", "N", {"D": 1, "J": 1, "W": 1})
    assert str(found.branches[0].low) == "6"
    assert [point["N"] for point, _ in over_grid(growth.claim("growth"), AT | {"N": [6, 7]})] == [6, 7]
    with pytest.raises(DomainError, match=r"W_bar <= N only; .*N = 5"):
        list(over_grid(growth.claim("growth"), AT | {"N": [5, 6]}))
    with pytest.raises(DomainError, match="fails for the given values"):
        compare_claims(line.claim("maximum"), line.claim("upper"), {"J": 2}, functions={"n": "2,2"})


def test_a_demand_is_about_the_symbols_of_its_claim():
    """k is the dimension of a face in one claim, and D no symbol of another."""
    by_faces = natural("k", "the dimension of a face", at_most=9)

    @hypothesis("one expert serves an input", shape=(Eq(k, 1), D >= 2))
    def top_one(thing):
        return True

    def made(*claims):
        return Theorem("mine.faces", "Faces", cite("folklore", "known"), given=(top_one,), claims=claims).claims[0]

    faces = made(Claim("faces", UPPER, counted <= by_faces**2))
    experts = made(Claim("experts", UPPER, counted <= 2 * E, where=(k <= 5,)))
    assert (faces.demands, experts.demands) == ((), (Eq(k, 1, evaluate=False),))
    assert faces.evaluate(k=3).exact == "9"
    with pytest.raises(DomainError, match="experts is claimed for k = 1 only"):
        experts.evaluate(E=4, k=2)
    assert experts.on_objects.evaluate(E=4, k=2).exact == "8"


def test_what_depends_on_inputs_is_evaluated_without_a_model():
    budget = theorem("mayaki2026.active_budget")
    with pytest.raises(DomainError, match=r"same experts, which depends on the inputs. .* without a model"):
        values_at_shape(budget, budget.claim("active_budget_shared"), MIXTRAL, {})
    assert budget.evaluate("active_budget_shared", L=2, S_shared=10, P=100, k=2).exact == "420"


def test_objects_of_the_evidence_have_the_shapes_that_their_hypotheses_demand():
    """The relations are necessary: where an object meets a hypothesis, its values do."""
    from boundkit.theorems.kratsios2024.vc_dimension import (
        affine,
        affine_mixtures,
        constant,
        constants_on_line,
        shallow,
    )
    from boundkit.theorems.kratsios2024.vc_dimension import shallow_mixtures as deep

    from boundkit.statements.conditions import condition_holds

    cases = [(constants_on_line(3), {"E": 3}), (affine_mixtures(2, 3), {"D": 2}), (deep(2, 3, 6), {"D": 2})]
    for shape in (affine, constant, shallow):
        met = [(case, known) for case, known in cases if shape.met_by(case.object, {})]
        assert len(met) == 1
        for case, known in met:
            assert all(condition_holds(relation, {**case.values, **known}) for relation in shape.shape)


def test_a_shape_is_told_by_relations():
    def is_flat(thing):
        return True

    assert hypothesis("it is flat", shape=[Eq(D, 2)])(is_flat).shape == (Eq(D, 2),)
    with pytest.raises(StatementError, match="write it like Eq"):
        hypothesis("it is flat", shape=[D])(is_flat)


@pytest.mark.parametrize(
    ("id", "name", "symbol", "more"),
    [
        ("classical.zaslavsky", "faces", "k", {"d": 3, "m": 10}),
        ("classical.panter_dite", "lower", "S", {"N": 4, "m": 4}),
        ("dar2025.one_dimensional", "lower", "S", {"N": 4, "m": 4}),
        ("dar2025.one_dimensional_exact", "power_lower", "k", {"j": 2, "m": 4}),
    ],
)
def test_a_letter_that_stands_for_another_thing_takes_no_value_of_a_shape(id, name, symbol, more):
    """The dimension of a face, a power, a sum over blocks: not active experts, not active parameters."""
    chosen = theorem(id)
    claim = chosen.claim(name)
    assert symbol in claim.symbols
    assert values_at_shape(chosen, claim, MIXTRAL, more) == more
    assert values_at_shape(chosen, claim, MIXTRAL, more | {symbol: 1}) == more | {symbol: 1}
    (found,) = bounds_at_shapes([chosen], [models()["mixtral-8x7b"]], more, [name]).claims
    assert found.bounds == ("says nothing of a shape",)


def test_a_demand_that_is_written_with_an_abbreviation_names_the_values_below_it():
    chosen = theorem("classical.network_growth")
    (found,) = misfits(chosen, chosen.claim("growth"), {"D": 4096, "J": 1, "W": 14336, "N": 1000})
    assert dict(found.values) == {"D": 4096, "J": 1, "W": 14336, "N": 1000}
    assert "W_bar <= N" in str(found)


def test_solving_and_minimising_take_the_same_values():
    faces = theorem("classical.zaslavsky")
    assert values_of_model(models()["mixtral-8x7b"], faces, "faces <= 100", "m", {"d": 3}) == {"d": 3}
