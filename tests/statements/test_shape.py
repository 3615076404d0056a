"""Shapes against hypotheses: claims about other objects are refused, with the hypothesis as the reason."""

import pytest
from sympy import Eq

from boundkit.api import catalogue, theorem
from boundkit.commands.bounds import bounds_at_shapes
from boundkit.commands.solve import values_of_model
from boundkit.errors import DomainError, StatementError
from boundkit.models import models
from boundkit.statements import hypothesis
from boundkit.statements.shape import SYMBOLS, D, misfits, values_at_shape

MIXTRAL = models()["mixtral-8x7b"].values


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
        ("mayaki2026.covering_number", "fixed_partition", {"constant"}),
        ("wang2025.routing_cells", "cells", set()),
        ("mayaki2026.active_budget", "active_budget_shared", set()),
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


def test_hypotheses_speak_of_shapes_in_their_symbols():
    """A relation with another symbol would never be decided."""
    relations = {r for e in catalogue().entries for h in e.theorem.given for r in h.shape}
    assert {str(symbol) for relation in relations for symbol in relation.free_symbols} <= set(SYMBOLS)


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


def test_solving_and_minimising_take_the_same_values():
    faces = theorem("classical.zaslavsky")
    assert values_of_model("mixtral-8x7b", faces, "faces <= 100", "m", {"d": 3}) == {"d": 3}
