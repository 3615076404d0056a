"""Claims of the catalogue solved for a symbol, from the text of a relation."""

import pytest

from boundkit.api import theorem
from boundkit.errors import DomainError, MalformedInputError, MissingValueError, NotEvaluableError, UnknownNameError
from boundkit.statements.inversion import read_relation, solve_claim

COVER = {"S": 64, "L": 4, "T": 16, "k": 2, "B": 1, "Lambda": 3}


@pytest.mark.parametrize(
    ("id", "relation", "symbol", "values", "kind", "value"),
    [
        ("wang2025.piece_count", "upper <= 10^12", "E", {"L": 5}, "greatest", 251),
        ("wang2025.piece_count", "upper <= 10**12", "L", {"E": 8}, "greatest", 13),
        ("wang2025.piece_count", "upper = 32768", "L", {"E": 8}, "greatest", 5),
        ("wang2025.piece_count", "10^12 < upper", "L", {"E": 8}, "least", 14),
        ("wang2025.dense_baseline", "upper_lipschitz <= 1e-3", "m", {"Lip": 3}, "least", 1500),
        ("wang2025.dense_baseline", "upper_smooth <= 1e-6", "m", {"M": 3}, "least", 613),
        ("wang2025.mixture_cells", "top_k <= 10^12", "E", {"k": 4, "L": 2}, "greatest", 71),
        ("kratsios2024.vc_dimension", "lower_bumps >= 1000", "W", {"D": 2, "E": 4}, "least", 189),
        ("kratsios2024.vc_dimension", "upper_closed <= 100000", "E", {"D": 2, "J": 1, "W": 8}, "greatest", 83),
        ("mayaki2026.covering_number", "fixed_pattern <= 1000", "E", COVER | {"delta": "1/10"}, "greatest", 638),
        ("mayaki2026.active_budget", "active_budget <= 100000", "T",
         {"E": 64, "k": 2, "L": 4, "P": 1000, "S_shared": 10}, "greatest", 12),
        ("dar2025.one_dimensional_exact", "step_best_cells <= 1e-6", "m", {}, "least", 290),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_known_answers(id, relation, symbol, values, kind, value):
    chosen = theorem(id)
    solution = solve_claim(chosen, relation, symbol, values)
    assert (solution.kind, str(solution.value.lower), solution.value.exact) == (kind, str(value), True)
    beside = [neighbour for neighbour in solution.neighbours if neighbour.at != value]
    assert [neighbour.holds for neighbour in beside] == [False]


def test_the_vc_bound_solved_for_the_experts_by_enumeration():
    chosen = theorem("kratsios2024.vc_dimension")
    at = {"D": 2, "J": 1, "W": 8}
    found = int(solve_claim(chosen, "upper_closed <= 20000", "E", at).value.lower)
    values = [float(chosen.evaluate("upper_closed", E=E, **at)) for E in range(2, found + 20)]
    assert found == 1 + sum(value <= 20000 for value in values)
    assert values == sorted(values)


def test_a_real_symbol_is_bracketed():
    solution = solve_claim(theorem("wang2025.dense_baseline"), "upper_lipschitz <= 1/1000", "Lip", {"m": 20})
    assert str(solution.value.lower) == "1/25"
    entropy = solve_claim(theorem("mayaki2026.covering_number"), "fixed_partition <= 100", "delta", {"E": 64, "B": 1})
    assert str(entropy.value.upper) == "1/4"
    assert not entropy.value.exact


def test_the_claim_may_be_named_by_its_sense():
    chosen = theorem("kratsios2024.vc_dimension")
    short, claims = read_relation(chosen, "upper <= 1000", "upper_closed")
    assert short == read_relation(chosen, "upper_closed <= 1000")[0]
    assert [claim.name for claim in claims] == ["upper_closed"]


@pytest.mark.parametrize(
    ("id", "relation", "symbol", "values", "error", "words"),
    [
        ("kratsios2024.vc_dimension", "published_width <= 10", "W", {"D": 2}, NotEvaluableError, "upper_closed"),
        ("wang2025.piece_count", "uper <= 10", "L", {"E": 8}, MalformedInputError, "name one of upper"),
        ("wang2025.piece_count", "upper <= 10 <= 3", "L", {"E": 8}, MalformedInputError, "upper <= 1000"),
        ("wang2025.piece_count", "upper <=", "L", {"E": 8}, MalformedInputError, "upper <= 1000"),
        ("wang2025.piece_count", "upper <= Q", "L", {"E": 8}, MalformedInputError, "not allowed"),
        ("wang2025.piece_count", "upper <= 10", "Q", {"E": 8}, UnknownNameError, "allowed: E, L"),
        ("wang2025.piece_count", "upper <= 10", "L", {"Q": 8}, UnknownNameError, "allowed: E, L"),
        ("wang2025.piece_count", "upper <= 10", "L", {}, MissingValueError, "E=VALUE"),
        ("wang2025.piece_count", "upper <= 10", "L", {"E": "1/2"}, DomainError, "whole number"),
    ],
)
def test_refusals(id, relation, symbol, values, error, words):
    with pytest.raises(error, match=words):
        solve_claim(theorem(id), relation, symbol, values)


def test_a_condition_of_the_claim_bounds_the_answer():
    solution = solve_claim(
        theorem("kratsios2024.vc_dimension"), "upper_closed <= 10^5", "E", {"D": 2, "J": 1, "W": 8}, want="least"
    )
    assert int(solution.value.lower) == 2  # claimed for E >= 2 only
