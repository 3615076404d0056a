"""The mixture layers of a program, and the routes that they allow."""

from itertools import combinations
from itertools import product as every
from math import comb

from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from boundkit.constructions.digits import equal_parts_gate
from boundkit.networks import (
    Affine,
    LinearGate,
    ReLUNetwork,
    chain,
    residual,
    stack,
)
from boundkit.routing import Routing
from boundkit.routing.layers import possible_routes


def test_layers_of_any_program():
    """A residual block around a mixture, after a network."""
    block = residual(stack((equal_parts_gate(2), [Affine([[0]], [i]) for i in range(2)])))
    bent = ReLUNetwork.of([[[1]], [[1]]], [["-1/4"], ["1/4"]])
    routing = Routing.of(chain(bent, block, block))
    assert dict(routing.realised) == {(0, 0): fmpq(1, 2), (1, 1): fmpq(1, 2)}
    assert (routing.cells, routing.possible) == (2, 4)


@settings(max_examples=30)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=5), st.data())
def test_possible_routes_are_those_of_all_sets(ways, data):
    """Expert e holds a gate with ways[e] experts: the routes are counted set by set."""
    top = data.draw(st.integers(1, len(ways)))
    gate = LinearGate([[0]] * len(ways), [0] * len(ways), top)
    inner = [stack((equal_parts_gate(way), [Affine([[1]], [0])] * way)) for way in ways]
    expected = sum(len(list(every(*(range(way) for way in chosen)))) for chosen in combinations(ways, top))
    assert possible_routes(stack((gate, inner))) == expected
    assert possible_routes(stack((gate, [Affine([[1]], [0])] * len(ways)))) == comb(len(ways), top)
