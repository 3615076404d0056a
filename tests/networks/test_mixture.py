"""Gates and mixtures: ties, slabs, prototypes, routes."""

import pytest
from flint import fmpq

from boundkit.errors import ShapeError
from boundkit.networks import Affine, LinearGate, Mixture, MixtureLayer, ReLUNetwork, stack

HALVES = LinearGate([[0], [1]], [0, "-1/2"])
DOUBLE, BACK = Affine([[2]], [0]), Affine([[-2]], [2])
TENT = stack((HALVES, [DOUBLE, BACK]), (HALVES, [DOUBLE, BACK]))


@pytest.mark.parametrize(
    ("x", "route", "y"),
    [(0, (0, 0), 0), ("1/4", (0, 0), 1), ("3/8", (0, 1), "1/2"), ("1/2", (0, 1), 0), (1, (1, 0), 0)],
)
def test_routes(x, route, y):
    assert TENT.route([x]) == route
    assert TENT([x]) == [fmpq(*map(int, str(y).split("/")))]


def test_experts_may_be_networks():
    bent = ReLUNetwork.of([[[1]], [[1]]], [[-1], [0]])
    mixture = stack((HALVES, [bent, DOUBLE]))
    assert (mixture.inputs, mixture.outputs, mixture([2]), mixture([0])) == (1, 1, [4], [0])
    assert mixture == stack((mixture.layers[0].gate, [bent, DOUBLE]))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Mixture(()), "at least one layer"),
        (lambda: stack((HALVES, [DOUBLE])), "the gate scores 2 experts but 1 are given"),
        (lambda: stack((HALVES, [DOUBLE, Affine([[1, 1]], [0])])), "gate and experts must share inputs and outputs"),
        (lambda: stack((HALVES, [DOUBLE, Affine([[1], [1]], [0, 0])])), "must share inputs and outputs"),
        (lambda: stack((HALVES, [Affine([[1, 1]], [0])] * 2)), "the gate takes 1"),
        (lambda: stack((HALVES, [Affine([[1], [1]], [0, 0])] * 2), (HALVES, [DOUBLE, BACK])),
         "layer 0 has 2 outputs, layer 1 takes 1"),
        (lambda: MixtureLayer(LinearGate([], []), ()), "rows of one positive length"),
        (lambda: TENT([1, 2]), "the program takes 1 inputs; the point has 2"),
    ],
)  # fmt: skip
def test_parts_that_do_not_fit(make, message):
    with pytest.raises(ShapeError, match=message):
        make()
