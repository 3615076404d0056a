"""Objects as data from which they are measured again."""

from flint import fmpq

from boundkit.constructions.digits import digits, two_of_four
from boundkit.constructions.prototypes import Prototypes
from boundkit.measures.certificates import arrangement, cells_of_gates, distance, maps, patterns
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
