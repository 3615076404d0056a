"""Objects as data from which they are measured again."""

from flint import arb, fmpq
from sympy import Lambda, Symbol

from boundkit.constructions.digits import digits, two_of_four
from boundkit.constructions.prototypes import Prototypes
from boundkit.measures.approximation import spline_approximation
from boundkit.measures.box_cells import BoxCells
from boundkit.measures.certificates import (
    arrangement,
    cells_of_gates,
    distance,
    maps,
    own,
    packing,
    patterns,
    shattered_at_once,
)
from boundkit.measures.families import Predictor
from boundkit.measures.mixture_classes import Mixtures
from boundkit.measures.one_layer_classes import BumpClass, one_layer
from boundkit.measures.regression import Regression
from boundkit.networks import ReLUNetwork

HAT = ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]])


def test_a_network_is_its_steps():
    affine = [{"affine": [["1", "0"], ["1", "-1/2"]]}, {"slopes": ["0", "0"]}, {"affine": [["1", "-2", "0"]]}]
    assert patterns(HAT) == {"by": "patterns", "domain": None, "inputs": 1, "steps": affine}
    assert distance(HAT, HAT, [(-1, 1)]) == {
        "by": "distance", "domain": [["-1", "1"]], "inputs": 1, "steps": affine, "other": affine,
    }  # fmt: skip


def test_a_mixture_is_its_gates_and_experts():
    (layer,) = maps(digits(2, 1))["steps"]
    assert (len(layer["scores"]), layer["top"], len(layer["experts"])) == (2, 1, 2)
    assert maps(two_of_four(4)) is None


def test_gates_alone_and_lines():
    data = cells_of_gates([Prototypes(((0,), (fmpq(1, 2),)), 1).gate])
    assert (data["inputs"], data["steps"][0]["top"]) == (1, 1)
    assert arrangement([(1, 2, 0)], 2)["steps"] == [{"affine": [["1", "2", "0"]]}, {"slopes": ["0"]}]
    assert arrangement([], 2)["steps"] == []


def test_an_excess_is_its_polynomials_and_cells():
    data = BoxCells.of({(1, 0): 1}, (1, 2)).certificate()
    assert data["axes"] == [["0", "1"], ["0", "1/2", "1"]]
    assert data["pieces"] == [[[["0", "1"], ["0", "1"]], [[[1, 0], "1"]], [[[0, 0], "1"]]]]
    moved = Predictor(Regression.of([0, 1]), (0, 1), (fmpq(1, 3),)).certificate()
    assert (moved["pieces"][0][1], moved["constants"]) == ([[[0], "0"], [[1], "1"]], ["1/3"])
    assert Predictor(Regression.of([0, 1]), (0, arb(2).sqrt() / 2, 1)).certificate() is None


def test_what_is_shattered_has_a_member_for_every_labelling():
    data = own(Mixtures(1, 2))
    assert ([len(group) for group in data["groups"]], data["units on a line"]) == ([2, 2], 0)
    assert [len(members) for members in data["members"]] == [4, 4]
    assert shattered_at_once([(0,)] * 11, lambda labels: HAT) is None
    assert own(HAT) is None


def test_members_far_apart():
    data = own(one_layer(1, 1, "1/4"))
    assert (data["by"], data["radius"], data["copies"]) == ("logarithm of a packing", "1/4", 1)
    assert len(data["members"]) == one_layer(1, 1, "1/4").members_apart
    of_cells = own(BumpClass(one_layer(3, 1, "1/64"), E=2))
    assert (len(of_cells["members"]), of_cells["copies"]) == (BumpClass(one_layer(3, 1, "1/64")).experts_apart, 2)
    assert packing([HAT] * 65, [(0, 1)], 1) is None
    assert packing([], [(0, 1)], 1) is None


def test_a_place_where_a_target_is_missed():
    x = Symbol("x")
    data = spline_approximation(Lambda(x, x**2), 2).certificate()
    assert (data["by"], data["point"], data["rounding"]) == ("distance at a point", ["1/4"], "0")
    assert spline_approximation(HAT, 2).certificate()["by"] == "distance"
