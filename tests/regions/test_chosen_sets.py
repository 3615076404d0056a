"""Sets of a top-k gate, tie by tie, against the engines that cut cells."""

from random import Random

import pytest
from flint import fmpq

from boundkit.errors import UnsupportedError
from boundkit.networks import Affine, LinearGate, nearest_prototype, stack
from boundkit.regions import EVERYWHERE, count
from boundkit.regions.chosen_sets import chosen_sets


def by_cutting(gate):
    constants = [Affine([[0] * gate.inputs], [expert]) for expert in range(gate.experts)]
    return count(stack((gate, constants)), EVERYWHERE).routing_cells


@pytest.mark.parametrize("seed", range(40))
def test_random_gates_with_many_ties(seed):
    """Small integers: parallel scores, equal ones, and many that tie at one place."""
    draw = Random(seed)
    D, E = draw.randint(1, 2), draw.randint(1, 5)
    k, reach = draw.randint(1, E), draw.choice((1, 2, 9))
    rows = [[draw.randint(-reach, reach) for _ in range(D)] for _ in range(E)]
    gate = LinearGate(rows, [fmpq(draw.randint(-reach, reach), 2) for _ in range(E)], top=k)
    found = chosen_sets(gate)
    assert len(found) == by_cutting(gate)
    for _ in range(20):
        place = [fmpq(draw.randint(-(10**6), 10**6), 99991) for _ in range(D)]
        assert sum(1 << expert for expert in gate.chosen(place)) in found


def test_prototypes_on_a_line():
    for k in (1, 2, 5, 64):
        assert len(chosen_sets(nearest_prototype([[place] for place in range(64)], top=k))) == 65 - k


def test_a_gate_that_chooses_one_set():
    assert chosen_sets(LinearGate([[1], [1], [1]], [0, 2, 2], top=2)) == {0b110}
    assert chosen_sets(LinearGate([[0, 0], [0, 0]], [3, 3])) == {0b1}


def test_gates_of_three_inputs_are_refused():
    with pytest.raises(UnsupportedError, match="one or two inputs"):
        chosen_sets(LinearGate([[1, 2, 3]], [0]))
