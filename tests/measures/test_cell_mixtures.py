"""Mixtures of one expert a cell: errors one way against another, sizes, and the two ablations."""

import pytest
from flint import fmpq
from sympy import Lambda, sqrt

from boundkit.constructions.kuhn import sup_distance, worst_place
from boundkit.measures import lipschitz_targets as targets
from boundkit.measures.cell_mixtures import CellMixture
from boundkit.measures.uniform_error import uniform_error
from boundkit.networks.parameters import most_parameters

(x, *_) = targets.AXES


@pytest.mark.parametrize(("D", "worst"), [(1, "1/8"), (2, "1/7")])
def test_the_mixture_errs_as_kuhn_interpolation_does(D, worst):
    mixture = CellMixture(sup_distance([entry / 4 for entry in worst_place(D)]), 2, 2)
    assert str(mixture.error) == str(mixture.error_in_cells) == worst


def test_smooth_targets_one_way_against_another():
    mixture = CellMixture(targets.product_of_sines(2), 2, 1)
    assert mixture.error.lower <= mixture.error_in_cells.upper
    assert mixture.error_in_cells.lower <= mixture.error.upper
    assert mixture.error.upper <= mixture.error.lower * fmpq(1002, 1000)


@pytest.mark.parametrize("slope", ["1/10", -1])
def test_prelu_mixtures_are_the_same(slope):
    mixture = CellMixture(targets.triple_distance(1), 2, 2)
    assert uniform_error(mixture.program, mixture.with_slope(slope).program).upper == 0


def test_sizes():
    mixture = CellMixture(sup_distance(["1/7", "1/11"]), 3, 1, v=2)
    assert (mixture.number, mixture.read, mixture.cuts, mixture.half_side) == (9, 16, 2, fmpq(1, 6))
    assert mixture.largest_expert == most_parameters(mixture.program).active == 80
    assert mixture.active == 96
    assert mixture.total == mixture.program.parameters
    assert mixture.node_parameters == 20


def test_the_root_decays_slowly():
    """sqrt(h)/4 on the first cell of the mesh, not of the order h."""
    for G in (2, 4, 8):
        error = CellMixture(Lambda(x, sqrt(x)), G, 2).error
        assert error.lower**2 <= fmpq(1, 32 * G) <= error.upper**2
        assert error.upper <= error.lower * fmpq(1001, 1000)


def test_displaced_prototypes():
    places = [[fmpq(3, 20)], [fmpq(13, 20)]]  # by a fifth of a side
    one = Lambda(x, 1)
    assert str(CellMixture(one, 2, 1, prototypes=places).error) == "1/5"
    assert CellMixture(one, 2, 1, prototypes=places, clamped=True).error.upper == 0


@pytest.mark.parametrize("D", [1, 2])
def test_constants_err_by_half_a_side(D):
    assert str(CellMixture(Lambda(targets.AXES[:D], 3 * x), 3, 0).error) == "1/2"
