"""Networks side by side: the same values, widths and parameters as the one network that they are."""

from itertools import pairwise
from random import Random

import pytest
from flint import fmpq

from boundkit.errors import ShapeError
from boundkit.evidence.witness import describe
from boundkit.networks import ReLUNetwork
from boundkit.networks.parallel import Parallel


def random_part(draw, inputs, widths):
    sizes = [inputs, *widths, 2]
    weights = [[[draw.randint(-3, 3) for _ in range(a)] for _ in range(b)] for a, b in pairwise(sizes)]
    return ReLUNetwork.of(weights, [[draw.randint(-2, 2) for _ in range(b)] for b in sizes[1:]])


@pytest.mark.parametrize("seed", range(5))
def test_the_parts_are_one_network(seed):
    draw = Random(seed)
    both = Parallel(tuple(random_part(draw, 2, (draw.randint(1, 3), draw.randint(1, 3))) for _ in range(3)))
    assert (both.inputs, both.outputs, both.widths) == (both.whole.inputs, both.whole.outputs, both.whole.widths)
    assert both.parameters == both.whole.parameters
    for _ in range(10):
        point = [fmpq(draw.randint(-20, 20), 7) for _ in range(2)]
        assert both(point) == both.whole(point) == [sum(column) for column in zip(*(p(point) for p in both.parts))]  # noqa: B905
        assert both.floats([list(map(float, point))])[0] == pytest.approx([float(t) for t in both(point)])


def test_biases_that_cancel_are_no_parameters():
    up, down = (ReLUNetwork.of([[[1]], [[1]]], [[0], [bias]]) for bias in (1, -1))
    assert Parallel((up, down)).parameters == Parallel((up, down)).whole.parameters == 4


def test_parts_that_do_not_fit_are_refused():
    one, two = ReLUNetwork.of([[[1]], [[1]]], [[0], [0]]), ReLUNetwork.of([[[1, 1]], [[1]]], [[0], [0]])
    for parts in ((one, two), (ReLUNetwork.affine([[1]], [0]),), ()):
        with pytest.raises(ShapeError, match="side by side"):
            Parallel(parts)


def test_a_witness_of_many_parts_is_short():
    part = ReLUNetwork.of([[[1]], [[1]]], [[0], [0]])
    shown = describe(Parallel((part,) * 4000))
    assert shown["networks side by side"] == 4000
    assert len(shown["the first of them"]) == 50
