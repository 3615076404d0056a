"""Claims over boxes: the range of a bound is tight to 1 percent, and holds the values at its points."""

from itertools import product

import pytest
from flint import fmpq

from boundkit.discovery.discover import discover
from boundkit.errors import DomainError
from boundkit.statements.relation import ASYMPTOTIC

ENTRIES = discover().entries
CLAIMS = {
    f"{entry.theorem.id} {claim.name}": claim
    for entry in ENTRIES for claim in entry.theorem.claims if claim.sense is not ASYMPTOTIC and not claim.functions
}  # fmt: skip
QUICK = [
    "wang2025.piece_count upper",
    "classical.log_solve upper",
    "classical.zaslavsky faces",
    "kratsios2024.vc_dimension lower_affine",
    "mayaki2026.active_budget active_budget",
]
HALF = fmpq(1, 2)
UNUSUAL = {
    "classical.log_solve upper": {"r": (16, 32), "t": (0, 2), "w": (2, 4)},
    "classical.network_growth growth": {"N": (400, 420)},
    "classical.parameter_lipschitz published": {"B": (1, 1)},
    "kratsios2024.active_parameters active": {"G": (5, 7), "v": (3, 4)},
    "kratsios2024.active_parameters expert_number": {
        "Lip": (3, 4),
        "eps": (1, 1),
        "r": (HALF, HALF),
        "N": (2, 2),
        "G": (2, 2),
    },
    "kratsios2024.active_parameters expert_size": {"Lip": (3, 4), "eps": (1, 1), "r": (HALF, HALF), "N": (2, 2)},
    "kratsios2024.active_parameters reached": {"Lip": (3, 4), "eps": (1, 1), "N": (2, 2), "G": (2, 2)},
    "kratsios2024.active_parameters routing": {"G": (5, 7), "v": (3, 4)},
    "kratsios2024.clamped_experts error": {"rho": (fmpq(1, 16), fmpq(1, 8))},
    "kratsios2024.generalization gap": {"n": (800, 820)},
    "kratsios2024.vc_dimension growth": {"N": (40, 42)},
    "kratsios2024.vc_dimension single_expert": {"E": (1, 1)},
    "mayaki2026.entropy_lower_bound lower_bumps": {"W": (7, 8), "B": (2, 2), "delta": (fmpq(1, 65), fmpq(1, 65))},
    "mayaki2026.entropy_lower_bound lower_routed": {"W": (7, 8), "B": (2, 2), "delta": (fmpq(1, 65), fmpq(1, 65))},
    "mayaki2026.scaling_laws compute_active": {"C": (4000, 4002)},
    "mayaki2026.scaling_laws compute_rate": {"C": (8, 9), "c": (2, 2), "beta": (2, fmpq(5, 2)), "d": (2, 3)},
    "mayaki2026.scaling_laws log_form": {
        "a": (HALF, 1),
        "b": (3, 3),
        "beta": (1, 1),
        "d": (2, 2),
        "c": (6, 6),
        "C": (10**6, 10**6 + 2),
    },
    "mayaki2026.scaling_laws log_form_one_active": {"a": (fmpq(1, 1000), fmpq(1, 500)), "C": (400, 402)},
    "mayaki2026.scaling_laws one_sample_at_fixed_compute": {"a": (10**6, 10**6 + 1), "C": (6, 8)},
    "mayaki2026.scaling_laws risk_at_fixed_compute": {"C": (4000, 4002)},
    "mayaki2026.scaling_laws smallest_at_fixed_compute": {"a": (fmpq(1, 100), fmpq(1, 50)), "C": (6, 8)},
    "mayaki2026.scaling_laws smallest_at_fixed_samples": {"a": (fmpq(1, 100), fmpq(1, 50))},
    "sharper.displaced_prototypes overshoot": {"rho": (fmpq(1, 16), fmpq(1, 8))},
    "sharper.memory_price error": {"D": (2, 2), "n": (17, 23)},  # between two squares
    "wang2025.routing_cells line": {"D": (1, 1)},
}


def box_of(key):
    """Three whole numbers, or about an octave, for each symbol, inside its domain."""
    return {name: interval(symbol.domain) for name, symbol in CLAIMS[key].symbols.items()} | UNUSUAL.get(key, {})


def interval(domain):
    least, greatest = (
        fmpq(int(end.p), int(end.q)) if end is not None and end.is_Rational else None
        for end in (domain.least, domain.greatest)
    )
    low = max(fmpq(1), least or fmpq(1)) + 1
    high = low + 2 if domain.integer else 2 * low
    if greatest is not None and high > greatest:
        return (min(low, greatest), greatest) if domain.integer else (greatest / 2, greatest)
    return low, high


def points_of(box, symbols):
    """The corners of a box and the middles between them, whole where they must be."""
    for values in product(*([low, (low + high) / 2, high] for low, high in box.values())):
        point = dict(zip(box, values, strict=True))
        if all(value.q == 1 for name, value in point.items() if symbols[name].domain.integer):
            yield point


def check(key):
    """The range of a claim on its box, after the values at points were found in it."""
    claim, box = CLAIMS[key], {name: tuple(map(fmpq, ends)) for name, ends in box_of(key).items()}
    found = claim.enclose(box)
    values = []
    for point in points_of(box, claim.symbols):
        try:
            value = claim.evaluate(**point).number
        except DomainError:
            continue
        assert found.lower <= value.upper, point
        assert value.lower <= found.upper, point
        values.append(value)
    assert values
    return found


@pytest.mark.parametrize("key", QUICK)
def test_quick_ranges_hold_their_values_and_are_tight(key):
    found, finer = check(key), CLAIMS[key].enclose(box_of(key), "1/1000")
    slack = max(abs(end) for end in (found.lower, found.upper)) / 100
    assert finer.lower - found.lower <= slack
    assert found.upper - finer.upper <= slack


@pytest.mark.heavy
@pytest.mark.parametrize("key", CLAIMS)
def test_ranges_hold_their_values(key):
    check(key)
